"""The files for editors: made from the sources, and what they say is so."""

from __future__ import annotations

import importlib.util
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
    pass

REPOSITORY = Path(__file__).parent.parent
EDITOR = REPOSITORY / "docs" / "editor"


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("editor_files", REPOSITORY / "tools" / "editor_files.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def values(file: Path) -> object:
    """What a TOML file holds, dates as texts: so taplo hands them to a schema."""
    return json.loads(json.dumps(tomllib.loads(file.read_text(encoding="utf-8")), default=str))


def test_they_are_up_to_date(tool: ModuleType) -> None:
    for path, content in tool.files().items():
        text = (EDITOR / path).read_text(encoding="utf-8")
        assert text == tool.written(content), "run python tools/editor_files.py"


def test_every_directive_has_a_snippet() -> None:
    assert json.loads((EDITOR / "sop.code-snippets").read_text(encoding="utf-8")).keys() == DIRECTIVES.keys()


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
