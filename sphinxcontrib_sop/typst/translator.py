"""From the doctree to Typst markup.

Texts are written as string literals (see `markup`), so nothing a person typed can be taken for markup.  What Typst
lacks is a function of ``templates/prose.typ``.  A node that is not known is reported once and its children are kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.locale import admonitionlabels
from sphinx.util import logging
from sphinx.util.docutils import SphinxTranslator

from ..i18n import translate
from ..nodes import sop_value
from .elements import ADMONITIONS, AROUND, DROPPED, TRANSPARENT
from .hyphenation import HYPHENATED_LANGUAGES, breakable
from .lengths import typst_length
from .markup import Markup, quoted
from .metrics import width as text_width
from .tables import TableVisitor

if TYPE_CHECKING:
    from sphinx.builders import Builder

logger = logging.getLogger(__name__)

SPACES = re.compile(r"[ \t\n\r\f\v]+")
WORDS = re.compile(r"([ \t\n\r\f\v\u00a0]+)")

WIDE_WORD = 0.9
"""A word wider than this part of its column may be divided: set in bold it would not fit."""

ENUMERATORS = {"arabic": "1", "loweralpha": "a", "upperalpha": "A", "lowerroman": "i", "upperroman": "I"}

ARGUMENTS = (
    nodes.list_item,
    nodes.field,
    nodes.field_name,
    nodes.field_body,
    nodes.option_list_item,
    nodes.option_group,
    nodes.description,
    nodes.tgroup,
    nodes.colspec,
    nodes.thead,
    nodes.tbody,
    nodes.row,
    nodes.entry,
)
"""Nodes that are written as arguments of a function."""


NEWLINE = "\n"
CELLS = (nodes.list_item, nodes.entry, nodes.field_body, nodes.definition, nodes.description, sop_value)
"""A paragraph alone in one of these is no paragraph of its own."""

LEVEL_PLACES = frozenset({"left", "center", "right"})

TABLED = DROPPED | AROUND.keys() | ADMONITIONS | TRANSPARENT


def numbering_of(node: nodes.Element) -> str:
    """Return how the items of an enumerated list are counted, as Typst writes it: "1.", "(a)"."""
    counter = ENUMERATORS.get(node.get("enumtype", "arabic"), "1")
    return f"{node.get('prefix', '')}{counter}{node.get('suffix', '.')}"


class TypstTranslator(TableVisitor, SphinxTranslator):
    """Writes one part of a document; `markup_of` is the way in."""

    def __init__(self, document: nodes.document, builder: Builder) -> None:
        super().__init__(document, builder)
        self.pieces: list[str] = []
        self.column = 0.0
        """Width in points that a line has, 0 where no word needs to be divided."""
        self.font_size = 8.0
        self.bold = False
        """True if all text is set in bold."""
        self.heading_level = 1
        self.asset: Callable[[nodes.image], str | None] = lambda image: None
        """Gives the path of an image for Typst, None if it cannot be shown."""
        self.addition: Callable[[nodes.reference], str] = lambda reference: ""
        """Gives a text to be printed after a reference."""
        language = self.config.language.replace("-", "_").split("_")[0]
        self.hyphenate = language in HYPHENATED_LANGUAGES
        self.warned: set[str] = set()
        self.spelled_out: set[str] = set()
        self.anchors: list[str] = []

    # -- writing -----------------------------------------------------------------------------------------------------
    def write(self, text: str) -> None:
        """Add Typst markup."""
        self.pieces.append(text)

    def markup_of(self, *parts: nodes.Node) -> Markup:
        """Return the markup of nodes of the document."""
        kept, self.pieces = self.pieces, []
        for part in parts:
            part.walkabout(self)
        self._write_anchors()
        result, self.pieces = Markup("".join(self.pieces)), kept
        return result

    def dispatch_visit(self, node: nodes.Node) -> None:
        """Write the places that links lead to before what they name, or inside it where only arguments may stand."""
        if isinstance(node, nodes.Element):
            self.anchors.extend(node.get("ids", ()))
            if not isinstance(node, ARGUMENTS):
                self._write_anchors()
        kind = self._kind(node)
        if kind in DROPPED:
            raise nodes.SkipNode
        if kind in AROUND:
            self.write(AROUND[kind][0])
        elif kind in ADMONITIONS:
            self.write(f"#admonition({quoted(str(admonitionlabels.get(kind, '')))})[")
        elif kind not in TRANSPARENT:
            super().dispatch_visit(node)

    def dispatch_departure(self, node: nodes.Node) -> None:
        """Close what `dispatch_visit` opened."""
        kind = self._kind(node)
        if kind in AROUND:
            self.write(AROUND[kind][1])
        elif kind in ADMONITIONS:
            self.write("];")
        elif kind not in TRANSPARENT:
            super().dispatch_departure(node)

    def _kind(self, node: nodes.Node) -> str:
        """Name of the nearest class of a node that is known by a method or by the tables of `elements`."""
        names = [kind.__name__ for kind in type(node).__mro__]
        return next((name for name in names if name in TABLED or hasattr(self, f"visit_{name}")), names[0])

    def _write_anchors(self) -> None:
        for name in self.anchors:
            self.write(f"#anchor({quoted(name)});")
        self.anchors = []

    def unknown_visit(self, node: nodes.Node) -> None:
        """Report a kind of node once; its children are written."""
        name = type(node).__name__
        if name not in self.warned:
            self.warned.add(name)
            template = "the element {name} has no form on paper; its text is printed"
            message = translate(template, self.config.language).format(name=name)
            logger.warning(message, location=node, type="sop", subtype="pdf")

    def unknown_departure(self, node: nodes.Node) -> None:
        """There is nothing to close."""

    # -- text --------------------------------------------------------------------------------------------------------
    def visit_Text(self, node: nodes.Text) -> None:  # noqa: N802
        text = SPACES.sub(" ", node.astext())
        if self.column:
            text = "".join(self._divided(word) for word in WORDS.split(text))
        if text:
            self.write(f"#{quoted(text)};")

    def depart_Text(self, node: nodes.Text) -> None:  # noqa: N802
        pass

    def _divided(self, word: str) -> str:
        wide = text_width(word, self.font_size, bold=self.bold)
        limit = self.column * (1.0 if self.bold else WIDE_WORD)
        if wide <= limit or not word.strip():
            return word
        return breakable(word, max(1, int(len(word) * limit / wide)), hyphenate=self.hyphenate)

    # -- inline ------------------------------------------------------------------------------------------------------
    def visit_reference(self, node: nodes.reference) -> None:
        target = node.get("refuri", "")
        anchor = node.get("refid") or (target.rpartition("#")[2] if "#" in target and node.get("internal") else "")
        if anchor:
            self.write(f"#internal({quoted(anchor)})[")
        elif target and not node.get("internal"):
            self.write(f"#link({quoted(target)})[")
        else:
            self.write("#[")

    def depart_reference(self, node: nodes.reference) -> None:
        self.write("];")
        addition = self.addition(node)
        if addition:
            self.visit_Text(nodes.Text(" " + addition))

    def visit_abbreviation(self, node: nodes.Element) -> None:
        pass

    def depart_abbreviation(self, node: nodes.Element) -> None:
        """Spell an abbreviation out where it first stands: paper has no hints."""
        meaning = node.get("explanation", "")
        if meaning and meaning not in self.spelled_out:
            self.spelled_out.add(meaning)
            self.visit_Text(nodes.Text(f" ({meaning})"))

    def visit_footnote_reference(self, node: nodes.Element) -> None:
        self.write(f"#super[#internal({quoted(node.get('refid', ''))})[")

    def depart_footnote_reference(self, node: nodes.Element) -> None:
        self.write("];];")

    def visit_citation_reference(self, node: nodes.Element) -> None:
        self.write(f"#internal({quoted(node.get('refid', ''))})[\\[")

    def depart_citation_reference(self, node: nodes.Element) -> None:
        self.write("\\]];")

    # -- blocks ------------------------------------------------------------------------------------------------------
    def visit_paragraph(self, node: nodes.Element) -> None:
        alone = isinstance(node.parent, CELLS) and len(node.parent.children) == 1
        self.write("#[" if alone else "#par[")

    def depart_paragraph(self, node: nodes.Element) -> None:
        self.write("];")

    def visit_section(self, node: nodes.Element) -> None:
        self.heading_level += 1

    def depart_section(self, node: nodes.Element) -> None:
        self.heading_level -= 1

    def visit_title(self, node: nodes.Element) -> None:
        if isinstance(node.parent, nodes.table):
            self.write("#caption[")
        elif isinstance(node.parent, nodes.section):
            self.write(f"#heading(level: {max(1, self.heading_level)})[")
        else:
            self.write("#rubric[")

    def depart_title(self, node: nodes.Element) -> None:
        self.write("];")

    def visit_literal_block(self, node: nodes.Element) -> None:
        self.write(f"#code({quoted(node.astext().strip(NEWLINE))});")
        raise nodes.SkipNode

    def visit_doctest_block(self, node: nodes.Element) -> None:
        self.visit_literal_block(node)

    def visit_math_block(self, node: nodes.Element) -> None:
        self.visit_literal_block(node)

    def visit_raw(self, node: nodes.Element) -> None:
        if "typst" in node.get("format", "").split():
            self.write(f'#eval({quoted(node.astext())}, mode: "markup");')
        raise nodes.SkipNode

    def visit_line_block(self, node: nodes.Element) -> None:
        self.write("#indented[" if isinstance(node.parent, nodes.line_block) else "#block[")

    def depart_line_block(self, node: nodes.Element) -> None:
        self.write("];")

    def visit_line(self, node: nodes.Element) -> None:
        if not node.children:
            self.write('#" ";')

    def depart_line(self, node: nodes.Element) -> None:
        following = node.next_node(descend=False, siblings=True)
        if isinstance(following, nodes.line):
            self.write("#linebreak();")

    # -- lists -------------------------------------------------------------------------------------------------------
    def visit_enumerated_list(self, node: nodes.Element) -> None:
        self.write(f"#enum(numbering: {quoted(numbering_of(node))}, start: {int(node.get('start', 1))}, ")

    def depart_enumerated_list(self, node: nodes.Element) -> None:
        self.write(");")

    def visit_term(self, node: nodes.Element) -> None:
        self.write("#term[")

    def depart_term(self, node: nodes.Element) -> None:
        following = node.next_node(descend=False, siblings=True)
        if not isinstance(following, nodes.classifier):
            self.write("];")

    def visit_classifier(self, node: nodes.Element) -> None:
        self.write('#" : ";#emph[')

    def depart_classifier(self, node: nodes.Element) -> None:
        self.write("];")
        self.depart_term(node)

    def visit_option(self, node: nodes.Element) -> None:
        if node.parent.index(node):
            self.write('#", ";')

    def depart_option(self, node: nodes.Element) -> None:
        pass

    def visit_option_argument(self, node: nodes.Element) -> None:
        self.write(f"#{quoted(node.get('delimiter', ' '))};")

    def depart_option_argument(self, node: nodes.Element) -> None:
        pass

    # -- notes -------------------------------------------------------------------------------------------------------
    def visit_footnote(self, node: nodes.Element) -> None:
        label = next(iter(node.findall(nodes.label)), None)
        self.write(f"#remark({quoted(label.astext() if label else '')})[")

    def depart_footnote(self, node: nodes.Element) -> None:
        self.write("];")

    def visit_citation(self, node: nodes.Element) -> None:
        self.visit_footnote(node)

    def depart_citation(self, node: nodes.Element) -> None:
        self.write("];")

    # -- pictures ----------------------------------------------------------------------------------------------------
    def visit_image(self, node: nodes.image) -> None:
        path = self.asset(node)
        if path is None:
            self.write(f"#{quoted(node.get('alt') or node.get('uri', ''))};")
            raise nodes.SkipNode
        sizes = {name: typst_length(str(node.get(name, ""))) for name in ("width", "height")}
        options = [quoted(path), f"alt: {quoted(node.get('alt') or PurePosixPath(node.get('uri', '')).stem)}"]
        options += [f"{name}: {size}" for name, size in sizes.items() if size]
        if node.get("scale"):
            options.append(f"zoom: {float(node['scale']):g}%")
        inside = isinstance(node.parent, nodes.TextElement) and not isinstance(node.parent.parent, nodes.figure)
        picture = f"{'inline-picture' if inside else 'picture'}({', '.join(options)})"
        placed = node.get("align")
        self.write(f"#align({placed}, {picture});" if placed in LEVEL_PLACES and not inside else f"#{picture};")
        raise nodes.SkipNode
