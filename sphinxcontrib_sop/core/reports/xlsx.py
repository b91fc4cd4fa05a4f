"""The Lembar Verifikasi SOP as a workbook: one sheet with all SOPs to fill in, one that counts what was filled in."""

import io
from collections.abc import Container, Sequence

from msgspec import Struct
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.properties import CalcProperties
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from ..characters import for_xml
from ._report import Report, Subject
from .verification import Block, ElementRow, blocks

_WIDTHS = (6, 40, 54, 44, 14)
"""Columns of the sheet, in characters: No, element, finding, advice, result."""
_SUMMARY_WIDTHS = (6, 28, 54, 32, 12, 12, 12, 10, 10)
_LAST = len(_WIDTHS)
_VALUE_FROM = 3
"""Column where the values of the identity begin."""
_CENTRED_FROM = 5
"""Column of the summary from which figures stand."""

_LINE_POINTS = 13
_SIGNATURE_POINTS = 52
_REMARKS_POINTS = 60
_CLOSING_POINTS = 190
"""Height of the rows for remarks and signatures, rather too much."""
_PAGE_POINTS = 490
"""Height of the rows that a page holds below its header, rather too little."""

_SIDE = Side(style="thin", color="444444")
_GRID = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
_SHADED = PatternFill("solid", fgColor="F0F0F0")
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_MIDDLE = Alignment(wrap_text=True, vertical="top", horizontal="center")
_CENTRED = Alignment(wrap_text=True, vertical="center", horizontal="center")
_PLAIN = Font(name="Arial", size=10)
_BOLD = Font(name="Arial", size=10, bold=True)
_TITLE = Font(name="Arial", size=13, bold=True)


class _Place(Struct, frozen=True, kw_only=True):
    """Where the sheet of one SOP stands: its first row and the rows that are judged."""

    block: Block
    top: int
    first: int
    last: int


def render(report: Report) -> bytes:
    """The workbook; empty without the manual."""
    if report.subject is None:
        return b""
    workbook = Workbook()
    sheet = workbook.active
    if not isinstance(sheet, Worksheet):
        raise TypeError(sheet)
    words = report.subject.words
    sheet.title = words["verification"][:31]
    places = _fill(sheet, report, report.subject)
    _summary(workbook.create_sheet(words["verification-summary"], 0), sheet, places, report.subject)
    workbook.active = 1
    workbook.calculation = CalcProperties(fullCalcOnLoad=True)
    workbook.properties.creator = report.generator
    workbook.properties.title = words["verification"]
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


def _fill(sheet: Worksheet, report: Report, subject: Subject) -> list[_Place]:
    words = subject.words
    _print_setup(sheet, words["verification"], _WIDTHS)
    keys = ("row-number", *(f"verification-{key}" for key in ("element", "finding", "advice", "result")))
    _header(sheet, 1, [words[key] for key in keys])
    sheet.freeze_panes = "A2"
    choice = DataValidation(
        type="list", formula1=f'"{words["verification-fits"]},{words["verification-fails"]}"', allow_blank=True
    )
    sheet.add_data_validation(choice)
    places: list[_Place] = []
    row = 2
    for block in blocks(report):
        if places:
            sheet.row_breaks.append(Break(id=row - 1))
        top = row
        row = _identity(sheet, row, block, subject)
        first = row
        for section in block.sections:
            _merged(sheet, row, section.title, font=_BOLD, fill=_SHADED)
            row += 1
            for element in section.rows:
                _row(sheet, row, element, subject)
                choice.add(sheet.cell(row, _LAST))
                row += 1
        places.append(_Place(block=block, top=top, first=first, last=row - 1))
        if _fill_of_page(sheet, top, row) + _CLOSING_POINTS > _PAGE_POINTS:  # signatures stand together
            sheet.row_breaks.append(Break(id=row - 1))
        row = _closing(sheet, row, subject)
    return places


