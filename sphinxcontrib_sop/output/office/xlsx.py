"""The official form as a workbook: identity form and flowchart table of each SOP on sheets of their own.

openpyxl writes cells and pages; it knows no shapes, so the drawings are put into the package behind it.
"""

import io
import re
from collections.abc import Mapping, Sequence
from typing import cast

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from ...core.characters import for_xml
from ..view import View
from .columns import FONT, HEAD_SIZE, PIXELS_PER_MM, TEXT_SIZE, Sizes, sizes_of, text_height
from .content import Form, FormBox, FormRow, Table, form_of, says, table_of
from .drawing import EMU_PER_PIXEL, Sketcher
from .package import Drawing, drawing_part, with_drawings
from .pictures import Picture
from .sheet_shapes import Grid, drawn, logo

MARGIN_MM = 12.0
POINTS_PER_PIXEL = 0.75
PIXELS_PER_WIDTH = 7.0
"""Column widths are told in digits of the standard font, which are so wide."""
TALLEST = 500.0
"""Pixels; Excel knows no row above 409 points, so a taller one becomes several that are joined."""
PAPERS = {(210.0, 297.0): 9, (215.0, 330.0): 14}
"""Millimetres -> number of a paper: A4, Folio (8.5 x 13 inch, sold as F4)."""
SIGNATURE_ROOM = {"empty": 50.0, "wet": 84.0, "electronic": 84.0}
"""Pixels between position and name."""
LOGO_HEIGHT = 70.0
MOST_IN_NAME = 31
MOST_IN_FOOT = 100
"""Characters: Excel refuses a foot of more than 255, with the signs that set it."""
UNFIT_FOR_NAME = re.compile(r"[\[\]:*?/\\']")
FORM_SHARES = (0.5, 0.14, 0.36)
"""Widths of letterhead, labels and values of the form."""

THIN = Side(style="thin", color="000000")
GRID = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)


def dump(views: Sequence[View], pictures: Mapping[str, Picture] | None = None) -> bytes:
    """Return a workbook with two sheets for each SOP; ``pictures`` are the logos by their path in the manual."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    drawings: list[Drawing | None] = []
    names = Names()
    for view in views:
        single = len(views) == 1
        form_name = view.words["form"] if single else f"{view.procedure.name} 1"
        chart_name = view.words["chart"] if single else f"{view.procedure.name} 2"
        form = form_of(view)
        sheet = workbook.create_sheet(names.unique(form_name))
        drawings.append(_FormSheet(sheet, view, form, pictures or {}).write())
        sheet = workbook.create_sheet(names.unique(chart_name))
        drawings.append(_ChartSheet(sheet, view).write())
    written_file = io.BytesIO()
    workbook.save(written_file)
    return with_drawings(written_file.getvalue(), drawings)


class Names:
    """Names of sheets: at most 31 characters, none twice, without the signs that Excel refuses."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def unique(self, wanted: str) -> str:
        """Return a name like the wanted one."""
        base = UNFIT_FOR_NAME.sub("-", for_xml(wanted)).strip() or "SOP"
        name, count = base[:MOST_IN_NAME], 1
        while name.casefold() in self._taken:
            count += 1
            end = f" ({count})"
            name = base[: MOST_IN_NAME - len(end)] + end
        self._taken.add(name.casefold())
        return name


def put(
    sheet: Worksheet,
    row: int,
    column: int,
    text: str,
    *,
    bold: bool = False,
    size: float = TEXT_SIZE,
    vertical: str = "top",
    horizontal: str = "left",
) -> None:
    """Write a text into a cell; whatever it begins with, it is no formula."""
    cell = cast(Cell, sheet.cell(row, column))
    cell.value = for_xml(text)
    cell.data_type = "s"
    cell.number_format = "@"
    cell.font = Font(name=FONT, size=size, bold=bold)
    cell.alignment = Alignment(wrap_text=True, vertical=vertical, horizontal=horizontal)


def join(sheet: Worksheet, first_row: int, first_column: int, last_row: int, last_column: int) -> None:
    """Join cells and draw their border."""
    for row in range(first_row, last_row + 1):
        for column in range(first_column, last_column + 1):
            sheet.cell(row, column).border = GRID
    if (first_row, first_column) != (last_row, last_column):
        sheet.merge_cells(start_row=first_row, start_column=first_column, end_row=last_row, end_column=last_column)


