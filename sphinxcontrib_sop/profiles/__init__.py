"""What differs between the regulations and agencies as data: labels and the rows of the form.

A profile is a TOML file; it may ``extend`` another one and then states only what differs.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

BUILT_IN = ("permenpan-35-2012", "permendagri-52-2011", "mahkamah-agung", "bps")
FALLBACK_LANGUAGE = "en"


class ProfileError(ValueError):
    """The profile cannot be used; the text says which part and why."""


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
        more = [key for key in dict.fromkeys((*self.extra_boxes, *further)) if all(key not in row for row in self.boxes)]
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
        raise ProfileError(f"unknown profile {name!r}; known are {', '.join(BUILT_IN)}, or the path of a TOML file")
    return _profile(name, *_merged(path))


@cache
def _built_in(name: str) -> Profile:
    with resources.as_file(resources.files(__package__)) as folder:
        data, _ = _merged(folder / f"{name}.toml")
    return _profile(name, data, ())


def _merged(path: Path) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Read a profile and what it extends; the nearer file wins."""
    chain: list[dict[str, Any]] = []
    sources: list[str] = []
    following: Path | None = path
    while following is not None:
        if str(following) in sources:
            raise ProfileError(f"profile {path} extends itself")
        try:
            data = tomllib.loads(following.read_text(encoding="utf-8"))
        except OSError as error:
            raise ProfileError(f"profile {following} cannot be read: {error.strerror}") from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ProfileError(f"profile {following} is not valid TOML: {error}") from error
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


def _overlay(under: dict[str, Any], over: Mapping[str, Any]) -> None:
    for key, value in over.items():
        if isinstance(value, dict) and isinstance(under.get(key), dict):
            _overlay(under[key], value)
        else:
            under[key] = value


def _profile(name: str, data: Mapping[str, Any], sources: tuple[str, ...]) -> Profile:
    known = {"extends", "regulation", "labels", "form"}
    unknown = sorted(data.keys() - known)
    if unknown:
        raise ProfileError(f"profile {name}: unknown key {unknown[0]!r}; allowed are {', '.join(sorted(known))}")
    form = data.get("form", {})
    try:
        return Profile(
            name=name,
            regulation=str(data["regulation"]),
            labels={str(code): {str(k): str(v) for k, v in table.items()} for code, table in data["labels"].items()},
            rows=tuple(map(str, form["rows"])),
            boxes=tuple((str(left), str(right)) for left, right in form["boxes"]),
            extra_boxes=tuple(map(str, form.get("extra_boxes", ()))),
            column_numbers=bool(form.get("column_numbers", False)),
            sources=sources,
        )
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise ProfileError(f"profile {name}: the tables `labels` and `form` are not as they should be ({error})") from error
