"""Flowchart tables: where they stand in a grid, and their rows as steps, before anything is known of arrows."""

import re
from collections.abc import Sequence

from .document import Cell, Grid
from .headings import ORDINAL, heading, is_heading, starting
from .tables import Chart, Row
from .titles import folded, label_of

_SUB = re.compile(r"\(?\s*(?:(?P<outer>\d+)\s*[.)\s]?\s*)?(?P<inner>[a-z]|(?<=[.\s])\d+)\s*[.)]?", re.IGNORECASE)
_LETTERED = re.compile(r"^(?:(?P<letter>[a-z])[.)]|[-•–])\s+\S", re.IGNORECASE)
_NOTE = re.compile(r"^(?:keterangan|catatan|ket|note|notes|nb)\b\s*[.:]|^\*", re.IGNORECASE)
_EDGES = {
    "start": {"mulai", "start", "awal", "begin"},
    "end": {"selesai", "end", "akhir", "finish", "selesai end", "berakhir"},
}


def charts(grid: Grid) -> list[Chart]:
    """The flowchart tables of a grid, from top to bottom."""
    tops = [row for row in range(grid.rows) if is_heading(grid, row)]
    result: list[Chart] = []
    for row in tops:
        if result and row < result[-1].first:
            continue
        chart = heading(grid, row)
        following = next((other for other in tops if other >= chart.first), grid.rows)
        chart.end = following
        _read_rows(chart)
        result.append(chart)
    return result


# -- rows ------------------------------------------------------------------------------------------------------------
def is_form_row(grid: Grid, row: int) -> bool:
    """True if a row belongs to the identity form."""
    keys = [label[0] for cell in starting(grid, row) if (label := label_of(cell.text))]
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
            chart.notes.append(" ".join(cell.text for cell in starting(grid, row)))
            continue
        if _begins_step(chart, row, label, text, numbered=numbered):
            if label and not _looks_ordinal(label) and not text:
                chart.notes.append(" ".join(cell.text for cell in starting(grid, row)))
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
    return bool(ORDINAL.fullmatch(label) or _SUB.fullmatch(label) or re.fullmatch(r"[\d.]+[a-z]?[.)]?", label))


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
    return any(_has_symbol(chart, line) for line in range(row.row, row.end_row))


def _cells_of(grid: Grid, row: Row, span: tuple[int, int]) -> list[Cell]:
    return [
        cell
        for line in range(row.row, row.end_row)
        for cell in grid.in_row(line)
        if cell.row == line and span[0] <= cell.column < span[1]
    ]


def _joined(cells: Sequence[Cell]) -> str:
    lines: dict[int, list[str]] = {}
    for cell in cells:
        lines.setdefault(cell.row, []).append(cell.text)
    return "\n".join(" ".join(parts) for _, parts in sorted(lines.items()))


def _level(row: Row) -> None:
    label = row.label.strip()
    if label and not ORDINAL.fullmatch(label):
        parts = re.fullmatch(r"\d+[.\s]?([a-z]|\d+)[.)]?(?:[.]([a-z]|\d+))?", label, re.IGNORECASE)
        if parts or re.fullmatch(r"[a-z][.)]?", label, re.IGNORECASE):
            row.level = 1 + bool(parts and parts[2])
    elif not label and (lettered := _LETTERED.match(row.text)):
        row.level = 1
        if lettered["letter"]:  # its number stands in the text
            row.label, row.text = lettered["letter"], row.text[lettered.end() - 1 :]


def _edges(chart: Chart) -> None:
    for row in chart.rows:
        word = folded(row.text)
        bare = not row.cells.keys() & {"inputs", "time", "output"}
        for edge, words in _EDGES.items():
            if word in words and bare and not row.label:
                row.edge = edge
