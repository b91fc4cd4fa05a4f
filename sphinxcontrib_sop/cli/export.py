"""``sphinx-sop export``: the SOPs of a manual as data.

``json`` is the whole manual, the same as the builder `sop-json` writes; ``xlsx`` and ``docx`` are the official form,
identity and flowchart table with shapes and glued connectors; ``csv`` and ``steps`` (a workbook) are the steps of each SOP
as a table that `sop-table` reads back.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ..core.model import Message, Procedure
from ._failure import ManualError
from ._manual import add_manual_arguments, cache_of, request_of
from ._output import put
from ._parser import Parser, tell

if TYPE_CHECKING:
    from .session import Reading

SUMMARY = Message(template="the SOPs of a manual as data: JSON, or tables of their steps")


class Exporter(Struct, frozen=True, kw_only=True):
    """How a manual is exported: as one file, or as one for each SOP."""

    whole: Callable[[Reading], bytes] | None = None
    each: Callable[[Procedure], bytes] | None = None


def _json(reading: Reading) -> bytes:
    from ..core.exchange.json import dump

    return dump(reading.manual, reading.config, reading.project).encode()


def _csv(procedure: Procedure) -> bytes:
    return _dump("csv", procedure)


def _xlsx(procedure: Procedure) -> bytes:
    return _dump("xlsx", procedure)


def _dump(name: str, procedure: Procedure) -> bytes:
    data: bytes = import_module(f"...core.exchange.{name}", __name__).dump(procedure)
    return data


EXPORTERS: dict[str, Exporter] = {
    "json": Exporter(whole=_json),
    "csv": Exporter(each=_csv),
    "xlsx": Exporter(each=_xlsx),
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
        help=_("file for the data, instead of the terminal; csv and xlsx of several SOPs: a folder, one file for each"),
    )
    parser.add_argument("--sop", action="append", default=[], metavar="NAME", help=_("only this SOP; may be repeated"))
    parser.add_argument("--force", action="store_true", help=_("overwrite files in the folder"))


def run(args: argparse.Namespace) -> int:
    """Export."""
    from .session import read_manual

    exporter = EXPORTERS[args.format]
    request = request_of(args)
    with cache_of(request, args) as cache:
        reading = read_manual(request, cache, check=False)
    reading = replace(reading, manual=replace(reading.manual, procedures=tuple(_chosen(reading, args.sop))))
    if exporter.whole is not None:
        put(exporter.whole(reading), args.output)
    elif exporter.each is not None:
        _each(exporter.each, reading, args)
    return 0


def _chosen(reading: Reading, names: list[str]) -> Iterator[Procedure]:
    known = {procedure.name.casefold(): procedure for procedure in reading.manual.procedures}
    for name in names:
        if name.casefold() not in known:
            raise ManualError("the manual has no SOP called {name}", name=name)
    if names:
        yield from (known[name.casefold()] for name in dict.fromkeys(names))
    else:
        yield from reading.manual.procedures


def _each(dump: Callable[[Procedure], bytes], reading: Reading, args: argparse.Namespace) -> None:
    procedures = reading.manual.procedures
    folder = Path(args.output) if args.output else None
    if len(procedures) == 1 and args.sop and not (folder and folder.is_dir()):
        if args.format == "xlsx" and folder is None and sys.stdout.isatty():
            raise ManualError("--format {format} needs a file: add --output", format=args.format)
        put(dump(procedures[0]), args.output)
        return
    if folder is None:
        raise ManualError("several SOPs are several files: name a folder with --output, or one SOP with --sop")
    files = {folder / f"{name}.{args.format}": one for name, one in _named(procedures)}
    there = [path for path in files if path.exists()]
    if there and not args.force:
        raise ManualError("{file} exists already; --force overwrites it", file=there[0])
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ManualError("{file} cannot be written: {reason}", file=folder, reason=error.strerror or error) from error
    for path, procedure in files.items():
        put(dump(procedure), str(path))
    tell(args.spoken, "{folder}: {count} files", folder=folder, count=len(files))


def _named(procedures: tuple[Procedure, ...]) -> Iterator[tuple[str, Procedure]]:
    """SOPs with names that files can have, none twice."""
    taken: set[str] = set()
    for procedure in procedures:
        base = name = re.sub(r"[^\w.-]+", "-", procedure.name).strip(".-") or "sop"
        count = 1
        while name.casefold() in taken:
            count += 1
            name = f"{base}-{count}"
        taken.add(name.casefold())
        yield name, procedure
