"""A manual as it was at a git revision: its SOPs, read from a copy, with neither work tree nor index touched.

The files of the revision are written to a passing folder by way of an index of its own, as git would check them out (not
by ``git archive``, which leaves out what ``export-ignore`` says), and Sphinx builds the copy with the ``conf.py`` that
lies there.  The export is kept by commit, so that the next comparison with it need not build it again.
"""

import contextlib
import hashlib
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from .._version import __version__
from ..core.exchange.exported import ExportError
from ..core.exchange.json import ExportedManual, read_export
from ..core.git import explained, run_git, trouble
from ..core.model import Message
from ..core.whole_files import write_whole
from ._failure import ManualError
from ._manual import Request
from .cache import opened, private_folder
from .seed import seed

MERGE_BASE = "..."
"""Behind a revision: where the present branch left it, as in ``git diff main...``."""

SHORT = 8
"""Digits of a commit that are shown."""

KEPT_EXPORTS = 40
"""Number of exports that are kept: those used last."""

_PROGRAM = "sphinx-sop: "
_NOTHING_YET = "{revision} has no SOP in this folder yet, so every SOP is new"
_NO_FILTERS = ("filter.lfs.smudge=", "filter.lfs.process=", "filter.lfs.required=false")
_PLAIN_CHECKOUT = ("core.sparseCheckout=false", "core.fsmonitor=false", *_NO_FILTERS)


class Revision(Struct, frozen=True, kw_only=True):
    """A commit of the repository in which a manual lies."""

    top: Path
    """Root of the work tree."""
    folder: str
    """Path of the manual below it, with a slash behind it; empty if it is the root."""
    commit: str
    name: str
    """As it was asked for."""

    @property
    def shown(self) -> str:
        """The revision as a reader knows it: "main (1a2b3c4d)"."""
        short = self.commit[:SHORT]
        return short if self.commit.startswith(self.name) else f"{self.name} ({short})"


class Base(Struct, frozen=True, kw_only=True):
    """What a manual was at a revision."""

    manual: ExportedManual
    notes: tuple[Message, ...] = ()
    """What the reader should know of it."""


def find_revision(source: Path, name: str) -> Revision:
    """Return the commit that is called so.  Raises `ManualError` if there is no such, or no repository."""
    top = Path(_git_line(source, "rev-parse", "--show-toplevel"))
    folder = _git_line(source, "rev-parse", "--show-prefix")
    asked, dots, other = name.partition(MERGE_BASE)
    commit = _commit(source, asked)
    if dots:
        answer = _git(source, "merge-base", commit, _commit(source, other) if other else "HEAD", check=False)
        commit = _line(answer.stdout)
        if not commit:
            raise _missing(source, name)
    return Revision(top=top, folder=folder, commit=commit, name=name)


@contextlib.contextmanager
def exporting(
    revision: Revision,
    request: Request,
    *,
    cache: Path | None,
    fresh: bool = False,
    language: str = "id",
    known: Path | None = None,
) -> Iterator[Callable[[], Base]]:
    """Begin to read a manual as it was at a revision; lend what waits for its SOPs, none if it did not exist there.

    The process that reads it runs beside this one.  ``fresh``: whatever is kept of it; ``known`` is where the reading of
    the manual as it is now lies, if there is one: then only what differs is read.  What is lent raises `ManualError`, in a
    language, if the manual cannot be read as it was.
    """
    revision = where_it_lay(revision, request)
    nothing_yet = Message(template=_NOTHING_YET, values={"revision": revision.shown})
    if not _exists(revision, _confdir(request, revision)):
        yield lambda: Base(manual=ExportedManual(), notes=(nothing_yet,))
        return
    kept = _kept_file(revision, request, cache)
    if kept is not None and kept.is_file() and not fresh:
        with contextlib.suppress(OSError, ExportError):  # a broken one is made again
            base = Base(manual=read_export(kept.read_bytes()))
            kept.touch()
            yield lambda: base
            return
    with tempfile.TemporaryDirectory(prefix="sphinx-sop-", ignore_cleanup_errors=True) as passing:
        work = Path(passing)
        tree = _checked_out(revision, work)
        if known is not None and known.is_dir() and not fresh:
            _lend(known, revision, request, work, tree)
        with _building(revision, request, work, tree, language) as built:

            def finish() -> Base:
                text = built()
                if kept is not None:
                    _keep(kept, text)
                manual = read_export(text)
                notes = tuple(_absent(revision))
                return Base(manual=manual, notes=notes if manual.sops else (nothing_yet, *notes))

            yield finish


def where_it_lay(revision: Revision, request: Request) -> Revision:
    """Return a revision with the folder in which the manual lay then."""
    if not _exists(revision, _confdir(request, revision)) and request.confdir == request.source:
        former = _former_folder(revision)
        return revision if former is None else replace(revision, folder=former)
    return revision