def _identity(sheet: Worksheet, row: int, block: Block, subject: Subject) -> int:
    """Agency, title and identity of an SOP; return the row below."""
    for line in subject.agency:
        _merged(sheet, row, line.upper(), font=_BOLD, alignment=_CENTRED)
        row += 1
    _merged(sheet, row, subject.words["verification"].upper(), font=_TITLE, alignment=_CENTRED)
    _merged(sheet, row + 1, block.title, font=_BOLD, alignment=_CENTRED, lines=1 + len(block.title) // 90)
    row += 2
    for label, value in block.identity:
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=_VALUE_FROM - 1)
        sheet.merge_cells(start_row=row, end_row=row, start_column=_VALUE_FROM, end_column=_LAST)
        _put(sheet.cell(row, 1), label, fill=_SHADED)
        _put(sheet.cell(row, _VALUE_FROM), value)
        _frame(sheet, row)
        width = sum(_WIDTHS[_VALUE_FROM - 1 :])
        sheet.row_dimensions[row].height = _LINE_POINTS * (1 + len(value) // width) + 2
        row += 1
    return row


def _row(sheet: Worksheet, row: int, element: ElementRow, subject: Subject) -> None:
    words = subject.words
    texts = [
        f"{remark.code} ({words[f'verification-{remark.severity.value}s'].lower()}): {remark.text}"
        for remark in element.remarks
    ]
    values = (
        element.number,
        "\n".join(filter(None, (element.element, element.value))),
        "\n".join(texts) or words[element.unmarked],
        "\n".join(element.advice),
        "",
    )
    _put_row(sheet, row, values, _WIDTHS, centred={1, _LAST})


def _put_row(
    sheet: Worksheet, row: int, values: Sequence[str | int], widths: Sequence[int], *, centred: Container[int]
) -> None:
    """A row that is high enough: some programs cut what wraps."""
    for column, value in enumerate(values, start=1):
        _put(sheet.cell(row, column), value, alignment=_MIDDLE if column in centred else _WRAPPED)
    lines = max(_line_count(str(value), width) for value, width in zip(values, widths, strict=True))
    sheet.row_dimensions[row].height = _LINE_POINTS * lines + 2


def _line_count(text: str, width: int) -> int:
    """Number of lines that a text takes in a column, one too many rather than one too few."""
    usable = max(width - 2, 1)
    return sum(1 + len(line) // usable for line in text.split("\n"))


def _fill_of_page(sheet: Worksheet, first: int, end: int) -> float:
    """How high the rows are that stand on the last page of a sheet, if each page takes as many as it can."""
    filled = 0.0
    for row in range(first, end):
        height = sheet.row_dimensions[row].height or _LINE_POINTS
        filled = height if filled + height > _PAGE_POINTS else filled + height
    return filled


def _closing(sheet: Worksheet, row: int, subject: Subject) -> int:
    """Room for remarks, result, names, dates and signatures; return the row below."""
    words = subject.words
    _merged(sheet, row, f"{words['verification-remarks']}:", height=_REMARKS_POINTS)
    row += 1
    verdicts = ("accept", "revise", "reject")
    choices = ",".join(words[f"verification-{key}"] for key in verdicts)
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=_VALUE_FROM - 1)
    sheet.merge_cells(start_row=row, end_row=row, start_column=_VALUE_FROM, end_column=_LAST)
    _put(sheet.cell(row, 1), f"{words['verification-verdict']}:", font=_BOLD)
    _frame(sheet, row)
    verdict = DataValidation(type="list", formula1=f'"{choices}"', allow_blank=True)
    sheet.add_data_validation(verdict)
    verdict.add(sheet.cell(row, _VALUE_FROM))
    row += 1
    labels = ("place-date", "signature", "name", "id")
    _put(sheet.cell(row, 2), words["verification-author"], font=_BOLD)
    _put(sheet.cell(row, 4), words["verification-verifier"], font=_BOLD)
    for label in labels:
        row += 1
        for column in (2, 4):
            text = f"{words[f'verification-{label}']}: "
            if label == "place-date" and subject.place:
                text += f"{subject.place}, "
            _put(sheet.cell(row, column), text)
        if label == "signature":
            sheet.row_dimensions[row].height = _SIGNATURE_POINTS
    return row + 1


def _summary(sheet: Worksheet, filled: Worksheet, places: Sequence[_Place], subject: Subject) -> None:
    words = subject.words
    _print_setup(sheet, words["verification-summary"], _SUMMARY_WIDTHS)
    keys = ("row-number", "number", "title", "unit")
    results = ("errors", "warnings", "infos", "fits", "fails")
    _header(sheet, 1, [words[key] for key in keys] + [words[f"verification-{key}"] for key in results])
    sheet.freeze_panes = "A2"
    name = filled.title.replace("'", "''")
    column = get_column_letter(_LAST)
    for row, place in enumerate(places, start=2):
        count = place.block.count
        cells = f"'{name}'!${column}${place.first}:${column}${place.last}"
        values: list[str | int] = [place.block.ordinal or "", place.block.number, place.block.title, place.block.unit]
        values += [count.errors, count.warnings, count.infos]
        values += [""] * len(("fits", "fails"))
        _put_row(sheet, row, values, _SUMMARY_WIDTHS, centred={1, *range(_CENTRED_FROM, len(values) + 1)})
        sheet.cell(row, 3).hyperlink = f"#'{name}'!A{place.top}"
        for index, key in enumerate(("fits", "fails"), start=len(values) - 1):
            sheet.cell(row, index).value = f'=COUNTIF({cells},"{words[f"verification-{key}"]}")'


# -- cells -----------------------------------------------------------------------------------------------------------
def _print_setup(sheet: Worksheet, title: str, widths: Sequence[int]) -> None:
    """A4 landscape, one page wide, the first row on every page."""
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = int(sheet.PAPERSIZE_A4)
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    if sheet.sheet_properties.pageSetUpPr is not None:
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    for part, text in (("left", title.replace("&", "&&")), ("right", "&P / &N")):
        getattr(sheet.oddFooter, part).text = text
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.page_margins.top = 0.6
    sheet.page_margins.bottom, sheet.page_margins.footer = 0.8, 0.4


def _header(sheet: Worksheet, row: int, labels: Sequence[str]) -> None:
    for column, label in enumerate(labels, start=1):
        _put(sheet.cell(row, column), label, font=_BOLD, fill=_SHADED, alignment=_CENTRED)
    sheet.row_dimensions[row].height = 2 * _LINE_POINTS


def _merged(
    sheet: Worksheet,
    row: int,
    text: str,
    *,
    font: Font | None = None,
    fill: PatternFill | None = None,
    alignment: Alignment = _WRAPPED,
    lines: int = 1,
    height: float = 0,
) -> None:
    """One text over all columns."""
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=_LAST)
    _put(sheet.cell(row, 1), text, font=font, fill=fill, alignment=alignment)
    _frame(sheet, row)
    sheet.row_dimensions[row].height = height or _LINE_POINTS * 1.3 * lines


def _frame(sheet: Worksheet, row: int) -> None:
    for column in range(1, _LAST + 1):
        sheet.cell(row, column).border = _GRID


def _put(
    cell: Cell | object,
    value: str | int,
    *,
    font: Font | None = None,
    fill: PatternFill | None = None,
    alignment: Alignment = _WRAPPED,
) -> None:
    """A value as text: what begins with ``=`` is no formula here, and control characters cannot stand in a workbook."""
    if not isinstance(cell, Cell):
        raise TypeError(cell)
    if isinstance(value, str):
        cell.value = for_xml(value)
        cell.data_type = "s"
    else:
        cell.value = value
    cell.alignment = alignment
    cell.border = _GRID
    cell.font = font or _PLAIN
    if fill:
        cell.fill = fill
