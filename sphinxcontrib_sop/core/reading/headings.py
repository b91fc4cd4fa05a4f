"""Headings of tables: which column each title names, in one row or two, and what the cells below it say.

Besides plain columns a table may have one column for each actor with marks in its cells, and a unit in a title:

    No | Kegiatan  | Pelaksana |       | Mutu Baku   |               |
       |           | Staf      | Kabid | Kelengkapan | Waktu (menit) | Output
    1  | Mencatat  | X         |       | Surat       | 10            | Agenda
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest

from msgspec import Struct, field

from ..anatomy import nearest
from ..model import Message
from .durations import parse_duration


class Column(Struct, frozen=True, kw_only=True):
    """A column that a table may have; its names are compared without case, spaces and signs."""

    key: str
    names: tuple[str, ...]
    """Every spelling; messages use the first."""
    required: bool = False
    after: str = ""
    """Key of the column to its left, by which a name that it shares with another column is told apart."""
    spread: bool = False
    """True if it may be spread over columns of its own for each of its values, marked where the value is meant."""
    timed: bool = False
    """True if its title may name the unit of the numbers below it."""


class Heading(Struct, kw_only=True):
    """The columns of a table, from left to right."""

    titles: list[str] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    """Key of the column of each title, None where it is not known or repeats an earlier one."""
    marked: dict[int, str] = field(default_factory=dict)
    """Place of a column of marks -> key of the column that is spread."""
    units: dict[int, str] = field(default_factory=dict)
    """Place of a column -> unit of the numbers in it."""

    @property
    def known(self) -> tuple[str, ...]:
        """Keys from left to right."""
        return tuple(dict.fromkeys(key for key in (*self.keys, *self.marked.values()) if key))


_MARK = re.compile(
    r"(?P<leaving>~?)\s*(?P<sign>[xX×✕✖✗✘vV√✓✔●•⬤○◯■□◆◇▲△*]|\+|\d{1,2})\s*(?P<shape>\[[^\]]*\])?", re.UNICODE
)
_UNIT = re.compile(r"(?P<name>.+?)\s*(?:\((?P<brackets>[^()]+)\)|\b(?:dalam|in)\s+(?P<words>\w[\w ]*))")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?(?:\s*(?:-|–|s\.?\s?d\.?)\s*\d+(?:[.,]\d+)?)?")
_KEY = re.compile(r"\w+(?:-+\w+)*")


def folded(title: str) -> str:
    """Return a title without case, spaces and signs."""
    return re.sub(r"[\W_]+", "", title).casefold()


def read_heading(
    titles: Sequence[str], known: Sequence[Column], above: Sequence[str] = (), rows: Sequence[Sequence[str]] = ()
) -> tuple[Heading, list[Message]]:
    """Find the columns that a row of titles names; messages say which are unknown, repeated or missing.

    ``above`` is the upper row of a heading of two; by the cells of ``rows`` columns of marks are told.
    """
    joined = _joined(above, titles, known) if above else titles
    heading = Heading(titles=[" ".join(title.split()) for title in joined])
    heading.marked = dict(_marked(heading.titles, known, above, titles, rows))
    messages: list[Message] = []
    for place, title in enumerate(heading.titles):
        column, unit = (None, "") if place in heading.marked else _column(title, known, heading)
        if column is None and title and place not in heading.marked:
            messages.append(_unknown(title, known))
        elif column is not None and column.key in heading.keys:
            template = "the column `{title}` is repeated; the first one counts"
            messages.append(Message(template=template, values={"title": title}))
            column = None
        elif unit:
            heading.units[place] = unit
        heading.keys.append(column.key if column else None)
    if not any(heading.keys):
        heading.marked = {}  # no heading at all
    missing = [column.names[0] for column in known if column.required and column.key not in heading.keys]
    if missing:
        template = "columns are missing: {names}"
        messages.append(Message(template=template, values={"names": ", ".join(missing)}))
    return heading, messages


def is_title(cell: str, known: Sequence[Column]) -> bool:
    """True for a cell that names a column, with a unit or without."""
    return _column(cell, known, Heading())[0] is not None


def is_lower_heading(upper: Sequence[str], lower: Sequence[str], known: Sequence[Column]) -> bool:
    """True if ``lower`` is the second row of a heading: it stands below merged cells and names no activity."""
    pairs = list(zip_longest(upper, lower, fillvalue=""))
    filled = [(top, cell) for top, cell in pairs if cell]
    if not filled or any(_MARK.fullmatch(cell) for _, cell in filled):
        return False
    required = {folded(name) for column in known if column.required for name in column.names}
    groups = {folded(name) for column in known if column.spread for name in column.names}
    if any(folded(top) in required and folded(top) != folded(cell) for top, cell in filled):
        return False
    tops = [folded(top) for top, _ in pairs if top]
    merged = any(not top for top, _ in filled) or len(set(tops)) < len(tops)
    below = all(
        not top
        or folded(top) in groups
        or folded(top) == folded(cell)
        or not is_title(top, known)
        or is_title(_with_unit(top, cell), known)
        for top, cell in filled
    )
    return merged and below


def record_cells(
    heading: Heading, cells: Sequence[str]
) -> tuple[Mapping[str, str], tuple[tuple[str, str], ...], list[Message]]:
    """Return the texts of a row by key, those of no known column with their titles, and what is wrong with its marks."""
    known: dict[str, str] = {}
    further: list[tuple[str, str]] = []
    marks: dict[str, list[tuple[str, re.Match[str]]]] = {}
    messages: list[Message] = []
    for place, cell in enumerate(cells):
        key = heading.keys[place] if place < len(heading.keys) else None
        title = heading.titles[place] if place < len(heading.titles) else ""
        if not cell:
            continue
        if key:
            unit = heading.units.get(place)
            known[key] = f"{cell} {unit}" if unit and _NUMBER.fullmatch(cell) else cell
        elif place in heading.marked and (match := _MARK.fullmatch(cell)):
            marks.setdefault(heading.marked[place], []).append((title, match))
        elif place in heading.marked and cell in {"-", "–"}:
            continue
        else:
            further.append((title, cell))
            if place in heading.marked:
                template = "`{text}` below `{title}` is no mark; write X, v, √ or ●, or a number where the order counts"
                messages.append(Message(template=template, values={"text": cell, "title": title}))
    for key, matches in marks.items():
        if key in known:
            further += ((title, match[0]) for title, match in matches)
        else:
            known[key] = _values(matches)
    return known, tuple(further), messages


def _values(matches: Sequence[tuple[str, re.Match[str]]]) -> str:
    """What the marks of a row say in the grammar of actors: numbers are an order, ``+`` is one symbol over all."""
    signs = [match["sign"] for _, match in matches]
    if len(matches) > 1 and all(sign.isdigit() for sign in signs) and len(set(map(int, signs))) == len(signs):
        matches = sorted(matches, key=lambda pair: int(pair[1]["sign"]))
        between = " -> "
    else:
        between = " + " if all(sign == "+" for sign in signs) else ", "
    return between.join(f"{match['leaving']}{_reference(title)}{match['shape'] or ''}" for title, match in matches)


def _reference(title: str) -> str:
    """An actor by what stands above its column: a key as it is, other words in quotes."""
    return title if _KEY.fullmatch(title) else '"{}"'.format(title.replace('"', "'"))


def _joined(above: Sequence[str], titles: Sequence[str], known: Sequence[Column]) -> list[str]:
    """The titles of a heading of two rows: the lower one, but the upper one where that alone is known."""
    spread = {folded(name) for column in known if column.spread for name in column.names}
    joined = []
    for upper, lower in zip_longest(above, titles, fillvalue=""):
        if not lower or is_title(lower, known) or folded(upper) in spread or not is_title(upper, known):
            joined.append(lower or upper)
        else:
            joined.append(_with_unit(upper, lower) if is_title(_with_unit(upper, lower), known) else upper)
    return joined


def _with_unit(upper: str, lower: str) -> str:
    """A title with its unit below it: "Waktu" above "(menit)"."""
    return f"{upper} ({lower.strip(' ()')})"


def _column(title: str, known: Sequence[Column], heading: Heading) -> tuple[Column | None, str]:
    """The column that a title names, and the unit that it names besides."""
    meant = [column for column in known if folded(title) in map(folded, column.names)]
    left = heading.keys[-1] if heading.keys else None
    column = next((candidate for candidate in meant if left and candidate.after == left), meant[0] if meant else None)
    match = None if column else _UNIT.fullmatch(title)
    if match is None:
        return column, ""
    unit = " ".join((match["brackets"] or match["words"]).split())
    name = folded(match["name"])
    column = next((candidate for candidate in known if candidate.timed and name in map(folded, candidate.names)), None)
    return (column, unit) if parse_duration(f"1 {unit}") is not None else (None, "")


def _marked(
    titles: Sequence[str],
    known: Sequence[Column],
    above: Sequence[str],
    below: Sequence[str],
    rows: Sequence[Sequence[str]],
) -> Iterator[tuple[int, str]]:
    """Places of the columns of marks: below the name of the spread column, or unknown and with nothing but marks."""
    spread = next((column for column in known if column.spread), None)
    if spread is None:
        return
    spellings = set(map(folded, spread.names))
    inside = False
    for place, title in enumerate(titles):
        top = above[place] if place < len(above) else ""
        if top:
            inside = folded(top) in spellings
        own = place < len(below) and bool(below[place])
        if above and is_title(title, known):
            inside = inside and folded(title) in spellings
        elif (inside and own) or (title and _has_marks_alone(place, title, rows, known)):
            yield place, spread.key


def _has_marks_alone(place: int, title: str, rows: Sequence[Sequence[str]], known: Sequence[Column]) -> bool:
    if is_title(title, known) or nearest(title, [name for column in known for name in column.names]):
        return False
    cells = [row[place] for row in rows if place < len(row) and row[place] not in {"", "-", "–"}]
    matches = [_MARK.fullmatch(cell) for cell in cells]
    return all(matches) and any(
        match and not match["sign"].isdigit() for match in matches
    )  # numbers alone may be anything


def _unknown(title: str, known: Sequence[Column]) -> Message:
    meant = nearest(title, [name for column in known for name in column.names])
    names = ", ".join(column.names[0] for column in known)
    if meant:
        template = "the column `{title}` is not known; did you mean `{meant}`?"
        return Message(template=template, values={"title": title, "meant": meant})
    template = "the column `{title}` is not known; the columns are {names}"
    return Message(template=template, values={"title": title, "names": names})
