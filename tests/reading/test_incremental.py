"""A build that reads only what changed writes what a fresh one writes and says what a fresh one says."""

from __future__ import annotations

import os
import re
import shutil
from typing import TYPE_CHECKING

import pytest

from .manuals import CONF, Workshop, sop, step

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

LANES = "staf = Staf Umum\nkepala = Kepala Badan"
REFERENCES = {
    "judul": ":sop:ref:`cuti`",
    "nomor": ":sop:ref:`045/02/2025`",
    "langkah": ":sop:step:`cuti/ajukan`",
    "pelaksana": ":sop:actor:`kepala`",
    "label": ":ref:`cuti`",
    "tiada": ":sop:ref:`hilang`",
}
"""Each in a document of its own, so that it is this one reference that has it written anew."""


def manual(**changes: str | None) -> dict[str, str]:
    """Three SOPs that refer to each other; a document is replaced, added or, with None, removed."""
    index = "Isi\n===\n\n.. toctree::\n   :glob:\n\n   *\n"
    documents: dict[str, str | None] = {
        "index.rst": index,
        "cuti.rst": sop(
            step("Mengajukan permohonan", ":id: ajukan", ":pelaksana: staf"),
            step("Menetapkan keputusan", ":pelaksana: kepala", ":tidak: ajukan"),
            pelaksana=LANES,
        ),
        "surat.rst": sop(
            step("Mencatat surat", ":pelaksana: staf"),
            step("Menetapkan disposisi", ":pelaksana: kepala"),
            title="Pengelolaan Surat",
            nomor="045/02/2025",
            keterkaitan="- Pemberian Cuti Tahunan",
        ),
        **{f"acuan-{name}.rst": f"Acuan\n=====\n\n{role}\n" for name, role in REFERENCES.items()},
        "rusak.rst": sop(
            step("Mencatat surat", ":pelaksana: staf", ":tidak: 9", ":warna: merah"),
            title="Pencatatan Naskah",
            nomor="3",
            peringatan="",
        ),
    }
    documents |= {name.replace("__", "."): text for name, text in changes.items()}
    return {name: text for name, text in documents.items() if text is not None}


TITLE = manual()["cuti.rst"].replace("Pemberian Cuti Tahunan", "Pemberian Cuti Besar")
DATED = manual()["surat.rst"].replace(":nomor:", ":tanggal-pengesahan: 2 Januari 2025\n   :nomor:")
STATES: dict[str, dict[str, str | None]] = {
    "a further row of the form": {"surat__rst": DATED},
    "nothing": {},
    "a text": {"cuti__rst": manual()["cuti.rst"].replace("Berkas terperiksa", "Berkas lengkap")},
    "a title that others show": {"cuti__rst": TITLE},
    "a number that others name": {"surat__rst": manual()["surat.rst"].replace("045/02/2025", "045/03/2025")},
    "a step that others name": {"cuti__rst": manual()["cuti.rst"].replace(":id: ajukan", ":id: ajukan\n      :label: 1a")},
    "an actor that others name": {"cuti__rst": manual()["cuti.rst"].replace("Kepala Badan", "Kepala Dinas")},
    "an SOP taken out": {"cuti__rst": None},
    "an SOP under another name": {"cuti__rst": None, "izin__rst": manual()["cuti.rst"]},
    "a fault mended": {"rusak__rst": manual()["cuti.rst"].replace("Pemberian Cuti Tahunan", "Pencatatan Naskah").replace("800/01", "3/01")},
    "the missing SOP added": {"hilang__rst": manual()["surat.rst"].replace("Pengelolaan Surat", "Pengiriman Surat").replace("045/02", "3/01")},
    "a second SOP of the same name": {"a__rst": manual()["surat.rst"].replace("   :nomor: 045/02/2025", "   :name: cuti\n   :nomor: 5")},
    "SOPs no more": {"cuti__rst": "Cuti\n====\n", "rusak__rst": "Rusak\n=====\n"},
}  # fmt: skip


class Builds:
    """A folder of sources, built again and again by new applications over the same doctrees."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.source = folder / "source"
        self.source.mkdir(parents=True)
        (self.source / "conf.py").write_text(CONF, encoding="utf-8")

    def write(self, documents: dict[str, str]) -> None:
        """Bring the sources to a state; what does not change is not touched."""
        for path in self.source.glob("*.rst"):
            if path.name not in documents:
                path.unlink()
        for name, text in documents.items():
            path = self.source / name
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                path.write_text(text, encoding="utf-8")

    def build(self, builder: str, *, files: Iterable[str] = (), outdir: str = "", **options: object) -> list[str]:
        """Build; return the messages, but not those on `:ref:`, which Sphinx gives only for what it writes."""
        shop = Workshop(self.source, builder, builddir=self.folder / "build", **options)
        if outdir:
            shop.app.builder.outdir = shop.app.outdir = self.folder / "build" / outdir
            shop.app.outdir.mkdir(exist_ok=True)
        try:
            messages = shop.build([self.source / name for name in files])
            return [
                message.replace(str(self.source) + os.sep, "") for message in messages if "[ref.ref]" not in message
            ]
        finally:
            shop.close()

    def output(self, builder: str) -> dict[str, str]:
        """What was written: bodies of pages, other texts whole."""
        folder = self.folder / "build" / builder
        return {
            path.name: body_of(path.read_text(encoding="utf-8"))
            for path in sorted(folder.glob("*"))
            if (path.suffix in {".html", ".json", ".txt", ".tex"} and (self.source / f"{path.stem}.rst").exists())
            or path.suffix in {".json", ".tex"}
        }  # fmt: skip


def body_of(page: str) -> str:
    """The body of a page; the links to the pages before and after it are Sphinx's own affair."""
    match = re.search(r'<div class="body" role="main">(.*?)<div class="clearer">', page, re.DOTALL)
    return match[1] if match else page


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., tuple[list[str], dict[str, str]]]:
    """Messages and output of a fresh build of a state, built once for all tests."""
    known: dict[tuple[str, str], tuple[list[str], dict[str, str]]] = {}

    def build(state: str, builder: str) -> tuple[list[str], dict[str, str]]:
        if (state, builder) not in known:
            builds = Builds(tmp_path_factory.mktemp("fresh"))
            builds.write(manual(**STATES[state]))
            known[state, builder] = builds.build(builder), builds.output(builder)
            shutil.rmtree(builds.folder)
        return known[state, builder]

    return build


