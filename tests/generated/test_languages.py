"""A manual in one language shows no word of the other: labels, sentences and months, in every document, list and form."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from gettext import GNUTranslations
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader
from sphinx.testing.util import SphinxTestApp
from sphinx.util.docutils import patch_docutils

from sphinxcontrib_sop.core.i18n import CATALOGUE, LOCALE_DIR
from sphinxcontrib_sop.core.profiles import BUILT_IN, load_profile

if TYPE_CHECKING:
    from collections.abc import Callable

CONF = """
extensions = ["sphinxcontrib_sop"]
language = {language!r}
sop_profile = {profile!r}
project = author = "Zzz"
version = "1"
html_theme = "basic"
suppress_warnings = ["sop"]
sop_agency = {{"name": ["Zzz", "Xxx"], "place": "Yyy", "address": "Xxx 1"}}
sop_units = {{"a": {{"name": "Zeta"}}, "b": {{"name": "Ypsilon", "parent": "a"}}}}
sop_officials = {{"k": {{"position": "Kappa", "name": "Kkk", "nip": "1"}}}}
sop_actors = {{"p": "Pi", "q": "Qoppa"}}
sop_signature = "electronic"
"""

SOP = """
.. sop:: {title}
   :name: {name}
   :nomor: {number}
   :revisi: 1
   :catatan-revisi: zzz
   :satuan-kerja: {unit}
   :tanggal-pembuatan: 2025-02-03
   :tanggal-revisi: 2027-08-17
   :tanggal-efektif: 2025-05-12
   :disahkan-oleh: k
   :status: {status}
   :jenis: {kind}
   :cakupan: {scope}
   :fungsi: {function}
   :keterkaitan: - {related}

   .. sop-step:: Zzz
      :id: z
      :pelaksana: p, q
      :kelengkapan: Xxx
      :waktu: 2 hari kerja
      :output: Yyy

   .. sop-step:: Xxx
      :pelaksana: q
      :waktu: 90 menit
      :tidak: z

   .. sop-step:: Yyy
      :pelaksana: p
      :cabang: Z -> z
               X -> selesai
