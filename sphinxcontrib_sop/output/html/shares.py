"""How wide the columns of texts in a flowchart table are, so that its rows become low.

All widths are CSS pixels.  Texts are measured as the faces set them that the style sheet asks for; where a browser has a
wider one, its own knowledge of the longest words comes first.
"""

import re
from collections.abc import Mapping, Sequence

from msgspec import Struct

from ...core.anatomy import CELLS
from ...core.layout.chart import LABEL_SIZE
from ...core.layout.lettering import text_width
from .fragments import pieces

TEXT_KEYS = ("text", *CELLS)
"""Columns of texts; the lanes stand after the first of them."""

Texts = Mapping[str, Sequence[str]]
"""What one row shows: the items or paragraphs of its cells by key of the column."""

TEXT_SIZE, COMPACT_SIZE = 13, 12
HEADING_SIZE = 12
PADDING, COMPACT_PADDING, HEADING_PADDING = 17, 9, 9
"""What a cell adds to the width of its text: at both sides, and the rule at its right."""

BOLD_WIDTH = 1.12
"""Width of bold text in the widest of the usual faces (DejaVu Sans), that of Arial being 1."""
FITTING, COMMON = 0.96, 0.94
"""The same of plain text in the faces that are asked for (Segoe UI, Roboto, Arial), beside *bold* text in Arial, which is what
is measured: where a word must fit, and on average."""

LIST_INDENT = 20
"""What the marks of a list take."""

NARROWEST, COMPACT_NARROWEST = 115, 90
"""The column of activities, when they are longer than that, is nowhere narrower."""

COMFORT = {"text": 118, "inputs": 76, "time": 50, "output": 70, "notes": 68}
"""Below such widths longer texts are hard to read; a table is not made so narrow that its columns have less on average."""
COMPACT_COMFORT = {"text": 90, "inputs": 56, "time": 44, "output": 56, "notes": 56}
"""The same on a page that is a little too narrow for the table."""

MOST = {"text": 420, "inputs": 240, "time": 110, "output": 240, "notes": 280}

LINE_HEIGHT, CELL_HEIGHT = 18.2, 11.0
"""Of one line of text, and what a cell adds to its lines."""

RAGGED = 0.93
"""Share of a line that is filled on average: the next word does not fit."""

STEP = 12
LEAPS = (1, 2, 4, 8)
"""Numbers of steps by which a column may grow at once, since only the last of them may save a line."""

TIME_COMES_FIRST = 4
"""The column of times is made wide enough for one line if that takes at most this part of the room."""

OTHER_LINES = 0.1
"""What a line counts that does not make its row higher, beside one that does."""

NUMBER_WITH_UNIT = re.compile(r"(?<=\d) (?=[^\W\d_])")


class Share(Struct, frozen=True, kw_only=True):
    """Widths of one column of texts."""

    narrowest: int
    """What its heading and its longest word need."""
    least: int
    """What it should have at least."""
    whole: int
    """What leaves every text on one line."""
    compact_narrowest: int
    compact: int
    """The same in smaller type with less room around it."""


def least_widths(rows: Sequence[Texts], headings: Mapping[str, str]) -> dict[str, Share]:
    """Return what every column needs for its heading and its texts."""
    return {key: _least_width(key, [row[key] for row in rows if key in row], headings[key]) for key in TEXT_KEYS}


def _least_width(key: str, cells: Sequence[Sequence[str]], heading: str) -> Share:
    word = longest = 0.0
    for items in cells:
        indent = _indent(key, items)
        for item in items:
            text = NUMBER_WITH_UNIT.sub("\N{NO-BREAK SPACE}", item) if key == "time" else item
            word = max(word, indent + FITTING * max(map(_width, pieces(text)), default=0.0))
            longest = max(longest, indent + FITTING * _width(text))
    named = heading_width(heading) + HEADING_PADDING
    compact_word = word * COMPACT_SIZE / TEXT_SIZE
    narrow, compact = (NARROWEST, COMPACT_NARROWEST) if key == "text" else (0, 0)
    return Share(
        narrowest=_up(max(named, max(word, min(longest, narrow)) + PADDING)),
        least=_up(max(named, max(word, min(longest, COMFORT[key])) + PADDING)),
        whole=_up(max(named, longest + PADDING)),
        compact_narrowest=_up(max(named, max(compact_word, min(longest, compact)) + COMPACT_PADDING)),
        compact=_up(max(named, max(compact_word, min(longest, COMPACT_COMFORT[key])) + COMPACT_PADDING)),
    )


