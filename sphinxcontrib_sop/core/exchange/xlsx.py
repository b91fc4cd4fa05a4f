"""The steps of an SOP as a workbook, for `sop-table` and for spreadsheets."""

import io

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from ..characters import for_xml
from ..model import Procedure
from .steps import rows

_WIDE = 40
_NARROW = 14
_WIDE_TITLES = {"Kegiatan", "Kelengkapan", "Keterangan", "Alur", "Cabang"}
_MAX_SHEET_NAME = 31


def dump(procedure: Procedure) -> bytes:
    """One sheet: titles that stay visible, a row for each step, every cell a text."""
    workbook = Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)  # noqa: S101 - a new workbook has one
    sheet.title = procedure.name[:_MAX_SHEET_NAME] or "SOP"
    table = rows(procedure)
    for number, row in enumerate(table, start=1):
        for column, text in enumerate(row, start=1):
            cell = sheet.cell(number, column)
            cell.value = for_xml(text)
            cell.data_type = "s"  # "=" begins no formula here
            cell.number_format = "@"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=number == 1)
    for column, title in enumerate(table[0], start=1):
        sheet.column_dimensions[get_column_letter(column)].width = _WIDE if title in _WIDE_TITLES else _NARROW
    sheet.freeze_panes = "A2"
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()
