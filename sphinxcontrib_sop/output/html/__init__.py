"""Visitors for the builders that write HTML pages: form and flowchart are written whole, their parts from there."""

from collections.abc import Callable
from typing import Any

from docutils import nodes

from ...extension.nodes import sop_answer, sop_chart, sop_form, sop_graph, sop_lane, sop_step, sop_value
from ..step_lists import list_steps
from ..view import view_of
from .chart import chart_table
from .form import identity_form
from .graph import visit_sop_graph

Visitor = Callable[[Any, Any], None]


def visit_sop_form(self: Any, node: sop_form) -> None:
    """Write the identity form."""
    view = view_of(node, self.builder.env)
    if view is None:
        visit_part(self, node)
        return
    self.body.append(_anchors(self, node) + identity_form(self, node, view))
    raise nodes.SkipNode


def visit_sop_chart(self: Any, node: sop_chart) -> None:
    """Write the flowchart table, or the steps of an SOP in another format."""
    view = view_of(node, self.builder.env)
    if view is None:
        visit_part(self, node)
        return
    steps = list_steps(node, view)
    if steps is None:
        self.body.append(_anchors(self, node) + chart_table(self, node, view))
    else:
        steps.walkabout(self)
    raise nodes.SkipNode


def _anchors(translator: Any, node: nodes.Element) -> str:
    """Targets that point at the form or the chart as a whole."""
    return "".join(f'<span id="{translator.attval(name)}"></span>' for name in node["ids"])


def visit_part(self: Any, node: nodes.Element) -> None:
    """Write a part that stands outside the form or chart it belongs to; another extension may have moved it there."""
    self.body.append(self.starttag(node, "div"))


def depart_part(self: Any, node: nodes.Element) -> None:
    """Close it."""
    self.body.append("</div>\n")


visit_sop_lane = visit_sop_step = visit_sop_value = visit_sop_answer = visit_part
depart_sop_form = depart_sop_chart = depart_sop_lane = depart_sop_step = depart_sop_value = depart_sop_answer = (
    depart_part
)

VISITORS: dict[type[nodes.Element], tuple[Visitor, Visitor]] = {
    sop_form: (visit_sop_form, depart_sop_form),
    sop_chart: (visit_sop_chart, depart_sop_chart),
    sop_lane: (visit_sop_lane, depart_sop_lane),
    sop_step: (visit_sop_step, depart_sop_step),
    sop_value: (visit_sop_value, depart_sop_value),
    sop_answer: (visit_sop_answer, depart_sop_answer),
    sop_graph: (visit_sop_graph, depart_part),
}
"""Node class -> visit and depart."""
