"""What the ledger says of an SOP, below its form: whether what was approved is still what stands there."""

from datetime import date

from docutils import nodes

from ...core.i18n import say
from ...core.ledger import Approval, ApprovalState, Validity, short
from ...core.model import Message, Procedure
from ...core.reading.dates import DateRange
from ..approvals import approvals_of
from ..records import GeneratedRequest
from ..tables import text
from ._registry import GeneratedContext, generator

PAPER_FORMATS = frozenset({"latex", "typst"})
"""Formats whose sheets print nothing but the short digest, at their foot."""


@generator("approval-state")
def approval_state(request: GeneratedRequest, context: GeneratedContext) -> list[nodes.Node]:
    """Return a sentence; nothing on paper, and nothing without a ledger."""
    if context.format in PAPER_FORMATS:
        return []
    procedure = context.domain.procedure_at(request.docname, int(request.options["index"]))
    state = approvals_of(context.env).states.get(procedure.name) if procedure else None
    if state is None:
        return []
    sentence = say(sentence_of(state, context), context.language)
    return text(sentence, "sop-approval-state", f"sop-approval-{state.validity}")


def sentence_of(state: ApprovalState, context: GeneratedContext) -> Message:
    """The state in words."""
    if state.revoked is not None:
        return _revoked(state.revoked, context)
    if state.validity is Validity.NEVER or state.approval is None:
        if state.latest is None:
            return Message(template="Not approved yet.")
        values = {"stage": context.words[f"stage-{state.latest.stage}"], "date": _day(state.latest.date, context)}
        return Message(template="Not approved yet; {stage} {date}.", values=values)
    values = {"date": _day(state.approval.date, context), "digest": short(state.digest)}
    values["decree"] = _decree(state.approval, context)
    if state.validity is Validity.CHANGED:
        if state.changes:
            values["changes"] = "; ".join(state.changes)
            return Message(template="Changed since it was approved {date}: {changes}.", values=values)
        return Message(template="Changed since it was approved {date}.", values=values)
    if state.validity is Validity.REVIEW:
        titles = {procedure.name: context.domain.shown(procedure) for procedure in context.domain.procedures()}
        values["names"] = "; ".join(titles.get(name, name) for name in state.related)
        return Message(
            template="To be reviewed: since it was approved {date} these SOPs changed: {names}.", values=values
        )
    if state.review is not None:
        values["review"] = _day(state.review.date, context)
        return Message(
            template="Approved {date}{decree}, reviewed {review}, unchanged since ({digest}).", values=values
        )
    return Message(template="Approved {date}{decree}, unchanged since ({digest}).", values=values)


def _revoked(act: Approval, context: GeneratedContext) -> Message:
    """By which act an SOP was revoked, and what takes its place."""
    values = {"date": _day(act.date, context), "decree": _decree(act, context)}
    if not act.replaced_by:
        return Message(template="Revoked {date}{decree}.", values=values)
    heir = context.domain.find_procedure(act.replaced_by)
    values["title"] = context.domain.shown(heir) if heir else act.replaced_by
    return Message(template="Revoked {date}{decree}, replaced by “{title}”.", values=values)


def _day(day: date | None, context: GeneratedContext) -> str:
    return DateRange(first=day, last=day).written(context.language) if day else ""


def _decree(approval: Approval, context: GeneratedContext) -> str:
    return f" ({approval.decree})" if approval.decree else ""


def state_word(procedure: Procedure, context: GeneratedContext) -> str:
    """The state in one word, for a list; empty without a ledger."""
    state = approvals_of(context.env).states.get(procedure.name)
    return context.words[f"validity-{state.validity}"] if state else ""
