"""A drawing of Graphviz as part of a page: its shapes are links, its colours those of the page."""

import re
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes

from ...extension.nodes import sop_graph

_PROLOG = re.compile(r"\A.*?(?=<svg)|<!--.*?-->\n?", re.DOTALL)
_IDENTIFIER = re.compile(r' id="[^"]*"')
_ADDRESS = re.compile(r'xlink:href="(\d+)"')
_SIZE = re.compile(r'<svg width="(\d+)pt" height="(\d+)pt"')


def visit_sop_graph(self: Any, node: sop_graph) -> None:
    """Write the drawing."""
    drawing = _PROLOG.sub("", Path(node["picture"]).read_text(encoding="utf-8"))
    addresses = [_address(child) for child in node.children]
    drawing = _ADDRESS.sub(lambda match: f'href="{escape(addresses[int(match[1])])}"', _IDENTIFIER.sub("", drawing))
    label = escape(node["alt"], quote=True)
    drawing = _SIZE.sub(rf'<svg role="group" aria-label="{label}" width="\1pt"', drawing, count=1)
    self.body.append(f'<div class="sop-graph">{drawing}</div>\n')
    raise nodes.SkipNode


def _address(reference: nodes.Node) -> str:
    if not isinstance(reference, nodes.reference):
        return ""
    return reference["refuri"] if "refuri" in reference else f"#{reference['refid']}"
