"""What is different between two manuals, as values.

A change names what it is about and holds both sides; nothing here is a sentence yet, see `remarks`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from msgspec import Struct

from ..exchange.exported import ExportedProcedure, ExportedStep
from ..exchange.json import ExportedManual
from ..model import Actor, Flow
from ..reading.durations import WorkingTime
from .splits import Split


class Kind(StrEnum):
    """What happened to a thing."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


class FieldChange(Struct, frozen=True, kw_only=True):
    """Another value of an entry of the SOP, its name or its title; a side without one is empty."""

    key: str
    """``name``, ``title``, a key of ``ExportedProcedure.fields``, or ``approved-by`` for the official as a whole."""
    old: str
    new: str


class ItemChange(Struct, frozen=True, kw_only=True):
    """One item of a box of the identity form."""

    kind: Kind
    box: str
    old: str = ""
    new: str = ""
    old_place: int | None = None
    new_place: int | None = None
    """Position in the box, counted from 0."""


class ActorChange(Struct, frozen=True, kw_only=True):
    """A lane that was added, removed or called differently, or that stands elsewhere."""

    kind: Kind
    old: Actor | None = None
    new: Actor | None = None


class CellChange(Struct, frozen=True, kw_only=True):
    """Another content of one cell of a row."""

    key: str
    """``text``, ``actors`` (labels of the symbols from left to right), ``shape``, ``label``, or one of `CELLS`."""
    old: tuple[str, ...]
    new: tuple[str, ...]


class StepChange(Struct, frozen=True, kw_only=True):
    """A step that is new, gone, different or elsewhere; a moved one may have changed cells, too."""

    kind: Kind
    old: ExportedStep | None = None
    new: ExportedStep | None = None
    cells: tuple[CellChange, ...] = ()
    old_arrows: tuple[Flow, ...] = ()
    new_arrows: tuple[Flow, ...] = ()
    """Arrows that are gone or new because of this step: those of an added or removed one, of one that moved, and of a
    symbol that came or went."""


class FlowChange(Struct, frozen=True, kw_only=True):
    """An arrow between symbols that are in both versions."""

    kind: Kind
    """CHANGED: it leads elsewhere, has another label or another head."""
    old: Flow | None = None
    new: Flow | None = None

    @property
    def relabelled(self) -> bool:
        """True if both sides are there and their labels differ."""
        return self.old is not None and self.new is not None and self.old.label != self.new.label


class TimeChange(Struct, frozen=True, kw_only=True):
    """Effect on how long the procedure takes, in working minutes; None: there was, or is, no way to an end."""

    key: str
    """``shortest`` or ``longest``."""
    old: float | None
    new: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What is different in one SOP; false if nothing is."""

    old: ExportedProcedure
    new: ExportedProcedure
    fields: tuple[FieldChange, ...] = ()
    items: tuple[ItemChange, ...] = ()
    actors: tuple[ActorChange, ...] = ()
    steps: tuple[StepChange, ...] = ()
    flows: tuple[FlowChange, ...] = ()
    times: tuple[TimeChange, ...] = ()
    """An effect of the rest, not a change of its own."""
    splits: tuple[Split, ...] = field(default=(), compare=False)
    """Steps that became several; each is also among ``steps``, and so are its parts."""
    pairs: tuple[tuple[ExportedStep | None, ExportedStep | None], ...] = field(default=(), compare=False)
    """Every step of both versions, changed or not, in the order in which they are read side by side."""

    def __bool__(self) -> bool:
        return any((self.fields, self.items, self.actors, self.steps, self.flows))

    @property
    def renamed(self) -> bool:
        """True if the SOP has another name or title."""
        return any(change.key in {"name", "title"} for change in self.fields)

    def field(self, key: str) -> FieldChange | None:
        """The change of an entry."""
        return next((change for change in self.fields if change.key == key), None)

    def step(self, step: ExportedStep) -> StepChange | None:
        """The change of a step of either version."""
        return next((change for change in self.steps if change.old is step or change.new is step), None)


class ManualChanges(Struct, frozen=True, kw_only=True):
    """What is different between two manuals; false if nothing is."""

    old: ExportedManual
    new: ExportedManual
    added: tuple[ExportedProcedure, ...] = ()
    removed: tuple[ExportedProcedure, ...] = ()
    changed: tuple[Changes, ...] = ()
    """In the order of the new manual."""
    working_times: tuple[WorkingTime, WorkingTime] | None = None
    """Both conversions of times if they differ: then every duration of the manual may be another one."""

    def __bool__(self) -> bool:
        return any((self.added, self.removed, self.changed, self.working_times))

    @property
    def renamed(self) -> Iterator[Changes]:
        """The SOPs with another name or title."""
        return (changes for changes in self.changed if changes.renamed)
