"""What is counted in a procedure."""

from __future__ import annotations

from sphinxcontrib_sop.core.model import Procedure, Shape
from sphinxcontrib_sop.core.process.figures import Figures, Workload, figures_of, total, workloads

from ..values import replace
from .procedures import procedure_of


def checked() -> Procedure:
    """1 is done by a, 2 decided by b (back to 1), 3 done by a and b together."""
    made = procedure_of("1>2 2>1 2>3 3>4 4>end", times={"1": "10 menit", "2": "5-10 menit", "3": "1 jam"})
    one, two, three, four = made.nodes
    two = replace(two, actors=("b",), shape=Shape.DECISION)
    return replace(made, nodes=(one, two, replace(three, actors=("a", "b")), four))


def test_steps_decisions_hand_offs_and_time_are_counted() -> None:
    assert figures_of(checked()) == Figures(steps=4, decisions=1, hand_offs=2, shortest=75, longest=80, unknown=1)


def test_a_procedure_without_an_end_has_no_time() -> None:
    found = figures_of(procedure_of("1>2 2>1"))
    assert (found.shortest, found.longest) == (None, None)
    assert total([found, figures_of(checked())]).longest == 80


def test_sums_are_sums() -> None:
    assert total([figures_of(checked())] * 3) == Figures(
        procedures=3, steps=12, decisions=3, hand_offs=6, shortest=225, longest=240, unknown=3
    )
    assert total([]) == Figures(procedures=0, shortest=0, longest=0)


def test_a_joint_activity_takes_the_time_of_everyone_in_it() -> None:
    found = workloads(checked())
    assert found["a"] == Workload(procedures=1, steps=3, shortest=70, longest=70, unknown=1)
    assert found["b"] == Workload(procedures=1, steps=2, shortest=65, longest=70)
    assert (found["a"] + found["b"]).steps == 5
