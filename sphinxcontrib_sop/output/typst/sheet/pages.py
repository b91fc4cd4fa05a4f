"""Which rows of the flowchart table stand on which page, and the strips for the connectors at the page breaks.

Heights and distances are points.  A row that is higher than a page is cut into parts; everything else stays whole.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache
from typing import NamedTuple

from msgspec import Struct, field, structs

PENTAGON = 12.0
"""Width and height of an off-page connector."""

CONNECTOR_WIDTH = 36.0
"""Room of a connector with its "hal. 2" on the right; nearer ones are staggered."""

CLEARANCE = 10.0
"""Minimum distance of a line from the middle of the connector next to it; nearer ones are moved apart."""

STAGGER = 14.0
LEAD = 9.0
"""Length of the line between table and connector."""

JOG = 2.5
"""Distance of level lines where lines are moved apart."""

MOST_LEVELS = 3
"""With more levels the texts stand above or below their connectors instead."""

COMPACT_WIDTH = 23.0
"""Room of a connector with its text above or below."""

COMPACT_TEXT = 8.0
"""Height of that text."""

PAD = 3.0
ROUNDING = 1e-6

SAME = 0.05
"""Lines nearer than this are one line."""

PAGE_COST = 1000.0
"""Another page costs more than anything that could be said against a break."""
WASTE_COST = 10.0
"""Of the squared empty part of a page: two pages each a third empty are better than a full one and one two thirds empty."""
BREAK_COST = 2.0
"""Of a break where a reader would rather not have one."""
CROSSING_COST = 0.5
"""Of a line over a break: the reader has to look for its other half."""
FEW_ROWS, FEW_ROWS_COST = 2, 20.0
"""Of a page with no more rows than that, which looks left over."""
SMALLEST_PART = 0.25
"""Share of a page that must be left for a part of a row that is cut to begin there."""


class Run(NamedTuple):
    """A vertical run of a route from one row to another."""

    route: int
    run: int
    """Index of its first point."""
    start: int
    end: int
    """Rows of its two ends, in the direction of the arrow."""
    x: float


class Slot(NamedTuple):
    """A row, or part of one, on a page."""

    row: int
    part: int
    height: float


class Connector(NamedTuple):
    """Place of an off-page connector."""

    x: float
    """Where its line comes from."""
    centre: float
    level: int
    """Steps from the table."""
    bend: float
    """Where the line bends if it is moved: distance from the rows."""


class Strip(Struct, frozen=True, kw_only=True):
    """The connectors at one side of a page break."""

    height: float = 0.0
    lead: float = 0.0
    """Distance of the nearest connector from the rows."""
    compact: bool = False
    connectors: tuple[Connector, ...] = ()

    def at(self, x: float) -> Connector:
        """The connector of the line at ``x``."""
        return min(self.connectors, key=lambda connector: abs(connector.x - x))


class Page(Struct, frozen=True, kw_only=True):
    """What stands on one page, from top to bottom."""

    slots: tuple[Slot, ...]
    top: Strip
    bottom: Strip

    @property
    def height(self) -> float:
        """Height of strips and rows together."""
        return self.top.height + sum(slot.height for slot in self.slots) + self.bottom.height


Splitter = Callable[[int, float, float], Sequence[float]]
"""Cuts a row: its index, room on the first page, room on the following ones -> heights of the parts."""


def same_place(place: float, other: float) -> bool:
    """True if two lines are drawn one over the other."""
    return abs(place - other) < SAME


def strip(places: Iterable[float]) -> Strip:
    """Return the connectors for lines at these places.

    Lines nearer than `CLEARANCE` are moved apart; connectors whose texts would overlap are staggered: the left one of
    two stands farther from the table, so that no line runs through a text.
    """
    xs: list[float] = []
    for x in sorted(places):
        if not xs or not same_place(xs[-1], x):
            xs.append(x)
    if not xs:
        return Strip()
    centres = _apart(xs, CLEARANCE)
    levels = [0] * len(xs)
    for index in reversed(range(len(xs) - 1)):
        if centres[index + 1] - centres[index] < CONNECTOR_WIDTH:
            levels[index] = levels[index + 1] + 1
    compact = max(levels) > MOST_LEVELS
    if compact:
        centres, levels = _apart(xs, COMPACT_WIDTH), [0] * len(xs)
    bends = _bends(xs, centres)
    lead = PAD + LEAD + max(bends)
    height = lead + max(levels) * STAGGER + PENTAGON + (COMPACT_TEXT if compact else 0.0) + PAD
    connectors = tuple(Connector(*values) for values in zip(xs, centres, levels, bends, strict=True))
    return Strip(height=height, lead=lead, compact=compact, connectors=connectors)


def _bends(xs: Sequence[float], centres: Sequence[float]) -> list[float]:
    """Where moved lines bend: of lines that go the same way the one in front first, so that none crosses another."""
    bends = [0.0] * len(xs)
    for way in (-1, 1):
        before = 0.0
        for index in range(len(xs))[::-way]:
            moved = (centres[index] - xs[index]) * way > SAME
            before = before + JOG if moved else 0.0
            bends[index] = max(bends[index], before)
    return bends


def _apart(xs: Sequence[float], clearance: float) -> list[float]:
    """Move places apart as little as possible: clusters that touch are spread around their common middle."""
    clusters: list[list[float]] = []
    for x in xs:
        clusters.append([x])
        while len(clusters) > 1 and _left(clusters[-1], clearance) < _right(clusters[-2], clearance) + clearance - 1e-6:
            clusters[-2:] = [clusters[-2] + clusters[-1]]
    return [_left(cluster, clearance) + clearance * index for cluster in clusters for index in range(len(cluster))]


def _left(cluster: Sequence[float], clearance: float) -> float:
    return sum(cluster) / len(cluster) - clearance * (len(cluster) - 1) / 2


def _right(cluster: Sequence[float], clearance: float) -> float:
    return sum(cluster) / len(cluster) + clearance * (len(cluster) - 1) / 2


class _Refused(Struct):
    """What came out too high and is not planned again."""

    pages: set[tuple[int, int, bool]] = field(default_factory=set)
    """Rows at the end of a page, from one to before another, and whether they follow a part of a row that is cut."""
    parts: dict[int, float] = field(default_factory=dict)
    """Row that is cut -> how much lower its parts have to be."""

    def note(self, page: Page, cut: Collection[int], excess: float) -> None:
        """A page came out higher than there is room; ``cut`` are all rows that are cut."""
        last = page.slots[-1].row
        if last in cut:
            self.parts[last] = self.parts.get(last, 0.0) + excess
        else:
            after_cut = [slot.row + 1 for slot in page.slots if slot.row in cut]
            self.pages.add((max(after_cut, default=page.slots[0].row), last + 1, bool(after_cut)))


class _Plan:
    """Finds the page breaks; see `paginate`."""

    def __init__(
        self,
        heights: Sequence[float],
        runs: Sequence[Run],
        available: float,
        reluctant: frozenset[int],
        split: Splitter,
        refused: _Refused,
    ) -> None:
        self.refused = refused
        self.heights = heights
        self.runs = runs
        self.available = available
        self.reluctant = reluctant
        self.split = split
        self.strip_height = cache(self._strip_height)

    def _strip_height(self, row: int) -> float:
        """Height of the strip at a break before ``row``, wherever the lines come from."""
        return strip(run.x for run in self.runs if min(run.start, run.end) < row <= max(run.start, run.end)).height

    def is_tall(self, row: int) -> bool:
        """True if a row fits on no page."""
        strips = self.strip_height(row) + self.strip_height(row + 1)
        return self.heights[row] + strips > self.available or (row, row + 1, False) in self.refused.pages

    def slots(self) -> list[list[Slot]]:
        """Return the slots of every page."""
        pages: list[list[Slot]] = [[]]
        used = 0.0
        row = 0
        while row < len(self.heights):
            if self.is_tall(row):
                used = self._cut(row, pages, used)
                row += 1
                continue
            end = next((other for other in range(row, len(self.heights)) if self.is_tall(other)), len(self.heights))
            for number, (first, last) in enumerate(self._segment(row, end, used)):
                if number:
                    pages.append([])
                    used = self.strip_height(first)
                pages[-1] += [Slot(row, 0, self.heights[row]) for row in range(first, last)]
                used += sum(self.heights[first:last])
            row = end
        return [page for page in pages if page]

    def _cut(self, row: int, pages: list[list[Slot]], used: float) -> float:
        """Put the parts of a tall row on pages; return how much of the last one is used."""
        below = self.strip_height(row + 1)
        available = self.available - self.refused.parts.get(row, 0.0)
        rest = available - 2 * below
        first = available - used - below
        if pages[-1] and first < SMALLEST_PART * self.available:
            pages.append([])
            used = self.strip_height(row)
            first = available - used - below
        for part, height in enumerate(self.split(row, first, rest)):
            if part:
                pages.append([])
                used = below
            pages[-1].append(Slot(row, part, height))
            used += height
        return used

    def _segment(self, start: int, end: int, used: float) -> list[tuple[int, int]]:
        """Divide the rows from ``start`` to ``end`` among pages at least cost; ``used`` is taken on the first one.

        The first of the pairs returned is empty if the rows begin on a new page.
        """
        rows = len(self.heights)
        best: dict[int, tuple[float, int]] = {end: (0.0, end)}

        def cheapest(first: int, taken: float, *, after_part: bool = False) -> tuple[float, int]:
            best_end = (float("inf"), first + 1)
            height = taken
            for last in range(first + 1, end + 1):
                height += self.heights[last - 1]
                full = height + (self.strip_height(last) if last < rows else 0.0)
                if full > self.available and last > first + 1:
                    break
                if (first, last, after_part) in self.refused.pages:
                    continue
                cost = best[last][0]
                if full > self.available:
                    cost += PAGE_COST * 10
                if last < end:
                    cost += self._break_cost(last, full)
                if last - first <= FEW_ROWS < rows and (first or last < rows):
                    cost += FEW_ROWS_COST * (FEW_ROWS + 1 - last + first)
                best_end = min(best_end, (cost, last))
            return best_end

        for first in range(end - 1, start, -1):
            best[first] = cheapest(first, self.strip_height(first))
        result: list[tuple[int, int]] = []
        cost, last = cheapest(start, used, after_part=bool(used))
        if used:
            fresh_cost, fresh_last = cheapest(start, self.strip_height(start))
            if fresh_cost + self._break_cost(start, used) < cost:
                result.append((start, start))
                last = fresh_last
        first = start
        while first < end:
            result.append((first, last))
            first, last = last, best[last][1]
        return result

    def _break_cost(self, row: int, used: float) -> float:
        lines = sum(1 for run in self.runs if min(run.start, run.end) < row <= max(run.start, run.end))
        waste = max(0.0, 1 - used / self.available)
        return PAGE_COST + BREAK_COST * (row in self.reluctant) + CROSSING_COST * lines + WASTE_COST * waste * waste


def paginate(
    heights: Sequence[float],
    runs: Sequence[Run],
    available: float,
    *,
    reluctant: Iterable[int] = (),
    split: Splitter,
) -> tuple[Page, ...]:
    """Return the pages of a table whose body may be ``available`` high on each.

    As few pages as possible; among those, breaks that are not ``reluctant`` (indexes of the rows they precede), cut few
    lines and leave little empty.  A page is higher than that only where not even a part of a row has room.
    """
    refused = _Refused()
    while True:
        plan = _Plan(heights, runs, available, frozenset(reluctant), split, refused)
        pages = _with_strips(plan.slots(), runs)
        cut = {row for row in range(len(heights)) if plan.is_tall(row)}
        high = [(page, page.height - available) for page in pages if page.height > available + ROUNDING]
        # beside a row whose parts would have to be lower than nothing, strips alone are higher than a page
        high = [(page, excess) for page, excess in high if refused.parts.get(page.slots[-1].row, 0.0) < available]
        if not high:
            return pages
        for page, excess in high:
            refused.note(page, cut, excess)


def _with_strips(slots: Sequence[Sequence[Slot]], runs: Sequence[Run]) -> tuple[Page, ...]:
    """Return the pages with the strips that are drawn.

    A plan knows a strip by all lines that cross a break; it is drawn for those that end on the page, and fewer lines can
    need more height: many stand close together in one level.
    """
    page_of = {slot.row: number for number, page in reversed(list(enumerate(slots))) for slot in page if not slot.part}
    return tuple(
        Page(
            slots=tuple(page),
            top=strip(run.x for run in runs if _enters(run, number, page_of, at_top=True)),
            bottom=strip(run.x for run in runs if _enters(run, number, page_of, at_top=False)),
        )
        for number, page in enumerate(slots)
    )


def _enters(run: Run, page: int, page_of: dict[int, int], *, at_top: bool) -> bool:
    """True if a run has an end on a page and crosses its upper or lower edge."""
    start, end = page_of[run.start], page_of[run.end]
    if page not in (start, end):
        return False
    other = end if page == start else start
    return other < page if at_top else other > page


def breathing(pages: Sequence[Page], available: float, most: float, *, last: float) -> tuple[Page, ...]:
    """Return pages whose rows are higher where there is room, at most ``most`` times as high.

    The last page has the height ``last``; of several its rows do not grow more than those of the others on average.
    Rows in parts stay as they are.
    """
    factors = [_growth(page, available, most) for page in pages]
    if len(pages) > 1:
        usual = sum(factors[:-1]) / len(factors[:-1])
        factors[-1] = min(_growth(pages[-1], last, most), usual)
    elif pages:
        factors[-1] = _growth(pages[-1], last, most)
    cut = {slot.row for page in pages for slot in page.slots if slot.part}
    return tuple(
        structs.replace(
            page,
            slots=tuple(slot if slot.row in cut else slot._replace(height=slot.height * factor) for slot in page.slots),
        )
        for page, factor in zip(pages, factors, strict=True)
    )


def _growth(page: Page, available: float, most: float) -> float:
    """Return by how many times the rows of a page can grow."""
    rows = sum(slot.height for slot in page.slots)
    room = available - page.top.height - page.bottom.height - rows
    return min(most, 1 + room / rows) if rows and room > 0 else 1.0
