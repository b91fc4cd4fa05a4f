"""One SOP as data: the keys and texts of its form, and how it is written.

    as_data(procedure)     what ``sops.json`` holds of it, with number, dates, status, official and times
    content_of(procedure)  what an approval is about, in the same form: texts alone, in the form in which they are compared

`exported` reads both back.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import Any

from ..anatomy import CELLS, DATES, FORM_LINES, FORMAT_DEFAULT, NONE_MARK, PROCEDURE_FIELDS, Place
from ..ledger.digests import NONE_PRINTED, VERSION, visible_text, with_titles
from ..model import Official, Procedure, Step
from ..process.times import procedure_time
from ..reading.dates import DateRange

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_UNSHOWABLE = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")
"""Control characters, with which a text could play tricks on a terminal, and halves of characters."""

LINES = tuple(item.alias for item in PROCEDURE_FIELDS if item.alias in {*FORM_LINES, "unit", "status"})
CLASSIFICATION = tuple(item.alias for item in PROCEDURE_FIELDS if item.place is Place.CLASSIFICATION)
APPROVAL = ("position", "name", "nip")
NEEDS = tuple(item.alias for item in PROCEDURE_FIELDS if item.place is Place.NEEDS)


# -- texts -----------------------------------------------------------------------------------------------------------
def composed(text: str) -> str:
    """Return a text with single spaces and composed letters."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def without_mark(text: str) -> str:
    """Return a text; the dash that says "none" is none."""
    return "" if text.strip() == NONE_MARK else text


def _as_approved(text: str) -> str:
    return without_mark(composed(text))


def showable(text: str) -> str:
    """Return a text in which what cannot be shown is replaced."""
    return _UNSHOWABLE.sub(REPLACEMENT, text)


def comparable(value: object) -> str:
    """Return a text in the form in which texts are compared; what cannot be shown is replaced, what is not there is empty."""
    return "" if value is None else composed(showable(str(value)))


# -- writing ---------------------------------------------------------------------------------------------------------
_Writer = Callable[[str], str]
"""Brings a text to the form in which it is written."""


def as_data(procedure: Procedure, title_of: Callable[[str], str] = str) -> dict[str, Any]:
    """Return all of an SOP as plain data."""
    classification = {key.replace("-", "_"): procedure.parsed(key) for key in CLASSIFICATION}
    classification["format"] = classification["format"] or FORMAT_DEFAULT
    return {
        "name": procedure.name,
        "title": procedure.title,
        "number": without_mark(procedure.text("number")),
        "revision": without_mark(procedure.text("revision")),
        **{key: procedure.text(key) for key in FORM_LINES if key not in {"number", "revision"} and procedure.text(key)},
        "unit": procedure.unit,
        "status": procedure.status,
        "docname": procedure.docname,
        "line": procedure.location.line,
        "dates": {key: _date(procedure.parsed(key)) for key in DATES if key != "expires" or key in procedure.fields},
        "classification": classification,
        "approval": _official(procedure.parsed("approved-by")),
        "boxes": _boxes(procedure, str),
        "printed": printed_of(procedure, title_of),
        "revision_note": without_mark(procedure.text("revision-note")),
        "needs": {key: procedure.text(key) for key in NEEDS if procedure.text(key)},
        "actors": _with_short_names(procedure, str),
        "steps": [_step_data(step, str) | {"line": step.location.line} for step in procedure.steps],
        "nodes": _nodes(procedure),
        "flows": _flow_data(procedure, str),
        "replaced_by": without_mark(procedure.text("replaced-by")),
        "time_limit": without_mark(procedure.text("time-limit")),
        "duration": _duration(procedure),
    }


def content_of(procedure: Procedure, title_of: Callable[[str], str] = str) -> dict[str, Any]:
    """Return what an approval is about: no date, status, number, official or place in a file.

    ``title_of`` gives the titles of the SOPs that are referred to by name.
    """
    return _content(procedure, lambda text: visible_text(without_mark(text))) | {
        "version": VERSION,
        "format": procedure.parsed("format") or FORMAT_DEFAULT,
        "actors": _with_short_names(procedure, visible_text),
        "printed": printed_of(procedure, title_of),
    }


