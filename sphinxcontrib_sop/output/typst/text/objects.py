"""Descriptions of program objects, as ``py:function`` and autodoc write them."""

from __future__ import annotations

from docutils import nodes
from sphinx import addnodes

from .writing import Writing


class SignatureVisitor(Writing):
    """Writes signatures; what frames them is in the tables of `elements`."""

    def visit_desc_signature_line(self, node: nodes.Element) -> None:
        self.open("#[")

    def depart_desc_signature_line(self, node: nodes.Element) -> None:
        following = node.next_node(descend=False, siblings=True)
        self.write("];#linebreak();" if isinstance(following, addnodes.desc_signature_line) else "];")

    def visit_desc_parameterlist(self, node: nodes.Element) -> None:
        self.write('#"(";')

    def depart_desc_parameterlist(self, node: nodes.Element) -> None:
        self.write('#")";')

    def visit_desc_type_parameter_list(self, node: nodes.Element) -> None:
        self.write('#"[";')

    def depart_desc_type_parameter_list(self, node: nodes.Element) -> None:
        self.write('#"]";')

    def visit_desc_parameter(self, node: nodes.Element) -> None:
        if self._follows_another(node):
            self.write('#", ";')
        self.open("#[")

    def depart_desc_parameter(self, node: nodes.Element) -> None:
        self.write("];")

    visit_desc_type_parameter = visit_desc_parameter
    depart_desc_type_parameter = depart_desc_parameter

    @staticmethod
    def _follows_another(node: nodes.Element) -> bool:
        """True unless a parameter is the first of its list; optional ones are nested in it."""
        while isinstance(node.parent, addnodes.desc_optional):
            if node.parent.index(node):
                return True
            node = node.parent
        return bool(node.parent.index(node))
