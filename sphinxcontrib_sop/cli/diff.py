"""``sphinx-sop diff``: what changed in the procedures of a manual, against a git revision or between two exports."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from ..core.model import Message
from ._failure import ManualError
from ._manual import Request, add_manual_arguments, cache_of, request_of
from ._output import put
from ._parser import Parser, tell

if TYPE_CHECKING:
    from ..core.exchange.exported import ExportError
    from ..core.exchange.json import ExportedManual
    from ..output.review.report import Report

SUMMARY = Message(template="what changed in the SOPs of a manual since a revision of git, or between two exports")
SAME, DIFFERENT = 0, 1

FORMATS = {
    "text": "text.write_text",
    "markdown": "markdown.write_markdown",
    "json": "json.write_json",
    "html": "flowcharts.write_flowcharts",
    "matrix": "matrix.write_matrix",
}
"""Format -> module and function in the package `review`; each is loaded when it is asked for."""

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
        help=_("without --base: an export of the builder sop-json, to be compared with the one named before it"),
    )
    parser.add_argument(
        "--base", metavar="REV", help=_("revision of git to compare with; REV...: where this branch left REV")
    )
    parser.add_argument(
        "--format",
        choices=tuple(FORMATS),
        default="text",
        help=_("form of the report (%(default)s); html: flowcharts side by side; matrix: the Matriks Persandingan"),
    )
    parser.add_argument("-o", "--output", metavar="FILE", help=_("file for the report, instead of the terminal"))


def run(args: argparse.Namespace) -> int:
    """Compare and report; 1 if anything is different."""
    from ..core.comparison import compare_manuals
    from ..core.comparison.remarks import speech_of
    from ..core.exchange.exported import ExportError
    from ..core.profiles import BUILT_IN, load_profile
    from ..output.review.report import Report

    old, new, names = _from_git(args) if args.base is not None else _from_files(args)
    try:
        changes = compare_manuals(old, new)
    except ExportError as error:  # in a part that is read only now
        raise _incomparable(" / ".join(names), error) from error
    profile = new.profile if new.profile in BUILT_IN else PROFILE
    language = args.language or request_of(args).overrides.get("language", "")
    speech = speech_of(changes, load_profile(profile), language)
    names = tuple(name or speech.translate("the files as they are now") for name in names)
    report = Report(changes=changes, speech=speech, old_name=names[0], new_name=names[1])
    put(_written(report, args).encode(), args.output)
    return DIFFERENT if changes else SAME


def _written(report: Report, args: argparse.Namespace) -> str:
    module, _, name = FORMATS[args.format].partition(".")
    writer: Callable[..., str] = getattr(import_module(f"...output.review.{module}", __name__), name)
    if args.format == "text":
        return writer(report, colour=args.output is None and _shows_colour())
    return writer(report)


def _shows_colour() -> bool:
    """True for a terminal whose user did not ask for none (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


# -- what is compared ------------------------------------------------------------------------------------------------
def _from_files(args: argparse.Namespace) -> tuple[ExportedManual, ExportedManual, tuple[str, ...]]:
    if args.new is None:
        raise ManualError("name two exports, OLD.json and NEW.json, or a folder and --base REV")
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


def _from_git(args: argparse.Namespace) -> tuple[ExportedManual, ExportedManual, tuple[str, ...]]:
    from .revision import export_at, find_revision

    if args.new is not None:
        raise ManualError("with --base only one folder is named")
    request = request_of(args)
    revision = find_revision(request.source, args.base)
    new = _present(request, args)
    cache = Path(args.cache) if args.cache else None
    base = export_at(revision, request, cache=cache, fresh=args.fresh, language=args.spoken)
    for note in base.notes:
        tell(args.spoken, "{program}: {message}", program="sphinx-sop", message=note)
    return base.manual, new, (revision.shown, "")


def _present(request: Request, args: argparse.Namespace) -> ExportedManual:
    """The manual as it is now; what was read before is not read again."""
    from ..core.exchange.json import manual_as_data
    from ..core.exchange.json import read_manual as read_data
    from .session import read_manual  # Sphinx is long to load

    with cache_of(request, args) as cache:
        reading = read_manual(request, cache, check=False)
    return read_data(manual_as_data(reading.manual, reading.config, reading.project))
