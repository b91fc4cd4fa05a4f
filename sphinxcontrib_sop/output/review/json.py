"""A comparison as JSON, described by ``changes.schema.json`` beside this module; the same comparison gives the same bytes."""

import json
from collections.abc import Iterable
from typing import Any

from ...core.comparison import ActorChange, Changes, FlowChange, ManualChanges, Split, StepChange
from ...core.exchange.exported import ExportedProcedure, ExportedStep
from ...core.exchange.json import ExportedManual
from ...core.model import Actor, Flow
from .report import Report

SCHEMA_ID = "https://sphinxcontrib-sop.readthedocs.io/schema/changes-1.json"


def write_json(report: Report) -> str:
    """Return the comparison as JSON text; a side that is not there is null."""
    data = as_data(report.changes)
    data["renamed_actors"] = [
        {"old": renaming.old, "new": renaming.new, "sops": [sop.name for sop in renaming.sops]}
        for renaming in report.renamings
    ]
    data["translations"] = [
        {
            "kind": translation.kind.value,
            "name": translation.name,
            "language": translation.language,
            "source": translation.source,
            "old": translation.old,
            "new": translation.new,
        }
        for translation in report.translations
    ]
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def as_data(changes: ManualChanges) -> dict[str, Any]:
    """Return the comparison of two manuals as plain data."""
    return {
        "$schema": SCHEMA_ID,
        "old": _manual(changes.old),
        "new": _manual(changes.new),
        "summary": {
            "added": len(changes.added),
            "removed": len(changes.removed),
            "renamed": sum(1 for _ in changes.renamed),
            "changed": len(changes.changed),
        },
        "working_hours": [time.hours_per_day for time in changes.working_times] if changes.working_times else None,
        "added": [_procedure(procedure) for procedure in changes.added],
        "removed": [_procedure(procedure) for procedure in changes.removed],
        "changed": [changes_as_data(change) for change in changes.changed],
    }


def changes_as_data(changes: Changes) -> dict[str, Any]:
    """Return the differences of one SOP as plain data."""
    return {
        **_procedure(changes.new),
        "old_name": changes.old.name,
        "old_title": changes.old.title,
        "fields": [{"key": field.key, "old": field.old, "new": field.new} for field in changes.fields],
        "items": [
            {
                "kind": item.kind.value,
                "box": item.box,
                "old": item.old if item.old_place is not None else None,
                "new": item.new if item.new_place is not None else None,
            }
            for item in changes.items
        ],
        "actors": [_actor_change(actor) for actor in changes.actors],
        "steps": [_step_change(step, changes.splits) for step in changes.steps],
        "flows": [_flow_change(flow) for flow in changes.flows],
        "duration": {time.key: {"old": time.old, "new": time.new} for time in changes.times},
    }


def _manual(manual: ExportedManual) -> dict[str, str]:
    return {"project": manual.project, "language": manual.language, "generator": manual.generator}


def _procedure(procedure: ExportedProcedure) -> dict[str, Any]:
    return {
        "name": procedure.name,
        "title": procedure.title,
        "number": procedure.fields.get("number", ""),
        "docname": procedure.docname,
        "line": procedure.line,
    }


def _actor_change(change: ActorChange) -> dict[str, Any]:
    return {"kind": change.kind.value, "old": _actor(change.old), "new": _actor(change.new)}


def _actor(actor: Actor | None) -> dict[str, Any] | None:
    return None if actor is None else {"key": actor.key, "label": actor.label, "external": actor.external}


def _step_change(change: StepChange, splits: Iterable[Split]) -> dict[str, Any]:
    return {
        "kind": change.kind.value,
        "old": _step(change.old),
        "new": _step(change.new),
        "cells": [{"key": cell.key, "old": list(cell.old), "new": list(cell.new)} for cell in change.cells],
        "old_flows": _flows(change.old_arrows),
        "new_flows": _flows(change.new_arrows),
        "split_into": [step.id for split in splits if split.old is change.old for step in split.parts],
    }


def _step(step: ExportedStep | None) -> dict[str, Any] | None:
    return None if step is None else {"id": step.id, "number": step.number, "label": step.label, "text": step.text}


def _flow_change(change: FlowChange) -> dict[str, Any]:
    return {"kind": change.kind.value, "old": _flow(change.old), "new": _flow(change.new)}


def _flows(flows: Iterable[Flow]) -> list[dict[str, str] | None]:
    return [_flow(flow) for flow in flows]


def _flow(flow: Flow | None) -> dict[str, str] | None:
    if flow is None:
        return None
    return {"source": flow.source, "target": flow.target, "label": flow.label, "kind": flow.kind.value}
