"""The findings of the last check of a manual, kept with the evidence they rest on: told again as long as it holds."""

import contextlib
import json
import platform
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct, field

from .._version import __version__
from ..core.rules import Finding
from ..core.whole_files import write_whole
from ._finding_data import finding_as_data, finding_from_data
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
        "findings": [finding_as_data(finding) for finding in checked.findings],
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
            findings=tuple(map(finding_from_data, data["findings"])),
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
