"""The Lembar Verifikasi SOP: every element has a row, findings stand with theirs, and it can be filled in."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from .manuals import CLEAN, CONF, FAULTY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet
    from playwright.sync_api import Browser, Page

    from .conftest import Outcome

    Run = Callable[..., Outcome]
    Write = Callable[[Mapping[str, str | bytes]], Path]

AGENCY = 'sop_agency = {"name": ["Dinas Arsip <Contoh>"], "place": "Contoh"}\n'
ELEMENTS = [
    "Logo, nama instansi, dan satuan kerja", "Nomor SOP", "Tanggal Pembuatan", "Tanggal Revisi", "Tanggal Efektif",
    "Disahkan oleh", "Nama SOP", "Dasar Hukum", "Kualifikasi Pelaksana", "Keterkaitan", "Peralatan/Perlengkapan",
    "Peringatan", "Pencatatan dan Pendataan", "Formulir identitas secara keseluruhan", "Pelaksana", "Langkah 1",
    "Langkah 2", "Langkah 3", "Simbol dan alur secara keseluruhan",
]  # fmt: skip
JUDGED = 8
"""Rows at the end that only the verifier can judge."""


@pytest.fixture
def indonesian(write: Write) -> Path:
    """A manual in Indonesian with something to say about its steps, its form and the manual itself."""
    conf = CONF.replace('"en"', '"id"') + AGENCY
    loose = "Lepas\n=====\n\n:ref:`tiada`\n"
    return write({"conf.py": conf, "sop/clean.rst": CLEAN, "sop/faulty.rst": FAULTY, "loose.rst": loose})


@pytest.fixture
def workbook(sphinx_sop: Run, indonesian: Path, tmp_path: Path) -> Workbook:
    found = sphinx_sop("check", "manual", "--format", "xlsx", "--output", "lembar.xlsx")
    assert found.code == 1
    return load_workbook(io.BytesIO((tmp_path / "lembar.xlsx").read_bytes()))


def table(sheet: Worksheet) -> list[list[str]]:
    return [["" if cell.value is None else str(cell.value) for cell in row] for row in sheet.iter_rows()]


def rows_of(sheet: Worksheet, title: str) -> Iterator[list[str]]:
    """The numbered rows of one SOP."""
    rows = table(sheet)
    start = next(place for place, row in enumerate(rows) if row[0] == title)
    for row in rows[start:]:
        if row[0].startswith("Catatan verifikator"):
            return
        if row[0].isdigit():
            yield row


# -- workbook --------------------------------------------------------------------------------------------------------
def test_every_element_has_a_row_in_order(workbook: Workbook) -> None:
    rows = list(rows_of(workbook["Lembar Verifikasi SOP"], "SOP Pengelolaan Surat"))
    assert [row[1].split("\n")[0] for row in rows[:-JUDGED]] == ELEMENTS
    assert [row[0] for row in rows] == [str(number) for number in range(1, len(ELEMENTS) + JUDGED + 1)]


def test_what_only_a_person_can_judge_has_rows_of_its_own(workbook: Workbook) -> None:
    sheet = workbook["Lembar Verifikasi SOP"]
    titles = [row[0] for row in table(sheet)]
    assert titles.count("Penilaian verifikator") == 2
    for title in ("SOP Pengelolaan Surat", "Pemberian Cuti Tahunan"):
        judged = list(rows_of(sheet, title))[-JUDGED:]
        assert {row[2] for row in judged} == {"Dinilai oleh verifikator"}
        assert len({row[1] for row in judged}) == JUDGED


KEYS = """
sop_units = {"bidang": {"name": "Bidang Kearsipan", "official": "kabid"}}
sop_officials = {
    "kabid": {"position": "Kepala Bidang Arsip", "name": "Sri Contoh", "nip": "197001011995011001", "acting": "Plt."},
}
"""


def test_names_stand_where_keys_were_typed_and_sops_in_the_order_of_the_manual(
    sphinx_sop: Run, write: Write, tmp_path: Path
) -> None:
    named = (
        ":disahkan-oleh: Kepala Badan\n                   Budi Santoso\n                   NIP. 197001012000031001\n"
    )
    assert named in CLEAN

    def sop(title: str, related: str, approved: str) -> str:
        text = CLEAN.replace("Pemberian Cuti Tahunan", title).replace(":keterkaitan: -", f":keterkaitan: - {related}")
        text = text.replace("800/01/2025", f"800/{related}/2025")
        return text.replace(named, f":satuan-kerja: bidang\n{approved}")

    first, second = sop("Penyusutan Arsip", "zona", ""), sop("Peminjaman Arsip", "alfa", "   :disahkan-oleh: kabid\n")
    index = "Buku\n====\n\n.. toctree::\n\n   sop/zona\n   sop/alfa\n"
    conf = CONF.replace('"en"', '"id"') + KEYS
    write({"conf.py": conf, "index.rst": index, "sop/alfa.rst": first, "sop/zona.rst": second})
    sphinx_sop("check", "manual", "--format", "xlsx", "--output", "lembar.xlsx")
    book = load_workbook(io.BytesIO((tmp_path / "lembar.xlsx").read_bytes()))
    assert [row[2] for row in table(book["Rekapitulasi"])[1:]] == ["Peminjaman Arsip", "Penyusutan Arsip"]
    text = "\n".join(" ".join(row) for row in table(book["Lembar Verifikasi SOP"]))
    assert "kabid" not in text
    assert text.count("Plt. Kepala Bidang Arsip, Sri Contoh, NIP. 197001011995011001") == 4  # head and row of each
    assert "Keterkaitan\nPenyusutan Arsip (800/zona/2025)" in text
    assert "Keterkaitan\nPeminjaman Arsip (800/alfa/2025)" in text


def test_findings_stand_with_their_elements(workbook: Workbook) -> None:
    rows = {row[1].split("\n")[0]: row for row in rows_of(workbook["Lembar Verifikasi SOP"], "SOP Pengelolaan Surat")}
    found = {name: row[2].split("\n") for name, row in rows.items() if row[2] != "Tidak ada temuan"}
    found = {name: lines for name, lines in found.items() if lines != ["Dinilai oleh verifikator"]}
    assert {name: [line.split()[0] for line in lines] for name, lines in found.items()} == {
        "Nomor SOP": ["SOP101"],
        "Nama SOP": ["SOP110"],
        "Langkah 1": ["SOP312", "ref.ref"],
        "Langkah 2": ["SOP201"],
        "Langkah 3": ["SOP312", "SOP303"],
    }
    assert found["Nomor SOP"] == ["SOP101 (kesalahan): Wajib diisi, tetapi tidak ada atau kosong: `nomor`"]
    assert rows["Langkah 2"][1] == "Langkah 2\nMemeriksa surat (kepala)"
    assert all(row[3] for name, row in rows.items() if name in found), "advice"
    assert all(row[4] == "" for row in rows.values()), "left to the verifier"


def test_a_clean_sop_has_a_sheet_too(workbook: Workbook) -> None:
    rows = list(rows_of(workbook["Lembar Verifikasi SOP"], "Pemberian Cuti Tahunan"))
    assert [row[2] for row in rows] == ["Tidak ada temuan"] * (len(ELEMENTS) - 1) + [
        "Dinilai oleh verifikator"
    ] * JUDGED  # one step less


def test_what_lies_in_no_sop_comes_first(workbook: Workbook) -> None:
    rows = list(rows_of(workbook["Lembar Verifikasi SOP"], "Buku SOP secara keseluruhan"))
    assert rows[0][1] == "manual/loose.rst"
    assert "ref.ref" in rows[0][2]


def test_it_can_be_printed_and_filled_in(workbook: Workbook) -> None:
    sheet = workbook["Lembar Verifikasi SOP"]
    assert table(sheet)[0] == ["No", "Unsur/Langkah", "Temuan", "Saran", "Sesuai/Tidak"]
    assert sheet.freeze_panes == "A2"
    assert sheet.print_title_rows == "$1:$1"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    lists = {one.formula1: one for one in sheet.data_validations.dataValidation}
    judged = [row for row in range(1, sheet.max_row + 1) if str(sheet.cell(row, 1).value or "").isdigit()]
    assert set(judged) <= {row for row in range(1, sheet.max_row + 1) if f"E{row}" in lists['"Sesuai,Tidak"'].sqref}
    assert all(sheet.cell(row, column).alignment.wrap_text for row in judged for column in range(1, 6))
    starts = [number for number, row in enumerate(table(sheet), 1) if row[0] == "DINAS ARSIP <CONTOH>"]
    assert {start - 1 for start in starts[1:]} <= {one.id for one in sheet.row_breaks.brk}
    text = "\n".join(" ".join(row) for row in table(sheet))
    for label in (
        "Catatan verifikator",
        "Hasil verifikasi",
        "Verifikator",
        "Tempat dan tanggal: Contoh, ",
        "Tanda tangan",
        "NIP",
    ):
        assert text.count(label) >= 3, label


def test_the_summary_counts_what_is_filled_in(workbook: Workbook) -> None:
    rows = table(workbook["Rekapitulasi"])
    assert rows[0][-5:] == ["Kesalahan", "Peringatan", "Informasi", "Sesuai", "Tidak"]
    by_title = {row[2]: row for row in rows[1:]}
    assert by_title["SOP Pengelolaan Surat"][:2] == ["2", ""]
    assert by_title["SOP Pengelolaan Surat"][4:7] == ["2", "2", "2"]
    assert by_title["Pemberian Cuti Tahunan"][4:7] == ["0", "0", "0"]
    first, last = by_title["SOP Pengelolaan Surat"][7].split("$E")[1:]
    assert by_title["SOP Pengelolaan Surat"][7].startswith("=COUNTIF('Lembar Verifikasi SOP'!$E")
    assert int(last.split(",")[0].lstrip("$")) - int(first.strip("$:")) + 1 >= len(ELEMENTS)


def test_it_speaks_the_language_that_is_asked_for(sphinx_sop: Run, indonesian: Path) -> None:
    page = sphinx_sop("check", "manual", "--format", "html", "--language", "en").out
    for word in ("Temuan", "Sesuai", "Langkah", "kesalahan", "Rekapitulasi"):
        assert word not in page
    assert "SOP Verification Sheet" in page


# -- page ------------------------------------------------------------------------------------------------------------
def test_nothing_in_the_page_comes_from_elsewhere(sphinx_sop: Run, indonesian: Path) -> None:
    page = sphinx_sop("check", "manual", "--format", "html").out
    assert "http:" not in page
    assert "https:" not in page
    assert "<script" not in page
    assert "Dinas Arsip &lt;Contoh&gt;" in page


@pytest.fixture
def page(sphinx_sop: Run, indonesian: Path, tmp_path: Path, browser: Browser) -> Iterator[Page]:
    """The sheet in a browser."""
    sphinx_sop("check", "manual", "--format", "html", "--output", "lembar.html")
    opened = browser.new_page()
    opened.goto((tmp_path / "lembar.html").as_uri())
    yield opened
    opened.close()


def test_every_row_is_judged_by_one_of_two_answers(page: Page) -> None:
    sheet = page.locator("section.sheet", has=page.locator("h2", has_text="SOP Pengelolaan Surat")).last
    rows = sheet.locator("tr", has=page.locator("input"))
    assert rows.count() in {len(ELEMENTS) + JUDGED, len(ELEMENTS) + JUDGED + 1}
    row = rows.nth(3)
    row.get_by_label("Sesuai").check()
    row.get_by_label("Tidak").check()
    assert not row.get_by_label("Sesuai").is_checked()
    assert sheet.locator("input:checked").count() == 1


def test_on_paper_every_sheet_begins_a_page_and_nothing_is_cut(page: Page, tmp_path: Path) -> None:
    pypdf = pytest.importorskip("pypdf")
    printed = page.pdf(path=tmp_path / "lembar.pdf", prefer_css_page_size=True)
    pages = pypdf.PdfReader(io.BytesIO(printed)).pages
    width, height = float(pages[0].mediabox.width), float(pages[0].mediabox.height)
    assert (round(width), round(height)) == (842, 595)
    texts = [one.extract_text() for one in pages]
    begun = [number for number, text in enumerate(texts) if "LEMBAR VERIFIKASI SOP" in text]
    assert len(begun) == 4  # summary, manual, two SOPs
    assert all(text.count("LEMBAR VERIFIKASI SOP") <= 1 for text in texts)
    assert all("Unsur/Langkah" in text for text in texts[1:] if "Tidak ada temuan" in text)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 1016, "height": 700})  # what a sheet is wide between its margins
    cut = page.evaluate(
        "[...document.querySelectorAll('td, th')].filter(cell => cell.scrollWidth > cell.clientWidth + 1).length"
    )
    assert cut == 0


@pytest.mark.parametrize("form", ["xlsx", "html"])
def test_long_values_stand_whole(sphinx_sop: Run, write: Write, tmp_path: Path, form: str) -> None:
    long = "Mengajukan permohonan " + ", ".join(f"lampiran {number}" for number in range(1, 41))
    write({"conf.py": CONF.replace('"en"', '"id"'), "sop.rst": CLEAN.replace("Mengajukan permohonan", long)})
    sphinx_sop("check", "manual", "--format", form, "--output", f"lembar.{form}")
    written = (tmp_path / f"lembar.{form}").read_bytes()
    if form == "xlsx":
        cells = [
            str(cell.value)
            for row in load_workbook(io.BytesIO(written))["Lembar Verifikasi SOP"].iter_rows()
            for cell in row
        ]
        written = "\n".join(cells).encode()
    assert f"{long} (" in written.decode()
