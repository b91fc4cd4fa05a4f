"""Directives of this documentation: what the sources declare is listed from them.

``entries``, ``columns`` and ``settings`` take the words that explain a thing from ``docs/words.toml``; a thing without
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

from sphinxcontrib_sop.core.anatomy import PROCEDURE_FIELDS, STEP_FIELDS, Field, Place
from sphinxcontrib_sop.extension.config import VALUES, output_config
from sphinxcontrib_sop.extension.directives import DIRECTIVES
from sphinxcontrib_sop.extension.directives.lifecycle import RecordsDirective
from sphinxcontrib_sop.extension.directives.lists import COLUMNS, SopListDirective
from sphinxcontrib_sop.extension.directives.table import COLUMNS as STEP_COLUMNS
from sphinxcontrib_sop.extension.directives.table import SopTableDirective
from sphinxcontrib_sop.extension.tables import add_row, table

WORDS = Path(__file__).parent.parent / "words.toml"
logger = logging.getLogger(__name__)


class Reference(SphinxDirective):
    """Reads the words in the language of the documentation."""

    has_content = False

    def words(self, *keys: str) -> Mapping[str, str]:
        """One table of the words, texts by key in this language; empty if there is no such table."""
        self.env.note_dependency(str(WORDS))
        found: Mapping[str, Any] = tomllib.loads(WORDS.read_text(encoding="utf-8"))
        for key in keys:
            found = found.get(key, {})
        return {name: texts[self.config.language] for name, texts in found.items()}

    def explained(self, name: str, words: Mapping[str, str]) -> list[nodes.Node]:
        """The explanation of a thing; a warning if there is none."""
        if name not in words:
            logger.warning("%s lacks words for %s", WORDS.name, name, location=self.get_location())
            return []
        return self.parse_text_to_nodes(words[name])

    def named(self, head: str, names: Mapping[str, str], words: Mapping[str, str]) -> nodes.table:
        """A table of names, as they are typed, and what they mean; ``names`` by the keys of the words."""
        heads = self.words("heads")
        made = table((30, 80), [self.parse_text_to_nodes(heads[key]) for key in (head, "meaning")])
        for key, typed in names.items():
            add_row(made, [_literal(typed), self.explained(key, words)])
        self.surplus(names, words)
        return made

    def surplus(self, names: Iterable[str], words: Mapping[str, str]) -> None:
        """Warn of words for things that do not exist."""
        for name in words.keys() - set(names):
            logger.warning("%s has words for %s, which does not exist", WORDS.name, name, location=self.get_location())


class Entries(Reference):
    """``.. entries:: sop-cover``: a table of all entries of a directive; ``procedure`` and ``step`` are those of an SOP."""

    required_arguments = 1
    of_sops: ClassVar[Mapping[str, tuple[Field, ...]]] = {"procedure": PROCEDURE_FIELDS, "step": STEP_FIELDS}

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        name = self.arguments[0]
        fields: Iterable[Field] = self.of_sops.get(name) or _directive(name).anatomy.fields
        fields = tuple(fields)
        heads, kinds, words = self.words("heads"), self.words("kinds"), self.words(name)
        shared = {} if name in self.of_sops else self.words("options")
        made = table(
            (20, 18, 26, 46), [self.parse_text_to_nodes(heads[key]) for key in ("entry", "alias", "value", "meaning")]
        )
        for field in fields:
            alias = _literal(field.alias) if field.alias != field.name else []
            if field.place is Place.LABEL:
                meaning = self.parse_text_to_nodes(heads["label"].format(label=self._label(name, field.alias)))
            else:
                meaning = self.explained(field.alias, {**shared, **words})
            add_row(made, [_literal(field.name), alias, self._value(field, kinds), meaning])
        self.surplus((field.alias for field in fields if field.place is not Place.LABEL), words)
        return [made]

    def _label(self, directive: str, alias: str) -> str:
        """The label of the profile whose place an entry takes."""
        config = output_config(self.config)
        key = f"{_directive(directive).kind}-{alias.removeprefix('label-')}"
        return config.profile.label(key, config.language) or "\N{EN DASH}"

    def _value(self, field: Field, kinds: Mapping[str, str]) -> list[nodes.Node]:
        if field.choices:
            by_value: dict[str, list[str]] = {}
            for word, value in field.choices.items():
                by_value.setdefault(value, []).append(word)
            alike = (", ".join(f"``{word}``" for word in dict.fromkeys(found)) for found in by_value.values())
            return self.parse_text_to_nodes("; ".join(alike))
        return self.explained(field.kind.value, kinds)


class ColumnNames(Reference):
    """``.. columns:: sop-monitoring``: a table of the columns of its file of records; ``sop-list``: of those it can show;
    ``sop-table``: of those its rows may have."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        name = self.arguments[0]
        heads, words = self.words("heads"), self.words("columns", name)
        names = dict(_columns_of(_directive(name)))
        made = table((44, 66), [self.parse_text_to_nodes(heads[key]) for key in ("column", "meaning")])
        for key, (spellings, required) in names.items():
            spelt = ", ".join(f"``{spelling}``" for spelling in spellings) + (
                f" ({heads['required']})" if required else ""
            )
            add_row(made, [self.parse_text_to_nodes(spelt), self.explained(key, words)])
        self.surplus(names, words)
        return [made]


def _directive(name: str) -> Any:
    """The class of a directive, by any of its names."""
    return DIRECTIVES[name]


def _columns_of(directive: Any) -> Iterable[tuple[str, tuple[list[str], bool]]]:
    """Key of each column, with its names and whether it must be there."""
    if issubclass(directive, RecordsDirective):
        for column in directive.columns:
            yield column.key, (list(column.names), column.required)
    elif directive is SopTableDirective:
        for column in STEP_COLUMNS:
            yield column.key, (list(column.names), column.required)
    elif directive is SopListDirective:
        for key in dict.fromkeys(COLUMNS.values()):
            names = [name for name, value in COLUMNS.items() if value == key]
            yield key, ([*names, key] if key not in names else names, False)


class Settings(Reference):
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


def _literal(words: str) -> list[nodes.Node]:
    return [nodes.paragraph("", "", nodes.literal("", words))]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives."""
    app.add_directive("entries", Entries)
    app.add_directive("columns", ColumnNames)
    app.add_directive("settings", Settings)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
