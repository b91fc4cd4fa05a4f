"""The forms of the life of SOPs: blank, and filled from CSV, XLSX and TOML records."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from openpyxl import Workbook
from sphinx.testing.util import SphinxTestApp
from sphinx.util.console import strip_escape_sequences
from sphinx.util.docutils import patch_docutils

from sphinxcontrib_sop.core.reading.records import item_number, judgement

CONF = """
extensions = ["sphinxcontrib_sop"]
language = {language!r}
html_theme = "basic"
suppress_warnings = ["sop.SOP101", "sop.SOP107", "sop.SOP312", "sop.SOP313", "sop.SOP311"]
sop_agency = {{"place": "Contoh"}}
sop_units = {{"tu": {{"name": "Tata Usaha"}}}}
"""
SOPS = """
.. sop:: Pencatatan Surat
   :name: surat
   :nomor: 02
   :revisi: 2
   :satuan-kerja: tu
   :fungsi: Surat menyurat
   :output-akhir: Surat tercatat

   .. sop-step:: Mencatat surat
      :pelaksana: staf

.. sop:: Pengarsipan Surat
   :name: arsip
   :nomor: 01

   .. sop-step:: Menyimpan surat
      :pelaksana: staf

.. sop:: Pengiriman Telegram
   :name: telegram
   :status: dicabut

   .. sop-step:: Mengirim telegram
      :pelaksana: staf
