"""A cell taken apart into words, for the rare row that is higher than a page."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from docutils import nodes
from sphinx.locale import admonitionlabels

from ..compiler.markup import Markup, quoted
from ..text.lists import numbering_of
from ..text.setting import WORDS

Piece = dict[str, Any]
"""`indent` and `hang`, the room for its `marker`, in em, and either `words` or, for what cannot be divided, `solid`."""

STEP = 0.9
"""Indentation in em."""

MARK_WIDTH, MARK_GAP = 0.55, 0.4
"""Width of a character of a number and distance of the text from it, in indentations."""

WHOLE = (nodes.reference, nodes.image, nodes.footnote_reference, nodes.citation_reference, nodes.raw)
CONTAINERS = (
    nodes.block_quote,
    nodes.definition_list,
    nodes.definition_list_item,
    nodes.definition,
    nodes.field_list,
    nodes.field,
    nodes.field_body,
    nodes.line_block,
    nodes.container,
    nodes.compound,
    nodes.Admonition,
)
INDENTED = (nodes.block_quote, nodes.definition, nodes.field_body, nodes.Admonition)
TEXTS = (nodes.paragraph, nodes.term, nodes.field_name, nodes.line, nodes.rubric, nodes.attribution)


def pieces_of(
    children: Iterable[nodes.Node], markup_of: Callable[[nodes.Node], Markup], indent: float = 0.0
) -> list[Piece]:
    """Return the pieces of some body elements from top to bottom."""
    return list(_pieces(children, markup_of, indent))


def _pieces(
    children: Iterable[nodes.Node], markup_of: Callable[[nodes.Node], Markup], indent: float
) -> Iterator[Piece]:
    for child in children:
        if isinstance(child, (nodes.bullet_list, nodes.enumerated_list)):
            first = int(child.get("start", 1))
            widest = max((len(_spelled(child, first + place)) for place in range(len(child))), default=1)
            inner = indent + STEP * max(1.0, widest * MARK_WIDTH + MARK_GAP)
            for number, item in enumerate(child.children, first):
                yield from _marked(_pieces(item.children, markup_of, inner), _marker(child, number), inner - indent)
        elif isinstance(child, TEXTS):
            yield {
                "indent": indent,
                "marker": None,
                "hang": 0.0,
                "words": [markup_of(word) for word in words(child)],
            }
        elif isinstance(child, nodes.literal_block):
            lines = [Markup(f"#raw({quoted(line)});#linebreak();") for line in child.astext().splitlines()]
            yield {"indent": indent, "marker": None, "hang": 0.0, "words": lines}
        elif isinstance(child, CONTAINERS):
            title = admonitionlabels.get(type(child).__name__)
            if title:
                yield {
                    "indent": indent,
                    "marker": None,
                    "hang": 0.0,
                    "words": [Markup(f"#strong({quoted(str(title))});")],
                }
            yield from _pieces(child.children, markup_of, indent + STEP * isinstance(child, INDENTED))
        else:
            solid = markup_of(child)
            if solid:
                yield {"indent": indent, "marker": None, "hang": 0.0, "solid": solid}


def _marked(pieces: Iterator[Piece], marker: Markup, hang: float) -> Iterator[Piece]:
    for number, piece in enumerate(pieces):
        yield piece | {"marker": marker, "hang": hang} if number == 0 else piece


def _spelled(listing: nodes.Element, number: int) -> str:
    """A number about as wide as the one that is printed."""
    return f"{listing.get('prefix', '')}{number}." if isinstance(listing, nodes.enumerated_list) else ""


def _marker(listing: nodes.Element, number: int) -> Markup:
    if isinstance(listing, nodes.bullet_list):
        return Markup("•")
    return Markup(f"#numbering({quoted(numbering_of(listing))}, {number});")


def words(element: nodes.Element) -> Iterator[nodes.Node]:
    """Return the words of a text element, each in copies of the inline elements around it."""
    for child in element.children:
        if isinstance(child, nodes.Text):
            parts = WORDS.split(child.astext())
            for word, space in zip(parts[::2], [*parts[1::2], ""], strict=True):
                if word or space:
                    yield nodes.Text(word + space)
        elif isinstance(child, WHOLE) or not child.children:
            yield child.deepcopy()
        else:
            for number, word in enumerate(words(child)):  # type: ignore[arg-type]
                around = child.copy()
                if number:
                    around["ids"] = []  # type: ignore[index]
                around += word  # type: ignore[operator]
                yield around
