"""The drawing of a chart as inline SVG, cut into what each cell of a table shows.

Every band of a cell has a drawing of its own whose origin is the centre line of the lane and of the band, so that one
unit is one CSS pixel whatever the size of the cell.  A line that leaves the cell is drawn far beyond its edge and cut
off there; the neighbour continues it at the same offset.  Symbols, lines and arrowheads of a cell therefore share one
system of coordinates and meet exactly at every device pixel ratio.  Coordinates are whole pixels, so that lines are
sharp.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from html import escape

from ...core.layout.chart import (
    ARROW_HALF_WIDTH,
    ARROW_LENGTH,
    CORNER_RADIUS,
    HOP_RADIUS,
    LABEL_LINE,
    Chart,
    Label,
    Route,
    Side,
    Symbol,
    SymbolShape,
)
from ...core.layout.lettering import text_width

FAR = "9e3"
"""Beyond the edge of any cell."""

BASELINE = 8.5
"""From the top of a line of a label to its baseline."""

HEAD_OVERLAP = 5.0
"""A line ends this far before the tip of its arrowhead, so that the tip stays sharp."""

Place = tuple[int, int]
"""Index of a band, index of a lane."""

Drawings = Mapping[Place, str]
"""Content of the ``<svg>`` of each band of a cell that shows anything."""


@cache
def whole(value: float) -> str:
    """Return a coordinate of a line in whole pixels."""
    return str(round(value))


@cache
def number(value: float) -> str:
    """Return a length to a hundredth of a pixel, as short as CSS and SVG allow."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


@cache
def pair(x: float, y: float) -> str:
    """Return two coordinates; a minus sign separates as well as a space."""
    first, second = whole(x), whole(y)
    return first + second if second[0] == "-" else f"{first} {second}"


def draw(chart: Chart) -> Drawings:
    """Return the drawing of every band of every cell: lines below arrowheads below symbols below labels."""
    lines: dict[Place, dict[str, list[int]]] = defaultdict(dict)
    heads: dict[Place, dict[str, list[int]]] = defaultdict(dict)
    for index, route in enumerate(chart.routes):
        for place, path in _Pen(route).strokes():
            lines[place].setdefault(path, []).append(index)
        for place, path in _heads(route):
            heads[place].setdefault(path, []).append(index)
    back = {
        index
        for index, route in enumerate(chart.routes)
        if chart.symbols[route.target].row < chart.symbols[route.source].row
    }
    parts: dict[Place, list[str]] = defaultdict(list)
    for place, paths in lines.items():
        parts[place] += [
            f'<path{_routes("sop-back " if back.issuperset(routes) else "", routes)} d="{path}"/>'
            for path, routes in paths.items()
        ]
    for place, paths in heads.items():
        parts[place] += [f'<path{_routes("sop-head ", routes)} d="{path}"/>' for path, routes in paths.items()]
    ways: dict[int, list[int]] = defaultdict(list)
    for index, route in enumerate(chart.routes):
        ways[route.source].append(index)
    for index, symbol in enumerate(chart.symbols):
        for lane in symbol.lanes:
            parts[symbol.band, lane].append(_symbol_part(symbol, lane, ways.get(index, ())))
    numbers = {route.flow: index for index, route in enumerate(chart.routes) if route.flow is not None}
    for label in chart.labels:
        parts[label.band, label.lane].append(_label(label, numbers.get(label.flow) if label.flow is not None else None))
    return {place: "".join(pieces) for place, pieces in parts.items()}


def _routes(kind: str, routes: list[int]) -> str:
    """Attribute ``class`` that names the routes a path belongs to, for the script that lights up a way."""
    return f' class="{kind}{" ".join(map(_route_class, routes))}"'


@cache
def _route_class(index: int) -> str:
    return f"sop-r{index}"


