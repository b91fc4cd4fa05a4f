"""The usual themes: a flowchart table has room, its headings stay in sight, everybody can use it."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PACKAGES = {
    "alabaster": "alabaster",
    "furo": "furo",
    "sphinx_rtd_theme": "sphinx_rtd_theme",
    "pydata_sphinx_theme": "pydata_sphinx_theme",
    "sphinx_book_theme": "sphinx_book_theme",
    "sphinx_immaterial": "sphinx_immaterial",
}
OPTIONAL = {"sphinx_immaterial"}
"""Themes that are not among the requirements of the tests."""

CONF = """
extensions = ["sphinxcontrib_sop"]
language = "id"
project = "Manual"
"""

# it is an extension too, and its fonts would come from a network
EXTRA = {
    "sphinx_immaterial": """
extensions.append("sphinx_immaterial")
html_theme_options = {"font": False, "palette": [
    {"media": "(prefers-color-scheme: light)", "scheme": "default"},
    {"media": "(prefers-color-scheme: dark)", "scheme": "slate"},
]}
"""
}

LANES = {4: ("Pemohon", "Petugas Loket", "Pengelola Kepegawaian", "Kepala Dinas")}
LANES[8] = (*LANES[4], "Pengadministrasi Umum", "Sekretaris", "Kepala Bidang Pelayanan", "Verifikator Keuangan")
LANES[16] = (*LANES[8], *(f"{lane} Kabupaten" for lane in LANES[8]))


def procedure(lanes: int) -> str:
    """A procedure with as many steps as do not fit on a screen, and some decisions."""
    keys = [f"a{place} = {label}" for place, label in enumerate(LANES[lanes])]
    text = "Bagian\n======\n\n"
    text += f".. sop:: Pelayanan\n   :name: p{lanes}\n   :pelaksana: " + f"\n{15 * ' '}".join(keys) + "\n\n"
    for place in range(1, 25):
        text += f"   .. sop-step:: Memeriksa kelengkapan dan keabsahan berkas\n      :pelaksana: a{place * 5 % lanes}\n"
        text += "      :kelengkapan: Berkas permohonan\n      :waktu: 15 menit\n      :output: Berkas terperiksa\n"
        text += (
            "      :keterangan: Dipertanggungjawabkan, ditandatangani pengadministrasi\n"
            if place % 4 == 0 and lanes == 4
            else ""
        )
        text += f"      :tidak: {place - 3}\n\n" if place in {8, 16} else "\n"
    return text


@pytest.fixture(scope="module", params=PACKAGES)
def theme(request: pytest.FixtureRequest) -> str:
    """A theme that is installed."""
    name: str = request.param
    if importlib.util.find_spec(PACKAGES[name]) is None:
        reason = f"{name} is not installed"
        if os.environ.get("SOP_REQUIRE_TOOLS") and name not in OPTIONAL:
            pytest.fail(f"{reason}, and SOP_REQUIRE_TOOLS is set")
        pytest.skip(reason)
    return name


@pytest.fixture(scope="module")
def pages(theme: str, build: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The procedures in a theme."""
    source = tmp_path_factory.mktemp("source")
    (source / "conf.py").write_text(CONF + EXTRA.get(theme, ""), encoding="utf-8")
    (source / "index.rst").write_text(
        "Manual\n======\n\n.. toctree::\n\n" + "".join(f"   p{lanes}\n" for lanes in LANES), encoding="utf-8"
    )
    for lanes in LANES:
        (source / f"p{lanes}.rst").write_text(procedure(lanes), encoding="utf-8")
    return build(source, tmp_path_factory.mktemp("pages"), "html", "-D", f"html_theme={theme}")


Opened = Callable[..., "Page"]


AT_REST = """anchor => new Promise(done => {
    let last, same = 0;
    const look = () => {
        const { top } = document.getElementById(anchor).getBoundingClientRect();
        same = top === last ? same + 1 : 0;
        last = top;
        same < 30 ? requestAnimationFrame(look) : done();
    };
    look();
})"""
"""Waits until a place has not moved for half a second: some themes scroll smoothly, and not before all is loaded."""


@pytest.fixture
def opened(browser: Browser, pages: Path) -> Iterator[Opened]:
    """``opened(8, width=1280)`` opens the procedure of eight lanes without a network."""
    contexts = []

    def open_page(lanes: int, *, width: int, anchor: str = "", **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 860}, **options)
        context.set_offline(True)
        contexts.append(context)
        page = context.new_page()
        page.goto((pages / f"p{lanes}.html").as_uri() + anchor)
        if anchor:
            page.evaluate(AT_REST, anchor[1:])
        return page

    yield open_page
    for context in contexts:
        context.close()


def cut_off(page: Page) -> bool:
    """Whether the table has to be scrolled sideways."""
    return bool(page.locator(".sop-scroll").evaluate("frame => frame.scrollWidth > frame.clientWidth"))


@pytest.mark.parametrize("width", [390, 900, 1280, 1920])
def test_no_page_scrolls_sideways(opened: Opened, width: int) -> None:
    for lanes in (4, 16):
        assert opened(lanes, width=width).evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("lanes", "width"), [(4, 1280), (8, 1280), (8, 1920)])
def test_a_table_fits(opened: Opened, lanes: int, width: int) -> None:
    page = opened(lanes, width=width)
    assert not cut_off(page)
    assert not page.locator(".sop-hint").is_visible()
    assert page.locator(".sop-scroll").evaluate("frame => getComputedStyle(frame).overflowY") == "visible"