def heading_width(heading: str) -> float:
    """Return the width of the longest part of a heading that does not break."""
    widest = max((text_width(part) for part in pieces(heading)), default=0.0)
    return widest * BOLD_WIDTH * HEADING_SIZE / LABEL_SIZE


def _width(text: str) -> float:
    return text_width(text) * TEXT_SIZE / LABEL_SIZE


def _indent(key: str, items: Sequence[str]) -> int:
    return LIST_INDENT if len(items) > 1 and key != "text" else 0


def _up(width: float) -> int:
    return int(width) + 1


class _Column:
    """A column while it grows."""

    def __init__(self, key: str, rows: Sequence[Texts], width: int) -> None:
        self.key = key
        self.width = width
        self.cells = [
            [(_width(item) * COMMON / RAGGED, _indent(key, items)) for item in items]
            for items in (row.get(key, ()) for row in rows)
        ]
        self._heights_at: dict[int, list[float]] = {}
        self.heights = self.heights_at(width)
        self.load = sum(width**2 for cell in self.cells for width, _ in cell) ** 0.5

    def heights_at(self, width: int) -> list[float]:
        """Height of its cells if it were so wide; asked for again while other columns grow."""
        if width not in self._heights_at:
            self._heights_at[width] = self._heights(width - PADDING)
        return self._heights_at[width]

    def _heights(self, room: int) -> list[float]:
        return [
            sum(int(text / max(room - indent, 1)) + 1 for text, indent in cell) * LINE_HEIGHT + CELL_HEIGHT
            if cell
            else 0.0
            for cell in self.cells
        ]


def shared_out(
    rows: Sequence[Texts], shares: Mapping[str, Share], drawn: Sequence[float], room: float
) -> tuple[int, ...]:
    """Return the widths of the columns, in the order of ``TEXT_KEYS``: together ``room`` if that is more than they need.

    ``drawn`` is the height that the drawing takes of each row.  The column grows whose growth saves most height for its
    width, until there is no room or none saves any.
    """
    columns = [_Column(key, rows, shares[key].narrowest) for key in TEXT_KEYS]
    spare = room - sum(column.width for column in columns)
    time = columns[TEXT_KEYS.index("time")]
    wanted = min(MOST["time"], shares["time"].whole) - time.width
    if 0 < wanted * TIME_COMES_FIRST <= spare:  # "30 hari kerja" on one line is read at a glance
        time.width += wanted
        time.heights = time.heights_at(time.width)
        spare -= wanted
    while spare >= STEP:
        gain, best, width = max(
            (_best_growth(column, columns, drawn, spare) for column in columns), key=lambda found: found[0]
        )
        if gain <= 0:
            break
        spare -= width - best.width
        best.width, best.heights = width, best.heights_at(width)
    return _filled(columns, spare)


def _best_growth(
    column: _Column, columns: Sequence[_Column], drawn: Sequence[float], spare: float
) -> tuple[float, _Column, int]:
    """The growth of a column that saves most for its width: saved pixels of height per pixel, and its new width."""
    found = (0.0, column, column.width)
    if not column.load:
        return found
    others = [
        max(heights) for heights in zip(drawn, *(one.heights for one in columns if one is not column), strict=True)
    ]
    before = _cost(column.heights, others)
    for leap in LEAPS:
        width = column.width + leap * STEP
        if width > min(MOST[column.key], column.width + spare):
            break
        gain = (before - _cost(column.heights_at(width), others)) / (width - column.width)
        if gain > found[0]:
            found = (gain, column, width)
    return found


def _cost(heights: Sequence[float], others: Sequence[float]) -> float:
    """Height of all rows, and a little for lines that do not make their row higher: they may later."""
    return sum(map(max, heights, others)) + OTHER_LINES * sum(heights)


def _filled(columns: Sequence[_Column], spare: float) -> tuple[int, ...]:
    """Give what is left to the columns that hold texts, those with more of it more."""
    growing = [column for column in columns if column.load and column.key != "time"]
    while spare > len(growing) and growing:
        total = sum(column.load for column in growing)
        used = 0
        for column in growing:
            grown = min(max(MOST[column.key], column.width), column.width + int(spare * column.load / total))
            used += grown - column.width
            column.width = grown
        spare -= used
        growing = [column for column in growing if column.width < MOST[column.key]]
        if not used:
            break
    return tuple(column.width for column in columns)
