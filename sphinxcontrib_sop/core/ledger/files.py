"""The files of the ledger: one TOML file for each act of approval, and the one file of version 1, which is still read.

Two branches add two files, so git merges them by itself on every server.  Every act names, with their hashes, the acts that
were the last ones about its SOPs; so one that was altered or taken away later leaves a gap, and two that were made side by
side are seen as such.
"""

import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from ..file_names import file_name
from ..model import Message
from ..reading import toml
from .acts import Approval, Fault, Ledger, Stage, in_order
from .digests import DIGEST, VERSION

FOLDER_NAME = "approvals"
SUFFIX = ".toml"
HEAD = (
    "# Satu tindakan pengesahan, ditulis oleh `sphinx-sop approve`. Jangan diubah: `sphinx-sop verify` akan melihatnya."
)

_HEADER = re.compile(r"^\[\[(?:sop|approval)\]\][ \t]*(?:#.*)?$", re.MULTILINE)
_SLUG = re.compile(r"[^\w]+")


# -- reading ---------------------------------------------------------------------------------------------------------
def legacy_file(folder: Path) -> Path:
    """The file in which version 1 kept its ledger, beside the folder."""
    return folder.with_name(folder.name + SUFFIX)


def ledger_files(folder: Path) -> tuple[Path, ...]:
    """The files of a ledger in the order of their names; none if the manual keeps none."""
    old = legacy_file(folder)
    acts = sorted(path for path in folder.glob(f"*{SUFFIX}") if path.is_file()) if folder.is_dir() else []
    return ((old,) if old.is_file() else ()) + tuple(acts)


def read_folder(folder: Path) -> Ledger:
    """Read a ledger; what cannot be read is named, never raised."""
    parts: list[Ledger] = []
    for path in ledger_files(folder):
        try:
            text = path.read_bytes().decode("utf-8").replace("\r\n", "\n")
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "UTF-8"
            message = Message(template="the ledger cannot be read: {reason}", values={"reason": reason})
            parts.append(Ledger(faults=(Fault(file=path.name, line=0, message=message),)))
        else:
            parts.append(read_act(text, path.name, legacy=path == legacy_file(folder)))
    return Ledger(
        approvals=in_order(approval for part in parts for approval in part.approvals),
        faults=tuple(fault for part in parts for fault in part.faults),
        sha256={name: digest for part in parts for name, digest in part.sha256.items()},
    )


def read_act(text: str, file: str, *, legacy: bool = False) -> Ledger:
    """Read the text of one file of a ledger; ``legacy``: of the one of version 1."""
    try:
        data = toml.loads(text)
    except tomllib.TOMLDecodeError as error:
        line_number = re.search(r"line (\d+)", str(error))
        merging = text.startswith("<<<<<<<") or "\n<<<<<<<" in text
        template = "two versions of it were not merged yet: {reason}" if merging else "this is not TOML: {reason}"
        message = Message(template=template, values={"reason": str(error)})
        return Ledger(faults=(Fault(file=file, line=int(line_number[1]) if line_number else 0, message=message),))
    if isinstance(data.get("version"), int) and data["version"] > VERSION:
        message = Message(template="a later version wrote it; update sphinxcontrib-sop to read it")
        return Ledger(faults=(Fault(file=file, line=1, message=message),))
    blocks = data.get("approval" if legacy else "sop", [])
    blocks = blocks if isinstance(blocks, list) else []
    lines = [text.count("\n", 0, match.start()) + 1 for match in _HEADER.finditer(text)]
    lines += [0] * (len(blocks) - len(lines))
    approvals: list[Approval] = []
    faults: list[Fault] = []
    common = {} if legacy else {key: value for key, value in data.items() if key != "sop"}
    if not legacy and not blocks:
        faults.append(Fault(file=file, line=1, message=Message(template="this act names no SOP")))
    for block, line in zip(blocks, lines, strict=False):
        read = _approval({**common, **block}, file, line) if isinstance(block, Mapping) else None
        if isinstance(read, Approval):
            approvals.append(_of_version_1(block, read) if legacy else read)
        else:
            faults.append(
                Fault(file=file, line=line, message=read or Message(template="this is no block of the ledger"))
            )
    sha256 = {} if legacy else {file.removesuffix(SUFFIX): text_hash(text)}
    return Ledger(approvals=tuple(approvals), faults=tuple(faults), sha256=sha256)


def text_hash(text: str) -> str:
    """SHA-256 of the text of a file, whatever its ends of lines are."""
    return hashlib.sha256(text.replace("\r\n", "\n").encode()).hexdigest()


def _of_version_1(block: Mapping[str, Any], read: Approval) -> Approval:
    """Version 1 named the official as one text."""
    position, _, name = str(block.get("by", "")).partition(", ")
    return replace(read, position=position, name=name)