def test_the_fresh_build_says_and_shows_something(fresh: Callable) -> None:
    messages, output = fresh("nothing", "html")
    assert [re.search(r"\[.*\]$", one)[0] for one in messages] == [
        "[sop.SOP101]",
        "[sop.SOP201]",
        "[sop.SOP114]",
        "[sop.SOP412]",
    ]
    assert "Pemberian Cuti Tahunan" in output["acuan-judul.html"]
    assert "Pemberian Cuti Besar" in fresh("a title that others show", "html")[1]["acuan-judul.html"]


@pytest.mark.parametrize("state", STATES)
def test_a_change_and_its_return(state: str, tmp_path: Path, fresh: Callable) -> None:
    builds = Builds(tmp_path)
    builds.write(manual())
    assert builds.build("html") == fresh("nothing", "html")[0]
    for now in (state, "nothing"):
        builds.write(manual(**STATES[now]))
        messages, output = fresh(now, "html")
        assert builds.build("html") == messages
        assert builds.output("html") == output
    assert builds.build("sop-json") == [one for one in messages if "SOP412" not in one]
    assert builds.output("sop-json") == fresh("nothing", "sop-json")[1]


def test_every_state_in_turn(tmp_path: Path, fresh: Callable) -> None:
    builds = Builds(tmp_path)
    for state in STATES:
        builds.write(manual(**STATES[state]))
        messages, output = fresh(state, "html")
        assert builds.build("html") == messages, state
        assert builds.output("html") == output, state


def test_a_build_of_nothing_new_says_the_same(tmp_path: Path, fresh: Callable) -> None:
    builds = Builds(tmp_path)
    builds.write(manual())
    first = builds.build("html")
    assert builds.build("html") == first
    assert builds.build("html") == first == fresh("nothing", "html")[0]


def test_a_document_that_is_touched_says_the_same(tmp_path: Path, fresh: Callable) -> None:
    builds = Builds(tmp_path)
    builds.write(manual())
    first = builds.build("html")
    for name in manual():
        (builds.source / name).touch()
        assert builds.build("html") == first, name
    assert builds.output("html") == fresh("nothing", "html")[1]


def test_builders_share_their_doctrees(tmp_path: Path, fresh: Callable) -> None:
    builds = Builds(tmp_path)
    builds.write(manual())
    for builder in ("html", "latex", "html", "text", "sop-json", "html"):
        messages = builds.build(builder)
        if builder != "sop-json":
            assert messages == fresh("nothing", "html")[0]
    builds.write(manual(cuti__rst=TITLE))  # each must see for itself that a title has changed
    for builder in ("html", "latex", "text", "sop-json"):
        builds.build(builder)
        assert builds.output(builder) == fresh("a title that others show", builder)[1], builder


def test_what_a_build_of_some_files_did_not_write_is_still_to_be_written(tmp_path: Path, fresh: Callable) -> None:
    builds = Builds(tmp_path)
    builds.write(manual())
    builds.build("html")
    builds.write(manual(cuti__rst=TITLE))
    builds.build("html", files=["cuti.rst"])
    assert "Cuti Tahunan" in builds.output("html")["acuan-judul.html"]  # nobody asked for it
    messages, output = fresh("a title that others show", "html")
    assert builds.build("html") == messages
    assert builds.output("html") == output


def test_what_a_failed_build_did_not_write_is_still_to_be_written(tmp_path: Path, fresh: Callable) -> None:
    builds = Builds(tmp_path)
    builds.write(manual())
    builds.build("html")
    builds.write(manual(cuti__rst=TITLE))
    shop = Workshop(builds.source, "html", builddir=builds.folder / "build")
    shop.app.connect("doctree-resolved", lambda app, doctree, docname: 1 // (docname != "acuan-judul"))
    with pytest.raises(Exception, match="division"):
        shop.build()
    shop.close()
    messages, output = fresh("a title that others show", "html")
    assert builds.build("html") == messages
    assert builds.output("html") == output


def test_two_folders_of_one_builder_are_kept_apart(tmp_path: Path, fresh: Callable) -> None:
    builds = Builds(tmp_path)
    output = fresh("a title that others show", "html")[1]
    builds.write(manual())
    builds.build("html")
    builds.build("html", outdir="elsewhere")
    builds.write(manual(cuti__rst=TITLE))
    builds.build("html")
    builds.build("html", outdir="elsewhere")
    assert builds.output("elsewhere") == builds.output("html") == output
