"""A report as JSON."""

import json
from typing import Any

from ..rules import Finding, sentence
from ._report import Report


def render(report: Report) -> str:
    """``{"findings": [...], "summary": {...}}``."""
    summary = {**report.count.as_data(), "sops": report.sops, **report.further}
    data = {"findings": [_finding(finding, report.language) for finding in report.findings], "summary": summary}
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _finding(finding: Finding, language: str) -> dict[str, Any]:
    steps = list(dict.fromkeys(filter(None, finding.steps)))
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "message": sentence(finding, language),
        "path": finding.location.path,
        "line": finding.location.line,
        "sop": finding.sop,
        "step": steps[0] if steps else "",
        "steps": steps,
    }
