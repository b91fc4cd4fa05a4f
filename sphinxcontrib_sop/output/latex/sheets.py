"""The sheets of a manual in LaTeX: the pages that Typst printed, included between the pages that LaTeX sets.

A post-transform prints the sheet of every SOP as soon as its references are resolved and puts a `sop_sheet` in its
place.  Chapters, sections and contents are LaTeX's: the first page of a sheet makes the entry that a heading would make.
What only LaTeX can set (further sections, documents of a toctree, raw LaTeX) follows behind the sheet.
"""

import re
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from docutils import nodes
from msgspec.structs import replace
from sphinx import addnodes
from sphinx.environment import BuildEnvironment

from ...core.configuration import OutputConfig
from ...extension.domain import sop_domain
from ...extension.nodes import sop_chart, sop_form, sop_sheet, sop_sheet_page, sop_step, sop_steps, sop_unprinted_title
from ...extension.written import write_output
from ..plain_nodes import show_plain
from ..plain_steps import show_plain_steps
from ..typst.sheet.contents import SheetNodes
from ..typst.sheet.data import paper
from ..typst.sheet.press import Press, SheetPlaces, sheets_in

ENGINES = frozenset({"pdflatex", "xelatex", "lualatex"})
"""Values of `latex_engine` that can include the pages of a PDF."""

PRIORITY = 60
"""Of the post-transform: references (10) and `only` (50) are resolved, pictures (100) not yet converted for LaTeX."""

FOOT_ROOM = "12mm"
"""Least height of the strip at the foot of a sheet, where the page number of the manual stands."""

PDF_VERSION = "1.5"
"""The version that pdfLaTeX writes by default; it warns of included files that are newer."""

UNSAFE = re.compile(r"[^A-Za-z0-9-]+")
"""LaTeX reads names of files as text."""

LONGEST_NAME = 90
"""ASCII letters: with a checksum and an ending they are fewer than `file_names.LONGEST`."""

EQUATION = "equation"
COUNTERS: Mapping[str, str] = {"figure": "figure", "table": "table", "code-block": "literalblock"}
"""Kind of a numbered thing -> LaTeX counter."""

ANCHORED_BY_LATEX = (nodes.footnote, nodes.footnote_reference, nodes.citation, nodes.citation_reference)

DEPTHS: Mapping[str, int] = {
    "part": -1,
    "chapter": 0,
    "section": 1,
    "subsection": 2,
    "subsubsection": 3,
    "paragraph": 4,
    "subparagraph": 5,
}
"""Name of a heading -> its depth, which LaTeX compares with `secnumdepth` and `tocdepth`."""


def sheet_file(anchor: str) -> str:
    """Name of the file of a sheet: ASCII letters, digits and "-", and unlike all others also where case is ignored."""
    name = UNSAFE.sub("-", anchor)[:LONGEST_NAME]
    return f"{name}.pdf" if name == anchor else f"{name}-{zlib.crc32(anchor.casefold().encode()):08x}.pdf"


def include_sheets(document: nodes.document, env: BuildEnvironment, press: Press, folder: Path) -> None:
    """Print the sheet of every SOP of a document into a folder and put it in the place of the SOP's content."""
    keys = sop_domain(env).file_keys()
    for sheet in list(sheets_in(document, env)):
        procedure = sheet.view.procedure
        content = list(sheet.section.children)
        follows = list(_following(sheet))
        sheet.view.config = _for_inclusion(sheet.view.config)
        pdf = press.sheet(sheet, document)
        if pdf is None:
            sheet.section[:] = content
            for node in (sheet.form, sheet.chart):
                if node is not None:
                    show_plain(node, env)
            if sheet.step_list is not None:
                show_plain_steps(sheet.step_list)
            continue
        file = sheet_file(keys[procedure.docname, procedure.anchor])
        write_output(env, folder / file, pdf)
        sheet.section[:] = [_included(sheet, file, press.places(), env), *follows]


def _for_inclusion(config: OutputConfig) -> OutputConfig:
    """The configuration of a sheet that is a part of a document of LaTeX."""
    return replace(config, foot_margin=FOOT_ROOM, pdf_standard=(PDF_VERSION,))


def _following(sheet: SheetNodes) -> Iterator[nodes.Node]:
    """Take what only LaTeX can set out of an SOP; notes, which LaTeX sets where something refers to them, are copied."""
    for child in list(sheet.section.children):
        if isinstance(child, (nodes.title, sop_form, sop_chart, sop_steps)):
            continue
        if any(child.findall(_is_for_latex)):
            sheet.section.remove(child)
            yield child
        else:
            yield from (note.deepcopy() for note in child.findall(_is_note))


def _is_note(node: nodes.Node) -> bool:
    return isinstance(node, (nodes.footnote, nodes.citation))


def _is_for_latex(node: nodes.Node) -> bool:
    if isinstance(node, nodes.raw):
        return "latex" in node.get("format", "").split()
    return isinstance(node, (nodes.section, addnodes.start_of_file))


