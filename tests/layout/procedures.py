"""Procedures to lay out: written by hand in a few lines, generated, or read from the published SOPs."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import cast

from sphinxcontrib_sop.core.model import END, Flow, FlowKind, Node, Procedure, Shape

LABELS = (
    "Ya",
    "Tidak",
    "Tidak lengkap",
    "Darurat/Rujukan",
    "Teknis",
    "Administratif",
    "Belum Ada Peningkatan Performa",
    "T",
    "Y",
)
SHAPES = {"[": Shape.PROCESS, "(": Shape.TERMINATOR, "<": Shape.DECISION}


def procedure(lanes: int, steps: Sequence[str], nodes: Iterable[Node], flows: Iterable[Flow]) -> Procedure:
    """As much of a procedure as a layout reads, with actors a0, a1 ... and steps of these ids."""
    outline = SimpleNamespace(
        actors=tuple(SimpleNamespace(key=f"a{lane}") for lane in range(lanes)),
        steps=tuple(SimpleNamespace(id=step) for step in steps),
        nodes=tuple(nodes),
        flows=tuple(flows),
    )
    return cast("Procedure", outline)


def sketch(rows: Sequence[str], arrows: str = "") -> Procedure:
    """A procedure from a sketch.

    A row names its symbols, each in brackets that tell its shape, by a letter and the numbers of its lanes: "[a0] <b1>
    (c2+3)".  Arrows are separated by commas: "a b", "a b Ya", "a <> b" (two-way), "a -- b" (line), "a end".
    """
    nodes: dict[str, Node] = {}
    for number, row in enumerate(rows):
        for word in row.split():
            name, lanes = word[1], word[2:-1].split("+")
            nodes[name] = Node(
                id=f"s{number}/{name}", step=f"s{number}", actors=tuple(f"a{x}" for x in lanes), shape=SHAPES[word[0]]
            )
    flows = []
    kinds = {"<>": FlowKind.TWO_WAY, "--": FlowKind.LINE}
    for arrow in filter(None, map(str.strip, arrows.split(","))):
        source, second, *rest = arrow.split(" ", 2)
        kind = kinds.get(second, FlowKind.ARROW)
        target, label = (rest[0].partition(" ")[::2]) if second in kinds else (second, " ".join(rest))
        target_id = END if target == "end" else nodes[target].id
        flows.append(Flow(source=nodes[source].id, target=target_id, label=label, kind=kind))
    lanes = 1 + max(int(key[1:]) for node in nodes.values() for key in node.actors)
    return procedure(lanes, [f"s{number}" for number in range(len(rows))], nodes.values(), flows)


def published(folder: Path) -> dict[str, Procedure]:
    """The structures of the published SOPs by name."""
    result = {}
    for name, sop in json.loads((folder / "expected.json").read_text(encoding="utf-8")).items():
        lane_of = {f"p{lane + 1}": f"a{lane}" for lane in range(sop["actors"])}
        nodes = [
            Node(id=key, step=key.split("/")[0], actors=(lane_of[key.split("/")[1]],), shape=Shape(shape))
            for key, shape in sop["nodes"]
        ]
        flows = [
            Flow(source=source, target=target, label=label, kind=FlowKind(kind))
            for source, target, label, kind in sop.get("flows", ())
        ]
        if "flows" not in sop:  # without arrows of its own: from every row to the next one
            flows = [Flow(source=a.id, target=b.id) for a, b in pairwise(nodes) if a.step != b.step]
        result[name] = procedure(sop["actors"], [f"s{n + 1}" for n in range(sop["steps"])], nodes, flows)
    return result


def chain(rnd: random.Random, rows: int, lanes: int, decisions: int) -> Procedure:
    """One symbol a row, arrows from row to row, decisions with a loop back or a jump ahead."""
    columns = [rnd.randrange(lanes)]
    for _ in range(1, rows):
        move = 0 if rnd.random() < 0.4 else rnd.choice([-2, -1, 1, 2, 1, -1])
        columns.append(max(0, min(lanes - 1, columns[-1] + move)))
    deciding = set(rnd.sample(range(1, rows - 2), decisions))
    names = [f"s{row}/a{lane}" for row, lane in enumerate(columns)]
    flows = []
    for row in range(rows - 1):
        flows.append(Flow(source=names[row], target=names[row + 1], label="Ya" if row in deciding else ""))
        if row in deciding:
            back = rnd.random() < 0.7
            target = max(0, row - rnd.randint(1, 5)) if back else min(rows - 1, row + rnd.randint(2, 6))
            if target != row + 1:
                flows.append(Flow(source=names[row], target=names[target], label="Tidak"))
    nodes = [
        Node(id=name, step=f"s{row}", actors=(f"a{lane}",), shape=Shape.DECISION if row in deciding else Shape.PROCESS)
        for row, (name, lane) in enumerate(zip(names, columns, strict=True))
    ]
    return procedure(lanes, [f"s{row}" for row in range(rows)], nodes, flows)


def crowd(rnd: random.Random, rows: int, lanes: int, *, density: float = 1.0) -> Procedure:
    """Everything at once: several symbols a row, symbols over lanes, forks, two-way and plain lines, exits that end."""
    by_row = [_crowded_row(rnd, row, lanes, density) for row in range(rows)]
    flows: dict[tuple[str, str, str], Flow] = {}

    def add(source: Node, target: str, label: str = "", kind: FlowKind = FlowKind.ARROW) -> None:
        if source.id != target:
            flows.setdefault((source.id, target, label), Flow(source=source.id, target=target, label=label, kind=kind))

    for row, nodes in enumerate(by_row):
        mode = rnd.random()
        if len(nodes) > 1 and mode < 0.7:
            ordered = nodes if rnd.random() < 0.7 else nodes[::-1]
            for one, two in pairwise(ordered) if mode < 0.5 else ((nodes[0], node) for node in nodes[1:]):
                add(one, two.id, kind=rnd.choices(list(FlowKind), (0.85, 0.1, 0.05))[0])
            if mode < 0.25:
                add(ordered[-1], ordered[0].id, "Tidak")
        if row + 1 < rows:
            for node in nodes if mode > 0.5 else nodes[-1:]:
                add(node, rnd.choice(by_row[row + 1]).id)
            if mode > 0.9:
                for node in by_row[row + 1]:
                    add(nodes[0], node.id)
        for node in nodes:
            if node.shape is Shape.DECISION:
                for _ in range(rnd.choice([1, 1, 1, 2, 3])):
                    if rnd.random() < 0.15:
                        add(node, END, rnd.choice(LABELS))
                        continue
                    target = max(0, min(rows - 1, row + rnd.choice([-4, -2, -1, -1, 0, 2, 3])))
                    add(node, rnd.choice(by_row[target]).id, rnd.choice(LABELS))
    nodes = [node for row_nodes in by_row for node in row_nodes]
    return procedure(lanes, [f"s{row}" for row in range(rows)], nodes, flows.values())


def _crowded_row(rnd: random.Random, row: int, lanes: int, density: float) -> list[Node]:
    count = 1 if rnd.random() > 0.4 * density else rnd.randint(2, min(5, lanes)) if lanes > 1 else 1
    found = []
    free = list(range(lanes))
    for lane in sorted(rnd.sample(range(lanes), min(count, lanes))):
        if lane not in free:
            continue
        width = 1 if rnd.random() > 0.08 else rnd.randint(2, 3)
        span = [x for x in range(lane, lane + width) if x in free]
        free = [x for x in free if x > span[-1]]
        shape = rnd.choices(list(Shape), (0.1, 0.65, 0.25))[0]
        actors = tuple(f"a{x}" for x in span)
        found.append(Node(id=f"s{row}/{actors[0]}", step=f"s{row}", actors=actors, shape=shape))
    return found
