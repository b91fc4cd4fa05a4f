"""Tables of names that the sources declare: options of commands, keys of TOML files, roles, builders."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from docutils import nodes
from reference import Reference
from sphinx.application import Sphinx

from sphinxcontrib_sop.cli import _parser
from sphinxcontrib_sop.core import registry
from sphinxcontrib_sop.core.profiles import _entries as profile
from sphinxcontrib_sop.extension.config import reader
from sphinxcontrib_sop.extension.roles import ROLES
from sphinxcontrib_sop.extension.tables import add_row, table

#: Options of every command, explained once.
COMMON = {"-h", "--language", "--traceback"}
#: Those that read a manual, explained with `check`.
READING = {"--confdir", "-D", "--jobs", "--cache", "--fresh"}
#: The builders of ours: names that Sphinx is given with ``-b``.
BUILDERS = ("sop-sheets", "sop-pdf", "sop-docx", "sop-json")


class Options(Reference):
    """``.. options:: check``: what can be typed after the name of a command, as its ``--help`` says."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        heads, name = self.words("heads"), self.arguments[0]
        made = table((36, 74), [self.parse_text_to_nodes(heads[key]) for key in ("option", "meaning")])
        for action in options_of(name, self.config.language):
            flags = ", ".join(action.option_strings) or str(action.metavar or action.dest)
            row = add_row(made, [_literals([flags]), [nodes.paragraph("", _help(action))]])
            row["ids"].append(f"{name}-{flags.split(', ')[-1].strip('-')}".casefold())
        return [made]


def options_of(command: str, language: str) -> Iterator[argparse.Action]:
    """The arguments of a command that are its own; those that read a manual belong to `check`."""
    for action in parsers(language)[command]._actions:
        flags = set(action.option_strings)
        if not flags & COMMON and (command == "check" or not flags & READING):
            yield action


def parsers(language: str) -> Mapping[str, argparse.ArgumentParser]:
    """Parser of each command by its name."""
    actions = _parser(language)._actions
    return next(action.choices for action in actions if isinstance(action, argparse._SubParsersAction))


def _help(action: argparse.Action) -> str:
    """What is said of an option; its default and its choices written out."""
    text = (action.help or "") % {**vars(action), "prog": "sphinx-sop"}
    choices = ", ".join(map(str, action.choices)) if action.choices else ""
    return f"{text} ({choices})" if choices else text


class Keys(Reference):
    """``.. keys:: sop_officials``: the keys of a table of ``conf.py`` or of a TOML file, in both languages."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        heads, name = self.words("heads"), self.arguments[0]
        words = self.words("keys", name)
        made = table((46, 64), [self.parse_text_to_nodes(heads[key]) for key in ("key", "meaning")])
        for key, spellings in keys_of(name).items():
            add_row(made, [_literals(spellings), self.explained(key, words)])
        self.surplus(keys_of(name), words)
        return [made]


def keys_of(name: str) -> Mapping[str, list[str]]:
    """Spellings of each key of a table, by its English name."""
    pairs = {
        "sop_agency": reader._AGENCY_KEYS,
        "sop_units": reader._UNIT_KEYS,
        "sop_officials": reader._OFFICIAL_KEYS,
        "sop_actors": reader._ACTOR_KEYS,
    }
    if name in pairs:
        return {key: list(dict.fromkeys([word, key])) for key, word in pairs[name].items()}
    if name == "sop_regulations":
        spelt = {key: [word for word, meant in registry._KEYS.items() if meant == key] for key in registry._ENTRY_KEYS}
        return {
            key: list(dict.fromkeys([word for word in (*words, key) if "_" not in word]))
            for key, words in spelt.items()
        }
    return {key: [key] for key in _profile_keys(profile._PROFILE.entries)}


def _profile_keys(entries: Mapping[str, Any], prefix: str = "") -> Iterable[str]:
    for key, value in entries.items():
        yield prefix + key
        if isinstance(value, profile._Table) and value.entries and key != "days":
            yield from _profile_keys(value.entries, f"{prefix}{key}.")


class Roles(Reference):
    """``.. roles::``: the roles."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        return [self.named("role", {name: f":sop:{name}:" for name in ROLES}, self.words("roles"))]


class Builders(Reference):
    """``.. builders::``: the builders of ours."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        return [self.named("builder", {name: name for name in BUILDERS}, self.words("builders"))]


def _literals(texts: Iterable[str]) -> list[nodes.Node]:
    paragraph = nodes.paragraph()
    for text in texts:
        paragraph += [nodes.Text(", ")] if len(paragraph) else []
        paragraph += nodes.literal("", text)
    return [paragraph]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives."""
    for directive in (Options, Keys, Roles, Builders):
        app.add_directive(directive.__name__.lower(), directive)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
