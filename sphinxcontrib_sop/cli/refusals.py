"""What `approve` refuses to record, since it cannot be true or would prove nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from ..core.git import explained, run_git, trouble
from ..core.ledger import Approval, Stage
from ..core.ledger.examination import out_of_order
from ..core.model import Message, Procedure
from ..core.reading.dates import DateRange
from ..core.rules import Severity

if TYPE_CHECKING:
    from .session import Reading


class WorkTree(Struct, frozen=True, kw_only=True):
    """Where the sources of a manual stand in git."""

    commit: str = ""
    changed: tuple[str, ...] = ()
    """Files that differ from the commit, below the folder of the manual; without those of the ledger."""
    trouble: Message | None = None
    """Why git cannot tell it; None where it can, or where there is no repository."""


class Case(Struct, frozen=True, kw_only=True):
    """What is common to all SOPs of an act."""

    stage: Stage
    day: date
    typed: str
    """Who acts, as it was typed; empty where the SOPs say so."""
    tree: WorkTree


Refusal = Iterator[Message]
_OF_THE_LEDGER = "SOP12"
"""What is wrong with the ledger is no fault of the SOP, and a new act may be what mends it."""


def _errors(approval: Approval, procedure: Procedure, reading: Reading, case: Case) -> Refusal:
    """Errors in an SOP that is to be tested, verified or approved."""
    if case.stage in {Stage.DISUSUN, Stage.DICABUT}:
        return
    mine = [
        finding.code
        for finding in reading.findings
        if finding.sop == procedure.name and finding.severity is Severity.ERROR
    ]
    codes = sorted({code for code in mine if not code.startswith(_OF_THE_LEDGER)})
    if codes:
        yield Message(template="the SOP has errors: {codes}", values={"codes": ", ".join(codes)})


def _status(approval: Approval, procedure: Procedure, reading: Reading, case: Case) -> Refusal:
    """Only what is ready or in force can be approved or reviewed."""
    if case.stage in {Stage.DISAHKAN, Stage.DIREVIU} and procedure.status in {"draft", "revoked"}:
        word = reading.config.words[procedure.status]
        yield Message(template="its status is {status}", values={"status": word})


def _date(approval: Approval, procedure: Procedure, reading: Reading, case: Case) -> Refusal:
    """Nothing is approved in the future, nor before it was made."""
    if case.day > date.today():
        yield Message(template="{date} is in the future", values={"date": case.day.isoformat()})
    made = procedure.parsed("created")
    if isinstance(made, DateRange) and case.stage is not Stage.DICABUT and case.day < made.first:
        values = {"date": case.day.isoformat(), "made": made.iso}
        yield Message(template="{date} is before the SOP was made ({made})", values=values)


def _stage(approval: Approval, procedure: Procedure, reading: Reading, case: Case) -> Refusal:
    """A stage that cannot come now."""
    mine = reading.approvals.of(procedure.name)
    problem = out_of_order(approval, mine)
    if problem is not None:
        yield problem
    for act in mine:
        later = out_of_order(act, [*(two for two in mine if two is not act), approval])
        if later is not None and out_of_order(act, [two for two in mine if two is not act]) is None:
            yield later
    if case.stage is Stage.DIREVIU:
        state = reading.approvals.states.get(procedure.name)
        approved = state.approval if state is not None else None
        if approved is not None and approved.digest not in reading.approvals.digests[procedure.name]:
            yield Message(template="its content is no longer the approved one, so it is to be approved, not reviewed")


def _official(approval: Approval, procedure: Procedure, reading: Reading, case: Case) -> Refusal:
    """Somebody must act, and an official of the manual at that."""
    if not approval.position and not approval.name:
        yield Message(template="nobody is named who acts: neither --by nor the SOP says who")
    elif case.typed and not approval.official and reading.config.officials:
        yield Message(template="`{official}` is no official of this manual", values={"official": case.typed})


def _uncommitted(approval: Approval, procedure: Procedure, reading: Reading, case: Case) -> Refusal:
    """What is approved must be found again in git."""
    changed = case.tree.changed
    if case.tree.trouble is not None:
        values = {"reason": case.tree.trouble}
        yield Message(template="it is not known whether all changes are committed: {reason}", values=values)
    if changed:
        shown = ", ".join(changed[:3]) + (" ..." if len(changed) > 3 else "")  # noqa: PLR2004
        yield Message(template="there are changes that are not committed: {files}", values={"files": shown})


def _effective(approval: Approval, procedure: Procedure, reading: Reading, case: Case) -> Refusal:
    """An SOP is not in force before it is approved."""
    effective = procedure.parsed("effective")
    if case.stage is Stage.DISAHKAN and isinstance(effective, DateRange) and effective.last < case.day:
        values = {"effective": effective.iso, "date": case.day.isoformat()}
        yield Message(template="it is in force since {effective}, before this approval of {date}", values=values)


ALLOWED: Mapping[str, Callable[[Approval, Procedure, Reading, Case], Refusal]] = {
    "errors": _errors,
    "status": _status,
    "date": _date,
    "stage": _stage,
    "official": _official,
    "uncommitted": _uncommitted,
    "effective": _effective,
}
"""Word of ``--allow`` -> what it lets pass."""


def refusals(approval: Approval, procedure: Procedure, reading: Reading, case: Case) -> Iterator[tuple[str, Message]]:
    """Yield everything that speaks against an act, with the word by which it is allowed."""
    for what, check in ALLOWED.items():
        for message in check(approval, procedure, reading, case):
            yield what, message


def work_tree(source: Path, ledger: Path) -> WorkTree:
    """Return where the sources stand in git; nothing for a manual outside a repository."""
    try:
        inside = run_git(source, "rev-parse", "--is-inside-work-tree")
        why = trouble(source)
        if why is not None or inside.returncode:
            return WorkTree(trouble=why)
        head = run_git(source, "rev-parse", "--verify", "-q", "HEAD")  # nothing where nothing was committed yet
        status = run_git(source, "status", "--porcelain", "-z", "--untracked-files=all", "--", ".")
        if status.returncode:
            return WorkTree(trouble=explained(source, status.stderr.decode("utf-8", "replace")))
        prefix = run_git(source, "rev-parse", "--show-prefix")
    except OSError:
        return WorkTree(trouble=trouble(source))
    above = prefix.stdout.decode(errors="replace").strip()
    changed = []
    entries = iter(status.stdout.decode(errors="replace").split("\0"))
    for entry in entries:
        if not entry:
            continue
        if entry[0] in "RC":
            next(entries, None)  # the former name
        name = entry[3:].removeprefix(above)
        path = (source / name).resolve()
        if not path.is_relative_to(ledger.resolve()):
            changed.append(name)
    return WorkTree(commit=head.stdout.decode().strip(), changed=tuple(changed))
