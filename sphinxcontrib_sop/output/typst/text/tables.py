"""Tables of the doctree as Typst tables: spans are kept, heading rows are repeated on every page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from docutils import nodes
from msgspec import Struct

from ..compiler.lengths import typst_length
from ..compiler.metrics import width as text_width
from .blocks import BlockVisitor
from .pictures import SIDES
from .writing import WIDE_WORD

CELL_INSET = 4.0
"""Distance of the text of a cell from its border, in points."""

TABLE_FONT = 0.92
"""Size of text in a table, in sizes of the text around it."""

SMALLEST_FONT = 7.0
LONGEST_LINE = 60
"""A cell is never made wider than about so many characters for the sake of its text alone."""

NARROWEST = 18.0
"""Least width of a column in points."""

ROOM_LEFT = 0.98
"""A table that is narrower than this part of the line is not stretched."""


SHORT_ROW = 20
"""A row with at most so many lines stands on one page."""

CHARACTER = 0.6
"""Width of a character in em, rather too much than too little."""

GROUP = "sop-group"
"""Class of a row that is the heading of those below it."""

TALL = (nodes.image, nodes.figure, nodes.table)


class Frame(Struct, frozen=True, kw_only=True):
    """A table that is being written."""

    columns: Sequence[float]
    """Width of each column in points, 0 throughout where the line is not known."""
    places: dict[nodes.Node, tuple[int, int]]
    """First column of each cell and number of its columns."""
    line: float
    """Width of the line the table stands in."""
    font_size: float


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


def _is_short(row: nodes.Element, frame: Frame) -> bool:
    """True if a row surely fits on a page, so that it need not be divided."""
    for entry in row.children:
        if isinstance(entry, nodes.Element) and any(isinstance(node, TALL) for node in entry.findall()):
            return False
        first, span = frame.places.get(entry, (0, 1))
        room = max(sum(frame.columns[first : first + span]) - 2 * CELL_INSET, NARROWEST)
        lines = sum(1 + len(text) * CHARACTER * frame.font_size // room for text in entry.astext().splitlines())
        if lines > SHORT_ROW:
            return False
    return True


class TableVisitor(BlockVisitor):
    """Writes tables."""

    def visit_table(self, node: nodes.Element) -> None:
        self.write_anchors()
        side = node.get("align") if node.get("align") in SIDES else "left"
        width = typst_length(str(node.get("width", ""))) or "100%"
        joined = f'joined: "{node["joined"]}", ' if "joined" in node else ""  # see `documents.keep_with_signature`
        self.write(f"#table-block(side: {side}, width: {width}, {joined}caption: [{self.caption_of(node)}])[")

    def depart_table(self, node: nodes.Element) -> None:
        self.write("];")

    def visit_tgroup(self, node: nodes.Element) -> None:
        given = [max(1, int(spec.get("colwidth", 1))) for spec in node.children if isinstance(spec, nodes.colspec)]
        size = max(SMALLEST_FONT, TABLE_FONT * self.font_size)
        frame = Frame(columns=[0.0] * len(given), places=cell_places(node), line=self.column, font_size=self.font_size)
        shares = f"({' '.join(f'{width}fr,' for width in given)})"
        if self.column:
            if "colwidths-given" in node.parent["classes"] or "width" in node.parent:
                columns = [self.column * width / sum(given) for width in given]
            else:
                columns = shared_out(list(column_needs(frame.places, len(given), size)), self.column)
                unit = "pt" if sum(columns) < ROOM_LEFT * self.column else "fr"
                shares = f"({' '.join(f'{width:.2f}{unit},' for width in columns)})"
            frame = Frame(columns=columns, places=frame.places, line=self.column, font_size=self.font_size)
            self.font_size = size
        self.frames.append(frame)
        self.write(f"#table(columns: {shares}, ")

    def depart_tgroup(self, node: nodes.Element) -> None:
        frame = self.frames.pop()
        self.column, self.font_size = frame.line, frame.font_size
        self.write(");")

    def visit_colspec(self, node: nodes.Element) -> None:
        raise nodes.SkipNode

    def visit_thead(self, node: nodes.Element) -> None:
        self.holding += 1  # repeated on every page
        self.write("table.header(")

    def depart_thead(self, node: nodes.Element) -> None:
        self.holding -= 1
        self.write("), ")

    def visit_tbody(self, node: nodes.Element) -> None:
        pass

    depart_tbody = visit_tbody

    def visit_row(self, node: nodes.Element) -> None:
        """The heading of a group of rows is a heading of the table below the first: it never ends a page."""
        if GROUP in node["classes"]:
            self.write("table.header(level: 2, repeat: false, ")

    def depart_row(self, node: nodes.Element) -> None:
        if GROUP in node["classes"]:
            self.write("), ")

    def visit_entry(self, node: nodes.Element) -> None:
        spans = "".join(
            f"{name}: {int(node[attribute]) + 1}, "
            for name, attribute in (("colspan", "morecols"), ("rowspan", "morerows"))
            if attribute in node
        )
        frame = self.frames[-1]
        first, span = frame.places.get(node, (0, 1))
        if frame.line:
            self.column = max(NARROWEST, sum(frame.columns[first : first + span])) - 2 * CELL_INSET
        heading = isinstance(node.parent.parent, nodes.thead)
        fill = "fill: heading-fill, " if heading else ""
        if _is_short(node.parent, frame):
            fill += "breakable: false, "
        bold = heading or node.get("stub")
        self.open(f"table.cell({spans}{fill})[" + ("#strong[" if bold else "#["))

    def depart_entry(self, node: nodes.Element) -> None:
        self.write("];], ")
