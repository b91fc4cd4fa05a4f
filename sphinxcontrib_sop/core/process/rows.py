"""The steps of a procedure as rows: numbered, named, with the symbols of their actors; what a target means among them."""

from collections.abc import Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from ..anatomy import END_WORDS, FIRST_WORDS, PREVIOUS_WORDS, RESERVED_WORDS, STEP_ANATOMY, Place, nearest
from ..model import END, Fault, Location, Message, Value
from ..reading.grammar import NAME, ActorRef, ActorRow, Arrow, Branch, Group, Target
from .lanes import Lanes

MAX_LEVEL = 1
"""Deepest level of sub-steps, counted from 0."""

_FLOW_FIELDS = tuple(field for field in STEP_ANATOMY.at(Place.FLOW) if field.alias != "actors")
"""Entries that steer the arrows of a row or the symbols in it."""


class StepDraft(Struct, kw_only=True):
    """What was typed for one step."""

    text: str
    location: Location
    id: str = ""
    label: str = ""
    ordinal: str = ""
    """What stands in the column No of a table: printed where it is not the position of the step."""
    parts: tuple[tuple[str, ...], ...] = ()
    """As in `Step`."""
    texts: Mapping[str, Value] = field(default_factory=dict)
    row: ActorRow = field(default_factory=lambda: ActorRow(groups=()))
    shape: str = ""
    yes: Target | None = None
    no: Target | None = None
    branches: Sequence[Branch] = ()
    next: Sequence[Target] = ()
    arrows: Sequence[Arrow] = ()
    end: bool = False
    entries: Mapping[str, Location] = field(default_factory=dict)
    """Location of every entry that was typed, by key of its field."""
    ignored: tuple[str, ...] = ()
    children: list["StepDraft"] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def at(self, *keys: str) -> Location:
        """Location of the first of these entries that was typed, else of the directive."""
        return next((self.entries[key] for key in keys if key in self.entries), self.location)


class RowSymbol(Struct, kw_only=True):
    """A symbol while its shape is not decided yet."""

    id: str
    actors: tuple[str, ...]
    bracket: str


class StepRow(Struct, kw_only=True):
    """A step while the flow is built."""

    draft: StepDraft
    id: str
    explicit_id: bool
    number: str
    level: int
    heading: bool
    symbols: list[RowSymbol] = field(default_factory=list)
    leaving: int = -1
    decision: bool = False
    """True if the author gave it answers."""

    @property
    def entering_id(self) -> str | None:
        return self.symbols[0].id if self.symbols else None

    @property
    def leaving_id(self) -> str | None:
        return self.symbols[self.leaving].id if self.symbols else None


