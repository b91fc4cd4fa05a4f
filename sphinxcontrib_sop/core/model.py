"""The procedure as a value: what a manual says, freed from its markup.

Everything here is immutable, can be pickled and compared, and knows neither Sphinx nor docutils.  Texts are plain and in
the source language of the manual.
"""

import dataclasses
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from msgspec import Struct, field

END = "selesai"
"""Target of a flow by which the procedure ends; there is no node of that name."""


class Shape(StrEnum):
    """The symbols that stand for an activity; arrow and off-page connector are drawn, not chosen."""

    TERMINATOR = "terminator"
    PROCESS = "process"
    DECISION = "decision"


class FlowKind(StrEnum):
    """How an arrow is drawn: one head, a head at both ends, none."""

    ARROW = "arrow"
    TWO_WAY = "two-way"
    LINE = "line"


class Location(Struct, frozen=True, kw_only=True, order=True):
    """A place in a source file; ``line`` counts from 1, 0 means the file as a whole."""

    path: str
    line: int

    def seen_from(self, folder: Path) -> "Location":
        """The same place; its path, if it is absolute, as seen from a folder and with ``/``."""
        if not Path(self.path).is_absolute():
            return self
        try:
            path = Path(os.path.relpath(self.path, folder))
        except ValueError:  # another drive
            path = Path(self.path)
        return Location(path=path.as_posix(), line=self.line)


class Message(Struct, frozen=True, kw_only=True):
    """A sentence for a person: an English template with named places, and the values for them.

    Kept apart so that the sentence can be said in the language of whoever reads it.
    """

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template.format_map(self.values) if self.values else self.template


class MessageError(Exception):
    """Something that cannot be done; the message says why."""

    def __init__(self, template: str, /, **values: object) -> None:
        super().__init__(template)
        self.message = Message(template=template, values=values)

    def __str__(self) -> str:
        return str(self.message)


class Fault(Struct, frozen=True, kw_only=True):
    """Something that was wrong while an SOP was read, kept so that an unchanged build still reports it."""

    code: str
    message: Message
    location: Location
    step: str = ""
    """`Step.id` if the fault lies in a step."""
    soft: bool = False
    """True where the catalogue counts this case less severe than the rest of its code."""


class Value(Struct, frozen=True, kw_only=True):
    """What was typed for one entry: its plain text, the items it consists of and what it was read as."""

    text: str
    location: Location
    items: tuple[str, ...] = ()
    """Items of a list, else paragraphs or lines."""
    parsed: Any = None
    """A `DateRange`, a `Duration`, the value of a choice, an `Official` ...; None where the text could not be read."""


class Official(Struct, frozen=True, kw_only=True):
    """Who approves: position, name and number of identity as printed under the signature."""

    position: str = ""
    name: str = ""
    id: str = ""
    id_kind: str = "NIP"
    rank: str = ""
    acting: str = ""
    on_behalf: tuple[str, ...] = ()
    key: str = ""


class Actor(Struct, frozen=True, kw_only=True):
    """One lane of the flowchart table."""

    key: str
    label: str
    short: str = ""
    external: bool = False
    declared: bool = True
    """False for an actor that a step uses without the procedure or the manual declaring it."""
    location: Location | None = None


class Step(Struct, frozen=True, kw_only=True):
    """One row of the flowchart table; a heading row has sub-steps and no symbol."""

    id: str
    """The `id` entry, else the ordinal."""
    explicit_id: bool
    number: str
    """Ordinal within the procedure: "3", "3.2"."""
    label: str
    """What is printed in the column No."""
    level: int
    heading: bool
    text: str
    texts: Mapping[str, Value]
    """Values of the cells by key of their field: inputs, time, output, notes."""
    location: Location
    parts: tuple[tuple[str, ...], ...] = ()
    """The paragraphs and lists that `text` consists of: a paragraph has one text, a list as many as it has items."""
    entry_locations: Mapping[str, Location] = field(default_factory=dict)
    ends: bool = False
    """True if the flag `selesai` stands here."""
    entering: str | None = None
    """Node where arrows come in; None for a heading or a step without an actor."""
    leaving: str | None = None
    """Node from which the flow leaves."""
    ignored: tuple[str, ...] = ()

    def line_of(self, *keys: str) -> Location:
        """Location of the first of these entries that was typed, else of the directive."""
        return next((self.entry_locations[key] for key in keys if key in self.entry_locations), self.location)


class Node(Struct, frozen=True, kw_only=True):
    """One symbol: several actors mean one symbol over their lanes."""

    id: str
    step: str
    actors: tuple[str, ...]
    shape: Shape


