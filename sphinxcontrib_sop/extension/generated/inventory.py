"""`sop-inventory`: the needs assessment, Tabel 6, and the gaps between functions and SOPs."""

from collections.abc import Iterator

from docutils import nodes

from ...core.i18n import say
from ...core.model import Message, Procedure
from ..records import GeneratedRequest
from ..tables import MAIN, NUMBER, Cell, text
from ._records import Record, add_record_row, form_table, heading, procedures_of, records_of, title_cell, unit_name
from ._registry import GeneratedContext, generator

COLUMNS = ("no", "duty", "function", "task", "activity", "output", "aspect", "sop")
WIDTHS = (5, 14, 14, 16, 16, 14, 12, 20)
TYPED = ("duty", "function", "task", "activity", "output", "aspect")
ENTRIES = {"output": "end-product"}
"""Columns of the table -> entries of an SOP where they are called differently."""


@generator("inventory")
def inventory(request: GeneratedRequest, context: GeneratedContext) -> list[nodes.Node]:
    """Return the table and, below it, functions without an SOP and SOPs without a function."""
    procedures = procedures_of(request, context)
    made = form_table(COLUMNS, WIDTHS, request, context)
    number = 0
    if "file" in request.options:
        records = records_of(request, context, "title")
        for number, record in enumerate(records, start=1):
            add_record_row(
                made, text(str(number), NUMBER), *(text(record[key]) for key in TYPED), _sop(record, request, context)
            )
        covered = {record.procedure.name for record in records if record.procedure is not None}
        without_sop = [
            record for record in records if record.procedure is None and (record["function"] or record["duty"])
        ]
    else:
        covered, without_sop = set(), []
        for procedure in procedures:
            values = [procedure.text(ENTRIES.get(key, key)) for key in TYPED]
            if any(values):
                number += 1
                covered.add(procedure.name)
                add_record_row(
                    made, text(str(number), NUMBER), *map(text, values), title_cell(procedure, request, context)
                )
    missing = [procedure for procedure in procedures if procedure.name not in covered]
    gaps = [*_without_sop(without_sop, context), *_without_function(missing, request, context)]
    return [*heading(request, context, (context.words["unit"], unit_name(request, context))), made, *gaps]


def _sop(record: Record, request: GeneratedRequest, context: GeneratedContext) -> Cell:
    if record.procedure is not None:
        return title_cell(record.procedure, request, context)
    return text(record["title"], MAIN)


def _without_sop(records: list[Record], context: GeneratedContext) -> Iterator[nodes.Node]:
    if records:
        names = dict.fromkeys(record["function"] or record["duty"] for record in records)
        yield from text(say(Message(template="Functions without an SOP:"), context.language), "sop-gaps")
        yield nodes.bullet_list("", *(nodes.list_item("", nodes.paragraph("", name)) for name in names))


def _without_function(
    procedures: list[Procedure], request: GeneratedRequest, context: GeneratedContext
) -> Iterator[nodes.Node]:
    if procedures:
        yield from text(say(Message(template="SOPs without a function:"), context.language), "sop-gaps")
        yield nodes.bullet_list(
            "", *(nodes.list_item("", *title_cell(procedure, request, context, main=False)) for procedure in procedures)
        )
