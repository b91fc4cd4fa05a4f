"""What `sphinx-sop verify` found: for each SOP whether it is what was approved, and by what that can be seen."""

import json
from collections.abc import Iterator
from importlib import resources
from typing import Any

import jinja2
from msgspec import Struct

from ..characters import visible
from ..i18n import say
from ..ledger import Approval, ApprovalState, Validity
from ..model import Location, Message, Procedure
from ..profiles import Words
from ..reading.dates import DateRange


class Signature(Struct, frozen=True, kw_only=True):
    """One electronic signature on a document."""

    signer: str
    time: str = ""
    """In ISO form; as the signer says unless a time stamp proves it."""
    stamped: bool = False
    """True if a trusted time stamp tells the time."""
    sound: bool
    """The document was not changed since, and the signature fits it."""
    trusted: bool | None = None
    """By the trust roots of the manual; None if it names none."""


class Evidence(Struct, frozen=True, kw_only=True):
    """A file that proves something, and what `sha256sum` says of it."""

    file: str
    """Below the folder of the manual."""
    sha256: str


class Fault(Struct, frozen=True, kw_only=True):
    """One thing that is wrong, and where."""

    code: str
    message: Message
    location: Location


class Proof(Struct, frozen=True, kw_only=True):
    """One SOP and what is known of its approval."""

    procedure: Procedure
    state: ApprovalState
    faults: tuple[Fault, ...] = ()
    notes: tuple[Message, ...] = ()
    act: Evidence | None = None
    content: Evidence | None = None
    document: Evidence | None = None
    signatures: tuple[Signature, ...] = ()

    @property
    def in_force(self) -> bool:
        """True for an SOP that somebody follows."""
        return self.procedure.status == "in-force"

    @property
    def approval(self) -> Approval | None:
        """The act that counts: the approval, for an SOP that was revoked the revocation."""
        return self.state.revoked or self.state.approval

    @property
    def verdict(self) -> str:
        """Key of the label of the result."""
        if self.faults:
            return "proof-wrong"
        return "proof-right" if self.state.validity in _PROVED else "proof-nothing"


_PROVED = frozenset({Validity.UNCHANGED, Validity.REVIEW, Validity.REVOKED})


class Verification(Struct, frozen=True, kw_only=True):
    """A manual and its ledger."""

    project: str
    language: str
    words: Words
    generator: str
    day: str
    """When it was verified, in ISO form."""
    commit: str = ""
    proofs: tuple[Proof, ...]
    faults: tuple[Fault, ...] = ()
    """Those that belong to no SOP."""
    notes: tuple[Message, ...] = ()
    """What was not checked."""

    def say(self, message: Message) -> str:
        """A sentence in the language of the report."""
        text = say(message, self.language)
        return text[:1].upper() + text[1:]

    @property
    def wrong(self) -> int:
        """How many things are wrong."""
        return len(self.faults) + sum(len(proof.faults) for proof in self.proofs)

    def date(self, text: str) -> str:
        """A day in words."""
        year, month, day = map(int, text.split("-"))
        from datetime import date

        when = date(year, month, day)
        return DateRange(first=when, last=when).written(self.language)


def as_text(verification: Verification) -> str:
    """Return the report for a terminal: every SOP on a line, below it what is wrong."""
    lines = []
    for proof in verification.proofs:
        lines.append(f"{verification.words[proof.verdict]:<14} {proof.procedure.title or proof.procedure.name}")
        told = _approval_line(proof, verification)
        lines += [f"    {told}"] if told else []
        lines += [f"    {_fault(fault, verification)}" for fault in proof.faults]
        lines += [f"    {verification.say(note)}" for note in proof.notes]
    lines += [_fault(fault, verification) for fault in verification.faults]
    lines += [verification.say(note) for note in verification.notes]
    lines.append(verification.say(summary(verification)))
    return visible("\n".join(lines) + "\n")


def summary(verification: Verification) -> Message:
    """Return the result in one sentence."""
    values = {
        "sops": len(verification.proofs),
        "in_force": sum(proof.in_force for proof in verification.proofs),
        "proved": sum(proof.verdict == "proof-right" for proof in verification.proofs),
        "wrong": verification.wrong,
    }
    return Message(template="SOPs: {sops}; in force: {in_force}; proved: {proved}; faults: {wrong}", values=values)


