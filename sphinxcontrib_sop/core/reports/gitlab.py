"""A report for GitLab's Code Quality: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format."""

import hashlib
import json
from collections import Counter

from ..rules import Severity, sentence
from ._report import Report
from .keys import keys_of

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor"}


def render(report: Report) -> str:
    """A list of findings; their fingerprints hold while lines move, and none occurs twice."""
    seen: Counter[str] = Counter()
    listed = []
    for finding in report.findings:
        digest = "".join(key.digest for key in keys_of(finding, report.step_texts))
        seen[digest] += 1
        if seen[digest] > 1:
            digest += str(seen[digest])
        listed.append(
            {
                "description": sentence(finding, report.language),
                "check_name": finding.code,
                "fingerprint": hashlib.sha256(digest.encode()).hexdigest(),
                "severity": _SEVERITIES.get(finding.severity, "info"),
                "location": {"path": finding.location.path or ".", "lines": {"begin": max(finding.location.line, 1)}},
            }
        )
    return json.dumps(listed, ensure_ascii=False, indent=1) + "\n"
