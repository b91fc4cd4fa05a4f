"""Independent check of a chart: looks only at absolute coordinates and knows nothing of the router.

``check(procedure, chart, geometry)`` counts faults by kind; an empty counter means the drawing is sound.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations, groupby, pairwise
from math import hypot
from typing import NamedTuple

from sphinxcontrib_sop.core.layout import ARROW_HALF_WIDTH, ARROW_LENGTH, Box, Chart, Geometry, Route, Side, SymbolShape
from sphinxcontrib_sop.core.layout.chart import CORNER_RADIUS, Symbol
from sphinxcontrib_sop.core.model import END, FlowKind, Procedure

TOLERANCE = 0.01
MINIMUM_DISTANCE = 3.0
"""Between parallel runs of unrelated routes."""
MINIMUM_HEAD = ARROW_LENGTH + 2
"""Length of a run with an arrowhead."""
LABEL_DISTANCE = 0.4
"""Between a label and any run."""
SYMBOL_DISTANCE = 4.0
"""Between symbols."""


class Segment(NamedTuple):
    """A run: which route, which of its runs, and the rectangle it fills."""

    route: int
    index: int
    vertical: bool
    box: Box

    @property
    def length(self) -> float:
        return max(self.box.right - self.box.left, self.box.bottom - self.box.top)


def check(procedure: Procedure, chart: Chart, geometry: Geometry | None = None) -> Counter[str]:
    """Faults of a chart in a geometry (default: as small as possible)."""
    checker = Checker(procedure, chart, geometry or Geometry(chart))
    return Counter(
        fault
        for look in (
            checker.structure,
            checker.sizes,
            checker.symbols,
            checker.ends,
            checker.runs,
            checker.company,
            checker.heads,
            checker.labels,
            checker.hops,
        )
        for fault in look()
    )


def _hit(one: Box, two: Box, margin: float = 0.0) -> bool:
    reach = margin - TOLERANCE
    return (
        one.left < two.right + reach
        and two.left < one.right + reach
        and one.top < two.bottom + reach
        and two.top < one.bottom + reach
    )


class Checker:
    def __init__(self, procedure: Procedure, chart: Chart, geometry: Geometry) -> None:
        self.procedure = procedure
        self.chart = chart
        self.geometry = geometry
        self.boxes = [geometry.symbol_box(symbol) for symbol in chart.symbols]
        self.corners = [[geometry.place(point) for point in route.points] for route in chart.routes]
        self.segments = list(self._segments())

    def _segments(self) -> Iterator[Segment]:
        for number, corners in enumerate(self.corners):
            for index, ((x1, y1), (x2, y2)) in enumerate(pairwise(corners)):
                box = Box(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
                yield Segment(number, index, abs(x1 - x2) < TOLERANCE, box)

    # -- what has to be there

    def structure(self) -> Iterator[str]:
        """Every row, node and flow is shown, once."""
        chart, procedure = self.chart, self.procedure
        steps = [row.step for row in chart.rows if row.step is not None]
        if steps != list(range(len(procedure.steps))):
            yield "rows are not the steps"
        if len(chart.lanes) != len(procedure.actors):
            yield "lanes are not the actors"
        if [band for row in chart.rows for band in row.bands] != list(range(len(chart.bands))):
            yield "rows do not share out the bands"
        lanes = {actor.key for actor in procedure.actors}
        rows = {step.id for step in procedure.steps}
        placeable = [node for node in procedure.nodes if node.step in rows and lanes & set(node.actors)]
        # a decision of several actors has a diamond for each of them
        drawn = [name for name, _ in groupby(s.node for s in chart.symbols if s.node is not None)]
        if drawn != [name for name, _ in groupby(node.id for node in placeable)]:
            yield "symbols are not the nodes"
        names = {node.id for node in placeable}
        shown = Counter(r.flow for r in chart.routes) + Counter(u.flow for u in chart.unrouted)
        shown += Counter(label.flow for label in chart.labels if label.flow is not None and not shown[label.flow])
        for index, flow in enumerate(procedure.flows):
            real = flow.source in names and (flow.target in names or flow.target == END)
            if shown[index] != real:
                yield "flow not shown once"
            if (index in chart.ignored) == real:
                yield "flow wrongly ignored"
        for route in chart.routes:
            if route.flow is None:
                continue
            flow = procedure.flows[route.flow]
            if chart.symbols[route.source].node != flow.source:
                yield "route from another symbol"
            target = chart.symbols[route.target]
            if (target.shape is not SymbolShape.END) if flow.target == END else (target.node != flow.target):
                yield "route to another symbol"
            if (route.head_at_end, route.head_at_start) != (
                flow.kind is not FlowKind.LINE,
                flow.kind is FlowKind.TWO_WAY,
            ):
                yield "wrong heads"
        for symbol in chart.symbols:
            band = chart.bands[symbol.band]
            if (band.row, band.level) != (symbol.row, symbol.level) or symbol.band not in chart.rows[symbol.row].bands:
                yield "symbol in another row"

    def sizes(self) -> Iterator[str]:
        """Lanes and bands keep the room they ask for."""
        for edges, centres, extents in (
            (self.geometry.lane_edges, self.geometry.lane_centres, self.chart.lanes),
            (self.geometry.band_edges, self.geometry.band_centres, [band.extent for band in self.chart.bands]),
        ):
            for (low, high), centre, extent in zip(pairwise(edges), centres, extents, strict=True):
                if centre - low < extent.before - TOLERANCE or high - centre < extent.after - TOLERANCE:
                    yield "too little room"

    def symbols(self) -> Iterator[str]:
        for one, two in combinations(self.boxes, 2):
            if _hit(one, two, SYMBOL_DISTANCE):
                yield "symbols overlap"
        for symbol, box in zip(self.chart.symbols, self.boxes, strict=True):
            left, right = (self.geometry.lane_edges[symbol.first_lane], self.geometry.lane_edges[symbol.last_lane + 1])
            top, bottom = self.geometry.band_edges[symbol.band], self.geometry.band_edges[symbol.band + 1]
            if box.left < left or box.right > right or box.top < top or box.bottom > bottom:
                yield "symbol leaves its cell"

    # -- lines

    def ends(self) -> Iterator[str]:
        """Routes start and end on the outline of their symbols, on the side they name, and leave it outwards."""
        for route, corners in zip(self.chart.routes, self.corners, strict=True):
            for name, symbol, side, end, next_to_it in (
                ("start", route.source, route.exit, corners[0], corners[1]),
                ("end", route.target, route.entry, corners[-1], corners[-2]),
            ):
                if not self._on_outline(self.chart.symbols[symbol], self.boxes[symbol], side, *end):
                    yield f"{name} not on its symbol"
                dx, dy = next_to_it[0] - end[0], next_to_it[1] - end[1]
                if {Side.NORTH: -dy, Side.SOUTH: dy, Side.EAST: dx, Side.WEST: -dx}[side] <= 0:
                    yield f"{name} on the wrong side"

    def _on_outline(self, symbol: Symbol, box: Box, side: Side, x: float, y: float) -> bool:
        if not (
            box.left - TOLERANCE <= x <= box.right + TOLERANCE and box.top - TOLERANCE <= y <= box.bottom + TOLERANCE
        ):
            return False
        half_width, half_height = symbol.half_width, symbol.half_height
        middle = (box.top + box.bottom) / 2
        # distance into the round or slanted end, seen from the centre line of the outer lane
        left, right = self.geometry.lane_centres[symbol.first_lane], self.geometry.lane_centres[symbol.last_lane]
        if symbol.shape is SymbolShape.DECISION:
            out = max(left - x, x - right, 0.0)
            return abs(out / half_width + abs(y - middle) / half_height - 1) < TOLERANCE
        if symbol.is_capsule:
            out = max(left - x, x - right, 0.0) - (half_width - half_height)
            if out > 0:
                return abs(hypot(out, y - middle) - half_height) < TOLERANCE
            return abs(abs(y - middle) - half_height) < TOLERANCE
        at = {Side.NORTH: y - box.top, Side.SOUTH: y - box.bottom, Side.WEST: x - box.left, Side.EAST: x - box.right}
        return abs(at[side]) < TOLERANCE

    def runs(self) -> Iterator[str]:
        """Runs are straight, long enough, inside the table and clear of symbols."""
        whole = Box(0.0, 0.0, self.geometry.lane_edges[-1], self.geometry.band_edges[-1])
        for segment in self.segments:
            route, box = self.chart.routes[segment.route], segment.box
            if not segment.vertical and box.bottom - box.top > TOLERANCE:
                yield "slanted run"
            if segment.index and segment.vertical == self._before(segment).vertical:
                yield "runs without a bend"
            bends = (segment.index > 0) + (segment.index < len(route.points) - 2)
            if segment.length < max(1.0, bends * CORNER_RADIUS - TOLERANCE):
                yield "run too short"
            if (
                box.left < whole.left - TOLERANCE
                or box.top < whole.top - TOLERANCE
                or box.right > whole.right + TOLERANCE
                or box.bottom > whole.bottom + TOLERANCE
            ):
                yield "run outside the table"
            for number, symbol in enumerate(self.boxes):
                own = number in (route.source, route.target)
                if own and self._is_end_run(segment, number):
                    # ports beside the tip of a diamond lie inside its rectangle
                    continue
                if _hit(box, symbol, 0.0 if own else 1.0):
                    yield "run hits a symbol"

    def _before(self, segment: Segment) -> Segment:
        return next(s for s in self.segments if s.route == segment.route and s.index == segment.index - 1)

    def _is_end_run(self, segment: Segment, symbol: int) -> bool:
        route = self.chart.routes[segment.route]
        return (segment.index == 0 and route.source == symbol) or (
            segment.index == len(route.points) - 2 and route.target == symbol
        )

    def company(self) -> Iterator[str]:
        """Lines lie on one another only where they merge into one end or fork from one."""
        for (number, one), (other, two) in combinations(enumerate(self.chart.routes), 2):
            shared = not (self._is_alone(one) or self._is_alone(two))
            merged, forked = shared and one.target == two.target, shared and one.source == two.source
            for a in self._of(number):
                for b in self._of(other):
                    if a.vertical != b.vertical:
                        continue
                    if merged or forked:
                        yield from self._shared_run(a, b, merged=merged, forked=forked)
                    elif _hit(a.box, b.box, MINIMUM_DISTANCE):
                        yield "unrelated runs too close"
        for segment in self.segments:
            for later in self._of(segment.route):
                apart = later.index > segment.index + 1
                if apart and later.vertical == segment.vertical and _hit(segment.box, later.box, MINIMUM_DISTANCE):
                    yield "route meets itself"

    @staticmethod
    def _is_alone(route: Route) -> bool:
        return route.head_at_start or not route.head_at_end

    def _of(self, route: int) -> list[Segment]:
        if not hasattr(self, "_by_route"):
            self._by_route: dict[int, list[Segment]] = defaultdict(list)
            for segment in self.segments:
                self._by_route[segment.route].append(segment)
        return self._by_route[route]

    def _shared_run(self, a: Segment, b: Segment, *, merged: bool, forked: bool) -> Iterator[str]:
        along = (a.box.top, a.box.bottom, b.box.top, b.box.bottom)
        if not a.vertical:
            along = (a.box.left, a.box.right, b.box.left, b.box.right)
        common = min(along[1], along[3]) - max(along[0], along[2])
        across = abs(a.box.left - b.box.left) if a.vertical else abs(a.box.top - b.box.top)
        if common <= 1 or across > MINIMUM_DISTANCE - TOLERANCE:
            return
        if across > TOLERANCE:
            yield "related runs too close"
        p = [(round(x, 3), round(y, 3)) for x, y in self.corners[a.route]]
        q = [(round(x, 3), round(y, 3)) for x, y in self.corners[b.route]]
        together_at_end = merged and p[a.index + 1 :] == q[b.index + 1 :]
        together_at_start = forked and p[: a.index + 1] == q[: b.index + 1]
        if not together_at_end and not together_at_start:
            yield "merged lines part again" if merged else "forked lines meet again"

    def _heads(self) -> Iterator[tuple[int, Box]]:
        for number, (route, corners) in enumerate(zip(self.chart.routes, self.corners, strict=True)):
            ends = [(corners[-1], route.entry)] if route.head_at_end else []
            ends += [(corners[0], route.exit)] if route.head_at_start else []
            for (x, y), side in ends:
                if side in (Side.NORTH, Side.SOUTH):
                    far = y - ARROW_LENGTH if side is Side.NORTH else y + ARROW_LENGTH
                    yield number, Box(x - ARROW_HALF_WIDTH, min(y, far), x + ARROW_HALF_WIDTH, max(y, far))
                else:
                    far = x - ARROW_LENGTH if side is Side.WEST else x + ARROW_LENGTH
                    yield number, Box(min(x, far), y - ARROW_HALF_WIDTH, max(x, far), y + ARROW_HALF_WIDTH)

    def heads(self) -> Iterator[str]:
        for number, route in enumerate(self.chart.routes):
            runs = self._of(number)
            # the bend at the other end of a run takes its radius
            if route.head_at_end and runs[-1].length < MINIMUM_HEAD + CORNER_RADIUS * (len(runs) > 1) - TOLERANCE:
                yield "squashed arrowhead"
            both = MINIMUM_HEAD + (ARROW_LENGTH if len(runs) == 1 and route.head_at_end else 0.0)
            if route.head_at_start and runs[0].length < both - TOLERANCE:
                yield "squashed arrowhead"
        heads = list(self._heads())
        for number, head in heads:
            route = self.chart.routes[number]
            for segment in self.segments:
                other = self.chart.routes[segment.route]
                related = other.target == route.target or other.source == route.source
                if not related and _hit(head, segment.box):
                    yield "run on a foreign arrowhead"
            for symbol, box in enumerate(self.boxes):
                if symbol not in (route.source, route.target) and _hit(head, box):
                    yield "arrowhead on a foreign symbol"
        for (number, one), (other, two) in combinations(heads, 2):
            if self.chart.routes[number].target != self.chart.routes[other].target and _hit(one, two):
                yield "arrowheads overlap"

    # -- texts

    def labels(self) -> Iterator[str]:
        chart, geometry = self.chart, self.geometry
        areas = [geometry.label_box(label) for label in chart.labels]
        heads = [head for _, head in self._heads()]
        for number, (label, area) in enumerate(zip(chart.labels, areas, strict=True)):
            if any(self._on_symbol(symbol, area) for symbol in range(len(self.boxes))):
                yield "label on a symbol"
            if any(_hit(area, segment.box, LABEL_DISTANCE) for segment in self.segments):
                yield "label on a run"
            if any(_hit(area, head) for head in heads):
                yield "label on an arrowhead"
            if any(_hit(area, other) for other in areas[:number]):
                yield "label on a label"
            if area.left < geometry.lane_edges[label.lane] or area.right > geometry.lane_edges[label.lane + 1]:
                yield "label leaves its lane"
            if area.top < geometry.band_edges[label.band] or area.bottom > geometry.band_edges[label.band + 1]:
                yield "label leaves its band"
        yield from self._missing_labels()
        yield from self._missing_markers()

    def _on_symbol(self, number: int, area: Box) -> bool:
        symbol, box = self.chart.symbols[number], self.boxes[number]
        if symbol.shape is not SymbolShape.DECISION:
            return _hit(area, box)
        middle = (box.top + box.bottom) / 2
        left, right = self.geometry.lane_centres[symbol.first_lane], self.geometry.lane_centres[symbol.last_lane]
        out = max(area.left - right, left - area.right, 0.0)
        near = min(max(middle, area.top), area.bottom)
        return out / symbol.half_width + abs(near - middle) / symbol.half_height < 1 - TOLERANCE

    def _missing_labels(self) -> Iterator[str]:
        """Exits with one text that leave through one port share a label."""
        flows = self.procedure.flows
        starts = {
            (flows[route.flow].label, self.corners[number][0])
            for number, route in enumerate(self.chart.routes)
            if route.flow is not None and route.flow in {label.flow for label in self.chart.labels if not label.marker}
        }
        for number, route in enumerate(self.chart.routes):
            text = flows[route.flow].label.strip() if route.flow is not None else ""
            if text and (flows[route.flow or 0].label, self.corners[number][0]) not in starts:
                yield "label missing"
        for label in self.chart.labels:
            if not label.marker and label.flow is not None:
                shown = "".join(label.lines).replace(" ", "")
                if flows[label.flow].unsaid:
                    shown = shown.removesuffix(":selesai")
                if shown != "".join(flows[label.flow].label.split()):
                    yield "label with another text"

    def _missing_markers(self) -> Iterator[str]:
        for lost in self.chart.unrouted:
            marked = [
                label.symbol
                for label in self.chart.labels
                if label.marker and label.flow == lost.flow and label.lines[0].split()[0] == lost.letter
            ]
            if sorted(marked) != sorted({lost.source, lost.target}):
                yield "marker missing"

    def hops(self) -> Iterator[str]:
        """Hops lie on their run, over a vertical one."""
        for number, route in enumerate(self.chart.routes):
            for hop in route.hops:
                x = self.geometry.lane_centres[hop.lane] + hop.dx
                run = self._of(number)[hop.run]
                y = run.box.top
                if run.vertical or not run.box.left < x < run.box.right:
                    yield "hop off its run"
                if not any(
                    s.vertical and abs(s.box.left - x) < TOLERANCE and s.box.top < y < s.box.bottom
                    for s in self.segments
                ):
                    yield "hop over nothing"
