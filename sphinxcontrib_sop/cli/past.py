"""What git knows of the ledger: acts that were altered or taken away after they were committed."""

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from ..core.git import explained, run_git, trouble
from ..core.model import Location, Message, MessageError
from ..core.reports.proof import Fault

SHORT = 8
"""Digits of a commit that are shown."""


class Past(Struct, frozen=True, kw_only=True):
    """The history of a ledger."""

    commit: str = ""
    """Where the manual stands; empty outside a repository."""
    shallow: bool = False
    trouble: Message | None = None
    """Why git cannot tell the history; None where it can, or where there is no repository."""
    faults: tuple[Fault, ...] = ()


def past_of(source: Path, ledger: Path) -> Past:
    """Return what git knows; nothing for a manual outside a repository."""
    try:
        head = run_git(source, "rev-parse", "--verify", "-q", "HEAD")
        if head.returncode:
            return Past(trouble=trouble(source))
        shallow = run_git(source, "rev-parse", "--is-shallow-repository").stdout.strip() == b"true"
        commit = head.stdout.decode().strip()
        return Past(commit=commit, shallow=shallow, faults=tuple(_faults(source, ledger)))
    except _UntoldError as error:
        return Past(commit=commit, trouble=error.message)
    except OSError:
        return Past(trouble=trouble(source))


class _UntoldError(MessageError):
    """Git cannot tell the history."""


def _faults(source: Path, ledger: Path) -> Iterator[Fault]:
    """Files of the ledger that are not what they were when they were first committed."""
    top = Path(run_git(source, "rev-parse", "--show-toplevel").stdout.decode(errors="replace").rstrip("\n"))
    first, last = _commits(source, ledger)
    for name, blob in first.items():
        path = top / name
        shown = path.relative_to(source).as_posix() if path.is_relative_to(source) else name
        values = {"commit": last[name][:SHORT]}
        if not path.is_file():
            template = "this act was recorded and is gone; commit {commit} was the last to touch it"
        elif run_git(source, "hash-object", "--", str(path)).stdout.decode().strip() == blob:
            continue
        else:
            template = "this act is not what it was when it was recorded; commit {commit} was the last to touch it"
        yield Fault(
            code="SOP124", message=Message(template=template, values=values), location=Location(path=shown, line=1)
        )


def _commits(source: Path, ledger: Path) -> tuple[dict[str, str], dict[str, str]]:
    """The first blob of every file of the ledger, and the last commit that touched it, by path below the work tree."""
    folder = ledger.resolve()
    done = run_git(
        source, "-c", "core.quotePath=false", "log", "--no-renames", "--raw", "--no-abbrev", "-z", "--full-history",
        "--format=%x01%H", "--", str(folder),
    )  # fmt: skip
    if done.returncode:
        message = explained(source, done.stderr.decode("utf-8", "replace"))
        raise _UntoldError(message.template, **message.values)
    first: dict[str, str] = {}
    last: dict[str, str] = {}
    commit = ""
    parts = iter(done.stdout.decode("utf-8", "surrogateescape").split("\0"))
    for part in parts:
        entry = part.strip("\n")
        if entry.startswith("\x01"):
            commit, _, entry = entry[1:].partition("\n")
            entry = entry.strip("\n")
        if not entry.startswith(":"):
            continue
        fields, name = entry.split(" "), next(parts, "")
        if not name.endswith(".toml"):  # contents are proved by the digests in the acts
            continue
        last.setdefault(name, commit)
        if fields[4].startswith("A"):
            first[name] = fields[3]  # the log goes back, so the oldest one stays
    return first, last
