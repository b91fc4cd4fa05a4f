"""How high plain texts become on a sheet, found without setting them.

Most cells hold a few ordinary words or a short list.  Where their lines end is certain from the widths of the words, so
that Typst need not be asked; a text of which that cannot be said is measured.  All heights and widths are points.
"""

import re
from collections.abc import Sequence
from functools import cache

from docutils import nodes
from msgspec import Struct

from ..compiler.metrics import CAP_HEIGHT, set_width
from ..text.setting import WIDE_WORD
from .columns import INSET, INSETS, LEADING, TEXT_COLUMNS, Columns
from .contents import SheetNodes

PRINTABLE = re.compile("[!-~]+(?: [!-~]+)*")
"""Words whose widths are known exactly."""

ORDINARY = re.compile("[(]?[A-Za-z0-9][A-Za-z0-9.,:;)]*")
"""A word that begins a new line if it does not fit: no line may end inside of it."""

OPENING = "([{\"'"
"""No line ends with these."""

UNSURE = 0.002
"""In em: of a line so little narrower or wider than its room it is not certain that it is broken."""

BULLET = 717 / 2048 + 0.35
"""Width in em of the bullet of a list and the space after it."""

ITEM_SPACING, HEAD_LEADING = 0.5, 0.45
"""In em: between items of a list in a cell, lines of a heading."""

NUMBERS_INSETS = 3.0
"""How much less the insets of the row that numbers the columns are."""

ACTORS_WIDTH, STANDARD_WIDTH = 200.0, 100.0
"""The headings over several columns have at least this width."""


NUMBER = "number"
"""Key of the column No."""


class Heights(Struct, frozen=True, kw_only=True):
    """What is known of the heights in a flowchart table before anything is set."""

    head: tuple[float, ...] | None = ()
    """Of the rows of its heading, None if they must be measured."""
    rows: tuple[float, ...] = ()
    """Of every row, as far as its cells are known."""
    unknown: tuple[tuple[int, tuple[str, ...]], ...] = ()
    """Rows with the keys of the cells that must be measured."""


def known_heights(sheet: SheetNodes, columns: Columns, *, divided: bool) -> Heights:
    """Return what is certain of the heights in a table; ``divided``: Typst may divide words of this language."""
    rows, unknown = [], []
    for row in range(sheet.rows):
        number = sheet.number(row)
        cells = {NUMBER: cell_height([nodes.Text(number)] if number else [], columns.number, columns.font_size)}
        for key in TEXT_COLUMNS:
            cells[key] = cell_height(
                sheet.cell(row, key),
                columns.texts[key],
                columns.font_size,
                bold=sheet.is_heading(row),
                divided=divided,
            )
        rows.append(max((height for height in cells.values() if height is not None), default=0.0))
        missing = tuple(key for key, height in cells.items() if height is None)
        unknown += [(row, missing)] if missing else []
    head = head_heights(sheet, columns, divided=divided)
    return Heights(head=head, rows=tuple(rows), unknown=tuple(unknown))


def unknown_heights(sheet: SheetNodes, columns: Columns, *, divided: bool) -> Heights:
    """Return that nothing is certain of the heights in a table, as in a face whose widths are not known."""
    cells = (NUMBER, *TEXT_COLUMNS)
    return Heights(head=None, rows=(0.0,) * sheet.rows, unknown=tuple((row, cells) for row in range(sheet.rows)))


@cache
def _gap(left: str, right: str, bold: bool) -> float:
    """Width in em of the space between two characters."""
    return set_width(f"{left} {right}", bold=bold) - set_width(left, bold=bold) - set_width(right, bold=bold)


@cache
def _kerning_at_end(last: str, bold: bool) -> float:
    """By how much in em a character stands nearer to a space after it, at most 0."""
    return min(0.0, set_width(f"{last} ", bold=bold) - set_width(last, bold=bold) - set_width(" ", bold=bold))


def line_count(text: str, room: float, size: float, *, bold: bool = False, divided: bool = False) -> int | None:
    """Return how many lines a text has, None if that is not certain; ``divided``: Typst may divide its words."""
    if not PRINTABLE.fullmatch(text):
        return 1 if not text else None
    limit = room / size
    lines, used, before = 1, 0.0, ""
    for word in text.split(" "):
        wide = set_width(word, bold=bold)
        if wide > limit * (1.0 if bold else WIDE_WORD):
            return None
        joined = used + _gap(before[-1], word[0], bold) + wide if before else wide
        if joined <= limit - UNSURE:
            used = joined
        elif (
            joined + _kerning_at_end(word[-1], bold) <= limit + UNSURE
            or divided
            or before[-1] in OPENING
            or not ORDINARY.fullmatch(word)
        ):
            return None
        else:
            lines, used = lines + 1, wide
        before = word
    return lines


def lines_height(lines: int, size: float, leading: float) -> float:
    """Return the height of a number of lines."""
    return size * (lines * CAP_HEIGHT + (lines - 1) * leading)


def cell_height(
    content: Sequence[nodes.Node], width: float, size: float, *, bold: bool = False, divided: bool = False
) -> float | None:
    """Return the height of a cell of this width, None if it is not certain."""
    room = width - 2 * INSET
    items: Sequence[Sequence[nodes.Node]] = [content] if content else []
    match content:
        case [nodes.bullet_list() as listing]:
            room -= BULLET * size
            items = [item.children for item in listing.children if isinstance(item, nodes.Element)]
    height = INSETS + max(0, len(items) - 1) * ITEM_SPACING * size
    for item in items:
        text = _plain_text(item)
        lines = line_count(text, room, size, bold=bold, divided=divided) if text is not None else None
        if lines is None:
            return None
        height += lines_height(lines, size, LEADING)
    return height


def _plain_text(content: Sequence[nodes.Node]) -> str | None:
    """Return the text of what is a paragraph without any markup, else None."""
    match content:
        case [nodes.paragraph() as paragraph] if not paragraph["classes"]:
            content = paragraph.children
    if not all(isinstance(node, nodes.Text) for node in content):
        return None
    return " ".join("".join(node.astext() for node in content).split())


def head_heights(sheet: SheetNodes, columns: Columns, *, divided: bool) -> tuple[float, ...] | None:
    """Return the heights of the rows of the heading of a flowchart table, None if they are not certain."""
    words, lanes = sheet.view.words, sheet.lane_names()

    def height(text: str, width: float) -> float | None:
        lines = line_count(text, width - 2 * INSET, columns.head_size, bold=True, divided=divided)
        return lines_height(lines, columns.head_size, HEAD_LEADING) + INSETS if lines is not None else None

    upper = [height(words["actors"], ACTORS_WIDTH), height(words["standard"], STANDARD_WIDTH)]
    deep = [height(words[key], columns.texts[key]) for key in ("text", "notes")]
    lower = [height(words[key], columns.texts[key]) for key in ("inputs", "time", "output")]
    named = (
        [] if columns.turned else [height(name, width + 2) for name, width in zip(lanes, columns.lanes, strict=True)]
    )
    known = [[height for height in several if height is not None] for several in (upper, deep, lower + named)]
    if sum(map(len, known)) < len(upper + deep + lower + named):
        return None
    first = max(known[0])
    second = max(*(height - first for height in known[1]), *known[2], columns.turned if lanes else 0.0)
    return (first, second, lines_height(1, columns.head_size, HEAD_LEADING) + INSETS - NUMBERS_INSETS)[
        : 2 + sheet.view.profile.column_numbers
    ]