def set_page(sheet: Worksheet, view: View) -> None:
    """Landscape, the paper of the manual, as wide as the page, number and name of the SOP on each page."""
    paper = PAPERS.get((min(view.config.paper_mm), max(view.config.paper_mm)))
    if paper is not None:
        sheet.page_setup.paperSize = paper
    sheet.page_setup.orientation = "landscape"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    inches = MARGIN_MM / 25.4
    sheet.page_margins.left = sheet.page_margins.right = sheet.page_margins.top = inches
    sheet.page_margins.bottom = 18 / 25.4
    sheet.page_margins.header = sheet.page_margins.footer = 6 / 25.4
    sheet.print_options.horizontalCentered = True
    number = view.procedure.text("number")
    foot = "  ·  ".join(part for part in (number, view.procedure.title) if part)
    shown = for_xml(foot)[:MOST_IN_FOOT].replace("&", "&&")
    pages = f"{view.words['page']} &P {view.words['of']} &N"
    sheet.oddFooter = HeaderFooterItem(left=_HeaderFooterPart(shown, size=7), right=_HeaderFooterPart(pages, size=7))
    sheet.sheet_view.showGridLines = False


def room_of(view: View) -> float:
    """Pixels from margin to margin."""
    return (max(view.config.paper_mm) - 2 * MARGIN_MM) * PIXELS_PER_MM


def set_columns(sheet: Worksheet, widths: Sequence[float]) -> None:
    """Set widths in pixels."""
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width / PIXELS_PER_WIDTH


def set_row(sheet: Worksheet, row: int, pixels: float) -> None:
    """Set a height in pixels."""
    sheet.row_dimensions[row].height = pixels * POINTS_PER_PIXEL


class _FormSheet:
    """The identity form: letterhead at the left, rows at the right, the boxes below."""

    def __init__(self, sheet: Worksheet, view: View, form: Form, pictures: Mapping[str, Picture]) -> None:
        self.sheet, self.view, self.form = sheet, view, form
        self.pictures = [pictures[logo] for logo in form.logos if logo in pictures]
        room = room_of(view)
        self.widths = [share * room for share in FORM_SHARES]
        self.heights: list[float] = []

    def write(self) -> Drawing | None:
        """Write the sheet; its drawing holds the logos."""
        set_page(self.sheet, self.view)
        set_columns(self.sheet, self.widths)
        for row in self.form.rows or (FormRow(key="", label=""),):
            self._row(row)
        last = len(self.heights)
        letterhead = "\n".join(([self.form.mark.upper()] if self.form.mark else []) + list(self.form.letterhead))
        above = "\n" * 5 if self.pictures else ""
        put(self.sheet, 1, 1, above + letterhead, bold=True, size=11, vertical="center", horizontal="center")
        join(self.sheet, 1, 1, last, 1)
        for left, right in self.form.boxes:
            self._boxes(left, right)
        self.sheet.print_area = f"A1:C{len(self.heights)}"
        return self._logos()

    def _row(self, row: FormRow) -> None:
        place = len(self.heights) + 1
        put(self.sheet, place, 2, row.label)
        join(self.sheet, place, 2, place, 2)
        height = max(20.0, text_height(row.text, self.widths[2]))
        if row.signature is None:
            put(self.sheet, place, 3, row.text, bold=row.key == "title")
        else:
            signature = row.signature
            room = SIGNATURE_ROOM.get(self.view.config.signature, SIGNATURE_ROOM["wet"])
            lines = "\n" * max(1, round(room / 16))
            above = "\n".join((*signature.above, *([signature.electronic] if signature.electronic else [])))
            text = f"{above}{lines}{chr(10).join(signature.below)}"
            put(self.sheet, place, 3, text, horizontal="center")
            height = text_height(text, self.widths[2])
        join(self.sheet, place, 3, place, 3)
        self._height(height)

    def _boxes(self, left: FormBox | None, right: FormBox | None) -> None:
        place = len(self.heights) + 1
        wide = self.widths[1] + self.widths[2]
        for column, last, box in ((1, 1, left), (2, 3, right)):
            if box is not None:
                put(self.sheet, place, column, box.label, bold=True)
                put(self.sheet, place + 1, column, "\n".join(box.lines))
            join(self.sheet, place, column, place, last)
            join(self.sheet, place + 1, column, place + 1, last)
        self._height(20.0)
        texts = [("\n".join(box.lines), width) for box, width in ((left, self.widths[0]), (right, wide)) if box]
        self._height(max((text_height(text, width) for text, width in texts), default=20.0))

    def _height(self, pixels: float) -> None:
        self.heights.append(min(float(round(pixels)), TALLEST))
        set_row(self.sheet, len(self.heights), self.heights[-1])

    def _logos(self) -> Drawing | None:
        if not self.pictures:
            return None
        grid = Grid(self.widths, self.heights)
        shown = []
        places = [0.5] if len(self.pictures) == 1 else [0.15, 0.85]
        for number, (picture, place) in enumerate(zip(self.pictures, places, strict=False), start=1):
            height = LOGO_HEIGHT * EMU_PER_PIXEL
            width = height * picture.ratio
            middle = self.widths[0] * place * EMU_PER_PIXEL
            box = (
                round(middle - width / 2),
                6 * EMU_PER_PIXEL,
                round(middle + width / 2),
                round(height + 6 * EMU_PER_PIXEL),
            )
            shown.append(grid.anchor(*box, logo(number, box)))
        return Drawing(
            xml=drawing_part("".join(shown)),
            pictures={f"rId{n}": picture for n, picture in enumerate(self.pictures, start=1)},
        )


