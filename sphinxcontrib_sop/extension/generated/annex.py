"""The annex of a decree: the SOPs it sets, as a table."""

from docutils import nodes

from ...core.anatomy import NONE_MARK
from ...core.model import Message, Procedure
from ..records import GeneratedRequest
from ..tables import add_row, table, text
from ._registry import GeneratedContext, generator
from ._selection import in_order

WIDTHS = (7, 27, 38, 28)


@generator("decree-annex")
def annex(request: GeneratedRequest, context: GeneratedContext) -> list[nodes.Node]:
    """No, Nomor, Nama SOP, Unit of every SOP in the order of the manual, but of none that is revoked or said to be a draft.

    A manual that never says `status` has drafts only: they are what the decree is made for.
    """
    procedures = [procedure for procedure in in_order(context) if _is_set(procedure)]
    if any(map(_number, procedures)):  # else the numbers are given when the decree is signed
        procedures = [procedure for procedure in procedures if _number(procedure)]
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
            text(context.unit_of(procedure)),
        )
        add_row(made, cells)
    return [made]


def _number(procedure: Procedure) -> str:
    number = procedure.text("number").strip()
    return "" if number == NONE_MARK else number


def _is_set(procedure: Procedure) -> bool:
    return procedure.status != "revoked" and not (procedure.status == "draft" and procedure.text("status"))
