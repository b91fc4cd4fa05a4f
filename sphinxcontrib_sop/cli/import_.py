"""``sphinx-sop import``: office files and BPMN models to reStructuredText, with a report of what was read and guessed."""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from ..core.model import Message
from ._failure import ManualError
from ._output import put
from ._parser import Parser

SUMMARY = Message(
    template="SOPs from Excel, Word, OpenDocument, CSV and BPMN files as text, with a report of what was guessed"
)
COMPLETE, UNSURE, UNREADABLE = 0, 1, 2
_FORMATS = ("text", "json", "html")


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    _ = parser.translate
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help=_("XLSX, DOCX, ODS, ODT, CSV or BPMN; .xls and .doc with LibreOffice")
    )
    parser.add_argument("--into", metavar="DIR", default=".", help=_("folder for the texts (the current one)"))
    parser.add_argument(
        "--force", action="store_true", help=_("overwrite texts that were edited since they were imported")
    )
    parser.add_argument("--format", choices=_FORMATS, default="text", help=_("form of the report (%(default)s)"))
    parser.add_argument("-o", "--output", metavar="FILE", help=_("file for the report, instead of the terminal"))


def run(args: argparse.Namespace) -> int:
    """Import."""
    from ..core.importing.report import FORMATS
    from ..core.importing.running import import_file

    into = Path(args.into)
    reports = []
    taken: set[str] = set()
    try:
        for file in _files(args.files):
            reports.append(import_file(file, into, force=args.force, language=args.spoken, taken=taken))
    except OSError as error:
        name = error.filename or into
        raise ManualError("{file} cannot be written: {reason}", file=name, reason=error.strerror or error) from error
    put(FORMATS[args.format](reports, args.spoken).encode(), args.output)
    if any(report.failure is not None for report in reports):
        return UNREADABLE
    return COMPLETE if all(report.complete for report in reports) else UNSURE


def _files(names: Sequence[str]) -> Iterator[Path]:
    """The files; a pattern such as ``*.xlsx`` that the shell has left as it is, as on Windows, is looked up here."""
    for path in map(Path, names):
        found = [] if path.exists() or not path.name else sorted(path.parent.glob(path.name))
        yield from found or [path]
