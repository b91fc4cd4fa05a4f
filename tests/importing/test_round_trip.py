"""What `export` writes as XLSX and DOCX, `import` reads back as the same procedures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sphinxcontrib_sop.cli import main
from sphinxcontrib_sop.core.importing.titles import FIELDS, column_of, label_of
from sphinxcontrib_sop.core.profiles import BUILT_IN, load_profile

REPOSITORY = Path(__file__).resolve().parent.parent.parent
CONF = 'extensions = ["sphinxcontrib_sop"]\nlanguage = "id"\nproject = "Manual"\n'
INDEX = "Manual\n======\n\n.. toctree::\n   :glob:\n\n   *\n"

#: SOPs of the sample manual in which two exits begin with one line, so that their answers are guesses.
SHARED_LINES: set[str] = set()


def exported(manual: Path, folder: Path) -> dict[str, dict[str, Any]]:
    """The SOPs of a manual as data."""
    path = folder / f"{manual.name}.json"
    assert main(["export", str(manual), "-o", str(path)]) == 0
    return {sop["name"]: comparable(sop) for sop in json.loads(path.read_text(encoding="utf-8"))["sops"]}


def comparable(sop: dict[str, Any]) -> dict[str, Any]:
    """An SOP without the names its author gave to actors and steps."""
    labels = {actor["key"]: actor["label"] for actor in sop["actors"]}
    numbers = {step["id"]: step["number"] for step in sop["steps"]}
    nodes = {
        node["id"]: (numbers[node["step"]], *sorted(labels[key] for key in node["actors"])) for node in sop["nodes"]
    }
    return {
        "title": sop["title"],
        "number": sop["number"],
        "dates": sop["dates"],
        "boxes": sop["boxes"],
        "actors": [actor["label"] for actor in sop["actors"]],
        "steps": [
            [step[key] for key in ("number", "label", "text", "inputs", "time", "output", "notes")]
            for step in sop["steps"]
        ],
        "nodes": sorted((*map(str, nodes[node["id"]]), node["shape"]) for node in sop["nodes"]),
        "flows": sorted(
            (str(nodes[flow["source"]]), str(nodes.get(flow["target"], "selesai")), flow["label"], flow["kind"])
            for flow in sop["flows"]
        ),
    }


def there_and_back(manual: Path, form: str, folder: Path, language: str = "id") -> dict[str, dict[str, Any]]:
    """The SOPs of a manual after they were exported and imported, by the name of the exported file."""
    files, back = folder / form, folder / "back"
    assert main(["export", str(manual), "--format", form, "-o", str(files)]) == 0
    back.mkdir()
    (back / "conf.py").write_text(CONF.replace('"id"', f'"{language}"'))
    (back / "index.rst").write_text(INDEX)
    report = folder / "report.json"
    paths = [str(path) for path in sorted(files.glob(f"*.{form}"))]
    assert main(["import", *paths, "--into", str(back), "--format", "json", "-o", str(report)]) in {0, 1}
    names = {}
    for file in json.loads(report.read_text(encoding="utf-8"))["files"]:
        assert len(file["sops"]) == 1, file
        names[file["sops"][0]["name"]] = Path(file["path"]).stem
    return {names[name]: sop for name, sop in exported(back, folder).items()}


@pytest.mark.parametrize("form", ["xlsx", "docx"])
def test_the_sample_manual_comes_back(form: str, tmp_path: Path) -> None:
    before = exported(REPOSITORY / "sample_manual", tmp_path)
    after = there_and_back(REPOSITORY / "sample_manual", form, tmp_path)
    assert before.keys() == after.keys()
    for name in before.keys() - SHARED_LINES:
        assert after[name] == before[name], name
    for name in SHARED_LINES:
        parts = [{key: value for key, value in sop.items() if key != "flows"} for sop in (before[name], after[name])]
        assert parts[0] == parts[1]
        ends = [{flow[:2] for flow in sop["flows"]} for sop in (before[name], after[name])]
        assert ends[0] == ends[1]


@pytest.mark.parametrize("form", ["xlsx", "docx"])
def test_a_manual_in_english_comes_back(form: str, tmp_path: Path) -> None:
    manual = REPOSITORY / "docs" / "gallery" / "english"
    before = exported(manual, tmp_path)
    assert there_and_back(manual, form, tmp_path, "en") == before != {}


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("name", BUILT_IN)
def test_every_heading_of_a_form_is_known(name: str, language: str) -> None:
    profile = load_profile(name, REPOSITORY)
    for key in ("text", "actors", "standard", "inputs", "time", "output", "notes"):
        assert column_of(profile.label(key, language)) == key
    for key in FIELDS.keys() - {"revision", "time-limit"}:  # these stand in no form
        assert label_of(f"{profile.label(key, language)}: x") == (key, "x")


@pytest.mark.parametrize("form", ["xlsx", "docx"])
def test_published_sops_come_back(form: str, tmp_path: Path, real_sops: Path) -> None:
    manual = tmp_path / "manual"
    manual.mkdir()
    (manual / "conf.py").write_text(CONF)
    (manual / "index.rst").write_text(INDEX)
    for path in real_sops.glob("*.rst"):
        (manual / path.name).write_bytes(path.read_bytes())
    before = exported(manual, tmp_path)
    assert there_and_back(manual, form, tmp_path) == before