"""

Build = Callable[..., tuple[str, list[str]]]


@pytest.fixture
def build(tmp_path: Path) -> Build:
    def run(
        text: str, files: Mapping[str, str | bytes] | None = None, *, language: str = "id", builder: str = "text"
    ) -> tuple[str, list[str]]:
        source = tmp_path / "source"
        source.mkdir(exist_ok=True)
        source.joinpath("conf.py").write_text(CONF.format(language=language), encoding="utf-8")
        source.joinpath("index.rst").write_text(f"Buku\n====\n\n{text}\n{SOPS}", encoding="utf-8")
        for name, content in (files or {}).items():
            path = source / name
            path.write_bytes(content) if isinstance(content, bytes) else path.write_text(content, encoding="utf-8")
        with patch_docutils(str(source)):
            app = SphinxTestApp(builder, srcdir=source)
            app.build()
        app.cleanup()
        warnings = strip_escape_sequences(app.warning.getvalue()).splitlines()
        output = (
            app.outdir.joinpath("index.txt" if builder == "text" else "index.html")
            .read_text(encoding="utf-8")
            .partition("\nPencatatan Surat\n")[0]
        )
        return output, [line.partition("source/")[2] for line in warnings]

    return run


def rows(output: str) -> list[list[str]]:
    """Cells of the tables, without the heading and the numbers of the columns."""
    found: list[list[str]] = []
    fresh = True
    for line in output.splitlines():
        if not line.startswith("|") or set(line) <= {"|", "="}:
            fresh = True
            continue
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if "+--" in line or (not fresh and len(cells) != len(found[-1])):  # headings over several columns
            continue
        if fresh:
            found.append(cells)
        else:
            found[-1] = [" ".join(filter(None, pair)) for pair in zip(found[-1], cells, strict=True)]
        fresh = False
    return [row for row in found if row[0] not in {"No", "1"} or row[1] != "2"][1:]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("baik", True),
        ("Berjalan dengan baik.", True),
        ("YA", True),
        ("tidak", False),
        ("Tidak  sesuai", False),
        ("lumayan", None),
        ("", None),
    ],
)
def test_words_of_a_judgement(text: str, meant: bool | None) -> None:
    assert judgement(text) is meant


@pytest.mark.parametrize(
    ("text", "number"), [("1", 1), ("Dua.", 2), ("dua", 2), ("3", None), ("0", None), ("tiga", None)]
)
def test_a_point_is_named_by_number_or_wording(text: str, number: int | None) -> None:
    assert item_number(text, ["Satu", "Dua"]) == number


def test_a_blank_form_has_every_sop_in_use(build: Build) -> None:
    output, warnings = build(".. sop-monitoring::")
    assert "FORMULIR MONITORING" in output
    assert [row[:3] for row in rows(output)] == [["1", "Pencatatan Surat", ""], ["2", "Pengarsipan Surat", ""]]
    assert warnings == []


def test_records_of_monitoring_fill_the_form(build: Build) -> None:
    csv = "SOP;Penilaian;Catatan;Tindakan;Paraf;Semester\nsurat;tidak;Lambat;Tambah petugas;RA;I\n02;baik;;;RA;II\n01;baik;;;X;I\n"
    output, warnings = build(".. sop-pemantauan::\n   :data: m.csv\n   :semester: I\n   :penilai: Rina", {"m.csv": csv})
    assert rows(output) == [
        ["1", "Pencatatan Surat", "", "✓", "Lambat", "Tambah petugas", "RA"],
        ["2", "Pengarsipan Surat", "✓", "", "", "", "X"],
    ]
    assert "1 prosedur berjalan dengan baik, 1 tidak, 0 belum dinilai." in output
    assert "Rina" in output
    assert warnings == []


def test_no_record_is_lost_where_an_sop_has_several(build: Build) -> None:
    csv = "SOP,Penilaian,Catatan\nsurat,tidak,Lambat\nsurat,baik,Sudah cepat\n"
    output, _ = build(".. sop-monitoring::\n   :data: m.csv\n   :unit: tu", {"m.csv": csv})
    assert [row[4] for row in rows(output)] == ["Lambat", "Sudah cepat"]
    assert "1 prosedur berjalan dengan baik, 0 tidak, 0 belum dinilai." in output


def test_what_is_wrong_with_records_is_said_once_each(build: Build) -> None:
    lines = ["SOP,Penilaian,Warna", "kebun,baik,hijau", "surat,lumayan,", *(f"x{n},baik," for n in range(10_000))]
    _, warnings = build(".. sop-monitoring::\n   :data: m.csv", {"m.csv": "\n".join(lines)})
    assert warnings == [
        "m.csv:1: ERROR: Kolom `Warna` tidak dikenal; kolom yang ada: No, SOP, Penilaian, Catatan, Tindakan, Paraf, Tanggal, Semester, Satuan Kerja [sop.SOP114]",
        "m.csv:2: WARNING: Buku ini tidak memiliki SOP `kebun`, juga tidak SOP dari 10001 catatan seluruhnya (baris 2, 4, 5, 6, 7 ...) [sop.records]",
        "m.csv:3: WARNING: `lumayan` tidak dikenali; tulis `baik` atau `tidak` [sop.records]",
    ]


@pytest.mark.parametrize("name", ["tidak-ada.csv", "x" * 300 + ".csv"])
def test_a_missing_file_is_said_at_its_line(build: Build, name: str) -> None:
    output, warnings = build(f".. sop-monitoring::\n   :data: {name}")
    assert len(warnings) == 1
    assert warnings[0].startswith("index.rst:5: ERROR:")
    assert len(rows(output)) == 2  # the form is there, blank


@pytest.mark.parametrize(
    ("content", "words"), [(b"PK\x03\x04rusak", "XLSX"), (b"", "kosong"), (b"Judul\nx\n", "kolom")]
)
def test_a_broken_file_gives_the_blank_form(build: Build, content: bytes, words: str) -> None:
    output, warnings = build(".. sop-monitoring::\n   :data: m.csv", {"m.csv": content})
    assert len(warnings) == 1
    assert words in warnings[0]
    assert len(rows(output)) == 2


def test_an_evaluation_judges_substance_and_process(build: Build) -> None:
    toml = '[[catatan]]\nsop = "surat"\nkriteria = 1\nsubstansi = "ya"\nproses = "tidak"\ncatatan = "Antre"\npenilai = "Rina"\ntanggal = 2026-02-03\n'
    toml += '\n[[catatan]]\nsop = "surat"\nkriteria = "Mudah dipahami"\nsubstansi = "ya"\n\n[[catatan]]\nsop = "surat"\nkriteria = "Lucu"\n'
    output, warnings = build(".. sop-evaluasi::\n   :data: e.toml", {"e.toml": toml})
    assert rows(output)[:2] == [
        ["1", "Mampu mendorong peningkatan kinerja", "✓", "", "", "✓", "Antre"],
        ["2", "Mudah dipahami", "✓", "", "", "", ""],
    ]
    assert len(rows(output)) == 7
    assert "2 butir terpenuhi, 1 tidak, 11 belum dinilai." in output
    assert "3 Februari 2026" in output
    assert warnings == ["e.toml:15: WARNING: `Lucu` bukan butir formulir ini; tulis nomornya, 1 sampai 7 [sop.records]"]


def test_the_headings_of_an_evaluation_stand_in_two_rows(build: Build) -> None:
    output, warnings = build(".. sop-evaluasi::\n   :sop: surat", builder="html")
    head = output[output.index("<thead>") : output.index("</thead>")]
    first, second, numbers = head.split("</tr>")[:3]
    assert [*re.findall(r'colspan="(\d)"[^>]*><p>(\w+)', first)] == [("2", "Substansi"), ("2", "Proses")]
    assert len(re.findall(r'rowspan="2"', first)) == 3
    assert re.findall(r"<p>(\w+)</p>", second) == ["Ya", "Tidak"] * 2
    assert re.findall(r"<p>(\w+)</p>", numbers) == list("1234567")
    assert warnings == []


def test_a_trial_has_eight_principles(build: Build) -> None:
    output, warnings = build(".. sop-pengujian::\n   :sop: arsip\n   :penguji: Tim")
    assert [row[0] for row in rows(output)] == list("12345678")
    assert "Pengarsipan Surat" in output
    assert warnings == []
    assert build(".. sop-trial::\n   :sop: kebun")[1] == [
        "index.rst:4: WARNING: Tidak ada SOP yang bernama `kebun` [sop.records]"
    ]


def test_toml_that_is_none_is_said(build: Build) -> None:
    for content in ("a = ", "a = 1", "x = [1, 2]"):
        _, warnings = build(".. sop-evaluation::\n   :data: e.toml", {"e.toml": content})
        assert len(warnings) == 1
        assert warnings[0].startswith("e.toml:1: ERROR:")


def test_a_fault_in_toml_has_its_line(build: Build) -> None:
    _, warnings = build(
        ".. sop-evaluation::\n   :data: e.toml", {"e.toml": '[[catatan]]\nsop = "surat"\nkriteria = satu\n'}
    )
    assert [line.partition(": ")[0] for line in warnings] == ["e.toml:3"]
    assert "TOML" in warnings[0]


NOTED = {
    "m.csv": "SOP,Penilaian,Catatan\nsurat,baik,Café\n",
    "e.toml": '[[catatan]]\nsop = "surat"\nkriteria = 1\ncatatan = "Café"\n',
}
"""Records with a letter that every encoding writes in its own way."""


@pytest.mark.parametrize(("name", "kind", "line"), [("m.csv", "sop-monitoring", 2), ("e.toml", "sop-evaluation", 4)])
def test_records_in_other_encodings_are_read(build: Build, name: str, kind: str, line: int) -> None:
    text = f".. {kind}::\n   :data: {name}"
    output, warnings = build(text, {name: NOTED[name].encode("cp1252")})
    assert "Café" in output
    assert len(warnings) == 1
    assert warnings[0].startswith(f"{name}:{line}: ERROR: ")
    assert "UTF-8" in warnings[0]
    for encoding in ("utf-8-sig", "utf-16"):
        output, warnings = build(text, {name: NOTED[name].encode(encoding)})
        assert "Café" in output
        assert warnings == []
    _, warnings = build(text, {name: NOTED[name].encode("utf-16-le")})  # nothing says what it is
    assert len(warnings) == 1
    assert warnings[0].startswith(f"{name}:1: ERROR: ")


def test_a_column_that_is_required_is_named(build: Build) -> None:
    output, warnings = build(".. sop-distribution::\n   :data: d.csv", {"d.csv": "SOP,Revisi\nsurat,1\n"})
    assert [line.partition(": ERROR: ")[0] for line in warnings] == ["d.csv:1"]
    assert "Penerima" in warnings[0]
    assert rows(output) == [["1", "", "Pencatatan Surat", "1 (lama)", "", "", ""]]


def test_ten_thousand_records_are_all_shown(build: Build) -> None:
    lines = ["SOP,Penerima,Revisi,Paraf", *(f"surat,Unit {number},2,ada" for number in range(10_000))]
    output, warnings = build(".. sop-distribution::\n   :data: d.csv", {"d.csv": "\n".join(lines)}, builder="html")
    assert re.findall(r">Unit (\d+)<", output) == [str(number) for number in range(10_000)]
    assert "10000 salinan; 0 dari revisi lama, 0 tanpa tanda terima." in output
    assert warnings == []


def test_one_bad_file_leaves_the_other_forms_as_they_are(build: Build) -> None:
    text = ".. sop-monitoring::\n   :data: rusak.csv\n\n.. sop-monitoring::\n   :data: m.csv"
    output, warnings = build(text, {"rusak.csv": b"\x00\x01", "m.csv": NOTED["m.csv"]})
    assert [line.partition(": ")[0] for line in warnings] == ["rusak.csv:1"]
    assert "Café" in output
    assert "Pengarsipan Surat" in output


def test_copies_of_an_older_revision_are_marked(build: Build) -> None:
    csv = "SOP,Penerima,Revisi,Salinan,Tanggal,Paraf\nsurat,Umum,02,1,2025-02-03,ada\nsurat,Arsip,1,2,3/2/2024,\n"
    output, warnings = build(".. sop-distribusi::\n   :data: d.csv", {"d.csv": csv})
    assert rows(output) == [
        ["1", "Umum", "Pencatatan Surat", "02", "1", "3 Februari 2025", "ada"],
        ["2", "Arsip", "Pencatatan Surat", "1 (lama)", "2", "3 Februari 2024", ""],
    ]
    assert "2 salinan; 1 dari revisi lama, 1 tanpa tanda terima." in output
    assert warnings == []
    assert len(rows(build(".. sop-distribution::")[0])) == 10


def test_an_inventory_shows_gaps_both_ways(build: Build, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["No", "Tugas", "Fungsi", "Judul SOP"],
        [1, "TU", "Surat menyurat", "Pencatatan Surat"],
        [2, "TU", "Rumah tangga", None],
    ):
        sheet.append(row)
    book.save(tmp_path / "i.xlsx")
    output, _ = build(".. sop-identifikasi:: i.xlsx", {"i.xlsx": (tmp_path / "i.xlsx").read_bytes()})
    assert rows(output) == [
        ["1", "TU", "Surat menyurat", "", "", "", "", "Pencatatan Surat"],
        ["2", "TU", "Rumah tangga", "", "", "", "", ""],
    ]
    assert "Fungsi tanpa SOP:\n\n* Rumah tangga" in output
    assert "SOP tanpa fungsi:\n\n* Pengarsipan Surat" in output


def test_an_inventory_without_a_file_is_made_of_the_sops(build: Build) -> None:
    output, _ = build(".. sop-inventory::")
    assert rows(output) == [["1", "", "Surat menyurat", "", "", "Surat tercatat", "", "Pencatatan Surat"]]


def test_a_changed_file_is_read_again(build: Build) -> None:
    build(".. sop-monitoring::\n   :data: m.csv", {"m.csv": "SOP,Catatan\nsurat,Lama\n"})
    output, _ = build(".. sop-monitoring::\n   :data: m.csv", {"m.csv": "SOP,Catatan\nsurat,Baru sekali\n"})
    assert rows(output)[0][4] == "Baru sekali"


@pytest.mark.parametrize("kind", ["monitoring", "evaluation", "trial", "distribution", "inventory"])
def test_an_english_form_says_nothing_in_indonesian(build: Build, kind: str) -> None:
    output, _ = build(f".. sop-{kind}::", language="en")
    for word in ("Prosedur", "Kriteria", "Prinsip", "Penerima", "Tugas", "Formulir", "Catatan", "Penilai", "tanpa"):
        assert word not in output


# -- the stages between need and revision ------------------------------------------------------------------------------
LIFE = {
    "sop-tim": ("nama,jabatan\nBudi,Arsiparis\n", "Budi"),
    "sop-informasi": ("informasi,sop\nJumlah surat,surat\n", "Jumlah surat"),
    "sop-alternatif": ("alternatif,dipilih\nAplikasi,ya\n", "✓"),
    "sop-daftar-hadir": ("nama\nBudi\n", "Budi"),
    "sop-berita-acara": ("sop,hasil\nsurat,dipahami\n", "dipahami"),
    "sop-penguasaan": ("pelaksana,sop,penguasaan\nStaf,surat,menguasai\n", "✓"),
    "sop-kesimpulan": ("sop,kesimpulan\nsurat,direvisi\n", "0 SOP tetap berlaku, 1 direvisi, 0 dicabut."),
    "sop-tindak-lanjut": ("sop,catatan,status\nsurat,Kurang,belum\n", "1 catatan; 0 selesai, 1 belum."),
}


@pytest.mark.parametrize("name", LIFE)
def test_a_form_is_filled_from_records_and_blank_without(build: Build, name: str) -> None:
    records, shown = LIFE[name]
    blank, warnings = build(f".. {name}::")
    assert warnings == []
    assert "…………………" in blank
    text, warnings = build(f".. {name}::\n   :data: catatan.csv", {"catatan.csv": records})
    assert warnings == []
    assert shown in text
    assert shown not in blank


def test_a_blank_form_of_mastery_names_who_has_to_master_what(build: Build) -> None:
    text, _ = build(".. sop-penguasaan::")
    assert "staf" in text
    assert "Pencatatan Surat" in text


def test_minutes_say_what_was_done_when_and_where(build: Build) -> None:
    text, warnings = build(
        ".. sop-berita-acara::\n   :kegiatan: sosialisasi SOP\n   :tempat: Aula\n   :tanggal: 2 Maret 2026\n   :mengetahui: Budi"
    )
    assert warnings == []
    words = " ".join(text.split())
    assert "Pada tanggal 2 Maret 2026 bertempat di Aula telah dilaksanakan sosialisasi SOP" in words
    assert "Mengetahui" in words


def test_a_conclusion_that_cannot_be_read_has_its_line(build: Build) -> None:
    _, warnings = build(".. sop-kesimpulan::\n   :data: k.csv", {"k.csv": "sop,kesimpulan\nsurat,mungkin\n"})
    assert len(warnings) == 1
    assert "k.csv:2" in warnings[0]
    assert "`mungkin` bukan salah satu dari tetap, direvisi, dicabut" in warnings[0]


def test_the_calendar_names_what_falls_due_in_a_year(build: Build) -> None:
    due = """
