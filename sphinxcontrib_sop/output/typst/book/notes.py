"""Footnotes of a manual: which stand at the foot of a page, and on which."""

from collections.abc import Mapping, Sequence

from docutils import nodes

from ....extension.nodes import sop_chart, sop_form, sop_page
from ..sheet.contents import NOTES
from ..text.edition import Notes
from ..text.writing import child_of
from .assembly import located

PRINTED_TWICE = (nodes.title, nodes.thead, nodes.caption, nodes.footnote, nodes.citation, sop_form, sop_chart, sop_page)
"""A note that is referred to from here is not printed at the foot of the page."""


def distributed(whole: nodes.document) -> tuple[Notes, Mapping[str, Sequence[nodes.Element]]]:
    """Return which references have their note at the foot of their page, and all notes by document.

    A note stands at the foot of the first page that refers to it and can have it there.
    """
    references: list[tuple[str, nodes.footnote_reference]] = []
    notes: dict[tuple[str, str], nodes.Element] = {}
    by_document: dict[str, list[nodes.Element]] = {}
    for docname, element in located(whole, whole["docname"]):
        if isinstance(element, NOTES):
            by_document.setdefault(docname, []).append(element)
            if isinstance(element, nodes.footnote):
                notes |= {(docname, name): element for name in element["ids"]}
        elif isinstance(element, nodes.footnote_reference):
            references.append((docname, element))
    at_foot: dict[nodes.Node, nodes.Element] = {}
    taken: set[nodes.Element] = set()
    for docname, reference in references:
        note = notes.get((docname, reference.get("refid", "")))
        if note is not None and note not in taken and _is_printed_once(reference):
            at_foot[reference] = note
            taken.add(note)
    return Notes(at_foot=at_foot, elsewhere=taken), by_document


def _is_printed_once(node: nodes.Element) -> bool:
    parent = node.parent
    while parent is not None:
        if isinstance(parent, PRINTED_TWICE) or (isinstance(parent, nodes.section) and child_of(parent, sop_form)):
            return False
        parent = parent.parent
    return True
