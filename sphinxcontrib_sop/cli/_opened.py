"""Which files ``conf.py`` opens: what a check found rests on them, see `evidence`.

A ``conf.py`` may read whatever it likes, a version from another file say, and Python tells of it only by an audit hook.
Such a hook stays for the life of the process; it does nothing but while `watch_files` is in use, and a command is over when
its manual was read.
"""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_watching: list[set[str]] = []
"""Where names of opened files go; empty most of the time."""
_hooked = False


@contextlib.contextmanager
def watch_files() -> Iterator[set[str]]:
    """Collect the names of the files that Python opens for reading meanwhile."""
    global _hooked  # Python has no way to take a hook back, so there is one for good
    if not _hooked:
        sys.addaudithook(_note_opened)
        _hooked = True
    opened: set[str] = set()
    _watching.append(opened)
    try:
        yield opened
    finally:
        _watching.remove(opened)


def _note_opened(event: str, arguments: tuple[Any, ...]) -> None:
    if _watching and event == "open":
        path, mode, _ = arguments
        compiled = isinstance(path, str) and path.endswith(".pyc")  # of a module, which is watched itself
        if isinstance(path, str) and not compiled and (mode is None or "r" in mode):
            for opened in _watching:
                opened.add(str(Path.cwd() / path))
