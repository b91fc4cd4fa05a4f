"""From the doctree of a whole manual to the text of the handbook."""

from collections.abc import Callable

from docutils import nodes
from msgspec.structs import replace
from sphinx import addnodes

from ....extension.nodes import sop_page
from ..compiler.markup import quoted
from ..sheet.contents import SheetNodes, distant_notes, sheet_nodes
from ..text.documents import keep_with_signature
from ..text.links import place_name
from ..text.setting import Setting
from ..text.translator import TypstTranslator
from ..text.writing import child_of
from .assembly import INVISIBLE, OWN_PAGES, has_introduction, is_wide, last_front_page, main_section
from .notes import distributed
from .runs import Run, Runs

TEXT_FONT = 11.0
"""Font size of the text of the manual."""

SHORT_INTRODUCTION = 400
"""Characters of an introduction that stands above a form instead of on a page before it."""


class Levels:
    """How deep the heading stands that is written next."""

    def __init__(self, rank: int) -> None:
        self.rank = rank
        """Depth of the section that is written; a chapter has rank 1, the manual itself 0."""
        self.in_part = False
        self.last = 0
        self.contents = 1
        """Level of the heading of the contents: they stand in the part that began before them."""

    def next(self) -> int:
        """Return the level of the heading of this section; none is left out on the way down."""
        self.last = max(1, min(self.rank + self.in_part, self.last + 1))
        return self.last

    def begin_part(self) -> int:
        """Return the level of the heading of a part."""
        self.in_part, self.last = True, 1
        return self.last


