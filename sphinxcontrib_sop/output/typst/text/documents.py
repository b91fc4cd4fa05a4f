"""Documents of the manual: pages of their own, letterheads, clauses, signatures."""

from collections.abc import Sequence
from itertools import pairwise

from docutils import nodes
from msgspec.structs import replace

from ....extension.config import output_config
from ....extension.nodes import sop_column, sop_columns, sop_signature
from ..compiler.markup import Markup, quoted
from .elements import OUTER
from .pictures import SIDES
from .writing import Writing, around

ROWS_WITH_SIGNATURE = 2
"""Rows of a table that a signature below it takes along to another page."""

CLAUSES_WITH_SIGNATURE = 1
"""Clauses of a decree that it takes along."""

BELOW_SIGNATURE = ("name", "rank", "id")
"""Parts of a signature that stand below the room for it."""


def keep_with_signature(page: nodes.Element) -> None:
    """Divide what stands before a signature, so that it does not stand on a page of its own: the end moves with it."""
    for before, signed in pairwise([*page.children]):
        if not isinstance(signed, (sop_columns, sop_signature)):
            continue
        if isinstance(before, nodes.table):
            _divide(page, before, next(before.findall(nodes.tbody)), ROWS_WITH_SIGNATURE)
        elif isinstance(before, nodes.field_list) and "sop-clauses" in before["classes"]:
            _divide(page, before, before, CLAUSES_WITH_SIGNATURE)


def _divide(page: nodes.Element, whole: nodes.Element, parts: nodes.Element, moved: int) -> None:
    """Put so many of the last parts into an element of their own, unless few would be left."""
    if len(parts.children) <= 2 * moved:
        return
    last = whole.deepcopy()
    last["ids"], last["names"] = [], []
    for part in [*last.findall(lambda element: isinstance(element, (nodes.title, nodes.thead)))]:
        part.parent.remove(part)
    rest = next(last.findall(type(parts)))
    rest.children = rest.children[-moved:]
    parts.children = parts.children[:-moved]
    whole["joined"], last["joined"] = "below", "above"
    page.insert(page.index(whole) + 1, last)


class DocumentVisitor(Writing):
    """Writes what stands on these pages; the handbook begins the pages themselves."""

    def render_sop_columns(self, node: nodes.Element) -> str:
        columns = [child for child in node.children if isinstance(child, sop_column)]
        shares = [max(1, int(column.get("width", 1))) for column in columns]
        before, after = around(node["classes"], OUTER)
        widths = f"({' '.join(f'{share}fr,' for share in shares)})"
        blocks = [_only_signature(column) for column in columns]
        if any(blocks) and all(block or not column.children for block, column in zip(blocks, columns, strict=True)):
            return f"{before}#signatures({widths}, {''.join(map(self._signature, blocks))});{after}"
        level = "horizon" if "sop-letterhead" in node["classes"] else "top"
        parts = [
            self._column(column, self.setting.line * share / sum(shares))
            for column, share in zip(columns, shares, strict=True)
        ]
        return f"{before}#beside({widths}, level: {level},{''.join(parts)});{after}"

    def _column(self, node: nodes.Element, line: float) -> str:
        self.note_ids(node)
        side = node.get("align") if node.get("align") in SIDES else "left"
        return f"align({side})[{self.contents(node, setting=replace(self.setting, line=line))}],"

    def render_sop_signature(self, node: nodes.Element) -> str:
        return f"{self.take_anchors()}#signatures((1fr,), {self._signature(node)});"

    def _signature(self, block: nodes.Element | None) -> str:
        """Return one block in three parts: what stands above the signature, the room for it, what stands below."""
        if block is None:
            return "none,"
        config = output_config(self.config)
        above: list[Markup] = []
        below: list[Markup] = []
        for child in block.children:
            part = child.get("part", "") if isinstance(child, nodes.Element) else ""
            text = self.markup_of(child)
            if part == "name":
                below.append(Markup(f"#strong[{text}];"))
            elif part in BELOW_SIGNATURE:
                below.append(text)
            elif part != "space":
                above.append(text)
        if config.signature == "electronic":
            said = config.profile.label("signed-electronically", config.language)
            above.append(Markup(f"#emph[{self.markup_of_text(said)}];"))
        anchor = quoted(self.edition.displayable(config.signature_anchor, block))
        return f"({_lines(above)}, signature-room({quoted(config.signature)}, {anchor}), {_lines(below)}),"


def _lines(lines: Sequence[Markup]) -> str:
    return "[" + "".join(f"#block[{line}];" for line in lines) + "]"


def _only_signature(column: sop_column) -> sop_signature | None:
    block = column.children[0] if len(column.children) == 1 else None
    return block if isinstance(block, sop_signature) else None
