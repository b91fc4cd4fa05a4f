"""``sphinx-sop diff``: what changed in the procedures of a manual, against a git revision or between two exports."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from ..core.ledger import content_name
from ..core.ledger.digests import VERSION
from ..core.model import Message
from ..core.reading.dates import DateRange
from ._failure import ManualError
from ._manual import Request, add_manual_arguments, cache_of, request_of
from ._output import put
from ._parser import Parser, tell
from .saved import load_export, save_export

if TYPE_CHECKING:
    from ..core.comparison.translations import TranslationChange
    from ..core.exchange.exported import ExportError
    from ..core.exchange.json import ExportedManual
    from ..output.review.report import Report
    from .cache import Cache
    from .revision import Base
    from .session import Reading

    Sides = tuple[ExportedManual, ExportedManual, tuple[str, ...]]

SUMMARY = Message(template="what changed in the SOPs of a manual since a revision of git, or between two exports")
SAME, DIFFERENT = 0, 1

FORMATS = {
    "text": "text.write_text",
    "markdown": "markdown.write_markdown",
    "json": "json.write_json",
    "html": "flowcharts.write_flowcharts",
    "matrix": "matrix.write_matrix",
    "docx": "docx.write_docx",
    "xlsx": "xlsx.write_xlsx",
}
"""Format -> module and function in the package `review`; each is loaded when it is asked for."""

BINARY = frozenset({"docx", "xlsx"})
"""Formats that a terminal cannot show."""

PROFILE = "permenpan-35-2012"
"""Where the labels come from if the manual has a profile of its own, or an earlier version wrote the export."""


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    _ = parser.translate
    add_manual_arguments(parser)
    parser.add_argument(
        "new",
        nargs="?",
        metavar="NEW.json",
        help=_(
            "without --base: an export to be compared with the one named before it; or two revisions of git, REV..REV"
        ),
    )
    parser.add_argument(
        "--base", metavar="REV", help=_("revision of git to compare with; REV...: where this branch left REV")
    )
    parser.add_argument(
        "--approved", action="store_true", help=_("compare with what was approved, as the ledger of approvals keeps it")
    )
    parser.add_argument(
        "--format",
        choices=tuple(FORMATS),
        default="text",
        help=_(
            "form of the report (%(default)s); html: flowcharts side by side; matrix, docx, xlsx: the Matriks Persandingan"
        ),
    )
    parser.add_argument(
        "--translations",
        action="store_true",
        help=_("with --base or REV..REV: also what is different in the translations of the SOPs (LC_MESSAGES/*.po)"),
    )
    parser.add_argument("-o", "--output", metavar="FILE", help=_("file for the report, instead of the terminal"))


def run(args: argparse.Namespace) -> int:
    """Compare and report; 1 if anything is different, or the ledger of the manual cannot be read."""
    from ..core.comparison import compare_manuals
    from ..core.comparison.speech import speech_of
    from ..core.exchange.exported import ExportError
    from ..core.profiles import BUILT_IN, load_profile
    from ..output.review.report import Report

    args.ledger_unreadable = False
    writer = _writer(args)
    revisions = _revisions_of(args) if args.translations else None  # before anything is read
    old, new, names = _sides(args)
    try:
        changes = compare_manuals(old, new)
    except ExportError as error:  # in a part that is read only now
        raise _incomparable(" / ".join(names), error) from error
    profile = new.profile if new.profile in BUILT_IN else PROFILE
    language = args.language or request_of(args).overrides.get("language", "")
    speech = speech_of(changes, load_profile(profile), language)
    names = tuple(name or speech.translate("the files as they are now") for name in names)
    translations = _translations(args, revisions, (old, new)) if revisions else ()
    report = Report(
        changes=changes, speech=speech, old_name=names[0], new_name=names[1], translations=tuple(translations)
    )
    put(_written(writer, report, args), args.output)
    return DIFFERENT if changes or translations or args.ledger_unreadable else SAME


def _writer(args: argparse.Namespace) -> Callable[..., str | bytes]:
    """The function that writes the format; asked for before anything is compared, as what it needs may be missing."""
    if args.format in BINARY and args.output is None and sys.stdout.isatty():
        raise ManualError("--format {format} needs a file: add --output", format=args.format)
    module, _, name = FORMATS[args.format].partition(".")
    try:
        writer: Callable[..., str | bytes] = getattr(import_module(f"...output.review.{module}", __name__), name)
    except ModuleNotFoundError as error:
        raise ManualError(
            "--format {format} needs the package {package}: pip install sphinxcontrib-sop[office]",
            format=args.format,
            package=(error.name or "").partition(".")[0],
        ) from error
    return writer


def _written(writer: Callable[..., str | bytes], report: Report, args: argparse.Namespace) -> bytes:
    colour = {"colour": args.output is None and _shows_colour()} if args.format == "text" else {}
    written = writer(report, **colour)
    return written.encode() if isinstance(written, str) else written


def _shows_colour() -> bool:
    """True for a terminal whose user did not ask for none (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _sides(args: argparse.Namespace) -> Sides:
    """What is compared, and what the two sides are called."""
    if args.approved:
        return _from_ledger(args)
    revisions = _range_in(args)
    if revisions is not None:
        return _from_range(args, revisions)
    return _from_git(args) if args.base is not None else _from_files(args)


def _revisions_of(args: argparse.Namespace) -> tuple[str, str | None, str]:
    """The two revisions whose translations are compared, None for the files as they are, and the folder."""
    named = _range_in(args)
    if named is not None and not args.approved:
        return named[1], named[2], named[0]
    if args.base is None or args.approved:
        raise ManualError("--translations needs --base REV or two revisions, REV..REV")
    return args.base, None, args.source


def _translations(
    args: argparse.Namespace, named: tuple[str, str | None, str], sides: tuple[ExportedManual, ExportedManual]
) -> Sequence[TranslationChange]:
    from ..core.comparison.translations import CatalogueError, compare_translations
    from .catalogues import differing
    from .revision import find_revision, where_it_lay

    args.source = named[2]
    request = request_of(args)
    old, *new = (where_it_lay(find_revision(request.source, name), request) for name in named[:2] if name is not None)
    catalogues = differing(old, new[0] if new else request.source)
    try:
        return compare_translations(*catalogues, manual=sides[1], former=sides[0])
    except CatalogueError as error:
        raise ManualError(error.message.template, **error.message.values) from error


# -- what is compared ------------------------------------------------------------------------------------------------
def _from_files(args: argparse.Namespace) -> Sides:
    if args.new is None:
        raise ManualError(
            "name two exports, OLD.json and NEW.json, two revisions, REV..REV, or a folder and --base REV"
        )
    return _read(args.source), _read(args.new), (args.source, args.new)


def _read(path: str) -> ExportedManual:
    from ..core.exchange.exported import ExportError
    from ..core.exchange.json import read_export

    try:
        return read_export(Path(path).read_bytes())
    except IsADirectoryError as error:
        template = "{file} is a folder; to compare it with a revision of git add --base REV"
        raise ManualError(template, file=path) from error
    except OSError as error:
        raise ManualError("{file} cannot be read: {reason}", file=path, reason=error.strerror or error) from error
    except ExportError as error:
        raise _incomparable(path, error) from error


def _incomparable(file: str, error: ExportError) -> ManualError:
    return ManualError("{file} cannot be compared: {reason}", file=file, reason=error.message)


def _from_git(args: argparse.Namespace) -> Sides:
    from .revision import exporting, find_revision

    if args.new is not None:
        raise ManualError("with --base only one folder is named")
    request = request_of(args)
    revision = find_revision(request.source, args.base)
    with cache_of(request, args) as cache:
        now = None if args.fresh else _kept(cache)
        if now is None and not cache.kept.is_dir():  # all of it is read now, and most of it need not be read twice
            now = _read_now(request, cache, args)
        with exporting(revision, request, **_options(args), known=cache.kept) as finish:
            now = now or _read_now(request, cache, args)
            base = finish()
    _tell_notes(base, args)
    return base.manual, now, (revision.shown, "")


def _options(args: argparse.Namespace) -> dict[str, Any]:
    """How a revision is read."""
    return {"cache": Path(args.cache) if args.cache else None, "fresh": args.fresh, "language": args.spoken}


def _kept(cache: Cache) -> ExportedManual | None:
    """The export of the manual as it is now, if it was made before and still holds."""
    from ..core.exchange.json import read_export

    text = load_export(cache.export_file)
    return None if text is None else read_export(text)


def _read_now(request: Request, cache: Cache, args: argparse.Namespace) -> ExportedManual:
    """The export of the manual as it is now; kept for the next time."""
    from ..core.exchange.json import dump, read_export
    from .session import read_manual, unreadable_act  # Sphinx is long to load

    start = time.time_ns()
    reading = read_manual(request, cache, check=False, evidence=True)
    text = dump(reading.manual, reading.config, reading.project)
    if fault := unreadable_act(reading):
        tell(args.spoken, fault.template, **fault.values)
        args.ledger_unreadable = True
    elif reading.evidence is not None and not reading.evidence.younger_than(start):
        save_export(cache.export_file, text, reading.evidence)
    return read_export(text)


def _range_in(args: argparse.Namespace) -> tuple[str, str, str] | None:
    """The folder and the two revisions of ``REV..REV``, with or without a folder before it; None if that was not asked."""
    text = args.new or args.source
    if args.base is not None or ".." not in text or Path(text).exists() or text.endswith(".json"):
        return None
    source = args.source if args.new else "."
    old, _, new = text.partition(".." if "..." not in text else "...")
    return (source, old if "..." not in text else f"{old}...{new}", new) if old and new.strip(".") else None


def _from_range(args: argparse.Namespace, names: tuple[str, str, str]) -> Sides:
    """Two revisions of git; the files as they are now are not read."""
    from .revision import exporting, find_revision

    args.source, *names_of_revisions = names
    request = request_of(args)
    revisions = [find_revision(request.source, name) for name in names_of_revisions]
    with cache_of(request, args) as cache, contextlib.ExitStack() as stack:
        reading = [  # both at the same time
            stack.enter_context(exporting(revision, request, **_options(args), known=cache.kept))
            for revision in revisions
        ]
        old, new = (finish() for finish in reading)
    _tell_notes(old, args)
    _tell_notes(new, args)
    return old.manual, new.manual, (revisions[0].shown, revisions[1].shown)


def _from_ledger(args: argparse.Namespace) -> Sides:
    """What was approved, as the ledger keeps it, and the manual as it is now."""
    from ..core.exchange.json import ExportedManual
    from ..extension.approvals import contents_of
    from .session import unreadable_act

    if args.new is not None or args.base is not None:
        raise ManualError("with --approved only one folder is named, and no --base")
    reading = _present(args)
    config = reading.config
    if config.ledger is None or not config.ledger_kept:
        raise ManualError("this manual keeps no ledger of approvals; `sphinx-sop approve` begins one")
    if fault := unreadable_act(reading):
        raise ManualError(fault.template, **fault.values)
    acts: dict[tuple[date | None, str], None] = {}
    new, sops = _exported(reading), []
    contents = contents_of(reading.manual)
    alike: dict[str, Mapping[str, Any]] = {}
    for procedure in reading.manual.procedures:
        approval = reading.approvals.states[procedure.name].approval
        if approval is None:
            continue
        path = config.ledger / content_name(approval.sop, approval.digest)
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise ManualError("{file} cannot be read: {reason}", file=path, reason=error) from error
        sops.append({**content, "name": procedure.name})
        alike[procedure.name] = contents[procedure.name] if content.get("version") == VERSION else {}
        acts[approval.date, approval.decree] = None
    # an approval is of contents: what the export adds to them, such as times, would be a difference
    new = replace(new, sops=tuple(_as_approved(sop, alike.get(sop["name"])) for sop in new.sops))
    old = ExportedManual(
        project=new.project, language=new.language, profile=new.profile, working_time=new.working_time, sops=tuple(sops)
    )
    return (
        old,
        new,
        ("; ".join(_act(day, decree, args.language or new.language) for day, decree in sorted(acts, key=str)), ""),
    )


def _as_approved(exported: Mapping[str, Any], content: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """An SOP as it is now in the form in which an approved one is kept; as it is if it was not approved."""
    if content is None:
        return exported
    return {**{key: value for key, value in exported.items() if key != "duration"}, **content, "name": exported["name"]}


def _act(day: date | None, decree: str, language: str) -> str:
    """An act as a reader knows it: "3 Februari 2026 (065/12/2026)"."""
    when = DateRange(first=day, last=day).written(language) if day else "–"
    return f"{when} ({decree})" if decree else when


def _tell_notes(base: Base, args: argparse.Namespace) -> None:
    for note in base.notes:
        tell(args.spoken, "{program}: {message}", program="sphinx-sop", message=note)


def _present(args: argparse.Namespace) -> Reading:
    """The manual as it is now; what was read before is not read again."""
    from .session import read_manual  # Sphinx is long to load

    request = request_of(args)
    with cache_of(request, args) as cache:
        return read_manual(request, cache, check=False)


def _exported(reading: Reading) -> ExportedManual:
    from ..core.exchange.json import manual_as_data
    from ..core.exchange.json import read_manual as read_data

    return read_data(manual_as_data(reading.manual, reading.config, reading.project))
