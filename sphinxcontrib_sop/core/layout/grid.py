"""The router's grid: a cell (a band in a lane) is CELL x CELL, every line a run may follow has an integer place in it.

The grid knows no sizes.  In a cell, from one border to the other, lie gutter or border tracks (the outermost is number
0), the two offset port lines and the centre line between them, then tracks again::

    0 1 2 ...   -   centre   +   ... 2 1 0
"""

from enum import IntEnum
from typing import NamedTuple

from msgspec import Struct

CELL = 100
CENTRE = CELL // 2
HALF_SYMBOL = 30
"""Half extent of every symbol on the grid."""

PORT_SHIFT = 12
"""Distance of an offset port from the middle of its side."""

TRACKS = 5
"""Tracks at most along one border of a cell."""

FIRST_TRACK = 4
TRACK_STEP = 3


class Direction(IntEnum):
    """Side of a symbol, or where a run leads."""

    NORTH = 0
    EAST = 1
    SOUTH = 2
    WEST = 3


class Place(NamedTuple):
    """What a coordinate means inside its cell."""

    side: int
    """-1: counted from the left or top border, 1: from the right or bottom border, 0: from the centre line."""

    number: int
    """Track number counted from the border inwards; from the centre line -1, 0 or 1 (port lines)."""


def line(cell: int, slot: int = 0) -> int:
    """Coordinate of the centre line (slot 0) or a port line (-1, 1) of a lane or band."""
    return cell * CELL + CENTRE + slot * PORT_SHIFT


def track(cell: int, side: int, number: int) -> int:
    """Coordinate of a track along the first (-1) or last (1) border of a lane or band."""
    inward = FIRST_TRACK + TRACK_STEP * number
    return cell * CELL + (inward if side < 0 else CELL - inward)


_PLACES = {line(0, slot): Place(0, slot) for slot in (-1, 0, 1)} | {
    track(0, side, number): Place(side, number) for side in (-1, 1) for number in range(TRACKS)
}


def place_of(coordinate: int) -> Place:
    """Inverse of `line` and `track`, without the cell."""
    return _PLACES[coordinate % CELL]


class Run(NamedTuple):
    """A straight stretch: ``position`` is its fixed coordinate, ``low`` and ``high`` bound the other one."""

    vertical: bool
    position: int
    low: int
    high: int

    def moved(self, x: int, y: int) -> "Run":
        """The same run elsewhere on the grid."""
        along, across = (y, x) if self.vertical else (x, y)
        return Run(self.vertical, self.position + across, self.low + along, self.high + along)

    @property
    def steps(self) -> range:
        """The bands (of a vertical run) or lanes (of a level run) it touches."""
        return range(self.low // CELL, self.high // CELL + 1)


class Port(NamedTuple):
    """Where an edge touches a symbol; ``slot`` 0 is the middle of the side in that lane, -1 and 1 lie beside it."""

    side: Direction
    lane: int
    slot: int = 0


class Path(Struct, frozen=True, kw_only=True):
    """Where an edge runs: from port to port along lines that are vertical and level in turn."""

    exit: Port
    entry: Port
    lines: tuple[int, ...]
    """Coordinate of every run."""

    runs: tuple[Run, ...]
    turn: Direction | None
    """Direction of the second run; None if the path is straight."""

    cost: float
    """What it costs on an empty grid."""