class Flow(Struct, frozen=True, kw_only=True):
    """One arrow from a node to a node or to `END`."""

    source: str
    target: str
    label: str = ""
    kind: FlowKind = FlowKind.ARROW
    location: Location | None = None
    drawn_by: str = ""
    """Key of the entry that made it (`yes`, `flows` ...), empty for the default arrow to the next row."""
    numbered: bool = False
    """True if its target was named by an ordinal, which changes when a row is inserted."""
    unsaid: bool = False
    """True for the end that nobody typed: the answer of a decision left open in the last row."""


class Exit(Struct, frozen=True, kw_only=True):
    """An arrow that was asked for but leads nowhere: it is reported, not drawn."""

    source: str
    step: str
    label: str
    target: str
    location: Location


class Identified(Protocol):
    """What layout and narration need of a step."""

    @property
    def id(self) -> str: ...


class Process(Protocol):
    """What layout and narration need of an SOP: a `Procedure`, or one that was read from an export."""

    @property
    def actors(self) -> tuple[Actor, ...]: ...
    @property
    def steps(self) -> Sequence[Identified]: ...
    @property
    def nodes(self) -> tuple[Node, ...]: ...
    @property
    def flows(self) -> tuple[Flow, ...]: ...


@dataclass(frozen=True, slots=True, kw_only=True)  # no struct: `packing` makes one that has not all its fields yet
class Procedure:
    """One SOP."""

    name: str
    title: str
    docname: str
    anchor: str
    """Anchor of the SOP in its document; that of a step is ``<anchor>--<step id>``."""
    location: Location
    fields: Mapping[str, Value]
    """Values of the entries by key of their field; entries that were not typed are absent."""
    actors: tuple[Actor, ...]
    actors_declared: bool
    """True if the lanes are declared here; else they follow from the steps."""
    steps: tuple[Step, ...]
    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]
    dangling: tuple[Exit, ...] = ()
    faults: tuple[Fault, ...] = ()
    boxes: tuple[str, ...] = ()
    """Keys of the boxes of the form, in the order of the form."""
    unit: str = ""
    """Printed name of the unit."""
    ignored: tuple[str, ...] = ()
    printed: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """What is printed where it is more than the plain text: ``title``, ``letterhead``, ``logos``, ``before`` and ``after``
    the steps, ``box/<key>``, ``<place of the step>/<cell>``; behind ``1/`` the text without substitutions."""
    references: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    """Key of an entry -> what roles in it name: SOPs in ``related`` and ``notes`` (of the steps), in ``legal-basis`` the
    laws that the registry lacks."""

    @property
    def status(self) -> str:
        """draft, ready, in-force or revoked."""
        return str(self.parsed("status") or "draft")

    def text(self, key: str) -> str:
        """Plain text of an entry, empty if it was not typed."""
        value = self.fields.get(key)
        return value.text if value else ""

    def parsed(self, key: str) -> Any:
        """What an entry was read as; None if it was not typed or could not be read."""
        value = self.fields.get(key)
        return value.parsed if value else None

    def line_of(self, *keys: str) -> Location:
        """Location of the first of these entries that was typed, else of the directive."""
        return next((self.fields[key].location for key in keys if key in self.fields), self.location)

    def step_anchor(self, step: str) -> str:
        """Anchor of a step in the SOP's document."""
        return f"{self.anchor}--{step}"

    def lane_anchor(self, actor: str) -> str:
        """Anchor of the column of an actor; that of a step ``lane--<actor>`` is another one."""
        anchor = f"{self.anchor}--lane--{actor}"
        steps = {self.step_anchor(step.id) for step in self.steps}
        while anchor in steps:
            anchor += "-"
        return anchor

    def rows(self) -> Iterator[Step]:
        """The steps that carry symbols, in order."""
        return (step for step in self.steps if not step.heading)


class Need(Struct, frozen=True, kw_only=True):
    """One row of an inventory: a function and the SOP it needs."""

    function: str
    title: str
    """Of the SOP, or its name or number; empty if there is none yet."""
    location: Location


class Manual(Struct, frozen=True, kw_only=True):
    """All SOPs of a manual, in the order of their documents and lines."""

    procedures: tuple[Procedure, ...]
    faults: tuple[Fault, ...] = ()
    """Faults outside any procedure."""
    documents: Mapping[str, Location] = field(default_factory=dict)
    """Kinds of its documents (cover, decree, approval, usage, contents ...) and where each first stands."""
    needs: tuple[Need, ...] = ()
    """Rows of its inventories; empty if it has none."""
    approvals: Mapping[str, Any] = field(default_factory=dict)
    """What the ledger says of each SOP, by name: an `ledger.ApprovalState`; empty if there is no ledger."""
    ledger_faults: tuple[Any, ...] = ()
    """What is wrong with the ledger: `ledger.LedgerFault`."""
