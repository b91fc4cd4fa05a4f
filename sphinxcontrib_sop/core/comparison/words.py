"""Two texts compared word by word."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from enum import StrEnum

from msgspec import Struct

LEAST_SHARED = 0.3
"""Texts that share less than this are shown whole, one after the other: single words in common would only confuse."""

SHORT_BRIDGE = 2
"""Up to this many unchanged characters between two changed places count as changed, too: an "a", a comma."""

_WORD = re.compile(r"\s*(?:\w+(?:[-'/.]\w+)*|[^\w\s])")


class Side(StrEnum):
    """Where a piece of text stands."""

    BOTH = "both"
    OLD = "old"
    NEW = "new"


class Piece(Struct, frozen=True):
    """Consecutive words, with the white space before them."""

    side: Side
    text: str


def word_changes(old: str, new: str) -> tuple[Piece, ...]:
    """Return two texts as one: words of both, of the old and of the new one.

    Pieces of `Side.BOTH` and `Side.OLD` make up the old text but for white space, those of `Side.BOTH` and `Side.NEW` the
    new one.
    """
    if old == new:
        return (Piece(Side.BOTH, new),) if new else ()
    before, after = _WORD.findall(old), _WORD.findall(new)
    matcher = SequenceMatcher(None, [word.strip() for word in before], [word.strip() for word in after], autojunk=False)
    if matcher.ratio() < LEAST_SHARED:
        return tuple(_pieces(old, new))
    return tuple(_bridged(list(_compared(matcher, before, after))))


def _compared(matcher: SequenceMatcher[str], before: list[str], after: list[str]) -> Iterator[Piece]:
    for kind, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            yield Piece(Side.BOTH, "".join(after[new_start:new_end]))
        else:
            yield from _pieces("".join(before[old_start:old_end]), "".join(after[new_start:new_end]))


def _pieces(old: str, new: str) -> Iterator[Piece]:
    if old:
        yield Piece(Side.OLD, old)
    if new:
        yield Piece(Side.NEW, new)


def _bridged(pieces: list[Piece]) -> Iterator[Piece]:
    """Join changes with next to nothing between them; what is not changed is left as it is."""
    old = new = ""
    for place, piece in enumerate(pieces):
        inside = 0 < place < len(pieces) - 1 and len(piece.text.strip()) <= SHORT_BRIDGE
        if piece.side is Side.OLD:
            old += piece.text
        elif piece.side is Side.NEW:
            new += piece.text
        elif inside:
            old, new = old + piece.text, new + piece.text
        else:
            yield from _pieces(old, new)
            old = new = ""
            yield piece
    yield from _pieces(old, new)
