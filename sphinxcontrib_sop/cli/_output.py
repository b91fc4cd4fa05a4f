"""Where a report goes: a file, a terminal, another program."""

import re
import sys
from pathlib import Path

from ..core.characters import visible
from ..core.whole_files import write_whole
from ._failure import ManualError
from ._parser import write

_COLOUR = re.compile(r"(\x1b\[[0-9;]*m)")


def put(data: bytes, output: str | None) -> None:
    """Write to a file, or to the standard output.  Raises `ManualError` for a file that cannot be written."""
    if output is None:
        buffer = getattr(sys.stdout, "buffer", None)
        if buffer is None or sys.stdout.isatty():
            write(_painted(data.decode()), sys.stdout)
        else:  # bytes for a program
            buffer.write(data)
            buffer.flush()
        return
    try:
        write_whole(Path(output), data)
    except OSError as error:
        raise ManualError("{file} cannot be written: {reason}", file=output, reason=error.strerror or error) from error


def _painted(text: str) -> str:
    """A text for a terminal, of which only colours are left that steer it."""
    return "".join(part if _COLOUR.fullmatch(part) else visible(part) for part in _COLOUR.split(text))
