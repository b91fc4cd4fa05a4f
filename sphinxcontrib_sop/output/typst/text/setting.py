"""How text is set: what its surroundings decide, and where that lets words be divided."""

import re

from msgspec import Struct

from ....core.hyphenation import breakable
from ..compiler.metrics import width

WORDS = re.compile(r"([ \t\n\r\f\v\u00a0]+)")

WIDE_WORD = 0.9
"""A word wider than this part of its line may be divided: set in bold it would not fit."""

MONOSPACED_WIDTH = 0.52
"""Width in em of a character of program code."""


class Setting(Struct, frozen=True, kw_only=True):
    """What the text around a node decides for the words in it."""

    line: float = 0.0
    """Width of a line in points, 0 where no word needs to be divided."""
    size: float = 8.0
    """Font size in points."""
    bold: bool = False
    """True where all words are bold."""
    level: int = 1
    """Level of the heading this text stands below."""
    repeated: bool = False
    """True for what is printed more than once, such as a heading of a table: it holds no places and no links."""

    def divided(self, text: str, *, monospaced: bool, hyphenate: bool) -> str:
        """Return a text whose words may be divided where they are too wide for the line."""
        if not self.line:
            return text
        return "".join(self._divided(word, monospaced, hyphenate) for word in WORDS.split(text))

    def _divided(self, word: str, monospaced: bool, hyphenate: bool) -> str:
        limit = self.line * (1.0 if self.bold or monospaced else WIDE_WORD)
        if len(word) * self.size <= limit:  # hardly a character is wider than it is high
            return word
        wide = len(word) * MONOSPACED_WIDTH * self.size if monospaced else width(word, self.size, bold=self.bold)
        if wide <= limit or not word.strip():
            return word
        return breakable(word, max(1, int(len(word) * limit / wide)), hyphenate=hyphenate)