class _ChartSheet:
    """The flowchart table: two rows of headings that are printed on every page, then a row for each step."""

    HEADS = 2

    def __init__(self, sheet: Worksheet, view: View) -> None:
        self.sheet, self.view = sheet, view
        self.table: Table = table_of(view)
        self.sizes: Sizes = sizes_of(self.table, view.chart, room_of(view))
        self.heights = [*self.sizes.heads]
        self.first_rows: list[tuple[int, int]] = []

    def write(self) -> Drawing:
        """Write the sheet and return its drawing."""
        set_page(self.sheet, self.view)
        set_columns(self.sheet, self.sizes.in_order)
        self._head()
        for row, height in zip(self.table.rows, self.sizes.rows, strict=True):
            self._row((row.number, *row.cells), height, bold=row.heading)
        if self.table.total:
            self._total(*self.table.total)
        for number, height in enumerate(self.heights, start=1):
            set_row(self.sheet, number, height)
        self.sheet.print_title_rows = f"1:{self.HEADS}"
        self.sheet.freeze_panes = f"C{self.HEADS + 1}"
        self.sheet.print_area = f"A1:{get_column_letter(len(self.sizes.in_order))}{len(self.heights)}"
        return self._drawing()

    def _head(self) -> None:
        table, lanes = self.table, len(self.table.lanes)
        text, *standard, notes = table.text_headings

        def head(row: int, column: int, words: str, last_row: int, last_column: int) -> None:
            put(self.sheet, row, column, words, bold=True, size=HEAD_SIZE, vertical="center", horizontal="center")
            join(self.sheet, row, column, last_row, last_column)

        head(1, 1, table.number_heading, 2, 1)
        head(1, 2, text, 2, 2)
        if lanes:
            head(1, 3, table.actors_heading, 1, 2 + lanes)
        for number, name in enumerate(table.lanes):
            head(2, 3 + number, name, 2, 3 + number)
        after = 3 + lanes
        head(1, after, table.standard_heading, 1, after + len(standard) - 1)
        for number, name in enumerate(standard):
            head(2, after + number, name, 2, after + number)
        head(1, after + len(standard), notes, 2, after + len(standard))

    def _row(self, cells: Sequence[str], height: float, *, bold: bool) -> None:
        first = len(self.heights) + 1
        parts = max(1, -(-int(height) // int(TALLEST)))
        whole = int(height) // parts
        self.heights += [float(whole)] * (parts - 1) + [height - whole * (parts - 1)]
        last = len(self.heights)
        lanes = len(self.table.lanes)
        columns = [1, 2, *range(3 + lanes, 3 + lanes + len(cells) - 2)]
        for column, text in zip(columns, cells, strict=True):
            centred = column == 1
            put(
                self.sheet, first, column, text, bold=bold, vertical="center",
                horizontal="center" if centred else "left",
            )  # fmt: skip
        for column in range(1, len(self.sizes.in_order) + 1):
            join(self.sheet, first, column, last, column)

    def _total(self, label: str, text: str) -> None:
        self.heights.append(self.sizes.total)
        row, before = len(self.heights), 3 + len(self.table.lanes)
        put(self.sheet, row, 1, label, bold=True, horizontal="right")
        join(self.sheet, row, 1, row, before)
        put(self.sheet, row, before + 1, text, bold=True)
        join(self.sheet, row, before + 1, row, len(self.sizes.in_order))

    def _drawing(self) -> Drawing:
        scale = self.sizes.scale * EMU_PER_PIXEL
        sketcher = Sketcher(
            self.view.chart,
            [lane * EMU_PER_PIXEL for lane in self.sizes.lanes],
            [row * EMU_PER_PIXEL for row in self.sizes.rows],
            scale,
            says(self.view),
        )
        sketch = sketcher.sketch()
        grid = Grid(self.sizes.in_order, self.heights)
        left = round(self.sizes.lanes_left * EMU_PER_PIXEL)
        top = round(sum(self.sizes.heads) * EMU_PER_PIXEL)
        return Drawing(xml=drawing_part("".join(drawn(sketch, grid, left, top, sketcher.label_points))), pictures={})
