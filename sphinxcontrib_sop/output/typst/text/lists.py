"""Lists."""

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

    def render_enumerated_list(self, node: nodes.Element) -> str:
        numbering = quoted(numbering_of(node))
        return f"#enum(numbering: {numbering}, start: {int(node.get('start', 1))}, {self.inner(node)});"

    def render_term(self, node: nodes.Element) -> str:
        """A term with its classifiers, which stand beside it in the doctree."""
        text = self.contents(node)
        following = node.next_node(descend=False, siblings=True)
        while isinstance(following, nodes.classifier):
            self.note_ids(following)
            text += f'#" : ";#emph[{self.contents(following)}];'
            following = following.next_node(descend=False, siblings=True)
        return f"#term[{text}];"

    # -- fields and options ------------------------------------------------------------------------------------------
    def render_field_list(self, node: nodes.Element) -> str:
        if "sop-clauses" in node["classes"]:
            return f"#clauses(joined: {quoted(node.get('joined', ''))}, {self.inner(node)});"
        return f"#{self._pairs('fields', node, nodes.field_name)}({self.inner(node)});"

    render_docinfo = render_field_list

    def render_option_list(self, node: nodes.Element) -> str:
        return f"#{self._pairs('options', node, nodes.option_group)}({self.inner(node)});"

    def _pairs(self, kind: str, node: nodes.Element, name: type[nodes.Element]) -> str:
        """Return the function that puts names beside their bodies, or above them if one takes too much of the line."""
        widths = (text_width(element.astext(), self.setting.size, bold=True) for element in node.findall(name))
        narrow = max(widths, default=0.0) <= LONGEST_NAME * (self.setting.line or USUAL_LINE)
        return kind if narrow else f"stacked-{kind}"

    def render_option(self, node: nodes.Element) -> str:
        return ('#", ";' if node.parent.index(node) else "") + self.inner(node)

    def render_option_argument(self, node: nodes.Element) -> str:
        return f"#{quoted(node.get('delimiter', ' '))};{self.inner(node)}"

    # -- notes -------------------------------------------------------------------------------------------------------
    def render_rubric(self, node: nodes.Element) -> str:
        """A heading that only says "Footnotes" is left out where they all stand at the foot of pages."""
        if node.astext() in {"Footnotes", _("Footnotes")}:
            following = node.parent.children[node.parent.index(node) + 1 :]
            notes = [node for node in following if isinstance(node, nodes.footnote)]
            if notes and all(note in self.notes.elsewhere for note in notes):
                return self.take_anchors()
        return f"#rubric[{self.contents(node)}];"

    def render_footnote(self, node: nodes.Element) -> str:
        if node in self.notes.elsewhere:
            return ""
        label = next(iter(node.findall(nodes.label)), None)
        return f"#remark({quoted(label.astext() if label else '')})[{self.contents(node)}];"

    render_citation = render_footnote
