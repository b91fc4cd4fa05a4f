"""Ports: which edges may share a port or a side of a symbol.

1. A side holds exits or entries, never both.
2. Entries of one symbol may share a port.
3. Exits may share a port if they belong to one group: equal labels, or unlabelled exits of a symbol that is no decision
   (a fork).  Unlabelled exits of a decision keep separate sides as long as these suffice, else they fork too.
4. Two groups share no port: nobody could tell which label belongs to which line.  As a very last resort they may at the
   top or bottom, if their lines part to different sides and no labelled one goes straight on; beside an unlabelled line
   that goes straight on a labelled one turns at once, else its label would seem to belong to the other.
5. An exit does not take the last free side while the symbol still waits for an entry; entries leave enough sides for
   the groups of exits.
6. Lines with no head or two own both their ports.
7. Where the middles of the sides do not suffice, a side can carry two offset ports instead of the one in its middle,
   each of them for exits or entries.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from typing import NamedTuple

from .chart import Symbol, SymbolShape
from .grid import Direction, Path, Port, Run
from .placement import Edge

SHARED = -0.2
"""A merge into a port that the same group uses already is preferred among equals: it is what authors draw; less than the
length of one lane, so that nobody makes a detour for it."""
MIXED = 2.0
"""Two groups on one port: as bad as two bends and just better than a crossing."""

ENDS = 2
"""Left and right side."""
SIDES_OF_LANE = 2
"""Top and bottom, in every lane of a symbol."""

DECISION_EXITS = 4
DECISION_EXITS_WITH_ENTRY = 3
"""Unlabelled exits of a decision keep separate sides if all its exits together are no more than this."""

Turn = Direction | None


class Terms(NamedTuple):
    """What the use of a port costs, and in which directions the second run must not lead."""

    port: Port
    cost: float = 0.0
    forbidden: frozenset[Turn] = frozenset()
    at_once: bool = False
    """Whether the first run must end in the cell where it begins."""

    def forbid(self, turn: Turn, first: Run) -> bool:
        """Whether they exclude a path by its first run and the direction of its second one."""
        return turn in self.forbidden or (self.at_once and len(first.steps) > 1)


class Ports:
    """The ports of all symbols and who uses them."""

    def __init__(self, symbols: Sequence[Symbol], edges: Sequence[Edge]) -> None:
        self.may_mix = False
        """Whether two groups may share a port."""
        self._edges = edges
        self._exits: list[dict[Port, dict[int, Path]]] = [{} for _ in symbols]
        self._entries: list[dict[Port, dict[int, Path]]] = [{} for _ in symbols]
        self._slots: list[defaultdict[tuple[Direction, int], list[int]]] = [defaultdict(list) for _ in symbols]
        """Slots in use by side and lane, one per edge."""
        self._closed: list[set[Port]] = [set() for _ in symbols]
        self._sides = [ENDS + SIDES_OF_LANE * len(symbol.lanes) for symbol in symbols]
        self._awaited = Counter(edge.target for edge in edges if not edge.joint)
        self._group: dict[int, Hashable] = {}
        self._groups = [0] * len(symbols)
        outgoing: list[list[int]] = [[] for _ in symbols]
        for number, edge in enumerate(edges):
            if not edge.joint:
                outgoing[edge.source].append(number)
        for source, numbers in enumerate(outgoing):
            self._set_groups(source, numbers, decision=symbols[source].shape is SymbolShape.DECISION)

    def _set_groups(self, source: int, numbers: Sequence[int], *, decision: bool) -> None:
        labels = {number: self._edges[number].label for number in numbers}
        named = len(set(labels.values()) - {""})
        unlabelled = sum(not label for label in labels.values())
        room = DECISION_EXITS_WITH_ENTRY if self._awaited[source] else DECISION_EXITS
        apart = decision and named + unlabelled <= room
        for number, label in labels.items():
            own = self._edges[number].alone or (apart and not label)
            self._group[number] = number if own else label
        self._groups[source] = len({self._group[number] for number in numbers})

    def same_group(self, edge: int, other: int) -> bool:
        """Whether two exits of one symbol may share a port and part later."""
        return self._group[edge] == self._group[other]

    def exit_terms(self, number: int, port: Port) -> Terms | None:
        """Terms for an edge to leave through a port; None if it must not."""
        edge = self._edges[number]
        exits, entries = self._exits[edge.source], self._entries[edge.source]
        if port in entries or port in self._closed[edge.source] or self._is_split(edge.source, port):
            return None
        sharing = exits.get(port)
        if sharing is None:
            waiting = bool(self._awaited[edge.source]) and not entries
            full = len(exits) + len(entries) + waiting >= self._sides[edge.source]
            return None if full and not port.slot else Terms(port)
        if edge.alone:
            return None
        if all(self.same_group(number, other) for other in sharing):
            return Terms(port, SHARED)
        if not self.may_mix or port.side in (Direction.EAST, Direction.WEST) or port.slot or len(sharing) > 1:
            return None
        # two labels on one port must be told apart: only an unlabelled line may go straight on
        ((other, path),) = sharing.items()
        if path.turn is None and self._edges[other].label:
            return None
        turns_late = bool(self._edges[other].label) and len(path.runs[0].steps) > 1
        forbidden = frozenset((path.turn, None) if edge.label or turns_late else (path.turn,))
        return Terms(port, MIXED, forbidden, at_once=path.turn is None)

    def entry_terms(self, number: int, port: Port) -> Terms | None:
        """Terms for an edge to arrive at a port; None if it must not."""
        edge = self._edges[number]
        entries = self._entries[edge.target]
        if port in self._exits[edge.target] or port in self._closed[edge.target] or self._is_split(edge.target, port):
            return None
        if port in entries:
            return None if edge.alone else Terms(port, SHARED)
        most = max(1, self._sides[edge.target] - self._groups[edge.target])
        return Terms(port) if port.slot or len(entries) < most else None

    def _is_split(self, symbol: int, port: Port) -> bool:
        """Whether the middle of a side is wanted where offset ports are in use, or the other way round."""
        slots = self._slots[symbol].get(port[:2])
        return slots is not None and any(bool(slot) != bool(port.slot) for slot in slots)

    def take(self, number: int, path: Path) -> None:
        """Note that an edge uses the ports of a path."""
        joint = self._edges[number].joint
        for symbol, port, use in self._ends(number, path):
            if joint:  # it only takes a side away
                self._sides[symbol] -= 1
            else:
                use.setdefault(port, {})[number] = path
            self._slots[symbol][port[:2]].append(port.slot)
            if self._edges[number].alone:  # nothing else may touch its ports
                self._closed[symbol].add(port)

    def leave(self, number: int, path: Path) -> None:
        """Undo `take`."""
        joint = self._edges[number].joint
        for symbol, port, use in self._ends(number, path):
            if joint:
                self._sides[symbol] += 1
            else:
                del use[port][number]
                if not use[port]:
                    del use[port]
            self._slots[symbol][port[:2]].remove(port.slot)
            self._closed[symbol].discard(port)

    def _ends(self, number: int, path: Path) -> Iterator[tuple[int, Port, dict[Port, dict[int, Path]]]]:
        edge = self._edges[number]
        yield edge.source, path.exit, self._exits[edge.source]
        yield edge.target, path.entry, self._entries[edge.target]
