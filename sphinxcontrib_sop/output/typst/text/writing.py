"""The core of the translator from the doctree to Typst markup.

Texts are written as string literals (see `markup`), so nothing a person typed can be taken for markup.  What Typst
lacks is a function of ``templates/text.typ``.  A node that is not known is reported once and its children are kept.
The visitors for the kinds of nodes are classes of their own, put together in `translator`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes
from sphinx.locale import admonitionlabels
from sphinx.util import logging
from sphinx.util.docutils import SphinxTranslator

from ....core.hyphenation import breakable, is_hyphenated
from ....core.i18n import translate
from ....extension.nodes import sop_value
from ..compiler.markup import Markup, quoted
from ..compiler.metrics import width as text_width
from .elements import ADMONITIONS, AROUND, DROPPED, TRANSPARENT
from .links import Places, anchor_markup, place_name

if TYPE_CHECKING:
    from sphinx.builders import Builder

    from .tables import Frame

logger = logging.getLogger(__name__)

SPACES = re.compile(r"[ \t\n\r\f\v]+")
WORDS = re.compile(r"([ \t\n\r\f\v\u00a0]+)")

WIDE_WORD = 0.9
"""A word wider than this part of its column may be divided: set in bold it would not fit."""

MOST_NAMED = 12
"""A message names at most so many characters."""

VARIATION_SELECTORS = range(0xFE00, 0xFE10)
TABLED = DROPPED | AROUND.keys() | ADMONITIONS | TRANSPARENT

MONOSPACED = (nodes.literal, nodes.FixedTextElement, addnodes.desc_sig_element)
MONOSPACED_WIDTH = 0.52
"""Width in em of a character in one of these."""

CELLS = (nodes.list_item, nodes.entry, nodes.field_body, nodes.definition, nodes.description, nodes.footnote, sop_value)
"""A paragraph alone in one of these is no paragraph of its own."""


def is_ignorable(character: str) -> bool:
    """True for a character without a shape of its own: a joiner, a mark of direction, a variation selector."""
    return unicodedata.category(character) == "Cf" or ord(character) in VARIATION_SELECTORS


class Writing(SphinxTranslator):
    """Writes one part of a document; `markup_of` is the way in."""

    def __init__(self, document: nodes.document, builder: Builder) -> None:
        super().__init__(document, builder)
        self.pieces: list[str] = []
        self.kinds: dict[type[nodes.Node], str] = {}
        """Class of a node -> name it is known by."""
        self.docname = ""
        """The document that is written, empty for a sheet: its places are not told from those of others."""
        self.column = 0.0
        """Width in points that a line has, 0 where no word needs to be divided."""
        self.font_size = 8.0
        self.bold = False
        """True if all text is set in bold."""
        self.heading_level = 1
        self.asset: Callable[[nodes.image], str | None] = lambda image: None
        """Gives the path of an image for Typst, None if it cannot be shown."""
        self.graph: Callable[[str, nodes.Element], str | None] = lambda code, node: None
        """Gives the path of the picture of a graph in the language of Graphviz, None if it cannot be drawn."""
        self.addition: Callable[[nodes.reference], str] = lambda reference: ""
        """Gives a text to be printed after a reference."""
        self.lacking: Callable[[str], frozenset[str]] = lambda text: frozenset()
        """Gives the characters of a text that no font has."""
        self.fault_of: Callable[[str], str] = lambda markup: ""
        """Says why markup that a person wrote cannot be compiled; empty if it can, or if that shows later."""
        self.places = Places()
        self.lacked: dict[str, nodes.Node] = {}
        """Characters that no font has and where the first of each stands."""
        self.warned: set[str] = set()
        """Kinds of nodes that were reported."""
        self.hyphenate = is_hyphenated(self.config.language)
        self.spelled_out: set[str] = set()
        self.anchors: list[str] = []
        """Names of places that still have to be written."""
        self.holding = 0
        """Above 0 where no place may be written: what stands here is printed more than once."""
        self.frames: list[Frame] = []
        """Tables around what is written."""
        self.column_stack: list[tuple[float, int]] = []
        """Width of the line that columns share and the sum of their shares."""
        self.depth = 0
        """Number of brackets that are open around what is written."""

    # -- writing -----------------------------------------------------------------------------------------------------
    def write(self, text: str) -> None:
        """Add Typst markup."""
        self.pieces.append(text)

    def open(self, text: str) -> None:
        """Add markup that ends with an opening bracket, and the places named by what stands in it."""
        self.pieces.append(text)
        if text.endswith("["):
            self.write_anchors()

    def markup_of(self, *parts: nodes.Node) -> Markup:
        """Return the markup of nodes of the document."""
        kept, self.pieces = self.pieces, []
        self.depth += 1
        for part in parts:
            part.walkabout(self)
        self.depth -= 1
        self.write_anchors()
        result, self.pieces = Markup("".join(self.pieces)), kept
        return result

    def markup_of_text(self, text: str) -> Markup:
        """Return the markup of words that are no node of the document."""
        return self.markup_of(nodes.Text(text)) if text else Markup()

    def markup_inside(self, node: nodes.Element | None) -> Markup:
        """Return the markup of what stands in a node."""
        return self.markup_of(*node.children) if node is not None else Markup()

    def dispatch_visit(self, node: nodes.Node) -> None:
        """Open what is written around the children of a node."""
        if isinstance(node, nodes.Element):
            self.anchors += map(self.name_of, node.attributes.get("ids", ()))
        kind = self._kind(node)
        if kind in DROPPED:
            raise nodes.SkipNode
        if kind in TRANSPARENT:
            return
        self.depth += 1
        try:
            if kind in AROUND:
                self.open(AROUND[kind][0])
            elif kind in ADMONITIONS:
                self.open(f"#admonition({quoted(str(admonitionlabels.get(kind, '')))})[")
            else:
                super().dispatch_visit(node)
        except nodes.SkipNode:
            self.depth -= 1
            raise

    def dispatch_departure(self, node: nodes.Node) -> None:
        """Close what `dispatch_visit` opened."""
        kind = self._kind(node)
        if kind in TRANSPARENT:
            return
        self.depth -= 1
        if kind in AROUND:
            self.write(AROUND[kind][1])
        elif kind in ADMONITIONS:
            self.write("];")
        else:
            super().dispatch_departure(node)

    def _kind(self, node: nodes.Node) -> str:
        """Name of the nearest class of a node that is known by a method or by the tables of `elements`."""
        kind = type(node)
        if kind not in self.kinds:
            names = [one.__name__ for one in kind.__mro__]
            self.kinds[kind] = next((one for one in names if one in TABLED or hasattr(self, f"visit_{one}")), names[0])
        return self.kinds[kind]

    # -- places ------------------------------------------------------------------------------------------------------
    def name_of(self, node_id: str) -> str:
        """Return the name of a place in the document that is written."""
        return place_name(self.docname, node_id)

    def write_anchors(self) -> None:
        """Write the places that wait to be written, where it may be done here."""
        if self.anchors and not self.holding:
            self.write(anchor_markup(self.places.add(self.anchors)))
            self.anchors = []

    def anchors_of(self, node: nodes.Element | None) -> Markup:
        """Return the places named by a node whose own markup is not written."""
        names = node["ids"] if node is not None else ()
        return anchor_markup(self.places.add(self.name_of(name) for name in names))

    # -- reports -----------------------------------------------------------------------------------------------------
    def report(self, template: str, node: nodes.Node, **values: object) -> None:
        """Report something about the output in the language of the manual."""
        message = translate(template, self.config.language).format(**values)
        logger.warning("%s", message, location=node, type="sop", subtype="pdf")

    def unknown_visit(self, node: nodes.Node) -> None:
        """Report a kind of node once; its children are written."""
        name = type(node).__name__
        if name not in self.warned:
            self.warned.add(name)
            self.report("the element {name} has no form on paper; its text is printed", node, name=name)

    def unknown_departure(self, node: nodes.Node) -> None:
        """There is nothing to close."""

    def report_lacked(self) -> None:
        """Report the characters that no font has, all in one message."""
        if self.lacked:
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
            self.report(template, first, characters=shown, rest=rest)
            self.lacked = {}

    # -- text --------------------------------------------------------------------------------------------------------
    def visit_Text(self, node: nodes.Text) -> None:  # noqa: N802
        text = SPACES.sub(" ", self.displayable(node.astext(), node))
        if self.column:
            monospaced = isinstance(node.parent, MONOSPACED)
            text = "".join(self._divided(word, monospaced=monospaced) for word in WORDS.split(text))
        if text:
            self.write_anchors()
            self.write(f"#{quoted(text)};")

    def depart_Text(self, node: nodes.Text) -> None:  # noqa: N802
        pass

    def displayable(self, text: str, node: nodes.Node) -> str:
        """Return a text with the codes of those characters that no font has; they are noted to be reported."""
        if text.isascii():
            return text
        lacking = self.lacking(text)
        if not lacking:
            return text
        for character in lacking:
            if not is_ignorable(character):
                self.lacked.setdefault(character, node)
        return "".join(
            character if character not in lacking else "" if is_ignorable(character) else f"[U+{ord(character):04X}]"
            for character in text
        )

    def _divided(self, word: str, *, monospaced: bool) -> str:
        limit = self.column * (1.0 if self.bold or monospaced else WIDE_WORD)
        if len(word) * self.font_size <= limit:  # hardly a character is wider than it is high
            return word
        if monospaced:
            wide = len(word) * MONOSPACED_WIDTH * self.font_size
        else:
            wide = text_width(word, self.font_size, bold=self.bold)
        if wide <= limit or not word.strip():
            return word
        return breakable(word, max(1, int(len(word) * limit / wide)), hyphenate=self.hyphenate)


def child_of(node: nodes.Element, kind: type[nodes.Element] | tuple[type[nodes.Element], ...]) -> nodes.Element | None:
    """Return the first child of a kind."""
    return next((child for child in node.children if isinstance(child, kind)), None)


def around(classes: Iterable[str], table: Mapping[str, tuple[str, str]]) -> tuple[str, str]:
    """Return what is written before and after something with these classes."""
    pairs: Sequence[tuple[str, str]] = [table[name] for name in classes if name in table]
    return "".join(opening for opening, _ in pairs), "".join(closing for _, closing in reversed(pairs))