def content_1(procedure: Procedure) -> dict[str, Any]:
    """Return what an approval was about for version 1 of the fingerprint: plain texts, substitutions by their names."""
    content = _content(procedure, _as_approved)
    former = {key[2:]: _as_approved(text) for key, text in procedure.printed.items() if key.startswith("1/")}
    for key, text in former.items():
        owner, _, name = key.rpartition("/")
        if owner == "box":
            content["boxes"][name] = [_as_approved(item) for item in procedure.printed[f"1/{key}"].split("\n")]
        elif owner:
            content["steps"][int(owner)][name] = text
        else:
            content[key] = text
    return content


def printed_of(procedure: Procedure, title_of: Callable[[str], str] = str) -> dict[str, str]:
    """Return what is printed where it is more than the plain text, by place, with the titles of related SOPs."""
    texts = {key: with_titles(text, title_of) for key, text in procedure.printed.items() if not key.startswith("1/")}
    for key in procedure.boxes:
        if procedure.text(key).strip() == NONE_MARK:
            texts[f"box/{key}"] = NONE_PRINTED
    for place, step in enumerate(procedure.steps):
        for key in CELLS:
            if key in step.texts and step.texts[key].text.strip() == NONE_MARK:
                texts[f"{place}/{key}"] = NONE_PRINTED
    return texts


def _content(procedure: Procedure, text: _Writer) -> dict[str, Any]:
    return {
        "name": procedure.name,
        "title": text(procedure.title),
        "unit": text(procedure.unit),
        "boxes": _boxes(procedure, text),
        "actors": _actors(procedure, text),
        "steps": [_step_data(step, text) for step in procedure.steps],
        "nodes": _nodes(procedure),
        "flows": _flow_data(procedure, text),
    }


def _date(parsed: object) -> str | None:
    return parsed.iso if isinstance(parsed, DateRange) else None


def _official(parsed: object) -> dict[str, str]:
    official = parsed if isinstance(parsed, Official) else Official()
    return {"position": official.position, "name": official.name, "nip": official.id}


def _boxes(procedure: Procedure, text: _Writer) -> dict[str, list[str]]:
    fields = procedure.fields
    return {key: list(map(text, fields[key].items)) for key in procedure.boxes if key in fields}


def _actors(procedure: Procedure, text: _Writer) -> list[dict[str, Any]]:
    return [{"key": actor.key, "label": text(actor.label), "external": actor.external} for actor in procedure.actors]


def _with_short_names(procedure: Procedure, text: _Writer) -> list[dict[str, Any]]:
    return [
        data | ({"short": text(actor.short)} if actor.short else {})
        for data, actor in zip(_actors(procedure, text), procedure.actors, strict=True)
    ]


def _step_data(step: Step, text: _Writer) -> dict[str, Any]:
    cells = {key: step.texts[key].text if key in step.texts else "" for key in CELLS}
    return {
        "number": step.number,
        "label": step.label,
        "id": step.id,
        "explicit_id": step.explicit_id,
        "heading": step.heading,
        "text": text(step.text),
        **{key: text(without_mark(cell)) for key, cell in cells.items()},
    }


def _nodes(procedure: Procedure) -> list[dict[str, Any]]:
    return [
        {"id": node.id, "step": node.step, "actors": list(node.actors), "shape": node.shape.value}
        for node in procedure.nodes
    ]


def _flow_data(procedure: Procedure, text: _Writer) -> list[dict[str, Any]]:
    return [
        {"source": flow.source, "target": flow.target, "label": text(flow.label), "kind": flow.kind.value}
        | ({"unsaid": True} if flow.unsaid else {})
        for flow in procedure.flows
    ]


def _duration(procedure: Procedure) -> dict[str, Any]:
    """Shortest and longest way through the procedure; null where there is none."""
    time = procedure_time(procedure)
    return {
        "shortest": None if time is None else rounded(time.shortest),
        "longest": None if time is None else rounded(time.longest),
        "unit": "working-minute",
        "unknown_steps": [] if time is None else list(time.unknown_steps),
    }


def rounded(value: float, digits: int = 2) -> int | float:
    """Return a number without a needless fraction."""
    near = round(value, digits)
    return int(near) if near == int(near) else near
