"""What editors read of this extension, made from its sources: ``python tools/editor_files.py [FOLDER]``.

Snippets and tasks for VS Code, a JSON Schema for each kind of TOML file (taplo, "Even Better TOML").
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sphinxcontrib_sop.core import registry
from sphinxcontrib_sop.core.anatomy import PROCEDURE_FIELDS, STEP_FIELDS, Field
from sphinxcontrib_sop.core.ledger.acts import Stage
from sphinxcontrib_sop.core.ledger.digests import DIGEST
from sphinxcontrib_sop.core.profiles import _entries as profile
from sphinxcontrib_sop.extension.config import reader
from sphinxcontrib_sop.extension.directives import DIRECTIVES

FOLDER = Path(__file__).parent.parent / "docs" / "editor"
DRAFT = "http://json-schema.org/draft-07/schema#"
_ALWAYS = {"nomor", "satuan-kerja", "tanggal-pembuatan", "disahkan-oleh", "status", "pelaksana"}
_BOXES = {"dasar-hukum", "keterkaitan", "peringatan", "kualifikasi-pelaksana", "peralatan", "pencatatan"}
_OF_A_STEP = {"pelaksana", "kelengkapan", "waktu", "output"}


def files() -> Mapping[str, Any]:
    """Content of each file by its path."""
    return {
        "sop.code-snippets": dict(_snippets()),
        "tasks.json": _tasks(),
        "schemas/officials.json": _schema(reader._OFFICIAL_KEYS, lists=True),
        "schemas/actors.json": _schema(reader._ACTOR_KEYS, texts=True),
        "schemas/units.json": _schema(reader._UNIT_KEYS, texts=True),
        "schemas/regulations.json": _regulations(),
        "schemas/profile.json": {"$schema": DRAFT, **_profile(profile._PROFILE)},
        "schemas/approval.json": _approval(),
    }


# -- snippets --------------------------------------------------------------------------------------------------------
def _snippets() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, directive in DIRECTIVES.items():
        if name == "sop":
            lines = [".. sop:: ${1:Nama SOP}", *_entries(PROCEDURE_FIELDS, _ALWAYS | _BOXES, 2), "", "   $0"]
        elif name in {"sop-step", "sop-langkah"}:
            lines = [f".. {name}:: ${{1:Kegiatan}}", *_entries(STEP_FIELDS, _OF_A_STEP, 2), "$0"]
        else:
            anatomy = getattr(directive, "anatomy", None)
            required = {field.name for field in anatomy.fields if field.required} if anatomy else set()
            lines = [f".. {name}::", *_entries(anatomy.fields if anatomy else (), required, 1), "$0"]
        yield name, {"scope": "restructuredtext", "prefix": name, "body": lines}
        yield f"{name} (MyST)", {"scope": "markdown", "prefix": name, "body": _in_myst(name, lines)}


def _in_myst(name: str, lines: list[str]) -> list[str]:
    """The same directive as MyST writes it; what steps stand in has a longer fence than they have."""
    fence = "````" if name == "sop" else "```"
    first, *rest = lines
    argument = first.partition("::")[2]
    inner = [line.removeprefix("   ") for line in rest]
    if inner[-1] == "$0" and name != "sop":
        return [f"{fence}{{{name}}}{argument}", *inner[:-1], fence, "$0"]
    return [f"{fence}{{{name}}}{argument}", *inner, fence]


def _entries(fields: tuple[Field, ...], wanted: set[str], first: int) -> Iterator[str]:
    chosen = [field for field in fields if field.name in wanted]
    for place, field in enumerate(chosen, start=first):
        yield f"   :{field.name}: ${{{place}}}"


# -- tasks -----------------------------------------------------------------------------------------------------------
def _tasks() -> dict[str, Any]:
    """`sphinx-sop check` with its findings in the list of problems."""
    pattern = {
        "regexp": r"^(.+?):(\d+): (\S+) (kesalahan|peringatan|informasi|error|warning|info|advice)?:? ?(.*)$",
        "file": 1,
        "line": 2,
        "code": 3,
        "message": 5,
    }
    matcher = {"owner": "sphinx-sop", "fileLocation": ["autoDetect", "${workspaceFolder}"], "pattern": pattern}
    check = {
        "label": "SOP: periksa",
        "type": "shell",
        "command": "sphinx-sop check",
        "problemMatcher": {**matcher, "severity": "warning"},
        "group": {"kind": "test", "isDefault": True},
    }
    preview = {"label": "SOP: pratinjau", "type": "shell", "command": "sphinx-sop preview", "isBackground": True}
    return {"version": "2.0.0", "tasks": [check, {**preview, "problemMatcher": []}]}


# -- schemas ---------------------------------------------------------------------------------------------------------
def _schema(keys: Mapping[str, str], *, lists: bool = False, texts: bool = False) -> dict[str, Any]:
    """A file of tables by key, whose entries have both their names."""
    names = sorted({spelling for pair in keys.items() for word in pair for spelling in (word, word.replace("_", "-"))})
    table = {"type": "object", "properties": {name: _value(name) for name in names}, "additionalProperties": False}
    kinds: list[dict[str, Any]] = [table]
    if lists:
        kinds.append({"type": "array", "items": table})
    if texts:
        kinds.append({"type": "string"})
    return {"$schema": DRAFT, "type": "object", "additionalProperties": {"anyOf": kinds}}


def _value(name: str) -> dict[str, Any]:
    if name in {"external", "eksternal"}:
        return {"type": "boolean"}
    languages = {"type": "object", "additionalProperties": {"type": "string"}}
    return {"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "array"}, languages]}


def _regulations() -> dict[str, Any]:
    """Entries of a registry (``sop_regulations``)."""
    names = sorted({*registry._KEYS, *registry._ENTRY_KEYS})
    values = {name: {"type": ["string", "integer", "array"]} for name in names}
    values["status"] = {"enum": sorted(registry._STATUSES)}
    table = {"type": "object", "properties": values, "additionalProperties": False}
    return {"$schema": DRAFT, "type": "object", "additionalProperties": table}


def _profile(part: Any) -> dict[str, Any]:
    """A table of a profile, or one of its values."""
    texts = {"type": "array", "items": {"type": "string"}}
    kinds: dict[int, dict[str, Any]] = {
        id(profile._TEXT): {"type": "string"},
        id(profile._FLAG): {"type": "boolean"},
        id(profile._AMOUNT): {"type": "number", "exclusiveMinimum": 0},
        id(profile._NAMES): texts,
        id(profile._WORDS): texts,
        id(profile._PAIRS): {"type": "array", "items": {**texts, "minItems": 2, "maxItems": 2}},
        id(profile._SEVERITY): {"enum": list(profile.SEVERITIES)},
    }
    if id(part) in kinds:
        return kinds[id(part)]
    schema: dict[str, Any] = {"type": "object"}
    if part.every is not None:
        schema["additionalProperties"] = _profile(part.every)
        if part.code:
            schema["propertyNames"] = {"pattern": f"^{profile._RULE_CODE.pattern}$"}
    else:
        schema |= {
            "properties": {key: _profile(entry) for key, entry in part.entries.items()},
            "additionalProperties": False,
        }
    return schema


def _approval() -> dict[str, Any]:
    """An act of the ledger, as `sphinx-sop approve` writes it."""
    text, table = {"type": "string"}, {"type": "object", "additionalProperties": {"type": "string"}}
    day = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}  # taplo hands dates over as texts
    sop = {
        **dict.fromkeys(("key", "title", "number", "revision", "effective", "replaced_by"), text),
        "digest": {"type": "string", "pattern": f"^(?:{DIGEST.pattern})$"},
        "next_review": day,
        "related": table,
        "after": table,
    }
    act = {
        "version": {"type": "integer"},
        "stage": {"enum": [str(stage) for stage in Stage]},
        "date": day,
        "decree": text,
        "commit": text,
        "allowed": {"type": "array", "items": text},
        "official": {**table, "properties": dict.fromkeys(("key", "position", "name", "nip"), text)},
        "document": {**table, "properties": dict.fromkeys(("file", "sha256"), text)},
        "sop": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "properties": sop,
                "required": ["key", "digest"],
                "additionalProperties": False,
            },
        },
    }
    return {
        "$schema": DRAFT,
        "type": "object",
        "properties": act,
        "required": ["version", "stage", "date", "sop"],
        "additionalProperties": False,
    }


def written(content: Any) -> str:
    """A file as it is written."""
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def main(arguments: list[str]) -> int:
    """Write the files."""
    folder = Path(arguments[0]) if arguments else FOLDER
    for path, content in files().items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(written(content), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
