"""Lists, pages of actors, statistics and forms as a browser shows them, in the themes that are used most."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

THEMES = ("alabaster", "furo", "sphinx_rtd_theme", "pydata_sphinx_theme")
"""Each is a package of its name, too."""

CONF = """
extensions = ["sphinxcontrib_sop"]
language = "id"
project = "Buku"
html_theme = {theme!r}
html_copy_source = False
sop_agency = {{"name": ["Pemerintah Kabupaten Contoh", "Dinas Arsip"], "place": "Contoh", "address": "Jalan Satu 1"}}
sop_units = {{"tu": {{"name": "Tata Usaha"}}, "layanan": {{"name": "Bidang Layanan"}}}}
sop_officials = {{"kadis": {{"position": "Kepala Dinas", "name": "Rina", "nip": "1"}}}}
"""
SOP = """
.. sop:: {title}
   :name: {name}
   :nomor: {number}
   :satuan-kerja: {unit}
   :tanggal-efektif: {day}
   :fungsi: Surat menyurat

   .. sop-step:: Menerima berkas
      :pelaksana: staf
      :kelengkapan: - Surat
                    - Buku agenda
      :waktu: {time}
      :output: Berkas

   .. sop-step:: Memeriksa berkas
      :pelaksana: kepala
      :tidak: sebelumnya
