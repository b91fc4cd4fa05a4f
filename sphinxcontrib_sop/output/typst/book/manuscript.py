"""From the doctree of a whole manual to the text of the handbook."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from docutils import nodes
from msgspec import Struct
from sphinx import addnodes

from ....extension.nodes import sop_chart, sop_form, sop_page
from ...step_lists import write_in_prose
from ...view import view_of
from ..compiler.markup import quoted
from ..sheet.data import NOTES, SheetNodes, distant_notes
from ..text.documents import keep_with_signature
from ..text.links import place_name
from ..text.translator import TypstTranslator
from ..text.writing import child_of
from .assembly import INVISIBLE, OWN_PAGES, has_introduction, last_front_page, located, main_section

if TYPE_CHECKING:
    from sphinx.builders import Builder

TEXT_FONT = 10.5
"""Font size of the text of the manual."""

SHORT_INTRODUCTION = 400
"""Characters of an introduction that stands above a form instead of on a page before it."""

PRINTED_TWICE = (nodes.title, nodes.thead, nodes.caption, nodes.footnote, nodes.citation, sop_form, sop_chart, sop_page)
"""A note that is referred to from here is not printed at the foot of the page."""


class Run(Struct, frozen=True, kw_only=True):
    """Pages with one running head: a chapter, or what stands before the first."""

    title: str
    markup: str
    front: bool
    """True for what stands before the contents."""
    labels: frozenset[str]
    """Labels of the places on these pages."""
    sops: range
    """Numbers of the SOPs on them."""


class ManuscriptTranslator(TypstTranslator):
    """Writes a whole manual; `runs_of` is the way in."""

    draw: Callable[[SheetNodes, str], int]
    """Takes an SOP and its document, and gives the number under which it is drawn."""

    def __init__(self, document: nodes.document, builder: Builder) -> None:
        super().__init__(document, builder)
        self.font_size = TEXT_FONT
        self.runs: list[Run] = []
        self.places_before = 0
        """Number of places on the pages before this run."""
        self.sop_count = 0
        self.docnames: list[str] = []
        self.run_title = ""
        self.front_end: nodes.Element | None = None
        """With the end of this the pages before the contents end."""
        self.front = False
        self.carried: list[str] = []
        """Headings that have no page of their own and wait for the next one."""
        self.rank = 0
        """Depth of the section that is written; a chapter has rank 1, the manual itself 0."""
        self.in_part = False
        self.last_level = 0
        self.contents_level = 1
        """Level of the heading of the contents: they stand in the part that began before them."""
        self.shows_main_title = False
        self.deferred: list[str] = []
        """Pages that cannot stand where they were typed, inside a list, say: they follow it."""
        self.waiting_title = ""
        """Heading that stands on the page that follows."""
        self.notes: dict[nodes.Node, nodes.Element] = {}
        """Reference -> note that is printed at the foot of its page."""
        self.notes_of: dict[str, list[nodes.Element]] = {}
        """Document -> its footnotes and citations."""
        self.printed: list[nodes.Element] = []
        """Notes that are printed elsewhere than where they stand."""

    # -- runs --------------------------------------------------------------------------------------------------------
    def runs_of(self, whole: nodes.document) -> list[Run]:
        """Return the runs of an assembled manual."""
        self.docname = whole["docname"]
        self.shows_main_title = has_introduction(whole)
        self.front_end = last_front_page(whole)
        self.front = self.front_end is not None
        self._distribute_notes(whole)
        self._add_places(place_name(self.docname, ""))
        self.rank = -1 if main_section(whole) is not None else 0
        whole.walkabout(self)
        self._end_run()
        return self.runs

    def _begin_run(self, title: str) -> None:
        self._end_run()
        self.run_title = title
        self.pieces += self.carried
        self.carried = []

    def _end_run(self) -> None:
        if not self.pieces:
            return
        labels = list(self.places.labels.values())
        run = Run(
            title=self.run_title,
            markup="".join(self.pieces),
            front=self.front,
            labels=frozenset(labels[self.places_before :]),
            sops=range(self.runs[-1].sops.stop if self.runs else 0, self.sop_count),
        )
        self.places_before = len(labels)
        self.runs.append(run)
        self.pieces = []

    def _add_places(self, *names: str) -> None:
        self.anchors += names

    def dispatch_departure(self, node: nodes.Node) -> None:
        """Write the pages that had to wait for the end of what they were typed in."""
        super().dispatch_departure(node)
        if self.deferred and not self.depth:
            self.pieces += self.deferred
            self.deferred = []
        if node is self.front_end:
            self._end_run()
            self.front = False
            self.contents_level += self.in_part

    # -- documents and sections --------------------------------------------------------------------------------------
    def visit_start_of_file(self, node: nodes.Element) -> None:
        self.depth -= 1  # nothing is opened
        self.docnames.append(self.docname)
        self.docname = node["docname"]
        self._add_places(place_name(self.docname, ""))

    def depart_start_of_file(self, node: nodes.Element) -> None:
        self.depth += 1
        self.docname = self.docnames.pop()

    def visit_part_title(self, node: nodes.Element) -> None:
        title = nodes.title("", node["text"])
        if not node["top"] or self.depth > 1:
            self.write(f"#rubric[{self.markup_of(*title.children)}];")
            raise nodes.SkipNode
        self.in_part, self.last_level = True, 1
        if not self.front:
            self._begin_run(node["text"])
        anchors, self.anchors = self.anchors, []
        heading = self.heading(title, self.last_level)
        self.anchors = anchors
        if self.front:
            self.carried.append(f"#unprinted[{heading}];")
        else:
            self.write(f"#part-page[{heading}];")
        raise nodes.SkipNode

    def visit_section(self, node: nodes.Element) -> None:
        self.depth -= 1
        self.rank += 1
        form = child_of(node, sop_form)
        view = view_of(form, self.builder.env) if isinstance(form, sop_form) else None
        if not isinstance(form, sop_form) or view is None:
            return
        chart = child_of(node, sop_chart)
        view = (view_of(chart, self.builder.env) if chart is not None else None) or view
        steps = write_in_prose(chart, view) if isinstance(chart, sop_chart) else None
        title = child_of(node, nodes.title)
        if self.rank <= 1 and not self.depth:
            self._begin_run(_plain(title))
        sheet = SheetNodes(
            view=view,
            section=node,
            form=form,
            chart=chart if isinstance(chart, sop_chart) and steps is None else None,
            steps_in_prose=steps,
            level=self._level(),
            section_number=self.section_number(title) if title is not None else "",
            notes=self.notes_of.get(self.docname, ()),
        )
        self.printed += distant_notes(sheet)
        number = self.draw(sheet, self.docname)
        self.sop_count = number + 1
        self._write_page(f"#sop-pages({number});")
        self.rank -= 1
        self.depth += 1
        raise nodes.SkipNode

    def depart_section(self, node: nodes.Element) -> None:
        self.depth += 1
        self.rank -= 1

    def _write_page(self, markup: str) -> None:
        """Write something that begins a page, which is possible only outside of everything else."""
        if self.depth:
            self.deferred.append(markup)
        else:
            self.write(markup)

    def _level(self) -> int:
        """Level of the heading of this section; none is left out on the way down."""
        self.last_level = max(1, min(self.rank + self.in_part, self.last_level + 1))
        return self.last_level

    def visit_title(self, node: nodes.Element) -> None:
        if not isinstance(node.parent, nodes.section):
            super().visit_title(node)
            return
        unprinted = "sop-unprinted" in node["classes"]
        if self.rank == 0 and (unprinted or not self.shows_main_title):  # it stands on the title page
            raise nodes.SkipNode
        here = self.depth - 1
        if self.rank <= 1 and not here:
            self._begin_run(_plain(node))
        heading = self.heading(node, self._level(), self.section_number(node))
        following = next((child for child in _after(node) if not isinstance(child, INVISIBLE)), None)
        own = isinstance(following, sop_page) and following.get("kind") in OWN_PAGES
        shown = f"#unseen[{heading}];" if unprinted or own else f"#ranked({max(1, self.rank)})[{heading}];"
        if isinstance(following, sop_page) and not here:
            self.waiting_title = shown
        else:
            self.write(shown)
        raise nodes.SkipNode

    def section_number(self, title: nodes.Element) -> str:
        """Return the number of a section as Sphinx counts them, empty if they are not numbered."""
        numbers = self.builder.env.toc_secnumbers.get(self.docname, {})
        ids = title.parent["ids"] if title.parent is not None else []
        found = title.get("secnumber") or next((numbers[f"#{one}"] for one in ids if f"#{one}" in numbers), None)
        found = found or numbers.get("")
        return ".".join(map(str, found)) if found else ""

    def figure_number(self, node: nodes.Element) -> str:
        if not self.config.numfig or not node["ids"]:
            return ""
        kind = self.builder.env.domains.standard_domain.get_enumerable_node_type(node)
        numbers = self.builder.env.toc_fignumbers.get(self.docname, {}).get(kind or "", {})
        template = self.config.numfig_format.get(kind or "")
        number = next((numbers[one] for one in node["ids"] if one in numbers), None)
        return f"{template % '.'.join(map(str, number))} " if number and template else ""

    # -- pages of their own ------------------------------------------------------------------------------------------
    def visit_sop_page(self, node: nodes.Element) -> None:
        if self.depth > 1:
            super().visit_sop_page(node)
            return
        title, self.waiting_title = self.waiting_title, ""
        kind = node.get("kind", "")
        if kind in OWN_PAGES:
            keep_with_signature(node)
            self.open(f"#own-page({quoted(kind)})[")
            self.write(title)
        elif title or not _is_introduced(node):
            self.write(f"#pagebreak(weak: true);{title}")
            self.open("#[")
        else:
            self.open("#[")

    def depart_sop_page(self, node: nodes.Element) -> None:
        self.write("];")
        if self.depth == 0 and node.get("kind", "") not in OWN_PAGES:
            self.write("#pagebreak(weak: true);")

    # -- notes -------------------------------------------------------------------------------------------------------
    def _distribute_notes(self, whole: nodes.document) -> None:
        """Find for each footnote the first reference that can have it at the foot of its page."""
        references: list[tuple[str, nodes.footnote_reference]] = []
        notes: dict[tuple[str, str], nodes.Element] = {}
        for docname, element in located(whole, self.docname):
            if isinstance(element, NOTES):
                self.notes_of.setdefault(docname, []).append(element)
                if isinstance(element, nodes.footnote):
                    notes |= {(docname, name): element for name in element["ids"]}
            elif isinstance(element, nodes.footnote_reference):
                references.append((docname, element))
        for docname, reference in references:
            note = notes.get((docname, reference.get("refid", "")))
            if note is not None and note not in self.printed and _is_printed_once(reference):
                self.notes[reference] = note
                self.printed.append(note)

    def foot_note(self, reference: nodes.Element) -> nodes.Element | None:
        return self.notes.get(reference)

    def stands_elsewhere(self, note: nodes.Element) -> bool:
        return note in self.printed

    def visit_footnote(self, node: nodes.Element) -> None:
        if self.stands_elsewhere(node):
            raise nodes.SkipNode
        super().visit_footnote(node)

    def visit_citation(self, node: nodes.Element) -> None:
        self.visit_footnote(node)


def _plain(title: nodes.Element | None) -> str:
    return " ".join(title.astext().split()) if title is not None else ""


def _after(node: nodes.Element) -> list[nodes.Node]:
    siblings = node.parent.children
    return siblings[siblings.index(node) + 1 :]


def _is_introduced(page: nodes.Element) -> bool:
    """True for the first page of a chapter that begins with a few words about it."""
    section = page.parent
    before = [one for one in section.children[: section.index(page)] if not isinstance(one, INVISIBLE)]
    paragraphs = before[1:]
    return (
        isinstance(section, nodes.section)
        and isinstance(section.parent, (nodes.document, addnodes.start_of_file))
        and isinstance(before[0] if before else None, nodes.title)
        and all(isinstance(one, nodes.paragraph) for one in paragraphs)
        and sum(len(one.astext()) for one in paragraphs) <= SHORT_INTRODUCTION
    )


def _is_printed_once(node: nodes.Element) -> bool:
    parent = node.parent
    while parent is not None:
        if isinstance(parent, PRINTED_TWICE) or (isinstance(parent, nodes.section) and child_of(parent, sop_form)):
            return False
        parent = parent.parent
    return True
