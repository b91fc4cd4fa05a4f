"""SOP115 and SOP116: what was approved, and whether it is still that."""

from __future__ import annotations

from collections.abc import Iterator

from ..ledger import SHORT, ApprovalState, Validity
from ..model import Manual, Message, Procedure
from ._context import Context
from ._registry import Hit, Severity, manual_rule


@manual_rule("SOP115", Severity.WARNING, "content changed since it was approved", elsewhere=True)
def changed_since_approval(manual: Manual, _: Context) -> Iterator[Hit]:
    """What stands in the SOP is no longer what the ledger says was approved.

    A signature counts for what was signed. Steps, arrows, actors, boxes, title and unit are compared; number, dates,
    status and official may still be filled in.

    Source: Our own inference: a document is signed as it stands.

    Mend: Have the SOP approved again (``sphinx-sop approve``), or take the change back.
    """
    for procedure, state in _approved(manual, Validity.CHANGED):
        template = "the content changed since it was approved"
        if state.changes:
            template = "the content changed since it was approved: {changes}"
        if state.approval and state.approval.date:
            template = "the content changed since it was approved on {date}"
            if state.changes:
                template = "the content changed since it was approved on {date}: {changes}"
        values = {
            "changes": "; ".join(state.changes),
            "date": state.approval.date.isoformat() if state.approval and state.approval.date else "",
            "digest": state.digest[:SHORT],
        }
        yield Hit(message=Message(template=template, values=values), location=procedure.location, procedure=procedure)


@manual_rule("SOP116", Severity.WARNING, "a related SOP changed since this one was approved", elsewhere=True)
def related_changed(manual: Manual, _: Context) -> Iterator[Hit]:
    """A related SOP is no longer what it was when this one was approved ("perlu ditinjau").

    Where one procedure hands over to another, a change of one may need a change of the other.

    Source: Keterkaitan are SOPs directly involved (recalled, not read); the rest is our own inference.

    Mend: Read both and have this one approved again, changed or not (``sphinx-sop approve``).
    """
    titles = {one.name: one.title for one in manual.procedures}
    for procedure, state in _approved(manual, Validity.REVIEW):
        names = "; ".join(titles.get(name, name) for name in state.related)
        template = "to be reviewed: since it was approved these related SOPs changed: {names}"
        message = Message(template=template, values={"names": names})
        yield Hit(message=message, location=procedure.line_of("related"), procedure=procedure)


def _approved(manual: Manual, validity: Validity) -> Iterator[tuple[Procedure, ApprovalState]]:
    for procedure in manual.procedures:
        state = manual.approvals.get(procedure.name)
        if state is not None and state.validity is validity and procedure.status != "revoked":
            yield procedure, state
