"""Placement: which symbol stands in which row, band and lanes, and which arrows join the symbols."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import pairwise

from msgspec import Struct

from ..model import END, Flow, FlowKind, Node, Process, Shape
from .chart import Row, Symbol, SymbolShape, Words
from .lettering import Measure

HALF_SIZE = {
    SymbolShape.TERMINATOR: (18.0, 10.0),
    SymbolShape.PROCESS: (18.0, 11.0),
    SymbolShape.DECISION: (20.0, 14.0),
}
"""Half width and half height of the symbols without text."""

CAPSULE_HALF_HEIGHT = 8.0
CAPSULE_MARGIN = 7.0
"""From the text of a capsule to its end."""


class Edge(Struct, frozen=True, kw_only=True):
    """An arrow between two symbols, given by their indexes."""

    source: int
    target: int
    label: str = ""
    kind: FlowKind = FlowKind.ARROW
    flow: int | None = None
    """Index into the flows of the process."""
    joint: bool = False
    """Whether it is the line between two symbols of a row whose actors act together; it stands for no flow."""

    @property
    def alone(self) -> bool:
        """Whether it shares no line with other edges: lines with no head or two would change the meaning of others."""
        return self.kind is not FlowKind.ARROW


class Closing(Struct, frozen=True, kw_only=True):
    """An end that nobody typed: no capsule is drawn for it, a text beside the symbol says so."""

    source: int
    """Index of the symbol."""
    text: str
    flow: int


class Placement(Struct, frozen=True, kw_only=True):
    """Everything the router has to know."""

    lanes: int
    rows: tuple[Row, ...]
    symbols: tuple[Symbol, ...]
    edges: tuple[Edge, ...]
    ignored: tuple[int, ...] = ()
    """Flows with an end that does not exist."""
    closing: tuple[Closing, ...] = ()

    @property
    def bands(self) -> int:
        return self.rows[-1].bands.stop if self.rows else 0


class _Draft(Struct, kw_only=True):
    """A symbol whose band is not known yet; ``row`` counts the rows of the table."""

    node: Node | None
    shape: SymbolShape
    row: int
    lanes: range
    text: str = ""
    level: int = 0

    def meets(self, other: "_Draft") -> bool:
        """Whether both would lie in one cell on one level."""
        return (
            self.row == other.row
            and self.level == other.level
            and self.lanes.start < other.lanes.stop
            and other.lanes.start < self.lanes.stop
        )


def place(
    process: Process, *, labels: Mapping[int, str], words: Words, terminator_rows: bool, measure: Measure
) -> Placement:
    """Place the symbols of a procedure; what cannot be placed is left out."""
    draft = _Drawing(process, labels)
    if terminator_rows:
        draft.add_start(words.start)
    draft.add_ends(words.end, terminator_rows=terminator_rows)
    draft.add_joints()
    rows, symbols = draft.settle(measure)
    return Placement(
        lanes=len(process.actors),
        rows=rows,
        symbols=symbols,
        edges=tuple(sorted(draft.edges, key=lambda edge: (edge.flow is None, edge.flow or 0))),
        ignored=tuple(draft.ignored),
        closing=tuple(draft.closing),
    )


class _Drawing:
    """Symbols and edges of a procedure while they are being collected."""

    def __init__(self, process: Process, labels: Mapping[int, str]) -> None:
        self.process = process
        self.labels = labels
        self.steps: list[int | None] = list(range(len(process.steps)))
        """Row -> step."""
        self.drafts = list(_drafts(process))
        self.edges: list[Edge] = []
        self.ignored: list[int] = []
        self.ends: dict[int, list[int]] = defaultdict(list)
        """Symbol -> its flows that end the procedure."""
        self.closing: list[Closing] = []
        entering: dict[str, int] = {}
        leaving: dict[str, int] = {}
        for number, draft in enumerate(self.drafts):
            if draft.node is None:
                continue
            # a decision of several actors is drawn for each of them: the flow comes in at the first, leaves at the last
            first = self.drafts[entering.setdefault(draft.node.id, number)]
            if first.node is draft.node:
                leaving[draft.node.id] = number
        for index, flow in enumerate(process.flows):
            source, target = leaving.get(flow.source), entering.get(flow.target)
            if source is None or (target is None and flow.target != END):
                self.ignored.append(index)
            elif target is None:
                self.ends[source].append(index)
            else:
                self.edges.append(self._edge(index, flow, source, target))

    def _edge(self, index: int, flow: Flow, source: int, target: int) -> Edge:
        label = " ".join(self.labels.get(index, flow.label).split())
        return Edge(source=source, target=target, label=label, kind=flow.kind, flow=index)

    def _add(self, shape: SymbolShape, row: int, lane: int, text: str, level: int = 0) -> int:
        draft = _Draft(node=None, shape=shape, row=row, lanes=range(lane, lane + 1), text=text, level=level)
        while any(draft.meets(other) for other in self.drafts):
            draft.level += 1
        self.drafts.append(draft)
        return len(self.drafts) - 1

    def add_start(self, word: str) -> None:
        """Put a row above the first one, with a capsule and an arrow to the symbol where the procedure begins."""
        if not self.drafts:
            return
        first = min(draft.row for draft in self.drafts)
        candidates = [number for number, draft in enumerate(self.drafts) if draft.row == first]
        entering = next((n for n in candidates if self.drafts[n].shape is SymbolShape.TERMINATOR), candidates[0])
        self.steps.insert(0, None)
        for draft in self.drafts:
            draft.row += 1
        start = self._add(SymbolShape.START, 0, _middle(self.drafts[entering].lanes), word)
        self.edges.append(Edge(source=start, target=entering))

    def add_ends(self, word: str, *, terminator_rows: bool) -> None:
        """Give every symbol from which an exit ends the procedure its capsule, below it or in an extra last row.

        Without these rows the shape of an ending step says enough; with them its capsule becomes a process, so the end
        has to be drawn.
        """
        if not terminator_rows:
            self._close(word)
        ends: dict[int, list[int | None]] = {source: list(flows) for source, flows in self.ends.items()}
        if terminator_rows:
            for source in self._silent_ends():
                ends.setdefault(source, []).append(None)
            for draft in self.drafts:
                if draft.shape is SymbolShape.TERMINATOR:
                    draft.shape = SymbolShape.PROCESS
        last = max((draft.row for draft in self.drafts), default=0)
        final: int | None = None
        for source, flows in sorted(ends.items()):
            draft = self.drafts[source]
            lane = _middle(draft.lanes)
            if terminator_rows and draft.row == last:
                if final is None:
                    final = self._add(SymbolShape.END, len(self.steps), lane, word)
                    self.steps.append(None)
                capsule = final
            else:
                capsule = self._add(SymbolShape.END, draft.row, lane, word, draft.level + 1)
            for index in flows:
                if index is None:
                    self.edges.append(Edge(source=source, target=capsule))
                else:
                    self.edges.append(self._edge(index, self.process.flows[index], source, capsule))

    def _close(self, word: str) -> None:
        """Take out the ends that nobody typed."""
        flows = self.process.flows
        for source, indexes in list(self.ends.items()):
            for index in [index for index in indexes if flows[index].unsaid]:
                indexes.remove(index)
                answer = " ".join(self.labels.get(index, flows[index].label).split())
                text = f"{answer}: {word.lower()}" if answer else word
                self.closing.append(Closing(source=source, text=text, flow=index))
            if not indexes:
                del self.ends[source]

    def add_joints(self) -> None:
        """Join the neighbours of a row between which nothing is passed on: their actors carry out the step together.

        Symbols with arrows of their own, as behind a fork or behind two answers, are left apart.
        """
        rows: dict[int, list[int]] = defaultdict(list)
        for number, draft in enumerate(self.drafts):
            if draft.node is not None:
                rows[draft.row].append(number)
        group = dict(enumerate(range(len(self.drafts))))
        outside = [edge for edge in self.edges if self.drafts[edge.source].row != self.drafts[edge.target].row]
        for edge in self.edges:
            if self.drafts[edge.source].row == self.drafts[edge.target].row:
                _unite(group, edge.source, edge.target)
        entered = {edge.target for edge in outside}
        exited = {edge.source for edge in outside} | {source for source, flows in self.ends.items() if flows}
        for numbers in rows.values():
            for left, right in pairwise(sorted(numbers, key=lambda number: self.drafts[number].lanes.start)):
                if group[left] == group[right] or not self._beside(left, right):
                    continue
                if self.drafts[left].node is self.drafts[right].node or _are_joint(group, left, right, entered, exited):
                    self.edges.append(Edge(source=left, target=right, kind=FlowKind.LINE, joint=True))
                    _unite(group, left, right)

    def _beside(self, left: int, right: int) -> bool:
        """Whether the first symbol stands left of the second one, on one level."""
        first, second = self.drafts[left], self.drafts[right]
        return first.level == second.level and first.lanes.stop <= second.lanes.start

    def _silent_ends(self) -> Iterator[int]:
        """Leaving symbols of steps from which no flow leads to another step or to the end."""
        leaving = {edge.source for edge in self.edges}
        open_rows = {self.drafts[source].row for source in self.ends}
        open_rows |= {
            self.drafts[edge.source].row
            for edge in self.edges
            if self.drafts[edge.source].row != self.drafts[edge.target].row
        }
        rows: dict[int, list[int]] = defaultdict(list)
        for number, draft in enumerate(self.drafts):
            if draft.node is not None and draft.row not in open_rows:
                rows[draft.row].append(number)
        for _, numbers in sorted(rows.items()):
            yield max(numbers, key=lambda n: (self.drafts[n].shape is SymbolShape.TERMINATOR, n not in leaving, n))

    def settle(self, measure: Measure) -> tuple[tuple[Row, ...], tuple[Symbol, ...]]:
        """Split the rows into bands and fix the symbols in them."""
        depth = [1] * len(self.steps)
        for draft in self.drafts:
            depth[draft.row] = max(depth[draft.row], draft.level + 1)
        rows, top = [], 0
        for step, count in zip(self.steps, depth, strict=True):
            rows.append(Row(step=step, bands=range(top, top + count)))
            top += count
        return tuple(rows), tuple(_symbol(draft, rows[draft.row].bands[draft.level], measure) for draft in self.drafts)


def _unite(group: dict[int, int], left: int, right: int) -> None:
    """Put two symbols and all that belong to them into one group."""
    old, new = group[right], group[left]
    for number, name in group.items():
        if name == old:
            group[number] = new


def _are_joint(group: Mapping[int, int], left: int, right: int, entered: Set[int], exited: Set[int]) -> bool:
    """Whether only together two groups of a row have a way in and a way out."""
    groups = [{number for number, name in group.items() if name == group[symbol]} for symbol in (left, right)]
    both_entered = all(members & entered for members in groups)
    both_begin = not any(members & entered for members in groups) and all(members & exited for members in groups)
    return not both_entered and not both_begin


def _drafts(process: Process) -> Iterator[_Draft]:
    """The symbols of the nodes that have a row and a lane; those that would overlap come below one another."""
    lane_of = {actor.key: lane for lane, actor in reversed(list(enumerate(process.actors)))}
    rows_of: dict[str, list[int]] = defaultdict(list)
    for row, step in enumerate(process.steps):
        rows_of[step.id].append(row)
    seen: Counter[str] = Counter()
    placed: dict[int, list[_Draft]] = defaultdict(list)
    for node in process.nodes:
        rows = rows_of.get(node.step, ())
        lanes = _span([lane_of[key] for key in node.actors if key in lane_of])
        if not rows or not lanes:
            continue
        # if two steps have one id by mistake, the second node of a name belongs to the second of them
        row = rows[min(seen[node.id], len(rows) - 1)]
        seen[node.id] += 1
        # a diamond that was stretched would be none
        parts = [range(lane, lane + 1) for lane in lanes] if node.shape is Shape.DECISION else [lanes]
        drafts = [_Draft(node=node, shape=_SHAPES[node.shape], row=row, lanes=part) for part in parts]
        while any(draft.meets(other) for draft in drafts for other in placed[row]):
            for draft in drafts:
                draft.level += 1
        placed[row] += drafts
        yield from drafts


_SHAPES = {
    Shape.TERMINATOR: SymbolShape.TERMINATOR,
    Shape.PROCESS: SymbolShape.PROCESS,
    Shape.DECISION: SymbolShape.DECISION,
}


def _span(lanes: Sequence[int]) -> range:
    """The lanes of a symbol: all of them if they are adjacent, else the first one named."""
    if not lanes:
        return range(0)
    low, high = min(lanes), max(lanes)
    if high - low + 1 == len(set(lanes)):
        return range(low, high + 1)
    return range(lanes[0], lanes[0] + 1)


def _middle(lanes: Iterable[int]) -> int:
    """The middle lane of a symbol, the left one of two."""
    every = list(lanes)
    return every[(len(every) - 1) // 2]


def _symbol(draft: _Draft, band: int, measure: Measure) -> Symbol:
    if draft.shape in HALF_SIZE:
        half_width, half_height = HALF_SIZE[draft.shape]
    else:
        half_width, half_height = measure(draft.text) / 2 + CAPSULE_MARGIN, CAPSULE_HALF_HEIGHT
    return Symbol(
        node=draft.node.id if draft.node is not None else None,
        shape=draft.shape,
        row=draft.row,
        level=draft.level,
        band=band,
        first_lane=draft.lanes[0],
        last_lane=draft.lanes[-1],
        half_width=half_width,
        half_height=half_height,
        text=draft.text,
    )
