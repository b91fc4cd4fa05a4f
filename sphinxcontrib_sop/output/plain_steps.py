"""Listed steps as paragraphs and lists of docutils, for builders whose writers do not know them."""

from collections.abc import Iterator

from docutils import nodes

from ..extension.nodes import sop_activities, sop_activity, sop_activity_part, sop_steps


def show_plain_steps(steps: sop_steps) -> None:
    """Replace steps by paragraphs and lists of docutils."""
    shown: list[nodes.Node] = []
    for child in steps.children:
        shown += _plain_list(child) if isinstance(child, sop_activities) else [child]
    if steps["ids"] and shown:
        shown.insert(0, nodes.target("", "", ids=list(steps["ids"])))
    steps.replace_self(shown)


def _plain_list(activities: sop_activities) -> Iterator[nodes.Node]:
    for activity in activities.children:
        if isinstance(activity, sop_activity):
            yield from _plain_activity(activity)


def _plain_activity(activity: sop_activity) -> Iterator[nodes.Node]:
    """A step as a paragraph that begins with its number, and what belongs to it indented below."""
    parts = {part["part"]: part.children for part in activity.children if isinstance(part, sop_activity_part)}
    first, *rest = parts["text"] or [nodes.paragraph()]
    if not isinstance(first, nodes.paragraph):
        first, rest = nodes.paragraph(), [first, *rest]
    target = nodes.target("", "", ids=list(activity["ids"]))
    paragraph = nodes.paragraph("", "", target, nodes.Text(f"{activity['mark']} ".lstrip()), *first.children)
    yield paragraph
    below = [*parts.get("picture", ()), *rest]
    for child in activity.children:
        if isinstance(child, nodes.field_list):
            below.append(nodes.bullet_list("", *map(_plain_field, child.children), bullet="-"))
        elif isinstance(child, sop_activities):
            below += _plain_list(child)
    if below:
        yield nodes.block_quote("", *below)


def _plain_field(field: nodes.Node) -> nodes.list_item:
    name, body = field.children
    first, *rest = body.children or [nodes.paragraph()]
    if not isinstance(first, nodes.paragraph):
        first, rest = nodes.paragraph(), [first, *rest]
    return nodes.list_item("", nodes.paragraph("", f"{name.astext()}: ", *first.children), *rest)
