"""What ``conf.py`` says about SOPs, as two frozen values: one in the language of the manual, one in that of the output.

Rules, exports, ledger and comparison go by `SourceConfig` alone, so what they find and write is the same whichever
language a manual is built in; what is printed goes by `OutputConfig`.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from msgspec import Struct, field

from .model import Actor, Official
from .organisation import Agency, Term, Unit
from .profiles import Profile, Words, load_profile
from .reading.durations import WorkingTime
from .registry import Registry

PAPER_MM = {"A4": (210.0, 297.0), "F4": (215.0, 330.0)}
DEFAULT_PROFILE = "permenpan-35-2012"


class Naming(Struct, frozen=True, kw_only=True):
    """How agency, units, officials and actors are called in one language."""

    language: str = "en"
    profile: Profile = field(default_factory=lambda: load_profile(DEFAULT_PROFILE))
    agency: Agency = field(default_factory=Agency)
    units: Mapping[str, Unit] = field(default_factory=dict)
    officials: Mapping[str, tuple[Term, ...]] = field(default_factory=dict)
    actors: Mapping[str, Actor] = field(default_factory=dict)

    @property
    def words(self) -> Words:
        """The labels of the profile in this language."""
        return self.profile.words(self.language)

    def unit_named(self, text: str) -> Unit | None:
        """The unit with that key or, compared without case, that name."""
        if text in self.units:
            return self.units[text]
        return next((unit for unit in self.units.values() if unit.name.casefold() == text.casefold()), None)

    def official_on(self, key: str, day: date | None) -> Official | None:
        """Who holds an office on a day; without a day, or on one that nobody covers, the last one listed."""
        terms = self.officials.get(key, ())
        if not terms:
            return None
        fitting = [term for term in terms if day is not None and term.holds(day)]
        return (fitting or terms)[-1].official

    def identity_of(self, name: str) -> str:
        """NIP or other number of an official, written with its kind, by the name as a record gives it; empty if unknown."""
        known = (term.official for terms in self.officials.values() for term in terms)
        found = next((one for one in known if one.id and one.name.casefold() == name.casefold()), None)
        return f"{found.id_kind}. {found.id}" if found else ""


class SourceConfig(Naming, frozen=True, kw_only=True):
    """What is read, judged, compared, approved and exported by: names in the language in which the manual is written."""

    registry: Registry = field(default_factory=Registry)
    """The regulations of the profile, of `sop_regulations` and of `sop_repealed`."""
    number_pattern: str = ""
    extra_boxes: tuple[str, ...] = ()
    strict: bool = False
    working_hours: float = 7.5
    days: Mapping[str, float] = field(default_factory=dict)
    today: date | None = None
    ledger: Path | None = None
    """Folder of the ledger of approvals, whether it is there or not."""
    ledger_kept: bool = False
    """True if there is a ledger."""
    trust: tuple[Path, ...] = ()
    """Certificates in PEM form of those whose signatures on documents are trusted."""
    digest: str = ""
    """Of all values as they were given and of the files they name: what was found with another one counts no more."""

    @property
    def working_time(self) -> WorkingTime:
        """How times are converted: the manual's own figures before those of the profile."""
        return WorkingTime(hours_per_day=self.working_hours, days={**self.profile.days, **self.days})


class OutputConfig(Naming, frozen=True, kw_only=True):
    """What is printed by: names in the language of the output, paper, signatures."""

    source: SourceConfig = field(default_factory=SourceConfig)
    paper_mm: tuple[float, float] = PAPER_MM["A4"]
    terminator_rows: bool = False
    signature: str = "wet"
    signature_anchor: str = ""
    signature_margin: str = "18mm"
    foot_margin: str = "6mm"
    """Least strip below the foot of a sheet: printers do not reach the edge of the paper."""
    signature_note: str = ""
    """What stands at the foot of every sheet about its electronic signature."""
    page_url: str = ""
    """Address of the web manual, to which a QR code on every form leads; empty for none."""
    copy_mark: str = ""
    """What the foot of every sheet says of a copy: "Salinan"."""
    pdf_standard: tuple[str, ...] = ()
    pdf_parts: int | None = None
    """Chapters of a part, if the handbook is compiled in parts; 0 for one piece, None if its size decides."""
    fonts: tuple[Path, ...] = ()
    """Font files for characters that the fonts of PDF lack."""
    typefaces: Mapping[str, str] = field(default_factory=dict)
    """Names of the faces of "sheets", "decree" and "prose"; what is left out is set in the face that is shipped."""
    type_sizes: Mapping[str, float] = field(default_factory=dict)
    """Sizes of the same in points; that of sheets is of their flowchart, which is chosen if it is left out."""
    total_time: bool = False
    """True if the flowchart table ends with a row that adds up the times."""
    walk_through: bool = False
    """True if web pages offer to go through an SOP step by step."""

    def unit_named(self, text: str) -> Unit | None:
        """The unit with that key or, in either language, that name: an author writes it in that of the manual."""
        unit = Naming.unit_named(self, text) or self.source.unit_named(text)
        return self.units[unit.key] if unit else None

    def unit_shown(self, name: str) -> str:
        """The name of a unit in the language of the output, for the one of the model."""
        unit = self.unit_named(name)
        return unit.name if unit else name
