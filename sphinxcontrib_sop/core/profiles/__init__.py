"""What differs between the regulations and agencies as data: labels, rows of the form, severities, word lists.

A profile is a TOML file; it may ``extend`` another one and then states only what differs.  Lists of words add to those of
the profile below; a word with ``-`` before it is taken away.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from msgspec import Struct

from ..reading.wording import Wording
from ..registry import Registry
from . import _checked
from ._checked import ProfileError

__all__ = ["BUILT_IN", "FALLBACK_LANGUAGE", "Profile", "ProfileError", "Words", "load_profile"]

BUILT_IN = ("permenpan-35-2012", "permendagri-52-2011", "mahkamah-agung", "bps")
FALLBACK_LANGUAGE = "en"

_TABLES = ("labels", "documents", "form", "rules", "severities", "limits", "days", "wording")


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


class Words(Struct, frozen=True, kw_only=True):
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
    _checked.known_keys(name, "", data, ("extends", "regulation", *_TABLES))
    tables = {key: data.get(key, {}) for key in _TABLES}
    for key, table in tables.items():
        if not isinstance(table, Mapping):
            raise ProfileError(
                "profile {profile}: `{key}` is {found}; it must be a table [{key}]",
                profile=name,
                key=key,
                found=repr(table),
            )
    _checked.known_keys(name, "form", tables["form"], ("rows", "boxes", "extra_boxes", "column_numbers"))
    form = tables["form"]
    registry, registry_path = _checked.registry(name, tables["rules"], folder)
    return Profile(
        name=name,
        regulation=_checked.text(name, "regulation", data.get("regulation")),
        labels=_checked.labels(name, {key: tables[key] for key in ("labels", "documents")}),
        rows=_checked.keys(name, "rows", form.get("rows")),
        boxes=_checked.boxes(name, form.get("boxes")),
        extra_boxes=_checked.keys(name, "extra_boxes", form.get("extra_boxes", [])),
        column_numbers=_checked.flag(name, "column_numbers", form.get("column_numbers", False)),
        severities=_checked.severities(name, tables["severities"]),
        limits={key: int(value) for key, value in _checked.numbers(name, "limits", tables["limits"]).items()},
        days=_checked.days(name, tables["days"]),
        wording=_checked.wording(name, tables["wording"]),
        registry=registry,
        sources=(*sources, *registry_path),
    )
