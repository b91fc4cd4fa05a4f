"""How many lines a text has in a column of any width: a stair that falls as the column becomes wider.

Widths are em of the text, so that one stair serves every size of type.  A stair is rough: kerning and soft hyphens are
left out, so Typst may need a line more or less.
"""

from collections.abc import Sequence
from functools import lru_cache
from math import ceil
from typing import NamedTuple

from ....core.hyphenation import JOINTS
from ..compiler.metrics import MOST_TEXTS, width

SAFETY = 1e-3
"""How much narrower, in em, a line is than its room."""

COARSE = 0.4
"""Steps in em in which treads are looked for where words have to be divided."""

LOOSE = 1.01
"""Words are reckoned a little wider than they are: a line more than foreseen costs a page at worst."""


class Paragraph(NamedTuple):
    """A paragraph of a cell, its lines shorter than the column by an indentation in em."""

    text: str
    indent: float = 0.0


class Tread(NamedTuple):
    """How many lines a cell has in a column of this width in em or more."""

    width: float
    lines: int


Piece = tuple[float, float]
"""Width of what stands together on a line, and of the space before it."""


@lru_cache(MOST_TEXTS)
def pieces_of(text: str, *, bold: bool = False) -> tuple[Piece, ...]:
    """Return the parts of a text between which a line may end."""
    space = width(" ", 1.0, bold=bold)
    pieces: list[Piece] = []
    for word in text.split():
        before = space
        for part in JOINTS.split(word) if len(word) > 1 else (word,):
            pieces.append((LOOSE * width(part, 1.0, bold=bold), before))
            before = 0.0
    return tuple(pieces)


def longest_piece(paragraphs: Sequence[Paragraph], *, bold: bool = False) -> float:
    """Return the width of the longest word of a cell with its indentation."""
    return max(
        (paragraph.indent + wide for paragraph in paragraphs for wide, _ in pieces_of(paragraph.text, bold=bold)),
        default=0.0,
    )


def stair(paragraphs: Sequence[Paragraph], least: float, *, bold: bool = False) -> list[Tread]:
    """Return the treads of a cell, the widest first; the last one is at most ``least`` wide."""
    divided = [(paragraph.indent, pieces_of(paragraph.text, bold=bold)) for paragraph in paragraphs]
    widest = max((indent + wide for indent, pieces in divided for wide, _ in pieces), default=0.0)
    treads: list[Tread] = []
    limit = float("inf")
    while limit > least:
        lines, longest = 0, 0.0
        for indent, pieces in divided:
            count, reach = _set(pieces, max(limit - indent, SAFETY))
            lines += count
            longest = max(longest, reach + indent)
        if treads and treads[-1].lines == lines:
            treads[-1] = Tread(longest, lines)
        else:
            treads.append(Tread(longest, lines))
        limit = min(limit, longest) - (SAFETY if longest > widest else COARSE)
    return treads


def _set(pieces: Sequence[Piece], limit: float) -> tuple[int, float]:
    """Return how many lines pieces fill, and the length of the longest one; a piece wider than a line is divided."""
    lines, used, longest = 1, 0.0, 0.0
    for wide, space in pieces:
        joined = used + space + wide if used else wide
        if joined <= limit:
            used = joined
        else:
            longest = max(longest, used)
            lines += bool(used)
            used = wide
            if wide > limit:
                lines += ceil(wide / limit) - 1
                used, longest = wide % limit, max(longest, limit)
    return lines, max(longest, used)
