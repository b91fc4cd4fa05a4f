"""What was read of a manual as it is now, lent to a copy of it as it was: there only what differs is read again.

Sphinx reads a document again if it, or a file that it depends on, is younger than what was read.  So the files of the copy
that are the same are as old as those of the manual, and the environment is told where the copy lies.  What was changed in
the manual since it was read is younger than what was read, in the copy as there.
"""

import contextlib
import filecmp
import os
import pickle
import shutil
from pathlib import Path

from .cache import DOCTREES, is_private

_ENVIRONMENT = Path(DOCTREES, "environment.pickle")


def seed(kept: Path, source: Path, copy: Path, target: Path) -> None:
    """Put what was read of the manual in ``source``, as it lies in ``kept``, into ``target`` for the ``copy``.

    Where anything stands in the way, or others could have written there, the copy is read from nothing.
    """
    try:
        if not is_private(kept):
            return
        with (kept / _ENVIRONMENT).open("rb") as file:
            environment = pickle.load(file)
        shutil.copytree(kept, target, copy_function=shutil.copyfile)
        environment.srcdir = type(environment.srcdir)(copy)
        for docname, names in environment.dependencies.items():
            environment.dependencies[docname] = {type(name)(_moved(str(name), source, copy)) for name in names}
        with (target / _ENVIRONMENT).open("wb") as file:
            pickle.dump(environment, file, pickle.HIGHEST_PROTOCOL)
    except Exception:  # noqa: BLE001 - it only saves time, and a foreign pickle can fail in any way
        shutil.rmtree(target, ignore_errors=True)
        return
    for folder, _, names in os.walk(copy):
        for name in names:
            file_then = Path(folder, name)
            file_now = source / file_then.relative_to(copy)
            with contextlib.suppress(OSError):
                if filecmp.cmp(file_now, file_then, shallow=False):
                    state = file_now.stat()
                    os.utime(file_then, ns=(state.st_atime_ns, state.st_mtime_ns))


def _moved(name: str, source: Path, copy: Path) -> str:
    """A file that a document depends on, where it lies in the copy."""
    if Path(name).is_absolute() and Path(name).is_relative_to(source):
        return str(copy / Path(name).relative_to(source))
    return name
