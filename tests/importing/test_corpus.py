"""Files in the style of real ones, by ways of drawing: what is read is right, and what is not certain is said to be guessed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sphinxcontrib_sop.cli import main
from sphinxcontrib_sop.core.importing.report import as_data
from sphinxcontrib_sop.core.importing.running import import_file

from .corpus.ways import WAYS, Way
from .measure import score

IDS = [way.name for way in WAYS]
#: Least share of arrows that must be right and certain, by kind of drawing.
CERTAIN = {"glued": 0.99, "loose": 0.9, "word": 0.9}
#: Least share of arrows that must be found, as a guess at least; answers are not in files of marks.
FOUND = {"words": 0.99, "marks": 0.6, "word-estimated": 0.9}

CONF = 'extensions = ["sphinxcontrib_sop"]\nlanguage = "id"\nproject = "Manual"\n'
INDEX = "Manual\n======\n\n.. toctree::\n   :glob:\n\n   */*\n"


@pytest.fixture(scope="module")
def imports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """The report of each file, and as ``built`` what Sphinx makes of the text."""
    folder = tmp_path_factory.mktemp("imports")
    manual = folder / "manual"
    manual.mkdir()
    (manual / "conf.py").write_text(CONF)
    (manual / "index.rst").write_text(INDEX)
    taken: set[str] = set()
    result = {}
    for way in WAYS:
        path = folder / f"{way.name}{way.suffix}"
        path.write_bytes(way.make())
        report = import_file(path, manual / way.name, force=False, language="id", taken=taken)
        result[way.name] = as_data([report], "id")["files"][0]
    exported = folder / "sops.json"
    assert main(["export", str(manual), "-o", str(exported)]) == 0
    built = {sop["name"]: sop for sop in json.loads(exported.read_text(encoding="utf-8"))["sops"]}
    for data in result.values():
        for sop in data["sops"]:
            sop["built"] = built[sop["name"]]
    return result


@pytest.mark.parametrize("way", WAYS, ids=IDS)
def test_every_sop_of_a_file_is_found(way: Way, imports: dict[str, Any]) -> None:
    assert imports[way.name]["failure"] is None
    assert [sop["title"] for sop in imports[way.name]["sops"]] == [sop.title for sop in way.sops]


@pytest.mark.parametrize("way", WAYS, ids=IDS)
def test_no_arrow_is_wrong_without_being_called_a_guess(way: Way, imports: dict[str, Any]) -> None:
    found = score(way, imports[way.name])
    assert found.wrong == 0
    assert found.right >= CERTAIN.get(way.kind, 0) * found.arrows
    assert found.right + found.guessed >= FOUND.get(way.kind, 0) * found.arrows


@pytest.mark.parametrize(
    "way", [way for way in WAYS if way.kind != "picture"], ids=[i for i in IDS if "picture" not in i]
)
def test_steps_and_actors_are_those_of_the_file(way: Way, imports: dict[str, Any]) -> None:
    for truth, found in zip(way.sops, imports[way.name]["sops"], strict=True):
        built = found["built"]
        labels = {actor["key"]: actor["label"] for actor in built["actors"]}
        numbers = {step["id"]: int(step["number"]) for step in built["steps"]}
        assert [actor["label"] for actor in built["actors"]] == list(dict.fromkeys(labels.values()))
        assert set(labels.values()) == set(truth.actors)
        assert [step["text"] for step in built["steps"]] == [step.text for step in truth.steps]
        if way.kind != "word-estimated":
            nodes = {(numbers[node["step"]], labels[key]) for node in built["nodes"] for key in node["actors"]}
            assert nodes == truth.nodes()


@pytest.mark.parametrize("way", [w for w in WAYS if w.kind in CERTAIN], ids=[w.name for w in WAYS if w.kind in CERTAIN])
def test_what_is_built_shows_the_arrows_of_the_report(way: Way, imports: dict[str, Any]) -> None:
    for found in imports[way.name]["sops"]:
        built = found["built"]
        labels = {actor["key"]: actor["label"] for actor in built["actors"]}
        names = {
            node[
                "id"
            ]: f"{next(s['number'] for s in built['steps'] if s['id'] == node['step'])}/{labels[node['actors'][0]]}"
            for node in built["nodes"]
        }
        arrows = {
            (names[flow["source"]], names.get(flow["target"], "selesai"), flow["label"]) for flow in built["flows"]
        }
        assert arrows == {(arrow["source"], arrow["target"], arrow["label"]) for arrow in found["arrows"]}


@pytest.mark.parametrize("way", [w for w in WAYS if w.kind in CERTAIN], ids=[w.name for w in WAYS if w.kind in CERTAIN])
def test_symbols_have_the_shapes_of_the_drawing(way: Way, imports: dict[str, Any]) -> None:
    for truth, found in zip(way.sops, imports[way.name]["sops"], strict=True):
        built = found["built"]
        labels = {actor["key"]: actor["label"] for actor in built["actors"]}
        numbers = {step["id"]: int(step["number"]) for step in built["steps"]}
        shapes = {(numbers[node["step"]], labels[node["actors"][0]]): node["shape"] for node in built["nodes"]}
        assert shapes == {
            (place, actor): shape for place, step in enumerate(truth.steps, 1) for actor, shape in step.symbols
        }


def test_a_form_is_read_whole(imports: dict[str, Any]) -> None:
    sop = imports["excel-glued"]["sops"][0]["built"]
    assert sop["number"] == "045/SOP/ARSIP/2025"
    assert sop["dates"]["created"] == "2025-01-02"
    assert sop["dates"]["effective"] == "2025-02-03"
    assert sop["approval"]["position"] == "Kepala Dinas Arsip"
    assert sop["approval"]["name"] == "Dra. Contoh Nama, M.Si."
    assert len(sop["boxes"]["legal-basis"]) == 2
    assert sop["boxes"]["records"] == ["Buku peminjaman arsip"]


def test_numbers_become_dates_and_durations(imports: dict[str, Any]) -> None:
    found = imports["excel-values"]["sops"][0]
    assert found["built"]["dates"] == {
        "created": "2025-01-02",
        "revised": None,
        "effective": "2025-02-03",
        "approved": None,
    }
    assert [step["time"] for step in found["built"]["steps"]] == [f"{10 * n} menit" for n in range(1, 7)]
    assert any("digit terakhirnya hilang" in remark["message"] for remark in found["remarks"])


def test_a_picture_of_a_flowchart_is_saved_and_told(imports: dict[str, Any]) -> None:
    found = imports["excel-picture"]["sops"][0]
    assert found["pictures"] == [f"{found['name']}-1.png"]
    assert any("berupa gambar" in remark["message"] for remark in found["remarks"])
    assert found["arrows"] == []
