"""The certificate of an SOP: one page that an auditor keeps, with what is proved and how to check it by hand."""

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ...core.file_names import file_name
from ...core.i18n import say
from ...core.model import Message
from ...core.reports.proof import Proof, Verification, rows, summary
from ...core.whole_files import write_whole
from .compiler.engine import Engine

TEMPLATE, DATA = "certificate.typ", "certificate.json"
GROUP = 8
"""Digits of a hash that are printed together."""


def write_certificates(verification: Verification, agency: Sequence[str], folder: Path) -> int:
    """Write a page for every SOP of which the ledger knows an approval; return how many."""
    wanted = [proof for proof in verification.proofs if proof.approval is not None]
    with tempfile.TemporaryDirectory(prefix="sphinx-sop-", ignore_cleanup_errors=True) as passing:
        engine = Engine(Path(passing))
        for proof in wanted:
            engine.write(DATA, json.dumps(_page(proof, verification, agency)))
            write_whole(folder / file_name(proof.procedure.name, ".pdf"), engine.compile(TEMPLATE))
    return len(wanted)


def _page(proof: Proof, verification: Verification, agency: Sequence[str]) -> dict[str, Any]:
    words = verification.words
    evidence = [piece for piece in (proof.act, proof.content, proof.document) if piece is not None]
    signatures = [
        ", ".join(
            filter(
                None, (signature.signer, signature.time, _judgement(signature.sound, signature.trusted, verification))
            )
        )
        for signature in proof.signatures
    ]
    return {
        "language": verification.language.partition("_")[0],
        "agency": list(agency),
        "heading": words["proof-certificate"],
        "project": verification.project,
        "rows": [list(row) for row in rows(proof, verification) if row[1]],
        "result": {
            "label": words["proof-result"],
            "text": _result(proof, verification),
            "right": not proof.faults,
            "faults": [verification.say(fault.message) for fault in proof.faults]
            + [verification.say(note) for note in proof.notes],
        },
        "digest": {"label": words["proof-digest"], "lines": _lines(proof.state)},
        "evidence": {
            "label": words["proof-evidence"],
            "files": [[piece.file, _grouped(piece.sha256)] for piece in evidence],
        },
        "signatures": {"label": words["proof-signatures"], "lines": signatures},
        "by-hand": {"label": words["proof-by-hand"], "steps": [verification.say(step) for step in _by_hand(proof)]},
        "foot": f"{verification.generator} · {verification.date(verification.day)}"
        + (f" · {verification.commit[:12]}" if verification.commit else ""),
        "summary": verification.say(summary(verification)),
    }


def _result(proof: Proof, verification: Verification) -> str:
    return verification.words[proof.verdict].capitalize()


def _lines(state: Any) -> list[str]:
    approved = state.approval.digest if state.approval else ""
    return list(dict.fromkeys(_grouped(digest) for digest in (approved, state.digest) if digest))


def _grouped(digest: str) -> str:
    """A hash in groups, so that a person can compare it."""
    version, colon, digits = digest.rpartition(":")
    parts = " ".join(digits[start : start + GROUP] for start in range(0, len(digits), GROUP))
    return f"{version}{colon} {parts}" if colon else parts


def _judgement(sound: bool, trusted: bool | None, verification: Verification) -> str:
    if not sound:
        message = Message(template="not valid")
    elif trusted is None:
        message = Message(template="valid; who the signer is was not checked")
    else:
        message = (
            Message(template="valid, signer trusted") if trusted else Message(template="valid, signer not trusted")
        )
    return say(message, verification.language)


def _by_hand(proof: Proof) -> list[Message]:
    """What anybody can do with standard tools."""
    steps = []
    approval = proof.state.approval
    if proof.content is not None:
        template = (
            "`sha256sum {file}` gives the fingerprint without the number of its version and without the spaces. "
            "The file is text: compare it with the printed sheet."
        )
        steps.append(Message(template=template, values={"file": proof.content.file}))
    if proof.act is not None:
        template = "The act {file} is text too: it names the same fingerprint (`digest`), the official, the date and the decree."
        steps.append(Message(template=template, values={"file": proof.act.file}))
        template = (
            "`git log --format=fuller -p -- {file}` shows who recorded it and when, and that it was not altered since."
        )
        steps.append(Message(template=template, values={"file": proof.act.file}))
    if proof.document is not None:
        template = (
            "`sha256sum {file}` gives the hash that the act names as that of the signed document; "
            "a reader of PDF shows its electronic signatures."
        )
        steps.append(Message(template=template, values={"file": proof.document.file}))
    if approval is not None and approval.commit:
        template = "`git show {commit}` shows the sources as they were; `git verify-commit {commit}` who signed that, if anybody."
        steps.append(Message(template=template, values={"commit": approval.commit[:12]}))
    steps.append(
        Message(
            template="A fingerprint proves which content was meant, not who recorded it: "
            "that is proved by the signed document, or by signed commits on a protected branch."
        )
    )
    return steps
