"""What stands inside a line: links, abbreviations, notes, formulas."""

from docutils import nodes

from ..compiler.markup import literal, quoted
from .elements import INLINE
from .formulas import FormulaError, formula
from .links import destination
from .writing import Writing, around

PAGE_NUMBER = "sop-page-number"
"""Class of an element in a reference that stands for the number of the page it leads to."""


class InlineVisitor(Writing):
    """Writes inline elements."""

    def render_inline(self, node: nodes.Element) -> str:
        if PAGE_NUMBER in node["classes"] and isinstance(node.parent, nodes.reference):
            return f"#page-number({quoted(self._destination(node.parent))});"
        before, after = around(node["classes"], INLINE)
        return f"{before}{self.contents(node) if before else self.inner(node)}{after}"

    # -- links -------------------------------------------------------------------------------------------------------
    def _destination(self, node: nodes.Element) -> str:
        """Return the name of the place that a reference leads to, and note that it is wanted."""
        place = destination(node, self.docname)
        self.edition.places.wanted.add(place)
        return place

    def render_reference(self, node: nodes.Element) -> str:
        link = self.render_number_reference(node)
        addition = self.edition.addition(node)  # type: ignore[arg-type] # a reference
        return link + self.render_Text(nodes.Text(f" {addition}")) if addition else link

    def render_number_reference(self, node: nodes.Element) -> str:
        place = self._destination(node)
        target = str(node.get("refuri", ""))
        opening = ""
        if self.setting.repeated:  # what is printed twice, as the title of a section, is no link
            pass
        elif place:
            opening = f"internal({quoted(place)})"
        elif target and not node.get("internal"):
            opening = f"link({quoted(target)})"
        return f"#{opening}[{self.contents(node)}];"

    def render_footnote_reference(self, node: nodes.Element) -> str:
        note = self.notes.at_foot.get(node)
        if note is None:
            return f"#super[#internal({quoted(self._destination(node))})[{self.contents(node)}];];"
        body = self.markup_of(*(child for child in note.children if not isinstance(child, nodes.label)))
        mark = note.children[0].astext() if note.children else ""
        anchors = self.take_anchors()
        return f"{anchors}#footnote(numbering: (..) => {quoted(mark)})[{self.anchors_of(note)}{body}];"

    def render_citation_reference(self, node: nodes.Element) -> str:
        return f"#internal({quoted(self._destination(node))})[{self.take_anchors()}\\[{self.inner(node)}\\]];"

    # -- words -------------------------------------------------------------------------------------------------------
    def render_abbreviation(self, node: nodes.Element) -> str:
        """Spell an abbreviation out where it first stands: paper has no hints."""
        text = self.inner(node)
        meaning = node.get("explanation", "")
        if meaning and meaning not in self.spelled_out:
            self.spelled_out.add(meaning)
            text += self.render_Text(nodes.Text(f" ({meaning})"))
        return text

    # -- formulas ----------------------------------------------------------------------------------------------------
    def render_math(self, node: nodes.Element) -> str:
        return f"{self.take_anchors()}{self._formula(node, block=False)}"

    def render_math_block(self, node: nodes.Element) -> str:
        number = f"({node['number']})" if node.get("number") else ""
        return f"#numbered-formula[{self.take_anchors()}{self._formula(node, block=True)}][{number}];"

    def _formula(self, node: nodes.Element, *, block: bool) -> str:
        """Return a formula, or its source where it cannot be read."""
        source = self.edition.displayable(node.astext().strip(), node)
        try:
            return f"#{formula(source, block=block)};"
        except FormulaError as error:
            self.report("this formula cannot be set, its source is printed: {reason}", node, reason=error)
            return f"#raw({quoted(source)}, block: {literal(block)});"
