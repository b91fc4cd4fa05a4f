"""Sizing: how much room every lane and band needs around its centre line, and so where the paths run in units.

From outside to inside a cell holds tracks, a gap, labels and its symbol, all at fixed distances from the centre lines.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from ..model import FlowKind
from .chart import ARROW_LENGTH, CORNER_RADIUS, Extent, Label, Point, Symbol
from .grid import CELL, Direction, Path, place_of
from .outline import LEVEL_PORT_SHIFT, UPRIGHT_PORT_SHIFT, port_point
from .placement import Placement

CLEAR_GAP = 7.0
"""From a symbol to the nearest track or border at a side without edge."""
EXIT_GAP = CORNER_RADIUS + 5.0
ENTRY_GAP = ARROW_LENGTH + CORNER_RADIUS + 2.0
SECOND_HEAD = 3.0
"""More at both ends of an arrow with two heads, which may be short."""
EMPTY_LANE = 16.0
"""Least room on either side of a lane."""
EMPTY_BAND = 10.0
LABEL_MARGIN_ACROSS = 4.0
"""Between a label and the next track or border at its left and right."""
LABEL_MARGIN_DOWN = 2.0

NORTH, EAST, SOUTH, WEST = Direction.NORTH, Direction.EAST, Direction.SOUTH, Direction.WEST

Tracks = Mapping[tuple[int, int, Direction], float]
"""Room that the tracks along one border of a cell (band, lane) take."""

Gaps = Mapping[tuple[Direction, int], float]
"""Gaps of a symbol by side and lane; sides without edge are left out."""


def extents(
    placement: Placement, paths: Mapping[int, Path], labels: Sequence[Label], gap: float
) -> tuple[tuple[Extent, ...], tuple[Extent, ...]]:
    """Extents of lanes and bands; ``gap`` lies between a border and its first track and between tracks."""
    rooms = _Rooms(placement.lanes, placement.bands, _tracks(paths, gap), gap)
    for symbol, gaps in zip(placement.symbols, _gaps(placement, paths), strict=True):
        rooms.hold_symbol(symbol, gaps)
    for label in labels:
        rooms.hold_label(label)
    return tuple(Extent(*room) for room in rooms.lanes), tuple(Extent(*room) for room in rooms.bands)


def _tracks(paths: Mapping[int, Path], gap: float) -> Tracks:
    tracks: dict[tuple[int, int, Direction], float] = {}
    for path in paths.values():
        for run in path.runs:
            place = place_of(run.position)
            if not place.side:
                continue
            cell = run.position // CELL
            if run.vertical:
                border = EAST if place.side > 0 else WEST
                keys = [(band, cell, border) for band in run.steps]
            else:
                border = SOUTH if place.side > 0 else NORTH
                keys = [(cell, lane, border) for lane in run.steps]
            room = gap * (1 + place.number)
            for key in keys:
                tracks[key] = max(tracks.get(key, 0.0), room)
    return tracks


def _gaps(placement: Placement, paths: Mapping[int, Path]) -> list[dict[tuple[Direction, int], float]]:
    """By symbol."""
    gaps: list[dict[tuple[Direction, int], float]] = [{} for _ in placement.symbols]
    for number, path in paths.items():
        edge = placement.edges[number]
        ends = (
            (edge.source, path.exit, edge.kind is FlowKind.TWO_WAY),
            (edge.target, path.entry, edge.kind is not FlowKind.LINE),
        )
        for symbol, port, head in ends:
            key = port.side, port.lane
            gap = (ENTRY_GAP if head else EXIT_GAP) + (SECOND_HEAD if edge.kind is FlowKind.TWO_WAY else 0.0)
            gaps[symbol][key] = max(gaps[symbol].get(key, 0.0), gap)
    return gaps


class _Rooms:
    """Room before and after the centre lines, growing with what has to be held."""

    def __init__(self, lanes: int, bands: int, tracks: Tracks, gap: float) -> None:
        self._gap = gap
        self.lanes = [[EMPTY_LANE, EMPTY_LANE] for _ in range(lanes)]
        self.bands = [[EMPTY_BAND, EMPTY_BAND] for _ in range(bands)]
        self._tracks = tracks
        for (band, lane, border), room in tracks.items():
            self._need(band, lane, border, room + CORNER_RADIUS)

    def _need(self, band: int, lane: int, side: Direction, room: float) -> None:
        rooms = self.lanes[lane] if side in (EAST, WEST) else self.bands[band]
        after = side in (EAST, SOUTH)
        rooms[after] = max(rooms[after], room)

    def _depth(self, band: int, lane: int, side: Direction) -> float:
        return self._tracks.get((band, lane, side), 0.0)

    def hold_symbol(self, symbol: Symbol, gaps: Gaps) -> None:
        band = symbol.band
        for side, lane in ((WEST, symbol.first_lane), (EAST, symbol.last_lane)):
            gap = gaps.get((side, lane), CLEAR_GAP)
            self._need(band, lane, side, symbol.half_width + gap + self._depth(band, lane, side))
        for lane in symbol.lanes:
            for side in (NORTH, SOUTH):
                gap, depth = gaps.get((side, lane), CLEAR_GAP), self._depth(band, lane, side)
                # without a track here the first one of the neighbouring band keeps its distance from the border
                gap = gap + depth if depth else max(CLEAR_GAP, gap - self._gap)
                self._need(band, lane, side, symbol.half_height + gap)

    def hold_label(self, label: Label) -> None:
        band, lane = label.band, label.lane
        ends = {WEST: -label.dx, EAST: label.dx + label.width, NORTH: -label.dy, SOUTH: label.dy + label.height}
        for side, reach in ends.items():
            if reach > 0:
                margin = LABEL_MARGIN_ACROSS if side in (EAST, WEST) else LABEL_MARGIN_DOWN
                self._need(band, lane, side, reach + margin + self._depth(band, lane, side))


def points(
    placement: Placement, number: int, path: Path, lanes: Sequence[Extent], bands: Sequence[Extent], gap: float
) -> tuple[Point, ...]:
    """The vertices of a path."""
    edge = placement.edges[number]
    vertices = [port_point(placement.symbols[edge.source], path.exit)]
    for before, after in pairwise(path.runs):
        x, y = (before.position, after.position) if before.vertical else (after.position, before.position)
        lane, band = x // CELL, y // CELL
        dx = _offset(x, lanes[lane], UPRIGHT_PORT_SHIFT, gap)
        vertices.append(Point(band, lane, dx, _offset(y, bands[band], LEVEL_PORT_SHIFT, gap)))
    vertices.append(port_point(placement.symbols[edge.target], path.entry))
    return tuple(vertices)


def _offset(coordinate: int, extent: Extent, port_shift: float, gap: float) -> float:
    """Distance of a line of the grid from the centre line of its lane or band."""
    place = place_of(coordinate)
    if not place.side:
        return place.number * port_shift
    inward = gap * (1 + place.number)
    return inward - extent.before if place.side < 0 else extent.after - inward
