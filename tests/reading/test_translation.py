"""A manual in another language: every text goes out by gettext and comes back, the model stays as it was written."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING

import pypdf
import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from .manuals import CONF, Workshop, sop, step

if TYPE_CHECKING:
    from pathlib import Path

TITLE = "Pemberian Cuti Tahunan"
TEXTS = {
    TITLE,
    "Paragraf di antara formulir dan diagram.",
    "Mengajukan permohonan cuti",
    "Isi tambahan kegiatan.",
    "Formulir permohonan",
    "Kartu cuti",
    "sepuluh menit",
    "Permohonan cuti",
    "keterangan singkat",
    "Meneliti usulan",
    "Menimbang usulan",
    "Menetapkan keputusan",
    "Pegawai Pemohon",
    "Kepala Badan Kepegawaian",
    "Perlu perbaikan",
    "diteruskan bersama",
    "Undang-Undang Nomor 7 Tahun 2023 tentang Cuti",
    "memahami peraturan",
    "Surat Masuk",
    "aplikasi kepegawaian",
    "Jika terlambat, hak tertunda.",
    "buku kendali",
}
"""What a person reads; `UPPER` is its translation."""

SOP = sop(
    "Paragraf di antara formulir dan diagram.",
    step(
        "Mengajukan permohonan cuti", ":id: ajukan", ":pelaksana: pegawai", kelengkapan="- Formulir permohonan\n- Kartu cuti",
        waktu="sepuluh menit", output="Permohonan cuti", keterangan="keterangan singkat",
    ) + "\n\n   Isi tambahan kegiatan.\n",
    step("Meneliti usulan", ":pelaksana: pegawai -> kepala", ":cabang: Perlu perbaikan -> ajukan\n   Ya -> 3"),
    step("Menimbang usulan", ":pelaksana: pegawai, kepala", ":alur: pegawai -> kepala: diteruskan bersama\n   kepala -> 4"),
    step("Menetapkan keputusan", ":pelaksana: kepala", ":tidak: ajukan"),
    pelaksana="pegawai = Pegawai Pemohon\nkepala = Kepala Badan Kepegawaian",
    dasar_hukum="1. Undang-Undang Nomor 7 Tahun 2023 tentang Cuti",
    kualifikasi_pelaksana="- memahami peraturan",
    keterkaitan="- Surat Masuk",
    peralatan="- aplikasi kepegawaian",
    peringatan="Jika terlambat, hak tertunda.",
    pencatatan="- buku kendali",
)  # fmt: skip
DOCUMENTS = {
    "index.rst": "Buku\n====\n\n.. toctree::\n\n   cuti\n   surat\n\nLihat :sop:ref:`cuti`, :ref:`cuti`, :sop:step:`cuti/2` dan :sop:actor:`kepala`.\n",
    "cuti.rst": SOP,
    "surat.rst": sop(step("Mencatat surat", ":pelaksana: pegawai"), title="Surat Masuk", nomor="2"),
}  # fmt: skip


class Translated:
    """The manual, its template of translation, and what builders make of it in the other language."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "conf.py").write_text(
            CONF + 'language = "id"\nlocale_dirs = ["locale"]\ngettext_compact = "manual"\nproject = copyright = version = "Buku SOP"\n', encoding="utf-8"
        )  # fmt: skip
        for name, text in DOCUMENTS.items():
            (folder / name).write_text(text, encoding="utf-8")
        self.build("gettext", "id")
        with (folder / "_build_id_gettext" / "gettext" / "manual.pot").open("rb") as file:
            self.template = read_po(file)
        catalogue = Catalog(locale="en", domain="manual")
        for message in self.template:
            if message.id:
                catalogue.add(message.id, self.translated(str(message.id)))
        path = folder / "locale" / "en" / "LC_MESSAGES" / "manual.po"
        path.parent.mkdir(parents=True)
        with path.open("wb") as file:
            write_po(file, catalogue)

    @staticmethod
    def translated(text: str) -> str:
        """The same in capitals, but for the markup."""
        return re.sub(r":[\w:]+:`[^`]*`|(\w+)", lambda match: match[0].upper() if match[1] else match[0], text)

    def build(self, builder: str, language: str) -> tuple[Path, list[str]]:
        builddir = self.folder / f"_build_{language}{'_gettext' if builder == 'gettext' else ''}"
        shop = Workshop(self.folder, builder, builddir=builddir, config={"language": language, "project": "Buku SOP"})
        try:
            return shop.app.outdir, shop.build()
        finally:
            shop.close()


