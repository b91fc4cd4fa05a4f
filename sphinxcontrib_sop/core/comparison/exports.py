"""Exports of a manual, read back: ``sops.json`` of this or an earlier version as values that can be compared.

Reading is tolerant: what an earlier version did not write is empty, what a later one adds is passed over.  Texts are brought
to one form (white space, composed Unicode), so that two ways of typing the same thing are the same.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from ..anatomy import PROCEDURE_FIELDS, Kind, Place
from ..model import END, Actor, Flow, FlowKind, Message, Node, Shape
from ..ordinals import lettered
from ..reading.durations import DAYS, HOURS_PER_DAY, WorkingTime

SCHEMA_VERSION = 1
"""Newest version of ``sops.json`` that is understood."""

CELLS = ("inputs", "time", "output", "notes")
"""Cells of a row beside the activity."""

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_UNSHOWABLE = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")
"""Control characters, with which a text could play tricks on a terminal, and halves of characters."""

_SCHEMA = re.compile(r"sops-(\d+)\.json$")
_DATES = tuple(item.alias for item in PROCEDURE_FIELDS if item.kind is Kind.DATE)
_CLASSIFICATION = tuple(item.alias for item in PROCEDURE_FIELDS if item.place is Place.CLASSIFICATION)
_APPROVAL = ("position", "name", "nip")
_NEEDS = tuple(item.alias for item in PROCEDURE_FIELDS if item.place is Place.NEEDS)

_DRAWN = ("flowchart", "", None)
"""Formats whose steps are numbered as in a flowchart; an earlier version may have written none."""

_Value = TypeVar("_Value")


class ExportError(ValueError):
    """The file is no export that can be read; the message says why."""

    def __init__(self, template: str, /, **values: object) -> None:
        super().__init__(template)
        self.message = Message(template=template, values=values)

    def __str__(self) -> str:
        return str(self.message)


class ExportedStep(Struct, frozen=True, kw_only=True):
    """One row of the flowchart table."""

    id: str
    explicit_id: bool
    number: str
    label: str
    """What is printed as its number."""
    own_label: str
    """The label if it was typed; empty where it just follows from the position."""
    heading: bool
    text: str
    cells: Mapping[str, tuple[str, ...]]
    """Items or paragraphs by key, see `CELLS`; a cell without a text is an empty tuple."""

    @property
    def parent(self) -> str:
        """Number of the heading row above a sub-step; empty for a step of its own."""
        return self.number.rpartition(".")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedProcedure:
    """One SOP."""

    name: str
    title: str
    fields: Mapping[str, str] = field(default_factory=dict)
    """Entries of the identity form, classification and needs by key, as exported: dates in ISO form, choices by value.

    An entry without a value is empty; one that is missing is unknown, as an earlier version did not export it."""
    boxes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Items of the boxes by key."""
    actors: tuple[Actor, ...] = ()
    steps: tuple[ExportedStep, ...] = ()
    nodes: tuple[Node, ...] = ()
    flows: tuple[Flow, ...] = ()
    shortest: float | None = None
    longest: float | None = None
    """Working minutes on the shortest and the longest way; None if there is no way to an end."""
    docname: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)


class ExportedManual(Struct, frozen=True, kw_only=True):
    """All SOPs of a manual; each is read when it is asked for, since most of them need no second look."""

    project: str = ""
    language: str = ""
    profile: str = ""
    """Name of a built-in profile, where the export names one."""
    generator: str = ""
    working_time: WorkingTime = msgspec.field(default_factory=WorkingTime)
    sops: tuple[Mapping[str, Any], ...] = ()
    """The SOPs as they stand in the file."""

    @property
    def procedures(self) -> tuple[ExportedProcedure, ...]:
        """The SOPs as values, in the order of the manual."""
        return tuple(map(read_procedure, self.sops))


