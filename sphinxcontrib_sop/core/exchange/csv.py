"""The steps of an SOP as CSV, for `sop-table` and for spreadsheets."""

import csv
import io

from ..model import Procedure
from .steps import rows


def dump(procedure: Procedure) -> bytes:
    """UTF-8 with the mark by which spreadsheets know it; commas between cells, lines end as the standard wants it."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows(procedure))
    return text.getvalue().encode("utf-8-sig")
