"""No chart has a fault, whatever the procedure and however the table is stretched."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sphinxcontrib_sop.core.layout import Chart, Geometry, lay_out
from sphinxcontrib_sop.core.model import END, Flow, FlowKind, Node, Procedure, Shape

from .checker import check
from .procedures import LABELS, chain, crowd, procedure, published


def stretched(chart: Chart, rnd: random.Random) -> Geometry:
    """The chart in a table with wider columns and higher rows."""
    return Geometry(
        chart,
        [lane.total * rnd.uniform(1, 2) for lane in chart.lanes],
        [chart.row_height(row) * rnd.uniform(1, 2.5) for row in range(len(chart.rows))],
    )


def assert_sound(sop: Procedure, chart: Chart, rnd: random.Random) -> None:
    assert check(sop, chart) == {}
    assert check(sop, chart, stretched(chart, rnd)) == {}


@pytest.mark.parametrize("terminator_rows", [False, True])
def test_published_procedures(real_sops: Path, terminator_rows: bool) -> None:
    rnd = random.Random(1)
    for name, sop in published(real_sops).items():
        chart = lay_out(sop, terminator_rows=terminator_rows)
        assert (name, chart.unrouted, chart.ignored) == (name, (), ())
        assert_sound(sop, chart, rnd)


@pytest.mark.parametrize("seed", range(60))
def test_long_procedures(seed: int) -> None:
    rnd = random.Random(seed)
    rows = rnd.randint(6, 40)
    sop = chain(rnd, rows, rnd.randint(2, 12), min(rnd.randint(0, 8), max(0, rows - 4)))
    chart = lay_out(sop, terminator_rows=seed % 2 == 1)
    assert not chart.unrouted
    assert_sound(sop, chart, rnd)


@pytest.mark.parametrize("seed", range(120))
def test_crowded_procedures(seed: int) -> None:
    rnd = random.Random(seed)
    sop = crowd(rnd, rnd.randint(3, 14), rnd.randint(1, 7), density=rnd.choice((0.3, 1.0)))
    chart = lay_out(sop, terminator_rows=seed % 2 == 1)
    assert len(chart.unrouted) <= 1
    assert_sound(sop, chart, rnd)


def test_a_procedure_of_240_rows_and_16_lanes() -> None:
    rnd = random.Random(1)
    sop = chain(rnd, 240, 16, 56)
    chart = lay_out(sop)
    assert not chart.unrouted
    assert len(chart.rows) == 240


STEPS = st.sampled_from([f"s{number}" for number in range(5)])
ACTORS = st.sampled_from([f"a{lane}" for lane in range(5)])


@st.composite
def any_procedures(draw: st.DrawFn) -> Procedure:
    """Procedures with every mistake there is: what a flow or a symbol names need not exist, ids may be double."""
    lanes = draw(st.integers(0, 4))
    steps = draw(st.lists(STEPS, max_size=6))
    nodes = [
        Node(id=f"{step}/{actors[0]}", step=step, actors=tuple(actors), shape=shape)
        for step, actors, shape in draw(
            st.lists(
                st.tuples(STEPS, st.lists(ACTORS, min_size=1, max_size=3), st.sampled_from(list(Shape))), max_size=10
            )
        )
    ]
    ends = st.sampled_from([*[node.id for node in nodes], "nowhere", END])
    flow = st.builds(
        Flow, source=ends, target=ends, label=st.sampled_from(["", *LABELS]), kind=st.sampled_from(list(FlowKind))
    )
    return procedure(lanes, steps, nodes, draw(st.lists(flow, max_size=14)))


@settings(max_examples=200)
@given(sop=any_procedures(), terminator_rows=st.booleans(), seed=st.integers(0, 1000))
def test_any_procedure(sop: Procedure, terminator_rows: bool, seed: int) -> None:
    chart = lay_out(sop, terminator_rows=terminator_rows)
    assert_sound(sop, chart, random.Random(seed))


@given(sop=any_procedures())
def test_same_input_same_output(sop: Procedure) -> None:
    assert lay_out(sop) == lay_out(sop)
