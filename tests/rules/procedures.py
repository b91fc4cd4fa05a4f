"""Procedures written in one line, for tests that need no markup."""

from __future__ import annotations

from collections.abc import Mapping, Set

from sphinxcontrib_sop.core.model import END, Actor, Flow, Location, Node, Procedure, Shape, Step, Value
from sphinxcontrib_sop.core.reading.durations import Duration, parse_duration

PLACE = Location(path="x.rst", line=1)


def procedure_of(
    arrows: str,
    *,
    times: Mapping[str, str] | None = None,
    headings: Set[str] = frozenset(),
    fields: Mapping[str, str] | None = None,
) -> Procedure:
    """``"1>2 2>1 2>end"``: steps by number and arrows between them, each step with one actor."""
    pairs = [arrow.split(">") for arrow in arrows.split()]
    numbers = sorted({number for pair in pairs for number in pair} - {"end"} | headings)
    steps = [_step(number, (times or {}).get(number, ""), number in headings) for number in numbers]
    return Procedure(
        name="contoh",
        title="Penyusunan Laporan",
        docname="x",
        anchor="sop-contoh",
        location=PLACE,
        fields={
            key: Value(text=text, location=PLACE, items=tuple(text.split("\n")), parsed=_parsed(key, text))
            for key, text in (fields or {}).items()
        },
        actors=(Actor(key="a", label="A"),),
        actors_declared=False,
        steps=tuple(steps),
        nodes=tuple(
            Node(id=f"{step.id}/a", step=step.id, actors=("a",), shape=Shape.PROCESS)
            for step in steps
            if not step.heading
        ),
        flows=tuple(
            Flow(source=f"{source}/a", target=END if target == "end" else f"{target}/a", drawn_by="flows")
            for source, target in pairs
        ),
    )


def _parsed(key: str, text: str) -> Duration | None:
    return parse_duration(text) if key == "time-limit" else None


def _step(number: str, time: str, heading: bool) -> Step:
    return Step(
        id=number,
        explicit_id=False,
        number=number,
        label=number,
        level=number.count("."),
        heading=heading,
        text=f"Menyusun bagian {number}",
        texts={"time": Value(text=time, location=PLACE, parsed=parse_duration(time))} if time else {},
        location=PLACE,
        entering=None if heading else f"{number}/a",
        leaving=None if heading else f"{number}/a",
    )
