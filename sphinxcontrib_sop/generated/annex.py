"""The annex of a decree: the SOPs it sets, as a table."""

from __future__ import annotations

from docutils import nodes

from ..domain import GeneratedRequest
from ..model import Message
from ..tables import add_row, table, text
from ._registry import GeneratedContext, generator
from ._selection import in_order

WIDTHS = (6, 28, 42, 24)


@generator("decree-annex")
def annex(request: GeneratedRequest, context: GeneratedContext) -> list[nodes.Node]:
    """No, Nomor, Nama SOP, Unit of every SOP that is not revoked, in the order of the manual."""
    procedures = [one for one in in_order(context) if one.status != "revoked"]
    if not procedures:
        context.warn("annex", Message(template="the annex is empty: the manual has no SOP in use"), request.location)
        return []
    head = (text(context.words[f"annex-{key}"]) for key in ("row-number", "number", "name", "unit"))
    made = table(WIDTHS, head, ["sop-table", "colwidths-given", "sop-annex-table"])
    for number, procedure in enumerate(procedures, start=1):
        link = context.link(procedure, docname=request.docname)
        cells = (
            text(f"{number}."),
            text(procedure.text("number")),
            [nodes.paragraph("", "", link)],
            text(procedure.unit),
        )
        add_row(made, cells)
    return [made]
