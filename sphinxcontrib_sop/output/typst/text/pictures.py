"""Pictures and figures."""

from pathlib import PurePosixPath

from docutils import nodes

from ..compiler.lengths import typst_length
from ..compiler.markup import literal, quoted
from .blocks import BlockVisitor
from .writing import child_of

SIDES = frozenset({"left", "center", "right"})


class PictureVisitor(BlockVisitor):
    """Writes pictures."""

    def render_image(self, node: nodes.image) -> str:
        anchors = self.take_anchors()
        path = self.edition.asset(node)
        inside = _is_in_line(node)
        if path is None:
            told = self.markup_of_text(node.get("alt") or node.get("uri", ""))
            return f"{anchors}{told}" if inside else f"{anchors}#par[{told}];"
        sizes = {name: typst_length(str(node.get(name, ""))) for name in ("width", "height")}
        options = [quoted(path), f"alt: {quoted(node.get('alt') or PurePosixPath(node.get('uri', '')).stem)}"]
        options += [f"{name}: {size}" for name, size in sizes.items() if size]
        if "sop-logo" in node["classes"] and not any(sizes.values()):
            return f"{anchors}#logo-of-page({', '.join(options)});"
        if node.get("scale"):
            options.append(f"zoom: {float(node['scale']):g}%")
        picture = f"{'inline-picture' if inside else 'picture'}({', '.join(options)})"
        placed = node.get("align")
        return f"{anchors}#{f'align({placed}, {picture})' if placed in SIDES and not inside else picture};"

    def render_figure(self, node: nodes.Element) -> str:
        anchors = self.take_anchors()
        parts = [child for child in node.children if not isinstance(child, (nodes.caption, nodes.legend))]
        legend = self.markup_inside(child_of(node, nodes.legend))
        body, caption = self.markup_of(*parts), self.caption_of(node)
        side = node.get("align") if node.get("align") in SIDES else "center"
        return f"{anchors}#captioned-picture(side: {side}, caption: [{caption}], legend: [{legend}])[{body}];"

    def render_container(self, node: nodes.Element) -> str:
        """Code with a caption is a container; other containers are their content."""
        caption = self.caption_of(node) if node.get("literal_block") else ""
        anchors = self.take_anchors()
        return f"#[{anchors}{f'#caption[{caption}];' if caption else ''}{self.inner(node)}];"

    def render_caption(self, node: nodes.Element) -> str:
        if isinstance(node.parent, nodes.container) and node.parent.get("literal_block"):
            return ""
        return f"#caption[{self.contents(node)}];"

    def render_graphviz(self, node: nodes.Element) -> str:
        """A graph that Graphviz draws, see `sphinx.ext.graphviz`; its source where it cannot."""
        anchors = self.take_anchors()
        code = str(node.get("code") or "")
        path = self.edition.graph(code, node)
        if path is None:
            return f"{anchors}#code({quoted(code)});"
        return f"{anchors}#picture({quoted(path)}, alt: {literal(node.get('alt') or code)});"

    def render_inheritance_diagram(self, node: nodes.Element) -> str:
        """A graph of classes, see `sphinx.ext.inheritance_diagram`."""
        node["code"] = node["graph"].generate_dot("inheritance", env=self.builder.env)
        node["alt"] = node["content"]
        return self.render_graphviz(node)


def _is_in_line(node: nodes.image) -> bool:
    """True for a picture among words; one that only stands in a link is a block like any other."""
    parent = node.parent
    while isinstance(parent, nodes.reference):
        parent = parent.parent
    return isinstance(parent, nodes.TextElement)
