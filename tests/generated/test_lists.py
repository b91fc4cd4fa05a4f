"""`sop-list`, `sop-statistics`, `sop-actor` and `sop-map` on a small manual."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sphinx.testing.util import SphinxTestApp
from sphinx.util.console import strip_escape_sequences
from sphinx.util.docutils import patch_docutils

CONF = """
extensions = ["sphinxcontrib_sop"]
language = {language!r}
html_theme = "basic"
sop_units = {{
    "dinas": {{"name": "Dinas Arsip"}},
    "tu": {{"name": "Tata Usaha", "parent": "dinas"}},
    "layanan": {{"name": "Bidang Layanan", "parent": "dinas"}},
}}
sop_actors = {{"staf": "Staf Tata Usaha", "kepala": "Kepala Dinas", "tamu": {{"name": "Tamu", "external": True}}}}
"""

SOPS = """
.. sop:: Pencatatan Surat
   :name: surat
   :nomor: 02
   :satuan-kerja: tu
   :tanggal-efektif: 3 Februari 2025
   :tanggal-revisi: 3 Februari 2027
   :status: berlaku
   :cakupan: makro
   :keterkaitan: - Penerimaan Tamu
                 - Pengarsipan Surat

   .. sop-step:: Mencatat surat
      :id: catat
      :pelaksana: staf
      :kelengkapan: - Surat
                    - Buku agenda
      :waktu: 10 menit
      :output: Surat tercatat

   .. sop-step:: Memeriksa surat
      :pelaksana: kepala
      :waktu: 1 hari kerja
      :tidak: catat

   .. sop-step:: Mengirim surat
      :pelaksana: staf

.. sop:: Pengarsipan Surat
   :name: arsip
   :nomor: 01
   :satuan-kerja: tu
   :tanggal-efektif: Maret 2024
   :revisi: 2
   :status: berlaku
   :cakupan: mikro

   .. sop-step:: Menyimpan surat
      :pelaksana: staf, kepala
      :waktu: 1 jam

.. sop:: Penerimaan Tamu
   :name: tamu
   :satuan-kerja: layanan
   :keterkaitan: - Pencatatan Surat

   .. sop-step:: Mengisi buku tamu
      :pelaksana: tamu
      :waktu: 5 menit
