"""SOP212 to SOP222: whether flowchart, kind and format of an SOP suit one another, and what is easily overlooked."""

from collections.abc import Iterator, Mapping

from ..anatomy import NONE_MARK
from ..model import END, Actor, Flow, Message, Procedure, Shape, Step
from ..process.paths import ending_steps, step_graph
from ..reading.wording.morphology import words_of
from ._context import Context
from ._registry import Hit, Severity, rule

MAX_LANES = 12
MAX_LABEL = 60
"""Characters of a lane label; the longest in published SOPs has 53."""
MAX_LABEL_WORD = 25
"""Characters of a word in a lane label, which cannot be broken."""
FAR_ROWS = 8
"""The longest jump found in published SOPs; the longest loop there is 6 rows."""
FEW_STEPS = 10
FEW_DECISIONS = 2


def _acting(procedure: Procedure) -> list[Actor]:
    """The actors that have a symbol, in the order of the lanes."""
    keys = {key for node in procedure.nodes for key in node.actors}
    return [actor for actor in procedure.actors if actor.key in keys]


def _actors_of(procedure: Procedure) -> Mapping[str, Actor]:
    return {actor.key: actor for actor in procedure.actors}


def _symbol_actor(procedure: Procedure, node_id: str | None) -> Actor | None:
    """The actor of a symbol, the first one of a symbol over several lanes."""
    node = next((node for node in procedure.nodes if node.id == node_id), None)
    return _actors_of(procedure).get(node.actors[0]) if node else None


def _first_row(procedure: Procedure) -> Step | None:
    return next(procedure.rows(), None)


def _owners(procedure: Procedure) -> dict[str, str]:
    """Node -> step."""
    return {node.id: node.step for node in procedure.nodes}


def _positions(procedure: Procedure) -> dict[str, int]:
    """Step -> place among the rows that carry symbols."""
    return {step.id: number for number, step in enumerate(procedure.rows())}


@rule("SOP212", Severity.WARNING, "lanes not in order of first appearance, or the flow does not begin at the left")
def lane_order(procedure: Procedure, _: Context) -> Iterator[Hit]:
    """The columns of the actors do not stand in the order in which the actors first act, or the flow does not
    begin at the left.

    A flow from left to right is easier to follow. Actors of joint work that begin in one row may stand in any
    order.

    Source: "first come first write", not by rank, so that the flow begins at the left (PermenPAN-RB 35/2012;
    wording read in a copy).

    Mend: Put the lines of ``pelaksana`` into the order that the finding names, or leave ``pelaksana`` out.
    """
    if not procedure.actors_declared:
        return
    appearance = _first_appearance(procedure)
    lanes = _acting(procedure)
    start = _first_row(procedure)
    beginning = _symbol_actor(procedure, start.entering if start else None)
    wanted = sorted(lanes, key=lambda lane: (lane is not beginning, appearance[lane.key]))
    if wanted != lanes:
        template = "the columns are not in the order in which the actors first act: {actors}"
        names = ", ".join(f"`{lane.key}`" for lane in wanted)
        yield Hit(message=Message(template=template, values={"actors": names}), location=procedure.line_of("actors"))


def _first_appearance(procedure: Procedure) -> dict[str, tuple[int, int]]:
    """Actor -> row in which it first acts, and place in a row that is handed on; joint work has no order."""
    owners, positions = _owners(procedure), _positions(procedure)
    handed_on = {owners[flow.source] for flow in procedure.flows if flow.drawn_by == "actors"}
    appearances: dict[str, tuple[int, int]] = {}
    for place, node in enumerate(procedure.nodes):
        for key in node.actors:
            appearances.setdefault(key, (positions[node.step], place if node.step in handed_on else 0))
    return appearances


@rule("SOP213", Severity.WARNING, "administratif with a single actor")
def single_actor(procedure: Procedure, _: Context) -> Iterator[Hit]:
    """An SOP administratif has only one actor.

    What one person does alone is described as SOP teknis, which says how it is done.

    Source: SOP administratif concern more than one performer or position, SOP teknis exactly one (PermenPAN-RB
    35/2012; wording read in a copy).

    Mend: Name the others who take part, or write ``jenis: teknis``.
    """
    acting = _acting(procedure)
    if procedure.parsed("type") == "administrative" and len(acting) == 1:
        template = "`jenis: administratif`, but only `{actor}` acts; write `teknis` or name the others"
        message = Message(template=template, values={"actor": acting[0].label})
        yield Hit(message=message, location=procedure.line_of("type"))


