"""Break opportunities in words that are too long for a narrow column, on screen and on paper.

Neither browsers nor Typst know Indonesian hyphenation.  The rules of Indonesian spelling (*Ejaan Bahasa Indonesia yang
Disempurnakan* V, chapter I.F) are regular enough to state: a word divides between root and suffix (*penyerah-annya*, not
*penyera-hannya*), else before a single consonant and after the first of several, *ng*, *ny*, *sy* and *kh* counting as
one.  A line begins and ends with at least three letters of a divided word, so *-an* alone never begins one.
"""

import re
from collections.abc import Iterable
from itertools import pairwise

SOFT_HYPHEN = "\u00ad"
SPACE_OF_NO_WIDTH = "\u200b"

HYPHENATED_LANGUAGES = frozenset({"id", "ms"})
"""Languages divided by the rules of this module; others are left to what shows them, as far as it knows them."""

FIRST_PART, LAST_PART = 3, 3
"""Minimum number of letters of a word before and after a division."""

VOWELS = "aeiou"
VOWEL = re.compile(f"[{VOWELS}]", re.IGNORECASE)
LETTERS = re.compile(r"[^\W\d_]+")
SOUNDS = re.compile("ng|ny|sy|kh|.", re.IGNORECASE | re.DOTALL)
JOINTS = re.compile(r"(?<=[/\\.,;:@&=?_+–—)\]-])(?=\w)")
"""Places inside a word, after a sign, where a line may end without a hyphen."""
PARTICLES = re.compile("(?<=[a-z]{4})(?:nya|lah|kah|pun)$", re.IGNORECASE)
VERB = re.compile("(?:di|me|ter|ber|memper|diper)[a-z]{3,}kan$", re.IGNORECASE)
"""*me-...-kan* and its passives; in *pe-...-an* and *ke-...-an* a k before *-an* belongs to the root (pendidik-an)."""
COMMAND = re.compile("(?!pe|ke)[a-z]{3,}[^aeiou]kan$", re.IGNORECASE)
"""A root that ends in a consonant, and *-kan* (serahkan)."""
NOUN = re.compile("[a-z]{3,}an$", re.IGNORECASE)
PREFIX = re.compile("(?:[mp]e(?:m(?=[bpf])|n(?=[dtcjsz])|ng(?=[ghk]))|(?:ber|ter|per)(?=[^aeiou]))", re.IGNORECASE)
"""A prefix before the consonant it belongs to, where a syllable ends too."""

UNBROKEN = re.compile(f"[^{SOFT_HYPHEN}{SPACE_OF_NO_WIDTH}]+")


def is_hyphenated(language: str) -> bool:
    """True for the code of a language that is divided here."""
    return language.replace("-", "_").split("_")[0] in HYPHENATED_LANGUAGES


def divisions(word: str) -> tuple[list[int], list[int]]:
    """Return where a word of letters may be divided: all places, and those of them between root and affix."""
    suffix = _suffixes(word)
    stem = min(suffix, default=len(word))
    places = [place for place in _syllables(word) if VOWEL.search(word[place:stem])]  # none reaches into a suffix
    prefix = PREFIX.match(word)
    affixes = {*suffix, *([prefix.end()] if prefix and prefix.end() in places else [])}

    def allowed(places: Iterable[int]) -> list[int]:
        return sorted(place for place in set(places) if FIRST_PART <= place <= len(word) - LAST_PART)

    return allowed([*places, *affixes]), allowed(affixes)


def _suffixes(word: str) -> list[int]:
    """Return where the suffixes of a word begin."""
    places = []
    particle = PARTICLES.search(word)
    if particle:
        places.append(particle.start())
    stem = word[: particle.start()] if particle else word
    if VERB.match(stem) or COMMAND.match(stem):
        places.append(len(stem) - len("kan"))
    elif NOUN.match(stem):
        places.append(len(stem) - len("an"))
    return places


def _syllables(word: str) -> list[int]:
    """Return where the syllables of a word begin, but for the first."""
    sounds = SOUNDS.findall(word)
    vowels = [index for index, sound in enumerate(sounds) if sound.casefold() in VOWELS]
    cuts = [left + min(right - left - 1, 2) for left, right in pairwise(vowels) if right - left > 1]
    return [len("".join(sounds[:cut])) for cut in cuts]


def _parted(word: str, places: Iterable[int]) -> list[str]:
    """Return the parts of a word between some places."""
    return [word[start:end] for start, end in pairwise([0, *places, len(word)])]


def with_soft_hyphens(text: str) -> str:
    """Return a text with a soft hyphen wherever one of its words may be divided."""
    return LETTERS.sub(lambda match: SOFT_HYPHEN.join(_parted(match[0], divisions(match[0])[0])), text)


def breakable(word: str, longest: int, *, hyphenate: bool) -> str:
    """Return a word without spaces with break opportunities, so that no part has more than ``longest`` characters.

    After signs a line may end as it is; only what is too long between them is divided: words of letters with a soft
    hyphen if ``hyphenate``, the rest anywhere.
    """
    parts = JOINTS.split(word)
    return SPACE_OF_NO_WIDTH.join(_divided(part, longest, hyphenate) if len(part) > longest else part for part in parts)


def _divided(text: str, longest: int, hyphenate: bool) -> str:
    if hyphenate:
        text = LETTERS.sub(lambda match: _hyphenated(match[0], longest), text)
    return UNBROKEN.sub(lambda match: _cut(match[0], longest), text)


def _hyphenated(word: str, longest: int) -> str:
    """Return a word with soft hyphens between root and affixes if its parts become short enough by that, else with all."""
    if len(word) <= longest:
        return word
    places, affixes = divisions(word)
    parts = _parted(word, affixes)
    if max(map(len, parts)) >= longest:  # the hyphen takes room too
        parts = _parted(word, places)
    return SOFT_HYPHEN.join(parts)


def _cut(text: str, longest: int) -> str:
    """Cut a text anywhere; the last parts share what they have, so that no one or two characters are left alone."""
    count = -(-len(text) // longest)
    ends = [round(len(text) * part / count) for part in range(1, count)]
    return SPACE_OF_NO_WIDTH.join(_parted(text, ends))
