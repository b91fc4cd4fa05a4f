"""Tables of a manual in LaTeX: ruled, over pages, every column wide enough for its longest word."""

from collections.abc import Sequence

from docutils import nodes

from ...core.layout import LABEL_SIZE, text_width

TEXT_WIDTH = 440.0
"""Width in points of a line on A4 with the margins of Sphinx."""

FONT_SIZE = 8.0
PADDING = 8.0
"""Points at both sides of a cell together."""

STYLES = ("standard", "nocolorrows", "longtable", "colwidths-given")
"""Classes by which Sphinx rules a table, lets it run over pages with its head, and keeps the widths of its columns."""


def shape(table: nodes.table) -> None:
    """Give a table that this extension made the form it has on paper."""
    table["classes"] += STYLES
    columns = list(table.findall(nodes.colspec))
    least = [0.0] * len(columns)
    for row in table.findall(nodes.row):
        cells = [cell for cell in row.children if isinstance(cell, nodes.entry)]
        if len(cells) == len(columns):
            for number, cell in enumerate(cells):
                words = cell.astext().split()
                least[number] = max(
                    least[number], *(text_width(word) * FONT_SIZE / LABEL_SIZE + PADDING for word in words), 0.0
                )
    for column, share in zip(columns, widened([column["colwidth"] for column in columns], least), strict=True):
        column["colwidth"] = max(1, round(share))


def widened(shares: Sequence[float], least: Sequence[float]) -> list[float]:
    """Return the widths in points of columns: by their shares, none narrower than its minimum if the others can make room."""
    room = TEXT_WIDTH
    fixed: dict[int, float] = {}
    while True:
        total = sum(share for number, share in enumerate(shares) if number not in fixed) or 1
        widths = [fixed.get(number, room * share / total) for number, share in enumerate(shares)]
        narrow = {number: least[number] for number in range(len(shares)) if widths[number] < least[number]}
        if not narrow or sum(least) > TEXT_WIDTH:
            return widths
        fixed |= narrow
        room = TEXT_WIDTH - sum(fixed.values())