class _Pen:
    """Draws one route and starts a new path wherever it enters another cell or band."""

    def __init__(self, route: Route) -> None:
        self.route = route
        self.vertices = route.points
        self.place: Place = (route.points[0].band, route.points[0].lane)
        self.path = ""
        self.done: list[tuple[Place, str]] = []

    def strokes(self) -> list[tuple[Place, str]]:
        """Return the path of each cell and band the route passes through."""
        points, last = self.vertices, len(self.vertices) - 2
        for run in range(last + 1):
            start, end = points[run], points[run + 1]
            level = start.band == end.band and start.dy == end.dy
            if level:
                forward = (end.lane, end.dx) > (start.lane, start.dx)
            else:
                forward = (end.band, end.dy) > (start.band, start.dy)
            sign = 1.0 if forward else -1.0
            if run == 0:
                trim = sign * HEAD_OVERLAP if self.route.head_at_start else 0.0
                self.path = "M" + (pair(start.dx + trim, start.dy) if level else pair(start.dx, start.dy + trim))
            if run < last:
                cut = sign * CORNER_RADIUS
            else:
                cut = sign * HEAD_OVERLAP if self.route.head_at_end else 0.0
            if level:
                self._level(run, end.lane, end.dx - cut, start.dy, sign)
            else:
                self._upright(end.band, end.dy - cut, start.dx, sign)
            if run < last:
                self._bend(run, level=level, sign=sign)
        self.done.append((self.place, self.path))
        return self.done

    def _enter(self, place: Place, start: str) -> None:
        self.done.append((self.place, self.path))
        self.place, self.path = place, start

    def _level(self, run: int, lane: int, x: float, y: float, sign: float) -> None:
        band, here = self.place
        far = f"H{FAR}" if sign > 0 else f"H-{FAR}"
        opening = f"M{'-' if sign > 0 else ''}{FAR} {whole(y)}"
        hops = [hop for hop in self.route.hops if hop.run == run]
        if sign < 0:
            hops.reverse()
        while True:
            for hop in hops:
                if hop.lane == here:
                    width = sign * HOP_RADIUS
                    self.path += f"H{number(round(hop.dx) - width)}a{number(HOP_RADIUS)} {number(HOP_RADIUS)} 0 0 "
                    self.path += f"{int(sign > 0)} {number(2 * width)} 0"
            if here == lane:
                break
            self.path += far
            here += 1 if sign > 0 else -1
            self._enter((band, here), opening)
        self.path += f"H{whole(x)}"

    def _upright(self, band: int, y: float, x: float, sign: float) -> None:
        here, lane = self.place
        far = f"V{FAR}" if sign > 0 else f"V-{FAR}"
        opening = f"M{whole(x)}{'-' if sign > 0 else ' '}{FAR}"
        while here != band:
            self.path += far
            here += 1 if sign > 0 else -1
            self._enter((here, lane), opening)
        self.path += f"V{whole(y)}"

    def _bend(self, run: int, *, level: bool, sign: float) -> None:
        vertex, following = self.vertices[run + 1], self.vertices[run + 2]
        if level:
            turn = CORNER_RADIUS if (following.band, following.dy) > (vertex.band, vertex.dy) else -CORNER_RADIUS
            dx, dy = sign * CORNER_RADIUS, turn
            clockwise = dx * dy > 0
        else:
            turn = CORNER_RADIUS if (following.lane, following.dx) > (vertex.lane, vertex.dx) else -CORNER_RADIUS
            dx, dy = turn, sign * CORNER_RADIUS
            clockwise = dx * dy < 0
        self.path += _arc(dx, dy, clockwise)


@cache
def _arc(dx: float, dy: float, clockwise: bool) -> str:
    radius = whole(CORNER_RADIUS)
    return f"a{radius} {radius} 0 0 {int(clockwise)} {pair(dx, dy)}"


def _heads(route: Route) -> Iterator[tuple[Place, str]]:
    """Arrowheads; a tip lies on the side of the symbol it points at."""
    if route.head_at_end:
        point = route.points[-1]
        yield (point.band, point.lane), _head(point.dx, point.dy, route.entry)
    if route.head_at_start:
        point = route.points[0]
        yield (point.band, point.lane), _head(point.dx, point.dy, route.exit)


_HEADS = {
    Side.NORTH: (-ARROW_HALF_WIDTH, -ARROW_LENGTH, f"h{number(2 * ARROW_HALF_WIDTH)}"),
    Side.SOUTH: (-ARROW_HALF_WIDTH, ARROW_LENGTH, f"h{number(2 * ARROW_HALF_WIDTH)}"),
    Side.WEST: (-ARROW_LENGTH, -ARROW_HALF_WIDTH, f"v{number(2 * ARROW_HALF_WIDTH)}"),
    Side.EAST: (ARROW_LENGTH, -ARROW_HALF_WIDTH, f"v{number(2 * ARROW_HALF_WIDTH)}"),
}
"""From the tip to one end of the base, and the base."""


@cache
def _head(x: float, y: float, side: Side) -> str:
    dx, dy, base = _HEADS[side]
    return f"M{pair(x, y)}l{pair(dx, dy)}{base}z"


