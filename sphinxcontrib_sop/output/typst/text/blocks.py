"""Paragraphs, headings, code and whatever else stands below one another."""

from __future__ import annotations

import ast
from typing import Any

from docutils import nodes

from ..compiler.markup import literal, quoted
from .elements import INNER, OUTER
from .links import Heading
from .writing import CELLS, Writing, around, child_of

NEWLINE = "\n"
LANGUAGES = {
    "py": "python",
    "python3": "python",
    "py3": "python",
    "pycon": "python",
    "pycon3": "python",
    "ipython": "python",
    "ipython3": "python",
    "bash": "sh",
    "shell": "sh",
    "zsh": "sh",
    "console": "sh",
    "rest": "rst",
    "restructuredtext": "rst",
    "jinja": "html",
    "html+jinja": "html",
    "none": "",
    "text": "",
}
"""Pygments' name of a language -> Typst's."""

UNDECIDED = "default"
"""The language of code that is highlighted if it happens to be Python."""


def code_language(name: str, source: str) -> str:
    """Return the language to highlight code in, empty for none."""
    name = name.lower()
    if name != UNDECIDED:
        return LANGUAGES.get(name, name)
    if source.lstrip().startswith(">>>"):
        return "python"
    try:
        ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    return "python"


class BlockVisitor(Writing):
    """Writes blocks."""

    # -- paragraphs --------------------------------------------------------------------------------------------------
    def visit_paragraph(self, node: nodes.Element) -> None:
        alone = isinstance(node.parent, CELLS) and sum(not isinstance(one, nodes.label) for one in node.parent) == 1
        outer, inner = around(node["classes"], OUTER)[0], around(node["classes"], INNER)[0]
        self.open(f"{outer}{'#[' if alone else '#par['}{inner}")

    def depart_paragraph(self, node: nodes.Element) -> None:
        outer, inner = around(node["classes"], OUTER)[1], around(node["classes"], INNER)[1]
        self.write(f"{inner}];{outer}")

    def visit_line_block(self, node: nodes.Element) -> None:
        self.open("#indented[" if isinstance(node.parent, nodes.line_block) else "#block[")

    def depart_line_block(self, node: nodes.Element) -> None:
        self.write("];")

    def visit_line(self, node: nodes.Element) -> None:
        if not node.children:
            self.write('#" ";')

    def depart_line(self, node: nodes.Element) -> None:
        following = node.next_node(descend=False, siblings=True)
        if isinstance(following, nodes.line):
            self.write("#linebreak();")

    def visit_Admonition(self, node: nodes.Element) -> None:  # noqa: N802 - any that has no name of its own here
        self.open('#admonition("")[')

    def depart_Admonition(self, node: nodes.Element) -> None:  # noqa: N802
        self.write("];")

    def visit_hlist(self, node: nodes.Element) -> None:
        self.write(f"#beside(({'1fr, ' * max(1, len(node))}),")

    def depart_hlist(self, node: nodes.Element) -> None:
        self.write(");")

    def visit_production(self, node: nodes.Element) -> None:
        self.open("#[")

    def depart_production(self, node: nodes.Element) -> None:
        self.write("];#linebreak();")

    # -- headings ----------------------------------------------------------------------------------------------------
    def visit_section(self, node: nodes.Element) -> None:
        self.heading_level += 1

    def depart_section(self, node: nodes.Element) -> None:
        self.heading_level -= 1

    def visit_title(self, node: nodes.Element) -> None:
        if isinstance(node.parent, nodes.table):  # the table has written it
            raise nodes.SkipNode
        if not isinstance(node.parent, nodes.section):
            self.open("#rubric[")
            return
        self.write(self.heading(node, max(1, self.heading_level)))
        raise nodes.SkipNode

    def depart_title(self, node: nodes.Element) -> None:
        self.write("];")

    def heading(self, node: nodes.Element, level: int, number: str = "") -> str:
        """Return a heading; contents and bookmarks repeat it, so it holds no places and no links."""
        label = self.places.add(self.anchors) or self.places.add([f"heading-{len(self.places.headings)}"])
        self.anchors = []
        self.holding += 1
        title = self.markup_of(*node.children)
        self.holding -= 1
        numbering = f", numbering: (..) => {quoted(number)}" if number else ""
        plain = " ".join(node.astext().split())
        self.places.headings.append(Heading(label=label, level=level, number=number, title=plain, markup=title))
        return f"#[#heading(level: {level}{numbering})[{title}]#label({quoted(label)})];"

    # -- code --------------------------------------------------------------------------------------------------------
    def visit_literal_block(self, node: nodes.Element) -> None:
        if any(not isinstance(child, nodes.Text) for child in node.children):  # markup in it is kept
            self.open("#parsed-code[")
            return
        source = self.displayable(node.astext().strip(NEWLINE), node)
        options: dict[str, Any] = node.get("highlight_args", {})
        values = {
            "lang": code_language(node.get("language", ""), source),
            "first": int(options.get("linenostart", 1)) if node.get("linenos") else None,
            "marked": tuple(options.get("hl_lines", ())),
        }
        self.write_anchors()
        self.write(f"#code({quoted(source)}, ..{literal(values)});")
        raise nodes.SkipNode

    def depart_literal_block(self, node: nodes.Element) -> None:
        self.write("];")

    def visit_doctest_block(self, node: nodes.Element) -> None:
        self.visit_literal_block(node)

    def depart_doctest_block(self, node: nodes.Element) -> None:
        self.write("];")

    def visit_Text(self, node: nodes.Text) -> None:  # noqa: N802
        """Keep spaces and line ends in code with markup, and the signs of a grammar."""
        if not self._is_verbatim(node):
            super().visit_Text(node)
            return
        for number, line in enumerate(self.displayable(node.astext(), node).split(NEWLINE)):
            if number:
                self.write("#linebreak();")
            if line:
                self.write_anchors()
                self.write(f"#raw({quoted(line)});")

    @staticmethod
    def _is_verbatim(node: nodes.Node) -> bool:
        parent = node.parent
        while isinstance(parent, nodes.TextElement):
            if isinstance(parent, (nodes.literal_block, nodes.doctest_block)):
                return True
            parent = parent.parent
        return False

    def visit_raw(self, node: nodes.Element) -> None:
        if "typst" in node.get("format", "").split():
            source = quoted(node.astext())
            markup = f'#eval({source}, mode: "markup");'
            fault = self.fault_of(f"#block[{markup}]" if self.depth > 1 else markup)
            self.write_anchors()
            if fault:
                self.report("Typst cannot read this, its source is printed: {reason}", node, reason=fault)
                markup = f"#code({source});"
            self.write(markup)
        raise nodes.SkipNode

    # -- captions ----------------------------------------------------------------------------------------------------
    def caption_of(self, node: nodes.Element) -> str:
        """Return the caption of a figure, a table or code: number and words, empty without a caption."""
        caption = child_of(node, (nodes.caption, nodes.title))
        if caption is None:
            return ""
        return self.markup_of_text(self.figure_number(node)) + self.markup_of(*caption.children)

    def figure_number(self, node: nodes.Element) -> str:
        """Return the number of a figure with its word, as Sphinx numbers it; a sheet numbers none."""
        return ""
