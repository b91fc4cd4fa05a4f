"""Words that can be found again: made up, each once in a manual, with what is known of the place where they stand."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

CONSONANTS = "bcdfghjklmnprtvwz"
"""No vowels, so that no word says anything, in no language; no "x", which ends every word, and no "q", which begins it."""
LETTERS = 3
MARKED = re.compile(rf"q[{CONSONANTS}]{{{LETTERS}}}x", re.IGNORECASE)
WORDS_OF_A_MANUAL = len(CONSONANTS) ** LETTERS


class Place(StrEnum):
    """Where in a manual a word stands."""

    PROSE = "prose"  # outside SOPs and documents
    PAGE = "page"  # in a document of the manual: cover, decree, form ...
    SOP = "sop"
    NOTE = "note"  # of an SOP, at the end of its document


class Kind(StrEnum):
    """What a word is part of; the outputs do not show all kinds."""

    TEXT = "text"  # translatable
    PRINTED = "printed"  # printed as it is, in every language
    CODE = "code"
    MATH = "math"
    ALT = "alt"  # instead of a picture
    FILE = "file"  # of another file, shown as it is
    RAW_HTML = "raw-html"
    RAW_LATEX = "raw-latex"
    INDEX = "index"
    RECORD = "record"  # cell of a file of records
    LOOSE = "loose"  # shown only with something else, which may be missing or at fault
    VERSION = "version"  # what is new in a version
    ANSWER = "answer"  # label of an arrow that can be drawn


class Word(NamedTuple):
    """A word and where it stands."""

    text: str
    place: Place
    kind: Kind


def spelt(number: int) -> str:
    """The word with a number."""
    letters = ""
    for _ in range(LETTERS):
        number, rest = divmod(number, len(CONSONANTS))
        letters = CONSONANTS[rest] + letters
    return f"q{letters}x"


def words_in(text: str) -> set[str]:
    """Every such word of a text, also in capitals."""
    return {match.casefold() for match in MARKED.findall(text)}
