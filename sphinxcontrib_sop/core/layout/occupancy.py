"""Occupancy: which runs lie in which cell, whether a run may lie beside them and what it crosses.

Work grows with the length of a path, not with the size of the chart.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .chart import Symbol
from .grid import CELL, HALF_SYMBOL, TRACKS, Path, Run, line, track

CLEARANCE = 2
"""A symbol blocks this much less than its size, so that its ports stay free."""

SYMBOL = -1
"""Stands for the number of an edge."""


class Occupied(NamedTuple):
    """A run in a cell: ``run`` counts the runs of its edge's path."""

    position: int
    low: int
    high: int
    edge: int
    run: int


class Occupancy:
    """The runs in every cell, vertical and level ones apart."""

    def __init__(self, bands: int, lanes: int, symbols: Sequence[Symbol]) -> None:
        self._lanes = lanes
        self.level: list[list[Occupied]] = [[] for _ in range(bands * lanes)]
        self.vertical: list[list[Occupied]] = [[] for _ in range(bands * lanes)]
        self.has_symbol = [False] * (bands * lanes)
        for symbol in symbols:
            self._block(symbol)

    def _block(self, symbol: Symbol) -> None:
        """Close every line that would lead through a symbol."""
        half = HALF_SYMBOL - CLEARANCE
        y = line(symbol.band)
        left, right = line(symbol.first_lane) - half, line(symbol.last_lane) + half
        for lane in symbol.lanes:
            cell = symbol.band * self._lanes + lane
            self.has_symbol[cell] = True
            columns = [line(lane, slot) for slot in (-1, 0, 1)]
            # gutters between the lanes of a symbol
            columns += [track(lane, -1, number) for number in range(TRACKS) if lane > symbol.first_lane]
            columns += [track(lane, 1, number) for number in range(TRACKS) if lane < symbol.last_lane]
            self.vertical[cell] += [Occupied(x, y - half, y + half, SYMBOL, 0) for x in columns]
            self.level[cell] += [Occupied(line(symbol.band, slot), left, right, SYMBOL, 0) for slot in (-1, 0, 1)]

    def cells(self, vertical: bool, position: int, low: int, high: int) -> range:
        """Numbers of the cells a run touches."""
        first, last = low // CELL, high // CELL
        if vertical:
            lane = position // CELL
            return range(first * self._lanes + lane, last * self._lanes + lane + 1, self._lanes)
        row = position // CELL * self._lanes
        return range(row + first, row + last + 1)

    def blocked(self, band: int, lane: int) -> bool:
        """Whether a symbol lies in a cell."""
        return self.has_symbol[band * self._lanes + lane]

    def add(self, edge: int, path: Path) -> None:
        for index, run in enumerate(path.runs):
            store, entry = self._entry(edge, index, run)
            for cell in self.cells(*run):
                store[cell].append(entry)

    def remove(self, edge: int, path: Path) -> None:
        for index, run in enumerate(path.runs):
            store, entry = self._entry(edge, index, run)
            for cell in self.cells(*run):
                store[cell].remove(entry)

    def _entry(self, edge: int, index: int, run: Run) -> tuple[list[list[Occupied]], Occupied]:
        store = self.vertical if run.vertical else self.level
        return store, Occupied(run.position, run.low, run.high, edge, index)

    def crossed(self, run: Run) -> Iterator[int]:
        """Edges whose runs a run crosses; an edge comes up for every crossing."""
        across = self.level if run.vertical else self.vertical
        for cell in self.cells(*run):
            for position, low, high, edge, _ in across[cell]:
                if run.low < position < run.high and low < run.position < high and edge != SYMBOL:
                    yield edge
