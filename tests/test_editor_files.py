"""The files for editors: made from the sources, and what they say is so."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from sphinxcontrib_sop.cli import main
from sphinxcontrib_sop.extension.directives import DIRECTIVES

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.testing.util import SphinxTestApp

REPOSITORY = Path(__file__).parent.parent
PROFILES = REPOSITORY / "sphinxcontrib_sop" / "core" / "profiles"
EDITOR = REPOSITORY / "docs" / "editor"


@pytest.fixture(scope="module")
def tool(load_tool: Callable[[str], ModuleType]) -> ModuleType:
    return load_tool("editor_files")


def values(file: Path) -> object:
    """What a TOML file holds, dates as texts: so taplo hands them to a schema."""
    return json.loads(json.dumps(tomllib.loads(file.read_text(encoding="utf-8")), default=str))


def test_they_are_up_to_date(tool: ModuleType) -> None:
    for path, content in tool.files().items():
        text = (EDITOR / path).read_text(encoding="utf-8")
        assert text == tool.written(content), "run python tools/editor_files.py"


def snippets() -> dict[str, dict[str, object]]:
    loaded: dict[str, dict[str, object]] = json.loads((EDITOR / "sop.code-snippets").read_text(encoding="utf-8"))
    return loaded


def test_every_directive_has_a_snippet_for_both_languages() -> None:
    names = set(DIRECTIVES)
    assert snippets().keys() == names | {f"{name} (MyST)" for name in names}


@pytest.mark.parametrize(("suffix", "myst"), [("rst", ""), ("md", " (MyST)")])
def test_the_snippets_of_an_sop_and_its_steps_are_read(
    tmp_path: Path, make_app: Callable[..., SphinxTestApp], suffix: str, myst: str
) -> None:
    filled = {"1": "Mencatat surat", "0": ""}
    step, sop = (
        re.sub(
            r"\$\{?(\d+)(?::[^}]*)?\}?", lambda place: filled.get(place[1], "x"), "\n".join(snippets()[name]["body"])
        )
        for name in (f"sop-step{myst}", f"sop{myst}")
    )
    indent = "" if myst else "   "
    step = "".join(f"{indent}{line}\n" if line else "\n" for line in step.splitlines())
    fence = "\n````"
    body = sop.removesuffix(fence).rstrip() if myst else sop.rstrip()
    text = f"{body}\n\n{step}{step}{fence if myst else ''}\n"
    extensions = ["sphinxcontrib_sop", *(["myst_parser"] if myst else [])]
    (tmp_path / "conf.py").write_text(f"extensions = {extensions}\n", encoding="utf-8")
    (tmp_path / f"index.{suffix}").write_text(text, encoding="utf-8")
    app = make_app("sop-json", srcdir=tmp_path)
    app.build()
    (exported,) = json.loads((app.outdir / "sops.json").read_text(encoding="utf-8"))["sops"]
    assert [found["text"] for found in exported["steps"]] == ["Mencatat surat"] * 2
    assert exported["title"] == "Mencatat surat"


@pytest.mark.parametrize(
    ("schema", "folder", "pattern", "wrong"),
    [
        ("approval", REPOSITORY / "sample_manual" / "pengesahan-sop", "*.toml", "version = 2\nstage = 'setuju'\n"),
        ("profile", PROFILES, "[!r]*.toml", "[form]\nrow = ['number']\n"),
        ("regulations", PROFILES, "regulations-id.toml", "[x]\nstatus = 'mungkin'\n"),
    ],
)
def test_the_schemas_of_what_the_tool_keeps(schema: str, folder: Path, pattern: str, wrong: str) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    rules = json.loads((EDITOR / "schemas" / f"{schema}.json").read_text(encoding="utf-8"))
    files = list(folder.glob(pattern))
    assert files
    for file in files:
        jsonschema.validate(values(file), rules)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(tomllib.loads(wrong), rules)


@pytest.mark.parametrize(
    ("schema", "file", "wrong"),
    [
        ("officials", "pejabat.toml", "[x]\njabtan = 'K'\n"),
        ("actors", "pelaksana.toml", "x = {nma = 'K'}\n"),
        ("units", "unit.toml", "[x]\nnaam = 'K'\n"),
    ],
)
def test_the_schemas_accept_what_is_right_alone(tmp_path: Path, schema: str, file: str, wrong: str) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    rules = json.loads((EDITOR / "schemas" / f"{schema}.json").read_text(encoding="utf-8"))
    assert main(["new", str(tmp_path / "m"), "--quiet", "--manual-language", "id"]) == 0
    jsonschema.validate(values(tmp_path / "m" / file), rules)
    jsonschema.validate(values(REPOSITORY / "sample_manual" / file), rules)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(tomllib.loads(wrong), rules)


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_matcher_reads_what_a_check_prints(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "conf.py").write_text('extensions = ["sphinxcontrib_sop"]\n', encoding="utf-8")
    (tmp_path / "index.rst").write_text(
        '.. sop:: Surat\n\n   .. sop-step:: Mencatat\n      :pelaksan: "a"\n', encoding="utf-8"
    )
    main(["check", "--language", language])
    pattern = json.loads((EDITOR / "tasks.json").read_text(encoding="utf-8"))["tasks"][0]["problemMatcher"]["pattern"]
    lines = capsys.readouterr().out.splitlines()
    matches = [re.fullmatch(pattern["regexp"], line) for line in lines]
    assert matches
    assert all(matches), lines
    found = {match[pattern["code"]]: match for match in matches if match}
    assert found["SOP114"][pattern["file"]] == "index.rst"
    assert found["SOP114"][pattern["line"]] == "4"
    assert "pelaksana" in found["SOP114"][pattern["message"]]
