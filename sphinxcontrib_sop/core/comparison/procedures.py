"""Two versions of one SOP: what is different."""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..anatomy import CELLS
from ..exchange.exported import ExportedProcedure, ExportedStep
from ..model import Node, Shape
from .arrows import ArrowChanges, compare_arrows
from .assignment import Pair, in_order
from .changes import ActorChange, CellChange, Changes, FieldChange, ItemChange, Kind, StepChange, TimeChange
from .likeness import likeness, same_things
from .pairing import pair_actors, pair_steps
from .printed import raw, shown
from .splits import find_splits

SAME_ITEM = 0.5
"""From this likeness on two items of a box are one that was reworded."""

_TRANSLATED = frozenset({"unit", "approved-by-position"})
"""Entries whose text the configuration may give in several languages."""

_APPROVAL = ("approved-by-position", "approved-by-name", "approved-by-nip")


def compare(old: ExportedProcedure, new: ExportedProcedure, *, translated: bool = False) -> Changes:
    """Return what is different between two versions of one SOP.

    Line, document, white space and numbers of steps that only shift are no differences, nor is the id of a step.
    ``translated``: the versions come from builds in different languages, so texts that the configuration gives in
    several languages are not compared.
    """
    if old == new:
        return Changes(old=old, new=new, pairs=tuple(zip(old.steps, new.steps, strict=True)))
    return _ProcedureComparison(old, new, translated=translated).result()


