"""Git, run as a program that reads, and runs nothing else.

Configuration and attributes of a repository may name programs: filters, monitors, drivers of differences, hooks, ways to
fetch what is missing.  Who unpacks a repository of someone else has not asked for any of them.  What the user set for
himself (system and global configuration) stays.
"""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from .model import Message

QUIET: Mapping[str, str] = {
    "LC_ALL": "C",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_PAGER": "cat",
}
"""What git says is English, so that messages can be told apart; it takes no lock just to be faster the next time, asks
nothing, and fetches nothing that a partial clone lacks: the repository says by which program."""

_SETTINGS = (
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "log.showSignature=false",
    "diff.ignoreSubmodules=dirty",  # git would read the configuration of each
    "submodule.recurse=false",
    "safe.bareRepository=explicit",  # a folder of a proposal that looks like a repository is none
)
_FOREIGN_SCOPES = ("local", "worktree")
"""Configuration that lies in the repository."""
_NO_FILTER: Mapping[str, str] = {"clean": "", "smudge": "", "process": "", "required": "false"}
_DIFF_COMMANDS = frozenset({"diff", "log", "show"})
_FILTERING = frozenset({"checkout-index", "diff", "hash-object", "read-tree", "status"})
"""Commands that look at files of the work tree, or write them, by way of filters."""
_PLACES = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY")
"""Variables that say where a repository is, as git sets them for its hooks; relative to where the program was started."""

_FOREIGN_OWNER = "dubious ownership"
_DAMAGED = "the repository of {folder} is damaged; git cannot read it"
_NO_REPOSITORY = "not a git repository"
_BROKEN = (_NO_REPOSITORY, "bad object", "unable to read tree")
_NOT_FETCHED = ("lazy fetch", "promisor remote", "not allowed")


def run_git(
    folder: Path,
    *arguments: str,
    environment: Mapping[str, str] | None = None,
    timeout: float | None = None,
    told: bytes = b"",
) -> subprocess.CompletedProcess[bytes]:
    """Run git in a folder and return what it says, whether it failed or not.

    ``environment`` is added to that of this process, ``timeout`` is in seconds, ``told`` what git reads.  Raises `OSError`
    where git or the folder is not there, `subprocess.TimeoutExpired` where git takes longer.
    """
    surroundings = {**_surroundings(folder), **QUIET, **(environment or {})}
    options, words = _command(arguments)
    if words[0] in _DIFF_COMMANDS:
        words[1:1] = ["--no-ext-diff", "--no-textconv"]
    if words[0] in _FILTERING:
        surroundings |= _without_filters(folder, surroundings, timeout)
    settings = [part for setting in _SETTINGS for part in ("-c", setting)]
    return _run(["git", *settings, *options, *words], folder, surroundings, timeout, told)


def trouble(folder: Path) -> Message | None:
    """Why git cannot tell anything of a folder that lies in a repository; None where it can, or where there is none."""
    try:
        done = run_git(folder, "rev-parse", "--show-toplevel")
    except OSError:
        return Message(template="git is not installed") if _lies_in_repository(folder) else None
    if done.returncode == 0:
        return None if _has_objects(folder) else Message(template=_DAMAGED, values={"folder": folder})
    said = done.stderr.decode("utf-8", "replace")
    return None if _NO_REPOSITORY in said and not _lies_in_repository(folder) else explained(folder, said)


def _has_objects(folder: Path) -> bool:
    """False if the last commit is named but is not there."""
    if run_git(folder, "rev-parse", "--verify", "-q", "HEAD").returncode:
        return True  # nothing was committed yet
    return run_git(folder, "cat-file", "-e", "HEAD^{commit}").returncode == 0


def _lies_in_repository(folder: Path) -> bool:
    """True if something looks like one, even if git does not think so."""
    return any((parent / ".git").exists() for parent in (folder.resolve(), *folder.resolve().parents))


def explained(folder: Path, said: str) -> Message:
    """What git said when it failed, as a sentence for a person."""
    if _FOREIGN_OWNER in said:
        template = (
            "the repository of {folder} belongs to another user, so git does not read it; who trusts it writes "
            "`git config --global --add safe.directory {folder}`"
        )
        return Message(template=template, values={"folder": folder.resolve()})
    if any(words in said for words in _NOT_FETCHED):
        template = (
            "this clone is a partial one and lacks what is asked for; fetch it first: `git fetch --refetch --no-filter`"
        )
        return Message(template=template)
    if any(words in said for words in _BROKEN):
        return Message(template=_DAMAGED, values={"folder": folder})
    lines = [line.removeprefix("fatal: ").strip() for line in said.splitlines() if line.strip()]
    return Message(template="git failed: {reason}", values={"reason": lines[0] if lines else "git"})


def _run(
    command: list[str], folder: Path, surroundings: Mapping[str, str], timeout: float | None, told: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        command,
        cwd=folder,
        env=surroundings,
        capture_output=True,
        timeout=timeout,
        check=False,
        input=told,
    )


def _surroundings(folder: Path) -> dict[str, str]:
    """The variables of this process; those that name a repository only if the folder lies in its work tree."""
    found = {name: value for name, value in os.environ.items() if name not in _PLACES}
    if "GIT_DIR" not in os.environ:
        return found
    here = Path.cwd()
    places = {name: str(here / os.environ[name]) for name in _PLACES if name in os.environ}
    places.setdefault("GIT_WORK_TREE", str(here))  # as git itself takes it
    if folder.resolve().is_relative_to(Path(places["GIT_WORK_TREE"]).resolve()):
        found |= places
    return found


def _command(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """Options of git itself, all of them ``-c name=value``, and the command with what belongs to it."""
    start = 0
    while arguments[start] == "-c":
        start += 2
    return list(arguments[:start]), list(arguments[start:])


def _without_filters(folder: Path, surroundings: Mapping[str, str], timeout: float | None) -> dict[str, str]:
    """Variables that take away the filters that the repository itself defines.

    As variables and not as options: a name may hold any character.
    """
    done = _run(["git", "config", "--list", "--show-scope", "-z"], folder, surroundings, timeout)
    fields = done.stdout.decode("utf-8", "surrogateescape").split("\0")
    drivers: dict[str, None] = {}
    for scope, setting in zip(fields[::2], fields[1::2], strict=False):
        section, _, rest = setting.partition("\n")[0].partition(".")
        driver = rest.rpartition(".")[0]
        if scope in _FOREIGN_SCOPES and section.casefold() == "filter" and driver:
            drivers[driver] = None
    pairs = [(f"filter.{driver}.{key}", value) for driver in drivers for key, value in _NO_FILTER.items()]
    begin = int(surroundings.get("GIT_CONFIG_COUNT") or 0)
    variables = {"GIT_CONFIG_COUNT": str(begin + len(pairs))} if pairs else {}
    for number, (key, value) in enumerate(pairs, start=begin):
        variables |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return variables
