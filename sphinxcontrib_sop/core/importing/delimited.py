"""CSV files: one grid without drawings."""

import csv
import io
from pathlib import Path

from ..reading.sheets import DELIMITERS, read_text
from .document import Cell, Certainty, Document, Grid, Unreadable

MAX_CSV = 64 * 1024 * 1024
MAX_ROWS = 20_000


def read(path: Path, document: Document) -> None:
    """Read a file of separated values.  Raises `Unreadable`."""
    if path.stat().st_size > MAX_CSV:
        raise Unreadable("the file is larger than {limit} MB", limit=MAX_CSV >> 20)
    text, faults = read_text(path.read_bytes())
    if text is None:
        raise Unreadable("this is no spreadsheet and no text document; save it as XLSX, DOCX, ODS, ODT or CSV")
    for fault in faults:
        document.remark(Certainty.GUESSED, fault.message.template, **fault.message.values)
    grid = Grid(name="", sheet=True)
    sample = "\n".join(text.split("\n")[:20])
    delimiter = max(DELIMITERS, key=sample.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row, cells in enumerate(reader):
            if row > MAX_ROWS:
                document.remark(Certainty.LEFT_OUT, "rows beyond {count} were not read", count=MAX_ROWS)
                break
            for column, value in enumerate(cells):
                if value.strip():
                    grid.cells.append(Cell(row=row, column=column, text=value.strip().replace("\r\n", "\n")))
    except csv.Error as error:
        raise Unreadable("the file is damaged; open it in the program it comes from and save it again") from error
    document.grids.append(grid)
