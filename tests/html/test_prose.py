"""Steps in prose as a browser shows them: every arrow from stage to stage, nothing outside its box, for everyone."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pypdf import PdfReader

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CONF = """
extensions = ["sphinxcontrib_sop"]
language = "id"
project = "Manual"
html_copy_source = False
sop_agency = {"name": ["PEMERINTAH KABUPATEN CONTOH"]}
"""

THEMES = ("alabaster", "furo", "sphinx_rtd_theme", "pydata_sphinx_theme")
FORMATS = ("langkah-sederhana", "langkah-bertingkat", "grafik")
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 2" width="600" height="300"><rect width="4" height="2"/></svg>'

STEPS = """
   .. sop-step:: Mengajukan permohonan
      :id: ajukan
      :pelaksana: warga
      :kelengkapan: - Formulir
                    - https://contoh.go.id/pembukaan/pemeriksaan/pemblokiran/penyelenggaraan-pertanggungjawaban
      :waktu: 5 menit

      .. figure:: gambar.svg
         :alt: Formulir

         Formulir permohonan

   .. sop-step:: Memeriksa jadwal ruang
      :pelaksana: loket, penata
      :cabang: Kosong -> 3
               Penuh -> selesai
               Belum lengkap -> ajukan
      :nomor-langkah: Pemeriksaan

   .. sop-step:: Menata ruang

      .. sop-step:: Menyapu lantai
         :pelaksana: penata
         :waktu: 5 menit

      .. sop-step:: Menyusun kursi
         :pelaksana: penata -> loket

   .. sop-step:: Memakai ruang {long}
      :pelaksana: warga
      :selesai:

   .. sop-step:: Mengembalikan ruang
      :pelaksana: warga

   .. sop-step:: Mencatat pemakaian ruang
      :pelaksana: loket

   .. sop-step:: Mengarsipkan laporan
      :pelaksana: loket
"""

HEAD = """
.. sop:: Peminjaman Ruang {form}
   :name: {form}
   :format: {form}
   :pelaksana: warga = Warga
               loket = Petugas Loket
               penata = Penata Ruang