STICKS_OUT = """async frame => {
    await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));  // a face that has just come makes the table wider
    const table = frame.querySelector("table");
    return getComputedStyle(frame).overflowX === "visible" && table.offsetWidth > frame.clientWidth + 1;
}"""
CUT_WORDS = """table => [...table.querySelectorAll("tbody p, tbody li, thead th")].filter(part => {
    const limits = document.createRange();
    return [...part.childNodes].some(node => {
        if (node.nodeType !== Node.TEXT_NODE || node.data.includes("\u00ad")) return false;
        return [...node.data.matchAll(/[A-Za-z]+/g)].some(word => {
            limits.setStart(node, word.index);
            limits.setEnd(node, word.index + word[0].length);
            return limits.getClientRects().length > 1;
        });
    });
}).map(part => part.textContent)"""
FACES = ("", '*{font-family:"DejaVu Sans" !important}')


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("width", [768, 900, 1000, 1100, 1400])
def test_a_table_is_as_wide_as_its_words_need_and_no_wider_than_its_frame(
    opened: Opened, width: int, face: str
) -> None:
    for lanes in (4, 8):
        page = opened(lanes, width=width)
        if face:
            page.add_style_tag(content=face)
        assert not page.locator(".sop-scroll").evaluate(STICKS_OUT)
        assert page.locator(".sop-table").evaluate(CUT_WORDS) == []


AT_END = "Math.abs(scrollY + innerHeight - document.documentElement.scrollHeight) < 2"
BARS = """() => Math.max(0, ...[...document.querySelectorAll("header, .mobile-header, .bd-header, .md-header")]
    .filter(bar => ["fixed", "sticky"].includes(getComputedStyle(bar).position) && bar.offsetHeight)
    .map(bar => bar.getBoundingClientRect()).filter(box => box.top < 100 && box.width > innerWidth / 3).map(box => box.bottom))"""
"""Where the bars of a theme end that lie over the page."""


@pytest.mark.parametrize("width", [768, 1000, 1280, 1400])
@pytest.mark.parametrize("lanes", [8, 16])
def test_headings_stay_in_sight_below_the_bar_of_the_theme(opened: Opened, lanes: int, width: int) -> None:
    page = opened(lanes, width=width, anchor=f"#sop-p{lanes}--20")
    row = page.locator(f"[id='sop-p{lanes}--20']").bounding_box()
    head = page.locator(".sop-table thead").bounding_box()
    bar = page.evaluate(BARS)
    assert row is not None
    assert head is not None
    assert head["y"] >= bar - 0.5 or page.evaluate(AT_END)  # then nothing can be moved further
    assert head["y"] + head["height"] <= row["y"] + 0.5
    assert row["y"] + row["height"] <= 860


IN_SIGHT = """() => document.activeElement.getBoundingClientRect().top
    >= document.querySelector(".sop-table thead").getBoundingClientRect().bottom"""


def test_links_reached_by_keyboard_are_not_hidden_by_the_headings(opened: Opened) -> None:
    page = opened(8, width=1280, anchor="#sop-p8--20")
    link = page.locator("[id='sop-p8--20'] .sop-number a")
    link.focus()
    for _ in range(8):
        page.keyboard.press("ArrowUp")
        page.wait_for_function(IN_SIGHT)  # some themes scroll smoothly


@pytest.mark.parametrize("width", [1100, 1280, 1500])
def test_a_sidebar_that_gives_way_can_still_be_opened(opened: Opened, theme: str, width: int) -> None:
    page = opened(8, width=width)
    if theme == "pydata_sphinx_theme":
        page.locator("button.secondary-toggle").click()
        page.locator("#pst-secondary-sidebar-modal").wait_for(state="visible")
    elif theme == "furo":
        page.locator("label.toc-content-icon").click()
        page.wait_for_function("document.querySelector('.toc-drawer').getBoundingClientRect().right <= innerWidth")


def test_a_file_is_complete_without_a_network(browser: Browser, theme: str, pages: Path) -> None:
    context = browser.new_context()
    context.set_offline(True)
    page = context.new_page()
    elsewhere, failed, said = [], [], []
    page.on("request", lambda request: elsewhere.append(request.url))
    page.on("requestfailed", lambda request: failed.append(request.url))
    if theme != "sphinx_immaterial":  # its search fails with the Sphinx of today
        page.on("pageerror", lambda error: said.append(str(error)))
    page.goto((pages / "p8.html").as_uri())
    page.wait_for_load_state("networkidle")
    context.close()
    assert [url for url in elsewhere if not url.startswith((pages.as_uri(), "data:"))] == []
    assert failed == []
    assert said == []


@pytest.mark.parametrize(("width", "scheme"), [(1280, "dark"), (390, "light")])
def test_axe_finds_nothing(opened: Opened, width: int, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = opened(8, width=width, color_scheme=scheme)
    found = axe.Axe().run(
        page,
        context={"include": [[".sop-sheet"], [".sop-chart"]]},
        options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    )
    assert [(one["id"], one["nodes"][0]["html"]) for one in found.response["violations"]] == []
    assert len(found.response["passes"]) > 15


SIDEBARS = ".sidebar-drawer, .toc-drawer, .bd-sidebar, .sphinxsidebar, .wy-nav-side, .md-sidebar"


def test_no_sidebar_is_printed_on_paper_that_is_wide_enough_for_one(opened: Opened) -> None:
    page = opened(4, width=1500)
    sidebars = page.locator(SIDEBARS)
    assert sidebars.count()
    page.emulate_media(media="print")
    assert sidebars.evaluate_all("bars => bars.filter(bar => bar.getClientRects().length).length") == 0
    assert page.locator(".sop-form").evaluate("form => getComputedStyle(form).breakInside") == "auto"
