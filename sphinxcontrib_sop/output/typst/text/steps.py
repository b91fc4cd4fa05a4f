"""Steps in prose: lists with what belongs to a step at the right, the stages of a graphic as cards."""

from __future__ import annotations

from typing import Any

from docutils import nodes

from ....extension.nodes import sop_activities, sop_activity, sop_activity_part
from ..compiler.markup import Markup, literal, quoted
from ..compiler.metrics import width as text_width
from .writing import Writing, child_of

STEP_FONT = 10.0
DETAIL_FONT = 8.8
DETAIL_SHARE = 0.36
"""Share of the line that what belongs to a step takes."""

STAGE_GAP, CARD_INSET, GUTTER = 24.0, 7.0, 14.0
"""Distance of cards, of a card's text from its border and of what belongs to a step from its text, in points, as in
``templates/steps.typ``."""

MARK, SMALL_MARK, MOST_MARK = 20.0, 13.0, 80.0
"""Width in points of the number before a step, before a sub-step of a stage, and the most that a long one gets."""
MARK_GAP, BOLD = 4.0, 1.1
"""Distance of the text from a long number, and how much wider it is in bold."""


class StepVisitor(Writing):
    """Writes the steps of an SOP that is no flowchart."""

    def visit_sop_steps(self, node: nodes.Element) -> None:
        self.open("#[")

    def depart_sop_steps(self, node: nodes.Element) -> None:
        self.write("];")

    def visit_sop_activities(self, node: nodes.Element) -> None:
        """Write the steps as data for the templates, with the width of the column of what belongs to a step."""
        line = self.column
        if node["columns"]:
            count = int(node["columns"])
            width = (line - (count - 1) * STAGE_GAP) / count - 2 * CARD_INSET
            self.write(f"#stages({count}, {quoted(node['page_word'])}, {literal(self._items(node, width, width))});")
        else:
            right = line * DETAIL_SHARE
            items = self._items(node, line - right - GUTTER, right)
            self.write(f"#activities({right:.2f}, {literal(items)}, ruled: true);")
        self.column = line
        raise nodes.SkipNode

    def _items(self, activities: nodes.Element, text: float, right: float, least: float = MARK) -> list[dict[str, Any]]:
        """Return steps as data.

        The widths are those of their texts with the number before them, of what belongs to them, and the least of the
        number, in points.
        """
        steps = [node for node in activities.children if isinstance(node, sop_activity)]
        widest = max((text_width(node["mark"], self.font_size) * BOLD + MARK_GAP for node in steps), default=0.0)
        mark = min(max(least, widest), MOST_MARK)
        return [self._activity(node, text - mark, right, mark) for node in steps]

    def _activity(self, node: sop_activity, text: float, right: float, mark_width: float) -> dict[str, Any]:
        size = self.font_size
        self.anchors += map(self.name_of, node["ids"])
        mark = self.anchored(node["mark"])
        parts = {part["part"]: part for part in node.children if isinstance(part, sop_activity_part)}
        self.column, self.font_size = text, size
        pictures = [self.markup_of(one) for one in parts["picture"].children] if "picture" in parts else []
        content = list(parts["text"].children) if "text" in parts else []
        first = content[:1] if content and isinstance(content[0], nodes.paragraph) else []
        body, added = (self.markup_of(*some) for some in (first, content[len(first) :]))
        below = child_of(node, sop_activities)
        steps: Markup = Markup()
        if below is not None:
            stages = isinstance(node.parent, sop_activities) and bool(node.parent["columns"])
            inner = literal(
                self._items(below, right, right - SMALL_MARK, SMALL_MARK) if stages else self._items(below, text, right)
            )
            steps = Markup(f"#small-steps({inner});" if stages else f"#activities({right:.2f}, {inner});")
        self.column, self.font_size = right, DETAIL_FONT
        fields = [self._field(field) for one in node.children if isinstance(one, nodes.field_list) for field in one]
        self.font_size = size
        facts = {"heading": bool(node["heading"]), "leads-on": bool(node["leads_on"])}
        return {
            "mark": mark,
            "mark-width": mark_width,
            "picture": pictures,
            "text": body,
            "added": added,
            "details": fields,
            "steps": steps,
            **facts,
        }

    def anchored(self, text: str) -> Markup:
        """Return words with the places that wait to be written, also if there are no words."""
        return self.markup_of(*([nodes.Text(text)] if text else []))

    def _field(self, field: nodes.Node) -> tuple[Markup, Markup]:
        name, body = field.children
        assert isinstance(body, nodes.Element)  # noqa: S101 - a field has a name and a body
        return self.markup_of_text(name.astext()), self.markup_inside(body)
