"""What findings rest on, and whether it is still the same: then they can be told again without reading the manual.

They rest on the documents and the files these depend on, on the listing of the folders in which documents may appear, on
the ledger of approvals with everything that lies in its folder and every document it names, on
``conf.py``, every file opened while it was carried out and every Python module that was loaded (among them Sphinx and this
package), on the day (``conf.py`` may ask for it) and, if the configuration speaks of them, on the environment variables.
What else a ``conf.py`` may ask for, such as another program, is not seen: then, and when in doubt, ``--fresh`` reads anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import asdict, replace

from ..core.ledger import legacy_file, read_folder
from ..core.regular_files import require_regular

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_ABSENT = -1
"""Size of a file that is missed."""
_SECONDS_PER_DAY = 86400
_CHUNK = 1 << 20


class Stamp(Struct, frozen=True):
    """A file as it was: changed if its size or its time differ, unless its content is the same."""

    size: int
    mtime_ns: int
    digest: str = ""
    """Of the content; empty where the time alone decides."""
    sealed: bool = False
    """True if the content decides whatever the time says: a time can be set back."""

    def holds(self, path: str) -> bool:
        """True if the file is still the same."""
        now = _stat(path)
        if now.size != self.size:
            return False
        if (now.mtime_ns == self.mtime_ns and not self.sealed) or self.size == _ABSENT:
            return True
        return bool(self.digest) and _digest(path) == self.digest


class Evidence(Struct, frozen=True, kw_only=True):
    """Everything that findings rest on."""

    files: Mapping[str, Stamp]
    folders: Mapping[str, tuple[str, ...]]
    """Folder -> names in it that may be or hold documents."""
    listings: Mapping[str, tuple[str, ...]]
    """Folder of the ledger -> every name in it."""
    suffixes: tuple[str, ...]
    day: str
    environment: str = ""
    """Digest of the environment variables, if they matter."""
    until: float | None = None
    """Time after which Sphinx would fetch inventories of other manuals again."""

    def holds(self) -> bool:
        """True if all of it is as it was."""
        return (
            self.day == _today()
            and (self.until is None or time.time() < self.until)
            and (not self.environment or self.environment == _environment())
            and all(tuple(_names(folder, self.suffixes)) == names for folder, names in self.folders.items())
            and all(_listing(folder) == names for folder, names in self.listings.items())
            and all(stamp.holds(path) for path, stamp in self.files.items())
        )

    def younger_than(self, start_ns: int) -> bool:
        """True if something was changed after a moment, so that it is not known whether before or after it was read."""
        return any(stamp.mtime_ns >= start_ns for stamp in self.files.values())

    def as_data(self) -> dict[str, Any]:
        """As plain data for JSON."""
        return {
            **asdict(self),
            "files": {
                path: [stamp.size, stamp.mtime_ns, stamp.digest, stamp.sealed] for path, stamp in self.files.items()
            },
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Evidence:
        """Read what `as_data` wrote."""
        return cls(
            files={path: Stamp(*stamp) for path, stamp in data["files"].items()},
            folders={folder: tuple(names) for folder, names in data["folders"].items()},
            listings={folder: tuple(names) for folder, names in data["listings"].items()},
            suffixes=tuple(data["suffixes"]),
            day=data["day"],
            environment=data["environment"],
            until=data["until"],
        )


def gather(app: Sphinx, opened: Iterable[str], ledger: Path | None = None) -> Evidence:
    """What the findings of a build rest on; ``opened`` are the files read while it was configured.

    ``ledger`` is the folder of the ledger, whether it is there or not.
    """
    env, config, source = app.env, app.config, Path(app.srcdir)
    from ..extension import unread_files  # Sphinx is long to load, and a check that changes nothing does without it

    documents = [str(env.doc2path(docname)) for docname in env.found_docs]
    dependencies = [str(source / path) for paths in env.dependencies.values() for path in paths]
    texts = {os.path.realpath(path) for path in (*documents, *dependencies, *opened, *_catalogues(app))}
    texts |= set(map(str, unread_files.candidates(app)))
    texts |= set(_ledger_files(ledger)) if ledger is not None else set()
    modules = {
        os.path.realpath(file) for module in list(sys.modules.values()) if (file := getattr(module, "__file__", None))
    }
    files = {path: _stamp(path) for path in texts if not path.startswith(str(app.doctreedir))}
    files |= {path: _stat(path) for path in modules - texts}
    for folder in map(os.path.realpath, _ledger_folders(ledger)):
        files |= {path: replace(stamp, sealed=True) for path, stamp in files.items() if os.path.dirname(path) == folder}  # noqa: PTH120 - names alone
    suffixes = tuple(dict.fromkeys((*config.source_suffix, *unread_files.ENDINGS)))
    return Evidence(
        files=files,
        folders=dict(_folders(app, suffixes)),
        listings={str(folder): _listing(str(folder)) for folder in _ledger_folders(ledger)},
        suffixes=suffixes,
        day=_today(),
        environment=_environment() if _asks_for_environment(str(app.confdir), files) else "",
        until=_fetched_until(app),
    )


def _ledger_folders(ledger: Path | None) -> Iterator[Path]:
    """The folder of the ledger and those in it; a folder that is missing has no names in it."""
    if ledger is not None:
        yield ledger
        yield from (path for path in ledger.rglob("*") if path.is_dir())


def _ledger_files(ledger: Path) -> Iterator[str]:
    """Every file of a ledger, that of version 1 beside it, and the signed documents that it names."""
    yield os.path.realpath(legacy_file(ledger))
    for folder in _ledger_folders(ledger):
        yield from (os.path.realpath(folder / name) for name in _listing(str(folder)) if (folder / name).is_file())
    for approval in read_folder(ledger).approvals:
        if approval.document:
            yield os.path.realpath(ledger.parent / approval.document)


def _listing(folder: str) -> tuple[str, ...]:
    try:
        return tuple(sorted(os.listdir(folder)))  # noqa: PTH208 - names alone
    except OSError:
        return ()


def _stat(path: str) -> Stamp:
    try:
        status = Path(path).stat()
    except (OSError, ValueError):
        return Stamp(_ABSENT, 0)
    return Stamp(status.st_size, status.st_mtime_ns)


def _stamp(path: str) -> Stamp:
    stamp = _stat(path)
    return stamp if stamp.size == _ABSENT else Stamp(stamp.size, stamp.mtime_ns, _digest(path))


def _digest(path: str) -> str:
    digest = hashlib.blake2b(digest_size=16)
    try:
        require_regular(Path(path))
        with Path(path).open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
    except OSError:
        return ""
    return digest.hexdigest()


def _today() -> str:
    return date.today().isoformat()


def _environment() -> str:
    text = json.dumps(sorted(os.environ.items()))
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def _asks_for_environment(confdir: str, python_files: Iterable[str]) -> bool:
    """True if a Python file of the manual's own speaks of environment variables."""
    own = (
        path
        for path in python_files
        if path.endswith(".py") and path.startswith(f"{os.path.realpath(confdir)}{os.sep}")
    )
    for path in own:
        with contextlib.suppress(OSError):
            text = Path(path).read_bytes()
            if b"environ" in text or b"getenv" in text:
                return True
    return False


