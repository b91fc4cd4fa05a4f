"""Shapes in the lanes of a flowchart table: which of them are symbols, in which step and lane, and which are loose texts."""

import math
from collections.abc import Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from .document import INCH, Box, Grid, Line, Shape
from .joints import joined
from .tables import Chart
from .titles import answer_of, folded

SHAPES: Mapping[str, str] = {
    "flowChartProcess": "process", "rect": "process", "flowChartPredefinedProcess": "process", "flowChartDocument": "process",
    "flowChartMultidocument": "process", "flowChartManualInput": "process", "flowChartManualOperation": "process",
    "flowChartInputOutput": "process", "parallelogram": "process", "flowChartPreparation": "process", "hexagon": "process",
    "flowChartInternalStorage": "process", "flowChartMagneticDisk": "process", "flowChartPunchedCard": "process",
    "snip1Rect": "process", "round1Rect": "process", "round2SameRect": "process", "plaque": "process", "textBox": "process",
    "foldedCorner": "process", "bevel": "process", "frame": "process", "flowChartDelay": "process", "flowChartDisplay": "process",
    "flowChartDecision": "decision", "diamond": "decision",
    "flowChartTerminator": "terminator", "flowChartAlternateProcess": "rounded", "roundRect": "rounded", "ellipse": "rounded",
    "flowChartConnector": "connector", "flowChartOffpageConnector": "connector", "homePlate": "connector", "pentagon": "connector",
}  # fmt: skip
"""DrawingML preset -> symbol; ``rounded`` is a capsule or a box, as the rest of the drawing says."""
_USUAL = {"flowChartProcess", "rect", "flowChartDecision", "diamond", "flowChartTerminator", "roundRect", "ellipse", "textBox",
          "flowChartAlternateProcess", "flowChartConnector", "flowChartOffpageConnector"}  # fmt: skip
_SLACK = 0.15 * INCH
_PAGE_EDGE = INCH
"""Maximum distance of off-page connectors from the steps of their page, below or above."""
_EDGE = 0.12
"""The middle of a symbol nearer to the border of its lane, in widths of the lane, may belong to the one beside it."""
_SMALL_WIDTH, _SMALL_HEIGHT = 0.8 * INCH, 0.35 * INCH
_LABEL_LENGTH = 30
_STARTS = {"mulai", "start", "begin"}
_ENDS = {"selesai", "end", "finish", "stop"}


class Placed(Struct, kw_only=True):
    """A symbol in its step."""

    shape: Shape
    step: int
    """Place of the row among those of the SOP."""
    lanes: tuple[int, ...]
    kind: str
    """terminator, process, decision or connector."""
    edge: str = ""
    """``start`` or ``end`` for a capsule that is no activity."""
    usual: bool = True


