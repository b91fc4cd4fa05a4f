"""`sop-statistics`: what can be counted, per SOP, unit, manual and actor."""

from collections.abc import Iterable, Sequence

from docutils import nodes

from ...core.i18n import say
from ...core.model import Message, Procedure
from ...core.process.figures import Figures, Workload, figures_of, total, workloads
from ...core.reading.durations import spelt
from ..records import GeneratedRequest
from ..tables import MAIN, Cell, add_row, overview, strong, text
from ._registry import GeneratedContext, generator
from ._selection import selected

FIGURES = ("steps", "decisions", "hand-offs", "shortest", "longest")


@generator("statistics")
def statistics(request: GeneratedRequest, context: GeneratedContext) -> list[nodes.Node]:
    """Return a table per SOP (with sums per unit and of all) and one per actor, or just the one asked for."""
    procedures = selected(request, context)
    if not procedures:
        return text(say(Message(template="There is no SOP to count."), context.language), "sop-nothing")
    figures = {procedure.name: figures_of(procedure) for procedure in procedures}
    asked = request.options.get("per", "")
    made: list[nodes.Node] = []
    if asked in {"", "sop"}:
        made += _per_sop(procedures, figures, request, context)
    if asked in {"unit", "manual"} or (not asked and len({procedure.unit for procedure in procedures}) > 1):
        made += _per_unit(procedures, figures, context, units=asked != "manual")
    if asked in {"", "actor"}:
        made += _per_actor(procedures, context)
    return made


def _per_sop(
    procedures: Sequence[Procedure], figures: dict[str, Figures], request: GeneratedRequest, context: GeneratedContext
) -> list[nodes.Node]:
    made = _figures_table("title", context)
    for procedure in procedures:
        link = context.link(procedure, docname=request.docname)
        add_row(made, [[nodes.paragraph("", "", link, classes=[MAIN])], *_figures(figures[procedure.name], context)])
    _add_total(made, figures.values(), context)
    return _with_remark(made, figures.values(), context)


def _per_unit(
    procedures: Sequence[Procedure], figures: dict[str, Figures], context: GeneratedContext, *, units: bool
) -> list[nodes.Node]:
    by_unit: dict[str, list[Figures]] = {}
    for procedure in procedures:
        by_unit.setdefault(context.unit_of(procedure) or context.words["no-group"], []).append(figures[procedure.name])
    made = _figures_table("unit", context, count=True)
    for unit, group in by_unit.items() if units else ():
        add_row(made, [text(unit, MAIN), text(str(len(group))), *_figures(total(group), context)])
    _add_total(made, figures.values(), context, count=True)
    return _with_remark(made, figures.values(), context)


def _figures_table(first: str, context: GeneratedContext, *, count: bool = False) -> nodes.table:
    keys = [first, *(["procedures"] if count else []), *FIGURES]
    widths = [34, *([8] if count else []), 9, 9, 11, 16, 16]
    return overview(widths, (context.words[key] for key in keys), "sop-statistics")


def _figures(figures: Figures, context: GeneratedContext) -> list[Cell]:
    counted = (figures.steps, figures.decisions, figures.hand_offs)
    times = (figures.shortest, figures.longest)
    return [*(text(str(number)) for number in counted), *(_time(length, figures.unknown, context) for length in times)]


def _time(minutes: float | None, unknown: int, context: GeneratedContext) -> Cell:
    """A time; a star says that steps are missing in it."""
    if minutes is None:
        return text(context.words["none"])
    return text(say(spelt(minutes, context.config.source.working_time), context.language) + (" *" if unknown else ""))


def _add_total(
    made: nodes.table, figures: Iterable[Figures], context: GeneratedContext, *, count: bool = False
) -> None:
    sums = total(figures)
    counted = [text(str(sums.procedures))] if count else []
    row = add_row(made, [strong(context.words["total"], MAIN), *counted, *_figures(sums, context)])
    row["classes"].append("sop-total")


def _with_remark(made: nodes.table, figures: Iterable[Figures], context: GeneratedContext) -> list[nodes.Node]:
    if not any(figure.unknown for figure in figures):
        return [made]
    template = "* without the steps whose time is not stated"
    return [made, *text(say(Message(template=template), context.language), "sop-remark")]


def _per_actor(procedures: Sequence[Procedure], context: GeneratedContext) -> list[nodes.Node]:
    """Steps and time of each actor of the agency; those outside it have no time that it plans."""
    sums: dict[str, Workload] = {}
    for procedure in procedures:
        labels = {actor.key: actor.label for actor in procedure.actors}
        outside = {actor.key for actor in procedure.actors if actor.external}
        for key, load in workloads(procedure).items():
            if key in outside:
                continue
            label = labels.get(key, key)
            sums[label] = sums.get(label, Workload()) + load
    keys = ("actors", "procedures", "steps", "shortest", "longest")
    made = overview([34, 8, 9, 16, 16], (context.words[key] for key in keys), "sop-statistics")
    for label, load in sorted(sums.items(), key=lambda item: (-item[1].longest, item[0].casefold())):
        times = (_time(length, load.unknown, context) for length in (load.shortest, load.longest))
        add_row(made, [text(label, MAIN), text(str(load.procedures)), text(str(load.steps)), *times])
    if not any(load.unknown for load in sums.values()):
        return [made]
    template = "* without the steps whose time is not stated"
    return [made, *text(say(Message(template=template), context.language), "sop-remark")]
