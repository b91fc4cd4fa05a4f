"""Changes in words: what a reviewer reads, whatever the format.

A remark says what a change is about and holds what stood there and what stands there now; formats differ only in how they
show the two.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from enum import StrEnum
from itertools import groupby

from msgspec import Struct

from ..anatomy import CELLS, DATES
from ..exchange.exported import ExportedProcedure, ExportedStep
from ..model import END, Actor, Flow, FlowKind
from ..reading.durations import parse_duration
from .changes import (
    ActorChange,
    CellChange,
    Changes,
    FieldChange,
    FlowChange,
    ItemChange,
    Kind,
    StepChange,
    TimeChange,
)
from .speech import CHOICES, Speech

QUOTED = 60
"""Letters of an activity that are quoted to say which step is meant."""

_CELL_LABELS = {"label": "printed-number"}
_TIME_LABELS = {"shortest": "shortest-time", "longest": "longest-time"}


Renaming = tuple[str, str]
"""How an actor was called, and how it is called now."""


class Topic(StrEnum):
    """What a remark is about."""

    IDENTITY = "identity"
    STEP = "step"
    TIME = "time"


class Detail(Struct, frozen=True):
    """What stood somewhere and what stands there now; one of them is empty where something came or went."""

    label: str
    old: str
    new: str
    kind: Kind = Kind.CHANGED
    whole: bool = False
    """True if the two are read one after the other, not word by word."""
    key: str = ""
    """Key of the cell, see `CellChange`; empty for anything else."""


class Remark(Struct, frozen=True, kw_only=True):
    """One change: what it is about, and what is different about it."""

    kind: Kind
    heading: str
    """The label of an entry, or "Langkah 4"."""
    text: str = ""
    """The activity of a step."""
    details: tuple[Detail, ...] = ()
    note: str = ""
    """What follows from it: "+1 hari kerja", "from step 3"."""
    topic: Topic
    old: ExportedStep | None = None
    new: ExportedStep | None = None
    """The step, if it is about one."""


def remarks(changes: Changes, speech: Speech, told: Set[Renaming] = frozenset()) -> list[Remark]:
    """Return everything that is different in one SOP, in the order of the form and of the steps; the time comes last.

    Names of actors that are ``told`` for many SOPs at once, as `Renaming`, are not told again.
    """
    return [
        *_key(changes, speech),
        *(_field(change, speech) for change in changes.fields if change.key != "name"),
        *(_box(box, tuple(items), speech) for box, items in groupby(changes.items, key=lambda item: item.box)),
        *_lanes(changes.actors, speech, told),
        *_steps(changes, speech),
        *_times(changes, speech),
    ]


# -- identity --------------------------------------------------------------------------------------------------------
def _key(changes: Changes, speech: Speech) -> Iterator[Remark]:
    """Another key of the SOP, by its title: keys are for the sources, and a title that changed tells enough."""
    if changes.field("name") is None or changes.field("title") is not None:
        return
    title = changes.new.title or changes.old.title
    yield Remark(
        kind=Kind.CHANGED,
        heading=speech.words["renamed"],
        details=(Detail("", title, title, Kind.MOVED),) if title else (),
        note=speech.translate("only in the sources"),
        topic=Topic.IDENTITY,
    )


def _field(change: FieldChange, speech: Speech) -> Remark:
    old, new = speech.value(change.key, change.old), speech.value(change.key, change.new)
    whole = change.key in DATES or change.key in CHOICES
    return Remark(
        kind=came_or_went(old, new),
        heading=speech.words[change.key],
        details=(Detail("", old, new, came_or_went(old, new), whole=whole),),
        topic=Topic.IDENTITY,
    )


def came_or_went(old: str, new: str) -> Kind:
    """Return what happened to a text of which one side may be empty."""
    return Kind.ADDED if not old else Kind.REMOVED if not new else Kind.CHANGED


def _box(box: str, items: tuple[ItemChange, ...], speech: Speech) -> Remark:
    kinds = {item.kind for item in items}
    return Remark(
        kind=kinds.pop() if len(kinds) == 1 else Kind.CHANGED,
        heading=speech.words[box],
        details=tuple(Detail("", item.old, item.new, item.kind) for item in items),
        topic=Topic.IDENTITY,
    )


def renaming(change: ActorChange) -> Renaming | None:
    """Return how an actor was called and is called now; None if its name stayed."""
    if change.kind is not Kind.CHANGED or not change.old or not change.new or change.old.label == change.new.label:
        return None
    return change.old.label, change.new.label


def _lanes(changes: Iterable[ActorChange], speech: Speech, told: Set[Renaming]) -> Iterator[Remark]:
    """All lanes in one remark."""
    details = [detail for change in changes for detail in _lane(change, speech, told)]
    kinds = {detail.kind for detail in details}
    if details:
        kind = kinds.pop() if len(kinds) == 1 else Kind.CHANGED
        yield Remark(kind=kind, heading=speech.words["lanes"], details=tuple(details), topic=Topic.IDENTITY)


def _lane(change: ActorChange, speech: Speech, told: Set[Renaming]) -> Iterator[Detail]:
    old, new = (actor.label if actor else "" for actor in (change.old, change.new))
    if (old != new or change.kind is not Kind.CHANGED) and renaming(change) not in told:
        yield Detail("", old, new, change.kind)
    if change.old and change.new and change.old.short != change.new.short:
        yield Detail(speech.words["short-name"], change.old.short, change.new.short)
    if change.old and change.new and change.old.external is not change.new.external:
        yield Detail(new, _party(change.old, speech), _party(change.new, speech))


def _party(actor: Actor, speech: Speech) -> str:
    return speech.words["external" if actor.external else "internal"]


# -- steps -----------------------------------------------------------------------------------------------------------
def _steps(changes: Changes, speech: Speech) -> Iterator[Remark]:
    """Each step that is different, or from which an arrow is, in the order in which they are read side by side."""
    changed = {id(change.new or change.old): change for change in changes.steps}
    arrows: dict[str, list[FlowChange]] = defaultdict(list)
    old_rows, new_rows = ({node.id: node.step for node in side.nodes} for side in (changes.old, changes.new))
    for flow in changes.flows:
        if flow.new is not None:
            arrows[f"new {new_rows[flow.new.source]}"].append(flow)
        elif flow.old is not None:
            arrows[f"old {old_rows[flow.old.source]}"].append(flow)
    for old, new in changes.pairs:
        change = changed.get(id(new or old))
        flows = [*(arrows[f"old {old.id}"] if old else ()), *(arrows[f"new {new.id}"] if new else ())]
        if change is None and not flows:
            continue
        details = [*_details(change, changes, speech)] if change else []
        step = new or old
        yield Remark(
            kind=change.kind if change else Kind.CHANGED,
            heading=step_heading(old, new, speech),
            text=step.text if step else "",
            details=(*details, *(_flow(flow, changes, speech) for flow in flows)),
            note="; ".join(filter(None, (_split(old, changes, speech), _from_place(old, new, speech, change)))),
            topic=Topic.STEP,
            old=old,
            new=new,
        )


def _details(change: StepChange, changes: Changes, speech: Speech) -> Iterator[Detail]:
    if change.kind in {Kind.ADDED, Kind.REMOVED}:
        yield from _whole(change, changes, speech)
    yield from (_cell(cell, speech) for cell in change.cells)
    old = "; ".join(arrow_text(flow, changes.old, speech) for flow in change.old_arrows)
    new = "; ".join(arrow_text(flow, changes.new, speech) for flow in change.new_arrows)
    if old or new:
        yield Detail(speech.words["arrows"], old, new, came_or_went(old, new), whole=True)


def _split(old: ExportedStep | None, changes: Changes, speech: Speech) -> str:
    """What a step became: "dipecah menjadi langkah 3, 4"."""
    parts = next((split.parts for split in changes.splits if split.old is old), ())
    return f"{speech.words['split-into']} {', '.join(part.label or part.number for part in parts)}" if parts else ""


def _from_place(old: ExportedStep | None, new: ExportedStep | None, speech: Speech, change: StepChange | None) -> str:
    """Where a moved step came from; the heading tells unless its number was typed."""
    moved = change is not None and change.kind is Kind.MOVED
    if not moved or old is None or new is None or old.label != new.label:
        return ""
    return speech.translate("from place {old} to place {new}", old=old.number, new=new.number)


def step_heading(old: ExportedStep | None, new: ExportedStep | None, speech: Speech) -> str:
    """Return "Langkah 4", with its former number where that was another one."""
    step = new or old
    assert step is not None  # noqa: S101 - one side is there
    word = speech.words["step"].capitalize()
    label = step.label or step.number
    if old is None or new is None or old.label == new.label:
        return f"{word} {label}"
    return speech.translate("{step} {number} (formerly {old})", step=word, number=label, old=old.label or old.number)


def _whole(change: StepChange, changes: Changes, speech: Speech) -> Iterator[Detail]:
    """Every cell of a step that is new or gone."""
    side = changes.old if change.new is None else changes.new
    step = change.new or change.old
    assert step is not None  # noqa: S101 - a change has a side
    labels = {actor.key: actor.label for actor in side.actors}
    symbols = [" + ".join(labels.get(key, key) for key in node.actors) for node in side.nodes if node.step == step.id]
    for key, items in (("actors", symbols), *((key, step.cells[key]) for key in CELLS)):
        if items:
            text = _listed(key, items, speech)
            old, new = (text, "") if change.new is None else ("", text)
            yield Detail(speech.words[key], old, new, change.kind)


def _cell(change: CellChange, speech: Speech) -> Detail:
    old, new = (_listed(change.key, items, speech) for items in (change.old, change.new))
    label = speech.words[_CELL_LABELS.get(change.key, change.key)]
    if change.key == "time" and _takes_as_long(change, speech):
        label = f"{label} ({speech.words['same-time']})"
    return Detail(label, old, new, came_or_went(old, new), key=change.key)


def _takes_as_long(change: CellChange, speech: Speech) -> bool:
    """True if a time is written otherwise, but is the same one."""
    old, new = (parse_duration(" ".join(items), speech.working_time) for items in (change.old, change.new))
    return old is not None and new is not None and (old.shortest, old.longest) == (new.shortest, new.longest)


def _listed(key: str, items: Iterable[str], speech: Speech) -> str:
    return "; ".join(speech.words[item] if key == "shape" else item for item in items)


# -- arrows ----------------------------------------------------------------------------------------------------------
def arrow_text(flow: Flow, procedure: ExportedProcedure, speech: Speech) -> str:
    """Return an arrow by the numbers of its steps: "3 → 4", "3 –Tidak→ 1", with the actor in a row of several symbols."""
    source, target = (_symbol(node, procedure, speech) for node in (flow.source, flow.target))
    ends = {FlowKind.ARROW: ("", "→"), FlowKind.TWO_WAY: ("←", "→"), FlowKind.LINE: ("", "–")}
    start, end = ends[flow.kind]
    label = f"–{flow.label}" if flow.label else "–" if start else ""
    return f"{source} {start}{label}{end} {target}"


def _symbol(node: str, procedure: ExportedProcedure, speech: Speech) -> str:
    if node == END:
        return speech.words["to-end"]
    step, symbols = _step_of(node, procedure)
    if step is None:
        return node
    number = step.label or step.number
    return f"{number} ({_actors(node, procedure)})" if symbols > 1 else number


def _step_of(node: str, procedure: ExportedProcedure) -> tuple[ExportedStep | None, int]:
    """The step a symbol belongs to, and how many symbols it has."""
    own = next((symbol.step for symbol in procedure.nodes if symbol.id == node), "")
    symbols = sum(symbol.step == own for symbol in procedure.nodes)
    return next((step for step in procedure.steps if step.id == own), None), symbols


def _actors(node: str, procedure: ExportedProcedure) -> str:
    labels = {actor.key: actor.label for actor in procedure.actors}
    keys = next((symbol.actors for symbol in procedure.nodes if symbol.id == node), ())
    return " + ".join(labels.get(key, key) for key in keys)


def _flow(change: FlowChange, changes: Changes, speech: Speech) -> Detail:
    old = _way(change.old, changes.old, speech) if change.old else ""
    new = _way(change.new, changes.new, speech) if change.new else ""
    if change.old is not None and not new and _ends_now(change.old, changes):
        return Detail(speech.words["arrows"], old, speech.words["ends-now"], Kind.CHANGED, whole=True)
    return Detail(speech.words["arrows"], old, new, change.kind, whole=True)


def _ends_now(flow: Flow, changes: Changes) -> bool:
    """True if nothing leads on any more from the step that an arrow came from."""
    step = _step_of(flow.source, changes.old)[0]
    now = next((new for old, new in changes.pairs if old is not None and old is step and new is not None), None)
    if now is None:
        return False
    own = {node.id for node in changes.new.nodes if node.step == now.id}
    return not any(flow.source in own and flow.target not in own for flow in changes.new.flows)


def _way(flow: Flow, procedure: ExportedProcedure, speech: Speech) -> str:
    """Where an arrow leads: "Tidak: ke langkah 1 “Menerima surat”"."""
    words = speech.words
    step, symbols = _step_of(flow.target, procedure)
    if step is None:
        where = words["to-end"] if flow.target == END else flow.target
    else:
        where = f"{words['to-step']} {step.label or step.number} “{quoted(step.text)}”"
        if symbols > 1:
            where += f" ({_actors(flow.target, procedure)})"
    if flow.kind is not FlowKind.ARROW:
        where += f" ({words['both-ways']})" if flow.kind is FlowKind.TWO_WAY else " (–)"
    if _step_of(flow.source, procedure)[1] > 1:  # a row of several symbols: which of them it leaves
        where = f"{_actors(flow.source, procedure)} {where}"
    return f"{flow.label}: {where}" if flow.label else where


def quoted(text: str) -> str:
    """Return the beginning of an activity, long enough to recognise it."""
    if len(text) <= QUOTED:
        return text
    return f"{text[:QUOTED].rsplit(' ', 1)[0]} …"


# -- time ------------------------------------------------------------------------------------------------------------
def _times(changes: Changes, speech: Speech) -> Iterator[Remark]:
    """The effect on the time; one remark where there is only one way."""
    distinct = {(change.old, change.new): change for change in changes.times}
    single = len(distinct) == 1 and len(changes.times) > 1
    for change in distinct.values():
        old = speech.time(change.old) if changes.old.steps else ""
        new = speech.time(change.new) if changes.new.steps else ""
        yield Remark(
            kind=came_or_went(old, new),
            heading=speech.words["time-taken" if single else _TIME_LABELS[change.key]],
            details=(Detail("", old, new, came_or_went(old, new), whole=True),),
            note=difference(change, speech),
            topic=Topic.TIME,
        )


def difference(change: TimeChange, speech: Speech) -> str:
    """Return by how much the time is longer or shorter: "+1 hari kerja"; empty where one side has none."""
    if change.old is None or change.new is None:
        return ""
    sign = "+" if change.new > change.old else "−"
    return f"{sign}{speech.time(abs(change.new - change.old))}"
