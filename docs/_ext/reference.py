"""Directives of this documentation: what the sources declare is listed from them, examples are shown and built.

``entries``, ``settings`` and ``example`` take the words that explain a thing from ``docs/words.toml``; a thing without
words is a warning, so that nothing new stays undocumented.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from sphinxcontrib_sop.anatomy import PROCEDURE_FIELDS, STEP_FIELDS, Field
from sphinxcontrib_sop.config import VALUES
from sphinxcontrib_sop.tables import add_row, table

WORDS = Path(__file__).parent.parent / "words.toml"
logger = logging.getLogger(__name__)


class _Reference(SphinxDirective):
    """Reads the words in the language of the documentation."""

    has_content = False

    def words(self, *keys: str) -> Mapping[str, str]:
        """One table of the words, texts by key in this language."""
        self.env.note_dependency(str(WORDS))
        found: Mapping[str, Any] = tomllib.loads(WORDS.read_text(encoding="utf-8"))
        for key in keys:
            found = found[key]
        return {name: texts[self.config.language] for name, texts in found.items()}

    def explained(self, name: str, words: Mapping[str, str]) -> list[nodes.Node]:
        """The explanation of a thing; a warning if there is none."""
        if name not in words:
            logger.warning("%s lacks words for %s", WORDS.name, name, location=self.get_location())
            return []
        return self.parse_text_to_nodes(words[name])

    def surplus(self, names: Iterable[str], words: Mapping[str, str]) -> None:
        """Warn of words for things that do not exist."""
        for name in words.keys() - set(names):
            logger.warning("%s has words for %s, which does not exist", WORDS.name, name, location=self.get_location())


class Entries(_Reference):
    """``.. entries:: procedure`` or ``step``: a table of all entries."""

    required_arguments = 1
    tables: ClassVar[Mapping[str, tuple[Field, ...]]] = {"procedure": PROCEDURE_FIELDS, "step": STEP_FIELDS}

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        name = self.arguments[0]
        fields = self.tables[name]
        heads, kinds, words = self.words("heads"), self.words("kinds"), self.words(name)
        made = table(
            (20, 18, 26, 46), [self.parse_text_to_nodes(heads[key]) for key in ("entry", "alias", "value", "meaning")]
        )
        for field in fields:
            alias = _literal(field.alias) if field.alias != field.name else []
            add_row(made, [_literal(field.name), alias, self._value(field, kinds), self.explained(field.alias, words)])
        self.surplus((field.alias for field in fields), words)
        return [made]

    def _value(self, field: Field, kinds: Mapping[str, str]) -> list[nodes.Node]:
        if field.choices:
            by_value: dict[str, list[str]] = {}
            for word, value in field.choices.items():
                by_value.setdefault(value, []).append(word)
            alike = (", ".join(f"``{word}``" for word in dict.fromkeys(found)) for found in by_value.values())
            return self.parse_text_to_nodes("; ".join(alike))
        return self.explained(field.kind.value, kinds)


class Settings(_Reference):
    """``.. settings::``: a table of the configuration values."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        heads, words, internal = self.words("heads"), self.words("settings"), {"sop_file_digests"}
        made = table((24, 20, 66), [self.parse_text_to_nodes(heads[key]) for key in ("setting", "default", "meaning")])
        for name, default, _ in VALUES:
            if name not in internal:
                row = add_row(made, [_literal(name), _literal(repr(default)), self.explained(name, words)])
                row["ids"].append(name.replace("_", "-"))
        self.surplus((name for name, _, _ in VALUES), words)
        return [made]


class Example(SphinxDirective):
    """A piece of source, shown as it is typed and then as it is built."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the source and what becomes of it."""
        text = "\n".join(self.content)
        made: list[nodes.Node] = [nodes.literal_block(text, text, language="rst")]
        self.set_source_info(made[0])
        return [*made, *self.parse_content_to_nodes(allow_section_headings=True)]


def _literal(words: str) -> list[nodes.Node]:
    return [nodes.paragraph("", "", nodes.literal("", words))]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives."""
    app.add_directive("entries", Entries)
    app.add_directive("settings", Settings)
    app.add_directive("example", Example)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
