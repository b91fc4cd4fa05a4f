"""A report as compilers print theirs: one finding a line."""

from ..characters import visible
from ..rules import sentence
from ._report import Report


def render(report: Report) -> str:
    """``path:line: CODE severity: message`` for each finding; a finding on a file as a whole has no line."""
    lines = []
    for finding in report.findings:
        place = ":".join(filter(None, (finding.location.path, str(finding.location.line or ""))))
        said = " ".join(visible(sentence(finding, report.language)).split())
        lines.append(f"{visible(place)}: {finding.code} {finding.severity.value}: {said}\n".removeprefix(": "))
    return "".join(lines)
