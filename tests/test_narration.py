"""What a step in prose says: every arrow is told, and what goes without saying is not."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinxcontrib_sop.core.model import END, Actor, Flow, FlowKind, Location, Node, Procedure, Shape, Step, Value
from sphinxcontrib_sop.core.process.narration import (
    Course,
    Way,
    courses,
    direction,
    format_of,
    narrate,
    printed_labels,
    tell,
)
from sphinxcontrib_sop.core.profiles import load_profile
from sphinxcontrib_sop.output.step_lists import columns_for

if TYPE_CHECKING:
    from collections.abc import Sequence

PLACE = Location(path="x.rst", line=1)
KINDS = {"<>": FlowKind.TWO_WAY, "--": FlowKind.LINE, "->": FlowKind.ARROW}


def steps_of(rows: Sequence[str], arrows: Sequence[str] = (), *, form: str = "simple-steps") -> Procedure:
    """A procedure from rows of actors and arrows between symbols.

    A row is "2.1 a b+c": its number, then its symbols; without symbols it is a heading.  An arrow is "1/a -> 2.1/b Ya",
    "1/a <> 2.1/b" (both ways), "1/a -- 2.1/b" (a line), "1/a -> end".
    """
    nodes = []
    steps = []
    for row in rows:
        number, *symbols = row.split()
        number, _, label = number.partition("=")
        own = [
            Node(id=f"{number}/{one.split('+')[0]}", step=number, actors=tuple(one.split("+")), shape=Shape.PROCESS)
            for one in symbols
        ]
        nodes += own
        step = Step(
            id=number, explicit_id=False, number=number, label=label or number, level=number.count("."),
            heading=not own, text="", texts={}, location=PLACE, entering=own[0].id if own else None,
            leaving=own[-1].id if own else None,
        )  # fmt: skip
        steps.append(step)
    flows = []
    for arrow in arrows:
        source, kind, target, *label = arrow.split()
        flows.append(
            Flow(
                source=source,
                target=END if target == "end" else target,
                label=" ".join(label),
                kind=KINDS[kind],
            )
        )
    keys = dict.fromkeys(key for node in nodes for key in node.actors)
    return Procedure(
        name="contoh", title="Penyusunan", docname="x", anchor="sop-contoh", location=PLACE,
        fields={"format": Value(text=form, location=PLACE, parsed=form)},
        actors=tuple(Actor(key=key, label=key.upper()) for key in keys), actors_declared=True,
        steps=tuple(steps), nodes=tuple(nodes), flows=tuple(flows),
    )  # fmt: skip


def told(procedure: Procedure) -> dict[str, Course]:
    return courses(procedure, narrate(procedure, printed_labels(procedure)))


def spoken(course: Course) -> list[str]:
    """What a course says after "Next"."""
    words = load_profile("permenpan-35-2012").words("en")
    said = []
    for actors, way in course.ways:
        parts = [*filter(None, [" and ".join(actors), way.answer])]
        said.append(": ".join([*parts, direction(way, words)]))
    return said


# -- single courses --------------------------------------------------------------------------------------------------
def test_the_simple_way_to_the_next_step_goes_without_saying() -> None:
    found = told(steps_of(["1 a", "2 b", "3 a"], ["1/a -> 2/b", "2/b -> 3/a"]))
    assert [spoken(course) for course in found.values()] == [[], [], []]
    assert [course.leads_on for course in found.values()] == [True, True, False]
    assert found["2"].actors == (("B",),)


def test_answers_are_told_with_where_they_lead() -> None:
    procedure = steps_of(["1 a", "2 b", "3 a"], ["1/a -> 2/b", "2/b -> 3/a Ya", "2/b -> 1/a Tidak"])
    assert spoken(told(procedure)["2"]) == ["Ya: to step 3", "Tidak: to step 1"]
    assert told(procedure)["2"].leads_on


def test_four_answers_keep_their_order() -> None:
    arrows = ["1/a -> 2/a Satu", "1/a -> 3/a Dua", "1/a -> 1/a Tiga", "1/a -> end Empat"]
    expected = ["Satu: to step 2", "Dua: to step 3", "Tiga: to step 1", "Empat: end"]
    assert spoken(told(steps_of(["1 a", "2 a", "3 a"], arrows))["1"]) == expected


def test_a_fork_names_both_steps() -> None:
    found = told(steps_of(["1 a", "2 a", "3 a"], ["1/a -> 2/a", "1/a -> 3/a", "2/a -> 3/a"]))
    assert spoken(found["1"]) == ["to step 2", "to step 3"]
    assert found["1"].leads_on


def test_a_jump_over_the_next_step_is_told_and_draws_no_arrow() -> None:
    found = told(steps_of(["1 a", "2 a", "3 a"], ["1/a -> 3/a", "2/a -> 3/a"]))
    assert (spoken(found["1"]), found["1"].leads_on) == (["to step 3"], False)


def test_the_end_is_told_before_the_last_step_only() -> None:
    found = told(steps_of(["1 a", "2 a"]))
    assert [spoken(course) for course in found.values()] == [["end"], []]
    assert not found["1"].leads_on


def test_an_arrow_that_is_broken_does_not_end_the_procedure() -> None:
    from dataclasses import replace

    from sphinxcontrib_sop.core.model import Exit

    broken = Exit(source="1/a", step="1", label="", target="xyz", location=PLACE)
    assert spoken(told(replace(steps_of(["1 a", "2 a"]), dangling=(broken,)))["1"]) == []


def test_symbols_that_hand_on_are_no_ways() -> None:
    found = told(steps_of(["1 a b c", "2 a"], ["1/a -> 1/b", "1/b -> 1/c", "1/c -> 2/a"]))
    assert found["1"].actors == (("A",), ("B",), ("C",))
    assert found["1"].handed_on
    assert spoken(found["1"]) == []


def test_after_handing_on_the_last_one_decides_without_being_named() -> None:
    arrows = ["1/a -> 1/b", "1/b -> 2/a Ya", "1/b -> end Tidak"]
    assert spoken(told(steps_of(["1 a b", "2 a"], arrows))["1"]) == ["Ya: to step 2", "Tidak: end"]


def test_who_leaves_before_the_last_one_is_named() -> None:
    arrows = ["1/a -> 1/b", "1/b -> 2/a", "1/a -> end Batal"]
    assert spoken(told(steps_of(["1 a b", "2 a"], arrows))["1"]) == ["A: Batal: end", "B: to step 2"]


def test_joint_work_is_no_handing_on() -> None:
    found = told(steps_of(["1 a b", "2 a"], ["1/b -> 2/a"]))
    assert not found["1"].handed_on
    assert spoken(found["1"]) == []


def test_joint_actors_that_part_are_named() -> None:
    found = told(steps_of(["1 a b", "2 a", "3 b"], ["1/a -> 2/a", "1/b -> 3/b", "2/a -> 3/b"]))
    assert spoken(found["1"]) == ["A: to step 2", "B: to step 3"]


def test_arrows_inside_a_row_that_are_no_chain_are_told() -> None:
    found = told(steps_of(["1 a b", "2 a"], ["1/a <> 1/b", "1/b -> 2/a"]))
    assert spoken(found["1"]) == ["A: to B", "B: to A", "B: to step 2"]
    found = told(steps_of(["1 a b", "2 a"], ["1/a -> 1/b kurang", "1/b -> 2/a"]))
    assert spoken(found["1"])[0] == "A: kurang: to B"


def test_one_symbol_over_lanes_has_both_actors() -> None:
    found = told(steps_of(["1 a+b", "2 a"], ["1/a -> 2/a"]))
    assert found["1"].actors == (("A", "B"),)


def test_the_way_over_a_heading_goes_without_saying() -> None:
    found = told(steps_of(["1 a", "2", "2.1 a", "2.2 a"], ["1/a -> 2.1/a", "2.1/a -> 2.2/a"]))
    assert set(found) == {"1", "2.1", "2.2"}
    assert spoken(found["1"]) == []
    assert found["1"].leads_on


def test_another_symbol_of_the_next_step_is_told() -> None:
    found = told(steps_of(["1 a", "2 b c"], ["1/a -> 2/c"]))
    ((_, way),) = found["1"].ways
    assert (way.node, way.actors) == ("2/c", ("C",))
    assert found["1"].leads_on


@pytest.mark.parametrize("kind", ["<>", "--"])
def test_lines_without_one_direction_are_told_at_both_ends(kind: str) -> None:
    found = told(steps_of(["1 a", "2 b", "3 a"], [f"1/a {kind} 2/b", "2/b -> 3/a"]))
    assert spoken(found["1"]) == ["to step 2"]
    assert spoken(found["2"]) == ["to step 1", "to step 3"]
    assert {way.kind for _, way in found["1"].ways} == {KINDS[kind]}


# -- numbers ---------------------------------------------------------------------------------------------------------
ROWS = ["1 a", "2", "2.1 a", "2.2", "2.2.1 a", "2.2.2 a", "2.3=X a", "3=B a"]


def test_sub_steps_are_lettered_in_prose() -> None:
    labels = printed_labels(steps_of(ROWS))
    assert list(labels.values()) == ["1", "2", "2a", "2b", "2b1", "2b2", "X", "B"]


def test_a_flowchart_keeps_its_numbers() -> None:
    procedure = steps_of(ROWS, form="flowchart")
    assert list(printed_labels(procedure).values()) == ["1", "2", "2.1", "2.2", "2.2.1", "2.2.2", "X", "B"]
    assert format_of(procedure) == "flowchart"


def test_letters_go_on_after_z() -> None:
    rows = ["1", *(f"1.{place} a" for place in range(1, 30))]
    labels = printed_labels(steps_of(rows))
    assert (labels["1.26"], labels["1.27"], labels["1.29"]) == ("1z", "1aa", "1ac")


# -- every arrow -----------------------------------------------------------------------------------------------------
def flows_read(procedure: Procedure) -> set[tuple[str, str, str]]:
    """The arrows as someone reads them who knows nothing but the courses: step, answer, symbol or end."""
    rows = list(procedure.rows())
    found = told(procedure)
    read = set()
    for row, following in [*pairwise(rows), (rows[-1], None)]:
        course = found[row.id]
        read |= {(row.id, way.answer, way.node) for _, way in course.ways}
        if course.handed_on:
            symbols = [node.id for node in procedure.nodes if node.step == row.id]
            read |= {(row.id, "", other) for other in symbols[1:]}
        leaving = [way for _, way in course.ways if not way.inside]
        if not leaving and following is not None:
            read.add((row.id, "", str(following.entering)))
    return read


def flows_drawn(procedure: Procedure) -> set[tuple[str, str, str]]:
    """The arrows there are, in the same words; a step that nothing leaves ends the procedure."""
    step_of = {node.id: node.step for node in procedure.nodes}
    drawn = {(step_of[flow.source], flow.label, flow.target) for flow in procedure.flows}
    drawn |= {
        (step_of[flow.target], flow.label, flow.source)
        for flow in procedure.flows
        if flow.kind is not FlowKind.ARROW and flow.target != END
    }
    goes_on = {step for step, _, target in drawn if step_of.get(target) != step}
    rows = list(procedure.rows())
    return drawn | {(row.id, "", END) for row in rows[:-1] if row.id not in goes_on}


@st.composite
def procedures(draw: st.DrawFn) -> Procedure:
    """Procedures of a few rows with any arrows between their symbols."""
    counts = draw(st.lists(st.integers(1, 3), min_size=1, max_size=5))
    rows = [f"{number} {' '.join('abc'[:count])}" for number, count in enumerate(counts, 1)]
    symbols = [f"{number}/{actor}" for number, count in enumerate(counts, 1) for actor in "abc"[:count]]
    arrow = st.tuples(
        st.sampled_from(symbols), st.sampled_from([*KINDS]), st.sampled_from(symbols), st.sampled_from(["", "Ya", "T"])
    ).map(" ".join)
    end = st.tuples(st.sampled_from(symbols), st.sampled_from(["-> end", "-> end Ya"])).map(" ".join)
    # what most rows have is more likely
    usual = [f"{one} -> {other}" for one, other in pairwise(symbols)]
    kept = draw(st.lists(st.sampled_from(usual), unique=True)) if usual else []
    return steps_of(rows, kept + draw(st.lists(arrow | end, max_size=6)))


@given(procedures())
def test_whoever_reads_the_steps_knows_every_arrow(procedure: Procedure) -> None:
    assert flows_read(procedure) == flows_drawn(procedure)


@given(procedures())
def test_an_arrow_between_stages_is_an_arrow_of_the_procedure(procedure: Procedure) -> None:
    rows = list(procedure.rows())
    step_of = {node.id: node.step for node in procedure.nodes}
    for row, following in pairwise(rows):
        between = {
            flow.target if step_of[flow.source] == row.id else flow.source
            for flow in procedure.flows
            if step_of[flow.source] == row.id
            or (flow.kind is not FlowKind.ARROW and step_of.get(flow.target) == row.id)
        }
        assert told(procedure)[row.id].leads_on == any(step_of.get(one) == following.id for one in between)


def test_a_way_says_whom_it_reaches() -> None:
    procedure = steps_of(["1 a", "2 b+c"], ["1/a -> 2/b"])
    way: Way = narrate(procedure, printed_labels(procedure))["1/a"].ways[0]
    assert (way.label, way.actors, way.inside) == ("2", ("B", "C"), False)


# -- stages side by side ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("stages", "columns"),
    [(1, 2), (2, 2), (3, 3), (4, 4), (5, 3), (6, 3), (7, 4), (8, 4), (9, 3), (10, 4), (12, 4), (30, 4)],
)
def test_stages_fill_their_rows_evenly(stages: int, columns: int) -> None:
    assert columns_for(stages) == columns


def test_an_arrow_to_a_row_above_leads_back() -> None:
    sop = steps_of(["1 a", "2 b", "3 a"], ["1/a -> 2/b", "2/b -> 3/a", "2/b -> 1/a Tidak", "3/a -> 1/a"])
    words = load_profile("permenpan-35-2012").words("id")
    said = [tell(sentence, words) for sentence in narrate(sop, printed_labels(sop)).values()]
    assert [sentence.split("; ", 1)[1] for sentence in said] == [
        "lanjut ke langkah 2",
        "lanjut ke langkah 3; Tidak: ke langkah 1",
        "kembali ke langkah 1",
    ]
