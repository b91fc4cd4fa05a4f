"""The board: the paths placed so far, and the cheapest path for one more edge among them."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import product
from math import inf
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from .candidates import Candidate, Family, Span, candidates, families
from .chart import Symbol
from .grid import CELL, TRACKS, Direction, Path, Port, Run
from .occupancy import SYMBOL, Occupancy
from .placement import Placement
from .ports import SHARED, Ports, Terms

CROSSING = 2.2
"""Dearer than two bends, so that an edge goes round another one where that costs it two bends and little way; see
`candidates` for the order of costs."""
FRIENDLY_CROSSING = 1.0
"""Of edges with a common end: no worse than a bend, since a reader cannot mistake one for the other there."""

TOLERANCE = 1e-9
"""Paths whose costs differ by less are equal, so that rounding never decides."""


MIDDLE = (0,)
OFFSET = (-1, 1)
"""Which ports of a side may be used, see `grid.Port`."""


class Reach(Struct, frozen=True, kw_only=True):
    """How far the search for a path goes."""

    families: tuple[Family, ...]
    lanes_outside: int
    """Lanes outside the columns of both ends."""
    source_slots: tuple[int, ...] = MIDDLE
    target_slots: tuple[int, ...] = MIDDLE


NEAR = Reach(families=families(gutters=2, borders=2), lanes_outside=1)
FAR = Reach(families=families(gutters=TRACKS, borders=TRACKS - 1), lanes_outside=1_000)
EITHER_PORT = replace(NEAR, source_slots=MIDDLE + OFFSET, target_slots=MIDDLE + OFFSET)


class Placed(NamedTuple):
    """A path and what it cost when it was found."""

    path: Path
    cost: float


class Stand(NamedTuple):
    """Where a path may start or end: a symbol over several lanes behaves like one in each of its lanes."""

    lane: int
    slot: int
    ports: tuple[Port | None, Port | None, Port | None, Port | None]
    """By direction; only the outer lanes have ports at the left and right side."""


class _Offer(NamedTuple):
    """Two stands, with the terms of their ports by direction, and where the grid cell of the source begins."""

    span: Span
    exits: tuple[Terms | None, ...]
    entries: tuple[Terms | None, ...]
    x: int
    y: int


class _Trial(NamedTuple):
    """A path being tried: its runs lie ``x`` and ``y`` off their place on the grid."""

    edge: int
    exit: Port
    entry: Port
    runs: tuple[Run, ...]
    x: int
    y: int

    @property
    def lines(self) -> tuple[int, ...]:
        return tuple(run.position + (self.x if run.vertical else self.y) for run in self.runs)

    def path(self, candidate: Candidate) -> Path:
        """The path at its place."""
        runs = tuple(run.moved(self.x, self.y) for run in self.runs)
        return Path(
            exit=self.exit,
            entry=self.entry,
            lines=self.lines,
            runs=runs,
            turn=candidate.turn,
            cost=candidate.cost,
        )


class Board:
    """All edges of a placement and the paths of those placed."""

    def __init__(self, placement: Placement) -> None:
        self.edges = placement.edges
        self.symbols = placement.symbols
        self.lanes = placement.lanes
        self.bands = placement.bands
        self.placed: dict[int, Placed] = {}
        self.ports = Ports(self.symbols, self.edges)
        self.occupancy = Occupancy(placement.bands, placement.lanes, self.symbols)
        self._ideals: dict[int, float] = {}
        self._edges_at: dict[int, list[int]] = defaultdict(list)
        for number, edge in enumerate(self.edges):
            self._edges_at[edge.source].append(number)
            self._edges_at[edge.target].append(number)

    def place(self, number: int, placed: Placed) -> None:
        """Put an edge on its path."""
        self.placed[number] = placed
        self.ports.take(number, placed.path)
        self.occupancy.add(number, placed.path)

    def remove(self, number: int) -> Placed:
        """Undo `place`."""
        placed = self.placed.pop(number)
        self.ports.leave(number, placed.path)
        self.occupancy.remove(number, placed.path)
        return placed

    def cheapest(self, number: int, *, limit: float = inf, reach: Reach = NEAR) -> Placed | None:
        """The cheapest path that costs less than a limit, given everything placed so far."""
        offers = list(self._offers(number, reach))
        to_itself = self.edges[number].source == self.edges[number].target
        best: Path | None = None
        hopeless: set[tuple[Port, Run]] = set()
        for family in reach.families:
            if family.bound + 2 * SHARED >= limit:
                break
            for offer in offers:
                for candidate in candidates(family, offer.span):
                    if candidate.cost + 2 * SHARED >= limit:
                        break
                    leave, enter = offer.exits[candidate.exit], offer.entries[candidate.entry]
                    if leave is None or enter is None or leave.forbid(candidate.turn, candidate.runs[0]):
                        continue
                    if to_itself and leave.port[:2] == enter.port[:2]:
                        continue
                    cost = candidate.cost + leave.cost + enter.cost
                    if cost >= limit or (leave.port, candidate.runs[0]) in hopeless:
                        continue
                    trial = _Trial(number, leave.port, enter.port, candidate.runs, offer.x, offer.y)
                    traffic = self._traffic(trial, limit - cost, hopeless)
                    if traffic is not None and cost + traffic < limit - TOLERANCE:
                        best, limit = trial.path(candidate), cost + traffic
        return None if best is None else Placed(best, limit)

    def cost_of(self, number: int, path: Path) -> float:
        """Present cost of a path that is not placed at the moment; infinite if it is no longer free."""
        leave, enter = self.ports.exit_terms(number, path.exit), self.ports.entry_terms(number, path.entry)
        if leave is None or enter is None or leave.forbid(path.turn, path.runs[0]):
            return inf
        traffic = self._traffic(_Trial(number, path.exit, path.entry, path.runs, 0, 0), inf, set())
        return inf if traffic is None else path.cost + leave.cost + enter.cost + traffic

    def ideal(self, number: int) -> float:
        """Cost of the cheapest path on an empty grid."""
        if number not in self._ideals:
            limit = inf
            for source, target, span in self._spans(number, Reach(families=(), lanes_outside=0)):
                for family in NEAR.families:
                    if family.bound >= limit:
                        break
                    for candidate in candidates(family, span):
                        if source.ports[candidate.exit] is not None and target.ports[candidate.entry] is not None:
                            limit = min(limit, candidate.cost)
                            break
            self._ideals[number] = limit
        return self._ideals[number]

    def companions(self, number: int) -> list[int]:
        """Other placed edges that share an end with an edge."""
        edge = self.edges[number]
        others = dict.fromkeys(self._edges_at[edge.source] + self._edges_at[edge.target])
        return [other for other in others if other != number and other in self.placed]

    def crossed(self, number: int) -> list[int]:
        """Placed edges that a placed edge crosses."""
        runs = self.placed[number].path.runs
        others = dict.fromkeys(other for run in runs for other in self.occupancy.crossed(run))
        return [other for other in others if other != number]

    def _spans(self, number: int, reach: Reach) -> Iterator[tuple[Stand, Stand, Span]]:
        """The pairs of stands of an edge."""
        edge = self.edges[number]
        source_symbol, target_symbol = self.symbols[edge.source], self.symbols[edge.target]
        for source, target in product(
            stands(source_symbol, reach.source_slots), stands(target_symbol, reach.target_slots)
        ):
            left, right = min(source.lane, target.lane), self.lanes - 1 - max(source.lane, target.lane)
            yield (
                source,
                target,
                Span(
                    shift=target.lane - source.lane,
                    drop=target_symbol.band - source_symbol.band,
                    room_left=min(left, reach.lanes_outside),
                    room_right=min(right, reach.lanes_outside),
                    source_slot=source.slot,
                    target_slot=target.slot,
                ),
            )

    def _offers(self, number: int, reach: Reach) -> Iterator[_Offer]:
        """The pairs of stands whose ports the edge may use at present."""
        edge = self.edges[number]
        y = self.symbols[edge.source].band * CELL
        for source, target, span in self._spans(number, reach):
            exits = tuple(port and self.ports.exit_terms(number, port) for port in source.ports)
            entries = tuple(port and self.ports.entry_terms(number, port) for port in target.ports)
            if any(exits) and any(entries):
                yield _Offer(span, exits, entries, source.lane * CELL, y)

    def _traffic(self, trial: _Trial, budget: float, hopeless: set[tuple[Port, Run]]) -> float | None:
        """Cost of crossings; None if a run is blocked or the budget is exceeded.

        A first run blocked by an edge with another target is noted: no other path can begin with it.
        """
        occupancy, edges = self.occupancy, self.edges
        edge = edges[trial.edge]
        cost = 0.0
        for index, (vertical, position, low, high) in enumerate(trial.runs):
            if vertical:
                position, low, high = position + trial.x, low + trial.y, high + trial.y
                same, across = occupancy.vertical, occupancy.level
            else:
                position, low, high = position + trial.y, low + trial.x, high + trial.x
                same, across = occupancy.level, occupancy.vertical
            for cell in occupancy.cells(vertical, position, low, high):
                for line, begin, end, other, other_index in same[cell]:
                    if line != position or begin > high or end < low:
                        continue
                    if self._may_share(trial, index, other, other_index):
                        continue
                    if index == 0 and (other == SYMBOL or edges[other].target != edge.target):
                        hopeless.add((trial.exit, trial.runs[0]))
                    return None
                for line, begin, end, other, _ in across[cell]:
                    if low < line < high and begin < position < end and other != SYMBOL:
                        rival = edges[other]
                        friends = rival.source == edge.source or rival.target == edge.target
                        cost += FRIENDLY_CROSSING if friends else CROSSING
            if cost >= budget:
                return None
        return cost

    def _may_share(self, trial: _Trial, index: int, other: int, other_index: int) -> bool:
        """Whether two runs may lie on one line: as a merge into one port or as a fork from one port.

        Merged lines stay together up to the target, forked lines start together at the source.
        """
        if other == SYMBOL:
            return False
        edge, rival = self.edges[trial.edge], self.edges[other]
        if edge.alone or rival.alone:
            return False
        path = self.placed[other].path
        into_one = edge.target == rival.target and trial.entry == path.entry
        if into_one and trial.lines[index + 1 :] == path.lines[other_index + 1 :]:
            return True
        from_one = edge.source == rival.source and trial.exit == path.exit and index == other_index
        if not from_one or index == 0:
            return from_one
        return self.ports.same_group(trial.edge, other) and trial.lines[:index] == path.lines[:index]


def stands(symbol: Symbol, slots: tuple[int, ...]) -> Iterator[Stand]:
    """The stands of a symbol with ports in these slots."""
    for lane in symbol.lanes:
        for slot in slots:
            yield Stand(
                lane,
                slot,
                (
                    Port(Direction.NORTH, lane, slot),
                    Port(Direction.EAST, lane, slot) if lane == symbol.last_lane else None,
                    Port(Direction.SOUTH, lane, slot),
                    Port(Direction.WEST, lane, slot) if lane == symbol.first_lane else None,
                ),
            )
