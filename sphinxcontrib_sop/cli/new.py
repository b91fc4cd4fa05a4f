"""``sphinx-sop new``: a manual to start from, which builds and checks without a word of complaint."""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
from collections.abc import Iterator
from datetime import date
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Template

from .._version import __version__
from ..core.i18n import translate
from ..core.model import Message
from ..core.reading.dates import DateRange
from ._failure import ManualError
from ._parser import Parser, tell

SUMMARY = Message(template="a manual to start from, with an example and everything it needs to be built and checked")

PAPERS = ("A4", "F4")
_TEMPLATES = "manual"
_MARK = ".in"
"""End of the name of files that would have an effect here, or are no Python before they are filled in."""
_RST_MARKUP = str.maketrans({character: f"\\{character}" for character in "\\*`|_"})


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    _ = parser.translate
    parser.add_argument("folder", metavar="DIR", help=_("folder for the manual; files in it are never overwritten"))
    parser.add_argument("--agency", metavar="NAME", help=_("name of the agency"))
    parser.add_argument("--unit", metavar="NAME", help=_("name of the unit whose SOPs they are"))
    parser.add_argument("--paper", choices=PAPERS, help=_("paper of the printed sheets (A4)"))
    parser.add_argument("-q", "--quiet", action="store_true", help=_("ask nothing"))


def run(args: argparse.Namespace) -> int:
    """Write the manual."""
    language = args.spoken
    ask = not args.quiet and sys.stdin is not None and sys.stdin.isatty()
    agency = _answer(args.agency, translate("Name of the agency", language), translate("Our Agency", language), ask=ask)
    unit = _answer(args.unit, translate("Name of the unit", language), agency, ask=ask)
    paper = _answer(args.paper, translate("Paper (A4 or F4)", language), PAPERS[0], ask=ask).upper()
    if paper not in PAPERS:
        raise ManualError("{paper} is no paper for sheets; there are {known}", paper=paper, known=", ".join(PAPERS))
    files = dict(_files(language, _places(agency, unit, paper, language)))
    _write(Path(args.folder), files)
    if not args.quiet:
        tell(language, "The manual is in {folder}; {file} says how it goes on.", folder=args.folder, file="README.md")
    return 0


def _answer(given: str | None, question: str, default: str, *, ask: bool) -> str:
    """What was given, else what a person answers, else the default; on one line."""
    if given is None and ask:
        with contextlib.suppress(EOFError):
            given = input(f"{question} [{default}]: ")
    return " ".join((given or "").split()) or default


def _places(agency: str, unit: str, paper: str, language: str) -> dict[str, str]:
    """What stands in the places of the templates, as the language of each file wants it."""
    title = translate("SOP Manual of {unit}", language).format(unit=unit)
    heading = title.translate(_RST_MARKUP)
    today = date.today()
    return {
        "title_text": _quoted(title),
        "title_heading": f"{heading}\n{'=' * 2 * len(heading)}",
        "title_md": title,
        "agency_text": _quoted(agency),
        "unit_text": _quoted(unit),
        "unit_rst": unit.translate(_RST_MARKUP),
        "paper_text": _quoted(paper),
        "year": str(today.year),
        "today": DateRange(first=today, last=today).written(language),
        "version": __version__,
    }


def _quoted(text: str) -> str:
    """A string of Python and of TOML: both read what JSON writes."""
    return json.dumps(text, ensure_ascii=False)


def _files(language: str, places: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Path below the folder and content of each file."""
    root = resources.files(__package__) / _TEMPLATES
    for folder in (root / "common", root / language):
        for path, file in _walk(folder):
            yield path, Template(file.read_text(encoding="utf-8")).substitute(places)


def _walk(folder: Traversable, above: str = "") -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _walk(entry, f"{above}{entry.name}/")
        else:
            yield f"{above}{entry.name.removesuffix(_MARK)}", entry


def _write(folder: Path, files: dict[str, str]) -> None:
    """Write all files or none.  Raises `ManualError` if one of them exists or cannot be written."""
    there = [path for path in sorted(files) if (folder / path).exists() or (folder / path).is_symlink()]
    if there:
        raise ManualError("{file} exists already; nothing was written", file=folder / there[0])
    try:
        for path, text in files.items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("x", encoding="utf-8", newline="\n") as written:
                written.write(text)
    except OSError as error:
        raise ManualError(
            "{file} cannot be written: {reason}", file=error.filename or folder, reason=error.strerror or error
        ) from error
