"""What stands in one cell, as HTML."""

import re
from typing import Any

from docutils import nodes

from ...extension.nodes import sop_value


def fragment(translator: Any, value: nodes.Element | None) -> str:
    """Return the HTML of the children of a node, without the line breaks around it; empty without a node."""
    if value is None:
        return ""
    text = written(translator, value.children)
    return breakable(text) if _LONG_WORD.search(text) else text


_LONG_WORD = re.compile(r"[^\s<>&\"=]{19,}")
_TAG = re.compile(r"(<[^>]*>)")
_JOINT = re.compile(r"(?<=[^\W_]{2}[/._@\\-])(?=\w{2})|(?<=://)(?=\w)|(?<=\w{24})(?=\w)")
"""Where a word that is too long for a column may break: after a slash, dot, hyphen ..., else after many letters."""


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


def written(translator: Any, children: list[nodes.Node]) -> str:
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
