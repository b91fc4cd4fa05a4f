"""Widths of the columns of the flowchart table on paper, in points: chosen together to make the table shortest."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import pairwise

from msgspec import Struct

from ....core.anatomy import CELLS
from ....core.layout.chart import LABEL_SIZE, Chart
from ..compiler.metrics import CAP_HEIGHT, width
from .shares import Column, Falling, shared_out
from .stairs import Paragraph, Tread, longest_piece, stair

TEXT_COLUMNS = ("text", *CELLS)
"""Keys of the columns that hold text; the lanes stand after the first of them."""

INSET = 3.0
"""Distance of the text from the border of its cell."""

INSETS = 8.0
"""Above and below the text of a cell, together."""

LEADING = 0.5
"""Between lines of a cell, in em."""

LABEL_SHARE, LEAST_LABEL = 0.85, 6.5
"""Size of the labels, of that of the text, and in points at least: they are read on a photocopy too."""

HEAD_SHARE, LEAST_HEAD, LARGEST_HEAD = 0.92, 7.0, 9.0
"""Size of the headings: of that of the text, and in points."""

SMALLEST_SIZE = 7.0

WIDEST_WORD = {"text": 11.0, "inputs": 8.6, "time": 7.0, "output": 8.6, "notes": 8.0}
"""A column is made as wide as its longest word, in em, at most this wide; longer words are divided."""

NARROWEST = {"text": 62.0, "inputs": 42.0, "time": 33.0, "output": 40.0, "notes": 36.0}
"""With very many lanes a column shrinks to this, in points, or to its heading if that is wider."""

LONGEST_TIME = 7.5
"""Longest time, in em, that stays on one line if there is room."""

WIDEST_HEADING = 8.0
"""Maximum width in em that the longest word of a heading may give to its lane."""

HEADING_LINES = 3
"""More lines than this a heading has only where it is turned or its words do not allow fewer."""

HEAD_INSET = 2.0
"""Distance of the heading of a lane from its borders."""

TURNED_FROM = 5
"""Number of lanes from which their headings may be turned, if level ones would make the table longer."""

TURNED_LENGTHS = range(48, 131, 6)
TURNED_SHARE = 0.85
"""Headings are turned if the table is then at most so high: level ones are read at once."""

LINE = 1.22
"""Height of a line of a heading in em, roughly."""

NUMBER_WIDTH = 2.3
"""Least width of the column No in em."""

COMFORTABLE_LANE = 1.6
"""How many times as wide as they need lanes become at most, by room that no text gains from."""

SLACK = 0.4
"""Points of a column left free, so that rounding never moves a word to the next line."""


class Columns(Struct, frozen=True, kw_only=True):
    """All widths in points."""

    unit: float
    """Points of one unit of the drawing."""
    font_size: float
    head_size: float
    breadth: float
    """How wide the words of the face are, in those of the face whose widths are known."""
    number: float
    texts: Mapping[str, float]
    lanes: tuple[float, ...]
    turned: float
    """Length of the headings of the lanes if they are turned, else 0."""
    rows: tuple[float, ...] = ()
    """Height of every row, roughly."""

    @property
    def in_order(self) -> tuple[float, ...]:
        """Widths from left to right."""
        first, *others = TEXT_COLUMNS
        return (self.number, self.texts[first], *self.lanes, *(self.texts[key] for key in others))

    @property
    def lanes_left(self) -> float:
        """Distance of the lanes from the left edge of the table."""
        return self.number + self.texts[TEXT_COLUMNS[0]]


class Table(Struct, frozen=True, dict=True, kw_only=True):
    """What the columns of a flowchart table have to hold."""

    width: float
    """Of all columns together."""
    names: Sequence[str]
    """Headings of the lanes."""
    numbers: Sequence[str]
    cells: Sequence[Mapping[str, Sequence[Paragraph]]]
    """Of each row the paragraphs of each text column."""
    headings: Mapping[str, str]
    breadth: float = 1.0
    """How wide the words of the face are, in those of the face whose widths are known."""

    @cached_property
    def longest(self) -> dict[str, float]:
        """Longest word of every text column in em."""
        return {key: max((longest_piece(row.get(key, ())) for row in self.cells), default=0.0) for key in TEXT_COLUMNS}

    @cached_property
    def stairs(self) -> dict[str, list[list[Tread]]]:
        """The treads of every cell."""
        return {
            key: [stair(row.get(key, ()), min(self.longest[key], NARROWEST[key] / SMALLEST_SIZE)) for row in self.cells]
            for key in TEXT_COLUMNS
        }

    @cached_property
    def falls(self) -> dict[str, list[Falling]]:
        """Where the cells of every text column get another line, the widest place first."""
        return {
            key: sorted(
                (
                    Falling(tread.width, row, after.lines)
                    for row, treads in enumerate(stairs)
                    for tread, after in pairwise(treads)
                ),
                key=lambda fall: -fall.width,
            )
            for key, stairs in self.stairs.items()
        }

    @cached_property
    def longest_time(self) -> float:
        """The widest time of those that should stay on one line, in em."""
        times = (treads[0].width for treads in self.stairs["time"] if treads)
        return max((wide for wide in times if wide <= LONGEST_TIME), default=0.0)


def unit_at(size: float) -> float:
    """Return the points of a unit of the drawing beside text of this size."""
    return max(LABEL_SHARE * size, LEAST_LABEL) / LABEL_SIZE


def columns_at(table: Table, chart: Chart, size: float, *, forced: bool = False) -> Columns | None:
    """Return the columns with text of this size; None if that is too large for them and not ``forced``."""
    plan = _Plan(table, chart, size)
    level = plan.columns(plan.headed, turned=False)
    if len(table.names) < TURNED_FROM or plan.headed == plan.drawn:
        return level or (plan.forced() if forced else None)
    turned = plan.columns(plan.drawn, turned=True)
    if level is None or (turned is not None and _height(turned) < TURNED_SHARE * _height(level)):
        return turned or (plan.forced() if forced else None)
    return level


def _height(columns: Columns) -> float:
    return sum(columns.rows) + columns.turned


class _Plan:
    """Columns with text of one size."""

    def __init__(self, table: Table, chart: Chart, size: float) -> None:
        self.table = table
        self.chart = chart
        self.size = size
        self.unit = unit_at(size)
        self.em = size * table.breadth
        self.head_size = min(max(HEAD_SHARE * size, LEAST_HEAD), LARGEST_HEAD)
        self.head_em = self.head_size * table.breadth
        numbers = max((width(text, self.em) for text in table.numbers), default=0.0)
        numbers = max(NUMBER_WIDTH * size, 2 * INSET + numbers)
        self.number = min(max(numbers, self._heading_width(table.headings["row-number"]) + INSET), 6 * size)
        self.drawn = tuple(extent.total * self.unit for extent in chart.lanes)
        self.headed = tuple(
            max(lane, self._lane_heading(name)) for lane, name in zip(self.drawn, table.names, strict=True)
        )
        self.inset = 2 * INSET + SLACK

    def columns(self, lanes: tuple[float, ...], *, turned: bool) -> Columns | None:
        """Return the columns if the lanes get at least this width; None if there is no room."""
        room = self.table.width - self.number - sum(lanes)
        least = {key: self._least(key) for key in TEXT_COLUMNS}
        if sum(least.values()) > room:
            return None
        time = max(least["time"], self.table.longest_time * self.em + self.inset)
        if sum(least.values()) - least["time"] + time <= room:
            least["time"] = time
        return self._columns(lanes, least, room, turned=turned)

    def forced(self) -> Columns:
        """Return columns that fit whatever they have to hold: narrow texts, a smaller drawing if need be."""
        least = {key: max(NARROWEST[key], self._heading_width(self.table.headings[key])) for key in TEXT_COLUMNS}
        needed = sum(extent.total for extent in self.chart.lanes)
        room = self.table.width - self.number - sum(least.values())
        self.unit = min(self.unit, room / needed) if needed else self.unit
        lanes = tuple(extent.total * self.unit for extent in self.chart.lanes)
        least = {key: min(least[key], self._least(key)) for key in TEXT_COLUMNS}
        return self._columns(lanes, least, self.table.width - self.number - sum(lanes), turned=True)

    def _columns(self, lanes: tuple[float, ...], least: Mapping[str, float], room: float, *, turned: bool) -> Columns:
        size, table = self.size, self.table
        drawn = [
            max(units * self.unit, size * CAP_HEIGHT + INSETS)
            for units in map(self.chart.row_height, range(len(self.chart.rows)))
        ]
        columns = {
            key: Column(
                falls=table.falls[key],
                lines=[treads[0].lines if treads else 0 for treads in table.stairs[key]],
                least=(least[key] - self.inset) / self.em,
            )
            for key in TEXT_COLUMNS
        }
        pitch, around = size * (CAP_HEIGHT + LEADING), INSETS - size * LEADING
        heights = shared_out(columns, (room - len(columns) * self.inset) / self.em, drawn, pitch, around)
        texts = {key: max(least[key], column.width * self.em + self.inset) for key, column in columns.items()}
        spare = room - sum(texts.values())
        lanes, spare = _widened(lanes, spare)
        growing = [key for key in TEXT_COLUMNS if self.table.falls[key]] or list(TEXT_COLUMNS)
        growing = [key for key in growing if key != "time" or len(growing) == 1]
        held = sum(texts[key] for key in growing)
        texts |= {key: texts[key] + spare * texts[key] / held for key in growing}
        return Columns(
            unit=self.unit,
            font_size=size,
            head_size=self.head_size,
            breadth=self.table.breadth,
            number=self.number,
            texts=texts,
            lanes=lanes,
            turned=self._turned_length(lanes) if turned else 0.0,
            rows=tuple(heights),
        )

    def _least(self, key: str) -> float:
        """Least width of a text column: its longest word, unless that is very long, and its heading."""
        words = min(self.table.longest[key], WIDEST_WORD[key]) * self.em + self.inset
        return max(words, self._heading_width(self.table.headings[key]) + 2 * (INSET - HEAD_INSET))

    def _heading_width(self, name: str) -> float:
        """Width of a column in which no word of its heading must be divided."""
        words = longest_piece([Paragraph(name)], bold=True)
        return min(words, WIDEST_HEADING + 2) * self.head_em + 2 * HEAD_INSET + SLACK

    def _lane_heading(self, name: str) -> float:
        """Width of a lane whose level heading has few lines."""
        words = min(longest_piece([Paragraph(name)], bold=True), WIDEST_HEADING)
        treads = stair([Paragraph(name)], words, bold=True)
        few = [tread.width for tread in treads if tread.lines <= HEADING_LINES]
        return max(words, min(min(few, default=words), WIDEST_HEADING)) * self.head_em + 2 * HEAD_INSET + SLACK

    def _turned_length(self, lanes: Sequence[float]) -> float:
        """Length of turned headings."""
        names = [Paragraph(name) for name in self.table.names]
        longest = max((longest_piece([name], bold=True) for name in names), default=0.0) * self.head_em + 2 * INSET + 1
        stairs = [stair([name], 1.0, bold=True) for name in names]
        for length in TURNED_LENGTHS:
            room = (length - 2 * INSET) / self.head_em
            if length >= min(longest, TURNED_LENGTHS[-1]) and all(
                _lines(treads, room) * self.head_size * LINE <= lane - 2
                for treads, lane in zip(stairs, lanes, strict=True)
            ):
                return float(length)
        return float(TURNED_LENGTHS[-1])


def _lines(treads: Sequence[Tread], room: float) -> int:
    """Lines of a text in a column of this width."""
    return next((tread.lines for tread in treads if tread.width <= room), treads[-1].lines + 1 if treads else 0)


def _widened(lanes: tuple[float, ...], spare: float) -> tuple[tuple[float, ...], float]:
    """Give lanes what the texts do not need, the narrow ones first; return what is left over too."""
    if not lanes or spare <= 0:
        return lanes, max(0.0, spare)
    most = max(lanes)
    wishes = [min(most, COMFORTABLE_LANE * lane) for lane in lanes]
    for wanted in (wishes, [COMFORTABLE_LANE * lane for lane in wishes]):
        lacking = [max(0.0, wish - lane) for wish, lane in zip(wanted, lanes, strict=True)]
        share = min(1.0, spare / sum(lacking)) if sum(lacking) > 0 else 0.0
        lanes = tuple(lane + share * lack for lane, lack in zip(lanes, lacking, strict=True))
        spare -= share * sum(lacking)
        if spare <= 0:
            break
    return lanes, max(0.0, spare)
