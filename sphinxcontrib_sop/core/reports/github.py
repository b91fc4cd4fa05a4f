"""A report as workflow commands of GitHub Actions, which shows them beside the lines of a change.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from ..characters import visible
from ..rules import Finding, Severity, sentence
from ._report import Report

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning"}


def render(report: Report) -> str:
    """One command a line."""
    return "".join(f"{_command(finding, report.language)}\n" for finding in report.findings)


def _command(finding: Finding, language: str) -> str:
    properties = {"file": finding.location.path, "line": str(finding.location.line or ""), "title": finding.code}
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items() if value)
    return f"::{_COMMANDS.get(finding.severity, 'notice')} {listed}::{_data(sentence(finding, language))}"


def _data(text: str) -> str:
    return visible(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
