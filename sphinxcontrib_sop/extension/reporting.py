"""The one way by which a finding reaches the log, and the places it names.

The record in the log holds the finding itself, so that whoever listens, such as ``sphinx-sop check``, need not read it
out of the text.
"""

import re
from pathlib import Path

from msgspec.structs import replace
from sphinx.application import Sphinx
from sphinx.util import logging

from ..core.model import Location, Message
from ..core.rules import Finding, Severity, sentence
from .config import source_config

logger = logging.getLogger(__name__)

FINDING = "sop_finding"
"""Attribute of a record in the log."""

LOGGED = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING"}
"""Severities that a build tells of; advice is left to ``sphinx-sop check``."""

_PLACE = re.compile(r"(?P<path>.*?)(?::(?P<line>\d*))?", re.DOTALL)


def strictly(app: Sphinx, finding: Finding) -> Finding:
    """A finding as `sop_strict` has it: with it a warning counts as an error."""
    is_raised = finding.severity is Severity.WARNING and source_config(app.config).strict
    return replace(finding, severity=Severity.ERROR) if is_raised else finding


def log(app: Sphinx, finding: Finding) -> None:
    """Log a finding, if it is no mere advice."""
    if finding.severity in LOGGED:
        path = Path(app.srcdir, finding.location.path)
        logger.log(
            LOGGED[finding.severity],
            "%s",
            sentence(finding, app.config.language),
            type="sop",
            subtype=finding.code.removeprefix("sop."),
            location=f"{path}:{finding.location.line or 1}",  # Sphinx takes a path alone for a document
            extra={FINDING: finding},
        )


def warn(app: Sphinx, subtype: str, message: Message, location: Location) -> None:
    """Log what is no finding of a rule, under ``sop.subtype``."""
    log(app, Finding(code=f"sop.{subtype}", severity=Severity.WARNING, location=location, messages=(message,)))


# -- places ----------------------------------------------------------------------------------------------------------
def place_in(text: str, srcdir: Path) -> Location:
    """A place as Sphinx writes it, ``path:line``, with its path from the source folder."""
    match = _PLACE.fullmatch(text)
    if match is None or not match["path"]:
        return Location(path="", line=0)
    path, line = match["path"], int(match["line"] or 0)
    return (
        Location(path=str(srcdir / path), line=line).seen_from(srcdir)
        if (srcdir / path).exists()
        else Location(path=path, line=line)
    )
