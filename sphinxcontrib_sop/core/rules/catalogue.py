"""The catalogue as plain data: what a person reads about a rule, for the command line, the directive and the docs.

An explanation is the docstring of the rule, paragraph by paragraph.  The first says what is found; one that begins with
``Source:`` names the regulation and how sure we are of it, one that begins with ``Mend:`` says what to do; the others say
why.  A label stays in the docstring and is shown in the words of the reader; the rest of a paragraph is one sentence for
translators, without the line breaks of the source.
"""

import re
from collections.abc import Callable, Iterator
from enum import StrEnum
from importlib import resources
from typing import Any

from msgspec import Struct

from ..i18n import translate
from ..model import Message
from ._registry import RULES, Rule, Severity


class Part(StrEnum):
    """What a paragraph of an explanation is about."""

    FINDS = "finds"
    WHY = "why"
    SOURCE = "source"
    MEND = "mend"


_LABELS = {"Source": Part.SOURCE, "Mend": Part.MEND}
"""Word before the colon at the beginning of a paragraph -> what the paragraph is about."""

GROUPS: dict[str, Message] = {
    "SOP1": Message(template="Identity"),
    "SOP2": Message(template="Steps and flow"),
    "SOP3": Message(template="Wording and standards"),
    "SOP4": Message(template="Legal bases, relations and boxes"),
}
"""Hundred of a code -> what its rules are about."""


class Paragraph(Struct, frozen=True, kw_only=True):
    """One paragraph of an explanation."""

    part: Part
    text: str
    """reStructuredText without line breaks; translatable."""


class RuleEntry(Struct, frozen=True, kw_only=True):
    """One rule as it is shown, texts in the language that was asked for."""

    code: str
    severity: Severity
    title: str
    """What it finds, as one phrase without a full stop."""
    explanation: tuple[Paragraph, ...]
    bad: str
    """reStructuredText in which the rule finds something; the entries that are always required are left out."""
    good: str
    """The same without the fault."""

    @property
    def group(self) -> str:
        """The hundred of the code, a key of `GROUPS`."""
        return self.code[:4]

    def texts(self, part: Part) -> tuple[str, ...]:
        """The paragraphs about one thing."""
        return tuple(paragraph.text for paragraph in self.explanation if paragraph.part is part)

    @property
    def mend(self) -> str:
        """What to do, as one text; empty where the explanation does not say it apart."""
        return " ".join(self.texts(Part.MEND))

    def as_data(self) -> dict[str, Any]:
        """The rule as plain data for JSON."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "title": self.title,
            **{part.value: list(self.texts(part)) for part in Part},
            "bad": self.bad,
            "good": self.good,
        }


def catalogue(language: str = "en") -> Iterator[RuleEntry]:
    """Every rule in the order of the codes."""
    return (entry(rule, language) for _, rule in sorted(RULES.items()))


def entry(rule: Rule, language: str = "en") -> RuleEntry:
    """One rule as it is shown in a language."""
    return RuleEntry(
        code=rule.code,
        severity=rule.severity,
        title=translate(rule.summary, language),
        explanation=tuple(paragraphs(rule.explanation, lambda text: translate(text, language))),
        bad=sample(rule.code, "bad"),
        good=sample(rule.code, "good"),
    )


def paragraphs(explanation: str, translated: Callable[[str], str] = str) -> Iterator[Paragraph]:
    """Take the docstring of a rule apart; each text passes through ``translated``."""
    for number, block in enumerate(explanation.split("\n\n")):
        text = " ".join(block.split())
        label, colon, rest = text.partition(": ")
        if colon and label in _LABELS:
            yield Paragraph(part=_LABELS[label], text=translated(rest))
        elif text:
            yield Paragraph(part=Part.WHY if number else Part.FINDS, text=translated(text))


_LITERAL = re.compile(r"``(.+?)``")
_EMPHASIS = re.compile(r"(?<![\w*])\*(?!\s)([^*]+?)\*(?![\w*])")


def plain(text: str) -> str:
    """A paragraph for readers of a terminal or a sheet: ``literals`` in single quotes, no emphasis."""
    return _EMPHASIS.sub(r"\1", _LITERAL.sub(r"`\1`", text))


def sample(code: str, kind: str) -> str:
    """The good or bad sample of a rule as typed."""
    file = resources.files(__package__) / "samples" / f"{code}.{kind}.rst"
    return file.read_text(encoding="utf-8") if file.is_file() else ""
