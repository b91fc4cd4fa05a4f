"""What stands inside a line: links, abbreviations, notes, formulas."""

from __future__ import annotations

from docutils import nodes

from ..compiler.markup import quoted
from .elements import INLINE
from .formulas import FormulaError, formula
from .links import destination
from .writing import Writing, around

PAGE_NUMBER = "sop-page-number"
"""Class of an element in a reference that stands for the number of the page it leads to."""


class InlineVisitor(Writing):
    """Writes inline elements."""

    def visit_inline(self, node: nodes.Element) -> None:
        if PAGE_NUMBER in node["classes"] and isinstance(node.parent, nodes.reference):
            self.write(f"#page-number({quoted(destination(node.parent, self.docname))});")
            raise nodes.SkipNode
        self.open(around(node["classes"], INLINE)[0])

    def depart_inline(self, node: nodes.Element) -> None:
        self.write(around(node["classes"], INLINE)[1])

    # -- links -------------------------------------------------------------------------------------------------------
    def visit_reference(self, node: nodes.Element) -> None:
        place = destination(node, self.docname)
        target = str(node.get("refuri", ""))
        if self.holding:  # what is printed twice, as the title of a section, is no link
            self.open("#[")
        elif place:
            self.open(f"#internal({quoted(place)})[")
        elif target and not node.get("internal"):
            self.open(f"#link({quoted(target)})[")
        else:
            self.open("#[")

    def depart_reference(self, node: nodes.Element) -> None:
        self.write("];")
        addition = self.addition(node)  # type: ignore[arg-type] # a reference
        if addition:
            self.visit_Text(nodes.Text(" " + addition))

    def visit_number_reference(self, node: nodes.Element) -> None:
        self.visit_reference(node)

    def depart_number_reference(self, node: nodes.Element) -> None:
        self.write("];")

    def foot_note(self, reference: nodes.Element) -> nodes.Element | None:
        """Return the note that is printed at the foot of the page of this reference; a sheet has none there."""
        return None

    def visit_footnote_reference(self, node: nodes.Element) -> None:
        note = self.foot_note(node)
        if note is None:
            self.open(f"#super[#internal({quoted(destination(node, self.docname))})[")
            return
        body = self.markup_of(*(child for child in note.children if not isinstance(child, nodes.label)))
        mark = note.children[0].astext() if note.children else ""
        self.write_anchors()
        self.write(f"#footnote(numbering: (..) => {quoted(mark)})[{self.anchors_of(note)}{body}];")
        raise nodes.SkipNode

    def depart_footnote_reference(self, node: nodes.Element) -> None:
        self.write("];];")

    def visit_citation_reference(self, node: nodes.Element) -> None:
        self.open(f"#internal({quoted(destination(node, self.docname))})[")
        self.write("\\[")

    def depart_citation_reference(self, node: nodes.Element) -> None:
        self.write("\\]];")

    # -- words -------------------------------------------------------------------------------------------------------
    def visit_abbreviation(self, node: nodes.Element) -> None:
        pass

    def depart_abbreviation(self, node: nodes.Element) -> None:
        """Spell an abbreviation out where it first stands: paper has no hints."""
        meaning = node.get("explanation", "")
        if meaning and meaning not in self.spelled_out:
            self.spelled_out.add(meaning)
            self.visit_Text(nodes.Text(f" ({meaning})"))

    # -- formulas ----------------------------------------------------------------------------------------------------
    def visit_math(self, node: nodes.Element) -> None:
        self.write_anchors()
        self.write(self.formula_of(node, block=False))
        raise nodes.SkipNode

    def visit_math_block(self, node: nodes.Element) -> None:
        self.open("#numbered-formula[")
        self.write(self.formula_of(node, block=True))
        number = node.get("number")
        self.write(f"][{f'({number})' if number else ''}];")
        raise nodes.SkipNode

    def formula_of(self, node: nodes.Element, *, block: bool) -> str:
        """Return a formula, or its source where it cannot be read."""
        source = self.displayable(node.astext().strip(), node)
        try:
            return f"#{formula(source, block=block)};"
        except FormulaError as error:
            self.report("this formula cannot be set, its source is printed: {reason}", node, reason=error)
            return f"#raw({quoted(source)}, block: {'true' if block else 'false'});"