def changed_files(source: Path, name: str) -> frozenset[str]:
    """Return the files below a folder that differ from a revision, as paths from there; new ones too."""
    revision = find_revision(source, name)
    listed = (
        _git(source, "diff", "--name-only", "-z", "--relative", revision.commit, "--", ".").stdout,
        _git(source, "ls-files", "--others", "--exclude-standard", "-z", "--", ".").stdout,
    )
    return frozenset(path for output in listed for path in os.fsdecode(output).split("\0") if path)


# -- git -------------------------------------------------------------------------------------------------------------
def _git(
    folder: Path, *arguments: str, environment: Mapping[str, str] | None = None, check: bool = True
) -> subprocess.CompletedProcess[bytes]:
    """Run git; what it says when it fails becomes the message unless that is not to be ``check``-ed."""
    try:
        done = run_git(folder, *arguments, environment=environment)
    except FileNotFoundError as error:
        if not folder.is_dir():
            raise ManualError("the folder {folder} does not exist", folder=folder) from error
        raise ManualError("git is not installed, so --base cannot look into the history") from error
    except NotADirectoryError as error:
        raise ManualError("{folder} is not a folder", folder=folder) from error
    if check and done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip()
        if "not a git repository" in said and trouble(folder) is None:
            raise ManualError(
                "{folder} lies in no git repository, so there is no revision to compare with", folder=folder
            )
        said = said or f"{arguments[0]}: {done.returncode}"
        message = explained(folder, said)
        raise ManualError(message.template, **message.values)
    return done


def _git_line(folder: Path, *arguments: str) -> str:
    return _line(_git(folder, *arguments).stdout)


def _line(output: bytes) -> str:
    """One line of output, a path perhaps, which may hold anything but its end."""
    return os.fsdecode(output).removesuffix("\n").removesuffix("\r")


def _commit(source: Path, name: str) -> str:
    if not name or name.startswith("-"):
        raise ManualError("{revision} is not a revision of git", revision=name or "''")
    done = _git(source, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}", check=False)
    if done.returncode:
        raise _missing(source, name)
    return _line(done.stdout)


def _missing(source: Path, name: str) -> ManualError:
    """Why a revision cannot be found, and what helps."""
    if reason := trouble(source):
        return ManualError(reason.template, **reason.values)
    if _git_line(source, "rev-parse", "--is-shallow-repository") == "true":
        return ManualError(
            "the revision {revision} is not in this clone, which is a shallow one; fetch the history first: "
            "`git fetch --unshallow` (GitHub Actions: `fetch-depth: 0`, GitLab CI: `GIT_DEPTH: 0`)",
            revision=name,
        )
    remote = f"origin/{name.removesuffix(MERGE_BASE)}"
    if _git(source, "rev-parse", "--verify", "--quiet", f"{remote}^{{commit}}", check=False).returncode == 0:
        return ManualError(
            "there is no revision {revision} in this repository; did you mean {meant}?", revision=name, meant=remote
        )
    return ManualError("there is no revision {revision} in this repository", revision=name)


def _inside(path: Path, revision: Revision) -> str | None:
    """A path below the root of the work tree with a slash behind it, as git names it; None for one outside."""
    try:
        relative = path.relative_to(revision.top.resolve()).as_posix()
    except ValueError:
        return None
    return "" if relative == "." else f"{relative}/"


def _confdir(request: Request, revision: Revision) -> str | None:
    """The folder of conf.py at a revision, as git names it; None for one outside the repository."""
    return revision.folder if request.confdir == request.source else _inside(request.confdir, revision)


def _former_folder(revision: Revision) -> str | None:
    """Where the manual lay at a revision, if it was moved since: its conf.py was somewhere else then."""
    done = _git(
        revision.top, "diff", "-M", "--diff-filter=R", "--name-status", "-z", revision.commit, "HEAD", check=False
    )
    fields = os.fsdecode(done.stdout).split("\0")
    for kind, old, new in zip(fields[::3], fields[1::3], fields[2::3], strict=False):
        if kind.startswith("R") and new == f"{revision.folder}conf.py" and old.endswith("conf.py"):
            return old.removesuffix("conf.py")
    return None


def _exists(revision: Revision, confdir: str | None) -> bool:
    """True if the manual had a conf.py there, or the folder of the manual was there if conf.py lies elsewhere."""
    name = f"{revision.commit}:{revision.folder if confdir is None else f'{confdir}conf.py'}"
    return _git(revision.top, "cat-file", "-e", name, check=False).returncode == 0


def _checked_out(revision: Revision, work: Path) -> Path:
    """Write the files of a revision below ``work``, by way of an index that lies there, too."""
    tree = work / "tree"
    tree.mkdir()
    settings = [part for setting in _PLAIN_CHECKOUT for part in ("-c", setting)]
    index = {"GIT_INDEX_FILE": str(work / "index"), "GIT_WORK_TREE": str(revision.top)}
    _git(revision.top, *settings, "read-tree", revision.commit, environment=index)
    prefix = f"--prefix={tree.as_posix()}/"
    _git(revision.top, *settings, "checkout-index", "--all", "--force", prefix, environment=index)
    return tree


