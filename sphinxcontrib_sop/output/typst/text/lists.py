"""Lists."""

from __future__ import annotations

from docutils import nodes
from sphinx.locale import _

from ..compiler.markup import quoted
from ..compiler.metrics import width as text_width
from .writing import Writing

ENUMERATORS = {"arabic": "1", "loweralpha": "a", "upperalpha": "A", "lowerroman": "i", "upperroman": "I"}

LONGEST_NAME = 0.3
"""Names of fields stand beside their bodies if they take at most this part of the line."""

USUAL_LINE = 240.0
"""Width of a line in points where none is known."""


def numbering_of(node: nodes.Element) -> str:
    """Return how the items of an enumerated list are counted, as Typst writes it: "1.", "(a)"."""
    counter = ENUMERATORS.get(node.get("enumtype", "arabic"), "1")
    return f"{node.get('prefix', '')}{counter}{node.get('suffix', '.')}"


class ListVisitor(Writing):
    """Writes lists."""

    def visit_enumerated_list(self, node: nodes.Element) -> None:
        self.write(f"#enum(numbering: {quoted(numbering_of(node))}, start: {int(node.get('start', 1))}, ")

    def depart_enumerated_list(self, node: nodes.Element) -> None:
        self.write(");")

    # -- definitions -------------------------------------------------------------------------------------------------
    def visit_term(self, node: nodes.Element) -> None:
        self.open("#term[")

    def depart_term(self, node: nodes.Element) -> None:
        following = node.next_node(descend=False, siblings=True)
        if not isinstance(following, nodes.classifier):
            self.write("];")

    def visit_classifier(self, node: nodes.Element) -> None:
        self.write('#" : ";')
        self.open("#emph[")

    def depart_classifier(self, node: nodes.Element) -> None:
        self.write("];")
        self.depart_term(node)

    # -- fields and options ------------------------------------------------------------------------------------------
    def visit_field_list(self, node: nodes.Element) -> None:
        if "sop-clauses" in node["classes"]:
            self.write("#clauses(")
            return
        names = [name.astext() for name in node.findall(nodes.field_name)]
        self.write(f"#{'fields' if self._stand_beside(names) else 'stacked-fields'}(")

    def depart_field_list(self, node: nodes.Element) -> None:
        self.write(");")

    visit_docinfo = visit_field_list
    depart_docinfo = depart_field_list

    def visit_option_list(self, node: nodes.Element) -> None:
        names = [group.astext() for group in node.findall(nodes.option_group)]
        self.write(f"#{'options' if self._stand_beside(names) else 'stacked-options'}(")

    def depart_option_list(self, node: nodes.Element) -> None:
        self.write(");")

    def _stand_beside(self, names: list[str]) -> bool:
        widest = max((text_width(name, self.font_size, bold=True) for name in names), default=0.0)
        return widest <= LONGEST_NAME * (self.column or USUAL_LINE)

    def visit_option(self, node: nodes.Element) -> None:
        if node.parent.index(node):
            self.write('#", ";')

    def depart_option(self, node: nodes.Element) -> None:
        pass

    def visit_option_argument(self, node: nodes.Element) -> None:
        self.write(f"#{quoted(node.get('delimiter', ' '))};")

    def depart_option_argument(self, node: nodes.Element) -> None:
        pass

    # -- notes -------------------------------------------------------------------------------------------------------
    def visit_rubric(self, node: nodes.Element) -> None:
        """A heading that only says "Footnotes" is left out where they all stand at the foot of pages."""
        if node.astext() in {"Footnotes", _("Footnotes")}:
            following = node.parent.children[node.parent.index(node) + 1 :]
            notes = [one for one in following if isinstance(one, nodes.footnote)]
            if notes and all(map(self.stands_elsewhere, notes)):
                self.write_anchors()
                raise nodes.SkipNode
        self.open("#rubric[")

    def depart_rubric(self, node: nodes.Element) -> None:
        self.write("];")

    def stands_elsewhere(self, note: nodes.Element) -> bool:
        """True for a note that is printed at the foot of a page; on a sheet none is."""
        return False

    def visit_footnote(self, node: nodes.Element) -> None:
        label = next(iter(node.findall(nodes.label)), None)
        self.open(f"#remark({quoted(label.astext() if label else '')})[")

    def depart_footnote(self, node: nodes.Element) -> None:
        self.write("];")

    def visit_citation(self, node: nodes.Element) -> None:
        self.visit_footnote(node)

    def depart_citation(self, node: nodes.Element) -> None:
        self.write("];")