@rule("SOP214", Severity.WARNING, "teknis with several actors")
def several_actors(procedure: Procedure, context: Context) -> Iterator[Hit]:
    """An SOP teknis has several actors.

    What passes through several hands is described as SOP administratif. Actors outside the agency do not count.

    Source: SOP teknis have one performer: a person, a position, or a team acting as one (PermenPAN-RB 35/2012;
    wording read in a copy).

    Mend: Write ``jenis: administratif``, or name the team as one actor.
    """
    inside = [actor.label for actor in _acting(procedure) if not is_applicant(actor, context)]
    if procedure.parsed("type") == "technical" and len(inside) > 1:
        template = "`jenis: teknis`, but several act: {actors}; write `administratif` or name one team"
        names = ", ".join(f"`{label}`" for label in inside)
        yield Hit(message=Message(template=template, values={"actors": names}), location=procedure.line_of("type"))


@rule("SOP215", Severity.WARNING, "first step does not suit pelayanan, rutin or penugasan")
def beginning(procedure: Procedure, context: Context) -> Iterator[Hit]:
    """The first step does not suit the kind of activity.

    Who begins tells a service from routine and from an assignment. An applicant is known by ``external`` in
    ``sop_actors`` or by a label such as Pemohon.

    Source: Pelayanan begins with an applicant and needs requirements, rutin with the person responsible, penugasan
    with the order of a superior (PermenPAN-RB 35/2012; wording read in a copy).

    Mend: Correct ``jenis-kegiatan`` or the first step; name the requirements in its ``kelengkapan``.
    """
    kind = procedure.parsed("activity-kind")
    first = _first_row(procedure)
    if kind is None or first is None:
        return
    actor = _symbol_actor(procedure, first.entering)
    template = ""
    if kind == "service" and not cell_text(first, "inputs"):
        template = "a `pelayanan` needs requirements: `kelengkapan` of the first step names none"
    elif kind == "service" and actor is not None and _is_insider(actor, procedure, context):
        template = "a `pelayanan` begins with the applicant, here with `{actor}`"
    elif kind == "routine" and actor is not None and actor.external:
        template = (
            "a `rutin` activity begins with the person responsible, here with `{actor}`, who is outside the agency"
        )
    elif kind == "assignment" and not _is_order(first, context):
        template = "a `penugasan` begins with the order of a superior; the first step gives none"
    if template:
        values = {"actor": actor.label if actor else ""}
        yield Hit(message=Message(template=template, values=values), location=first.location, step=first.id)


def _is_insider(actor: Actor, procedure: Procedure, context: Context) -> bool:
    """True if an actor is no applicant while another one of the SOP is known to be one."""
    return not is_applicant(actor, context) and any(is_applicant(other, context) for other in procedure.actors)


def is_applicant(actor: Actor, context: Context) -> bool:
    """True for an actor outside the agency, or one whose label says that he or she applies."""
    label = f" {' '.join(words_of(actor.label))} "
    return actor.external or any(f" {name} " in label for name in context.wording.applicants)


def cell_text(step: Step, key: str) -> str:
    """What a cell says; empty if nothing, or only that there is nothing."""
    value = step.texts.get(key)
    text = value.text.strip() if value else ""
    return "" if text == NONE_MARK else text


def _is_order(step: Step, context: Context) -> bool:
    """True if a step gives an order, or if no words for one are known."""
    text = " ".join([step.text, *(value.text for key, value in step.texts.items() if key in {"inputs", "output"})])
    words = words_of(text)
    phrase = " ".join(words)
    orders = context.wording.orders
    return not orders or any(
        any(word.startswith(order) for word in words) or (" " in order and order in phrase) for order in orders
    )


