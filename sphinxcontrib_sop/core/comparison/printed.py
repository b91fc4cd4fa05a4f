"""What is printed beside the plain texts, brought into the form in which two versions are compared.

An export of an earlier version does not know it; then the plain texts alone are compared.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from msgspec.structs import replace as replace_struct

from ..anatomy import CELLS
from ..exchange.exported import ExportedProcedure, ExportedStep

PLACES: Mapping[str, str] = {
    "letterhead": "letterhead",
    "logos": "logos",
    "before": "body-before",
    "after": "body-after",
}
"""Places of `ExportedProcedure.printed` that are compared like boxes, with the keys of their labels."""

_BULLET = re.compile(r"• ")
_NUMBER = re.compile(r"\(?(?:\d+|[A-Za-z])[.)] ")


def with_printed(old: ExportedProcedure, new: ExportedProcedure) -> tuple[ExportedProcedure, ExportedProcedure]:
    """Return two versions with what is printed in the places of their plain texts, if both know it."""
    if old.printed is None or new.printed is None:
        return old, new
    texts = [_boxes(side) for side in (old, new)]
    boxes: list[dict[str, tuple[str, ...]]] = [{}, {}]
    for key in dict.fromkeys((*texts[0], *texts[1])):
        before, after = (side.get(key, "") for side in texts)
        alike = _mark(before) == _mark(after) or not before or not after
        for side, text in zip(boxes, (before, after), strict=True):
            if text:
                side[key] = items(text) if alike else tuple(text.split("\n"))
    return tuple(  # type: ignore[return-value]
        replace(procedure, boxes=side, steps=tuple(map(_step, procedure.steps)))
        for procedure, side in zip((old, new), boxes, strict=True)
    )


def _boxes(procedure: ExportedProcedure) -> dict[str, str]:
    """The text of every box, and of every other place that is compared like one."""
    printed = procedure.printed or {}
    boxes = {key: "\n".join(lines) for key, lines in procedure.boxes.items()}
    boxes |= {key.removeprefix("box/"): text for key, text in printed.items() if key.startswith("box/")}
    return boxes | {label: printed[key] for key, label in PLACES.items() if key in printed}


def _step(step: ExportedStep) -> ExportedStep:
    cells = {key: items(step.printed[key]) if key in step.printed else step.cells[key] for key in CELLS}
    return replace_struct(step, cells=cells)


def items(text: str) -> tuple[str, ...]:
    """Return the lines of a text without the marks of a list, if it is one."""
    mark = _mark(text)
    return tuple(
        mark.sub("", line, count=1) if mark and not line.startswith(" ") else line for line in text.split("\n")
    )


def _mark(text: str) -> re.Pattern[str] | None:
    """What begins every line of a text that is not deeper in a list; None if it is no list."""
    lines = [line for line in text.split("\n") if not line.startswith(" ")]
    return next((mark for mark in (_BULLET, _NUMBER) if lines and all(map(mark.match, lines))), None)


def raw(step: ExportedStep, key: str) -> str:
    """Return what is printed of a cell as it is, with the marks of a list."""
    text = step.text if key == "text" else "\n".join(step.cells[key])
    return step.printed.get(key, text)
