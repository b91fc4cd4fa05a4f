"""Decree, approval sheet and the other documents of a manual as Word documents, which a legal office edits further.

    python -m sphinx -b sop-docx MANUAL OUTPUT

writes one file for each document of the manual that has a page of its own on paper.
"""

import io
from collections.abc import Iterable, Iterator, Sequence, Set
from pathlib import Path
from typing import Any

from docutils import nodes
from docx import Document
from docx.document import Document as DocumentType
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.shared import Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from sphinx.builders import Builder
from sphinx.util import logging

from ...core.characters import for_xml
from ...core.configuration import OutputConfig
from ...core.i18n import translate
from ...core.ordinals import letters
from ...extension.config import output_config
from ...extension.nodes import sop_column, sop_columns, sop_page, sop_signature
from ...extension.written import write_output
from .columns import FONT
from .docx import reproducible, set_up
from .pictures import picture_of

logger = logging.getLogger(__name__)

SIZE = 11.0
SIZES = {"sop-small": 9.0, "sop-large": 13.0, "sop-huge": 20.0}
"""Class of a paragraph -> points."""
MARGINS_MM = (25.0, 20.0, 20.0, 25.0)
"""Above, right, below, left of a page: those of official letters."""
LOGO_MM = 22.0
INDENT_MM = 8.0
IMAGE_TYPES = ("image/png", "image/jpeg", "image/svg+xml")
"""Preferred where a picture comes in several."""
LABEL_SHARE = 0.22
"""Of the width, for names of fields such as Menimbang."""
LONGEST_PROPERTY = 255
"""Characters of a property of an office document."""
SIGNATURE_LINES = {"empty": 3, "wet": 4, "electronic": 4}
ALIGNMENTS = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}

Container = DocumentType | _Cell