class _ProcedureComparison:
    """One comparison while it is made."""

    def __init__(self, old: ExportedProcedure, new: ExportedProcedure, *, translated: bool) -> None:
        old, new = shown(old, new)
        self.old, self.new, self.translated = old, new, translated
        self.steps = pair_steps(old, new)
        self.step_ids = {old.steps[one].id: new.steps[two].id for one, two in self.steps}
        self.moved = self._moved()
        self.actors = pair_actors(old, new, self.step_ids, translated=translated)
        self.old_rows, self.new_rows = _rows(old.nodes), _rows(new.nodes)
        self.symbols = dict(self._symbol_pairs())
        moved_ids = {new.steps[two].id for _, two in self.moved}
        self.arrows: ArrowChanges = compare_arrows(old, new, self.symbols, moved_ids)

    def result(self) -> Changes:
        """Everything that is different."""
        steps, pairs = tuple(self._steps()), tuple(self._side_by_side())
        acting = (
            {
                step: [self.actors.get(key, f"\0{key}") for node in row for key in node.actors]
                for step, row in self.old_rows.items()
            },
            {step: [key for node in row for key in node.actors] for step, row in self.new_rows.items()},
        )
        return Changes(
            old=self.old,
            new=self.new,
            fields=tuple(compare_fields(self.old, self.new, translated=self.translated)),
            items=tuple(compare_boxes(self.old.boxes, self.new.boxes)),
            actors=tuple(self._actors()),
            steps=steps,
            flows=self.arrows.flows,
            times=tuple(_times(self.old, self.new)) if steps or self.arrows.flows else (),
            splits=tuple(find_splits(pairs, *acting)),
            pairs=pairs,
        )

    # -- steps -------------------------------------------------------------------------------------------------------
    def _moved(self) -> set[Pair]:
        """The pairs that stand elsewhere: among the others, or below another heading."""
        kept = in_order([two for _, two in self.steps])
        moved = {pair for place, pair in enumerate(self.steps) if place not in kept}
        old_numbers = {step.number: step.id for step in self.old.steps}
        new_numbers = {step.number: step.id for step in self.new.steps}
        stayed = set(self.step_ids.values())
        for one, two in self.steps:
            above_old = old_numbers.get(self.old.steps[one].parent, "")
            above_new = new_numbers.get(self.new.steps[two].parent, "")
            # a heading that is new or gone tells of the steps below it
            known = (above_old in self.step_ids or not above_old) and (above_new in stayed or not above_new)
            if known and self.step_ids.get(above_old, "") != above_new:
                moved.add((one, two))
        return moved

    def _steps(self) -> Iterator[StepChange]:
        """Changed steps in the order in which they are read side by side."""
        moved = {id(self.new.steps[two]) for _, two in self.moved}
        for one, two in self._side_by_side():
            old_arrows = self.arrows.old_of.get(one.id, ()) if one else ()
            new_arrows = self.arrows.new_of.get(two.id, ()) if two else ()
            if one is None or two is None:
                kind = Kind.ADDED if one is None else Kind.REMOVED
            else:
                kind = Kind.MOVED if id(two) in moved else Kind.CHANGED
            cells = tuple(self._cells(one, two)) if one and two else ()
            if kind is not Kind.CHANGED or cells or old_arrows or new_arrows:
                yield StepChange(kind=kind, old=one, new=two, cells=cells, old_arrows=old_arrows, new_arrows=new_arrows)

    def _side_by_side(self) -> Iterator[tuple[ExportedStep | None, ExportedStep | None]]:
        """All steps: those that stayed side by side, between them what is gone, then what is new or came there."""
        old, old_of = self.old.steps, {two: one for one, two in self.steps}
        kept = {two: one for one, two in self.steps if (one, two) not in self.moved}
        anchors = sorted(kept.values())
        gone: dict[int, list[ExportedStep]] = defaultdict(list)
        for place, step in enumerate(old):
            if step.id not in self.step_ids:
                before = bisect(anchors, place)
                gone[anchors[before - 1] if before else -1].append(step)
        yield from ((step, None) for step in gone[-1])
        for two, step in enumerate(self.new.steps):
            yield old[old_of[two]] if two in old_of else None, step
            yield from ((one, None) for one in gone[kept.get(two, len(old))])

    def _cells(self, one: ExportedStep, two: ExportedStep) -> Iterator[CellChange]:
        for key, before, after in (
            ("label", _single(one.own_label), _single(two.own_label)),
            ("text", _single(one.text), _single(two.text)),
        ):
            if before != after:
                yield CellChange(key=key, old=before, new=after)
        old_row, new_row = self.old_rows.get(one.id, []), self.new_rows.get(two.id, [])
        acting = [[self.actors.get(key, f"\0{key}") for key in node.actors] for node in old_row]
        if acting != [list(node.actors) for node in new_row]:
            yield CellChange(key="actors", old=_labels(self.old, old_row), new=_labels(self.new, new_row))
        if any(self._other_shape(node) for node in old_row):
            yield CellChange(key="shape", old=_shapes(old_row), new=_shapes(new_row))
        if one.text == two.text and raw(one, "text") != raw(two, "text"):
            yield CellChange(key="text", old=_single(_line(one)), new=_single(_line(two)))
        for key in CELLS:
            if one.cells[key] == two.cells[key] and raw(one, key) != raw(two, key):
                yield CellChange(key=key, old=tuple(raw(one, key).split("\n")), new=tuple(raw(two, key).split("\n")))
            if one.cells[key] != two.cells[key]:
                yield CellChange(key=key, old=one.cells[key], new=two.cells[key])

    # -- actors and symbols ------------------------------------------------------------------------------------------
    def _symbol_pairs(self) -> Iterator[tuple[str, str]]:
        """Symbols of steps that are the same one: those of the same actors, the rest from left to right."""
        for one, two in self.step_ids.items():
            left, right = list(self.old_rows.get(one, [])), list(self.new_rows.get(two, []))
            for node in tuple(left):
                keys = {self.actors.get(key) for key in node.actors}
                partner = next((other for other in right if keys & set(other.actors)), None)
                if partner is not None:
                    left.remove(node)
                    right.remove(partner)
                    yield node.id, partner.id
            yield from ((node.id, other.id) for node, other in zip(left, right, strict=False))

    def _other_shape(self, node: Node) -> bool:
        """True if a symbol has another shape that does not just follow from where its step stands now."""
        other = next((one for one in self.new.nodes if one.id == self.symbols.get(node.id)), None)
        if other is None or other.shape is node.shape:
            return False
        if Shape.DECISION in {node.shape, other.shape}:
            return True
        return not (_as_usual(self.old, node) and _as_usual(self.new, other))

    def _actors(self) -> Iterator[ActorChange]:
        """Lanes from left to right, removed ones first."""
        new = {actor.key: actor for actor in self.new.actors}
        places = {actor.key: place for place, actor in enumerate(self.new.actors)}
        pairs = [(actor, new[self.actors[actor.key]]) for actor in self.old.actors if actor.key in self.actors]
        kept = in_order([places[other.key] for _, other in pairs])
        elsewhere = {other.key for place, (_, other) in enumerate(pairs) if place not in kept}
        yield from (
            ActorChange(kind=Kind.REMOVED, old=actor) for actor in self.old.actors if actor.key not in self.actors
        )
        partners = {other.key: one for one, other in pairs}
        for actor in self.new.actors:
            one = partners.get(actor.key)
            if one is None:
                yield ActorChange(kind=Kind.ADDED, new=actor)
                continue
            relabelled = one.label != actor.label and not self.translated
            if relabelled or one.external is not actor.external or one.short != actor.short:
                yield ActorChange(kind=Kind.CHANGED, old=one, new=actor)
            if actor.key in elsewhere:
                yield ActorChange(kind=Kind.MOVED, old=one, new=actor)


