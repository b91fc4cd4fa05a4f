"""Cover, decree and approval sheet as a browser shows and prints them."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader
from sphinx.testing.util import SphinxTestApp
from sphinx.util.docutils import patch_docutils

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

MANUAL = Path(__file__).parents[2] / "sample_manual"
NAMES = ("index", "keputusan", "pengesahan", "penggunaan", "makna-simbol")


@pytest.fixture(scope="module")
def handbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample manual."""
    output = tmp_path_factory.mktemp("handbook")
    app = SphinxTestApp("html", srcdir=MANUAL, builddir=output, warning=io.StringIO())
    with patch_docutils(MANUAL):
        app.build()
    app.cleanup()
    return output / "html"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of 1400 pixels, unless it is made smaller."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("width", [1400, 768, 390])
@pytest.mark.parametrize("name", NAMES)
def test_nothing_stands_beyond_the_window(page: Page, handbook: Path, name: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto((handbook / f"{name}.html").as_uri())
    beyond = """() => [...document.querySelectorAll(".sop-page, .sop-page *")].filter(one => {
        const box = one.getBoundingClientRect();
        return box.width > 1 && (box.right > innerWidth + 0.5 || box.left < -0.5);
    }).map(one => one.outerHTML.slice(0, 80))"""
    assert page.evaluate(beyond) == []


def test_names_below_the_signatures_stand_on_one_line(page: Page, handbook: Path) -> None:
    page.goto((handbook / "pengesahan.html").as_uri())
    tops = "all => [...new Set(all.map(one => Math.round(one.getBoundingClientRect().top)))]"
    assert page.locator(".sop-part-name").count() == 3
    assert len(page.locator(".sop-part-name").evaluate_all(tops)) == 1


def test_the_sheet_stands_in_the_middle(page: Page, handbook: Path) -> None:
    page.goto((handbook / "index.html").as_uri())
    middles = """() => { const middle = one => { const box = one.getBoundingClientRect(); return (box.left + box.right) / 2; };
        const cover = document.querySelector(".sop-cover");
        return [...cover.children].filter(one => one.matches("p")).map(one => Math.round(middle(one) - middle(cover))); }"""
    assert set(page.evaluate(middles)) == {0}


@pytest.mark.parametrize(
    ("name", "beginnings"),
    [
        ("index", ["STANDAR OPERASIONAL", "Daftar Isi"]),
        ("keputusan", ["PEMERINTAH KABUPATEN", None, "MEMUTUSKAN", "LAMPIRAN KEPUTUSAN", "No."]),
        ("pengesahan", ["LEMBAR PENGESAHAN"]),
        ("makna-simbol", ["Makna Simbol"]),
    ],
)
def test_on_paper(page: Page, handbook: Path, name: str, beginnings: list[str | None]) -> None:
    page.goto((handbook / f"{name}.html").as_uri())
    sheets = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert {(round(sheet.mediabox.width), round(sheet.mediabox.height)) for sheet in sheets} <= {(595, 842), (596, 842)}
    texts = [" ".join(sheet.extract_text().split()) for sheet in sheets]
    if name != "index":  # the table of contents takes as many pages as it needs
        assert len(texts) == len(beginnings)
    for text, beginning in zip(texts, beginnings, strict=False):
        assert beginning is None or text.startswith(beginning)


def test_a_cover_is_one_sheet_with_the_address_at_its_foot(page: Page, handbook: Path) -> None:
    page.goto((handbook / "index.html").as_uri())
    first, second, *_ = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert first.extract_text().split()[:2] == ["STANDAR", "OPERASIONAL"]
    assert first.extract_text().split()[-1] == "arsip-perpustakaan.nusacontoh.example"
    assert second.extract_text().startswith("Daftar Isi")
