"""The checker sees what is broken: every change of a sound chart is reported."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import pytest

from sphinxcontrib_sop.core.layout import (
    Chart,
    Extent,
    Geometry,
    Hop,
    Side,
    Spacing,
    board,
    candidates,
    labels,
    lay_out,
    occupancy,
    outline,
    placement,
    sizing,
)

from ..values import replace
from .checker import check
from .procedures import crowd, sketch

SOP = sketch(
    ["(a0) [b1] [c2]", "<d1>", "[e0] [f2]", "<g1+2>", "(h0)"],
    "a b, b c, c d, d e Ya, d a Tidak, d end Batal, e f, f g, g h Ya, g b Tidak lengkap, b <> e",
)


# with symbols below one another in one cell, two-way arrows with labels and edges without a path
CROWDS = [
    *(crowd(random.Random(seed), 9, 6) for seed in (*range(8), 82)),
    crowd(random.Random(83), 6, 3),
    sketch(["[a0+1] [b1+2]", "[c0] [d1]", "<e2>"], "a c, b d, c <> d Bolak-balik, a e, e b Tidak"),
    sketch(["(a0)", "<b1>", *[f"[{name}0]" for name in "cdefghijklm"]], "".join(f"b {x} L{x}," for x in "cdefghijklm")),
]


TIGHT = Spacing(gap=5.0, label_width=44.0)
"""Two bends have no room between neighbouring tracks."""


@pytest.fixture(scope="module")
def chart() -> Chart:
    return lay_out(SOP)


def without(values: tuple, index: int) -> tuple:  # type: ignore[type-arg]
    return values[:index] + values[index + 1 :]


def changed(values: tuple, index: int, **changes: object) -> tuple:  # type: ignore[type-arg]
    return (*values[:index], replace(values[index], **changes), *values[index + 1 :])


def route_with_bends(chart: Chart) -> int:
    return next(n for n, route in enumerate(chart.routes) if len(route.points) > 3)


def move_vertex(chart: Chart, dx: float, dy: float, which: int = 1) -> Chart:
    number = route_with_bends(chart)
    points = list(chart.routes[number].points)
    points[which] = points[which]._replace(dx=points[which].dx + dx, dy=points[which].dy + dy)
    return replace(chart, routes=changed(chart.routes, number, points=tuple(points)))


def swap_route(chart: Chart, one: int, two: int) -> Chart:
    """Draw one route where another one runs."""
    return replace(chart, routes=changed(chart.routes, one, points=chart.routes[two].points))


def shrink_lane(chart: Chart, lane: int) -> Chart:
    lanes = list(chart.lanes)
    lanes[lane] = Extent(lanes[lane].before / 2, lanes[lane].after / 2)
    return replace(chart, lanes=tuple(lanes))


def shrink_bands(chart: Chart) -> Chart:
    bands = tuple(replace(band, extent=Extent(6.0, 6.0)) for band in chart.bands)
    return replace(chart, bands=bands)


def two_way(chart: Chart) -> int:
    return next(n for n, route in enumerate(chart.routes) if route.head_at_start)


MUTATIONS: dict[str, Callable[[Chart], Chart]] = {
    "a route is gone": lambda c: replace(c, routes=without(c.routes, 0)),
    "a route twice": lambda c: replace(c, routes=(*c.routes, c.routes[0])),
    "a symbol is gone": lambda c: replace(c, symbols=without(c.symbols, 0), routes=(), labels=()),
    "a row shows another step": lambda c: replace(c, rows=changed(c.rows, 1, step=2)),
    "symbols in one place": lambda c: replace(
        c, symbols=changed(c.symbols, 0, first_lane=c.symbols[1].first_lane, last_lane=c.symbols[1].last_lane)
    ),
    "a symbol too wide": lambda c: replace(c, symbols=changed(c.symbols, 0, half_width=60.0)),
    "a vertex moved across": lambda c: move_vertex(c, 4.0, 0.0),
    "a vertex moved along": lambda c: move_vertex(c, 0.0, 4.0),
    "a route begins off its symbol": lambda c: move_vertex(c, 1.0, 1.0, 0),
    "a route ends off its symbol": lambda c: move_vertex(c, -1.0, -1.0, -1),
    "a route runs elsewhere": lambda c: swap_route(c, 0, 4),
    "a route on the wrong side": lambda c: replace(c, routes=changed(c.routes, 0, exit=Side.WEST)),
    "a head is missing": lambda c: replace(c, routes=changed(c.routes, 0, head_at_end=False)),
    "a head too many": lambda c: replace(c, routes=changed(c.routes, 0, head_at_start=True)),
    "too little room in a lane": lambda c: shrink_lane(c, 1),
    "too little room in the bands": shrink_bands,
    "a label is gone": lambda c: replace(c, labels=without(c.labels, 0)),
    "a label on its line": lambda c: replace(c, labels=changed(c.labels, 0, dx=-5.0)),
    "a label far off": lambda c: replace(c, labels=changed(c.labels, 0, dx=500.0)),
    "labels in one place": lambda c: replace(
        c,
        labels=changed(
            c.labels, 0, **{k: getattr(c.labels[1], k) for k in ("band", "lane", "dx", "dy", "width", "height")}
        ),
    ),
    "a label with another text": lambda c: replace(c, labels=changed(c.labels, 0, lines=("Salah",))),
    "a flow ignored": lambda c: replace(c, ignored=(0,)),
    "a hop over nothing": lambda c: replace(c, routes=changed(c.routes, 0, hops=(Hop(0, 0, 22.0),))),
}


def test_the_chart_is_sound(chart: Chart) -> None:
    assert check(SOP, chart) == {}
    assert not chart.unrouted


@pytest.mark.parametrize("name", MUTATIONS)
def test_mutation_is_reported(chart: Chart, name: str) -> None:
    assert check(SOP, MUTATIONS[name](chart))


def every_moved_vertex(chart: Chart) -> Iterator[tuple[int, int, Chart]]:
    for number, route in enumerate(chart.routes):
        for index, point in enumerate(route.points):
            points = list(route.points)
            points[index] = point._replace(dx=point.dx + 2.0, dy=point.dy + 2.0)
            yield number, index, replace(chart, routes=changed(chart.routes, number, points=tuple(points)))


def test_every_moved_vertex_is_reported(chart: Chart) -> None:
    missed = [place[:2] for place in every_moved_vertex(chart) if not check(SOP, place[2])]
    assert missed == []


BREAKS: dict[str, tuple[object, str, object]] = {
    "no gap at clear sides": (sizing, "CLEAR_GAP", 0.0),
    "no gap at exits": (sizing, "EXIT_GAP", 0.0),
    "no room for arrowheads": (sizing, "ENTRY_GAP", 4.0),
    "tracks through labels": (sizing._Rooms, "hold_label", lambda *_: None),
    "labels on their lines": (labels, "GAP", -4.0),
    "labels on arrowheads": (labels, "HEAD_GAP", 2.0),
    "labels on labels": (labels, "_touch", lambda *_: False),
    "lines through symbols": (occupancy.Occupancy, "_block", lambda *_: None),
    "lines on lines": (board.Board, "_may_share", lambda *_: True),
    "lines of one target part again": (
        board.Board,
        "_may_share",
        lambda self, trial, _, other, __: other >= 0 and self.edges[trial.edge].target == self.edges[other].target,
    ),
    "ports beside the outline": (outline, "_half_height", lambda symbol, *_: symbol.half_height + 2),
    "symbols on symbols": (placement._Draft, "meets", lambda *_: False),
}


@pytest.mark.parametrize("name", BREAKS)
def test_broken_engine_is_reported(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    candidates.candidates.cache_clear()
    monkeypatch.setattr(*BREAKS[name])
    try:
        assert any(check(sop, lay_out(sop, spacing=TIGHT)) for sop in CROWDS)
    finally:
        candidates.candidates.cache_clear()


@pytest.mark.parametrize("drop", [-1, 1])
def test_two_bends_never_share_a_spot(drop: int) -> None:
    """The tracks on both sides of a border are too close for a run between them, as narrow as a chart may be drawn."""
    span = candidates.Span(shift=1, drop=drop, room_left=1, room_right=1)
    inner = [
        run
        for family in candidates.families(gutters=2, borders=2)
        for candidate in candidates.candidates(family, span)
        for run in candidate.runs[1:-1]
    ]
    assert len(inner) > 100
    assert min(run.high - run.low for run in inner if run.vertical) >= candidates.SHORTEST_RUN > 0


def test_tracks_without_distance_are_reported() -> None:
    assert any(check(sop, lay_out(sop, spacing=Spacing(gap=0.0))) for sop in CROWDS)


@pytest.mark.parametrize("spacing", [TIGHT, Spacing()])
def test_whole_engine_is_sound(spacing: Spacing) -> None:
    assert not any(check(sop, lay_out(sop, spacing=spacing)) for sop in CROWDS)


def test_too_small_a_table_is_reported(chart: Chart) -> None:
    widths = [lane.total * 0.8 for lane in chart.lanes]
    assert check(SOP, chart, Geometry(chart, widths))
    heights = [chart.row_height(row) * 0.8 for row in range(len(chart.rows))]
    assert check(SOP, chart, Geometry(chart, None, heights))
