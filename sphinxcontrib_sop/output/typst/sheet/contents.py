"""What a sheet is made of: the nodes of one SOP, and what they say in plain words."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from docutils import nodes
from msgspec import Struct
from sphinx.environment import BuildEnvironment

from ....extension.nodes import sop_chart, sop_form, sop_step, sop_steps, sop_value
from ...step_lists import list_steps
from ...view import View, view_of
from ..text.writing import child_of

NOTES = (nodes.footnote, nodes.citation)
DATES = ("created", "revised", "effective", "approved")


class SheetNodes(Struct, frozen=True, dict=True, kw_only=True):
    """The nodes of one SOP."""

    view: View
    section: nodes.Element
    form: sop_form
    chart: sop_chart | None
    step_list: sop_steps | None = None
    """What an SOP in another format has instead of the flowchart."""
    level: int = 1
    """Level of the title among the headings of the PDF."""
    section_number: str = ""
    notes: Sequence[nodes.Element] = ()
    """Footnotes and citations of its document."""

    @property
    def values(self) -> Mapping[str, sop_value]:
        """Values of the form by key."""
        return {child.get("field", ""): child for child in self.form.children if isinstance(child, sop_value)}

    @cached_property
    def steps(self) -> Sequence[sop_step]:
        """The rows of the flowchart table."""
        return [child for child in self.chart.children if isinstance(child, sop_step)] if self.chart else []

    @property
    def title(self) -> str:
        """Plain title, translated."""
        title = child_of(self.section, nodes.title)
        return " ".join(title.astext().split()) if title is not None else self.view.procedure.title

    @property
    def rows(self) -> int:
        """Number of rows of the flowchart table."""
        return len(self.view.routing.placement.rows)

    def step(self, row: int) -> sop_step | None:
        """The step that a row of the flowchart table shows, None for the rows Mulai and Selesai."""
        index = self.view.routing.placement.rows[row].step
        return self.steps[index] if index is not None and index < len(self.steps) else None

    def is_heading(self, row: int) -> bool:
        """True for a row that only names the sub-steps below it."""
        index = self.view.routing.placement.rows[row].step
        return index is not None and self.view.procedure.steps[index].heading

    def cell(self, row: int, key: str) -> Sequence[nodes.Node]:
        """What stands in a cell of the flowchart table; rows of no step have none."""
        step = self.step(row)
        return [
            child
            for value in (step.children if step is not None else ())
            if isinstance(value, sop_value) and value.get("field") == key
            for child in value.children
        ]

    def number(self, row: int) -> str:
        """What is printed in the column No."""
        index = self.view.routing.placement.rows[row].step
        return "" if index is None else self.view.procedure.steps[index].label

    def lane_names(self) -> list[str]:
        """Headings of the lanes, translated."""
        return [self.view.actors.get(actor.key, actor.label) for actor in self.view.procedure.actors]


def sheet_nodes(section: nodes.Element, env: BuildEnvironment, **further: Any) -> SheetNodes | None:
    """Return the nodes of an SOP, None for another section; ``further`` are other fields of `SheetNodes`.

    The steps of an SOP in another format take the place of its flowchart in the doctree.
    """
    form, chart = child_of(section, sop_form), child_of(section, sop_chart)
    view = view_of(form, env) if isinstance(form, sop_form) else None
    if view is None or not isinstance(form, sop_form):
        return None
    steps = None
    if isinstance(chart, sop_chart):
        view = view_of(chart, env) or view  # the labels of arrows and lanes are children of the table
        steps = list_steps(chart, view)
    shown = chart if isinstance(chart, sop_chart) and steps is None else None
    return SheetNodes(view=view, section=section, form=form, chart=shown, step_list=steps, **further)


def distant_notes(sheet: SheetNodes) -> list[nodes.Element]:
    """Return the footnotes and citations that the SOP refers to and that stand elsewhere in its document, with theirs."""
    inside = {id(note) for kind in NOTES for note in sheet.section.findall(kind)}
    here = sheet.view.procedure.docname
    # LaTeX has all documents in one tree, and others may have the same ids
    elsewhere = [note for note in sheet.notes if id(note) not in inside and note.get("docname", here) == here]
    wanted = _referred_to(sheet.section) if elsewhere else set()
    found: dict[int, nodes.Element] = {}
    while more := [note for note in elsewhere if id(note) not in found and wanted.intersection(note["ids"])]:
        found |= {id(note): note for note in more}
        wanted |= {anchor for note in more for anchor in _referred_to(note)}
    return [note for note in elsewhere if id(note) in found]


def _referred_to(node: nodes.Element) -> set[str]:
    kinds = (nodes.footnote_reference, nodes.citation_reference, nodes.reference)
    return {str(reference.get("refid")) for kind in kinds for reference in node.findall(kind)}
