"""SOPs without a flowchart (langkah sederhana, langkah bertingkat, grafik): their steps as lists or as stages.

Made when an SOP is written: what is read and kept is the flowchart whatever the format, and a manual of flowcharts alone
pays nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import ceil

from docutils import nodes

from ..core.anatomy import CELLS
from ..core.model import FlowKind, Step
from ..core.ordinals import counted
from ..core.process.narration import FLOWCHART, Course, Way, direction, format_of, joined, printed_labels
from ..extension.nodes import (
    sop_activities,
    sop_activity,
    sop_activity_part,
    sop_chart,
    sop_lane,
    sop_step,
    sop_steps,
    sop_value,
)
from .view import View

GRAPHIC = "graphic"
MOST_COLUMNS = 4
"""Stages side by side where there is room."""

_PICTURES = (nodes.image, nodes.figure)


def list_steps(chart: sop_chart, view: View) -> sop_steps | None:
    """Replace the flowchart of an SOP in another format by a list of its steps; return None if the format is a flowchart."""
    if format_of(view.procedure) == FLOWCHART:
        return None
    steps = _Steps(chart, view).made()
    chart.replace_self(steps)
    return steps


def columns_for(stages: int) -> int:
    """Return how many stages stand side by side, so that the rows are filled evenly."""
    if stages <= MOST_COLUMNS:
        return max(2, stages)
    return min((MOST_COLUMNS, MOST_COLUMNS - 1), key=lambda columns: (ceil(stages / columns), columns))


class _Steps:
    """The steps of one SOP while they are put together."""

    def __init__(self, chart: sop_chart, view: View) -> None:
        self.view = view
        self.words = view.words
        self.procedure = view.procedure
        self.format = format_of(view.procedure)
        self.chart = chart
        rows = [child for child in chart.children if isinstance(child, sop_step)]
        self.rows: Mapping[str, sop_step] = {row["step"]: row for row in rows}
        self.children: dict[str, list[Step]] = {}
        for step in self.procedure.steps:
            self.children.setdefault(step.number.rpartition(".")[0], []).append(step)
        self.labels = printed_labels(self.procedure)
        acting = {course.actors for course in view.courses.values()}
        self.alone = len(self.procedure.actors) == len(acting) == 1
        """True if one actor does everything: named once."""

    def made(self) -> sop_steps:
        """Return what stands in the place of the flowchart."""
        steps = sop_steps(format=self.format, ids=self.chart["ids"], names=self.chart["names"])
        steps.source, steps.line = self.chart.source, self.chart.line
        lanes = [child for child in self.chart.children if isinstance(child, sop_lane)]
        if lanes:
            steps += self._performers(lanes)
        if "" in self.children:
            steps += self._list(self.children[""])
        if self.view.total_time and self.procedure.steps:
            total = nodes.Text(f": {self.view.total_time}")
            steps += nodes.paragraph(
                "", "", nodes.strong("", self.words["total-time"]), total, classes=["sop-total-time"]
            )
        return steps

    def _performers(self, lanes: Sequence[sop_lane]) -> nodes.paragraph:
        """All actors in one line, which holds the anchors of their lanes."""
        paragraph = nodes.paragraph("", "", nodes.strong("", self.words["actors"]), classes=["sop-performers"])
        for number, lane in enumerate(lanes):
            paragraph += nodes.Text(", " if number else ": ")
            paragraph += nodes.inline("", self.view.actors[lane["actor"]], ids=list(lane["ids"]))
        return paragraph

    # -- steps -------------------------------------------------------------------------------------------------------
    def _list(self, steps: Sequence[Step]) -> sop_activities:
        top = not steps[0].level
        columns = columns_for(len(steps)) if top and self.format == GRAPHIC else 0
        made = sop_activities("", columns=columns, page_word=self.words["on-page"])
        for place, step in enumerate(steps, start=1):
            last = step is steps[-1]
            made += self._activity(step, place, leads_on=columns > 0 and not last and self._leads_on(step))
        return made

    def _leads_on(self, step: Step) -> bool:
        """True if the flow goes on from the last row in a step to the one below."""
        while step.number in self.children:
            step = self.children[step.number][-1]
        course = self.view.courses.get(step.id)
        return course is not None and course.leads_on

    def _activity(self, step: Step, place: int, *, leads_on: bool) -> sop_activity:
        row = self.rows[step.id]
        values = {value["field"]: value for value in row.children if isinstance(value, sop_value)}
        activity = sop_activity(
            mark=self._mark(step, place),
            heading=step.heading,
            leads_on=leads_on,
            ids=list(row["ids"]),
            names=row["names"],
        )
        activity.source, activity.line = row.source, row.line
        content = list(values["text"].children) if "text" in values else []
        pictures = (
            [child for child in content if _is_picture(child)] if self.format == GRAPHIC and not step.level else []
        )
        if pictures:
            activity += sop_activity_part("", *pictures, part="picture")
        activity += sop_activity_part("", *(child for child in content if child not in pictures), part="text")
        details = list(self._details(step, values))
        if details:
            activity += nodes.field_list("", *details, classes=["sop-details"])
        if step.number in self.children:
            activity += self._list(self.children[step.number])
        return activity

    def _mark(self, step: Step, place: int) -> str:
        """The number before a step: "4.", below it "a."; what was typed stays as it is."""
        if not step.label:
            return ""
        mark = counted(place, step.level) if step.level and step.label == step.number else step.label
        return f"{mark}." if mark[-1].isalnum() else mark

    def _details(self, step: Step, values: Mapping[str, sop_value]) -> Iterator[nodes.field]:
        course = self.view.courses.get(step.id)
        if course is not None and not self.alone:
            yield _field(self.words["actors"], nodes.paragraph("", self._acting(course)))
        for key in CELLS:
            if key in values:
                yield _field(self.words[key], *values[key].children)
        if course is not None and course.ways:
            yield _field(self.words["goes-on"], self._ways(course))

    def _acting(self, course: Course) -> str:
        symbols = (joined(actors, self.words) for actors in course.actors)
        return (" → " if course.handed_on else ", ").join(symbols)

    def _ways(self, course: Course) -> nodes.paragraph:
        """Where it goes on, each target a link; of several ways in a row the actors are named once."""
        paragraph = nodes.paragraph()
        before: tuple[str, ...] = ()
        for number, (actors, way) in enumerate(course.ways):
            named = joined(actors, self.words) if actors != before else ""
            parts = [*filter(None, (named, way.answer)), ""]
            paragraph += nodes.Text(("; " if number else "") + ": ".join(parts))
            paragraph += self._way(way)
            before = actors
        return paragraph

    def _way(self, way: Way) -> nodes.Node:
        where = direction(way, self.words)
        if way.back and not way.answer and way.kind is FlowKind.ARROW:
            where = f"{self.words['back']} {where}"
        if way.step is not None and not way.inside and not self._is_entered_at(way):
            where += f" ({joined(way.actors, self.words)})"
        if way.kind is FlowKind.TWO_WAY:
            where += f" ({self.words['both-ways']})"
        if way.step is None or way.inside:
            return nodes.Text(where)
        return nodes.reference("", where, internal=True, refid=self.rows[way.step]["ids"][0])

    def _is_entered_at(self, way: Way) -> bool:
        return any(step.entering == way.node for step in self.procedure.steps)


def _field(name: str, *body: nodes.Node) -> nodes.field:
    return nodes.field("", nodes.field_name("", name), nodes.field_body("", *body))


def _is_picture(node: nodes.Node) -> bool:
    """True for a picture that stands alone, also as a link."""
    if isinstance(node, nodes.reference):
        return len(node.children) == 1 and isinstance(node.children[0], nodes.image)
    return isinstance(node, _PICTURES)
