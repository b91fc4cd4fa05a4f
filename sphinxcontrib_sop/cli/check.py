"""``sphinx-sop check``: everything that rules and Sphinx find in a manual; no output is built.

A manual in which nothing changed since the last check is not read again: see `evidence`.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from .._version import __version__
from ..core.characters import visible
from ..core.model import Manual, Message
from ..core.reports import FORMATS, Count, Format, Key, Report, Subject, sentence
from ..core.rules import RULES, Finding
from . import baseline
from ._failure import ManualError
from ._manual import Request, add_manual_arguments, cache_of, request_of
from ._output import put
from ._parser import Parser, tell, write
from .cache import Cache
from .revision import changed_files
from .saved import Checked, load, save

if TYPE_CHECKING:
    from .session import Reading

SUMMARY = Message(template="find what is wrong with the SOPs of a manual, and what could be better")
CLEAN, FOUND, UNREADABLE = 0, 1, 2


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    _ = parser.translate
    add_manual_arguments(parser)
    parser.add_argument(
        "--format",
        choices=tuple(FORMATS),
        default="text",
        help=_("form of the report (%(default)s); html and xlsx: the Lembar Verifikasi SOP, to print and fill in"),
    )
    parser.add_argument("-o", "--output", metavar="FILE", help=_("file for the report, instead of the terminal"))
    parser.add_argument(
        "--select",
        action="append",
        default=[],
        metavar="CODE",
        help=_("report only codes that begin so (SOP2, SOP301, toc); separated by commas or repeated"),
    )
    parser.add_argument(
        "--ignore", action="append", default=[], metavar="CODE", help=_("do not report codes that begin so")
    )
    parser.add_argument(
        "--changed-since",
        metavar="REV",
        help=_(
            "report only what is found in files that differ from a revision of git; REV...: from where this branch left it"
        ),
    )
    parser.add_argument("--strict", action="store_true", help=_("warnings too lead to exit code 1"))
    parser.add_argument(
        "--baseline",
        metavar="FILE",
        help=_("report only what this file does not know; if there is no such file, it is written from what is found"),
    )
    parser.add_argument("--write-baseline", action="store_true", help=_("write the file of --baseline anew"))
    parser.add_argument("-q", "--quiet", action="store_true", help=_("no summary"))


def run(args: argparse.Namespace) -> int:
    """Check a manual and report."""
    form = FORMATS[args.format]
    if form.binary and not args.output and sys.stdout.isatty():
        raise ManualError("--format {format} needs a file: add --output", format=args.format)
    if args.write_baseline and not args.baseline:
        raise ManualError("--write-baseline needs the name of the file: --baseline FILE")
    select, ignore = _codes(args.select), _codes(args.ignore)
    request = request_of(args)
    with cache_of(request, args) as cache:
        checked, reading = _check(args, request, form, cache)
    language = args.language or checked.language
    source = request.source
    findings = [finding for finding in checked.findings if _is_selected(finding.code, select, ignore)]

    if args.changed_since:
        changed = changed_files(request.source, args.changed_since)
        findings = [finding for finding in findings if finding.location.path in changed]

    if args.baseline and (args.write_baseline or not Path(args.baseline).exists()):
        keys = baseline.counted(findings, checked.step_texts)
        baseline.write(Path(args.baseline), keys)
        tell(language, "{file} was written; known from now on: {count}", file=args.baseline, count=keys.total())
    compared = None
    if args.baseline:
        known = baseline.read(Path(args.baseline))
        wanted = Counter({key: count for key, count in known.items() if _is_selected(key.code, select, ignore)})
        compared = baseline.compare(findings, wanted, checked.step_texts)
        findings = list(compared.new)

    report = Report(
        findings=tuple(_ordered(_with_relative_paths(findings, source), language)),
        language=language,
        generator=f"sphinxcontrib-sop {__version__}",
        version=__version__,
        sops=checked.sops,
        step_texts=checked.step_texts,
        further=_further(compared),
        subject=_subject(reading, language) if form.shows_manual and reading else None,
    )
    put(form.render(report), args.output)
    if not args.quiet:
        _summarise(report, compared, language)
    if any(finding.location.path in checked.foreign for finding in findings):
        return UNREADABLE
    return _exit_code(report.count, strict=args.strict)


def _check(args: argparse.Namespace, request: Request, form: Format, cache: Cache) -> tuple[Checked, Reading | None]:
    """What the last check found if nothing changed, else what a new one finds."""
    if not form.shows_manual and not args.fresh:
        kept = load(cache.saved_file)
        if kept is not None:
            return kept, None
    start = time.time_ns()
    from .session import read_manual  # Sphinx is long to load

    reading = read_manual(request, cache, check=True, evidence=True)
    checked = Checked(
        findings=reading.findings,
        sops=len(reading.manual.procedures),
        language=reading.language,
        foreign=reading.foreign,
        step_texts=_step_texts(reading.manual, reading.findings),
    )
    if reading.evidence is not None and not reading.evidence.younger_than(start):
        save(cache.saved_file, checked, reading.evidence)
    return checked, reading


def _step_texts(manual: Manual, findings: Iterable[Finding]) -> dict[tuple[str, str], str]:
    named = {(finding.sop, step) for finding in findings for step in finding.steps}
    return {
        (procedure.name, step.label): step.text
        for procedure in manual.procedures
        for step in procedure.steps
        if (procedure.name, step.label) in named
    }


# -- codes -----------------------------------------------------------------------------------------------------------
def _codes(listed: list[str]) -> tuple[str, ...]:
    """Prefixes as typed, one a code.  Raises `ManualError` for one that no rule has."""
    prefixes = tuple(word for text in listed for word in text.replace(",", " ").split())
    for prefix in prefixes:
        if prefix.upper().startswith("SOP") and not any(code.startswith(prefix.upper()) for code in RULES):
            raise ManualError("no rule has a code that begins with {prefix}; see sphinx-sop rules", prefix=prefix)
    return prefixes


def _is_selected(code: str, select: tuple[str, ...], ignore: tuple[str, ...]) -> bool:
    folded = code.casefold()
    chosen = not select or any(folded.startswith(prefix.casefold()) for prefix in select)
    return chosen and not any(folded.startswith(prefix.casefold()) for prefix in ignore)


def _with_relative_paths(findings: Iterable[Finding], source: Path) -> Iterator[Finding]:
    """Findings with paths from the working directory, as compilers name them."""
    here = Path.cwd()
    for finding in findings:
        place = finding.location
        if place.path:
            place = replace(place, path=str(source / place.path)).seen_from(here)
        yield replace(finding, location=place)


def _ordered(findings: Iterable[Finding], language: str) -> list[Finding]:
    return sorted(
        findings,
        key=lambda finding: (finding.location.path, finding.location.line, finding.code, sentence(finding, language)),
    )


# -- what is said of it ----------------------------------------------------------------------------------------------
def _subject(reading: Reading, language: str) -> Subject:
    config = reading.config
    return Subject(
        manual=reading.manual,
        words=config.profile.words(language),
        agency=config.agency.name,
        place=config.agency.place,
        project=reading.project,
        units={key: unit.name for key, unit in config.units.items()},
        documents=reading.documents,
    )


def _further(compared: baseline.Compared | None) -> dict[str, Any]:
    if compared is None:
        return {}
    return {"baseline": {"known": compared.known, "gone": [_named(key) for key in compared.gone]}}


def _named(key: Key) -> dict[str, str]:
    return {"code": key.code, "sop": key.sop, "path": key.path, "step": key.step, "message": key.message}


def _summarise(report: Report, compared: baseline.Compared | None, language: str) -> None:
    count = report.count
    tell(
        language,
        "SOPs: {sops}; errors: {errors}; warnings: {warnings}; advice: {infos}",
        sops=report.sops,
        errors=count.errors,
        warnings=count.warnings,
        infos=count.infos,
    )
    if compared is None:
        return
    tell(language, "in the baseline: {known}", known=compared.known)
    if compared.gone:
        tell(language, "no longer found, --write-baseline takes them out: {gone}", gone=len(compared.gone))
        for key in compared.gone:
            place = " / ".join(filter(None, (key.sop, key.path, key.step)))
            write(visible(f"  {key.code} {place}\n"), sys.stderr)


def _exit_code(count: Count, *, strict: bool) -> int:
    return FOUND if count.errors or (strict and count.warnings) else CLEAN
