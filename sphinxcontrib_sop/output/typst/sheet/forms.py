"""How high the identity form becomes at most, so that one that certainly fits on its page need not be measured."""

from collections.abc import Sequence
from math import inf

from docutils import nodes

from ....core.anatomy import SIGNERS
from ...view import SIGNATURE_ROOM
from ..compiler.metrics import width as text_width
from .contents import SheetNodes
from .data import FORM_FONT
from .heights import line_count, lines_height

LEADING, SPACING = 0.5, 0.65
"""Distance of lines and, at most, of paragraphs and items, in em."""

HIGH_LINE = 0.4
"""How much higher, in em, raised or larger signs make a line at most."""

MARK = 2.4
"""Width in em of the number or bullet of an item and the space after it, at most."""

INSETS = (10.0, 9.0)
"""Points beside and above the texts of a cell, both sides together, with the lines between the cells."""

LETTERHEAD, LABEL, VALUE, BOX = 0.5, 0.17, 0.33, 0.5
"""Shares of the width."""

LOGO = 80.0
"""Points that logos and the space below them need."""

SIGNED = max(SIGNATURE_ROOM.values()) + 2 * FORM_FONT
"""Points for a signature and the line above an electronic one."""

LARGEST, TITLE = 1.35, 1.05
"""Size of the largest line of the letterhead and of the title, of that of the other texts."""

LONGEST_WORD = 0.6
"""With a word that takes more of the line it is not said how many lines a text has."""

PLAIN = (
    nodes.Text,
    nodes.strong,
    nodes.emphasis,
    nodes.reference,
    nodes.inline,
    nodes.target,
    nodes.footnote_reference,
)
"""Nodes inside a paragraph that are set like its words."""

ADDED_LINES = 2
"""Lines for the number of an SOP that is printed after a reference to it."""

CODE = 66.0
"""Height in points of the QR code with its insets."""


def greatest_height(sheet: SheetNodes, width: float) -> float:
    """Return a height in points that the form does not exceed; infinite if that cannot be said."""
    view, values = sheet.view, sheet.values

    def cell(content: Sequence[nodes.Node], share: float, size: float = 1.0, *, bold: bool = False) -> float:
        return _height(content, share * width - INSETS[0], size * FORM_FONT, bold=bold) + INSETS[1]

    def typed(key: str) -> Sequence[nodes.Node]:
        return values[key].children if key in values else ()

    rows = 0.0
    for key in view.form_rows(values):
        label = cell([nodes.Text(view.words[key].upper())], LABEL, bold=True)
        title = cell([nodes.Text(sheet.title)], VALUE, TITLE, bold=True) if key == "title" else 0.0
        rows += max(label, title, cell(typed(key), VALUE)) + (
            SIGNED if key in SIGNERS else CODE if key == "page-address" else 0.0
        )
    boxes = 0.0
    for pair in view.box_rows:
        share = BOX if all(pair) else 1.0
        boxes += max(
            cell([nodes.strong(text=f"{view.words[key]}:".upper()), *typed(key)], share) for key in pair if key
        )
    letterhead = [nodes.Text(line.astext().upper()) for line in typed("letterhead")]
    return max(LOGO + cell(letterhead, LETTERHEAD, LARGEST, bold=True), rows) + boxes


def _height(content: Sequence[nodes.Node], room: float, size: float, *, bold: bool) -> float:
    """Height of paragraphs and lists in points, at most."""
    total = max(0, len(content) - 1) * SPACING * size
    for node in content:
        match node:
            case nodes.paragraph() | nodes.Text() | nodes.strong():
                total += _paragraph_height(node, room, size, bold=bold)
            case nodes.bullet_list() | nodes.enumerated_list():
                total += _height(node.children, room - MARK * size, size, bold=bold)
            case nodes.list_item():
                total += _height(node.children, room, size, bold=bold)
            case _:
                return inf
    return total


def _paragraph_height(node: nodes.TextElement | nodes.Text, room: float, size: float, *, bold: bool) -> float:
    text = " ".join(node.astext().split())
    inside = list(node.findall())[1:] if isinstance(node, nodes.Element) else []
    if all(isinstance(element, nodes.Text) for element in inside):
        lines = line_count(text, room, size, bold=bold or isinstance(node, nodes.strong))
        if lines is not None:
            return lines_height(lines, size, LEADING)
    if not all(isinstance(element, PLAIN) for element in inside):
        return inf
    words = [text_width(f"{word} ", size, bold=True) for word in text.split()]
    longest = max(words, default=0.0)
    if longest > LONGEST_WORD * room:
        return inf
    most = (
        int(sum(words) / (room - longest))
        + 1
        + ADDED_LINES * sum(isinstance(element, nodes.reference) for element in inside)
    )
    return lines_height(most, size, LEADING + HIGH_LINE)