def _approval(block: Mapping[str, Any], file: str, line: int) -> Approval | Message:
    sop, digest = block.get("sop", block.get("key")), block.get("digest")
    if not isinstance(sop, str) or not isinstance(digest, str) or not DIGEST.fullmatch(digest):
        return Message(
            template="a block of the ledger needs the SOP and its `digest`; write it with `sphinx-sop approve`"
        )
    if block.get("stage", Stage.DISAHKAN) not in list(Stage):
        values = {"stage": block["stage"], "known": ", ".join(Stage)}
        return Message(template="the stage `{stage}` is not one of {known}", values=values)
    for key in ("date", "next_review"):
        if type(block.get(key)) not in {date, type(None)}:
            return Message(
                template="`{key}` is no date; write it like 2026-02-03, without quotation marks", values={"key": key}
            )
    official, document = _table(block, "official"), _table(block, "document")
    texts = {key: str(block.get(key, "")) for key in ("title", "number", "revision", "effective", "decree", "commit")}
    return Approval(
        sop=sop,
        digest=digest,
        stage=Stage(block.get("stage", Stage.DISAHKAN)),
        official=str(official.get("key", "")),
        position=str(official.get("position", "")),
        name=str(official.get("name", "")),
        nip=str(official.get("nip", "")),
        date=block.get("date"),
        document=str(document.get("file", block.get("document", ""))),
        document_sha256=str(document.get("sha256", block.get("document_sha256", ""))),
        related=_texts(block.get("related")),
        allowed=tuple(map(str, block.get("allowed", ())))
        if isinstance(block.get("allowed", ()), (list, tuple))
        else (),
        replaced_by=str(block.get("replaced_by", "")),
        next_review=block.get("next_review"),
        after=_texts(block.get("after")),
        file=file,
        line=line,
        **texts,
    )


def _table(block: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = block.get(key)
    return value if isinstance(value, Mapping) else {}


def _texts(table: object) -> dict[str, str]:
    return {str(key): str(value) for key, value in table.items()} if isinstance(table, Mapping) else {}


# -- writing ---------------------------------------------------------------------------------------------------------
_ROOM = "-9999.toml"
"""What may follow the name of an act."""


def act_name(approvals: Sequence[Approval], taken: Iterable[str] = ()) -> str:
    """Return a name for the file of an act: date and decree, else date, stage and SOP; a number if it is taken."""
    first = approvals[0]
    day = first.date.isoformat() if first.date else "0000-00-00"
    what = [first.decree] if first.decree else [first.stage, first.sop]
    if first.decree and first.stage is not Stage.DISAHKAN:
        what.append(first.stage)
    slug = "-".join([day, *(_SLUG.sub("-", part.casefold()).strip("-") for part in what if part)])
    name = file_name(slug, _ROOM).removesuffix(_ROOM)
    used = {name.casefold() for name in taken}
    return next(
        candidate
        for candidate in (name, *(f"{name}-{n}" for n in range(2, 10_000)))
        if candidate.casefold() not in used
    )


def act_text(approvals: Sequence[Approval]) -> str:
    """Return the text of an act; the approvals agree in everything that is said once."""
    first = approvals[0]
    parts = [
        "\n".join([HEAD, f"version = {VERSION}", *_lines(first, ("stage", "date", "decree", "commit", "allowed"))])
    ]
    official = dict(_pairs({"key": first.official, "position": first.position, "name": first.name, "nip": first.nip}))
    document = dict(_pairs({"file": first.document, "sha256": first.document_sha256}))
    for name, table in (("official", official), ("document", document)):
        if table:
            parts.append("\n".join([f"[{name}]", *(f"{key} = {_quoted(value)}" for key, value in table.items())]))
    keys = ("title", "number", "revision", "effective", "digest", "replaced_by", "next_review", "related", "after")
    for approval in approvals:
        parts.append("\n".join(["[[sop]]", f"key = {_quoted(approval.sop)}", *_lines(approval, keys)]))
    return "\n\n".join(parts) + "\n"


def _pairs(table: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    return ((key, value) for key, value in table.items() if value)


def _lines(approval: Approval, keys: Iterable[str]) -> Iterator[str]:
    for key in keys:
        value = getattr(approval, key)
        if not value:
            continue
        if isinstance(value, Mapping):
            yield from (f"{key}.{_quoted(name)} = {_quoted(text)}" for name, text in sorted(value.items()))
        elif isinstance(value, tuple):
            yield f"{key} = [{', '.join(map(_quoted, value))}]"
        elif isinstance(value, date):
            yield f"{key} = {value.isoformat()}"
        else:
            yield f"{key} = {_quoted(str(value))}"


def _quoted(text: str) -> str:
    """A text as a basic string of TOML, which JSON's strings are but for one character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def grouped(approvals: Iterable[Approval]) -> list[list[Approval]]:
    """Approvals that one file can hold together: those that agree in everything that is said once."""
    groups: dict[tuple[object, ...], list[Approval]] = {}
    for approval in approvals:
        key = (
            approval.stage,
            approval.date,
            approval.decree,
            approval.commit,
            approval.allowed,
            approval.position,
            approval.name,
            approval.nip,
        )
        same = groups.setdefault((*key, approval.document, approval.document_sha256), [])
        if any(other.sop.casefold() == approval.sop.casefold() for other in same):
            groups[(*key, approval.document, approval.document_sha256, approval.sop, approval.digest)] = [approval]
        else:
            same.append(approval)
    return list(groups.values())
