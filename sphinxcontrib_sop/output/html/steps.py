"""Listed steps as HTML: lists, the stages of a graphic as cards; how they look is in ``sop-steps.css``."""

from collections.abc import Callable
from html import escape
from typing import Any

from docutils import nodes

from ...extension.config import output_config
from ...extension.nodes import sop_activities, sop_activity, sop_activity_part, sop_steps
from .print import sheet_style
from .styles import page_styles

Visitor = Callable[[Any, Any], None]


def visit_sop_steps(self: Any, node: sop_steps) -> None:
    """Open the steps of an SOP."""
    page_styles(self).add_rule(sheet_style(output_config(self.config).paper_mm))
    self.body.append(self.starttag(node, "div", CLASS=f"sop-steps sop-{node['format']}"))


def depart_sop_steps(self: Any, node: sop_steps) -> None:
    """Close them."""
    self.body.append("</div>\n")


def visit_sop_activities(self: Any, node: sop_activities) -> None:
    """Open a list; without its markers some screen readers would take it for none unless it has a role."""
    stages = f" sop-stages sop-by-{node['columns']}" if node["columns"] else ""
    self.body.append(self.starttag(node, "ol", CLASS=f"sop-activities{stages}", role="list"))


def depart_sop_activities(self: Any, node: sop_activities) -> None:
    """Close it."""
    self.body.append("</ol>\n")


def visit_sop_activity(self: Any, node: sop_activity) -> None:
    """Open a step; its number leads to itself, to be copied."""
    kind = "sop-activity sop-heading" if node["heading"] else "sop-activity"
    mark = escape(node["mark"])
    if node["ids"]:
        mark = f'<a class="sop-mark" href="#{escape(node["ids"][0], quote=True)}">{mark}</a>'
    else:
        mark = f'<span class="sop-mark">{mark}</span>'
    self.body.append(self.starttag(node, "li", CLASS=kind) + (mark if node["mark"] else ""))


def depart_sop_activity(self: Any, node: sop_activity) -> None:
    """Close it, with the arrow to the next stage."""
    way = '<span class="sop-way" aria-hidden="true"></span>' if node["leads_on"] else ""
    self.body.append(f"{way}</li>\n")


def visit_sop_activity_part(self: Any, node: sop_activity_part) -> None:
    """Open pictures or text."""
    self.body.append(self.starttag(node, "div", CLASS=f"sop-activity-{node['part']}"))


def depart_sop_activity_part(self: Any, node: sop_activity_part) -> None:
    """Close them."""
    self.body.append("</div>\n")


VISITORS: dict[type[nodes.Element], tuple[Visitor, Visitor]] = {
    sop_steps: (visit_sop_steps, depart_sop_steps),
    sop_activities: (visit_sop_activities, depart_sop_activities),
    sop_activity: (visit_sop_activity, depart_sop_activity),
    sop_activity_part: (visit_sop_activity_part, depart_sop_activity_part),
}
"""Node class -> visit and depart."""
