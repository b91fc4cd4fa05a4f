"""``sops.json``: described by its schema, the same bytes for the same manual."""

from __future__ import annotations

import json
from importlib import resources
from typing import TYPE_CHECKING

import jsonschema
import pytest

from sphinxcontrib_sop.core.exchange.json import read_export
from sphinxcontrib_sop.core.layout import SymbolShape, lay_out
from sphinxcontrib_sop.core.model import END

from .manuals import sop, step
from .test_directives import DATA, EXAMPLE, OFFICIALS

if TYPE_CHECKING:
    from collections.abc import Callable

    from .manuals import Workshop

SCHEMA = json.loads(
    resources.files("sphinxcontrib_sop.core.exchange").joinpath("sops.schema.json").read_text(encoding="utf-8")
)
BROKEN = sop(
    step("", ":pelaksana: staf -> kepala, x", ":tidak: 9", ":warna: merah", ":id: awal", ":simbol: awan"),
    step("Menetapkan", ":pelaksana: {kepala}", ":lanjut: {}", ":selesai:"),
    step("Mengolah", kelengkapan=None) + "\n\n   " + step("Mencatat", ":pelaksana: staf").replace("\n", "\n   "),
    nomor=None,
    peringatan="",
    tanggal_efektif="kelak",
    jenis="entah",
    title="Pengujian Masukan",
)
DOCUMENTS = {
    "index.rst": EXAMPLE,
    "b/rusak.rst": ":orphan:\n\n" + BROKEN,
    "a/kosong.rst": ":orphan:\n\n.. sop::\n",
    "lain.rst": ":orphan:\n\nLain\n====\n",
}


@pytest.fixture
def build(workshops: Callable[..., Workshop]) -> Callable[[], bytes]:
    def build_anew() -> bytes:
        shop = workshops(
            "sop-json", language="id", project="Buku SOP", sop_officials=OFFICIALS, sop_agency={"name": ["Badan"]}
        )
        shop.read(DOCUMENTS)
        return (shop.app.outdir / "sops.json").read_bytes()

    return build_anew


def test_the_file_is_as_the_schema_says(build: Callable[[], bytes]) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    data = json.loads(build())
    jsonschema.validate(data, SCHEMA)
    assert data["$schema"] == SCHEMA["$id"]
    assert data["generator"].startswith("sphinxcontrib-sop 0.1")
    assert (data["manual"]["project"], data["manual"]["language"]) == ("Buku SOP", "id")
    assert data["manual"]["agency"]["name"] == ["Badan"]
    assert [one["docname"] for one in data["sops"]] == ["a/kosong", "b/rusak", "index"]


def test_the_example_stands_in_it_as_in_the_reference(build: Callable[[], bytes]) -> None:
    (found,) = [one for one in json.loads(build())["sops"] if one["name"] == "cuti-tahunan"]
    assert {key: found[key] for key in DATA} == DATA


def test_two_builds_give_the_same_bytes(build: Callable[[], bytes]) -> None:
    first = build()
    assert build() == first
    assert b"\r" not in first
    assert first.endswith(b"}\n")


def test_an_empty_manual_is_an_empty_list(workshops: Callable[..., Workshop]) -> None:
    shop = workshops("sop-json", project="Kosong")
    shop.read("Isi\n===\n")
    data = json.loads((shop.app.outdir / "sops.json").read_bytes())
    jsonschema.validate(data, SCHEMA)
    assert data["sops"] == []


def test_rows_of_terminators_are_never_in_it(workshops: Callable[..., Workshop]) -> None:
    documents = {"index.rst": EXAMPLE}
    files = []
    for terminator in ("activity", "rows"):
        shop = workshops("sop-json", project="x", sop_terminator=terminator)
        shop.read(documents)
        files.append((shop.app.outdir / "sops.json").read_bytes())
    assert files[0] == files[1]


def test_every_flow_ends_at_a_node_or_at_the_end(build: Callable[[], bytes]) -> None:
    for one in json.loads(build())["sops"]:
        ids = {node["id"] for node in one["nodes"]}
        assert len(ids) == len(one["nodes"])
        assert {node["step"] for node in one["nodes"]} <= {step["id"] for step in one["steps"]}
        assert {actor for node in one["nodes"] for actor in node["actors"]} <= {actor["key"] for actor in one["actors"]}
        for flow in one["flows"]:
            assert flow["source"] in ids
            assert flow["target"] in ids | {"selesai"}


def test_an_end_that_nobody_typed_is_drawn_alike_from_the_file(workshops: Callable[..., Workshop]) -> None:
    shop = workshops("sop-json")
    last = step("Memeriksa laporan", ":pelaksana: petugas", ":tidak: awal")
    shop.read({"index.rst": sop(step("Menyusun laporan", ":pelaksana: petugas"), last)})
    (read,) = read_export((shop.app.outdir / "sops.json").read_bytes()).procedures
    assert [flow.unsaid for flow in read.flows if flow.target == END] == [True]
    assert not any(symbol.shape is SymbolShape.END for symbol in lay_out(read).symbols)