class ManuscriptTranslator(TypstTranslator):
    """Writes a whole manual; `runs_of` is the way in."""

    draw: Callable[[SheetNodes, str], int] | None = None
    """Takes an SOP and its document, and gives the number under which it is drawn; the sheet of one SOP has none."""

    # -- runs --------------------------------------------------------------------------------------------------------
    def runs_of(
        self, whole: nodes.document, lines: tuple[float, float], draw: Callable[[SheetNodes, str], int]
    ) -> list[Run]:
        """Return the runs of an assembled manual.

        ``lines`` are the widths of a line in points on an upright and on a turned page; ``draw`` is kept.
        """
        self.setting = Setting(line=lines[0], size=TEXT_FONT)
        self.turned = Setting(line=lines[1], size=TEXT_FONT)
        self.draw = draw
        self.docname = whole["docname"]
        self.levels = Levels(0 if main_section(whole) is None else -1)
        self.runs = Runs(self.edition.places)
        self.shows_main_title = has_introduction(whole)
        self.front_end = last_front_page(whole)
        """With the end of this the pages before the contents end."""
        self.runs.front = self.front_end is not None
        self.notes, self.notes_of = distributed(whole)
        self.waiting_title = ""
        """Heading that stands on the page that follows."""
        self.deferred: list[str] = []
        """Pages that cannot stand where they were typed, inside a list, say: they follow it."""
        self.anchors.append(place_name(self.docname, ""))
        whole.walkabout(self)
        self.runs.end(self.pieces)
        return self.runs.made

    def _begin_run(self, title: str) -> None:
        self.pieces = self.runs.begin(title, self.pieces)

    def _walk_on(self, node: nodes.Element) -> str:
        """Write the children of a node one by one: between them a run may end."""
        for child in node.children:
            child.walkabout(self)
        return ""

    def _write_turned(self, node: nodes.Element) -> None:
        """Write a section on pages whose longer side is level."""
        upright = self.setting
        self._end_run()
        self.runs.turned, self.setting = True, self.turned
        self._walk_on(node)
        self._end_run()
        self.runs.turned, self.setting = False, upright

    def _end_run(self) -> None:
        self.runs.end(self.pieces)
        self.pieces = []

    def dispatch_visit(self, node: nodes.Node) -> None:
        """Write what has to wait for the end of a node after it."""
        try:
            super().dispatch_visit(node)
        except nodes.SkipNode:
            self._end(node)
            raise

    def dispatch_departure(self, node: nodes.Node) -> None:
        """Write what has to wait for the end of a node after it."""
        super().dispatch_departure(node)
        self._end(node)

    def _end(self, node: nodes.Node) -> None:
        if self.draw is None:
            return
        if node is self.front_end:
            self.front_end = None
        if self.depth:
            return
        self.pieces += self.deferred
        self.deferred = []
        if self.runs.front and self.front_end is None:
            self._end_run()
            self.runs.front = False
            self.levels.contents += self.levels.in_part

    # -- documents and sections --------------------------------------------------------------------------------------
    def render_start_of_file(self, node: nodes.Element) -> str:
        outer, self.docname = self.docname, node["docname"]
        self.anchors.append(place_name(self.docname, ""))
        self._walk_on(node)
        self.docname = outer
        return ""

    def render_part_title(self, node: nodes.Element) -> str:
        title = nodes.title("", node["text"])
        if not node["top"] or self.depth:
            return f"#rubric[{self.markup_inside(title)}];"
        level = self.levels.begin_part()
        if not self.runs.front:
            self._begin_run(node["text"])
        anchors, self.anchors = self.anchors, []
        heading = self.heading(title, level)
        self.anchors = anchors
        if not self.runs.front:
            return f"#part-page[{heading}];"
        self.runs.carry(f"#unprinted[{heading}];")
        return ""

    def render_section(self, node: nodes.Element) -> str:
        if self.draw is None:
            return super().render_section(node)
        self.levels.rank += 1
        page = self._sop_page(node, self.draw)
        if page is None and is_wide(node) and not self.depth:
            self._write_turned(node)
        elif page is None:
            self._walk_on(node)
        elif self.depth:
            self.deferred.append(page)
        else:
            self.write(page)
            if self.runs.is_full:
                self._end_run()
        self.levels.rank -= 1
        return ""

    def _sop_page(self, node: nodes.Element, draw: Callable[[SheetNodes, str], int]) -> str | None:
        """Return the pages of an SOP, None for another section."""
        sheet = sheet_nodes(node, self.builder.env, notes=self.notes_of.get(self.docname, ()))
        if sheet is None:
            return None
        title = child_of(node, nodes.title)
        if self.levels.rank <= 1 and not self.depth:
            self._begin_run(_plain(title))
        number = self.section_number(title) if title is not None else ""
        sheet = replace(sheet, level=self.levels.next(), section_number=number)
        self.notes.elsewhere.update(distant_notes(sheet))
        drawn = draw(sheet, self.docname)
        self.runs.sop_count = drawn + 1
        return f"#sop-pages({drawn});"

    def render_title(self, node: nodes.Element) -> str:
        if self.draw is None or not isinstance(node.parent, nodes.section):
            return super().render_title(node)
        unprinted = "sop-unprinted" in node["classes"]
        rank = self.levels.rank
        if rank == 0 and (unprinted or not self.shows_main_title):  # it stands on the title page
            return ""
        if rank <= 1 and not self.depth:
            self._begin_run(_plain(node))
        heading = self.heading(node, self.levels.next(), self.section_number(node))
        following = next((child for child in _after(node) if not isinstance(child, INVISIBLE)), None)
        own = isinstance(following, sop_page) and following.get("kind") in OWN_PAGES
        shown = f"#unseen[{heading}];" if unprinted or own else f"#ranked({max(1, rank)})[{heading}];"
        if not isinstance(following, sop_page) or self.depth:
            return shown
        self.waiting_title = shown
        return ""

    def section_number(self, title: nodes.Element) -> str:
        """Return the number of a section as Sphinx counts them, empty if they are not numbered."""
        numbers = self.builder.env.toc_secnumbers.get(self.docname, {})
        ids = title.parent["ids"] if title.parent is not None else []
        number = title.get("secnumber") or next(
            (numbers[f"#{anchor}"] for anchor in ids if f"#{anchor}" in numbers), None
        )
        number = number or numbers.get("")
        return ".".join(map(str, number)) if number else ""

    # -- pages of their own ------------------------------------------------------------------------------------------
    def render_sop_page(self, node: nodes.Element) -> str:
        if self.depth:
            return f"#[{self.contents(node)}];"
        title, self.waiting_title = self.waiting_title, ""
        kind = node.get("kind", "")
        if kind in OWN_PAGES:
            keep_with_signature(node)
            return f"#own-page({quoted(kind)})[{self.take_anchors()}{title}{self.inner(node)}];"
        before = f"#pagebreak(weak: true);{title}" if title or not _is_introduced(node) else ""
        return f"{before}#[{self.contents(node)}];#pagebreak(weak: true);"


def _plain(title: nodes.Element | None) -> str:
    return " ".join(title.astext().split()) if title is not None else ""


def _after(node: nodes.Element) -> list[nodes.Node]:
    siblings = node.parent.children
    return siblings[siblings.index(node) + 1 :]


def _is_introduced(page: nodes.Element) -> bool:
    """True for the first page of a chapter that begins with a few words about it."""
    section = page.parent
    before = [child for child in section.children[: section.index(page)] if not isinstance(child, INVISIBLE)]
    paragraphs = before[1:]
    return (
        isinstance(section, nodes.section)
        and isinstance(section.parent, (nodes.document, addnodes.start_of_file))
        and isinstance(before[0] if before else None, nodes.title)
        and all(isinstance(paragraph, nodes.paragraph) for paragraph in paragraphs)
        and sum(len(paragraph.astext()) for paragraph in paragraphs) <= SHORT_INTRODUCTION
    )
