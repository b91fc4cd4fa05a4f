"""Every symbol as a sentence: who does what kind of thing and where it leads.

The same sentence serves the screen reader, the cards on a phone and the builders that cannot draw.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from ..model import END, FlowKind, Node, Procedure, Process, Shape
from ..ordinals import lettered

FLOWCHART = "flowchart"
"""The format of an SOP that names none."""


class Vocabulary(Protocol):
    """The words of a sentence by key, see the labels of a profile."""

    def __getitem__(self, key: str, /) -> str: ...


class Way(Struct, frozen=True, kw_only=True):
    """One exit of a symbol."""

    flow: int | None
    """Index into ``procedure.flows``; None: the end that goes without saying."""
    answer: str
    """Label of the arrow, empty if it has none."""
    step: str | None
    """`Step.id` it leads to; None: the procedure ends."""
    node: str
    """Id of the symbol it leads to, `END` if the procedure ends."""
    label: str
    """What is printed as the number of that step; empty if the procedure ends."""
    actors: tuple[str, ...]
    """Labels of the actors of the symbol it leads to."""
    inside: bool
    """True if it leads to another symbol of the same row."""
    kind: FlowKind
    back: bool = False
    """True if it leads to a row above, or to its own row."""


class Sentence(Struct, frozen=True, kw_only=True):
    """What one symbol says."""

    node: str
    shape: Shape
    actors: tuple[str, ...]
    """Labels of the actors, left to right."""
    ways: tuple[Way, ...]
    begins: bool = False
    """True if the procedure begins with it and goes on from there."""

    @property
    def kind(self) -> str:
        """Key of the word for what the symbol stands for: start, end, carried-out or decision."""
        if self.shape is Shape.TERMINATOR:
            return "start" if self.begins else "end"
        return "carried-out" if self.shape is Shape.PROCESS else self.shape.value


def format_of(procedure: Procedure) -> str:
    """Return the format of an SOP: flowchart, simple-steps, hierarchical-steps or graphic."""
    return str(procedure.parsed("format") or FLOWCHART)


def printed_labels(procedure: Procedure) -> dict[str, str]:
    """Return what is printed as the number of every step by its id.

    Sub-steps in lists have letters, so that the step 2.1 of a flowchart is 2a there; a label that was typed stays.
    """
    if format_of(procedure) == FLOWCHART:
        return {step.id: step.label for step in procedure.steps}
    labels = lettered((step.number, step.label) for step in procedure.steps)
    return {step.id: labels[step.number] for step in procedure.steps}


def narrate(
    process: Process,
    numbers: Mapping[str, str],
    answers: Mapping[int, str] | None = None,
    actors: Mapping[str, str] | None = None,
) -> dict[str, Sentence]:
    """Return the sentence of every node by its id.

    ``numbers`` are the printed ones of the steps by id, see `printed_labels`.  ``answers`` replaces
    labels of flows by index, ``actors`` labels of actors by key (translations).
    """
    labels = {actor.key: actor.label for actor in process.actors} | dict(actors or {})
    nodes = {node.id: node for node in process.nodes}
    places = {step.id: place for place, step in enumerate(process.steps)}
    ways: dict[str, list[Way]] = defaultdict(list)
    for index, flow in enumerate(process.flows):
        answer = (answers or {}).get(index, flow.label)
        ends = [(flow.source, flow.target)]
        if flow.kind is not FlowKind.ARROW:
            ends.append((flow.target, flow.source))
        for source, target in ends:
            if source in nodes and (target in nodes or target == END):
                way = _way(index, nodes[source], nodes.get(target), answer, flow.kind, labels, numbers)
                back = way.step in places and places[way.step] <= places.get(nodes[source].step, -1)
                ways[source].append(replace(way, back=True) if back and not way.inside else way)
    return {
        node.id: Sentence(
            node=node.id,
            shape=node.shape,
            actors=tuple(labels.get(key, key) for key in node.actors),
            ways=tuple(ways[node.id]),
            begins=node.step == process.nodes[0].step and bool(ways[node.id]),
        )
        for node in process.nodes
    }


def _way(
    flow: int,
    source: Node,
    target: Node | None,
    answer: str,
    kind: FlowKind,
    labels: Mapping[str, str],
    numbers: Mapping[str, str],
) -> Way:
    if target is None:
        return Way(flow=flow, answer=answer, step=None, node=END, label="", actors=(), inside=False, kind=kind)
    return Way(
        flow=flow,
        answer=answer,
        step=target.step,
        node=target.id,
        label=numbers.get(target.step, target.step),
        actors=tuple(labels.get(key, key) for key in target.actors),
        inside=target.step == source.step and target.id != source.id,
        kind=kind,
    )


def opening(sentence: Sentence, words: Vocabulary) -> str:
    """Return "Keputusan oleh Petugas Loket"."""
    return f"{words[sentence.kind]} {words['by']} {joined(sentence.actors, words)}"


def joined(actors: tuple[str, ...], words: Vocabulary) -> str:
    """Return the actors of one symbol: "Staf dan Kepala"."""
    return f" {words['joint']} ".join(actors)


def direction(way: Way, words: Vocabulary) -> str:
    """Return where a way leads: "ke langkah 4", "ke Kepala", "selesai"."""
    if way.step is None:
        return words["to-end"]
    if way.inside:
        return f"{words['to']} {joined(way.actors, words)}"
    return f"{words['to-step']} {way.label}"


def leading(way: Way, words: Vocabulary) -> str:
    """Return what a sentence says of a way behind its answer.

    "lanjut ke langkah 4", "kembali ke langkah 1", "selesai", "ke Kepala (bolak-balik)".
    """
    where = direction(way, words)
    if way.kind is FlowKind.TWO_WAY:
        return f"{where} ({words['both-ways']})"
    if way.step is None or not _is_plain(way):
        return where
    return f"{words['back' if way.back else 'onward']} {where}"


def tell(sentence: Sentence, words: Vocabulary) -> str:
    """Return the whole sentence as plain text: "Keputusan oleh Petugas Loket; Ya: ke langkah 4; Tidak: selesai"."""
    parts = [opening(sentence, words)]
    for way in sentence.ways:
        where = leading(way, words)
        parts.append(f"{way.answer}: {where}" if way.answer else where)
    return "; ".join(parts)


class Course(Struct, frozen=True, kw_only=True):
    """What a step in prose says of its symbols and their arrows; the simple way to the next step goes without saying."""

    actors: tuple[tuple[str, ...], ...]
    """Labels of the actors of each symbol, left to right."""
    handed_on: bool
    """True if each symbol hands on to the one after it, else they act together."""
    ways: tuple[tuple[tuple[str, ...], Way], ...]
    """What has to be said: the actors whose way it is, empty where that is clear, and the way."""
    leads_on: bool
    """True if an arrow leads to the row below."""


def courses(procedure: Procedure, sentences: Mapping[str, Sentence]) -> dict[str, Course]:
    """Return the course of every step that has symbols, by its id; ``sentences`` are those of `narrate`."""
    rows = list(procedure.rows())
    symbols: dict[str, list[str]] = defaultdict(list)
    for node in procedure.nodes:
        symbols[node.step].append(node.id)
    broken = {exit_.step for exit_ in procedure.dangling}
    narrated = {}
    for place, step in enumerate(rows):
        own = symbols[step.id]
        following = rows[place + 1] if place + 1 < len(rows) else None
        if own:
            entering = following.entering if following else None
            below = following.id if following else None
            ends = following is not None and step.id not in broken
            narrated[step.id] = _course([sentences[node] for node in own], entering, below, ends=ends)
    return narrated


def _course(symbols: Sequence[Sentence], entering: str | None, below: str | None, *, ends: bool) -> Course:
    """The course of a row; ``ends``: without an arrow it says that the procedure ends."""
    inside = [(symbol, way) for symbol in symbols for way in symbol.ways if way.inside]
    leaving = [(symbol, way) for symbol in symbols for way in symbol.ways if not way.inside]
    chain = [(symbol.node, other.node) for symbol, other in pairwise(symbols)]
    plain = all(_is_plain(way) for _, way in inside)
    handed_on = bool(chain) and plain and [(symbol.node, way.node) for symbol, way in inside] == chain
    told = leaving if handed_on or not inside else [(symbol, way) for symbol in symbols for way in symbol.ways]
    if len(told) == 1 and _is_plain(told[0][1]) and told[0][1].node == entering:
        told = []
    clear = len(symbols) == 1 or (handed_on and all(symbol is symbols[-1] for symbol, _ in told))
    ways = [(() if clear else symbol.actors, way) for symbol, way in told]
    own = {symbol.node for symbol in symbols}
    if ends and all(way.node in own for _, way in leaving):
        ways.append(((), _THE_END))
    return Course(
        actors=tuple(symbol.actors for symbol in symbols),
        handed_on=handed_on,
        ways=tuple(ways),
        leads_on=below is not None and any(way.step == below for _, way in leaving),
    )


_THE_END = Way(flow=None, answer="", step=None, node=END, label="", actors=(), inside=False, kind=FlowKind.ARROW)


def _is_plain(way: Way) -> bool:
    return not way.answer and way.kind is FlowKind.ARROW