.. sop:: Penataan Arsip
   :name: tata
   :status: berlaku
   :tanggal-efektif: 3 Februari 2025
   :tanggal-revisi: 1 Desember 2026

   .. sop-step:: Menata arsip
      :pelaksana: staf
"""
    text, warnings = build(f".. sop-kalender::\n   :tahun: 2026\n{due}")
    words = " ".join(text.split())
    assert warnings == []
    for one in (
        "Februari 2026",
        "Evaluasi",
        "Agustus 2026",
        "Monitoring",
        "1 Desember 2026",
        "Reviu yang direncanakan",
    ):
        assert one in words
    assert "4 kegiatan jatuh tempo pada tahun ini." in words
    _, warnings = build(f".. sop-kalender::\n{due}")
    assert "`tahun` memerlukan tahun" in warnings[0]


def test_a_leaflet_says_what_the_public_has_to_know(build: Build) -> None:
    service = """
.. sop:: Penerbitan Kartu
   :name: kartu
   :output-akhir: Kartu anggota

   .. sop-step:: Mengajukan permohonan
      :pelaksana: pemohon
      :kelengkapan:
         - Formulir
         - Fotokopi KTP
      :waktu: 5 menit

   .. sop-step:: Mencetak kartu
      :pelaksana: petugas
      :waktu: 10 menit
"""
    text, warnings = build(f".. sop-selebaran:: kartu\n   :biaya: Gratis\n{service}")
    assert warnings == []
    words = " ".join(re.sub(r"[|+*=-]", " ", text.split("Nomor SOP")[0]).split())
    for one in (
        "Persyaratan Formulir",
        "Fotokopi KTP",
        "pemohon: mengajukan permohonan",
        "15 menit",
        "Gratis",
        "Kartu anggota",
    ):
        assert one in words
    assert "Pengaduan" not in words
    _, warnings = build(".. sop-selebaran:: entah")
    assert len(warnings) == 1
