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

from ...core.characters import visible
from ...core.git import run_git, trouble
from ...core.model import Message, Procedure
from ...core.regular_files import read_regular, read_regular_text
from .lines import Lines, before, follow, read_diff

FILE_NAME = "sop-history.json"
"""In the folder of the manual; ``sphinx-sop export --format history`` writes it, a build never does."""
SECONDS = 60
"""A history that takes longer is given up."""

_PLAIN_DIFF = ("-p", "-U0", "--no-color", "--no-ext-diff", "--no-textconv", "--src-prefix=a/", "--dst-prefix=b/")

_SECRET = secrets.token_hex(8)
_FIELD, _RECORD = f"\x1f{_SECRET}", f"\x1e{_SECRET}"
"""No commit can hold what is different in every run."""
_FORMAT = f"--format={_RECORD}%H{_FIELD}%P{_FIELD}%h{_FIELD}%as{_FIELD}%s{_FIELD}"


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


class Commit(Struct, frozen=True, kw_only=True):
    """A commit with the files it touched: what each was called before, and after it."""

    name: str
    parents: tuple[str, ...]
    version: Version
    changes: tuple[tuple[str, str], ...]


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
    of a file with several SOPs only the lines of each count, and the included files that these name.  Git is asked once for
    all files, and once more for the lines of those with several SOPs.
    """
    by_file: dict[str, list[Procedure]] = {}
    for procedure in procedures:
        by_file.setdefault(procedure.location.path, []).append(procedure)
    top = _git(folder, "rev-parse", "--show-toplevel").rstrip("\n") if by_file else ""
    if not top:
        return {procedure.name: [] for together in by_file.values() for procedure in together}
    root = Path(top).resolve()
    files: dict[str, list[str]] = {}
    places: dict[str, Lines] = {}
    for file, together in by_file.items():
        path = _below(folder / file, root)
        text = _text(folder / file) if len(together) > 1 else []
        for procedure, (first, last) in zip(together, _ranges(together, len(text)), strict=True):
            others = [folder / other for other in (included or {}).get(procedure.docname, ())]
            if len(together) > 1:
                places[procedure.name] = Lines(path, first, last)
                others = _named_in(others, text, first, last)
            files[procedure.name] = [
                *([path] if len(together) == 1 else ()),
                *(_below(other, root) for other in others),
            ]
    commits = list(_log(folder))
    touched = _touching(commits, files)
    for name, changing in _changed_lines(commits, places, root).items():
        touched[name] |= changing
    return {
        name: [commit.version for commit in commits if commit.name in touched[name]]
        for together in by_file.values()
        for name in (procedure.name for procedure in together)
    }


def _touching(commits: Iterable[Commit], files: Mapping[str, Iterable[str]]) -> dict[str, set[str]]:
    """The commits that touched some files by the names they are asked for, by what the files were called then."""
    found: dict[str, set[str]] = {name: set() for name in files}
    owners: dict[str, set[str]] = {}
    for name, paths in files.items():
        for path in paths:
            owners.setdefault(path, set()).add(name)
    for commit in commits:
        for old, new in commit.changes:
            mine = owners.get(new, set())
            for name in mine:
                found[name].add(commit.name)
            if mine and old != new:  # earlier it was called so
                owners.setdefault(old, set()).update(owners.pop(new))
    return found


def _log(folder: Path) -> Iterator[Commit]:
    """Every commit, none before those that follow it."""
    text = _git(folder, "log", "--topo-order", "-M", "--name-status", "-z", _FORMAT)
    for record in text.split(_RECORD)[1:]:
        name, parents, revision, day, subject, rest = record.split(_FIELD, 5)
        fields = iter([part for part in (field.strip("\n") for field in rest.split("\0")) if part])
        changes = []
        for status in fields:
            old = next(fields, "")
            changes.append((old, next(fields, "") if status[0] in "RC" else old))
        version = Version(revision=revision, day=day, subject=_plain(subject))
        yield Commit(name=name, parents=tuple(parents.split()), version=version, changes=tuple(changes))


def _below(path: Path, root: Path) -> str:
    """A path as git names it; empty for one outside the repository."""
    real = path.resolve()
    return real.relative_to(root).as_posix() if real.is_relative_to(root) else ""


def _git(folder: Path, *words: str, told: str = "") -> str:
    """What git says; empty where it fails."""
    try:
        done = run_git(folder, "-c", "core.quotePath=false", *words, timeout=SECONDS, told=told.encode())
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return "" if done.returncode else done.stdout.decode(errors="replace")


# -- files with several SOPs ------------------------------------------------------------------------------------------
def _ranges(together: Sequence[Procedure], count: int) -> Iterator[tuple[int, int]]:
    """First and last line of the SOPs of a file: each reaches to where the next begins."""
    starts = sorted({procedure.location.line for procedure in together})
    ends = dict(zip(starts, [start - 1 for start in starts[1:]] + [count], strict=True))
    lines = (procedure.location.line for procedure in together)
    return ((line, max(line, ends[line])) for line in lines)


def _text(path: Path) -> list[str]:
    try:
        return read_regular(path).decode(errors="replace").split("\n")
    except OSError:
        return []


def _named_in(others: Iterable[Path], text: Sequence[str], first: int, last: int) -> list[Path]:
    """The files that some lines name; a file that no line names, such as one that another one includes, counts for all."""
    mine, whole = "\n".join(text[first - 1 : last]), "\n".join(text)
    return [other for other in others if other.name in mine or other.name not in whole]


def _changed_lines(commits: Sequence[Commit], places: Mapping[str, Lines], root: Path) -> dict[str, set[str]]:
    """The commits that changed some lines of the files as they are now, by the names these are asked for."""
    if not places or not commits:
        return {}
    paths = {lines.path for lines in places.values()}
    names = set(paths)
    for commit in commits:
        names |= {old for old, new in commit.changes if new in names}
    now = read_diff(_git(root, "diff", *_PLAIN_DIFF, "HEAD", "--", *sorted(paths)))
    committed = {
        name: then
        for name, lines in places.items()
        if (then := before(lines, now[lines.path])[0] if lines.path in now else lines) is not None
    }
    asked = [
        (commit.name, parent)
        for commit in commits
        if len(commit.parents) > 1 or any(new in names for _, new in commit.changes)
        for parent in commit.parents or ("",)
    ]
    told = "".join(f"{' '.join(filter(None, pair))}\n" for pair in asked)
    options = (*_PLAIN_DIFF, "--stdin", "-r", "-M", "--root", "--always", f"--format=format:{_RECORD}")
    said = _git(root, "diff-tree", *options, "--", *sorted(names), told=told).split(_RECORD)[1:]
    changes = {pair: read_diff(text) for pair, text in zip(asked, said, strict=False)}
    changing = follow(((commit.name, commit.parents) for commit in commits), changes, committed)
    return {name: set(changing.get(name, ())) for name in places}


def _plain(subject: str) -> str:
    """A subject without what no output can show."""
    return visible(subject).strip()


# -- the file --------------------------------------------------------------------------------------------------------
def read_file(path: Path) -> dict[str, list[Version]]:
    """Return what a file says; nothing if there is no such file, or none that can be read."""
    try:
        data = convert(json.loads(read_regular_text(path, "utf-8-sig")), dict[str, list[Version]])
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
