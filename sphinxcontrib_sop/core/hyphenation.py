"""Break opportunities in words that are too long for a narrow column, on screen and on paper.

Neither browsers nor Typst know Indonesian hyphenation.  The rules of Indonesian spelling are regular enough to state: a word divides
before a single consonant and after the first of several, *ng*, *ny*, *sy* and *kh* counting as one.
"""

from __future__ import annotations

import re
from itertools import pairwise

SOFT_HYPHEN = "\u00ad"
SPACE_OF_NO_WIDTH = "\u200b"

HYPHENATED_LANGUAGES = frozenset({"id", "ms"})
"""Languages divided by the rules of this module; others are left to what shows them, as far as it knows them."""

FIRST_PART, LAST_PART = 3, 3
"""Letters that stay together at the beginning and the end of a word at least."""

VOWELS = "aeiou"
LETTERS = re.compile(r"[^\W\d_]+")
SOUNDS = re.compile("ng|ny|sy|kh|.", re.IGNORECASE | re.DOTALL)
JOINTS = re.compile(r"(?<=[/\\.,;:@&=?_+–—)\]-])(?=\w)")
"""Places inside a word, after a sign, where a line may end without a hyphen."""
UNBROKEN = re.compile(f"[^{SOFT_HYPHEN}{SPACE_OF_NO_WIDTH}]+")


def is_hyphenated(language: str) -> bool:
    """True for the code of a language that is divided here."""
    return language.replace("-", "_").split("_")[0] in HYPHENATED_LANGUAGES


def syllables(word: str) -> list[str]:
    """Divide a word of letters; the parts are the word again when joined."""
    sounds = SOUNDS.findall(word)
    vowels = [index for index, sound in enumerate(sounds) if sound.casefold() in VOWELS]
    parts = []
    start = 0
    for left, right in pairwise(vowels):
        between = right - left - 1
        cut = left + min(between, 2)
        before, after = len("".join(sounds[:cut])), len("".join(sounds[cut:]))
        if between and before >= FIRST_PART and after >= LAST_PART:
            parts.append("".join(sounds[start:cut]))
            start = cut
    return [*parts, "".join(sounds[start:])]


def with_soft_hyphens(text: str) -> str:
    """Return a text with a soft hyphen between the syllables of each of its words."""
    return LETTERS.sub(lambda match: SOFT_HYPHEN.join(syllables(match.group())), text)


def breakable(word: str, longest: int, *, hyphenate: bool) -> str:
    """Return a word without spaces with break opportunities, so that no part has more than ``longest`` characters.

    After signs a line may end as it is; only what is too long between them is divided: words of letters with a soft
    hyphen if ``hyphenate``, the rest anywhere.
    """
    parts = JOINTS.split(word)
    return SPACE_OF_NO_WIDTH.join(_divided(part, longest, hyphenate) if len(part) > longest else part for part in parts)


def _divided(text: str, longest: int, hyphenate: bool) -> str:
    if hyphenate:
        text = with_soft_hyphens(text)
    return UNBROKEN.sub(lambda match: _cut(match.group(), longest), text)


def _cut(text: str, longest: int) -> str:
    return SPACE_OF_NO_WIDTH.join(text[start : start + longest] for start in range(0, len(text), longest))
