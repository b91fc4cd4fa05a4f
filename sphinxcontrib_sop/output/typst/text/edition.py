"""What all texts of one PDF share: the pictures it can show, the places in it, what was reported of it."""

import unicodedata
from collections.abc import Callable, Mapping

from docutils import nodes
from msgspec import Struct, field

from .links import Places

VARIATION_SELECTORS = range(0xFE00, 0xFE10)

MOST_NAMED = 12
"""Maximum number of characters that one message names."""


class Edition(Struct, kw_only=True):
    """One PDF as its texts see it."""

    asset: Callable[[nodes.image], str | None]
    """Gives the path of an image for Typst, None if it cannot be shown."""
    graph: Callable[[str, nodes.Element], str | None]
    """Gives the path of the picture of a graph in the language of Graphviz, None if it cannot be drawn."""
    lacking: Callable[[str], frozenset[str]]
    """Gives the characters of a text that no font has."""
    fault_of: Callable[[str], str] = lambda markup: ""
    """Says why markup that a person wrote cannot be compiled; empty if it can, or if that shows later."""
    addition: Callable[[nodes.reference], str] = lambda reference: ""
    """Gives a text to be printed after a reference."""
    unknown: set[str]
    """Kinds of nodes that were reported, also of other PDFs of the build."""
    places: Places = field(default_factory=Places)
    lacked: dict[str, nodes.Node] = field(default_factory=dict)
    """Characters that no font has and where the first of each stands."""

    def displayable(self, text: str, node: nodes.Node) -> str:
        """Return a text with the codes of those characters that no font has; they are noted to be reported."""
        lacking = frozenset() if text.isascii() else self.lacking(text)
        if not lacking:
            return text
        for character in lacking:
            if not is_ignorable(character):
                self.lacked.setdefault(character, node)
        return "".join(
            character if character not in lacking else "" if is_ignorable(character) else f"[U+{ord(character):04X}]"
            for character in text
        )

    def report_lacked(self, report: Callable[..., None]) -> None:
        """Report the characters that no font has, all in one message: its text, a node and the values in the text."""
        if not self.lacked:
            return
        first, *_ = self.lacked.values()
        named = sorted(self.lacked)[:MOST_NAMED]
        shown = " ".join(f"{character} (U+{ord(character):04X})" for character in named)
        rest = len(self.lacked) - len(named)
        template = "no font has these characters, their codes are printed instead: {characters} (see sop_fonts)"
        if rest:
            template = (
                "no font has these characters and {rest} others, their codes are printed instead: {characters} "
                "(see sop_fonts)"
            )
        report(template, first, characters=shown, rest=rest)
        self.lacked.clear()


class Notes(Struct, frozen=True, kw_only=True):
    """Footnotes that are printed elsewhere than where they stand."""

    at_foot: Mapping[nodes.Node, nodes.Element] = field(default_factory=dict)
    """Reference -> note that is printed at the foot of its page."""
    elsewhere: set[nodes.Element] = field(default_factory=set)
    """These notes, and those that are printed on the sheet of an SOP."""


def is_ignorable(character: str) -> bool:
    """True for a character without a shape of its own: a joiner, a mark of direction, a variation selector."""
    return unicodedata.category(character) == "Cf" or ord(character) in VARIATION_SELECTORS
