"""Width shared out among text columns so that the table becomes low.

Every column begins as wide as its texts can make use of.  As long as that is too wide altogether, the column gives up
width that loses least height for it; where another cell makes a row high anyway, that costs nothing.  Widths are em.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct

LOOKAHEAD = 4
"""Number of steps of a column that are considered together: the first may be dear and the next ones free."""


class Falling(NamedTuple):
    """How many lines a cell has in a column narrower than this."""

    width: float
    row: int
    lines: int


class Column(Struct, kw_only=True):
    """A column while it shrinks."""

    falls: Sequence[Falling]
    """The widest first."""
    lines: list[int]
    """Lines of every row at present."""
    least: float
    at: int = 0
    """Index of the next fall."""

    @property
    def width(self) -> float:
        """What the column needs at present."""
        return self.width_at(self.at)

    def width_at(self, place: int) -> float:
        """What it needs before the fall at this place."""
        return max(self.least, self.falls[place].width) if place < len(self.falls) else self.least

    @property
    def is_least(self) -> bool:
        return self.at >= len(self.falls) or self.falls[self.at].width <= self.least


class _Step(NamedTuple):
    """A column made narrower: what it costs in height for every em, how far, how much."""

    price: float
    key: str
    end: int
    cost: float


def shared_out(
    columns: Mapping[str, Column], room: float, drawn: Sequence[float], pitch: float, around: float
) -> list[float]:
    """Shrink the columns until together they are at most ``room`` wide, or all as narrow as they may be.

    A row is at least as high as its entry of ``drawn``, and ``around`` higher than its lines of ``pitch``.  Returns the
    heights of the rows.
    """
    heights = [
        max(least, *(around + pitch * column.lines[row] for column in columns.values()))
        for row, least in enumerate(drawn)
    ]
    total = sum(column.width for column in columns.values())
    steps: dict[str, _Step | None] = {}
    while total > room:
        for key, column in columns.items():
            step = steps.get(key)
            if key not in steps or (step is not None and step.cost > 0):
                steps[key] = _cheapest(key, column, heights, pitch, around)
        best = min((step for step in steps.values() if step is not None), default=None)
        if best is None:
            break
        column = columns[best.key]
        before = column.width
        for fall in column.falls[column.at : best.end]:
            column.lines[fall.row] = fall.lines
            heights[fall.row] = max(heights[fall.row], around + pitch * fall.lines)
        column.at = best.end
        total += column.width - before
        del steps[best.key]
    return heights


def _cheapest(key: str, column: Column, heights: Sequence[float], pitch: float, around: float) -> _Step | None:
    """Return the step of a column that costs least height for its width; all that costs nothing is one step."""
    if column.is_least:
        return None
    begin = column.width
    best: _Step | None = None
    raised: dict[int, float] = {}
    cost, paid = 0.0, 0
    for place in range(column.at, len(column.falls)):
        fall = column.falls[place]
        if fall.width <= column.least:
            break
        before = raised.get(fall.row, heights[fall.row])
        after = max(before, around + pitch * fall.lines)
        if after > before:
            if not paid and place > column.at:
                break  # what is free is taken first
            paid += 1
            if paid > LOOKAHEAD:
                break
            cost += after - before
            raised[fall.row] = after
        gained = begin - column.width_at(place + 1)
        price = cost / gained if gained > 0 else float("inf") if cost else 0.0
        if best is None or price <= best.price:
            best = _Step(price, key, place + 1, cost)
    return best
