"""SOPs as they are thought of, and the export a build would write for them."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from sphinxcontrib_sop.core.comparison import Changes, ManualChanges, compare, compare_manuals
from sphinxcontrib_sop.core.exchange.exported import ExportedProcedure, read_procedure
from sphinxcontrib_sop.core.exchange.json import read_manual

from ..values import replace


@dataclass(frozen=True)
class Step:
    """A step; ``exits`` are answers and the steps they lead to, "" without an answer, None for the end."""

    text: str
    actors: tuple[str, ...] = ("staf",)
    inputs: str = ""
    time: str = ""
    output: str = ""
    notes: str = ""
    exits: tuple[tuple[str, Step | str | None], ...] = ()
    id: str = ""
    label: str = ""
    mark: int = 0
    """Tells steps apart that say the same."""


@dataclass(frozen=True)
class Sop:
    """An SOP; exits name steps by their mark."""

    steps: tuple[Step, ...]
    name: str = "cuti"
    title: str = "Penyelesaian Cuti"
    actors: dict[str, str] = field(
        default_factory=lambda: {"staf": "Staf", "kasubag": "Kepala Subbagian", "kepala": "Kepala"}
    )
    boxes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    fields: dict[str, Any] = field(default_factory=dict)
    minutes: float | None = 60

    def export(self) -> dict[str, Any]:
        """The SOP as it stands in ``sops.json``."""
        ids = {step.mark: step.id or str(place) for place, step in enumerate(self.steps, start=1)}
        first = {step.mark: f"{ids[step.mark]}/{step.actors[0].split('+')[0]}" for step in self.steps}
        last = {step.mark: f"{ids[step.mark]}/{step.actors[-1].split('+')[0]}" for step in self.steps}
        flows, nodes = [], []
        for place, step in enumerate(self.steps):
            symbols = [f"{ids[step.mark]}/{actor.split('+')[0]}" for actor in step.actors]
            flows += [(one, two, "") for one, two in pairwise(symbols)]
            after = self.steps[place + 1].mark if place + 1 < len(self.steps) else None
            exits = step.exits or ((("", after),) if after is not None else ())
            for answer, target in exits:
                goal = after if target == "next" else target
                if target != "next" or after is not None:
                    flows.append((last[step.mark], "selesai" if goal is None else first[goal], answer))
            shapes = ["process"] * len(symbols)
            if place == 0:
                shapes[0] = "terminator"
            if step.exits:
                shapes[-1] = "decision"
            elif place + 1 == len(self.steps):
                shapes[-1] = "terminator"
            nodes += [
                {"id": symbol, "step": ids[step.mark], "actors": actor.split("+"), "shape": shape}
                for symbol, actor, shape in zip(symbols, step.actors, shapes, strict=True)
            ]
        return {
            "name": self.name,
            "title": self.title,
            "docname": "index",
            "line": 1,
            "number": "",
            "dates": {"effective": None},
            "approval": {"position": "", "name": "", "nip": ""},
            "needs": {},
            "time_limit": "",
            **self.fields,
            "boxes": {key: list(items) for key, items in self.boxes.items()},
            "actors": [{"key": key, "label": label, "external": False} for key, label in self.actors.items()],
            "steps": [
                {
                    "number": str(place),
                    "label": step.label or str(place),
                    "id": ids[step.mark],
                    "explicit_id": bool(step.id),
                    "heading": False,
                    "text": step.text,
                    "inputs": step.inputs,
                    "time": step.time,
                    "output": step.output,
                    "notes": step.notes,
                    "line": 10 * place,
                }
                for place, step in enumerate(self.steps, start=1)
            ],
            "nodes": nodes,
            "flows": [{"source": a, "target": b, "label": label, "kind": "arrow"} for a, b, label in flows],
            "duration": {
                "shortest": self.minutes,
                "longest": self.minutes,
                "unit": "working-minute",
                "unknown_steps": [],
            },
        }

    def read(self) -> ExportedProcedure:
        """The SOP as it is read back."""
        return read_procedure(self.export())


def sop(*texts: str | Step, **rest: Any) -> Sop:
    """An SOP of steps that are marked 1, 2, 3 ..."""
    steps = [Step(text) if isinstance(text, str) else text for text in texts]
    return Sop(tuple(replace(step, mark=step.mark or place) for place, step in enumerate(steps, start=1)), **rest)


def difference(old: Sop, new: Sop) -> Changes:
    """What is different between two SOPs."""
    return compare(old.read(), new.read())


def manual(*sops: Sop, language: str = "id", **about: Any) -> dict[str, Any]:
    """An export of some SOPs."""
    return {
        "$schema": "https://sphinxcontrib-sop.readthedocs.io/schema/sops-1.json",
        "generator": "sphinxcontrib-sop 0.1.0",
        "manual": {"project": "Buku", "language": language, "agency": {}, **about},
        "sops": [one.export() for one in sops],
    }


def manual_difference(old: dict[str, Any], new: dict[str, Any]) -> ManualChanges:
    """What is different between two exports."""
    return compare_manuals(read_manual(old), read_manual(new))


def told(changes: Changes) -> set[str]:
    """Every change in a few words, for a test to name."""
    found = {f"{change.key}: {change.old} > {change.new}" for change in changes.fields}
    found |= {f"{change.box} {change.kind}: {change.old} > {change.new}" for change in changes.items}
    for lane in changes.actors:
        found.add(f"actor {lane.kind}: {lane.old.label if lane.old else ''} > {lane.new.label if lane.new else ''}")
    for step in changes.steps:
        name = step.new.text if step.new else step.old.text if step.old else ""
        if step.kind in {"added", "removed", "moved"}:
            found.add(f"{step.kind}: {name}")
        found |= {f"{cell.key} of {name}: {'; '.join(cell.old)} > {'; '.join(cell.new)}" for cell in step.cells}
    for flow in changes.flows:
        old = f"{flow.old.source} {flow.old.label}-> {flow.old.target}" if flow.old else ""
        new = f"{flow.new.source} {flow.new.label}-> {flow.new.target}" if flow.new else ""
        found.add(f"arrow {flow.kind}: {old} > {new}")
    return found


def arrows(changes: Changes, text: str) -> tuple[set[str], set[str]]:
    """Arrows that are gone and that are new because of a step, from step to step."""
    for step in changes.steps:
        if text in {step.old.text if step.old else "", step.new.text if step.new else ""}:
            both = (step.old_arrows, step.new_arrows)
            old, new = ({f"{one.source}>{one.target}" for one in side} for side in both)
            return old, new
    return set(), set()
