"""Where a command keeps what it read of a manual, so that the next one reads only what changed.

A run takes the folder away by renaming it and puts it back when it is whole.  So two runs never work in one folder, and one
that is interrupted leaves nothing half done behind: the next finds no folder and reads everything.
"""

import contextlib
import errno
import hashlib
import os
import shutil
import stat
import tempfile
import time
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path

from platformdirs import user_cache_path

from .._version import __version__
from ._failure import ManualError

_TAG = "CACHEDIR.TAG"
_TAG_TEXT = "Signature: 8a477f597d28d172789f06886806bc55\n# Cache of sphinx-sop. It may be deleted at any time.\n"
_KEPT = "kept"
_TAKEN = "taken-"
_ABANDONED_S = 24 * 60 * 60
"""A folder that was taken so long ago belongs to a run that was killed."""
_DIGEST_LETTERS = 12
_PRIVATE = 0o700


class Cache:
    """The folder of one manual under one configuration."""

    def __init__(self, folder: Path, *, passing: bool = False) -> None:
        self.folder = folder
        self.passing = passing
        """True if nobody will look for it again."""
        self.used = False
        """True if this run began with what an earlier one left."""

    @contextlib.contextmanager
    def taken(self) -> Iterator[Path]:
        """Lend the folder for reading; it is kept only if all goes well."""
        mine = self.folder / f"{_TAKEN}{uuid.uuid4().hex}"
        kept = self.folder / _KEPT
        try:
            kept.rename(mine)
            os.utime(mine)  # it is in use from now on, however old it may be
            self.used = True
        except OSError:  # there is none, or another run has it
            mine.mkdir()
            self.used = False
        whole = False
        try:
            yield mine
            whole = True
        finally:
            if whole:
                with contextlib.suppress(OSError):  # another run was quicker
                    mine.rename(kept)
            shutil.rmtree(mine, ignore_errors=True)

    def clear(self) -> None:
        """Throw away what earlier runs left."""
        shutil.rmtree(self.folder / _KEPT, ignore_errors=True)
        self.used = False

    @property
    def kept(self) -> Path:
        """Where the reading of the last run lies, if it was whole."""
        return self.folder / _KEPT

    @property
    def export_file(self) -> Path:
        """Where the export of the last reading is."""
        return self.folder / "export.json"

    @property
    def saved_file(self) -> Path:
        """Where the findings of the last check are."""
        return self.folder / "findings.json"

    def close(self) -> None:
        """Leave nothing behind that nobody will look for."""
        if self.passing:
            shutil.rmtree(self.folder, ignore_errors=True)


@contextlib.contextmanager
def opened(chosen: Path | None, source: Path, confdir: Path, overrides: Mapping[str, str]) -> Iterator[Cache]:
    """The cache of a manual: in the folder that was chosen, else where this platform keeps caches, else a passing one.

    Raises `ManualError` if the chosen folder cannot be written.
    """
    parts = [__version__, str(source), str(confdir), *(f"{key}={value}" for key, value in sorted(overrides.items()))]
    identity = "\n".join(parts)
    digest = hashlib.sha256(identity.encode("utf-8", "surrogateescape")).hexdigest()[:_DIGEST_LETTERS]
    name = f"{source.name or 'manual'}-{digest}"
    try:
        cache = Cache(_prepared(chosen or user_cache_path("sphinx-sop", appauthor=False), name))
    except OSError as error:
        if chosen is not None:
            raise ManualError(
                "the cache folder {folder} cannot be written: {reason}", folder=chosen, reason=error.strerror or error
            ) from error
        cache = Cache(Path(tempfile.mkdtemp(prefix="sphinx-sop-")), passing=True)
    try:
        yield cache
    finally:
        cache.close()


def _make_private(folder: Path) -> None:
    """Make a folder that only this user can write to: what is read from it is pickled, and a pickle can run anything.

    What others could write to is thrown away.  Raises `OSError` for a link, or a folder of someone else.
    """
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=_PRIVATE)
        return
    state = folder.lstat()
    if not stat.S_ISDIR(state.st_mode):
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))
    if hasattr(os, "geteuid"):  # Windows keeps the caches of users apart by other means
        if state.st_uid != os.geteuid():
            raise PermissionError(errno.EPERM, os.strerror(errno.EPERM), str(folder))
        if stat.S_IMODE(state.st_mode) & ~_PRIVATE:
            shutil.rmtree(folder)
            folder.mkdir(mode=_PRIVATE)


def _prepared(root: Path, name: str) -> Path:
    """Make the folder and see that it can be written; sweep out what killed runs left."""
    folder = root / name
    root.mkdir(parents=True, exist_ok=True)
    _make_private(folder)
    tag = root / _TAG
    if not tag.exists():
        tag.write_text(_TAG_TEXT, encoding="utf-8")
    probe = folder / f"{_TAKEN}{uuid.uuid4().hex}"
    probe.mkdir()
    probe.rmdir()
    for left in folder.glob(f"{_TAKEN}*"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > _ABANDONED_S:
                shutil.rmtree(left, ignore_errors=True)
    return folder
