"""How long a whole procedure takes: the times of its steps along the shortest and the longest way through it."""

from collections.abc import Sequence

from msgspec import Struct

from ..anatomy import NONE_MARK
from ..model import Procedure, Step
from ..reading.durations import Duration
from .paths import ending_steps, step_graph, way_lengths


class ProcedureTime(Struct, frozen=True, kw_only=True):
    """How long a procedure takes from its first step to an end, each step counted once."""

    shortest: float
    """Working minutes on the quickest way."""
    longest: float
    """Working minutes on the slowest way that does not go round."""
    unknown_steps: tuple[str, ...]
    """`Step.id` of the steps whose time is not known; they count nothing."""


_NOTHING = Duration(shortest=0, longest=0)


def step_times(procedure: Procedure) -> dict[str, Duration | None]:
    """Return the time of each row by step id, None where it is not known.

    The time of a heading row counts only if none of its sub-steps has one; then it is that of the first of them.
    """
    times: dict[str, Duration | None] = {}
    steps = procedure.steps
    for place, step in enumerate(steps):
        if step.id in times:
            continue
        if not step.heading:
            times[step.id] = _time(step)
            continue
        sub_steps = below(steps, place)
        if _says(step) and not any(map(_says, sub_steps)):
            rows = [below_it for below_it in sub_steps if not below_it.heading]
            times |= {row.id: _NOTHING for row in rows[1:]} | {row.id: _time(step) for row in rows[:1]}
    return times


def below(steps: Sequence[Step], place: int) -> list[Step]:
    """The sub-steps of a heading row, at every depth."""
    lower = []
    for step in steps[place + 1 :]:
        if step.level <= steps[place].level:
            break
        lower.append(step)
    return lower


def _says(step: Step) -> bool:
    value = step.texts.get("time")
    return value is not None and bool(value.text.strip())


def _time(step: Step) -> Duration | None:
    value = step.texts.get("time")
    if value is None:
        return None
    return _NOTHING if value.text.strip() == NONE_MARK else value.parsed


def procedure_time(procedure: Procedure) -> ProcedureTime | None:
    """Return how long a procedure takes; None if it has no steps or no end."""
    graph = step_graph(procedure)
    times = step_times(procedure)
    least = {step: time.shortest if time else 0.0 for step, time in times.items()}
    most = {step: time.longest if time else 0.0 for step, time in times.items()}
    lengths = way_lengths(graph, ending_steps(procedure, graph), least, most)
    if lengths is None:
        return None
    unknown = tuple(step.id for step in graph.rows if times[step.id] is None)
    return ProcedureTime(shortest=lengths[0], longest=lengths[1], unknown_steps=unknown)
