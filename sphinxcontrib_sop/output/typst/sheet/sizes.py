"""The size of type of a flowchart table: the largest with which it needs no more pages than with the smallest."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import ceil

from ....core.layout.chart import Chart
from ..compiler.metrics import CAP_HEIGHT
from .columns import HEAD_INSET, LINE, SMALLEST_SIZE, Columns, Table, columns_at
from .pages import LEAD, PAD, PENTAGON, STAGGER
from .stairs import Paragraph, stair

SIZES = (10.0, 9.5, 9.0, 8.5, 8.0, 7.5, SMALLEST_SIZE)
"""Points, the largest first: what is read at arm's length, and what can still be read."""


def chosen_columns(table: Table, chart: Chart, available: float) -> tuple[Columns, int]:
    """Return the columns with the largest type that needs as few pages as the smallest, and how many pages these are.

    ``available`` is the height of a page for the table, its heading included.
    """
    lines = crossing_lines(chart)

    def tried(size: float) -> tuple[int, Columns] | None:
        columns = columns_at(table, size)
        return (
            None if columns is None else (page_count(columns, lines, available - head_height(table, columns)), columns)
        )

    best = tried(SIZES[0])
    if best is not None and best[0] == 1:
        return best[1], best[0]
    smallest = tried(SMALLEST_SIZE)
    assert smallest is not None  # noqa: S101 - the smallest type is always possible
    fewest = smallest[0]
    if best is not None and best[0] <= fewest:
        return best[1], best[0]
    large, small = 0, len(SIZES) - 1
    found = smallest[1]
    while small - large > 1:  # the size at `large` needs more pages, that at `small` does not
        middle = (large + small) // 2
        trial = tried(SIZES[middle])
        if trial is not None and trial[0] <= fewest:
            small, found = middle, trial[1]
        else:
            large = middle
    return found, fewest


def smaller(size: float) -> float | None:
    """Return the next smaller size, None if there is none."""
    return next((one for one in SIZES if one < size), None)


def crossing_lines(chart: Chart) -> list[int]:
    """Return how many lines cross the upper edge of every row."""
    places: list[set[tuple[int, float]]] = [set() for _ in chart.rows]
    for route in chart.routes:
        for here, there in pairwise(route.points):
            start, end = sorted((chart.bands[here.band].row, chart.bands[there.band].row))
            for row in range(start + 1, end + 1):
                places[row].add((here.lane, here.dx))
    return [len(place) for place in places]


def head_height(table: Table, columns: Columns) -> float:
    """Return roughly how high the heading of the table is."""
    size = columns.head_size
    most = 1
    if not columns.turned:
        for name, lane in zip(table.names, columns.lanes, strict=True):
            room = (lane - 2 * HEAD_INSET) / size
            treads = stair([Paragraph(name)], room, bold=True)
            most = max(most, treads[-1].lines)
    second = max(columns.turned, size * (most * LINE - LINE + CAP_HEIGHT) + 8.0)
    return 2 * (size * CAP_HEIGHT + 6.5) + second


def page_count(columns: Columns, lines: Sequence[int], available: float) -> int:
    """Return roughly how many pages the rows need."""
    pages, used = 1, 0.0
    for row, height in enumerate(columns.rows):
        following = strip_height(lines[row + 1]) if row + 1 < len(lines) else 0.0
        if used and used + height + following > available:
            pages += 1
            used = strip_height(lines[row])
        used += height
        if used + following > available:
            pages += max(0, ceil((used + following) / available) - 1)
            used = available
    return pages


def strip_height(lines: int) -> float:
    """Return roughly the height of the connectors of so many lines."""
    return 2 * PAD + LEAD + PENTAGON + STAGGER * (lines > 1) if lines else 0.0
