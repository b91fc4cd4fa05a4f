"""`sop-distribution`: who was given a copy of which revision, and who still needs the current one."""

from docutils import nodes

from ...core.model import Message
from ..records import GeneratedRequest
from ..tables import MAIN, NUMBER, text
from ._records import Record, add_record_row, day, form_table, heading, procedures_of, records_of, summary, title_cell
from ._registry import GeneratedContext, generator

COLUMNS = ("no", "recipient", "sop", "revision", "copy", "date", "receipt")
WIDTHS = (5, 26, 28, 8, 10, 15, 14)
BLANK_ROWS = 10
"""Rows of a form that is filled in by hand."""


@generator("distribution")
def distribution(request: GeneratedRequest, context: GeneratedContext) -> list[nodes.Node]:
    """Return the list; a copy of an older revision is marked, and counted below."""
    wanted = request.options.get("sop", "")
    only = context.domain.find_procedure(wanted, by_title=True) if wanted else None
    if wanted and only is None:
        context.warn(
            "records", Message(template="no SOP is called `{target}`", values={"target": wanted}), request.location
        )
    allowed = {procedure.name for procedure in procedures_of(request, context)}
    records = [
        record
        for record in records_of(request, context)
        if record.procedure is None or (record.procedure.name in allowed and (only is None or record.procedure == only))
    ]
    made = form_table(COLUMNS, WIDTHS, request, context)
    for number, record in enumerate(records, start=1):
        old = is_outdated(record)
        sop = title_cell(record.procedure, request, context, main=False) if record.procedure else text(record["sop"])
        revision = record["revision"] + (f" ({context.words['distribution-old']})" if old else "")
        add_record_row(
            made,
            text(str(number), NUMBER),
            text(record["recipient"], MAIN),
            sop,
            text(revision),
            text(record["copy"]),
            text(day(record["date"], context)),
            text(record["receipt"]),
        )
    if not records:
        for _ in range(BLANK_ROWS):
            add_record_row(made, *([[]] * len(COLUMNS)))
        return [*heading(request, context), made]
    values = {"count": len(records), "old": sum(map(is_outdated, records))}
    values["open"] = sum(not record["receipt"] for record in records)
    template = "{count} copies; {old} of an older revision, {open} without a receipt."
    return [*heading(request, context), made, *summary(Message(template=template, values=values), context)]


def is_outdated(record: Record) -> bool:
    """True if the recipient's last known revision is not the current one."""
    if record.procedure is None or not record["revision"]:
        return False
    return _plain(record["revision"]) != _plain(record.procedure.text("revision"))


def _plain(revision: str) -> str:
    """A revision without leading zeros; none at all is revision 0."""
    return revision.strip().lstrip("0") or "0"
