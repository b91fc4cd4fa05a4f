"""How wide text is, and where a label breaks into lines."""

from collections.abc import Callable

from .chart import LABEL_SIZE

Measure = Callable[[str], float]
"""Width in units of one line of text at LABEL_SIZE in the face the renderer uses."""

_UNITS_PER_EM = 1000
_CHARACTERS_BY_ADVANCE = {
    238: "'",
    278: " ,./I\\ijlÌÍÎÏìíîïĨĩĪīĬĭĮįİıĵĺļł‘’\xa0",
    280: "|¦",
    333: "!()-:;[]`ft¡¨²³´·¸¹ţŧ",
    365: "º",
    370: "ª",
    385: "ľ",
    389: "*r{}ŕŗř",
    400: "°",
    474: '"',
    479: "ŀť",
    500: "zźżž“”",
    549: "±÷≤≥",
    552: "¯",
    556: "#$0123456789J_aceksvxy¢£¤¥§«¶»àáâãäåçèéêëýÿāăąćĉċčēĕėęěĳĴķĸśŝşšŷ–€",
    576: "µ",
    584: "+<=>^~¬×−",
    611: "?FLTZbdghnopqu¿ßðñòóôõöøùúûüþđĝğġģĥħĹĻĽĿŁńņňŋōŏőŢŤŦũūŭůűųŹŻŽ",
    667: "EPSVXYÈÉÊËÝÞĒĔĖĘĚŚŜŞŠŶŸ",
    708: "ŉ",
    719: "ď",
    722: "&ABCDHKNRUÀÁÂÃÄÅÇÐÑÙÚÛÜĀĂĄĆĈĊČĎĐĤĦĶŃŅŇŔŖŘŨŪŬŮŰŲ",
    723: "Ŋ",
    737: "©®",
    778: "GOQwÒÓÔÕÖØĜĞĠĢŌŎŐŵ",
    785: "Ĳ",
    833: "M",
    834: "¼½¾",
    889: "%mæ",
    944: "WœŴ",
    975: "@",
    1000: "ÆŒ—…→",
}
"""Advance widths of Liberation Sans Bold, which are those of Arial Bold and Helvetica Bold."""

_UNKNOWN_ADVANCE = 1000


class _Advances(dict[str, int]):
    """Advance width by character; a plain lookup, as a call for each of them would take several times as long."""

    def __missing__(self, character: str) -> int:
        return _UNKNOWN_ADVANCE


_ADVANCE = _Advances(
    (character, advance) for advance, characters in _CHARACTERS_BY_ADVANCE.items() for character in characters
)


def text_width(text: str) -> float:
    """Width in units of one line of bold sans-serif text at LABEL_SIZE."""
    return sum(map(_ADVANCE.__getitem__, text)) * LABEL_SIZE / _UNITS_PER_EM


def wrap(text: str, measure: Measure, longest: float) -> tuple[str, ...]:
    """Break a label at spaces and after slashes; a word too long for a line gets a line of its own."""
    lines: list[str] = []
    for word in text.replace("/", "/ ").split():
        if lines:
            longer = lines[-1] + ("" if lines[-1].endswith("/") else " ") + word
            if measure(longer) <= longest:
                lines[-1] = longer
                continue
        lines.append(word)
    return tuple(lines)
