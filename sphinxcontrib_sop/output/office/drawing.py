"""A laid out chart as shapes and glued connectors, placed in EMU over the cells of its table.

Office programs glue a connector to a *site* of a shape: the middle of its top, left, bottom or right edge, numbered in
this order for all presets used here.  So arrows end there, wherever on that side the layout has put them.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec import Struct

from ...core.importing.joints import JOINT_WORK, ONE_SYMBOL
from ...core.layout import LABEL_SIZE, Box, Chart, Geometry, Label, Route, Side, Symbol, SymbolShape
from .connectors import Place

ARROW_NAME = "Alur"

EMU_PER_PIXEL = 9_525
EMU_PER_POINT = 12_700

SITES = {Side.NORTH: 0, Side.WEST: 1, Side.SOUTH: 2, Side.EAST: 3}

PRESETS = {
    SymbolShape.PROCESS: "flowChartProcess",
    SymbolShape.DECISION: "flowChartDecision",
    SymbolShape.TERMINATOR: "flowChartTerminator",
    SymbolShape.START: "flowChartTerminator",
    SymbolShape.END: "flowChartTerminator",
}

ROOM = 3.0
"""Units by which the box of a label is wider than its text: another program's face may be wider."""


class Shape(Struct, frozen=True, kw_only=True):
    """A symbol or a text box; ``id`` is unique in its drawing."""

    id: int
    preset: str
    box: tuple[int, int, int, int]
    """Left, top, right, bottom."""
    text: tuple[str, ...] = ()
    description: str = ""
    """What the symbol says, for those who cannot see it."""
    symbol: int | None = None
    """Index into ``Chart.symbols``; None for a label."""
    align: str = "center"

    @property
    def left(self) -> int:
        return self.box[0]

    @property
    def top(self) -> int:
        return self.box[1]

    @property
    def right(self) -> int:
        return self.box[2]

    @property
    def bottom(self) -> int:
        return self.box[3]

    def site(self, side: Side) -> Place:
        """Where an arrow ends on a side."""
        x, y = (self.left + self.right) // 2, (self.top + self.bottom) // 2
        return {
            Side.NORTH: (x, self.top),
            Side.WEST: (self.left, y),
            Side.SOUTH: (x, self.bottom),
            Side.EAST: (self.right, y),
        }[side]


class Connector(Struct, frozen=True, kw_only=True):
    """An arrow from a site of one shape to a site of another."""

    id: int
    name: str = ARROW_NAME
    path: tuple[Place, ...]
    source: Shape
    exit: Side
    target: Shape
    entry: Side
    head_at_end: bool
    head_at_start: bool


class Sketch(Struct, frozen=True, kw_only=True):
    """All shapes and connectors of a chart, from the top left corner of the lanes."""

    symbols: tuple[Shape, ...]
    connectors: tuple[Connector, ...]
    labels: tuple[Shape, ...]


