"""Identity forms: labels wherever they stand, and the cells that are their values."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from msgspec import Struct, field

from ..anatomy import DATES
from ..model import Message
from ..reading.dates import DateRange
from .document import Cell, Certainty, Grid, Remark
from .titles import BOXES, SINGLE, folded, label_of

_SERIALS = (20_000, 80_000)
"""Days since 1900 that are dates of our time."""
_SERIAL_ZERO = date(1899, 12, 30)
_EXACT_DIGITS = 1e15
_MARKER = re.compile(r"^(?:\(?(?P<number>\d{1,3}|[a-zA-Z])[.)]|(?P<bullet>[-•–▪*➢✓]))\s+")
_INLINE = re.compile(r"(?:^|\s)(\d{1,2})[.)]\s*(?=[^\W\d])")
_COVERS = {
    "standar operasional prosedur",
    "sop",
    "standard operating procedure",
    "bagian identitas",
    "identitas sop",
    "bagian flowchart",
}


class Form(Struct, kw_only=True):
    """What stands in one identity form."""

    fields: dict[str, str] = field(default_factory=dict)
    boxes: dict[str, list[str]] = field(default_factory=dict)
    numbered: set[str] = field(default_factory=set)
    """Boxes whose items are numbered."""
    letterhead: list[str] = field(default_factory=list)
    further: list[tuple[str, str]] = field(default_factory=list)
    """Other texts, with where they stand."""
    remarks: list[Remark] = field(default_factory=list)
    place: str = ""

    @property
    def identifies(self) -> bool:
        """True if it says which SOP it is."""
        return bool(self.fields.keys() & {"title", "number"})


class _Label(Struct, frozen=True, kw_only=True):
    cell: Cell
    key: str
    rest: str


def forms(grid: Grid, start: int, end: int) -> list[Form]:
    """The forms in some rows of a grid, from top to bottom."""
    labels = list(_labels(grid, start, end))
    limits = [start, *_boundaries(labels), end]
    return [
        _form(grid, low, high, [label for label in labels if low <= label.cell.row < high])
        for low, high in pairwise(limits)
        if any(low <= cell.row < high for cell in grid.cells)
    ]


def _labels(grid: Grid, start: int, end: int) -> Iterator[_Label]:
    for row in range(start, end):
        for cell in grid.in_row(row):
            if cell.row != row:
                continue
            label = label_of(cell.text)
            if label is None:
                continue
            key, rest = label
            alone = folded(cell.text) in SINGLE and ":" not in cell.text
            if alone and not _value_beside(grid, cell):
                continue
            yield _Label(cell=cell, key=key, rest=rest)


def _value_beside(grid: Grid, cell: Cell) -> bool:
    following = next((neighbour for neighbour in grid.in_row(cell.row) if neighbour.column >= cell.end_column), None)
    return following is not None and (following.text.startswith(":") or label_of(following.text) is None)


def _boundaries(labels: Sequence[_Label]) -> Iterator[int]:
    """Rows in which the next form begins: a field that names the SOP stands there a second time."""
    seen: set[str] = set()
    last = -1
    for label in labels:
        if label.key in seen & {"number", "title", "legal-basis", "created"} and label.cell.row != last:
            seen = set()
            yield min(other.cell.row for other in labels if other.cell.row >= label.cell.row)
        seen.add(label.key)
        last = label.cell.row


def _form(grid: Grid, start: int, end: int, labels: Sequence[_Label]) -> Form:
    form = Form(place=grid.place(start, 0))
    used: set[int] = {id(label.cell) for label in labels}
    for label in labels:
        cells = list(_value_cells(grid, end, label, labels, used))
        used |= set(map(id, cells))
        _take(grid, form, label, cells)
    last = max((label.cell.end_row for label in labels), default=start)
    first_box = min((label.cell.row for label in labels if label.key in BOXES), default=last)
    for row in range(start, end):
        for cell in grid.in_row(row):
            if cell.row == row and cell.number is not None and abs(cell.number) >= _EXACT_DIGITS:
                template = "a long number stands as a number, not as text; its last digits are lost: {text}"
                place = grid.place(cell.row, cell.column)
                form.remarks.append(_remark(Certainty.GUESSED, template, place, text=cell.text))
            if cell.row != row or id(cell) in used:
                continue
            lines = [" ".join(line.split()) for line in cell.text.split("\n") if line.strip()]
            if labels and row < first_box and folded(cell.text) not in _COVERS:
                form.letterhead += (line for line in lines if "://" not in line)
                form.further += ((line, grid.place(cell.row, cell.column)) for line in lines if "://" in line)
            elif folded(cell.text) not in _COVERS:
                form.further.append((" ".join(lines), grid.place(cell.row, cell.column)))
    return form


# -- where values stand ----------------------------------------------------------------------------------------------
def _value_cells(grid: Grid, end: int, label: _Label, labels: Sequence[_Label], used: set[int]) -> Iterator[Cell]:
    cell, box = label.cell, label.key in BOXES
    right_end = _right_end(grid, label, labels)
    stop = min(
        (
            label.cell.row
            for label in labels
            if label.cell.row >= cell.end_row and cell.column <= label.cell.column < right_end
        ),
        default=end,
    )
    long = box or label.key == "approved-by"
    beside_end = stop if label.key == "approved-by" else cell.end_row
    beside = list(_cells(grid, (cell.row, beside_end), (cell.end_column, right_end), used))
    if any(cell.text.strip(": ") for cell in beside) and not box:
        yield from beside
        return
    if label.rest and not long:
        return
    yield from beside
    below_end = stop if long else min(stop, cell.end_row + 1)
    yield from _cells(grid, (cell.end_row, below_end), (cell.column, right_end), used)


def _right_end(grid: Grid, label: _Label, labels: Sequence[_Label]) -> int:
    cell = label.cell
    same_row = [
        label.cell.column
        for label in labels
        if label.cell.column >= cell.end_column and label.cell.row < cell.end_row and label.cell.end_row > cell.row
    ]
    if label.key in BOXES:
        same_row += [
            label.cell.column for label in labels if label.key in BOXES and label.cell.column >= cell.end_column
        ]
    return min(same_row, default=grid.columns)


def _cells(grid: Grid, rows: tuple[int, int], columns: tuple[int, int], used: set[int]) -> Iterator[Cell]:
    for row in range(*rows):
        for cell in grid.in_row(row):
            if cell.row == row and columns[0] <= cell.column < columns[1] and id(cell) not in used:
                yield cell


# -- values ----------------------------------------------------------------------------------------------------------
def _take(grid: Grid, form: Form, label: _Label, cells: Sequence[Cell]) -> None:
    place = grid.place(label.cell.row, label.cell.column)
    text = _lines(label, cells)
    key = label.key
    if key in BOXES:
        if text and key not in form.boxes:
            form.boxes[key], numbered = items(text)
            if numbered:
                form.numbered.add(key)
        return
    if key in DATES:
        text = _date(form, cells, text, place)
    if text and key not in form.fields:
        form.fields[key] = text if key == "approved-by" else " ".join(text.split())


def _remark(certainty: Certainty, template: str, place: str, **values: object) -> Remark:
    return Remark(certainty=certainty, message=Message(template=template, values=values), place=place)


def _lines(label: _Label, cells: Sequence[Cell]) -> str:
    rows: dict[int, list[str]] = {}
    if label.rest:
        rows[label.cell.row] = [label.rest]
    for cell in cells:
        text = cell.text.removeprefix(":").strip()
        if text:
            rows.setdefault(cell.row, []).append(text)
    return "\n".join(" ".join(parts) for _, parts in sorted(rows.items()))


def _date(form: Form, cells: Sequence[Cell], text: str, place: str) -> str:
    serial = next((cell.number for cell in cells if cell.number is not None and not cell.is_date), None)
    if serial is not None and _SERIALS[0] < serial < _SERIALS[1]:
        day = _SERIAL_ZERO + timedelta(days=int(serial))
        text = DateRange(first=day, last=day).written("id")
        form.remarks.append(_remark(Certainty.GUESSED, "a number was read as the date {date}", place, date=text))
    return text


def items(text: str) -> tuple[list[str], bool]:
    """The items of a list as it is typed in cells, and whether they are numbered."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) == 1:
        lines = _split_inline(lines[0])
    marked = [bool(_MARKER.match(line)) for line in lines]
    numbered = any((match := _MARKER.match(line)) and match["number"] for line in lines)
    result: list[str] = []
    for line, is_item in zip(lines, marked, strict=True):
        bare = _MARKER.sub("", line).strip()
        if not bare:
            continue
        goes_on = result and not is_item and (any(marked) or _goes_on(result[-1], line))
        if goes_on:
            result[-1] += f" {bare}"
        else:
            result.append(bare)
    return result, numbered


def _goes_on(before: str, line: str) -> bool:
    """True if a line without marker belongs to the one before: it begins in lower case and no sentence ended."""
    return line[:1].islower() and before[-1:] not in ".;"


def _split_inline(line: str) -> list[str]:
    """Items numbered within one line."""
    places: list[int] = []
    for match in _INLINE.finditer(line):
        if int(match[1]) == len(places) + 1:
            places.append(match.start())
    if len(places) < 2 or places[0] != 0:  # noqa: PLR2004 - a list has two items
        return [line]
    return [line[start:end].strip() for start, end in zip(places, [*places[1:], len(line)], strict=True)]
