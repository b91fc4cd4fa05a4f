"""Makes frozen values of the `sop_*` values of ``conf.py``.

Wrong types and unknown keys give one message each that names the key, what was found and what is allowed; the value is
then left out and the build goes on.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from msgspec.structs import asdict

from ...core.configuration import DEFAULT_PROFILE, PAPER_MM, Naming, OutputConfig, SourceConfig
from ...core.ledger import ledger_files
from ...core.model import Actor, Message, Official
from ...core.organisation import Agency, Term, Unit, settle_units
from ...core.profiles import Profile, ProfileError, load_profile
from ...core.reading.durations import DAYS, unit_named
from ...core.registry import KnownRegulation, Registry, RegistryError, read_entries, registry_of
from ...core.regulations import parse_regulation
from ..undocumented import values_of_conf
from .values import ValueReader, is_by_language

FONT_SUFFIXES = frozenset({".ttf", ".otf", ".ttc", ".otc"})
PROFILE_LANGUAGE = "id"
"""The language of the regulation, and so of manuals that are translated into another one."""

_AGENCY_KEYS = {
    "name": "nama", "unit": "unit-kerja", "address": "alamat", "place": "tempat", "logo": "logo", "logo_left": "logo-kiri",
    "logo_right": "logo-kanan",
}  # fmt: skip
_UNIT_KEYS = {
    "name": "nama", "letterhead": "kop", "logo": "logo", "official": "pejabat", "number_pattern": "pola-nomor", "parent": "induk",
}  # fmt: skip
_OFFICIAL_KEYS = {
    "position": "jabatan", "name": "nama", "nip": "nip", "id_kind": "jenis-identitas", "id": "identitas", "rank": "pangkat",
    "acting": "sebutan", "on_behalf": "atas-nama", "from": "sejak", "until": "sampai",
}  # fmt: skip
_ACTOR_KEYS = {"name": "nama", "short": "singkatan", "external": "eksternal"}
"""Keys of the tables by their English names, each with the Indonesian one."""


_PRINTED = {"sheets": "lembar", "decree": "keputusan", "prose": "naskah"}
_SMALLEST_TYPE, _LARGEST_TYPE = 7, 16


def _is_face(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_size(value: object) -> bool:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return is_number and _SMALLEST_TYPE <= float(value) <= _LARGEST_TYPE  # type: ignore[arg-type]


class ConfigReader(ValueReader):
    """Reads the values one by one."""

    def naming(self) -> Naming:
        """How everything is called in the language of this reader."""
        officials = dict(self._officials())
        units, messages = settle_units(dict(self._units()), officials)
        self.messages += messages
        return Naming(
            language=self.language,
            profile=self._profile(),
            agency=self._agency(),
            units=units,
            officials=officials,
            actors=dict(self._actors()),
        )

    def source(self, naming: Naming) -> SourceConfig:
        """What rules and exports go by; names in the language of the manual."""
        return SourceConfig(
            **asdict(naming),
            registry=self._registry(naming.profile),
            number_pattern=self.pattern("sop_number_pattern", self.config.sop_number_pattern),
            extra_boxes=self.strings("sop_extra_boxes"),
            strict=self.flag("sop_strict"),
            working_hours=self._working_hours(),
            days=self._days(),
            today=self._today(),
            ledger=self._ledger(),
            ledger_kept="sop_ledger" in self.digests,
            trust=self._trust(),
        )

    def output(self, naming: Naming, source: SourceConfig) -> OutputConfig:
        """What is printed by; names in the language of the output."""
        config = self.config
        return OutputConfig(
            **asdict(naming),
            source=source,
            paper_mm=self._paper(),
            terminator_rows=self.one_of("sop_terminator", ("activity", "rows")) == "rows",
            signature=self.one_of("sop_signature", ("wet", "empty", "electronic")),
            signature_anchor=self.string("sop_signature_anchor"),
            signature_margin=self.length("sop_signature_margin", "18mm"),
            signature_note=self.text("sop_signature_note", config.sop_signature_note),
            page_url=self.string("sop_page_url"),
            copy_mark=self.text("sop_copy_mark", config.sop_copy_mark),
            pdf_standard=self._pdf_standard(),
            pdf_parts=self._pdf_parts(),
            fonts=self._fonts(),
            typefaces=dict(self._by_print("sop_font", _is_face, Message(template="the name of a face"))),
            type_sizes=dict(self._by_print("sop_font_size", _is_size, Message(template="points between 7 and 16"))),
            total_time=self.flag("sop_total_time"),
            walk_through=self.flag("sop_walk_through"),
        )

    def source_language(self) -> str:
        """The language in which the manual is written: what conf.py says, else what can be told.

        Where another language than that of conf.py is asked for (``-D language=en``), the manual is in that of conf.py.
        Where there are catalogues into the language of the output, it is in another one.
        """
        given = self.string("sop_source_language")
        if given:
            return given
        config = self.config
        own = values_of_conf(config).get("language")
        if "language" in config.overrides and isinstance(own, str):
            return own
        folders = (self.srcdir / folder / config.language / "LC_MESSAGES" for folder in config.locale_dirs)
        if any(next(folder.rglob("*.[mp]o"), None) for folder in folders):
            return PROFILE_LANGUAGE if config.language.split("_")[0] != PROFILE_LANGUAGE else "en"
        return str(config.language)

    def _profile(self) -> Profile:
        name = self.config.sop_profile
        if isinstance(name, str):
            try:
                profile = load_profile(name, self.confdir)
            except ProfileError as error:
                self.messages.append(Message(template="conf.py: sop_profile: {error}", values={"error": error.message}))
            else:
                self.messages += profile.messages
                for source in profile.sources:
                    self.digest(Path(source))
                return profile
        else:
            self.wrong("sop_profile", name, Message(template="a name or the path of a TOML file"))
        return load_profile(DEFAULT_PROFILE)

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
        self.wrong("sop_paper", value, Message(template="A4, F4, (width, height) in mm"))
        return PAPER_MM["A4"]

    def _pdf_standard(self) -> tuple[str, ...]:
        value = self.config.sop_pdf_standard
        words = (value,) if isinstance(value, str) else tuple(value or ()) if isinstance(value, (list, tuple)) else None
        if value is None:
            return ()
        if words is not None and all(word in ("a-2a", "ua-1") for word in words):
            return tuple(words)
        self.wrong("sop_pdf_standard", value, "a-2a, ua-1, [a-2a, ua-1]")
        return ()

    def _pdf_parts(self) -> int | None:
        value = self.config.sop_pdf_parts
        if isinstance(value, str) and value.isdecimal():  # -D sop_pdf_parts=50
            value = int(value)
        if value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= 0):
            return value
        self.wrong("sop_pdf_parts", value, Message(template="0, or the number of chapters in a part"))
        return None

    def _fonts(self) -> tuple[Path, ...]:
        """Font files, those of folders too, in the order in which they are named."""
        result: list[Path] = []
        for name in self.strings("sop_fonts"):
            path = self.confdir / name
            files = sorted(path.iterdir()) if path.is_dir() else [path] if path.is_file() else []
            fonts = [file for file in files if file.suffix.lower() in FONT_SUFFIXES]
            if not fonts:
                template = "conf.py: {key}: {file} is no font and no folder with fonts"
                self.messages.append(Message(template=template, values={"key": "sop_fonts", "file": name}))
            result += fonts
        return tuple(result)

    def _by_print(self, name: str, fits: Callable[[Any], bool], allowed: Message) -> Iterator[tuple[str, Any]]:
        """A value for all that is printed, or one each for sheets, decree and prose."""
        value = self.config[name]
        if isinstance(value, str) and value.replace(".", "", 1).isdecimal():  # -D sop_font_size=11
            value = float(value)
        if value is None:
            return
        given = value if isinstance(value, Mapping) else dict.fromkeys(_PRINTED, value)
        for key, item in self.known(name, given, _PRINTED).items():
            if fits(item):
                yield str(key), item
            else:
                self.wrong(f"{name}[{key!r}]" if given is value else name, item, allowed)
                if given is not value:
                    return

    def _working_hours(self) -> float:
        value = self.config.sop_working_hours
        if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value <= 24:  # noqa: PLR2004
            return float(value)
        self.wrong("sop_working_hours", value, Message(template="hours between 0 and 24"))
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
                    self.wrong(f"sop_days[{unit!r}]", number, allowed)
                else:
                    days[name] = float(number)
            return days
        self.wrong("sop_days", value, Message(template="a mapping: unit of time to number of working days"))
        return days

    def _registry(self, profile: Profile) -> Registry:
        """The regulations that are known: a nearer source counts more."""
        entries = list(profile.registry.entries.values())
        path = self.string("sop_regulations")
        if path:
            try:
                entries += read_entries(self.toml("sop_regulations", self.confdir / path))
            except RegistryError as error:
                template = "conf.py: {key}: {file}: {reason}"
                values = {"key": "sop_regulations", "file": Path(path).name, "reason": error.message}
                self.messages.append(Message(template=template, values=values))
        for text in self.strings("sop_repealed"):
            regulation = parse_regulation(text)
            if regulation is None:
                self.wrong(
                    "sop_repealed", text, Message(template="a regulation with kind, number and year, such as UU 5/2014")
                )
            else:
                entries.append(KnownRegulation(key=text, regulation=regulation, repealed=True))
        return registry_of(entries)

    def _ledger(self) -> Path | None:
        """The ledger is no dependency: what it says is asked on every build; that it is there changes what is read."""
        name = self.string("sop_ledger")
        if not name:
            return None
        folder = self.confdir / name.removesuffix(".toml")
        if ledger_files(folder):
            self.digests["sop_ledger"] = "present"
        return folder

    def _trust(self) -> tuple[Path, ...]:
        """Files of certificates; asked for by `sphinx-sop verify` alone."""
        paths = []
        for name in self.strings("sop_trust"):
            path = self.confdir / name
            if path.is_file():
                paths.append(path)
            else:
                template = "conf.py: {key}: {file} is no file"
                self.messages.append(Message(template=template, values={"key": "sop_trust", "file": name}))
        return tuple(paths)

    def _today(self) -> date | None:
        return self.date("sop_today", self.config.sop_today)

    def _agency(self) -> Agency:
        table = self.known("sop_agency", self.config.sop_agency, _AGENCY_KEYS)
        texts = self.texts("sop_agency", table, "unit", "address", "place", "logo", "logo_left", "logo_right")
        logo = texts.pop("logo", "")
        texts.setdefault("logo_left", logo)
        for key in ("logo_left", "logo_right"):
            texts[key] = self.logo(f"sop_agency[{key!r}]", texts.get(key, ""))
        return Agency(name=self.lines("sop_agency['name']", table.get("name", "")), **texts)

    def _units(self) -> Iterator[tuple[str, Unit]]:
        for key, value in self.table("sop_units").items():
            name = f"sop_units[{key!r}]"
            if isinstance(value, str):
                yield key, Unit(key=key, name=value)
                continue
            table = self.known(name, value, _UNIT_KEYS)
            texts = self.texts(name, table, "logo", "official", "parent")
            texts["logo"] = self.logo(f"{name}['logo']", texts.get("logo", ""))
            yield (
                key,
                Unit(
                    key=key,
                    name=self.text(f"{name}['name']", table.get("name", key)),
                    letterhead=self.lines(f"{name}['letterhead']", table.get("letterhead", "")),
                    number_pattern=self.pattern(f"{name}['number_pattern']", table.get("number_pattern")),
                    **texts,
                ),
            )

    def _officials(self) -> Iterator[tuple[str, tuple[Term, ...]]]:
        for key, value in self.table("sop_officials").items():
            entries = value if isinstance(value, (list, tuple)) else [value]
            terms = tuple(self._term(f"sop_officials[{key!r}]", key, entry) for entry in entries)
            if terms:
                yield key, terms

    def _term(self, name: str, key: str, entry: object) -> Term:
        table = self.known(name, entry, _OFFICIAL_KEYS)
        texts = self.texts(name, table, "position", "name", "rank", "acting", "id_kind", "id")
        if "nip" in table:
            texts["id"] = self.text(f"{name}['nip']", table["nip"])
        return Term(
            official=Official(
                key=key, on_behalf=self.lines(f"{name}['on_behalf']", table.get("on_behalf", "")), **texts
            ),
            start=self.date(f"{name}['from']", table.get("from")),
            end=self.date(f"{name}['until']", table.get("until")),
        )

    def _actors(self) -> Iterator[tuple[str, Actor]]:
        for key, value in self.table("sop_actors").items():
            name = f"sop_actors[{key!r}]"
            if isinstance(value, str) or (isinstance(value, Mapping) and is_by_language(value)):
                yield key, Actor(key=key, label=self.text(name, value) or key)
                continue
            table = self.known(name, value, _ACTOR_KEYS)
            yield (
                key,
                Actor(
                    key=key,
                    label=self.text(f"{name}['name']", table.get("name", key)),
                    short=self.text(f"{name}['short']", table.get("short", "")),
                    external=self.boolean(f"{name}['external']", table.get("external", False)),
                ),
            )
