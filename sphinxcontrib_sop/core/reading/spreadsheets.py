"""Tables from files: CSV and XLSX rows under the names of known columns, with a sentence for whatever is wrong.

The kind of a file is told by its content, not by its name.  No file ends in an exception: what could be read is kept,
every kind of fault is named once, with the first of its lines.
"""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path

from msgspec import Struct, field

from ..anatomy import nearest
from ..model import Fault, Location, Message

DELIMITERS = ",;\t"
HEADER_ROWS = 20
"""So many rows are searched for the names of the columns: titles and letterheads may stand above them."""
MAX_EMPTY_ROWS = 1000
"""After so many empty rows a sheet is over: spreadsheets keep a million of them for a border in the last one."""
MAX_LISTED = 5
"""So many lines are listed where one fault repeats."""
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

_ZIP = b"PK\x03\x04"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_FOREIGN_ENCODING = "cp1252"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_COLUMN_NUMBER = re.compile(r"\(?(\d+)\)?")


class Column(Struct, frozen=True, kw_only=True):
    """A column that a table may have; its names are compared without case, spaces and signs."""

    key: str
    names: tuple[str, ...]
    """Every spelling; messages use the first."""
    required: bool = False
    after: str = ""
    """Key of the column to its left, by which a name that it shares with another column is told apart."""


class TableFault(Struct, frozen=True, kw_only=True):
    """What is wrong with a table; line 0 is the file as a whole."""

    line: int
    message: Message


class Row(Struct, frozen=True, kw_only=True):
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
    rows: tuple[Row, ...] = ()
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
    its cells are kept in `Row.further`.
    """
    faults = _Faults()
    try:
        data = path.read_bytes()
    except OSError as error:
        faults.fault(0, "the file cannot be read: {reason}", reason=error.strerror or str(error))
        return Table(messages=faults.found())
    lines = _lines(data, path.suffix.casefold(), faults)
    return _table(lines, known, faults)


class _Faults:
    """The faults of a file: one for each kind, with the lines where it is found."""

    def __init__(self) -> None:
        self._lines: dict[tuple[str, str], list[int]] = {}
        self._values: dict[tuple[str, str], dict[str, object]] = {}

    def fault(self, line: int, template: str, /, *, kind: str = "", **values: object) -> None:
        """Note a fault; of those with one sentence and ``kind`` the first is told with the lines of the others."""
        key = (template, kind)
        self._lines.setdefault(key, []).append(line)
        self._values.setdefault(key, values)

    def found(self) -> tuple[TableFault, ...]:
        return tuple(
            TableFault(line=lines[0], message=_listed(Message(template=key[0], values=self._values[key]), lines[1:]))
            for key, lines in self._lines.items()
        )


def _listed(message: Message, others: Sequence[int]) -> Message:
    if not others:
        return message
    listed = ", ".join(map(str, others[:MAX_LISTED]))
    if len(others) > MAX_LISTED:
        template = "{sentence} (also in {count} further rows: {lines} ...)"
        return Message(template=template, values={"sentence": message, "count": len(others), "lines": listed})
    return Message(template="{sentence} (also in rows {lines})", values={"sentence": message, "lines": listed})


_Line = tuple[int, list[str]]
"""Number of a row and its cells."""


def _lines(data: bytes, suffix: str, faults: _Faults) -> list[_Line]:
    """The rows of a file that hold anything."""
    if data.startswith(_ZIP):
        found = list(_sheet_lines(data, faults))
    elif data.startswith(_OLD_EXCEL):
        faults.fault(0, "this is an old Excel file or one with a password; save it as .xlsx or .csv")
        found = []
    elif suffix in {".xlsx", ".xlsm"} and data.strip():
        faults.fault(0, "this is not an XLSX file, or it is damaged; save it again as .xlsx or .csv")
        found = []
    else:
        text = _decoded(data, faults)
        found = list(_csv_lines(text, faults)) if text is not None else []
    rows = [(number, _cleaned(number, cells, faults)) for number, cells in found]
    rows = [(number, cells) for number, cells in rows if any(cells)]
    if not rows and not faults.found():
        faults.fault(0, "the file is empty")
    return rows


def _cleaned(number: int, cells: Iterable[str], faults: _Faults) -> list[str]:
    cleaned = [_CONTROL.sub(REPLACEMENT, cell.strip()).replace("\r\n", "\n").replace("\r", "\n") for cell in cells]
    if any(REPLACEMENT in cell for cell in cleaned):
        faults.fault(number, "the row holds characters that cannot be read or shown")
    return cleaned


def read_text(data: bytes) -> tuple[str | None, tuple[TableFault, ...]]:
    """Return the text of a file in UTF-8, UTF-16 or a Windows code page, None if it is none, and what is wrong with it."""
    faults = _Faults()
    text = _decoded(data, faults)
    return text, faults.found()


# -- CSV -------------------------------------------------------------------------------------------------------------
def _decoded(data: bytes, faults: _Faults) -> str | None:
    """The text of a file; None if it is none."""
    if data.startswith(_UTF_16):
        return data.decode("utf-16", "replace")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = data.decode(_FOREIGN_ENCODING, "replace")
        if "\x00" not in text:
            line = data.count(b"\n", 0, error.start) + 1
            faults.fault(
                line,
                "the file is not UTF-8; it was read as {encoding}: `{line}`. Save it as UTF-8",
                encoding=_FOREIGN_ENCODING,
                line=_CONTROL.sub(REPLACEMENT, text.split("\n")[line - 1].strip()),
            )
    if "\x00" in text:
        faults.fault(0, "this is neither a CSV nor an XLSX file")
        return None
    return text


def _csv_lines(text: str, faults: _Faults) -> Iterator[_Line]:
    """The records of a text; a line whose quotation marks do not match is taken as it stands."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    start = 0
    delimiter = _delimiter(lines)
    if re.fullmatch(r"sep=.", lines[0]):  # Excel's own hint
        delimiter, start = lines[0][-1], 1
    while start < len(lines):
        reader = csv.reader((f"{line}\n" for line in lines[start:]), delimiter=delimiter, strict=True)
        first = start
        try:
            for cells in reader:
                yield first + 1, cells
                first = start + reader.line_num
        except csv.Error:  # an open quotation mark, or more than csv takes in one cell
            start = first + 1
            if lines[first].count('"') % 2:
                faults.fault(start, "a quotation mark of the row is not closed")
            else:
                faults.fault(start, "the quotation marks of the row do not match its cells")
            yield start, lines[first].split(delimiter)
        else:
            return