def _line(step: ExportedStep) -> str:
    return raw(step, "text").replace("\n", " / ")


def _single(text: str) -> tuple[str, ...]:
    return (text,) if text else ()


def _rows(nodes: Iterable[Node]) -> dict[str, list[Node]]:
    """Symbols by step."""
    found: dict[str, list[Node]] = {}
    for node in nodes:
        found.setdefault(node.step, []).append(node)
    return found


def _labels(procedure: ExportedProcedure, row: Iterable[Node]) -> tuple[str, ...]:
    """Who acts, symbol by symbol."""
    labels = {actor.key: actor.label for actor in procedure.actors}
    return tuple(" + ".join(labels.get(key, key) for key in node.actors) for node in row)


def _shapes(row: Iterable[Node]) -> tuple[str, ...]:
    return tuple(node.shape.value for node in row)


def _as_usual(procedure: ExportedProcedure, node: Node) -> bool:
    """True if a symbol is a capsule just where a procedure begins or ends, as it is without being asked for."""
    row = [one for one in procedure.nodes if one.step == node.step]
    own = {one.id for one in row}
    begins = procedure.nodes[0].id == node.id
    ends = not any(flow.source in own and flow.target not in own for flow in procedure.flows)
    if node.shape is Shape.TERMINATOR:
        return begins or ends
    # of the symbols of a row that ends only the one that the flow leaves from is a capsule
    return not begins and (not ends or any(one.shape is not Shape.PROCESS for one in row))


# -- identity --------------------------------------------------------------------------------------------------------
def compare_fields(
    old: ExportedProcedure, new: ExportedProcedure, *, translated: bool = False
) -> Iterator[FieldChange]:
    """Yield the entries that have another value: name and title first, then in the order of the form."""
    for key, before, after in (("name", old.name, new.name), ("title", old.title, new.title)):
        if before != after:
            yield FieldChange(key=key, old=before, new=after)
    one, two = ((side.printed or {}).get("title", side.title) for side in (old, new))
    if old.title == new.title and one != two and None not in (old.printed, new.printed):
        yield FieldChange(key="title", old=one, new=two)
    ignored = _TRANSLATED if translated else frozenset()
    told = False
    for key, value in old.fields.items():
        if key in ignored or new.fields.get(key, value) == value:
            continue
        if key not in _APPROVAL:
            yield FieldChange(key=key, old=value, new=new.fields[key])
        elif not told:
            told = True
            yield FieldChange(key="approved-by", old=_official(old), new=_official(new))


def _official(procedure: ExportedProcedure) -> str:
    return ", ".join(filter(None, (procedure.fields.get(key) for key in _APPROVAL)))


def compare_boxes(old: Mapping[str, Sequence[str]], new: Mapping[str, Sequence[str]]) -> Iterator[ItemChange]:
    """Yield the items of the boxes that are different."""
    for box in dict.fromkeys((*old, *new)):
        yield from compare_items(box, old.get(box, ()), new.get(box, ()))


def compare_items(box: str, old: Sequence[str], new: Sequence[str]) -> Iterator[ItemChange]:
    """Yield the items of one box that were taken out, put in, reworded or moved, in the order of the new box."""
    if tuple(old) == tuple(new):
        return
    pairs = same_things(old, new, lambda one, two: likeness(old[one], new[two]), least=SAME_ITEM)
    kept = {pairs[place] for place in in_order([two for _, two in pairs])}
    gone = sorted(set(range(len(old))) - {one for one, _ in pairs})
    yield from (ItemChange(kind=Kind.REMOVED, box=box, old=old[one], old_place=one) for one in gone)
    partners = {two: one for one, two in pairs}
    for two, item in enumerate(new):
        one = partners.get(two)
        if one is None:
            yield ItemChange(kind=Kind.ADDED, box=box, new=item, new_place=two)
        elif old[one] != item or (one, two) not in kept:
            kind = Kind.CHANGED if old[one] != item else Kind.MOVED
            yield ItemChange(kind=kind, box=box, old=old[one], new=item, old_place=one, new_place=two)


def _times(old: ExportedProcedure, new: ExportedProcedure) -> Iterator[TimeChange]:
    for key, before, after in (("shortest", old.shortest, new.shortest), ("longest", old.longest, new.longest)):
        if before != after:
            yield TimeChange(key=key, old=before, new=after)
