"""An SOP that was exported, by this or an earlier version, as a value that can be compared and drawn.

Reading is tolerant: what an earlier version did not write is empty, what a later one adds is passed over.  Texts are brought
to one form (white space, composed Unicode), so that two ways of typing the same thing are the same.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from ..anatomy import CELLS, DATES
from ..model import END, Actor, Flow, FlowKind, MessageError, Node, Shape
from ..ordinals import lettered
from .sop import APPROVAL, CLASSIFICATION, LINES, NEEDS, comparable, showable

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
    fields = {key: comparable(data[key]) for key in LINES if key in data}
    dates, kinds, approval = (_table(data, key) for key in ("dates", "classification", "approval"))
    fields |= {key: comparable(dates[key]) for key in DATES if key in dates}
    fields |= {f"approved-by-{key}": comparable(approval[key]) for key in APPROVAL if key in approval}
    fields |= {key: comparable(kinds[name]) for key in CLASSIFICATION if (name := key.replace("-", "_")) in kinds}
    if "needs" in data:  # written where there is one
        fields |= {key: comparable(_table(data, "needs").get(key)) for key in NEEDS}
    for key in ("replaced-by", "time-limit"):
        if (name := key.replace("-", "_")) in data:
            fields[key] = comparable(data[name])
    return fields


def _actor(data: Mapping[str, Any]) -> Actor:
    label, short = (comparable(data.get(key)) for key in ("label", "short"))
    return Actor(key=str(data["key"]), label=label, short=short, external=bool(data.get("external")))


def _printed(data: Mapping[str, Any]) -> dict[str, str] | None:
    """What is printed, line by line in comparable form."""
    if "printed" not in data:
        return None
    return {
        str(key): "\n".join(showable(line) for line in str(text).split("\n"))
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
        shape=_member(Shape, data.get("shape"), Shape.PROCESS),
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
        kind=_member(FlowKind, data.get("kind"), FlowKind.ARROW),
        unsaid=data.get("unsaid") is True,
    )


def _member(kind: type[_Value], word: object, otherwise: _Value) -> _Value:
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
