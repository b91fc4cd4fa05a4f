"""The order in which edges find their paths, and how paths found too early make room for others."""

from collections.abc import Sequence
from itertools import permutations

from msgspec.structs import replace

from .board import EITHER_PORT, FAR, NEAR, OFFSET, TOLERANCE, Board, Placed, Reach
from .candidates import families
from .chart import SymbolShape
from .grid import Path
from .maze import find_way
from .placement import Placement

PASSES = 3
"""How often all edges are tried again: of 67 published SOPs one changes the second time and none the third."""
DETOUR = 0.7
"""An edge that costs this much more than on an empty grid is untangled from its neighbours: below a bend nothing is won."""
NEIGHBOURS = 8
"""Neighbours at most from which an edge is untangled."""
RESCUE_NEIGHBOURS = 12
"""Neighbours at most that are moved for an edge without a path."""
RESCUE_ATTEMPTS = 120
"""Attempts at most, in a whole chart, to place an edge by moving another one: some edges cannot be drawn."""
RESCUE_DEPTH = 2
"""Edges at most that are moved one after another."""

FEWEST_DEALT, MOST_DEALT = 3, 4
"""With two arrows an exchange is enough; more than four have too many orders, and no port of their own."""

_STRAIGHT = families(gutters=0, borders=0)[:1]


def find_paths(placement: Placement) -> dict[int, Path]:
    """Find a path for every edge that can have one; edge -> path."""
    search = _Search(Board(placement))
    search.run()
    return {number: placed.path for number, placed in sorted(search.board.placed.items())}


