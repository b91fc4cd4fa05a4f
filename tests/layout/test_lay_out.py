"""What a chart shows of a procedure."""

from __future__ import annotations

from itertools import pairwise

import pytest
from msgspec.structs import replace

from sphinxcontrib_sop.core.layout import (
    LABEL_SIZE,
    Chart,
    Geometry,
    Side,
    Spacing,
    SymbolShape,
    Words,
    lay_out,
    text_width,
)
from sphinxcontrib_sop.core.layout.lettering import wrap
from sphinxcontrib_sop.core.model import END, Flow, Node, Shape
from sphinxcontrib_sop.core.ordinals import letters

from .checker import check
from .procedures import procedure, sketch


def symbol(chart: Chart, name: str):  # type: ignore[no-untyped-def]
    return next(s for s in chart.symbols if s.node is not None and s.node.endswith(f"/{name}"))


def ends(chart: Chart):  # type: ignore[no-untyped-def]
    return [s for s in chart.symbols if s.shape is SymbolShape.END]


# -- rows, bands and symbols


def test_every_step_has_a_row_even_without_symbol() -> None:
    sop = procedure(1, ["s0", "heading", "s2"], [node("s0", 0), node("s2", 0)], [])
    chart = lay_out(sop)
    assert [row.step for row in chart.rows] == [0, 1, 2]
    assert [len(row.bands) for row in chart.rows] == [1, 1, 1]


def node(step: str, *lanes: int, shape: Shape = Shape.PROCESS) -> Node:
    return Node(id=f"{step}/a{lanes[0]}", step=step, actors=tuple(f"a{lane}" for lane in lanes), shape=shape)


def test_no_actors_no_steps() -> None:
    assert lay_out(procedure(0, [], [], [])) == Chart(
        lanes=(), rows=(), bands=(), symbols=(), routes=(), labels=(), unrouted=(), ignored=()
    )
    assert len(lay_out(procedure(0, ["s0"], [node("s0", 0)], []), terminator_rows=True).rows) == 1


def test_symbol_over_adjacent_lanes() -> None:
    chart = lay_out(procedure(4, ["s0"], [node("s0", 2, 1)], []))
    assert chart.symbols[0].lanes == range(1, 3)


def test_symbol_over_lanes_that_are_not_adjacent_stands_in_the_first_actors() -> None:
    chart = lay_out(procedure(4, ["s0"], [node("s0", 3, 1)], []))
    assert chart.symbols[0].lanes == range(3, 4)


def test_symbols_in_one_cell_stand_below_one_another() -> None:
    sop = procedure(3, ["s0"], [node("s0", 0, 1), node("s0", 1, 2)], [])
    chart = lay_out(sop)
    assert [s.level for s in chart.symbols] == [0, 1]
    assert [len(row.bands) for row in chart.rows] == [2]
    assert check(sop, chart) == {}


def test_steps_with_one_id_keep_their_own_symbols() -> None:
    nodes = [node("s0", 0), node("s0", 0)]
    assert [s.row for s in lay_out(procedure(1, ["s0", "s0"], nodes, [])).symbols] == [0, 1]


def test_unknown_actor_or_step_has_no_symbol_and_its_flows_are_ignored() -> None:
    nodes = [node("s0", 0), node("s0", 7), node("elsewhere", 0)]
    flows = [
        Flow(source=nodes[0].id, target=nodes[1].id),
        Flow(source=nodes[2].id, target=nodes[0].id),
        Flow(source=nodes[0].id, target="nowhere"),
        Flow(source=nodes[0].id, target=END),
    ]
    chart = lay_out(procedure(1, ["s0"], nodes, flows))
    assert len(chart.symbols) == 2
    assert chart.ignored == (0, 1, 2)
    assert [route.flow for route in chart.routes] == [3]


# -- exits that end


def test_exits_of_a_symbol_that_end_share_one_capsule_below_it() -> None:
    chart = lay_out(sketch(["<a1>", "[b0]"], "a b Ya, a end Tidak, a end Batal"))
    (capsule,) = ends(chart)
    decision = symbol(chart, "a")
    assert (capsule.node, capsule.text, capsule.first_lane, capsule.row) == (None, "Selesai", 1, decision.row)
    assert capsule.level == decision.level + 1
    assert capsule.half_width > text_width("Selesai") / 2
    assert {chart.symbols[r.target].shape for r in chart.routes if r.flow in (1, 2)} == {SymbolShape.END}
    assert sorted(label.lines for label in chart.labels) == [("Batal",), ("Tidak",), ("Ya",)]


