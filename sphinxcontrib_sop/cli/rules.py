"""``sphinx-sop rules``: the catalogue of rules, or what one of them says."""

import argparse
import json
import re
import sys
import textwrap
from collections.abc import Iterator, Sequence

from ..core.anatomy import nearest
from ..core.i18n import translate
from ..core.model import Message
from ..core.rules import RULES
from ..core.rules.catalogue import GROUPS, Part, RuleEntry, entry, plain
from ._failure import ManualError
from ._parser import Parser, write

SUMMARY = Message(template="the catalogue of rules; with a code what it finds, why, and how to mend it")

_WIDTH = 88
_HEADINGS = {
    Part.WHY: Message(template="Why"),
    Part.SOURCE: Message(template="Source"),
    Part.MEND: Message(template="How to mend it"),
}
_SAMPLES = {"bad": Message(template="With the fault"), "good": Message(template="Without it")}
_LITERAL = re.compile(r"``(.+?)``")


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    _ = parser.translate
    parser.add_argument("code", nargs="?", metavar="CODE", help=_("a code such as SOP201, or the beginning of one"))
    parser.add_argument("--format", choices=("text", "markdown", "json"), default="text", help=_("form (%(default)s)"))


def run(args: argparse.Namespace) -> int:
    """Print the catalogue or a part of it."""
    prefix = (args.code or "SOP").upper()
    chosen = [code for code in sorted(RULES) if code.startswith(prefix)]
    if not chosen:
        meant = nearest(prefix, RULES)
        if meant:
            raise ManualError("there is no rule {code}; did you mean {meant}?", code=args.code, meant=meant.upper())
        raise ManualError("there is no rule {code}; see sphinx-sop rules", code=args.code)
    entries = [entry(RULES[code], args.spoken) for code in chosen]
    single = len(entries) == 1
    if args.format == "json":
        data = entries[0].as_data() if single and args.code else [shown.as_data() for shown in entries]
        write(json.dumps(data, ensure_ascii=False, indent=1) + "\n", sys.stdout)
        return 0
    if args.format == "markdown":
        lines = _markdown(entries, args.spoken)
    else:
        lines = _explained(entries[0], args.spoken) if single else _listed(entries, args.spoken)
    write("\n".join(lines) + "\n", sys.stdout)
    return 0


def _listed(entries: Sequence[RuleEntry], language: str) -> Iterator[str]:
    """A line for each rule, under the names of the hundreds."""
    group = ""
    for shown in entries:
        if shown.group != group:
            if group:
                yield ""
            group = shown.group
            yield translate(GROUPS[group].template, language)
        yield f"  {shown.code}  {shown.severity.value:7}  {shown.title}"


def _explained(shown: RuleEntry, language: str) -> Iterator[str]:
    yield from textwrap.wrap(f"{shown.code} ({shown.severity.value}): {shown.title}", _WIDTH)
    for part in Part:
        for number, text in enumerate(shown.texts(part)):
            yield ""
            if part in _HEADINGS and number == 0:
                yield f"{translate(_HEADINGS[part].template, language)}:"
            indent = "  " if part in _HEADINGS else ""
            yield from textwrap.wrap(plain(text), _WIDTH, initial_indent=indent, subsequent_indent=indent)
    for kind, sample in (("bad", shown.bad), ("good", shown.good)):
        if sample:
            yield from ("", f"{translate(_SAMPLES[kind].template, language)}:", "")
            yield from textwrap.indent(sample.rstrip("\n"), "    ").split("\n")


def _markdown(entries: Sequence[RuleEntry], language: str) -> Iterator[str]:
    for number, shown in enumerate(entries):
        if number:
            yield ""
        yield f"## {shown.code}: {shown.title}"
        yield from ("", f"`{shown.severity.value}`")
        for part in Part:
            for place, text in enumerate(shown.texts(part)):
                head = (
                    f"**{translate(_HEADINGS[part].template, language)}:** " if part in _HEADINGS and not place else ""
                )
                yield from ("", head + _LITERAL.sub(r"`\1`", text))
        for kind, sample in (("bad", shown.bad), ("good", shown.good)):
            if sample:
                yield from ("", f"{translate(_SAMPLES[kind].template, language)}:", "", "```rst")
                yield from (*sample.rstrip("\n").split("\n"), "```")