class Sketcher:
    """Draws a chart over lanes and rows of given sizes; ``scale`` is EMU per unit of the layout."""

    def __init__(
        self, chart: Chart, lanes: Sequence[float], rows: Sequence[float], scale: float, says: dict[str, str]
    ) -> None:
        self.chart = chart
        self.scale = scale
        self.geometry = Geometry(chart, [lane / scale for lane in lanes], [row / scale for row in rows])
        self.says = says
        self._last_id = 1

    def sketch(self) -> Sketch:
        """Return the drawing."""
        symbols = tuple(self._symbol(number, symbol) for number, symbol in enumerate(self.chart.symbols))
        return Sketch(
            symbols=symbols,
            connectors=tuple(self._connectors(symbols)),
            labels=tuple(self._label(label) for label in self.chart.labels if not label.marker),
        )

    def _next_id(self) -> int:
        self._last_id += 1
        return self._last_id

    def _emu(self, box: Box) -> tuple[int, int, int, int]:
        left, top, right, bottom = (round(edge * self.scale) for edge in box)
        return left, top, right, bottom

    def _symbol(self, number: int, symbol: Symbol) -> Shape:
        return Shape(
            id=self._next_id(),
            preset=PRESETS[symbol.shape],
            text=(symbol.text,) if symbol.text else (),
            description=self.says.get(symbol.node or "", symbol.text),
            symbol=number,
            box=self._emu(self.geometry.symbol_box(symbol)),
        )

    def _label(self, label: Label) -> Shape:
        left, top, right, bottom = self.geometry.label_box(label)
        room = {"left": (0.0, ROOM), "right": (ROOM, 0.0)}.get(label.align, (ROOM / 2, ROOM / 2))
        return Shape(
            id=self._next_id(),
            preset="rect",
            text=label.lines,
            align=label.align,
            box=self._emu(Box(left - room[0], top, right + room[1], bottom)),
        )

    def _connectors(self, symbols: Sequence[Shape]) -> Iterator[Connector]:
        leaving = Counter((route.source, route.exit) for route in self.chart.routes)
        for route in self.chart.routes:
            source, target = symbols[route.source], symbols[route.target]
            places = self._places(route)
            # answers that leave by one side keep lines of their own, so that each label tells whose it is
            begin = source.site(route.exit) if leaving[route.source, route.exit] == 1 else places[0]
            yield Connector(
                id=self._next_id(),
                name=self._name(route),
                path=tuple(glued(places, begin, target.site(route.entry))),
                source=source,
                exit=route.exit,
                target=target,
                entry=route.entry,
                head_at_end=route.head_at_end,
                head_at_start=route.head_at_start,
            )
        for lost in self.chart.unrouted:  # the layout found no way; a straight arrow is better than none
            source, target = symbols[lost.source], symbols[lost.target]
            down = source.top <= target.top
            exit_, entry = (Side.SOUTH, Side.NORTH) if down else (Side.NORTH, Side.SOUTH)
            yield Connector(
                id=self._next_id(),
                path=(source.site(exit_), target.site(entry)),
                source=source,
                exit=exit_,
                target=target,
                entry=entry,
                head_at_end=True,
                head_at_start=False,
            )

    def _name(self, route: Route) -> str:
        """What the connector is called, by which `import` knows a line that is no arrow."""
        if route.flow is not None or route.head_at_end:
            return ARROW_NAME
        nodes = {self.chart.symbols[end].node for end in (route.source, route.target)}
        return ONE_SYMBOL if len(nodes) == 1 else JOINT_WORK

    def _places(self, route: Route) -> list[Place]:
        places = map(self.geometry.place, route.points)
        return [(round(x * self.scale), round(y * self.scale)) for x, y in places]

    @property
    def label_points(self) -> float:
        """Size of the type of labels in points."""
        return LABEL_SIZE * self.scale / EMU_PER_POINT


def glued(path: Sequence[Place], start: Place, end: Place) -> list[Place]:
    """Return the path from one site to another: its first and its last run move sideways, the others stay.

    A straight path gets a jog half way where the sites do not face each other.
    """
    level = path[0][1] == path[1][1]
    if len(path) == 2:  # noqa: PLR2004 - its two ends
        if abs(start[level] - end[level]) <= EMU_PER_PIXEL:  # halves that were rounded
            return [start, (end[0], start[1]) if level else (start[0], end[1])]
        middle = (path[0][not level] + path[1][not level]) // 2
        return [
            start,
            *([(middle, start[1]), (middle, end[1])] if level else [(start[0], middle), (end[0], middle)]),
            end,
        ]
    moved = list(path)
    moved[0] = start
    moved[1] = (moved[1][0], start[1]) if level else (start[0], moved[1][1])
    last_level = path[-1][1] == path[-2][1]
    moved[-2] = (moved[-2][0], end[1]) if last_level else (end[0], moved[-2][1])
    moved[-1] = end
    return moved
