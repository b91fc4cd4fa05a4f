"""Every sentence with which the tool refuses or corrects something, taken from its sources, and what to do about it.

``docs/mends.toml`` says which part of the sources belongs to which heading, and what to do; a sentence for which nothing
fits fails a test.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import Any

from docutils import nodes
from reference import Reference
from sphinx.application import Sphinx

import sphinxcontrib_sop
from sphinxcontrib_sop.core.i18n import translate
from sphinxcontrib_sop.core.rules import RULES
from sphinxcontrib_sop.core.rules.catalogue import entry
from sphinxcontrib_sop.extension.tables import add_row, table

PACKAGE = Path(sphinxcontrib_sop.__file__).parent
MENDS = Path(__file__).parent.parent / "mends.toml"
#: Functions and exceptions that are given a message by position; elsewhere it is the argument or variable ``template``.
SPEAKING = {
    "fault",
    "_fault",
    "Unreadable",
    "ProfileError",
    "RegistryError",
    "ManualError",
    "ExportError",
    "tell",
    "translate",
    "report",
}
#: A sentence has at least so many words; what is shorter is a label.
SHORTEST = 3


class Messages(Reference):
    """``.. messages:: writing``: the messages of one part of the sources, each with its mend."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        self.env.note_dependency(str(MENDS))
        heads = self.words("heads")
        made = table((60, 50), [self.parse_text_to_nodes(heads[key]) for key in ("message", "mend")])
        for template in messages_of(self.arguments[0]):
            said = translate(template, self.config.language)
            mend = mend_of(template, self.config.language)
            add_row(made, [[_shown(said)], self.parse_text_to_nodes(mend)])
        return [made]


class RuleMends(Reference):
    """``.. rule-mends::``: code, what it finds and how to mend it, for every rule."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        heads = self.words("heads")
        made = table((14, 44, 52), [self.parse_text_to_nodes(heads[key]) for key in ("code", "message", "mend")])
        for code in sorted(RULES):
            shown = entry(RULES[code], self.config.language)
            link = self.parse_text_to_nodes(f":ref:`{code} <{code.casefold()}>`")
            add_row(made, [link, [_shown(shown.title)], [_shown(shown.mend)]])
        return [made]


def parts() -> list[str]:
    """The names of the parts."""
    return list(_mends()["parts"])


def messages_of(part: str) -> list[str]:
    """The messages of a part, in English, without repetition."""
    chosen = _mends()["parts"][part]
    paths = (path for path in sorted(PACKAGE.rglob("*.py")) if _belongs(path.relative_to(PACKAGE).as_posix(), chosen))
    found = dict.fromkeys(text for path in paths for text in _messages_in(path))
    return [text for text in found if text not in _mends()["no_messages"]]


def mend_of(template: str, language: str) -> str:
    """What to do about a message; empty if nothing is known."""
    return next((one[language] for one in _mends()["mend"] if re.search(one["match"], template)), "")


@cache
def _mends() -> Mapping[str, Any]:
    return tomllib.loads(MENDS.read_text(encoding="utf-8"))


def _belongs(path: str, patterns: list[str]) -> bool:
    return any(fnmatch(path, pattern) for pattern in patterns)


def _messages_in(path: Path) -> Iterator[str]:
    module = ast.parse(path.read_bytes())
    silent = {id(inner) for node in ast.walk(module) for part in _no_message(node) for inner in ast.walk(part)}
    for node in ast.walk(module):
        if id(node) not in silent:
            for value in _given(node):
                texts = (value.body, value.orelse) if isinstance(value, ast.IfExp) else (value,)
                for text in texts:
                    if isinstance(text, ast.Constant) and isinstance(text.value, str) and _is_sentence(text.value):
                        yield text.value


def _no_message(node: ast.AST) -> Iterator[ast.AST]:
    """Help on the command line, and what is a constant of a module."""
    if isinstance(node, ast.keyword) and node.arg in {"help", "metavar", "allowed"}:
        yield node
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "SUMMARY":
        yield node


def _given(node: ast.AST) -> Iterator[ast.expr]:
    match node:
        case ast.Assign(targets=[ast.Name(id="template")], value=value):
            yield value
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            yield from (argument.value for argument in node.keywords if argument.arg == "template")
            if name in SPEAKING:
                yield from node.args


def _is_sentence(text: str) -> bool:
    return len(text.split()) >= SHORTEST and not text.startswith("SOP")


def _shown(text: str) -> nodes.paragraph:
    """A message as a person meets it: what is typed in type, and dots for what is filled in."""
    paragraph = nodes.paragraph()
    filled = re.sub(r"%\(\w+\)s|%\w|\{\w+\}", "…", text)
    for place, part in enumerate(re.split(r"`+([^`]*)`+", filled)):
        if part:
            paragraph += nodes.literal("", part) if place % 2 else nodes.Text(part)
    return paragraph


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives."""
    app.add_directive("messages", Messages)
    app.add_directive("rule-mends", RuleMends)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