def _catalogues(app: Sphinx) -> Iterator[str]:
    """Translations of the manual; what Sphinx compiles from one is no evidence of its own."""
    for folder in app.config.locale_dirs:
        for path in Path(app.srcdir, folder, app.config.language).rglob("*.[mp]o"):
            if path.suffix == ".po" or not path.with_suffix(".po").exists():
                yield str(path)


def _fetched_until(app: Sphinx) -> float | None:
    """Until when Sphinx does not fetch the inventories of other manuals again; None if there are none."""
    limit = getattr(app.config, "intersphinx_cache_limit", -1)
    if not getattr(app.config, "intersphinx_mapping", None) or limit < 0:
        return None
    return time.time() + limit * _SECONDS_PER_DAY


def _folders(app: Sphinx, suffixes: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The folders in which Sphinx looks for documents, with what it may find there."""
    from sphinx.project import EXCLUDE_PATHS
    from sphinx.util.matching import Matcher

    excluded = Matcher([*app.config.exclude_patterns, *app.config.templates_path, *EXCLUDE_PATHS])
    documents = {docname.rpartition("/")[0] for docname in app.env.found_docs}
    source = str(app.srcdir)
    for folder, below, _ in os.walk(source, followlinks=True):
        yield folder, tuple(_names(folder, suffixes))
        inside = Path(os.path.relpath(folder, source))
        kept = []
        for name in below:
            path = (inside / name).as_posix()
            hidden = name.startswith(".") and not any(f"{document}/".startswith(f"{path}/") for document in documents)
            if not hidden and not excluded(path):
                kept.append(name)
        below[:] = kept


def _names(folder: str, suffixes: tuple[str, ...]) -> Iterator[str]:
    """Folders, with a slash, and files that may be documents, in order; nothing where there is no folder."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if entry.is_dir():
            yield f"{entry.name}/"
        elif entry.name.endswith(suffixes):
            yield entry.name