@pytest.fixture(scope="module")
def manual(tmp_path_factory: pytest.TempPathFactory) -> Translated:
    return Translated(tmp_path_factory.mktemp("translated"))


def text_of(page: Path) -> str:
    text = page.read_text(encoding="utf-8")
    text = text.partition('<div class="body"')[2].partition('<div class="clearer">')[0] or text
    text = re.sub(r"<(style|script).*?</\1>", "", text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>|[\u00ad\u200b]", " ", text)))


def test_every_text_is_extracted(manual: Translated) -> None:
    extracted = {str(message.id) for message in manual.template}
    assert TEXTS - extracted == set()


def test_only_texts_are_extracted(manual: Translated) -> None:
    extracted = {str(message.id) for message in manual.template if message.id}
    known = TEXTS | {"Buku", "Mencatat surat", "Berkas permohonan", "10 menit", "Berkas terperiksa", "Ya"}
    boxes = {"Memahami peraturan cuti", "Aplikasi kepegawaian", "Buku kendali cuti"}
    rest = {one for one in extracted - known - boxes if not one.startswith(("Undang-Undang", "Jika", "Lihat"))}
    assert rest - {"pegawai"} == set()  # the label of a lane that nobody declared


def test_extracted_texts_have_their_place(manual: Translated) -> None:
    lines = SOP.split("\n")
    for message in manual.template:
        for path, line in message.locations:
            if path.endswith("cuti.rst") and str(message.id) in TEXTS:
                found = " ".join(lines[line - 1 :])
                assert str(message.id).split()[0] in found, message.id


def test_the_other_language_shows_the_translation(manual: Translated) -> None:
    outdir, messages = manual.build("html", "en")
    assert messages == []
    shown = text_of(outdir / "cuti.html")
    missing = [text for text in TEXTS if Translated.translated(text) not in shown]
    assert missing == []
    assert [text for text in TEXTS if re.search(rf"\b{re.escape(text)}", shown)] == []
    for label in ("Legal Basis", "Qualifications of Performers", "Activity", "Yes", "No"):
        assert label in shown
    for label in ("Dasar Hukum", "Kualifikasi", "Kegiatan", "Tidak", "Pelaksana"):
        assert label not in shown


@pytest.mark.parametrize("builder", ["text", "latex", "epub"])
def test_builders_that_cannot_draw_show_it_too(manual: Translated, builder: str) -> None:
    outdir, messages = manual.build(builder, "en")
    assert messages == []
    page = {"text": "cuti.txt", "latex": "bukusop.tex", "epub": "cuti.xhtml"}[builder]
    text = text_of(outdir / page)
    for sheet in outdir.glob("sop-*.pdf"):  # included by LaTeX
        text += "".join(part.extract_text() for part in pypdf.PdfReader(sheet).pages)
    shown = re.sub(r"[\s|+=\u00ad\u200b-]+", " ", text)
    words = {word for text in TEXTS for word in re.findall(r"\w{2,}", Translated.translated(text))}
    assert sorted(word for word in words if word not in shown) == []


def test_references_show_translated_titles(manual: Translated) -> None:
    outdir, _ = manual.build("html", "en")
    shown = text_of(outdir / "index.html")
    assert shown.count("PEMBERIAN CUTI TAHUNAN") == 4  # contents, two references, before the step
    assert "PEMBERIAN CUTI TAHUNAN, step 2" in shown
    assert "KEPALA BADAN KEPEGAWAIAN" in shown
    assert TITLE not in shown


def test_an_item_of_keterkaitan_is_linked_in_the_other_language(manual: Translated) -> None:
    outdir, _ = manual.build("html", "en")
    page = (outdir / "cuti.html").read_text(encoding="utf-8")
    assert re.search(r'<a [^>]*href="surat.html#sop-surat"[^>]*>(<[^>]*>)*SURAT MASUK', page)


def sops(manual: Translated, language: str) -> list[dict]:
    outdir, messages = manual.build("sop-json", language)
    assert messages == []
    return json.loads((outdir / "sops.json").read_text(encoding="utf-8"))["sops"]


def test_the_json_stays_in_the_source_language(manual: Translated) -> None:
    source, other = sops(manual, "id"), sops(manual, "en")
    assert other == source
    assert source[0]["title"] == TITLE
    answers = {flow["label"] for procedure in source for flow in procedure["flows"]}
    assert {"Ya", "Tidak"} <= answers


def test_wording_is_judged_in_the_language_of_the_manual(tmp_path: Path) -> None:
    """Activities in English are judged as English also where labels and messages are Indonesian."""
    (tmp_path / "index.rst").write_text(
        sop(step("The clerk registers the letter", ":pelaksana: staf"), step("A decision", ":pelaksana: kepala")),
        encoding="utf-8",
    )
    found = {}
    for language in ("en", "id"):
        config = {"language": None if language == "en" else language}
        builddir = tmp_path / "_build" / language
        shop = Workshop(tmp_path, conf=CONF + 'language = "en"\n', builddir=builddir, config=config)
        try:
            found[language] = [line.rpartition("[")[2] for line in shop.build()]
        finally:
            shop.close()
    assert found["id"] == found["en"]
    assert "sop.SOP301]" not in found["id"]


def test_columns_and_breaks_are_planned_for_the_texts_that_are_shown(tmp_path: Path) -> None:
    """A translated page is laid out like a page that was written in that language."""
    short = [(f"Menulis {number}", "Surat") for number in range(12)]
    long = [(f"Writing down {number} " + "with care and patience " * 12, "A letter " * 9) for number in range(12)]

    def document(texts: list[tuple[str, str]]) -> str:
        steps = [step(text, ":pelaksana: staf", output=output.strip()) for text, output in texts]
        return sop(*steps, pelaksana="staf = S")

    def built(folder: Path, texts: list[tuple[str, str]], **config: str) -> tuple[list[str], list[int]]:
        (folder / "index.rst").write_text(document(texts), encoding="utf-8")
        shop = Workshop(folder, "html", builddir=folder / "_build", config={"language": "en", **config})
        try:
            shop.build()
        finally:
            shop.close()
        html = folder / "_build" / "html"
        table = (html / "index.html").read_text(encoding="utf-8").partition('class="sop-table')[2]
        css = (html / "_static" / "sop" / "index.css").read_text(encoding="utf-8")
        rows = re.findall(r"<tr[^>]*>", table.partition("</thead>")[2])
        breaks = [place for place, row in enumerate(rows) if "sop-leave" in row]
        columns = re.findall(r"<col class=.([\w-]+).>", table)
        return [re.findall(rf"\.{column}{{(.*?)}}", css)[0] for column in columns], breaks

    written, translated = tmp_path / "written", tmp_path / "translated"
    catalogue = Catalog(locale="en", domain="index")
    for (before, output), (after, letter) in zip(short, long, strict=True):
        catalogue.add(before, after.strip())
        catalogue.add(output, letter.strip())
    path = translated / "locale" / "en" / "LC_MESSAGES" / "index.po"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_po(file, catalogue)
    written.mkdir()
    (translated / "conf.py").write_text(CONF + 'language = "id"\nlocale_dirs = ["locale"]\n', encoding="utf-8")
    widths, breaks = built(translated, short)
    assert len(widths) == len(("number", "text", "staf", "inputs", "time", "output", "notes"))
    assert breaks
    assert (widths, breaks) == built(written, long)


def test_a_step_without_an_activity_is_shown_in_the_other_language_too(tmp_path: Path) -> None:
    text = sop(step("", ":pelaksana: staf"), step("Menulis", ":pelaksana: staf"))
    (tmp_path / "index.rst").write_text(text, encoding="utf-8")
    shop = Workshop(tmp_path, "html", conf=CONF + 'language = "id"\n', config={"language": "en"})
    try:
        assert any("kegiatan" in line for line in shop.build())
        assert 'class="sop-table' in (shop.app.outdir / "index.html").read_text(encoding="utf-8")
    finally:
        shop.close()
