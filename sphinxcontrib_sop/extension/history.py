"""Versions of SOPs as git knows them, and the file that holds them for a copy of the manual without git."""

import json
import secrets
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct, convert
from msgspec.structs import asdict, replace

from ..core.characters import visible
from ..core.git import run_git, trouble
from ..core.model import Message, Procedure

FILE_NAME = "sop-history.json"
"""In the folder of the manual; ``sphinx-sop export --format history`` writes it, a build never does."""
SECONDS = 60
"""A history that takes longer is given up."""

_SECRET = secrets.token_hex(8)
_FIELD, _RECORD = f"\x1f{_SECRET}", f"\x1e{_SECRET}"
"""No commit can hold what is different in every run."""
_FORMAT = f"--format={_RECORD}%h{_FIELD}%as{_FIELD}%s"


class Version(Struct, frozen=True, kw_only=True):
    """One change that was committed."""

    revision: str
    day: str
    """ISO date of the author."""
    subject: str

    @property
    def date(self) -> date:
        """The day as a date."""
        return date.fromisoformat(self.day)


class Place(Struct, frozen=True, kw_only=True):
    """Where an SOP stands: lines of a file, all of it if ``alone``."""

    path: Path
    first: int
    last: int
    alone: bool


def has_git(folder: Path) -> bool:
    """True if a folder lies in the work tree of a repository with a commit, and git is installed."""
    return shutil.which("git") is not None and bool(_git(folder, "rev-parse", "--verify", "-q", "HEAD"))


def git_trouble(folder: Path) -> Message | None:
    """Why the versions that git tells of a folder are missing or not all there; None where nothing stands in the way."""
    if shutil.which("git") is None:  # the file is there for that
        return None
    if reason := trouble(folder):
        return reason
    if _git(folder, "rev-parse", "--is-shallow-repository").strip() == "true":
        template = (
            "this is a shallow clone, so the history of its SOPs is cut off; fetch it first: `git fetch --unshallow`"
        )
        return Message(template=template)
    return None


def versions(
    procedures: Iterable[Procedure], folder: Path, included: Mapping[str, Iterable[str]] | None = None
) -> dict[str, list[Version]]:
    """Return the versions of the SOPs of the manual in a folder by name, the newest first.

    The file of a single SOP is followed where it was renamed, with the files it ``included``, by the name of its document;
    of a file with several SOPs only the lines of each count.  Git is asked once for all files of single SOPs.
    """
    listed = list(procedures)
    places = dict(_places(listed, folder))
    documents = {procedure.name: procedure.docname for procedure in listed}
    histories = {name: list(_of(place, folder)) for name, place in places.items() if not place.alone}
    files = {
        name: [place.path, *(folder / other for other in (included or {}).get(documents[name], ()))]
        for name, place in places.items()
        if place.alone
    }
    histories |= _followed(files, folder)
    return {name: histories[name] for name in places}


def _followed(files: Mapping[str, Iterable[Path]], folder: Path) -> dict[str, list[Version]]:
    """The versions of some files by the names they are asked for, read from one log of the whole repository."""
    histories: dict[str, list[Version]] = {name: [] for name in files}
    top = _git(folder, "rev-parse", "--show-toplevel").rstrip("\n") if files else ""
    if not top:
        return histories
    root = Path(top).resolve()
    owners: dict[str, set[str]] = {}
    for name, paths in files.items():
        for path in paths:
            real = path.resolve()
            if real.is_relative_to(root):
                owners.setdefault(real.relative_to(root).as_posix(), set()).add(name)
    for version, changes in _log(folder):
        touched: dict[str, None] = {}
        for old, new in changes:
            mine = owners.get(new, set())
            touched |= dict.fromkeys(sorted(mine))
            if mine and old != new:  # earlier it was called so
                owners.setdefault(old, set()).update(owners.pop(new))
        for name in touched:
            histories[name].append(version)
    return histories


def _log(folder: Path) -> Iterator[tuple[Version, list[tuple[str, str]]]]:
    """Every commit, the newest first, with the files it touched: what each was called before, and after it."""
    text = _git(folder, "log", "-M", "--name-status", "-z", f"{_FORMAT}{_FIELD}")
    for record in text.split(_RECORD)[1:]:
        revision, day, subject, rest = record.split(_FIELD, 3)
        fields = iter([part for part in (field.strip("\n") for field in rest.split("\0")) if part])
        changes = []
        for status in fields:
            old = next(fields, "")
            changes.append((old, next(fields, "") if status.startswith("R") else old))
        yield Version(revision=revision, day=day, subject=_plain(subject)), changes


def _places(procedures: Iterable[Procedure], folder: Path) -> Iterator[tuple[str, Place]]:
    by_file: dict[str, list[Procedure]] = {}
    for procedure in procedures:
        by_file.setdefault(procedure.location.path, []).append(procedure)
    for name, together in by_file.items():
        path = Path(folder, name)
        ordered = sorted(together, key=lambda procedure: procedure.location.line)
        ends = [procedure.location.line - 1 for procedure in ordered[1:]]
        last = _line_count(path) if len(ordered) > 1 else 0
        for procedure, end in zip(ordered, [*ends, last], strict=True):
            first = procedure.location.line
            yield procedure.name, Place(path=path, first=first, last=max(first, end), alone=len(ordered) == 1)


def _line_count(path: Path) -> int:
    try:
        return path.read_bytes().count(b"\n") or 1
    except OSError:
        return 1


def _of(place: Place, folder: Path) -> Iterator[Version]:
    lines = f"-L{place.first},{place.last}:{_below(place.path, folder)}"
    output = _git(folder, "log", _FORMAT, "--no-patch", lines)
    if output:
        yield from _read(output)
        return
    yield from _read(_git(folder, "log", _FORMAT, "--follow", "--", str(place.path)))


def _below(path: Path, folder: Path) -> str:
    top = _git(folder, "rev-parse", "--show-toplevel").strip()
    return path.resolve().relative_to(Path(top).resolve()).as_posix() if top else str(path)


def _git(folder: Path, *words: str) -> str:
    """What git says; empty where it fails."""
    try:
        done = run_git(folder, "-c", "core.quotePath=false", *words, timeout=SECONDS)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return "" if done.returncode else done.stdout.decode(errors="replace")


def _read(text: str) -> Iterator[Version]:
    for record in text.split(_RECORD)[1:]:
        revision, day, subject = record.strip("\n").split(_FIELD, 2)
        yield Version(revision=revision, day=day, subject=_plain(subject.partition("\n")[0]))


def _plain(subject: str) -> str:
    """A subject without what no output can show."""
    return visible(subject).strip()


# -- the file --------------------------------------------------------------------------------------------------------
def read_file(path: Path) -> dict[str, list[Version]]:
    """Return what a file says; nothing if there is no such file, or none that can be read."""
    try:
        data = convert(json.loads(path.read_text(encoding="utf-8-sig")), dict[str, list[Version]])
        histories = {
            name: [replace(version, subject=_plain(version.subject)) for version in history]
            for name, history in data.items()
        }
        for version in (version for history in histories.values() for version in history):
            _ = version.date  # a day that is none fails here, not on a page
    except (OSError, ValueError):
        return {}
    return histories


def as_text(histories: Mapping[str, Sequence[Version]]) -> str:
    """What `read_file` reads."""
    data = {name: [asdict(version) for version in versions_] for name, versions_ in sorted(histories.items())}
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
