"""The `sop_*` values of ``conf.py`` as one frozen value, checked once.

Wrong types and unknown keys give one message each that names the key, what was found and what is allowed; the value is
then left out and the build goes on.
"""

from __future__ import annotations

import hashlib
import os
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal
from weakref import WeakKeyDictionary

from msgspec import Struct, field
from msgspec.structs import replace
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util import logging

from .anatomy import nearest
from .durations import DAYS, WorkingTime, unit_named
from .i18n import say
from .ledger import FILE_NAME
from .model import Actor, Message, Official
from .organisation import Agency, Term, Unit, settle_units
from .profiles import Profile, ProfileError, load_profile
from .regulations import Entry, Registry, RegistryError, parse_regulation, read_entries, registry_of

logger = logging.getLogger(__name__)

Text = str | Mapping[str, str]
"""A text, or one for each language: ``{"id": "Kepala Dinas", "en": "Head of Office"}``."""

PAPER_MM = {"A4": (210.0, 297.0), "F4": (215.0, 330.0)}
FONT_SUFFIXES = frozenset({".ttf", ".otf", ".ttc", ".otc"})
DEFAULT_PROFILE = "permenpan-35-2012"

_AGENCY_KEYS = ("name", "unit", "address", "place", "logo", "logo_left", "logo_right")
_UNIT_KEYS = ("name", "letterhead", "logo", "official", "number_pattern", "parent")
_OFFICIAL_KEYS = ("position", "name", "nip", "id_kind", "id", "rank", "acting", "on_behalf", "from", "until")
_ACTOR_KEYS = ("name", "short", "external")


class SopConfig(Struct, frozen=True, kw_only=True):
    """Everything ``conf.py`` says about SOPs, texts in the language of the manual."""

    language: str = "en"
    """Language of the output."""
    profile: Profile = field(default_factory=lambda: load_profile(DEFAULT_PROFILE))
    agency: Agency = field(default_factory=Agency)
    units: Mapping[str, Unit] = field(default_factory=dict)
    officials: Mapping[str, tuple[Term, ...]] = field(default_factory=dict)
    actors: Mapping[str, Actor] = field(default_factory=dict)
    registry: Registry = field(default_factory=Registry)
    """The regulations of the profile, of `sop_regulations` and of `sop_repealed`."""
    paper_mm: tuple[float, float] = PAPER_MM["A4"]
    number_pattern: str = ""
    extra_boxes: tuple[str, ...] = ()
    terminator_rows: bool = False
    signature: str = "wet"
    signature_anchor: str = ""
    signature_margin: str = "18mm"
    signature_note: str = ""
    """What stands at the foot of every sheet about its electronic signature."""
    copy_mark: str = ""
    """What the foot of every sheet says of a copy: "Salinan"."""
    pdf_standard: tuple[str, ...] = ()
    pdf_parts: int = 0
    """Chapters of a part, if the handbook is compiled in parts; 0 for one piece."""
    fonts: tuple[Path, ...] = ()
    """Font files for characters that the fonts of PDF lack."""
    strict: bool = False
    working_hours: float = 7.5
    days: Mapping[str, float] = field(default_factory=dict)
    today: date | None = None
    ledger: Path | None = None
    """File of the ledger of approvals, whether it is there or not."""
    total_time: bool = False
    """True if the flowchart table ends with a row that adds up the times."""
    digest: str = ""
    """Of all values as they were given and of the files they name: what was found with another one counts no more."""
    original: SopConfig | None = None
    """The same in the language in which the manual is written, None if that is the language of the output."""

    @property
    def source(self) -> SopConfig:
        """The configuration in the language in which the manual is written: that of the model and the exports."""
        return self.original or self

    @property
    def working_time(self) -> WorkingTime:
        """How times are converted: the manual's own figures before those of the profile."""
        return WorkingTime(hours_per_day=self.working_hours, days={**self.profile.days, **self.days})

    def unit_named(self, text: str) -> Unit | None:
        """The unit with that key or, compared without case, that name."""
        if text in self.units:
            return self.units[text]
        for names in (self.units, self.source.units):  # an author writes the name in the language of the manual
            for key, unit in names.items():
                if unit.name.casefold() == text.casefold():
                    return self.units[key]
        return None

    def unit_shown(self, name: str) -> str:
        """The name of a unit in the language of the output, for the one of the model."""
        unit = self.unit_named(name)
        return unit.name if unit else name

    def official_on(self, key: str, day: date | None) -> Official | None:
        """Who holds an office on a day; without a day, or on one that nobody covers, the last one listed."""
        terms = self.officials.get(key, ())
        if not terms:
            return None
        fitting = [term for term in terms if day is not None and term.holds(day)]
        return (fitting or terms)[-1].official


