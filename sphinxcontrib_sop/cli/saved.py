"""The findings of the last check of a manual, kept with the evidence they rest on: told again as long as it holds."""

import contextlib
import json
import platform
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from .._version import __version__
from ..core.model import Location, Message
from ..core.rules import Finding, Severity
from ..core.whole_files import write_whole
from .evidence import Evidence

_FORMAT = 2
"""Raised when what is kept changes its shape."""


class Checked(Struct, frozen=True, kw_only=True):
    """What a check found, paths from the folder of the manual."""

    findings: tuple[Finding, ...]
    sops: int
    language: str
    """Of the manual."""
    foreign: frozenset[str] = frozenset()
    """Paths of documents that are not UTF-8."""
    step_texts: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """SOP and printed number of a step -> its activity, for the steps that findings name."""


def save(file: Path, checked: Checked, evidence: Evidence) -> None:
    """Keep it; where that is not possible the next check takes longer, no more."""
    data = {
        "format": _FORMAT,
        "made_by": _made_by(),
        "evidence": evidence.as_data(),
        "sops": checked.sops,
        "language": checked.language,
        "foreign": sorted(checked.foreign),
        "step_texts": [[*key, text] for key, text in checked.step_texts.items()],
        "findings": [_finding_as_data(finding) for finding in checked.findings],
    }
    with contextlib.suppress(OSError):
        write_whole(file, json.dumps(data))


def load(file: Path) -> Checked | None:
    """What was kept, if it still holds; None also for a file that is broken or of another version."""
    try:
        data = json.loads(file.read_text(encoding="utf-8", errors="surrogatepass"))
        if (data["format"], data["made_by"]) != (_FORMAT, _made_by()):
            return None
        if not Evidence.from_data(data["evidence"]).holds():
            return None
        return Checked(
            findings=tuple(map(_finding, data["findings"])),
            sops=data["sops"],
            language=data["language"],
            foreign=frozenset(data["foreign"]),
            step_texts={(sop, step): text for sop, step, text in data["step_texts"]},
        )
    except (OSError, ValueError, TypeError, LookupError, AttributeError):
        return None


def save_export(file: Path, text: str, evidence: Evidence) -> None:
    """Keep the export of a manual with the evidence it rests on."""
    data = {"format": _FORMAT, "made_by": _made_by(), "evidence": evidence.as_data(), "export": text}
    with contextlib.suppress(OSError):
        write_whole(file, json.dumps(data))


def load_export(file: Path) -> str | None:
    """The export that was kept, if it still holds."""
    try:
        data = json.loads(file.read_text(encoding="utf-8", errors="surrogatepass"))
        if (data["format"], data["made_by"]) != (_FORMAT, _made_by()):
            return None
        return str(data["export"]) if Evidence.from_data(data["evidence"]).holds() else None
    except (OSError, ValueError, TypeError, LookupError, AttributeError):
        return None


def _made_by() -> str:
    return f"sphinxcontrib-sop {__version__}, Python {platform.python_version()}"


def _finding_as_data(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "path": finding.location.path,
        "line": finding.location.line,
        "sop": finding.sop,
        "steps": list(finding.steps),
        "messages": [_message_as_data(message) for message in finding.messages],
    }


def _finding(data: Mapping[str, Any]) -> Finding:
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
