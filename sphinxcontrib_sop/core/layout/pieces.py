"""A chart cut into pieces per table cell, for renderers that draw inside the cells of a real table.

x is an offset in units from the centre line of the cell's lane; y is a :class:`Height`: an offset from the centre line
of one of the bands of the cell's row.  None stands for the edge of the cell.
"""

from collections import defaultdict
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from .chart import CORNER_RADIUS, HOP_RADIUS, Chart, Hop, Point, Route, Side

PRECISION = 3
"""Offsets are rounded to this many decimals so that pieces of merged routes are equal."""


class Height(NamedTuple):
    """A vertical position in a row: offset from the centre line of the row's band number ``level``."""

    level: int
    offset: float


class Level(NamedTuple):
    """Level line from start to end (left to right)."""

    start: float | None
    end: float | None
    y: Height


class Upright(NamedTuple):
    """Vertical line from start to end (top to bottom)."""

    start: Height | None
    end: Height | None
    x: float


class Corner(NamedTuple):
    """Quarter circle (CORNER_RADIUS) that replaces the vertex (x, y); ``arms`` names where its two lines go.

    ``arms`` is "NE", "NW", "SE" or "SW".
    """

    x: float
    y: Height
    arms: str


class Head(NamedTuple):
    """Arrowhead with its tip at (x, y), on this side of the symbol it touches (NORTH: it points down)."""

    x: float
    y: Height
    side: Side


class Jump(NamedTuple):
    """Half circle (HOP_RADIUS), bulging upwards, in a level line over a vertical line at (x, y)."""

    x: float
    y: Height


class PartKind(StrEnum):
    """Which part of a symbol lies in a cell."""

    WHOLE = "whole"
    """All of it, centred on the lane's centre line."""

    FIRST = "first"
    """Its left half, left of the centre line, continued by a box of its full height to the right edge of the cell."""

    MIDDLE = "middle"
    """Only the box: a line at the top, one at the bottom, from edge to edge."""

    LAST = "last"
    """The box from the left edge of the cell to the centre line, then the symbol's right half."""


class Part(NamedTuple):
    """The part of a symbol that lies in a cell; its vertical centre is the centre line of band ``level`` of the row."""

    symbol: int
    kind: PartKind
    level: int


Piece = Level | Upright | Corner | Head | Jump | Part


class Cell(NamedTuple):
    """Where a piece lies: indexes into ``Chart.rows`` and ``Chart.lanes``."""

    row: int
    lane: int


Pieces = dict[Cell, dict[Piece, tuple[int, ...]]]
"""Per cell the pieces in drawing order (lines, then heads, then symbols), each with the routes that use it (indexes
into ``Chart.routes``; none for a part of a symbol).  Lines of merged routes appear once.  Cells without pieces are left
out."""


_OPPOSITE = {"N": "S", "S": "N", "E": "W", "W": "E"}
_FORWARD = "SE"


def pieces(chart: Chart, *, with_hops: bool = True) -> Pieces:
    """All pieces of all symbols and routes of a chart (a label lies in the cell of its band's row and its lane)."""
    cutter = _Cutter(chart)
    for number, route in enumerate(chart.routes):
        cutter.cut_runs(number, route, with_hops=with_hops)
    for number, route in enumerate(chart.routes):
        cutter.cut_heads(number, route)
    for number in range(len(chart.symbols)):
        cutter.cut_symbol(number)
    return {cell: {piece: tuple(users) for piece, users in by_piece.items()} for cell, by_piece in cutter.cells.items()}


class _Cutter:
    """Pieces found so far."""

    def __init__(self, chart: Chart) -> None:
        self.chart = chart
        self.cells: dict[Cell, dict[Piece, list[int]]] = defaultdict(dict)

    def _add(self, row: int, lane: int, piece: Piece, route: int) -> None:
        users = self.cells[Cell(row, lane)].setdefault(piece, [])
        if route not in users:
            users.append(route)

    def _height(self, band: int, offset: float) -> Height:
        return Height(self.chart.bands[band].level, round(offset, PRECISION))

    def cut_symbol(self, number: int) -> None:
        symbol = self.chart.symbols[number]
        for lane in symbol.lanes:
            if symbol.first_lane == symbol.last_lane:
                kind = PartKind.WHOLE
            elif lane == symbol.first_lane:
                kind = PartKind.FIRST
            else:
                kind = PartKind.LAST if lane == symbol.last_lane else PartKind.MIDDLE
            self.cells[Cell(symbol.row, lane)][Part(number, kind, symbol.level)] = []

    def cut_heads(self, number: int, route: Route) -> None:
        ends = [(route.points[-1], route.entry)] if route.head_at_end else []
        if route.head_at_start:
            ends.append((route.points[0], route.exit))
        for point, side in ends:
            head = Head(round(point.dx, PRECISION), self._height(point.band, point.dy), side)
            self._add(self.chart.bands[point.band].row, point.lane, head, number)

    def cut_runs(self, number: int, route: Route, *, with_hops: bool) -> None:
        last = len(route.points) - 2
        back = ""  # where the run before comes from, seen from its end
        for index, (begin, end) in enumerate(pairwise(route.points)):
            heading = _heading(begin, end)
            if back:
                arms = heading + back if heading in "NS" else back + heading
                corner = Corner(round(begin.dx, PRECISION), self._height(begin.band, begin.dy), arms)
                self._add(self.chart.bands[begin.band].row, begin.lane, corner, number)
            back = _OPPOSITE[heading]
            trims = (CORNER_RADIUS if index else 0.0, CORNER_RADIUS if index < last else 0.0)
            if heading not in _FORWARD:
                begin, end, trims = end, begin, trims[::-1]
            if heading in "NS":
                self._cut_upright(number, begin, end, trims)
            else:
                jumps = [hop for hop in route.hops if with_hops and hop.run == index]
                self._cut_level(number, begin, end, trims, jumps)

    def _cut_upright(self, number: int, top: Point, bottom: Point, trims: tuple[float, float]) -> None:
        first, last = self.chart.bands[top.band].row, self.chart.bands[bottom.band].row
        for row in range(first, last + 1):
            start = self._height(top.band, top.dy + trims[0]) if row == first else None
            end = self._height(bottom.band, bottom.dy - trims[1]) if row == last else None
            self._add(row, top.lane, Upright(start, end, round(top.dx, PRECISION)), number)

    def _cut_level(self, number: int, left: Point, right: Point, trims: tuple[float, float], jumps: list[Hop]) -> None:
        y = self._height(left.band, left.dy)
        row = self.chart.bands[left.band].row
        for lane in range(left.lane, right.lane + 1):
            start = round(left.dx + trims[0], PRECISION) if lane == left.lane else None
            for hop in jumps:
                if hop.lane == lane:
                    x = round(hop.dx, PRECISION)
                    self._add(row, lane, Level(start, round(x - HOP_RADIUS, PRECISION), y), number)
                    self._add(row, lane, Jump(x, y), number)
                    start = round(x + HOP_RADIUS, PRECISION)
            end = round(right.dx - trims[1], PRECISION) if lane == right.lane else None
            self._add(row, lane, Level(start, end, y), number)


def _heading(begin: Point, end: Point) -> str:
    """Compass direction from one vertex to the next; offsets in one cell row or column can be compared."""
    if (begin.lane, begin.dx) == (end.lane, end.dx):
        return "S" if (end.band, end.dy) > (begin.band, begin.dy) else "N"
    return "E" if (end.lane, end.dx) > (begin.lane, begin.dx) else "W"
