"""`sop-evaluation` and `sop-trial`: SOPs judged point by point."""

from collections.abc import Iterable, Mapping, Sequence

from docutils import nodes

from ...core.model import Message, Procedure
from ...core.reading.records import CRITERIA, PRINCIPLES, item_number, judgement
from ..records import GeneratedRequest
from ..tables import MAIN, NUMBER, Cell, text
from ._records import (
    BLANK,
    Record,
    add_record_row,
    by_procedure,
    checked,
    day,
    form_table,
    heading,
    procedures_of,
    records_of,
    signed_by,
    summary,
    unit_name,
    warn,
    warn_unread,
)
from ._registry import GeneratedContext, generator

EVALUATION_COLUMNS = ("no", "criterion", "substance-good", "substance-bad", "process-good", "process-bad", "notes")
EVALUATION_WIDTHS = (5, 38, 10, 10, 10, 10, 24)
EVALUATION_GROUPS = {
    "substance": ("substance-good", "substance-bad"),
    "process": ("process-good", "process-bad"),
}
"""Two headings, each over Ya and Tidak."""
TRIAL_COLUMNS = ("no", "principle", "good", "bad", "notes")
TRIAL_WIDTHS = (5, 40, 10, 10, 35)


@generator("evaluation")
def evaluation(request: GeneratedRequest, context: GeneratedContext) -> list[nodes.Node]:
    """Return one form for each SOP with records, else for the SOP named, else one to be filled in by hand."""
    points = [context.words[f"evaluation-criterion-{number}"] for number in range(1, CRITERIA + 1)]
    return _forms(
        request, context, points, ("substance", "process"), EVALUATION_COLUMNS, EVALUATION_WIDTHS, EVALUATION_GROUPS
    )


@generator("trial")
def trial(request: GeneratedRequest, context: GeneratedContext) -> list[nodes.Node]:
    """Return one form for each SOP with records, else for the SOP named, else one to be filled in by hand."""
    points = [context.words[f"trial-principle-{number}"] for number in range(1, PRINCIPLES + 1)]
    return _forms(request, context, points, ("result",), TRIAL_COLUMNS, TRIAL_WIDTHS)


def _forms(
    request: GeneratedRequest,
    context: GeneratedContext,
    points: Sequence[str],
    judged: Sequence[str],
    keys: Sequence[str],
    widths: Sequence[int],
    groups: Mapping[str, Sequence[str]] | None = None,
) -> list[nodes.Node]:
    records = records_of(request, context)
    unread = (
        (record, record[key]) for record in records for key in judged if record[key] and judgement(record[key]) is None
    )
    warn_unread(request, context, unread)
    _warn_points(records, points, request, context)
    made: list[nodes.Node] = []
    for procedure, group in _subjects(records, request, context):
        made += heading(request, context, *_details(procedure, group, request, context))
        form = form_table(keys, widths, request, context, groups)
        by_point = {item_number(record["item"], points): record for record in group}
        for number, point in enumerate(points, start=1):
            add_record_row(
                form, text(str(number), NUMBER), text(point, MAIN), *_judged(by_point.get(number), judged, context)
            )
        by, on = _first("by", group), _first("date", group)
        made += [form, *_tally(group, points, judged, context), *signed_by(request, context, name=by, on=on)]
    return made


def _subjects(
    records: Sequence[Record], request: GeneratedRequest, context: GeneratedContext
) -> Iterable[tuple[Procedure | None, list[Record]]]:
    """The SOPs that get a form, with their records."""
    wanted = request.options.get("sop", "")
    if wanted:
        procedure = context.domain.find_procedure(wanted, by_title=True)
        if procedure is None:
            message = Message(template="no SOP is called `{target}`", values={"target": wanted})
            context.warn("records", message, request.location)
        return [(procedure, [record for record in records if procedure and record.procedure == procedure])]
    allowed = {procedure.name for procedure in procedures_of(request, context)}
    groups = [(procedure, group) for procedure, group in by_procedure(records) if procedure.name in allowed]
    return groups or [(None, [])]


def _details(
    procedure: Procedure | None, records: Sequence[Record], request: GeneratedRequest, context: GeneratedContext
) -> list[tuple[str, str]]:
    words = context.words
    by = _first("by", records) or request.options.get("assessor", "")
    date = _first("date", records) or request.options.get("date", "")
    title = context.domain.shown(procedure) if procedure else BLANK
    number = procedure.text("number") if procedure else BLANK
    unit = context.unit_of(procedure) if procedure else unit_name(request, context)
    rows = [(words["title"], title), (words["number"], number), (words["unit"], unit)]
    rows += [(words["evaluation-year"], year)] if (year := request.options.get("year", "")) else []
    return [*rows, (words[f"{request.kind}-by"], by), (words[f"{request.kind}-date"], day(date, context))]


def _first(key: str, records: Iterable[Record]) -> str:
    return next((record[key] for record in records if record[key]), "")


def _judged(record: Record | None, judged: Sequence[str], context: GeneratedContext) -> list[Cell]:
    cells: list[Cell] = []
    for key in judged:
        value = judgement(record[key]) if record else None
        cells += [checked(value, for_=answer, context=context) for answer in (True, False)]
    return [*cells, text(record["notes"] if record else "")]


def _tally(
    records: Sequence[Record], points: Sequence[str], judged: Sequence[str], context: GeneratedContext
) -> list[nodes.Node]:
    if not records:
        return []
    results = [judgement(record[key]) for record in records for key in judged]
    values = {"good": results.count(True), "bad": results.count(False), "open": len(points) * len(judged)}
    values["open"] -= values["good"] + values["bad"]
    template = "{good} points are met, {bad} are not, {open} have not been judged."
    return summary(Message(template=template, values=values), context)


def _warn_points(
    records: Iterable[Record], points: Sequence[str], request: GeneratedRequest, context: GeneratedContext
) -> None:
    unknown = [record for record in records if record["item"] and item_number(record["item"], points) is None]
    if unknown:
        template = "`{item}` is none of the points of the form; write its number, 1 to {count}"
        message = Message(template=template, values={"item": unknown[0]["item"], "count": len(points)})
        warn(request, context, unknown[0].line, message)
