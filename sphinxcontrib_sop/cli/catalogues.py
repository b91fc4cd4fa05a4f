"""The message catalogues of a manual, as they are and as they were at a revision of git; only those that differ are read."""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

from ..core.git import run_git
from ._failure import ManualError
from .revision import Revision

FOLDER, ENDING = "LC_MESSAGES", ".po"
Catalogues = dict[str, bytes]
"""Contents by path below the manual."""


def differing(revision: Revision, other: Revision | Path) -> tuple[Catalogues, Catalogues]:
    """Return the catalogues that differ between a revision and another one, or the files of a folder."""
    before = _listed(revision)
    if isinstance(other, Revision):
        after = _listed(other)
        names = [name for name in dict.fromkeys((*after, *before)) if before.get(name) != after.get(name)]
        return _read(revision, before, names), _read(other, after, names)
    present = _present(other)
    names = [name for name in dict.fromkeys((*present, *before)) if _blob(present.get(name)) != before.get(name)]
    return _read(revision, before, names), {name: present[name] for name in names if name in present}


def _listed(revision: Revision) -> Mapping[str, str]:
    """Catalogues at a revision with the names of their contents."""
    done = run_git(revision.top, "ls-tree", "-r", "-z", revision.commit, "--", revision.folder or ".")
    listed = {}
    for entry in os.fsdecode(done.stdout).split("\0"):
        about, _, path = entry.partition("\t")
        name = path.removeprefix(revision.folder)
        if _is_catalogue(name):
            listed[name] = about.split()[2]
    return listed


def _is_catalogue(name: str) -> bool:
    return name.endswith(ENDING) and FOLDER in name.split("/")[:-1]


def _read(revision: Revision, listed: Mapping[str, str], names: list[str]) -> Catalogues:
    return {name: run_git(revision.top, "cat-file", "blob", listed[name]).stdout for name in names if name in listed}


def _present(folder: Path) -> Catalogues:
    present = {}
    for path in sorted(folder.rglob(f"*{ENDING}")):
        name = path.relative_to(folder).as_posix()
        if _is_catalogue(name) and path.is_file():
            try:
                present[name] = path.read_bytes()
            except OSError as error:
                raise ManualError(
                    "{file} cannot be read: {reason}", file=path, reason=error.strerror or error
                ) from error
    return present


def _blob(content: bytes | None) -> str | None:
    """The name that git gives a content."""
    if content is None:
        return None
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
