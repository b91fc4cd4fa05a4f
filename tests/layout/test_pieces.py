"""The pieces of all cells together are the chart."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from sphinxcontrib_sop.core.layout import Box, Chart, Geometry, lay_out
from sphinxcontrib_sop.core.layout.chart import CORNER_RADIUS, HOP_RADIUS
from sphinxcontrib_sop.core.layout.pieces import (
    Cell,
    Corner,
    Head,
    Height,
    Jump,
    Level,
    Part,
    PartKind,
    Pieces,
    Upright,
    pieces,
)

from .procedures import crowd, sketch
from .test_soundness import stretched


def crowded(seed: int) -> Chart:
    rnd = random.Random(seed)
    return lay_out(crowd(rnd, 8, 6), terminator_rows=seed % 2 == 1)


class Assembly:
    """Pieces put back into absolute coordinates."""

    def __init__(self, chart: Chart, geometry: Geometry) -> None:
        self.chart = chart
        self.geometry = geometry

    def x(self, cell: Cell, offset: float) -> float:
        return self.geometry.lane_centres[cell.lane] + offset

    def y(self, cell: Cell, height: Height) -> float:
        return self.geometry.band_centres[self.chart.rows[cell.row].bands[height.level]] + height.offset

    def line(self, cell: Cell, piece: Level | Upright) -> Box:
        if isinstance(piece, Level):
            left, right = self.geometry.lane_edges[cell.lane : cell.lane + 2]
            y = self.y(cell, piece.y)
            left = left if piece.start is None else self.x(cell, piece.start)
            right = right if piece.end is None else self.x(cell, piece.end)
            return Box(left, y, right, y)
        top, bottom = self.geometry.row_edges[cell.row : cell.row + 2]
        x = self.x(cell, piece.x)
        top = top if piece.start is None else self.y(cell, piece.start)
        bottom = bottom if piece.end is None else self.y(cell, piece.end)
        return Box(x, top, x, bottom)


def of_route(found: Pieces, number: int, kind: type | tuple[type, ...]) -> list[tuple[Cell, object]]:
    return [
        (cell, piece)
        for cell, here in found.items()
        for piece, users in here.items()
        if number in users and isinstance(piece, kind)
    ]


@pytest.mark.parametrize("seed", range(20))
def test_lines_corners_and_heads_make_up_the_routes(seed: int) -> None:
    chart = crowded(seed)
    geometry = stretched(chart, random.Random(seed))
    assembly, found = Assembly(chart, geometry), pieces(chart)
    for number, route in enumerate(chart.routes):
        vertices = [geometry.place(point) for point in route.points]
        runs = [Box(min(a, c), min(b, d), max(a, c), max(b, d)) for (a, b), (c, d) in pairwise(vertices)]
        lines = [assembly.line(cell, piece) for cell, piece in of_route(found, number, (Level, Upright))]  # type: ignore[arg-type]
        for box in lines:
            assert box.left <= box.right + 1e-6
            assert box.top <= box.bottom + 1e-6
            assert any(
                run.left - 0.01 <= box.left <= box.right <= run.right + 0.01
                and run.top - 0.01 <= box.top <= box.bottom <= run.bottom + 0.01
                for run in runs
            )
        drawn = sum(box.right - box.left + box.bottom - box.top for box in lines)
        whole = sum(run.right - run.left + run.bottom - run.top for run in runs)
        bends = len(vertices) - 2
        jumps = of_route(found, number, Jump)
        assert len(jumps) == len(route.hops)
        assert drawn == pytest.approx(whole - 2 * CORNER_RADIUS * bends - 2 * HOP_RADIUS * len(jumps), abs=0.1)
        corners = {
            (round(assembly.x(cell, piece.x), 1), round(assembly.y(cell, piece.y), 1))  # type: ignore[attr-defined]
            for cell, piece in of_route(found, number, Corner)
        }
        assert corners == {(round(x, 1), round(y, 1)) for x, y in vertices[1:-1]}
        assert len(of_route(found, number, Head)) == route.head_at_end + route.head_at_start


@pytest.mark.parametrize("seed", range(20))
def test_parts_make_up_the_symbols(seed: int) -> None:
    chart = crowded(seed)
    kinds: dict[int, list[tuple[int, PartKind]]] = {number: [] for number in range(len(chart.symbols))}
    for cell, here in pieces(chart).items():
        for piece in here:
            if isinstance(piece, Part):
                symbol = chart.symbols[piece.symbol]
                assert (cell.row, piece.level) == (symbol.row, symbol.level)
                kinds[piece.symbol].append((cell.lane, piece.kind))
    for number, symbol in enumerate(chart.symbols):
        middle = [PartKind.MIDDLE] * (len(symbol.lanes) - 2)
        expected = [PartKind.FIRST, *middle, PartKind.LAST] if len(symbol.lanes) > 1 else [PartKind.WHOLE]
        assert sorted(kinds[number]) == list(zip(symbol.lanes, expected, strict=True))


def test_merged_lines_appear_once() -> None:
    chart = lay_out(sketch(["[a0] [b1] [c2]", "[d0]"], "a d, b d, c d"))
    shared = [users for here in pieces(chart).values() for users in here.values() if len(users) > 1]
    assert shared


def test_hops_can_be_left_out() -> None:
    chart = lay_out(sketch(["[a0] [b2]", "[c1] [d3]", "[e0] [f2]"], "a e, b f, c d"))
    assert any(isinstance(piece, Jump) for here in pieces(chart).values() for piece in here)
    assert not any(isinstance(piece, Jump) for here in pieces(chart, with_hops=False).values() for piece in here)
