"""An SOP in nodes of docutils: form and flowchart as tables, every symbol a sentence, for what cannot be drawn.

Done in a post-transform, so that builders this extension has never heard of show the whole content too.
"""

from docutils import nodes
from sphinx import addnodes
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform

from ..core.anatomy import CELLS
from ..core.process.narration import leading, opening
from ..extension.at_work import at_work
from ..extension.nodes import lane_anchors, sop_chart, sop_form, sop_step, sop_value
from ..extension.tables import add_row, strong, table, text
from .plain_steps import show_plain_steps
from .step_lists import list_steps
from .view import View, view_of

_STEP_WIDTHS = (6, 28, 24, 16, 9, 13, 12)


class PlainTables(SphinxPostTransform):
    """Replace the nodes of an SOP by docutils tables."""

    default_priority = 9  # before references are resolved (10), so that those in moved cells are too

    def run(self, **kwargs: object) -> None:
        """Replace them."""
        for form in list(self.document.findall(sop_form)):
            show_plain(form, self.env)
        listed = at_work(self.env).format == "html"
        for chart in list(self.document.findall(sop_chart)):
            show_plain(chart, self.env, listed=listed)


class FlatTables(SphinxPostTransform):
    """Where no table can stand in a cell, a table there becomes a list of its rows; pictures become words in a paragraph."""

    builders = ("text", "man")  # their writers stop at a table inside a table
    default_priority = 600  # after all that makes tables

    def run(self, **kwargs: object) -> None:
        """Replace the inner tables, the innermost first."""
        for cell in self.document.findall(nodes.entry):
            # Sphinx' writer of texts divides what stands in no paragraph there letter by letter
            for place in cell.findall(nodes.Element):
                if not isinstance(place, nodes.TextElement):
                    place[:] = [_in_paragraph(child) for child in place.children]
        for inner in reversed(list(self.document.findall(nodes.table))):
            if _in_cell(inner):
                rows = [
                    nodes.list_item("", *(part for entry in row.children for part in entry.children))
                    for row in inner.findall(nodes.row)
                ]
                titles = [
                    nodes.paragraph("", "", *title.children)
                    for title in inner.children
                    if isinstance(title, nodes.title)
                ]
                inner.replace_self([*titles, nodes.bullet_list("", *rows, bullet="-")])


def _in_paragraph(node: nodes.Node) -> nodes.Node:
    if isinstance(node, (addnodes.centered, nodes.caption)):
        return nodes.paragraph("", "", *node.children)
    return nodes.paragraph("", "", node) if isinstance(node, nodes.image) else node


def _in_cell(node: nodes.Node) -> bool:
    while node.parent is not None:
        node = node.parent
        if isinstance(node, nodes.entry):
            return True
    return False


def show_plain(node: sop_form | sop_chart, env: BuildEnvironment, *, listed: bool = False) -> None:
    """Replace a form or a flowchart by a table; listed steps by paragraphs, unless ``listed`` says that they are written as such."""
    view = view_of(node, env)
    if view is None:
        node.replace_self(_content(node))
    elif isinstance(node, sop_form):
        node.replace_self(_form(node, view))
    else:
        steps = list_steps(node, view)
        if steps is None:
            node.replace_self(_chart(node, view))
        elif not listed:
            show_plain_steps(steps)


def _content(node: nodes.Element) -> list[nodes.Node]:
    """What stands in a node whose SOP the build does not know."""
    return [child for value in node.findall(sop_value) for child in value.children]


# -- the form --------------------------------------------------------------------------------------------------------
def _form(form: sop_form, view: View) -> list[nodes.Node]:
    values = {value["field"]: value for value in form.children if isinstance(value, sop_value)}
    made = table((30, 70), None, ["sop-form"])
    for key in ("letterhead", *view.form_rows(values)):
        label = view.words["unit" if key == "letterhead" else key]
        if key == "title":
            cell = text(_title(form) or view.procedure.title)
        elif key == "page-address":
            cell = text(view.page_address)
        else:
            cell = list(values[key].children) if key in values else []
        add_row(made, [strong(label), cell])
    for row in view.box_rows:
        for key in row:
            if key:
                add_row(made, [strong(view.words[key]), list(values[key].children) if key in values else []])
    return [made]


def _title(form: sop_form) -> str:
    """The title of the section the form stands in: it may be translated."""
    section = form.parent
    title = section.next_node(nodes.title) if isinstance(section, nodes.section) else None
    return title.astext() if title is not None else ""


# -- the table -------------------------------------------------------------------------------------------------------
def _chart(chart: sop_chart, view: View) -> list[nodes.Node]:
    words = view.words
    procedure = view.procedure
    heads = [words[key] for key in ("row-number", "text", "actors", *CELLS)]
    titles = [text(head) for head in heads]
    anchors = nodes.target("", "", ids=lane_anchors(chart))
    titles[2] = [nodes.paragraph("", "", anchors, nodes.Text(words["actors"]))]  # all actors have one column
    made = table(_STEP_WIDTHS, titles, ["sop-chart"])
    if view.profile.column_numbers:
        head = next(iter(made.findall(nodes.thead)))
        head += nodes.row("", *(nodes.entry("", *text(str(number))) for number in range(1, len(heads) + 1)))
    rows = [row for row in chart.children if isinstance(row, sop_step)]
    by_step: dict[str, list[str]] = {}
    for node in procedure.nodes:
        by_step.setdefault(node.step, []).append(node.id)
    for row, step in zip(rows, procedure.steps, strict=True):
        cells = {value["field"]: list(value.children) for value in row.children if isinstance(value, sop_value)}
        symbols = [_symbol(view, node) for node in by_step.get(step.id, ())]
        anchor = nodes.target("", "", ids=list(row["ids"]))
        number = nodes.paragraph("", "", anchor, nodes.Text(step.label))
        add_row(made, [[number], cells.get("text", []), symbols, *(cells.get(key, []) for key in CELLS)])
    if view.total_time and procedure.steps:
        add_row(made, [[], strong(words["total-time"]), [], [], text(view.total_time), [], []])
    return [made]


def _symbol(view: View, node: str) -> nodes.paragraph:
    """The sentence of a symbol with its directions as links."""
    sentence = view.sentences[node]
    paragraph = nodes.paragraph("", opening(sentence, view.words))
    for way in sentence.ways:
        paragraph += nodes.Text("; " + (f"{way.answer}: " if way.answer else ""))
        where = leading(way, view.words)
        if way.step is None:
            paragraph += nodes.Text(where)
        else:
            anchor = view.step_anchor(way.step)
            paragraph += nodes.reference("", where, internal=True, refid=anchor)
    return paragraph