class Placement(Struct, kw_only=True):
    """What is drawn over some tables of one grid."""

    symbols: list[Placed] = field(default_factory=list)
    texts: list[tuple[str, Box]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    outside: int = 0
    """Shapes in the area of the table but in no step and lane."""


def place(
    grid: Grid, charts: Sequence[Chart], first_steps: Sequence[int], lanes: Sequence[Mapping[int, int]]
) -> Placement:
    """Find what is drawn over the tables.

    ``first_steps`` are the places of the first rows of each table, ``lanes`` map its lanes to those of the SOP.
    """
    result = Placement()
    areas = [_grown(chart.area) for chart in charts]
    bands = _bands(grid, charts[0]) if len(charts) == 1 else None
    if bands is not None:  # heights of rows are unknown, but the symbols lie in as many rows as the table has steps
        areas = [Box(areas[0].left, -math.inf, areas[0].right, math.inf)]
    candidates: list[tuple[Shape, int]] = []
    shapes, lines = joined(grid.shapes, grid.lines)
    for shape in shapes:
        reach = _PAGE_EDGE if SHAPES.get(shape.preset) == "connector" else 0
        away, index = min((area.distance(shape.box.centre), place) for place, area in enumerate(areas))
        if away <= reach:
            candidates.append((shape, index))
    for shape, index in candidates:
        if _is_text(shape, [other for other, _ in candidates]):
            if shape.text:
                result.texts.append((shape.text, shape.box))
            continue
        chart = charts[index]
        slack = _PAGE_EDGE if SHAPES.get(shape.preset) == "connector" else _SLACK
        row = _row_of(chart, shape.box.centre[1], slack) if bands is None else bands.get(shape.box.centre[1])
        placed = None if row is None else _placed(shape, chart, row, first_steps[index], lanes[index])
        if placed is None:
            result.outside += 1
        else:
            result.symbols.append(placed)
    _settle_rounded(result.symbols)
    edges = {
        first + number: row.edge
        for chart, first in zip(charts, first_steps, strict=True)
        for number, row in enumerate(chart.rows)
    }
    _settle_edges(result.symbols, edges)
    whole = areas[0]
    for area in areas[1:]:
        whole = Box(
            min(whole.left, area.left),
            min(whole.top, area.top),
            max(whole.right, area.right),
            max(whole.bottom, area.bottom),
        )
    result.lines = [line for line in lines if _meets(line, whole)]
    return result


def _grown(area: Box) -> Box:
    return Box(area.left - _SLACK, area.top - _SLACK, area.right + _SLACK, area.bottom + _SLACK)


def _meets(line: Line, area: Box) -> bool:
    middle = tuple(sum(parts) / len(line.points) for parts in zip(*line.points, strict=True))
    return any(area.distance(point) == 0 for point in (*line.points, (middle[0], middle[1])))


def _is_text(shape: Shape, others: Sequence[Shape]) -> bool:
    """True for a loose text, or for something without border that is nothing at all."""
    kind = SHAPES.get(shape.preset, "")
    if kind in {"decision", "terminator", "connector"} or folded(shape.text) in _STARTS | _ENDS:
        return False
    if shape.bare:
        return True
    if not shape.text:
        return False
    if answer_of(shape.text):
        return True
    small = shape.box.width < _SMALL_WIDTH and shape.box.height < _SMALL_HEIGHT and len(shape.text) <= _LABEL_LENGTH
    larger = [other for other in others if other is not shape and other.box.height > 1.3 * shape.box.height]
    return small and kind == "process" and shape.preset in {"rect", "textBox", ""} and len(larger) > len(others) / 2


def _row_of(chart: Chart, height: float, slack: float) -> int | None:
    edges = chart.grid.row_edges
    best: tuple[float, int] | None = None
    for place, row in enumerate(chart.rows):
        top, bottom = edges[min(row.row, len(edges) - 1)], edges[min(row.end_row, len(edges) - 1)]
        away = max(top - height, 0, height - bottom)
        if away == 0 and height < bottom:
            return place
        if away <= slack and (best is None or away < best[0]):
            best = (away, place)
    return best[1] if best else None


def _bands(grid: Grid, chart: Chart) -> dict[float, int] | None:
    """The step of each symbol by its height, where all heights are estimated and there are as many rows of symbols."""
    area = chart.area
    symbols = [
        shape
        for shape in grid.shapes
        if area.left <= shape.box.centre[0] <= area.right and not _is_text(shape, grid.shapes)
    ]
    if grid.sheet or not symbols or any(shape.placed for shape in symbols):
        return None
    if len({shape.anchor_row for shape in symbols}) > len(symbols) / 2:  # most are anchored in their own rows
        return None
    result: dict[float, int] = {}
    band, below = -1, -math.inf
    for shape in sorted(symbols, key=lambda symbol: symbol.box.centre[1]):
        if shape.box.centre[1] > below:
            band += 1
            below = shape.box.centre[1] + shape.box.height / 2
        result[shape.box.centre[1]] = band
    return result if band + 1 == len(chart.rows) else None


def _placed(shape: Shape, chart: Chart, row: int, first_step: int, lanes: Mapping[int, int]) -> Placed:
    edges = chart.grid.column_edges
    spans = [
        (edges[min(lane.column, len(edges) - 1)], edges[min(lane.end_column, len(edges) - 1)]) for lane in chart.lanes
    ]
    covered = [
        place for place, (left, right) in enumerate(spans) if shape.box.left <= (left + right) / 2 <= shape.box.right
    ]
    centre = shape.box.centre[0]
    inside = [place for place, (left, right) in enumerate(spans) if left <= centre < right]
    sure = len(covered) > 1 or any(
        min(centre - left, right - centre) > _EDGE * (right - left) for left, right in (spans[lane] for lane in inside)
    )
    if len(covered) < 2:  # noqa: PLR2004 - one symbol over several lanes
        covered = inside or [min(range(len(spans)), key=lambda lane: abs(centre - sum(spans[lane]) / 2))]
    kind = SHAPES.get(shape.preset, "process")
    small = max(shape.box.width, shape.box.height) < 0.5 * INCH and shape.box.width < 1.4 * shape.box.height
    if shape.preset == "ellipse" and small:
        kind = "connector"
    return Placed(
        shape=shape if sure else replace(shape, placed=False),
        step=first_step + row,
        lanes=tuple(lanes[place] for place in covered),
        kind=kind,
        usual=shape.preset in _USUAL,
        edge=_edge(shape),
    )


def _edge(shape: Shape) -> str:
    word = folded(shape.text)
    return "start" if word in _STARTS else "end" if word in _ENDS else ""


def _settle_rounded(symbols: list[Placed]) -> None:
    """A rounded box is a capsule where others are square, unless there are real capsules too."""
    rounded = [symbol for symbol in symbols if symbol.kind == "rounded"]
    capsules = any(symbol.kind == "terminator" for symbol in symbols)
    squares = any(symbol.kind == "process" for symbol in symbols)
    for symbol in rounded:
        symbol.kind = "terminator" if squares and not capsules else "process"


def _settle_edges(symbols: list[Placed], edges: Mapping[int, str]) -> None:
    """A capsule Mulai or Selesai that is alone in its cell is the activity itself; beside another symbol it is none."""
    for symbol in symbols:
        beside = any(
            other is not symbol
            and other.step == symbol.step
            and set(other.lanes) & set(symbol.lanes)
            and other.kind != "connector"
            for other in symbols
        )
        symbol.edge = edges.get(symbol.step, "") or (symbol.edge if beside else "")
