"""Charts as text pictures, so that a change of routing is seen in review.

Columns are to scale; lines are not: every height at which something happens gets one line, which keeps pictures short.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise

from sphinxcontrib_sop.core.layout import ARROW_LENGTH, LABEL_LINE, Chart, Geometry, Label, Side, Symbol, SymbolShape

UNITS_PER_COLUMN = 3.2
NORTH, EAST, SOUTH, WEST = 1, 2, 4, 8
LINES = {
    NORTH | SOUTH: "│",
    NORTH: "│",
    SOUTH: "│",
    EAST | WEST: "─",
    EAST: "─",
    WEST: "─",
    SOUTH | EAST: "╭",
    SOUTH | WEST: "╮",
    NORTH | EAST: "╰",
    NORTH | WEST: "╯",
    NORTH | SOUTH | EAST: "├",
    NORTH | SOUTH | WEST: "┤",
    SOUTH | EAST | WEST: "┬",
    NORTH | EAST | WEST: "┴",
    NORTH | EAST | SOUTH | WEST: "┼",
}
HEADS = {Side.NORTH: "▼", Side.SOUTH: "▲", Side.WEST: "▶", Side.EAST: "◀"}
OUTLINES = {SymbolShape.PROCESS: "┌┐└┘││", SymbolShape.DECISION: "/\\\\/<>"}
CAPSULE = "╭╮╰╯()"


def picture(chart: Chart) -> str:
    """A chart in its smallest geometry."""
    return _Canvas(chart).text()


class _Canvas:
    def __init__(self, chart: Chart) -> None:
        self.chart = chart
        self.geometry = Geometry(chart)
        self.heights = sorted({round(y, 1) for y in self._heights()})
        self.cells: dict[tuple[int, int], str] = {}
        self.lines: dict[tuple[int, int], int] = {}

    def _heights(self) -> list[float]:
        found = list(self.geometry.row_edges)
        for symbol in self.chart.symbols:
            box = self.geometry.symbol_box(symbol)
            found += [box.top, (box.top + box.bottom) / 2, box.bottom]
        for route in self.chart.routes:
            found += [self.geometry.place(point)[1] for point in route.points]
            found += [y for _, y, _ in self._heads(route)]
        for label in self.chart.labels:
            found += self._baselines(label)
        return found

    def _baselines(self, label: Label) -> list[float]:
        top = self.geometry.label_box(label).top
        return [top + LABEL_LINE * (index + 0.5) for index in range(len(label.lines))]

    def _heads(self, route) -> list[tuple[float, float, Side]]:  # type: ignore[no-untyped-def]
        ends = [(route.points[-1], route.entry)] * route.head_at_end + [
            (route.points[0], route.exit)
        ] * route.head_at_start
        away = {
            Side.NORTH: (0, -1),
            Side.SOUTH: (0, 1),
            Side.WEST: (-1, 0),
            Side.EAST: (1, 0),
        }
        found = []
        for point, side in ends:
            x, y = self.geometry.place(point)
            dx, dy = away[side]
            found.append((x + dx * ARROW_LENGTH / 2, y + dy * ARROW_LENGTH / 2, side))
        return found

    def _row(self, y: float) -> int:
        return bisect_left(self.heights, round(y, 1))

    @staticmethod
    def _column(x: float) -> int:
        return round(x / UNITS_PER_COLUMN)

    def text(self) -> str:
        self._draw_grid()
        for route in self.chart.routes:
            places = [(self._column(x), self._row(y)) for x, y in map(self.geometry.place, route.points)]
            for begin, end in pairwise(places):
                self._draw_line(*begin, *end)
        for place, mask in self.lines.items():
            self.cells[place] = LINES[mask]
        for route in self.chart.routes:
            for x, y, side in self._heads(route):
                self.cells[self._column(x), self._row(y)] = HEADS[side]
        for symbol in self.chart.symbols:
            self._draw_symbol(symbol)
        for label in self.chart.labels:
            self._draw_label(label)
        width = max(column for column, _ in self.cells) + 1
        rows = range(len(self.heights))
        return "".join("".join(self.cells.get((x, y), " ") for x in range(width)).rstrip() + "\n" for y in rows)

    def _draw_grid(self) -> None:
        columns = [self._column(x) for x in self.geometry.lane_edges]
        for y in range(len(self.heights)):
            for x in columns:
                self.cells[x, y] = "┊"
        for edge in self.geometry.row_edges:
            for x in range(columns[-1] + 1):
                self.cells[x, self._row(edge)] = "┈"

    def _draw_line(self, x1: int, y1: int, x2: int, y2: int) -> None:
        if x1 == x2:
            first, last, ahead, behind = min(y1, y2), max(y1, y2), SOUTH, NORTH
            places = [(x1, y) for y in range(first, last + 1)]
        else:
            first, last, ahead, behind = min(x1, x2), max(x1, x2), EAST, WEST
            places = [(x, y1) for x in range(first, last + 1)]
        for place in places[:-1]:
            self.lines[place] = self.lines.get(place, 0) | ahead
        for place in places[1:]:
            self.lines[place] = self.lines.get(place, 0) | behind

    def _draw_symbol(self, symbol: Symbol) -> None:
        box = self.geometry.symbol_box(symbol)
        left, right = self._column(box.left), self._column(box.right)
        top, middle, bottom = (self._row(y) for y in (box.top, (box.top + box.bottom) / 2, box.bottom))
        corners = OUTLINES.get(symbol.shape, CAPSULE)
        for y in range(top, bottom + 1):
            for x in range(left, right + 1):
                self.cells[x, y] = "─" if y in (top, bottom) else " "
            self.cells[left, y], self.cells[right, y] = corners[4:] if y == middle else "││"
        self.cells[left, top], self.cells[right, top] = corners[:2]
        self.cells[left, bottom], self.cells[right, bottom] = corners[2:4]
        name = symbol.text or (symbol.node or "").rpartition("/")[2]
        for index, letter in enumerate(name):
            self.cells[(left + right - len(name) + 1) // 2 + index, middle] = letter

    def _draw_label(self, label: Label) -> None:
        box = self.geometry.label_box(label)
        for line, y in zip(label.lines, self._baselines(label), strict=True):
            shown = f"({line})" if label.marker else line
            start = self._column(box.left)
            if label.align == "right":
                start = self._column(box.right) - len(shown)
            for index, letter in enumerate(shown):
                self.cells[start + index, self._row(y)] = letter
