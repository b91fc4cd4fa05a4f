"""The entries of a directive where editors look for its options."""

from collections.abc import Callable, Iterable

from docutils.parsers.rst import directives

from ...core.anatomy import Anatomy


class ReadByItself(dict[str, Callable[[str], object]]):
    """What a directive understands, for language servers and other tools that list it.

    It counts as empty, so that docutils and MyST leave the text to the directive: their own reading of options ends at a
    blank line and drops the whole directive for one that is unknown.
    """

    def __bool__(self) -> bool:
        return False


def options_of(*anatomies: Anatomy) -> ReadByItself:
    """Every entry of these by all its spellings."""
    return ReadByItself(dict.fromkeys(_spellings(anatomies), directives.unchanged))


def _spellings(anatomies: Iterable[Anatomy]) -> Iterable[str]:
    return (spelling for anatomy in anatomies for field in anatomy.fields for spelling in (field.name, field.alias))