@rule("SOP216", Severity.INFO, "a loop or jump over many rows")
def far_jump(procedure: Procedure, _: Context) -> Iterator[Hit]:
    """An arrow jumps over more than eight rows.

    It crosses much of the drawing or a page and is hard to follow.

    Source: Our own inference; in published SOPs the longest loop is 6 rows and the longest jump 8.

    Mend: Part the SOP, or move the step nearer.
    """
    owners, positions = _owners(procedure), _positions(procedure)
    labels = {step.id: step.label for step in procedure.steps}
    for flow in procedure.flows:
        source, target = owners[flow.source], owners.get(flow.target)
        if target is not None and abs(positions[target] - positions[source]) > FAR_ROWS:
            template = "the arrow to step {target} jumps over {rows} rows"
            values = {"target": labels[target], "rows": abs(positions[target] - positions[source])}
            place = flow.location or procedure.location
            yield Hit(message=Message(template=template, values=values), location=place, step=source)


@rule("SOP217", Severity.INFO, "format does not suit length and decisions")
def unsuitable_format(procedure: Procedure, _: Context) -> Iterator[Hit]:
    """The format does not suit the number of steps and decisions.

    Few activities without decisions are quickly read as a list, many decisions are not. A flowchart always suits.

    Source: Langkah sederhana are for few activities and few decisions, tahapan berurutan for more than ten steps
    and few decisions (PermenPAN-RB 35/2012; wording read in a copy); that few decisions are at most two and few
    steps at most ten is our own reading.

    Mend: Choose another ``format``.
    """
    rows = list(procedure.rows())
    decisions = len({node.step for node in procedure.nodes if node.shape is Shape.DECISION})
    chosen = procedure.parsed("format")
    template = ""
    if chosen in {"simple-steps", "hierarchical-steps"} and decisions > FEW_DECISIONS:
        template = "{decisions} decisions are many for this format; `diagram-alir` shows them better"
    elif chosen == "simple-steps" and len(rows) > FEW_STEPS:
        template = "{steps} steps are many for `langkah-sederhana`; use `tahapan-berurutan` or `diagram-alir`"
    elif chosen == "hierarchical-steps" and 0 < len(rows) <= FEW_STEPS:
        template = "`tahapan-berurutan` is for more than ten steps; {steps} suit `langkah-sederhana`"
    if template:
        values = {"decisions": decisions, "steps": len(rows)}
        yield Hit(message=Message(template=template, values=values), location=procedure.line_of("format"))


@rule("SOP218", Severity.INFO, "more than 12 lanes, or lane labels too long")
def crowded_lanes(procedure: Procedure, _: Context) -> Iterator[Hit]:
    """The table has more columns of actors, or longer labels over them, than a page shows well.

    Narrow columns break words and press the symbols together.

    Source: Our own inference; published SOPs draw up to eight columns with labels of up to 53 characters.

    Mend: Join actors, part the SOP, or give an actor a short name (``short`` in ``sop_actors``).
    """
    place = procedure.line_of("actors")
    if len(procedure.actors) > MAX_LANES:
        template = "{count} columns of actors are too many for one page"
        yield Hit(message=Message(template=template, values={"count": len(procedure.actors)}), location=place)
    for actor in procedure.actors:
        label = actor.short or actor.label
        if len(label) > MAX_LABEL or any(len(word) > MAX_LABEL_WORD for word in label.replace("/", " ").split()):
            template = "the label `{label}` is too long for its column; give the actor a short name"
            yield Hit(message=Message(template=template, values={"label": label}), location=actor.location or place)


@rule("SOP219", Severity.WARNING, "one symbol over lanes that are not adjacent")
def torn_symbol(procedure: Procedure, _: Context) -> Iterator[Hit]:
    """One symbol stands for actors whose columns are not side by side.

    It cannot be drawn over the columns of others and stands in the first one.

    Source: Our own choice.

    Mend: Put the columns side by side, or write the actors with a comma: a symbol for each.
    """
    lane = {actor.key: number for number, actor in enumerate(procedure.actors)}
    steps = {step.id: step for step in procedure.steps}
    for node in procedure.nodes:
        places = sorted(lane[key] for key in node.actors)
        if places[-1] - places[0] + 1 != len(places):
            step = steps[node.step]
            template = "the columns of {actors} are not side by side"
            names = ", ".join(f"`{key}`" for key in node.actors)
            message = Message(template=template, values={"actors": names})
            yield Hit(message=message, location=step.line_of("actors"), step=step.id)


