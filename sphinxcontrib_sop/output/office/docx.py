"""The official form as a text document: identity form and flowchart table of each SOP in sections of their own.

Word glues connectors only inside a drawing canvas, so each page of a flowchart table has one that lies over its lanes.
The rows have exact heights: what is drawn stays where it belongs.
"""

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import count

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_ALIGN_VERTICAL, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Emu, Mm, Pt
from docx.table import Table as DocxTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from ...core.characters import for_xml
from ..view import View
from .canvas import canvas
from .columns import FONT, HEAD_SIZE, PIXELS_PER_MM, TEXT_SIZE, sizes_of, text_height
from .content import Form, FormBox, FormRow, Signature, Table, form_of, says, table_of
from .drawing import EMU_PER_PIXEL, Sketcher
from .pages import STRIP, Page, Pager, divide
from .pictures import Picture

MARGIN_MM, FOOT_MM = 12.0, 18.0
SMALL = 1
"""Points: height of the paragraph that a drawing hangs on, above its table."""
TOP_SLACK = 6 * EMU_PER_PIXEL
"""Kept free at the foot of a page, so that rounding never moves a row to the next one."""
SIGNATURE_LINES = {"empty": 3, "wet": 5, "electronic": 5}
LOGO_MM = 18.0
FORM_SHARES = (0.5, 0.14, 0.36)
CELL_PADDING = 4 * EMU_PER_PIXEL
CURRENT_WORD = 15
"""Mode in which a table begins at the margin (Word 2013 and later)."""
EPOCH = (1980, 1, 1, 0, 0, 0)


def dump(views: Sequence[View], pictures: Mapping[str, Picture] | None = None) -> bytes:
    """Return a text document with the form and the flowchart table of each SOP; ``pictures`` are the logos by path."""
    document = Document()
    set_up(document)
    ids = count(1)
    for number, view in enumerate(views):
        section = document.sections[0] if not number else document.add_section(WD_SECTION.NEW_PAGE)
        tables = _ChartTables(document, view, ids)
        _set_page(section, view, 1 + len(tables.rows))
        _FormTable(document, view, form_of(view), pictures or {}).write()
        tables.write()
    made = io.BytesIO()
    document.save(made)
    return reproducible(made.getvalue())


def reproducible(package: bytes) -> bytes:
    """The same package without the time of its making."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            target.writestr(zipfile.ZipInfo(item.filename, EPOCH), source.read(item), zipfile.ZIP_DEFLATED)
    return made.getvalue()


def set_up(document: DocumentType) -> None:
    """Type, spacing and the mode of a new document, without the properties of the template it is made from."""
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(TEXT_SIZE)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    spacing = style.paragraph_format
    spacing.space_before = spacing.space_after = Pt(0)
    spacing.line_spacing = 1.0
    properties = document.core_properties
    properties.author = properties.comments = properties.title = ""
    properties.created = properties.modified = datetime(*EPOCH)
    settings = document.settings.element
    compatibility = settings.find(qn("w:compat"))
    if compatibility is None:
        compatibility = OxmlElement("w:compat")
        settings.append(compatibility)
    setting = OxmlElement("w:compatSetting")
    for name, value in (
        ("name", "compatibilityMode"),
        ("uri", "http://schemas.microsoft.com/office/word"),
        ("val", str(CURRENT_WORD)),
    ):
        setting.set(qn(f"w:{name}"), value)
    compatibility.append(setting)
    document._body.clear_content()  # the template begins with an empty paragraph


def _set_page(section: Section, view: View, pages: int) -> None:
    """Landscape, the paper of the manual, number and name of the SOP at the foot, pages counted for each SOP."""
    short, long = sorted(view.config.paper_mm)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(long), Mm(short)
    section.left_margin = section.right_margin = section.top_margin = Mm(MARGIN_MM)
    section.bottom_margin = Mm(FOOT_MM)
    section.header_distance = section.footer_distance = Mm(8)
    section.footer.is_linked_to_previous = section.header.is_linked_to_previous = False
    numbering = OxmlElement("w:pgNumType")
    numbering.set(qn("w:start"), "1")
    section._sectPr.append(numbering)
    foot = section.footer.paragraphs[0]
    foot.style = "Normal"  # the style for feet has a tab stop in the middle of a portrait page
    foot.paragraph_format.tab_stops.add_tab_stop(Mm(long - 2 * MARGIN_MM), WD_TAB_ALIGNMENT.RIGHT)
    number = view.procedure.text("number")
    text = "  ·  ".join(part for part in (number, view.procedure.title) if part)
    _run(foot, f"{text}\t{view.words['page']} ", size=7)
    _field(foot, "PAGE", 1)
    _run(foot, f" {view.words['of']} ", size=7)
    _field(foot, "SECTIONPAGES", pages)


def _field(paragraph: Paragraph, code: str, value: int) -> None:
    """A field; ``value`` is shown by programs that do not count themselves."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run = OxmlElement("w:r")
    properties = OxmlElement("w:rPr")
    size = OxmlElement("w:sz")
    size.set(qn("w:val"), "14")
    properties.append(size)
    text = OxmlElement("w:t")
    text.text = str(value)
    run.append(properties)
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _run(paragraph: Paragraph, text: str, *, size: float, bold: bool = False) -> None:
    run = paragraph.add_run(for_xml(text))
    run.font.size, run.font.bold, run.font.name = Pt(size), bold or None, FONT


