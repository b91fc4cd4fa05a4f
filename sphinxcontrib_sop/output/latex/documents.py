"""The documents of a manual in LaTeX: cover, decree, approval sheet and what else stands on pages of its own.

A post-transform gives the elements the form that LaTeX needs; their look is defined in ``sphinxsop.sty``.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from ...core.configuration import OutputConfig
from ...extension.config import output_config
from ...extension.nodes import (
    sop_clause,
    sop_clauses,
    sop_column,
    sop_columns,
    sop_page,
    sop_page_number,
    sop_signature,
    sop_symbol,
    sop_unprinted_title,
)
from ..typst.book.assembly import is_wide
from ..view import SIGNATURE_ROOM
from . import tables as latex_tables

PRIORITY = 70
"""Of the post-transform: after the sheets (60), before the pictures are converted (100)."""

STYLED = frozenset(
    [
        "sop-apart",
        "sop-center",
        "sop-strong",
        "sop-large",
        "sop-huge",
        "sop-small",
        "sop-year",
        "sop-logos",
        "sop-push-down",
    ]
)
"""Classes of paragraphs for which ``sphinxsop.sty`` has an environment."""

BELOW_SIGNATURE = ("name", "rank", "id")

LOGO_HEIGHTS = {"cover": "38mm"}
LETTERHEAD_LOGO = "21mm"
GAP = 0.03
"""Part of the line that is left between columns."""

ALIGNMENTS = {"left": r"\raggedright", "center": r"\centering", "right": r"\raggedleft"}


class ShapeDocuments(SphinxPostTransform):
    """Give the documents of a manual the form that LaTeX needs."""

    default_priority = PRIORITY
    formats = ("latex",)

    def run(self, **kwargs: object) -> None:
        """Shape them."""
        for section in [section for section in self.document.findall(nodes.section) if is_wide(section)]:
            section.insert(0, nodes.raw("", "\\begin{sphinxsopturned}\n", format="latex"))
            section.append(nodes.raw("", "\n\\end{sphinxsopturned}\n", format="latex"))
        self._shape_pages()
        for fields in list(self.document.findall(nodes.field_list)):
            if "sop-clauses" in fields["classes"]:
                fields.replace_self(_clauses(fields))
        for paragraph in list(self.document.findall(nodes.paragraph)):
            _style(paragraph)
        for table in list(self.document.findall(nodes.table)):
            if any(name.startswith("sop-") for name in table["classes"]):
                latex_tables.shape(table)
                _wrap(table, ["sop-table"])
        for mark in list(self.document.findall(nodes.inline)):
            reference = mark.parent
            if "sop-page-number" in mark["classes"] and isinstance(reference, nodes.reference):
                keys = {key: reference[key] for key in ("refid", "refuri") if key in reference}
                reference.replace_self(sop_page_number(**keys))

    def _shape_pages(self) -> None:
        config = output_config(self.config)
        for title in list(self.document.findall(nodes.title)):
            if "sop-unprinted" in title["classes"]:
                title.replace_self(sop_unprinted_title("", "", *title.children))
        for page in list(self.document.findall(sop_page)):
            _begin(page)
        for symbol in list(self.document.findall(sop_symbol)):
            for image in symbol.findall(nodes.image):
                image["align"] = "middle"
            symbol.replace_self(nodes.paragraph("", "", *symbol.children))
        for block in list(self.document.findall(sop_signature)):
            if not isinstance(block.parent, sop_column):
                column = sop_column(width=1, align="center")
                block.replace_self(sop_columns("", column))
                column += block
        for columns in list(self.document.findall(sop_columns)):
            _align_signatures(columns, config)


def _begin(page: sop_page) -> None:
    """Let a page begin before the heading that belongs to it."""
    place = page.parent.index(page)
    above = page.parent[place - 1] if place else None
    if isinstance(above, nodes.title):
        page.parent.insert(place - 1, nodes.raw("", r"\clearpage", format="latex"))
    page["begun"] = isinstance(above, (nodes.title, sop_unprinted_title))
    for image in page.findall(nodes.image):
        if "sop-logo" in image["classes"] and not {"width", "height", "scale"} & image.attributes.keys():
            image["height"] = LOGO_HEIGHTS.get(page["kind"], LETTERHEAD_LOGO)


def _align_signatures(columns: sop_columns, config: OutputConfig) -> None:
    """Let the rooms for signatures stand at one height: what is above in one row of columns, what is below in another."""
    blocks = [column.children for column in columns.children if isinstance(column, nodes.Element)]
    if not any(isinstance(element, sop_signature) for content in blocks for element in content):
        return
    if any(
        len(content) > 1 or not all(isinstance(element, sop_signature) for element in content) for content in blocks
    ):
        return
    above, below = sop_columns(), sop_columns()
    for column in columns.children:
        assert isinstance(column, sop_column)  # noqa: S101 - that is what columns consist of
        parts = column.children[0].children if column.children else []
        upper = sop_column(**column.attributes)
        lower = sop_column(**column.attributes)
        for part in parts:
            kind = part.get("part", "") if isinstance(part, nodes.Element) else ""
            if kind == "name":
                lower += nodes.paragraph("", "", nodes.strong("", "", *part.children))
            elif kind in BELOW_SIGNATURE:
                lower += part
            elif kind != "space":
                upper += part
        if parts and config.signature == "electronic":
            said = config.profile.label("signed-electronically", config.language)
            upper += nodes.paragraph("", "", nodes.emphasis("", said))
        above += upper
        below += lower
    room = SIGNATURE_ROOM.get(config.signature, SIGNATURE_ROOM["wet"])
    space = nodes.raw("", rf"\sphinxsopsignatureroom{{{room:g}bp}}", format="latex")
    columns.replace_self(
        [
            nodes.raw("", r"\begin{sphinxsopsigned}", format="latex"),
            above,
            space,
            below,
            nodes.raw("", r"\end{sphinxsopsigned}", format="latex"),
        ]
    )


def _clauses(fields: nodes.field_list) -> sop_clauses:
    made = sop_clauses()
    for field in fields.children:
        assert isinstance(field, nodes.Element)  # noqa: S101 - a field
        name, body = field.children
        made += sop_clause("", *body.children, label=name.astext())
    return made


def _style(paragraph: nodes.paragraph) -> None:
    """Wrap a paragraph for its classes; capitals are put here, since macros may stand in the text."""
    if "sop-upper" in paragraph["classes"]:
        for text in list(paragraph.findall(nodes.Text)):
            text.parent.replace(text, nodes.Text(text.upper()))
    styles = [name for name in paragraph["classes"] if name in STYLED]
    if isinstance(paragraph.parent, sop_page) and "sop-large" in styles and "sop-strong" not in styles:
        styles.append("sop-subtitle")
    if styles:
        _wrap(paragraph, styles)


def _wrap(node: nodes.Element, classes: Sequence[str]) -> None:
    """Put a node into a container: for its classes Sphinx opens the environments of ``sphinxsop.sty``."""
    container = nodes.container(classes=list(classes))
    node.replace_self(container)
    container += node


# -- visitors --------------------------------------------------------------------------------------------------------
def visit_page(translator: Any, node: sop_page) -> None:
    """Begin a page; that of a cover which opens the manual comes before the contents."""
    node["front"] = node["kind"] == "cover" and _opens(translator, node)
    if node["front"]:
        translator.pushbody([])
        translator.body.append("\\begin{sphinxsopfront}\n")
    translator.body.append(f"\n\\begin{{sphinxsoppage}}{{{node['kind']}}}{{{int(node.get('begun', False))}}}\n")


def depart_page(translator: Any, node: sop_page) -> None:
    """End a page."""
    translator.body.append("\n\\end{sphinxsoppage}\n")
    if node["front"]:
        translator.body.append("\\end{sphinxsopfront}\n")
        translator.elements["maketitle"] = "".join(translator.popbody())


def _opens(translator: Any, node: sop_page) -> bool:
    """True if nothing is printed before a page, and the author asked for no title page of another kind."""
    if "maketitle" in translator.config.latex_elements or len(translator.curfilestack) > 1:
        return False
    unseen = (nodes.title, sop_unprinted_title, nodes.comment, nodes.target, nodes.raw)
    inside: nodes.Node = node
    while inside.parent is not None:
        before: Sequence[nodes.Node] = inside.parent.children[: inside.parent.index(inside)]
        if not all(isinstance(element, unseen) for element in before):
            return False
        inside = inside.parent
    return True


def visit_columns(translator: Any, node: sop_columns) -> None:
    """Begin a row of columns."""
    translator.body.append("\n\\begin{sphinxsopcolumns}%\n")


def depart_columns(translator: Any, node: sop_columns) -> None:
    """End a row of columns."""
    rule = "\\sphinxsoprulebelow\n" if "sop-rule-below" in node["classes"] else ""
    translator.body.append(f"\\end{{sphinxsopcolumns}}{rule}\n")


def visit_column(translator: Any, node: sop_column) -> None:
    """Begin a column."""
    columns: list[Any] = node.parent.children
    room = 1 - GAP * (len(columns) - 1)
    share = room * node.get("width", 1) / sum(column.get("width", 1) for column in columns)
    middle = "c" if "sop-letterhead" in node.parent["classes"] else "t"
    alignment = ALIGNMENTS.get(node.get("align", "left"), ALIGNMENTS["left"])
    translator.body.append(f"\\begin{{sphinxsopcolumn}}{{{middle}}}{{{share:.4f}}}{{{alignment}}}%\n")


def depart_column(translator: Any, node: sop_column) -> None:
    """End a column."""
    translator.body.append("\\strut\\end{sphinxsopcolumn}%\n" if not node.children else "\\end{sphinxsopcolumn}%\n")


def visit_clauses(translator: Any, node: sop_clauses) -> None:
    """Begin clauses."""
    translator.body.append("\n\\begin{sphinxsopclauses}\n")


def depart_clauses(translator: Any, node: sop_clauses) -> None:
    """End clauses."""
    translator.body.append("\\end{sphinxsopclauses}\n")


def visit_clause(translator: Any, node: sop_clause) -> None:
    """Begin a clause."""
    translator.body.append(f"\\sphinxsopclause{{{translator.encode(node['label'])}}}\n")


def visit_page_number(translator: Any, node: sop_page_number) -> None:
    """Write the number of a page, which leads there."""
    document, _, anchor = node.get("refuri", "").lstrip("%").partition("#")
    target = f"{document}:{anchor}" if document else f"{translator.curfilestack[-1]}:{node['refid']}"
    translator.body.append(f"\\pageref{{{translator.idescape(target)}}}")


def do_nothing(translator: Any, node: nodes.Element) -> None:
    """The content says everything."""


VISITORS: Mapping[type[nodes.Element], tuple[Any, Any]] = {
    sop_page: (visit_page, depart_page),
    sop_columns: (visit_columns, depart_columns),
    sop_column: (visit_column, depart_column),
    sop_page_number: (visit_page_number, do_nothing),
    sop_clauses: (visit_clauses, depart_clauses),
    sop_clause: (visit_clause, do_nothing),
}