def test_every_source_has_a_capsule_of_its_own() -> None:
    chart = lay_out(sketch(["<a0> <b1>", "[c0]"], "a b Ya, b c Ya, a end Tidak, b end Tidak"))
    assert sorted(s.first_lane for s in ends(chart)) == [0, 1]


def test_capsule_of_a_symbol_over_lanes_is_below_its_middle() -> None:
    chart = lay_out(sketch(["(a0)", "[b0+1+2]", "[c0]"], "a b, b c, b end"))
    assert [s.first_lane for s in ends(chart)] == [1]


# -- joint work


def lines(chart: Chart) -> list[tuple[str | None, str | None]]:
    """The symbols joined by lines that stand for no flow."""
    found = [route for route in chart.routes if route.flow is None]
    assert not any(route.head_at_end or route.head_at_start or len(route.points) > 2 for route in found)
    return [(chart.symbols[route.source].node, chart.symbols[route.target].node) for route in found]


def test_a_decision_of_several_actors_is_a_diamond_in_each_lane() -> None:
    chart = lay_out(sketch(["(a0)", "<b0+1+2>", "[c2]"], "a b, b c Ya, b a Tidak"))
    diamonds = [s for s in chart.symbols if s.shape is SymbolShape.DECISION]
    assert [(s.first_lane, s.last_lane) for s in diamonds] == [(0, 0), (1, 1), (2, 2)]
    assert lines(chart) == [("s1/b", "s1/b"), ("s1/b", "s1/b")]
    arrow, yes, no = (route for route in chart.routes if route.flow is not None)
    assert chart.symbols[arrow.target] is diamonds[0]
    assert {chart.symbols[yes.source], chart.symbols[no.source]} == {diamonds[-1]}


@pytest.mark.parametrize(
    ("rows", "arrows", "joined"),
    [
        (["(a0)", "[b0] [c1]", "[d1]"], "a b, c d", [("s1/b", "s1/c")]),
        (["(a0)", "[b0] [c1] [e3]", "[d3]"], "a b, e d", [("s1/b", "s1/c"), ("s1/c", "s1/e")]),
        (["(a0)", "[b0] [c1]", "[d1]"], "a b, b d", [("s1/b", "s1/c")]),
        (["[b0] [c1]", "[d1]"], "b d", [("s0/b", "s0/c")]),
        (["(a0)", "[b0] [c1]", "[d1]"], "a b, b c, c d", []),
        (["(a0)", "[b0] [c1]", "[d1]"], "a b, b -- c, b d", []),
        (["(a0)", "[b0] [c1]", "[d1]"], "a b, a c, b d, c d", []),
        (["<a0>", "[b0] [c1]", "[d1]"], "a b Ya, a c Tidak, b d, c d", []),
        (["[b0] [c1]", "[d1]"], "b d, c d", []),
    ],
)
def test_rows_of_joint_work_have_a_line(rows: list[str], arrows: str, joined: list[tuple[str, str]]) -> None:
    assert lines(lay_out(sketch(rows, arrows))) == joined


def test_the_end_that_nobody_typed_has_no_capsule() -> None:
    typed = sketch(["(a0)", "<b1>"], "a b, b a Tidak, b end Ya")
    flows = tuple(replace(flow, unsaid=flow.target == END) for flow in typed.flows)
    unsaid = procedure(2, ["s0", "s1"], typed.nodes, flows)
    assert len(ends(lay_out(typed))) == 1
    chart = lay_out(unsaid)
    assert check(unsaid, chart) == {}
    assert not ends(chart)
    assert [label.lines for label in chart.labels] == [("Tidak",), ("Ya: selesai",)]
    assert len(ends(lay_out(unsaid, terminator_rows=True))) == 1


def test_capsule_fits_its_word() -> None:
    chart = lay_out(sketch(["<a0>", "[b0]"], "a b Ya, a end Tidak"), words=Words(end="Prosedur selesai"))
    (capsule,) = ends(chart)
    assert 2 * capsule.half_width > text_width("Prosedur selesai")


# -- extra rows


def test_terminator_rows() -> None:
    chart = lay_out(
        sketch(["(a1) [b0]", "<c0>", "(d1)"], "a b, b c, c d Ya, c end Tidak"),
        terminator_rows=True,
        words=Words(start="Awal"),
    )
    assert [row.step for row in chart.rows] == [None, 0, 1, 2, None]
    start = next(s for s in chart.symbols if s.shape is SymbolShape.START)
    assert (start.text, start.first_lane, start.row) == ("Awal", 1, 0)
    assert sorted((s.row, s.first_lane) for s in ends(chart)) == [(2, 0), (4, 1)]
    assert {symbol(chart, name).shape for name in "abd"} == {SymbolShape.PROCESS}
    extra = [(chart.symbols[r.source].node, chart.symbols[r.target].node) for r in chart.routes if r.flow is None]
    assert extra == [(None, "s0/a"), ("s2/d", None)]


