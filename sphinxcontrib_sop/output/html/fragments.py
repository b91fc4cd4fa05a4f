"""What stands in one cell, as HTML."""

import re
from collections.abc import Iterator
from typing import Any

from docutils import nodes

from ...extension.nodes import sop_value


def fragment(translator: Any, value: nodes.Element | None) -> str:
    """Return the HTML of the children of a node, without the line breaks around it; empty without a node."""
    if value is None:
        return ""
    text = write_nodes(translator, value.children)
    return breakable(text) if _LONG_WORD.search(text) else text


_LONG_WORD = re.compile(r"[^\s<>&\"=]{16,}")
_TAG = re.compile(r"(<[^>]*>)")
_JOINT = re.compile(r"(?<=[^\W_]{2}[/.,;_@\\-])(?=\w{2})|(?<=://)(?=\w)|(?<=\w{24})(?=\w)")
"""Where a word that is too long for a column may break: after a slash, dot, comma, hyphen ..., else after many letters."""


_BREAK = re.compile(r"(?<=[\N{EN DASH}-])(?=[^\W\d_])")
"""Where every browser ends a line inside a word of usual length."""
_SPACE = re.compile(r"[^\S\N{NO-BREAK SPACE}]+")


def pieces(text: str) -> Iterator[str]:
    """Yield the parts of a text that stay on one line in every browser, whatever the width of the column."""
    for word in _SPACE.split(text):
        yield from (_JOINT if _LONG_WORD.search(word) else _BREAK).split(word)


def breakable(html: str) -> str:
    """Let long words such as ``pembukaan/pemeriksaan/pemblokiran`` and addresses break."""
    parts = _TAG.split(html)
    parts[::2] = [_LONG_WORD.sub(lambda word: _JOINT.sub("<wbr>", word[0]), text) for text in parts[::2]]
    return "".join(parts)


_AMOUNT = re.compile(r"(?<=\d) (?=[^\W\d_])")


def unbroken(html: str) -> str:
    """Keep a number with the unit after it: "30 hari" is not divided, "hari kerja" may be."""
    parts = _TAG.split(html)
    parts[::2] = [_AMOUNT.sub("\N{NO-BREAK SPACE}", text) for text in parts[::2]]
    return "".join(parts)


def write_nodes(translator: Any, children: list[nodes.Node]) -> str:
    """Let a translator write some nodes and take what it wrote."""
    body: list[str] = translator.body
    start = len(body)
    for child in children:
        child.walkabout(translator)
    text = "".join(body[start:]).strip()
    del body[start:]
    return text


def value_children(node: nodes.Element) -> dict[str, sop_value]:
    """The values of a form or a step by key of their field."""
    return {child.get("field", ""): child for child in node.children if isinstance(child, sop_value)}
