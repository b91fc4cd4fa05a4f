"""Numbers as words, as the dictums of a decree are named (KESATU, KEDUA ... KESEPULUH ...), and as letters."""

from collections.abc import Iterable
from string import ascii_lowercase

_ONES_ID = ("", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
_ORDINALS_EN = (
    "", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
)  # fmt: skip
_TENS_EN = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")

MOST = 99
"""Numbers above are written in figures."""


def ordinal(number: int, language: str) -> str:
    """Return an ordinal number from 1 in small letters, in Indonesian or, for any other language, in English.

    Above `MOST` it is the figure with the language's mark: ``ke-100``, ``100th``.
    """
    if language.partition("_")[0] == "id":
        return f"ke{_cardinal_id(number)}" if number <= MOST else f"ke-{number}"
    if number > MOST:
        return f"{number}{_english_mark(number)}"
    if number < len(_ORDINALS_EN):
        return _ORDINALS_EN[number]
    tens, ones = divmod(number, 10)
    return f"{_TENS_EN[tens]}-{_ORDINALS_EN[ones]}" if ones else f"{_TENS_EN[tens][:-1]}ieth"


def _english_mark(number: int) -> str:
    """The letters behind a figure: 101st, 102nd, 103rd, 111th."""
    if number // 10 % 10 == 1:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def letters(number: int) -> str:
    """Return the mark of an item from 1 in small letters: a ... z, aa, ab ..."""
    word = ""
    while number > 0:
        number, rest = divmod(number - 1, len(ascii_lowercase))
        word = ascii_lowercase[rest] + word
    return word


def counted(place: int, level: int) -> str:
    """Return the number of a sub-step among its siblings in a list: a letter, below it a figure in turn."""
    return letters(place) if level % 2 else str(place)


def lettered(steps: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return what is printed by number of the step, for steps in a list given by number and label.

    The sub-step 2.1 of a flowchart is 2a there; a label that was typed, which is another one than the number, stays.
    """
    letters_of: dict[str, str] = {}
    for number, label in steps:
        above, _, place = number.rpartition(".")
        derived = label == number and above in letters_of and place.isdecimal()
        letters_of[number] = letters_of[above] + counted(int(place), number.count(".")) if derived else label
    return letters_of


def _cardinal_id(number: int) -> str:
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _ONES_ID[ones]
    if tens == 1:
        return {0: "sepuluh", 1: "sebelas"}.get(ones, f"{_ONES_ID[ones]} belas")
    return f"{_ONES_ID[tens]} puluh {_ONES_ID[ones]}".rstrip()
