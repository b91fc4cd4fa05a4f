"""``sphinx-sop verify``: is what is in force what was approved, and by what can anybody see it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from .._version import __version__
from ..core.ledger import Approval, Validity, text_name, version_of
from ..core.ledger.examination import Place, file_sha256
from ..core.model import Message, Procedure
from ..core.reports import proof
from ..core.reports.proof import Evidence, Fault, Proof, Signature, Verification
from ._failure import ManualError
from ._manual import add_manual_arguments, cache_of, request_of
from ._output import put
from ._parser import Parser, tell
from .past import Past, past_of
from .signatures import UnreadableError, can_judge, signatures_of

if TYPE_CHECKING:
    from .session import Reading

SUMMARY = Message(template="is what is in force what was approved: ledger, evidence, signed documents")
RIGHT, WRONG = 0, 1
FORMATS = {"text": proof.as_text, "json": proof.as_json, "html": proof.as_html}


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    _ = parser.translate
    add_manual_arguments(parser)
    parser.add_argument("--format", choices=tuple(FORMATS), default="text", help=_("form of the report (%(default)s)"))
    parser.add_argument("-o", "--output", metavar="FILE", help=_("file for the report, instead of the terminal"))
    parser.add_argument(
        "--certificate", metavar="DIR", help=_("folder for one page (PDF) about each SOP that was approved")
    )


def run(args: argparse.Namespace) -> int:
    """Verify and report; 1 if anything is wrong."""
    from ..extension.approvals import ledger_place
    from .session import read_manual

    request = request_of(args)
    with cache_of(request, args) as cache:
        reading = read_manual(request, cache, check=False)
    config = reading.config
    if config.ledger is None or not config.ledger_kept:
        raise ManualError("this manual keeps no ledger of approvals; `sphinx-sop approve` begins one")
    place = ledger_place(config.ledger, request.source)
    past = past_of(request.source, config.ledger)
    verification = _verification(reading, place, past, args.language or config.language)
    put(FORMATS[args.format](verification).encode(), args.output)
    if args.certificate:
        _certificates(verification, reading, Path(args.certificate), args.spoken)
    return WRONG if verification.wrong else RIGHT


def _verification(reading: Reading, place: Place, past: Past, language: str) -> Verification:
    trust = reading.config.trust
    proofs = tuple(_proof(procedure, reading, place, trust) for procedure in reading.manual.procedures)
    known = {proof.procedure.name for proof in proofs}
    faults = [
        Fault(code=fault.code, message=fault.message, location=fault.location)
        for fault in reading.approvals.faults
        if fault.sop not in known
    ]
    told = {fault.location.path for proof in proofs for fault in proof.faults} | {
        fault.location.path for fault in faults
    }
    faults += (fault for fault in past.faults if fault.location.path not in told)
    return Verification(
        project=reading.project,
        language=language,
        words=reading.config.profile.words(language),
        generator=f"sphinxcontrib-sop {__version__}",
        day=date.today().isoformat(),
        commit=past.commit,
        proofs=proofs,
        faults=tuple(faults),
        notes=tuple(_unchecked(proofs, past, trust)),
    )


def _unchecked(proofs: Sequence[Proof], past: Past, trust: Sequence[Path]) -> Iterator[Message]:
    """What was not checked, and why."""
    signed = any(checked.document is not None and checked.document.file.lower().endswith(".pdf") for checked in proofs)
    if signed and not can_judge():
        yield Message(
            template="not checked: electronic signatures on documents; `pip install sphinxcontrib-sop[verify]` adds that"
        )
    elif signed and not trust:
        yield Message(
            template="not checked: who the signers are; `sop_trust` in conf.py names the certificates to trust"
        )
    if past.trouble is not None:
        yield Message(template="not checked: the history of the ledger: {reason}", values={"reason": past.trouble})
    elif not past.commit:
        yield Message(template="not checked: the history of the ledger, as the manual lies in no git repository")
    elif past.shallow:
        yield Message(template="not checked: the whole history of the ledger, as this is a shallow clone")
    old = sum(1 for checked in proofs if checked.approval is not None and version_of(checked.approval.digest) == 1)
    if old:
        template = "judged by version 1 of the fingerprint, which does not see everything that is printed: {count} SOPs"
        yield Message(template=template, values={"count": old})


# -- one SOP ---------------------------------------------------------------------------------------------------------
def _proof(procedure: Procedure, reading: Reading, place: Place, trust: Sequence[Path]) -> Proof:
    state = reading.approvals.states[procedure.name]
    faults = [
        Fault(code=fault.code, message=fault.message, location=fault.location)
        for fault in reading.approvals.faults
        if fault.sop == procedure.name
    ]
    notes: list[Message] = []
    if procedure.status == "in-force" and state.validity is Validity.CHANGED:
        template = "the content changed since it was approved: {changes}" if state.changes else _CHANGED
        message = Message(template=template, values={"changes": "; ".join(state.changes)})
        faults.append(Fault(code="SOP115", message=message, location=procedure.location))
    if procedure.status == "in-force" and state.validity is Validity.REVIEW:
        titles = {procedure.name: procedure.title for procedure in reading.manual.procedures}
        values = {"names": "; ".join(titles.get(name, name) for name in state.related)}
        notes.append(
            Message(template="to be reviewed: since it was approved these related SOPs changed: {names}", values=values)
        )
    faults += _overdue(procedure, reading, place)
    approval = state.revoked or state.approval
    signatures, document = _document(approval, place, trust, faults, notes)
    return Proof(
        procedure=procedure,
        state=state,
        faults=tuple(faults),
        notes=tuple(notes),
        act=_act(approval, place),
        content=_content(state.approval, place),
        document=document,
        signatures=signatures,
    )


_CHANGED = "the content changed since it was approved"


def _overdue(procedure: Procedure, reading: Reading, place: Place) -> Iterator[Fault]:
    """A review that the ledger planned and that has not been."""
    state = reading.approvals.states[procedure.name]
    last = state.review or state.approval
    if last is None or last.next_review is None or procedure.status != "in-force":
        return
    today = reading.config.today or date.today()
    if last.next_review < today:
        values = {"date": last.next_review.isoformat()}
        message = Message(template="the review planned for {date} is overdue", values=values)
        yield Fault(code="SOP113", message=message, location=place.of(last))


def _act(approval: Approval | None, place: Place) -> Evidence | None:
    if approval is None:
        return None
    where = place.of(approval).path
    path = place.root / where if not Path(where).is_absolute() else Path(where)
    return _evidence(path, where)


def _content(approval: Approval | None, place: Place) -> Evidence | None:
    if approval is None:
        return None
    name = text_name(approval.sop, approval.digest)
    return _evidence(place.folder / name, f"{place.shown}/{name}")


def _evidence(path: Path, shown: str) -> Evidence | None:
    digest = file_sha256(path)
    return Evidence(file=shown, sha256=digest) if digest else None


def _document(
    approval: Approval | None, place: Place, trust: Sequence[Path], faults: list[Fault], notes: list[Message]
) -> tuple[tuple[Signature, ...], Evidence | None]:
    """The signed document and the signatures on it; what is wrong with them is added to the faults."""
    if approval is None or not approval.document:
        return (), None
    if version_of(approval.digest) == 1:
        told = {"file": approval.document}
        notes.append(Message(template="not checked: {file}, as version 1 recorded no place for it", values=told))
        return (), None
    path = place.document(approval)
    document = _evidence(path, approval.document)
    if document is None or path.suffix.lower() != ".pdf" or not can_judge():
        return (), document
    values: dict[str, object] = {"file": approval.document}
    try:
        signatures = signatures_of(path, trust)
    except UnreadableError as error:
        values["reason"] = str(error)
        message = Message(template="not checked: signatures on {file}, which cannot be read: {reason}", values=values)
        notes.append(message)
        return (), document
    if not signatures:
        notes.append(Message(template="{file} bears no electronic signature", values=values))
    faults += _of_signatures(signatures, values, approval, place)
    return signatures, document


def _of_signatures(
    signatures: Sequence[Signature], values: Mapping[str, object], approval: Approval, place: Place
) -> Iterator[Fault]:
    for signature in signatures:
        told = {**values, "signer": signature.signer}
        if not signature.sound:
            template = "the signature of {signer} on {file} is not valid: the document was changed, or it is a forgery"
            yield Fault(code="SOP124", message=Message(template=template, values=told), location=place.of(approval))
        elif signature.trusted is False:
            template = "the signature of {signer} on {file} is by nobody whom the manual trusts"
            yield Fault(code="SOP124", message=Message(template=template, values=told), location=place.of(approval))


# -- certificates ----------------------------------------------------------------------------------------------------
def _certificates(verification: Verification, reading: Reading, folder: Path, language: str) -> None:
    from ..output.typst.certificate import write_certificates
    from ..output.typst.compiler.engine import TypstFailedError, is_installed

    if not is_installed():
        raise ManualError("certificates need Typst, which is not installed here")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        count = write_certificates(verification, reading.config.agency.name, folder)
    except (OSError, TypstFailedError) as error:
        raise ManualError("{file} cannot be written: {reason}", file=folder, reason=error) from error
    tell(language, "{file}: {count} certificates", file=folder, count=count)
