"""Dates as agencies write them: a day or a whole month, in Indonesian (also in old spelling) or English."""

import re
from calendar import monthrange
from datetime import date

from msgspec import Struct

MONTHS = {
    "id": (
        "Januari",
        "Februari",
        "Maret",
        "April",
        "Mei",
        "Juni",
        "Juli",
        "Agustus",
        "September",
        "Oktober",
        "November",
        "Desember",
    ),
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}

_OTHER_SPELLINGS = {
    "djanuari": 1, "pebruari": 2, "februwari": 2, "djuni": 6, "djuli": 7, "agoestoes": 8, "nopember": 11, "nofember": 11,
    "jan": 1, "feb": 2, "peb": 2, "mar": 3, "mrt": 3, "apr": 4, "jun": 6, "jul": 7, "agu": 8, "agust": 8, "agt": 8, "ags": 8,
    "aug": 8, "sep": 9, "sept": 9, "okt": 10, "oct": 10, "nov": 11, "nop": 11, "des": 12, "dec": 12,
}  # fmt: skip

_MONTH_NUMBER = {
    name.casefold(): number for names in MONTHS.values() for number, name in enumerate(names, start=1)
} | _OTHER_SPELLINGS

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_ISO_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
_NUMERIC = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4})")
_WRITTEN = re.compile(r"(?:(\d{1,2})[\s-]+)?([^\W\d_]+)[.,]?[\s-]+(\d{4})")
_BEFORE = re.compile(
    r"(?:(?:tanggal|tgl\.?|(?:hari )?(?:senin|selasa|rabu|kamis|jumat|jum'at|sabtu|minggu|ahad)),?\s+)+", re.IGNORECASE
)
"""What may stand before a day: Senin, 3 Februari 2025."""


class DateRange(Struct, frozen=True, kw_only=True, order=True):
    """A day (``first == last``) or a month known no closer than that."""

    first: date
    last: date

    @property
    def iso(self) -> str:
        """``2025-01-02`` for a day, ``2025-01`` for a month."""
        return self.first.isoformat() if self.first == self.last else self.first.isoformat()[:7]

    def certainly_before(self, other: "DateRange") -> bool:
        """True if every day of this range lies before every day of the other one."""
        return self.last < other.first

    def written(self, language: str) -> str:
        """``2 Januari 2025`` or ``Januari 2025`` in Indonesian or, for any other language, in English."""
        names = MONTHS.get(language[:2], MONTHS["en"])
        month = f"{names[self.first.month - 1]} {self.first.year}"
        return f"{self.first.day} {month}" if self.first == self.last else month


def parse_date(text: str) -> DateRange | None:
    """Read a date; day before month in numeric forms.  Return None if it is no date of the calendar."""
    words = _BEFORE.sub("", " ".join(text.split()).rstrip(" .,;"), count=1)
    if match := _ISO.fullmatch(words):
        year, month, day = map(int, match.groups())
        return _day(year, month, day)
    if match := _NUMERIC.fullmatch(words):
        day, month, year = map(int, match.groups())
        return _day(year, month, day)
    if match := _ISO_MONTH.fullmatch(words):
        return _month(int(match[1]), int(match[2]))
    if match := _WRITTEN.fullmatch(words):
        number = _MONTH_NUMBER.get(match[2].casefold())
        if number is None:
            return None
        return _day(int(match[3]), number, int(match[1])) if match[1] else _month(int(match[3]), number)
    return None


def _day(year: int, month: int, day: int) -> DateRange | None:
    try:
        single = date(year, month, day)
    except ValueError:
        return None
    return DateRange(first=single, last=single)


def _month(year: int, month: int) -> DateRange | None:
    if not (1 <= month <= 12 and year >= 1):  # noqa: PLR2004 - months of a year
        return None
    return DateRange(first=date(year, month, 1), last=date(year, month, monthrange(year, month)[1]))
