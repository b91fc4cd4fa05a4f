"""Where a browser should begin a new page when it prints a flowchart table, and the connectors that stand there.

A page cannot say what its browser will do, so the height of every row is estimated, rather too high than too low: a
break that was planned too early leaves some room at the foot of a page, nothing else.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from ...core.layout.chart import Chart, Side
from ...core.layout.geometry import Geometry
from ...core.model import Process, Shape
from ...core.ordinals import letters as in_letters
from .columns import BORDER, NUMBER_WIDTH, Columns
from .drawing import HEAD_OVERLAP, arrowhead, number, pair, whole
from .shares import TEXT_KEYS, Texts

EDGE = 2.0
"""Width of a sheet that stays empty: browsers cut off what lies on its edge."""

PIXELS_PER_MM = 96 / 25.4
A4_MM = (210.0, 297.0)
MARGIN_MM = 12.0
"""Margin of a sheet, see ``@page`` in the style sheet."""

LINE_HEIGHT = 15.6
CELL_PADDING = 17
CELL_BORDERS = 11
"""What a cell adds to the width and to the height of its text."""

LIST_INDENT = 18
"""What the marks of a list take of the width."""

RAGGED = 0.1
"""Share of a line that stays empty on average because the next word does not fit."""

LETTER = 6.4
"""Width of a letter of the table's text on paper in the widest of the usual faces (DejaVu Sans)."""

TRUST = 0.95
"""Share of the height of a sheet that is planned with."""

STRIP = 40
"""Height of the row that holds the connectors."""

_HALF_WIDTH = 9.0
_APART = 21.0
"""Minimum distance of two connectors in a lane."""

_INSIDE = 2.0
"""Distance of a connector from the columns beside the lanes."""

_BEND = 16.0
_TIP, _SHOULDER, _TOP = 15.0, 8.0, -3.0


class _Crossing(NamedTuple):
    """Arrows that leave a page together on one line, and where their connector stands."""

    lane: int
    x: float
    downward: bool
    letter: str
    at: float


def sheet_width(paper_mm: tuple[float, float]) -> float:
    """Width in CSS pixels between the margins of a sheet that lies across."""
    return (max(paper_mm) - 2 * MARGIN_MM) * PIXELS_PER_MM


def sheet_style(paper_mm: tuple[float, float]) -> str:
    """Return the rule for sheets of another size than the A4 of the style sheet, else nothing."""
    height, width = sorted(paper_mm)
    return "" if (height, width) == A4_MM else f"@page sop{{size:{width:g}mm {height:g}mm}}"


def connectors(
    process: Process, rows: Sequence[Texts], chart: Chart, columns: Columns, paper_mm: tuple[float, float]
) -> Mapping[int, tuple[str, str]]:
    """Return the rows with off-page connectors by the index of the row they follow; empty if one page is enough.

    The first belongs to the page that ends there, the second to the page that begins.
    """
    strips = {}
    letters: dict[tuple[int, float, int], str] = {}
    centres = Geometry(chart).lane_centres
    for row in _last_rows(process, rows, chart, columns, paper_mm):
        crossings = _crossings(chart, row, centres, letters)
        strips[row] = _strip(chart, crossings, leaving=True), _strip(chart, crossings, leaving=False)
    return strips


def _last_rows(
    process: Process, rows: Sequence[Texts], chart: Chart, columns: Columns, paper_mm: tuple[float, float]
) -> Iterator[int]:
    """The last row of every page but the last page."""
    height = (min(paper_mm) - 2 * MARGIN_MM) * PIXELS_PER_MM / zoom(columns, paper_mm)
    room = height * TRUST - columns.head_height
    widths = _text_widths(columns, max(sheet_width(paper_mm), columns.least))
    heights = [
        max(
            chart.row_height(index) + BORDER,
            _text_height(rows[row.step], widths) if row.step is not None else 0,
        )
        for index, row in enumerate(chart.rows)
    ]
    decisions = {node.step for node in process.nodes if node.shape is Shape.DECISION}
    deciding = [row.step is not None and process.steps[row.step].id in decisions for row in chart.rows]
    start, above = 0, 0
    while (end := _page_end(heights, start, room - above)) < len(heights):
        if deciding[end - 1] and end - start > 1:
            end -= 1  # a decision is read together with what follows from it
        yield end - 1
        start, above = end, STRIP


def _page_end(heights: Sequence[float], start: int, room: float) -> int:
    """The row after the last one that fits on a page that begins with row ``start``; at least one does."""
    if sum(heights[start:]) <= room:
        return len(heights)
    used = heights[start]
    for index in range(start + 1, len(heights)):
        used += heights[index]
        if used + STRIP > room:
            return index
    return len(heights)