class Rows:
    """The rows of a procedure in order, and the faults found so far.

    Numbers and ids are settled at once; the actors of the rows are read from left to right, as `lanes` gains those that
    only steps name.
    """

    def __init__(self, drafts: Sequence[StepDraft], lanes: Lanes) -> None:
        self.lanes = lanes
        self.every: list[StepRow] = []
        self.faults: list[Fault] = []
        self._explicit: dict[str, StepRow] = {}
        self._number(drafts, "", 0)
        self.leaves = [row for row in self.every if not row.heading]
        for row in self.every:
            if row.heading:
                self._report_idle(row)
        for row in self.leaves:
            self._read_actors(row)

    # -- numbers and ids ---------------------------------------------------------------------------------------------
    def _number(self, drafts: Sequence[StepDraft], prefix: str, level: int) -> None:
        for ordinal, draft in enumerate(drafts, start=1):
            number = f"{prefix}{ordinal}"
            explicit = self._usable_id(draft)
            row = StepRow(
                draft=draft,
                id=draft.id if explicit else number,
                explicit_id=explicit,
                number=number,
                level=level,
                heading=bool(draft.children),
            )
            if explicit:
                self._explicit[draft.id] = row
            self.every.append(row)
            self.faults += (replace(fault, step=row.id) for fault in draft.faults)
            if level == MAX_LEVEL and draft.children:
                self.fault(row, "SOP118", "a sub-step cannot have sub-steps of its own", at=draft.children[0].location)
            self._number(draft.children, f"{number}.", level + 1)

    def _usable_id(self, draft: StepDraft) -> bool:
        word = draft.id
        if not word:
            return False
        if word in self._explicit:
            first = self._explicit[word].draft.location.line
            self._draft_fault(draft, "SOP209", "the id `{id}` is used twice, first in line {line}", id=word, line=first)
        elif word.casefold() in RESERVED_WORDS:
            self._draft_fault(
                draft, "SOP114", "`{id}` cannot be an id: as a target it has a meaning of its own", id=word
            )
        elif word.replace(".", "").isdigit():
            self._draft_fault(draft, "SOP114", "`{id}` cannot be an id: a number means the position of a step", id=word)
        elif not NAME.fullmatch(word):
            self._draft_fault(draft, "SOP114", "`{id}` cannot be an id: use letters, digits, `-`, `_` and `.`", id=word)
        else:
            return True
        return False

    @staticmethod
    def _draft_fault(draft: StepDraft, code: str, template: str, /, **values: object) -> None:
        message = Message(template=template, values=values)
        draft.faults.append(Fault(code=code, message=message, location=draft.at("id")))

    def fault(self, row: StepRow, code: str, template: str, /, *, at: Location, **values: object) -> None:
        """Note what is wrong with a row."""
        self.faults.append(
            Fault(code=code, message=Message(template=template, values=values), location=at, step=row.id)
        )

    def _report_idle(self, row: StepRow) -> None:
        """Name the entries that have no effect on a heading: it has no symbol."""
        for entry in _FLOW_FIELDS:
            if entry.alias in row.draft.entries:
                template = "`{entry}` has no effect on a step with sub-steps; write it in one of them"
                self.fault(row, "SOP114", template, at=row.draft.entries[entry.alias], entry=entry.name)

    # -- actors ------------------------------------------------------------------------------------------------------
    def _read_actors(self, row: StepRow) -> None:
        place = row.draft.at("actors")
        taken: set[str] = set()
        for group in row.draft.row.groups:
            keys = self._group_keys(row, group, place, taken)
            if not keys:
                continue
            if group.marked:
                row.leaving = len(row.symbols)
            row.symbols.append(RowSymbol(id=f"{row.id}/{keys[0]}", actors=keys, bracket=group.shape))
        if not row.symbols:
            self.fault(row, "SOP210", "the step has no `pelaksana`", at=place)

    def _group_keys(self, row: StepRow, group: Group, place: Location, taken: set[str]) -> tuple[str, ...]:
        keys: list[str] = []
        for ref in group.actors:
            actor = self.lanes.find(ref)
            if actor is None:
                self._report_actor(row, ref, place)
                actor = self.lanes.add_unknown(ref, place)
            if actor.key in taken:
                self.fault(row, "SOP114", "the actor `{actor}` stands twice in one row", at=place, actor=ref.text)
                continue
            taken.add(actor.key)
            keys.append(actor.key)
        return tuple(keys)

    def _report_actor(self, row: StepRow, ref: ActorRef, place: Location) -> None:
        loose = " " in ref.text and not ref.quoted
        if not self.lanes.anything_known:
            if loose:
                self.fault(row, "SOP114", 'write `"{actor}"` in double quotes', at=place, actor=ref.text)
            return
        known = [word for actor in self.lanes.actors for word in (actor.key, actor.label)]
        meant = nearest(ref.text, known)
        if meant:
            template = "the actor `{actor}` is not declared; did you mean `{meant}`?"
            self.fault(row, "SOP210", template, at=place, actor=ref.text, meant=meant)
        else:
            template = "the actor `{actor}` is not declared; add it to the entry `{entry}` of the SOP, or to `{setting}` in conf.py"
            self.fault(row, "SOP210", template, at=place, actor=ref.text, entry="pelaksana", setting="sop_actors")

    # -- targets -----------------------------------------------------------------------------------------------------
    def symbol_of(self, row: StepRow, ref: ActorRef, *, exact: bool = False) -> RowSymbol | None:
        """The symbol of this row with that actor; ``exact`` asks for the key or a quoted label as it stands."""
        keys = {key for symbol in row.symbols for key in symbol.actors}
        if exact and not ref.quoted:
            key = ref.text if ref.text in keys else None
        else:
            labels = {
                " ".join(actor.label.split()).casefold(): actor.key for actor in self.lanes.actors if actor.key in keys
            }
            key = ref.text if ref.text in keys and not ref.quoted else labels.get(ref.text.casefold())
            if key is None and not ref.quoted:
                key = next((key for key in keys if key.casefold() == ref.text.casefold()), None)
        return next((symbol for symbol in row.symbols if key in symbol.actors), None)

    def resolve(self, target: Target, position: int) -> str | None:
        """Return the node a target names, `END`, or None if there is no such step or no such symbol in it."""
        if target.quoted:
            return None
        word = target.step.casefold()
        if word in END_WORDS:
            return END if target.actor is None else None
        step = self._step_named(target.step, position)
        if step is None:
            return None
        if target.actor is None:
            return step.entering_id
        symbol = self.symbol_of(step, target.actor)
        return symbol.id if symbol else None

    def _step_named(self, word: str, position: int) -> StepRow | None:
        folded = word.casefold()
        if folded in PREVIOUS_WORDS:
            return self.leaves[position - 1] if position else None
        if folded in FIRST_WORDS:
            return self.leaves[0]
        named = self._explicit.get(word) or next((row for row in self.every if row.number == word), None)
        if named is None:
            matching = [row for key, row in self._explicit.items() if key.casefold() == folded]
            named = matching[0] if len(matching) == 1 else None
        return self._first_leaf(named) if named else None

    def _first_leaf(self, row: StepRow) -> StepRow:
        """A heading row stands for its first sub-step."""
        index = self.every.index(row)
        return next(following for following in self.every[index:] if not following.heading)