PROFILE_LANGUAGE = "id"
"""The language of the regulation, and so of manuals that are translated into another one."""

VALUES: tuple[tuple[str, Any, Literal["", "env", "html"]], ...] = (
    ("sop_profile", DEFAULT_PROFILE, "env"),
    ("sop_agency", {}, "env"),
    ("sop_units", {}, "env"),
    ("sop_officials", {}, "env"),
    ("sop_actors", {}, "env"),
    ("sop_regulations", None, "env"),
    ("sop_repealed", [], "env"),
    ("sop_paper", "A4", "html"),
    ("sop_number_pattern", None, "env"),
    ("sop_extra_boxes", [], "env"),
    ("sop_terminator", "activity", "html"),
    ("sop_signature", "wet", "html"),
    ("sop_signature_anchor", "", "html"),
    ("sop_signature_margin", "18mm", "html"),
    ("sop_signature_note", "", "html"),
    ("sop_copy_mark", "", "html"),
    ("sop_pdf_standard", None, "html"),
    ("sop_pdf_parts", 0, ""),
    ("sop_fonts", [], "html"),
    ("sop_strict", False, ""),
    ("sop_working_hours", 7.5, "env"),
    ("sop_days", {}, "env"),
    ("sop_today", None, ""),
    ("sop_total_time", False, "html"),
    ("sop_ledger", FILE_NAME, "env"),
    # once checked never None: what the texts of the model are written in
    ("sop_source_language", None, "env"),
    # digests of the files named above: a changed file re-reads the manual like a changed value
    ("sop_file_digests", (), "env"),
)
"""Name, default and what a change makes Sphinx do again."""

_PARSED: WeakKeyDictionary[Config, SopConfig] = WeakKeyDictionary()


def register(app: Sphinx) -> None:
    """Add the configuration values and their check."""
    for name, default, rebuild in VALUES:
        app.add_config_value(name, default, rebuild, types=Any)  # checked below, in plainer words
    app.connect("config-inited", check_config)


def sop_config(config: Config) -> SopConfig:
    """Return the checked configuration of a build."""
    if config not in _PARSED:
        _PARSED[config] = SopConfig(language=config.language)
    return _PARSED[config]


def check_config(app: Sphinx, config: Config) -> None:
    """Read the values, report what is wrong with them and keep the result."""
    reader = _ConfigReader(config, Path(app.confdir), Path(app.srcdir))
    parsed = reader.read()
    source_language = reader.source_language()
    if source_language != config.language:
        original = _ConfigReader(config, Path(app.confdir), Path(app.srcdir), source_language).read()
        parsed = replace(parsed, original=original)
    config.sop_source_language = source_language
    config.sop_file_digests = tuple(sorted(reader.digests.items()))
    _PARSED[config] = replace(parsed, digest=_digest(config))
    for message in reader.messages:
        logger.warning("%s", say(message, config.language), type="sop", subtype="config")


def _digest(config: Config) -> str:
    """The same for the same values in another process."""
    given = {"language": config.language} | {name: config[name] for name, _, _ in VALUES}
    return hashlib.sha256(_spelt(given).encode()).hexdigest()


def _spelt(value: object) -> str:
    """A value as text; sets have no order of their own."""
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key!r}: {_spelt(one)}' for key, one in value.items())}}}"
    if isinstance(value, (set, frozenset)):
        return f"{{{', '.join(sorted(map(_spelt, value)))}}}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_spelt, value))}]"
    return repr(value)


