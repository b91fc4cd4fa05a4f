"""Two manuals that know each other by intersphinx: relations and roles lead from one to the other."""

from __future__ import annotations

from pathlib import Path

import pytest
from sphinx.testing.util import SphinxTestApp
from sphinx.util.console import strip_escape_sequences
from sphinx.util.docutils import patch_docutils

CONF = """
extensions = ["sphinxcontrib_sop", "sphinx.ext.intersphinx"]
project = {project!r}
version = "2026"
language = "id"
html_theme = "basic"
suppress_warnings = ["sop.SOP101", "sop.SOP311", "sop.SOP312", "sop.SOP313"]
intersphinx_mapping = {mapping!r}
"""

ARCHIVES = """
.. sop:: Pemindahan Arsip Inaktif
   :name: pemindahan

   .. sop-step:: Memindahkan arsip
      :id: pindah
      :pelaksana: arsiparis
"""

SECRETARIAT = """
.. sop:: Pengelolaan Surat
   :name: surat
   :keterkaitan: - SOP Pemindahan Arsip Inaktif
                 - pemindahan
                 - :sop:ref:`pemindahan`
                 - :sop:step:`pemindahan/pindah`
                 - :sop:step:`tahap pindah <arsip:pemindahan/pindah>`
                 - Pemeliharaan Gedung
                 - {more}

   .. sop-step:: Mencatat surat
      :pelaksana: staf
      :keterangan: Lihat :sop:ref:`berkasnya <arsip:pemindahan>`
"""


def build(folder: Path, name: str, text: str, mapping: dict[str, object]) -> SphinxTestApp:
    source = folder / name
    source.joinpath("sub").mkdir(parents=True, exist_ok=True)
    source.joinpath("conf.py").write_text(CONF.format(project=f"Buku {name}", mapping=mapping), encoding="utf-8")
    source.joinpath("index.rst").write_text("Buku\n====\n\n.. toctree::\n\n   sub/sop\n", encoding="utf-8")
    source.joinpath("sub", "sop.rst").write_text(text, encoding="utf-8")
    with patch_docutils(str(source)):
        app = SphinxTestApp("html", srcdir=source)
        app.build()
    app.cleanup()
    return app


@pytest.fixture
def inventory(tmp_path: Path) -> str:
    return str(build(tmp_path, "arsip", ARCHIVES, {}).outdir / "objects.inv")


def test_relations_lead_to_the_other_manual(tmp_path: Path, inventory: str) -> None:
    mapping: dict[str, object] = {"arsip": ("https://arsip.example/sop/", inventory)}
    app = build(tmp_path, "sekretariat", SECRETARIAT.format(more="Pencatatan"), mapping)
    page = app.outdir.joinpath("sub", "sop.html").read_text(encoding="utf-8")
    address = "https://arsip.example/sop/sub/sop.html#sop-pemindahan"
    for text in ("SOP Pemindahan Arsip Inaktif", "pemindahan", "Pemindahan Arsip Inaktif", "berkasnya"):
        assert any(f">{text}</" in part[:200] for part in page.split(f'href="{address}"')[1:]), text
    assert f'href="{address}--pindah"' in page
    assert '<span class="sop-ref">Pemindahan Arsip Inaktif, langkah 1</span>' in page
    assert (
        f'href="{address}--pindah" title="Buku arsip 2026"><span class="xref sop sop-step">tahap pindah</span>' in page
    )
    assert "<span>Pemeliharaan Gedung</span>" in page  # no link
    assert app.warning.getvalue() == ""


def test_an_address_below_the_manual_is_seen_from_the_document(tmp_path: Path, inventory: str) -> None:
    mapping: dict[str, object] = {"arsip": ("../arsip", inventory)}
    app = build(tmp_path, "sekretariat", SECRETARIAT.format(more="Pencatatan"), mapping)
    page = app.outdir.joinpath("sub", "sop.html").read_text(encoding="utf-8")
    assert page.count('href="../../arsip/sub/sop.html#sop-pemindahan"') == 4


def test_what_neither_manual_has_is_said_once(tmp_path: Path, inventory: str) -> None:
    mapping: dict[str, object] = {"arsip": ("https://arsip.example/sop/", inventory)}
    app = build(tmp_path, "sekretariat", SECRETARIAT.format(more=":sop:ref:`kebun`"), mapping)
    warnings = strip_escape_sequences(app.warning.getvalue()).splitlines()
    assert [line.partition("sub/")[2] for line in warnings] == [
        "sop.rst:10: WARNING: Tidak ada SOP, langkah, atau pelaksana bernama `kebun` [sop.SOP412]"
    ]
