"""The search in a real browser: words of one stem find each other, a hit opens the step, results speak Indonesian."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sphinxcontrib_sop.output.html.search.language import SearchIndonesian

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

THEMES = ("alabaster", "furo", "sphinx_rtd_theme", "pydata_sphinx_theme")
CONF = 'extensions = ["sphinxcontrib_sop"]\nlanguage = "id"\nproject = "Manual"\n'
MANUAL = {
    "index.rst": "Manual\n======\n\n.. toctree::\n\n   buku\n   dua\n   umum\n",
    "buku.rst": """
.. sop:: Peminjaman Buku Perpustakaan
   :nomor: 1
   :pelaksana: warga

   .. sop-step:: Mencari buku pada rak
      :pelaksana: warga
      :id: cari

   .. sop-step:: Mengembalikan buku sesudah tujuh hari
      :pelaksana: warga
""",
    "dua.rst": """
Dua SOP
=======

.. sop:: Pengelolaan Arsip Dinamis
   :name: arsip
   :nomor: 2
   :pelaksana: arsiparis

   .. sop-step:: Menyerahkan daftar arsip
      :pelaksana: arsiparis

.. sop:: Pemusnahan Arsip
   :name: musnah
   :nomor: 3
   :pelaksana: arsiparis

   .. sop-step:: Mengusulkan pemusnahan
      :pelaksana: arsiparis
""",
    "umum.rst": "Umum\n====\n\nSetiap orang yang meminjam ruang mengisi buku tamu.\n",
}
WORDS = """
meminjam peminjaman pinjaman dipinjam pengelolaan dikelola permohonan memohon mengajukan pengajuan diajukan verifikasi
memverifikasi penyelesaian menyelesaikan pelayanan layanan melayani pengarsipan mengarsipkan persetujuan menyetujui
pemeriksaan memeriksa pengembalian mengembalikan bukunya berkasnya suratku penyerahan menyerahkan diserahkan rapat
perencanaan merencanakan kepegawaian pegawai kenaikan menaikkan pertanggungjawaban ketatausahaan surat-surat an di
"""


def build_manual(folder: Path, theme: str, build: Callable[..., Path]) -> Path:
    if importlib.util.find_spec(theme) is None:
        pytest.skip(f"{theme} is not installed")
    source = folder / "source"
    source.mkdir()
    (source / "conf.py").write_text(CONF, encoding="utf-8")
    for name, text in MANUAL.items():
        (source / name).write_text(text, encoding="utf-8")
    return build(source, folder / "pages", "html", "-D", f"html_theme={theme}")


@pytest.fixture(scope="module", params=THEMES)
def pages(request: pytest.FixtureRequest, build: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The manual in a theme."""
    return build_manual(tmp_path_factory.mktemp("search"), request.param, build)


@pytest.fixture
def search(pages: Path, browser: Browser) -> Callable[[str], Page]:
    """``search("kata")`` is the page of results."""

    def results_of(query: str) -> Page:
        page = browser.new_page()
        page.goto(f"{(pages / 'search.html').as_uri()}?q={query}")
        page.wait_for_function("document.querySelector('.search-summary')?.innerText.length > 0")
        return page

    return results_of


def links(page: Page) -> dict[str, str]:
    """Title -> target of each result."""
    found = page.evaluate(
        "[...document.querySelectorAll('ul.search li > a')].map(a => [a.textContent, a.getAttribute('href')])"
    )
    return {title: href.partition("?")[0] for title, href in found}


def test_words_of_one_stem_find_each_other(search: Callable[[str], Page]) -> None:
    assert {"Peminjaman Buku Perpustakaan", "Umum"} <= links(search("meminjam")).keys()
    assert {"Peminjaman Buku Perpustakaan", "Umum"} <= links(search("peminjaman")).keys()


def test_a_step_is_a_result_and_its_hit_opens_the_step(search: Callable[[str], Page]) -> None:
    page = search("pengembalian buku")
    assert links(page)["Mengembalikan buku sesudah tujuh hari"] == "buku.html#sop-buku--2"
    page.click("text=Mengembalikan buku sesudah tujuh hari")
    page.wait_for_load_state()
    assert page.url.endswith("buku.html#sop-buku--2")
    top = page.evaluate("document.getElementById('sop-buku--2').getBoundingClientRect().top")
    assert -5 < top < page.viewport_size["height"]  # type: ignore[index]


def test_an_sop_that_shares_its_page_is_a_result_of_its_own(search: Callable[[str], Page]) -> None:
    assert links(search("musnah"))["Pemusnahan Arsip"] == "dua.html#sop-musnah"


def test_the_results_speak_indonesian(search: Callable[[str], Page]) -> None:
    page = search("meminjam")
    assert page.inner_text("#search-results h2") == "Hasil pencarian"
    assert re.fullmatch(r"Ditemukan \d+ hasil\.", page.inner_text(".search-summary"))
    assert page.locator("ul.search li", has_text="langkah").count() == 0
    assert "langkah 1" in search("cari rak").inner_text("ul.search")
    assert search("xyzzy").inner_text(".search-summary").startswith("Tidak ada hasil.")


def test_a_word_without_a_meaning_of_its_own_is_left_out(search: Callable[[str], Page]) -> None:
    assert links(search("buku yang dan pada perpustakaan")).keys() >= {"Peminjaman Buku Perpustakaan"}


def test_the_stems_of_the_page_are_those_of_the_index(search: Callable[[str], Page]) -> None:
    page = search("meminjam")
    language = SearchIndonesian({})
    words = WORDS.split()
    assert page.evaluate("words => words.map(word => new Stemmer().stemWord(word))", words) == [
        language.stem(word) for word in words
    ]


def test_an_unchanged_manual_keeps_its_list_of_steps(
    build: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("kept")
    file = build_manual(folder, "alabaster", build) / "_static" / "sop-search-index.js"
    before = file.stat().st_mtime_ns
    build(folder / "source", folder / "pages", "html")
    assert file.stat().st_mtime_ns == before
    text = (folder / "source" / "buku.rst").read_text(encoding="utf-8")
    (folder / "source" / "buku.rst").write_text(text.replace("Mencari", "Menemukan"), encoding="utf-8")
    build(folder / "source", folder / "pages", "html")
    assert "Menemukan buku" in file.read_text(encoding="utf-8")


def test_a_browser_is_never_given_an_old_index(tmp_path: Path) -> None:
    source, out = tmp_path / "source", tmp_path / "out"
    source.mkdir()
    (source / "conf.py").write_text('extensions = ["sphinxcontrib_sop"]\n', encoding="utf-8")
    pages = []
    for text in ("Mencatat surat", "Mencatat surat", "Mengarsipkan surat"):
        sop = f".. sop:: Surat\n   :pelaksana: a = A\n\n   .. sop-step:: {text}\n      :pelaksana: a\n"
        (source / "index.rst").write_text(sop, encoding="utf-8")
        # a process for each build, since Sphinx computes a checksum once in a process
        subprocess.run([sys.executable, "-m", "sphinx", "-Q", "-b", "html", source, out], check=True)
        assert text in (out / "_static" / "sop-search-index.js").read_text(encoding="utf-8")
        page = (out / "search.html").read_text(encoding="utf-8")
        pages.append(re.findall(r"sop-search-index\.js\?v=\w+", page))
    assert pages[0] == pages[1] != pages[2]
    assert all(len(found) == 1 for found in pages)
