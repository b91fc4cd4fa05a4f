"""``sphinx-sop approve``: records in the ledger that SOPs were written, tested, verified or approved, and with which content."""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ..core.exchange.sop import content_of
from ..core.ledger import (
    ATTRIBUTES_NAME,
    ENGLISH_STAGES,
    FOLDER_NAME,
    Approval,
    Stage,
    content_name,
    content_text,
    digest_of,
    read_ledger,
    with_approvals,
    with_merge_rule,
)
from ..core.model import Message, Official, Procedure
from ..core.reading.dates import parse_date
from ._failure import ManualError
from ._manual import add_manual_arguments, cache_of, request_of
from ._parser import Parser, tell

if TYPE_CHECKING:
    from .session import Reading

SUMMARY = Message(template="records in the ledger that SOPs were approved, and with which content")

BLOCK_SIZE = 1 << 20


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    _ = parser.translate
    parser.add_argument("names", nargs="*", metavar="NAME", help=_("names of SOPs"))
    add_manual_arguments(parser, positional=False)
    parser.add_argument("--unit", metavar="UNIT", help=_("every SOP of a unit, by its key or name"))
    parser.add_argument("--all", action="store_true", help=_("every SOP of the manual that is not revoked"))
    parser.add_argument(
        "--stage",
        choices=(*map(str, Stage), *ENGLISH_STAGES),
        default=str(Stage.DISAHKAN),
        help=_("how far it has come (%(default)s)"),
    )
    parser.add_argument(
        "--by", metavar="OFFICIAL", help=_("who: a key of sop_officials, or a text; else as the SOP says")
    )
    parser.add_argument("--date", metavar="DATE", help=_("the day, like 2026-02-03 or 3 Februari 2026 (today)"))
    parser.add_argument("--decree", metavar="NUMBER", default="", help=_("number of the decree that sets them"))
    parser.add_argument("--document", metavar="FILE", help=_("the signed document; its SHA-256 is recorded"))


def run(args: argparse.Namespace) -> int:
    """Record."""
    from .session import read_manual

    day = _day(args.date)
    document, document_hash = _document(args.document)
    request = request_of(args)
    with cache_of(request, args) as cache:
        reading = read_manual(request, cache, check=False)
    chosen = _chosen(reading, args)
    path = reading.config.ledger
    if path is None:
        raise ManualError("`sop_ledger` in conf.py is empty: this manual keeps no ledger")
    contents = {one.name: content_of(one) for one in reading.manual.procedures}
    digests = {name: digest_of(content) for name, content in contents.items()}
    stage = ENGLISH_STAGES.get(args.stage) or Stage(args.stage)
    text = _read(path)
    ledger = read_ledger(text)
    if ledger.messages:
        line, message = ledger.messages[0]
        raise ManualError("{file}:{line}: {message}", file=path, line=line, message=message)
    made = []
    for procedure in chosen:
        approval = Approval(
            sop=procedure.name,
            title=procedure.title,
            stage=stage,
            by=_by(args.by, procedure, reading, day),
            date=day,
            decree=args.decree,
            document=document,
            document_sha256=document_hash,
            digest=digests[procedure.name],
            related=_related(procedure, reading, digests),
        )
        if any(_same(approval, one) for one in ledger.of(procedure.name)):
            tell(args.spoken, "{sop}: this is in the ledger already", sop=procedure.name)
        else:
            made.append(approval)
    if made:
        _write(
            path, with_approvals(text, made), {one.sop: (one.digest, content_text(contents[one.sop])) for one in made}
        )
    tell(args.spoken, "{file}: {count} approvals recorded ({stage})", file=path, count=len(made), stage=stage)
    return 0


def _day(text: str | None) -> date:
    if text is None:
        return date.today()
    found = parse_date(text)
    if found is None or found.first != found.last:
        raise ManualError("--date {text} is no day; write it like 2026-02-03", text=text)
    return found.first


def _document(name: str | None) -> tuple[str, str]:
    """Name and SHA-256 of the signed document."""
    if not name:
        return "", ""
    digest = hashlib.sha256()
    try:
        with Path(name).open("rb") as file:
            while block := file.read(BLOCK_SIZE):
                digest.update(block)
    except OSError as error:
        raise ManualError("{file} cannot be read: {reason}", file=name, reason=error.strerror or error) from error
    return Path(name).name, digest.hexdigest()


def _chosen(reading: Reading, args: argparse.Namespace) -> Sequence[Procedure]:
    procedures = reading.manual.procedures
    if sum(map(bool, (args.names, args.unit, args.all))) != 1:
        raise ManualError("say which SOPs: their names, --unit or --all")
    if args.all:
        return [one for one in procedures if one.status != "revoked"]
    if args.unit:
        unit = reading.config.unit_named(args.unit)
        wanted = {args.unit.casefold()} | ({unit.name.casefold()} if unit else set())
        found = [one for one in procedures if one.unit.casefold() in wanted and one.status != "revoked"]
        if not found:
            raise ManualError("no SOP belongs to the unit `{unit}`", unit=args.unit)
        return found
    known = {one.name.casefold(): one for one in procedures}
    for name in args.names:
        if name.casefold() not in known:
            raise ManualError("the manual has no SOP called {name}", name=name)
    return [known[name] for name in dict.fromkeys(name.casefold() for name in args.names)]


def _by(typed: str | None, procedure: Procedure, reading: Reading, day: date) -> str:
    """Position and name of whoever approves."""
    official = reading.config.official_on(typed, day) if typed else procedure.parsed("approved-by")
    if isinstance(official, Official):
        position = f"{official.acting} {official.position}".strip()
        return ", ".join(filter(None, (position, official.name)))
    return typed or ""


def _related(procedure: Procedure, reading: Reading, digests: dict[str, str]) -> dict[str, str]:
    from ..extension.approvals import related_digests

    return related_digests(procedure, reading.manual, digests)


def _same(new: Approval, old: Approval) -> bool:
    """True if an approval says nothing that the ledger does not say."""
    return all(
        getattr(new, key) == getattr(old, key)
        for key in ("stage", "by", "date", "decree", "document_sha256", "digest", "related")
    )


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise ManualError(
            "{file} cannot be read: {reason}", file=path, reason=getattr(error, "strerror", None) or "UTF-8"
        ) from error


def _write(path: Path, text: str, contents: dict[str, tuple[str, str]]) -> None:
    """Write the contents first: a ledger must not name what is not there."""
    folder = path.parent / FOLDER_NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for sop, (digest, content) in contents.items():
            (folder / content_name(sop, digest)).write_text(content, encoding="utf-8", newline="\n")
        path.write_text(text, encoding="utf-8", newline="\n")
        if any((parent / ".git").exists() for parent in path.resolve().parents):
            attributes = path.parent / ATTRIBUTES_NAME
            before = attributes.read_text(encoding="utf-8") if attributes.exists() else ""
            attributes.write_text(with_merge_rule(before, path.name), encoding="utf-8", newline="\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "UTF-8"
        raise ManualError("{file} cannot be written: {reason}", file=path, reason=reason) from error