"""
SOPS = (
    ("Pencatatan Surat", "surat", "2", "tu", "3 Februari 2025", "2 jam"),
    ("Pengarsipan Surat", "arsip", "10", "tu", "1 Desember 2024", "90 menit"),
    ("Penerimaan Tamu", "tamu", "", "layanan", "-", "5 menit"),
    ("Alih Media Arsip", "media", "1", "layanan", "12 Maret 2019", "1 hari kerja"),
)
"""Title, name, number, unit, day, time."""

PAGES = {
    "daftar": ".. sop-list::\n   :kolom: no, nomor, nama, tanggal-efektif, waktu\n",
    "pelaksana": ".. sop-actor:: staf\n\n.. sop-actor::\n",
    "statistik": ".. sop-statistics::\n",
    "sampul": ".. sop-cover::\n   :year: 2026\n",
    "keputusan": ".. sop-decree:: Standar\n   :nomor: 1\n   :oleh: kadis\n   :tanggal: 3 Februari 2026\n"
    "   :menimbang: - satu\n               - dua\n   :mengingat: tiga\n   :menetapkan: - empat\n   :lampiran: yes\n",
    "pengesahan": ".. sop-approval::\n   :blok: Disusun | kadis | 1 Maret 2026\n          Disahkan | kadis | -\n",
    "simbol": ".. sop-symbols::\n",
    "monitoring": ".. sop-monitoring::\n   :data: monitoring.csv\n\n.. sop-monitoring::\n",
    "evaluasi": ".. sop-evaluation::\n   :sop: surat\n",
    "pengujian": ".. sop-trial::\n",
    "distribusi": ".. sop-distribution::\n   :data: distribusi.csv\n",
    "identifikasi": ".. sop-inventory::\n",
    "peta": ".. sop-map::\n",
}
RECORDS = {
    "monitoring.csv": "SOP,Penilaian,Catatan\nsurat,baik,\narsip,tidak,Lambat\n",
    "distribusi.csv": "SOP,Penerima,Revisi\nsurat,Umum,1\n",
}

PHONE = 640
"""Below so many pixels rows are cards."""

Opened = Callable[..., "Page"]


@pytest.fixture(scope="session", params=THEMES)
def manual(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, build: Callable[..., Path]
) -> Path:
    """The manual as pages of one theme."""
    pytest.importorskip(request.param)
    source = tmp_path_factory.mktemp("lists")
    source.joinpath("conf.py").write_text(CONF.format(theme=request.param), encoding="utf-8")
    keys = ("title", "name", "number", "unit", "day", "time")
    sops = "".join(SOP.format_map(dict(zip(keys, one, strict=True))) for one in SOPS)
    pages = {name: f"{name.title()}\n{'=' * len(name)}\n\n{text}" for name, text in PAGES.items()}
    pages |= {"sop": f"SOP\n===\n{sops}", "index": "Buku\n====\n\n.. toctree::\n\n   sop\n   " + "\n   ".join(PAGES)}
    for name, text in pages.items():
        source.joinpath(f"{name}.rst").write_text(text, encoding="utf-8")
    for name, text in RECORDS.items():
        source.joinpath(name).write_text(text, encoding="utf-8")
    return build(source, tmp_path_factory.mktemp("lists-site"))


@pytest.fixture
def opened(browser: Browser, manual: Path) -> Iterator[Opened]:
    """``opened("daftar", width=390)`` opens a page in a window of its own."""
    contexts = []

    def open_page(name: str = "daftar", *, width: int = 1280, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.goto((manual / f"{name}.html").as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()


def shown(page: Page) -> list[str]:
    """What stands in the column of names, from top to bottom: titles, and headings of groups in brackets."""
    rows = page.locator("table.sop-list tbody tr").all()
    texts = []
    for row in rows:
        if row.is_visible():
            cells = row.locator("td").all_inner_texts()
            texts.append(cells[2] if len(cells) > 1 else f"[{cells[0]}]")
    return texts


GROUPED = [
    "[Tata Usaha]", "Pencatatan Surat", "Pengarsipan Surat", "[Bidang Layanan]", "Penerimaan Tamu", "Alih Media Arsip",
]  # fmt: skip

ORDERS = {
    "No": ["Pencatatan Surat", "Pengarsipan Surat", "Penerimaan Tamu", "Alih Media Arsip"],
    "Nomor SOP": ["Alih Media Arsip", "Pencatatan Surat", "Pengarsipan Surat", "Penerimaan Tamu"],
    "Nama SOP": ["Alih Media Arsip", "Pencatatan Surat", "Penerimaan Tamu", "Pengarsipan Surat"],
    "Tanggal Efektif": ["Alih Media Arsip", "Pengarsipan Surat", "Pencatatan Surat", "Penerimaan Tamu"],
    "Waktu Terlama": ["Penerimaan Tamu", "Pengarsipan Surat", "Pencatatan Surat", "Alih Media Arsip"],
}
"""Column -> titles in ascending order."""
UNKNOWN_LAST = {"Nomor SOP", "Tanggal Efektif"}
"""Columns without a value for the reception of guests: it comes last in either direction."""


def test_the_filter_narrows_and_says_how_many_are_left(opened: Opened) -> None:
    page = opened()
    told = page.get_by_role("status")
    assert shown(page) == GROUPED
    assert told.inner_text() == "4 dari 4 SOP"
    field = page.get_by_role("searchbox", name="Saring")
    field.fill("SURAT")
    assert shown(page) == ["[Tata Usaha]", "Pencatatan Surat", "Pengarsipan Surat"]
    assert told.inner_text() == "2 dari 4 SOP"
    field.fill("2025 surat")  # every word, in any column
    assert shown(page) == ["[Tata Usaha]", "Pencatatan Surat"]
    field.fill("tidak ada")
    assert shown(page) == []
    assert told.inner_text() == "0 dari 4 SOP"
    field.fill("")
    assert shown(page) == GROUPED


@pytest.mark.parametrize("column", ORDERS)
def test_a_column_orders_the_list_up_and_down_and_not(opened: Opened, column: str) -> None:
    page = opened()
    head = page.get_by_role("columnheader", name=column, exact=True)
    button = head.get_by_role("button")
    button.click()
    assert head.get_attribute("aria-sort") == "ascending"
    assert shown(page) == ORDERS[column]
    button.click()
    assert head.get_attribute("aria-sort") == "descending"
    known = [title for title in ORDERS[column] if column not in UNKNOWN_LAST or title != "Penerimaan Tamu"]
    assert shown(page) == known[::-1] + [title for title in ORDERS[column] if title not in known]
    button.click()
    assert head.get_attribute("aria-sort") is None
    assert shown(page) == GROUPED


def test_the_keyboard_orders_and_filters(opened: Opened) -> None:
    page = opened()
    page.get_by_role("searchbox", name="Saring").focus()
    page.keyboard.type("surat")
    buttons = page.locator("table.sop-list thead button")
    labels = []
    for _ in range(buttons.count()):
        page.keyboard.press("Tab")
        labels.append(page.evaluate("document.activeElement.closest('table.sop-list thead button')?.textContent"))
    assert labels == list(ORDERS)
    assert buttons.last.evaluate("button => getComputedStyle(button).outlineStyle") == "solid"
    page.keyboard.press("Space")
    assert shown(page) == ["Pengarsipan Surat", "Pencatatan Surat"]
    page.keyboard.press("Enter")
    assert shown(page) == ["Pencatatan Surat", "Pengarsipan Surat"]


@pytest.mark.parametrize("width", [390, 1280])
def test_without_scripts_the_list_is_complete(opened: Opened, width: int) -> None:
    page = opened(width=width, java_script_enabled=False)
    assert shown(page) == GROUPED
    assert not page.locator(".sop-filter").is_visible()
    table = page.locator("table.sop-list")
    for text in ("3 Februari 2025", "1 hari kerja", "10"):
        assert table.get_by_text(text, exact=True).is_visible()


def test_on_a_phone_every_row_is_a_card_that_says_its_columns(opened: Opened) -> None:
    page = opened(width=390)
    row = page.locator("table.sop-list tbody tr").filter(has_text="Pencatatan Surat")
    label = "cell => getComputedStyle(cell, '::before').content"
    assert row.locator("td").nth(3).evaluate(label) == '"Tanggal Efektif"'
    assert row.locator("td").nth(2).evaluate("cell => getComputedStyle(cell, '::before').display") == "none"
    assert not page.locator("tr").filter(has_text="Penerimaan Tamu").locator("td").nth(1).is_visible()  # no number
    page.get_by_role("button", name="Nama SOP").click()
    assert shown(page)[0] == "Alih Media Arsip"


@pytest.mark.parametrize("width", [320, 390, 800, 1280])
def test_no_page_scrolls_sideways(opened: Opened, width: int) -> None:
    page = opened(width=width)
    for name in (one for one in PAGES if one != "peta"):  # a map scrolls in a frame of its own
        page.goto(page.url.rpartition("/")[0] + f"/{name}.html")
        # a theme may let a table scroll in a frame of its own, but not on a phone
        beyond = """phone => [...document.querySelectorAll(".sop-overview, .sop-overview *, .sop-page")].filter(one => {
            const box = one.getBoundingClientRect();
            const frame = one.closest(".wy-table-responsive, .table-wrapper, .pst-scrollable-table-container");
            return box.width > 1 && (box.right > innerWidth + 0.5 || box.left < -0.5) && (phone || !frame);
        }).map(one => one.outerHTML.slice(0, 80))"""
        assert page.evaluate(beyond, width < PHONE) == [], name


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (390, "light")])
def test_nothing_keeps_anyone_out(opened: Opened, width: int, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = opened(width=width, color_scheme=scheme)
    ours = ".sop-overview, .sop-filter, .sop-page, .sop-graph, .sop-summary, .sop-remark"
    for name in PAGES:
        page.goto(page.url.rpartition("/")[0] + f"/{name}.html")
        found = Axe().run(page, context=ours, options={"resultTypes": ["violations"]}).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"][:100]) for one in found] == [], name
