"""SOP115, SOP116 and SOP121 to SOP129: what was approved, whether it is still that, and what is wrong with the ledger."""

from collections.abc import Iterator

from ..ledger import ApprovalState, Validity, short
from ..model import Manual, Message, Procedure
from ._context import Context
from ._registry import Hit, Severity, manual_rule


@manual_rule("SOP115", Severity.WARNING, "content changed since it was approved", elsewhere=True)
def changed_since_approval(manual: Manual, _: Context) -> Iterator[Hit]:
    """What stands in the SOP is no longer what the ledger says was approved.

    A signature counts for what was signed. Everything that is printed is compared: steps, arrows, actors, boxes, title,
    unit, letterhead, pictures, links, further paragraphs; number, dates, status and official may still be filled in.

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
            "digest": short(state.digest),
        }
        yield Hit(message=Message(template=template, values=values), location=procedure.location, procedure=procedure)


@manual_rule("SOP116", Severity.WARNING, "a related SOP changed since this one was approved", elsewhere=True)
def related_changed(manual: Manual, _: Context) -> Iterator[Hit]:
    """A related SOP is no longer what it was when this one was approved ("perlu ditinjau").

    Where one procedure hands over to another, a change of one may need a change of the other.

    Source: Keterkaitan are SOPs directly involved (recalled, not read); the rest is our own inference.

    Mend: Read both and have this one approved again, changed or not (``sphinx-sop approve``).
    """
    titles = {procedure.name: procedure.title for procedure in manual.procedures}
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


def _faults(manual: Manual, code: str) -> Iterator[Hit]:
    """What the ledger's examination found under a code."""
    by_name = {procedure.name: procedure for procedure in manual.procedures}
    for fault in manual.ledger_faults:
        if fault.code == code:
            yield Hit(message=fault.message, location=fault.location, procedure=by_name.get(fault.sop))


@manual_rule("SOP121", Severity.ERROR, "the ledger of approvals cannot be read", merged=False, elsewhere=True)
def unreadable_ledger(manual: Manual, _: Context) -> Iterator[Hit]:
    """A file of the ledger is damaged, or two versions of it were not merged.

    What it says does not count until it is mended, and an approval must not vanish in silence.

    Source: Our own choice.

    Mend: Take the file as it was from git (``git checkout REV -- approvals/…``), or finish the merge.
    """
    yield from _faults(manual, "SOP121")


@manual_rule("SOP122", Severity.WARNING, "in force without an approval in the ledger", elsewhere=True)
def in_force_without_approval(manual: Manual, _: Context) -> Iterator[Hit]:
    """The status is *berlaku*, but the ledger has no approval of the SOP.

    Where a manual keeps a ledger, an SOP is in force because somebody set it in force.

    Source: Our own inference: SOPs are set by a decision (penetapan).

    Mend: Record the approval (``sphinx-sop approve``), or set the status to *rancangan* or *siap-disahkan*.
    """
    yield from _faults(manual, "SOP122")


@manual_rule(
    "SOP123", Severity.WARNING, "an approval of an SOP that is not in the manual", merged=False, elsewhere=True
)
def approval_without_sop(manual: Manual, _: Context) -> Iterator[Hit]:
    """The ledger says that an SOP was approved, and the manual has no such SOP.

    It was taken out without being revoked, or renamed and changed at the same time.

    Source: Our own inference.

    Mend: Record that it was revoked (``sphinx-sop approve --stage dicabut``) before it is taken out; or give the SOP its
    former ``name``.
    """
    yield from _faults(manual, "SOP123")


@manual_rule(
    "SOP124", Severity.ERROR, "evidence of an approval is missing or was changed", merged=False, elsewhere=True
)
def evidence_changed(manual: Manual, _: Context) -> Iterator[Hit]:
    """A content that was approved, a signed document or an earlier act is not there, or is not what was recorded.

    What proves an approval must be kept as it was.

    Source: Our own choice.

    Mend: Take the file as it was from git, or from whoever signed it.
    """
    yield from _faults(manual, "SOP124")


@manual_rule("SOP125", Severity.WARNING, "official, number or dates differ from what was approved", elsewhere=True)
def form_differs_from_ledger(manual: Manual, _: Context) -> Iterator[Hit]:
    """The form names another official, number, revision or date than the ledger.

    What was empty at the approval may be filled in later, what stood there may not be changed.

    Source: Our own inference: a document is signed as it stands.

    Mend: Take the change back, or have the SOP approved again.
    """
    yield from _faults(manual, "SOP125")


@manual_rule("SOP126", Severity.WARNING, "approved after the effective date printed on the form", elsewhere=True)
def approved_after_effect(manual: Manual, _: Context) -> Iterator[Hit]:
    """The ledger says that the SOP was approved later than the day since which it is in force.

    Nothing is in force before it was approved; form and ledger cannot both be right.

    Source: PermenPAN-RB Nomor 35 Tahun 2012: the effective date is the start of force or the day it was signed (wording
    read in a copy).

    Mend: Correct the effective date, or the date of the approval where that is wrong.
    """
    yield from _faults(manual, "SOP126")


@manual_rule("SOP127", Severity.ERROR, "two entries of the ledger contradict each other", merged=False, elsewhere=True)
def contradicting_entries(manual: Manual, _: Context) -> Iterator[Hit]:
    """Two acts about one SOP were recorded side by side, on two branches perhaps, or a decree has two dates.

    Only one of them can count.

    Source: Our own choice.

    Mend: Have the SOP approved again as it is after the merge; the new act comes after both.
    """
    yield from _faults(manual, "SOP127")


@manual_rule("SOP128", Severity.WARNING, "stages of an approval out of their order", merged=False, elsewhere=True)
def stages_out_of_order(manual: Manual, _: Context) -> Iterator[Hit]:
    """A content was approved before it was verified, or reviewed or revoked without ever having been approved.

    An agency need not record every stage, but those that it records follow one another.

    Source: Stages of a document in practice: disusun, diuji, diverifikasi, disahkan (read in a paraphrase).

    Mend: Correct the date by a new act; an act that was recorded is not altered.
    """
    yield from _faults(manual, "SOP128")


@manual_rule("SOP129", Severity.WARNING, "in force although the ledger says that it was revoked", elsewhere=True)
def in_force_though_revoked(manual: Manual, _: Context) -> Iterator[Hit]:
    """The status is *berlaku*, but the last act about the SOP revoked it.

    Whoever reads the page would follow a procedure that no longer counts.

    Source: Our own inference.

    Mend: Set the status to *dicabut*, or record the approval by which the SOP is in force again.
    """
    yield from _faults(manual, "SOP129")
