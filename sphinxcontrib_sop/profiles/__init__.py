"""What differs between the regulations and agencies as data: labels, rows of the form, severities, word lists.

A profile is a TOML file; it may ``extend`` another one and then states only what differs.  Lists of words add to those of
the profile below; a word with ``-`` before it is taken away.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from ..durations import CALENDAR_DAY, DAYS, WEEK
from ..model import Message
from ..regulations import Registry, RegistryError, read_entries, registry_of
from ..wording import WORD_LISTS, Wording
from ..wording.morphology import verb_table

BUILT_IN = ("permenpan-35-2012", "permendagri-52-2011", "mahkamah-agung", "bps")
FALLBACK_LANGUAGE = "en"
SEVERITIES = ("error", "warning", "info", "off")

_TABLES = ("labels", "documents", "form", "rules", "severities", "limits", "days", "wording")
_RULE_CODE = re.compile(r"SOP\d{3}")


class ProfileError(ValueError):
    """The profile cannot be used; the message says which part and why."""

    def __init__(self, template: str, /, **values: object) -> None:
        super().__init__(template)
        self.message = Message(template=template, values=values)

    def __str__(self) -> str:
        return str(self.message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Labels and form of one regulation or agency."""

    name: str
    regulation: str
    labels: Mapping[str, Mapping[str, str]]
    """Language -> key -> label."""
    rows: tuple[str, ...]
    """Keys of the rows in the right half of the form, from top to bottom."""
    boxes: tuple[tuple[str, str], ...]
    """Keys of the boxes of the form, left and right."""
    extra_boxes: tuple[str, ...] = ()
    column_numbers: bool = False
    """True if a third header row numbers the columns of the flowchart table."""
    severities: Mapping[str, str] = field(default_factory=dict)
    """Rule code -> error, warning, info or off, where it differs from the catalogue."""
    limits: Mapping[str, int] = field(default_factory=dict)
    """Key of a box of the form -> characters that fit into it on one page."""
    days: Mapping[str, float] = field(default_factory=dict)
    """Indonesian name of a unit of time -> working days in it."""
    wording: Wording = field(default_factory=Wording)
    registry: Registry = field(default_factory=Registry, compare=False)
    """Regulations that every manual knows."""
    sources: tuple[str, ...] = field(default=(), compare=False)
    """Files the profile was read from."""

    def label(self, key: str, language: str) -> str:
        """Return the label of a key in a language, in English where that language has none, else the key itself."""
        code = language.replace("-", "_").split("_")[0]
        for table in (self.labels.get(code, {}), self.labels.get(FALLBACK_LANGUAGE, {}), *self.labels.values()):
            if key in table:
                return table[key]
        return key.replace("-", " ").capitalize()

    def words(self, language: str) -> Words:
        """Return the labels bound to one language."""
        return Words(profile=self, language=language)

    def box_rows(self, further: tuple[str, ...] = ()) -> tuple[tuple[str, str], ...]:
        """Rows of boxes of the form, with the further boxes two a row; an odd last one has an empty partner."""
        more = [
            key for key in dict.fromkeys((*self.extra_boxes, *further)) if all(key not in row for row in self.boxes)
        ]
        pairs = zip(more[::2], [*more[1::2], ""], strict=False)
        return (*self.boxes, *pairs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The labels of a profile in one language: ``words["legal-basis"]``."""

    profile: Profile
    language: str

    def __getitem__(self, key: str) -> str:
        return self.profile.label(key, self.language)


def load_profile(name: str, base: Path | None = None) -> Profile:
    """Return a built-in profile or read one from a TOML file, a relative path counting from ``base``.

    Raises `ProfileError` with a sentence for a person if it is unknown, unreadable or not a profile.
    """
    if name in BUILT_IN:
        return _built_in(name)
    path = (base or Path()) / name
    if path.suffix != ".toml":
        raise ProfileError(
            "unknown profile `{name}`; known are {known}, or the path of a TOML file",
            name=name,
            known=", ".join(BUILT_IN),
        )
    return _profile(name, *_merged(path), path.parent)


@cache
def _built_in(name: str) -> Profile:
    with resources.as_file(resources.files(__package__)) as folder:
        data, _ = _merged(folder / f"{name}.toml")
        return replace(_profile(name, data, (), folder), sources=())


def _merged(path: Path) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Read a profile and what it extends; the nearer file wins."""
    chain: list[dict[str, Any]] = []
    sources: list[str] = []
    following: Path | None = path
    while following is not None:
        if str(following) in sources:
            raise ProfileError("profile {profile} extends itself", profile=path)
        try:
            data = tomllib.loads(following.read_text(encoding="utf-8"))
        except OSError as error:
            raise ProfileError(
                "profile {profile} cannot be read: {reason}", profile=following, reason=error.strerror
            ) from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ProfileError(
                "profile {profile} is not valid TOML: {reason}", profile=following, reason=str(error)
            ) from error
        chain.append(data)
        sources.append(str(following))
        parent = data.get("extends")
        if parent is None:
            following = None
        elif parent in BUILT_IN:
            following = Path(str(resources.files(__package__) / f"{parent}.toml"))
        else:
            following = following.parent / str(parent)
    result: dict[str, Any] = {}
    for data in reversed(chain):
        _overlay(result, data)
    return result, tuple(sources)


def _overlay(under: dict[str, Any], over: Mapping[str, Any], *, adding: bool = False) -> None:
    """Put one profile over another; with ``adding`` a list is added to the one below."""
    for key, value in over.items():
        if isinstance(value, dict) and isinstance(under.get(key), dict):
            _overlay(under[key], value, adding=adding or key == "wording")
        elif adding and isinstance(value, list) and isinstance(under.get(key), list):
            taken_away = {word[1:] for word in value if isinstance(word, str) and word.startswith("-")}
            kept = [word for word in under[key] if word not in taken_away]
            under[key] = kept + [word for word in value if not (isinstance(word, str) and word.startswith("-"))]
        else:
            under[key] = value


def _profile(name: str, data: Mapping[str, Any], sources: tuple[str, ...], folder: Path) -> Profile:
    _known_keys(name, "", data, ("extends", "regulation", *_TABLES))
    tables = {key: data.get(key, {}) for key in _TABLES}
    for key, table in tables.items():
        if not isinstance(table, Mapping):
            raise ProfileError(
                "profile {profile}: `{key}` is {found}; it must be a table [{key}]",
                profile=name,
                key=key,
                found=repr(table),
            )
    form = tables["form"]
    registry, registry_path = _registry(name, tables["rules"], folder)
    try:
        return Profile(
            name=name,
            regulation=str(data["regulation"]),
            labels=_labels(data["labels"], tables["documents"]),
            rows=tuple(map(str, form["rows"])),
            boxes=tuple((str(left), str(right)) for left, right in form["boxes"]),
            extra_boxes=tuple(map(str, form.get("extra_boxes", ()))),
            column_numbers=bool(form.get("column_numbers", False)),
            severities=_severities(name, tables["severities"]),
            limits={key: int(value) for key, value in _numbers(name, "limits", tables["limits"]).items()},
            days=_days(name, tables["days"]),
            wording=_wording(name, tables["wording"]),
            registry=registry,
            sources=(*sources, *registry_path),
        )
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        if isinstance(error, ProfileError):
            raise
        raise ProfileError(
            "profile {profile}: the tables `labels` and `form` are not as they should be ({reason})",
            profile=name,
            reason=str(error),
        ) from error


def _labels(*tables: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Language -> key -> label, from several tables of that form."""
    labels: dict[str, dict[str, str]] = {}
    for table in tables:
        for code, entries in table.items():
            labels.setdefault(str(code), {}).update((str(key), str(label)) for key, label in entries.items())
    return labels


def _known_keys(name: str, table: str, data: Mapping[str, Any], allowed: Sequence[str]) -> None:
    unknown = sorted(data.keys() - set(allowed))
    if unknown:
        values = {"profile": name, "table": table, "key": unknown[0], "allowed": ", ".join(sorted(allowed))}
        if table:
            raise ProfileError("profile {profile}: [{table}]: unknown key `{key}`; allowed are {allowed}", **values)
        raise ProfileError("profile {profile}: unknown key `{key}`; allowed are {allowed}", **values)


def _severities(name: str, table: Mapping[str, Any]) -> dict[str, str]:
    for code, severity in table.items():
        if not _RULE_CODE.fullmatch(code):
            raise ProfileError(
                "profile {profile}: [severities]: `{code}` is not a rule code such as SOP301", profile=name, code=code
            )
        if severity not in SEVERITIES:
            raise ProfileError(
                "profile {profile}: [{table}]: {key} is {found}; allowed are {allowed}",
                profile=name,
                table="severities",
                key=code,
                found=repr(severity),
                allowed=", ".join(SEVERITIES),
            )
    return dict(table)


def _numbers(name: str, key: str, table: Mapping[str, Any]) -> dict[str, float]:
    for entry, value in table.items():
        if isinstance(value, bool) or not isinstance(value, (int, float)) or value <= 0:
            raise ProfileError(
                "profile {profile}: [{table}]: {key} is {found}; it must be a number above 0",
                profile=name,
                table=key,
                key=entry,
                found=repr(value),
            )
    return dict(table)


def _days(name: str, table: Mapping[str, Any]) -> dict[str, float]:
    _known_keys(name, "days", table, tuple(DAYS))
    days = _numbers(name, "days", table)
    if WEEK in days:
        days.setdefault(CALENDAR_DAY, days[WEEK] / 7)
    return days


def _wording(name: str, table: Mapping[str, Any]) -> Wording:
    """The word lists in lower case."""
    _known_keys(name, "wording", table, (*WORD_LISTS, "suggestions"))
    lists: dict[str, Any] = {}
    for key in WORD_LISTS:
        words = table.get(key, [])
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            raise ProfileError(
                "profile {profile}: [{table}]: {key} is {found}; it must be a list of words",
                profile=name,
                table="wording",
                key=key,
                found=repr(words),
            )
        ordered = tuple(word.casefold() for word in words)
        lists[key] = ordered if key in {"verbs", "times"} else frozenset(ordered)
    suggestions = table.get("suggestions", {})
    if not isinstance(suggestions, Mapping) or not all(isinstance(verb, str) for verb in suggestions.values()):
        raise ProfileError("profile {profile}: [wording.suggestions] must be a table: word = verb", profile=name)
    folded = {word.casefold(): verb.casefold() for word, verb in suggestions.items()}
    return Wording(**lists, suggestions=folded, table=verb_table(lists["verbs"], folded))


def _registry(name: str, table: Mapping[str, Any], folder: Path) -> tuple[Registry, tuple[str, ...]]:
    """The regulations of a profile and the file they stand in, which lies beside the profile or in this package."""
    _known_keys(name, "rules", table, ("regulations",))
    file = table.get("regulations", "")
    if not isinstance(file, str):
        raise ProfileError(
            "profile {profile}: [{table}]: {key} is {found}; it must be the path of a TOML file",
            profile=name,
            table="rules",
            key="regulations",
            found=repr(file),
        )
    if not file:
        return Registry(), ()
    beside = folder / file
    path = beside if beside.is_file() else Path(str(resources.files(__package__) / file))
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8"))
        return registry_of(read_entries(entries)), (str(path),)
    except OSError as error:
        raise ProfileError(
            "profile {profile}: {file} cannot be read: {reason}", profile=name, file=file, reason=error.strerror
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RegistryError) as error:
        reason = error.message if isinstance(error, RegistryError) else str(error)
        raise ProfileError("profile {profile}: {file}: {reason}", profile=name, file=file, reason=reason) from error
