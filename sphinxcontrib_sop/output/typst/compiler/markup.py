"""Values as Typst source; texts become string literals, so that no character of theirs is ever read as markup."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
SURROGATE = re.compile(r"[\ud800-\udfff]")
PLAIN = re.compile(r'((?:#\[)*)#("(?:[^"\\]|\\.)*");((?:\];)*)')
"""Markup that is one text, perhaps in brackets."""
REPLACEMENT = "\ufffd"


class Markup(str):
    """Typst markup, to be put between brackets."""

    __slots__ = ()


class Code(str):
    """A Typst expression."""

    __slots__ = ()


def quoted(text: str) -> str:
    """Return a Typst string literal that stands for exactly this text; lone surrogates become U+FFFD."""
    text = SURROGATE.sub(REPLACEMENT, text).replace("\\", "\\\\").replace('"', '\\"')
    return '"' + CONTROL.sub(lambda match: f"\\u{{{ord(match.group()):x}}}", text) + '"'


def literal(value: Any) -> str:
    """Return a Typst expression for plain data; raises `TypeError` for what Typst has no literal for."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Markup):
        # a text without markup is a text for Typst too: it keeps the parsed source, of which that is a tenth
        plain = PLAIN.fullmatch(value)
        return plain[2] if plain and len(plain[1]) == len(plain[3]) else f"[{value}]"
    if isinstance(value, Code):
        return str(value)
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, int | float):
        return f"({value!r})"
    if isinstance(value, Mapping):
        return "(" + (", ".join(f"{quoted(str(key))}: {literal(item)}" for key, item in value.items()) or ":") + ")"
    if isinstance(value, Sequence):
        return "(" + "".join(f"{literal(item)}, " for item in value) + ")"
    raise TypeError(f"no Typst literal for {type(value).__name__}")
