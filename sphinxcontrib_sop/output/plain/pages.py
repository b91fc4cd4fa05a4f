"""Documents of a manual for builders that know neither pages nor columns: their content, one thing after the other.

Done in a post-transform, as in `plain_nodes`, so that builders this extension has never heard of show them too.
"""

from collections.abc import Iterator

from docutils import nodes
from sphinx.builders import Builder
from sphinx.transforms.post_transforms import SphinxPostTransform

from ...core.ordinals import letters
from ...extension.at_work import at_work
from ...extension.config import output_config
from ...extension.nodes import sop_column, sop_columns, sop_page, sop_signature, sop_symbol

PAGE_FORMATS = frozenset({"docx", "html", "latex", "typst"})
"""Formats whose writers know the nodes."""


def lays_out(builder: Builder) -> bool:
    """True if a builder takes the nodes themselves: its writer shows them, or it extracts their texts."""
    return builder.format in PAGE_FORMATS or builder.name == "gettext"


class PlainPages(SphinxPostTransform):
    """Replace the nodes of the documents by what stands in them."""

    default_priority = 9  # as for the plain tables

    def run(self, **kwargs: object) -> None:
        """Replace them, the inner ones first."""
        for symbol in list(self.document.findall(sop_symbol)):
            image = symbol.next_node(nodes.image)
            symbol.replace_self(nodes.paragraph("", image["alt"] if image is not None else symbol["shape"]))
        for paragraph in list(self.document.findall(nodes.paragraph)):
            if "sop-upper" in paragraph["classes"]:
                _set_in_capitals(paragraph)
        if at_work(self.env).builder == "text":
            for listing in list(self.document.findall(nodes.enumerated_list)):
                if listing.get("enumtype") == "loweralpha" and _stands_in_page(listing):
                    listing.replace_self(list(_lettered(listing)))
        for block in list(self.document.findall(sop_signature)):
            block.replace_self(self._lines(block))
        for kind in (sop_column, sop_columns, sop_page):
            for node in list(self.document.findall(kind)):
                node.replace_self(node.children)

    def _lines(self, block: sop_signature) -> nodes.line_block:
        """A block that is signed, with room for the signature."""
        config = output_config(self.config)
        lines = nodes.line_block()
        for child in block.children:
            if isinstance(child, nodes.Element) and child.get("part") == "space":
                if config.signature == "electronic":
                    label = config.profile.label("signed-electronically", config.language)
                    lines += nodes.line("", label)
                lines += nodes.line("", "")
            else:
                lines += nodes.line("", "", *(child.children if isinstance(child, nodes.Element) else [child]))
        return lines


def _set_in_capitals(paragraph: nodes.paragraph) -> None:
    for text in list(paragraph.findall(nodes.Text)):
        assert text.parent is not None  # noqa: S101 - it was found in the paragraph
        text.parent.replace(text, nodes.Text(text.upper()))


def _stands_in_page(node: nodes.Node) -> bool:
    while node.parent is not None:
        node = node.parent
        if isinstance(node, sop_page):
            return True
    return False


def _lettered(listing: nodes.enumerated_list) -> Iterator[nodes.Node]:
    """The items of a list with the letters that Sphinx' writer of texts would turn into numbers."""
    for place, item in enumerate(listing.children, start=1):
        first, *others = item.children or [nodes.paragraph()]
        content = first.children if isinstance(first, nodes.paragraph) else [first]
        yield nodes.paragraph("", f"{letters(place)}. ", *content)
        yield from others
