"""Labels beside the ports where their edges leave, and lettered markers for edges without a path."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Literal, NamedTuple

from ..model import FlowKind
from .chart import ARROW_HALF_WIDTH, LABEL_LINE, Label, Symbol
from .geometry import Box
from .grid import Direction, Path, Port
from .lettering import Measure, wrap
from .outline import LEVEL_PORT_SHIFT, port_point
from .placement import Closing, Placement

GAP = 2.0
"""Between a label and its line or symbol."""
HEAD_GAP = ARROW_HALF_WIDTH + 1.5
"""Between a label and the line it belongs to if there is an arrowhead."""
MIXED_PORT_SHIFT = 9.0
"""More distance from the common start of two edges with different labels."""
MARKER_HEIGHT = 13.0
MARKER_PADDING = 4.0
ROUNDING = 1e-6


class _Slot(NamedTuple):
    """A possible place of a text: its box relative to the centre lines of the cell."""

    lane: int
    box: Box
    align: Literal["left", "right"]

    @property
    def distance(self) -> float:
        """From the centre line of the lane."""
        return max(self.box.left, -self.box.right)


def place_labels(
    placement: Placement, paths: Mapping[int, Path], letters: Mapping[int, str], measure: Measure, longest: float
) -> tuple[Label, ...]:
    """Labels of all edges with a path, a marker at both ends of every edge with a letter, the ends that nobody typed.

    A label breaks into lines that are not longer than ``longest``, as far as its words allow.
    """
    writer = _Writer(placement, measure, longest)
    exits: dict[tuple[int, Port], list[int]] = defaultdict(list)
    for number, path in paths.items():
        exits[placement.edges[number].source, path.exit].append(number)
    flanked = _flanked(placement, paths)
    shown: set[tuple[int, Port, str]] = set()
    # those at the top and bottom first: they have two places only, those at the sides can move outwards
    for number in sorted(paths, key=lambda n: (_is_level(paths[n].exit), paths[n].turn is None, n)):
        edge, path = placement.edges[number], paths[number]
        if not edge.label or (edge.source, path.exit, edge.label) in shown:
            continue
        shown.add((edge.source, path.exit, edge.label))
        mixed = any(placement.edges[other].label != edge.label for other in exits[edge.source, path.exit])
        to_left = path.turn is Direction.WEST
        if path.exit.side is Direction.NORTH and not mixed and len(flanked[edge.source]) == 1:
            to_left = Direction.EAST in flanked[edge.source]
        writer.write_label(number, path, mixed=mixed, to_left=to_left)
    used: dict[int, set[tuple[Direction, int]]] = defaultdict(set)
    for number, path in paths.items():
        used[placement.edges[number].source].add((path.exit.side, path.exit.slot))
        used[placement.edges[number].target].add((path.entry.side, path.entry.slot))
    for number, letter in letters.items():
        edge = placement.edges[number]
        for end in dict.fromkeys((edge.source, edge.target)):
            text = f"{letter} {edge.label}" if edge.label and end == edge.source else letter
            writer.write_marker(number, end, text, used[end])
    for closing in placement.closing:
        writer.write_closing(closing, {side for side, _ in used[closing.source]})
    return tuple(writer.labels)


def _flanked(placement: Placement, paths: Mapping[int, Path]) -> Mapping[int, AbstractSet[Direction]]:
    """The sides of symbols where the label of a level line stands, above it: one beside it at the top would crowd it."""
    sides: dict[int, set[Direction]] = defaultdict(set)
    for number, path in paths.items():
        if placement.edges[number].label and _is_level(path.exit):
            sides[placement.edges[number].source].add(path.exit.side)
    return sides


class _Writer:
    """Labels written so far, by cell."""

    def __init__(self, placement: Placement, measure: Measure, longest: float) -> None:
        self.labels: list[Label] = []
        self._longest = longest
        self._placement = placement
        self._measure = measure
        self._taken: dict[tuple[int, int], list[Box]] = defaultdict(list)

    def write_label(self, number: int, path: Path, *, mixed: bool, to_left: bool) -> None:
        """Put the label of an edge beside its exit.

        ``mixed``: another label belongs to the same port; ``to_left``: rather at the left of an upright line.
        """
        edge, port = self._placement.edges[number], path.exit
        lines = wrap(edge.label, self._measure, self._longest)
        size = max(map(self._measure, lines)), LABEL_LINE * len(lines)
        gap = HEAD_GAP if edge.kind is FlowKind.TWO_WAY else GAP
        if _is_level(port):
            slots = self._beside_level_line(edge.source, port, size, gap)
        else:
            gap += 1.0 + (MIXED_PORT_SHIFT if mixed else 0.0)
            slots = _beside_upright_line(self._placement.symbols[edge.source], port, size, gap, to_left=to_left)
        self._write(edge.flow, edge.source, lines, slots)

    def write_marker(self, number: int, end: int, text: str, used: AbstractSet[tuple[Direction, int]]) -> None:
        """Put a marker at the left or right of a symbol; ``used`` are the sides and slots of its ports in use."""
        symbol = self._placement.symbols[end]
        size = max(MARKER_HEIGHT, self._measure(text) + MARKER_PADDING), MARKER_HEIGHT
        slots: list[_Slot] = []
        for side, lane in ((Direction.EAST, symbol.last_lane), (Direction.WEST, symbol.first_lane)):
            gap = HEAD_GAP + (LEVEL_PORT_SHIFT if {(side, -1), (side, 1)} & used else 0.0)
            slots += self._beside_level_line(end, Port(side, lane), size, gap)
        flow = self._placement.edges[number].flow
        self._write(flow, end, (text,), sorted(slots, key=lambda slot: slot.distance), marker=True)

    def write_closing(self, closing: Closing, used: AbstractSet[Direction]) -> None:
        """Say beside or below a symbol that an answer ends the procedure; ``used`` are the sides with lines."""
        symbol = self._placement.symbols[closing.source]
        lines = wrap(closing.text, self._measure, self._longest)
        size = max(map(self._measure, lines)), LABEL_LINE * len(lines)
        below, right, left = (
            Port(Direction.SOUTH, symbol.last_lane),
            Port(Direction.EAST, symbol.last_lane),
            Port(Direction.WEST, symbol.first_lane),
        )
        slots: list[_Slot] = []
        for port in sorted((below, right, left), key=lambda port: port.side in used):
            if _is_level(port):
                slots += self._beside_level_line(closing.source, port, size, HEAD_GAP)
            else:
                slots += _beside_upright_line(symbol, port, size, HEAD_GAP, to_left=False)
        self._write(closing.flow, closing.source, lines, slots)

    def _beside_level_line(self, end: int, port: Port, size: tuple[float, float], gap: float) -> Iterator[_Slot]:
        """Above, else below the line, beside the symbol or other texts; away from the other line of a split side."""
        symbol = self._placement.symbols[end]
        (width, height), line = size, port_point(symbol, port).dy
        tops = [line - gap - height] * (port.slot <= 0) + [line + gap] * (port.slot >= 0)
        east = port.side is Direction.EAST
        nearest = symbol.half_width + GAP
        beyond = ((box.right if east else -box.left) + GAP for box in self._taken[symbol.band, port.lane])
        for away in sorted({nearest, *(reach for reach in beyond if reach > nearest)}):
            left = away if east else -away - width
            for top in tops:
                yield _Slot(port.lane, Box(left, top, left + width, top + height), "left" if east else "right")

    def _write(
        self, flow: int | None, end: int, lines: tuple[str, ...], slots: Iterable[_Slot], *, marker: bool = False
    ) -> None:
        """Put a text into the first free slot."""
        band = self._placement.symbols[end].band
        choices = list(slots)
        free = (slot for slot in choices if not any(_touch(slot.box, box) for box in self._taken[band, slot.lane]))
        slot = next(free, choices[-1])
        self._taken[band, slot.lane].append(slot.box)
        self.labels.append(
            Label(
                flow=flow,
                symbol=end,
                lines=lines,
                band=band,
                lane=slot.lane,
                dx=slot.box.left,
                dy=slot.box.top,
                width=slot.box.right - slot.box.left,
                height=slot.box.bottom - slot.box.top,
                align="center" if marker else slot.align,
                marker=marker,
            )
        )


def _is_level(port: Port) -> bool:
    return port.side in (Direction.EAST, Direction.WEST)


def _touch(box: Box, other: Box) -> bool:
    """Whether two texts overlap or nearly touch side by side."""
    beside = box.left < other.right + GAP - ROUNDING and other.left < box.right + GAP - ROUNDING
    return beside and box.top < other.bottom and other.top < box.bottom


def _beside_upright_line(
    symbol: Symbol, port: Port, size: tuple[float, float], gap: float, *, to_left: bool
) -> Iterator[_Slot]:
    """On one side, else on the other one."""
    (width, height), line = size, port_point(symbol, port).dx
    top = symbol.half_height + 1.0 if port.side is Direction.SOUTH else -symbol.half_height - 1.0 - height
    before = _Slot(port.lane, Box(line - gap - width, top, line - gap, top + height), "right")
    after = _Slot(port.lane, Box(line + gap, top, line + gap + width, top + height), "left")
    if port.slot:
        yield before if port.slot < 0 else after
    else:
        yield from (before, after) if to_left else (after, before)
