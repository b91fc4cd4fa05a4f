"""Lists, pages of actors, statistics, maps and forms are written again when what they show changes, and only then."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from sphinx.testing.util import SphinxTestApp, _clean_up_global_state
from sphinx.util.console import strip_escape_sequences
from sphinx.util.docutils import patch_docutils

CONF = """
extensions = ["sphinxcontrib_sop"{myst}]
language = "id"
project = "Buku"
html_theme = "basic"
html_copy_source = False
suppress_warnings = ["sop.SOP101", "sop.SOP107", "sop.SOP311", "sop.SOP312", "sop.SOP313", "sop.SOP451"]
sop_actors = {{"staf": "Staf", "kepala": "Kepala", "tamu": "Tamu"}}
sop_units = {{"tu": {{"name": "Tata Usaha"}}, "layanan": {{"name": "Bidang Layanan"}}}}
"""

SOP = """.. sop:: {title}
   :nomor: {number}
   :satuan-kerja: {unit}
   :keterkaitan: - {related}

   .. sop-step:: {activity}
      :pelaksana: {actor}
      :waktu: {time}
"""

Files = dict[str, str | None]

SOPS = {
    "surat": {"title": "Pencatatan Surat", "number": "1", "unit": "tu", "related": "Penerimaan Tamu", "activity": "Mencatat surat", "actor": "staf", "time": "1 jam"},
    "arsip": {"title": "Pengarsipan Surat", "number": "2", "unit": "tu", "related": "Pencatatan Surat", "activity": "Menyimpan surat", "actor": "staf", "time": "2 jam"},
    "tamu": {"title": "Penerimaan Tamu", "number": "3", "unit": "layanan", "related": "Pencatatan Surat", "activity": "Mengisi buku tamu", "actor": "tamu", "time": "5 menit"},
}  # fmt: skip

PAGES = {
    "daftar": ("sop-list", "", {}),
    "daftar-layanan": ("sop-list", "", {"unit": "layanan"}),
    "staf": ("sop-actor", "staf", {}),
    "pengunjung": ("sop-actor", "tamu", {}),
    "pelaksana": ("sop-actor", "", {}),
    "statistik": ("sop-statistics", "", {}),
    "peta": ("sop-map", "", {}),
    "monitoring": ("sop-monitoring", "", {"data": "monitoring.csv"}),
    "evaluasi": ("sop-evaluation", "", {"data": "evaluasi.toml"}),
    "identifikasi": ("sop-inventory", "identifikasi.csv", {}),
    "lembar": ("sop-trial", "", {"sop": "tamu"}),
}
RECORDS = {
    "monitoring.csv": "SOP,Penilaian,Catatan\nsurat,baik,Lancar\n",
    "evaluasi.toml": '[[catatan]]\nsop = "arsip"\nkriteria = 1\nsubstansi = "ya"\n',
    "identifikasi.csv": "Fungsi,Judul SOP\nSurat menyurat,Pencatatan Surat\n",
}


SPHINX_WRITES = {"genindex", "search", "index"}
"""Written by Sphinx itself when anything changes: of documents those whose table of contents names a changed one."""


def directive(name: str, argument: str, options: dict[str, str], *, myst: bool) -> str:
    lines = [f":{key}: {value}" for key, value in options.items()]
    if myst:
        return "\n".join([f"```{{{name}}} {argument}".rstrip(), *lines, "```", ""])
    return "\n".join([f".. {name}:: {argument}".rstrip(), *(f"   {line}" for line in lines), ""])


def manual(*, myst: bool = False, **changes: dict[str, str] | str | None) -> Files:
    """The files; an SOP is changed by some of its texts, a record file by its text, None takes either away."""
    suffix = "md" if myst else "rst"
    mark = "# Halaman\n\n" if myst else "Halaman\n=======\n\n"
    files: Files = {
        f"{name}.{suffix}": mark + directive(kind, argument, options, myst=myst)
        for name, (kind, argument, options) in PAGES.items()
    }
    for name, texts in SOPS.items():
        change = changes.get(name, {})
        if change is not None:
            assert isinstance(change, dict)
            files[f"{name}-sop.rst"] = SOP.format_map(texts | change).replace(
                "\n   :nomor", f"\n   :name: {name}\n   :nomor"
            )
    files |= RECORDS
    files |= {
        name.replace("__", "."): text for name, text in changes.items() if "__" in name and not isinstance(text, dict)
    }
    files["index.rst"] = "Buku\n====\n\n.. toctree::\n   :glob:\n\n   *\n"
    return {name: text for name, text in files.items() if text is not None}


def build(
    folder: Path, files: Files, *, parallel: int = 0, fresh: bool = False
) -> tuple[dict[str, str], list[str], set[str]]:
    """Bring the sources to a state and build; return bodies of pages, messages, and the documents that were written."""
    source = folder / "source"
    source.mkdir(parents=True, exist_ok=True)
    files = {
        "conf.py": CONF.format(myst=', "myst_parser"' if any(name.endswith(".md") for name in files) else ""),
        **files,
    }
    for path in source.iterdir():
        if path.is_file() and path.name not in files:
            path.unlink()
    for name, text in files.items():
        path = source / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text or "", encoding="utf-8")
    with patch_docutils(str(source)):
        app = SphinxTestApp("html", srcdir=source, builddir=folder / "build", parallel=parallel, freshenv=fresh)
        before = {path: path.stat().st_mtime_ns for path in app.outdir.glob("*.html")}
        app.build()
    app.cleanup()
    _clean_up_global_state()
    written = {path.stem for path in app.outdir.glob("*.html") if path.stat().st_mtime_ns != before.get(path)}
    messages = strip_escape_sequences(app.warning.getvalue()).replace(f"{source}/", "").splitlines()
    pages = {
        path.stem: body(path.read_text("utf-8"))
        for path in app.outdir.glob("*.html")
        if path.stem not in {"genindex", "search"}
    }
    return (
        {name: text for name, text in pages.items() if any(one.startswith(f"{name}.") for one in files)},
        messages,
        written,
    )


def body(page: str) -> str:
    found = re.search(r'<div class="body" role="main">(.*?)<div class="clearer">', page, re.DOTALL)
    assert found
    return found[1]


CHANGES: dict[str, tuple[dict[str, dict[str, str] | str | None], set[str]]] = {
    "nothing": ({}, set()),
    "a record": ({"monitoring__csv": "SOP,Penilaian,Catatan\nsurat,tidak,Lambat\n"}, {"monitoring"}),
    "a record of TOML": ({"evaluasi__toml": '[[catatan]]\nsop = "arsip"\nkriteria = 2\nsubstansi = "ya"\n'}, {"evaluasi"}),
    "the text of a step": ({"surat": {"activity": "Mencatat naskah"}}, {"surat-sop", "staf"}),
    "the time of a step": ({"tamu": {"time": "1 jam"}}, {"tamu-sop", "pengunjung", "statistik"}),
    "the number of an SOP": ({"arsip": {"number": "7"}}, {"arsip-sop", "daftar", "evaluasi"}),
    "the actor of a step": (
        {"arsip": {"actor": "kepala"}}, {"arsip-sop", "staf", "pelaksana", "statistik"},
    ),
    "the unit of an SOP": (
        {"arsip": {"unit": "layanan"}}, {"arsip-sop", "daftar", "daftar-layanan", "statistik", "peta", "evaluasi"},
    ),
    "a relation": ({"surat": {"related": "Pengarsipan Surat"}}, {"surat-sop", "peta"}),
}  # fmt: skip
"""What changes -> the changes, and the documents that have to be written again."""

REMOVED = {
    "daftar", "daftar-layanan", "pengunjung", "pelaksana", "statistik", "peta", "monitoring", "identifikasi", "lembar",
}  # fmt: skip
"""What shows the SOP of guests."""

PARALLEL = pytest.param(
    2,
    marks=pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="Sphinx works in parallel where it can fork"),
)


@pytest.fixture(scope="module", params=["rst", "myst"])
def first(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A manual that was built, to go on from, with its pages in reStructuredText or in MyST."""
    if request.param == "myst":
        pytest.importorskip("myst_parser")
    folder = tmp_path_factory.mktemp(request.param)
    build(folder, manual(myst=request.param == "myst"))
    return folder


