"""Symbols become those of steps: capsules that are no activity, connectors between pages and twins in one cell go away."""

from collections.abc import Mapping

from msgspec import Struct, field

from ..model import FlowKind, Message
from .document import Certainty
from .draft import FlowDraft, Place, SopDraft, SymbolDraft
from .placing import Placed
from .titles import answer_of, folded
from .tracing import Arrow

_PAGE = Message(template="the arrow was followed over connectors without a matching text")


class Node(Struct, kw_only=True):
    """A symbol and where it went."""

    placed: Placed
    row: int
    place: Place | None = None
    role: str = ""
    """connector, start or end for one that is no activity."""


class _Edge(Struct, kw_only=True):
    source: int
    target: int
    label: str
    kind: FlowKind
    why: Message | None


class Joiner(Struct):
    """Turns nodes and arrows between them into the symbols and flows of a draft."""

    draft: SopDraft
    steps: Mapping[int, int]
    nodes: list[Node]
    edges: list[_Edge] = field(default_factory=list)

    def fill(self) -> None:
        """Give every symbol its place in a step."""
        ordered = sorted(self.nodes, key=lambda node: (node.row, node.placed.lanes[0], node.placed.shape.box.top))
        by_cell: dict[tuple[int, int], Node] = {}
        for node in ordered:
            step_place = self.steps.get(node.row)
            if node.placed.kind == "connector":
                node.role = "connector"
                continue
            if node.placed.edge or step_place is None:
                node.role = node.placed.edge or ("start" if node.row == 0 else "end")
                continue
            twin = next((by_cell[node.row, lane] for lane in node.placed.lanes if (node.row, lane) in by_cell), None)
            if twin is not None:
                self._merge(twin, node, step_place)
                continue
            step = self.draft.steps[step_place]
            node.place = (step_place, len(step.symbols))
            step.symbols.append(
                SymbolDraft(lanes=node.placed.lanes, shape=node.placed.kind, certain=node.placed.shape.placed)
            )
            for lane in node.placed.lanes:
                by_cell[node.row, lane] = node
            self._remark(node, step_place)

    def _remark(self, node: Node, step_place: int) -> None:
        step = self.draft.steps[step_place]
        shape = node.placed.shape
        if not node.placed.usual:
            self.draft.guess(
                step,
                "the shape {shape} is none of the five symbols; it became a {kind}",
                shape=shape.preset or "?",
                kind=node.placed.kind,
            )
        if shape.text and not answer_of(shape.text) and folded(shape.text) != folded(step.label):
            self.draft.remark(Certainty.LEFT_OUT, "a text in a symbol: {text}", text=shape.text, place=step.place)

    def _merge(self, twin: Node, node: Node, step_place: int) -> None:
        """Two symbols of one actor in one step: a capsule is the beginning or end beside the other, else they are one."""
        step = self.draft.steps[step_place]
        kinds = {twin.placed.kind, node.placed.kind}
        if "terminator" in kinds and len(kinds) == 2:  # noqa: PLR2004 - a capsule and something else
            if node.placed.kind == "terminator":
                node.role = "capsule"
                return
            twin.role, node.place, twin.place = "capsule", twin.place, None
            if node.place is not None:
                step.symbols[node.place[1]].shape = node.placed.kind
            return
        node.place = twin.place
        if twin.place is not None and "decision" in kinds:
            step.symbols[twin.place[1]].shape = "decision"
        self.draft.guess(step, "several symbols of one actor in one step became one")

    def add(self, arrow: Arrow, first: int, why: Message | None) -> None:
        """Take an arrow between nodes; ``first`` is the node of its first symbol."""
        source, target = arrow.source + first, arrow.target + first
        edge = _Edge(source=source, target=target, label=arrow.label, kind=arrow.kind, why=why)
        self.edges.append(edge)

    def finish(self) -> None:
        """Resolve connectors and capsules, and hand the arrows to the draft."""
        for place, node in enumerate(self.nodes):
            if node.role == "capsule":
                comes_in = any(edge.target == place for edge in self.edges)
                node.role = "end" if comes_in else "start"
        self._over_pages()
        known: set[tuple[Place, Place | None, str]] = set()
        for edge in self.edges:
            source, target = self.nodes[edge.source], self.nodes[edge.target]
            if source.role == "start" or source.place is None:
                continue
            if target.place is None and target.role != "end":
                continue
            key = (source.place, target.place, edge.label)
            if source.place == target.place or key in known:
                continue
            known.add(key)
            self.draft.flows.append(
                FlowDraft(
                    source=source.place,
                    target=target.place,
                    label=edge.label,
                    kind=edge.kind,
                    certain=edge.why is None,
                    why=edge.why,
                    to_row=target.row not in self.steps,
                )
            )
        self._other_answers()
        self._order()

    def _over_pages(self) -> None:
        """Follow arrows into a connector on to the arrows out of its partner."""
        connectors = [place for place, node in enumerate(self.nodes) if node.role == "connector"]
        into = {place: [edge for edge in self.edges if edge.target == place] for place in connectors}
        out = {place: [edge for edge in self.edges if edge.source == place] for place in connectors}
        partners = self._partners(connectors, into, out)
        for place in connectors:
            for edge in into[place]:
                self.edges.remove(edge)
                onward, why = (out[place], None) if out[place] else partners.get(place, ([], None))
                if not onward:
                    self.draft.lost += 1
                    self.draft.remark(Certainty.LEFT_OUT, "a connector has no partner; its arrow is not drawn")
                for following in onward:
                    joined = _Edge(
                        source=edge.source,
                        target=following.target,
                        label=edge.label or following.label,
                        kind=edge.kind,
                        why=edge.why or following.why or why,
                    )
                    self.edges.append(joined)
        self.edges = [edge for edge in self.edges if edge.source not in connectors]

    def _partners(
        self, connectors: list[int], into: dict[int, list[_Edge]], out: dict[int, list[_Edge]]
    ) -> dict[int, tuple[list[_Edge], Message | None]]:
        result: dict[int, tuple[list[_Edge], Message | None]] = {}
        free = [place for place in connectors if out[place] and not into[place]]
        for place in (connector for connector in connectors if into[connector] and not out[connector]):
            node = self.nodes[place]
            name = folded(node.placed.shape.text)
            named = [place for place in free if name and folded(self.nodes[place].placed.shape.text) == name]
            unnamed = [place for place in free if not name or not folded(self.nodes[place].placed.shape.text)]
            unnamed.sort(
                key=lambda place: (
                    self.nodes[place].placed.lanes != node.placed.lanes,
                    abs(self.nodes[place].row - node.row),
                )
            )
            chosen = (named or unnamed)[:1]
            for partner in chosen:
                if not named:
                    free.remove(partner)
                result[place] = (out[partner], None if len(named) == 1 else _PAGE)
        return result

    def _other_answers(self) -> None:
        """Of two exits of a decision with one answer the other has the opposite one: a guess."""
        for step_place, step in enumerate(self.draft.steps):
            for number, symbol in enumerate(step.symbols):
                exits = [flow for flow in self.draft.flows if flow.source == (step_place, number)]
                bare = [flow for flow in exits if not flow.label]
                if symbol.shape != "decision" or len(exits) != 2 or len(bare) != 1:  # noqa: PLR2004 - two exits
                    continue
                given = next(flow.label for flow in exits if flow.label)
                answer = answer_of(given)
                short = len(folded(given)) == 1
                if folded(given) in {"ya", "y", "yes", "tidak", "t", "tdk", "no"}:
                    opposite = {"yes": "T" if short else "Tidak", "no": "Y" if short else "Ya"}[answer]
                    bare[0].label, bare[0].certain = opposite, False
                    bare[0].why = Message(template="the answer is not written; it is the opposite of the other one")

    def _order(self) -> None:
        """Put the symbols of a step in the order in which it is passed on in it, so that arrows come in at the first."""
        for step_place, step in enumerate(self.draft.steps):
            if len(step.symbols) < 2:  # noqa: PLR2004 - an order
                continue
            inner = [
                (flow.source[1], flow.target[1])
                for flow in self.draft.flows
                if flow.source[0] == step_place and flow.target is not None and flow.target[0] == step_place
            ]
            order = _topological(len(step.symbols), inner)
            moved = {old: new for new, old in enumerate(order)}
            step.symbols = [step.symbols[old] for old in order]
            for flow in self.draft.flows:
                if flow.source[0] == step_place:
                    flow.source = (step_place, moved[flow.source[1]])
                if flow.target is not None and flow.target[0] == step_place:
                    flow.target = (step_place, moved[flow.target[1]])


def _topological(count: int, pairs: list[tuple[int, int]]) -> list[int]:
    """Numbers below ``count``, each before those it leads to where that is possible."""
    rest, order = list(range(count)), []
    while rest:
        free = [place for place in rest if not any(target == place and source in rest for source, target in pairs)]
        order.append((free or rest)[0])
        rest.remove(order[-1])
    return order
