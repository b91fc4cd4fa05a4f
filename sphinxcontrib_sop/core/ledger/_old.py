"""The ledger of approvals: what was approved, when and by whom, and a fingerprint of its content.

``approvals.toml`` holds one block per approval, ordered by SOP.  Every line says whose it is, so that git can put the blocks
of two branches one behind the other (``merge=union``) without taking a line of one for a line of the other.
The content that was approved stands beside it, in ``approvals/``.  The ledger records; the signed document proves.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Any

from msgspec import Struct, field

from .anatomy import CELLS
from .model import END, Message

FILE_NAME = "approvals.toml"
FOLDER_NAME = "approvals"
ATTRIBUTES_NAME = ".gitattributes"
TABLE = "approval"
SHORT = 8
"""Digits of a digest that are printed."""


class Stage(StrEnum):
    """Stages of a document in practice; what counts as approved is `DISAHKAN`."""

    DISUSUN = "disusun"
    DIUJI = "diuji"
    DIVERIFIKASI = "diverifikasi"
    DISAHKAN = "disahkan"


ENGLISH_STAGES = {
    "drafted": Stage.DISUSUN,
    "tested": Stage.DIUJI,
    "verified": Stage.DIVERIFIKASI,
    "approved": Stage.DISAHKAN,
}


class Approval(Struct, frozen=True, kw_only=True):
    """One block of the ledger."""

    sop: str
    """Name of the SOP."""
    title: str = ""
    stage: Stage = Stage.DISAHKAN
    by: str = ""
    """Who approved, as printed: position and name."""
    date: date | None = None
    decree: str = ""
    document: str = ""
    """The signed document."""
    document_sha256: str = ""
    digest: str
    """SHA-256 of the content, in hexadecimal digits."""
    related: Mapping[str, str] = field(default_factory=dict)
    """Digests of the related SOPs at that time, by name."""
    line: int = 0


class Ledger(Struct, frozen=True, kw_only=True):
    """The approvals of a manual, in the order of their dates."""

    approvals: tuple[Approval, ...] = ()
    messages: tuple[tuple[int, Message], ...] = ()
    """Line and sentence for whatever is wrong; a block that cannot be read is left out."""

    def of(self, sop: str) -> tuple[Approval, ...]:
        """The approvals of an SOP."""
        return tuple(one for one in self.approvals if one.sop.casefold() == sop.casefold())


# -- content ---------------------------------------------------------------------------------------------------------
def digest_of(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a content, see `exchange.sop.content_of`, in hexadecimal digits.

    The names of the SOP, of its steps and of its actors are no part of it: they are printed nowhere.
    """
    places = {step["id"]: str(place) for place, step in enumerate(content["steps"])}
    labels = {actor["key"]: actor["label"] for actor in content["actors"]}
    symbols = {
        node["id"]: [places[node["step"]], [labels.get(key, key) for key in node["actors"]], node["shape"]]
        for node in content["nodes"]
    }
    steps = [
        [
            step["number"],
            "" if step["label"] == step["number"] else step["label"],
            step["heading"],
            *(step[key] for key in ("text", *CELLS)),
        ]
        for step in content["steps"]
    ]
    flows = [
        [symbols[flow["source"]], symbols.get(flow["target"], END), flow["label"], flow["kind"]]
        for flow in content["flows"]
    ]
    shown = [
        content["title"],
        content["unit"],
        {key: items for key, items in content["boxes"].items() if any(items)},
        [labels[actor["key"]] for actor in content["actors"]],
        steps,
        sorted(symbols.values(), key=str),
        sorted(flows, key=str),
    ]
    text = json.dumps(shown, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def content_name(sop: str, digest: str) -> str:
    """Return the name of the file in ``approvals/`` that holds a content."""
    safe = re.sub(r"[^\w.-]+", "-", sop.casefold()).strip(".-") or "sop"
    return f"{safe}.{digest[:SHORT]}.json"


def content_text(content: Mapping[str, Any]) -> str:
    """Return a content as the text of its file; the same content gives the same bytes."""
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


# -- file ------------------------------------------------------------------------------------------------------------
_HEADER = re.compile(rf"^\[\[{TABLE}\]\][ \t]*(?:#.*)?$", re.MULTILINE)
_KEYS = ("sop", "title", "stage", "by", "date", "decree", "document", "document_sha256", "digest", "related")
_DIGEST = re.compile(r"[0-9a-f]{64}")


def read_ledger(text: str) -> Ledger:
    """Read ``approvals.toml``; what cannot be read is named, never raised."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        template = "this is not TOML: {reason}"
        message = Message(template=template, values={"reason": str(error)})
        return Ledger(messages=((int(found[1]) if found else 0, message),))
    lines = [text.count("\n", 0, match.start()) + 1 for match in _HEADER.finditer(text)]
    blocks = data.get(TABLE, [])
    if not isinstance(blocks, list):
        blocks = []
    lines += [0] * (len(blocks) - len(lines))
    approvals, messages = [], []
    for block, line in zip(blocks, lines, strict=False):
        read = _approval(block, line)
        if isinstance(read, Approval):
            approvals.append(read)
        else:
            messages.append((line, read))
    return Ledger(approvals=tuple(sorted(approvals, key=_age)), messages=tuple(messages))


def _age(approval: Approval) -> tuple[date, int]:
    order = list(Stage)
    return approval.date or date.min, order.index(approval.stage)


def _approval(block: object, line: int) -> Approval | Message:
    if not isinstance(block, Mapping):
        return Message(template="this is no block of the ledger")
    sop, digest = block.get("sop"), block.get("digest")
    if not isinstance(sop, str) or not isinstance(digest, str) or not _DIGEST.fullmatch(digest):
        return Message(template="a block of the ledger needs `sop` and `digest`; write it with `sphinx-sop approve`")
    if block.get("stage", Stage.DISAHKAN) not in list(Stage):
        values = {"stage": block["stage"], "known": ", ".join(Stage)}
        return Message(template="the stage `{stage}` is not one of {known}", values=values)
    day = block.get("date")
    if day is not None and not isinstance(day, date):
        return Message(template="`date` is no date; write it like 2026-02-03, without quotation marks")
    related = block.get("related", {})
    texts = {key: str(block.get(key, "")) for key in ("title", "by", "decree", "document", "document_sha256")}
    return Approval(
        sop=sop,
        digest=digest,
        stage=Stage(block.get("stage", Stage.DISAHKAN)),
        date=day,
        related={str(name): str(value) for name, value in related.items()} if isinstance(related, Mapping) else {},
        line=line,
        **texts,
    )


def with_approvals(text: str, approvals: Sequence[Approval]) -> str:
    """Return the text of the ledger with further blocks, each behind the last block of its SOP.

    Blocks that are there stay as they are, with their comments.
    """
    head, blocks = _blocks(text)
    for approval in approvals:
        place = sum(1 for name, _ in blocks if name <= approval.sop.casefold())
        blocks.insert(place, (approval.sop.casefold(), _block(approval)))
    body = "\n\n".join(block.strip("\n") for _, block in blocks)
    return f"{head.rstrip()}\n\n{body}\n" if head.strip() else f"{body}\n"


def _blocks(text: str) -> tuple[str, list[tuple[str, str]]]:
    """What stands above the first block, and the blocks with the names of their SOPs."""
    starts = [match.start() for match in _HEADER.finditer(text)]
    parts = [text[start:end] for start, end in pairwise([*starts, len(text)])]
    return text[: starts[0]] if starts else text, [(_name(part), part) for part in parts]


def _name(block: str) -> str:
    found = re.search(r'^sop\s*=\s*"((?:[^"\\]|\\.)*)"', block, re.MULTILINE)
    return found[1].casefold() if found else ""


def _block(approval: Approval) -> str:
    lines = [f"[[{TABLE}]]"]
    for key in _KEYS:
        value = getattr(approval, key)
        if isinstance(value, Mapping):
            lines += [f"{key}.{_quoted(name)} = {_quoted(digest)}" for name, digest in sorted(value.items())]
        elif isinstance(value, date):
            lines.append(f"{key} = {value.isoformat()}")
        elif value:
            lines.append(f"{key} = {_quoted(str(value))}")
    mark = " ".join(f"{approval.sop} {approval.date or ''} {approval.stage}".split())
    return "".join(f"{line}  # {mark}\n" for line in lines)


def _quoted(text: str) -> str:
    """A text as a basic string of TOML, which JSON's strings are."""
    return json.dumps(text, ensure_ascii=False)


def with_merge_rule(text: str, ledger: str) -> str:
    """Return the text of ``.gitattributes`` with the rule by which git merges a ledger; unchanged if it has one."""
    if any(line.split("#")[0].split()[:1] in ([ledger], [f"/{ledger}"]) for line in text.splitlines()):
        return text
    above = f"{text.rstrip()}\n" if text.strip() else ""
    return f"{above}/{ledger} merge=union\n"


# -- state -----------------------------------------------------------------------------------------------------------
class Validity(StrEnum):
    """Whether what was approved is still what stands there."""

    NEVER = "never"
    UNCHANGED = "unchanged"
    CHANGED = "changed"
    REVIEW = "review"
    """Unchanged itself, but a related SOP changed since."""


class ApprovalState(Struct, frozen=True, kw_only=True):
    """What the ledger says of an SOP."""

    validity: Validity
    digest: str
    """Of the content as it is now."""
    approval: Approval | None = None
    """The last one of the stage `DISAHKAN`."""
    latest: Approval | None = None
    """The last one of any stage."""
    related: tuple[str, ...] = ()
    """Names of the related SOPs that changed since or went."""
    changes: tuple[str, ...] = ()
    """What changed since, in a few words each."""


def state_of(digest: str, approvals: Sequence[Approval], related: Mapping[str, str]) -> ApprovalState:
    """Return the state of an SOP; ``approvals`` are its own in the order of their dates, ``related`` the digests as they are now."""
    approved = [one for one in approvals if one.stage is Stage.DISAHKAN]
    latest = approvals[-1] if approvals else None
    if not approved:
        return ApprovalState(validity=Validity.NEVER, digest=digest, latest=latest)
    last = approved[-1]
    changed = tuple(name for name, value in last.related.items() if name in related and related[name] != value)
    gone = tuple(name for name in last.related if name not in related)
    if last.digest != digest:
        validity = Validity.CHANGED
    else:
        validity = Validity.REVIEW if changed or gone else Validity.UNCHANGED
    return ApprovalState(validity=validity, digest=digest, approval=last, latest=latest, related=(*changed, *gone))
