"""Importing again: what was imported before is kept, so that a person's edits are told from changes of the file.

Beside the imported SOPs a folder ``.sop-import`` holds each text as it was imported.  An unchanged file changes nothing;
a changed one is merged with the edits by ``git merge-file``, and where that does not work out it lies beside as ``.new``.
"""

import shutil
import subprocess
import tempfile
from enum import StrEnum
from pathlib import Path

from ..whole_files import write_whole

FOLDER = ".sop-import"
_KEPT = ".imported"
_MERGE_SECONDS = 60


class Outcome(StrEnum):
    """What became of a file."""

    WRITTEN = "written"
    UNCHANGED = "unchanged"
    KEPT = "kept"
    """The source says what it said; the edits stay."""
    UPDATED = "updated"
    MERGED = "merged"
    BESIDE = "beside"
    OVERWRITTEN = "overwritten"


def keep(path: Path, text: str, *, force: bool) -> Outcome:
    """Write an imported text; edits are never lost without ``force``.  Raises `OSError`."""
    kept = path.parent / FOLDER / f"{path.name}{_KEPT}"
    before = _read(kept)
    current = _read(path)
    outcome = _decide(path, text, current, before, force=force)
    _write(kept, text)  # also of one beside: what the file says is known from now on
    return outcome


def _decide(path: Path, text: str, current: str | None, before: str | None, *, force: bool) -> Outcome:
    if current is None:
        _write(path, text)
        return Outcome.WRITTEN
    if current == text:
        return Outcome.UNCHANGED
    if force:
        _write(path, text)
        return Outcome.OVERWRITTEN
    if before == text:
        return Outcome.KEPT
    if before is not None and current == before:
        _write(path, text)
        return Outcome.UPDATED
    merged = None if before is None else _merged(current, before, text)
    if merged is not None:
        _write(path, merged)
        return Outcome.MERGED
    _write(path.with_name(f"{path.name}.new"), text)
    return Outcome.BESIDE


def _merged(current: str, before: str, text: str) -> str | None:
    """Both changes in one text; None where they contradict each other, or without git."""
    program = shutil.which("git")
    if program is None:
        return None
    with tempfile.TemporaryDirectory(prefix="sop-import-") as folder:
        names = []
        for name, content in (("current", current), ("before", before), ("text", text)):
            file = Path(folder, name)
            _write(file, content)
            names.append(str(file))
        try:
            done = subprocess.run(
                [program, "merge-file", "-p", "-q", *names], check=False, capture_output=True, timeout=_MERGE_SECONDS
            )
        except (OSError, subprocess.TimeoutExpired):
            return None
    return done.stdout.decode("utf-8", "surrogateescape") if done.returncode == 0 else None


def _read(path: Path) -> str | None:
    try:
        return path.read_bytes().decode("utf-8", "surrogateescape").replace("\r\n", "\n")
    except FileNotFoundError:
        return None


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, text)
