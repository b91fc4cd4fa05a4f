"""From the tables of one SOP to its lanes, steps, symbols and arrows: drawn ones first, then marks, then wording, then order."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from ..model import Message
from .document import Certainty, Grid
from .draft import FlowDraft, Place, SopDraft, StepDraft, SymbolDraft
from .joining import Joiner, Node
from .placing import Placed, Placement, place
from .tables import Chart, Row
from .titles import answer_of, folded, is_closing
from .tracing import Terminal, Text, trace
from .wording import Mark, numbered, read_mark, worded_arrows

_LIKE = 0.9
_PLAIN_NUMBER = re.compile(r"[\d.,\s–-]+")
_OWN_ENTRIES = ("yes", "no", "next", "branches", "flows", "end", "id", "label", "shape", "ignore")

_REASONS = {
    "loose": Message(template="the arrow ends near its symbol, not at it"),
    "headless": Message(
        template="no line of the drawing has a head; the direction is the one in which the line was drawn"
    ),
    "junction": Message(template="several lines meet; the arrow was followed through them"),
    "place": Message(template="it is not certain to which step and actor a symbol belongs"),
    "height": Message(template="places are not exact in the file and were estimated"),
    "answer": Message(template="the text of the answer stands between several arrows"),
}
_ENDS = {"selesai", "prosedur selesai", "sop selesai", "end"}
ORDER = Message(template="no arrow is drawn; it follows the order of the rows")
WORDING = Message(template="no arrow is drawn; it follows from the words")
TYPED = Message(template="no arrow is drawn; it follows from what is typed in the lane")


def flow(draft: SopDraft, charts: Sequence[Chart]) -> None:
    """Fill a draft with what the tables of an SOP hold."""
    _Builder(draft, charts).build()


class _Builder:
    def __init__(self, draft: SopDraft, charts: Sequence[Chart]) -> None:
        self.draft = draft
        self.charts = charts
        self.rows: list[tuple[Chart, Row]] = [(chart, row) for chart in charts for row in chart.rows]
        self.steps: dict[int, int] = {}
        """Place of a row -> place of its step; rows of Mulai and Selesai have none."""
        self.marks: dict[int, dict[int, Mark]] = {}

    def build(self) -> None:
        self._lanes()
        self._steps()
        nodes, placements = self._symbols()
        drawn = bool(nodes)
        self._marked(drawn=drawn)
        joiner = Joiner(self.draft, self.steps, nodes)
        if drawn:
            joiner.fill()
            self._trace(joiner, placements)
            joiner.finish()
        self._complete(drawn=drawn)
        self._levels()
        for chart in self.charts:
            self.draft.body += chart.notes

    # -- lanes and rows ----------------------------------------------------------------------------------------------
    def _lanes(self) -> None:
        self.draft.typed_actors = self.charts[0].typed and bool(set(self.charts[0].columns) & set(_OWN_ENTRIES))
        for chart in self.charts:
            for lane in chart.lanes:
                if folded(lane.label) in map(folded, self.draft.actors):
                    continue
                self.draft.actors.append(lane.label)
                if lane.joined:
                    where = chart.grid.place(chart.top, lane.column)
                    self.draft.remark(
                        Certainty.GUESSED,
                        "the actor {label} was put together from two rows of headings",
                        label=lane.label,
                        place=where,
                    )
        if self.charts[0].typed and not self.draft.typed_actors:
            self._actors_in_cells()
        for place_, actor in enumerate(self.draft.actors):
            for other in self.draft.actors[place_ + 1 :]:
                if SequenceMatcher(None, folded(actor), folded(other)).ratio() >= _LIKE:
                    self.draft.remark(Certainty.GUESSED, "{one} and {other} may be one actor", one=actor, other=other)

    def _actors_in_cells(self) -> None:
        """Actors typed in one column: every line is one, and what is one elsewhere is one between commas too."""
        cells = [row.cells.get("actors", "") for _, row in self.rows]
        whole = {folded(cell) for cell in cells}
        for _, row in self.rows:
            names: list[str] = []
            for line in re.split(r"[\n;]", row.cells.pop("actors", "")):
                bare = re.sub(r"^(?:\(?\d+[.)]|[-•–])\s+", "", line.strip())
                parts = [part.strip() for part in re.split(r"[,/&]|\bdan\b", bare) if part.strip()]
                names += parts if len(parts) > 1 and all(folded(part) in whole for part in parts) else [bare]
            for name in filter(None, names):
                known = next((n for n, label in enumerate(self.draft.actors) if folded(label) == folded(name)), None)
                if known is None:
                    known = len(self.draft.actors)
                    self.draft.actors.append(" ".join(name.split()))
                row.marks[known] = "x"

    def _lane_map(self, chart: Chart) -> dict[int, int]:
        known = [folded(label) for label in self.draft.actors]
        return {place_: known.index(folded(lane.label)) for place_, lane in enumerate(chart.lanes)}

    def _steps(self) -> None:
        for place_, (chart, row) in enumerate(self.rows):
            if row.edge:
                self.draft.remark(
                    Certainty.READ,
                    "the row {text} is only a capsule; it became the beginning or the end",
                    text=row.text,
                    place=chart.place(row),
                )
                continue
            self.steps[place_] = len(self.draft.steps)
            cells = {key: text for key, text in row.cells.items() if key not in _OWN_ENTRIES and key != "actors"}
            step = StepDraft(label=row.label, text=row.text, cells=cells, level=row.level, place=chart.place(row))
            if self.draft.typed_actors:
                step.typed = {key: row.cells[key] for key in ("actors", *_OWN_ENTRIES) if row.cells.get(key)}
            self._time(chart, step)
            if not row.text:
                self.draft.guess(step, "the step has no text")
            for key in row.shared:
                self.draft.guess(
                    step,
                    "a merged cell holds one value ({text}) for several steps; it stands at the first",
                    text=cells.get(key, ""),
                )
            self.draft.steps.append(step)

    @staticmethod
    def _time(chart: Chart, step: StepDraft) -> None:
        time = step.cells.get("time", "")
        if chart.unit and time and _PLAIN_NUMBER.fullmatch(time) and any(sign.isdigit() for sign in time):
            step.cells["time"] = f"{time} {chart.unit}"

    # -- symbols -----------------------------------------------------------------------------------------------------
    def _symbols(self) -> tuple[list[Node], list[tuple[Grid, Placement, int]]]:
        """The symbols of all tables, and for each grid what is drawn and the place of its first symbol."""
        nodes: list[Node] = []
        placements: list[tuple[Grid, Placement, int]] = []
        firsts: dict[int, int] = {}
        count = 0
        for number, chart in enumerate(self.charts):
            firsts[number] = count
            count += len(chart.rows)
        grids: list[Grid] = []
        for chart in self.charts:
            if not any(chart.grid is grid for grid in grids):
                grids.append(chart.grid)
        for grid in grids:
            numbers = [n for n, chart in enumerate(self.charts) if chart.grid is grid and chart.lanes and chart.rows]
            if not numbers:
                continue
            placement = place(
                grid,
                [self.charts[n] for n in numbers],
                [firsts[n] for n in numbers],
                [self._lane_map(self.charts[n]) for n in numbers],
            )
            placements.append((grid, placement, len(nodes)))
            nodes += (Node(placed=symbol, row=symbol.step) for symbol in placement.symbols)
            if placement.outside:
                self.draft.remark(
                    Certainty.LEFT_OUT, "{count} shapes lie in no step", count=placement.outside, place=grid.name
                )
        if not any(node.placed.kind != "connector" for node in nodes):
            nodes = []
        return nodes, placements

    def _trace(self, joiner: Joiner, placements: list[tuple[Grid, Placement, int]]) -> None:
        for grid, placement, first in placements:
            terminals = [
                Terminal(id=symbol.shape.id, box=symbol.shape.box, decision=symbol.kind == "decision")
                for symbol in placement.symbols
            ]
            texts = [Text(text=text, box=box) for text, box in placement.texts if not is_closing(text)]
            self._close(placement)
            texts += self._typed_answers(grid, placement.symbols)
            traced = trace(terminals, placement.lines, texts)
            for arrow in traced.arrows:
                joiner.add(arrow, first, _why(arrow.reason, placement, arrow.source, arrow.target))
            for line in traced.lost:
                row, column = grid.row_at(line.points[0][1]), grid.column_at(line.points[0][0])
                self.draft.lost += 1
                self.draft.remark(
                    Certainty.LEFT_OUT,
                    "a line joins no two symbols; its arrow is not drawn",
                    place=grid.place(row, column),
                )
            for text in traced.unused:
                row, column = grid.row_at(text.box.centre[1]), grid.column_at(text.box.centre[0])
                self.draft.remark(
                    Certainty.LEFT_OUT,
                    "a text beside the arrows: {text}",
                    text=text.text,
                    place=grid.place(row, column),
                )

    def _close(self, placement: Placement) -> None:
        """Note the decisions beside which a text says that the other answer ends the procedure."""
        decisions = [symbol for symbol in placement.symbols if symbol.kind == "decision"]
        for text, box in placement.texts:
            if decisions and is_closing(text):
                nearest = min(decisions, key=lambda decision: decision.shape.box.distance(box.centre))
                self.draft.steps[self.steps[nearest.step]].closes = True

    def _typed_answers(self, grid: Grid, symbols: Sequence[Placed]) -> list[Text]:
        """Answers typed in cells of lanes beside the drawing."""
        texts = []
        for chart in self.charts:
            if chart.grid is not grid:
                continue
            for row in chart.rows:
                for cell in (
                    cell for line in range(row.row, row.end_row) for cell in grid.in_row(line) if cell.row == line
                ):
                    in_lane = any(lane.column <= cell.column < lane.end_column for lane in chart.lanes)
                    if in_lane and answer_of(cell.text):
                        box = grid.box_of(cell.row, cell.column, cell.end_row, cell.end_column)
                        texts.append(Text(text=cell.text, box=box))
        return texts

    def _marked(self, *, drawn: bool) -> None:
        """Actors marked in cells; in a drawn table only where a step has no symbol."""
        for place_, (chart, row) in enumerate(self.rows):
            step_place = self.steps.get(place_)
            if step_place is None:
                continue
            lanes = self._lane_map(chart) if chart.lanes else {}
            marks = {lanes.get(lane, lane): read_mark(text) for lane, text in row.marks.items()}
            self.marks[step_place] = marks
            if drawn:
                continue
            acting = [lane for lane, mark in marks.items() if mark.acts]
            pointing = [lane for lane, mark in marks.items() if not mark.acts and not mark.answer]
            step = self.draft.steps[step_place]
            for lane in sorted(acting or pointing):
                step.symbols.append(SymbolDraft(lanes=(lane,), shape=marks[lane].shape))
            if not acting and pointing:
                self.draft.guess(step, "the actor follows from an arrow in the lane")
            for lane, mark in marks.items():
                if mark.answer:
                    self.draft.remark(
                        Certainty.LEFT_OUT, "a text beside the arrows: {text}", text=mark.answer, place=step.place
                    )
                del lane

    # -- what is not drawn -------------------------------------------------------------------------------------------
    def _complete(self, *, drawn: bool) -> None:
        """Add what marks, words and the order of the rows say where no arrow leaves a step."""
        steps = self.draft.steps
        leaves = [place_ for place_, step in enumerate(steps) if step.symbols]
        if drawn:
            self._symbols_of_marks()
            leaves = [place_ for place_, step in enumerate(steps) if step.symbols]
        labels = {step.label.strip(" .)("): place_ for place_, step in reversed(list(enumerate(steps)))}
        for number, place_ in enumerate(leaves):
            following = leaves[number + 1] if number + 1 < len(leaves) else None
            outgoing = [
                arrow
                for arrow in self.draft.flows
                if arrow.source[0] == place_ and (arrow.target is None or arrow.target[0] != place_)
            ]
            if not outgoing:
                self._onward(place_, following, labels, drawn=drawn)

    def _symbols_of_marks(self) -> None:
        for place_, step in enumerate(self.draft.steps):
            acting = [lane for lane, mark in self.marks.get(place_, {}).items() if mark.acts]
            if not step.symbols and acting:
                step.symbols = [SymbolDraft(lanes=(lane,), certain=False) for lane in sorted(acting)]
                self.draft.guess(step, "no symbol is drawn; the actor follows from what is typed in the lane")

    def _onward(self, place_: int, following: int | None, labels: dict[str, int], *, drawn: bool) -> None:
        """Arrows of a step from which none is drawn."""
        step = self.draft.steps[place_]
        leaving = (place_, len(step.symbols) - 1)
        asked = list(self._worded_arrows(place_, labels)) if not drawn or self._is_decision(step) else []
        for label, target, why in asked:
            self._add(leaving, target, label, why)
        positive = [way for way in asked if not way[0] or answer_of(way[0]) != "no"]
        if asked and not positive and following is not None:
            self._add(leaving, following, "Ya", asked[0][2])
        if asked or following is None:
            if any(label for label, _, _ in asked):
                step.symbols[-1].shape = "decision"
            return
        if not drawn and folded(step.cells.get("notes", "")) in _ENDS:
            self.draft.guess(step, "no arrow is drawn; its notes say that the procedure ends here")
        elif not drawn or not self.draft.flows or self.draft.lost:
            ends = drawn and step.symbols[-1].shape == "terminator" and place_ > 0
            if not ends:
                self._add(leaving, following, "", ORDER)
        elif step.symbols[-1].shape != "terminator":
            self.draft.guess(step, "no arrow leaves the step, so it ends here")

    @staticmethod
    def _is_decision(step: StepDraft) -> bool:
        return step.symbols[-1].shape == "decision"

    def _worded_arrows(self, place_: int, labels: dict[str, int]) -> list[tuple[str, int, Message]]:
        """Answer, target and reason of arrows that marks or words ask for."""
        step = self.draft.steps[place_]
        ways: list[tuple[str, int, Message]] = []
        for mark in self.marks.get(place_, {}).values():
            for answer, number in mark.targets:
                target = numbered(labels, number)
                if target is not None and self.draft.steps[target].symbols:
                    ways.append((_label(answer), target, TYPED))
        if ways:
            return _one_each(ways)
        for text in (step.text, step.cells.get("notes", "")):
            for saying in worded_arrows(text, self.draft.actors):
                target = numbered(labels, saying.number) if saying.number else self._last_by(saying.lane, place_)
                if target is not None and target != place_ and self.draft.steps[target].symbols:
                    ways.append(({"yes": "Ya", "no": "Tidak"}.get(saying.answer, saying.answer), target, WORDING))
        return _one_each(ways)

    def _last_by(self, lane: int | None, before: int) -> int | None:
        return next(
            (
                place_
                for place_ in range(before - 1, -1, -1)
                if any(lane in symbol.lanes for symbol in self.draft.steps[place_].symbols)
            ),
            None,
        )

    def _add(self, source: Place, target: int, label: str, why: Message) -> None:
        self.draft.flows.append(FlowDraft(source=source, target=(target, 0), label=label, certain=False, why=why))

    # -- sub-steps ---------------------------------------------------------------------------------------------------
    def _levels(self) -> None:
        """A step without symbol above lettered ones is their heading; one with a symbol stays a step like them."""
        steps = self.draft.steps
        for place_, step in enumerate(steps):
            below = place_ + 1 < len(steps) and steps[place_ + 1].level > step.level
            step.heading = below and not step.symbols and not step.typed
            above = next((outer for outer in reversed(steps[:place_]) if outer.level < step.level), None)
            if step.level and (above is None or not above.heading):
                step.level = above.level if above is not None else 0
                if above is not None:
                    self.draft.guess(step, "a sub-step below a step with a symbol of its own; it became a step")


def _label(answer: str) -> str:
    word = folded(answer)
    return "Ya" if word in {"ya", "y", "yes"} else "Tidak" if word in {"tidak", "t", "no"} else answer


def _one_each(ways: list[tuple[str, int, Message]]) -> list[tuple[str, int, Message]]:
    """The first arrow of each answer; without one all, for the work forks."""
    result: dict[tuple[str, int], tuple[str, int, Message]] = {}
    for label, target, why in ways:
        result.setdefault((label, 0 if label else target), (label, target, why))
    return list(result.values())


def _why(reason: str, placement: Placement, source: int, target: int) -> Message | None:
    if reason:
        return _REASONS[reason]
    unsure = not placement.symbols[source].shape.placed or not placement.symbols[target].shape.placed
    return _REASONS["place"] if unsure else None