def _text_widths(columns: Columns, width: float) -> list[float]:
    """Room for the text in each column of a table: a browser grows columns in proportion, and shrinks their slack."""
    if width >= columns.total:
        shares = [column * width / columns.total for column in columns.texts]
    else:
        narrowest = [share.narrowest for share in columns.shares]
        lanes = columns.lanes if columns.roomy <= width else columns.narrowest
        slack = columns.total - NUMBER_WIDTH - sum(lanes) - sum(narrowest)
        kept = max(0.0, 1 - (columns.total - width) / max(slack, 1))
        shares = [least + (column - least) * kept for column, least in zip(columns.texts, narrowest, strict=True)]
    return [(share - CELL_PADDING) * (1 - RAGGED) for share in shares]


def _text_height(texts: Texts, widths: Sequence[float]) -> float:
    lines = 1
    for key, width in zip(TEXT_KEYS, widths, strict=True):
        items = texts.get(key, ())
        room = width - LIST_INDENT if len(items) > 1 and key != "text" else width
        lines = max(lines, sum(_lines(item, room) for item in items))
    return lines * LINE_HEIGHT + CELL_BORDERS


def _lines(text: str, width: float) -> int:
    return int(len(text) * LETTER / width) + 1


def _crossings(
    chart: Chart, row: int, centres: Sequence[float], letters: dict[tuple[int, float, int], str]
) -> Sequence[_Crossing]:
    """The lines that cross the lower edge of a row; arrows on one line to one symbol share their letter."""
    last = chart.rows[row].bands[-1]
    crossings: dict[tuple[int, float], tuple[bool, str]] = {}
    for route in chart.routes:
        for start, end in pairwise(route.points):
            if min(start.band, end.band) <= last < max(start.band, end.band):
                name = letters.setdefault((start.lane, start.dx, route.target), in_letters(len(letters) + 1).upper())
                crossings.setdefault((start.lane, start.dx), (end.band > start.band, name))
    lines = sorted(crossings)
    left = centres[0] - chart.lanes[0].before + _HALF_WIDTH + _INSIDE
    right = centres[-1] + chart.lanes[-1].after - _HALF_WIDTH - _INSIDE
    places = _spread([max(left, min(centres[lane] + x, right)) for lane, x in lines])
    return [
        _Crossing(lane, x, *crossings[lane, x], at=place - centres[lane])
        for (lane, x), place in zip(lines, places, strict=True)
    ]


def _strip(chart: Chart, crossings: Sequence[_Crossing], *, leaving: bool) -> str:
    """The row at the foot of a page, or at the head of the next one; nothing where no arrow crosses."""
    kind = "sop-leave" if leaving else "sop-enter"
    if not crossings:
        return ""
    drawn = dict.fromkeys(range(len(chart.lanes)), "")
    for crossing in crossings:
        drawn[crossing.lane] += _connector(crossing, leaving=leaving)
    cells = "".join(
        f'<td><i class="sop-lines" aria-hidden="true"><svg>{drawing}</svg></i></td>' if drawing else "<td></td>"
        for drawing in drawn.values()
    )
    return f'<tr class="{kind}"><td></td><td></td>{cells}<td colspan="4"></td></tr>\n'


def _spread(places: list[float]) -> list[float]:
    """Move connectors that stand too close to one another apart, each as little as possible."""
    for _ in places:
        for left in range(len(places) - 1):
            lacking = _APART - (places[left + 1] - places[left])
            if lacking > 0:
                places[left] -= lacking / 2
                places[left + 1] += lacking / 2
    return places


def _connector(crossing: _Crossing, *, leaving: bool) -> str:
    """A pentagon with its letter and the line that leads to it or away from it."""
    at, side = crossing.at, -1 if leaving else 1
    top, shoulder, tip = (_TOP, _SHOULDER, _TIP) if leaving else (-_TIP, _SHOULDER - _TIP - _TOP, -_TOP)
    near = top if leaving else tip
    into = crossing.downward is leaving
    end = near + side * HEAD_OVERLAP if into else near
    bend = f"V{whole(side * _BEND)}H{whole(at)}" if round(at) != round(crossing.x) else ""
    left, right = whole(at - _HALF_WIDTH), whole(at + _HALF_WIDTH)
    outline = f"M{left} {whole(top)}H{right}V{whole(shoulder)}L{pair(at, tip)} {left} {whole(shoulder)}z"
    head = arrowhead(at, near, Side.NORTH if leaving else Side.SOUTH) if into else ""
    return (
        f'<path d="M{pair(crossing.x, side * STRIP / 2)}{bend}V{whole(end)}"/>{head}'
        f'<path class="sop-symbol" d="{outline}"/>'
        f'<text x="{whole(at)}" y="{number((top + shoulder) / 2 + 4)}" text-anchor="middle">{crossing.letter}</text>'
    )


def zoom(columns: Columns, paper_mm: tuple[float, float]) -> float:
    """How much a table must shrink to fit on a sheet, at most 1."""
    return min(1.0, (sheet_width(paper_mm) - EDGE) / columns.least)


def is_roomy(columns: Columns, paper_mm: tuple[float, float]) -> bool:
    """True if the lanes have on a sheet the width that they would like to have."""
    return columns.roomy <= sheet_width(paper_mm) - EDGE
