"""``sphinx-sop approve``: records an act of approval in the ledger: which SOPs, with which content, by whom, when.

What cannot be true is refused, unless it is asked for by name; then the act says so.
"""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ..core.ledger import (
    ENGLISH_STAGES,
    Approval,
    Ledger,
    Stage,
    act_name,
    act_text,
    content_name,
    content_text,
    grouped,
    ledger_files,
    legacy_file,
    printed_text,
    text_name,
)
from ..core.ledger.examination import file_sha256, printed_position
from ..core.model import Message, Official, Procedure
from ..core.reading.dates import DateRange, parse_date
from ..core.whole_files import write_whole
from ._failure import ManualError
from ._manual import add_manual_arguments, cache_of, request_of
from ._parser import Parser, tell
from .refusals import ALLOWED, Case, refusals, work_tree

if TYPE_CHECKING:
    from ..core.configuration import SourceConfig
    from ..extension.approvals import Approvals
    from .session import Reading

SUMMARY = Message(template="records in the ledger that SOPs were approved, and with which content")
DOCUMENTS = "documents"
"""Folder in that of the ledger for signed documents that lie outside the manual."""
_ATTRIBUTES = ".gitattributes"


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
    parser.add_argument(
        "--next-review", metavar="DATE", help=_("with --stage direviu or disahkan: when it is to be reviewed again")
    )
    parser.add_argument("--replaced-by", metavar="NAME", help=_("with --stage dicabut: the SOP that takes its place"))
    parser.add_argument(
        "--allow",
        action="append",
        default=[],
        choices=tuple(ALLOWED),
        metavar="WHAT",
        help=_("record what would be refused: {what}; may be repeated, and is recorded too").format(
            what=", ".join(ALLOWED)
        ),
    )
    parser.add_argument(
        "--migrate",
        action="store_true",
        help=_("write a ledger of version 1 (approvals.toml) anew, one file for each act"),
    )


def run(args: argparse.Namespace) -> int:
    """Record."""
    from ..extension.approvals import approvals_in
    from .session import read_manual, unreadable_act

    stage = ENGLISH_STAGES.get(args.stage) or Stage(args.stage)
    day = _day(args.date, "--date") or date.today()
    review = _day(args.next_review, "--next-review")
    _require_sense(args, stage)
    request = request_of(args)
    with cache_of(request, args) as cache:
        reading = read_manual(request, cache, check=not args.migrate)
    config = reading.config
    if config.ledger is None:
        raise ManualError("`sop_ledger` in conf.py is empty: this manual keeps no ledger")
    if not config.ledger_kept:  # a build works it out where there is one
        reading = replace(reading, approvals=approvals_in(reading.manual, config, request.source, reading.language))
    folder, ledger = config.ledger, reading.approvals.ledger
    if fault := unreadable_act(reading):
        raise ManualError(fault.template, **fault.values)
    if args.migrate:
        return _migrate(folder, ledger, config, args.spoken)
    case = Case(stage=stage, day=day, typed=args.by or "", tree=work_tree(request.source, folder))
    chosen = _chosen(reading, args)
    made = _approvals(chosen, reading, case, args)
    made = [replace(approval, next_review=review) for approval in made]
    needed = _refused(made, chosen, reading, case, args)
    document = _document(args.document, folder)
    commit = "" if case.tree.changed else case.tree.commit
    made = [
        replace(
            approval, allowed=needed[approval.sop], document=document[0], document_sha256=document[1], commit=commit
        )
        for approval in made
    ]
    kept, made = (
        made,
        [approval for approval in made if not any(_same(approval, old) for old in reading.approvals.of(approval.sop))],
    )
    for approval in kept:
        if approval not in made:
            tell(args.spoken, "{sop}: this is in the ledger already", sop=approval.sop)
    files = _write(folder, made, reading) if made else []
    shown = files[0] if len(files) == 1 else folder
    tell(args.spoken, "{file}: {count} approvals recorded ({stage})", file=shown, count=len(made), stage=stage)
    return 0


def _require_sense(args: argparse.Namespace, stage: Stage) -> None:
    if args.replaced_by and stage is not Stage.DICABUT:
        raise ManualError("--replaced-by goes with --stage dicabut")
    if args.next_review and stage not in {Stage.DIREVIU, Stage.DISAHKAN}:
        raise ManualError("--next-review goes with --stage direviu or disahkan")


