"""The directive `sop-rules`: the rule catalogue as sections of the manual, in its language and with its severities."""

import re
from collections.abc import Iterator, Sequence
from typing import ClassVar

from docutils import nodes

from ...core.anatomy import Anatomy, Field, Kind, Place
from ...core.profiles import Words
from ...core.rules import RULES, Severity
from ...core.rules.catalogue import Part, RuleEntry, entry
from ..config import output_config
from .manual import ManualDirective

_MARKED = re.compile(
    r"(?P<quote>`{1,2})(?P<literal>[^`]+)(?P=quote)|(?<![\w*])\*(?P<emphasis>[^\s*](?:[^*]*[^\s*])?)\*(?![\w*])"
)


class SopRulesDirective(ManualDirective):
    """Write a section for each rule; its anchor is the code in lower case."""

    anatomy: ClassVar[Anatomy] = Anatomy(
        [
            Field(name="kode", alias="codes", kind=Kind.LINE, place=Place.CONTROL),
            Field(name="contoh", alias="samples", kind=Kind.FLAG, place=Place.CONTROL),
        ]
    )

    takes_argument = False

    def make(self) -> list[nodes.Node]:
        """Return the sections of the rules that are asked for, all of them without `codes`."""
        config = output_config(self.config)
        words = config.profile.words(config.language)
        made: list[nodes.Node] = []
        for code in self._codes():
            shown = entry(RULES[code], config.language)
            severity = Severity(config.profile.severities.get(code, shown.severity))
            section = nodes.section(
                "", *_explained(shown, severity, words), names=[code.casefold()], classes=["sop-rule"]
            )
            if "samples" in self.entries.values:
                section += _samples(shown, words)
            self.source.set_source(section, None)
            self.state.document.note_explicit_target(section, section)
            made.append(section)
        return [*made, *self.source.parse_body(self.header.body), *self.kept()]

    def _codes(self) -> Iterator[str]:
        prefixes = self.entries.text("codes").replace(",", " ").upper().split()
        for prefix in prefixes:
            if not any(code.startswith(prefix) for code in RULES):
                template = "`{option}`: no rule begins with `{prefix}`"
                name = self.entries.by_key["codes"].name
                self.fault(template, self.line_of("codes"), option=name, prefix=prefix)
        return (code for code in sorted(RULES) if not prefixes or code.startswith(tuple(prefixes)))


def _explained(shown: RuleEntry, severity: Severity, words: Words) -> Iterator[nodes.Element]:
    """Title, what is found and why; then as fields severity, mend and source."""
    yield nodes.title("", "", nodes.Text(f"{shown.code}: "), *marked(shown.title), translatable=False)
    for part in (Part.FINDS, Part.WHY):
        yield from (_paragraph(text) for text in shown.texts(part))
    rows: list[tuple[str, Sequence[str]]] = [
        (words["rule-severity"], [words[f"severity-{severity.value}"]]),
        (words["rule-mend"], shown.texts(Part.MEND)),
        (words["rule-source"], shown.texts(Part.SOURCE)),
    ]
    yield nodes.field_list(
        "",
        *(
            nodes.field("", nodes.field_name("", name), nodes.field_body("", *map(_paragraph, texts)))
            for name, texts in rows
            if texts
        ),
    )


def _samples(shown: RuleEntry, words: Words) -> Iterator[nodes.Element]:
    for label, sample in ((words["rule-bad"], shown.bad), (words["rule-good"], shown.good)):
        if sample:
            yield nodes.rubric("", label, translatable=False)
            yield nodes.literal_block(sample, sample.rstrip("\n"), language="rst", translatable=False)


def _paragraph(text: str) -> nodes.paragraph:
    return nodes.paragraph("", "", *marked(text), translatable=False)


def marked(text: str) -> Iterator[nodes.Node]:
    """The inline markup of explanations, literals and emphasis, whatever the document around it is written in."""
    place = 0
    for match in _MARKED.finditer(text):
        if match.start() > place:
            yield nodes.Text(text[place : match.start()])
        if match["literal"]:
            yield nodes.literal("", match["literal"])
        else:
            yield nodes.emphasis("", match["emphasis"])
        place = match.end()
    if place < len(text):
        yield nodes.Text(text[place:])
