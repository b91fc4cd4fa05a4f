"""The tables of a profile, checked one by one: each fault is a sentence that names the key, what was found, what is allowed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

from ..model import MessageError
from ..reading.durations import CALENDAR_DAY, DAYS, WEEK
from ..reading.wording import WORD_LISTS, Wording
from ..reading.wording.morphology import verb_table
from ..registry import Registry, RegistryError, read_entries, registry_of

SEVERITIES = ("error", "warning", "info", "off")

_PAIR = 2
_RULE_CODE = re.compile(r"SOP\d{3}")


class ProfileError(MessageError):
    """The profile cannot be used; the message says which part and why."""


def text(name: str, key: str, value: object) -> str:
    """A text, also an empty one."""
    if isinstance(value, str):
        return value
    raise ProfileError(
        "profile {profile}: `{key}` is {found}; it must be a text", profile=name, key=key, found=repr(value)
    )


def flag(name: str, key: str, value: object) -> bool:
    """Whether something of the form is there."""
    if isinstance(value, bool):
        return value
    raise ProfileError(
        "profile {profile}: [form]: {key} is {found}; it must be true or false",
        profile=name,
        key=key,
        found=repr(value),
    )


def labels(name: str, tables: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    """Language -> key -> label, from several tables of that form, by name."""
    found: dict[str, dict[str, str]] = {}
    for table, languages in tables.items():
        for code, entries in languages.items():
            if not isinstance(entries, Mapping):
                raise ProfileError(
                    "profile {profile}: `{key}` is {found}; it must be a table [{key}]",
                    profile=name,
                    key=f"{table}.{code}",
                    found=repr(entries),
                )
            found.setdefault(code, {}).update(
                (key, text(name, f"{table}.{code}.{key}", label)) for key, label in entries.items()
            )
    return found


def keys(name: str, key: str, value: object) -> tuple[str, ...]:
    """Keys of rows or boxes of the form."""
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return tuple(value)
    raise ProfileError(
        "profile {profile}: [form]: {key} is {found}; it must be a list of names of entries",
        profile=name,
        key=key,
        found=repr(value),
    )


def boxes(name: str, value: object) -> tuple[tuple[str, str], ...]:
    """The boxes of the form, left and right."""
    if isinstance(value, list) and all(
        isinstance(pair, list) and len(pair) == _PAIR and all(isinstance(one, str) for one in pair) for pair in value
    ):
        return tuple((left, right) for left, right in value)
    raise ProfileError(
        "profile {profile}: [form]: boxes is {found}; it must be a list of pairs of names of entries",
        profile=name,
        found=repr(value),
    )


def known_keys(name: str, table: str, data: Mapping[str, Any], allowed: Sequence[str]) -> None:
    """Refuse keys that no table of that name has."""
    unknown = sorted(data.keys() - set(allowed))
    if unknown:
        values = {"profile": name, "table": table, "key": unknown[0], "allowed": ", ".join(sorted(allowed))}
        if table:
            raise ProfileError("profile {profile}: [{table}]: unknown key `{key}`; allowed are {allowed}", **values)
        raise ProfileError("profile {profile}: unknown key `{key}`; allowed are {allowed}", **values)


def severities(name: str, table: Mapping[str, Any]) -> dict[str, str]:
    """Rule code -> severity."""
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


def numbers(name: str, key: str, table: Mapping[str, Any]) -> dict[str, float]:
    """A table of numbers above 0."""
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


def days(name: str, table: Mapping[str, Any]) -> dict[str, float]:
    """Working days in longer units; a calendar day follows the week."""
    known_keys(name, "days", table, tuple(DAYS))
    days = numbers(name, "days", table)
    if WEEK in days:
        days.setdefault(CALENDAR_DAY, days[WEEK] / 7)
    return days


def wording(name: str, table: Mapping[str, Any]) -> Wording:
    """The word lists in lower case."""
    known_keys(name, "wording", table, (*WORD_LISTS, "suggestions"))
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


def registry(name: str, table: Mapping[str, Any], folder: Path) -> tuple[Registry, tuple[str, ...]]:
    """The regulations of a profile and the file they stand in, which lies beside the profile or in this package."""
    known_keys(name, "rules", table, ("regulations",))
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
