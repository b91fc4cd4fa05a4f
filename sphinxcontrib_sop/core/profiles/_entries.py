"""What each entry of a profile must be; an entry that cannot be used is left out and named."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from msgspec import Struct, field

from ..model import Message
from ..reading.durations import DAYS
from ..reading.values import one_of, unusable
from ..reading.wording import WORD_LISTS

SEVERITIES = ("error", "warning", "info", "off")
_RULE_CODE = re.compile(r"SOP\d{3}")


class _Value(Struct, frozen=True):
    """What a value must be."""

    fits: Callable[[Any], bool]
    allowed: str | Message


class _Table(Struct, frozen=True, kw_only=True):
    """A table: entries by key, or any number of entries of one kind."""

    entries: Mapping[str, Any] = field(default_factory=dict)
    """Key -> `_Value` or `_Table`."""
    every: Any = None
    """What every entry is, whatever its key."""
    code: bool = False
    """True if the keys are codes of rules."""


def _is_pair(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and _are_texts(value)  # noqa: PLR2004 - left and right


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_amount(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value > 0


_TEXT = _Value(lambda value: isinstance(value, str), Message(template="a text"))
_FLAG = _Value(lambda value: isinstance(value, bool), "true, false")
_AMOUNT = _Value(_is_amount, Message(template="a number above 0"))
_NAMES = _Value(_are_texts, Message(template="a list of names of entries"))
_WORDS = _Value(_are_texts, Message(template="a list of words"))
_PAIRS = _Value(
    lambda value: isinstance(value, list) and all(map(_is_pair, value)),
    Message(template="a list of pairs of names of entries"),
)
_SEVERITY = _Value(lambda value: value in SEVERITIES, ", ".join(SEVERITIES))
_LABELS = _Table(every=_Table(every=_TEXT))

_PROFILE = _Table(
    entries={
        "extends": _TEXT,
        "regulation": _TEXT,
        "labels": _LABELS,
        "documents": _LABELS,
        "form": _Table(entries={"rows": _NAMES, "boxes": _PAIRS, "extra_boxes": _NAMES, "column_numbers": _FLAG}),
        "rules": _Table(entries={"regulations": _TEXT}),
        "severities": _Table(every=_SEVERITY, code=True),
        "limits": _Table(every=_AMOUNT),
        "days": _Table(entries=dict.fromkeys(DAYS, _AMOUNT)),
        "wording": _Table(entries={**dict.fromkeys(WORD_LISTS, _WORDS), "suggestions": _Table(every=_TEXT)}),
    }
)


def usable(file: str, data: Mapping[str, Any], messages: list[Message]) -> dict[str, Any]:
    """Return the entries of the file of a profile that can be used, and add a message for each that cannot."""
    return dict(_entries(file, "", data, _PROFILE, messages))


def _entries(
    file: str, above: str, data: Mapping[str, Any], table: _Table, messages: list[Message]
) -> Iterator[tuple[str, Any]]:
    for key, value in data.items():
        name = f"[{above}] {key}" if above else key
        expected = table.every or table.entries.get(key)
        if table.code and not _RULE_CODE.fullmatch(key):
            messages.append(unusable(file, name, value, Message(template="the code of a rule, such as SOP301")))
        elif expected is None:
            messages.append(unusable(file, name, value, one_of(tuple(table.entries), key)))
        elif isinstance(expected, _Value):
            if expected.fits(value):
                yield key, value
            else:
                messages.append(unusable(file, name, value, expected.allowed))
        elif isinstance(value, Mapping):
            below = f"{above}.{key}" if above else key
            yield key, dict(_entries(file, below, value, expected, messages))
        else:
            values = {"table": f"{above}.{key}" if above else key}
            messages.append(unusable(file, name, value, Message(template="a table [{table}]", values=values)))
