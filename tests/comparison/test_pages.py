"""The pages of a comparison in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sphinxcontrib_sop.output.review.flowcharts import write_flowcharts
from sphinxcontrib_sop.output.review.matrix import write_matrix

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

    from sphinxcontrib_sop.output.review.report import Report

WIDE, PHONE = {"width": 1400, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture
def show(browser: Browser, report: Callable[..., Report]) -> Iterator[Callable[..., Page]]:
    """``show(write_matrix, PHONE)`` opens a page; anything the browser complains of fails."""
    complaints: list[str] = []
    opened: list[Page] = []

    def open_page(write: Callable[[Report], str], size: Any) -> Page:
        page = browser.new_page(viewport=size)
        page.on("console", lambda message: complaints.append(message.text))
        page.set_content(write(report()))
        opened.append(page)
        return page

    yield open_page
    for page in opened:
        page.close()
    assert complaints == []


@pytest.mark.parametrize("write", [write_matrix, write_flowcharts])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_page_is_as_wide_as_its_window(show: Callable[..., Page], write: Callable[[Report], str], size: Any) -> None:
    page = show(write, size)
    assert page.evaluate("document.documentElement.scrollWidth") == size["width"]


def test_the_charts_stand_beside_one_another_and_are_seen_whole(show: Callable[..., Page]) -> None:
    page = show(write_flowcharts, WIDE)
    old, new = (figure.bounding_box() for figure in page.locator(".pair figure").all())
    assert old["y"] == new["y"]
    assert old["x"] + old["width"] < new["x"]
    for frame in page.locator(".pair .sop-scroll").all():
        assert frame.evaluate("(frame) => frame.scrollWidth - frame.clientWidth") == 0
    page.set_viewport_size(PHONE)
    old, new = (figure.bounding_box() for figure in page.locator(".pair figure").all())
    assert old["y"] + old["height"] <= new["y"]


def test_changes_can_be_told_without_colour(show: Callable[..., Page]) -> None:
    page = show(write_flowcharts, WIDE)
    marks = {
        name: page.locator(f".legend .mark.{name}").evaluate("(node) => getComputedStyle(node).borderTopStyle")
        for name in ("removed", "changed", "moved")
    }
    assert marks == {"removed": "dashed", "changed": "double", "moved": "dotted"}
    del_line, ins_line = (
        page.locator(tag).first.evaluate("(node) => getComputedStyle(node).textDecorationLine")
        for tag in ("del", "ins")
    )
    assert (del_line, ins_line) == ("line-through", "underline")
    dashes = page.locator("#s0-old .sop-lines path").evaluate_all(
        "(all) => all.map((one) => getComputedStyle(one).strokeDasharray)"
    )
    widths = page.locator("#s0-new .sop-lines path").evaluate_all(
        "(all) => all.map((one) => getComputedStyle(one).strokeWidth)"
    )
    assert {"none", "5px, 4px"} <= set(dashes)
    assert "3.5px" in widths


def test_the_matrix_prints_across_with_its_heading_on_every_page(show: Callable[..., Page]) -> None:
    import io

    from pypdf import PdfReader

    page = show(write_matrix, WIDE)
    pages = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert len(pages) > 1
    for sheet in pages:
        assert sheet.mediabox.width > sheet.mediabox.height
        assert "Keterangan" in sheet.extract_text()
