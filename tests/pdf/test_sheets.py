"""The sheets as they are printed: nothing lost, every arrow whole, the strip for the signature free."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest
import sphinx
from docutils import nodes

from sphinxcontrib_sop.extension.nodes import sop_lane, sop_value
from sphinxcontrib_sop.output.typst.builders.sheets import sheet_name
from sphinxcontrib_sop.output.typst.compiler import engine
from sphinxcontrib_sop.output.typst.sheet.data import FOOT

from .pdfs import CONNECTOR, told, unpaired
from .procedures import FORM, random_sop, sop, step

INVISIBLE = re.compile(r"[\s\u00ad\u200b]+")
MM = 72 / 25.4


def squashed(text: str) -> str:
    """A text without what cannot be seen."""
    return INVISIBLE.sub("", text)


def resolved(app: Any, docname: str) -> nodes.document:
    """A document as the builder writes it."""
    options = {} if sphinx.version_info < (9,) else {"tags": app.tags}
    return app.env.get_and_resolve_doctree(docname, app.builder, **options)


def lost_words(manual: Any, app: Any) -> list[str]:
    """Words of titles, cells, boxes and lanes that stand in no sheet, and sheets that are missing."""
    lost = []
    for docname in app.env.found_docs:
        doctree = resolved(app, docname)
        for section in doctree.findall(nodes.section):
            if "sop" not in section["classes"]:
                continue
            whole = squashed("".join(manual.pages(section["ids"][0].removeprefix("sop-"))))
            for value in section.findall(lambda node: isinstance(node, (sop_value, sop_lane, nodes.title))):
                for text in map(nodes.Text.astext, value.findall(nodes.Text)):
                    if value.get("field") == "letterhead":  # set in capitals
                        text = text.upper()
                    if squashed(text) not in whole:
                        lost += [word for word in text.split() if squashed(word) not in whole]
    return lost


# -- nothing is lost -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("paper", ["A4", "F4"])
def test_published_sops_are_printed_whole(manual: Any, real_sops: Path, paper: str) -> None:
    for path in real_sops.glob("*.rst"):
        shutil.copy(path, manual.source)
    app = manual.build(sop_paper=paper)
    assert manual.warnings == []
    assert lost_words(manual, app) == []
    sheets = list(manual.sheets.glob("*.pdf"))
    assert len(sheets) == len(list(real_sops.glob("*.rst")))
    for sheet in sheets:
        assert unpaired(manual.pages(sheet.stem)) == []


@pytest.mark.parametrize(
    ("rows", "lanes", "long"),
    [(63, 5, {}), (20, 16, {}), (6, 4, {2: 1058}), (8, 4, {3: 5000}), (6, 5, {0: 9000, 4: 6000})],
)
def test_large_sops_are_printed_whole(manual: Any, rows: int, lanes: int, long: dict[int, int]) -> None:
    manual.write(besar=random_sop("besar", rows, lanes, long=long))
    app = manual.build()
    assert manual.warnings == []
    pages = manual.pages("besar")
    assert lost_words(manual, app) == []
    assert unpaired(pages) == []
    assert sum(len(CONNECTOR.findall(page)) for page in pages) >= 2 or len(pages) == 2


def test_a_cell_over_several_pages_keeps_its_order_and_every_word(manual: Any) -> None:
    words = [f"kata{number}" for number in range(2400)]
    manual.write(panjang=sop("panjang", step(" ".join(words), 0), step("Selesai", 1)))
    manual.build()
    pages = manual.pages("panjang")
    assert len(pages) > 3  # form and more than two pages of text
    assert re.findall(r"kata\d+", " ".join(pages)) == words


def test_lists_and_blocks_go_on_on_the_next_page(manual: Any) -> None:
    items = "\n".join(
        f"         {number}. butir{number} **tebal{number}** ``kode{number}``" for number in range(1, 120)
    )
    steps = [
        step("Satu", 0),
        step("Dua", 1, f":kelengkapan:\n{items}\n\n         .. note:: perhatian"),
        step("Tiga", 2),
    ]
    manual.write(butir=sop("butir", *steps))
    manual.build()
    pages = manual.pages("butir")
    whole = " ".join(pages)
    for number in range(1, 120):
        assert len(re.findall(rf"\b{number}\.\s*butir{number}\s*tebal{number}\s*kode{number}\b", whole)) == 1
    assert "perhatian" in whole
    assert "(2)" in pages[2], "the number of the row is repeated"


def test_long_names_of_actors_and_many_items_are_printed_whole(manual: Any) -> None:
    name = "Kepala Subbagian Perencanaan Evaluasi dan Pelaporan X"
    box = "   :dasar-hukum:\n" + "".join(f"      {number}. dasar{number} hukum\n" for number in range(1, 91))
    manual.write(nama=sop("nama", step("Satu", 0), lanes=9, lane=name, options=box))
    app = manual.build()
    assert lost_words(manual, app) == []
    items = [re.findall(r"dasar(\d+)", page) for page in manual.pages("nama")]
    assert all(items[:2]), "the box goes on on the next page"
    assert [int(number) for page in items for number in page] == list(range(1, 91))


def test_a_box_that_goes_on_on_the_next_page_repeats_its_heading(manual: Any) -> None:
    laws = "".join(f"\n      {number}. Peraturan {number} tentang {'tata kelola ' * 9}" for number in range(1, 61))
    options = f"   :dasar-hukum:{laws}\n   :keterkaitan: SOP lain\n"
    manual.write(
        panjang=sop("panjang", step("Memeriksa", 0), options=options), pendek=sop("pendek", step("Memeriksa", 0))
    )
    manual.build()
    pages = [" ".join(page.split()) for page in manual.pages("panjang")]
    continued = [page.count("DASAR HUKUM (lanjutan):") for page in pages]
    assert pages[0].count("DASAR HUKUM:") == 1
    assert continued[:2] == [0, 1]
    assert sum(continued) == sum("DASAR HUKUM" in page for page in pages) - 1
    assert sum(page.count("KETERKAITAN:") for page in pages) == 1
    assert "lanjutan" not in " ".join(manual.pages("pendek"))
    book = [" ".join(page.extract_text().split()) for page in manual.print_book().pages]
    assert [page.count("(lanjutan)") for page in book if "DASAR HUKUM" in page][:-1] == [
        page.count("(lanjutan)") for page in pages if "DASAR HUKUM" in page
    ]


def test_words_too_long_for_their_column_are_divided(manual: Any) -> None:
    word = "pembukaan/pemeriksaan/pemblokiran"
    steps = [step("x" * 300, 0, f":waktu: {word}", ":output: https://contoh.go.id/a/b/c.html?d=" + "9" * 60)]
    manual.write(kata=sop("kata", *steps))
    app = manual.build()
    assert lost_words(manual, app) == []
    assert not any(word in line for line in "\n".join(manual.pages("kata")).splitlines())
    for x, text in texts_at(manual.reader("kata").pages[1]):
        assert x < 297 * MM - 12 * MM, text


def texts_at(page: pypdf.PageObject) -> Iterator[tuple[float, str]]:
    """Where pieces of text begin."""
    found: list[tuple[float, str]] = []
    page.extract_text(visitor_text=lambda text, cm, tm, font, size: found.append((cm[0] * tm[4] + cm[4], text)))
    return iter([(x, text) for x, text in found if text.strip()])


# -- the form --------------------------------------------------------------------------------------------------------
def test_the_form_and_the_foot_say_what_they_must(manual: Any) -> None:
    manual.write(satu=sop("satu", step("Memeriksa", 0), options=FORM.format(status="berlaku")))
    manual.build(sop_agency={"name": ["Pemerintah Kabupaten Contoh", "Dinas Contoh"]})
    form, chart = manual.pages("satu")
    for text in (
        "PEMERINTAH KABUPATEN CONTOH",
        "NOMOR SOP",
        "2 Januari 2024",
        "TANGGAL PENGESAHAN",
        "1 Februari 2025",
        "Kepala Dinas Contoh",
        "Nama Pejabat, S.Sos.",
        "NIP. 197001012000121001",
        "DASAR HUKUM:",
        "Halaman 1 dari 2",
    ):
        assert text in form
    assert "Nomor SOP: 800/01/2025 · Revisi: 3" in " ".join(chart.split())
    assert "Halaman 2 dari 2" in chart


@pytest.mark.parametrize(
    ("status", "mark"), [("rancangan", "RANCANGAN"), ("dicabut", "DICABUT"), ("berlaku", ""), ("siap-disahkan", "")]
)
def test_only_drafts_and_revoked_sops_carry_a_watermark(manual: Any, status: str, mark: str) -> None:
    manual.write(satu=sop("satu", step("Memeriksa", 0), options=FORM.format(status=status)))
    manual.build()
    for page in manual.pages("satu"):
        assert [word for word in ("RANCANGAN", "DICABUT") if word in page] == ([mark] if mark else [])


def test_an_electronic_signature_has_its_line_and_anchor(manual: Any) -> None:
    manual.write(satu=sop("satu", step("Memeriksa", 0), options=FORM.format(status="berlaku")))
    manual.build(sop_signature="electronic", sop_signature_anchor="${ttd}")
    form = manual.pages("satu")[0]
    assert (
        form.index("Kepala Dinas") < form.index("secara elektronik") < form.index("${ttd}") < form.index("Nama Pejabat")
    )


def test_a_copy_and_an_electronic_signature_are_noted_at_the_foot_of_every_page(manual: Any) -> None:
    manual.write(satu=sop("satu", step("Memeriksa", 0), options=FORM.format(status="berlaku")))
    note = "Dokumen ini telah ditandatangani secara elektronik"
    manual.build(sop_signature_note={"id": note, "en": "Signed"}, sop_copy_mark="SALINAN")
    for page in manual.pages("satu"):
        assert page.index("Nomor SOP: 800/01/2025") < page.index("SALINAN") < page.index("Halaman") < page.index(note)


@pytest.mark.parametrize(("paper", "size"), [("A4", (297, 210)), ("F4", (330, 215)), ((250, 400), (400, 250))])
def test_sheets_are_landscape(manual: Any, paper: object, size: tuple[float, float]) -> None:
    manual.write(satu=sop("satu", step("Memeriksa", 0)))
    manual.build(sop_paper=paper)
    for page in manual.reader("satu").pages:
        assert (page.mediabox.width, page.mediabox.height) == pytest.approx([side * MM for side in size], abs=0.1)


@pytest.mark.parametrize(
    ("margin", "note"), [("18mm", ""), ("30mm", ""), ("18mm", "Ditandatangani secara elektronik. " * 12)]
)
def test_the_strip_for_the_signature_is_empty(
    manual: Any, require_tool: Callable[[str], str], margin: str, note: str, tmp_path: Path
) -> None:
    tool = require_tool("pdftoppm")
    manual.write(besar=random_sop("besar", 30, 5, options=FORM.format(status="berlaku")))
    manual.build(sop_signature="electronic", sop_signature_margin=margin, sop_signature_note=note)
    strip = int(margin.removesuffix("mm"))
    for number in range(1, len(manual.pages("besar")) + 1):
        picture = subprocess.run(
            [tool, "-r", "50.8", "-gray", "-f", str(number), "-l", str(number), manual.sheets / "besar.pdf"],
            capture_output=True,
            check=True,
        ).stdout
        _, size, _, pixels = picture.split(b"\n", 3)
        width, height = map(int, size.split())  # 2 pixels a millimetre
        rows = [pixels[row * width : (row + 1) * width] for row in range(height)]
        lowest = max(row for row in range(height) if min(rows[row]) < 200)
        assert height - 2 * strip - 2 * FOOT / MM < lowest < height - 2 * strip


# -- the PDF ---------------------------------------------------------------------------------------------------------
def test_every_symbol_is_told(manual: Any) -> None:
    steps = [step("Satu", 0), step("Dua", 1, ":tidak: 1"), step("Tiga", 2)]
    manual.write(satu=sop("satu", *steps))
    manual.build()
    texts = told(manual.reader("satu"))
    assert len(texts) == 3
    assert texts[1].startswith("Keputusan oleh Pelaksana 2; ")
    assert "Tidak: ke langkah 1" in texts[1]


def test_title_and_language_are_noted(manual: Any) -> None:
    manual.write(satu=sop("satu", step("Memeriksa", 0)))
    manual.build()
    reader = manual.reader("satu")
    assert reader.metadata is not None
    assert reader.metadata.title == "Penyusunan satu"
    assert str(reader.trailer["/Root"]["/Lang"]).startswith("id")
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_all_fonts_are_embedded(manual: Any) -> None:
    manual.write(satu=sop("satu", step("Memeriksa **berkas** *asli* ``x``", 0)))
    manual.build()
    fonts = [
        font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        for page in manual.reader("satu").pages
        for font in page["/Resources"]["/Font"].values()
    ]
    assert fonts
    assert all(any(key.startswith("/FontFile") for key in font) for font in fonts)


@pytest.mark.parametrize("standard", ["a-2a", "ua-1", ["a-2a", "ua-1"]])
def test_standards_are_kept(manual: Any, standard: object) -> None:
    manual.write(besar=random_sop("besar", 12, 3, options=FORM.format(status="rancangan")), dua=sop("dua"))
    manual.build(sop_pdf_standard=standard)
    assert manual.warnings == []
    assert {path.stem for path in manual.sheets.glob("*.pdf")} == {"besar", "dua"}


@pytest.mark.parametrize("epoch", [None, "1700000000"])
def test_the_same_source_gives_the_same_bytes(manual: Any, monkeypatch: pytest.MonkeyPatch, epoch: str | None) -> None:
    if epoch is None:
        monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    else:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    manual.write(a=random_sop("a", 5, 3), b=random_sop("b", 12, 3))
    manual.build()
    first = {path.name: path.read_bytes() for path in manual.sheets.glob("*.pdf")}
    shutil.rmtree(manual.output)
    manual.build()
    assert {path.name: path.read_bytes() for path in manual.sheets.glob("*.pdf")} == first
    assert (manual.reader("a").metadata.creation_date is None) is (epoch is None)  # type: ignore[union-attr]


@pytest.mark.parametrize("builder", ["sop-sheets", "sop-pdf"])
def test_another_folder_and_two_processes_give_the_same_bytes(
    manual: Any, monkeypatch: pytest.MonkeyPatch, make_app: Any, tmp_path: Path, builder: str
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    manual.write(**{name: random_sop(name, 5, 3) for name in "abcdefg"})
    manual.app(builder).build()
    other = shutil.copytree(manual.source, tmp_path / "another" / "place")
    app = make_app(builder, srcdir=other, builddir=tmp_path / "elsewhere", parallel=2)
    app.build()
    first, second = (
        {path.name: path.read_bytes() for path in (folder / builder).glob("*.pdf")}
        for folder in (manual.output, tmp_path / "elsewhere")
    )
    assert first
    assert second == first


# -- building --------------------------------------------------------------------------------------------------------
def test_only_what_changed_is_written_again(manual: Any) -> None:
    manual.write(a=random_sop("a", 3, 3), b=random_sop("b", 3, 3))
    manual.build()
    before = {path.stem: path.stat().st_mtime_ns for path in manual.sheets.glob("*.pdf")}
    manual.build()
    assert {path.stem: path.stat().st_mtime_ns for path in manual.sheets.glob("*.pdf")} == before
    manual.write(b=random_sop("b", 4, 3))
    manual.build()
    after = {path.stem: path.stat().st_mtime_ns for path in manual.sheets.glob("*.pdf")}
    assert after["a"] == before["a"]
    assert after["b"] > before["b"]


def test_other_settings_write_everything_again(manual: Any) -> None:
    manual.write(a=random_sop("a", 3, 3))
    manual.build()
    manual.build(sop_paper="F4")
    assert manual.reader("a").pages[0].mediabox.width == pytest.approx(330 * MM, abs=0.1)


def test_the_sheet_of_an_sop_that_is_gone_is_removed(manual: Any) -> None:
    manual.write(a=random_sop("a", 3, 3), b=random_sop("b", 3, 3))
    manual.build()
    (manual.source / "b.rst").unlink()
    manual.build()
    assert {path.stem for path in manual.sheets.glob("*.pdf")} == {"a"}


def test_a_reference_prints_title_and_number(manual: Any) -> None:
    number = "   :nomor: 800/77/2025\n"
    manual.write(
        a=sop("a", step("Satu", 0), options=number), b=sop("b", step("Dua, lihat :sop:ref:`a`", 0, ":keterangan: x"))
    )
    manual.build()
    assert "Penyusunan a (800/77/2025)" in " ".join(manual.pages("b")[1].split())


def test_without_typst_there_is_one_clear_message(manual: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> object:
        raise ImportError(name)

    monkeypatch.setattr(engine, "import_module", missing)
    manual.write(a=random_sop("a", 3, 3))
    app = manual.build()
    assert len(manual.warnings) == 1
    assert "typst" in manual.warnings[0]
    assert app.statuscode == 1


def test_a_fault_in_one_sheet_does_not_stop_the_others(manual: Any) -> None:
    broken = sop("a", "   .. raw:: typst\n\n      #panic()\n", step("Satu", 0))
    manual.write(a=broken, b=sop("b", step("Dua", 0)))
    manual.build()
    assert len(manual.warnings) == 1
    assert "the sheet of a" in manual.warnings[0] or "lembar" in manual.warnings[0].lower()
    assert {path.stem for path in manual.sheets.glob("*.pdf")} == {"b"}


def test_paper_that_is_too_low_is_reported_and_nothing_is_lost(manual: Any) -> None:
    steps = [
        step(f"Memeriksa berkas {number}", number % 3, ":tidak: 1" if number else ":waktu: 1 jam")
        for number in range(5)
    ]
    manual.write(satu=sop("satu", *steps))
    app = manual.build(sop_paper=(64, 297))
    (warning,) = manual.warnings
    assert "terlalu rendah" in warning
    assert "satu.rst:1" in warning
    assert lost_words(manual, app) == []


def test_names_of_files_are_safe() -> None:
    assert sheet_name("sop-cuti-tahunan") == "cuti-tahunan.pdf"
    assert sheet_name("sop-../../x y") == "x-y.pdf"


def test_memory_does_not_grow_with_the_manual(manual: Any) -> None:
    if sys.platform != "linux":
        pytest.skip("reads /proc")
    names = [f"s{number:02}" for number in range(50)]
    manual.write(**{name: random_sop(name, 12, 4) for name in names})
    app = manual.app()
    app.builder.read()
    app.builder.prepare_writing(set())
    sizes = {}
    for name in names:
        app.builder.write_doc(name, resolved(app, name))
        sizes[name] = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4096 / 2**20
    app.emit("build-finished", None)
    assert sizes["s49"] - sizes["s20"] < 25, f"MiB after each sheet: {sizes}"
