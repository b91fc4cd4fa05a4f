"""The rules of the flowchart table on a page, and the gutters that keep its texts from them.

All coordinates are points; the origin of a page is the top left corner of the table below its heading.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from .columns import INSET, TEXT_COLUMNS, Columns
from .drawing import Stroke, closed
from .pages import Page

Rule = tuple[float, float, float, float]
"""From a place to another: x and y of both."""

OVERLAP = 0.2
"""How far a filled gutter reaches below the filled cells beside it, so that nothing shines through between them."""


def edges(columns: Columns) -> list[float]:
    """Return the places of the upright rules from left to right."""
    return list(accumulate(columns.in_order, initial=0.0))


def gutters(columns: Columns) -> list[float]:
    """Return the distances between the rooms of the texts in adjacent columns; number and lanes need none."""
    insets = _insets(columns)
    return [left + right for left, right in pairwise(insets)]


def tracks(columns: Columns) -> list[float]:
    """Return the widths of the rooms of the texts."""
    return [width - 2 * inset for width, inset in zip(columns.in_order, _insets(columns), strict=True)]


def _insets(columns: Columns) -> list[float]:
    others = len(TEXT_COLUMNS) - 1
    return [0.0, INSET, *(0.0 for _ in columns.lanes), *(INSET for _ in range(others))]


def _grouped(columns: Columns) -> frozenset[int]:
    """Numbers of the upright rules that end below the first row of the heading, which spans the columns beside them."""
    lanes = len(columns.lanes)
    return frozenset((*range(3, lanes + 2), lanes + 3, lanes + 4))


def table_rules(columns: Columns, page: Page, head: Sequence[float], total: float) -> list[Stroke]:
    """Return the rules on a page; ``total`` is the height of the row below its last one, 0 if it has none."""
    xs = edges(columns)
    top, lanes = -sum(head), len(columns.lanes)
    first = page.top.height
    last = first + sum(slot.height for slot in page.slots)
    foot = last + page.bottom.height
    end = foot + total
    across = [*_levels(page, head), foot, end]
    found: list[Rule] = [(0.0, y, xs[-1], y) for y in dict.fromkeys(across)]
    if head:
        below = top + head[0]
        groups = [(lanes + 2, lanes + 5)] + [(2, lanes + 2)] * (lanes > 0)
        found += [(xs[left], below, xs[right], below) for left, right in groups]
    for number, x in enumerate(xs):
        if number in {0, len(xs) - 1}:
            found.append((x, top, x, end))
            continue
        begins = top + head[0] if head and number in _grouped(columns) else top
        found += [(x, begins, x, 0.0), (x, first, x, last)]
    return [stroke for x, y, *to in found if [x, y] != to for stroke in (("m", x, y), ("l", *to))]


def _levels(page: Page, head: Sequence[float]) -> Iterator[float]:
    """Heights of the level rules across the whole table, down to the last row."""
    y = -sum(head)
    yield y
    for height in head[2:]:  # the row with the numbers of the columns
        yield -height
    yield 0.0
    y = page.top.height
    yield y
    for slot in page.slots:
        y += slot.height
        yield y


def filled_gutters(columns: Columns, page: Page, head: Sequence[float], headings: frozenset[int]) -> list[Stroke]:
    """Return the parts of gutters between filled cells: in the heading, and in rows that are ``headings``."""
    xs, insets = edges(columns), _insets(columns)
    top = -sum(head)
    strokes: list[Stroke] = []

    def fill(left: float, top: float, width: float, height: float) -> None:
        right, foot = left + width, top + height
        strokes.extend(closed([(left, top), (right, top), (right, foot), (left, foot)]))

    for number in range(1, len(xs)):
        right = insets[number] if number < len(insets) else 0.0
        left, width = xs[number] - insets[number - 1] - OVERLAP, insets[number - 1] + right + 2 * OVERLAP
        if width <= 2 * OVERLAP:
            continue
        if number == len(xs) - 1:
            width -= OVERLAP
        begins = top + head[0] if head and number in _grouped(columns) else top
        fill(left, begins, width, -begins)
        y = page.top.height
        for slot in page.slots:
            if slot.row in headings:
                fill(left, y, width, slot.height)
            y += slot.height
    return strokes
