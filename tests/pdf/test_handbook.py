"""The whole manual as one PDF: nothing lost, links and bookmarks right, pages as they are signed and archived."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pypdf
import pytest
from docutils import nodes

from sphinxcontrib_sop.output.typst.book import parts, runs
from sphinxcontrib_sop.output.typst.builders.handbook import handbook_name
from sphinxcontrib_sop.output.typst.compiler import engine

from .pdfs import CONNECTOR, bookmarks, links, structure, told, words_of
from .procedures import FORM, random_sop, sop, step

CONSTRUCTS = Path(__file__).parent / "constructs"
MM = 72 / 25.4
FRONT = ".. sop-cover::\n   :title: Judul Sampul\n\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """The manual with every construct, printed once for all tests that only look."""

    reader: pypdf.PdfReader
    pages: list[str]
    warnings: list[str]
    plain: str
    """What Sphinx's own builder of plain text makes of it."""


def sphinx_build(builder: str, source: Path, output: Path, *options: str, **environment: str) -> list[str]:
    """Run Sphinx in a process of its own; return what it warned of."""
    command = [sys.executable, "-m", "sphinx", "-q", "-b", builder, "-d", str(output.parent / "doctrees"), *options]
    done = subprocess.run(
        [*command, str(source), str(output)],
        check=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1", "NO_COLOR": "1", **environment},
    )
    return [line.removeprefix(f"{source}{os.sep}") for line in done.stderr.splitlines()]


