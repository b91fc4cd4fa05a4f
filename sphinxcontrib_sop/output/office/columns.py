"""Widths of the columns and heights of the rows of the flowchart table in an office document, in pixels of 1/96 inch."""

from collections.abc import Sequence
from itertools import permutations
from math import ceil

from msgspec import Struct

from ...core.layout import LABEL_SIZE, Chart, text_width
from .content import TEXT_COLUMNS, Table

PIXELS_PER_POINT = 96 / 72
PIXELS_PER_MM = 96 / 25.4

FONT = "Arial"
TEXT_SIZE, HEAD_SIZE = 9.0, 8.0
"""Points."""
LINE = 1.28
"""Height of a line in em, with room for the face of another program."""
REGULAR = 0.94
"""Width of regular letters beside bold ones, whose widths the layout knows."""
SLACK = 1.06
"""How many times as much room texts take in another program or face."""
PADDING = 8.0
"""Left and right of a text in its cell, together; above and below likewise."""

NUMBER = 34.0
LEAST = {"text": 118.0, "inputs": 84.0, "time": 58.0, "output": 78.0, "notes": 70.0}
SHARES = {"text": 0.4, "inputs": 0.2, "time": 0.08, "output": 0.17, "notes": 0.15}
"""How the width that is left is divided among the text columns."""
EMPTY_SHARE = 0.25
"""Part of its share that a column keeps if it is empty."""
NARROWEST = {"text": 110.0, "inputs": 76.0, "time": 54.0, "output": 70.0, "notes": 66.0}
STEP, MOST_MOVES = 8.0, 40
"""Pixels by which width is moved from one text column to another at a time, and how often at most."""
ROUGH = 1.08
"""How many times as long lines are as the text in them, on average."""
LINE_HEIGHT = TEXT_SIZE * PIXELS_PER_POINT * LINE
SCALES = (1.0, 0.92, 0.84, 0.76)
"""Pixels of a unit of the layout, tried in this order; a table that is still too wide is made smaller in print."""


class Sizes(Struct, frozen=True, kw_only=True):
    """All in pixels."""

    scale: float
    """Pixels of a unit of the layout."""
    number: float
    texts: tuple[float, ...]
    """By `TEXT_COLUMNS`."""
    lanes: tuple[float, ...]
    heads: tuple[float, float]
    """Heights of the two rows of headings."""
    rows: tuple[float, ...]
    total: float
    """Height of the row that adds up the times, 0 if there is none."""

    @property
    def in_order(self) -> tuple[float, ...]:
        """Widths of all columns from left to right."""
        return (self.number, self.texts[0], *self.lanes, *self.texts[1:])

    @property
    def lanes_left(self) -> float:
        """Distance of the lanes from the left edge of the table."""
        return self.number + self.texts[0]


def sizes_of(table: Table, chart: Chart, room: float) -> Sizes:
    """Return the sizes of a table that has this room from left to right, in pixels."""
    least = sum(LEAST.values()) + NUMBER
    for scale in SCALES:
        lanes = [
            max(extent.total * scale, _heading(name)) for extent, name in zip(chart.lanes, table.lanes, strict=True)
        ]
        if sum(lanes) + least <= room:
            break
    spare = max(0.0, room - least - sum(lanes))
    if lanes:  # lanes of one width where that costs little
        even = max(lanes)
        if (even * len(lanes) - sum(lanes)) <= spare / 3:
            spare -= even * len(lanes) - sum(lanes)
            lanes = [even] * len(lanes)
    shares = [SHARES[key] * (1.0 if _used(table, index) else EMPTY_SHARE) for index, key in enumerate(TEXT_COLUMNS)]
    texts = [LEAST[key] + spare * share / sum(shares) for key, share in zip(TEXT_COLUMNS, shares, strict=True)]
    drawn = [chart.row_height(index) * scale for index in range(len(table.rows))]
    _exchange(texts, drawn, table)
    rows = [
        max(height, *(text_height(text, width) for text, width in zip(row.cells, texts, strict=True)))
        for height, row in zip(drawn, table.rows, strict=True)
    ]
    heads = [_height(text, width, HEAD_SIZE, bold=True) for text, width in zip(table.lanes, lanes, strict=True)]
    return Sizes(
        scale=scale,
        number=NUMBER,
        texts=tuple(map(_whole, texts)),
        lanes=tuple(map(_whole, lanes)),
        heads=(_whole(HEAD_SIZE * PIXELS_PER_POINT * LINE + PADDING), _whole(max(heads, default=24.0))),
        rows=tuple(map(_whole, rows)),
        total=_whole(text_height("x", room)) if table.total else 0.0,
    )


