"""Which SOP of the manual a piece of text means: by name, number or title, with or without "SOP" before it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from functools import cached_property

from ..anatomy import NONE_MARK
from ..model import Procedure

_PREFIX = re.compile(
    r"(?:s\.?\s*o\.?\s*p\b\.?(?:[\s-]+ap\b)?|standar(?:d)?\s+(?:operasional\s+prosedur|prosedur\s+operasional)"
    r"|standard\s+operating\s+procedure)(?:\s*\(s\.?o\.?p\.?\))?[\s:–—-]*",
    re.IGNORECASE,
)

_ALIKE = 0.8
"""How alike two spellings of one word are, from 0 to 1."""
_LONG_ENOUGH = 5
"""Letters of a word that can be misspelt; shorter ones are numerals and short forms."""


def bare_title(title: str) -> str:
    """Return a title without "SOP" or its long form at the beginning."""
    match = _PREFIX.match(title.strip())
    return title.strip()[match.end() :].strip() if match else title.strip()


def folded(text: str) -> str:
    """Return a text as it is compared: lower case, words and digits only, without "SOP" at the beginning."""
    return " ".join(re.findall(r"\w+", bare_title(text).casefold()))


def _one_line(text: str) -> str:
    return " ".join(text.split()).casefold()


def _folded_number(text: str) -> str:
    return "".join(text.split()).casefold()


class Directory:
    """The SOPs of a manual by everything they may be called; what is looked up is gathered when it is first needed."""

    def __init__(self, procedures: Iterable[Procedure]) -> None:
        self.procedures = tuple(procedures)

    @cached_property
    def _by_name(self) -> dict[str, Procedure]:
        return {procedure.name.casefold(): procedure for procedure in reversed(self.procedures)}

    @cached_property
    def _by_number(self) -> dict[str, Procedure]:
        return _unique((_folded_number(procedure.text("number")), procedure) for procedure in self.procedures)

    @cached_property
    def _by_full_title(self) -> dict[str, Procedure]:
        return _unique((_one_line(procedure.title), procedure) for procedure in self.procedures)

    @cached_property
    def _by_title(self) -> dict[str, Procedure]:
        return _unique((folded(procedure.title), procedure) for procedure in self.procedures)

    @cached_property
    def _one_word_off(self) -> dict[str, list[tuple[str, Procedure]]]:
        gathered: dict[str, list[tuple[str, Procedure]]] = defaultdict(list)
        for title, procedure in self._by_title.items():
            for key, word in _with_gaps(title).items():
                gathered[key].append((word, procedure))
        return gathered

    def named(self, text: str) -> Procedure | None:
        """The SOP with that name, compared without case, else the only one with that number."""
        return self._by_name.get(_one_line(text)) or self._by_number.get(_folded_number(text))

    def title_of(self, name: str) -> str:
        """The title of the SOP with that name or number; the word itself if there is none."""
        procedure = self.named(name)
        return procedure.title if procedure is not None and procedure.title else name

    def find(self, text: str) -> Procedure | None:
        """The SOP a text means as a whole, by its name, number or title; None if there is none or more than one."""
        words = text.strip().rstrip(".;,")
        return self.named(words) or self._by_full_title.get(_one_line(words)) or self._by_title.get(folded(words))

    def nearly(self, text: str) -> Procedure | None:
        """The SOP whose title differs from a text in the spelling of one word."""
        for key, word in _with_gaps(folded(text)).items():
            for other, procedure in self._one_word_off.get(key, ()):
                if min(len(word), len(other)) >= _LONG_ENOUGH and SequenceMatcher(None, word, other).ratio() >= _ALIKE:
                    return procedure
        return None

    def related_to(self, procedure: Procedure) -> Iterator[tuple[str, Procedure]]:
        """Each item of `keterkaitan` that means an SOP of the manual, and that SOP; then those named by a role."""
        for item in (*related_items(procedure), *procedure.references.get("related", ())):
            sibling = self.find(item)
            if sibling is not None:
                yield item, sibling


def _with_gaps(title: str) -> dict[str, str]:
    """A title with each of its words left out, and that word."""
    words = title.split()
    return {" ".join([*words[:place], "*", *words[place + 1 :]]): word for place, word in enumerate(words)}


def _unique(pairs: Iterable[tuple[str, Procedure]]) -> dict[str, Procedure]:
    """Keys that mean one SOP only."""
    by_key: dict[str, list[Procedure]] = defaultdict(list)
    for key, procedure in pairs:
        if key and key != NONE_MARK:
            by_key[key].append(procedure)
    return {key: matches[0] for key, matches in by_key.items() if len(matches) == 1}


def related_items(procedure: Procedure) -> tuple[str, ...]:
    """The items of `keterkaitan`."""
    value = procedure.fields.get("related")
    return value.items if value else ()


_SEE = re.compile(r"^\s*(?:lihat|vide|see)\s*:?\s*", re.IGNORECASE)


def mentioned(procedure: Procedure, directory: Directory) -> Iterator[Procedure]:
    """The SOPs that keterkaitan or the notes of the steps name ("Lihat SOP ...")."""
    yield from (other for _, other in directory.related_to(procedure))
    for target in procedure.references.get("notes", ()):
        named = directory.find(target)
        if named is not None:
            yield named
    for step in procedure.steps:
        value = step.texts.get("notes")
        for item in value.items if value else ():
            named = directory.find(_SEE.sub("", item))
            if named is not None:
                yield named