"""

Build = Callable[..., tuple[str, list[str]]]


@pytest.fixture
def build(tmp_path: Path) -> Build:
    def run(
        text: str, builder: str = "text", language: str = "id", *, sops: str = SOPS, **confs: object
    ) -> tuple[str, list[str]]:
        source = tmp_path / "source"
        source.mkdir(exist_ok=True)
        source.joinpath("conf.py").write_text(CONF.format(language=language), encoding="utf-8")
        source.joinpath("sops.rst").write_text(f"SOP\n===\n{sops}", encoding="utf-8")
        source.joinpath("index.rst").write_text(f"Buku\n====\n\n{text}\n\n.. toctree::\n\n   sops\n", encoding="utf-8")
        app = SphinxTestApp(
            builder, srcdir=source, confoverrides={"suppress_warnings": ["sop.SOP101", "sop.SOP311"], **confs}
        )
        with patch_docutils(str(source)):  # as Sphinx does: docutils itself does not speak Indonesian
            app.build()
        app.cleanup()
        suffix = {"text": "txt"}.get(builder, builder)
        output = app.outdir.joinpath(f"index.{suffix}").read_text(encoding="utf-8")
        warnings = strip_escape_sequences(app.warning.getvalue()).splitlines()
        return output, [line.partition("source/")[2] for line in warnings if "index.rst" in line]

    return run


def rows(output: str) -> list[list[str]]:
    """Cells of the tables of a text output, those of one row that spans lines joined."""
    found: list[list[str]] = []
    fresh = True
    for line in output.splitlines():
        if not line.startswith("|"):
            fresh = True
            continue
        if set(line) <= {"|", "="}:
            fresh = True
            continue
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if fresh:
            found.append(cells)
        else:
            found[-1] = [" ".join(filter(None, pair)) for pair in zip(found[-1], cells, strict=True)]
        fresh = False
    return found


def test_a_list_is_grouped_by_unit_in_the_order_of_the_manual(build: Build) -> None:
    output, warnings = build(".. sop-list::")
    assert rows(output) == [
        ["No", "Nomor SOP", "Nama SOP", "Status", "Revisi", "Tanggal Efektif"],
        ["**Tata Usaha**"],
        ["1", "02", "Pencatatan Surat", "Berlaku", "", "3 Februari 2025"],
        ["2", "01", "Pengarsipan Surat", "Berlaku", "2", "Maret 2024"],
        ["**Bidang Layanan**"],
        ["3", "", "Penerimaan Tamu", "Rancangan", "", ""],
    ]
    assert warnings == []


@pytest.mark.parametrize(
    ("options", "names"),
    [
        (":unit: tu", ["Pencatatan Surat", "Pengarsipan Surat"]),
        (
            ":satuan-kerja: Dinas Arsip\n   :kelompok: tidak ada",
            ["Pencatatan Surat", "Pengarsipan Surat", "Penerimaan Tamu"],
        ),
        (":status: rancangan", ["Penerimaan Tamu"]),
        (":urut: nomor\n   :group: none", ["Pengarsipan Surat", "Pencatatan Surat", "Penerimaan Tamu"]),
        (":sort: title\n   :group: none", ["Pencatatan Surat", "Penerimaan Tamu", "Pengarsipan Surat"]),
        (":urut: tanggal-efektif\n   :group: none", ["Pengarsipan Surat", "Pencatatan Surat", "Penerimaan Tamu"]),
        (":jatuh-tempo: 1 Januari 2028", ["Pencatatan Surat"]),
    ],
)
def test_options_choose_and_order(build: Build, options: str, names: list[str]) -> None:
    output, warnings = build(f".. sop-list::\n   :kolom: nama\n   {options}")
    assert [cells[0] for cells in rows(output)][1:] == names
    assert warnings == []


LAWS = """
.. sop:: Pengaduan Warga
   :name: aduan
   :satuan-kerja: layanan
   :status: berlaku
   :dasar-hukum: - :sop:law:`uu-25-2009`
                 - Peraturan Pemerintah Nomor 96 Tahun 2012 tentang Pelaksanaan Undang-Undang Nomor 25 Tahun 2009

   .. sop-step:: Mencatat pengaduan
      :pelaksana: staf
      :keterangan: lihat Papan Pengumuman

.. sop:: Penghapusan Arsip
   :name: hapus
   :satuan-kerja: tu
   :dasar-hukum: - Undang-Undang Nomor 43 Tahun 2009 tentang Kearsipan

   .. sop-step:: Memusnahkan arsip
      :pelaksana: kepala
