"""A way through the maze for an edge that no candidate suits, with as few bends as possible.

Line search after Mikami and Tabuchi (1968): from the ports of the source spread along free stretches of lines, from
each of them to all lines that cross it, until a line is reached that leads into a port of the target.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from msgspec import Struct

from .board import Board, Placed, stands
from .candidates import BEND, SHORTEST_RUN
from .grid import CELL, HALF_SYMBOL, Direction, Path, Port, Run, line, track
from .occupancy import Occupied

TRACKS = 2
"""Tracks per side of a lane or band that may be used."""

SLOTS = (0, -1, 1)
UPRIGHT = (Direction.NORTH, Direction.SOUTH)


class _Line(NamedTuple):
    vertical: bool
    position: int


class _Stretch(Struct, frozen=True):
    """A free part of a line, entered at a coordinate from another stretch or a port."""

    line: _Line
    low: int
    high: int
    at: int
    origin: _Stretch | Port

    def crosses(self, position: int) -> bool:
        """Whether a bend to the line at this coordinate is possible."""
        return self.low < position < self.high and abs(position - self.at) >= SHORTEST_RUN


def find_way(board: Board, number: int) -> Placed | None:
    """The path with the fewest bends among everything placed so far; none for an edge from a symbol to itself."""
    edge = board.edges[number]
    return None if edge.source == edge.target else _Maze(board, number).search()


class _Maze:
    def __init__(self, board: Board, number: int) -> None:
        self.board = board
        self.number = number
        self.edge = board.edges[number]
        self.taken: dict[_Line, list[Occupied]] = defaultdict(list)
        for vertical, store in ((True, board.occupancy.vertical), (False, board.occupancy.level)):
            for entry in dict.fromkeys(entry for cell in store for entry in cell):
                self.taken[_Line(vertical, entry.position)].append(entry)
        self.end = {True: board.bands * CELL, False: board.lanes * CELL}
        """Length of vertical and level lines."""

    def search(self) -> Placed | None:
        goals: dict[_Line, list[_Stretch]] = defaultdict(list)
        for stretch in self._ports(self.edge.target, at_target=True):
            goals[stretch.line].append(stretch)
        queue = deque(self._ports(self.edge.source, at_target=False))
        seen = {(stretch.line, stretch.low) for stretch in queue}
        crossing = {vertical: self._tracks(vertical, goals) for vertical in (True, False)}
        while queue:
            stretch = queue.popleft()
            for other in crossing[not stretch.line.vertical]:
                if not stretch.crosses(other.position):
                    continue
                for goal in goals.get(other, ()):
                    if goal.crosses(stretch.line.position):
                        return self._placed(stretch, goal)
                reached = None if other in goals else self._free(other, stretch.line.position, stretch)
                if reached is not None and (other, reached.low) not in seen:
                    seen.add((other, reached.low))
                    queue.append(reached)
        return None

    def _tracks(self, vertical: bool, goals: Iterable[_Line]) -> list[_Line]:
        """Lines into the target first, then all tracks, those close to it before others."""
        target = self.board.symbols[self.edge.target]
        cells, centre = (
            (self.board.lanes, line(target.first_lane)) if vertical else (self.board.bands, line(target.band))
        )
        positions = [track(cell, side, k) for cell in range(cells) for side in (-1, 1) for k in range(TRACKS)]
        positions.sort(key=lambda position: abs(position - centre))
        return [goal for goal in goals if goal.vertical == vertical] + [_Line(vertical, p) for p in positions]

    def _ports(self, symbol: int, *, at_target: bool) -> Iterator[_Stretch]:
        """The stretches that lead out of the ports of an end of the edge."""
        terms_of = self.board.ports.entry_terms if at_target else self.board.ports.exit_terms
        band = self.board.symbols[symbol].band
        for stand in stands(self.board.symbols[symbol], SLOTS):
            for port in filter(None, stand.ports):
                terms = terms_of(self.number, port)
                if terms is None or terms.forbidden:
                    continue
                along, across = (band, port.lane) if port.side in UPRIGHT else (port.lane, band)
                forward = port.side in (Direction.SOUTH, Direction.EAST)
                start = line(along) + (HALF_SYMBOL if forward else -HALF_SYMBOL)
                way = _Line(port.side in UPRIGHT, line(across, port.slot))
                free = self._free(way, start, port, at_target=at_target)
                if free is not None:
                    low, high = (start, free.high) if forward else (free.low, start)
                    yield _Stretch(way, low, high, start, port)

    def _free(self, other: _Line, at: int, origin: _Stretch | Port, *, at_target: bool = False) -> _Stretch | None:
        """The free stretch of a line around a coordinate; None if it is taken there."""
        low, high = 0, self.end[other.vertical]
        for entry in self.taken.get(other, ()):
            if isinstance(origin, Port) and self._shares(entry, origin, at_target=at_target):
                continue
            if entry.low <= at <= entry.high:
                return None
            if entry.high < at:
                low = max(low, entry.high)
            else:
                high = min(high, entry.low)
        return _Stretch(other, low, high, at, origin)

    def _shares(self, entry: Occupied, port: Port, *, at_target: bool) -> bool:
        """Whether the edge may lie on a run: the last one into the same port, or the first one out of it."""
        rival = self.board.placed.get(entry.edge)
        if rival is None or self.edge.alone or self.board.edges[entry.edge].alone:
            return False
        if at_target:
            same = self.board.edges[entry.edge].target == self.edge.target and rival.path.entry == port
            return same and entry.run == len(rival.path.runs) - 1
        same = self.board.edges[entry.edge].source == self.edge.source and rival.path.exit == port
        return same and entry.run == 0 and self.board.ports.same_group(self.number, entry.edge)

    def _placed(self, stretch: _Stretch, goal: _Stretch) -> Placed:
        """Follow a way from its last stretch but one back to the source."""
        way = [stretch, goal]
        while isinstance(way[0].origin, _Stretch):
            way.insert(0, way[0].origin)
        # a run leads from the line before it to the line after it
        stops = [way[0].at, *(each.line.position for each in way), goal.at]
        runs = tuple(
            Run(each.line.vertical, each.line.position, min(begin, end), max(begin, end))
            for each, begin, end in zip(way, stops[:-2], stops[2:], strict=True)
        )
        forward = stops[3] > stops[1]
        turns = (Direction.SOUTH, Direction.NORTH) if way[1].line.vertical else (Direction.EAST, Direction.WEST)
        cost = BEND * (len(runs) - 1)
        path = Path(
            exit=_port(way[0]),
            entry=_port(goal),
            lines=tuple(run.position for run in runs),
            runs=runs,
            turn=turns[0] if forward else turns[1],
            cost=cost,
        )
        return Placed(path, cost)


def _port(stretch: _Stretch) -> Port:
    """The port from which a stretch leads out."""
    if isinstance(stretch.origin, Port):
        return stretch.origin
    raise TypeError("a way begins and ends at ports")
