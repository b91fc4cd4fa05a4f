"""Which arrows are new, gone or lead elsewhere, apart from those that follow from an inserted or removed step."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set

from msgspec import Struct, field

from ..exchange.exported import ExportedProcedure
from ..model import END, Flow, FlowKind
from .changes import FlowChange, Kind

_ANSWERS = {"ya": "yes", "y": "yes", "tidak": "no", "t": "no"}
"""Answers that mean the same in either language."""

ArrowKey = tuple[str, str, str, FlowKind]
"""Source and target, as ids of the new version where they are in both; answer; kind."""

_GONE = "\N{BALLOT X}"
"""Before the id of a symbol that only the old version has."""


class ArrowChanges(Struct, frozen=True, kw_only=True):
    """What is different about the arrows of an SOP."""

    flows: tuple[FlowChange, ...] = ()
    old_of: Mapping[str, tuple[Flow, ...]] = field(default_factory=dict)
    new_of: Mapping[str, tuple[Flow, ...]] = field(default_factory=dict)
    """Arrows that are gone or new with a step, by its id in the old or the new version."""


def answer(label: str) -> str:
    """Return a label in the form in which labels are compared."""
    folded = label.casefold()
    return _ANSWERS.get(folded, folded)


def compare_arrows(
    old: ExportedProcedure, new: ExportedProcedure, symbols: Mapping[str, str], moved: Set[str]
) -> ArrowChanges:
    """Compare the arrows of two versions of an SOP.

    ``symbols`` are the nodes that are the same one, new id by old id; ``moved`` the ids of the steps of the new version
    that stand elsewhere.  An arrow that now goes through a step that was inserted there is not gone, and one that passes
    over a step that was taken out is not new: both are told by that step.
    """
    return _ArrowComparison(old, new, symbols, moved).result()


class _Side(Struct):
    """One version: its arrows, and the symbols that are free, as they were inserted, taken out or moved."""

    procedure: ExportedProcedure
    step_of: dict[str, str]
    free: set[str]
    leaving: dict[str, list[Flow]] = field(default_factory=lambda: defaultdict(list))
    row_of: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """Symbols of each step."""
    rows: dict[str, int] = field(default_factory=dict)
    """Position of each step among those that have symbols."""

    @classmethod
    def of(cls, procedure: ExportedProcedure, is_free: Callable[[str, str], bool]) -> "_Side":
        step_of = {node.id: node.step for node in procedure.nodes}
        side = cls(procedure, step_of, {node for node, step in step_of.items() if is_free(node, step)})
        for node, step in step_of.items():
            side.row_of[step].append(node)
        side.rows.update((step, place) for place, step in enumerate(side.row_of))
        for flow in procedure.flows:
            side.leaving[flow.source].append(flow)
        return side

    def touches(self, flow: Flow) -> bool:
        """True if an end of the arrow is free."""
        return flow.source in self.free or flow.target in self.free

    def is_onward(self, source: str, target: str) -> bool:
        """True if an arrow leads to the next row, or to another symbol of its own: it may be there without being asked for."""
        here, there = (self.rows.get(self.step_of.get(node, "")) for node in (source, target))
        return here is not None and there is not None and there - here in {0, 1}

    def leads_round(self, source: str, target: str, label: str, kind: FlowKind) -> bool:
        """True if a way leads from one symbol to another by free symbols alone and begins with such an arrow, onward.

        Symbols of one row, of which one is free, are one: actors who act together have no arrow between them.
        """
        starts = [source, *self._beside(source)]
        waiting = [
            flow.target
            for node in starts
            for flow in self.leaving[node]
            if answer(flow.label) == label and flow.kind is kind and self.is_onward(node, flow.target)
        ]
        seen: set[str] = set()
        while waiting:
            node = waiting.pop()
            if node == target:
                return True
            if node in seen:
                continue
            seen.add(node)
            if node in self.free:
                waiting += self._beside(node)
                waiting += (flow.target for flow in self.leaving[node])
        return False

    def _beside(self, node: str) -> Iterable[str]:
        row = self.row_of.get(self.step_of.get(node, ""), [])
        return (other for other in row if other != node and (other in self.free or node in self.free))


class _ArrowComparison:
    """One comparison while it is made: what is explained is taken out of the two lists of differing arrows."""

    def __init__(
        self, old: ExportedProcedure, new: ExportedProcedure, symbols: Mapping[str, str], moved: Set[str]
    ) -> None:
        self.symbols = symbols
        self.in_both = set(symbols.values())
        self.new = _Side.of(new, lambda node, step: node not in self.in_both or step in moved)
        self.old = _Side.of(
            old, lambda node, _: node not in symbols or self.new.step_of.get(symbols[node], "") in moved
        )
        self.back = {there: here for here, there in symbols.items()}
        gone, fresh = Counter(map(self._old_key, old.flows)), Counter(map(self._new_key, new.flows))
        self.gone = _surplus(old.flows, self._old_key, gone - fresh)
        self.fresh = _surplus(new.flows, self._new_key, fresh - gone)
        self.found: list[FlowChange] = []

    def result(self) -> ArrowChanges:
        """Take out what is explained, pair what is left, and give the rest to the steps."""
        # each sees both versions as they are, so the order does not matter
        beside_new, beside_old = self._rows_of(self.fresh, self.new), self._rows_of(self.gone, self.old)
        gone = [flow for flow in self.gone if self.old.touches(flow) or not self._is_told(flow, beside_new)]
        fresh = [flow for flow in self.fresh if self.new.touches(flow) or not self._was_told(flow, beside_old)]
        old_answers = {(key[0], key[2]) for key in map(self._old_key, self.gone)}
        new_answers = {(key[0], key[2]) for key in map(self._new_key, self.fresh)}
        self.gone, self.fresh = gone, fresh
        self._relabelled(old_answers, new_answers)
        self._pair(lambda key: (key[0], *key[2:]))
        self._pair(lambda key: key[:2])
        for flow in self.gone:
            if not self.old.touches(flow):
                self.found.append(FlowChange(kind=Kind.REMOVED, old=flow))
        for flow in self.fresh:
            if not self.new.touches(flow):
                self.found.append(FlowChange(kind=Kind.ADDED, new=flow))
        return ArrowChanges(
            flows=self._ordered(), old_of=_owned(self.old, self.gone), new_of=_owned(self.new, self.fresh)
        )

    def _key(self, flow: Flow, source: str, target: str) -> ArrowKey:
        if flow.kind is not FlowKind.ARROW and target < source:
            source, target = target, source
        return source, target, answer(flow.label), flow.kind

    def _new_key(self, flow: Flow) -> ArrowKey:
        return self._key(flow, flow.source, flow.target)

    def _old_key(self, flow: Flow) -> ArrowKey:
        return self._key(flow, self._new_id(flow.source), self._new_id(flow.target))

    def _new_id(self, node: str) -> str:
        return END if node == END else self.symbols.get(node, _GONE + node)

    # -- what the steps tell -----------------------------------------------------------------------------------------
    def _rows_of(self, flows: Iterable[Flow], side: _Side) -> set[ArrowKey]:
        """Arrows from row to row, of those with a free end."""
        return {self._row_key(flow, side) for flow in flows if side.touches(flow)}

    def _row_key(self, flow: Flow, side: _Side) -> ArrowKey:
        """An arrow by its rows, whichever symbols it joins; rows by the first symbol that is in both versions."""
        ends = []
        for node in (flow.source, flow.target):
            row = side.row_of.get(side.step_of.get(node, ""), [node])
            ids = [identity if side is self.new else self._new_id(identity) for identity in row]
            ends.append(next((identity for identity in ids if identity in self.in_both), ids[0]))
        return self._key(flow, *ends)

    def _is_told(self, flow: Flow, rows: Set[ArrowKey]) -> bool:
        """True if an arrow of the old version now goes through free symbols, or joins other symbols of the same rows."""
        if self._row_key(flow, self.old) in rows:
            return True
        if not self.old.is_onward(flow.source, flow.target):
            return False
        return self.new.leads_round(self._new_id(flow.source), self._new_id(flow.target), answer(flow.label), flow.kind)

    def _was_told(self, flow: Flow, rows: Set[ArrowKey]) -> bool:
        """True if an arrow of the new version went through free symbols, or joined other symbols of the same rows."""
        if self._row_key(flow, self.new) in rows:
            return True
        if not self.new.is_onward(flow.source, flow.target):
            return False
        return self.old.leads_round(
            self.back.get(flow.source, ""), self.back.get(flow.target, ""), answer(flow.label), flow.kind
        )

    # -- what is left ------------------------------------------------------------------------------------------------
    def _relabelled(self, old_answers: Set[tuple[str, str]], new_answers: Set[tuple[str, str]]) -> None:
        """Pair arrows between the same symbols, if either answer is one that the other version does not have there."""
        partners: dict[tuple[str, ...], list[Flow]] = defaultdict(list)
        for flow in self.fresh:
            key = self._new_key(flow)
            if (key[0], key[2]) not in old_answers:
                partners[key[:2]].append(flow)
        for flow in list(self.gone):
            key = self._old_key(flow)
            if (key[0], key[2]) not in new_answers and partners[key[:2]]:
                self._changed(flow, partners[key[:2]].pop(0))

    def _pair(self, part: Callable[[ArrowKey], tuple[str, ...]]) -> None:
        """Pair arrows that agree in a part of their keys, of which at least one joins symbols that stay.

        Where both have a free end the steps they belong to tell of them.
        """
        partners: dict[tuple[str, ...], list[Flow]] = defaultdict(list)
        for flow in self.fresh:
            partners[part(self._new_key(flow))].append(flow)
        for flow in list(self.gone):
            same = partners[part(self._old_key(flow))]
            partner = next(
                (candidate for candidate in same if not (self.old.touches(flow) and self.new.touches(candidate))), None
            )
            if partner is not None:
                same.remove(partner)
                self._changed(flow, partner)

    def _changed(self, old: Flow, new: Flow) -> None:
        self.gone.remove(old)
        self.fresh.remove(new)
        self.found.append(FlowChange(kind=Kind.CHANGED, old=old, new=new))

    def _ordered(self) -> tuple[FlowChange, ...]:
        """The changes in the order of the steps the arrows come from, removed ones where their step is now."""
        places = {node.id: place for place, node in enumerate(self.new.procedure.nodes)}

        def place(change: FlowChange) -> int:
            source = change.new.source if change.new else self._new_id(change.old.source) if change.old else ""
            return places.get(source, len(places))

        return tuple(sorted(self.found, key=place))


def _surplus(flows: Sequence[Flow], key: Callable[[Flow], ArrowKey], surplus: Counter[ArrowKey]) -> list[Flow]:
    """The arrows that one version has more of than the other."""
    left = Counter(surplus)
    result = []
    for flow in flows:
        if left[key(flow)] > 0:
            left[key(flow)] -= 1
            result.append(flow)
    return result


def _owned(side: _Side, flows: Iterable[Flow]) -> dict[str, tuple[Flow, ...]]:
    """Arrows by the step whose coming or going they follow from; between two such steps the one they come from."""
    owned: dict[str, tuple[Flow, ...]] = defaultdict(tuple)
    for flow in filter(side.touches, flows):
        step = side.step_of[flow.source if flow.source in side.free else flow.target]
        owned[step] += (flow,)
    return dict(owned)
