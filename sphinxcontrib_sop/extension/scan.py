"""What a document shows of SOPs and what it refers to, found in one walk over its nodes."""

import os
from collections.abc import Iterable, Iterator

from docutils import nodes
from sphinx.addnodes import pending_xref, toctree
from sphinx.environment import BuildEnvironment

from ..core.model import Location
from .nodes import sop_generated, sop_lane, sop_page
from .records import CONTENTS, LABEL, DocumentRecord, GeneratedRequest, Reference

_CONTENTS_KINDS = frozenset({"list"})
"""Kinds of `sop_generated` that are tables of contents too."""

_NOTED_ANYWHERE = (pending_xref, sop_generated, sop_page, toctree)
_NOTED = (*_NOTED_ANYWHERE, nodes.section, sop_lane)


def scan(
    env: BuildEnvironment, docname: str, document: nodes.document, record: DocumentRecord | None
) -> DocumentRecord | None:
    """Add to the record of a document what it shows and refers to; one without SOPs gets a record where there is anything."""
    noted = [node for node in document.findall() if isinstance(node, _NOTED)]
    if any(isinstance(node, _NOTED_ANYWHERE) for node in noted):
        record = record or DocumentRecord()
        references = (_reference(node) for node in noted if isinstance(node, pending_xref))
        record.references = frozenset(filter(None, references))
        record.pages = dict(_pages(env, docname, noted))
        record.requests = tuple(request_of(env, docname, node) for node in noted if isinstance(node, sop_generated))
    if record is not None:
        record.texts = dict(_shown_texts(noted))
    return record


def request_of(env: BuildEnvironment, docname: str, node: sop_generated) -> GeneratedRequest:
    """What a node asks for."""
    return GeneratedRequest(
        kind=node["kind"],
        options=dict(node["options"]),
        records=node.get("records", ()),
        docname=docname,
        location=_place(env, docname, node),
    )


def _place(env: BuildEnvironment, docname: str, node: nodes.Element) -> Location:
    path = os.path.relpath(node.source or env.doc2path(docname), env.srcdir).replace(os.sep, "/")
    return Location(path=path, line=node.line or 0)


def _pages(env: BuildEnvironment, docname: str, noted: Iterable[nodes.Node]) -> Iterator[tuple[str, Location]]:
    """Kinds of the documents of the manual among some nodes, the last one first."""
    for node in reversed([*noted]):
        if isinstance(node, sop_page):
            yield str(node["kind"]), _place(env, docname, node)
        elif (isinstance(node, toctree) and not node.get("hidden") and node.get("entries")) or (
            isinstance(node, sop_generated) and node["kind"] in _CONTENTS_KINDS
        ):
            yield CONTENTS, _place(env, docname, node)


def _reference(node: pending_xref) -> Reference | None:
    """What a node refers to, None if it cannot be an SOP."""
    if node.get("refdomain") == "sop":
        return str(node["reftype"]), str(node["reftarget"]), node.get("sop:index")
    if (node.get("refdomain"), node.get("reftype")) == ("std", "ref"):
        return LABEL, str(node["reftarget"]), None
    return None


def _shown_texts(noted: Iterable[nodes.Node]) -> Iterator[tuple[str, str]]:
    """Titles of SOPs and labels of their actors among these nodes, by anchor."""
    for node in noted:
        if isinstance(node, sop_lane):
            yield node["ids"][0], node.astext()
        elif isinstance(node, nodes.section) and "sop" in node["classes"] and node["ids"]:
            title = node.next_node(nodes.title)
            if title is not None:
                yield node["ids"][0], title.astext()