def read_export(text: str | bytes) -> ExportedManual:
    """Read the text of a ``sops.json``; raise `ExportError` if it is none, or one of a later version."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ExportError("it is not JSON: {reason}", reason=str(error)) from error
    return read_manual(data)


def read_manual(data: object) -> ExportedManual:
    """Read the content of a ``sops.json``; raise `ExportError` if it is none, or one of a later version."""
    if not isinstance(data, Mapping) or not isinstance(data.get("sops"), list):
        raise ExportError("it is not an export of SOPs; `sphinx-build -b sop-json` writes one")
    version = _SCHEMA.search(str(data.get("$schema", "")))
    if version and int(version[1]) > SCHEMA_VERSION:
        raise ExportError(
            "{generator} wrote it, a later version than this one; update sphinxcontrib-sop to read it",
            generator=str(data.get("generator") or "sphinxcontrib-sop"),
        )
    for place, sop in enumerate(data["sops"], start=1):
        if not isinstance(sop, Mapping) or not isinstance(sop.get("name"), str):
            raise ExportError("SOP {place} in it has no name", place=place)
    about = data.get("manual")
    about = about if isinstance(about, Mapping) else {}
    return ExportedManual(
        project=_text(about.get("project")),
        language=_text(about.get("language")),
        profile=_text(about.get("profile")),
        generator=_text(data.get("generator")),
        working_time=_working_time(about.get("working_time")),
        sops=tuple(data["sops"]),
    )


def read_procedure(data: Mapping[str, Any]) -> ExportedProcedure:
    """Read one SOP of an export; raise `ExportError` if a part of it is not what it should be."""
    name = str(data.get("name", ""))
    try:
        duration = _table(data, "duration")
        nodes = tuple(map(_node, _rows(data, "nodes")))
        return ExportedProcedure(
            name=name,
            title=_text(data.get("title")),
            fields=_fields(data),
            boxes={key: _items(items) for key, items in _table(data, "boxes").items()},
            actors=tuple(
                Actor(key=str(one["key"]), label=_text(one.get("label")), external=bool(one.get("external")))
                for one in _rows(data, "actors")
            ),
            steps=tuple(_steps(data)),
            nodes=nodes,
            flows=tuple(_flows(data, {node.id for node in nodes})),
            shortest=_number(duration.get("shortest")),
            longest=_number(duration.get("longest")),
            docname=str(data.get("docname", "")),
            line=int(data.get("line") or 0),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        if isinstance(error, ExportError):
            raise
        template = "the SOP `{name}` in it cannot be read: {reason}"
        raise ExportError(template, name=name, reason=f"{type(error).__name__}: {error}") from error


def plain(text: str) -> str:
    """Return a text in the form in which texts are compared; what cannot be shown is replaced."""
    return " ".join(_UNSHOWABLE.sub(REPLACEMENT, unicodedata.normalize("NFC", text)).split())


# -- parts of an SOP -------------------------------------------------------------------------------------------------
def _fields(data: Mapping[str, Any]) -> dict[str, str]:
    """Every entry that the export knows, empty ones too: one that is missing was not written by that version."""
    found = {key: _text(data[key]) for key in ("number", "revision", "unit", "status") if key in data}
    dates, kinds, approval = (_table(data, key) for key in ("dates", "classification", "approval"))
    found |= {key: _text(dates[key]) for key in _DATES if key in dates}
    found |= {f"approved-by-{key}": _text(approval[key]) for key in _APPROVAL if key in approval}
    found |= {key: _text(kinds[name]) for key in _CLASSIFICATION if (name := key.replace("-", "_")) in kinds}
    if "needs" in data:  # written where there is one
        found |= {key: _text(_table(data, "needs").get(key)) for key in _NEEDS}
    if "time_limit" in data:
        found["time-limit"] = _text(data["time_limit"])
    return found


def _steps(data: Mapping[str, Any]) -> Iterator[ExportedStep]:
    rows = _rows(data, "steps")
    numbers = [str(row.get("number", "")) for row in rows]
    labels = [_text(row.get("label", number)) for row, number in zip(rows, numbers, strict=True)]
    listed = _table(data, "classification").get("format") not in _DRAWN
    printed = lettered(zip(numbers, labels, strict=True)) if listed else {}
    for row, number, label in zip(rows, numbers, labels, strict=True):
        yield _step(row, number, label, printed.get(number, label))


def _step(data: Mapping[str, Any], number: str, label: str, printed: str) -> ExportedStep:
    return ExportedStep(
        id=str(data["id"]),
        explicit_id=bool(data.get("explicit_id")),
        number=number,
        label=printed,
        own_label="" if label == number else label,
        heading=bool(data.get("heading")),
        text=_text(data.get("text")),
        cells={key: _items(str(data.get(key) or "").split("\n")) for key in CELLS},
    )


def _node(data: Mapping[str, Any]) -> Node:
    return Node(
        id=str(data["id"]),
        step=str(data["step"]),
        actors=tuple(map(str, data["actors"])),
        shape=_known(Shape, data.get("shape"), Shape.PROCESS),
    )


def _flows(data: Mapping[str, Any], nodes: Set[str]) -> Iterator[Flow]:
    """The arrows that lead from a symbol to a symbol or to the end; there are no others unless the file was changed."""
    for flow in map(_flow, _rows(data, "flows")):
        if flow.source in nodes and (flow.target in nodes or flow.target == END):
            yield flow


def _flow(data: Mapping[str, Any]) -> Flow:
    return Flow(
        source=str(data["source"]),
        target=str(data["target"]),
        label=_text(data.get("label")),
        kind=_known(FlowKind, data.get("kind"), FlowKind.ARROW),
    )


def _known(kind: type[_Value], word: object, otherwise: _Value) -> _Value:
    """A word of an enumeration; one that a later version added counts as the usual one."""
    try:
        return kind(word)  # type: ignore[call-arg]
    except ValueError:
        return otherwise


def _working_time(data: object) -> WorkingTime:
    if not isinstance(data, Mapping):
        return WorkingTime()
    days = data.get("days")
    units = days if isinstance(days, Mapping) else {}
    return WorkingTime(
        hours_per_day=_number(data.get("hours_per_day")) or HOURS_PER_DAY,
        days={unit: count for unit in DAYS if (count := _number(units.get(unit)))},
    )


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _text(value: object) -> str:
    """A text in comparable form; whatever else stands there as text, nothing if nothing does."""
    return "" if value is None else plain(str(value))


def _items(items: object) -> tuple[str, ...]:
    if not isinstance(items, Iterable) or isinstance(items, (str, Mapping)):
        raise TypeError(f"a list was expected, not {items!r}")
    return tuple(text for item in items if (text := _text(item)))


def _table(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = data.get(key) or {}
    if not isinstance(value, Mapping):
        raise TypeError(f"`{key}` is {value!r}")
    return value


def _rows(data: Mapping[str, Any], key: str) -> Sequence[Mapping[str, Any]]:
    value = data.get(key) or []
    if not isinstance(value, Sequence) or not all(isinstance(row, Mapping) for row in value):
        raise TypeError(f"`{key}` is {value!r}")
    return value