def test_terminator_rows_end_every_step_that_leads_nowhere() -> None:
    chart = lay_out(sketch(["(a0)", "<b0>", "(c1)", "[d0] [e1]"], "a b, b c Tidak, b d Ya, d e"), terminator_rows=True)
    ending = {chart.symbols[r.source].node for r in chart.routes if chart.symbols[r.target].shape is SymbolShape.END}
    assert ending == {"s2/c", "s3/e"}


def test_terminator_rows_without_an_end_in_the_last_row() -> None:
    chart = lay_out(sketch(["(a0)", "[b0]"], "a b, b a"), terminator_rows=True)
    assert [row.step for row in chart.rows] == [None, 0, 1]
    assert ends(chart) == []


def test_all_ends_of_the_last_row_share_its_capsule() -> None:
    chart = lay_out(sketch(["(a0)", "<b0> <c1>"], "a b, a c, b end Ya, c end Ya"), terminator_rows=True)
    assert [(s.row, s.first_lane) for s in ends(chart)] == [(3, 0)]


# -- lines


def test_kinds_of_lines() -> None:
    chart = lay_out(sketch(["[a0] [b1] [c2] [d3]"], "a b, b <> c, c -- d"))
    assert [(r.head_at_start, r.head_at_end) for r in chart.routes] == [(False, True), (True, True), (False, False)]


def test_arrow_there_and_back_side_by_side() -> None:
    chart = lay_out(sketch(["[a0] [b1]"], "a b, b a"))
    there, back = chart.routes
    assert (there.exit, there.entry, back.exit, back.entry) == (Side.EAST, Side.WEST, Side.WEST, Side.EAST)
    assert [len(route.points) for route in chart.routes] == [2, 2]
    assert there.points[0].dy < 0 < back.points[0].dy


def test_more_exits_than_sides() -> None:
    sop = sketch(
        ["(a0)", "<b1>", "[c0]", "[d1]", "[e2]", "[f0]", "[g1]", "[h2]"],
        "a b, b c Satu, b d Dua, b e Tiga, b f Empat, b g Lima, b h Enam",
    )
    chart = lay_out(sop)
    assert not chart.unrouted
    assert check(sop, chart) == {}


def test_edge_without_a_path_gets_markers_with_its_letter_and_label() -> None:
    answers = "cdefghijklmnop"
    rows = ["(a0)", "<b1>", *[f"[{name}{number % 3}]" for number, name in enumerate(answers)]]
    sop = sketch(rows, "a b, " + ", ".join(f"b {name} Jawaban {name}" for name in answers))
    chart = lay_out(sop)
    assert chart.unrouted
    assert [lost.letter for lost in chart.unrouted] == [letters(n + 1).upper() for n in range(len(chart.unrouted))]
    for lost in chart.unrouted:
        near_source, near_target = [label for label in chart.labels if label.marker and label.flow == lost.flow]
        assert lost.flow is not None
        assert near_source.lines == (f"{lost.letter} {sop.flows[lost.flow].label}",)
        assert near_target.lines == (lost.letter,)
        assert (near_source.symbol, near_target.symbol) == (lost.source, lost.target)
    assert check(sop, chart) == {}


def test_letters() -> None:
    assert [letters(number).upper() for number in (1, 26, 27, 52, 53, 702, 703)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "BA",
        "ZZ",
        "AAA",
    ]


# -- texts


def test_labels_of_another_language() -> None:
    sop = sketch(["<a0>", "[b1]", "[c0]"], "a b Ya, a c Tidak")
    chart = lay_out(sop, labels={0: "Yes"})
    assert sorted(label.lines for label in chart.labels) == [("Tidak",), ("Yes",)]


def test_lanes_grow_with_the_measured_width() -> None:
    sop = sketch(["<a0> [b1]", "[c0]"], "a b Ya, a c Tidak")
    narrow, wide = lay_out(sop, measure=lambda text: 5.0), lay_out(sop, measure=lambda text: 60.0)
    assert wide.lanes[0].after > narrow.lanes[0].after + 30


