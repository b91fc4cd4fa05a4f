"""The single page that Sphinx's builder `singlehtml` writes: ids that stand once, and links within the page."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from docutils import nodes
from sphinx.addnodes import start_of_file
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from ..core.reading.conversion import free_key

BUILDER = "singlehtml"
PREFIX = "#document-"
"""How the address of a document begins, which is an id on the page."""
_RENAMED = "sop-renamed"
"""Attribute of the page: new ids by old ones, by document."""
_LINK = re.compile(rf'(?<=href="){PREFIX}([^"#]+)#([^"]+)(?=")')

Renamed = Mapping[str, Mapping[str, str]]


class LinkWithinPage(SphinxPostTransform):
    """Give ids that several documents have other names from the second on, and let links lead to them.

    Sphinx 9 writes ``#document-surat#sop-surat`` for a place in another document, which leads nowhere: all documents stand
    on one page.
    """

    default_priority = 900  # when every reference is resolved
    builders = (BUILDER,)

    def run(self, **kwargs: object) -> None:
        taken: set[str] = set()
        renamed: dict[str, dict[str, str]] = {}
        for docname, node in _by_document(self.document, self.env.docname):
            names = renamed.setdefault(docname, {})
            for place, old in enumerate(node["ids"]):
                if old in taken:
                    names[old] = node["ids"][place] = free_key(nodes.make_id(f"{docname}-{old}"), taken)
                taken.add(node["ids"][place])
        for docname, node in _by_document(self.document, self.env.docname):
            self._lead(node, renamed[docname], renamed)
        self._number(renamed)
        self.document[_RENAMED] = renamed

    @staticmethod
    def _lead(node: nodes.Element, names: Mapping[str, str], renamed: Renamed) -> None:
        """Let a node name the ids that there are now."""
        if "refid" in node:
            node["refid"] = names.get(node["refid"], node["refid"])
        if node.get("backrefs"):
            node["backrefs"] = [names.get(backref, backref) for backref in node["backrefs"]]
        address = str(node.get("refuri", ""))
        if address.startswith(PREFIX) and "#" in address[1:]:
            docname, _, anchor = address.removeprefix(PREFIX).partition("#")
            node["refuri"] = f"#{renamed.get(docname, {}).get(anchor, anchor)}"

    def _number(self, renamed: Renamed) -> None:
        """Sections and figures keep the numbers that Sphinx has by their ids."""
        for docname, names in renamed.items():
            for numbers in (
                self.env.toc_secnumbers.get(docname, {}),
                *self.env.toc_fignumbers.get(docname, {}).values(),
            ):
                for old, new in names.items():
                    for sign in ("#", ""):
                        if sign + old in numbers:
                            numbers[sign + new] = numbers[sign + old]


def _by_document(page: nodes.document, root: str) -> Iterator[tuple[str, nodes.Element]]:
    """Every element of a page with the name of the document it comes from."""
    waiting: list[tuple[str, nodes.Element]] = [(root, page)]
    while waiting:
        docname, node = waiting.pop()
        if isinstance(node, start_of_file):
            docname = node["docname"]
        yield docname, node
        waiting += ((docname, child) for child in reversed(node.children) if isinstance(child, nodes.Element))


def link_contents(
    app: Sphinx, name: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Let the tables of contents around the page lead to places on it, too."""
    if app.builder.name != BUILDER or doctree is None:
        return
    renamed: Renamed = doctree.get(_RENAMED, {})

    def within(html: str) -> str:
        return _LINK.sub(lambda found: f"#{renamed.get(found[1], {}).get(found[2], found[2])}", html)

    context["toc"] = within(context.get("toc", ""))
    if make := context.get("toctree"):
        context["toctree"] = lambda **options: within(make(**options))
