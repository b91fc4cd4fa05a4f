"""Pictures and figures."""

from __future__ import annotations

from pathlib import PurePosixPath

from docutils import nodes

from ..compiler.lengths import typst_length
from ..compiler.markup import literal, quoted
from .blocks import BlockVisitor
from .writing import child_of

SIDES = frozenset({"left", "center", "right"})


class PictureVisitor(BlockVisitor):
    """Writes pictures."""

    def visit_image(self, node: nodes.image) -> None:
        self.write_anchors()
        path = self.asset(node)
        inside = _is_in_line(node)
        if path is None:
            told = self.markup_of_text(node.get("alt") or node.get("uri", ""))
            self.write(told if inside else f"#par[{told}];")
            raise nodes.SkipNode
        sizes = {name: typst_length(str(node.get(name, ""))) for name in ("width", "height")}
        options = [quoted(path), f"alt: {quoted(node.get('alt') or PurePosixPath(node.get('uri', '')).stem)}"]
        options += [f"{name}: {size}" for name, size in sizes.items() if size]
        if "sop-logo" in node["classes"] and not any(sizes.values()):
            self.write(f"#logo-of-page({', '.join(options)});")
            raise nodes.SkipNode
        if node.get("scale"):
            options.append(f"zoom: {float(node['scale']):g}%")
        picture = f"{'inline-picture' if inside else 'picture'}({', '.join(options)})"
        placed = node.get("align")
        self.write(f"#align({placed}, {picture});" if placed in SIDES and not inside else f"#{picture};")
        raise nodes.SkipNode

    def visit_figure(self, node: nodes.Element) -> None:
        self.write_anchors()
        parts = [child for child in node.children if not isinstance(child, (nodes.caption, nodes.legend))]
        legend = self.markup_inside(child_of(node, nodes.legend))
        body, caption = self.markup_of(*parts), self.caption_of(node)
        side = node.get("align") if node.get("align") in SIDES else "center"
        self.write(f"#captioned-picture(side: {side}, caption: [{caption}], legend: [{legend}])[{body}];")
        raise nodes.SkipNode

    def visit_container(self, node: nodes.Element) -> None:
        """Code with a caption is a container; other containers are their content."""
        caption = self.caption_of(node) if node.get("literal_block") else ""
        self.open("#[")
        if caption:
            self.write(f"#caption[{caption}];")

    def depart_container(self, node: nodes.Element) -> None:
        self.write("];")

    def visit_caption(self, node: nodes.Element) -> None:
        if isinstance(node.parent, nodes.container) and node.parent.get("literal_block"):
            raise nodes.SkipNode
        self.open("#caption[")

    def depart_caption(self, node: nodes.Element) -> None:
        self.write("];")

    def visit_graphviz(self, node: nodes.Element) -> None:
        """A graph that Graphviz draws, see `sphinx.ext.graphviz`; its source where it cannot."""
        self.write_anchors()
        code = str(node.get("code") or "")
        path = self.graph(code, node)
        if path is None:
            self.write(f"#code({quoted(code)});")
        else:
            self.write(f"#picture({quoted(path)}, alt: {literal(node.get('alt') or code)});")
        raise nodes.SkipNode

    def visit_inheritance_diagram(self, node: nodes.Element) -> None:
        """A graph of classes, see `sphinx.ext.inheritance_diagram`."""
        node["code"] = node["graph"].generate_dot("inheritance", env=self.builder.env)
        node["alt"] = node["content"]
        self.visit_graphviz(node)


def _is_in_line(node: nodes.image) -> bool:
    """True for a picture among words; one that only stands in a link is a block like any other."""
    parent = node.parent
    while isinstance(parent, nodes.reference):
        parent = parent.parent
    return isinstance(parent, nodes.TextElement)
