"""The words in which changes are told."""

from msgspec import Struct, field

from ..anatomy import DATES, PROCEDURE_FIELDS
from ..anatomy import Kind as FieldKind
from ..i18n import say
from ..model import Message
from ..profiles import Profile, Words
from ..reading.dates import parse_date
from ..reading.durations import WorkingTime, spelt
from .changes import ManualChanges

CHOICES = frozenset(item.alias for item in PROCEDURE_FIELDS if item.kind is FieldKind.CHOICE)
"""Entries of the form whose values are words to choose from."""


class Speech(Struct, frozen=True, kw_only=True):
    """The words in which changes are told: a language, and the labels of a profile."""

    profile: Profile
    language: str
    working_time: WorkingTime = field(default_factory=WorkingTime)

    @property
    def words(self) -> Words:
        """The labels in this language."""
        return self.profile.words(self.language)

    def translate(self, template: str, /, **values: object) -> str:
        """Return a sentence in this language."""
        return say(Message(template=template, values=values), self.language)

    def time(self, minutes: float | None) -> str:
        """Return a time in working days, hours and minutes."""
        return self.words["none"] if minutes is None else say(spelt(minutes, self.working_time), self.language)

    def number(self, value: float) -> str:
        """Return a number with the decimal mark of the language."""
        text = f"{value:g}"
        return text.replace(".", ",") if self.language.partition("_")[0] == "id" else text

    def value(self, key: str, text: str) -> str:
        """Return the value of an entry as it is printed."""
        if key in CHOICES and text:
            return self.words[text]
        date = parse_date(text) if key in DATES and text else None
        return date.written(self.language) if date is not None else text


def speech_of(changes: ManualChanges, profile: Profile, language: str = "") -> Speech:
    """Return the words for two manuals: in a language that is given, else in that of the new one, else of the old one."""
    chosen = language or changes.new.language or changes.old.language or "id"
    return Speech(profile=profile, language=chosen, working_time=changes.new.working_time)
