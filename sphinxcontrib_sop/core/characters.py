"""Characters that nobody sees: those no output can show are replaced, those that hide or turn round a text are named.

What they can do to a reader: https://trojansource.codes, https://www.unicode.org/reports/tr36/.
"""

import re
import unicodedata
from collections.abc import Iterator

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def _(text: str) -> str:
    """Mark a sentence for translation."""
    return text


_UNSHOWN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
"""Control characters, separators at which some programs begin a line, halves of characters, and what is no character."""
_HIDDEN = re.compile(
    "[\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\u3164\ufeff\uffa0\U000e0000-\U000e007f]"
)
"""Characters without width, and those that change the direction of writing.  Joiners belong to emoji and some scripts."""
HIDDEN = _("characters stand here that nobody sees: {characters}; delete them")
"""What is said of them."""
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_MARKS = frozenset("\u061c\u200e\u200f")
"""Belong to texts that are written from right to left."""
_TO_THE_LEFT = frozenset({"R", "AL"})
_OF_A_TERMINAL = re.compile(f"{_UNSHOWN.pattern}|{_HIDDEN.pattern}".replace("\x00-\x08", "\x00-\x08\x0b-\x0d"))

_ORDER = re.compile(r"(^\s*:|##)(:\w|\[)", re.MULTILINE)


def replaced(text: str) -> str:
    """A text in which what cannot be shown is replaced; ends of lines and pages, which parsers take for spaces, stay."""
    return _UNSHOWN.sub(REPLACEMENT, text)


def for_xml(text: str) -> str:
    """A text that XML 1.0 can hold, such as that of an office file; what it cannot is replaced."""
    return _NOT_XML.sub(REPLACEMENT, text)


def unshown(text: str) -> tuple[str, ...]:
    """The codes of what cannot be shown, such as ``U+001B``, each once."""
    return tuple(sorted(set(map(code, _UNSHOWN.findall(text)))))


def hidden(text: str) -> tuple[str, ...]:
    """The codes of what nobody sees in a text, each once; marks of direction count where all is written to the right."""
    found = set(_HIDDEN.findall(text))
    if found & _MARKS and any(
        unicodedata.bidirectional(character) in _TO_THE_LEFT for character in text if character not in _MARKS
    ):
        found -= _MARKS
    return tuple(sorted(map(code, found)))


def hidden_by_line(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Number of each line of a text, from 1, in which something is hidden, and its codes."""
    if _HIDDEN.search(text):
        for number, line in enumerate(text.split("\n"), start=1):
            if codes := hidden(line):
                yield number, codes


def visible(text: str) -> str:
    """A text for a terminal: what would steer it, or hide there, stands as its code; lines and tabs stay.

    Terminals of GitHub Actions and Azure Pipelines take orders from lines, too: ``::error::`` at their beginning, ``##[error]``
    anywhere.  A space is put in.
    """
    shown = _OF_A_TERMINAL.sub(lambda match: f"<{code(match[0])}>", text)
    return _ORDER.sub(r"\1 \2", shown)


def code(character: str) -> str:
    """A character as Unicode names its place."""
    return f"U+{ord(character):04X}"
