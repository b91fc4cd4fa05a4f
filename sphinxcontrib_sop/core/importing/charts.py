"""Flowchart tables: where they stand in a grid, their lanes, and their rows as steps, before anything is known of arrows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct, field

from .document import Box, Cell, Grid
from .titles import column_of, folded, label_of, unit_in

_MEASURED = {"actors", "standard", "inputs", "time", "output"}
_TYPED = {"yes", "no", "next", "branches", "flows", "end", "id", "label", "shape", "ignore"}
"""Columns of `sop-table`: they count only in such a table."""
_MAX_HEADING = 4
_LONG_TITLE = 90
_MARK_LENGTH = 3
_COLUMN_NUMBERS = 4
_ORDINAL = re.compile(r"\(?\s*(\d+)\s*[.):]?\s*")
_SUB = re.compile(r"\(?\s*(?:(?P<outer>\d+)\s*[.)\s]?\s*)?(?P<inner>[a-z]|(?<=[.\s])\d+)\s*[.)]?", re.IGNORECASE)
_LETTERED = re.compile(r"^(?:[a-z][.)]|[-•–])\s+\S", re.IGNORECASE)
_NOTE = re.compile(r"^(?:keterangan|catatan|ket|note|notes|nb)\b\s*[.:]|^\*", re.IGNORECASE)
_EDGES = {
    "start": {"mulai", "start", "awal", "begin"},
    "end": {"selesai", "end", "akhir", "finish", "selesai end", "berakhir"},
}


class Lane(Struct, kw_only=True):
    """The columns of one actor."""

    label: str
    column: int
    end_column: int
    joined: bool = False
    """True where the label was put together from two rows of headings."""


class Row(Struct, kw_only=True):
    """The rows of a sheet that are one step."""

    row: int
    end_row: int
    label: str = ""
    """What stands in the column No."""
    text: str
    cells: dict[str, str] = field(default_factory=dict)
    marks: dict[int, str] = field(default_factory=dict)
    """What is typed in the cells of lanes, by place of the lane."""
    level: int = 0
    edge: str = ""
    """``start`` or ``end`` for a row that holds only the capsule Mulai or Selesai."""
    shared: tuple[str, ...] = ()
    """Keys of cells that are merged with those of further steps."""


class Chart(Struct, kw_only=True):
    """One flowchart table, or the part of it on one page."""

    grid: Grid
    top: int
    """First row of the headings."""
    first: int
    """First row below them."""
    end: int
    lanes: list[Lane]
    columns: dict[str, tuple[int, int]]
    typed: bool = False
    """True if actors are typed in one column instead of having one each."""
    unit: str = ""
    """Unit of time in the heading."""
    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def area(self) -> Box:
        """The rectangle of the lanes."""
        left = min((lane.column for lane in self.lanes), default=0)
        right = max((lane.end_column for lane in self.lanes), default=0)
        return self.grid.box_of(self.first, left, self.end, right)

    def place(self, row: Row) -> str:
        """How a person finds a step."""
        return self.grid.place(row.row, self.columns["text"][0])


def charts(grid: Grid) -> list[Chart]:
    """The flowchart tables of a grid, from top to bottom."""
    tops = [row for row in range(grid.rows) if _is_heading(grid, row)]
    found: list[Chart] = []
    for row in tops:
        if found and row < found[-1].first:
            continue
        chart = _heading(grid, row)
        following = next((other for other in tops if other >= chart.first), grid.rows)
        chart.end = following
        _read_rows(chart)
        found.append(chart)
    return found


# -- headings --------------------------------------------------------------------------------------------------------
def _starting(grid: Grid, row: int) -> list[Cell]:
    return [cell for cell in grid.in_row(row) if cell.row == row]


def _is_heading(grid: Grid, row: int) -> bool:
    cells = [cell for cell in _starting(grid, row) if len(cell.text) <= _LONG_TITLE]
    keys = {column_of(cell.text) for cell in cells} - {"", "ignore"}
    return "text" in keys and bool(keys & _MEASURED) and len(keys) > 2  # noqa: PLR2004 - no row of data has three


def _heading(grid: Grid, top: int) -> Chart:
    spans: dict[str, tuple[int, int]] = {}
    typed_table = len({column_of(cell.text) for cell in _starting(grid, top)} & _TYPED) > 0
    for cell in _starting(grid, top):
        key = column_of(cell.text)
        if key and key not in spans and (key not in _TYPED or typed_table):
            spans[key] = (cell.column, cell.end_column)
    bottom = _heading_end(grid, top, spans)
    unit = ""
    for row in range(top, bottom):
        for cell in _starting(grid, row):
            key = column_of(cell.text)
            if key == "time":
                unit = unit or unit_in(cell.text)
            if row > top and key in {"inputs", "time", "output", "number", "text", "notes"} and key not in spans:
                spans[key] = (cell.column, cell.end_column)
    _widen(grid, spans)
    zone = _zone(spans)
    lanes = list(_lanes(grid, top, bottom, zone))
    typed = typed_table or _are_typed(grid, bottom, lanes)
    while bottom < grid.rows and _are_column_numbers(grid, bottom):
        bottom += 1
    return Chart(
        grid=grid,
        top=top,
        first=bottom,
        end=bottom,
        lanes=[] if typed else lanes,
        columns=spans,
        typed=typed,
        unit=unit,
    )


def _are_typed(grid: Grid, first: int, lanes: Sequence[Lane]) -> bool:
    """True if actors are named in a single column, instead of having symbols or marks in it."""
    if len(lanes) != 1 or column_of(lanes[0].label) != "actors":
        return False
    span = range(lanes[0].column, lanes[0].end_column)
    return any(cell.row >= first and cell.column in span and len(cell.text) > _MARK_LENGTH for cell in grid.cells)


def _heading_end(grid: Grid, top: int, spans: dict[str, tuple[int, int]]) -> int:
    anchors = [grid.at(top, spans[key][0]) for key in ("number", "text") if key in spans]
    merged = max((cell.end_row for cell in anchors if cell is not None), default=top + 1)
    bottom = min(max(merged, top + 1), top + _MAX_HEADING)
    while bottom < min(grid.rows, top + _MAX_HEADING):
        blank = all(
            (cell := grid.at(bottom, spans[key][0])) is None or cell.row < bottom
            for key in ("number", "text")
            if key in spans
        )
        named = [cell for cell in _starting(grid, bottom) if len(cell.text) > 1]
        if not blank or not named or any(label_of(cell.text) for cell in named if column_of(cell.text) == ""):
            break
        if not _names_columns(named, spans, merged=bottom > top + 1 or merged > top + 1):
            break
        bottom += 1
    return bottom


def _names_columns(cells: Sequence[Cell], spans: dict[str, tuple[int, int]], *, merged: bool) -> bool:
    """True if a row below the headings goes on with them: names of actors, parts of the Mutu Baku."""
    if any(column_of(cell.text) in {"inputs", "time", "output"} for cell in cells):
        return True
    start, end = _zone(spans)
    return not merged and "actors" in spans and sum(start <= cell.column < end for cell in cells) > 0


def _widen(grid: Grid, spans: dict[str, tuple[int, int]]) -> None:
    """Let every column reach to the next one: a heading that is not merged stands over several columns all the same."""
    starts = sorted(start for key, (start, _) in spans.items() if key != "standard")
    for key, (start, end) in spans.items():
        if key in {"actors", "standard"}:
            continue
        following = next((one for one in starts if one > start), grid.columns)
        if key != "text" or "actors" in spans:
            spans[key] = (start, end if key == "text" else max(end, following))


def _zone(spans: dict[str, tuple[int, int]]) -> tuple[int, int]:
    """The columns of the lanes: those between the columns beside them that are known."""
    others = [span for key, span in spans.items() if key != "actors"]
    first, last = spans.get("actors") or (spans["text"][1], spans["text"][1])
    start = min(max((right for left, right in others if left < first), default=first), first)
    end = min((left for left, _ in others if left >= first), default=last)
    return start, max(end, start)


def _lanes(grid: Grid, top: int, bottom: int, zone: tuple[int, int]) -> Iterator[Lane]:
    lowest: list[tuple[Cell, str]] = []
    for column in range(*zone):
        stack: list[Cell] = []
        for row in range(top, bottom):
            cell = grid.at(row, column)
            if cell is not None and cell.row >= top and cell not in stack:
                stack.append(cell)
        if not stack:
            continue
        named = [cell for cell in stack if column_of(cell.text) != "actors"] or stack
        cell = named[-1]
        if any(cell is other for other, _ in lowest):
            continue
        above = " ".join(" ".join(one.text.split()) for one in reversed(named[:-1]))
        lowest.append((cell, above))
    if len(lowest) > 1:  # a title that spans no further than its own column
        lowest = [one for one in lowest if column_of(one[0].text) != "actors"] or lowest
    for place, (cell, above) in enumerate(lowest):
        end = lowest[place + 1][0].column if place + 1 < len(lowest) else zone[1]
        label = " ".join(cell.text.split())
        joined = bool(above) and folded(above) not in folded(label)
        yield Lane(
            label=f"{label} {above}" if joined else label,
            column=max(cell.column, zone[0]),
            end_column=max(end, cell.column + 1),
            joined=joined,
        )


def _are_column_numbers(grid: Grid, row: int) -> bool:
    texts = [cell.text for cell in _starting(grid, row)]
    numbers = [int(match[1]) for text in texts if (match := _ORDINAL.fullmatch(text))]
    return len(numbers) == len(texts) >= _COLUMN_NUMBERS and numbers == list(
        range(numbers[0], numbers[0] + len(numbers))
    )


# -- rows ------------------------------------------------------------------------------------------------------------
def is_form_row(grid: Grid, row: int) -> bool:
    """True if a row belongs to the identity form."""
    keys = [found[0] for cell in _starting(grid, row) if (found := label_of(cell.text))]
    strong = {
        "title",
        "created",
        "legal-basis",
        "effective",
        "revised",
        "qualifications",
        "warning",
        "equipment",
        "related",
    }
    return len(keys) > 1 or bool(strong & set(keys))


def _read_rows(chart: Chart) -> None:
    grid, columns = chart.grid, chart.columns
    numbered = "number" in columns and any(
        _start_of(grid, row, columns["number"]) for row in range(chart.first, chart.end)
    )
    for row in range(chart.first, chart.end):
        label = _start_of(grid, row, columns["number"]) if "number" in columns else ""
        if not _looks_ordinal(label) and is_form_row(grid, row):
            chart.end = row
            break
        text = _start_of(grid, row, columns["text"])
        if _is_note(chart, row, label, text):
            chart.notes.append(" ".join(cell.text for cell in _starting(grid, row)))
            continue
        if _begins_step(chart, row, label, text, numbered=numbered):
            if label and not _looks_ordinal(label) and not text:
                chart.notes.append(" ".join(cell.text for cell in _starting(grid, row)))
                continue
            chart.rows.append(Row(row=row, end_row=row + 1, label=label, text=""))
        elif chart.rows and any(cell.row >= row for cell in grid.in_row(row)):
            chart.rows[-1].end_row = row + 1
    _fill(chart)


def _start_of(grid: Grid, row: int, span: tuple[int, int]) -> str:
    texts = []
    for column in range(*span):
        cell = grid.at(row, column)
        if cell is not None and cell.row == row and cell.column == column:
            texts.append(cell.text)
    return " ".join(texts)


def _looks_ordinal(label: str) -> bool:
    return bool(_ORDINAL.fullmatch(label) or _SUB.fullmatch(label) or re.fullmatch(r"[\d.]+[a-z]?[.)]?", label))


def _is_note(chart: Chart, row: int, label: str, text: str) -> bool:
    if _looks_ordinal(label):
        return False
    cells = list(chart.grid.in_row(row))
    if not cells:
        return False
    wide = len(cells) == 1 and cells[0].columns > max(chart.columns["text"][1] - chart.columns["text"][0], 1) + 1
    first = cells[0].text
    total = folded(first).startswith(("jumlah", "total"))
    return cells[0].row == row and (bool(_NOTE.match(first)) or wide or (total and not text[:1].isdigit()))


def _begins_step(chart: Chart, row: int, label: str, text: str, *, numbered: bool) -> bool:
    if label:
        return True
    if not text:
        return False
    if not chart.rows:
        return True
    if not numbered:
        return True
    number = chart.grid.at(row, chart.columns["number"][0]) if "number" in chart.columns else None
    if number is not None and number.row < row:  # the number of the step above covers this row
        return False
    own = chart.grid.at(row, chart.columns["time"][0]) if "time" in chart.columns else None
    if own is not None and own.row == row:
        return True
    if folded(text) in _EDGES["start"] | _EDGES["end"]:
        return True
    return any(_start_of(chart.grid, row, (lane.column, lane.end_column)) for lane in chart.lanes) or _has_symbol(
        chart, row
    )


def _has_symbol(chart: Chart, row: int) -> bool:
    area = chart.area
    return any(
        area.distance(shape.box.centre) == 0 and chart.grid.row_at(shape.box.centre[1]) == row
        for shape in chart.grid.shapes
        if not shape.bare
    )


def _fill(chart: Chart) -> None:
    """Take the cells of every step, then tell headings, sub-steps and the rows of Mulai and Selesai."""
    for place, row in enumerate(chart.rows):
        following = chart.rows[place + 1].row if place + 1 < len(chart.rows) else None
        for cell_row in range(row.row, row.end_row):
            for cell in chart.grid.in_row(cell_row):
                if cell.row == cell_row and cell.column in range(*chart.columns.get("number", (0, 0))):
                    row.end_row = max(row.end_row, min(cell.end_row, following or cell.end_row))
        shared = []
        for key, span in chart.columns.items():
            if key in {"number", "standard"} or (key == "actors" and not chart.typed):
                continue
            cells = _cells_of(chart.grid, row, span)
            text = _joined(cells)
            if key == "text":
                row.text = text
            elif text:
                row.cells[key] = text
                if following is not None and any(cell.end_row > following for cell in cells):
                    shared.append(key)
        row.shared = tuple(shared)
        for index, lane in enumerate(chart.lanes):
            text = _joined(_cells_of(chart.grid, row, (lane.column, lane.end_column)))
            if text:
                row.marks[index] = text
        _level(row)
    chart.rows = [row for row in chart.rows if row.text or row.cells or row.marks or _symbols_in(chart, row)]
    _edges(chart)


def _symbols_in(chart: Chart, row: Row) -> bool:
    return any(_has_symbol(chart, one) for one in range(row.row, row.end_row))


def _cells_of(grid: Grid, row: Row, span: tuple[int, int]) -> list[Cell]:
    return [
        cell
        for one in range(row.row, row.end_row)
        for cell in grid.in_row(one)
        if cell.row == one and span[0] <= cell.column < span[1]
    ]


def _joined(cells: Sequence[Cell]) -> str:
    lines: dict[int, list[str]] = {}
    for cell in cells:
        lines.setdefault(cell.row, []).append(cell.text)
    return "\n".join(" ".join(parts) for _, parts in sorted(lines.items()))


def _level(row: Row) -> None:
    label = row.label.strip()
    if label and not _ORDINAL.fullmatch(label):
        parts = re.fullmatch(r"\d+[.\s]?([a-z]|\d+)[.)]?(?:[.]([a-z]|\d+))?", label, re.IGNORECASE)
        if parts or re.fullmatch(r"[a-z][.)]?", label, re.IGNORECASE):
            row.level = 1 + bool(parts and parts[2])
    elif not label and _LETTERED.match(row.text):
        row.level = 1


def _edges(chart: Chart) -> None:
    for row in chart.rows:
        word = folded(row.text)
        bare = not row.cells.keys() & {"inputs", "time", "output"}
        for edge, words in _EDGES.items():
            if word in words and bare and not row.label:
                row.edge = edge
