"""Durations as agencies write them, in working minutes, and how long a whole procedure takes.

``10 menit``, ``30menit``, ``1-2 hari kerja``, ``2 s.d 3 bulan``, ``30 menit - 3 Jam``, ``1 x 24 jam``, ``0,5 menit/buku``,
``1 (satu) hari``, ``paling lambat 17 hari kerja``; Indonesian or English.  What is no duration is not guessed at.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct, field
from msgspec.structs import replace

from ..model import Message

SECOND, MINUTE, HOUR, DAY = "detik", "menit", "jam", "hari"
WORKING_DAY, CALENDAR_DAY, WEEK = "hari kerja", "hari kalender", "minggu"

DAYS: Mapping[str, float] = {
    DAY: 1,
    WORKING_DAY: 1,
    CALENDAR_DAY: 5 / 7,
    WEEK: 5,
    "bulan": 20,
    "triwulan": 60,
    "caturwulan": 80,
    "semester": 120,
    "tahun": 240,
}
"""Working days in each longer unit, unless profile or manual say otherwise.  A plain ``hari`` counts as a working day."""

HOURS_PER_DAY = 7.5

UNITS: Mapping[str, tuple[str, ...]] = {
    SECOND: ("detik", "dtk", "second", "seconds", "sec", "secs"),
    MINUTE: ("menit", "mnt", "mnit", "min", "mins", "minute", "minutes"),
    HOUR: ("jam", "jam kerja", "hour", "hours", "hrs", "working hour", "working hours"),
    DAY: ("hari", "day", "days"),
    WORKING_DAY: (
        "hari kerja",
        "hk",
        "hari efektif",
        "hari kerja efektif",
        "working day",
        "working days",
        "business day",
        "business days",
    ),
    CALENDAR_DAY: ("hari kalender", "hari takwim", "calendar day", "calendar days"),
    WEEK: ("minggu", "mgg", "pekan", "week", "weeks"),
    "bulan": ("bulan", "bln", "month", "months"),
    "triwulan": ("triwulan", "quarter", "quarters"),
    "caturwulan": ("caturwulan", "cawu"),
    "semester": ("semester", "semesters"),
    "tahun": ("tahun", "thn", "year", "years"),
}
"""Unit by its Indonesian name -> spellings, compared without case."""

_UNIT_OF = {spelling: unit for unit, spellings in UNITS.items() for spelling in spellings}

_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "1/2": 0.5, "1/4": 0.25, "3/4": 0.75}
_DIGITS = {
    "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7, "delapan": 8, "sembilan": 9,
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
}  # fmt: skip
_TENS = {"sepuluh": 10, "ten": 10, "sebelas": 11, "eleven": 11, "twelve": 12}
_HUNDREDS = {"seratus": 1, "ratus": 0, "hundred": 0}
"""How many hundreds a word adds to the number before it."""
_PARTS = {"setengah": 0.5, "half": 0.5, "seperempat": 0.25}
_NUMERALS = {*_DIGITS, *_TENS, *_HUNDREDS, *_PARTS, "belas", "puluh", "perempat"}
_ONE_OF = {
    f"se{spelling}": unit for unit, spellings in UNITS.items() for spelling in spellings[:1] if " " not in spelling
}

_QUALIFIERS = (
    "paling lambat", "paling lama", "paling cepat", "paling banyak", "paling sedikit", "paling singkat", "selambat-lambatnya",
    "selama-lamanya", "sekurang-kurangnya", "maksimal", "maksimum", "maks", "max", "minimal", "minimum", "kurang lebih",
    "kurang dari", "lebih dari", "kira-kira", "sekitar", "estimasi", "rata-rata", "selama", "dalam waktu", "dalam", "waktu",
    "at most", "at least", "no more than", "up to", "about", "approximately", "within",
)  # fmt: skip
"""Words before a duration that leave it one."""

_PATTERNS = (
    ("fraction", r"[½¼¾]|(?<!\d)(?:1/2|1/4|3/4)(?!\d)"),
    ("number", r"\d+(?:[.,]\d+)*"),
    ("range", r"s\s*[./]\s*d\b\.?|sd\b|sampai(?:\s+dengan)?\b|hingga\b|to\b|until\b|[-–—~]+"),
    ("either", r"atau\b|or\b"),
    ("times", r"[x×*](?![^\W\d_])|kali\b"),
    ("per", r"/|per\b|(?:untuk\s+)?(?:se)?tiap\b|@"),
    ("plus", r"dan\b|and\b|[,+&]"),
    ("since", r"(?:sejak|setelah|sesudah|terhitung|dari|from|after|since)\b.*"),
    ("skip", r"[±≤<≥>:;.]"),
    ("word", r"[^\W\d_][^\W_]*(?:-[^\W\d_]+)*"),
    ("other", r"\S"),
)
_TOKEN = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _PATTERNS), re.DOTALL)
_UNIT_WORDS = re.compile("|".join(sorted(map(re.escape, _UNIT_OF), key=len, reverse=True)))
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_AT_LEAST = re.compile(r"^min\.?\s+(?=\d)")
_BETWEEN = re.compile(r"^(?:antara|between)\s+(.+?)\s+(?:dan|sampai|hingga|and)\s+(.+)$")
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+")

_DAY_COUNT = r"h\s*(?:[-–+]\s*\d+)?"
_TO = r"\s*(?:s\s*[./]?\s*d\.?|sampai(?:\s+dengan)?|hingga|[-–])\s*"
_POINT_IN_TIME = re.compile(
    rf"{_DAY_COUNT}(?:{_TO}{_DAY_COUNT})?"
    r"|(?:harian|mingguan|bulanan|triwulanan|caturwulanan|semesteran|tahunan)"
    r"|(?:setiap|tiap|every|each)\s+(?:\d+\s+)?(?:hari|minggu|bulan|triwulan|semester|tahun|day|week|month|quarter|year)\b.*"
    r"|.*\b(?:sekali|sebelum|before)\b.*",
    re.DOTALL,
)
"""``H-14 s.d H-7``, ``Triwulanan``, ``Setiap bulan``, ``1 bulan sekali``: says when, not how long."""


class WorkingTime(Struct, frozen=True, kw_only=True):
    """How long a working day is and how many working days the longer units have."""

    hours_per_day: float = HOURS_PER_DAY
    days: Mapping[str, float] = field(default_factory=dict)
    """By Indonesian name of the unit; what is missing is taken from `DAYS`."""

    def minutes(self, unit: str) -> float:
        """Working minutes in one unit, given by its Indonesian name."""
        fixed = {SECOND: 1 / 60, MINUTE: 1.0, HOUR: 60.0}
        if unit in fixed:
            return fixed[unit]
        days = self.days.get(unit, DAYS[unit])
        if unit == CALENDAR_DAY and unit not in self.days and WEEK in self.days:
            days = self.days[WEEK] / 7
        return days * self.hours_per_day * 60


class Duration(Struct, frozen=True, kw_only=True):
    """A range of time in working minutes; ``shortest == longest`` where one time is given."""

    shortest: float
    longest: float
    per: str = ""
    """What the time is for each of: "buku" in ``0,5 menit/buku``; empty if it is for the step as a whole."""
    units: frozenset[str] = frozenset()
    """Indonesian names of the units that were written."""


class _Reading(Struct, frozen=True):
    """What a text says, before it is converted: one or two sums of amount and unit."""

    sums: tuple[tuple[tuple[float, str], ...], ...]
    per: str


def unit_named(word: str) -> str | None:
    """Return the Indonesian name of a unit given in any of its spellings."""
    return _UNIT_OF.get(" ".join(word.casefold().replace("-", " ").replace("_", " ").split()))


def parse_duration(text: str, working_time: WorkingTime | None = None) -> Duration | None:
    """Read a duration; several lines are added up.  Return None if any of them is none."""
    readings = [_read(line) for line in _lines(text)]
    if not readings or None in readings:
        return None
    converter = working_time or WorkingTime()
    shortest = longest = 0.0
    for reading in readings:
        assert reading is not None  # noqa: S101 - looked for above
        totals = [sum(amount * converter.minutes(unit) for amount, unit in parts) for parts in reading.sums]
        shortest, longest = shortest + min(totals), longest + max(totals)
    return Duration(
        shortest=shortest,
        longest=longest,
        per=next((reading.per for reading in readings if reading and reading.per), ""),
        units=frozenset(unit for reading in readings if reading for parts in reading.sums for _, unit in parts),
    )


def says_when(text: str, phrases: Sequence[str] = ()) -> bool:
    """True for a text that is no duration but says when: ``H-7``, ``Triwulanan``, or one of the accepted phrases."""
    words = " ".join(text.casefold().split()).strip(" .;:")
    return _POINT_IN_TIME.fullmatch(words) is not None or any(
        words == phrase or words.startswith(f"{phrase} ") for phrase in phrases
    )


def _lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


# -- reading one line ------------------------------------------------------------------------------------------------
_Token = tuple[str, str]


@lru_cache(maxsize=4096)
def _read(line: str) -> _Reading | None:
    words = " ".join(line.casefold().split()).strip()
    words = _BRACKETS.sub(" ", words).strip() or words.strip("()[]")
    words = _BETWEEN.sub(r"\1 - \2", _AT_LEAST.sub("minimal ", words))
    if _POINT_IN_TIME.fullmatch(words.strip(" .;")):
        return None
    tokens = _unqualified(list(_tokens(words)))
    return _Parser(tokens).reading() if tokens else None


def _tokens(words: str) -> Iterator[_Token]:
    position = 0
    while position < len(words):
        if words[position].isspace():
            position += 1
            continue
        unit = _UNIT_WORDS.match(words, position)
        if unit and not words[unit.end() : unit.end() + 1].isalpha():
            yield "unit", _UNIT_OF[unit[0]]
            position = unit.end()
            continue
        match = _TOKEN.match(words, position)
        assert match is not None  # noqa: S101 - "other" matches anything
        assert match.lastgroup is not None  # noqa: S101
        if match.lastgroup == "word":
            yield from _word(match[0])
        elif match.lastgroup != "skip":
            yield match.lastgroup, match[0]
        position = match.end()


def _word(word: str) -> Iterator[_Token]:
    if word in _ONE_OF:  # sehari, sebulan
        yield "number", "1"
        yield "unit", _ONE_OF[word]
    elif word in _NUMERALS:
        yield "numeral", word
    else:
        yield "word", word


def _unqualified(tokens: list[_Token]) -> list[_Token]:
    """Leave out words and signs before the first amount that do not change what it is."""
    first = next((place for place, (kind, _) in enumerate(tokens) if kind in {"number", "numeral", "fraction"}), None)
    if first is None:
        return []
    if not all(kind in {"word", "unit", "plus", "range", "per"} for kind, _ in tokens[:first]):
        return []
    before = " ".join(text for _, text in tokens[:first] if text[0].isalpha())
    while before:
        known = next(
            (qualifier for qualifier in _QUALIFIERS if before == qualifier or before.startswith(f"{qualifier} ")), None
        )
        if known is None:
            return []
        before = before[len(known) :].strip()
    return tokens[first:]


class _Parser:
    """Reads the tokens of one line from left to right."""

    def __init__(self, tokens: Sequence[_Token]) -> None:
        self.tokens = tokens
        self.place = 0

    def _peek(self) -> str:
        return self.tokens[self.place][0] if self.place < len(self.tokens) else ""

    def _next(self) -> str:
        self.place += 1
        return self.tokens[self.place - 1][1]

    def reading(self) -> _Reading | None:
        """The whole line: one sum, or two of a range or a choice, then what it is for each of."""
        first = self._sum()
        sums = [first]
        if first and self._peek() == "times":  # 20 menit x 5 berkas
            self._next()
            factor = self._number()
            first[:] = [(amount * factor, unit) for amount, unit in first] if factor else []
            if self._peek() == "word":
                self._next()
        if self._peek() in {"range", "either"} or (self._peek() == "per" and self._amount_follows()):
            self._next()
            second = self._sum()
            if second and first and not first[-1][1]:  # "1-2 hari": the unit stands once
                first[-1] = (first[-1][0], second[-1][1])
            sums.append(second)
        per = ""
        if self._peek() == "per":
            self._next()
            per = " ".join(self._next() for _ in self.tokens[self.place :])
        elif self._peek() == "since":
            self._next()
        complete = self.place == len(self.tokens) and all(parts and all(unit for _, unit in parts) for parts in sums)
        return _Reading(tuple(map(tuple, sums)), per) if complete else None

    def _amount_follows(self) -> bool:
        """True for "120 menit / 3 hari": after the stroke stands a number with a unit."""
        kinds = [kind for kind, _ in self.tokens[self.place + 1 : self.place + 3]]
        return kinds[:1] in (["number"], ["fraction"], ["numeral"]) and kinds[1:] == ["unit"]

    def _sum(self) -> list[tuple[float, str]]:
        parts: list[tuple[float, str]] = []
        while self._peek() in {"number", "numeral", "fraction"}:
            amount = self._number()
            if self._peek() == "times":
                self._next()
                amount, factor = self._number(), amount
                if amount == 24 and self._peek() == "unit" and self.tokens[self.place][1] == HOUR:  # noqa: PLR2004 - 1 x 24 jam
                    self._next()
                    parts.append((factor, CALENDAR_DAY))
                    continue
                amount *= factor
            parts.append((amount, self._next() if self._peek() == "unit" else ""))
            if self._peek() == "plus":
                self._next()
        return parts

    def _number(self) -> float:
        """A number in digits or words; 0 if there is none."""
        hundreds = total = 0.0
        while self._peek() in {"number", "numeral", "fraction"}:
            kind, text = self.tokens[self.place]
            if kind == "number" and total:
                break
            self._next()
            if kind == "number":
                total = _value(text)
            elif kind == "fraction":
                total += _FRACTIONS[text]
            elif text in _HUNDREDS:
                hundreds, total = hundreds + 100 * (total + _HUNDREDS[text]), 0.0
            else:
                total = _counted_on(total, text)
        return hundreds + total


def _counted_on(total: float, word: str) -> float:
    """What a number below a hundred becomes by one more word: dua, dua belas, dua puluh, dua puluh satu."""
    match word:
        case "belas":
            return total + 10
        case "puluh":
            return total * 10
        case "perempat":
            return total / 4
    return total + (_PARTS.get(word) or _DIGITS.get(word) or _TENS[word])


def _value(digits: str) -> float:
    """A number with decimal comma or point, or points between thousands."""
    if _THOUSANDS.fullmatch(digits):
        return float(digits.replace(".", ""))
    whole, *rest = re.split("[.,]", digits)
    return float(f"{whole}.{''.join(rest)}") if rest else float(whole)


def spelt(minutes: float, working_time: WorkingTime | None = None) -> Message:
    """Return working minutes as working days, hours and minutes, for `i18n.say`."""
    days, rest = divmod(round(minutes), (working_time or WorkingTime()).minutes(WORKING_DAY))
    hours, rest = divmod(rest, 60)
    parts = [
        *_counted(days, Message(template="{count} working day"), Message(template="{count} working days")),
        *_counted(hours, Message(template="{count} hour"), Message(template="{count} hours")),
        *_counted(rest, Message(template="{count} minute"), Message(template="{count} minutes")),
    ]
    joined = parts[0] if parts else Message(template="{count} minutes", values={"count": 0})
    for part in parts[1:]:
        joined = Message(template="{one} {two}", values={"one": joined, "two": part})
    return joined


def _counted(amount: float, singular: Message, many: Message) -> Iterator[Message]:
    count = round(amount)
    if count:
        yield replace(singular if count == 1 else many, values={"count": count})


# -- a whole procedure -----------------------------------------------------------------------------------------------
