"""The documentation tells the truth: its snippets are read, and both languages say the same."""

from __future__ import annotations

import ast
import re
import textwrap
import tomllib
from pathlib import Path

import pytest

from sphinxcontrib_sop.core.ledger import read_act
from sphinxcontrib_sop.core.profiles import load_profile
from sphinxcontrib_sop.core.registry import read_entries, registry_of

DOCS = Path(__file__).parent.parent / "docs"
PAGES = {language: sorted((DOCS / language).glob("*.rst")) for language in ("id", "en")}
BLOCK = re.compile(
    r"^(?P<indent> *)\.\. code-block:: (?P<language>\w+)\n\n(?P<code>(?:(?:(?P=indent) {3}.*)?\n)+)", re.MULTILINE
)


def blocks(language: str) -> list[tuple[str, str]]:
    """Page and text of every block of code in a language."""
    return [
        (page.stem, textwrap.dedent(match["code"]))
        for pages in PAGES.values()
        for page in pages
        for match in BLOCK.finditer(page.read_text(encoding="utf-8"))
        if match["language"] == language
    ]


def test_both_languages_have_the_same_pages() -> None:
    assert len(PAGES["id"]) == len(PAGES["en"]) > 5
    for language, pages in PAGES.items():
        contents = (DOCS / language / "index.rst").read_text(encoding="utf-8")
        assert {page.stem for page in pages} == {"index", *re.findall(r"^   ([\w-]+)$", contents, re.MULTILINE)}


def test_configurations_are_python() -> None:
    assert blocks("python")
    for page, code in blocks("python"):
        assert ast.parse(code).body, page


@pytest.mark.parametrize(("page", "code"), blocks("toml"))
def test_profiles_registries_and_ledgers_can_be_used(tmp_path: Path, page: str, code: str) -> None:
    if "extends" in code:
        path = tmp_path / "profile.toml"
        path.write_text(code, encoding="utf-8")
        profile = load_profile(str(path))
        assert profile.severities.items() >= tomllib.loads(code).get("severities", {}).items()
    elif "[[sop]]" in code:
        ledger = read_act(code, "a.toml")
        assert len(ledger.approvals) == 1
        assert not ledger.faults
    else:
        assert [entry.repealed for entry in registry_of(read_entries(tomllib.loads(code))).entries.values()] == [
            False,
            True,
        ]