def _absent(revision: Revision) -> list[Message]:
    """What a revision names without holding it: submodules, files of Git LFS."""
    listed = _git(revision.top, "ls-tree", "-r", "-z", revision.commit).stdout.split(b"\0")
    modules = [os.fsdecode(entry.partition(b"\t")[2]) for entry in listed if entry.startswith(b"160000 ")]
    notes = [
        Message(
            template="the submodule {path} is not part of {revision}; it counts as empty",
            values={"path": path, "revision": revision.shown},
        )
        for path in modules
    ]
    attributes = _git(revision.top, "show", f"{revision.commit}:.gitattributes", check=False).stdout
    if b"filter=lfs" in attributes:
        template = "files of {revision} that Git LFS keeps are not fetched; what they hold is missing"
        notes.append(Message(template=template, values={"revision": revision.shown}))
    return notes


# -- build -----------------------------------------------------------------------------------------------------------
def _lend(known: Path, revision: Revision, request: Request, work: Path, tree: Path) -> None:
    """Lend the reading of the manual as it is now to the process that reads the copy."""
    copy = (tree / revision.folder).resolve()
    confdir = _confdir(request, revision)
    place = request.confdir if confdir is None else (tree / confdir).resolve()
    with opened(work / "cache", copy, place, request.overrides) as cache:
        seed(known, request.source, copy, cache.kept)


@contextlib.contextmanager
def _building(
    revision: Revision, request: Request, work: Path, tree: Path, language: str
) -> Iterator[Callable[[], str]]:
    """Export the copy in a process of its own, as a conf.py may leave anything behind; lend what waits for the export."""
    output = work / "sops.json"
    confdir = _confdir(request, revision)
    command = [sys.executable, "-P", "-m", __package__.partition(".")[0], "--language", language, "export"]
    command += ["--format", "json", "--output", str(output), "--cache", str(work / "cache"), "-j", str(request.jobs)]
    command += ["-c", str(request.confdir if confdir is None else tree / confdir)]
    command += [part for key, value in request.overrides.items() for part in ("-D", f"{key}={value}")]
    command.append(str(tree / revision.folder))
    git_dir = _git_line(revision.top, "rev-parse", "--absolute-git-dir")
    # a conf.py that asks git for the version finds the repository, and an index that fits the copy
    surroundings = {
        **os.environ,
        "GIT_DIR": git_dir,
        "GIT_WORK_TREE": str(tree),
        "GIT_INDEX_FILE": str(work / "index"),
        "GIT_OPTIONAL_LOCKS": "0",
        "PYTHONIOENCODING": "utf-8",
    }
    with (
        tempfile.TemporaryFile(dir=work) as said,  # a pipe would be full before anybody listens
        subprocess.Popen(
            command, cwd=tree, env=surroundings, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=said
        ) as process,
    ):

        def built() -> str:
            # 1: its ledger cannot be read, and what was approved is not compared
            if process.wait() in {0, 1} and output.is_file():
                return output.read_text(encoding="utf-8")
            said.seek(0)
            told = said.read().decode("utf-8", "replace").replace(f"{tree}{os.sep}", "").strip()
            reason = told.removeprefix(_PROGRAM) or process.returncode
            raise ManualError("{revision} cannot be read: {reason}", revision=revision.shown, reason=reason)

        try:
            yield built
        finally:
            process.kill()  # of no use if nobody waited for it


# -- what is kept ----------------------------------------------------------------------------------------------------
def _kept_file(revision: Revision, request: Request, chosen: Path | None) -> Path | None:
    """Where the export of a revision is kept; None where nothing can be written and nobody asked for it."""
    made_by = [__version__, version("sphinx"), platform.python_version(), revision.folder, str(request.confdir)]
    made_by += (f"{key}={value}" for key, value in sorted(request.overrides.items()))
    digest = hashlib.sha256("\n".join(made_by).encode("utf-8", "surrogateescape")).hexdigest()[:SHORT]
    try:
        folder = private_folder(chosen, "revisions")
    except OSError as error:
        if chosen is None:
            return None
        raise ManualError(
            "the cache folder {folder} cannot be written: {reason}", folder=chosen, reason=error.strerror or error
        ) from error
    return folder / f"{revision.commit}-{digest}.json"


def _keep(file: Path, text: str) -> None:
    """Keep an export, whole or not at all, and forget those that nobody asked for long."""
    with contextlib.suppress(OSError):
        write_whole(file, text)
        files = sorted(file.parent.glob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
        for old in files[KEPT_EXPORTS:]:
            old.unlink()
