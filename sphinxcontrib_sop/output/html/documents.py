"""Visitors for the documents of a manual in builders that write HTML pages."""

from collections.abc import Callable
from functools import cache
from html import escape
from importlib import resources
from typing import Any

from docutils import nodes

from ...extension.config import output_config
from ...extension.nodes import sop_column, sop_columns, sop_generated, sop_page, sop_signature, sop_symbol, sop_table
from .fragments import write_nodes
from .print import A4_MM
from .styles import page_styles

Visitor = Callable[[Any, Any], None]

MARGINS_MM = 57.0
"""Above and below a cover, with some room to spare, see ``@page`` in the style sheet."""

BELOW_SIGNATURE = ("name", "rank", "id")
"""Parts of a signature that stand below the room for it."""


def visit_sop_page(self: Any, node: sop_page) -> None:
    """Begin a page; on paper it is one of its own."""
    self.body.append(self.starttag(node, "div", CLASS=f"sop-page sop-{node['kind']}"))
    page_styles(self).add_rule(_page_style(output_config(self.config).paper_mm))


def _page_style(paper_mm: tuple[float, float]) -> str:
    """Return the rules for pages of another size than the A4 of the style sheet, else nothing."""
    width, height = sorted(paper_mm)
    if (width, height) == A4_MM:
        return ""
    room = height - MARGINS_MM
    return (
        f"@page sop-page{{size:{width:g}mm {height:g}mm}}@page sop-across{{size:{height:g}mm {width:g}mm}}"
        f".sop-cover{{--sop-cover-height:{room:g}mm}}"
    )


def visit_sop_columns(self: Any, node: sop_columns) -> None:
    """Begin a row of columns."""
    self.body.append(self.starttag(node, "div", CLASS="sop-columns"))


def visit_sop_column(self: Any, node: sop_column) -> None:
    """Begin one column; an empty one only holds others in their place."""
    kind = f"sop-column sop-{node.get('align', 'left')}" + ("" if node.children else " sop-empty")
    share = page_styles(self).class_of(f"--sop-share:{node.get('width', 1)}")
    self.body.append(self.starttag(node, "div", CLASS=f"{kind} {share}"))


def depart_div(self: Any, node: nodes.Element) -> None:
    """End a page, row or column."""
    self.body.append("</div>\n")


def visit_sop_signature(self: Any, node: sop_signature) -> None:
    """Write a block that is signed: what stands above the signature, room for it, what stands below."""
    above: list[str] = []
    below: list[str] = []
    room = ""
    for child in node.children:
        part = child.get("part", "") if isinstance(child, nodes.Element) else ""
        if part == "space":
            room = _room(self)
            continue
        line = write_nodes(self, child.children if isinstance(child, nodes.paragraph) else [child])
        classes = " ".join(
            [f"sop-part-{part or 'line'}", *child["classes"]] if isinstance(child, nodes.Element) else []
        )
        text = f'<p class="{escape(classes)}">{line}</p>'
        (below if part in BELOW_SIGNATURE else above).append(text)
    self.body.append(
        self.starttag(node, "div", CLASS="sop-signatory")
        + f"<div>{''.join(above)}</div>\n{room}<div>{''.join(below)}</div></div>\n"
    )
    raise nodes.SkipNode


def _room(translator: Any) -> str:
    """Room for ink and stamp, or for what an electronic signature will put there."""
    config = output_config(translator.config)
    said = ""
    if config.signature == "electronic":
        said = f"<p>{escape(config.profile.label('signed-electronically', config.language))}</p>"
    return f'<div class="sop-room sop-room-{config.signature}">{said}</div>\n'


def visit_sop_table(self: Any, node: sop_table) -> None:
    """Begin a table as the theme does; a class of it names the columns, for the cells of a card in a narrow window."""
    labels = _column_names(node)
    names = ";".join(f"--sop-label-{place}:{_css_string(label)}" for place, label in enumerate(labels, start=1))
    node["classes"].append(page_styles(self).class_of(names))
    self.visit_table(node)


def _column_names(table: sop_table) -> list[str]:
    """The heading of each column, behind that of the group it belongs to: "Substansi: Ya"."""
    head = table.next_node(nodes.thead)
    rows = (
        []
        if head is None
        else [list(row.findall(nodes.entry)) for row in head.findall(nodes.row) if "sop-numbers" not in row["classes"]]
    )
    if len(rows) < 2:  # noqa: PLR2004 - a group and what is below it
        return [cell.astext() for row in rows for cell in row]
    below = iter(rows[1])
    names: list[str] = []
    for cell in rows[0]:
        heading = cell.astext()
        if "morecols" in cell:
            names += [f"{heading}: {next(below).astext()}" for _ in range(int(cell["morecols"]) + 1)]
        else:
            names.append(heading)
    return names


def depart_sop_table(self: Any, node: sop_table) -> None:
    """End it."""
    self.depart_table(node)


def _css_string(words: str) -> str:
    return '"{}"'.format(" ".join(words.split()).replace("\\", "\\\\").replace('"', '\\"'))


def visit_sop_symbol(self: Any, node: sop_symbol) -> None:
    """Draw a symbol, so that it has the colours of the page; in EPUB it is an image: Sphinx does not declare drawings there."""
    if self.builder.name == "epub":
        self.body.append(self.starttag(node, "div"))
        return
    image = node.next_node(nodes.image)
    name = escape(image["alt"] if image is not None else node["shape"], quote=True)
    picture = _picture(node["shape"]).replace("<svg ", f'<svg class="sop-picture" role="img" aria-label="{name}" ', 1)
    self.body.append(picture)
    raise nodes.SkipNode


@cache
def _picture(shape: str) -> str:
    file = resources.files("sphinxcontrib_sop.extension").joinpath("symbols", f"{shape}.svg")
    return file.read_text(encoding="utf-8").replace(' xmlns="http://www.w3.org/2000/svg"', "").strip()


def _enter(self: Any, node: nodes.Element) -> None:
    """Write the content as it comes."""


VISITORS: dict[type[nodes.Element], tuple[Visitor, Visitor]] = {
    sop_page: (visit_sop_page, depart_div),
    sop_columns: (visit_sop_columns, depart_div),
    sop_column: (visit_sop_column, depart_div),
    sop_signature: (visit_sop_signature, depart_div),
    sop_symbol: (visit_sop_symbol, depart_div),
    sop_generated: (_enter, _enter),
}
"""Node class -> visit and depart."""

TABLE: tuple[Visitor, Visitor] = (visit_sop_table, depart_sop_table)
"""Of a `sop_table`; in other formats it is written as a table."""
