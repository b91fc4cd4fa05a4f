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
"""Age in seconds from which a folder that was taken belongs to a run that was killed."""
_DIGEST_LETTERS = 12
_PRIVATE = 0o700
_WRITABLE_BY_OTHERS = stat.S_IWGRP | stat.S_IWOTH
DOCTREES = "doctrees"
"""Folder of what Sphinx keeps, some of it pickled."""


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
            os.utime(mine, follow_symlinks=False)  # it is in use from now on, however old it may be
            self.used = is_private(mine)
        except OSError:  # there is none, or another run has it
            self.used = False
        if not self.used:
            _throw_away(mine)
            for folder in (mine, mine / DOCTREES):
                folder.mkdir(mode=_PRIVATE)
        whole = False
        try:
            yield mine
            whole = True
        finally:
            if whole:
                with contextlib.suppress(OSError):  # another run was quicker
                    mine.rename(kept)
            _throw_away(mine)

    def clear(self) -> None:
        """Throw away what earlier runs left."""
        _throw_away(self.folder / _KEPT)
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
        cache = Cache(_prepared(chosen, name))
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


def private_folder(chosen: Path | None, name: str) -> Path:
    """Make a folder that only this user can write to, below the one that was chosen or where the platform keeps caches.

    What Sphinx keeps there is pickled, and a pickle can run anything: what others could write to is thrown away.  Raises
    `OSError` for a folder that cannot be written, a link and a folder of someone else, `ManualError` for a chosen one in
    which others could put another in its place.
    """
    if chosen is None:
        root = user_cache_path("sphinx-sop", appauthor=False)
        root.parent.mkdir(parents=True, exist_ok=True)
        if open_above(root.resolve()) is not None:
            raise PermissionError(errno.EPERM, os.strerror(errno.EPERM), str(root))
        _make_private(root)
    else:
        root = chosen.resolve()
        root.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            root.mkdir(mode=_PRIVATE)
        _require_safe(root, chosen)
    tag = root / _TAG
    if not tag.exists():
        tag.write_text(_TAG_TEXT, encoding="utf-8")
    _make_private(root / name)
    return root / name


def is_private(folder: Path) -> bool:
    """True if a folder and all in it belong to this user, nothing is a link, and others cannot write to it.

    What lies deeper than the doctrees need not say so itself: nobody else comes there.
    """
    if not hasattr(os, "geteuid"):  # Windows keeps the caches of users apart by other means
        return folder.is_dir()
    closed = {str(folder), str(folder / DOCTREES)}
    places = [str(folder)]
    while places:
        place = places.pop()
        state = os.lstat(place)
        if state.st_uid != os.geteuid() or stat.S_ISLNK(state.st_mode):
            return False
        if stat.S_ISDIR(state.st_mode):
            if place in closed and state.st_mode & _WRITABLE_BY_OTHERS:
                return False
            places += (entry.path for entry in os.scandir(place))
    return True


def _require_safe(root: Path, chosen: Path) -> None:
    """Raise an error if others could put another folder in the place of one that lies here."""
    state = root.stat()
    if not stat.S_ISDIR(state.st_mode):
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(root))
    if not hasattr(os, "geteuid"):
        return
    if state.st_uid not in {os.geteuid(), 0}:
        raise ManualError("the cache folder {folder} belongs to another user, so nothing is kept there", folder=chosen)
    if state.st_mode & _WRITABLE_BY_OTHERS and not state.st_mode & stat.S_ISVTX:
        raise ManualError(
            "others can write to the cache folder {folder}, so nothing is kept there; `chmod go-w {folder}` mends it",
            folder=chosen,
        )

    above = open_above(root)
    if above is not None:
        raise ManualError(
            "others can put another folder in the place of the cache folder {folder}, since they can write to {above}, so "
            "nothing is kept there",
            folder=chosen,
            above=above,
        )


def open_above(folder: Path) -> Path | None:
    """Return the nearest folder around one in which somebody else could put another in its place; None if there is none."""
    if not hasattr(os, "geteuid"):
        return None
    trusted = {os.geteuid(), 0, Path(folder.anchor).stat().st_uid}  # whose the whole system is, also where it is mapped
    for above in folder.parents:
        state = above.stat()
        shared = state.st_mode & stat.S_IWOTH or (state.st_mode & stat.S_IWGRP and not _is_private_group(state.st_gid))
        if state.st_uid not in trusted or (shared and not state.st_mode & stat.S_ISVTX):
            return above
    return None


def _is_private_group(gid: int) -> bool:
    """True for the group that has the name of this user and nobody else in it: whose folders are writable for it by default."""
    import grp
    import pwd

    try:
        user, group = pwd.getpwuid(os.geteuid()).pw_name, grp.getgrgid(gid)
    except KeyError:
        return False
    return group.gr_name == user and set(group.gr_mem) <= {user}


def _make_private(folder: Path) -> None:
    """Make a folder that only this user can write to; what others could write to is thrown away.

    Raises `OSError` for a link, or a folder of someone else.
    """
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=_PRIVATE)
        return
    state = folder.lstat()
    if not stat.S_ISDIR(state.st_mode):
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))
    if hasattr(os, "geteuid"):
        if state.st_uid != os.geteuid():
            raise PermissionError(errno.EPERM, os.strerror(errno.EPERM), str(folder))
        if state.st_mode & _WRITABLE_BY_OTHERS:
            shutil.rmtree(folder)
            folder.mkdir(mode=_PRIVATE)


def _throw_away(path: Path) -> None:
    """Delete a folder, or the link that stands in its place; what cannot be deleted stays."""
    if path.is_symlink():
        path.unlink(missing_ok=True)
    shutil.rmtree(path, ignore_errors=True)


def _prepared(chosen: Path | None, name: str) -> Path:
    """Make the folder and see that it can be written; sweep out what killed runs left."""
    folder = private_folder(chosen, name)
    probe = folder / f"{_TAKEN}{uuid.uuid4().hex}"
    probe.mkdir()
    probe.rmdir()
    for left in folder.glob(f"{_TAKEN}*"):
        with contextlib.suppress(OSError):
            if time.time() - left.lstat().st_mtime > _ABANDONED_S:
                _throw_away(left)
    return folder
