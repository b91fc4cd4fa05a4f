"""The core of the translator from the doctree to Typst markup.

A kind of node is known by the tables of `elements` or by a method ``render_<class of node>``, which returns its markup.
Texts are written as string literals (see `markup`), so nothing a person typed can be taken for markup.  What Typst
lacks is a function of ``templates/text.typ``.  A node that is not known is reported once and its children are kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes
from sphinx.locale import admonitionlabels
from sphinx.util import logging
from sphinx.util.docutils import SphinxTranslator

from ....core.hyphenation import is_hyphenated
from ....core.i18n import translate
from ....extension.nodes import sop_value
from ..compiler.markup import Markup, quoted
from .edition import Edition, Notes
from .elements import ADMONITIONS, AROUND, DROPPED, TRANSPARENT
from .links import anchor_markup, place_name
from .setting import Setting

if TYPE_CHECKING:
    from sphinx.builders import Builder

logger = logging.getLogger(__name__)

SPACES = re.compile(r"[ \t\n\r\f\v]+")
TABLED = DROPPED | AROUND.keys() | ADMONITIONS | TRANSPARENT

MONOSPACED = (nodes.literal, nodes.FixedTextElement, addnodes.desc_sig_element)

CELLS = (nodes.list_item, nodes.entry, nodes.field_body, nodes.definition, nodes.description, nodes.footnote, sop_value)
"""A paragraph alone in one of these is no paragraph of its own."""


class Writing(SphinxTranslator):
    """Writes one part of a document; `markup_of` is the way in.

    ``docname`` is the document that is written; it is empty for a sheet, whose places need no document in their names.
    """

    def __init__(self, document: nodes.document, builder: Builder, edition: Edition, docname: str = "") -> None:
        super().__init__(document, builder)
        self.edition = edition
        self.docname = docname
        self.setting = Setting()
        """Changed by `markup_of`, `contents` and `inner` alone, for the nodes they are given."""
        self.pieces: list[str] = []
        self.notes = Notes()
        self.anchors: list[str] = []
        """Names of places that still have to be written."""
        self.depth = 0
        """Number of brackets that are open around what is written."""
        self.spelled_out: set[str] = set()
        """Meanings of abbreviations."""
        self._hyphenate = is_hyphenated(self.config.language)
        self._kinds: dict[type[nodes.Node], str] = {}

    # -- writing -----------------------------------------------------------------------------------------------------
    def markup_of(self, *parts: nodes.Node, setting: Setting | None = None) -> Markup:
        """Return the markup of nodes of the document, with all places that wait to be written."""
        return Markup(self._rendered(parts, setting, places_last=True))

    def markup_of_text(self, text: str, *, setting: Setting | None = None) -> Markup:
        """Return the markup of words that are no node of the document."""
        return self.markup_of(nodes.Text(text), setting=setting) if text else Markup()

    def markup_inside(self, node: nodes.Element | None, *, setting: Setting | None = None) -> Markup:
        """Return the markup of what stands in a node."""
        return self.markup_of(*node.children, setting=setting) if node is not None else Markup()

    def contents(self, node: nodes.Element, *, setting: Setting | None = None) -> str:
        """Return what stands between the brackets of a node: places that wait to be written, and its children."""
        return self.take_anchors() + self._rendered(node.children, setting)

    def inner(self, node: nodes.Element, *, setting: Setting | None = None) -> str:
        """Return the children of a node where no place can be written before them."""
        return self._rendered(node.children, setting)

    def write(self, markup: str) -> None:
        """Add markup to what is being written."""
        self.pieces.append(markup)

    def _rendered(self, parts: Iterable[nodes.Node], setting: Setting | None, *, places_last: bool = False) -> str:
        kept, self.pieces = self.pieces, []
        outer, self.setting = self.setting, setting or self.setting
        self.depth += 1
        for part in parts:
            part.walkabout(self)
        self.depth -= 1
        if places_last:
            self.pieces.append(self.take_anchors())
        self.setting = outer
        rendered, self.pieces = "".join(self.pieces), kept
        return rendered

    def dispatch_visit(self, node: nodes.Node) -> None:
        """Write a node with its children, or let the walk go on to these."""
        if isinstance(node, nodes.Element):
            self.note_ids(node)
        kind = self._kind(node)
        render = getattr(self, f"render_{kind}", None)
        if render is not None:
            self.write(render(node))
        elif isinstance(node, nodes.Element) and kind in AROUND:
            before, after = AROUND[kind]
            self.write(f"{before}{self.contents(node) if before.endswith('[') else self.inner(node)}{after}")
        elif isinstance(node, nodes.Element) and kind in ADMONITIONS:
            title = quoted(str(admonitionlabels.get(kind, "")))
            self.write(f"#admonition({title})[{self.contents(node)}];")
        elif kind not in DROPPED:
            if kind not in TRANSPARENT:
                super().dispatch_visit(node)
            return
        raise nodes.SkipNode

    def dispatch_departure(self, node: nodes.Node) -> None:
        """Close what a visitor of another extension opened."""
        if self._kind(node) not in TRANSPARENT:
            super().dispatch_departure(node)

    def _kind(self, node: nodes.Node) -> str:
        """Name of the nearest class of a node that is known by a method or by the tables of `elements`."""
        kind = type(node)
        if kind not in self._kinds:
            names = [base.__name__ for base in kind.__mro__]
            known = (name for name in names if name in TABLED or self._has_method(name))
            self._kinds[kind] = next(known, names[0])
        return self._kinds[kind]

    def _has_method(self, name: str) -> bool:
        return hasattr(self, f"render_{name}") or hasattr(self, f"visit_{name}")

    # -- places ------------------------------------------------------------------------------------------------------
    def name_of(self, node_id: str) -> str:
        """Return the name of a place in the document that is written."""
        return place_name(self.docname, node_id)

    def note_ids(self, node: nodes.Element) -> None:
        """Let the places that are named by a node wait to be written."""
        self.anchors += map(self.name_of, node.attributes.get("ids", ()))

    def take_anchors(self) -> Markup:
        """Return the places that wait to be written, where it may be done here."""
        if not self.anchors or self.setting.repeated:
            return Markup()
        names, self.anchors = self.anchors, []
        return anchor_markup(self.edition.places.add(names))

    def anchors_of(self, node: nodes.Element | None) -> Markup:
        """Return the places named by a node whose own markup is not written."""
        names = node["ids"] if node is not None else ()
        return anchor_markup(self.edition.places.add(map(self.name_of, names)))

    # -- reports -----------------------------------------------------------------------------------------------------
    def report(self, template: str, node: nodes.Node, **values: object) -> None:
        """Report something about the output in the language of the manual."""
        message = translate(template, self.config.language).format(**values)
        logger.warning("%s", message, location=node, type="sop", subtype="pdf")

    def report_lacked(self) -> None:
        """Report the characters that no font has."""
        self.edition.report_lacked(self.report)

    def unknown_visit(self, node: nodes.Node) -> None:
        """Report a kind of node once; its children are written."""
        name = type(node).__name__
        if name not in self.edition.unknown:
            self.edition.unknown.add(name)
            self.report("the element {name} has no form on paper; its text is printed", node, name=name)

    def unknown_departure(self, node: nodes.Node) -> None:
        """There is nothing to close."""

    # -- text --------------------------------------------------------------------------------------------------------
    def render_Text(self, node: nodes.Text) -> str:  # noqa: N802
        """Spaces and line ends are kept in code with markup and in the signs of a grammar."""
        text = self.edition.displayable(node.astext(), node)
        if _is_verbatim(node):
            lines = [f"{self.take_anchors()}#raw({quoted(line)});" if line else "" for line in text.split("\n")]
            return "#linebreak();".join(lines)
        monospaced = isinstance(node.parent, MONOSPACED)
        text = self.setting.divided(SPACES.sub(" ", text), monospaced=monospaced, hyphenate=self._hyphenate)
        return f"{self.take_anchors()}#{quoted(text)};" if text else ""


def _is_verbatim(node: nodes.Node) -> bool:
    parent = node.parent
    while isinstance(parent, nodes.TextElement):
        if isinstance(parent, (nodes.literal_block, nodes.doctest_block)):
            return True
        parent = parent.parent
    return False


def child_of(node: nodes.Element, kind: type[nodes.Element] | tuple[type[nodes.Element], ...]) -> nodes.Element | None:
    """Return the first child of a kind."""
    return next((child for child in node.children if isinstance(child, kind)), None)


def follows(node: nodes.Element, kind: type[nodes.Element]) -> bool:
    """True if the next sibling of a node is of a kind."""
    return isinstance(node.next_node(descend=False, siblings=True), kind)


def around(classes: Iterable[str], table: Mapping[str, tuple[str, str]]) -> tuple[str, str]:
    """Return what is written before and after something with these classes."""
    pairs = [table[name] for name in classes if name in table]
    return "".join(before for before, _ in pairs), "".join(after for _, after in reversed(pairs))
