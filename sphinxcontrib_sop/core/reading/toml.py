"""TOML that somebody else may have written: read in bounded time and memory."""

import re
import tomllib
from collections.abc import Sequence
from typing import Any

MAX_CHARACTERS = 5_000_000
MAX_DOTS = 200
"""In one line outside its texts: each dot of a key is a table in a table, and Python takes their number squared."""

_HEADER = re.compile(r"\s*\[\[?([^\[\]]+)\]")
_ENTRY = re.compile(r"\s*([^\s=\[{#][^=\[{#]*)=")
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


def line_of(text: str, keys: Sequence[str]) -> int:
    """Return the line of an entry, from 1, or of the innermost table it is in; 0 if neither is found."""
    wanted, found = tuple(keys), 0
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.split("\n"), start=1):
        if header := _HEADER.match(line):
            table = _path(header[1])
            here = table
        elif entry := _ENTRY.match(line):
            here = table + _path(entry[1])
        else:
            continue
        if here == wanted:
            return number
        if here and here == wanted[: len(here)]:
            found = number
    return found


def _path(written: str) -> tuple[str, ...]:
    """Return the keys of ``a."b c"``; none if they are no keys."""
    try:
        value: Any = loads(f"{written} = 0")
    except tomllib.TOMLDecodeError:
        return ()
    path = []
    while isinstance(value, dict):
        ((key, value),) = value.items()
        path.append(key)
    return tuple(path)