"""


def pages() -> dict[str, str]:
    """An SOP in every format and one of many stages."""
    steps = STEPS.format(long="sesuai tata tertib yang berlaku " * 12)
    many = "".join(
        f"\n   .. sop-step:: Mendata rak ke-{place}.\n      :pelaksana: loket\n      :keterangan: hasil-{place}.\n"
        for place in range(1, 31)
    )
    return {form: HEAD.format(form=form) + steps for form in FORMATS} | {
        "banyak": HEAD.format(form="grafik").replace(":name: grafik", ":name: banyak") + many
    }


@pytest.fixture(scope="module")
def manual(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("prose")
    for name, text in pages().items():
        (folder / f"{name}.rst").write_text(text, encoding="utf-8")
    index = "Manual\n======\n\n.. toctree::\n\n" + "".join(f"   {name}\n" for name in pages())
    (folder / "index.rst").write_text(index, encoding="utf-8")
    (folder / "conf.py").write_text(CONF, encoding="utf-8")
    (folder / "gambar.svg").write_text(PICTURE, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def sites(manual: Path, build: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """``sites("furo")`` is the manual in that theme."""
    known: dict[str, Path] = {}

    def site(theme: str) -> Path:
        pytest.importorskip(theme)
        if theme not in known:
            known[theme] = build(manual, tmp_path_factory.mktemp(theme), "html", "-D", f"html_theme={theme}")
        return known[theme]

    return site


Opened = Callable[..., "Page"]


@pytest.fixture
def opened(browser: Browser, sites: Callable[[str], Path]) -> Iterator[Opened]:
    """``opened("grafik", width=390)`` opens a page of the manual in a window of its own."""
    contexts = []

    def open_page(name: str, *, theme: str = "alabaster", width: int = 1280, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.goto((sites(theme) / f"{name}.html").as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()


OUTSIDE = """() => [...document.querySelectorAll(".sop-activity")].flatMap(step => {
    const frame = step.getBoundingClientRect();
    return [...step.querySelectorAll(":scope *")].filter(one => !one.closest(".sop-way")).filter(one => {
        const box = one.getBoundingClientRect();
        return box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 1
            || one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== "inline";
    }).map(one => one.outerHTML.slice(0, 80)); })"""


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", FORMATS)
def test_nothing_stands_outside_its_step(opened: Opened, theme: str, name: str) -> None:
    page = opened(name, theme=theme)
    for width in (320, 390, 1024, 1400):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert (width, page.evaluate(OUTSIDE)) == (width, [])


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", FORMATS)
def test_numbers_and_texts_do_not_overlap(opened: Opened, theme: str, name: str) -> None:
    page = opened(name, theme=theme, width=390)
    gaps = page.evaluate(
        """() => [...document.querySelectorAll(".sop-activity")].map(step => {
            const range = document.createRange();
            range.selectNodeContents(step.querySelector(":scope > .sop-mark"));
            const text = step.querySelector(":scope > .sop-activity-text").getBoundingClientRect();
            return [text.left - range.getBoundingClientRect().right, range.getClientRects().length]; })"""
    )
    assert min(gap for gap, _ in gaps) >= 3
    assert {lines for _, lines in gaps} == {1}


WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

ARROWS = """() => {
    const stages = [...document.querySelectorAll(".sop-stages > .sop-activity")];
    const boxes = stages.map(stage => stage.getBoundingClientRect());
    const pixels = value => parseFloat(value);
    return stages.slice(0, -1).map((stage, place) => {
        const [from, to] = [boxes[place], boxes[place + 1]];
        const sameRow = Math.abs(from.top - to.top) < 1;
        const way = stage.querySelector(":scope > .sop-way");
        if (!way) return [sameRow, null, null, null];
        const [ahead, round] = ["::before", "::after"].map(which => getComputedStyle(way, which));
        const shown = [ahead, round].filter(style => style.display !== "none");
        const style = shown[0], left = from.left + 1 + pixels(style.left), top = from.top + 1 + pixels(style.top);
        // where the head ends and what it points at
        const reached = sameRow
            ? [left + pixels(style.width) - to.left, Math.abs(top + pixels(style.height) / 2 - (from.top + from.bottom) / 2)]
            : [top + pixels(style.height) - to.top, Math.abs(left + 6 - (to.left + to.right) / 2)];
        const begins = sameRow ? left - from.right
            : Math.abs(left + pixels(style.width) - 6 - (from.left + from.right) / 2) + (top - from.bottom);
        return [sameRow, shown.length === 1 && style === (sameRow ? ahead : round), begins, reached];
    });
}"""


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("name", "width", "columns"), [("banyak", 390, 1), ("banyak", 1280, 2), ("grafik", 1024, 2)])
def test_arrows_lead_from_stage_to_stage(opened: Opened, theme: str, name: str, width: int, columns: int) -> None:
    page = opened(name, theme=theme, width=width)
    found = page.evaluate(ARROWS)
    # the fourth stage of `grafik` ends the procedure
    assert [place for place, (_, right, _, _) in enumerate(found) if right is None] == ([3] if name == "grafik" else [])
    arrows = [one for one in found if one[1] is not None]
    assert all(right for _, right, _, _ in arrows)
    if columns == 1:
        assert not any(same for same, _, _, _ in arrows)
    for _, _, begins, (gap, aside) in arrows:
        assert 0 <= begins <= 6
        assert -6 <= gap <= 0
        assert aside <= 1.5


@pytest.mark.parametrize(("frame", "name", "columns"), [(500, "banyak", 1), (700, "banyak", 2), (1100, "banyak", 4), (900, "grafik", 2), (1100, "grafik", 4)])  # fmt: skip
def test_as_many_stages_stand_side_by_side_as_have_room(opened: Opened, frame: int, name: str, columns: int) -> None:
    page = opened(name, width=1900)
    page.add_style_tag(content=f".sop-steps {{ width: {frame}px }}")
    tops = page.locator(".sop-stages > .sop-activity").evaluate_all("all => all.map(one => one.offsetTop)")
    assert tops.count(tops[0]) == columns
    for _, right, begins, (gap, aside) in (one for one in page.evaluate(ARROWS) if one[1] is not None):
        assert right
        assert 0 <= begins <= 6
        assert -6 <= gap <= 0
        assert aside <= 1.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everyone_can_use_them(opened: Opened, theme: str, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    for name in FORMATS:
        page = opened(name, theme=theme, width=1280, color_scheme=scheme)
        response = axe.run(page, context=".sop", options={"runOnly": WCAG}).response
        assert (name, [(one["id"], one["nodes"][0]["html"]) for one in response["violations"]]) == (name, [])
        assert {"color-contrast", "list", "link-name"} <= {one["id"] for one in response["passes"]}


@pytest.mark.parametrize("theme", THEMES)
def test_paper_divides_no_step(opened: Opened, theme: str) -> None:
    pdf = opened("banyak", theme=theme).pdf(prefer_css_page_size=True)
    reader = PdfReader(io.BytesIO(pdf))
    assert {round(page.mediabox.width) for page in reader.pages} == {842}  # a sheet that lies across
    sheets = [re.sub(r"\s+", "", page.extract_text()) for page in reader.pages]
    assert "NomorSOP" in sheets[0]
    assert "rakke-1" not in sheets[0]
    found = [
        (place, sheet.count(f"rakke-{place}."), sheet.count(f"hasil-{place}."))
        for sheet in sheets
        for place in range(1, 31)
    ]
    assert sorted(one for one in found if one[1] or one[2]) == [(place, 1, 1) for place in range(1, 31)]