@rule("SOP220", Severity.INFO, "a bare number as target of a jump over more than one row")
def numbered_target(procedure: Procedure, _: Context) -> Iterator[Hit]:
    """An arrow over more than one row names its target by a number.

    The number changes as soon as a row is inserted, and the arrow silently leads to another step.

    Source: Our own inference.

    Mend: Give the step an ``id`` and name that; ``awal`` always means the first step.
    """
    owners, positions = _owners(procedure), _positions(procedure)
    steps = {step.id: step for step in procedure.steps}
    for flow in procedure.flows:
        source, target = owners[flow.source], owners.get(flow.target)
        if target is not None and flow.numbered and abs(positions[target] - positions[source]) > 1:
            template = "the arrow names step {target} by its number; give that step an `id`"
            if steps[target].explicit_id:
                template = "the arrow names step {target} by its number; write `{id}`"
            message = Message(template=template, values={"target": steps[target].label, "id": target})
            yield Hit(message=message, location=flow.location or steps[source].location, step=source)


@rule("SOP221", Severity.INFO, "a capsule that neither begins nor ends")
def idle_capsule(procedure: Procedure, _: Context) -> Iterator[Hit]:
    """A capsule stands for an activity that neither begins nor ends the procedure.

    A reader takes it for an end.

    Source: The capsule is the symbol of the activity that begins or ends (PermenPAN-RB 35/2012; wording read in a
    copy).

    Mend: Leave the symbol to us, or mark the step with ``selesai`` if the procedure ends there.
    """
    graph = step_graph(procedure)
    first = _first_row(procedure)
    allowed = ending_steps(procedure, graph) | graph.open | ({first.id} if first else set())
    steps = {step.id: step for step in procedure.steps}
    for node in procedure.nodes:
        if node.shape is Shape.TERMINATOR and node.step not in allowed:
            step = steps[node.step]
            message = Message(template="the capsule stands for a step that neither begins nor ends the procedure")
            yield Hit(message=message, location=step.line_of("shape", "actors"), step=step.id)


@rule("SOP222", Severity.INFO, "after handing over to an outside actor the flow falls into a step of a branch")
def forgotten_end(procedure: Procedure, _: Context) -> Iterator[Hit]:
    """After a step of someone outside the agency the flow falls into a step that only a branch should reach.

    The applicant has received the result, and below stands what is done if the application is refused: probably
    ``selesai`` was forgotten. Needs actors with ``external``.

    Source: Our own inference.

    Mend: Mark the step with ``selesai``, or draw the arrow yourself.
    """
    owners, positions = _owners(procedure), _positions(procedure)
    steps = {step.id: step for step in procedure.steps}
    branched = _branched(procedure, owners, positions)
    for flow in procedure.flows:
        if flow.drawn_by or flow.target == END:
            continue
        source, target = steps[owners[flow.source]], owners[flow.target]
        actor = _symbol_actor(procedure, source.leaving)
        if (
            actor is None
            or not actor.external
            or positions[source.id] == 0
            or positions[target] != positions[source.id] + 1
        ):
            continue
        if any(row < positions[source.id] for row in branched.get(target, ())):
            template = (
                "after `{actor}` the flow goes on to step {target}, which a branch leads to; was `selesai` forgotten?"
            )
            values = {"actor": actor.label, "target": steps[target].label}
            yield Hit(message=Message(template=template, values=values), location=source.location, step=source.id)


def _branched(procedure: Procedure, owners: Mapping[str, str], positions: Mapping[str, int]) -> dict[str, list[int]]:
    """For each step the rows of the decisions above it that lead there over other rows."""
    branches: dict[str, list[int]] = {}
    for flow in procedure.flows:
        if _is_branch(flow) and flow.target in owners:
            source, target = positions[owners[flow.source]], owners[flow.target]
            if source + 1 < positions[target]:
                branches.setdefault(target, []).append(source)
    return branches


def _is_branch(flow: Flow) -> bool:
    return flow.drawn_by in {"yes", "no", "branches"}
