"""``sphinx-sop export``: the SOPs of a manual as data.

``json`` is the whole manual, the same as the builder `sop-json` writes; ``xlsx`` and ``docx`` are the official form,
identity and flowchart table with shapes and glued connectors; ``csv`` and ``steps`` (a workbook) are the steps of each SOP
as a table that `sop-table` reads back; ``mermaid`` is its flow for pages that draw it;
``history`` is what git says of each, for a copy of the manual without git.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ..core.file_names import file_name
from ..core.model import Message, Procedure
from ._failure import ManualError
from ._manual import add_manual_arguments, cache_of, request_of
from ._output import put
from ._parser import Parser, tell

if TYPE_CHECKING:
    from .session import Reading

SUMMARY = Message(template="the SOPs of a manual as data (JSON, tables of their steps) or as Excel and Word documents")


class Exporter(Struct, frozen=True, kw_only=True):
    """How SOPs are exported: all of them as one file, each as a file of its own, or either."""

    together: Callable[[Reading, Sequence[Procedure], str], bytes] | None = None
    each: Callable[[Reading, Procedure, str], bytes] | None = None
    suffix: str
    """Ending of the files."""
    binary: bool = False
    """True if a terminal cannot show it."""
    follows_links: bool = True
    """False for a file that belongs into the manual, where a link may have been put by someone else."""


def _json(reading: Reading, procedures: Sequence[Procedure], spoken: str) -> bytes:
    from ..core.exchange.json import dump

    return dump(replace(reading.manual, procedures=tuple(procedures)), reading.config, reading.project).encode()


def _history(reading: Reading, procedures: Sequence[Procedure], spoken: str) -> bytes:
    from ..extension.history import as_text, git_trouble, has_git, versions

    if reason := git_trouble(reading.source):
        raise ManualError(reason.template, **reason.values)
    if not has_git(reading.source):
        raise ManualError("{folder} is no work tree of git with a commit", folder=reading.source)
    # of all: they tell which lines are whose
    found = versions(reading.manual.procedures, reading.source, reading.included)
    return as_text({procedure.name: found[procedure.name] for procedure in procedures}).encode()


def _table(name: str) -> Callable[[Reading, Procedure, str], bytes]:
    """An SOP in a form of `core.exchange`."""

    def dump(reading: Reading, procedure: Procedure, spoken: str) -> bytes:
        data: bytes = import_module(f"...core.exchange.{name}", __name__).dump(procedure)
        return data

    return dump


def _office(name: str) -> Exporter:
    """The official form of SOPs as an office document."""

    def each(reading: Reading, procedure: Procedure, spoken: str) -> bytes:
        return documents(reading, (procedure,), spoken)

    def documents(reading: Reading, procedures: Sequence[Procedure], spoken: str) -> bytes:
        from ..output.office.content import form_of
        from ..output.office.pictures import picture_of
        from ..output.view import view_in_source_language

        try:
            module = import_module(f"...output.office.{name}", __name__)
        except ModuleNotFoundError as error:
            raise ManualError(
                "--format {format} needs the package {package}: pip install sphinxcontrib-sop[office]",
                format=name,
                package=error.name,
            ) from error
        views = [view_in_source_language(procedure, reading.output) for procedure in procedures]
        logos = dict.fromkeys(logo for view in views for logo in form_of(view).logos if logo)
        pictures = {logo: picture_of(reading.source / logo.lstrip("/")) for logo in logos}
        for logo in (logo for logo, picture in pictures.items() if picture is None):
            tell(spoken, "{logo}: this picture cannot stand in an office document, it is left out", logo=logo)
        data: bytes = module.dump(views, {logo: picture for logo, picture in pictures.items() if picture is not None})
        return data

    return Exporter(together=documents, each=each, suffix=name, binary=True)


EXPORTERS: dict[str, Exporter] = {
    "json": Exporter(together=_json, suffix="json"),
    "xlsx": _office("xlsx"),
    "docx": _office("docx"),
    "csv": Exporter(each=_table("csv"), suffix="csv"),
    "mermaid": Exporter(each=_table("mermaid"), suffix="mmd"),
    "steps": Exporter(each=_table("xlsx"), suffix="xlsx", binary=True),
    "history": Exporter(together=_history, suffix="json", follows_links=False),
}


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    _ = parser.translate
    add_manual_arguments(parser)
    parser.add_argument("--format", choices=tuple(EXPORTERS), default="json", help=_("form of the data (%(default)s)"))
    parser.add_argument(
        "-o",
        "--output",
        metavar="PATH",
        help=_(
            "file for the data, instead of the terminal; several SOPs: a folder with a file for each, "
            "for xlsx and docx also one file with all of them"
        ),
    )
    parser.add_argument("--sop", action="append", default=[], metavar="NAME", help=_("only this SOP; may be repeated"))
    parser.add_argument("--force", action="store_true", help=_("overwrite files in the folder"))


def run(args: argparse.Namespace) -> int:
    """Export."""
    from .session import read_manual, unreadable_act

    exporter = EXPORTERS[args.format]
    if not exporter.follows_links and args.output and Path(args.output).is_symlink():
        raise ManualError("{file} is a link; nothing is written through it", file=args.output)
    request = request_of(args)
    with cache_of(request, args) as cache:
        reading = read_manual(request, cache, check=False)
    procedures = tuple(_chosen(reading, args.sop))
    spoken: str = args.spoken
    if exporter.together is not None and (exporter.each is None or _names_file(args.output, exporter.suffix)):
        put(exporter.together(reading, procedures, spoken), args.output)
    elif exporter.each is not None:
        _each(exporter, reading, procedures, args, spoken)
    if fault := unreadable_act(reading):  # JSON tells what the ledger says
        tell(spoken, fault.template, **fault.values)
        return 1
    return 0


def _names_file(output: str | None, suffix: str) -> bool:
    """True if the output is one document for all SOPs; else it is a folder, a document for each."""
    return output is not None and not Path(output).is_dir() and Path(output).suffix.lower() == f".{suffix}"


def _chosen(reading: Reading, names: list[str]) -> Iterator[Procedure]:
    known = {procedure.name.casefold(): procedure for procedure in reading.manual.procedures}
    for name in names:
        if name.casefold() not in known:
            raise ManualError("the manual has no SOP called {name}", name=name)
    if names:
        yield from (known[name.casefold()] for name in dict.fromkeys(names))
    else:
        yield from reading.manual.procedures


def _each(
    exporter: Exporter, reading: Reading, procedures: tuple[Procedure, ...], args: argparse.Namespace, spoken: str
) -> None:
    assert exporter.each is not None  # noqa: S101 - run() asks for it
    folder = Path(args.output) if args.output else None
    if len(procedures) == 1 and args.sop and not (folder and folder.is_dir()):
        if exporter.binary and folder is None and sys.stdout.isatty():
            raise ManualError("--format {format} needs a file: add --output", format=args.format)
        put(exporter.each(reading, procedures[0], spoken), args.output)
        return
    if folder is None:
        raise ManualError("several SOPs are several files: name a folder with --output, or one SOP with --sop")
    files = {folder / f"{name}.{exporter.suffix}": procedure for name, procedure in _named(procedures)}
    there = [path for path in files if path.exists()]
    if there and not args.force:
        raise ManualError("{file} exists already; --force overwrites it", file=there[0])
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ManualError("{file} cannot be written: {reason}", file=folder, reason=error.strerror or error) from error
    for path, procedure in files.items():
        put(exporter.each(reading, procedure, spoken), str(path))
    tell(spoken, "{folder}: {count} files", folder=folder, count=len(files))


def _named(procedures: tuple[Procedure, ...]) -> Iterator[tuple[str, Procedure]]:
    """SOPs with names that files can have, none twice."""
    taken: set[str] = set()
    for procedure in procedures:
        base = name = file_name(procedure.name)
        count = 1
        while name.casefold() in taken:
            count += 1
            name = f"{base}-{count}"
        taken.add(name.casefold())
        yield name, procedure
