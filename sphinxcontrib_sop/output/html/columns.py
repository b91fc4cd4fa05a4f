"""How wide the columns of the flowchart table want to be, and how their headings break.

The widths are preferences in CSS pixels: a wider table shares out what is left in proportion, so the same numbers serve
every screen and the printed page.
"""

from collections.abc import Mapping, Sequence
from html import escape
from math import ceil

from msgspec import Struct

from ...core.anatomy import CELLS
from ...core.hyphenation import JOINTS, SOFT_HYPHEN, is_hyphenated, with_soft_hyphens
from ...core.layout.chart import LABEL_SIZE, Chart
from ...core.layout.lettering import text_width

TEXT_KEYS = ("text", *CELLS)
"""Columns of texts; the lanes stand after the first of them."""

NUMBER_WIDTH = 36
LEAST = {"text": 150, "inputs": 92, "time": 66, "output": 86, "notes": 84}
"""Below this the cells of a column are hard to read."""

COMPACT = 80
"""What the smaller type and the narrower cells of a page that is a little too narrow save (`--sop-size`, `--sop-gap`)."""

MOST = {"text": 420, "inputs": 240, "time": 110, "output": 220, "notes": 260}
COMFORTABLE = 1040
"""Width in which a table with few lanes is laid out."""

NARROW = 860
"""Width of the content in the narrowest of the usual themes; what fits there need not break the headings of lanes."""

ROOMY_LANE = 112
"""A lane is not made wider than this for the sake of its heading."""

HEADING_SIZE = 12
WIDEST_FACE = 1.12
"""The widest face in use (DejaVu Sans) beside the one whose widths the layout knows (Arial)."""
HEADING_LINE = 15
TURNED_HEADINGS = 180
"""Height of the headings where those of the lanes are set upright."""

LANE_PADDING = 10
BORDER = 1
MANY_LANES = 7
"""With so many lanes a heading that does not fit gives way to the short name of the actor, else is set upright."""

HEADING_ROOM = 76
"""A heading fits into a lane of this width, or of its own if that is wider."""


class Columns(Struct, frozen=True, kw_only=True):
    """Preferred widths in CSS pixels."""

    lanes: tuple[int, ...]
    needs: tuple[int, ...]
    """Width below which a lane must not shrink."""
    texts: tuple[int, ...]
    """In the order of ``TEXT_KEYS``."""
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
        return NUMBER_WIDTH + sum(self.needs) + sum(LEAST.values())

    @property
    def head_height(self) -> int:
        """Height of the headings, rather too much than too little."""
        return TURNED_HEADINGS if self.turned else HEADING_LINE * (self.heading_lines + 3)


Texts = Mapping[str, Sequence[str]]
"""What one row shows: the items or paragraphs of its cells by key of the column."""


def columns(rows: Sequence[Texts], chart: Chart, names: Sequence[str], short_names: Sequence[str]) -> Columns:
    """Return the widths for the texts of the steps and the drawing of an SOP.

    A short name is empty where there is none.
    """
    needs = [ceil(extent.total) for extent in chart.lanes]
    many = len(needs) >= MANY_LANES
    headings = [
        short if many and short and _heading_width(name) > max(need, HEADING_ROOM) else name
        for name, short, need in zip(names, short_names, needs, strict=True)
    ]
    wishes = [_heading_width(heading) for heading in headings]
    turned = many and any(wish > max(need, HEADING_ROOM) for wish, need in zip(wishes, needs, strict=True))
    if turned:
        lanes = needs
    else:
        lanes = [max(need, min(wish, ROOMY_LANE)) for wish, need in zip(wishes, needs, strict=True)]
    if NUMBER_WIDTH + sum(lanes) + sum(LEAST.values()) <= NARROW:
        needs = lanes
    rest = max(COMFORTABLE - NUMBER_WIDTH - sum(lanes), sum(LEAST.values()))
    return Columns(
        lanes=tuple(lanes),
        needs=tuple(needs),
        texts=_texts(rows, rest),
        headings=tuple(headings),
        turned=turned,
        heading_lines=max(map(_heading_lines, headings, needs), default=1),
    )


def _heading_width(heading: str) -> int:
    """Width of the longest word of a heading."""
    widest = max((text_width(part) for word in heading.split() for part in JOINTS.split(word)), default=0.0)
    return int(widest * WIDEST_FACE * HEADING_SIZE / LABEL_SIZE) + LANE_PADDING


def _heading_lines(heading: str, width: int) -> int:
    """Lines that a heading takes in a narrow lane, rather too many than too few."""
    return int(text_width(heading) * HEADING_SIZE / LABEL_SIZE / (width - LANE_PADDING) * 1.2) + 1


def _texts(rows: Sequence[Texts], room: int) -> tuple[int, ...]:
    """Share out the room so that the cells of the fullest rows become about equally high."""
    loads = dict.fromkeys(TEXT_KEYS, 0)
    for row in rows:
        for key, items in row.items():
            loads[key] += len("\n".join(items)) ** 2
    weights = {key: load**0.5 for key, load in loads.items()}
    widths = dict(LEAST)
    open_keys = [key for key in TEXT_KEYS if weights[key]]
    spare = room - sum(widths.values())
    while spare > 0 and open_keys:
        total = sum(weights[key] for key in open_keys)
        grown = {key: min(MOST[key], widths[key] + int(spare * weights[key] / total)) for key in open_keys}
        used = sum(grown[key] - widths[key] for key in open_keys)
        widths.update(grown)
        spare -= used
        open_keys = [key for key in open_keys if widths[key] < MOST[key]]
        if not used:
            break
    return tuple(widths[key] for key in TEXT_KEYS)


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
    return f"<span>{divided}</span>" if "&shy;" in divided else divided


def _with_marks(part: str) -> str:
    divided = with_soft_hyphens(part) if len(part) >= LONG_WORD else part
    return escape(divided).replace(SOFT_HYPHEN, "&shy;")
