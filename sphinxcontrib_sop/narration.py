"""Every symbol as a sentence: who does what kind of thing and where it leads.

The same sentence serves the screen reader, the cards on a phone and the builders that cannot draw.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from .model import END, FlowKind, Node, Procedure, Shape


class Vocabulary(Protocol):
    """The words of a sentence by key, see the labels of a profile."""

    def __getitem__(self, key: str, /) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One exit of a symbol."""

    answer: str
    """Label of the arrow, empty if it has none."""
    step: str | None
    """`Step.id` it leads to; None: the procedure ends."""
    label: str
    """What is printed as the number of that step; empty if the procedure ends."""
    actors: tuple[str, ...]
    """Labels of the actors of the symbol it leads to."""
    inside: bool
    """True if it leads to another symbol of the same row."""
    kind: FlowKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """What one symbol says."""

    node: str
    shape: Shape
    actors: tuple[str, ...]
    """Labels of the actors, left to right."""
    ways: tuple[Way, ...]


def narrate(
    procedure: Procedure, answers: Mapping[int, str] | None = None, actors: Mapping[str, str] | None = None
) -> dict[str, Sentence]:
    """Return the sentence of every node by its id.

    ``answers`` replaces labels of flows by index, ``actors`` labels of actors by key (translations).
    """
    labels = {actor.key: actor.label for actor in procedure.actors} | dict(actors or {})
    nodes = {node.id: node for node in procedure.nodes}
    printed = {step.id: step.label for step in procedure.steps}
    ways: dict[str, list[Way]] = defaultdict(list)
    for index, flow in enumerate(procedure.flows):
        answer = (answers or {}).get(index, flow.label)
        ends = [(flow.source, flow.target)]
        if flow.kind is not FlowKind.ARROW:
            ends.append((flow.target, flow.source))
        for source, target in ends:
            if source in nodes and (target in nodes or target == END):
                ways[source].append(_way(nodes[source], nodes.get(target), answer, flow.kind, labels, printed))
    return {
        node.id: Sentence(
            node=node.id,
            shape=node.shape,
            actors=tuple(labels.get(key, key) for key in node.actors),
            ways=tuple(ways[node.id]),
        )
        for node in procedure.nodes
    }


def _way(
    source: Node,
    target: Node | None,
    answer: str,
    kind: FlowKind,
    labels: Mapping[str, str],
    printed: Mapping[str, str],
) -> Way:
    if target is None:
        return Way(answer=answer, step=None, label="", actors=(), inside=False, kind=kind)
    return Way(
        answer=answer,
        step=target.step,
        label=printed.get(target.step, target.step),
        actors=tuple(labels.get(key, key) for key in target.actors),
        inside=target.step == source.step,
        kind=kind,
    )


def opening(sentence: Sentence, words: Vocabulary) -> str:
    """Return "Keputusan oleh Petugas Loket"."""
    return f"{words[sentence.shape]} {words['by']} {_joined(sentence.actors, words)}"


def _joined(actors: tuple[str, ...], words: Vocabulary) -> str:
    return f" {words['joint']} ".join(actors)


def direction(way: Way, words: Vocabulary) -> str:
    """Return where a way leads: "ke langkah 4", "ke Kepala", "selesai"."""
    if way.step is None:
        return words["to-end"]
    if way.inside:
        return f"{words['to']} {_joined(way.actors, words)}"
    return f"{words['to-step']} {way.label}"


def tell(sentence: Sentence, words: Vocabulary) -> str:
    """Return the whole sentence as plain text: "Keputusan oleh Petugas Loket; Ya: ke langkah 4; Tidak: selesai"."""
    parts = [opening(sentence, words)]
    for way in sentence.ways:
        where = direction(way, words)
        if way.kind is FlowKind.TWO_WAY:
            where += f" ({words['both-ways']})"
        parts.append(f"{way.answer}: {where}" if way.answer else where)
    return "; ".join(parts)