def test_label_faces_its_line() -> None:
    chart = lay_out(sketch(["[a0] <b1> [c2]"], "b a Kiri, b c Kanan"))
    assert {label.lines[0]: label.align for label in chart.labels} == {"Kiri": "right", "Kanan": "left"}


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Ya", ("Ya",)),
        ("Tidak lengkap", ("Tidak lengkap",)),
        ("Belum ada peningkatan performa", ("Belum ada", "peningkatan", "performa")),
        ("Darurat/Rujukan", ("Darurat/", "Rujukan")),
        ("a/b", ("a/b",)),
        ("dipertanggungjawabkannya", ("dipertanggungjawabkannya",)),
    ],
)
def test_wrap(text: str, lines: tuple[str, ...]) -> None:
    assert wrap(text, text_width, Spacing().label_width) == lines
    assert all(text_width(line) <= Spacing().label_width or " " not in line for line in lines)


def test_text_width_is_that_of_arial_bold() -> None:
    assert text_width("Selesai") == pytest.approx((667 + 556 + 278 + 556 + 556 + 556 + 278) * LABEL_SIZE / 1000)
    assert text_width("字") == LABEL_SIZE


# -- answers and their labels


def level_bands(chart: Chart, route: int) -> set[int]:
    """Bands in which a route runs level."""
    points = chart.routes[route].points
    return {one.band for one, two in pairwise(points) if one.band == two.band and one.lane != two.lane}


def test_an_answer_turns_near_its_target_and_not_below_its_label() -> None:
    sop = sketch(["<a0>", "[b1]", "<c0>", "[d3]"], "a d Ya, a b Tidak, b c, c d Ya")
    chart = lay_out(sop)
    assert check(sop, chart) == {}
    assert chart.routes[1].exit is Side.SOUTH
    assert level_bands(chart, 1) == {1}


def test_answers_do_not_share_a_port() -> None:
    """Nobody could tell which label belongs to which of two lines that part below both labels."""
    sop = sketch(["[s0] [t3]", "[p0] <a1>", "[b1] [c3]"], "s a, a p, a t T, a b, a c Y")
    chart = lay_out(sop)
    assert check(sop, chart) == {}
    starts = [
        route.points[0]
        for route in chart.routes
        if chart.symbols[route.source].node == chart.symbols[chart.routes[2].source].node
    ]
    assert len(starts) == 4
    assert [starts.count(starts[answer]) for answer in (1, 3)] == [1, 1]


@pytest.mark.parametrize("answers", [4, 5, 6])
def test_further_answers_get_ports_of_their_own(answers: int) -> None:
    names = "cdefgh"[:answers]
    sop = sketch(
        ["(a1)", "<b1>", "[c0] [d2]", "[e1]", "[f0] [g2]", "[h1]"], ", ".join(["a b", *(f"b {n} L{n}" for n in names)])
    )
    chart = lay_out(sop)
    assert check(sop, chart) == {}
    assert not chart.unrouted
    starts = {route.points[0] for route in chart.routes if route.flow}
    assert len(starts) == answers


def test_two_labels_do_not_crowd_at_one_side() -> None:
    rows = ["[a0]", "[b0]", "[k1]", "[m2]", "<c1>", "[d0]", "[e3]"]
    sop = sketch(rows, "a b, b k, k m, m c, c b Tidak, c d Ya, d e")
    chart = lay_out(sop)
    assert check(sop, chart) == {}
    no, yes = chart.routes[4], chart.routes[5]
    assert (no.exit, yes.exit) == (Side.NORTH, Side.WEST)
    assert {label.lines: label.dx > 0 for label in chart.labels} == {("Tidak",): True, ("Ya",): False}


def test_several_answers_of_a_decision_find_the_ports_with_which_none_crosses_another_arrow() -> None:
    # the fourth answer finds no port while each of the others has the nearest one; moving one of them leaves a crossing
    rows = ["[a1] [b2] [c3] [d4]", "[e1] <f2>", "(g0) [h1] [i2] [j4]"]
    arrows = "d c, c b, b a, b f, f d T, f e, f i, f j Y, h g, i h"
    chart = lay_out(sketch(rows, arrows))
    assert not chart.unrouted
    assert not crossings(chart)


def crossings(chart: Chart) -> int:
    """Places where a level run crosses an upright one; without sizes, on a grid of equal cells."""
    geometry = Geometry(
        chart, [lane.total for lane in chart.lanes], [chart.row_height(row) for row in range(len(chart.rows))]
    )
    runs = [
        (number, *map(geometry.place, ends))
        for number, route in enumerate(chart.routes)
        for ends in pairwise(route.points)
    ]
    level = [(number, *sorted((a[0], b[0])), a[1]) for number, a, b in runs if a[1] == b[1] and a[0] != b[0]]
    upright = [(number, *sorted((a[1], b[1])), a[0]) for number, a, b in runs if a[0] == b[0] and a[1] != b[1]]
    return sum(
        left < x < right and top < y < foot and number != other
        for number, left, right, y in level
        for other, top, foot, x in upright
    )
