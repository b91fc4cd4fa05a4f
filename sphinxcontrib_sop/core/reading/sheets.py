"""The rows of a CSV or XLSX file as lists of texts.

The kind of a file is told by its content, not by its name.  No file ends in an exception: what could be read is kept,
every kind of fault is named once, with the first of its lines.
"""

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from itertools import islice

from msgspec import Struct

from ..characters import HIDDEN, REPLACEMENT, hidden, replaced
from ..model import Message

DELIMITERS = ",;\t"
MAX_EMPTY_ROWS = 1000
"""A sheet ends with as many empty rows: spreadsheets keep a million of them for a border in the last one."""
MAX_ROWS = 50_000
"""Maximum number of rows that are read: a table of more steps cannot be drawn, and more records are kept elsewhere."""
MAX_COLUMNS = 500
MAX_BYTES = 30_000_000
"""Of a file."""
MAX_UNPACKED = 300_000_000
"""Bytes of all parts of an XLSX file: a hundred times as much as a large one has."""
MAX_LISTED = 5
"""Maximum number of lines listed where one fault repeats."""

TEXT_SIGN = "'"
"""Before a cell that begins as a formula does, as spreadsheets themselves want it."""
_BEGINS_FORMULA = frozenset("=+-@\t")
_ZIP = b"PK\x03\x04"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_FOREIGN_ENCODING = "cp1252"


class TableFault(Struct, frozen=True, kw_only=True):
    """What is wrong with a table; line 0 is the file as a whole."""

    line: int
    message: Message


class TableFaults:
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


Line = tuple[int, list[str]]
"""Number of a row and its cells."""


def lines_of(data: bytes, suffix: str, faults: TableFaults) -> list[Line]:
    """The rows of a file that hold anything."""
    if len(data) > MAX_BYTES or _is_bomb(data):
        faults.fault(0, "the file is too large to be a table of an SOP")
        return []
    if data.startswith(_ZIP):
        lines = list(_sheet_lines(data, faults))
    elif data.startswith(_OLD_EXCEL):
        faults.fault(0, "this is an old Excel file or one with a password; save it as .xlsx or .csv")
        lines = []
    elif suffix in {".xlsx", ".xlsm"} and data.strip():
        faults.fault(0, "this is not an XLSX file, or it is damaged; save it again as .xlsx or .csv")
        lines = []
    else:
        text = _decoded(data, faults)
        lines = list(islice(_csv_lines(text, faults), MAX_ROWS + 1)) if text is not None else []
    if len(lines) > MAX_ROWS:
        first_unread = MAX_ROWS + 1
        faults.fault(first_unread, "the table is too long; only its first {count} rows are read", count=MAX_ROWS)
        del lines[MAX_ROWS:]
    rows = [(number, _cleaned(number, cells, faults)) for number, cells in lines]
    rows = [(number, cells) for number, cells in rows if any(cells)]
    if not rows and not faults.found():
        faults.fault(0, "the file is empty")
    return rows


def _is_bomb(data: bytes) -> bool:
    """True for a packed file that is far larger when it is unpacked."""
    if not data.startswith(_ZIP):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED
    except Exception:  # noqa: BLE001 - a damaged file fails in whatever way it likes, and is told of when it is read
        return False


def _cleaned(number: int, cells: Iterable[str], faults: TableFaults) -> list[str]:
    cleaned = [replaced(cell.strip()).replace("\r\n", "\n").replace("\r", "\n") for cell in cells]
    if any(REPLACEMENT in cell for cell in cleaned):
        faults.fault(number, "the row holds characters that cannot be read or shown")
    if codes := hidden("\n".join(cleaned)):
        faults.fault(number, HIDDEN, characters=", ".join(codes))
    return cleaned


def read_text(data: bytes) -> tuple[str | None, tuple[TableFault, ...]]:
    """Return the text of a file in UTF-8, UTF-16 or a Windows code page, None if it is none, and what is wrong with it."""
    faults = TableFaults()
    text = _decoded(data, faults)
    return text, faults.found()


# -- CSV -------------------------------------------------------------------------------------------------------------
def _decoded(data: bytes, faults: TableFaults) -> str | None:
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
                line=replaced(text.split("\n")[line - 1].strip()),
            )
    if "\x00" in text:
        faults.fault(0, "this is neither a CSV nor an XLSX file")
        return None
    return text


def _csv_lines(text: str, faults: TableFaults) -> Iterator[Line]:
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
                yield first + 1, [_without_sign(cell) for cell in cells]
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


def _without_sign(cell: str) -> str:
    """A cell without the sign that kept a spreadsheet from taking it for a formula."""
    return cell[1:] if cell.startswith(TEXT_SIGN) and cell[1:2] in _BEGINS_FORMULA else cell


def _delimiter(lines: Sequence[str]) -> str:
    """What separates the cells: whatever occurs most often in the first line that has any."""
    for line in lines:
        counts = {sign: line.count(sign) for sign in DELIMITERS}
        if any(counts.values()):
            return max(counts, key=lambda sign: counts[sign])
    return DELIMITERS[0]


# -- XLSX ------------------------------------------------------------------------------------------------------------
def _sheet_lines(data: bytes, faults: TableFaults) -> list[Line]:
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


def _sheet(data: bytes, *, values: bool) -> tuple[list[Line], list[tuple[int, int]]]:
    """Return the rows and the places (row from 1, column from 0) of formulas."""
    from openpyxl import load_workbook  # a tenth of a second that only manuals with such files need to spend

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=values)
    lines: list[Line] = []
    formulas: list[tuple[int, int]] = []
    sheet = next((worksheet for worksheet in book.worksheets if worksheet.sheet_state == "visible"), None)
    if sheet is None:
        return lines, formulas
    sheet.reset_dimensions()  # some programs write wrong ones
    empty = 0
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        texts = [_cell_text(cell.value) for cell in cells[:MAX_COLUMNS]]
        empty = 0 if any(texts) else empty + 1
        if empty > MAX_EMPTY_ROWS or len(lines) > MAX_ROWS:
            break
        lines.append((number, texts))
        formulas += ((number, place) for place, cell in enumerate(cells) if cell.data_type == "f")
    book.close()
    return lines, formulas


def _cell_text(value: object) -> str:
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