@pytest.fixture(scope="module")
def printed(require_tool: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Printed:
    require_tool("typst")
    require_tool("dot")
    folder = tmp_path_factory.mktemp("constructs")
    source = folder / "source"
    shutil.copytree(CONSTRUCTS, source)
    warnings = sphinx_build("sop-pdf", source, folder / "pdf", "-D", "sop_pdf_standard=ua-1")
    sphinx_build("text", source, folder / "text")
    reader = pypdf.PdfReader(folder / "pdf" / "Semua Bentuk.pdf")
    plain = "\n".join(path.read_text(encoding="utf-8") for path in (folder / "text").rglob("*.txt"))
    return Printed(reader=reader, pages=[page.extract_text() for page in reader.pages], warnings=warnings, plain=plain)


def page_with(pages: list[str], text: str) -> int:
    """Number of the last page, from 0, that has a text: contents and running heads have many of them too."""
    return max(number for number, page in enumerate(pages) if words_of(text) in words_of(page))


# -- every construct -------------------------------------------------------------------------------------------------
def test_what_cannot_be_printed_is_one_message_each(printed: Printed) -> None:

    assert len(printed.warnings) == 6, printed.warnings
    for name in ("hilang.png", "rusak.svg", "palsu.png", "https://contoh.example/jauh.png", "perintahtakdikenal"):
        assert sum(name in line for line in printed.warnings) == 1
    (fonts,) = (line for line in printed.warnings if "sop_fonts" in line)
    assert fonts.startswith("tabel.rst:84: ")
    assert all(f"U+{code}" in fonts for code in ("4E2D", "6587", "1F600"))


def test_every_word_of_the_plain_text_is_printed(printed: Printed) -> None:
    shown = words_of(" ".join([*printed.pages, *told(printed.reader)])).casefold().replace("-", "")
    words = {word for word in re.findall(r"\w[\w.'/]*\w|\w", printed.plain) if words_of(word).casefold() not in shown}
    lacked_by_fonts = {"中文", "中"}
    written_otherwise = {"number", "s", "image", "Mulai/selesai", "H_2O"}  # placeholders of numbers, "[image: ...]"
    assert words - lacked_by_fonts - written_otherwise == set()


def test_what_is_for_other_formats_is_not_printed(printed: Printed) -> None:
    whole = words_of(" ".join(printed.pages))
    for text in ("Hanya di kertas.", "MENTAH KERTAS"):
        assert words_of(text) in whole
    for text in ("Hanya di layar", "mentah layar", "komentar yang tidak", "tak tercetak"):
        assert words_of(text) not in whole


def test_bookmarks_have_the_numbers_of_sphinx(printed: Printed) -> None:
    found = bookmarks(printed.reader)
    titles = [(depth, title) for depth, title, _ in found]
    assert titles == [
        (0, "Daftar Isi"),
        (0, "Buku Bentuk"),
        (0, "1 Bentuk sebaris"),
        (0, "2 Bentuk blok"),
        (1, "2.1 Daftar"),
        (1, "2.2 Kode"),
        (1, "2.3 Kotak"),
        (2, "2.3.1 subjudul bertaut"),
        (3, "2.3.1.1 Tingkat empat"),
        (4, "2.3.1.1.1 Tingkat lima"),
        (0, "Tabel dan gambar"),
        (0, "Apendiks"),
        (0, "Objek"),
        (0, "Penyusunan Laporan Uji"),
        (0, "Indeks Modul Python"),
        (0, "Indeks"),
    ]
    for _, title, page in found:
        assert words_of(title.lstrip("0123456789. ")) in words_of(printed.pages[page])


def test_pages_are_roman_then_arabic(printed: Printed) -> None:
    labels = printed.reader.page_labels
    assert labels[:3] == ["i", "ii", "1"]
    assert labels[-1] == str(len(labels) - 2)


def test_contents_and_index_name_the_right_pages(printed: Printed) -> None:
    contents, index = printed.pages[1], printed.pages[-1]
    for title in ("Bentuk blok", "Kotak", "Objek", "Penyusunan Laporan Uji"):
        number = next(page for _, name, page in bookmarks(printed.reader) if name.endswith(title)) - 1
        assert re.search(rf"{title}[ .\u2060]*{number}\b", contents), title
    for entry, text in (
        ("warkat", "Rekaman kegiatan"),
        ("pencarian", "Sandi"),
        (r"arahan \(direktif\)", ".. arahan::"),
    ):
        assert re.search(rf"{entry}, {page_with(printed.pages, text) - 1}\b", index), entry
    assert "lihat entri" in index


def test_references_lead_to_their_places(printed: Printed) -> None:
    pages, found = printed.pages, set(links(printed.reader))
    inline = page_with(pages, "Peran SKPD")
    for text in ("Menyusun laporan", "Kode", "contoh.py", "Keterangan gambar", "Rekaman kegiatan", "Mencetak semua"):
        assert (inline, page_with(pages[: len(pages) - 2], text)) in found, text
    addresses = {address for _, address in found if isinstance(address, str)}
    assert addresses >= {
        "https://contoh.example/a?b=c&d=e",
        "https://contoh.example/anonim",
        "https://contoh.example/gambar",
        "https://contoh.example/parsed",
    }
    chart = page_with(pages, "Memeriksa laporan")
    assert (chart, page_with(pages[:chart], "Bentuk blok")) in found or any(page == chart for page, _ in found)


def test_notes_stand_at_the_foot_of_the_page_once(printed: Printed) -> None:
    page = printed.pages[page_with(printed.pages, "Catatan bernomor tetap")]
    last = page.index("Pustaka yang dikutip")
    for note in ("bernomor tetap", "bernama", "otomatis", "bintang"):
        assert page.index(f"Catatan {note}") > last
        assert sum(text.count(f"Catatan {note}") for text in printed.pages) == 1
    # in a flowchart table and a form it stands with the SOP
    assert [number for number, text in enumerate(printed.pages) if "Catatan milik SOP" in text] == [
        page_with(printed.pages, "Memeriksa laporan")
    ]


def test_a_long_table_repeats_its_heading(printed: Printed) -> None:
    with_rows = [page for page in printed.pages if "baris panjang nomor" in page]
    assert len(with_rows) > 2
    assert all(re.search(r"nomor\s+keterangan", page) for page in with_rows)


def test_figures_and_formulas_are_numbered_as_sphinx_does(printed: Printed) -> None:
    whole = " ".join(" ".join(printed.pages).split())
    for text in ("Gambar. 1 Keterangan gambar.", "Tabel 1 Tabel kisi", "Gambar. 1, Bagian 2.2, (1)"):
        assert words_of(text) in words_of(whole)


# -- archive and access ----------------------------------------------------------------------------------------------
HEADINGS = re.compile(r"/H(\d)")


def test_the_structure_is_that_of_an_accessible_document(printed: Printed) -> None:
    """What the rules of PDF/UA-1 ask and can be seen from outside; Typst itself refuses much of the rest."""
    root = printed.reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 - an object of pypdf
    assert str(root["/Lang"]).startswith("id")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    assert "pdfuaid:part>1<" in xmp(printed.reader)
    elements = structure(printed.reader)
    kinds = {str(element["/S"]) for element in elements}
    assert kinds >= {
        "/H1",
        "/H2",
        "/P",
        "/L",
        "/LI",
        "/Table",
        "/TR",
        "/TH",
        "/TD",
        "/Figure",
        "/Link",
        "/TOC",
        "/Note",
    }
    for element in elements:
        if element["/S"] in {"/Figure", "/Formula"}:
            assert element.get("/Alt") or element.get("/ActualText"), element
    levels = [int(match[1]) for element in elements if (match := HEADINGS.fullmatch(str(element["/S"])))]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    for page in printed.reader.pages:
        if "/Annots" in page:
            assert page["/Tabs"] == "/S"


def xmp(reader: pypdf.PdfReader) -> str:
    return str(reader.trailer["/Root"]["/Metadata"].get_data().decode("utf-8"))


def test_an_archived_document_says_so_and_has_its_colours_and_fonts(manual: Any) -> None:
    manual.write(satu=sop("satu", step("Memeriksa **berkas** *asli* ``x``", 0), options=FORM.format(status="berlaku")))
    reader = manual.print_book(sop_pdf_standard=["a-2a", "ua-1"], author="Dinas Contoh")
    assert manual.warnings == []
    about = xmp(reader)
    assert "pdfaid:part>2<" in about
    assert "pdfaid:conformance>A<" in about
    assert "pdfuaid:part>1<" in about
    (intent,) = reader.trailer["/Root"]["/OutputIntents"]
    assert intent.get_object()["/S"] == "/GTS_PDFA1"
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == ("Uji", "Dinas Contoh")
    assert reader.metadata.creation_date is not None
    assert reader.metadata.creation_date.date().isoformat() == "2025-02-03"  # the latest date of an SOP
    fonts = [
        font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        for page in reader.pages
        for font in page["/Resources"].get("/Font", {}).values()
    ]
    assert fonts
    assert all(any(key.startswith("/FontFile") for key in font) for font in fonts)


def test_the_same_source_gives_the_same_bytes(manual: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    manual.write(a=random_sop("a", 5, 3), b=random_sop("b", 12, 3))
    for settings in ({}, {"sop_pdf_parts": 1}):
        first = manual.print_book(**settings).metadata.creation_date
        before = manual.book.read_bytes()
        shutil.rmtree(manual.output)
        manual.print_book(**settings)
        assert manual.book.read_bytes() == before
        assert first.timestamp() == 1700000000


# -- pages -----------------------------------------------------------------------------------------------------------
def test_text_is_upright_and_sops_are_level(manual: Any) -> None:
    manual.write(teks="Teks\n====\n\nIsi.\n", satu=random_sop("satu", 4, 3))
    reader = manual.print_book()
    sizes = [(round(page.mediabox.width / MM), round(page.mediabox.height / MM)) for page in reader.pages]
    assert sizes.count((297, 210)) == 2
    assert sizes.count((210, 297)) == len(sizes) - 2


def test_the_pages_of_an_sop_are_counted_by_themselves(manual: Any) -> None:
    manual.write(awal="Awal\n====\n\nIsi.\n", besar=random_sop("besar", 30, 5), kecil=random_sop("kecil", 3, 3))
    pages = [page.extract_text() for page in manual.print_book().pages]
    counted = [re.search(r"Halaman (\d+) dari (\d+)", page) for page in pages]
    shown = [(int(one[1]), int(one[2])) for one in counted if one]
    big, small = shown[:-2], shown[-2:]
    assert big == [(number, len(big)) for number in range(1, len(big) + 1)]
    assert small == [(1, 2), (2, 2)]
    connectors = [int(page) for one in CONNECTOR.finditer(" ".join(pages)) for page in one[2].split(",")]
    assert connectors
    assert max(connectors) <= len(big)
    # the number of the page in the manual stands in the head
    first = next(number for number, one in enumerate(counted) if one)
    assert re.search(rf"\bUji\s*{manual.print_book().page_labels[first]}\b", pages[first])


def test_a_manual_without_cover_has_a_title_page(manual: Any) -> None:
    manual.write(teks="Teks\n====\n\nIsi.\n")
    reader = manual.print_book(project="Uji", release="7", author="Dinas Contoh", today="hari ini")
    first = " ".join(reader.pages[0].extract_text().split())
    assert first == "Uji Rilis 7 Dinas Contoh hari ini"


def test_leading_pages_stand_before_the_contents(manual: Any) -> None:
    manual.write(
        index=f"Uji\n===\n\n{FRONT}.. toctree::\n\n   pengantar\n   sah\n   teks\n   satu\n",
        pengantar="Pengantar\n=========\n\nKata pengantar.\n",
        sah="Lembar Pengesahan\n=================\n\n.. sop-approval::\n   :blok: Disusun oleh | Kepala Bidang; Nama; NIP. 1 | -\n",
        teks="Teks\n====\n\nIsi utama.\n",
        satu=random_sop("satu", 3, 3),
    )
    reader = manual.print_book()
    pages = [page.extract_text() for page in reader.pages]
    order = [
        page_with(pages, text) for text in ("JUDUL SAMPUL", "Kata pengantar", "Disusun oleh", "Daftar Isi", "Isi utama")
    ]
    assert order == [0, 1, 2, 3, 4]
    assert reader.page_labels[:5] == ["i", "ii", "iii", "iv", "1"]
    assert [title for _, title, _ in bookmarks(reader)][:4] == ["Pengantar", "Lembar Pengesahan", "Daftar Isi", "Teks"]
    assert "Uji" not in pages[0], "a cover has no running head"


def test_captions_of_the_root_document_are_parts(manual: Any) -> None:
    toctree = ".. toctree::\n   :caption: {}\n\n   {}\n\n"
    manual.write(
        index="Uji\n===\n\n" + toctree.format("Bagian A", "a") + toctree.format("Bagian B", "b"),
        a="Bab A\n=====\n\n" + toctree.format("Di dalam", "c"),
        b="Bab B\n=====\n\nIsi.\n",
        c="Bab C\n=====\n\nIsi.\n",
    )
    reader = manual.print_book()
    assert [(depth, title) for depth, title, _ in bookmarks(reader)] == [
        (0, "Daftar Isi"),
        (0, "Bagian A"),
        (1, "Bab A"),
        (2, "Bab C"),
        (0, "Bagian B"),
        (1, "Bab B"),
    ]
    assert "Di dalam" in " ".join(page.extract_text() for page in reader.pages)


def test_leading_pages_belong_to_the_part_they_are_typed_in(manual: Any) -> None:
    toctree = ".. toctree::\n   :caption: {}\n\n   {}\n\n"
    manual.write(
        index="Uji\n===\n\n" + toctree.format("Awal", "kata\n   sah\n   teks") + toctree.format("Isi", "b"),
        kata="Kata\n====\n\nKata pengantar.\n\nBagian\n------\n\nIsi.\n",
        sah="Sah\n===\n\n.. sop-approval::\n   :blok: Disusun oleh | Kepala Bidang; Nama; NIP. 1 | -\n",
        teks="Teks\n====\n\nIsi.\n",
        b="Bab B\n=====\n\nIsi.\n",
    )
    expected = [
        (0, "Awal"),
        (1, "Kata"),
        (2, "Bagian"),
        (1, "Sah"),
        (1, "Daftar Isi"),
        (1, "Teks"),
        (0, "Isi"),
        (1, "Bab B"),
    ]
    reader = manual.print_book(sop_pdf_standard="ua-1")  # Typst refuses a first heading of another level than 1
    assert manual.warnings == []
    assert [(depth, title) for depth, title, _ in bookmarks(reader)] == expected
    in_parts = manual.print_book(sop_pdf_parts=1)
    assert [(depth, title) for depth, title, _ in bookmarks(in_parts)] == expected


def test_the_heading_of_a_group_never_ends_a_page(manual: Any) -> None:
    """However many rows stand above it."""
    rows = "".join(random_sop(f"s{number}", 1, 2, options="   :unit: a\n") for number in range(40))
    last = random_sop("akhir", 1, 2, options="   :unit: b\n")
    columns = ".. sop-list::\n   :columns: nama\n"
    for filling in range(1, 5):
        text = "".join(f"Baris {number}.\n\n" for number in range(filling))
        manual.write(daftar=f"Daftar\n======\n\n{text}{columns}", isi=f"Isi\n===\n\n{rows}{last}")
        units = {"a": {"name": "Unit Awal"}, "b": {"name": "Unit Akhir"}}
        pages = [page.extract_text() for page in manual.print_book(sop_units=units).pages]
        for page in pages:
            lines = [line for line in page.splitlines() if line.strip() and not line.strip().isdecimal()]
            assert lines[-1] not in {"Unit Awal", "Unit Akhir"}


def test_a_form_stands_below_the_few_words_that_introduce_it(manual: Any) -> None:
    form = ".. sop-monitoring::\n"
    manual.write(
        a=f"Pemantauan\n==========\n\nDipantau tiap semester.\n\n{form}",
        b=f"Penjelasan\n==========\n\n{'Kalimat panjang yang menjelaskan. ' * 20}\n\n{form}",
        satu=random_sop("satu", 3, 3),
    )
    pages = [page.extract_text() for page in manual.print_book().pages]
    first, second = (page_with(pages, text) for text in ("Dipantau tiap semester", "Kalimat panjang"))
    assert "FORMULIR MONITORING" in pages[first]
    assert "FORMULIR MONITORING" not in pages[second]
    assert "FORMULIR MONITORING" in pages[second + 1]


def test_a_single_caption_names_the_contents(manual: Any) -> None:
    manual.write(index="Uji\n===\n\n.. toctree::\n   :caption: Isi Buku:\n\n   a\n", a="Bab A\n=====\n\nTeks.\n")
    assert [title for _, title, _ in bookmarks(manual.print_book())] == ["Isi Buku", "Bab A"]


def test_an_sop_inside_something_else_follows_it(manual: Any) -> None:
    inside = "".join(f"   {line}\n" if line else "\n" for line in sop("satu", step("Memeriksa", 0)).splitlines())
    manual.write(index=f"Uji\n===\n\n.. container:: x\n\n{inside}\n   Sesudahnya.\n")
    pages = [page.extract_text() for page in manual.print_book().pages]
    assert manual.status == 0
    assert page_with(pages, "Memeriksa") > page_with(pages, "Sesudahnya")


def test_a_list_of_sops_names_their_pages(manual: Any) -> None:
    manual.write(
        index="Uji\n===\n\n.. toctree::\n\n   daftar\n   satu\n",
        daftar="Daftar\n======\n\n.. sop-list::\n   :columns: nama, halaman\n",
        satu=random_sop("satu", 3, 3),
    )
    for settings in ({}, {"sop_pdf_parts": 1}):
        pages = [page.extract_text() for page in manual.print_book(**settings).pages]
        listed = pages[page_with(pages, "Hal.")]
        assert re.search(rf"Penyusunan satu\s+{page_with(pages, 'Halaman 1 dari') - 1}\b", listed)


# -- in parts --------------------------------------------------------------------------------------------------------
@pytest.fixture
def both(manual: Any) -> tuple[pypdf.PdfReader, pypdf.PdfReader]:
    """One manual in one piece and in parts."""
    manual.write(
        index=f"Uji\n===\n\n{FRONT}.. toctree::\n   :caption: A\n\n   a\n   satu\n\n.. toctree::\n   :caption: B\n\n   b\n   dua\n",
        a="Bab A\n=====\n\n.. index:: entri\n\nLihat :doc:`b` dan :sop:ref:`dua` serta `luar <https://contoh.example/>`_.\n",
        b="Bab B\n=====\n\nLihat :doc:`a`.\n\nBagian\n------\n\nIsi.\n",
        satu=random_sop("satu", 20, 4),
        dua=random_sop("dua", 5, 3),
    )
    manual.print_book()
    copy = manual.book.with_name("whole.pdf")
    shutil.move(manual.book, copy)
    return pypdf.PdfReader(copy), manual.print_book(sop_pdf_parts=2)


def test_parts_joined_are_the_whole(both: tuple[pypdf.PdfReader, pypdf.PdfReader], manual: Any) -> None:
    whole, joined = both
    assert manual.warnings == []
    texts = [[words_of(page.extract_text()) for page in one.pages] for one in both]
    assert len(texts[0]) == len(texts[1])
    assert texts[0] == texts[1]
    assert bookmarks(joined) == bookmarks(whole)
    assert set(links(joined)) == set(links(whole))
    assert joined.page_labels == whole.page_labels
    assert joined.metadata is not None
    assert joined.metadata.title == "Uji"
    assert tags(joined) == tags(whole)
    said = [[link_words(page) for page in one.pages] for one in (joined, whole)]
    assert said[0][:3] == said[1][:3], "contents"
    assert said[0][3] == ["Bab B, halaman 7", "Penyusunan dua, halaman 8", "https://contoh.example/"]
    assert_structure_is_sound(joined)


def tags(reader: pypdf.PdfReader) -> list[tuple[int, str, int]]:
    """Depth, role and page of every element of the structure."""
    pages = {page.indirect_reference.idnum: number for number, page in enumerate(reader.pages)}
    found: list[tuple[int, str, int]] = []

    def walk(element: Any, depth: int) -> None:
        children = element.get("/K", [])
        children = children if isinstance(children, list) else [children]
        page = element.raw_get("/Pg").idnum if "/Pg" in element else None
        found.append((depth, element["/S"], pages.get(page, -1)))
        for child in (child.get_object() for child in children):
            if isinstance(child, dict) and "/S" in child:
                walk(child, depth + 1)

    walk(reader.trailer["/Root"]["/StructTreeRoot"]["/K"][0].get_object(), 0)
    return found


def link_words(page: pypdf.PageObject) -> list[str]:
    """What is said of the links of a page."""
    return [str(annotation.get_object().get("/Contents", "")) for annotation in page.get("/Annots", [])]


def assert_structure_is_sound(reader: pypdf.PdfReader) -> None:
    """Every page and link finds itself in the tree, no name of a cell is used twice, every name of a heading is there."""
    tree = reader.trailer["/Root"]["/StructTreeRoot"]
    numbers = tree["/ParentTree"]["/Nums"]
    parents = dict(zip(numbers[::2], (item.get_object() for item in numbers[1::2]), strict=True))
    assert len(parents) == len(numbers) // 2
    for page in reader.pages:
        if "/StructParents" in page:
            for parent in parents[page["/StructParents"]]:
                assert parent.get_object().raw_get("/Pg") == page.indirect_reference
        for annotation in (item.get_object() for item in page.get("/Annots", [])):
            assert parents[annotation["/StructParent"]]["/S"] == "/Link"
    names = tree["/IDTree"]["/Names"]
    ids = dict(zip(names[::2], (item.get_object() for item in names[1::2]), strict=True))
    assert len(ids) == len(names) // 2
    assert list(ids) == sorted(ids)
    assert all(element["/ID"] == name for name, element in ids.items())


def test_parts_keep_the_standards(manual: Any) -> None:
    manual.write(
        index="Uji\n===\n\n.. toctree::\n   :caption: A\n\n   a\n   b\n\n.. toctree::\n   :caption: B\n\n   satu\n",
        a="Bab A\n=====\n\nLihat :sop:ref:`satu`.\n",
        b="Bab B\n=====\n\nIsi.\n",
        satu=random_sop("satu", 5, 3),
    )
    reader = manual.print_book(sop_pdf_parts=1, sop_pdf_standard=["a-2a", "ua-1"])
    about = reader.trailer["/Root"]["/Metadata"].get_data()
    assert manual.warnings == []
    assert b"pdfaid:conformance" in about
    assert b"pdfuaid:part" in about
    assert f"<xmpTPg:NPages>{len(reader.pages)}<".encode() in about


def test_a_large_manual_is_compiled_in_parts(manual: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "SOPS_IN_ONE_PIECE", 3)
    monkeypatch.setattr(parts, "SOPS_OF_A_PART", 2)
    monkeypatch.setattr(runs, "MOST_SOPS", 2)
    sops = {f"s{number}": random_sop(f"s{number}", 4, 3) for number in range(5)}
    listed = "".join(f"   {name}\n" for name in sops)
    manual.write(index="Uji\n===\n\n.. toctree::\n\n   bab\n", bab=f"Bab\n===\n\n.. toctree::\n\n{listed}", **sops)
    made: list[int] = []
    compiled = parts._compiled
    monkeypatch.setattr(parts, "_compiled", lambda book, *a, **k: made.append(1) or compiled(book, *a, **k))
    divided = manual.print_book()
    assert len(made) == 4, "three parts and the front"
    whole = manual.print_book(sop_pdf_parts=0)
    assert len(made) == 4
    assert [page.extract_text() for page in divided.pages] == [page.extract_text() for page in whole.pages]


# -- bad input -------------------------------------------------------------------------------------------------------
class gadget(nodes.General, nodes.Element):  # noqa: N801
    """An element that nobody knows."""


def test_an_unknown_element_is_reported_once_and_its_text_is_kept(manual: Any) -> None:
    def add(app: Any, doctree: nodes.document) -> None:
        for paragraph in list(doctree.findall(nodes.paragraph)):
            paragraph.replace_self(gadget("", nodes.paragraph("", paragraph.astext())))

    manual.write(a="Bab A\n=====\n\nIsi satu.\n\nIsi dua.\n", b="Bab B\n=====\n\nIsi tiga.\n")
    app = manual.app("sop-pdf")
    app.connect("doctree-read", add)
    app.build()
    assert [line for line in manual.warnings if "gadget" in line] == manual.warnings
    assert len(manual.warnings) == 1
    whole = " ".join(page.extract_text() for page in pypdf.PdfReader(Path(app.outdir, "Uji.pdf")).pages)
    assert all(f"Isi {word}" in whole for word in ("satu", "dua", "tiga"))


@pytest.mark.parametrize("raw", ["#panic()", "#tidak-ada", "#[", '#link(label("tiada"))[x]'])
def test_raw_typst_that_cannot_be_read_is_shown_as_code(manual: Any, raw: str) -> None:
    manual.write(a=f"Bab A\n=====\n\n.. raw:: typst\n\n   {raw}\n\nSesudahnya.\n")
    whole = words_of(" ".join(page.extract_text() for page in manual.print_book().pages))
    assert len(manual.warnings) == 1
    assert "a.rst:4" in manual.warnings[0]
    assert words_of(raw) in whole
    assert "Sesudahnya." in whole


def test_a_fault_of_the_compiler_leaves_no_old_handbook(manual: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    manual.write(a="Bab A\n=====\n\nIsi.\n")
    manual.print_book()

    def broken(self: object, document: str, **options: object) -> bytes:
        raise engine.TypstFailedError("rusak")

    monkeypatch.setattr(engine.Engine, "start", broken)
    app = manual.app("sop-pdf")
    app.build()
    assert app.statuscode == 1
    assert len(manual.warnings) == 1
    assert "rusak" in manual.warnings[0]
    assert not manual.book.exists()


def test_without_typst_there_is_one_clear_message(manual: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> object:
        raise ImportError(name)

    monkeypatch.setattr(engine, "import_module", missing)
    manual.write(a="Bab A\n=====\n\nIsi.\n")
    app = manual.app("sop-pdf")
    app.build()
    assert len(manual.warnings) == 1
    assert "typst" in manual.warnings[0]
    assert app.statuscode == 1


def test_characters_without_a_font_are_one_message_for_a_sheet_too(manual: Any) -> None:
    manual.write(satu=sop("satu", step("Memeriksa 漢字 dan 漢", 0, ":keterangan: 字 ✓")))
    manual.build()
    assert len(manual.warnings) == 1
    assert "漢 (U+6F22)" in manual.warnings[0]
    assert "字 (U+5B57)" in manual.warnings[0]
    assert "✓" not in manual.warnings[0], "one of Typst's own fonts has it"
    assert "[U+6F22][U+5B57]dan[U+6F22]" in words_of(" ".join(manual.pages("satu")))


def test_further_fonts_are_used(manual: Any) -> None:
    (manual.source / "huruf").mkdir()
    manual.write(a="Bab A\n=====\n\nIsi.\n")
    manual.print_book(sop_fonts=["huruf", "tiada.ttf"])
    assert len(manual.warnings) == 2
    assert all("sop_fonts" in line for line in manual.warnings)


def test_names_of_files_are_safe() -> None:
    assert handbook_name('Buku: "SOP" a/b') == "Buku SOP a b.pdf"
    assert handbook_name("...") == "manual.pdf"


MAP_CONF = """
project = "Uji"
language = "id"
extensions = ["sphinxcontrib_sop"]
sop_units = {"a": "Bidang A", "b": "Bidang B", "c": "Bidang C"}
"""


def related_sops(unit: str, count: int, related: Callable[[int], int]) -> dict[str, str]:
    """SOPs of a unit, each of which names another one of it."""
    return {
        f"{unit}{number:02}": (
            f".. sop:: Penyusunan {unit}{number}\n   :name: {unit}{number}\n   :satuan-kerja: {unit}\n"
            f"   :keterkaitan: SOP Penyusunan {unit}{related(number)}\n\n"
            "   .. sop-step:: Menyusun\n      :pelaksana: x\n"
        )
        for number in range(count)
    }


def test_a_wide_map_stands_on_a_turned_page(manual: Any, require_tool: Callable[[str], str]) -> None:
    require_tool("dot")
    sops = related_sops("a", 7, lambda number: min(number + 1, 6))
    manual.write(**{"conf.py": MAP_CONF, "z-peta": "Peta\n====\n\nUraian.\n\n.. sop-map::\n", **sops})
    *_, page = manual.print_book().pages
    assert "Uraian." in page.extract_text()
    assert page.mediabox.width > page.mediabox.height


def test_a_large_map_is_shown_unit_by_unit(manual: Any, require_tool: Callable[[str], str]) -> None:
    require_tool("dot")
    sops = {}
    for unit in "abc":
        sops |= related_sops(unit, 14, lambda number: 0)
    manual.write(**{"conf.py": MAP_CONF, "z-peta": "Peta\n====\n\n.. sop-map::\n", **sops})
    texts = [page.extract_text() for page in manual.print_book().pages]
    start = next(number for number, text in enumerate(texts) if number > 3 and "Peta" in text)
    assert re.findall("Bidang [ABC]", "".join(texts[start:])) == ["Bidang A", "Bidang B", "Bidang C"]
