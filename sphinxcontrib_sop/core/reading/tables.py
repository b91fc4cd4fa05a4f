"""Tables from files: CSV and XLSX rows under the names of known columns, with a sentence for whatever is wrong."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from ..model import Fault, Location
from ..regular_files import read_regular
from .headings import Column, Heading, folded, is_lower_heading, is_title, read_heading, record_cells
from .sheets import Line, TableFault, TableFaults, lines_of

HEADER_ROWS = 20
"""How many rows are searched for the names of the columns: titles and letterheads may stand above them."""

_COLUMN_NUMBER = re.compile(r"\(?(\d+)\)?")


class Record(Struct, frozen=True, kw_only=True):
    """One row; empty cells are absent."""

    line: int
    """Line of a CSV file in which it begins, number of the row of a sheet."""
    cells: Mapping[str, str]
    """Texts by key of the column, without white space around them."""
    further: tuple[tuple[str, str], ...] = ()
    """Texts of cells that belong to no known column, with its title."""


class Table(Struct, frozen=True, kw_only=True):
    """The rows of a file, and what was wrong with it."""

    columns: tuple[str, ...] = ()
    """Keys of the columns it has, from left to right."""
    rows: tuple[Record, ...] = ()
    messages: tuple[TableFault, ...] = ()

    def faults(self, path: str, code: str = "SOP114") -> Iterator[Fault]:
        """The messages as faults of the file at ``path``."""
        for message in self.messages:
            yield Fault(code=code, message=message.message, location=Location(path=path, line=message.line))


def columns(*required: str, **names: str | Sequence[str]) -> tuple[Column, ...]:
    """Declare columns: ``columns("title", no="No", title=("Judul SOP", "Title"))``."""
    return tuple(
        Column(key=key, names=(spelling,) if isinstance(spelling, str) else tuple(spelling), required=key in required)
        for key, spelling in names.items()
    )


def read_table(path: Path, known: Sequence[Column]) -> Table:
    """Read a CSV file (UTF-8, UTF-16 or, with a message, a Windows code page) or the first sheet of an XLSX file.

    The names of the columns stand in the first rows, in any order; a second row of names and a row of column numbers
    below them are understood.  A column that is required and absent is reported, one that is not known is reported and
    its cells are kept in `Record.further`.
    """
    faults = TableFaults()
    try:
        data = read_regular(path)
    except OSError as error:
        faults.fault(0, "the file cannot be read: {reason}", reason=error.strerror or str(error))
        return Table(messages=faults.found())
    lines = lines_of(data, path.suffix.casefold(), faults)
    return _table(lines, known, faults)


def _table(lines: Sequence[Line], known: Sequence[Column], faults: TableFaults) -> Table:
    if not lines:
        return Table(messages=faults.found())
    first, last = _heading_rows(lines, known)
    if first == last:
        template = "no row names the columns; write them above the others: {names}"
        faults.fault(lines[0][0], template, names=", ".join(column.names[0] for column in known))
        return Table(messages=faults.found())
    above = lines[first][1] if last - first > 1 else ()
    body = lines[last + 1 :] if last < len(lines) and are_column_numbers(lines[last][1]) else lines[last:]
    heading, messages = read_heading(lines[last - 1][1], known, above, [cells for _, cells in body])
    for message in messages:
        faults.fault(lines[first][0], message.template, kind=str(message), **message.values)
    rows = [_row(number, cells, heading, faults) for number, cells in body]
    return Table(
        columns=heading.known,
        rows=tuple(row for row in rows if row.cells or row.further),
        messages=faults.found(),
    )


def _heading_rows(lines: Sequence[Line], known: Sequence[Column]) -> tuple[int, int]:
    """First row of the heading and the one after it, equal where there is none."""
    scores = [sum(is_title(cell, known) for cell in cells) for _, cells in lines[:HEADER_ROWS]]
    if not any(scores):
        return 0, 0
    best = scores.index(max(scores))
    first, last = best, best + 1
    # a heading of two rows: one cell over several, and the names proper below it
    if best and scores[best - 1] and not _clash(lines[best - 1][1], lines[best][1], known):
        first -= 1
    elif last < len(scores) and (
        scores[last] == sum(map(bool, lines[last][1])) or is_lower_heading(lines[best][1], lines[last][1], known)
    ):
        last += 1
    return first, last


def _clash(upper: Sequence[str], lower: Sequence[str], known: Sequence[Column]) -> bool:
    """True if two rows name the same column, which a heading of two rows does not."""
    return bool({folded(cell) for cell in upper if is_title(cell, known)} & {folded(cell) for cell in lower})


def are_column_numbers(cells: Sequence[str]) -> bool:
    """True for the row 1, 2, 3 ... that many forms have below their heading."""
    numbers = [match[1] if (match := _COLUMN_NUMBER.fullmatch(cell)) else "" for cell in cells if cell]
    return len(numbers) > 1 and numbers == [str(number) for number in range(1, len(numbers) + 1)]


def _row(number: int, cells: Sequence[str], heading: Heading, faults: TableFaults) -> Record:
    known, further, messages = record_cells(heading, cells)
    if any(not title for title, _ in further):
        faults.fault(number, "the row has more cells than there are columns")
    for message in messages:
        faults.fault(number, message.template, kind=str(message), **message.values)
    return Record(line=number, cells=known, further=further)