def _put(
    cell: _Cell,
    text: str,
    *,
    size: float = TEXT_SIZE,
    bold: bool = False,
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.LEFT,
    middle: bool = False,
) -> None:
    """Write a text into an empty cell, a paragraph for each line."""
    cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER if middle else WD_ALIGN_VERTICAL.TOP
    for number, line in enumerate(text.split("\n")):
        paragraph = cell.paragraphs[0] if not number else cell.add_paragraph()
        paragraph.alignment = align
        if line:
            _run(paragraph, line, size=size, bold=bold)


def _table(document: DocumentType, rows: int, widths: Sequence[int]) -> DocxTable:
    """An empty table with borders and fixed widths in EMU."""
    table: DocxTable = document.add_table(rows=rows, cols=len(widths))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    table.autofit = False
    properties = table._tbl.tblPr
    indent = OxmlElement("w:tblInd")
    indent.set(qn("w:w"), "0")
    indent.set(qn("w:type"), "dxa")
    properties.append(indent)
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(_twips(CELL_PADDING)))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    properties.append(margins)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Emu(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Emu(width)
    return table


def _twips(emu: float) -> int:
    return round(emu / 635)


def _exact(table: DocxTable, row: int, height: int) -> None:
    table.rows[row].height = Emu(height)
    table.rows[row].height_rule = WD_ROW_HEIGHT_RULE.EXACTLY


def _page_anchor(document: DocumentType) -> Paragraph:
    """A paragraph that takes no room to speak of at the top of a new page."""
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    paragraph.paragraph_format.line_spacing = Pt(SMALL)
    paragraph.paragraph_format.page_break_before = True
    return paragraph


class _FormTable:
    """The identity form: letterhead at the left, rows at the right, the boxes below."""

    def __init__(self, document: DocumentType, view: View, form: Form, pictures: Mapping[str, Picture]) -> None:
        self.document, self.view, self.form = document, view, form
        self.pictures = [pictures[logo] for logo in form.logos if logo in pictures]

    def write(self) -> None:
        """Write the table."""
        room = (max(self.view.config.paper_mm) - 2 * MARGIN_MM) * 36_000
        rows = self.form.rows or (FormRow(key="", label=""),)
        table = _table(
            self.document, len(rows) + 2 * len(self.form.boxes), [round(room * share) for share in FORM_SHARES]
        )
        for number, row in enumerate(rows):
            _put(table.cell(number, 1), row.label)
            if row.signature is None:
                _put(table.cell(number, 2), row.text, bold=row.key == "title")
            else:
                self._sign(table.cell(number, 2), row.signature)
        self._letterhead(table.cell(0, 0).merge(table.cell(len(rows) - 1, 0)))
        for number, pair in enumerate(self.form.boxes):
            for column, box in enumerate(pair):
                self._box(table, len(rows) + 2 * number, column, box)

    def _sign(self, cell: _Cell, signature: Signature) -> None:
        room = SIGNATURE_LINES.get(self.view.config.signature, SIGNATURE_LINES["wet"])
        above = [*signature.above, *([signature.electronic] if signature.electronic else [])]
        _put(cell, "\n".join([*above, *[""] * room, *signature.below]), align=WD_ALIGN_PARAGRAPH.CENTER)

    def _letterhead(self, cell: _Cell) -> None:
        for extra in cell.paragraphs[1:]:
            extra._p.getparent().remove(extra._p)
        lines = [*([self.form.mark.upper()] if self.form.mark else []), *self.form.letterhead]
        if self.pictures:
            paragraph = cell.paragraphs[0]
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            for picture in self.pictures:
                paragraph.add_run().add_picture(io.BytesIO(picture.data), height=Mm(LOGO_MM))
        for number, line in enumerate(lines):
            paragraph = cell.paragraphs[0] if not number and not self.pictures else cell.add_paragraph()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            _run(paragraph, line, size=11, bold=True)
        cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER

    @staticmethod
    def _box(table: DocxTable, row: int, column: int, box: FormBox | None) -> None:
        name, content = table.cell(row, column), table.cell(row + 1, column)
        if column:
            name, content = name.merge(table.cell(row, 2)), content.merge(table.cell(row + 1, 2))
        if box is not None:
            _put(name, box.label, bold=True)
            _put(content, "\n".join(box.lines))


class _ChartTables:
    """The flowchart table, a table of its own on each page, with its headings and its drawing."""

    HEADS = 2

    def __init__(self, document: DocumentType, view: View, ids: Iterator[int]) -> None:
        self.document, self.view, self.ids = document, view, ids
        self.content: Table = table_of(view)
        short, long = sorted(view.config.paper_mm)
        self.sizes = sizes_of(self.content, view.chart, (long - 2 * MARGIN_MM) * PIXELS_PER_MM)
        room = (long - 2 * MARGIN_MM) * PIXELS_PER_MM
        self.shrunk = min(1.0, room / sum(self.sizes.in_order))
        """What is wider than the page is made smaller: a text document has no print scale."""
        self.widths = [self._emu(width) for width in self.sizes.in_order]
        self.heads = [self._emu(height) for height in self.sizes.heads]
        self.heights = [self._emu(height) for height in self.sizes.rows]
        free = (short - MARGIN_MM - FOOT_MM) * 36_000 - sum(self.heads) - TOP_SLACK - self._emu(self.sizes.total)
        self.limit = round(free)
        self.heights = [min(height, self.limit - 2 * STRIP) for height in self.heights]
        self.rows = divide(self.heights, self.limit)

    def _emu(self, pixels: float) -> int:
        return round(pixels * self.shrunk * EMU_PER_PIXEL)

    def write(self) -> None:
        """Write the tables."""
        scale = self.sizes.scale * self.shrunk * EMU_PER_PIXEL
        lanes = self.widths[2 : 2 + len(self.content.lanes)]
        sketcher = Sketcher(self.view.chart, lanes, self.heights, scale, says(self.view))
        pages = Pager(self.view.chart, sketcher.sketch(), self.heights, self.rows, sum(lanes)).cut()
        for number, page in enumerate(pages):
            anchor = _page_anchor(self.document)
            last = number == len(pages) - 1
            self._page(page, with_total=last and self.content.total is not None)
            anchor._p.append(self._canvas(page, sketcher.label_points))

    # -- the table ---------------------------------------------------------------------------------------------------
    def _page(self, page: Page, *, with_total: bool) -> None:
        strips = page.strip_above + page.strip_below
        table = _table(self.document, self.HEADS + len(page.rows) + strips + with_total, self.widths)
        self._head(table)
        place = self.HEADS
        if page.strip_above:
            _exact(table, place, STRIP)
            place += 1
        for row in page.rows:
            self._row(table, place, row)
            place += 1
        if page.strip_below:
            _exact(table, place, STRIP)
            place += 1
        if with_total and self.content.total:
            label, text = self.content.total
            before = 2 + len(self.content.lanes)
            _put(
                table.cell(place, 0).merge(table.cell(place, before)), label, bold=True, align=WD_ALIGN_PARAGRAPH.RIGHT
            )
            _put(table.cell(place, before + 1).merge(table.cell(place, len(self.widths) - 1)), text, bold=True)

    def _head(self, table: DocxTable) -> None:
        content, lanes = self.content, len(self.content.lanes)
        text, *standard, notes = content.text_headings

        def head(row: int, column: int, words: str, last_row: int, last_column: int) -> None:
            cell = table.cell(row, column)
            if (row, column) != (last_row, last_column):
                cell = cell.merge(table.cell(last_row, last_column))
            _put(cell, words, size=HEAD_SIZE * self.shrunk, bold=True, align=WD_ALIGN_PARAGRAPH.CENTER, middle=True)

        after = 2 + lanes
        head(0, 0, content.number_heading, 1, 0)
        head(0, 1, text, 1, 1)
        if lanes:
            head(0, 2, content.actors_heading, 0, after - 1)
        for number, name in enumerate(content.lanes):
            head(1, 2 + number, name, 1, 2 + number)
        head(0, after, content.standard_heading, 0, after + len(standard) - 1)
        for number, name in enumerate(standard):
            head(1, after + number, name, 1, after + number)
        head(0, after + len(standard), notes, 1, after + len(standard))
        for number, height in enumerate(self.heads):
            _exact(table, number, height)
            repeated = OxmlElement("w:tblHeader")
            table.rows[number]._tr.get_or_add_trPr().append(repeated)

    def _row(self, table: DocxTable, place: int, row: int) -> None:
        content = self.content.rows[row]
        lanes = len(self.content.lanes)
        size = TEXT_SIZE * self.shrunk
        needed = max(text_height(text, width) for text, width in zip(content.cells, self.sizes.texts, strict=True))
        if self._emu(needed) > self.heights[row]:  # higher than a page: smaller type, so that nothing is cut off
            size *= max(0.4, self.heights[row] / self._emu(needed))
        cells = table.rows[place].cells
        _put(cells[0], content.number, size=size, align=WD_ALIGN_PARAGRAPH.CENTER, middle=True)
        columns = [1, *range(2 + lanes, len(self.widths))]
        for column, text in zip(columns, content.cells, strict=True):
            _put(cells[column], text, size=size, bold=content.heading, middle=True)
        _exact(table, place, self.heights[row])

    def _canvas(self, page: Page, points: float) -> object:
        width = sum(self.widths[2 : 2 + len(self.content.lanes)])
        height = sum(self.heights[row] for row in page.rows) + STRIP * (page.strip_above + page.strip_below)
        place = sum(self.widths[:2]), sum(self.heads) + SMALL * 12_700
        title = f"{self.view.words['chart']}: {self.view.procedure.title}"
        return canvas(page.sketch, place, (width, height), title, self.ids, points)