class _ConfigReader:
    """Reads the values one by one and collects the messages."""

    def __init__(self, config: Config, confdir: Path, srcdir: Path, language: str | None = None) -> None:
        self.config = config
        self.confdir = confdir
        self.srcdir = srcdir
        self.language: str = language or config.language
        self.messages: list[Message] = []
        self.digests: dict[str, str] = {}

    def _wrong(self, name: str, found: object, allowed: str | Message) -> None:
        """Note a value that cannot be used; what is allowed is a sentence, or words that are typed as they stand."""
        template = "conf.py: {key} = {found} cannot be used; allowed: {allowed}"
        self.messages.append(Message(template=template, values={"key": name, "found": repr(found), "allowed": allowed}))

    def read(self) -> SopConfig:
        config = self.config
        officials = dict(self._officials())
        units, messages = settle_units(dict(self._units()), officials)
        self.messages += messages
        profile = self._profile()
        return SopConfig(
            language=self.language,
            profile=profile,
            agency=self._agency(),
            units=units,
            officials=officials,
            actors=dict(self._actors()),
            registry=self._registry(profile),
            paper_mm=self._paper(),
            number_pattern=self._pattern("sop_number_pattern", config.sop_number_pattern),
            extra_boxes=self._strings("sop_extra_boxes"),
            terminator_rows=self._one_of("sop_terminator", ("activity", "rows")) == "rows",
            signature=self._one_of("sop_signature", ("wet", "empty", "electronic")),
            signature_anchor=self._string("sop_signature_anchor"),
            signature_margin=self._length("sop_signature_margin", "18mm"),
            signature_note=self._text("sop_signature_note", config.sop_signature_note),
            copy_mark=self._text("sop_copy_mark", config.sop_copy_mark),
            pdf_standard=self._pdf_standard(),
            pdf_parts=self._pdf_parts(),
            fonts=self._fonts(),
            strict=self._flag("sop_strict"),
            working_hours=self._working_hours(),
            days=self._days(),
            today=self._today(),
            total_time=self._flag("sop_total_time"),
            ledger=self._ledger(),
        )

    def source_language(self) -> str:
        """The language in which the manual is written: what conf.py says, else what can be told.

        Where another language than that of conf.py is asked for (``-D language=en``), the manual is in that of conf.py.
        Where there are catalogues into the language of the output, it is in another one.
        """
        given = self._string("sop_source_language")
        if given:
            return given
        config = self.config
        own = getattr(config, "_raw_config", {}).get("language")
        if "language" in config.overrides and isinstance(own, str):
            return own
        folders = (self.srcdir / folder / config.language / "LC_MESSAGES" for folder in config.locale_dirs)
        if any(next(folder.rglob("*.[mp]o"), None) for folder in folders):
            return PROFILE_LANGUAGE if config.language.split("_")[0] != PROFILE_LANGUAGE else "en"
        return str(config.language)

    # -- simple values -----------------------------------------------------------------------------------------------
    def _profile(self) -> Profile:
        name = self.config.sop_profile
        if isinstance(name, str):
            try:
                profile = load_profile(name, self.confdir)
            except ProfileError as error:
                self.messages.append(Message(template="conf.py: sop_profile: {error}", values={"error": error.message}))
            else:
                for source in profile.sources:
                    self._digest(Path(source))
                return profile
        else:
            self._wrong("sop_profile", name, Message(template="a name or the path of a TOML file"))
        return load_profile(DEFAULT_PROFILE)

    def _digest(self, path: Path) -> None:
        if path.is_file():
            # from the folder of conf.py, so that a manual that is moved as a whole is not read again
            name = Path(os.path.relpath(path, self.confdir)).as_posix()
            self.digests[name] = hashlib.sha256(path.read_bytes()).hexdigest()

    def _string(self, name: str) -> str:
        value = self.config[name]
        if value is None or isinstance(value, str):
            return value or ""
        self._wrong(name, value, Message(template="a text"))
        return ""

    def _strings(self, name: str) -> tuple[str, ...]:
        value = self.config[name]
        if isinstance(value, Sequence) and not isinstance(value, str) and all(isinstance(one, str) for one in value):
            return tuple(value)
        self._wrong(name, value, Message(template="a list of texts"))
        return ()

    def _flag(self, name: str) -> bool:
        value = self.config[name]
        if isinstance(value, str) and value.lower() in {"0", "1", "true", "false"}:  # -D sop_strict=1
            return value.lower() in {"1", "true"}
        return self._boolean(name, value)

    def _boolean(self, name: str, value: object) -> bool:
        if isinstance(value, bool):
            return value
        self._wrong(name, value, "True, False")
        return False

    def _one_of(self, name: str, allowed: tuple[str, ...]) -> str:
        value = self.config[name]
        if value in allowed:
            return str(value)
        self._wrong(name, value, ", ".join(allowed))
        return allowed[0]

    def _length(self, name: str, default: str) -> str:
        value = self.config[name]
        if isinstance(value, str) and re.fullmatch(r"\d+(\.\d+)?\s*(mm|cm|in|pt)", value):
            return value.replace(" ", "")
        self._wrong(name, value, Message(template="a length such as 18mm"))
        return default

    def _pattern(self, name: str, value: object) -> str:
        if value is None or value == "":
            return ""
        try:
            re.compile(value)  # type: ignore[call-overload]
        except (re.error, TypeError):
            self._wrong(name, value, Message(template="a regular expression"))
            return ""
        return str(value)

    def _paper(self) -> tuple[float, float]:
        value = self.config.sop_paper
        if isinstance(value, str) and value.upper() in PAPER_MM:
            return PAPER_MM[value.upper()]
        if (
            isinstance(value, (tuple, list))
            and len(value) == 2  # noqa: PLR2004 - width and height
            and all(isinstance(side, (int, float)) and not isinstance(side, bool) and side > 0 for side in value)
        ):
            return float(value[0]), float(value[1])
        self._wrong("sop_paper", value, Message(template="A4, F4, (width, height) in mm"))
        return PAPER_MM["A4"]

    def _pdf_standard(self) -> tuple[str, ...]:
        value = self.config.sop_pdf_standard
        words = (value,) if isinstance(value, str) else tuple(value or ()) if isinstance(value, (list, tuple)) else None
        if value is None:
            return ()
        if words is not None and all(word in ("a-2a", "ua-1") for word in words):
            return tuple(words)
        self._wrong("sop_pdf_standard", value, "a-2a, ua-1, [a-2a, ua-1]")
        return ()

    def _pdf_parts(self) -> int:
        value = self.config.sop_pdf_parts
        if isinstance(value, str) and value.isdecimal():  # -D sop_pdf_parts=50
            value = int(value)
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return value
        self._wrong("sop_pdf_parts", value, Message(template="0, or the number of chapters in a part"))
        return 0

    def _fonts(self) -> tuple[Path, ...]:
        """Font files, those of folders too, in the order in which they are named."""
        found: list[Path] = []
        for name in self._strings("sop_fonts"):
            path = self.confdir / name
            files = sorted(path.iterdir()) if path.is_dir() else [path] if path.is_file() else []
            fonts = [file for file in files if file.suffix.lower() in FONT_SUFFIXES]
            if not fonts:
                template = "conf.py: {key}: {file} is no font and no folder with fonts"
                self.messages.append(Message(template=template, values={"key": "sop_fonts", "file": name}))
            found += fonts
        return tuple(found)

    def _working_hours(self) -> float:
        value = self.config.sop_working_hours
        if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value <= 24:  # noqa: PLR2004
            return float(value)
        self._wrong("sop_working_hours", value, Message(template="hours between 0 and 24"))
        return 7.5

    def _days(self) -> dict[str, float]:
        """Working days by Indonesian name of the unit; a unit may be given in any of its spellings."""
        value = self.config.sop_days
        days: dict[str, float] = {}
        if isinstance(value, Mapping):
            for unit, number in value.items():
                name = unit_named(str(unit))
                if name is None or isinstance(number, bool) or not isinstance(number, (int, float)) or number <= 0:
                    template = "a number above 0 for {units}"
                    allowed = Message(template=template, values={"units": ", ".join(DAYS)})
                    self._wrong(f"sop_days[{unit!r}]", number, allowed)
                else:
                    days[name] = float(number)
            return days
        self._wrong("sop_days", value, Message(template="a mapping: unit of time to number of working days"))
        return days

    def _registry(self, profile: Profile) -> Registry:
        """The regulations that are known: a nearer source counts more."""
        entries = list(profile.registry.entries.values())
        path = self._string("sop_regulations")
        if path:
            try:
                entries += read_entries(self._toml("sop_regulations", self.confdir / path))
            except RegistryError as error:
                template = "conf.py: {key}: {file}: {reason}"
                values = {"key": "sop_regulations", "file": Path(path).name, "reason": error.message}
                self.messages.append(Message(template=template, values=values))
        for text in self._strings("sop_repealed"):
            regulation = parse_regulation(text)
            if regulation is None:
                self._wrong(
                    "sop_repealed", text, Message(template="a regulation with kind, number and year, such as UU 5/2014")
                )
            else:
                entries.append(Entry(key=text, regulation=regulation, repealed=True))
        return registry_of(entries)

    def _ledger(self) -> Path | None:
        """The ledger is no dependency: what it says is asked on every build; that it is there changes what is read."""
        name = self._string("sop_ledger")
        if not name:
            return None
        path = self.confdir / name
        if path.is_file():
            self.digests["sop_ledger"] = "present"
        return path

    def _today(self) -> date | None:
        return self._date("sop_today", self.config.sop_today)

    def _date(self, name: str, value: object) -> date | None:
        if isinstance(value, datetime):
            return value.date()
        if value is None or isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self._wrong(name, value, Message(template="a date such as 2026-01-31"))
            return None

    # -- tables ------------------------------------------------------------------------------------------------------
    def _table(self, name: str) -> Mapping[str, Any]:
        """A mapping given in ``conf.py`` or in a TOML file it names."""
        value = self.config[name]
        if isinstance(value, str):
            return self._toml(name, self.confdir / value)
        if not isinstance(value, Mapping):
            self._wrong(name, value, Message(template="a mapping or the path of a TOML file"))
            return {}
        for key in value:
            if not isinstance(key, str):
                self._wrong(f"{name}[{key!r}]", value[key], Message(template="keys that are texts"))
        return {key: entry for key, entry in value.items() if isinstance(key, str)}

    def _toml(self, name: str, path: Path) -> Mapping[str, Any]:
        try:
            self._digest(path)
            return tomllib.loads(path.read_text(encoding="utf-8-sig"))
        except OSError as error:
            reason = error.strerror or str(error)
        except ValueError as error:  # no TOML, no UTF-8, or a path that cannot be one
            reason = str(error)
        template = "conf.py: {key}: the file {file} cannot be read: {reason}"
        self.messages.append(Message(template=template, values={"key": name, "file": path.name, "reason": reason}))
        return {}

    def _known(self, name: str, table: object, keys: tuple[str, ...]) -> Mapping[str, Any]:
        """The entries of a table whose keys are known; the others are reported."""
        if not isinstance(table, Mapping):
            self._wrong(name, table, Message(template="a mapping with {keys}", values={"keys": ", ".join(keys)}))
            return {}
        for key in table:
            if key not in keys:
                meant = nearest(str(key), keys)
                allowed: str | Message = ", ".join(keys)
                if meant:
                    allowed = Message(
                        template="{keys}; did you mean `{meant}`?", values={"keys": allowed, "meant": meant}
                    )
                self._wrong(f"{name}[{key!r}]", table[key], allowed)
        return {key: value for key, value in table.items() if key in keys}

    def _text(self, name: str, value: object) -> str:
        """A text in the language of the manual."""
        if isinstance(value, str):
            return value
        if isinstance(value, Mapping) and value and all(isinstance(one, str) for one in value.values()):
            code = self.language.split("_")[0]
            return str(value.get(code) or next(iter(value.values())))
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        self._wrong(name, value, Message(template="a text, or one for each language"))
        return ""

    def _lines(self, name: str, value: object) -> tuple[str, ...]:
        if isinstance(value, Sequence) and not isinstance(value, str):
            return tuple(self._text(name, one) for one in value)
        return tuple(line.strip() for line in self._text(name, value).splitlines() if line.strip())

    def _texts(self, name: str, table: Mapping[str, Any], *keys: str) -> dict[str, str]:
        return {key: self._text(f"{name}[{key!r}]", table[key]) for key in keys if key in table}

    def _agency(self) -> Agency:
        table = self._known("sop_agency", self.config.sop_agency, _AGENCY_KEYS)
        texts = self._texts("sop_agency", table, "unit", "address", "place", "logo", "logo_left", "logo_right")
        logo = texts.pop("logo", "")
        texts.setdefault("logo_left", logo)
        for key in ("logo_left", "logo_right"):
            texts[key] = self._logo("sop_agency", texts.get(key, ""))
        return Agency(name=self._lines("sop_agency['name']", table.get("name", "")), **texts)

    def _logo(self, name: str, logo: str) -> str:
        """Path of a logo, which stands beside conf.py, from the source directory; empty if it is not there."""
        path = self.confdir / logo.lstrip("/")
        if path.is_file():
            return Path(os.path.relpath(path, self.srcdir)).as_posix()
        if logo:
            template = "conf.py: {key}: the logo {file} does not exist"
            self.messages.append(Message(template=template, values={"key": name, "file": logo}))
        return ""

    def _units(self) -> Iterator[tuple[str, Unit]]:
        for key, value in self._table("sop_units").items():
            name = f"sop_units[{key!r}]"
            if isinstance(value, str):
                yield key, Unit(key=key, name=value)
                continue
            table = self._known(name, value, _UNIT_KEYS)
            texts = self._texts(name, table, "logo", "official", "parent")
            texts["logo"] = self._logo(name, texts.get("logo", ""))
            yield (
                key,
                Unit(
                    key=key,
                    name=self._text(name, table.get("name", key)),
                    letterhead=self._lines(name, table.get("letterhead", "")),
                    number_pattern=self._pattern(name, table.get("number_pattern")),
                    **texts,
                ),
            )

    def _officials(self) -> Iterator[tuple[str, tuple[Term, ...]]]:
        for key, value in self._table("sop_officials").items():
            entries = value if isinstance(value, (list, tuple)) else [value]
            terms = tuple(self._term(f"sop_officials[{key!r}]", key, entry) for entry in entries)
            if terms:
                yield key, terms

    def _term(self, name: str, key: str, entry: object) -> Term:
        table = self._known(name, entry, _OFFICIAL_KEYS)
        texts = self._texts(name, table, "position", "name", "rank", "acting", "id_kind", "id")
        if "nip" in table:
            texts["id"] = self._text(f"{name}['nip']", table["nip"])
        return Term(
            official=Official(key=key, on_behalf=self._lines(name, table.get("on_behalf", "")), **texts),
            start=self._date(f"{name}['from']", table.get("from")),
            end=self._date(f"{name}['until']", table.get("until")),
        )

    def _actors(self) -> Iterator[tuple[str, Actor]]:
        for key, value in self._table("sop_actors").items():
            name = f"sop_actors[{key!r}]"
            if isinstance(value, str) or (isinstance(value, Mapping) and "name" not in value):
                yield key, Actor(key=key, label=self._text(name, value) or key)
                continue
            table = self._known(name, value, _ACTOR_KEYS)
            yield (
                key,
                Actor(
                    key=key,
                    label=self._text(f"{name}['name']", table.get("name", key)),
                    short=self._text(f"{name}['short']", table.get("short", "")),
                    external=self._boolean(f"{name}['external']", table.get("external", False)),
                ),
            )