def arrowhead(x: float, y: float, side: Side) -> str:
    """Return the arrowhead of no route in particular."""
    return f'<path class="sop-head" d="{_head(x, y, side)}"/>'


_TINTS = {
    SymbolShape.TERMINATOR: "terminator",
    SymbolShape.START: "terminator",
    SymbolShape.END: "terminator",
    SymbolShape.PROCESS: "process",
    SymbolShape.DECISION: "decision",
}
"""Shape -> class that gives its colour."""


def _symbol_part(symbol: Symbol, lane: int, ways: Sequence[int]) -> str:
    """The part of a symbol that lies in one lane, the words in it, and for the script the routes that leave it."""
    first, last = lane == symbol.first_lane, lane == symbol.last_lane
    outline = _outline(symbol.shape, symbol.half_width, symbol.half_height, first, last)
    kind = f"sop-symbol sop-{_TINTS[symbol.shape]}" + ("" if symbol.node is not None else " sop-extra")
    leaving = f' data-ways="{" ".join(map(str, ways))}"' if ways else ""
    part = f'<path class="{kind}"{leaving} d="{outline}"/>'
    if first and not last:
        # a card on a phone shows one lane only, so the whole symbol is kept at hand
        whole = _outline(symbol.shape, symbol.half_width, symbol.half_height, True, True)
        part = f'<path class="{kind} sop-part"{leaving} d="{outline}"/>'
        part += f'<path class="{kind} sop-whole" d="{whole}"/>'
    if symbol.text and first:
        place = f'y="{number(BASELINE - LABEL_LINE / 2)}" text-anchor="middle"{_fitted(symbol.text)}'
        part += f'<text class="sop-word" {place}>{escape(symbol.text)}</text>'
    return part


@cache
def _outline(shape: SymbolShape, half_width: float, half_height: float, first: bool, last: bool) -> str:
    """Outline of a symbol, or of the half of it that lies in its first or last lane, or of what lies between."""
    w, h = round(half_width), round(half_height)
    height = 2 * h
    if shape is SymbolShape.PROCESS:
        left, right = f"V{h}", f"V{-h}"
        start, end = (str(-w) if first else f"-{FAR}"), (str(w) if last else FAR)
    elif shape is SymbolShape.DECISION:
        left = f"L{pair(-w, 0)} {pair(0, h)}" if first else f"V{h}"
        right = f"L{pair(w, 0)} {pair(0, -h)}" if last else f"V{-h}"
        start, end = ("0" if first else f"-{FAR}"), ("0" if last else FAR)
    else:
        half_circle = f"a{h} {h} 0 0"
        left = f"{half_circle} 0 0 {height}" if first else f"V{h}"
        right = f"{half_circle} 0 0-{height}" if last else f"V{-h}"
        start, end = (str(h - w) if first else f"-{FAR}"), (str(w - h) if last else FAR)
    return f"M{start}{-h}{left}H{end}{right}z"


_ANCHORS = {"left": "", "center": ' text-anchor="middle"', "right": ' text-anchor="end"'}
_SHARES = {"left": 0.0, "center": 0.5, "right": 1.0}


def _fitted(text: str) -> str:
    """Attributes that set a text as wide as it was laid out, in whatever face a browser has for it."""
    return f' textLength="{number(text_width(text))}" lengthAdjust="spacingAndGlyphs"' if len(text) > 1 else ""


def _label(label: Label, route: int | None) -> str:
    """A label, or the letter in its frame that stands for one end of an arrow without a path."""
    if label.marker:
        frame = (
            f'<rect class="sop-marker" x="{number(label.dx)}" y="{number(label.dy)}" width="{number(label.width)}" '
            f'height="{number(label.height)}" rx="{number(label.height / 2)}"/>'
        )
        x, anchor = label.dx + label.width / 2, _ANCHORS["center"]
        top = label.dy + (label.height - LABEL_LINE * len(label.lines)) / 2
    else:
        frame = ""
        x, anchor = label.dx + label.width * _SHARES[label.align], _ANCHORS[label.align]
        top = label.dy
    at = number(x)
    lit = f' class="{_route_class(route)}"' if route is not None else ""
    return frame + "".join(
        f'<text x="{at}" y="{number(top + BASELINE + LABEL_LINE * row)}"{anchor}{lit}{_fitted(line)}>{escape(line)}</text>'
        for row, line in enumerate(label.lines)
    )
