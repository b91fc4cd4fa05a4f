"""One SOP as data, written and read in one place.

    as_data(procedure)     what ``sops.json`` holds of it, with number, dates, status, official and times
    content_of(procedure)  what an approval is about, in the same form: texts alone, in the form in which they are compared
    read_procedure(data)   either of them, of this or an earlier version, as a value that can be compared and drawn

Reading is tolerant: what an earlier version did not write is empty, what a later one adds is passed over.  Texts are brought
to one form (white space, composed Unicode), so that two ways of typing the same thing are the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from ..anatomy import CELLS, FORMAT_DEFAULT, NONE_MARK, PROCEDURE_FIELDS, Kind, Place
from ..ledger.digests import NONE_PRINTED, VERSION, seen, with_titles
from ..model import END, Actor, Flow, FlowKind, MessageError, Node, Official, Procedure, Shape, Step
from ..ordinals import lettered
from ..process.times import procedure_time
from ..reading.dates import DateRange

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_UNSHOWABLE = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")
"""Control characters, with which a text could play tricks on a terminal, and halves of characters."""

_LINES = tuple(item.alias for item in PROCEDURE_FIELDS if item.alias in {"number", "revision", "unit", "status"})
_DATES = tuple(item.alias for item in PROCEDURE_FIELDS if item.kind is Kind.DATE)
_CLASSIFICATION = tuple(item.alias for item in PROCEDURE_FIELDS if item.place is Place.CLASSIFICATION)
_APPROVAL = ("position", "name", "nip")
_NEEDS = tuple(item.alias for item in PROCEDURE_FIELDS if item.place is Place.NEEDS)

_DRAWN = ("flowchart", "", None)
"""Formats whose steps are numbered as in a flowchart; an earlier version may have written none."""

_Value = TypeVar("_Value")


class ExportError(MessageError):
    """The file is no export that can be read; the message says why."""


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
    """Items or paragraphs by key, see `anatomy.CELLS`; a cell without a text is an empty tuple."""
    printed: Mapping[str, str] = msgspec.field(default_factory=dict)
    """What is printed of a cell, or of the activity (``text``), where that is more than its plain text."""

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
    printed: Mapping[str, str] | None = None
    """What is printed where it is more than the plain text, see `model.Procedure.printed`; None where an earlier version
    wrote the export."""
    reason: str = field(default="", compare=False)
    """What the author says of the revision."""
    actors: tuple[Actor, ...] = ()
    steps: tuple[ExportedStep, ...] = ()
    nodes: tuple[Node, ...] = ()
    flows: tuple[Flow, ...] = ()
    shortest: float | None = None
    longest: float | None = None
    """Working minutes on the shortest and the longest way; None if there is no way to an end."""
    docname: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)


# -- texts -----------------------------------------------------------------------------------------------------------
def composed(text: str) -> str:
    """Return a text with single spaces and composed letters."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def without_mark(text: str) -> str:
    """Return a text; the dash that says "none" is none."""
    return "" if text.strip() == NONE_MARK else text


def _as_approved(text: str) -> str:
    return without_mark(composed(text))


def comparable(value: object) -> str:
    """Return a text in the form in which texts are compared; what cannot be shown is replaced, what is not there is empty."""
    return "" if value is None else composed(_UNSHOWABLE.sub(REPLACEMENT, str(value)))


# -- writing ---------------------------------------------------------------------------------------------------------
_Writer = Callable[[str], str]
"""Brings a text to the form in which it is written."""


def as_data(procedure: Procedure, title_of: Callable[[str], str] = str) -> dict[str, Any]:
    """Return all of an SOP as plain data."""
    classification = {key.replace("-", "_"): procedure.parsed(key) for key in _CLASSIFICATION}
    classification["format"] = classification["format"] or FORMAT_DEFAULT
    return {
        "name": procedure.name,
        "title": procedure.title,
        "number": without_mark(procedure.text("number")),
        "revision": without_mark(procedure.text("revision")),
        "unit": procedure.unit,
        "status": procedure.status,
        "docname": procedure.docname,
        "line": procedure.location.line,
        "dates": {key: _date(procedure.parsed(key)) for key in _DATES},
        "classification": classification,
        "approval": _official(procedure.parsed("approved-by")),
        "boxes": _boxes(procedure, str),
        "printed": printed_of(procedure, title_of),
        "revision_note": without_mark(procedure.text("revision-note")),
        "needs": {key: procedure.text(key) for key in _NEEDS if procedure.text(key)},
        "actors": _with_short_names(procedure, str),
        "steps": [_step_data(step, str) | {"line": step.location.line} for step in procedure.steps],
        "nodes": _nodes(procedure),
        "flows": _flow_data(procedure, str),
        "time_limit": without_mark(procedure.text("time-limit")),
        "duration": _duration(procedure),
    }


