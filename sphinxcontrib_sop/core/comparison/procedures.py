"""Two versions of one SOP: what is different."""

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
from .printed import raw, with_printed
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
        old, new = with_printed(old, new)
        self.old, self.new, self.translated = old, new, translated
        self.steps = pair_steps(old, new)
        self.step_ids = {old.steps[old_place].id: new.steps[new_place].id for old_place, new_place in self.steps}
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
        for old_place, new_place in self.steps:
            above_old = old_numbers.get(self.old.steps[old_place].parent, "")
            above_new = new_numbers.get(self.new.steps[new_place].parent, "")
            # a heading that is new or gone tells of the steps below it
            known = (above_old in self.step_ids or not above_old) and (above_new in stayed or not above_new)
            if known and self.step_ids.get(above_old, "") != above_new:
                moved.add((old_place, new_place))
        return moved

    def _steps(self) -> Iterator[StepChange]:
        """Changed steps in the order in which they are read side by side."""
        moved = {id(self.new.steps[two]) for _, two in self.moved}
        for old_step, new_step in self._side_by_side():
            old_arrows = self.arrows.old_of.get(old_step.id, ()) if old_step else ()
            new_arrows = self.arrows.new_of.get(new_step.id, ()) if new_step else ()
            if old_step is None or new_step is None:
                kind = Kind.ADDED if old_step is None else Kind.REMOVED
            else:
                kind = Kind.MOVED if id(new_step) in moved else Kind.CHANGED
            cells = tuple(self._cells(old_step, new_step)) if old_step and new_step else ()
            if kind is not Kind.CHANGED or cells or old_arrows or new_arrows:
                yield StepChange(
                    kind=kind, old=old_step, new=new_step, cells=cells, old_arrows=old_arrows, new_arrows=new_arrows
                )

    def _side_by_side(self) -> Iterator[tuple[ExportedStep | None, ExportedStep | None]]:
        """All steps: those that stayed side by side, between them what is gone, then what is new or came there."""
        old, old_of = self.old.steps, {new_place: old_place for old_place, new_place in self.steps}
        kept = {new_place: old_place for old_place, new_place in self.steps if (old_place, new_place) not in self.moved}
        anchors = sorted(kept.values())
        gone: dict[int, list[ExportedStep]] = defaultdict(list)
        for place, step in enumerate(old):
            if step.id not in self.step_ids:
                before = bisect(anchors, place)
                gone[anchors[before - 1] if before else -1].append(step)
        yield from ((step, None) for step in gone[-1])
        for two, step in enumerate(self.new.steps):
            yield old[old_of[two]] if two in old_of else None, step
            yield from ((place, None) for place in gone[kept.get(two, len(old))])

    def _cells(self, old_step: ExportedStep, new_step: ExportedStep) -> Iterator[CellChange]:
        for key, before, after in (
            ("label", _single(old_step.own_label), _single(new_step.own_label)),
            ("text", _single(old_step.text), _single(new_step.text)),
        ):
            if before != after:
                yield CellChange(key=key, old=before, new=after)
        old_row, new_row = self.old_rows.get(old_step.id, []), self.new_rows.get(new_step.id, [])
        acting = [[self.actors.get(key, f"\0{key}") for key in node.actors] for node in old_row]
        if acting != [list(node.actors) for node in new_row]:
            yield CellChange(key="actors", old=_labels(self.old, old_row), new=_labels(self.new, new_row))
        if any(self._other_shape(node) for node in old_row):
            yield CellChange(key="shape", old=_shapes(old_row), new=_shapes(new_row))
        if old_step.text == new_step.text and raw(old_step, "text") != raw(new_step, "text"):
            yield CellChange(key="text", old=_single(_line(old_step)), new=_single(_line(new_step)))
        for key in CELLS:
            if old_step.cells[key] == new_step.cells[key] and raw(old_step, key) != raw(new_step, key):
                yield CellChange(
                    key=key, old=tuple(raw(old_step, key).split("\n")), new=tuple(raw(new_step, key).split("\n"))
                )
            if old_step.cells[key] != new_step.cells[key]:
                yield CellChange(key=key, old=old_step.cells[key], new=new_step.cells[key])

    # -- actors and symbols ------------------------------------------------------------------------------------------
    def _symbol_pairs(self) -> Iterator[tuple[str, str]]:
        """Symbols of steps that are the same one: those of the same actors, the rest from left to right."""
        for old_id, new_id in self.step_ids.items():
            left, right = list(self.old_rows.get(old_id, [])), list(self.new_rows.get(new_id, []))
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
        other = next((symbol for symbol in self.new.nodes if symbol.id == self.symbols.get(node.id)), None)
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
        partners = {other.key: actor for actor, other in pairs}
        for actor in self.new.actors:
            partner = partners.get(actor.key)
            if partner is None:
                yield ActorChange(kind=Kind.ADDED, new=actor)
                continue
            relabelled = partner.label != actor.label and not self.translated
            if relabelled or partner.external is not actor.external or partner.short != actor.short:
                yield ActorChange(kind=Kind.CHANGED, old=partner, new=actor)
            if actor.key in elsewhere:
                yield ActorChange(kind=Kind.MOVED, old=partner, new=actor)