"""
SOPS = (
    SOP.format(title="Aaa", name="aaa", number=1, unit="a", status="berlaku", kind="administratif", scope="makro", function="Fff", related="bbb")
    + SOP.format(title="Bbb", name="bbb", number=2, unit="b", status="rancangan", kind="teknis", scope="mikro", function="Ggg", related="aaa")
    + SOP.format(title="Ccc", name="ccc", number=3, unit="", status="dicabut", kind="teknis", scope="mikro", function="", related="aaa")
    + SOP.format(title="Ddd", name="ddd", number=4, unit="", status="siap-disahkan", kind="teknis", scope="mikro", function="", related="aaa")
)  # fmt: skip

COLUMNS = "no, nomor, nama, satuan-kerja, status, revisi, tanggal-pembuatan, tanggal-revisi, tanggal-efektif, disahkan-oleh, jenis, langkah, waktu, jatuh-tempo"
DOCUMENTS = (
    ".. sop-cover::\n   :year: 2026",
    ".. sop-decree:: Zzz\n   :nomor: 1\n   :oleh: k\n   :tanggal: 2026-02-03\n   :menimbang: - zzz\n               - xxx\n   :mengingat: zzz\n"
    "   :memperhatikan: zzz\n   :menetapkan: - zzz\n                - xxx\n   :tembusan: zzz\n   :lampiran: yes",
    ".. sop-approval::\n   :blok: Zzz | k | 2026-02-03\n          Xxx | k | -",
    ".. sop-usage::\n   :ruang-lingkup: zzz\n   :ringkasan: zzz\n   :definisi: zzz",
    ".. sop-symbols::",
    f".. sop-list::\n   :columns: {COLUMNS}",
    ".. sop-list::",
    ".. sop-list::\n   :group: function\n   :due: 2030-01-01",
    ".. sop-list::\n   :due: 2000-01-01",
    ".. sop-statistics::",
    ".. sop-actor::",
    ".. sop-actor:: p",
    ".. sop-map::",
    ".. sop-history::",
    ".. sop-inventory:: i.csv",
    ".. sop-inventory::",
    *(
        f".. sop-{kind}::{data}"
        for kind in ("monitoring", "evaluation", "trial", "distribution")
        for data in ("", f"\n   :data: {kind}.csv")
    ),
    ".. sop-monitoring::\n   :unit: a\n   :semester: I\n   :assessor: Rrr\n   :date: 2026-02-03",
    ".. sop-evaluation::\n   :sop: aaa\n   :year: 2026\n   :assessor: Rrr\n   :date: 2026-02-03",
)
RECORDS = {
    "i.csv": "Tugas,Fungsi,Judul SOP\nTtt,Fff,Aaa\nTtt,Hhh,\n",
    "monitoring.csv": "SOP,Penilaian,Catatan\naaa,baik,zzz\nbbb,tidak,xxx\n",
    "evaluation.csv": "SOP,Kriteria,Substansi,Proses,Tanggal\naaa,1,ya,tidak,2026-02-03\n",
    "trial.csv": "SOP,Prinsip,Hasil,Tanggal,Penguji\naaa,1,ya,2026-02-03,Rrr\n",
    "distribution.csv": "SOP,Penerima,Revisi,Tanggal\naaa,Rrr,0,2026-02-03\n",
}

MONTHS = {"id": ("Februari", "Mei", "Agustus"), "en": ("February", "May", "August")}
OTHER = {"id": "en", "en": "id"}

_SAID = re.compile(r'\b(?:alt|title|aria-label)="([^"]*)"|--sop-[\w-]+:\s*(?:&quot;|\')(.*?)(?:&quot;|\')')
"""Texts in attributes: names of pictures, and what a style sheet puts before a cell."""
_UNSAID = re.compile(r'<style.*?</style>|<a class="headerlink".*?</a>', re.DOTALL)
LEAST_WORDS = 3
"""Shorter pieces of sentences might stand in anything."""


def html_text(page: str) -> str:
    """What a reader of a page sees or hears, without what the theme says."""
    body = _UNSAID.sub("", page.partition('<div class="body"')[2].partition('<div class="clearer">')[0])
    said = " ".join(" ".join(pair) for pair in _SAID.findall(body))
    return html.unescape(re.sub(r"<[^>]*>", " ", body) + " " + said)


def written(folder: Path, language: str, profile: str, builder: str) -> str:
    """All text of the manual."""
    source = folder / "source"
    source.mkdir()
    source.joinpath("conf.py").write_text(CONF.format(language=language, profile=profile), encoding="utf-8")
    documents = [f"d{number}" for number in range(len(DOCUMENTS))]
    for name, text in zip(documents, DOCUMENTS, strict=True):
        source.joinpath(f"{name}.rst").write_text(f"Zzz\n===\n\n{text}\n", encoding="utf-8")
    source.joinpath("sops.rst").write_text(f"Xxx\n===\n{SOPS}", encoding="utf-8")
    toctree = "".join(f"   {name}\n" for name in (*documents, "sops"))
    source.joinpath("index.rst").write_text(f"Yyy\n===\n\n.. toctree::\n\n{toctree}", encoding="utf-8")
    for name, text in RECORDS.items():
        source.joinpath(name).write_text(text, encoding="utf-8")
    with patch_docutils(str(source)):
        app = SphinxTestApp(builder, srcdir=source)
        app.build()
    app.cleanup()
    if builder == "sop-pdf":
        (book,) = app.outdir.glob("*.pdf")
        return " ".join(page.extract_text() for page in PdfReader(book).pages)
    pages = [path.read_text("utf-8") for path in app.outdir.glob({"html": "*.html", "text": "*.txt"}[builder])]
    return " ".join(map(html_text, pages) if builder == "html" else pages)


def plain(text: str) -> str:
    """Words in small letters, one space between them, whatever breaks or rules stand there."""
    return " ".join(re.sub(r"[\u00ad\u200b]", "", text).split()).casefold()


def said_in(language: str, profile: str) -> Iterator[str]:
    """Labels of the profile, pieces of sentences, and months of a language."""
    yield from load_profile(profile).labels[language].values()
    yield from MONTHS[language]
    with LOCALE_DIR.joinpath("id", "LC_MESSAGES", f"{CATALOGUE}.mo").open("rb") as file:
        catalogue: dict[str, str] = GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    for english, indonesian in catalogue.items():
        if english and english != indonesian:
            for piece, *_ in Formatter().parse(english if language == "en" else indonesian):
                if len(piece.split()) >= LEAST_WORDS:
                    yield piece.strip(" .,;:`()")


def foreign(language: str, profile: str) -> list[str]:
    """What only the other language says."""
    own = {plain(one) for one in said_in(language, profile)}
    words = " | ".join(own)
    others = {plain(one) for one in said_in(OTHER[language], profile)}
    return sorted(one for one in others if one and not stands_in(one, words))


def stands_in(words: str, text: str) -> bool:
    return words in text and re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text) is not None


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize(
    ("builder", "profile"),
    [*(("html", profile) for profile in BUILT_IN), ("text", BUILT_IN[0]), ("sop-pdf", BUILT_IN[0])],
)
def test_no_word_of_the_other_language(
    tmp_path: Path, language: str, builder: str, profile: str, require_tool: Callable[[str], str]
) -> None:
    if builder == "sop-pdf":
        require_tool("typst")
    text = plain(written(tmp_path, language, profile, builder))
    assert {month.casefold() for month in MONTHS[language]} <= set(re.findall(r"\w+", text))
    assert [words for words in foreign(language, profile) if stands_in(words, text)] == []


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_word_of_the_other_language_would_be_found(language: str) -> None:
    found = foreign(language, BUILT_IN[0])
    assert {"en": "formulir monitoring pelaksanaan sop", "id": "there is no sop to list"}[language] in found
    assert len(found) > 100