# -- from the nodes of an SOP to its sheet ---------------------------------------------------------------------------
def _included(sheet: SheetNodes, file: str, places: SheetPlaces, env: BuildEnvironment) -> sop_sheet:
    width, height = paper(sheet.view)
    pages = [sop_sheet_page(number=number, targets=[], counted=[]) for number in range(1, places.pages + 1)]
    page = pages[0]
    for node in sheet.section.findall(nodes.Element):
        if node is sheet.section:
            continue
        page = _page_of(node, places, pages) or page
        if isinstance(node, addnodes.index):
            page += node.deepcopy()
            continue
        counted = _counted(node, env)
        if counted:
            page["counted"].append(counted)
        elif not isinstance(node, ANCHORED_BY_LATEX):
            page["targets"] += node["ids"]
    included = sop_sheet(file=file, width=width, height=height)
    title = next((child for child in sheet.section.children if isinstance(child, nodes.title)), nodes.title())
    included += sop_unprinted_title("", "", *_heading(title))
    included += pages
    return included


def _heading(title: nodes.title) -> list[nodes.Node]:
    """Return the part of a title that contents and bookmarks repeat."""
    copy = title.deepcopy()
    for node in list(copy.findall(lambda node: isinstance(node, (addnodes.index, nodes.footnote_reference)))):
        node.parent.remove(node)
    return list(copy.children)


def _page_of(node: nodes.Element, places: SheetPlaces, pages: list[sop_sheet_page]) -> sop_sheet_page | None:
    """The page an element stands on, None if the sheet does not tell."""
    steps = [child for child in node.children if isinstance(child, sop_step)] if isinstance(node, sop_chart) else []
    names = [name for element in (node, *steps) for name in element["ids"]]
    number = next((places.anchors[name] for name in names if name in places.anchors), None)
    return pages[number - 1] if number else None


def _counted(node: nodes.Element, env: BuildEnvironment) -> tuple[str, list[str]] | None:
    """The counter that LaTeX would step for an element, and its ids."""
    if isinstance(node, nodes.math_block) and node.get("label"):
        return EQUATION, [f"equation:{node['docname']}:{node['label']}"]
    standard = env.domains.standard_domain
    if not env.config.numfig or not standard.get_numfig_title(node):
        return None
    counter = COUNTERS.get(standard.get_enumerable_node_type(node) or "")
    return (counter, list(node["ids"])) if counter else None


# -- LaTeX -----------------------------------------------------------------------------------------------------------
def visit_sheet(translator: Any, node: sop_sheet) -> None:
    """Begin the pages of a sheet."""
    width, height = (f"{node[key]:.3f}bp" for key in ("width", "height"))
    heading = heading_of(translator, node)
    translator.body.append(f"\n\n\\begin{{sphinxsopsheet}}{{{heading}}}{{{DEPTHS[heading]}}}{{{width}}}{{{height}}}\n")


def depart_sheet(translator: Any, node: sop_sheet) -> None:
    """End the pages of a sheet."""
    translator.body.append("\\end{sphinxsopsheet}\n")


def heading_of(translator: Any, node: nodes.Element) -> str:
    """Name of the heading of the section that a node with an unprinted title stands in."""
    level = translator.sectionlevel
    if translator.this_is_the_title:  # of the whole document
        translator.this_is_the_title = 0
        level = translator.top_sectionlevel
        if not translator.elements["title"]:
            title = node if isinstance(node, sop_unprinted_title) else node[0]
            translator.elements["title"] = translator.escape(title.astext())
    names = translator.sectionnames
    return str(names[min(level, len(names) - 1)])


def visit_unprinted_title(translator: Any, node: sop_unprinted_title) -> None:
    """Keep the title of a sheet for its first page; elsewhere make its entry in the contents."""
    if isinstance(node.parent, sop_sheet):
        translator.body.append("\\sphinxsopsheettitle{")
    elif translator.this_is_the_title:
        heading_of(translator, node)
        raise nodes.SkipNode
    else:
        heading = heading_of(translator, node)
        translator.body.append(f"\\sphinxsopunprinted{{{heading}}}{{{DEPTHS[heading]}}}{{")
    translator.in_title = 1


def depart_unprinted_title(translator: Any, node: sop_unprinted_title) -> None:
    """End the title."""
    translator.in_title = 0
    labels = "" if isinstance(node.parent, sop_sheet) else translator.hypertarget_to(node.parent)
    translator.body.append(f"}}{labels}\n")


def visit_sheet_page(translator: Any, node: sop_sheet_page) -> None:
    """Include a page; its argument is what else happens on it."""
    translator.body.append(f"\\sphinxsopsheetpage{{{node.parent['file']}}}{{{node['number']}}}{{%\n")
    if node["number"] == 1:
        labels = translator.hypertarget_to(node.parent.parent)
        translator.body.append(f"\\sphinxsopsheetheading{labels}%\n")
    for name in dict.fromkeys(node["targets"]):
        translator.body.append(translator.hypertarget(name) + "%\n")
    for counter, names in node["counted"]:
        labels = "".join(
            f"\\label{{{name}}}" if counter == EQUATION else translator.hypertarget(name, anchor=False)
            for name in names
        )
        translator.body.append(f"\\refstepcounter{{{counter}}}{labels}%\n")


def depart_sheet_page(translator: Any, node: sop_sheet_page) -> None:
    """End a page."""
    translator.body.append("}\n")


VISITORS: Mapping[type[nodes.Element], tuple[Any, Any]] = {
    sop_sheet: (visit_sheet, depart_sheet),
    sop_sheet_page: (visit_sheet_page, depart_sheet_page),
    sop_unprinted_title: (visit_unprinted_title, depart_unprinted_title),
}
