"""Tables of docutils, built row by row."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from docutils import nodes

from .nodes import sop_table

Table = TypeVar("Table", bound=nodes.table)

Cell = Sequence[nodes.Node]
"""Body elements of a cell."""

NUMBER = "sop-count"
"""Class of a paragraph that numbers its row."""
MAIN = "sop-main"
"""Class of a paragraph that says what its row is about."""


def overview(widths: Sequence[int], labels: Iterable[str], kind: str) -> sop_table:
    """Return a table without rows that is made of the whole manual; ``kind`` is a class, "sop-list" for instance."""
    return _filled(sop_table(classes=[kind, "sop-overview"]), widths, map(text, labels))


def table(widths: Sequence[int], head: Iterable[Cell] | None, classes: Sequence[str] = ()) -> nodes.table:
    """Return a table without rows; the widths are shares, ``head`` holds the cells of its header row."""
    return _filled(nodes.table(classes=list(classes)), widths, head)


def _filled(made: Table, widths: Sequence[int], head: Iterable[Cell] | None) -> Table:
    group = nodes.tgroup(cols=len(widths))
    made.append(group)
    group += [nodes.colspec(colwidth=width) for width in widths]
    if head is not None:
        group += nodes.thead("", nodes.row("", *(nodes.entry("", *cell) for cell in head)))
    group += nodes.tbody()
    return made


def add_row(made: nodes.table, cells: Iterable[Cell]) -> nodes.row:
    """Add a row of cells to a table."""
    body = _body(made)
    row = nodes.row("", *(nodes.entry("", *cell) for cell in cells))
    body.append(row)
    return row


def add_spanning_row(made: nodes.table, cell: Cell, columns: int) -> nodes.row:
    """Add a row of one cell over all columns: the heading of a group of rows."""
    body = _body(made)
    row = nodes.row("", nodes.entry("", *cell, morecols=columns - 1), classes=["sop-group"])
    body.append(row)
    return row


def _body(made: nodes.table) -> nodes.tbody:
    """Where the rows stand: the last part of the last group, see `_filled`."""
    body = made.children[-1].children[-1]
    assert isinstance(body, nodes.tbody)  # noqa: S101 - made in `_filled`
    return body


def text(words: str, *classes: str) -> list[nodes.Node]:
    """Return a cell with a paragraph, an empty one without words."""
    return [nodes.paragraph("", words, classes=list(classes))] if words else []


def strong(words: str, *classes: str) -> list[nodes.Node]:
    """Return a cell in bold."""
    return [nodes.paragraph("", "", nodes.strong("", words), classes=list(classes))]
