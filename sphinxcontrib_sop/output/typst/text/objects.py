"""Descriptions of program objects, as ``py:function`` and autodoc write them."""

from docutils import nodes
from sphinx import addnodes

from .writing import Writing, follows


class ObjectVisitor(Writing):
    """Writes what is more than the tables of `elements` say."""

    def render_desc_signature_line(self, node: nodes.Element) -> str:
        last = not follows(node, addnodes.desc_signature_line)
        return f"#[{self.contents(node)}];{'' if last else '#linebreak();'}"

    def render_desc_parameter(self, node: nodes.Element) -> str:
        return f"""{'#", ";' if _follows_another(node) else ""}#[{self.contents(node)}];"""

    render_desc_type_parameter = render_desc_parameter


def _follows_another(node: nodes.Element) -> bool:
    """True unless a parameter is the first of its list; optional ones are nested in it."""
    while isinstance(node.parent, addnodes.desc_optional):
        if node.parent.index(node):
            return True
        node = node.parent
    return bool(node.parent.index(node))
