"""Listed steps: lists with the details of a step at the right, the stages of a graphic as cards."""

from typing import Any

from docutils import nodes
from msgspec.structs import replace

from ....extension.nodes import sop_activities, sop_activity, sop_activity_part
from ..compiler.markup import Markup, literal, quoted
from ..compiler.metrics import width as text_width
from .setting import Setting
from .writing import Writing, child_of

STEP_FONT = 10.0
DETAIL_FONT = 8.8
DETAIL_SHARE = 0.36
"""Share of the line that the details of a step take."""

STAGE_GAP, CARD_INSET, GUTTER = 24.0, 7.0, 14.0
"""Distance between cards, of a card's text from its border, and of the details of a step from its text, in points, as
in ``templates/steps.typ``."""

MARK, SMALL_MARK, MOST_MARK = 20.0, 13.0, 80.0
"""Width in points of the number before a step, before a sub-step of a stage, and the most that a long one gets."""
MARK_GAP, BOLD = 4.0, 1.1
"""Distance of the text from a long number, and how much wider it is in bold."""


class StepVisitor(Writing):
    """Writes the steps of an SOP that is no flowchart."""

    def render_sop_activities(self, node: nodes.Element) -> str:
        """Write the steps as data for the templates, with the width of the column of details."""
        line = self.setting.line
        if node["columns"]:
            count = int(node["columns"])
            width = (line - (count - 1) * STAGE_GAP) / count - 2 * CARD_INSET
            return f"#stages({count}, {quoted(node['page_word'])}, {literal(self._items(node, width, width))});"
        right = line * DETAIL_SHARE
        return f"#activities({right:.2f}, {literal(self._items(node, line - right - GUTTER, right))}, ruled: true);"

    def _items(self, activities: nodes.Element, text: float, right: float, least: float = MARK) -> list[dict[str, Any]]:
        """Return steps as data.

        The widths in points are those of a text with the number before it, of the details, and the least of a number.
        """
        steps = [node for node in activities.children if isinstance(node, sop_activity)]
        widest = max((text_width(node["mark"], self.setting.size) * BOLD + MARK_GAP for node in steps), default=0.0)
        mark = min(max(least, widest), MOST_MARK)
        return [self._activity(node, text - mark, right, mark) for node in steps]

    def _activity(self, node: sop_activity, text: float, right: float, mark_width: float) -> dict[str, Any]:
        wide = replace(self.setting, line=text)
        detail = replace(self.setting, line=right, size=DETAIL_FONT)
        self.note_ids(node)
        # written even without a mark, since it holds the places that wait to be written
        mark = self.markup_of(*([nodes.Text(node["mark"])] if node["mark"] else []), setting=wide)
        parts = {part["part"]: part.children for part in node.children if isinstance(part, sop_activity_part)}
        pictures = [self.markup_of(picture, setting=wide) for picture in parts.get("picture", ())]
        content = list(parts.get("text", ()))
        first = content[:1] if content and isinstance(content[0], nodes.paragraph) else []
        body, added = (self.markup_of(*some, setting=wide) for some in (first, content[len(first) :]))
        below = child_of(node, sop_activities)
        steps = self._sub_steps(node, below, text, right) if below is not None else Markup()
        lists = (child for child in node.children if isinstance(child, nodes.field_list))
        return {
            "mark": mark,
            "mark-width": mark_width,
            "picture": pictures,
            "text": body,
            "added": added,
            "details": [self._field(field, detail) for fields in lists for field in fields],
            "steps": steps,
            "heading": bool(node["heading"]),
            "leads-on": bool(node["leads_on"]),
        }

    def _sub_steps(self, node: sop_activity, below: nodes.Element, text: float, right: float) -> Markup:
        if isinstance(node.parent, sop_activities) and node.parent["columns"]:
            return Markup(f"#small-steps({literal(self._items(below, right, right - SMALL_MARK, SMALL_MARK))});")
        return Markup(f"#activities({right:.2f}, {literal(self._items(below, text, right))});")

    def _field(self, field: nodes.Node, setting: Setting) -> tuple[Markup, Markup]:
        name, body = field.children
        assert isinstance(body, nodes.Element)  # noqa: S101 - a field has a name and a body
        return self.markup_of_text(name.astext(), setting=setting), self.markup_inside(body, setting=setting)