def _day(text: str | None, option: str) -> date | None:
    if text is None:
        return None
    dates = parse_date(text)
    if dates is None or dates.first != dates.last:
        raise ManualError("{option} {text} is no day; write it like 2026-02-03", option=option, text=text)
    return dates.first


def _chosen(reading: Reading, args: argparse.Namespace) -> Sequence[Procedure]:
    procedures = reading.manual.procedures
    if sum(map(bool, (args.names, args.unit, args.all))) != 1:
        raise ManualError("say which SOPs: their names, --unit or --all")
    if args.all:
        return [procedure for procedure in procedures if procedure.status != "revoked"]
    if args.unit:
        unit = reading.config.unit_named(args.unit)
        wanted = {args.unit.casefold()} | ({unit.name.casefold()} if unit else set())
        chosen = [
            procedure
            for procedure in procedures
            if procedure.unit.casefold() in wanted and procedure.status != "revoked"
        ]
        if not chosen:
            raise ManualError("no SOP belongs to the unit `{unit}`", unit=args.unit)
        return chosen
    return [_named(name, procedures) for name in dict.fromkeys(name.casefold() for name in args.names)]


def _named(name: str, procedures: Iterable[Procedure]) -> Procedure:
    for procedure in procedures:
        if procedure.name.casefold() == name.casefold():
            return procedure
    raise ManualError("the manual has no SOP called {name}", name=name)


# -- what is recorded ------------------------------------------------------------------------------------------------
def _approvals(chosen: Sequence[Procedure], reading: Reading, case: Case, args: argparse.Namespace) -> list[Approval]:
    from ..extension.approvals import related_digests

    approvals = reading.approvals
    replaced_by = _named(args.replaced_by, reading.manual.procedures).name if args.replaced_by else ""
    made = []
    for procedure in chosen:
        official = _official(args.by, procedure.parsed("approved-by"), reading.config, case.day)
        effective = procedure.parsed("effective")
        made.append(
            Approval(
                sop=procedure.name,
                title=procedure.title,
                number=_plain(procedure.text("number")),
                revision=_plain(procedure.text("revision")),
                effective=effective.iso if isinstance(effective, DateRange) else "",
                stage=case.stage,
                official=official.key,
                position=printed_position(official),
                name=official.name,
                nip=official.id,
                date=case.day,
                decree=args.decree,
                digest=approvals.digests[procedure.name][0],
                related=related_digests(procedure, reading.manual, approvals.digests),
                replaced_by=replaced_by,
                after=_after(procedure.name, approvals),
            )
        )
    return made


def _plain(text: str) -> str:
    words = " ".join(text.split())
    return "" if words == "-" else words


def _after(name: str, approvals: Approvals) -> dict[str, str]:
    """The acts about an SOP that no other one came after, with the hashes of their texts."""
    from ..core.ledger.acts import heads

    hashes = approvals.ledger.sha256
    return {act: hashes[act] for act in heads(approvals.of(name)) if act in hashes}


def _official(typed: str | None, printed: object, config: SourceConfig, day: date) -> Official:
    """Who acts: by key, by what the form says, else as it was typed."""
    known = config.official_on(typed, day) if typed else printed
    if isinstance(known, Official):
        return known
    for terms in config.officials.values():
        for term in terms:
            official = term.official
            told = {
                official.position,
                official.name,
                official.id,
                ", ".join(filter(None, (printed_position(official), official.name))),
            }
            if typed and typed in told - {""} and term.holds(day):
                return official
    position, _, name = (typed or "").partition(", ")
    return Official(position=position, name=name)


def _same(new: Approval, old: Approval) -> bool:
    """True if an approval says nothing that the ledger does not say."""
    keys = ("stage", "by", "date", "decree", "document_sha256", "digest", "related", "next_review", "replaced_by")
    return all(getattr(new, key) == getattr(old, key) for key in keys)


