"""From what an author typed for each step to the symbols of the procedure and the arrows between them.

The semantics of section "sop-step" of the reference: default arrows, decisions, branches, explicit arrows, ends and
sub-steps.  Whatever cannot be followed becomes a fault; the rest is kept, so that it can be drawn.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from ..anatomy import SHAPES
from ..model import END, Exit, Fault, Flow, FlowKind, Location, Message, Node, Shape, Step
from ..reading.grammar import ActorRef, Arrow, Target
from .lanes import LabelWords, Lanes
from .rows import Rows, StepDraft, StepRow


class ProcessFlow(Struct, frozen=True, kw_only=True):
    """The steps of a procedure as rows, symbols and arrows."""

    steps: tuple[Step, ...]
    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]
    dangling: tuple[Exit, ...]
    faults: tuple[Fault, ...]


def build_flow(drafts: Sequence[StepDraft], lanes: Lanes, words: LabelWords) -> ProcessFlow:
    """Build the flow of a procedure; ``lanes`` gains the actors that only steps name."""
    return _FlowBuilder(drafts, lanes, words).build()


class _FlowBuilder:
    """The phases of building a flow: number the steps and read their actors, draw their arrows, give the symbols shapes."""

    def __init__(self, drafts: Sequence[StepDraft], lanes: Lanes, words: LabelWords) -> None:
        self.rows = Rows(drafts, lanes)
        self.words = words
        self.flows: dict[tuple[str, str, str, FlowKind], Flow] = {}
        self.dangling: list[Exit] = []
        self.faults = self.rows.faults
        self.leaves = self.rows.leaves

    def build(self) -> ProcessFlow:
        for position, row in enumerate(self.leaves):
            self._draw(row, position)
        nodes = tuple(node for position, row in enumerate(self.leaves) for node in self._shapes(row, position))
        return ProcessFlow(
            steps=tuple(self._step(row) for row in self.rows.every),
            nodes=nodes,
            flows=tuple(self.flows.values()),
            dangling=tuple(self.dangling),
            faults=tuple(self.faults),
        )

    # -- arrows ------------------------------------------------------------------------------------------------------
    def _draw(self, row: StepRow, position: int) -> None:
        draft = row.draft
        if self._draw_explicit(row, position):
            return
        row.decision = bool(draft.yes or draft.no or draft.branches)
        if draft.row.passed_on:
            for symbol, following in zip(row.symbols, row.symbols[1:], strict=False):
                self._add(row, symbol.id, following.id, "", "actors")
        if row.decision:
            self._answers(row, position)
        else:
            self._onward(row, position)

    def _draw_explicit(self, row: StepRow, position: int) -> bool:
        """Draw the arrows of `alur`; False if none of them begins in this row: then the usual ones are drawn."""
        begun = [self._explicit_arrow(row, arrow, position) for arrow in row.draft.arrows]
        if not any(begun):
            return False
        self._contradictions(row)
        return True

    def _contradictions(self, row: StepRow) -> None:
        draft = row.draft
        names = {"yes": "ya", "no": "tidak", "branches": "cabang", "next": "lanjut", "end": "selesai"}
        for key, name in names.items():
            if key in draft.entries:
                self.rows.fault(
                    row,
                    "SOP114",
                    "`{entry}` and `alur` contradict each other; `alur` counts",
                    at=draft.entries[key],
                    entry=name,
                )

    def _explicit_arrow(self, row: StepRow, arrow: Arrow, position: int) -> bool:
        """Draw one arrow; False if it does not begin in this row."""
        place = row.draft.at("flows")
        source = self.rows.symbol_of(row, arrow.source)
        if source is None:
            self.rows.fault(
                row, "SOP114", "`alur`: `{actor}` is not an actor of this row", at=place, actor=arrow.source.text
            )
            return False
        inside = None
        if arrow.target.actor is None:
            inside = self.rows.symbol_of(row, ActorRef(text=arrow.target.step, quoted=arrow.target.quoted), exact=True)
        target = inside.id if inside else self.rows.resolve(arrow.target, position)
        if target is None:
            self._note_dangling(row, source.id, arrow.target, arrow.label, place)
        else:
            numbered = inside is None and self._is_ordinal(arrow.target)
            self._add(row, source.id, target, arrow.label, "flows", kind=arrow.kind, numbered=numbered)
        return True

    def _answers(self, row: StepRow, position: int) -> None:
        """Arrows of a decision: Ya, Tidak, then the further answers."""
        draft = row.draft
        if draft.next:
            self._fault_next(row)
        pair = (("yes", draft.yes, self.words.yes), ("no", draft.no, self.words.no))
        missing = [key for key, target, _ in pair if target is None]
        has_default = bool(draft.yes or draft.no)
        if draft.end and (len(missing) != 1):
            self.rows.fault(
                row, "SOP208", "`selesai` stands beside exits that leave no answer open", at=draft.at("end")
            )
        for key, target, label in pair:
            if target is not None:
                self._exit(row, target, label, position, key)
            elif has_default:
                following = None if draft.end else self._following(position)
                unsaid = following is None and not draft.end
                self._add_leaving(row, following.entering_id if following else END, label, key, unsaid=unsaid)
        for branch in draft.branches:
            self._exit(row, branch.target, branch.label, position, "branches")

    def _onward(self, row: StepRow, position: int) -> None:
        """Arrows of a step that decides nothing."""
        draft = row.draft
        if draft.next:
            if draft.end:
                self.rows.fault(row, "SOP208", "`selesai` stands beside `lanjut`", at=draft.at("end"))
            if self._given_shape(row, row.leaving) is Shape.DECISION:
                self._fault_next(row)
            for target in draft.next:
                self._exit(row, target, "", position, "next")
        elif not draft.end:
            following = self._following(position)
            if following is not None:
                self._add_leaving(row, following.entering_id, "", "")

    def _following(self, position: int) -> StepRow | None:
        return self.leaves[position + 1] if position + 1 < len(self.leaves) else None

    def _exit(self, row: StepRow, target: Target, label: str, position: int, key: str) -> None:
        target_row = self.rows.resolve(target, position)
        if target_row is None:
            self._note_dangling(row, row.leaving_id or "", target, label, row.draft.at(key))
        else:
            self._add_leaving(row, target_row, label, key, numbered=self._is_ordinal(target))

    def _fault_next(self, row: StepRow) -> None:
        """Find fault with `lanjut` on a decision."""
        template = (
            "`lanjut` cannot stand on a decision: name an answer, such as `ya: 3`, or let the next step go several ways"
        )
        self.rows.fault(row, "SOP114", template, at=row.draft.at("next"))

    def _add_leaving(
        self, row: StepRow, target: str | None, label: str, key: str, *, numbered: bool = False, unsaid: bool = False
    ) -> None:
        if row.leaving_id is not None and target is not None:
            self._add(row, row.leaving_id, target, label, key, numbered=numbered, unsaid=unsaid)

    def _add(
        self,
        row: StepRow,
        source: str,
        target: str,
        label: str,
        key: str,
        *,
        kind: FlowKind = FlowKind.ARROW,
        numbered: bool = False,
        unsaid: bool = False,
    ) -> None:
        flow = Flow(
            source=source,
            target=target,
            label=label,
            kind=kind,
            location=row.draft.at(key),
            drawn_by=key,
            numbered=numbered,
            unsaid=unsaid,
        )
        known = self.flows.setdefault((source, target, label, kind), flow)
        if known is not flow and label and (key != "flows" or self._is_diamond(row, source)):
            template = "two exits of the decision have the answer `{answer}`"
            message = Message(template=template, values={"answer": label})
            self.faults.append(
                Fault(code="SOP205", message=message, location=row.draft.at(key), step=row.id, soft=key == "flows")
            )

    def _is_diamond(self, row: StepRow, node: str) -> bool:
        index = next(index for index, symbol in enumerate(row.symbols) if symbol.id == node)
        return self._given_shape(row, index) is Shape.DECISION

    def _note_dangling(self, row: StepRow, source: str, target: Target, label: str, place: Location) -> None:
        self.dangling.append(Exit(source=source, step=row.id, label=label, target=str(target), location=place))

    @staticmethod
    def _is_ordinal(target: Target) -> bool:
        return not target.quoted and target.step.replace(".", "").isdigit()

    # -- shapes ------------------------------------------------------------------------------------------------------
    def _given_shape(self, row: StepRow, index: int) -> Shape | None:
        """The shape an author gave a symbol, in brackets or for the whole row; None if none or not one of the five."""
        if not row.symbols:
            return None
        word = row.symbols[index].bracket or row.draft.shape
        value = SHAPES.get(word.casefold())
        return Shape(value) if value else None

    def _shapes(self, row: StepRow, position: int) -> Iterator[Node]:
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

    def _report_shapes(self, row: StepRow) -> None:
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
            self.rows.fault(row, "SOP207", template, at=row.draft.at(key), shape=word)

    def _ends(self, row: StepRow, position: int) -> bool:
        """True if no arrow leaves the row and none is wanted: the last row, or one with the flag `selesai`."""
        own = {symbol.id for symbol in row.symbols}
        leads_on = any(flow.source in own and flow.target not in own for flow in self.flows.values())
        wanted = any(exit_.step == row.id for exit_ in self.dangling)
        return not leads_on and not wanted and (row.draft.end or position == len(self.leaves) - 1)

    # -- result ------------------------------------------------------------------------------------------------------
    def _step(self, row: StepRow) -> Step:
        draft = row.draft
        return Step(
            parts=draft.parts,
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
