"""`sop-actor`: every step of one actor in every SOP, or an index of all actors."""

import re
from collections.abc import Iterator, Sequence

from docutils import nodes

from ...core.i18n import say
from ...core.model import Actor, Message, Procedure, Step
from ...core.process.figures import workloads
from ...core.process.narration import Sentence, Way, narrate, printed_labels
from ..records import GeneratedRequest
from ..tables import MAIN, NUMBER, Cell, add_row, overview, text
from ._registry import GeneratedContext, generator
from ._selection import acts_as, selected

COLUMNS = ("row-number", "text", "inputs", "time", "output", "hands-on")
WIDTHS = (6, 30, 20, 14, 20, 25)
UNBROKEN = "\u00a0"
UNIT = re.compile(r"(?<=\d) (?=[^\W\d])")
"""Space between a number and its unit."""


@generator("actor")
def actor_page(request: GeneratedRequest, context: GeneratedContext) -> list[nodes.Node]:
    """Return the steps of the actor that the argument names, grouped by SOP; without an argument the index."""
    name = request.options.get("argument", "")
    return _steps_of(name, request, context) if name else _index(request, context)


def _steps_of(name: str, request: GeneratedRequest, context: GeneratedContext) -> list[nodes.Node]:
    made = overview(WIDTHS, (context.words[key] for key in COLUMNS), "sop-actor")
    count = sops = 0
    for procedure in selected(request, context):
        actor = acts_as(procedure, name)
        if actor is None:
            continue
        sops += 1
        link = context.link(procedure, docname=request.docname)
        heading = nodes.paragraph("", "", nodes.strong("", "", link))
        if procedure.status != "in-force":
            heading += nodes.Text(f" ({context.words[procedure.status]})")
        context.add_heading(made, [heading], len(COLUMNS))
        for step, sentence in _acting(procedure, actor):
            count += 1
            add_row(made, _cells(procedure, step, sentence, request, context))
    if not count:
        message = Message(template="no SOP has a step of the actor `{actor}`", values={"actor": name})
        context.warn("actor", message, request.location)
        return text(say(message, context.language), "sop-nothing")
    words = context.words
    return [*text(f"{words['procedures']}: {sops}; {words['steps'].lower()}: {count}", "sop-summary"), made]


def _acting(procedure: Procedure, actor: Actor) -> Iterator[tuple[Step, Sentence]]:
    sentences = narrate(procedure, printed_labels(procedure))
    steps = {step.id: step for step in procedure.steps}
    for node in procedure.nodes:
        if actor.key in node.actors:
            step, sentence = steps[node.step], sentences[node.id]
            if not sentence.ways and step.leaving and step.leaving != node.id:
                sentence = sentences[step.leaving]  # in a joint activity the flow leaves from another symbol
            yield step, sentence


def _cells(
    procedure: Procedure, step: Step, sentence: Sentence, request: GeneratedRequest, context: GeneratedContext
) -> list[Cell]:
    label = printed_labels(procedure)[step.id] or step.number
    link = context.link(procedure, label, docname=request.docname, step=step.id)
    return [
        [nodes.paragraph("", "", link, classes=[NUMBER])],
        _activity(step),
        _items(step, "inputs"),
        _time(step),
        _items(step, "output"),
        _ways(procedure, sentence, request, context),
    ]


def _activity(step: Step) -> Cell:
    """What is done: every part of it a paragraph or a list of its own."""
    first, *others = step.parts or ((step.text,),)
    cell = text(first[0], MAIN) if len(first) == 1 else [_list(first, MAIN)]
    return [*cell, *(node for part in others for node in (text(part[0]) if len(part) == 1 else [_list(part)]))]


def _list(items: Sequence[str], *classes: str) -> nodes.bullet_list:
    return nodes.bullet_list("", *(nodes.list_item("", *text(item)) for item in items), classes=list(classes))


def _items(step: Step, key: str) -> Cell:
    value = step.texts.get(key)
    if value is None:
        return []
    if len(value.items) > 1:
        lead = value.items[0] if value.items[0].endswith(":") else ""  # the words before a list, not an item of it
        return [*text(lead), _list(value.items[1:] if lead else value.items)]
    return text(value.text)


def _time(step: Step) -> Cell:
    """How long it takes; a number and its unit stay on one line."""
    value = step.texts.get("time")
    if value is None or len(value.items) > 1:
        return _items(step, "time")
    return text(UNIT.sub(UNBROKEN, value.text))


def _ways(procedure: Procedure, sentence: Sentence, request: GeneratedRequest, context: GeneratedContext) -> Cell:
    """To whom each exit hands on: the actor and the number of the step, which is a link."""
    if not sentence.ways:
        return text(context.words["end"])
    return [nodes.paragraph("", "", *_way(procedure, way, request, context)) for way in sentence.ways]


def _way(procedure: Procedure, way: Way, request: GeneratedRequest, context: GeneratedContext) -> Iterator[nodes.Node]:
    words = context.words
    where = words["end"] if way.step is None else f" {words['joint']} ".join(way.actors)
    yield nodes.Text(f"{way.answer}: {where}" if way.answer else where)
    if way.step is not None and not way.inside:
        yield nodes.Text(" (")
        yield context.link(procedure, f"{words['step']}{UNBROKEN}{way.label}", docname=request.docname, step=way.step)
        yield nodes.Text(")")


# -- index -----------------------------------------------------------------------------------------------------------
def _index(request: GeneratedRequest, context: GeneratedContext) -> list[nodes.Node]:
    """Every actor with its SOPs; its name leads to its own page where the manual has one."""
    procedures: dict[str, list[Procedure]] = {}
    steps: dict[str, int] = {}
    keys: dict[str, set[str]] = {}
    for procedure in selected(request, context):
        labels = {actor.key: actor.label for actor in procedure.actors}
        for key, load in workloads(procedure).items():
            label = labels.get(key, key)
            procedures.setdefault(label, []).append(procedure)
            steps[label] = steps.get(label, 0) + load.steps
            keys.setdefault(label, set()).add(key)
    pages = _pages(context)
    made = overview((28, 8, 64), (context.words[key] for key in ("actors", "steps", "procedures")), "sop-actors")
    for label in sorted(procedures, key=str.casefold):
        page = next((pages[name] for name in (label.casefold(), *sorted(keys[label])) if name in pages), None)
        name: nodes.Node = nodes.Text(label)
        if page is not None:
            name = context.document_link(label, page, docname=request.docname)
        links = [
            nodes.list_item("", nodes.paragraph("", "", context.link(procedure, docname=request.docname)))
            for procedure in procedures[label]
        ]
        add_row(
            made,
            [[nodes.paragraph("", "", name, classes=[MAIN])], text(str(steps[label])), [nodes.bullet_list("", *links)]],
        )
    if not procedures:
        return text(say(Message(template="There is no SOP to list."), context.language), "sop-nothing")
    return [made]


def _pages(context: GeneratedContext) -> dict[str, str]:
    """Documents with a page of one actor, by its name as it is asked for, in lower case."""
    return {
        request.options["argument"].casefold(): docname
        for docname, record in sorted(context.domain.by_doc.items())
        for request in record.requests
        if request.kind == "actor" and "argument" in request.options
    }
