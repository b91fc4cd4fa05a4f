"""The steps of an SOP as CSV, for `sop-table` and for spreadsheets."""

import csv
import io
import re

from ..model import Procedure
from ..reading.sheets import TEXT_SIGN
from .steps import rows

_FORMULA = re.compile(r"[=+@\t]|-(?=[^|(!]*[|(!])")
"""How a formula begins; a hyphen is the mark of a list unless something is called."""


def dump(procedure: Procedure) -> bytes:
    """UTF-8 with the mark by which spreadsheets know it; commas between cells, lines end as the standard wants it."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([_plain(cell) for cell in row] for row in rows(procedure))
    return text.getvalue().encode("utf-8-sig")


def _plain(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: `sop-table` takes the sign away again."""
    return f"{TEXT_SIGN}{cell}" if _FORMULA.match(cell) else cell