class _Search:
    def __init__(self, board: Board) -> None:
        self.board = board
        self.failed: list[int] = []
        self._tried: set[tuple[int, int]] = set()
        self._attempts_left = RESCUE_ATTEMPTS
        self._dealt: dict[int, tuple[Path, ...]] = {}
        self._first_of_pair: dict[frozenset[int], int] = {}
        for number, edge in enumerate(board.edges):
            self._first_of_pair.setdefault(frozenset((edge.source, edge.target)), number)

    def run(self) -> None:
        """All phases."""
        self._place_joints()
        self._place_twins()
        self._place_in_order()
        for _ in range(PASSES):
            improved = self._improve()
            untangled = self._untangle()
            dealt = self._deal_anew()
            if not improved and not untangled and not dealt:
                break
        for may_mix in (False, True):
            self.board.ports.may_mix = may_mix
            rescued = [number for number in self.failed if self._rescue(number)]
            self.failed = [number for number in self.failed if number not in rescued]
            if rescued:
                self._improve(EITHER_PORT)
                self._untangle()
                self._deal_anew()

        self._clear_joints()

    # -- first paths

    def _place_joints(self) -> None:
        """Draw the lines of joint work first: they run straight or not at all."""
        reach = Reach(families=_STRAIGHT, lanes_outside=0)
        for number, edge in enumerate(self.board.edges):
            if edge.joint and self._face_each_other(number):
                self._place(number, self.board.cheapest(number, reach=reach))

    def _clear_joints(self) -> None:
        """Give up lines of joint work where an arrow finds no other path."""
        for number in list(self.failed):
            for other in self.board.companions(number):
                if self.board.edges[other].joint:
                    self.board.remove(other)
            if self._place(number, self.board.cheapest(number, reach=EITHER_PORT)):
                self.failed.remove(number)

    def _place_twins(self) -> None:
        """Draw an arrow there and an arrow back between facing symbols side by side."""
        edges, symbols = self.board.edges, self.board.symbols
        numbers = {(edge.source, edge.target): number for number, edge in enumerate(edges) if not edge.alone}
        for (source, target), number in numbers.items():
            back = numbers.get((target, source))
            decision = SymbolShape.DECISION in (symbols[source].shape, symbols[target].shape)
            if back is None or back < number or decision or not self._face_each_other(number):
                continue
            for edge, slot in ((number, -1), (back, 1)):
                reach = Reach(families=_STRAIGHT, lanes_outside=0, source_slots=(slot,), target_slots=(slot,))
                placed = self.board.cheapest(edge, reach=reach)
                if placed is not None:
                    self.board.place(edge, placed)

    def _place_in_order(self) -> None:
        for number in sorted(range(len(self.board.edges)), key=self._order):
            if self.board.edges[number].joint or number in self.board.placed:
                continue
            if not self._place(number, self.board.cheapest(number)):
                self.failed.append(number)

    def _place(self, number: int, placed: Placed | None) -> bool:
        if placed is not None:
            self.board.place(number, placed)
        return placed is not None

    def _order(self, number: int) -> tuple[int, int, int]:
        """Straight neighbours, then forward edges, edges inside a band, edges going up; short ones before long ones."""
        edge = self.board.edges[number]
        source, target = self.board.symbols[edge.source], self.board.symbols[edge.target]
        drop = target.band - source.band
        shift = max(target.first_lane - source.last_lane, source.first_lane - target.last_lane, 0)
        if drop < 0:
            return 3, -drop, shift
        first = self._first_of_pair[frozenset((edge.source, edge.target))] == number
        if drop <= 1 and first and self._face_each_other(number):
            return 0, drop, shift
        return (1 if drop else 2), drop, shift

    def _face_each_other(self, number: int) -> bool:
        """Whether a straight line joins the ends of an edge without meeting a symbol."""
        edge = self.board.edges[number]
        source, target = self.board.symbols[edge.source], self.board.symbols[edge.target]
        blocked = self.board.occupancy.blocked
        if source.band == target.band:
            left, right = sorted((source, target), key=lambda symbol: symbol.first_lane)
            between = range(left.last_lane + 1, right.first_lane)
            return source is not target and not any(blocked(source.band, lane) for lane in between)
        above, below = sorted((source, target), key=lambda symbol: symbol.band)
        common = range(max(source.first_lane, target.first_lane), min(source.last_lane, target.last_lane) + 1)
        return any(not any(blocked(band, lane) for band in range(above.band + 1, below.band)) for lane in common)

    # -- better paths

    def _improve(self, reach: Reach = NEAR) -> bool:
        """Find new paths edge by edge, the dearest first, then for those that have none."""
        board = self.board
        changed = False
        for number in sorted(board.placed, key=lambda n: -board.placed[n].cost):
            if board.placed[number].cost <= board.ideal(number):
                continue
            old = board.remove(number)
            cost = board.cost_of(number, old.path)
            placed = board.cheapest(number, limit=cost, reach=reach)
            board.place(number, placed or Placed(old.path, cost))
            changed = changed or placed is not None
        still = [number for number in self.failed if not self._place(number, board.cheapest(number))]
        changed = changed or len(still) < len(self.failed)
        self.failed = still
        return changed

    def _untangle(self) -> bool:
        """Give every edge with a detour the first choice over each of its neighbours; keep what costs less."""
        board = self.board
        changed = False
        for number in sorted(board.placed, key=lambda n: board.ideal(n) - board.placed[n].cost):
            if board.placed[number].cost - board.ideal(number) <= DETOUR:
                break
            neighbours = [
                other
                for other in dict.fromkeys(board.companions(number) + board.crossed(number))
                if not board.edges[other].joint
            ]
            for other in neighbours[-NEIGHBOURS:]:
                if (number, other) not in self._tried:
                    self._tried.add((number, other))
                    changed = self._swap(number, other) or changed
        return changed

    def _swap(self, number: int, other: int) -> bool:
        """Place an edge before another one; put both back unless that lowers their cost."""
        board = self.board
        old, rival = board.remove(number), board.remove(other)
        before = board.cost_of(other, rival.path)
        board.place(other, rival)
        before += board.cost_of(number, old.path)
        board.remove(other)
        first = board.cheapest(number, limit=before - board.ideal(other))
        if first is not None:
            board.place(number, first)
            second = board.cheapest(other, limit=before - first.cost)
            if second is not None:
                board.place(other, second)
                return True
            board.remove(number)
        board.place(other, rival)
        board.place(number, old)
        return False

    def _deal_anew(self) -> bool:
        """Let the arrows that leave one symbol choose their ports in another order; keep the cheapest.

        No exchange of two gets there where each of several answers stands in the port of another one.
        """
        board = self.board
        exits: dict[int, list[int]] = {}
        for number in sorted(board.placed):
            exits.setdefault(board.edges[number].source, []).append(number)
        changed = False
        for source, numbers in exits.items():
            excess = sum(board.placed[number].cost - board.ideal(number) for number in numbers)
            state = tuple(board.placed[number].path for number in numbers)
            if FEWEST_DEALT <= len(numbers) <= MOST_DEALT and excess > DETOUR and self._dealt.get(source) != state:
                changed = self._deal(numbers) or changed
                self._dealt[source] = tuple(board.placed[number].path for number in numbers)
        return changed

    def _deal(self, numbers: Sequence[int]) -> bool:
        board = self.board
        old = [board.remove(number) for number in numbers]
        best, least = self._together(list(zip(numbers, old, strict=True)))
        found = best
        for order in permutations(numbers):
            dealt: list[tuple[int, Placed]] = []
            left = least
            for number in order:
                placed = board.cheapest(number, limit=left)
                if placed is None:
                    break
                board.place(number, placed)
                dealt.append((number, placed))
                left -= placed.cost
            for number, _ in dealt:
                board.remove(number)
            if len(dealt) == len(numbers) and left > TOLERANCE:
                found, least = dealt, least - left
        for number, placed in found:
            board.place(number, placed)
        return found is not best

    def _together(self, chosen: Sequence[tuple[int, Placed]]) -> tuple[list[tuple[int, Placed]], float]:
        """Return removed edges with their costs if they are placed one after another, and the sum of these."""
        board = self.board
        found = []
        for number, placed in chosen:
            cost = board.cost_of(number, placed.path)
            found.append((number, Placed(placed.path, cost)))
            board.place(*found[-1])
        for number, _ in found:
            board.remove(number)
        return found, sum(placed.cost for _, placed in found)

    # -- last resorts

    def _rescue(self, number: int, moved: frozenset[int] = frozenset()) -> bool:
        """Place an edge without a path: move a neighbour, go further away, use offset ports, go any way, move several.

        ``moved`` are edges that have made room already; nothing has changed if there is no path.
        """
        board = self.board
        neighbours = [
            other for other in board.companions(number) if other not in moved and not board.edges[other].joint
        ][:RESCUE_NEIGHBOURS]
        if any(self._make_room(number, other, NEAR, (NEAR, FAR)) for other in neighbours):
            return True
        if any(self._place(number, board.cheapest(number, reach=reach)) for reach in (FAR, EITHER_PORT)):
            return True
        if any(
            self._make_room(number, other, self._beside(number, other), (NEAR, EITHER_PORT)) for other in neighbours
        ):
            return True
        if self._place(number, find_way(board, number)):
            return True
        if len(moved) == RESCUE_DEPTH:
            return False
        return any(self._make_room(number, other, EITHER_PORT, (), moved | {number}) for other in neighbours)

    def _beside(self, number: int, other: int) -> Reach:
        """Offset ports where an edge shares an end with another one, so that both can use one side."""
        edge, rival = self.board.edges[number], self.board.edges[other]
        ends = (rival.source, rival.target)
        return replace(
            EITHER_PORT,
            source_slots=OFFSET if edge.source in ends else EITHER_PORT.source_slots,
            target_slots=OFFSET if edge.target in ends else EITHER_PORT.target_slots,
        )

    def _make_room(
        self, number: int, other: int, reach: Reach, elsewhere: Sequence[Reach], moved: frozenset[int] = frozenset()
    ) -> bool:
        """Place an edge instead of another one, and that one elsewhere; with ``moved`` by moving further edges."""
        if self._attempts_left == 0:
            return False
        self._attempts_left -= 1
        board = self.board
        old = board.remove(other)
        if self._place(number, board.cheapest(number, reach=reach)):
            if any(self._place(other, board.cheapest(other, reach=reach)) for reach in elsewhere):
                return True
            if moved and self._rescue(other, moved):
                return True
            board.remove(number)
        board.place(other, old)
        return False
