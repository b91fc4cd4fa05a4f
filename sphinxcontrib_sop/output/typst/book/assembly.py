"""The whole manual as one doctree: the documents in the order of the toctrees, their references resolved."""

from collections.abc import Iterable, Iterator

from docutils import nodes
from sphinx import addnodes
from sphinx.builders import Builder
from sphinx.locale import __
from sphinx.util import logging
from sphinx.util.console import darkgreen  # type: ignore[attr-defined] # made at run time

from ....extension.nodes import sop_form, sop_page

logger = logging.getLogger(__name__)

FRONT_PAGES = frozenset({"cover", "decree", "approval"})
"""Kinds of pages that stand before the contents."""

OWN_PAGES = FRONT_PAGES | {"annex"}
"""Kinds of pages without a running head: each has its name on it."""

WIDE = "sop-wide"
"""Class of what needs a turned page."""

WIDE_PAGES = frozenset({"inventory"})
"""Kinds of pages that are turned."""

INVISIBLE = (nodes.Invisible, nodes.system_message, addnodes.index, addnodes.highlightlang)
WRAPPERS = (nodes.compound, addnodes.start_of_file, addnodes.only, nodes.container)
"""Nodes that are their content."""

ALL_LEVELS = -1
USUAL_DEPTH = 2
"""Levels of headings in the contents where no toctree says how many."""


class part_title(nodes.Structural, nodes.Element):  # noqa: N801 - a node
    """Title of a part of the manual: the caption of a toctree, as `text`; `top` if it is one of several of the manual."""


def assemble(builder: Builder) -> nodes.document:
    """Return the root document with all documents of its toctrees in it."""
    root = builder.config.root_doc
    docnames: dict[str, None] = {root: None}
    whole = _document(builder, root)
    _fill_toctrees(whole, root, builder, docnames)
    whole["docname"] = root
    _insert_captions(whole, builder, docnames)
    builder.env.resolve_references(whole, root, builder)
    builder.post_process_images(whole)
    return whole


def _document(builder: Builder, docname: str) -> nodes.document:
    logger.info(darkgreen(docname) + " ", nonl=True)
    return builder.env.get_doctree(docname)


def _fill_toctrees(tree: nodes.Element, docname: str, builder: Builder, docnames: dict[str, None]) -> None:
    """Put documents in the place of the toctrees that list them, each once, as `inline_all_toctrees` of Sphinx does.

    That copies every doctree, which nobody else holds, at each level.
    """
    for toctree in list(tree.findall(addnodes.toctree)):
        starts = []
        for name in map(str, toctree["includefiles"]):
            if name in docnames:
                continue
            docnames[name] = None
            try:
                document = _document(builder, name)
            except OSError:
                message = __("toctree contains ref to nonexisting file %r")
                logger.warning(message, name, location=docname, type="toc", subtype="not_readable")
                continue
            _fill_toctrees(document, name, builder, docnames)
            start = addnodes.start_of_file("", *document.children, docname=name)
            for section in start.findall(nodes.section):
                section.setdefault("docname", name)
            starts.append(start)
        toctree.replace_self(starts)


def _insert_captions(whole: nodes.document, builder: Builder, docnames: Iterable[str]) -> None:
    """Put the captions of toctrees, which are gone, before the first documents they listed."""
    starts = {start["docname"]: start for start in whole.findall(addnodes.start_of_file)}
    used: set[str] = set()
    several = root_caption(builder) is None
    for docname in docnames:
        for toctree in _toctrees(builder, docname):
            first = next((name for name in toctree["includefiles"] if name in starts and name not in used), None)
            if toctree.get("caption") and first is not None:
                used.add(first)
                top = docname == builder.config.root_doc
                if top and not several:
                    continue
                parent = starts[first].parent
                title = part_title(text=toctree["caption"], top=top, docname=docname)
                parent.insert(parent.index(starts[first]), title)


def _toctrees(builder: Builder, docname: str) -> list[addnodes.toctree]:
    """Return the toctrees of a document, which an assembled manual no longer has."""
    contents = builder.env.tocs.get(docname)
    return list(contents.findall(addnodes.toctree)) if contents is not None else []


def root_caption(builder: Builder) -> str | None:
    """Return the caption of the toctree of the root document if that is the only one: it names the contents."""
    captions = [toctree["caption"] for toctree in _toctrees(builder, builder.config.root_doc) if toctree.get("caption")]
    return str(captions[0]) if len(captions) == 1 else None


def contents_depth(builder: Builder) -> int:
    """Return how many levels of headings the contents list, parts not counted."""
    depths = [toctree.get("maxdepth", ALL_LEVELS) for toctree in _toctrees(builder, builder.config.root_doc)]
    return max((USUAL_DEPTH if depth == ALL_LEVELS else int(depth) for depth in depths), default=USUAL_DEPTH)


def main_section(whole: nodes.document) -> nodes.section | None:
    """Return the section that is the whole manual: the only one of the root document."""
    shown = [child for child in whole.children if not isinstance(child, INVISIBLE)]
    sections = [child for child in shown if isinstance(child, nodes.section)]
    return sections[0] if len(sections) == len(shown) == 1 else None


def located(node: nodes.Element, docname: str) -> Iterator[tuple[str, nodes.Element]]:
    """Return all elements in a node, each with the document it comes from."""
    for child in node.children:
        if isinstance(child, nodes.Element):
            here = child["docname"] if isinstance(child, addnodes.start_of_file) else docname
            yield here, child
            yield from located(child, here)


def last_front_page(whole: nodes.document) -> nodes.Element | None:
    """Return what ends the leading part of the manual, with which the pages before the contents end.

    It is the document with the last cover, decree or approval before the first SOP; of the root document that page.
    """
    last: nodes.Element | None = None
    for _, element in located(whole, ""):
        if isinstance(element, sop_form):
            break
        if _is_front(element):
            last = element
    while last is not None:
        outer = _document_around(last)
        if outer is None:
            break
        last = outer
    return last


def _document_around(node: nodes.Element) -> addnodes.start_of_file | None:
    parent = node.parent
    while parent is not None and not isinstance(parent, addnodes.start_of_file):
        parent = parent.parent
    return parent


def _is_front(node: nodes.Node) -> bool:
    return isinstance(node, sop_page) and node.get("kind") in FRONT_PAGES


def _visible(node: nodes.Element) -> Iterator[nodes.Element]:
    """Return the elements in a section from top to bottom, those in wrappers as if they stood there themselves."""
    for child in node.children:
        if isinstance(child, WRAPPERS):
            yield from _visible(child)
        elif isinstance(child, nodes.Element) and not isinstance(child, (*INVISIBLE, nodes.title)):
            yield child


def plain_title(whole: nodes.document) -> str:
    """Return the title of the manual as the root document gives it, if that document prints it nowhere else."""
    section = main_section(whole)
    title = section.next_node(nodes.title) if section is not None else None
    return " ".join(title.astext().split()) if title is not None and not has_introduction(whole) else ""


def is_wide(section: nodes.Element) -> bool:
    """True for a section without others in it that shows something wide: a map, the inventory."""
    shown = list(_visible(section))
    return not any(isinstance(element, nodes.section) for element in shown) and any(
        WIDE in element["classes"] or (isinstance(element, sop_page) and element.get("kind") in WIDE_PAGES)
        for element in shown
    )


def has_introduction(whole: nodes.document) -> bool:
    """True if the root document says something besides listing documents and showing the leading pages."""
    section = main_section(whole)
    return section is not None and any(
        not isinstance(element, (nodes.section, part_title, sop_page)) for element in _visible(section)
    )