def _delimiter(lines: Sequence[str]) -> str:
    """What separates the cells: whatever occurs most often in the first line that has any."""
    for line in lines:
        counts = {sign: line.count(sign) for sign in DELIMITERS}
        if any(counts.values()):
            return max(counts, key=lambda sign: counts[sign])
    return DELIMITERS[0]


# -- XLSX ------------------------------------------------------------------------------------------------------------
def _sheet_lines(data: bytes, faults: _Faults) -> list[_Line]:
    """The rows of the first visible sheet; formulas count with the value that the spreadsheet program left."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about validations and styles, which are of no use here
            lines, formulas = _sheet(data, values=False)
            if formulas:
                lines, _ = _sheet(data, values=True)
    except Exception as error:  # noqa: BLE001 - a damaged file fails in whatever way it likes
        if isinstance(error, zipfile.BadZipFile) or not _is_workbook(data):
            faults.fault(0, "this is not an XLSX file, or it is damaged; save it again as .xlsx or .csv")
        else:
            faults.fault(0, "the XLSX file cannot be read; save it again as .xlsx or .csv")
        return []
    by_number = dict(lines)
    for number, column in formulas:
        if not "".join(by_number.get(number, [])[column : column + 1]):
            faults.fault(
                number, "a formula of the row has no value yet; open and save the file in a spreadsheet program"
            )
    return lines


def _is_workbook(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return any(name.startswith("xl/") for name in archive.namelist())
    except zipfile.BadZipFile:
        return False


def _sheet(data: bytes, *, values: bool) -> tuple[list[_Line], list[tuple[int, int]]]:
    """Return the rows and the places (row from 1, column from 0) of formulas."""
    from openpyxl import load_workbook  # a tenth of a second that only manuals with such files need to spend

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=values)
    lines: list[_Line] = []
    formulas: list[tuple[int, int]] = []
    sheet = next((one for one in book.worksheets if one.sheet_state == "visible"), None)
    if sheet is None:
        return lines, formulas
    sheet.reset_dimensions()  # some programs write wrong ones
    empty = 0
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        texts = [_shown(cell.value) for cell in cells]
        empty = 0 if any(texts) else empty + 1
        if empty > MAX_EMPTY_ROWS:
            break
        lines.append((number, texts))
        formulas += ((number, place) for place, cell in enumerate(cells) if cell.data_type == "f")
    book.close()
    return lines, formulas


def _shown(value: object) -> str:
    """The value of a cell as text."""
    match value:
        case None:
            return ""
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
        case date():
            return value.isoformat()
        case time():
            return value.isoformat("minutes")
        case float() if value.is_integer():
            return str(int(value))
        case float():
            return f"{value:.10g}"
    return str(value)


# -- columns ---------------------------------------------------------------------------------------------------------
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


def _table(lines: Sequence[_Line], known: Sequence[Column], faults: _Faults) -> Table:
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


def _heading_rows(lines: Sequence[_Line], names: set[str]) -> tuple[int, int]:
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


def _row(number: int, cells: Sequence[str], heading: Heading, faults: _Faults) -> Row:
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
    return Row(line=number, cells=known, further=tuple(further))