class SopDocxBuilder(Builder):
    """Write the documents of a manual that stand on pages of their own."""

    name = "sop-docx"
    format = "docx"
    out_suffix = ".docx"
    epilog = "%(outdir)s"
    allow_parallel = True

    def get_outdated_docs(self) -> Iterable[str]:
        """All of them: they hold lists of the whole manual."""
        return self.env.found_docs

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """References are plain text."""
        return ""

    def prepare_writing(self, docnames: Set[str]) -> None:
        """Nothing has to be prepared."""

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Write a document if it has pages of its own."""
        pages = list(doctree.findall(sop_page))
        if not pages:
            return
        config = output_config(self.config)
        written = _Writer(config, Path(self.srcdir), docname).write(pages, _notes(doctree, pages))
        path = Path(self.outdir) / f"{docname}{self.out_suffix}"
        write_output(self.env, path, written)


class _Writer:
    """Writes the nodes of pages into a text document."""

    def __init__(self, config: OutputConfig, source: Path, docname: str) -> None:
        self.config, self.source, self.docname = config, source, docname
        self.document = Document()
        set_up(self.document)
        self.document.styles["Normal"].font.size = Pt(SIZE)
        section = self.document.sections[0]
        short, long = sorted(config.paper_mm)
        section.page_width, section.page_height = Mm(short), Mm(long)
        section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = map(Mm, MARGINS_MM)
        self.width = short - MARGINS_MM[1] - MARGINS_MM[3]

    def write(self, pages: Sequence[sop_page], notes: Sequence[nodes.Element] = ()) -> bytes:
        """Return the document with these pages, and below them the notes to which they refer."""
        headings = (page.parent.next_node(nodes.title) for page in pages if page.get("has-heading"))
        titles = dict.fromkeys(" ".join(title.astext().split()) for title in headings if title is not None)
        self.document.core_properties.title = for_xml("; ".join(titles))[:LONGEST_PROPERTY]
        for number, page in enumerate(pages):
            if number:
                self.document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
            if title := _title_of(page):
                self._block(title, self.document, self.width, "center")
            self._blocks(page.children, self.document, self.width)
        self._blocks(notes, self.document, self.width)
        made = io.BytesIO()
        self.document.save(made)
        return reproducible(made.getvalue())

    # -- blocks ------------------------------------------------------------------------------------------------------
    def _blocks(self, children: Iterable[nodes.Node], place: Container, width: float, align: str = "left") -> None:
        for child in children:
            self._block(child, place, width, align)

    def _block(self, node: nodes.Node, place: Container, width: float, align: str) -> None:
        """Write one node; what is unknown is written as what stands in it."""
        if isinstance(node, nodes.image):
            self._image(node, self._paragraph(place, node, align))
        elif isinstance(node, (nodes.paragraph, nodes.title, nodes.rubric, nodes.line, nodes.term)):
            self._inline(node, self._paragraph(place, node, align), node["classes"])
        elif isinstance(node, (nodes.bullet_list, nodes.enumerated_list)):
            self._list(node, place, width)
        elif isinstance(node, nodes.field_list):
            self._fields(node, place, width)
        elif isinstance(node, sop_columns):
            self._columns(node, place, width)
        elif isinstance(node, sop_signature):
            self._signature(node, place, align)
        elif isinstance(node, nodes.table):
            self._table(node, place, width)
        elif isinstance(node, NOTES):
            label, *content = node.children
            self._inline(label, self._paragraph(place, label, align), (), bold=True)
            self._blocks(content, place, width, align)
        elif isinstance(node, nodes.Element) and not isinstance(node, (nodes.Invisible, nodes.target)):
            self._blocks(node.children, place, width, align)
        elif isinstance(node, nodes.Text) and node.strip():
            self._inline(nodes.paragraph("", "", node.deepcopy()), self._paragraph(place, node, align), ())

    @staticmethod
    def _paragraph(place: Container, node: nodes.Node, align: str) -> Paragraph:
        paragraph = _empty_first(place) or place.add_paragraph()
        classes = node.get("classes", ()) if isinstance(node, nodes.Element) else ()
        paragraph.alignment = ALIGNMENTS["center" if "sop-center" in classes else align]
        paragraph.paragraph_format.space_after = Pt(4)
        if "sop-apart" in classes:
            paragraph.paragraph_format.space_before = Pt(10)
        return paragraph

    def _inline(self, node: nodes.Node, paragraph: Paragraph, classes: Sequence[str], **marks: bool) -> None:
        for child in node.children:
            if isinstance(child, nodes.Text):
                text = " ".join(child.astext().split("\n"))
                run = paragraph.add_run(for_xml(text.upper() if "sop-upper" in classes else text))
                run.font.name = FONT
                run.bold = marks.get("bold") or "sop-strong" in classes or isinstance(node, nodes.title) or None
                run.italic = marks.get("italic") or None
                run.font.size = next((Pt(size) for name, size in SIZES.items() if name in classes), None)
            elif isinstance(child, nodes.image):
                self._image(child, paragraph)
            elif isinstance(child, nodes.strong):
                self._inline(child, paragraph, classes, **marks | {"bold": True})
            elif isinstance(child, nodes.emphasis):
                self._inline(child, paragraph, classes, **marks | {"italic": True})
            else:
                self._inline(child, paragraph, classes, **marks)

    def _image(self, node: nodes.image, paragraph: Paragraph) -> None:
        kinds: dict[str, str] = node.get("candidates", {})
        uri = next((kinds[kind] for kind in IMAGE_TYPES if kind in kinds), node["uri"])
        picture = picture_of(self.source / uri.lstrip("/"))
        if picture is None:
            message = "{logo}: this picture cannot stand in an office document, it is left out"
            logger.warning(
                "%s",
                translate(message, self.config.language).format(logo=uri),
                type="sop",
                subtype="docx",
                location=node,
            )
            paragraph.add_run(for_xml(node.get("alt", ""))).font.name = FONT
            return
        shown = paragraph.add_run().add_picture(io.BytesIO(picture.data), height=Mm(LOGO_MM))
        shown._inline.docPr.set("descr", for_xml(node.get("alt", "")))

    def _list(self, node: nodes.Element, place: Container, width: float) -> None:
        for number, item in enumerate(node.children, start=int(node.get("start", 1))):
            mark = "•"
            if isinstance(node, nodes.enumerated_list):
                name = letters(number) if node.get("enumtype") == "loweralpha" else str(number)
                mark = f"{node.get('prefix', '')}{name}{node.get('suffix', '.')}"
            first = True
            for child in item.children:
                if first and isinstance(child, nodes.paragraph):
                    paragraph = self._paragraph(place, child, "left")
                    paragraph.paragraph_format.left_indent = Mm(INDENT_MM)
                    paragraph.paragraph_format.first_line_indent = Mm(-INDENT_MM)
                    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(INDENT_MM))
                    paragraph.add_run(f"{mark}\t").font.name = FONT
                    self._inline(child, paragraph, child["classes"])
                else:
                    self._block(child, place, width, "left")
                first = False

    def _fields(self, node: nodes.field_list, place: Container, width: float) -> None:
        """Menimbang, Mengingat ...: names at the left, a colon, what they say."""
        label, colon = LABEL_SHARE * width, 5.0
        for field in node.children:
            name, body = field.children
            table = self._grid(place, (label, colon, width - label - colon), rows=1)
            cells = table.rows[0].cells
            self._inline(name, self._paragraph(cells[0], name, "left"), name["classes"])  # type: ignore[index]
            self._paragraph(cells[1], name, "left").add_run(":")
            self._blocks(body.children, cells[2], width - label - colon)

    def _columns(self, node: sop_columns, place: Container, width: float) -> None:
        columns = [child for child in node.children if isinstance(child, sop_column)]
        total = sum(float(column.get("width", 1)) for column in columns) or 1.0
        widths = [width * float(column.get("width", 1)) / total for column in columns]
        table = self._grid(place, widths, rows=1)
        for column, cell, share in zip(columns, table.rows[0].cells, widths, strict=True):
            self._blocks(column.children, cell, share, column.get("align", "left"))

    def _signature(self, node: sop_signature, place: Container, align: str) -> None:
        room = SIGNATURE_LINES.get(self.config.signature, SIGNATURE_LINES["wet"])
        for child in node.children:
            if isinstance(child, nodes.Element) and child.get("part") == "space":
                if self.config.signature == "electronic":
                    self._paragraph(place, child, align).add_run(self.config.words["signed-electronically"])
                for _ in range(room):
                    self._paragraph(place, child, align)
                continue
            self._block(child, place, 0.0, align)

    def _table(self, node: nodes.table, place: Container, width: float) -> None:
        rows = list(node.findall(nodes.row))
        shares = [float(spec.get("colwidth", 1) or 1) for spec in node.findall(nodes.colspec)]
        if not rows or not shares:
            return
        widths = [width * share / sum(shares) for share in shares]
        if isinstance(title := node.children[0], nodes.title):
            self._block(title, place, width, "left")
        table = self._grid(place, widths, rows=len(rows), style="Table Grid")
        heads = {id(row) for head in node.findall(nodes.thead) for row in head.children}
        taken: set[tuple[int, int]] = set()
        for place_, row in enumerate(rows):
            column = 0
            for entry in row.children:
                while (place_, column) in taken:
                    column += 1
                if column >= len(widths) or not isinstance(entry, nodes.entry):
                    break
                last_row = min(place_ + entry.get("morerows", 0), len(rows) - 1)
                last = min(column + entry.get("morecols", 0), len(widths) - 1)
                taken |= {(y, x) for y in range(place_, last_row + 1) for x in range(column, last + 1)}
                cell = table.cell(place_, column)
                if (last_row, last) != (place_, column):
                    cell = cell.merge(table.cell(last_row, last))
                content = list(_bold(entry.children)) if id(row) in heads else entry.children
                self._blocks(content, cell, sum(widths[column : last + 1]))
                column = last + 1

    @staticmethod
    def _grid(place: Container, widths: Sequence[float], *, rows: int, style: str | None = None) -> Any:
        """A table with columns of fixed widths in millimetres."""
        if isinstance(place, _Cell):
            table = place.add_table(rows, len(widths))
        else:
            table = place.add_table(rows, len(widths), style=style)
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        for row in table.rows:
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = Mm(width)
        return table


def _title_of(page: sop_page) -> nodes.title | None:
    """The heading that was made for a page, unless it is printed in another way."""
    title = page.parent.next_node(nodes.title) if page.get("has-heading") else None
    return None if title is None or "sop-unprinted" in title["classes"] else title


NOTES = (nodes.footnote, nodes.citation)


def _notes(doctree: nodes.document, pages: Sequence[sop_page]) -> list[nodes.Element]:
    """Footnotes and citations that stand elsewhere in the document and to which some pages refer, with those of theirs."""
    every = [node for node in doctree.findall(nodes.Element) if isinstance(node, NOTES) and not _stands_in_page(node)]
    found: list[nodes.Element] = []
    asked: list[nodes.Element] = [*pages, *(title for page in pages if (title := _title_of(page)))]
    while asked:
        wanted = {str(node.get("refid")) for root in asked for node in root.findall(nodes.Element)}
        asked = [note for note in every if note not in found and wanted.intersection(note["ids"])]
        found += asked
    return [note for note in every if note in found]


def _stands_in_page(node: nodes.Node) -> bool:
    while node.parent is not None and not isinstance(node, sop_page):
        node = node.parent
    return isinstance(node, sop_page)


def _bold(children: Iterable[nodes.Node]) -> Iterator[nodes.Node]:
    """Paragraphs of the head of a table."""
    for child in children:
        if isinstance(child, nodes.paragraph):
            child = child.deepcopy()
            child["classes"] += ["sop-strong"]
        yield child


def _empty_first(place: Container) -> Paragraph | None:
    """The paragraph that every new cell begins with, as long as nothing stands in the cell."""
    if isinstance(place, _Cell) and len(place.paragraphs) == 1 and not place.tables:
        first: Paragraph = place.paragraphs[0]
        if not first.runs and not first.text:
            return first
    return None
