"""Widths of the columns of the flowchart table on paper, in points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from math import ceil

from msgspec import Struct

from ....core.hyphenation import JOINTS
from ....core.layout.chart import Extent
from ..compiler.metrics import width

TEXT_COLUMNS = ("text", "inputs", "time", "output", "notes")
"""Keys of the columns that hold text; the lanes stand after the first of them."""

INSET = 3.0
"""Distance of the text from the border of its cell."""

HEAD_SIZE = 7.5
"""Font size of the headings."""

UNITS = (0.7, 0.66, 0.62, 0.58)
"""Points of a unit of the drawing, tried in this order until the texts have room."""

SMALLEST_UNITS = (0.58, 0.54, 0.5)
"""Tried before the texts get less than their longest words need."""

FONT_SIZES = ((10, 8.0), (13, 7.5), (10**6, 7.0))
"""Up to so many lanes the text of the cells has this size."""

COMFORTABLE_LANES = ((4, 66.0), (6, 56.0), (8, 48.0))
"""Up to so many lanes each of them gets this width if the text leaves it."""

WIDEST_WORD = {"text": 86.0, "inputs": 64.0, "time": 46.0, "output": 62.0, "notes": 58.0}
"""A column is made as wide as its longest word, at most this wide; longer words are divided."""

NARROWEST = {"text": 62.0, "inputs": 42.0, "time": 33.0, "output": 40.0, "notes": 36.0}
"""With very many lanes a column shrinks to this, or to its heading if that is wider."""

TEXT_SHARE = 0.52
"""Part of the width that the text columns keep as long as the lanes need not have it."""

NARROW_SHARE = 0.44
"""Before the texts get less than this part of the width, the drawing is made smaller."""

WIDEST_HEADING = 58.0
"""A lane is made as wide as the longest word of its heading, at most this wide."""

MOST_UNEQUAL = 1.5
"""Lanes are made equal unless some would be so many times as wide as needed."""

HEAD_INSET = 2.0
"""Distance of the heading of a lane from its borders."""

UPRIGHT_FROM = 7
"""With so many lanes headings that do not fit stand upright; fewer lanes divide the word."""

UPRIGHT_LENGTHS = range(48, 131, 6)
LINE = 1.22
"""Line height of text in em, roughly."""

ROUGH_LINES = 1.08
"""Lines are on average so much longer than the text in them."""

STEP = 8.0
"""By so many points at a time width is moved from one text column to another."""

MOST_MOVES = 60

LANES = "lanes"
LANE_STEP_WORTH = 1
"""Lines that must be saved before the lanes give up a step."""

MODEST_LANE, MODEST_UP_TO = 44.0, 6
"""Up to so many lanes none is made narrower than this for the sake of the texts."""

SPARE_SHARES = {"text": 0.42, "inputs": 0.2, "time": 0.06, "output": 0.16, "notes": 0.16}
"""How spare width is divided to begin with."""


class Columns(Struct, frozen=True, kw_only=True):
    """All widths in points."""

    unit: float
    """Points of one unit of the drawing."""
    font_size: float
    number: float
    texts: Mapping[str, float]
    lanes: tuple[float, ...]
    upright: float
    """Length of the headings of the lanes if they stand upright, else 0."""

    @property
    def in_order(self) -> tuple[float, ...]:
        """Widths from left to right."""
        first, *others = TEXT_COLUMNS
        return (self.number, self.texts[first], *self.lanes, *(self.texts[key] for key in others))

    @property
    def lanes_left(self) -> float:
        """Distance of the lanes from the left edge of the table."""
        return self.number + self.texts[TEXT_COLUMNS[0]]


def column_widths(
    total: float,
    extents: Sequence[Extent],
    names: Sequence[str],
    numbers: Sequence[str],
    cells: Sequence[Mapping[str, Sequence[str]]],
    headings: Mapping[str, str],
) -> Columns:
    """Return the widths of all columns, together ``total`` wide.

    ``cells`` holds for each row the paragraphs of each text column.
    """
    size = next(size for most, size in FONT_SIZES if len(extents) <= most)
    number = max(19.0, 2 * INSET + max((width(text, size) for text in numbers), default=0.0))
    number = min(max(number, 2 * INSET + width(headings["row-number"], HEAD_SIZE, bold=True)), 48.0)
    least = {key: _least(key, size, cells, headings) for key in TEXT_COLUMNS}
    room = total - number
    floor = {key: max(NARROWEST[key], _heading_width(headings[key])) for key in TEXT_COLUMNS}
    unit, least = _unit(room, total, extents, least, {key: min(least[key], floor[key]) for key in TEXT_COLUMNS})
    drawn = [extent.total * unit for extent in extents]
    modest = MODEST_LANE if len(extents) <= MODEST_UP_TO else 0.0
    headed = [
        max(lane, modest, min(_heading_width(name), WIDEST_HEADING)) for lane, name in zip(drawn, names, strict=True)
    ]
    floors = headed if sum(headed) + max(sum(least.values()), NARROW_SHARE * total) <= room else drawn
    lanes = _lane_widths(room - max(sum(least.values()), TEXT_SHARE * total), floors, names)
    texts, given = _shared_out(room - sum(lanes), least, size, cells, sum(lanes) - sum(floors))
    if given:
        kept = 1 - given / (sum(lanes) - sum(floors))
        lanes = tuple(small + kept * (lane - small) for small, lane in zip(floors, lanes, strict=True))
    return Columns(
        unit=unit, font_size=size, number=number, texts=texts, lanes=lanes, upright=_upright_length(names, lanes)
    )


def _unit(
    room: float, total: float, extents: Sequence[Extent], least: dict[str, float], narrowest: dict[str, float]
) -> tuple[float, dict[str, float]]:
    """Return the points of a unit and the least widths of the text columns.

    The drawing shrinks for the sake of the texts; only where that is not enough the text columns shrink too.
    """
    for units, texts, needed in (
        (UNITS, least, max(sum(least.values()), NARROW_SHARE * total)),
        (SMALLEST_UNITS, least, sum(least.values())),
        (SMALLEST_UNITS, narrowest, sum(narrowest.values())),
    ):
        for unit in units:
            if _least_lanes(extents, unit) + needed <= room:
                return unit, texts
    return (room - sum(narrowest.values())) / max(1.0, _least_lanes(extents, 1.0)), narrowest


def _least_lanes(extents: Sequence[Extent], unit: float) -> float:
    return unit * sum(extent.total for extent in extents)


def _longest_word(text: str, size: float, *, bold: bool = False) -> float:
    return max((width(part, size, bold=bold) for word in text.split() for part in JOINTS.split(word)), default=0.0)


def _least(key: str, size: float, cells: Sequence[Mapping[str, Sequence[str]]], headings: Mapping[str, str]) -> float:
    words = max((_longest_word(text, size) for row in cells for text in row.get(key, ())), default=0.0)
    heading = _longest_word(headings[key], HEAD_SIZE, bold=True)
    return max(min(words + 2 * INSET, WIDEST_WORD[key]), min(heading + 2 * INSET + 1, WIDEST_WORD[key]))


def _lane_widths(budget: float, floors: Sequence[float], names: Sequence[str]) -> tuple[float, ...]:
    """Widths between what the lanes need and what is comfortable; equal where that costs little."""
    comfortable = next((size for most, size in COMFORTABLE_LANES if len(floors) <= most), 0.0)
    wanted = [
        max(floor, comfortable, min(_heading_width(name), 1.3 * comfortable))
        for floor, name in zip(floors, names, strict=True)
    ]
    if wanted and max(wanted) * len(wanted) <= budget and max(wanted) <= MOST_UNEQUAL * min(wanted):
        return (max(wanted),) * len(wanted)
    spread = sum(wanted) - sum(floors)
    share = min(1.0, max(0.0, (budget - sum(floors)) / spread)) if spread > 0 else 0.0
    return tuple(small + share * (large - small) for small, large in zip(floors, wanted, strict=True))


def _heading_width(name: str) -> float:
    """Width of a lane in which no word of its heading must be divided."""
    return _longest_word(name, HEAD_SIZE, bold=True) + 2 * HEAD_INSET + 0.5


def _shared_out(
    room: float, least: Mapping[str, float], size: float, cells: Sequence[Mapping[str, Sequence[str]]], lanes: float
) -> tuple[dict[str, float], float]:
    """Divide ``room`` among the text columns, moving a step at a time as long as the table gets lower.

    The lanes can give up to ``lanes`` points where that saves lines enough; what they gave is returned too.
    """
    spare = max(0.0, room - sum(least.values()))
    widths = {key: least[key] + spare * SPARE_SHARES[key] for key in TEXT_COLUMNS}
    widths[LANES] = max(0.0, lanes)
    floor = {**least, LANES: 0.0}
    lengths = {key: [[width(text, size) for text in row.get(key, ())] for row in cells] for key in TEXT_COLUMNS}

    def heights(key: str) -> list[int]:
        line = max(widths[key] - 2 * INSET, size)
        return [sum(max(1, ceil(ROUGH_LINES * length / line)) for length in row) for row in lengths.get(key, ())]

    columns = {key: heights(key) for key in TEXT_COLUMNS}
    total = _table_lines(columns)
    for _ in range(MOST_MOVES):
        best: tuple[int, str, str] | None = None
        for giver, taker in product((*TEXT_COLUMNS, LANES), TEXT_COLUMNS):
            if giver == taker or widths[giver] - STEP < floor[giver]:
                continue
            widths[giver] -= STEP
            widths[taker] += STEP
            trial = columns | {key: heights(key) for key in (giver, taker) if key != LANES}
            widths[giver] += STEP
            widths[taker] -= STEP
            saved = total - _table_lines(trial) - (LANE_STEP_WORTH if giver == LANES else 0)
            if saved > 0 and (best is None or saved > best[0]):
                best = (saved, giver, taker)
        if best is None:
            break
        _, giver, taker = best
        widths[giver] -= STEP
        widths[taker] += STEP
        columns |= {key: heights(key) for key in (giver, taker) if key != LANES}
        total = _table_lines(columns)
    return {key: widths[key] for key in TEXT_COLUMNS}, max(0.0, lanes) - widths[LANES]


def _table_lines(columns: Mapping[str, Sequence[int]]) -> int:
    """Lines of the whole table: each row is as high as its highest cell."""
    return sum(map(max, zip(*columns.values(), strict=True)))


def _upright_length(names: Sequence[str], lanes: Sequence[float]) -> float:
    """Length of upright headings, 0 where they can lie."""
    fits = all(_heading_width(name) <= lane + 0.5 for name, lane in zip(names, lanes, strict=True))
    if fits or len(names) < UPRIGHT_FROM:
        return 0.0
    longest = max(_longest_word(name, HEAD_SIZE, bold=True) for name in names) + 2 * INSET + 1
    for length in UPRIGHT_LENGTHS:
        if length >= min(longest, UPRIGHT_LENGTHS[-1]) and all(
            _wrapped(name, length - 2 * INSET) * HEAD_SIZE * LINE <= lane - 2
            for name, lane in zip(names, lanes, strict=True)
        ):
            return float(length)
    return float(UPRIGHT_LENGTHS[-1])


def _wrapped(text: str, line: float) -> int:
    """Number of lines of a heading."""
    lines, used = 1, 0.0
    for word in text.split():
        wide = width(word + " ", HEAD_SIZE, bold=True)
        if used and used + wide > line:
            lines, used = lines + 1, 0.0
        used += wide
    return lines
