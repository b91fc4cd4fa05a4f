"""Tables of the doctree as Typst tables."""

from __future__ import annotations

from docutils import nodes


class TableVisitor:
    """The part of the translator that writes tables; spans are kept, header rows are repeated on every page."""

    def write(self, text: str) -> None:
        raise NotImplementedError

    def visit_table(self, node: nodes.Element) -> None:
        pass

    depart_table = visit_table

    def visit_tgroup(self, node: nodes.Element) -> None:
        widths = [max(1, int(spec.get("colwidth", 1))) for spec in node.findall(nodes.colspec) if spec.parent is node]
        self.write(f"#table(columns: ({' '.join(f'{width}fr,' for width in widths)}), ")

    def depart_tgroup(self, node: nodes.Element) -> None:
        self.write(");")

    def visit_colspec(self, node: nodes.Element) -> None:
        raise nodes.SkipNode

    def visit_thead(self, node: nodes.Element) -> None:
        self.write("table.header(")

    def depart_thead(self, node: nodes.Element) -> None:
        self.write("), ")

    def visit_tbody(self, node: nodes.Element) -> None:
        pass

    depart_tbody = visit_row = depart_row = visit_tbody

    def visit_entry(self, node: nodes.Element) -> None:
        spans = "".join(
            f"{name}: {int(node[attribute]) + 1}, "
            for name, attribute in (("colspan", "morecols"), ("rowspan", "morerows"))
            if attribute in node
        )
        heading = isinstance(node.parent.parent, nodes.thead) or node.get("stub")
        self.write(f"table.cell({spans})[" + ("#strong[" if heading else "#["))

    def depart_entry(self, node: nodes.Element) -> None:
        self.write("];], ")
