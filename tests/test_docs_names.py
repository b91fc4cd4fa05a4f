"""Every public name stands in the documentation of both languages, and its commands can be typed as they stand."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from sphinxcontrib_sop.cli import COMMANDS, _parser
from sphinxcontrib_sop.core.rules import RULES
from sphinxcontrib_sop.extension.directives import DIRECTIVES

DOCS = Path(__file__).parent.parent / "docs"
TEXTS = {
    language: "\n".join(page.read_text(encoding="utf-8") for page in sorted((DOCS / language).glob("*.rst")))
    for language in ("id", "en")
}
COMMAND = re.compile(r"^ +(sphinx-sop .*)$", re.MULTILINE)


@pytest.mark.parametrize("language", TEXTS)
def test_every_directive_is_named(language: str) -> None:
    missing = [name for name in DIRECTIVES if not re.search(rf"(?<![\w-]){name}(?![\w-])", TEXTS[language])]
    assert missing == []


@pytest.mark.parametrize("language", TEXTS)
def test_every_command_is_named(language: str) -> None:
    assert [name for name in COMMANDS if f"sphinx-sop {name}" not in TEXTS[language]] == []


@pytest.mark.parametrize("language", TEXTS)
def test_settings_entries_and_rules_are_listed_from_the_sources(language: str) -> None:
    for name in (
        "settings",
        "entries",
        "columns",
        "options",
        "keys",
        "roles",
        "builders",
        "messages",
        "sop-rules" if language == "en" else "sop-aturan",
    ):
        assert f".. {name}::" in TEXTS[language]
    assert RULES


@pytest.mark.parametrize("language", TEXTS)
def test_every_command_can_be_typed(language: str) -> None:
    lines = COMMAND.findall(TEXTS[language])
    assert len(lines) > 10
    for line in lines:
        words = shlex.split(re.split(r"\s[|>]|&&", line)[0])[1:]
        assert _parser(language).parse_args(words).command == words[0]
