"""Tables of the doctree as Typst tables: spans are kept, heading rows are repeated on every page."""

from collections.abc import Iterator, Mapping, Sequence

from docutils import nodes
from msgspec import Struct
from msgspec.structs import replace

from ..compiler.lengths import typst_length
from ..compiler.metrics import width as text_width
from .blocks import BlockVisitor
from .pictures import SIDES
from .setting import WIDE_WORD, Setting

CELL_INSET = 4.0
"""Distance of the text of a cell from its border, in points."""

TABLE_FONT = 0.92
"""Size of text in a table, in sizes of the text around it."""

SMALLEST_FONT = 7.0
LONGEST_LINE = 60
"""Number of characters up to which a cell becomes wider to hold its text on one line."""

NARROWEST = 18.0
"""Least width of a column in points."""

ROOM_LEFT = 0.98
"""A table that is narrower than this part of the line is not stretched."""


SHORT_ROW = 20
"""Maximum number of lines of a row that is never divided between pages."""

CHARACTER = 0.6
"""Width of a character in em, a little more than the average."""

GROUP = "sop-group"
"""Class of a row that is the heading of those below it."""

TALL = (nodes.image, nodes.figure, nodes.table)


class Frame(Struct, frozen=True, kw_only=True):
    """The columns of a table and how the text in it is set."""

    widths: Sequence[float]
    """Of each column in points, 0 throughout where the line is not known."""
    shares: str
    """The same as a Typst expression."""
    places: Mapping[nodes.Node, tuple[int, int]]
    """First column of each cell and number of its columns."""
    setting: Setting
    outer_size: float
    """Font size around the table."""

    def width(self, cell: nodes.Node) -> float:
        """Return the width of a cell in points."""
        first, span = self.places.get(cell, (0, 1))
        return sum(self.widths[first : first + span])


def cell_places(group: nodes.Element) -> dict[nodes.Node, tuple[int, int]]:
    """Return for each cell its first column and the number of its columns."""
    places: dict[nodes.Node, tuple[int, int]] = {}
    for part in group.children:
        taken: set[tuple[int, int]] = set()
        for number, row in enumerate(part.children if isinstance(part, (nodes.thead, nodes.tbody)) else ()):
            column = 0
            for entry in row.children:
                while (number, column) in taken:
                    column += 1
                span = int(entry.get("morecols", 0)) + 1  # type: ignore[attr-defined] # an element
                places[entry] = column, span
                deep = int(entry.get("morerows", 0)) + 1  # type: ignore[attr-defined]
                taken |= {(number + down, column + right) for down in range(deep) for right in range(span)}
    return places


def column_needs(places: dict[nodes.Node, tuple[int, int]], count: int, size: float) -> Iterator[tuple[float, float]]:
    """Return for each column the width of its longest word and the width in which it needs no second line."""
    for column in range(count):
        least, whole = NARROWEST, NARROWEST
        for entry, (first, span) in places.items():
            if first == column and span == 1:
                for text in entry.astext().splitlines():
                    wide = text_width(text, size, bold=True) + 2 * CELL_INSET + 1
                    whole = max(whole, min(wide, LONGEST_LINE * size / 2))
                    words = (text_width(word, size, bold=True) / WIDE_WORD for word in text.split())
                    least = max(least, max(words, default=0.0) + 2 * CELL_INSET + 1)
        yield least, max(whole, min(least, LONGEST_LINE * size / 2))


def shared_out(needs: Sequence[tuple[float, float]], line: float) -> list[float]:
    """Return widths of columns that together fill at most a line.

    Every column gets what its longest word needs if that is possible, and of the rest in proportion to its text.
    """
    whole = [wanted for _, wanted in needs]
    if sum(whole) <= line:
        return whole
    least = [min(word, line / len(needs)) for word, _ in needs]
    if sum(word for word, _ in needs) <= line:
        least = [word for word, _ in needs]
    wishes = [max(0.0, wanted - floor) for wanted, floor in zip(whole, least, strict=True)]
    spare = max(0.0, line - sum(least))
    total = sum(wishes) or 1.0
    return [floor + spare * wish / total for floor, wish in zip(least, wishes, strict=True)]


