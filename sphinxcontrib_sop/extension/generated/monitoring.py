"""`sop-monitoring`: whether each procedure runs well, what was found and what is to be done."""

from collections.abc import Sequence

from docutils import nodes

from ...core.model import Message
from ...core.reading.records import judgement
from ..records import GeneratedRequest
from ..tables import NUMBER, text
from ._records import (
    Record,
    add_record_row,
    by_procedure,
    checked,
    form_table,
    heading,
    procedures_of,
    records_of,
    signed_by,
    summary,
    title_cell,
    unit_name,
    warn_unread,
)
from ._registry import GeneratedContext, generator

COLUMNS = ("no", "procedure", "good", "bad", "notes", "action", "initials")
WIDTHS = (5, 28, 11, 11, 20, 20, 9)


@generator("monitoring")
def monitoring(request: GeneratedRequest, context: GeneratedContext) -> list[nodes.Node]:
    """Return the form: a row for every record of the semester, an empty one for an SOP that has none."""
    records = [record for record in records_of(request, context) if _is_of_semester(record, request)]
    warn_unread(request, context, ((record, record["result"]) for record in records if _unread(record)))
    groups = {procedure.name: group for procedure, group in by_procedure(records)}
    procedures = procedures_of(request, context)
    made = form_table(COLUMNS, WIDTHS, request, context)
    for number, procedure in enumerate(procedures, start=1):
        for record in groups.get(procedure.name, [None]):
            result = judgement(record["result"]) if record else None
            add_record_row(
                made,
                text(str(number), NUMBER),
                title_cell(procedure, request, context),
                checked(result, for_=True, context=context),
                checked(result, for_=False, context=context),
                *(text(record[key] if record else "") for key in ("notes", "action", "initials")),
            )
    words = context.words
    details = heading(
        request,
        context,
        (words["unit"], unit_name(request, context)),
        (words["monitoring-semester"], request.options.get("semester", "")),
    )
    told: list[nodes.Node] = []
    if "file" in request.options:
        results = [_latest(groups.get(procedure.name, [])) for procedure in procedures]
        values = {"good": results.count(True), "bad": results.count(False), "open": results.count(None)}
        template = "{good} procedures run well, {bad} do not, {open} have not been assessed."
        told = summary(Message(template=template, values=values), context)
    return [*details, made, *told, *signed_by(request, context)]


def _is_of_semester(record: Record, request: GeneratedRequest) -> bool:
    wanted = request.options.get("semester", "")
    semester = record["semester"]
    return not wanted or not semester or " ".join(semester.split()).casefold() == " ".join(wanted.split()).casefold()


def _latest(records: Sequence[Record]) -> bool | None:
    """The last judgement of an SOP that says something."""
    results = [judgement(record["result"]) for record in records]
    return next((result for result in reversed(results) if result is not None), None)


def _unread(record: Record) -> bool:
    return bool(record["result"]) and judgement(record["result"]) is None
