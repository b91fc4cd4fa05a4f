"""Documents of the manual: pages of their own, columns, signatures."""

from __future__ import annotations

from docutils import nodes

from ..config import sop_config
from ..nodes import sop_column
from .markup import quoted
from .pictures import SIDES
from .writing import Writing


class DocumentVisitor(Writing):
    """Writes the documents of a manual inside other pages; the handbook gives those on paper their own."""

    def visit_sop_page(self, node: nodes.Element) -> None:
        self.open("#[")

    def depart_sop_page(self, node: nodes.Element) -> None:
        self.write("];")

    # -- columns -----------------------------------------------------------------------------------------------------
    def visit_sop_columns(self, node: nodes.Element) -> None:
        shares = [max(1, int(child.get("width", 1))) for child in node.children if isinstance(child, sop_column)]
        self.column_stack.append((self.column, sum(shares) or 1))
        self.write(f"#beside(({' '.join(f'{share}fr,' for share in shares)}),")

    def depart_sop_columns(self, node: nodes.Element) -> None:
        self.column, _ = self.column_stack.pop()
        self.write(");")

    def visit_sop_column(self, node: nodes.Element) -> None:
        if self.column_stack:
            line, shares = self.column_stack[-1]
            self.column = line * max(1, int(node.get("width", 1))) / shares
        side = node.get("align") if node.get("align") in SIDES else "left"
        self.open(f"align({side})[")

    def depart_sop_column(self, node: nodes.Element) -> None:
        self.write("],")

    # -- signatures --------------------------------------------------------------------------------------------------
    def visit_sop_signature(self, node: nodes.Element) -> None:
        config = sop_config(self.config)
        self.write_anchors()
        lines = []
        for child in node.children:
            part = child.get("part", "") if isinstance(child, nodes.Element) else ""
            if part == "space":
                text = self.displayable(config.signature_anchor, child)
                lines.append(f"signature-room({quoted(config.signature)}, {quoted(text)}),")
            else:
                lines.append(f"signature-line({quoted(part)})[{self.markup_of(child)}],")
        self.write(f"#signature-block({''.join(lines)});")
        raise nodes.SkipNode
