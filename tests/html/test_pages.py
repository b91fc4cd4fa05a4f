"""The pages as a browser shows them: measured, not assumed."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pypdf import PdfReader

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

RATIOS = (1, 1.25, 1.5, 2)

BARE = """
.sop-chart * { color: transparent !important; border-color: transparent !important; background: none !important; }
.sop-chart .sop-lines text { fill: transparent; }
.sop-chart .sop-lines :is(path, rect) { visibility: hidden; }
"""
"""Nothing is seen of a table; a test shows what it looks at."""

READ_PICTURE = """async (data) => {
    const image = new Image();
    image.src = "data:image/png;base64," + data;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height), context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    const pixels = context.getImageData(0, 0, image.width, image.height).data, width = image.width;
    const dark = new Uint8Array(pixels.length / 4);
    for (let at = 0; at < dark.length; at++) dark[at] = pixels[4 * at] < 140 ? 1 : 0;
    const parts = [];
    for (let start = 0; start < dark.length; start++) {
        if (dark[start] !== 1) continue;
        const part = { left: Infinity, top: Infinity, right: -1, bottom: -1, pixels: [] }, queue = [start];
        dark[start] = 2;
        while (queue.length) {
            const at = queue.pop(), x = at % width, y = (at - x) / width;
            part.pixels.push([x, y]);
            for (const [dx, dy] of [[-1,-1],[0,-1],[1,-1],[-1,0],[1,0],[-1,1],[0,1],[1,1]]) {
                const next = at + dx + dy * width;
                if (x + dx >= 0 && x + dx < width && dark[next] === 1) { dark[next] = 2; queue.push(next); }
            }
        }
        parts.push(part.pixels);
    }
    return parts;
}"""
"""The connected dark parts of a picture, each as a list of its pixels."""

Opened = Callable[..., "Page"]


@pytest.fixture
def opened(browser: Browser, site: Path) -> Iterator[Opened]:
    """``opened("loops", width=390)`` opens a page of the manual in a window of its own."""
    contexts = []

    def open_page(name: str, *, width: int = 1280, height: int = 900, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.goto((site / f"{name}.html").as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()


def picture(page: Page, style: str) -> bytes:
    """The table with another style."""
    sheet = page.add_style_tag(content=BARE + style)
    taken = page.locator(".sop-table").screenshot(animations="disabled")
    sheet.evaluate("node => node.remove()")
    return taken


def dark_parts(page: Page, taken: bytes) -> list[list[tuple[int, int]]]:
    """Connected dark parts, in device pixels."""
    return page.evaluate(READ_PICTURE, base64.b64encode(taken).decode())


SYMBOLS = ".sop-chart .sop-lines .sop-symbol:not(.sop-whole) { visibility: visible }"


@pytest.mark.parametrize("ratio", RATIOS)
@pytest.mark.parametrize("name", ["loops", "levels", "wide"])
def test_every_arrow_is_one_line_from_symbol_to_symbol(opened: Opened, name: str, ratio: float) -> None:
    page = opened(name, width=1700, device_scale_factor=ratio)
    ways = page.locator("[data-ways]").evaluate_all("all => all.map(symbol => symbol.dataset.ways).join(' ')").split()
    symbols = len(dark_parts(page, picture(page, SYMBOLS)))
    assert ways
    for way in dict.fromkeys(ways):
        route = f".sop-chart .sop-lines .sop-r{way} {{ visibility: visible }}"
        source = f".sop-chart .sop-lines [data-ways~='{way}']:not(.sop-whole) {{ visibility: visible }}"
        assert len(dark_parts(page, picture(page, route + source))) == 1, f"arrow {way} does not begin at its symbol"
        joined = len(dark_parts(page, picture(page, route + SYMBOLS)))
        assert joined == symbols - 1, f"arrow {way} joins {symbols - joined + 1} symbols"


@pytest.mark.parametrize("ratio", RATIOS)
@pytest.mark.parametrize("name", ["loops", "levels"])
def test_labels_cover_no_line(opened: Opened, name: str, ratio: float) -> None:
    page = opened(name, device_scale_factor=ratio)
    boxes = page.locator(".sop-table").evaluate(
        """table => { const origin = table.getBoundingClientRect();
            return [...table.querySelectorAll(".sop-lines text")].filter(text => text.checkVisibility()).map(text => {
                const box = text.getBoundingClientRect();
                return [text.textContent, box.left - origin.left, box.top - origin.top, box.right - origin.left,
                        box.bottom - origin.top]; }); }"""
    )
    assert boxes
    shown = ".sop-chart .sop-lines path:not(.sop-whole) { visibility: visible }"
    pixels = [pixel for part in dark_parts(page, picture(page, shown)) for pixel in part]
    for text, left, top, right, bottom in boxes:
        hit = [
            (x, y)
            for x, y in pixels
            if left < (x + 0.5) / ratio < right and top + 1.5 < (y + 0.5) / ratio < bottom - 1.5
        ]
        assert not hit, f"a line runs through {text!r} at {hit[:3]}"


def test_headings_stay_in_sight(opened: Opened) -> None:
    page = opened("long")
    page.locator("tr[id$='--20']").scroll_into_view_if_needed()
    assert page.locator(".sop-table thead").evaluate("head => head.getBoundingClientRect().top") == 0


def test_a_linked_step_is_not_hidden_by_the_headings(opened: Opened) -> None:
    page = opened("long")
    page.evaluate("location.hash = '#sop-koleksi--20'")
    top = page.locator("[id='sop-koleksi--20']").evaluate("row => row.getBoundingClientRect().top")
    assert top >= page.locator(".sop-table thead").evaluate("head => head.getBoundingClientRect().bottom")


@pytest.mark.parametrize("width", [320, 390, 800, 1280])
@pytest.mark.parametrize("name", ["loops", "wide", "long", "levels", "empty"])
def test_no_page_scrolls_sideways(opened: Opened, name: str, width: int) -> None:
    page = opened(name, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_table_too_wide_scrolls_in_its_own_frame_and_says_so(opened: Opened) -> None:
    page = opened("wide", width=1000)
    frame = page.locator(".sop-scroll")
    assert frame.evaluate("frame => frame.scrollWidth > frame.clientWidth")
    assert page.locator(".sop-hint").is_visible()
    frame.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.sop-scroll').scrollLeft > 0")
    assert not opened("loops").locator(".sop-hint").is_visible()


def test_a_phone_shows_cards_with_sentences(opened: Opened) -> None:
    page = opened("loops", width=390)
    card = page.locator("[id='sop-ruang-baca--2']")
    said = card.locator(".sop-says")
    assert said.is_visible()
    assert said.inner_text().startswith("Keputusan oleh Petugas Loket\nKosong:")
    ways = said.locator("a").evaluate_all(
        "all => all.map(link => [link.innerText, link.getBoundingClientRect().height])"
    )
    assert [" ".join(text.split()) for text, _ in ways] == [
        "Kosong: ke langkah 3 Menata ruang bersama",
        "Belum lengkap: ke langkah 1 Mengajukan permohonan",
    ]
    assert all(height >= 48 for _, height in ways)
    number = card.locator(".sop-number a").bounding_box()
    assert number is not None
    assert min(number["width"], number["height"]) >= 44
    assert said.locator("a").first.is_visible()
    assert not card.locator(".sop-lines path:not(.sop-symbol)").first.is_visible()
    assert card.locator(".sop-symbol").first.is_visible()
    label = "cell => getComputedStyle(cell, '::before').content"
    assert "Waktu" in card.locator("td").filter(has_text="10 menit").evaluate(label)
    assert not page.locator(".sop-table thead").is_visible()


def test_a_heading_row_is_a_card_without_labels(opened: Opened) -> None:
    page = opened("levels", width=390)
    text = page.locator("[id='sop-bertingkat--2'] th").first
    assert text.inner_text() == "Menyiapkan pertemuan"
    assert text.evaluate("cell => getComputedStyle(cell, '::before').content") in {"none", "normal"}


def test_sentences_are_seen_when_reached_by_keyboard_without_script(opened: Opened) -> None:
    page = opened("loops", java_script_enabled=False)
    link = page.locator("[id='sop-ruang-baca--2'] .sop-says a").first
    clip = "el => getComputedStyle(el.closest('.sop-says')).clipPath"
    assert link.evaluate(clip) != "none"
    link.focus()
    assert link.evaluate(clip) == "none"


def test_pages_need_neither_network_nor_script(browser: Browser, site: Path) -> None:
    page = browser.new_page()
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto((site / "loops.html").as_uri())
    page.wait_for_load_state("networkidle")
    page.close()
    assert any(url.endswith(".css") or ".css?" in url for url in asked)
    assert [url for url in asked if not url.startswith(site.as_uri())] == []
    assert said == []


def test_colours_follow_the_theme_and_forced_colours(opened: Opened) -> None:
    page = opened("loops")
    page.add_style_tag(content="body { --color-background-primary: #101010; --color-foreground-primary: #fafafa }")
    line = ".sop-lines path:not([class*=symbol])"
    assert page.locator(line).first.evaluate("path => getComputedStyle(path).stroke") == "rgb(250, 250, 250)"
    assert page.locator(".sop-table").evaluate("el => getComputedStyle(el).backgroundColor") == "rgb(16, 16, 16)"
    forced = opened("loops", forced_colors="active", color_scheme="dark")
    stroke, ground = forced.locator(line).first.evaluate(
        "path => [getComputedStyle(path).stroke, getComputedStyle(path.closest('table')).backgroundColor]"
    )
    assert (stroke, ground) == ("rgb(255, 255, 255)", "rgb(0, 0, 0)")


def test_paper_lies_across_and_repeats_the_headings(opened: Opened) -> None:
    reader = PdfReader(io.BytesIO(opened("long").pdf(prefer_css_page_size=True)))
    sizes = {(round(page.mediabox.width), round(page.mediabox.height)) for page in reader.pages}
    assert sizes <= {(842, 595), (842, 596)}
    sheets = [text for text in (page.extract_text() for page in reader.pages) if "Mutu Baku" in text]
    assert len(sheets) > 1
    assert sum("rak ke-30" in text for text in sheets) == 1


def test_arrows_that_leave_a_sheet_come_in_on_the_next_one(opened: Opened) -> None:
    page = opened("long")
    letters = "rows => rows.map(row => [...row.querySelectorAll('text')].map(text => text.textContent))"
    leaving, entering = (page.locator(f".sop-{kind}").evaluate_all(letters) for kind in ("leave", "enter"))
    assert leaving == entering
    assert all(leaving)
    assert any(len(row) > 1 for row in leaving)
    assert not page.locator(".sop-leave").first.is_visible()
    page.emulate_media(media="print")
    assert page.locator(".sop-leave").first.is_visible()


def test_on_paper_the_last_border_is_not_cut_off(opened: Opened) -> None:
    for name in ("long", "wide"):
        page = opened(name, width=1031)
        page.emulate_media(media="print")
        edges = "nodes => nodes.map(node => node.getBoundingClientRect().right)"
        assert max(page.locator(".sop-table, .sop-form").evaluate_all(edges)) <= 1031 - 1


def test_connectors_lie_inside_the_lanes(opened: Opened) -> None:
    page = opened("long", width=1031)
    page.emulate_media(media="print")
    outside = page.locator(":is(.sop-leave, .sop-enter)").evaluate_all(
        """rows => rows.flatMap(row => {
            const cells = [...row.cells], left = cells[2].getBoundingClientRect().left;
            const right = cells.at(-1).getBoundingClientRect().left;
            return [...row.querySelectorAll(".sop-symbol")].map(symbol => symbol.getBoundingClientRect())
                .filter(box => box.left < left || box.right > right).map(box => [box.left, left, box.right, right]);
        })"""
    )
    assert outside == []


def test_every_planned_break_falls_where_it_was_planned(opened: Opened) -> None:
    page = opened("long", width=1031)
    page.emulate_media(media="print")
    room = (210 - 24) * 96 / 25.4
    heights = page.locator(".sop-table").evaluate(
        """table => { const sheets = [table.tHead.offsetHeight];
            for (const row of [...table.tBodies].flatMap(group => [...group.rows])) {
                sheets[sheets.length - 1] += row.offsetHeight;
                if (row.matches(".sop-leave")) sheets.push(table.tHead.offsetHeight);
            }
            return sheets; }"""
    )
    assert len(heights) > 1
    assert max(heights) <= room


def test_the_way_from_a_step_lights_up(opened: Opened) -> None:
    page = opened("loops")
    page.locator("[id='sop-ruang-baca--2'] .sop-number a").hover()
    ways = page.locator("[id='sop-ruang-baca--2'] [data-ways]").first.get_attribute("data-ways") or ""
    assert len(ways.split()) == 3
    for way in ways.split():
        assert page.locator(f".sop-r{way}.sop-lit").count() == page.locator(f".sop-r{way}").count() > 0
    page.locator("[id='sop-ruang-baca--6'] .sop-number a").hover()
    assert page.locator(".sop-lit").count() == 0


def test_one_arrow_lights_up_where_its_link_is(opened: Opened) -> None:
    page = opened("loops", forced_colors="active", color_scheme="dark")
    page.locator("[id='sop-ruang-baca--2'] .sop-number a").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    way = page.evaluate("document.activeElement.dataset.way")
    assert page.locator(".sop-lit").count() == page.locator(f".sop-r{way}").count() > 0
    stroke, link = page.locator("path.sop-lit:not(.sop-head)").first.evaluate(
        "path => [path, document.activeElement].map(node => getComputedStyle(node)).map(style => [style.stroke, style.color])"
    )
    assert stroke[0] == link[1]


def test_arrows_are_followed_by_keyboard(opened: Opened) -> None:
    page = opened("loops")
    focused = "document.activeElement.closest('tr').id"
    page.locator("[id='sop-ruang-baca--ajukan'] .sop-number a").focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate(focused) == "sop-ruang-baca--2"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.dataset.way") is not None
    assert "ke langkah 1" in page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    page.wait_for_function(f"{focused} === 'sop-ruang-baca--ajukan'")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(focused) == "sop-ruang-baca--2"


def test_escape_hides_what_a_symbol_says(opened: Opened) -> None:
    page = opened("loops")
    page.locator("[id='sop-ruang-baca--2'] .sop-symbol").first.hover()
    assert page.locator(".sop-shown").is_visible()
    page.keyboard.press("Escape")
    assert page.locator(".sop-shown").count() == 0


def test_the_link_to_a_step_is_copied(browser: Browser, site: Path) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto((site / "loops.html").as_uri())
    page.evaluate("navigator.clipboard.writeText('mine')")
    page.locator("[id='sop-ruang-baca--2'] .sop-number a").click()
    assert page.evaluate("navigator.clipboard.readText()") == "mine"
    page.locator("[id='sop-ruang-baca--2'] .sop-copy").click()
    page.locator(".sop-copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").endswith("loops.html#sop-ruang-baca--2")
    context.close()


def test_what_is_not_followed_fades_and_the_target_shows(opened: Opened) -> None:
    page = opened("loops")
    page.locator("[id='sop-ruang-baca--2'] .sop-symbol").first.hover()
    opacity = "path => getComputedStyle(path).opacity"
    assert page.locator("path.sop-lit").first.evaluate(opacity) == "1"
    faded = page.locator(".sop-lines path:not(.sop-lit):not(.sop-symbol)").first.evaluate(opacity)
    assert float(faded) < 0.5
    goals = page.locator("tr.sop-goal").evaluate_all("rows => rows.map(row => row.id)")
    assert goals == ["sop-ruang-baca--ajukan", "sop-ruang-baca--3"]
    labels = page.locator("text.sop-lit").evaluate_all("all => all.map(text => text.textContent)")
    assert {"Kosong"} <= set(labels)


@pytest.mark.parametrize("step", ["2", "4", "5"])
def test_a_sentence_covers_no_arrow_it_tells_of(opened: Opened, step: str) -> None:
    page = opened("loops", width=1400)
    page.locator(f"[id='sop-ruang-baca--{step}']").scroll_into_view_if_needed()
    page.locator(f"[id='sop-ruang-baca--{step}'] .sop-symbol").first.hover()
    box = page.locator(".sop-shown").bounding_box()
    assert box is not None
    sheet = page.add_style_tag(content=BARE + ".sop-lines path.sop-lit { visibility: visible !important }")
    taken = page.screenshot(animations="disabled")
    sheet.evaluate("node => node.remove()")
    pixels = [pixel for part in dark_parts(page, taken) for pixel in part]
    inside = [
        (x, y)
        for x, y in pixels
        if box["x"] + 1 < x < box["x"] + box["width"] - 1 and box["y"] + 1 < y < box["y"] + box["height"] - 1
    ]
    assert not inside


def test_a_finger_opens_what_a_pointer_does(opened: Opened) -> None:
    page = opened("loops", width=1024, has_touch=True)
    page.locator("[id='sop-ruang-baca--2'] .sop-symbol").first.tap()
    assert page.locator(".sop-shown").is_visible()
    assert page.locator(".sop-lit").count() > 0
    page.locator(".sop-form").first.tap()
    assert page.locator(".sop-shown").count() == 0


def test_after_a_jump_a_button_leads_back(opened: Opened) -> None:
    page = opened("loops", width=390, height=700)
    link = page.locator("[id='sop-ruang-baca--5'] .sop-says a").last
    link.click()
    button = page.locator(".sop-return")
    button.wait_for()
    assert button.inner_text() == "Kembali ke langkah 5"
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    button.click()
    assert page.locator(".sop-return").count() == 0
    assert page.evaluate("document.activeElement.closest('tr').id") == "sop-ruang-baca--5"


def test_a_phone_begins_with_the_steps(opened: Opened) -> None:
    page = opened("loops", width=390)
    assert page.locator(".sop-begin a").inner_text() == "Mulai dari langkah 1"
    assert not page.locator(".sop-form").is_visible()
    page.locator(".sop-fold summary").click()
    assert page.locator(".sop-form").is_visible()
    wide = opened("loops")
    assert wide.locator(".sop-form").is_visible()
    assert not wide.locator(".sop-begin").is_visible()
    assert not wide.locator(".sop-fold summary").is_visible()


def test_a_frame_is_a_tab_stop_only_where_it_scrolls(opened: Opened) -> None:
    assert opened("loops").locator(".sop-scroll[tabindex]").count() == 0
    assert opened("wide", width=1000).locator(".sop-scroll[tabindex='0']").count() == 1


FACES = ["DejaVu Sans", "Liberation Sans", "DejaVu Serif", "FreeSans"]


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("name", ["loops", "levels", "wide", "long"])
def test_no_label_is_cut_in_another_face(opened: Opened, name: str, face: str) -> None:
    page = opened(name, width=1500)
    page.add_style_tag(
        content=f".sop-lines text {{ font-family: '{face}' !important; letter-spacing: 0.08em }} .sop-chart {{ --sop-font: '{face}' }}"
    )
    cut = page.locator(".sop-lines text").evaluate_all(
        """all => all.filter(text => text.checkVisibility()).map(text => {
            const box = text.getBoundingClientRect(), cell = text.closest(".sop-lines").getBoundingClientRect();
            return [text.textContent, cell.left - box.left, box.right - cell.right];
        }).filter(([, left, right]) => left > 0.5 || right > 0.5)"""
    )
    assert cut == []


def test_a_strict_policy_changes_nothing(browser: Browser, site: Path) -> None:
    policy = "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self' data:"
    measure = """() => [...document.querySelectorAll(".sop-form tr, .sop-table tr, .sop-table col, .sop-lines svg, .sop-lines path")]
        .map(node => node.getBoundingClientRect()).map(box => [box.left, box.top, box.width, box.height].map(Math.round))"""
    found = []
    for header in ({}, {"Content-Security-Policy": policy}):
        page = browser.new_page(viewport={"width": 1280, "height": 900})

        def serve(route: Any, request: Any, *, header: dict[str, str] = header) -> None:
            path = site / request.url.removeprefix("http://manual.test/").split("?")[0]
            if path.is_file():
                route.fulfill(path=path, headers=header)
            else:
                route.fulfill(status=404)

        page.route("http://manual.test/**", serve)
        for name in ("loops", "wide", "levels", "long"):
            page.goto(f"http://manual.test/{name}.html")
            found.append((name, page.evaluate(measure)))
        page.close()
    half = len(found) // 2
    assert found[:half] == found[half:]
