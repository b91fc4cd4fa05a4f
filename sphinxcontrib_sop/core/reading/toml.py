"""TOML that somebody else may have written: read in bounded time and memory."""

import re
import tomllib
from typing import Any

MAX_CHARACTERS = 5_000_000
MAX_DOTS = 200
"""In one line outside its texts: each dot of a key is a table in a table, and Python takes their number squared."""

_TEXT = re.compile(r'"[^"]*"|\'[^\']*\'')


def loads(text: str) -> dict[str, Any]:
    """Return what a text says.  Raises `tomllib.TOMLDecodeError`, also for what is too long or nested too deeply."""
    if len(text) > MAX_CHARACTERS:
        raise tomllib.TOMLDecodeError("The file is too long")
    for number, line in enumerate(text.split("\n"), start=1):
        if line.count(".") > MAX_DOTS and _TEXT.sub("", line).count(".") > MAX_DOTS:
            raise tomllib.TOMLDecodeError(f"Nested too deeply (at line {number}, column 1)")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise tomllib.TOMLDecodeError("Nested too deeply") from None
