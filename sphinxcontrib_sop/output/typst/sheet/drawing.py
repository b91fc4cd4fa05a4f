"""The drawing of a chart, page by page, as plain lists that a Typst template only has to paint.

All coordinates are points; the origin of a page is the top left corner of the table below its heading.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from msgspec import Struct, field

from ....core.layout.chart import (
    ARROW_HALF_WIDTH,
    ARROW_LENGTH,
    CORNER_RADIUS,
    HOP_RADIUS,
    Chart,
    Route,
    Side,
    Symbol,
    SymbolShape,
)
from ....core.layout.geometry import Geometry
from ....core.ordinals import letters
from .columns import Columns
from .pages import PAD, PENTAGON, STAGGER, Connector, Page, Run, Strip, same_place

Place = tuple[float, float]

Stroke = tuple[Any, ...]
"""("m", x, y), ("l", x, y), ("q", cx, cy, x, y), ("c", ax, ay, bx, by, x, y) or ("z",), which closes what was begun."""

QUARTER = 4 / 3
"""Height of the control points of a curve that looks like a half circle, in radii."""

ROUND = 1 - 0.5523
"""Distance of the handles of a quarter of a circle from its corner, in radii."""

TOUCHING = {Side.NORTH: (0, -1), Side.SOUTH: (0, 1), Side.WEST: (-1, 0), Side.EAST: (1, 0)}
"""From the tip of an arrowhead on a side of a symbol to its base."""


class PageDrawing(Struct, kw_only=True):
    """What is painted on one page."""

    lines: list[Stroke] = field(default_factory=list)
    heads: list[Stroke] = field(default_factory=list)
    outlines: list[Stroke] = field(default_factory=list)
    """Of the symbols."""
    names: list[dict[str, Any]] = field(default_factory=list)
    """Texts in symbols."""
    labels: list[dict[str, Any]] = field(default_factory=list)
    connectors: list[dict[str, Any]] = field(default_factory=list)


def vertical_runs(chart: Chart, columns: Columns) -> list[Run]:
    """Return the runs of all routes that lead from one row to another."""
    geometry = Geometry(chart, [lane / columns.unit for lane in columns.lanes])
    runs = []
    for number, route in enumerate(chart.routes):
        for index, (here, there) in enumerate(pairwise(route.points)):
            start, end = chart.bands[here.band].row, chart.bands[there.band].row
            if start != end:
                x = (geometry.lane_centres[here.lane] + here.dx) * columns.unit + columns.lanes_left
                runs.append(Run(route=number, run=index, start=start, end=end, x=x))
    return runs


class Drawing:
    """Places everything of a chart on pages."""

    def __init__(self, chart: Chart, columns: Columns, pages: Sequence[Page], runs: Sequence[Run]) -> None:
        self.chart = chart
        self.columns = columns
        self.pages = pages
        self.unit = columns.unit
        first = {slot.row: (number, slot) for number, page in enumerate(pages) for slot in page.slots if not slot.part}
        heights = [first[row][1].height for row in range(len(chart.rows))]
        self.geometry = Geometry(
            chart, [lane / self.unit for lane in columns.lanes], [height / self.unit for height in heights]
        )
        self.page_of = {row: number for row, (number, _) in first.items()}
        self.tops = dict(self._tops())
        self.runs = {(run.route, run.run): run for run in runs}
        self.letters = _letters(runs, self.page_of)
        self.drawings = [PageDrawing() for _ in pages]

    def _tops(self) -> Iterator[tuple[int, float]]:
        """Distance of each row from the top of its page."""
        for page in self.pages:
            y = page.top.height
            for slot in page.slots:
                if not slot.part:
                    yield slot.row, y
                y += slot.height

    def paint(self) -> list[PageDrawing]:
        """Return the drawings of all pages."""
        for number, route in enumerate(self.chart.routes):
            self._route(number, route)
        self._symbols()
        for label in self.chart.labels:
            x, y, page = self._at(label.lane, label.dx, label.band, label.dy)
            self.drawings[page].labels.append(
                {
                    "x": x,
                    "y": y,
                    "width": label.width * self.unit,
                    "height": label.height * self.unit,
                    "lines": list(label.lines),
                    "align": label.align,
                    "marker": label.marker,
                }
            )
        self._connectors()
        return self.drawings

    def symbols_in(self, row: int) -> Iterator[tuple[Symbol, dict[str, float]]]:
        """The symbols of a row and where they lie: from the left edge of their first lane, from the top of the row."""
        for symbol in self.chart.symbols:
            if symbol.row != row:
                continue
            box = self.geometry.symbol_box(symbol)
            left, top = self.geometry.lane_edges[symbol.first_lane], self.geometry.row_edges[row]
            yield (
                symbol,
                {
                    "x": (box.left - left) * self.unit,
                    "y": (box.top - top) * self.unit,
                    "width": (box.right - box.left) * self.unit,
                    "height": (box.bottom - box.top) * self.unit,
                },
            )

    def _symbols(self) -> None:
        for row, page in self.page_of.items():
            for symbol, place in self.symbols_in(row):
                left = self.geometry.lane_edges[symbol.first_lane] * self.unit + self.columns.lanes_left
                box = place | {"x": left + place["x"], "y": self.tops[row] + place["y"]}
                self.drawings[page].outlines += outline(symbol, box, self.unit)
                if symbol.text:
                    self.drawings[page].names.append(box | {"text": symbol.text})

    # -- places ------------------------------------------------------------------------------------------------------
    def _at(self, lane: int, dx: float, band: int, dy: float) -> tuple[float, float, int]:
        row = self.chart.bands[band].row
        x = (self.geometry.lane_centres[lane] + dx) * self.unit + self.columns.lanes_left
        y = (self.geometry.band_centres[band] - self.geometry.row_edges[row] + dy) * self.unit + self.tops[row]
        return x, y, self.page_of[row]

    def _strip_top(self, page: int) -> float:
        """Distance of the lower strip from the top of the page."""
        return self.pages[page].top.height + sum(slot.height for slot in self.pages[page].slots)

    def _pentagon_top(self, page: int, connector: Connector, *, at_top: bool) -> float:
        strip = self._strip(page, at_top=at_top)
        away = strip.lead + connector.level * STAGGER
        return strip.height - away - PENTAGON if at_top else self._strip_top(page) + away

    def _strip(self, page: int, *, at_top: bool) -> Strip:
        return self.pages[page].top if at_top else self.pages[page].bottom

    def _into_strip(self, page: int, x: float, *, at_top: bool) -> list[Place]:
        """The way of a line from the edge of the rows to its connector."""
        strip = self._strip(page, at_top=at_top)
        connector = strip.at(x)
        top = self._pentagon_top(page, connector, at_top=at_top)
        edge = strip.height if at_top else self._strip_top(page)
        end = top + PENTAGON if at_top else top
        if same_place(x, connector.centre):
            return [(x, end)]
        bend = edge - PAD - connector.bend if at_top else edge + PAD + connector.bend
        return [(x, bend), (connector.centre, bend), (connector.centre, end)]

    # -- routes ------------------------------------------------------------------------------------------------------
    def _route(self, number: int, route: Route) -> None:
        places = [self._at(point.lane, point.dx, point.band, point.dy) for point in route.points]
        hops: dict[int, list[float]] = {}
        for hop in route.hops:
            x = (self.geometry.lane_centres[hop.lane] + hop.dx) * self.unit + self.columns.lanes_left
            hops.setdefault(hop.run, []).append(x)
        path: list[Place] = [places[0][:2]]
        jumps: list[list[float]] = []
        for index, ((_, _, here), (x, y, there)) in enumerate(pairwise(places)):
            if here != there:
                down = there > here
                out = self._into_strip(here, x, at_top=not down)
                path += out
                self._line(here, path, jumps + [[]] * len(out))
                self._head_at_connector(here, out[-1], down=down, drawn=route.head_at_end)
                way = self._into_strip(there, x, at_top=down)
                self._head_at_connector(there, way[-1], down=not down, drawn=route.head_at_start)
                path, jumps = way[::-1], [[]] * (len(way) - 1)
            path.append((x, y))
            jumps = [*jumps, hops.get(index, [])]
        self._line(places[-1][2], path, jumps)
        if route.head_at_end:
            self._head(places[-1][2], path[-1], route.entry)
        if route.head_at_start:
            self._head(places[0][2], places[0][:2], route.exit)

    def _head_at_connector(self, page: int, tip: Place, *, down: bool, drawn: bool) -> None:
        if drawn:
            self._head(page, tip, Side.NORTH if down else Side.SOUTH)

    def _head(self, page: int, tip: Place, side: Side) -> None:
        (x, y), (dx, dy) = tip, TOUCHING[side]
        length, half = ARROW_LENGTH * self.unit, ARROW_HALF_WIDTH * self.unit
        base = (x + dx * length, y + dy * length)
        corners = [(base[0] + dy * half, base[1] + dx * half), (base[0] - dy * half, base[1] - dx * half)]
        self.drawings[page].heads += closed([tip, *corners])

    def _line(self, page: int, path: Sequence[Place], jumps: Sequence[Sequence[float]]) -> None:
        self.drawings[page].lines += rounded(path, jumps, self.unit)

    # -- connectors --------------------------------------------------------------------------------------------------
    def _connectors(self) -> None:
        for number in range(len(self.pages)):
            for at_top in (True, False):
                for connector in self._strip(number, at_top=at_top).connectors:
                    runs = [
                        run
                        for run in self.runs.values()
                        if same_place(run.x, connector.x) and self._ends_beyond(run, number, at_top=at_top) is not None
                    ]
                    others = {self._ends_beyond(run, number, at_top=at_top) for run in runs}
                    self.drawings[number].connectors.append(
                        {
                            "x": connector.centre,
                            "y": self._pentagon_top(number, connector, at_top=at_top),
                            "compact": self._strip(number, at_top=at_top).compact,
                            "above": at_top,
                            "letter": self.letters[runs[0].route, runs[0].run],
                            "pages": sorted(other for other in others if other is not None),
                        }
                    )

    def _ends_beyond(self, run: Run, page: int, *, at_top: bool) -> int | None:
        """Page of the other end of a run that leaves this page at its top or foot, else None."""
        start, end = self.page_of[run.start], self.page_of[run.end]
        if page not in (start, end) or start == end:
            return None
        other = end if page == start else start
        return other if (other < page) == at_top else None


def _letters(runs: Sequence[Run], page_of: Mapping[int, int]) -> dict[tuple[int, int], str]:
    """Letters of the runs that cross a page break; runs drawn as one line at any break share theirs."""
    crossing = sorted(
        (run for run in runs if page_of[run.start] != page_of[run.end]),
        key=lambda run: (min(run.start, run.end), run.x, run.route),
    )
    parent = {(run.route, run.run): (run.route, run.run) for run in crossing}

    def root(key: tuple[int, int]) -> tuple[int, int]:
        while parent[key] != key:
            key = parent[key]
        return key

    for index, crosser in enumerate(crossing):
        for other in crossing[:index]:
            if same_place(crosser.x, other.x) and _share_break(crosser, other, page_of):
                parent[root((crosser.route, crosser.run))] = root((other.route, other.run))
    names: dict[tuple[int, int], str] = {}
    for run in crossing:
        names.setdefault(root((run.route, run.run)), letters(len(names) + 1).upper())
    return {key: names[root(key)] for key in parent}


def _share_break(upper: Run, lower: Run, page_of: Mapping[int, int]) -> bool:
    """True if two runs meet in a connector."""
    ends = [sorted((page_of[run.start], page_of[run.end])) for run in (upper, lower)]
    (first, last), (second, final) = ends
    return first == second or last == final


def closed(places: Sequence[Place]) -> list[Stroke]:
    """Return the outline of a polygon."""
    first, *others = places
    return [("m", *first), *(("l", *place) for place in others), ("z",)]


def outline(symbol: Symbol, box: Mapping[str, float], unit: float) -> list[Stroke]:
    """Return the outline of a symbol in a box."""
    x, y, right, foot = box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"]
    if symbol.shape is SymbolShape.DECISION:
        slant, middle = symbol.half_width * unit, (y + foot) / 2
        return closed(
            [(x, middle), (x + slant, y), (right - slant, y), (right, middle), (right - slant, foot), (x + slant, foot)]
        )
    if not symbol.is_capsule:
        return closed([(x, y), (right, y), (right, foot), (x, foot)])
    radius = box["height"] / 2
    handle, middle = radius * ROUND, y + radius
    return [
        ("m", x + radius, y),
        ("l", right - radius, y),
        ("c", right - handle, y, right, y + handle, right, middle),
        ("c", right, foot - handle, right - handle, foot, right - radius, foot),
        ("l", x + radius, foot),
        ("c", x + handle, foot, x, foot - handle, x, middle),
        ("c", x, y + handle, x + handle, y, x + radius, y),
        ("z",),
    ]


def rounded(path: Sequence[Place], jumps: Sequence[Sequence[float]], unit: float) -> list[Stroke]:
    """Return a line through these places with rounded corners; ``jumps`` holds the hops of every run."""
    radius, hop = CORNER_RADIUS * unit, HOP_RADIUS * unit
    strokes: list[Stroke] = [("m", *path[0])]
    for index in range(1, len(path)):
        (x0, y0), (x, y) = path[index - 1], path[index]
        way = 1 if x > x0 else -1
        for place in sorted(jumps[index - 1], reverse=way < 0):
            near, far = place - way * hop, place + way * hop
            high = y - QUARTER * hop
            strokes += [("l", near, y), ("c", near, high, far, high, far, y)]
        if index == len(path) - 1:
            strokes.append(("l", x, y))
        else:
            before = _towards((x, y), (x0, y0), radius)
            after = _towards((x, y), path[index + 1], radius)
            strokes += [("l", *before), ("q", x, y, *after)]
    return strokes


def _towards(corner: Place, other: Place, radius: float) -> Place:
    """The place at a distance from a corner on the way to another place, at most half way."""
    dx, dy = other[0] - corner[0], other[1] - corner[1]
    length = abs(dx) + abs(dy)
    share = min(radius, length / 2) / length if length else 0.0
    return corner[0] + dx * share, corner[1] + dy * share
