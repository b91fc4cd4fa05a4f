"""Going through an SOP on its page: steps, answers, times, ways back, the record; by keyboard and by touch."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CONF = 'extensions = ["sphinxcontrib_sop"]\nlanguage = "id"\nproject = "Manual"\n'
SOP = """
.. sop:: Peminjaman Ruang
   :name: ruang
   :nomor: 1
   :pelaksana: warga = Warga
               staf = Staf

   .. sop-step:: Mengajukan permohonan
      :id: ajukan
      :pelaksana: warga
      :waktu: 10 menit

   .. sop-step:: Memeriksa jadwal
      :pelaksana: staf
      :waktu: 1 jam
      :tidak: ajukan

   .. sop-step:: Menyetujui peminjaman
      :pelaksana: staf
      :cabang: Ditolak -> selesai
               Diterima -> 4
      :waktu: 5 menit

   .. sop-step:: Menyerahkan kunci
      :pelaksana: staf
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("walk")
    (folder / "conf.py").write_text(CONF, encoding="utf-8")
    (folder / "index.rst").write_text(SOP, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def pages(source: Path, build: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(source, tmp_path_factory.mktemp("pages"), "html", "-D", "sop_walk_through=1")


@pytest.fixture
def page(pages: Path, browser: Browser) -> Page:
    """The page with the walk begun, without a network."""
    context = browser.new_context(offline=True, accept_downloads=True, has_touch=True)
    opened = context.new_page()
    opened.goto((pages / "index.html").as_uri())
    opened.tap(".sop-walk-start")
    return opened


def test_without_it_the_page_is_unchanged(source: Path, build: Callable[..., Path], tmp_path: Path) -> None:
    text = (build(source, tmp_path, "html") / "index.html").read_text(encoding="utf-8")
    assert "walk" not in text


def shown(page: Page) -> str:
    return page.inner_text(".sop-walk-activity")


def status(page: Page) -> str:
    return page.inner_text(".sop-walk-status")


def test_the_keyboard_goes_through_it(page: Page) -> None:
    assert shown(page) == "Mengajukan permohonan"
    page.keyboard.press("Enter")
    assert shown(page) == "Memeriksa jadwal"
    page.keyboard.press("2")  # Tidak
    assert shown(page) == "Mengajukan permohonan"
    assert "Kembali ke langkah sebelumnya: 1" in status(page)
    assert "1 jam 10 menit" in status(page)
    page.keyboard.press("Backspace")
    assert shown(page) == "Memeriksa jadwal"
    assert "Waktu seluruhnya: 10 menit" in status(page)
    page.keyboard.press("1")
    page.keyboard.press("2")  # Diterima
    assert shown(page) == "Menyerahkan kunci"
    page.keyboard.press("Enter")
    assert shown(page) == "Prosedur selesai."
    assert "Langkah yang dijalankan: 4" in status(page)
    page.keyboard.press("Escape")
    page.locator(".sop-walk").wait_for(state="detached")
    assert page.evaluate("document.activeElement.className") == "sop-walk-start"


def test_touch_goes_through_it_and_an_answer_ends_it(page: Page) -> None:
    page.tap("dialog >> text=Lanjut")
    page.tap(".sop-walk-ways button >> nth=0")
    page.tap(".sop-walk-ways button:has-text('Ditolak')")
    assert shown(page) == "Prosedur selesai."
    heights = page.eval_on_selector_all(".sop-walk button", "all => all.map(one => one.offsetHeight)")
    assert min(heights) >= 44


def test_times_are_those_of_the_manual(
    source: Path, build: Callable[..., Path], browser: Browser, tmp_path: Path
) -> None:
    (tmp_path / "conf.py").write_text(
        f"{CONF}sop_working_hours = 8\nsop_days = {{'minggu': 6}}\nsop_walk_through = True\n", encoding="utf-8"
    )
    steps = "".join(
        f"\n   .. sop-step:: Memeriksa berkas {time}\n      :pelaksana: staf\n      :waktu: {time}\n"
        for time in ("1 hari kerja", "1 minggu", "2 x 30 menit", "5-10 menit", "1 (satu) jam")
    )
    (tmp_path / "index.rst").write_text(f".. sop:: Pemeriksaan\n   :pelaksana: staf = Staf\n{steps}", encoding="utf-8")
    pages = build(tmp_path, tmp_path / "_build", "html")
    opened = browser.new_page()
    opened.goto((pages / "index.html").as_uri())
    opened.click(".sop-walk-start")
    totals = []
    for _ in range(5):
        opened.keyboard.press("Enter")
        totals.append(status(opened).split("·")[1].strip().removeprefix("Waktu seluruhnya: "))
    assert totals == ["8 jam", "56 jam", "57 jam", "57 jam 10 menit", "58 jam 10 menit"]


def test_the_record_is_what_a_trial_reads(page: Page, source: Path, build: Callable[..., Path], tmp_path: Path) -> None:
    page.fill("textarea", 'Formulir "lama", masih dipakai')
    page.tap("dialog >> text=Lanjut")
    page.keyboard.press("1")
    page.keyboard.press("1")
    with page.expect_download() as download:
        page.tap("text=Simpan catatan")
    file = tmp_path / "source" / "ruang-uji.csv"
    file.parent.mkdir()
    download.value.save_as(file)
    (row,) = csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig")))
    assert row["SOP"] == "ruang"
    assert 'Formulir "lama", masih dipakai' in row["Catatan"]
    (file.parent / "conf.py").write_text(CONF, encoding="utf-8")
    text = SOP + "\n\nUji\n===\n\n.. sop-pengujian::\n   :data: ruang-uji.csv\n"
    (file.parent / "index.rst").write_text(text.replace("\n.. sop::", "Isi\n===\n\n.. sop::", 1), encoding="utf-8")
    made = (build(file.parent, tmp_path / "out", "html") / "index.html").read_text(encoding="utf-8")
    assert "masih dipakai" in made


def test_printing_prints_the_record_alone(page: Page) -> None:
    page.evaluate("window.print = () => { window.printed = document.documentElement.className }")
    page.tap("dialog >> text=Lanjut")
    page.keyboard.press("1")
    page.keyboard.press("1")
    page.tap("text=Cetak catatan")
    assert "sop-walk-prints" in page.evaluate("window.printed")
    page.emulate_media(media="print")
    assert page.locator(".sop-walk").is_visible()
    assert not page.locator(".sop-chart").first.is_visible()