def _document(name: str | None, folder: Path) -> tuple[str, str]:
    """Path of the signed document below the manual, and its SHA-256; one from elsewhere is copied to the ledger."""
    if not name:
        return "", ""
    path = Path(name).resolve()
    digest = file_sha256(path)
    if digest is None:
        raise ManualError("{file} cannot be read: {reason}", file=name, reason="no such file")
    root = folder.parent.resolve()
    if path.is_relative_to(root):
        return path.relative_to(root).as_posix(), digest
    target = folder / DOCUMENTS / path.name
    known = file_sha256(target)
    if known not in {None, digest}:
        target = target.with_name(f"{target.stem}-{digest[:8]}{target.suffix}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, path.read_bytes())
    except OSError as error:
        raise ManualError("{file} cannot be written: {reason}", file=target, reason=error.strerror or error) from error
    return target.resolve().relative_to(root).as_posix(), digest


# -- what is refused -------------------------------------------------------------------------------------------------
def _refused(
    made: Sequence[Approval],
    chosen: Sequence[Procedure],
    reading: Reading,
    case: Case,
    args: argparse.Namespace,
) -> dict[str, tuple[str, ...]]:
    """What was allowed of what would be refused, by SOP.  Raises `ManualError` with everything that is not allowed."""
    needed: dict[str, tuple[str, ...]] = {}
    open_: list[tuple[str, str, Message]] = []
    for approval, procedure in zip(made, chosen, strict=True):
        reasons = list(refusals(approval, procedure, reading, case))
        needed[approval.sop] = tuple(dict.fromkeys(what for what, _ in reasons if what in args.allow))
        open_ += ((approval.sop, what, message) for what, message in reasons if what not in args.allow)
    if not open_:
        return needed
    for sop, what, message in open_:
        tell(args.spoken, "{sop}: {message} (--allow {what})", sop=sop, message=message, what=what)
    raise ManualError("nothing was recorded: {count} obstacles", count=len(open_))


# -- writing ---------------------------------------------------------------------------------------------------------
def _write(folder: Path, made: Sequence[Approval], reading: Reading) -> list[Path]:
    """Write the contents first: a ledger must not name what is not there."""
    from ..extension.approvals import contents_of

    contents = contents_of(reading.manual)
    texts = {content_name(approval.sop, approval.digest): content_text(contents[approval.sop]) for approval in made}
    texts |= {text_name(approval.sop, approval.digest): printed_text(contents[approval.sop]) for approval in made}
    try:
        return _written(folder, made, texts)
    except OSError as error:
        raise ManualError("{file} cannot be written: {reason}", file=folder, reason=error.strerror or error) from error


def _written(folder: Path, made: Sequence[Approval], texts: Mapping[str, str]) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        write_whole(folder / name, text)
    files = []
    for group in grouped(made):
        taken = [path.stem for path in ledger_files(folder)]
        path = folder / f"{act_name(group, taken)}.toml"
        write_whole(path, act_text(group))
        files.append(path)
    return files


# -- a ledger of version 1 -------------------------------------------------------------------------------------------
def _migrate(folder: Path, ledger: Ledger, config: SourceConfig, language: str) -> int:
    """Write the entries of version 1 as acts, with the digests they have, and take the old file away."""
    old = legacy_file(folder)
    if not old.is_file():
        tell(language, "{file}: there is no ledger of version 1 here", file=old)
        return 0
    entries = [approval for approval in ledger.approvals if approval.file == old.name]
    made: list[Approval] = []
    for approval in entries:
        official = _official(approval.by, None, config, approval.date or date.today())
        made.append(
            replace(
                approval,
                official=official.key,
                position=printed_position(official) or approval.position,
                name=official.name or approval.name,
                nip=official.id,
            )
        )
    try:
        files = _written(folder, made, {})
        old.unlink()
        _forget_merge_rule(folder.parent / _ATTRIBUTES, old.name)
    except OSError as error:
        raise ManualError("{file} cannot be written: {reason}", file=folder, reason=error.strerror or error) from error
    tell(
        language,
        "{file}: {entries} entries written anew in {acts} acts; approved by version 1 of the fingerprint, they are judged by it",
        file=folder,
        entries=len(made),
        acts=len(files),
    )
    return 0


def _forget_merge_rule(path: Path, ledger: str) -> None:
    """Take the rule for merges of version 1 out of `.gitattributes`; the file goes if nothing else stands there."""
    with contextlib.suppress(FileNotFoundError, UnicodeDecodeError):
        text = path.read_text(encoding="utf-8")
        left = [line for line in text.splitlines() if line.split() != [f"/{ledger}", "merge=union"]]
        if not any(line.strip() for line in left):
            path.unlink()
        elif len(left) != len(text.splitlines()):
            write_whole(path, "\n".join(left) + "\n")
