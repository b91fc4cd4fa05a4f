"""From what an author typed for each step to the symbols of the procedure and the arrows between them.

The semantics of section "sop-step" of the reference: default arrows, decisions, branches, explicit arrows, ends and
sub-steps.  Whatever cannot be followed becomes a fault; the rest is kept, so that it can be drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from ..anatomy import END_WORDS, FIRST_WORDS, PREVIOUS_WORDS, RESERVED_WORDS, SHAPES, STEP_ANATOMY, Place, nearest
from ..model import END, Exit, Fault, Flow, FlowKind, Location, Message, Node, Shape, Step, Value
from ..reading.grammar import NAME, ActorRef, Arrow, Branch, Group, Row, Target
from .lanes import LabelWords, Lanes

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
    texts: Mapping[str, Value] = field(default_factory=dict)
    row: Row = field(default_factory=lambda: Row(groups=()))
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
    children: list[StepDraft] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def at(self, *keys: str) -> Location:
        """Location of the first of these entries that was typed, else of the directive."""
        return next((self.entries[key] for key in keys if key in self.entries), self.location)


class ProcessFlow(Struct, frozen=True, kw_only=True):
    """The steps of a procedure as rows, symbols and arrows."""

    steps: tuple[Step, ...]
    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]
    dangling: tuple[Exit, ...]
    faults: tuple[Fault, ...]


class _Symbol(Struct, kw_only=True):
    """A symbol while its shape is not decided yet."""

    id: str
    actors: tuple[str, ...]
    bracket: str


class _Row(Struct, kw_only=True):
    """A step while the flow is built."""

    draft: StepDraft
    id: str
    explicit_id: bool
    number: str
    level: int
    heading: bool
    symbols: list[_Symbol] = field(default_factory=list)
    leaving: int = -1
    decision: bool = False
    """True if the author gave it answers."""

    @property
    def entering_id(self) -> str | None:
        return self.symbols[0].id if self.symbols else None

    @property
    def leaving_id(self) -> str | None:
        return self.symbols[self.leaving].id if self.symbols else None


def build_flow(drafts: Sequence[StepDraft], lanes: Lanes, words: LabelWords) -> ProcessFlow:
    """Build the flow of a procedure; ``lanes`` gains the actors that only steps name."""
    return _FlowBuilder(drafts, lanes, words).build()


class _FlowBuilder:
    """The phases of building a flow: number the steps, read their actors, draw their arrows, give the symbols shapes."""

    def __init__(self, drafts: Sequence[StepDraft], lanes: Lanes, words: LabelWords) -> None:
        self.lanes = lanes
        self.words = words
        self.rows: list[_Row] = []
        self.flows: dict[tuple[str, str, str, FlowKind], Flow] = {}
        self.dangling: list[Exit] = []
        self.faults: list[Fault] = []
        self._explicit: dict[str, _Row] = {}
        self._number(drafts, "", 0)
        self.leaves = [row for row in self.rows if not row.heading]

    def build(self) -> ProcessFlow:
        for row in self.rows:
            if row.heading:
                self._report_idle(row)
        for row in self.leaves:
            self._read_actors(row)
        for position, row in enumerate(self.leaves):
            self._draw(row, position)
        nodes = tuple(node for position, row in enumerate(self.leaves) for node in self._shapes(row, position))
        return ProcessFlow(
            steps=tuple(self._step(row) for row in self.rows),
            nodes=nodes,
            flows=tuple(self.flows.values()),
            dangling=tuple(self.dangling),
            faults=tuple(self.faults),
        )

    # -- numbers and ids ---------------------------------------------------------------------------------------------
    def _number(self, drafts: Sequence[StepDraft], prefix: str, level: int) -> None:
        for ordinal, draft in enumerate(drafts, start=1):
            number = f"{prefix}{ordinal}"
            explicit = self._usable_id(draft)
            row = _Row(
                draft=draft,
                id=draft.id if explicit else number,
                explicit_id=explicit,
                number=number,
                level=level,
                heading=bool(draft.children),
            )
            if explicit:
                self._explicit[draft.id] = row
            self.rows.append(row)
            self.faults += (replace(fault, step=row.id) for fault in draft.faults)
            if level == MAX_LEVEL and draft.children:
                self._fault(row, "SOP118", "a sub-step cannot have sub-steps of its own", at=draft.children[0].location)
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

    def _fault(self, row: _Row, code: str, template: str, /, *, at: Location, **values: object) -> None:
        self.faults.append(
            Fault(code=code, message=Message(template=template, values=values), location=at, step=row.id)
        )

    def _report_idle(self, row: _Row) -> None:
        """Name the entries that have no effect on a heading: it has no symbol."""
        for entry in _FLOW_FIELDS:
            if entry.alias in row.draft.entries:
                template = "`{entry}` has no effect on a step with sub-steps; write it in one of them"
                self._fault(row, "SOP114", template, at=row.draft.entries[entry.alias], entry=entry.name)

    # -- actors ------------------------------------------------------------------------------------------------------
    def _read_actors(self, row: _Row) -> None:
        place = row.draft.at("actors")
        taken: set[str] = set()
        for group in row.draft.row.groups:
            keys = self._group_keys(row, group, place, taken)
            if not keys:
                continue
            if group.marked:
                row.leaving = len(row.symbols)
            row.symbols.append(_Symbol(id=f"{row.id}/{keys[0]}", actors=keys, bracket=group.shape))
        if not row.symbols:
            self._fault(row, "SOP210", "the step has no `pelaksana`", at=place)

    def _group_keys(self, row: _Row, group: Group, place: Location, taken: set[str]) -> tuple[str, ...]:
        keys: list[str] = []
        for ref in group.actors:
            actor = self.lanes.find(ref)
            if actor is None:
                self._report_actor(row, ref, place)
                actor = self.lanes.add_unknown(ref, place)
            if actor.key in taken:
                self._fault(row, "SOP114", "the actor `{actor}` stands twice in one row", at=place, actor=ref.text)
                continue
            taken.add(actor.key)
            keys.append(actor.key)
        return tuple(keys)

    def _report_actor(self, row: _Row, ref: ActorRef, place: Location) -> None:
        loose = " " in ref.text and not ref.quoted
        if not self.lanes.anything_known:
            if loose:
                self._fault(row, "SOP114", 'write `"{actor}"` in double quotes', at=place, actor=ref.text)
            return
        known = [word for actor in self.lanes.actors for word in (actor.key, actor.label)]
        meant = nearest(ref.text, known)
        if meant:
            template = "the actor `{actor}` is not declared; did you mean `{meant}`?"
            self._fault(row, "SOP210", template, at=place, actor=ref.text, meant=meant)
        else:
            template = "the actor `{actor}` is not declared; add it to the entry `{entry}` of the SOP, or to `{setting}` in conf.py"
            self._fault(row, "SOP210", template, at=place, actor=ref.text, entry="pelaksana", setting="sop_actors")

    # -- arrows ------------------------------------------------------------------------------------------------------
    def _draw(self, row: _Row, position: int) -> None:
        draft = row.draft
        if self._draw_explicit(row, position):
            return
        row.decision = bool(draft.yes or draft.no or draft.branches)
        if draft.row.passed_on:
            for one, two in zip(row.symbols, row.symbols[1:], strict=False):
                self._add(row, one.id, two.id, "", "actors")
        if row.decision:
            self._answers(row, position)
        else:
            self._onward(row, position)

    def _draw_explicit(self, row: _Row, position: int) -> bool:
        """Draw the arrows of `alur`; False if none of them begins in this row: then the usual ones are drawn."""
        begun = [self._explicit_arrow(row, arrow, position) for arrow in row.draft.arrows]
        if not any(begun):
            return False
        self._contradictions(row)
        return True

    def _contradictions(self, row: _Row) -> None:
        draft = row.draft
        names = {"yes": "ya", "no": "tidak", "branches": "cabang", "next": "lanjut", "end": "selesai"}
        for key, name in names.items():
            if key in draft.entries:
                self._fault(
                    row,
                    "SOP114",
                    "`{entry}` and `alur` contradict each other; `alur` counts",
                    at=draft.entries[key],
                    entry=name,
                )

    def _explicit_arrow(self, row: _Row, arrow: Arrow, position: int) -> bool:
        """Draw one arrow; False if it does not begin in this row."""
        place = row.draft.at("flows")
        source = self._symbol_of(row, arrow.source)
        if source is None:
            self._fault(
                row, "SOP114", "`alur`: `{actor}` is not an actor of this row", at=place, actor=arrow.source.text
            )
            return False
        inside = None
        if arrow.target.actor is None:
            inside = self._symbol_of(row, ActorRef(text=arrow.target.step, quoted=arrow.target.quoted), exact=True)
        target = inside.id if inside else self._resolve(row, arrow.target, position)
        if target is None:
            self._note_dangling(row, source.id, arrow.target, arrow.label, place)
        else:
            numbered = inside is None and self._is_ordinal(arrow.target)
            self._add(row, source.id, target, arrow.label, "flows", kind=arrow.kind, numbered=numbered)
        return True

    def _symbol_of(self, row: _Row, ref: ActorRef, *, exact: bool = False) -> _Symbol | None:
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
                key = next((one for one in keys if one.casefold() == ref.text.casefold()), None)
        return next((symbol for symbol in row.symbols if key in symbol.actors), None)

    def _answers(self, row: _Row, position: int) -> None:
        """Arrows of a decision: Ya, Tidak, then the further answers."""
        draft = row.draft
        if draft.next:
            self._fault(row, "SOP114", "`lanjut` cannot stand on a decision", at=draft.at("next"))
        pair = (("yes", draft.yes, self.words.yes), ("no", draft.no, self.words.no))
        missing = [key for key, target, _ in pair if target is None]
        has_default = bool(draft.yes or draft.no)
        if draft.end and (len(missing) != 1):
            self._fault(row, "SOP208", "`selesai` stands beside exits that leave no answer open", at=draft.at("end"))
        for key, target, label in pair:
            if target is not None:
                self._exit(row, target, label, position, key)
            elif has_default:
                following = None if draft.end else self._following(position)
                self._add_leaving(row, following.entering_id if following else END, label, key)
        for branch in draft.branches:
            self._exit(row, branch.target, branch.label, position, "branches")

    def _onward(self, row: _Row, position: int) -> None:
        """Arrows of a step that decides nothing."""
        draft = row.draft
        if draft.next:
            if draft.end:
                self._fault(row, "SOP208", "`selesai` stands beside `lanjut`", at=draft.at("end"))
            if self._given_shape(row, row.leaving) is Shape.DECISION:
                self._fault(row, "SOP114", "`lanjut` cannot stand on a decision", at=draft.at("next"))
            for target in draft.next:
                self._exit(row, target, "", position, "next")
        elif not draft.end:
            following = self._following(position)
            if following is not None:
                self._add_leaving(row, following.entering_id, "", "")

    def _following(self, position: int) -> _Row | None:
        return self.leaves[position + 1] if position + 1 < len(self.leaves) else None

    def _exit(self, row: _Row, target: Target, label: str, position: int, key: str) -> None:
        found = self._resolve(row, target, position)
        if found is None:
            self._note_dangling(row, row.leaving_id or "", target, label, row.draft.at(key))
        else:
            self._add_leaving(row, found, label, key, numbered=self._is_ordinal(target))

    def _add_leaving(self, row: _Row, target: str | None, label: str, key: str, *, numbered: bool = False) -> None:
        if row.leaving_id is not None and target is not None:
            self._add(row, row.leaving_id, target, label, key, numbered=numbered)

    def _add(
        self,
        row: _Row,
        source: str,
        target: str,
        label: str,
        key: str,
        *,
        kind: FlowKind = FlowKind.ARROW,
        numbered: bool = False,
    ) -> None:
        flow = Flow(
            source=source,
            target=target,
            label=label,
            kind=kind,
            location=row.draft.at(key),
            drawn_by=key,
            numbered=numbered,
        )
        known = self.flows.setdefault((source, target, label, kind), flow)
        if known is not flow and label and (key != "flows" or self._is_diamond(row, source)):
            template = "two exits of the decision have the answer `{answer}`"
            message = Message(template=template, values={"answer": label})
            self.faults.append(
                Fault(code="SOP205", message=message, location=row.draft.at(key), step=row.id, soft=key == "flows")
            )

    def _is_diamond(self, row: _Row, node: str) -> bool:
        index = next(index for index, symbol in enumerate(row.symbols) if symbol.id == node)
        return self._given_shape(row, index) is Shape.DECISION

    def _note_dangling(self, row: _Row, source: str, target: Target, label: str, place: Location) -> None:
        self.dangling.append(Exit(source=source, step=row.id, label=label, target=str(target), location=place))

    @staticmethod
    def _is_ordinal(target: Target) -> bool:
        return not target.quoted and target.step.replace(".", "").isdigit()

    # -- targets -----------------------------------------------------------------------------------------------------
    def _resolve(self, row: _Row, target: Target, position: int) -> str | None:
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
        symbol = self._symbol_of(step, target.actor)
        return symbol.id if symbol else None

    def _step_named(self, word: str, position: int) -> _Row | None:
        folded = word.casefold()
        if folded in PREVIOUS_WORDS:
            return self.leaves[position - 1] if position else None
        if folded in FIRST_WORDS:
            return self.leaves[0]
        found = self._explicit.get(word) or next((row for row in self.rows if row.number == word), None)
        if found is None:
            matching = [row for key, row in self._explicit.items() if key.casefold() == folded]
            found = matching[0] if len(matching) == 1 else None
        return self._first_leaf(found) if found else None

    def _first_leaf(self, row: _Row) -> _Row:
        """A heading row stands for its first sub-step."""
        index = self.rows.index(row)
        return next(following for following in self.rows[index:] if not following.heading)

    # -- shapes ------------------------------------------------------------------------------------------------------
    def _given_shape(self, row: _Row, index: int) -> Shape | None:
        """The shape an author gave a symbol, in brackets or for the whole row; None if none or not one of the five."""
        if not row.symbols:
            return None
        word = row.symbols[index].bracket or row.draft.shape
        value = SHAPES.get(word.casefold())
        return Shape(value) if value else None

    def _shapes(self, row: _Row, position: int) -> Iterator[Node]:
        self._report_shapes(row)
        last = len(row.symbols) - 1
        leaving = row.leaving if row.leaving >= 0 else last
        for index, symbol in enumerate(row.symbols):
            shape = self._given_shape(row, index)
            if row.decision and index == leaving:
                shape = Shape.DECISION
            elif shape is None and ((position == 0 and index == 0) or (index == leaving and self._ends(row, position))):
                shape = Shape.TERMINATOR
            yield Node(id=symbol.id, step=row.id, actors=symbol.actors, shape=shape or Shape.PROCESS)

    def _report_shapes(self, row: _Row) -> None:
        words = [(symbol.bracket, "actors") for symbol in row.symbols if symbol.bracket]
        if row.draft.shape:
            words.append((row.draft.shape, "shape"))
        for word, key in words:
            if word.casefold() in SHAPES:
                continue
            if word.casefold() in {"penghubung", "segilima", "off-page", "offpage", "connector", "off-page-connector"}:
                template = "`{shape}`: the off-page connector is placed by the page break, not by the author"
            else:
                template = "`{shape}` is not a symbol of an SOP; use terminator, proses or keputusan"
            self._fault(row, "SOP207", template, at=row.draft.at(key), shape=word)

    def _ends(self, row: _Row, position: int) -> bool:
        """True if no arrow leaves the row and none is wanted: the last row, or one with the flag `selesai`."""
        own = {symbol.id for symbol in row.symbols}
        leads_on = any(flow.source in own and flow.target not in own for flow in self.flows.values())
        wanted = any(exit_.step == row.id for exit_ in self.dangling)
        return not leads_on and not wanted and (row.draft.end or position == len(self.leaves) - 1)

    # -- result ------------------------------------------------------------------------------------------------------
    def _step(self, row: _Row) -> Step:
        draft = row.draft
        return Step(
            id=row.id,
            explicit_id=row.explicit_id,
            number=row.number,
            label=draft.label or draft.ordinal or row.number,
            level=row.level,
            heading=row.heading,
            text=draft.text,
            texts=draft.texts,
            location=draft.location,
            entry_locations=draft.entries,
            ends=draft.end,
            entering=row.entering_id,
            leaving=row.leaving_id,
            ignored=draft.ignored,
        )