def _line(step: ExportedStep) -> str:
    return raw(step, "text").replace("\n", " / ")


def _single(text: str) -> tuple[str, ...]:
    return (text,) if text else ()


def _rows(nodes: Iterable[Node]) -> dict[str, list[Node]]:
    """Symbols by step."""
    rows_of: dict[str, list[Node]] = {}
    for node in nodes:
        rows_of.setdefault(node.step, []).append(node)
    return rows_of


def _labels(procedure: ExportedProcedure, row: Iterable[Node]) -> tuple[str, ...]:
    """Who acts, symbol by symbol."""
    labels = {actor.key: actor.label for actor in procedure.actors}
    return tuple(" + ".join(labels.get(key, key) for key in node.actors) for node in row)


def _shapes(row: Iterable[Node]) -> tuple[str, ...]:
    return tuple(node.shape.value for node in row)


def _as_usual(procedure: ExportedProcedure, node: Node) -> bool:
    """True if a symbol is a capsule just where a procedure begins or ends, as it is without being asked for."""
    row = [symbol for symbol in procedure.nodes if symbol.step == node.step]
    own = {node.id for node in row}
    begins = procedure.nodes[0].id == node.id
    ends = not any(flow.source in own and flow.target not in own for flow in procedure.flows)
    if node.shape is Shape.TERMINATOR:
        return begins or ends
    # of the symbols of a row that ends only the one that the flow leaves from is a capsule
    return not begins and (not ends or any(node.shape is not Shape.PROCESS for node in row))


# -- identity --------------------------------------------------------------------------------------------------------
def compare_fields(
    old: ExportedProcedure, new: ExportedProcedure, *, translated: bool = False
) -> Iterator[FieldChange]:
    """Yield the entries that have another value: name and title first, then in the order of the form."""
    for key, before, after in (("name", old.name, new.name), ("title", old.title, new.title)):
        if before != after:
            yield FieldChange(key=key, old=before, new=after)
    old_title, new_title = ((side.printed or {}).get("title", side.title) for side in (old, new))
    if old.title == new.title and old_title != new_title and None not in (old.printed, new.printed):
        yield FieldChange(key="title", old=old_title, new=new_title)
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
    pairs = same_things(
        old, new, lambda old_place, new_place: likeness(old[old_place], new[new_place]), least=SAME_ITEM
    )
    kept = {pairs[place] for place in in_order([new_place for _, new_place in pairs])}
    gone = sorted(set(range(len(old))) - {old_place for old_place, _ in pairs})
    yield from (ItemChange(kind=Kind.REMOVED, box=box, old=old[place], old_place=place) for place in gone)
    partners = {new_place: old_place for old_place, new_place in pairs}
    for new_place, item in enumerate(new):
        old_place = partners.get(new_place)
        if old_place is None:
            yield ItemChange(kind=Kind.ADDED, box=box, new=item, new_place=new_place)
        elif old[old_place] != item or (old_place, new_place) not in kept:
            kind = Kind.CHANGED if old[old_place] != item else Kind.MOVED
            yield ItemChange(kind=kind, box=box, old=old[old_place], new=item, old_place=old_place, new_place=new_place)


def _times(old: ExportedProcedure, new: ExportedProcedure) -> Iterator[TimeChange]:
    for key, before, after in (("shortest", old.shortest, new.shortest), ("longest", old.longest, new.longest)):
        if before != after:
            yield TimeChange(key=key, old=before, new=after)
