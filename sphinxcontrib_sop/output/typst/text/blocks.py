"""Paragraphs, headings, code and whatever else stands one below the other."""

import ast
from typing import Any

from docutils import nodes
from msgspec.structs import replace

from ..compiler.markup import literal, quoted
from .elements import INNER, OUTER
from .links import Heading
from .writing import CELLS, Writing, around, child_of, follows

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

SHORT = 400
"""Characters of a paragraph that stays with the table after it."""

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


def _introduces_table(paragraph: nodes.Element) -> bool:
    """True for a few words before a table or its summary: a heading and they never end a page."""
    following = paragraph.next_node(descend=False, siblings=True)
    return len(paragraph.astext()) <= SHORT and (
        isinstance(following, nodes.table)
        or (isinstance(following, nodes.paragraph) and "sop-summary" in following["classes"])
    )


class BlockVisitor(Writing):
    """Writes blocks."""

    # -- paragraphs --------------------------------------------------------------------------------------------------
    def render_paragraph(self, node: nodes.Element) -> str:
        alone = (
            isinstance(node.parent, CELLS) and sum(not isinstance(sibling, nodes.label) for sibling in node.parent) == 1
        )
        outer, inner = around(node["classes"], OUTER), around(node["classes"], INNER)
        opening = "#[" if alone else "#kept[" if not self.depth and _introduces_table(node) else "#par["
        return f"{outer[0]}{opening}{inner[0]}{self.contents(node)}{inner[1]}];{outer[1]}"

    def render_line_block(self, node: nodes.Element) -> str:
        opening = "#indented[" if isinstance(node.parent, nodes.line_block) else "#block["
        return f"{opening}{self.contents(node)}];"

    def render_line(self, node: nodes.Element) -> str:
        text = self.inner(node) if node.children else '#" ";'
        return f"{text}#linebreak();" if follows(node, nodes.line) else text

    def render_Admonition(self, node: nodes.Element) -> str:  # noqa: N802 - any that has no name of its own here
        return f'#admonition("")[{self.contents(node)}];'

    def render_hlist(self, node: nodes.Element) -> str:
        return f"#beside(({'1fr, ' * max(1, len(node))}),{self.inner(node)});"

    # -- headings ----------------------------------------------------------------------------------------------------
    def render_section(self, node: nodes.Element) -> str:
        return self.inner(node, setting=replace(self.setting, level=self.setting.level + 1))

    def render_title(self, node: nodes.Element) -> str:
        if isinstance(node.parent, nodes.table):  # the table has written it
            return ""
        if not isinstance(node.parent, nodes.section):
            return f"#rubric[{self.contents(node)}];"
        return self.heading(node, self.setting.level)

    def heading(self, node: nodes.Element, level: int, number: str = "") -> str:
        """Return a heading; contents and bookmarks repeat it, so it holds no places and no links."""
        places = self.edition.places
        label = places.add(self.anchors) or places.add([f"heading-{len(places.headings)}"])
        self.anchors = []
        title = self.markup_inside(node, setting=replace(self.setting, repeated=True))
        numbering = f", numbering: (..) => {quoted(number)}" if number else ""
        plain = " ".join(node.astext().split())
        places.headings.append(Heading(label=label, level=level, number=number, title=plain, markup=title))
        return f"#[#heading(level: {level}{numbering})[{title}]#label({quoted(label)})];"

    # -- code --------------------------------------------------------------------------------------------------------
    def render_literal_block(self, node: nodes.Element) -> str:
        if any(not isinstance(child, nodes.Text) for child in node.children):  # markup in it is kept
            return f"#parsed-code[{self.contents(node)}];"
        source = self.edition.displayable(node.astext().strip("\n"), node)
        options: dict[str, Any] = node.get("highlight_args", {})
        values = {
            "lang": code_language(node.get("language", ""), source),
            "first": int(options.get("linenostart", 1)) if node.get("linenos") else None,
            "marked": tuple(options.get("hl_lines", ())),
        }
        return f"{self.take_anchors()}#code({quoted(source)}, ..{literal(values)});"

    render_doctest_block = render_literal_block

    def render_raw(self, node: nodes.Element) -> str:
        if "typst" not in node.get("format", "").split():
            return ""
        source = quoted(node.astext())
        markup = f'#eval({source}, mode: "markup");'
        fault = self.edition.fault_of(f"#block[{markup}]" if self.depth else markup)
        anchors = self.take_anchors()
        if fault:
            self.report("Typst cannot read this, its source is printed: {reason}", node, reason=fault)
            markup = f"#code({source});"
        return f"{anchors}{markup}"

    # -- captions ----------------------------------------------------------------------------------------------------
    def caption_of(self, node: nodes.Element) -> str:
        """Return the caption of a figure, a table or code: number and words, empty without a caption."""
        caption = child_of(node, (nodes.caption, nodes.title))
        if caption is None:
            return ""
        return self.markup_of_text(self.figure_number(node)) + self.markup_inside(caption)

    def figure_number(self, node: nodes.Element) -> str:
        """Return the number of a figure with its word, as Sphinx numbers it; a sheet numbers none."""
        if not self.docname or not self.config.numfig or not node["ids"]:
            return ""
        env = self.builder.env
        kind = env.domains.standard_domain.get_enumerable_node_type(node) or ""
        numbers = env.toc_fignumbers.get(self.docname, {}).get(kind, {})
        template = self.config.numfig_format.get(kind)
        number = next((numbers[name] for name in node["ids"] if name in numbers), None)
        return f"{template % '.'.join(map(str, number))} " if number and template else ""
