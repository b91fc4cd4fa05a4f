"""What can be counted in a procedure: steps, decisions, hand-offs, time, and the time of each actor."""

from collections.abc import Iterable

from msgspec import Struct

from ..model import END, Procedure, Shape
from .times import procedure_time, step_times


class Figures(Struct, frozen=True, kw_only=True):
    """Figures of one procedure, or sums of several."""

    procedures: int = 1
    steps: int = 0
    """Rows with a symbol."""
    decisions: int = 0
    """Symbols that are diamonds."""
    hand_offs: int = 0
    """Arrows from one actor to another."""
    shortest: float | None = None
    """Working minutes on the quickest way; None where there is no way to an end."""
    longest: float | None = None
    """Working minutes on the slowest way that does not go round."""
    unknown: int = 0
    """Steps whose time is not known; they count nothing."""


def figures_of(procedure: Procedure) -> Figures:
    """Return the figures of a procedure."""
    actors = {node.id: frozenset(node.actors) for node in procedure.nodes}
    time = procedure_time(procedure)
    return Figures(
        steps=sum(1 for _ in procedure.rows()),
        decisions=sum(node.shape is Shape.DECISION for node in procedure.nodes),
        hand_offs=sum(
            flow.target != END and actors[flow.source].isdisjoint(actors[flow.target]) for flow in procedure.flows
        ),
        shortest=time.shortest if time else None,
        longest=time.longest if time else None,
        unknown=len(time.unknown_steps) if time else 0,
    )


def total(figures: Iterable[Figures]) -> Figures:
    """Return the sums of several procedures; those without a way to an end count no time."""
    parts = list(figures)
    return Figures(
        procedures=sum(part.procedures for part in parts),
        steps=sum(part.steps for part in parts),
        decisions=sum(part.decisions for part in parts),
        hand_offs=sum(part.hand_offs for part in parts),
        shortest=sum(part.shortest or 0.0 for part in parts),
        longest=sum(part.longest or 0.0 for part in parts),
        unknown=sum(part.unknown for part in parts),
    )


class Workload(Struct, frozen=True, kw_only=True):
    """What one actor does in a procedure, or in several."""

    procedures: int = 0
    steps: int = 0
    shortest: float = 0.0
    """Working minutes of these steps, each done once and as quickly as it says."""
    longest: float = 0.0
    unknown: int = 0
    """Steps whose time is not known; they count nothing."""

    def __add__(self, other: "Workload") -> "Workload":
        return Workload(
            procedures=self.procedures + other.procedures,
            steps=self.steps + other.steps,
            shortest=self.shortest + other.shortest,
            longest=self.longest + other.longest,
            unknown=self.unknown + other.unknown,
        )


def workloads(procedure: Procedure) -> dict[str, Workload]:
    """Return the workload of each actor of a procedure by key; a joint activity takes the time of everyone in it."""
    times = step_times(procedure)
    acting: dict[str, dict[str, None]] = {}
    for node in procedure.nodes:
        for actor in node.actors:
            acting.setdefault(actor, {})[node.step] = None
    loads = {}
    for actor, steps in acting.items():
        known = [time for step in steps if (time := times.get(step)) is not None]
        loads[actor] = Workload(
            procedures=1,
            steps=len(steps),
            shortest=sum(time.shortest for time in known),
            longest=sum(time.longest for time in known),
            unknown=len(steps) - len(known),
        )
    return loads
