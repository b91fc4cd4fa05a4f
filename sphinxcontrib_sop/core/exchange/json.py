"""The manual as JSON, described by ``sops.schema.json`` beside this module; the same manual gives the same bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ..anatomy import FORMAT_DEFAULT, NONE_MARK, PROCEDURE_FIELDS, Kind, Place
from ..ledger import ApprovalState
from ..model import Flow, Manual, Official, Procedure, Step, Value
from ..process.times import procedure_time
from ..reading.dates import DateRange
from ..reading.durations import DAYS, WORKING_DAY, WorkingTime

SCHEMA_ID = "https://sphinxcontrib-sop.readthedocs.io/schema/sops-1.json"

_DATES = tuple(field.alias for field in PROCEDURE_FIELDS if field.kind is Kind.DATE)
_CLASSIFICATION = tuple(field.alias for field in PROCEDURE_FIELDS if field.place is Place.CLASSIFICATION)
_NEEDS = tuple(field.alias for field in PROCEDURE_FIELDS if field.place is Place.NEEDS)
_CELLS = ("inputs", "time", "output", "notes")


def dump(manual: Manual, *, generator: str, about: Mapping[str, Any], working_time: WorkingTime | None = None) -> str:
    """Return the manual as JSON text; ``about`` describes it: project, language, agency."""
    converter = working_time or WorkingTime()
    day = converter.minutes(WORKING_DAY)
    data = {
        "$schema": SCHEMA_ID,
        "generator": generator,
        "manual": {
            **about,
            "working_time": {
                "hours_per_day": _number(converter.hours_per_day),
                "days": {unit: _number(converter.minutes(unit) / day, digits=4) for unit in DAYS},
            },
        },
        "sops": [
            as_data(procedure, converter) | _ledger(manual.approvals.get(procedure.name))
            for procedure in manual.procedures
        ],
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _ledger(state: ApprovalState | None) -> dict[str, Any]:
    """What the ledger says of an SOP; nothing where there is no ledger."""
    if state is None:
        return {}
    approval = state.approval
    return {
        "ledger": {
            "validity": state.validity.value,
            "stage": state.latest.stage.value if state.latest else None,
            "date": approval.date.isoformat() if approval and approval.date else None,
            "by": approval.by if approval else "",
            "decree": approval.decree if approval else "",
            "digest": state.digest,
            "approved_digest": approval.digest if approval else None,
            "changes": list(state.changes),
            "related": list(state.related),
        }
    }


def as_data(procedure: Procedure, working_time: WorkingTime | None = None) -> dict[str, Any]:
    """Return one SOP as plain data; times are converted by ``working_time``."""
    data: dict[str, Any] = {
        "name": procedure.name,
        "title": procedure.title,
        "number": _plain(procedure.text("number")),
        "revision": _plain(procedure.text("revision")),
        "unit": procedure.unit,
        "status": procedure.status,
        "docname": procedure.docname,
        "line": procedure.location.line,
        "dates": {key: _date(procedure.parsed(key)) for key in _DATES},
        "classification": {key.replace("-", "_"): procedure.parsed(key) for key in _CLASSIFICATION},
        "approval": _approval(procedure.parsed("approved-by")),
        "boxes": {key: list(procedure.fields[key].items) for key in procedure.boxes if key in procedure.fields},
        "needs": {key: procedure.text(key) for key in _NEEDS if procedure.text(key)},
        "actors": [{"key": one.key, "label": one.label, "external": one.external} for one in procedure.actors],
        "steps": [_step(step) for step in procedure.steps],
        "nodes": [
            {"id": node.id, "step": node.step, "actors": list(node.actors), "shape": node.shape.value}
            for node in procedure.nodes
        ],
        "flows": [_flow(flow) for flow in procedure.flows],
        "time_limit": _plain(procedure.text("time-limit")),
        "duration": _duration(procedure, working_time),
    }
    data["classification"]["format"] = data["classification"]["format"] or FORMAT_DEFAULT
    return data


def _plain(text: str) -> str:
    return "" if text.strip() == NONE_MARK else text


def _date(parsed: object) -> str | None:
    return parsed.iso if isinstance(parsed, DateRange) else None


def _approval(parsed: object) -> dict[str, str]:
    official = parsed if isinstance(parsed, Official) else Official()
    return {"position": official.position, "name": official.name, "nip": official.id}


def _step(step: Step) -> dict[str, Any]:
    cells = {key: _cell(step.texts.get(key)) for key in _CELLS}
    return {
        "number": step.number,
        "label": step.label,
        "id": step.id,
        "explicit_id": step.explicit_id,
        "heading": step.heading,
        "text": step.text,
        **cells,
        "line": step.location.line,
    }


def _cell(value: Value | None) -> str:
    return _plain(value.text) if value else ""


def _flow(flow: Flow) -> dict[str, str]:
    return {"source": flow.source, "target": flow.target, "label": flow.label, "kind": flow.kind.value}


def _duration(procedure: Procedure, working_time: WorkingTime | None) -> dict[str, Any]:
    """Shortest and longest way through the procedure; null where there is none."""
    time = procedure_time(procedure, working_time)
    return {
        "shortest": None if time is None else _number(time.shortest),
        "longest": None if time is None else _number(time.longest),
        "unit": "working-minute",
        "unknown_steps": [] if time is None else list(time.unknown_steps),
    }


def _number(value: float, digits: int = 2) -> int | float:
    """A number without a needless fraction."""
    rounded = round(value, digits)
    return int(rounded) if rounded == int(rounded) else rounded
