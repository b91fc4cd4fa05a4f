"""Findings as plain data, for files in which they are kept."""

from collections.abc import Mapping
from typing import Any

from ..core.model import Location, Message
from ..core.rules import Finding, Severity


def finding_as_data(finding: Finding) -> dict[str, Any]:
    """A finding as values of JSON; `finding_from_data` reads them."""
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "path": finding.location.path,
        "line": finding.location.line,
        "sop": finding.sop,
        "steps": list(finding.steps),
        "messages": [_message_as_data(message) for message in finding.messages],
    }


def finding_from_data(data: Mapping[str, Any]) -> Finding:
    """A finding as it was kept.  Raises `LookupError`, `TypeError` or `ValueError` for anything else."""
    return Finding(
        code=data["code"],
        severity=Severity(data["severity"]),
        location=Location(path=data["path"], line=data["line"]),
        sop=data["sop"],
        steps=tuple(data["steps"]),
        messages=tuple(map(_message, data["messages"])),
    )


def _message_as_data(message: Message) -> list[Any]:
    """Template and values; a value that is a message itself is a list."""
    values = {
        key: _message_as_data(value) if isinstance(value, Message) else _plain(value)
        for key, value in message.values.items()
    }
    return [message.template, values]


def _plain(value: object) -> str | int | float:
    return value if isinstance(value, (str, int, float)) else str(value)


def _message(data: list[Any]) -> Message:
    template, values = data
    return Message(
        template=template,
        values={key: _message(value) if isinstance(value, list) else value for key, value in values.items()},
    )
