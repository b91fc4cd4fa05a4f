"""Files that a manual names are read only if they are files: a link to a device or a pipe would never end."""

import errno
import os
import stat
from pathlib import Path


def read_regular(path: Path) -> bytes:
    """Return what a file holds; raise `OSError` if it cannot be read, or if it is a device, a pipe or a folder."""
    require_regular(path)
    return path.read_bytes()


def read_regular_text(path: Path, encoding: str) -> str:
    """The same as a text whose lines end as everywhere; `ValueError` if it is none in that encoding."""
    require_regular(path)
    return path.read_text(encoding=encoding)


def require_regular(path: Path) -> None:
    """Raise `OSError` for what is no regular file, a link to one included."""
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), str(path))
