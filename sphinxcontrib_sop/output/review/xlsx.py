"""The *Matriks Persandingan* as a work sheet; what is gone is struck through, what came underlined."""

import io
from collections.abc import Sequence
from math import ceil

from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from ...core.characters import for_xml
from .arranged import Line, Row, heading, sections
from .report import Report

_WIDTHS = (60, 60, 30)
"""Semula, Menjadi, Keterangan, in characters."""
_FONT, _SIZE = "Calibri", 11
"""As cells without marks have it."""
_LINE_HEIGHT = 15
_MOST_LINES = 30
"""A row is no higher than Excel allows."""
_LONGEST = 32_767
"""Characters that a cell can hold."""
_ILLEGAL_IN_NAMES = str.maketrans("", "", "[]:*?/\\")
_LONGEST_NAME = 31
_THIN = Side(style="thin")
_GRID = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_TOP = Alignment(wrap_text=True, vertical="top")


def write_xlsx(report: Report) -> bytes:
    """Return the workbook."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    title = report.words["comparison-matrix"]
    sheet.title = title.translate(_ILLEGAL_IN_NAMES)[:_LONGEST_NAME]
    for letter, width in zip("ABC", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    _line(sheet, title, Font(bold=True, size=14))
    for text in heading(report):
        _line(sheet, text, Font())
    columns = [report.words[key] for key in ("before", "after", "remarks")]
    for section in sections(report):
        _line(sheet, "", Font())
        _line(sheet, " · ".join((section.title, *section.about)), Font(bold=True, size=12))
        _put(sheet, columns, Font(bold=True), PatternFill("solid", fgColor="E6E6E6"))
        for row in section.rows:
            _row(sheet, row)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", "9"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


def _line(sheet: Worksheet, text: str, font: Font) -> None:
    """A line across all columns."""
    place = _next(sheet)
    sheet.merge_cells(start_row=place, end_row=place, start_column=1, end_column=len(_WIDTHS))
    cell = sheet.cell(place, 1)
    cell.value, cell.data_type = _clean(text), "s"  # never a formula
    cell.font, cell.alignment = font, _TOP
    sheet.row_dimensions[place].height = _height([text], sum(_WIDTHS)) * (font.size or 11) / 11


def _put(sheet: Worksheet, texts: Sequence[str], font: Font, fill: PatternFill) -> None:
    place = _next(sheet)
    for column, text in enumerate(texts, start=1):
        cell = sheet.cell(place, column)
        cell.value, cell.data_type = _clean(text), "s"
        cell.font, cell.fill, cell.border, cell.alignment = font, fill, _GRID, _TOP
    sheet.row_dimensions[place].height = _LINE_HEIGHT


def _row(sheet: Worksheet, row: Row) -> None:
    place = _next(sheet)
    sheet.cell(place, 1).value = _rich(row.old, gone=True)
    sheet.cell(place, 2).value = _rich(row.new, gone=False)
    said = sheet.cell(place, 3)
    said.value, said.data_type = _clean("\n".join(row.said)), "s"
    texts = [["".join(run.text for run in line) for line in side] for side in (row.old, row.new)] + [list(row.said)]
    for column in (1, 2, 3):
        sheet.cell(place, column).border, sheet.cell(place, column).alignment = _GRID, _TOP
    sheet.row_dimensions[place].height = max(map(_height, texts, _WIDTHS))


def _rich(lines: Sequence[Line], *, gone: bool) -> CellRichText:
    """Lines of a cell with the words marked that only this side has."""
    rich, left = CellRichText(), _LONGEST
    for place, line in enumerate(lines):
        for number, run in enumerate(line):
            text = _clean(("\n" if place and not number else "") + run.text)[:left]
            left -= len(text)
            if text:
                mark = {"strike": True} if gone else {"u": "single"}
                rich.append(
                    TextBlock(
                        InlineFont(rFont=_FONT, sz=_SIZE, b=run.bold or None, **(mark if run.marked else {})), text
                    )
                )
    return rich


def _next(sheet: Worksheet) -> int:
    return 1 if sheet.max_row == 1 and not sheet.row_dimensions[1].height else sheet.max_row + 1


def _height(lines: Sequence[str], width: int) -> float:
    """The height that wrapped lines need, in points; Excel does not find it by itself for merged or rich cells."""
    count = sum(max(1, ceil(len(line) * 1.1 / width)) for line in lines)
    return _LINE_HEIGHT * min(_MOST_LINES, count)


def _clean(text: str) -> str:
    """What XML cannot hold is shown as U+FFFD."""
    return for_xml(text)[:_LONGEST]
