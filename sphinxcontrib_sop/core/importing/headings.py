"""Headings of flowchart tables: which columns there are, and which of them are lanes."""

import re
from collections.abc import Iterator, Sequence

from .document import Cell, Grid
from .tables import Chart, Lane
from .titles import column_of, folded, label_of, unit_in

_MEASURED = {"actors", "standard", "inputs", "time", "output"}
_TYPED = {"yes", "no", "next", "branches", "flows", "end", "id", "label", "shape", "ignore"}
"""Columns of `sop-table`: they count only in such a table."""
_MAX_HEADING = 4
_LONG_TITLE = 90
_MARK_LENGTH = 3
_COLUMN_NUMBERS = 4
ORDINAL = re.compile(r"\(?\s*(\d+)\s*[.):]?\s*")


def starting(grid: Grid, row: int) -> list[Cell]:
    """The cells that begin in a row."""
    return [cell for cell in grid.in_row(row) if cell.row == row]


def is_heading(grid: Grid, row: int) -> bool:
    """True if a row holds the titles of the columns of a flowchart table."""
    cells = [cell for cell in starting(grid, row) if len(cell.text) <= _LONG_TITLE]
    keys = {column_of(cell.text) for cell in cells} - {"", "ignore"}
    return "text" in keys and bool(keys & _MEASURED) and len(keys) > 2  # noqa: PLR2004 - no row of data has three


def heading(grid: Grid, top: int) -> Chart:
    """The table whose titles begin in a row, without its rows."""
    spans: dict[str, tuple[int, int]] = {}
    typed_table = len({column_of(cell.text) for cell in starting(grid, top)} & _TYPED) > 0
    for cell in starting(grid, top):
        key = column_of(cell.text)
        if key and key not in spans and (key not in _TYPED or typed_table):
            spans[key] = (cell.column, cell.end_column)
    bottom = _heading_end(grid, top, spans)
    unit = ""
    for row in range(top, bottom):
        for cell in starting(grid, row):
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
        named = [cell for cell in starting(grid, bottom) if len(cell.text) > 1]
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
        following = next((place for place in starts if place > start), grid.columns)
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
        above = " ".join(" ".join(titled.text.split()) for titled in reversed(named[:-1]))
        lowest.append((cell, above))
    if len(lowest) > 1:  # a title that spans no further than its own column
        lowest = [titled for titled in lowest if column_of(titled[0].text) != "actors"] or lowest
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
    texts = [cell.text for cell in starting(grid, row)]
    numbers = [int(match[1]) for text in texts if (match := ORDINAL.fullmatch(text))]
    return len(numbers) == len(texts) >= _COLUMN_NUMBERS and numbers == list(
        range(numbers[0], numbers[0] + len(numbers))
    )