def _frame(node: nodes.Element, outer: Setting) -> Frame:
    """Return the frame of a `tgroup`: widths that were given stay, others follow from the texts."""
    given = [max(1, int(spec.get("colwidth", 1))) for spec in node.children if isinstance(spec, nodes.colspec)]
    places = cell_places(node)
    widths, unit, setting = [0.0] * len(given), "", outer
    if outer.line:
        setting = replace(outer, size=max(SMALLEST_FONT, TABLE_FONT * outer.size))
        if "colwidths-given" in node.parent["classes"] or "width" in node.parent:
            widths = [outer.line * share / sum(given) for share in given]
        else:
            widths = shared_out(list(column_needs(places, len(given), setting.size)), outer.line)
            unit = "pt" if sum(widths) < ROOM_LEFT * outer.line else "fr"
    shares = " ".join([f"{width:.2f}{unit}," for width in widths] if unit else [f"{share}fr," for share in given])
    return Frame(widths=widths, shares=f"({shares})", places=places, setting=setting, outer_size=outer.size)


def _is_short(row: nodes.Element, frame: Frame) -> bool:
    """True if a row is certain to fit on a page, so that it need not be divided."""
    for entry in row.children:
        if isinstance(entry, nodes.Element) and any(isinstance(node, TALL) for node in entry.findall()):
            return False
        room = max(frame.width(entry) - 2 * CELL_INSET, NARROWEST)
        lines = sum(1 + len(text) * CHARACTER * frame.outer_size // room for text in entry.astext().splitlines())
        if lines > SHORT_ROW:
            return False
    return True


class TableVisitor(BlockVisitor):
    """Writes tables."""

    def render_table(self, node: nodes.Element) -> str:
        anchors = self.take_anchors()
        side = node.get("align") if node.get("align") in SIDES else "left"
        width = typst_length(str(node.get("width", ""))) or "100%"
        joined = f'joined: "{node["joined"]}", ' if "joined" in node else ""  # see `documents.keep_with_signature`
        options = f"side: {side}, width: {width}, {joined}caption: [{self.caption_of(node)}]"
        return f"{anchors}#table-block({options})[{self.contents(node)}];"

    def render_tgroup(self, node: nodes.Element) -> str:
        frame = _frame(node, self.setting)
        parts = (self._part(part, frame) for part in node.children if isinstance(part, (nodes.thead, nodes.tbody)))
        return f"#table(columns: {frame.shares}, {''.join(parts)});"

    def _part(self, part: nodes.Element, frame: Frame) -> str:
        self.note_ids(part)
        if isinstance(part, nodes.tbody):
            return "".join(self._row(row, frame, frame.setting) for row in part.children)
        repeated = replace(frame.setting, repeated=True)  # on every page
        return f"table.header({''.join(self._row(row, frame, repeated) for row in part.children)}), "

    def _row(self, row: nodes.Node, frame: Frame, setting: Setting) -> str:
        """A row; the heading of a group of rows is a heading of the table below the first: it never ends a page."""
        assert isinstance(row, nodes.row)  # noqa: S101 - that is what parts of a table consist of
        self.note_ids(row)
        cells = "".join(self._cell(entry, frame, setting) for entry in row.children if isinstance(entry, nodes.entry))
        return f"table.header(level: 2, repeat: false, {cells}), " if GROUP in row["classes"] else cells

    def _cell(self, entry: nodes.entry, frame: Frame, setting: Setting) -> str:
        self.note_ids(entry)
        options = "".join(
            f"{name}: {int(entry[attribute]) + 1}, "
            for name, attribute in (("colspan", "morecols"), ("rowspan", "morerows"))
            if attribute in entry
        )
        if setting.line:
            setting = replace(setting, line=max(NARROWEST, frame.width(entry)) - 2 * CELL_INSET)
        heading = isinstance(entry.parent.parent, nodes.thead)
        options += "fill: heading-fill, " if heading else ""
        options += "breakable: false, " if _is_short(entry.parent, frame) else ""
        opening = "#strong[" if heading or entry.get("stub") else "#["
        return f"table.cell({options})[{opening}{self.contents(entry, setting=setting)}];], "
