"""How wide the columns of the flowchart table want to be, and how their headings break.

The widths are preferences in CSS pixels: a wider table shares out what is left in proportion, so the same numbers serve
every screen and the printed page.
"""

from collections.abc import Mapping, Sequence
from html import escape
from math import ceil

from msgspec import Struct

from ...core.hyphenation import JOINTS, SOFT_HYPHEN, is_hyphenated, with_soft_hyphens
from ...core.layout.chart import LABEL_SIZE, Chart
from ...core.layout.lettering import text_width
from .shares import BOLD_WIDTH, COMPACT_PADDING, HEADING_SIZE, PADDING, Share, Texts, least_widths, shared_out

NUMBER_WIDTH = 36

COMFORTABLE = 1040
"""Width of the table for which its columns are laid out: that of a sheet, and of most windows."""

WIDER = 200
"""How much wider the columns of texts would like to be together: room to spare in a window is theirs, not the lanes'."""

TEXTS_FIRST = 90
"""Columns of texts get as much as the headings of lanes, at most this, before lanes are made wider for their headings."""

ROOMY_LANE = 112
"""A lane is not made wider than this for the sake of its heading."""

HEADING_LINE = 15
TURNED_HEADINGS = 180
"""Height of the headings where those of the lanes are set upright."""

LANE_PADDING = 10
BORDER = 1
MANY_LANES = 7
"""Number of lanes from which a heading that does not fit gives way to the short name of the actor, or is set upright."""

HEADING_ROOM = 76
"""A heading fits into a lane of this width, or of its own if that is wider."""


class Columns(Struct, frozen=True, kw_only=True):
    """Preferred widths in CSS pixels."""

    lanes: tuple[int, ...]
    narrowest: tuple[int, ...]
    """Width that the drawing and the parts of its heading need of each lane, in which words of the heading may break."""
    texts: tuple[int, ...]
    """In the order of ``TEXT_KEYS``."""
    shares: tuple[Share, ...]
    """What each of them needs."""
    headings: tuple[str, ...]
    """Full or short names of the actors."""
    turned: bool
    """True if the headings of the lanes are set upright."""
    heading_lines: int
    """Lines of the longest heading of a lane that is not."""

    @property
    def total(self) -> int:
        """Width that the whole table would like to have."""
        return NUMBER_WIDTH + sum(self.lanes) + sum(self.texts)

    @property
    def least(self) -> int:
        """Width below which the table must not shrink."""
        return NUMBER_WIDTH + sum(self.narrowest) + sum(share.least for share in self.shares)

    @property
    def snug(self) -> int:
        """The same with less room around texts."""
        return self.least - (PADDING - COMPACT_PADDING) * len(self.shares)

    @property
    def roomy(self) -> int:
        """Width from which no lane need be narrower than it would like to be: the texts come first."""
        wanted = sum(self.lanes) - sum(self.narrowest)
        return self.least + wanted + min(wanted, TEXTS_FIRST)

    @property
    def compact(self) -> int:
        """The same in smaller type too."""
        return NUMBER_WIDTH + sum(self.narrowest) + sum(share.compact for share in self.shares)

    @property
    def head_height(self) -> int:
        """Height of the headings, rather too much than too little."""
        return TURNED_HEADINGS if self.turned else HEADING_LINE * (self.heading_lines + 3)


def columns(
    rows: Sequence[Texts],
    chart: Chart,
    names: Sequence[str],
    short_names: Sequence[str],
    headings_of_texts: Mapping[str, str],
    language: str,
) -> Columns:
    """Return the widths for the texts of the steps and the drawing of an SOP.

    A short name is empty where there is none.
    """
    drawn = [ceil(extent.total) for extent in chart.lanes]
    many = len(drawn) >= MANY_LANES
    headings = [
        short if many and short and _heading_width(name) > max(need, HEADING_ROOM) else name
        for name, short, need in zip(names, short_names, drawn, strict=True)
    ]
    wishes = [_heading_width(heading) for heading in headings]
    turned = many and any(wish > max(need, HEADING_ROOM) for wish, need in zip(wishes, drawn, strict=True))
    if turned:
        lanes = needs = drawn
    else:
        needs = [
            max(need, _heading_width(_divided(heading, language)))
            for need, heading in zip(drawn, headings, strict=True)
        ]
        lanes = [max(need, min(wish, ROOMY_LANE)) for wish, need in zip(wishes, needs, strict=True)]
    shares = least_widths(rows, headings_of_texts)
    heights: list[float] = [chart.row_height(index) for index, row in enumerate(chart.rows) if row.step is not None]
    texts = shared_out(rows, shares, heights, COMFORTABLE - NUMBER_WIDTH - sum(lanes))
    return Columns(
        lanes=tuple(lanes),
        narrowest=tuple(needs),
        texts=_wider(texts, [*shares.values()]),
        shares=tuple(shares.values()),
        headings=tuple(headings),
        turned=turned,
        heading_lines=max(map(_heading_lines, headings, needs), default=1),
    )


def _wider(texts: Sequence[int], shares: Sequence[Share]) -> tuple[int, ...]:
    """Add what a wide window has for texts, in proportion to what a browser takes away again from a narrow table."""
    slack = [width - share.narrowest for width, share in zip(texts, shares, strict=True)]
    if not sum(slack):
        return tuple(texts)
    return tuple(width + int(WIDER * part / sum(slack)) for width, part in zip(texts, slack, strict=True))


def _heading_width(heading: str) -> int:
    """Width of the longest word of a heading."""
    parts = (part for word in heading.split() for piece in JOINTS.split(word) for part in _split(piece))
    widest = max(map(text_width, parts), default=0.0)
    return int(widest * BOLD_WIDTH * HEADING_SIZE / LABEL_SIZE) + LANE_PADDING


def _heading_lines(heading: str, width: int) -> int:
    """Lines that a heading takes in a narrow lane, rather too many than too few."""
    return int(text_width(heading) * HEADING_SIZE / LABEL_SIZE / (width - LANE_PADDING) * 1.2) + 1


LONG_WORD = 9
"""Shorter words stay whole."""


def hyphenated(text: str, language: str) -> str:
    """Return a heading as HTML whose long words may break, if it is in a language that is divided.

    Such a word is a box of its own, so that it goes to a new line before it breaks.
    """
    if not is_hyphenated(language):
        return escape(text)
    return " ".join("<wbr>".join(map(_boxed, JOINTS.split(word))) for word in text.split())


def _boxed(part: str) -> str:
    divided = _with_marks(part)
    text = escape(divided).replace(SOFT_HYPHEN, "&shy;")
    return f"<span>{text}</span>" if SOFT_HYPHEN in divided else text


def _with_marks(part: str) -> str:
    return with_soft_hyphens(part) if len(part) >= LONG_WORD else part


def _divided(heading: str, language: str) -> str:
    """A heading with soft hyphens where its long words may break."""
    if not is_hyphenated(language):
        return heading
    return " ".join("".join(map(_with_marks, JOINTS.split(word))) for word in heading.split())


def _split(piece: str) -> list[str]:
    """The parts of a piece of a heading that soft hyphens leave, each with the hyphen that a break would show."""
    *before, last = piece.split(SOFT_HYPHEN)
    return [*(f"{part}-" for part in before), last]
