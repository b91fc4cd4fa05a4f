"""Layout: where the symbols and arrows of a procedure's flowchart table lie.

    lay_out(process) -> Chart

Phases, one module each: `placement` puts symbols into rows, bands and lanes; `search` finds a path for every arrow on a
grid that knows no sizes (`candidates` lists the paths there are, `ports` and `occupancy` say which of them are free,
`board` picks the cheapest, `maze` helps where none suits); `labels` stand beside the arrows; `sizing` finds how much
room lanes and bands need and turns paths into points.  Renderers read a
:class:`~sphinxcontrib_sop.layout.chart.Chart` and nothing else; `pieces` cuts it up for those that draw inside table
cells, `geometry` gives absolute coordinates.
"""

from collections.abc import Mapping

from msgspec import Struct

from ..model import FlowKind, Process
from ..ordinals import letters as in_letters
from .chart import (
    ARROW_HALF_WIDTH,
    ARROW_LENGTH,
    CORNER_RADIUS,
    HOP_RADIUS,
    LABEL_LINE,
    LABEL_SIZE,
    Band,
    Chart,
    Extent,
    Hop,
    Label,
    Point,
    Route,
    Row,
    Side,
    Spacing,
    Symbol,
    SymbolShape,
    Unrouted,
    Words,
)
from .crossings import hops
from .geometry import Box, Geometry, centre_line
from .grid import Direction, Path
from .labels import place_labels
from .lettering import Measure, text_width
from .pieces import Pieces, pieces
from .placement import Placement, place
from .search import find_paths
from .sizing import extents, points

__all__ = [
    "ARROW_HALF_WIDTH",
    "ARROW_LENGTH",
    "CORNER_RADIUS",
    "HOP_RADIUS",
    "LABEL_LINE",
    "LABEL_SIZE",
    "Band",
    "Box",
    "Chart",
    "Extent",
    "Geometry",
    "Hop",
    "Label",
    "Measure",
    "Pieces",
    "Point",
    "Route",
    "Routing",
    "Row",
    "Side",
    "Spacing",
    "Symbol",
    "SymbolShape",
    "Unrouted",
    "Words",
    "centre_line",
    "draw",
    "find_routes",
    "lay_out",
    "pieces",
    "text_width",
]

_SIDES = {
    Direction.NORTH: Side.NORTH,
    Direction.EAST: Side.EAST,
    Direction.SOUTH: Side.SOUTH,
    Direction.WEST: Side.WEST,
}


class Routing(Struct, frozen=True, kw_only=True):
    """The symbols of a procedure in their places and the ways of its arrows, before anything has a size."""

    placement: Placement
    paths: Mapping[int, Path]
    measure: Measure


def lay_out(
    process: Process,
    *,
    labels: Mapping[int, str] | None = None,
    words: Words = Words(),  # noqa: B008 (a frozen value)
    terminator_rows: bool = False,
    measure: Measure | None = None,
    spacing: Spacing = Spacing(),  # noqa: B008 (a frozen value)
) -> Chart:
    """Lay out the flowchart of a process; no process makes it raise.

    ``labels`` gives texts for flows by index instead of their own (a translation).  With ``terminator_rows`` an extra
    first and last row carry the words for start and end.  ``measure`` gives the width in units of a text at LABEL_SIZE
    in the renderer's face (default: bold Arial).  A flow with an end that does not exist is left out
    (``Chart.ignored``), one for which there is no path is shown by two markers (``Chart.unrouted``).
    """
    routing = find_routes(process, labels=labels, words=words, terminator_rows=terminator_rows, measure=measure)
    return draw(routing, spacing)


def find_routes(
    process: Process,
    *,
    labels: Mapping[int, str] | None = None,
    words: Words = Words(),  # noqa: B008 (a frozen value)
    terminator_rows: bool = False,
    measure: Measure | None = None,
) -> Routing:
    """The first and dear half of `lay_out`, for those who draw a chart more than once; see there."""
    placement = place(
        process, labels=labels or {}, words=words, terminator_rows=terminator_rows, measure=measure or text_width
    )
    return Routing(placement=placement, paths=find_paths(placement), measure=measure or text_width)


def draw(routing: Routing, spacing: Spacing) -> Chart:
    """The second half of `lay_out`: turn paths on the grid into a chart in units."""
    placement, paths = routing.placement, routing.paths
    lost = [number for number, edge in enumerate(placement.edges) if number not in paths and not edge.joint]
    letters = {number: in_letters(count).upper() for count, number in enumerate(lost, start=1)}
    labels = place_labels(placement, paths, letters, routing.measure, spacing.label_width)
    lanes, bands = extents(placement, paths, labels, spacing.gap)
    vertices = {number: points(placement, number, path, lanes, bands, spacing.gap) for number, path in paths.items()}
    jumps = hops(paths, vertices, lanes)
    return Chart(
        lanes=lanes,
        rows=placement.rows,
        bands=tuple(
            Band(row=row, level=level, extent=bands[band])
            for row, content in enumerate(placement.rows)
            for level, band in enumerate(content.bands)
        ),
        symbols=placement.symbols,
        routes=tuple(
            Route(
                flow=edge.flow,
                source=edge.source,
                target=edge.target,
                points=vertices[number],
                exit=_SIDES[paths[number].exit.side],
                entry=_SIDES[paths[number].entry.side],
                head_at_end=edge.kind is not FlowKind.LINE,
                head_at_start=edge.kind is FlowKind.TWO_WAY,
                hops=jumps.get(number, ()),
            )
            for number, edge in enumerate(placement.edges)
            if number in paths
        ),
        labels=labels,
        unrouted=tuple(
            Unrouted(
                flow=placement.edges[number].flow,
                source=placement.edges[number].source,
                target=placement.edges[number].target,
                letter=name,
            )
            for number, name in letters.items()
        ),
        ignored=placement.ignored,
    )