def _fault(fault: Fault, verification: Verification) -> str:
    place = f"{fault.location.path}:{fault.location.line}: " if fault.location.path else ""
    return f"{place}{fault.code} {verification.say(fault.message)}"


def _approval_line(proof: Proof, verification: Verification) -> str:
    """When and by whom, in a line."""
    approval = proof.approval
    if approval is None:
        return ""
    parts = [verification.words[f"stage-{approval.stage}"]]
    parts += [verification.date(approval.date.isoformat())] if approval.date else []
    parts += [approval.by] if approval.by else []
    parts += [approval.decree] if approval.decree else []
    return ", ".join([*parts, approval.digest])


def as_data(verification: Verification) -> dict[str, Any]:
    """Return the report as plain data."""
    return {
        "generator": verification.generator,
        "project": verification.project,
        "day": verification.day,
        "commit": verification.commit,
        "sops": [_proof_data(proof, verification) for proof in verification.proofs],
        "faults": [_fault_data(fault, verification) for fault in verification.faults],
        "notes": [verification.say(note) for note in verification.notes],
        "wrong": verification.wrong,
    }


def as_json(verification: Verification) -> str:
    """Return the report as JSON."""
    return json.dumps(as_data(verification), ensure_ascii=False, indent=1) + "\n"


def _proof_data(proof: Proof, verification: Verification) -> dict[str, Any]:
    approval = proof.approval
    return {
        "name": proof.procedure.name,
        "title": proof.procedure.title,
        "number": proof.procedure.text("number"),
        "status": proof.procedure.status,
        "validity": proof.state.validity.value,
        "right": proof.verdict == "proof-right",
        "digest": proof.state.digest,
        "approved_digest": proof.state.approval.digest if proof.state.approval else None,
        "stage": approval.stage.value if approval else None,
        "date": approval.date.isoformat() if approval and approval.date else None,
        "by": approval.by if approval else "",
        "decree": approval.decree if approval else "",
        "evidence": [
            {"file": evidence.file, "sha256": evidence.sha256}
            for evidence in (proof.act, proof.content, proof.document)
            if evidence
        ],
        "signatures": [
            {
                "signer": signature.signer,
                "time": signature.time,
                "stamped": signature.stamped,
                "sound": signature.sound,
                "trusted": signature.trusted,
            }
            for signature in proof.signatures
        ],
        "faults": [_fault_data(fault, verification) for fault in proof.faults],
        "notes": [verification.say(note) for note in proof.notes],
    }


def _fault_data(fault: Fault, verification: Verification) -> dict[str, Any]:
    return {
        "code": fault.code,
        "message": verification.say(fault.message),
        "path": fault.location.path,
        "line": fault.location.line,
    }


def as_html(verification: Verification) -> str:
    """Return the report as a page in one file."""
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    source = resources.files(__package__).joinpath("proof.html.jinja").read_text(encoding="utf-8")
    return environment.from_string(source).render(
        found=verification,
        summary=verification.say(summary(verification)),
        told=lambda proof: _approval_line(proof, verification),
        fault=_with(verification),
    )


def _with(verification: Verification) -> Any:
    return lambda fault: _fault(fault, verification)


def rows(proof: Proof, verification: Verification) -> Iterator[tuple[str, str]]:
    """Yield label and text of what a certificate says of an SOP."""
    words, procedure, approval = verification.words, proof.procedure, proof.approval
    yield words["title"], procedure.title or procedure.name
    for key in ("number", "revision"):
        yield words[key], procedure.text(key)
    yield words["unit"], procedure.unit
    effective = procedure.parsed("effective")
    yield words["effective"], effective.written(verification.language) if isinstance(effective, DateRange) else ""
    if approval is None:
        return
    yield words["proof-act"], words[f"stage-{approval.stage}"]
    yield words["proof-date"], verification.date(approval.date.isoformat()) if approval.date else ""
    yield words["proof-by"], approval.by + (f", NIP {approval.nip}" if approval.nip else "")
    yield words["proof-decree"], approval.decree
    review = proof.state.review
    if review is not None and review.date:
        yield (
            words["stage-direviu"].capitalize(),
            ", ".join(filter(None, (verification.date(review.date.isoformat()), review.by, review.decree))),
        )
    yield words["proof-commit"], approval.commit
    yield words["proof-allowed"], ", ".join(approval.allowed)
