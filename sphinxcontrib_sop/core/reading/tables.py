"""Tables from files: CSV and XLSX rows under the names of known columns, with a sentence for whatever is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct, field

from ..anatomy import nearest
from ..model import Fault, Location, Message
from .sheets import Line, TableFault, TableFaults, lines_of

HEADER_ROWS = 20
"""How many rows are searched for the names of the columns: titles and letterheads may stand above them."""

_COLUMN_NUMBER = re.compile(r"\(?(\d+)\)?")


class Column(Struct, frozen=True, kw_only=True):
    """A column that a table may have; its names are compared without case, spaces and signs."""

    key: str
    names: tuple[str, ...]
    """Every spelling; messages use the first."""
    required: bool = False
    after: str = ""
    """Key of the column to its left, by which a name that it shares with another column is told apart."""


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
        for found in self.messages:
            yield Fault(code=code, message=found.message, location=Location(path=path, line=found.line))


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
        data = path.read_bytes()
    except OSError as error:
        faults.fault(0, "the file cannot be read: {reason}", reason=error.strerror or str(error))
        return Table(messages=faults.found())
    lines = lines_of(data, path.suffix.casefold(), faults)
    return _table(lines, known, faults)


class Heading(Struct):
    """What the titles of a table mean."""

    titles: list[str] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    """Key of the column of each title, None where it is not known or repeats an earlier one."""

    @property
    def known(self) -> tuple[str, ...]:
        """Keys from left to right."""
        return tuple(key for key in self.keys if key)


def _folded(title: str) -> str:
    return re.sub(r"[\W_]+", "", title).casefold()


def read_heading(titles: Sequence[str], known: Sequence[Column]) -> tuple[Heading, list[Message]]:
    """Find the columns that a row of titles names; messages say which are unknown, repeated or missing."""
    heading = Heading(titles=[" ".join(title.split()) for title in titles])
    messages: list[Message] = []
    for title in heading.titles:
        meant = [column for column in known if _folded(title) in map(_folded, column.names)]
        left = heading.keys[-1] if heading.keys else None
        column = next((one for one in meant if left and one.after == left), meant[0] if meant else None)
        if column is None and title:
            messages.append(_unknown(title, [name for column in known for name in column.names]))
        elif column is not None and column.key in heading.keys:
            template = "the column `{title}` is repeated; the first one counts"
            messages.append(Message(template=template, values={"title": title}))
            column = None
        heading.keys.append(column.key if column else None)
    missing = [column.names[0] for column in known if column.required and column.key not in heading.keys]
    if missing:
        template = "columns are missing: {names}"
        messages.append(Message(template=template, values={"names": ", ".join(missing)}))
    return heading, messages


def _unknown(title: str, names: Sequence[str]) -> Message:
    meant = nearest(title, names)
    template = "the column `{title}` is not known"
    if meant:
        template = "the column `{title}` is not known; did you mean `{meant}`?"
    return Message(template=template, values={"title": title, "meant": meant})


def _table(lines: Sequence[Line], known: Sequence[Column], faults: TableFaults) -> Table:
    if not lines:
        return Table(messages=faults.found())
    names = {_folded(name) for column in known for name in column.names}
    first, last = _heading_rows(lines, names)
    if first == last:
        template = "no row names the columns; write them above the others: {names}"
        faults.fault(lines[0][0], template, names=", ".join(column.names[0] for column in known))
        return Table(messages=faults.found())
    heading, messages = read_heading(_joined([cells for _, cells in lines[first:last]], names), known)
    for message in messages:
        faults.fault(lines[first][0], message.template, kind=str(message), **message.values)
    if last < len(lines) and _are_column_numbers(lines[last][1]):
        last += 1
    rows = [_row(number, cells, heading, faults) for number, cells in lines[last:]]
    return Table(
        columns=heading.known,
        rows=tuple(row for row in rows if row.cells or row.further),
        messages=faults.found(),
    )


def _heading_rows(lines: Sequence[Line], names: set[str]) -> tuple[int, int]:
    """First row of the heading and the one after it, equal where there is none."""
    scores = [sum(_folded(cell) in names for cell in cells) for _, cells in lines[:HEADER_ROWS]]
    if not any(scores):
        return 0, 0
    best = scores.index(max(scores))
    first, last = best, best + 1
    # a heading of two rows: one cell over several, and the names proper below it
    if best and scores[best - 1] and not _clash(lines[best - 1][1], lines[best][1], names):
        first -= 1
    elif last < len(scores) and scores[last] == sum(map(bool, lines[last][1])):
        last += 1
    return first, last


def _clash(upper: Sequence[str], lower: Sequence[str], names: set[str]) -> bool:
    """True if two rows name the same column, which a heading of two rows does not."""
    return bool({_folded(cell) for cell in upper} & {_folded(cell) for cell in lower} & names)


def _joined(rows: Sequence[Sequence[str]], names: set[str]) -> list[str]:
    """The titles of a heading: of two above each other the one that is known, else the lower."""
    width = max(map(len, rows))
    titles = []
    for place in range(width):
        cells = [row[place] for row in rows if place < len(row) and row[place]]
        titles.append(next((cell for cell in reversed(cells) if _folded(cell) in names), cells[-1] if cells else ""))
    return titles


def _are_column_numbers(cells: Sequence[str]) -> bool:
    """True for the row 1, 2, 3 ... that many forms have below their heading."""
    numbers = [match[1] if (match := _COLUMN_NUMBER.fullmatch(cell)) else "" for cell in cells if cell]
    return len(numbers) > 1 and numbers == [str(number) for number in range(1, len(numbers) + 1)]


def _row(number: int, cells: Sequence[str], heading: Heading, faults: TableFaults) -> Record:
    known: dict[str, str] = {}
    further: list[tuple[str, str]] = []
    for place, cell in enumerate(cells):
        key = heading.keys[place] if place < len(heading.keys) else None
        if key and cell:
            known[key] = cell
        elif cell:
            title = heading.titles[place] if place < len(heading.titles) else ""
            further.append((title, cell))
            if not title:
                faults.fault(number, "the row has more cells than there are columns")
    return Record(line=number, cells=known, further=tuple(further))
