"""The documentation is built without a warning in both languages; no link leads nowhere; every public name is on a page."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sphinx.cmd.build import main as sphinx_build

from sphinxcontrib_sop.cli import COMMANDS
from sphinxcontrib_sop.core.anatomy import PROCEDURE_FIELDS, STEP_FIELDS
from sphinxcontrib_sop.core.profiles import _entries as profile
from sphinxcontrib_sop.core.registry import _KEYS as REGULATION_KEYS
from sphinxcontrib_sop.core.rules import RULES
from sphinxcontrib_sop.extension.config import VALUES, reader
from sphinxcontrib_sop.extension.directives import DIRECTIVES
from sphinxcontrib_sop.extension.roles import ROLES

from ..html.links import dead_links, files_below
from .blocks import DOCS, LANGUAGES

if TYPE_CHECKING:
    from playwright.sync_api import Browser

#: Values that other tools of this project set; nobody writes them into ``conf.py``.
INTERNAL = {"sop_file_digests"}


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of both languages, beside each other."""
    root = tmp_path_factory.mktemp("docs")
    for language in LANGUAGES:
        options = ["-n", "-W", "--keep-going", "-q", "-c", str(DOCS), "-b", "html"]
        if language == "en":
            options += ["-D", "language=en", "-D", "sop_source_language=en"]
        assert sphinx_build([*options, str(DOCS / language), str(root / language)]) == 0
    return root


@pytest.fixture(scope="module", params=LANGUAGES)
def text(sites: Path, request: pytest.FixtureRequest) -> str:
    """What stands on the pages of a language, without markup."""
    pages = sorted(page for page in (sites / request.param).glob("*.html") if page.stem not in {"genindex", "search"})
    return unescape(re.sub(r"<[^>]+>", " ", "".join(page.read_text(encoding="utf-8") for page in pages)))


def missing(names: set[str], text: str) -> list[str]:
    return sorted(name for name in names if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text))


def test_no_link_leads_nowhere(sites: Path) -> None:
    count, dead = dead_links(files_below(sites))
    assert dead == []
    assert count > 2000


def test_every_page_links_the_one_in_the_other_language(sites: Path) -> None:
    assert 'href="../en/decision.html"' in (sites / "id" / "keputusan.html").read_text(encoding="utf-8")
    assert 'href="../id/keputusan.html"' in (sites / "en" / "decision.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [390, 1300])
def test_every_page_fits_a_phone_and_a_desk(sites: Path, browser: Browser, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    wide = {}
    for path in sorted(sites.glob("*/*.html")):
        page.goto(path.as_uri())
        needed = page.evaluate("document.documentElement.scrollWidth")
        if needed > width:
            wide[path.name] = needed
    page.close()
    assert wide == {}


def test_every_directive_role_and_setting_is_documented(text: str) -> None:
    assert missing(set(DIRECTIVES) | {f":sop:{name}:" for name in ROLES}, text) == []
    assert missing({name for name, _, _ in VALUES} - INTERNAL, text) == []


def test_every_entry_is_documented(text: str) -> None:
    fields = [*PROCEDURE_FIELDS, *STEP_FIELDS]
    for directive in DIRECTIVES.values():
        fields += directive.anatomy.fields if hasattr(directive, "anatomy") else []
    assert missing({name for field in fields for name in (field.name, field.alias)}, text) == []


def test_every_rule_is_documented(text: str) -> None:
    assert missing(set(RULES), text) == []


def test_every_command_and_option_is_documented(text: str) -> None:
    from sphinxcontrib_sop.cli import _parser

    actions = next(action for action in _parser("en")._actions if action.dest == "command").choices
    assert set(actions) == set(COMMANDS)
    options = {option for parser in actions.values() for action in parser._actions for option in action.option_strings}
    assert missing(options - {"-h"}, text) == []
    choices = {
        str(choice) for parser in actions.values() for action in parser._actions for choice in action.choices or ()
    }
    assert missing(choices, text) == []


def test_every_key_of_a_toml_file_is_documented(text: str) -> None:
    tables = (reader._AGENCY_KEYS, reader._UNIT_KEYS, reader._OFFICIAL_KEYS, reader._ACTOR_KEYS)
    names = {name for table in tables for pair in table.items() for name in pair}
    names |= {name for name in REGULATION_KEYS if "_" not in name} | set(profile._PROFILE.entries)
    names |= {f"wording.{name}" for name in profile._PROFILE.entries["wording"].entries}
    assert missing(names, text) == []


def test_every_builder_is_documented(text: str) -> None:
    assert missing({"sop-sheets", "sop-pdf", "sop-docx", "sop-json", "suppress_warnings"}, text) == []


def test_every_message_has_its_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(DOCS / "_ext"))
    from messages_page import mend_of, messages_of, parts

    templates = {template for part in parts() for template in messages_of(part)}
    assert len(templates) > 250
    lacking = [template for template in sorted(templates) for language in LANGUAGES if not mend_of(template, language)]
    assert lacking == [], "say in docs/mends.toml what to do about it"