"""


@pytest.mark.parametrize(
    ("options", "names"),
    [
        (":pelaksana: tamu", ["Penerimaan Tamu"]),
        (":actor: kepala dinas", ["Pencatatan Surat", "Pengarsipan Surat", "Penghapusan Arsip"]),
        (":actor: tamu; Kepala Dinas\n   :unit: layanan", ["Penerimaan Tamu"]),
        (":dasar-hukum: uu-25-2009", ["Pengaduan Warga"]),
        (":law: UU No. 25 Th. 2009", ["Pengaduan Warga"]),
        (":law: UU 43/2009; PP Nomor 96 Tahun 2012", ["Pengaduan Warga", "Penghapusan Arsip"]),
        (":law: kearsipan", ["Penghapusan Arsip"]),
        (":kata: papan pengumuman", ["Pengaduan Warga"]),
        (":word: buku agenda; pemusnahan; memusnahkan", ["Pencatatan Surat", "Penghapusan Arsip"]),
        (":pelaksana: kepala\n   :satuan-kerja: tu\n   :status: berlaku\n   :kata: arsip", ["Pencatatan Surat", "Pengarsipan Surat"]),
        (":pelaksana: kepala\n   :status: berlaku\n   :jatuh-tempo: 2028-01-01\n   :kata: agenda", ["Pencatatan Surat"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("directive", ["sop-list", "sop-kartu"])
def test_filters_combine(build: Build, directive: str, options: str, names: list[str]) -> None:
    columns = "nama" if directive == "sop-list" else "revisi"
    output, warnings = build(f".. {directive}::\n   :kolom: {columns}\n   {options}", sops=SOPS + LAWS)
    found = [cells[0] for cells in rows(output)][1:] if directive == "sop-list" else CARD.findall(output)
    assert [one for one in found if not one.startswith("**")] == names
    assert warnings == []


CARD = re.compile(r"^\* \*\*(.*)\*\*$", re.MULTILINE)


def test_a_filter_that_fits_no_sop_is_reported(build: Build) -> None:
    text = ".. sop-list::\n   :pelaksana: bupati; staf\n   :dasar-hukum: UU 1/1974\n   :kata: kuda"
    output, warnings = build(text, language="en")
    assert "There is no SOP to list." in output
    assert warnings == [
        "index.rst:4: WARNING: No SOP has a step of the actor `bupati` [sop.list]",
        "index.rst:4: WARNING: No SOP has the legal basis `UU 1/1974` [sop.list]",
    ]


def test_cards_are_a_list_in_text(build: Build) -> None:
    output, warnings = build(".. sop-cards::\n   :unit: tu")
    listed = " ".join(output.partition("Pengarsipan")[0].split())
    assert "* **Pencatatan Surat** Nomor SOP: 02; Satuan Kerja: Tata Usaha; Status: Berlaku; Waktu Terlama: " in listed
    assert "Pelaksana: Staf Tata Usaha, Kepala Dinas" in listed
    assert CARD.findall(output) == ["Pencatatan Surat", "Pengarsipan Surat"]
    assert warnings == []


def test_cards_on_a_page_lead_to_the_sops(build: Build) -> None:
    output, warnings = build(".. sop-cards::\n   :kolom: status, langkah, nama", "html")
    assert [line.partition("[")[2] for line in warnings] == ["sop.SOP114]"]  # the title is there already
    assert output.count('class="sop-card ') == 3
    assert '<a class="reference internal" href="sops.html#sop-arsip">' in output
    assert "sd-card" not in output
    facts = re.findall(r"<dt[^>]*>(.*?)<span.*?<p>(.*?)</p>", output, re.DOTALL)
    assert [(label, value) for label, value in facts[:2]] == [("Status", "Berlaku"), ("Langkah", "3")]


def test_cards_are_those_of_sphinx_design_where_it_is_in_use(build: Build) -> None:
    pytest.importorskip("sphinx_design")
    output, warnings = build(".. sop-cards::", "html", extensions=["sphinxcontrib_sop", "sphinx_design"])
    assert warnings == []
    assert output.count('<div class="sop-card sd-card sd-sphinx-override') == 3
    assert output.count('<div class="sd-card-body') == 3


def test_nothing_due_is_said_in_words(build: Build) -> None:
    assert "Tidak ada SOP" in build(".. sop-list::\n   :due: 2026-12-31")[0]


def test_faults_of_a_list_have_their_line(build: Build) -> None:
    _, warnings = build(".. sop-list::\n   :kolom: nama, tinggi\n   :warna: merah\n   :unit: kebun\n   :due:\n")
    assert [re.sub(r":.*?\[", " [", line.removeprefix("index.rst:")) for line in warnings] == [
        "5 [sop.SOP114]", "6 [sop.SOP114]", "4 [sop.list]", "4 [sop.list]",
    ]  # fmt: skip


def test_text_below_a_list_is_no_argument(build: Build) -> None:
    output, warnings = build(".. sop-list::\n\n   Disusun setiap tahun.")
    assert output.index("Penerimaan Tamu") < output.index("Disusun setiap tahun.")
    assert warnings == []
    output, warnings = build(".. sop-list:: tahunan\n\n   Disusun setiap tahun.")
    assert warnings == ["index.rst:4: ERROR: `sop-list` tidak memerlukan argumen [sop.SOP114]"]


def test_a_list_on_a_page_can_be_filtered_and_leads_to_the_sops(build: Build) -> None:
    output, _ = build(".. sop-list::", "html")
    assert '<div class="sop-filter docutils container">\n<p>Saring</p>\n<p>{shown} dari {all} SOP</p>' in output
    assert 'href="sops.html#sop-arsip"' in output
    assert '<p class="sop-sort-2025-02-03">3 Februari 2025</p>' in output
    assert "Hal." not in output  # a page has no pages


def test_statistics_count_per_sop_unit_and_actor(build: Build) -> None:
    output, warnings = build(".. sop-statistik::")
    found = rows(output)
    assert found[:5] == [
        ["Nama SOP", "Langkah", "Keputusan", "Serah Terima", "Waktu Tercepat", "Waktu Terlama"],
        ["Pencatatan Surat", "3", "1", "3", "1 hari kerja 10 menit *", "1 hari kerja 10 menit *"],
        ["Pengarsipan Surat", "1", "0", "0", "1 jam", "1 jam"],
        ["Penerimaan Tamu", "1", "0", "0", "5 menit", "5 menit"],
        ["**Jumlah**", "5", "1", "3", "1 hari kerja 1 jam 15 menit *", "1 hari kerja 1 jam 15 menit *"],
    ]
    assert ["Tata Usaha", "2", "4", "1", "3", "1 hari kerja 1 jam 10 menit *", "1 hari kerja 1 jam 10 menit *"] in found
    assert ["Kepala Dinas", "2", "2", "1 hari kerja 1 jam", "1 hari kerja 1 jam"] in found
    assert not [row for row in found if row[0] == "Tamu"]  # outside the agency
    assert warnings == []


def test_the_page_of_an_actor_has_every_step_of_it(build: Build) -> None:
    output, warnings = build(".. sop-actor:: staf")
    assert rows(output) == [
        ["No", "Kegiatan", "Kelengkapan", "Waktu", "Output", "Diteruskan kepada"],
        ["**Pencatatan Surat**"],
        [
            "1",
            "Mencatat surat",
            "* Surat  * Buku agenda",
            "10\u00a0menit",
            "Surat tercatat",
            "Kepala Dinas (langkah\u00a02)",
        ],
        ["3", "Mengirim surat", "", "", "", "Selesai"],
        ["**Pengarsipan Surat**"],
        ["1", "Menyimpan surat", "", "1\u00a0jam", "", "Selesai"],
    ]
    assert warnings == []


def test_the_parts_of_an_activity_do_not_run_together_on_the_page_of_an_actor(build: Build) -> None:
    body = "   .. sop-step:: Mengemas arsip\n      :pelaksana: staf\n      :kelengkapan: Yang perlu:\n\n                    - boks\n                    - label\n\n      Boks diberi label.\n\n      - Bagian depan\n      - Bagian samping\n"
    output, _ = build(f".. sop-actor:: staf\n\n.. sop:: Pengemasan Arsip\n   :name: kemas\n\n{body}", "html")
    cell = re.search(r'<td><p class="sop-main">Mengemas arsip</p>.*?</td>', output, re.DOTALL)
    assert cell is not None
    assert "<p>Boks diberi label.</p>" in cell[0]
    assert re.findall(r"<li>(?:<p>)?(.*?)(?:</p>)?</li>", cell[0]) == ["Bagian depan", "Bagian samping"]
    assert re.search(r"<td><p>Yang perlu:</p>\s*<ul[^>]*>\s*<li>(<p>)?boks", output)


def test_steps_on_the_page_of_an_actor_are_links(build: Build) -> None:
    output, _ = build(".. sop-actor:: Kepala Dinas", "html")
    assert 'href="sops.html#sop-surat--2"' in output
    step = (
        '<a class="reference internal" href="sops.html#sop-surat--{}"><span class="sop-ref">langkah\u00a0{}</span></a>'
    )
    assert f"<p>Ya: Staf Tata Usaha ({step.format(3, 3)})</p>" in output
    assert f"<p>Tidak: Staf Tata Usaha ({step.format('catat', 1)})</p>" in output
    assert '<p class="sop-summary">SOP: 2; langkah: 2</p>' in output


def test_the_index_of_actors_leads_to_their_pages(build: Build) -> None:
    output, _ = build(".. sop-actor::\n\n.. sop-actor:: staf", "html")
    cell = '<td><p class="sop-main">'
    assert re.search(rf'{cell}<a class="reference internal" href="[^"]*#">?<span[^>]*>Staf Tata Usaha</span>', output)
    assert re.search(rf"{cell}Kepala Dinas</p></td>\s*<td><p>2</p></td>", output)


def test_an_unknown_actor_is_said(build: Build) -> None:
    _, warnings = build(".. sop-actor:: satpam")
    assert warnings == ["index.rst:4: WARNING: Tidak ada SOP yang memiliki langkah pelaksana `satpam` [sop.actor]"]


def test_the_map_is_a_picture_whose_boxes_are_links(build: Build) -> None:
    if shutil.which("dot") is None:
        pytest.skip("Graphviz is not installed")
    output, warnings = build(".. sop-map::", "html")
    drawing = output.partition('<div class="sop-graph">')[2].partition("</svg>")[0]
    assert drawing.count("<text") == 5  # three boxes, two units, each title on one line
    assert 'href="sops.html#sop-tamu"' in drawing
    assert (
        'aria-label="Peta keterkaitan SOP: Pencatatan Surat ↔ Penerimaan Tamu; Pencatatan Surat memadukan Peng'
        in drawing
    )
    assert " id=" not in drawing
    assert warnings == []


def test_without_graphviz_the_map_is_a_table(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    output, warnings = build(".. sop-map::", "html")
    assert '<table class="sop-map' in output
    assert warnings == []


def test_the_map_in_words(build: Build) -> None:
    output, _ = build(".. sop-map::")
    assert rows(output) == [
        ["Nama SOP", "Keterkaitan"],
        ["Pencatatan Surat", "* Penerimaan Tamu  * Pengarsipan Surat (mikro)"],
        ["Pengarsipan Surat", "* Pencatatan Surat (makro)"],
        ["Penerimaan Tamu", "* Pencatatan Surat"],
    ]


def test_the_map_around_one_sop(build: Build) -> None:
    output, _ = build(".. sop-map::\n   :from: tamu\n   :depth: 1")
    assert [cells[0] for cells in rows(output)] == ["Nama SOP", "Pencatatan Surat", "Penerimaan Tamu"]
    _, warnings = build(".. sop-map::\n   :dari: kebun\n   :kedalaman: banyak")
    assert [line.partition("WARNING: ")[2] or line.partition("ERROR: ")[2] for line in warnings] == [
        "`depth`: `banyak` bukan angka [sop.SOP114]", "Tidak ada SOP yang bernama `kebun` [sop.map]",
    ]  # fmt: skip


QUIET = {"suppress_warnings": ["sop"], "version": "1", "copyright": "2026"}


@pytest.mark.parametrize("builder", ["html", "latex", "epub", "man", "texinfo", "singlehtml", "dirhtml", "gettext"])
def test_no_builder_fails(tmp_path: Path, builder: str) -> None:
    source = tmp_path / "source"
    source.mkdir()
    source.joinpath("conf.py").write_text(CONF.format(language="en"), encoding="utf-8")
    text = ".. sop-list::\n\n.. sop-cards::\n\n.. sop-statistics::\n\n.. sop-actor::\n\n.. sop-actor:: staf\n\n.. sop-map::\n"
    source.joinpath("index.rst").write_text(f"Buku\n====\n\n{text}\n{SOPS}", encoding="utf-8")
    app = SphinxTestApp(builder, srcdir=source, confoverrides=QUIET)
    app.build()
    app.cleanup()
    assert app.warning.getvalue() == ""
