"""The size of type of a flowchart table: the largest with which it needs no more pages than with the smallest."""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from math import ceil
from typing import NamedTuple

from msgspec import structs

from ....core.layout import Chart, Routing, Spacing, draw
from ..compiler.metrics import CAP_HEIGHT
from .columns import HEAD_INSET, LINE, SMALLEST_SIZE, Columns, Table, columns_at
from .pages import LEAD, PAD, PENTAGON, STAGGER
from .stairs import Paragraph, stair

LEAST_GAP = 6.6
"""Units that are 1.5 mm beside the smallest type."""

SIZES = (10.0, 9.5, 9.0, 8.5, 8.0, 7.5, SMALLEST_SIZE)
"""Points, the largest first: what is read at arm's length, and what can still be read."""


SPACINGS = (
    Spacing(gap=10.0, label_width=72.0),
    Spacing(gap=10.0, label_width=44.0),
    Spacing(gap=LEAST_GAP, label_width=44.0),
)
"""How generously a flowchart is drawn, the most generous way first: lines keep 2.5 mm, in the last one 1.5 mm."""


LAST = len(SPACINGS) - 1
MANY_PAGES = 10_000
"""More than any flowchart has."""


class Choice(NamedTuple):
    """A flowchart table as it is going to be printed."""

    columns: Columns
    chart: Chart
    pages: int
    """How many pages it needs, roughly."""


class Choosing:
    """Tries sizes of type and ways of drawing."""

    def __init__(self, table: Table, routing: Routing, available: float, wanted: float = 0.0) -> None:
        """``available`` is the height of a page for the table, its heading included, in points; ``wanted`` is the size of
        type that the manual asks for, if it does.
        """
        self.sizes = (wanted, *(size for size in SIZES if size < wanted)) if wanted else SIZES
        self.is_wanted = bool(wanted)
        self.table = table
        self.available = available
        if table.breadth != 1.0:
            measure = routing.measure
            routing = structs.replace(routing, measure=lambda text: table.breadth * measure(text))
        self._chart = cache(lambda number: draw(routing, SPACINGS[number]))
        self._lines: list[int] | None = None

    def best(self) -> Choice:
        """Return the largest type that needs as few pages as the smallest, and with it the most generous drawing."""
        if self.is_wanted:
            return self._as_wanted()
        large = self._tried(SIZES[0], 0)
        if large is not None and large.pages == 1:
            return large
        small = self._tried(SMALLEST_SIZE, LAST)
        assert small is not None  # noqa: S101 - the smallest type is always possible
        most, least, chosen = -1, len(SIZES) - 1, small
        while least - most > 1:  # the size at `most` needs more pages, that at `least` does not
            middle = (most + least) // 2
            trial = self._tried(SIZES[middle], LAST)
            if trial is not None and trial.pages <= small.pages:
                least, chosen = middle, trial
            else:
                most = middle
        return self._generous(SIZES[least], small.pages) or chosen

    def _as_wanted(self) -> Choice:
        """Return the type that is wanted, or the largest one below it for which the page is wide enough."""
        trials = (self._generous(size) or self._tried(size, LAST) for size in self.sizes)
        first = next(trial for trial in trials if trial is not None)
        return first._replace(pages=first.pages + MANY_PAGES)

    def smaller(self, choice: Choice) -> Choice | None:
        """Return the same with the next smaller type, None if there is none."""
        size = next((size for size in SIZES if size < choice.columns.font_size), None)
        return None if size is None else self._generous(size, choice.pages) or self._tried(size, LAST)

    def _generous(self, size: float, pages: int = MANY_PAGES) -> Choice | None:
        """Return the most generous drawing that needs no more pages than this."""
        trials = (self._tried(size, number) for number in range(LAST))
        return next((trial for trial in trials if trial is not None and trial.pages <= pages), None)

    def _tried(self, size: float, spacing: int) -> Choice | None:
        chart = self._chart(spacing)
        columns = columns_at(self.table, chart, size, forced=spacing == LAST and size <= self.sizes[-1])
        if columns is None:
            return None
        if self._lines is None:
            self._lines = crossing_lines(chart)
        room = self.available - head_height(self.table, columns)
        return Choice(columns, chart, page_count(columns, self._lines, room))


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
            room = (lane - 2 * HEAD_INSET) / (size * table.breadth)
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
    """Return roughly the height of the connectors of a number of lines."""
    return 2 * PAD + LEAD + PENTAGON + STAGGER * (lines > 1) if lines else 0.0
