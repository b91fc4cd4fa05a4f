"""A report in the Static Analysis Results Interchange Format (SARIF) 2.1.0 of OASIS."""

import json
import re
from typing import Any
from urllib.parse import quote

from ..model import Location
from ..rules import RULES, Finding, Severity, sentence
from ..rules.catalogue import entry, plain
from ._report import Report
from .keys import keys_of

VERSION = "2.1.0"
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note", Severity.OFF: "none"}
_ROOT = "SRCROOT"
"""Name of the folder that paths count from."""
_LINK = re.compile(r"\[(?=[^\[\]]*\]\()")


def render(report: Report) -> str:
    """One run with the rules that found something."""
    codes = sorted({finding.code for finding in report.findings})
    run = {
        "tool": {
            "driver": {
                "name": "sphinx-sop",
                "version": report.version,
                "rules": [_rule(code, report.language) for code in codes],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, codes.index(finding.code), report) for finding in report.findings],
    }
    return json.dumps({"$schema": SCHEMA, "version": VERSION, "runs": [run]}, ensure_ascii=False, indent=1) + "\n"


def _rule(code: str, language: str) -> dict[str, Any]:
    rule = RULES.get(code)
    if rule is None:  # a message of Sphinx
        return {"id": code}
    shown = entry(rule, language)
    title = shown.title[:1].upper() + shown.title[1:]
    return {
        "id": code,
        "shortDescription": {"text": title},
        "fullDescription": {"text": "\n\n".join(plain(paragraph.text) for paragraph in shown.explanation)},
        "defaultConfiguration": {"level": _LEVELS[rule.severity], "enabled": rule.severity is not Severity.OFF},
    }


def _result(finding: Finding, index: int, report: Report) -> dict[str, Any]:
    first, *_ = keys_of(finding, report.step_texts)
    result = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": _plain(sentence(finding, report.language))},
        "locations": [_location(finding.location, finding.sop)],
        "partialFingerprints": {"sopFinding/v1": first.digest},
    }
    if not finding.location.path:
        del result["locations"]
    return result


def _plain(text: str) -> str:
    """A text that holds no link: SARIF 2.1.0, 3.11.6, reads them as Markdown does."""
    return _LINK.sub(r"\\[", text)


def _location(location: Location, sop: str) -> dict[str, Any]:
    # only a path below the working directory counts from the root; the others stand for themselves
    if location.path.startswith("/") or location.path[1:2] == ":":
        artifact = {"uri": f"file:///{quote(location.path.lstrip('/'), safe='/:')}"}
    else:
        artifact = {"uri": quote(location.path), "uriBaseId": _ROOT}
    physical: dict[str, Any] = {"artifactLocation": artifact}
    if location.line:
        physical["region"] = {"startLine": location.line}
    logical = {"logicalLocations": [{"name": sop}]} if sop else {}
    return {"physicalLocation": physical, **logical}
