"""What stands in one cell, as HTML."""

import re
from typing import Any

from docutils import nodes

from ...extension.nodes import sop_value


def fragment(translator: Any, value: nodes.Element | None) -> str:
    """Return the HTML of the children of a node, without the line breaks around it; empty without a node."""
    if value is None:
        return ""
    text = _plain(translator, value)
    if text is None:
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


def _plain(translator: Any, value: nodes.Element) -> str | None:
    """Write a paragraph, or a list of paragraphs, without any markup in it: nearly every value; None for others.

    Such texts make up most of an SOP, and walking over their nodes is most of the work of writing it.
    """
    if len(value.children) != 1:
        return None
    child = value.children[0]
    if type(child) is nodes.paragraph:
        text = _plain_text(child)
        return None if text is None else str(translator.encode(text))
    if type(child) is nodes.bullet_list:
        tag = "ul"
    elif type(child) is nodes.enumerated_list and child.get("enumtype") == "arabic" and "start" not in child:
        tag = "ol"
    else:
        return None
    items = [_plain_text(item.children[0]) if len(item.children) == 1 else None for item in child.children]
    if None in items or _has_names(child) or any(map(_has_names, child.children)):
        return None
    return f"<{tag}>{''.join(f'<li>{translator.encode(item)}</li>' for item in items)}</{tag}>"


def _plain_text(paragraph: nodes.Node) -> str | None:
    if type(paragraph) is not nodes.paragraph or len(paragraph.children) != 1 or _has_names(paragraph):
        return None
    text = paragraph.children[0]
    return str(text) if type(text) is nodes.Text else None


def _has_names(node: nodes.Node) -> bool:
    """True if something may point at a node or style it."""
    return bool(isinstance(node, nodes.Element) and (node["ids"] or node["classes"] or node["names"]))


def value_children(node: nodes.Element) -> dict[str, sop_value]:
    """The values of a form or a step by key of their field."""
    return {child.get("field", ""): child for child in node.children if isinstance(child, sop_value)}