@pytest.mark.parametrize("parallel", [0, PARALLEL])
def test_what_shows_a_change_is_written_again_and_nothing_else(first: Path, tmp_path: Path, parallel: int) -> None:
    myst = first.joinpath("source", "daftar.md").exists()
    for name, (changes, expected) in CHANGES.items():
        build(first, manual(myst=myst), parallel=parallel)
        pages, messages, written = build(first, manual(myst=myst, **changes), parallel=parallel)
        assert written - SPHINX_WRITES == expected, name
        fresh = build(tmp_path / name.replace(" ", "-"), manual(myst=myst, **changes))
        assert pages == fresh[0], name
        assert sorted(messages) == sorted(fresh[1]), name


@pytest.mark.parametrize("parallel", [0, PARALLEL])
def test_what_showed_an_sop_that_is_gone_is_written_again(first: Path, tmp_path: Path, parallel: int) -> None:
    myst = first.joinpath("source", "daftar.md").exists()
    build(first, manual(myst=myst), parallel=parallel)
    pages, messages, written = build(first, manual(myst=myst, tamu=None), parallel=parallel)
    assert written >= REMOVED  # and its neighbours, which name it in their navigation
    fresh = build(tmp_path, manual(myst=myst, tamu=None))
    assert pages == fresh[0]
    assert sorted(messages) == sorted(fresh[1])


@pytest.mark.parametrize("parallel", [0, PARALLEL])
def test_pages_in_myst_are_those_in_restructuredtext(tmp_path: Path, parallel: int) -> None:
    pytest.importorskip("myst_parser")
    pages, messages, _ = build(tmp_path / "rst", manual())
    fenced = build(tmp_path / "myst", manual(myst=True), parallel=parallel)
    assert fenced[0] == pages
    assert sorted(fenced[1]) == sorted(one.replace(".rst", ".md") if "-sop.rst" not in one else one for one in messages)