def content_of(procedure: Procedure, title_of: Callable[[str], str] = str) -> dict[str, Any]:
    """Return what an approval is about: no date, status, number, official or place in a file.

    ``title_of`` gives the titles of the SOPs that are referred to by name.
    """
    return _content(procedure, lambda text: seen(without_mark(text))) | {
        "version": VERSION,
        "format": procedure.parsed("format") or FORMAT_DEFAULT,
        "actors": _with_short_names(procedure, seen),
        "printed": printed_of(procedure, title_of),
    }


def content_1(procedure: Procedure) -> dict[str, Any]:
    """Return what an approval was about for version 1 of the fingerprint: plain texts, substitutions by their names."""
    content = _content(procedure, _as_approved)
    former = {key[2:]: _as_approved(text) for key, text in procedure.printed.items() if key.startswith("1/")}
    for key, text in former.items():
        owner, _, name = key.rpartition("/")
        if owner == "box":
            content["boxes"][name] = [_as_approved(item) for item in procedure.printed[f"1/{key}"].split("\n")]
        elif owner:
            content["steps"][int(owner)][name] = text
        else:
            content[key] = text
    return content


def printed_of(procedure: Procedure, title_of: Callable[[str], str] = str) -> dict[str, str]:
    """Return what is printed where it is more than the plain text, by place, with the titles of related SOPs."""
    found = {key: with_titles(text, title_of) for key, text in procedure.printed.items() if not key.startswith("1/")}
    for key in procedure.boxes:
        if procedure.text(key).strip() == NONE_MARK:
            found[f"box/{key}"] = NONE_PRINTED
    for place, step in enumerate(procedure.steps):
        for key in CELLS:
            if key in step.texts and step.texts[key].text.strip() == NONE_MARK:
                found[f"{place}/{key}"] = NONE_PRINTED
    return found


def _content(procedure: Procedure, text: _Writer) -> dict[str, Any]:
    return {
        "name": procedure.name,
        "title": text(procedure.title),
        "unit": text(procedure.unit),
        "boxes": _boxes(procedure, text),
        "actors": _actors(procedure, text),
        "steps": [_step_data(step, text) for step in procedure.steps],
        "nodes": _nodes(procedure),
        "flows": _flow_data(procedure, text),
    }


def _date(parsed: object) -> str | None:
    return parsed.iso if isinstance(parsed, DateRange) else None


def _official(parsed: object) -> dict[str, str]:
    official = parsed if isinstance(parsed, Official) else Official()
    return {"position": official.position, "name": official.name, "nip": official.id}


def _boxes(procedure: Procedure, text: _Writer) -> dict[str, list[str]]:
    fields = procedure.fields
    return {key: list(map(text, fields[key].items)) for key in procedure.boxes if key in fields}


def _actors(procedure: Procedure, text: _Writer) -> list[dict[str, Any]]:
    return [{"key": actor.key, "label": text(actor.label), "external": actor.external} for actor in procedure.actors]


def _with_short_names(procedure: Procedure, text: _Writer) -> list[dict[str, Any]]:
    return [
        one | ({"short": text(actor.short)} if actor.short else {})
        for one, actor in zip(_actors(procedure, text), procedure.actors, strict=True)
    ]


def _step_data(step: Step, text: _Writer) -> dict[str, Any]:
    cells = {key: step.texts[key].text if key in step.texts else "" for key in CELLS}
    return {
        "number": step.number,
        "label": step.label,
        "id": step.id,
        "explicit_id": step.explicit_id,
        "heading": step.heading,
        "text": text(step.text),
        **{key: text(without_mark(cell)) for key, cell in cells.items()},
    }


def _nodes(procedure: Procedure) -> list[dict[str, Any]]:
    return [
        {"id": node.id, "step": node.step, "actors": list(node.actors), "shape": node.shape.value}
        for node in procedure.nodes
    ]


def _flow_data(procedure: Procedure, text: _Writer) -> list[dict[str, str]]:
    return [
        {"source": flow.source, "target": flow.target, "label": text(flow.label), "kind": flow.kind.value}
        for flow in procedure.flows
    ]


def _duration(procedure: Procedure) -> dict[str, Any]:
    """Shortest and longest way through the procedure; null where there is none."""
    time = procedure_time(procedure)
    return {
        "shortest": None if time is None else rounded(time.shortest),
        "longest": None if time is None else rounded(time.longest),
        "unit": "working-minute",
        "unknown_steps": [] if time is None else list(time.unknown_steps),
    }


def rounded(value: float, digits: int = 2) -> int | float:
    """Return a number without a needless fraction."""
    near = round(value, digits)
    return int(near) if near == int(near) else near