def _exchange(texts: list[float], drawn: Sequence[float], table: Table) -> None:
    """Move width from column to column, a step at a time, as long as the table gets lower.

    Heights are estimated by the length of each line of text: this is about which of two tables is lower.
    """
    lengths = [
        [[_length(line, TEXT_SIZE) for line in row.cells[at].split("\n")] for row in table.rows]
        for at in range(len(texts))
    ]

    def column(at: int, width: float) -> list[float]:
        line = max(width - PADDING, 1.0)
        return [
            sum(max(1, ceil(ROUGH * length / line)) for length in row) * LINE_HEIGHT + PADDING for row in lengths[at]
        ]

    heights = [column(at, width) for at, width in enumerate(texts)]
    total = sum(map(max, zip(drawn, *heights, strict=True)))
    for _ in range(MOST_MOVES):
        best: tuple[float, int, int] | None = None
        for giver, taker in permutations(range(len(texts)), 2):
            if texts[giver] - STEP < NARROWEST[TEXT_COLUMNS[giver]]:
                continue
            trial = list(heights)
            trial[giver], trial[taker] = column(giver, texts[giver] - STEP), column(taker, texts[taker] + STEP)
            saved = total - sum(map(max, zip(drawn, *trial, strict=True)))
            if saved > 0 and (best is None or saved > best[0]):
                best = (saved, giver, taker)
        if best is None:
            return
        saved, giver, taker = best
        texts[giver] -= STEP
        texts[taker] += STEP
        heights[giver], heights[taker] = column(giver, texts[giver]), column(taker, texts[taker])
        total -= saved


def text_height(text: str, width: float, size: float = TEXT_SIZE) -> float:
    """Height of a text in a cell of this width."""
    return _height(text, width, size)


def _used(table: Table, index: int) -> bool:
    return any(row.cells[index].strip(" -") for row in table.rows)


def _heading(name: str) -> float:
    """Width of a lane in which no word of its heading is divided."""
    return max((_length(word, HEAD_SIZE, bold=True) for word in name.split()), default=0.0) + PADDING


def _length(text: str, size: float, *, bold: bool = False) -> float:
    wide = text_width(text) / LABEL_SIZE * size * PIXELS_PER_POINT * SLACK
    return wide if bold else wide * REGULAR


def _height(text: str, width: float, size: float, *, bold: bool = False) -> float:
    lines = sum(_lines(line, width - PADDING, size, bold=bold) for line in text.split("\n"))
    return lines * size * PIXELS_PER_POINT * LINE + PADDING


def _lines(text: str, width: float, size: float, *, bold: bool) -> int:
    """Lines that a paragraph is broken into; a word too long for a line is cut."""
    lines, used = 1, 0.0
    for word in text.split():
        long = _length(word, size, bold=bold)
        space = _length(" ", size, bold=bold) if used else 0.0
        if used + space + long <= width:
            used += space + long
            continue
        lines += (1 if used else 0) + max(0, ceil(long / width) - 1)
        used = long % width if long > width else long
    return lines


def _whole(pixels: float) -> float:
    """Whole pixels that are whole quarters of a point too: both programs keep them."""
    return float(ceil(pixels))
