"""SOP2xx: steps, symbols and the arrows between them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from ..anatomy import RESERVED_WORDS, nearest
from ..model import END, Flow, FlowKind, Message, Node, Procedure, Shape, Step
from ..process.paths import step_graph
from ._context import Context
from ._registry import Hit, Severity, hits_of, rule


def _by_status(procedure: Procedure) -> Severity | None:
    """A draft may still have loose ends: they are warnings only."""
    return Severity.WARNING if procedure.status == "draft" else None


@rule("SOP201", Severity.ERROR, "an arrow to a step that does not exist")
def missing_target(procedure: Procedure, _: Context) -> Iterator[Hit]:
    """An arrow leads to a step or symbol that does not exist.

    Nobody can follow it, so it is not drawn. In a draft it is a warning.

    Source: Our own inference.

    Mend: Write the ``id`` of a step, its number, or ``sebelumnya``, ``awal`` or ``selesai``; ``step/actor`` where
    the step has several symbols.
    """
    known = {step.id for step in procedure.steps if step.explicit_id}
    for exit_ in procedure.dangling:
        template = "the arrow to `{target}` leads nowhere: there is no such step"
        if "/" in exit_.target:
            template = "the arrow to `{target}` leads nowhere: there is no such step with that actor"
        if not exit_.target:
            template = "an arrow has no target"
        values: dict[str, object] = {"target": exit_.target}
        meant = _nearest_step(exit_.target, known)
        written = "" if meant else _address(exit_.target, procedure)
        if written:
            template = "the arrow to `{target}` leads nowhere; write `{meant}`"
            values["meant"] = written
        elif meant:
            template = "the arrow to `{target}` leads nowhere; did you mean `{meant}`?"
            values["meant"] = meant
        yield Hit(
            message=Message(template=template, values=values),
            location=exit_.location,
            step=exit_.step,
            severity=_by_status(procedure),
        )


def _address(target: str, procedure: Procedure) -> str:
    """What to write for a target put in words ("ke langkah 1", "kembali ke awal", the activity itself); else empty."""
    words = re.findall(r"[\w.-]+", target.casefold())
    numbers = [word.strip(".") for word in words if word.strip(".").replace(".", "").isdigit()]
    if len(words) > 1 and len(numbers) == 1:
        return numbers[0] if any(step.number == numbers[0] for step in procedure.steps) else ""
    if len(words) > 1 and (reserved := RESERVED_WORDS.intersection(words)):
        return min(reserved) if len(reserved) == 1 else ""
    text = " ".join(target.casefold().split())
    named = [step for step in procedure.steps if " ".join(step.text.casefold().split()) == text]
    return (named[0].id if named[0].explicit_id else named[0].number) if len(named) == 1 else ""


def _nearest_step(target: str, known: Iterable[str]) -> str | None:
    return nearest(target.partition("/")[0], known) if target and "/" not in target else None


@rule("SOP202", Severity.ERROR, "a step that cannot be reached")
def unreachable(procedure: Procedure, _: Context) -> Iterator[Hit]:
    """No way leads from the first step to this one.

    An employee who follows the arrows never comes here. Not judged while an arrow leads nowhere (SOP201): it may
    be the missing one. In a draft it is a warning.

    Source: Our own inference.

    Mend: Draw an arrow to the step, or remove it.
    """
    graph = step_graph(procedure)
    if not graph.rows:
        return
    reached = graph.reach([graph.rows[0].id])
    if any(exit_.step in reached for exit_ in procedure.dangling):
        return
    for step in graph.rows:
        if step.id not in reached:
            yield Hit(
                message=Message(template="no arrow leads to this step from the first one"),
                location=step.location,
                step=step.id,
                severity=_by_status(procedure),
            )


def _endless(procedure: Procedure) -> bool:
    graph = step_graph(procedure)
    return not graph.ends and not graph.open


@rule("SOP203", Severity.ERROR, "a step from which no end can be reached")
def trapped(procedure: Procedure, _: Context) -> Iterator[Hit]:
    """From this step no way leads to an end: the procedure goes round for ever.

    Whoever comes here never finishes. All steps of a round are one finding; a procedure without any end is SOP206
    instead. In a draft it is a warning.

    Source: Our own inference.

    Mend: Give one step of the round an exit.
    """
    graph = step_graph(procedure)
    if not graph.rows or _endless(procedure):
        return
    saved = graph.reaching(graph.ends | graph.open)
    for step in graph.rows:
        if step.id not in saved:
            yield Hit(
                message=Message(template="from this step no end can be reached"),
                location=step.location,
                step=step.id,
                severity=_by_status(procedure),
            )


@rule("SOP204", Severity.ERROR, "a decision with fewer than two exits, or all to one place")
def single_exit(procedure: Procedure, _: Context) -> Iterator[Hit]:
    """A decision has fewer than two exits, or all of them lead to one place.

    Then nothing is decided. Exits include arrows inside the row; a place is step and symbol. In a row of joint
    work without ``alur`` only the symbol from which the flow leaves is judged. In a draft it is a warning.

    Source: The diamond is the symbol of a decision (PermenPAN-RB 35/2012; wording read in a copy); the count of
    exits is our own inference.

    Mend: Write where the other answer leads, or choose another symbol.
    """
    exits = _exits(procedure)
    dangling = {exit_.source for exit_ in procedure.dangling}
    repeated = {fault.step for fault in procedure.faults if fault.code == "SOP205"}  # one exit, typed twice
    for step, node in _decisions(procedure):
        ways = exits.get(node.id, [])
        if not ways and "flows" not in step.entry_locations and node.id != step.leaving:
            continue  # takes part in a joint activity
        if _onward(ways):
            continue
        places = {target for target, _ in ways}
        if node.id in dangling or len(places) > 1 or (len(ways) == 1 and step.id in repeated):
            continue
        template = "the decision has only one exit" if places else "the decision has no exit"
        if len(ways) > 1 and places:
            template = "all exits of the decision lead to one place"
        yield Hit(
            message=Message(template=template),
            location=step.line_of("yes", "no", "branches", "flows", "shape", "actors"),
            step=step.id,
            severity=_by_status(procedure),
        )


@rule("SOP205", Severity.ERROR, "two exits with the same answer, or an exit without one")
def unclear_answer(procedure: Procedure, _: Context) -> Iterator[Hit]:
    """Two exits of a decision have the same answer, or one has none.

    The employee cannot tell which way to go. In ``alur`` this is a warning, since an arrow there may stand for a
    copy that is handed on; in a draft too.

    Source: Our own inference.

    Mend: Give every exit an answer of its own.
    """
    for hit in hits_of(procedure.faults, "SOP205"):
        yield hit if hit.severity else replace(hit, severity=_by_status(procedure))
    exits = _exits(procedure)
    for step, node in _decisions(procedure):
        ways = [flow for _, flow in exits.get(node.id, [])]
        if len(ways) > 1 and not _onward(exits[node.id]):
            for flow, message in (*_unanswered(ways), *_answered_twice(ways)):
                yield Hit(
                    message=message,
                    location=flow.location or step.location,
                    step=step.id,
                    severity=Severity.WARNING if flow.drawn_by == "flows" else _by_status(procedure),
                )


def _unanswered(ways: Sequence[Flow]) -> Iterator[tuple[Flow, Message]]:
    """The first exit without an answer; the arrows of a row handed on with `->` need none beside answered ones."""
    without = [flow for flow in ways if not flow.label]
    if without and not all(flow.drawn_by == "actors" for flow in without):
        yield without[0], Message(template="an exit of the decision has no answer")


def _answered_twice(ways: Sequence[Flow]) -> Iterator[tuple[Flow, Message]]:
    """The first exit whose answer another one before it has."""
    seen: set[str] = set()
    for flow in ways:
        answer = flow.label.casefold()
        if answer and answer in seen:
            template = "two exits of the decision have the answer `{answer}`"
            yield flow, Message(template=template, values={"answer": flow.label})
            return
        seen.add(answer)


def _onward(ways: list[tuple[str, Flow]]) -> bool:
    """True for the arrows of `lanjut`, which cannot stand on a decision: SOP114 says so."""
    return any(flow.drawn_by == "next" for _, flow in ways)


def _decisions(procedure: Procedure) -> Iterator[tuple[Step, Node]]:
    steps = {step.id: step for step in procedure.steps}
    for node in procedure.nodes:
        if node.shape is Shape.DECISION:
            yield steps[node.step], node


def _exits(procedure: Procedure) -> dict[str, list[tuple[str, Flow]]]:
    """Target and arrow of every exit, by node; lines without a head and two-way arrows leave both their ends."""
    exits: dict[str, list[tuple[str, Flow]]] = defaultdict(list)
    for flow in procedure.flows:
        exits[flow.source].append((flow.target, flow))
        if flow.kind is not FlowKind.ARROW and flow.target != END:
            exits[flow.target].append((flow.source, flow))
    return exits


@rule("SOP206", Severity.ERROR, "no step, or no end")
def no_end(procedure: Procedure, _: Context) -> Iterator[Hit]:
    """The SOP has no step, or no step at which it ends.

    A procedure begins and ends. In a draft it is a warning.

    Source: The capsule is the symbol of the activity that begins or ends (PermenPAN-RB 35/2012; wording read in a
    copy).

    Mend: Mark the last activity with ``selesai``, or correct the arrow that leads from it to another step.
    """
    if not procedure.steps:
        yield Hit(
            message=Message(template="the SOP has no step"), location=procedure.location, severity=_by_status(procedure)
        )
    elif _endless(procedure):
        yield Hit(
            message=Message(template="the procedure has no end: every step leads to another one"),
            location=procedure.location,
            severity=_by_status(procedure),
        )


@rule("SOP207", Severity.ERROR, "a symbol outside the five")
def foreign_symbol(procedure: Procedure, _: Context) -> Iterator[Hit]:
    """A symbol is asked for that SOP Administrasi Pemerintahan does not have.

    Readers know five symbols; a box is drawn instead. The off-page connector is placed by the page break, never by
    the author.

    Source: The five symbols are capsule, box, diamond, arrow and off-page connector (PermenPAN-RB 35/2012; wording
    read in a copy).

    Mend: Write ``terminator``, ``proses`` or ``keputusan``, or leave the symbol to us.
    """
    yield from hits_of(procedure.faults, "SOP207")


@rule("SOP208", Severity.ERROR, "`selesai` together with explicit exits")
def end_and_exits(procedure: Procedure, _: Context) -> Iterator[Hit]:
    """``selesai`` says that the procedure ends here, but every exit leads somewhere else.

    One of the two is wrong; the exits are drawn.

    Source: Our own inference.

    Mend: Remove ``selesai``, or the exit that should be the end.
    """
    yield from hits_of(procedure.faults, "SOP208")


@rule("SOP209", Severity.ERROR, "step id used twice")
def repeated_id(procedure: Procedure, _: Context) -> Iterator[Hit]:
    """Two steps have the same ``id``.

    Arrows to it lead to the first one, which may not be the one that was meant.

    Source: Our own choice.

    Mend: Give one of them another ``id``.
    """
    yield from hits_of(procedure.faults, "SOP209")


@rule("SOP210", Severity.ERROR, "a step without an actor, or with one that is not declared")
def unknown_actor(procedure: Procedure, _: Context) -> Iterator[Hit]:
    """A step has no ``pelaksana``, or one declared neither in the SOP nor in ``sop_actors``.

    Nobody is responsible for it. An unknown actor gets a column of its own; where neither the SOP nor the manual
    declares actors, every actor is accepted. In a draft it is a warning.

    Source: Every activity has a performer (PermenPAN-RB 35/2012; wording read in a copy).

    Mend: Name the actor, or correct its spelling.
    """
    for hit in hits_of(procedure.faults, "SOP210"):
        yield Hit(message=hit.message, location=hit.location, step=hit.step, severity=_by_status(procedure))


@rule("SOP211", Severity.WARNING, "a declared actor that never acts")
def idle_actor(procedure: Procedure, _: Context) -> Iterator[Hit]:
    """The SOP declares an actor that no step names.

    Its column stays empty.

    Source: Our own inference.

    Mend: Remove it from ``pelaksana``, or name it in the step where it acts.
    """
    acting = {actor for node in procedure.nodes for actor in node.actors}
    idle = [actor.label for actor in procedure.actors if actor.key not in acting]
    if procedure.actors_declared and procedure.steps and idle:
        template = "declared but never acting: {actors}"
        names = ", ".join(f"`{label}`" for label in idle)
        yield Hit(message=Message(template=template, values={"actors": names}), location=procedure.line_of("actors"))
