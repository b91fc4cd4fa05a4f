"""Files that are written whole or not at all."""

import contextlib
import os
import stat
import uuid
from pathlib import Path

_DEVICES = (Path("/dev"), Path("/proc"))


def write_whole(file: Path, data: bytes | str) -> None:
    """Write a file beside its place and put it there when it is whole; text is written as UTF-8 with ``\\n``.

    So nobody reads half of it, a full disk or a killed process leaves the former one, and a link that somebody put there
    is replaced, not followed.  What is no file, such as a pipe, is written to.  Raises `OSError`.
    """
    path = Path(file)  # those of Sphinx are texts too, with methods of the same names
    content = data.encode("utf-8", "surrogateescape") if isinstance(data, str) else data
    former = _state(path)
    if (former is not None and not stat.S_ISREG(former.st_mode)) or any(map(path.is_relative_to, _DEVICES)):
        path.write_bytes(content)
        return
    passing = path.with_name(f".{uuid.uuid4().hex}.part")
    try:
        passing.write_bytes(content)
        if former is not None:
            passing.chmod(stat.S_IMODE(former.st_mode))
        passing.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            passing.unlink(missing_ok=True)
        raise


def _state(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None