# -- reading ---------------------------------------------------------------------------------------------------------
def read_procedure(data: Mapping[str, Any]) -> ExportedProcedure:
    """Read one SOP of an export; raise `ExportError` if a part of it is not what it should be."""
    name = str(data.get("name", ""))
    try:
        duration = _table(data, "duration")
        nodes = tuple(map(_node, _rows(data, "nodes")))
        return ExportedProcedure(
            name=name,
            title=comparable(data.get("title")),
            fields=_fields(data),
            boxes={key: _items(items) for key, items in _table(data, "boxes").items()},
            printed=_printed(data),
            reason=comparable(data.get("revision_note")),
            actors=tuple(map(_actor, _rows(data, "actors"))),
            steps=tuple(_steps(data)),
            nodes=nodes,
            flows=tuple(_flows(data, {node.id for node in nodes})),
            shortest=number_in(duration.get("shortest")),
            longest=number_in(duration.get("longest")),
            docname=str(data.get("docname", "")),
            line=int(data.get("line") or 0),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        template = "the SOP `{name}` in it cannot be read: {reason}"
        raise ExportError(template, name=name, reason=f"{type(error).__name__}: {error}") from error


# -- reading its parts -----------------------------------------------------------------------------------------------
def _fields(data: Mapping[str, Any]) -> dict[str, str]:
    """Every entry that the export knows, empty ones too: one that is missing was not written by that version."""
    found = {key: comparable(data[key]) for key in _LINES if key in data}
    dates, kinds, approval = (_table(data, key) for key in ("dates", "classification", "approval"))
    found |= {key: comparable(dates[key]) for key in _DATES if key in dates}
    found |= {f"approved-by-{key}": comparable(approval[key]) for key in _APPROVAL if key in approval}
    found |= {key: comparable(kinds[name]) for key in _CLASSIFICATION if (name := key.replace("-", "_")) in kinds}
    if "needs" in data:  # written where there is one
        found |= {key: comparable(_table(data, "needs").get(key)) for key in _NEEDS}
    if "time_limit" in data:
        found["time-limit"] = comparable(data["time_limit"])
    return found


def _actor(data: Mapping[str, Any]) -> Actor:
    label, short = (comparable(data.get(key)) for key in ("label", "short"))
    return Actor(key=str(data["key"]), label=label, short=short, external=bool(data.get("external")))


def _printed(data: Mapping[str, Any]) -> dict[str, str] | None:
    """What is printed, line by line in comparable form."""
    if "printed" not in data:
        return None
    return {
        str(key): "\n".join(_UNSHOWABLE.sub(REPLACEMENT, line) for line in str(text).split("\n"))
        for key, text in _table(data, "printed").items()
    }


def _steps(data: Mapping[str, Any]) -> Iterator[ExportedStep]:
    rows = _rows(data, "steps")
    numbers = [str(row.get("number", "")) for row in rows]
    labels = [comparable(row.get("label", number)) for row, number in zip(rows, numbers, strict=True)]
    listed = _table(data, "classification").get("format") not in _DRAWN
    printed = lettered(zip(numbers, labels, strict=True)) if listed else {}
    whole = _printed(data) or {}
    for place, (row, number, label) in enumerate(zip(rows, numbers, labels, strict=True)):
        cells = {key: whole[f"{place}/{key}"] for key in ("text", *CELLS) if f"{place}/{key}" in whole}
        yield _step(row, number, label, printed.get(number, label), cells)


def _step(data: Mapping[str, Any], number: str, label: str, printed: str, cells: Mapping[str, str]) -> ExportedStep:
    return ExportedStep(
        id=str(data["id"]),
        explicit_id=bool(data.get("explicit_id")),
        number=number,
        label=printed,
        own_label="" if label == number else label,
        heading=bool(data.get("heading")),
        text=comparable(data.get("text")),
        cells={key: _items(str(data.get(key) or "").split("\n")) for key in CELLS},
        printed=cells,
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
        label=comparable(data.get("label")),
        kind=_known(FlowKind, data.get("kind"), FlowKind.ARROW),
    )


def _known(kind: type[_Value], word: object, otherwise: _Value) -> _Value:
    """A word of an enumeration; one that a later version added counts as the usual one."""
    try:
        return kind(word)  # type: ignore[call-arg]
    except ValueError:
        return otherwise


def number_in(value: object) -> float | None:
    """Return a number; None where something else stands."""
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _items(items: object) -> tuple[str, ...]:
    if not isinstance(items, Iterable) or isinstance(items, (str, Mapping)):
        raise TypeError(f"a list was expected, not {items!r}")
    return tuple(text for item in items if (text := comparable(item)))


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
