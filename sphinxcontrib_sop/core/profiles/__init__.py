"""What differs between the regulations and agencies as data: labels, rows of the form, severities, word lists.

A profile is a TOML file; it may ``extend`` another one and then states only what differs.  Lists of words add to those of
the profile below; a word with ``-`` before it is taken away.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from msgspec import Struct

from ..model import Message, MessageError
from ..reading import toml
from ..reading.durations import CALENDAR_DAY, WEEK
from ..reading.wording import WORD_LISTS, Wording
from ..reading.wording.morphology import verb_table
from ..registry import Registry, RegistryError, read_entries, registry_of
from ..regular_files import read_regular_text
from ._entries import usable

__all__ = ["BUILT_IN", "FALLBACK_LANGUAGE", "Profile", "ProfileError", "Words", "load_profile"]

BUILT_IN = ("permenpan-35-2012", "permendagri-52-2011", "mahkamah-agung", "bps")
FALLBACK_LANGUAGE = "en"


class ProfileError(MessageError):
    """There is no such profile, or it cannot be read; the message says why."""


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
    messages: tuple[Message, ...] = field(default=(), compare=False)
    """What is wrong with entries that were left out."""

    def label(self, key: str, language: str) -> str:
        """Return the label of a key in a language, in English where that language has none, else the key itself."""
        code = language.replace("-", "_").split("_")[0]
        for table in (self.labels.get(code, {}), self.labels.get(FALLBACK_LANGUAGE, {}), *self.labels.values()):
            if key in table:
                return table[key]
        return key.replace("-", " ").capitalize()

    def words(self, language: str) -> "Words":
        """Return the labels bound to one language."""
        return Words(profile=self, language=language)

    def box_rows(self, further: tuple[str, ...] = ()) -> tuple[tuple[str, str], ...]:
        """Rows of boxes of the form, with the further boxes two a row; an odd last one has an empty partner."""
        more = [
            key for key in dict.fromkeys((*self.extra_boxes, *further)) if all(key not in row for row in self.boxes)
        ]
        pairs = zip(more[::2], [*more[1::2], ""], strict=False)
        return (*self.boxes, *pairs)


class Words(Struct, frozen=True, kw_only=True):
    """The labels of a profile in one language: ``words["legal-basis"]``."""

    profile: Profile
    language: str

    def __getitem__(self, key: str) -> str:
        return self.profile.label(key, self.language)


def load_profile(name: str, base: Path | None = None) -> Profile:
    """Return a built-in profile or read one from a TOML file, a relative path counting from ``base``.

    An entry that cannot be used is left out and named in ``messages``.  Raises `ProfileError` if there is no profile of
    that name, or if the file cannot be read.
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
    return _profile(name, path)


@cache
def _built_in(name: str) -> Profile:
    with resources.as_file(resources.files(__package__)) as folder:
        return replace(_profile(name, folder / f"{name}.toml"), sources=())


def _profile(name: str, path: Path) -> Profile:
    messages: list[Message] = []
    data, sources = _merged(path, messages)
    form = data.get("form", {})
    lacking = [key for key in ("rows", "boxes") if key not in form]
    if "regulation" not in data or lacking:
        template = "profile {profile} lacks {keys}; with `extends` it has what another profile has: {known}"
        keys = ", ".join(f"[form] {key}" for key in lacking) or "regulation"
        raise ProfileError(template, profile=name, keys=keys, known=", ".join(BUILT_IN))
    registry, registry_path = _registry(path, data.get("rules", {}).get("regulations", ""), messages)
    labels = (data.get("labels", {}), data.get("documents", {}))
    return Profile(
        name=name,
        regulation=data["regulation"],
        labels={
            language: labels[0].get(language, {}) | labels[1].get(language, {})
            for language in dict.fromkeys((*labels[0], *labels[1]))
        },
        rows=tuple(form["rows"]),
        boxes=tuple((left, right) for left, right in form["boxes"]),
        extra_boxes=tuple(form.get("extra_boxes", ())),
        column_numbers=form.get("column_numbers", False),
        severities=data.get("severities", {}),
        limits={key: int(limit) for key, limit in data.get("limits", {}).items()},
        days=_days(data.get("days", {})),
        wording=_wording(data.get("wording", {})),
        registry=registry,
        sources=(*sources, *registry_path),
        messages=tuple(messages),
    )


def _merged(path: Path, messages: list[Message]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Read a profile and what it extends; the nearer file wins."""
    chain: list[dict[str, Any]] = []
    sources: list[str] = []
    following: Path | None = path
    while following is not None:
        if str(following) in sources:
            raise ProfileError("profile {profile} extends itself", profile=path)
        try:
            data = toml.loads(read_regular_text(following, "utf-8"))
        except OSError as error:
            raise ProfileError(
                "profile {profile} cannot be read: {reason}", profile=following, reason=error.strerror
            ) from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ProfileError(
                "profile {profile} is not valid TOML: {reason}", profile=following, reason=str(error)
            ) from error
        chain.append(usable(following.name, data, messages))
        sources.append(str(following))
        parent = chain[-1].get("extends")
        if parent is None and "extends" in data:
            raise ProfileError("profile {profile} cannot be read: {reason}", profile=following, reason=messages[0])
        if parent is None:
            following = None
        elif parent in BUILT_IN:
            following = Path(str(resources.files(__package__) / f"{parent}.toml"))
        else:
            following = following.parent / parent
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


def _days(days: Mapping[str, float]) -> dict[str, float]:
    """Working days in longer units; a calendar day follows the week."""
    return {CALENDAR_DAY: days[WEEK] / 7, **days} if WEEK in days else dict(days)


def _wording(table: Mapping[str, Any]) -> Wording:
    """The word lists in lower case."""
    words = {key: tuple(word.casefold() for word in table.get(key, ())) for key in WORD_LISTS}
    lists: dict[str, Any] = {
        key: listed if key in {"verbs", "times"} else frozenset(listed) for key, listed in words.items()
    }
    suggestions = {word.casefold(): verb.casefold() for word, verb in table.get("suggestions", {}).items()}
    return Wording(**lists, suggestions=suggestions, table=verb_table(lists["verbs"], suggestions))


def _registry(profile: Path, file: str, messages: list[Message]) -> tuple[Registry, tuple[str, ...]]:
    """The regulations of a profile and the file they stand in, which lies beside the profile or in this package."""
    if not file:
        return Registry(), ()
    beside = profile.parent / file
    path = beside if beside.is_file() else Path(str(resources.files(__package__) / file))
    try:
        return registry_of(read_entries(toml.loads(path.read_text(encoding="utf-8")))), (str(path),)
    except OSError as error:
        reason: object = error.strerror
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        reason = str(error)
    except RegistryError as error:
        reason = error.message
    template = "{profile}: the file {file} cannot be read: {reason}"
    messages.append(Message(template=template, values={"profile": profile.name, "file": file, "reason": reason}))
    return Registry(), ()
