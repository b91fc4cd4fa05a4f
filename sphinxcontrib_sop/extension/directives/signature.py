"""Blocks that are signed, and the lines an official is printed in."""

from collections.abc import Iterable

from docutils import nodes

from ...core.model import Official
from ..nodes import sop_column, sop_columns, sop_signature

MOST_IN_A_ROW = 3


def official_parts(official: Official) -> list[tuple[str, str]]:
    """Return part and text of every line an official is printed in, see `nodes.SIGNATURE_PARTS`."""
    position = f"{official.acting} {official.position}".strip()
    identity = (
        f"{official.id_kind}. {official.id}" if official.id_kind == "NIP" else f"{official.id_kind} {official.id}"
    )
    parts = [
        *(("on-behalf", line) for line in official.on_behalf),
        ("position", position),
        ("name", official.name),
        ("rank", official.rank),
        ("id", identity if official.id else ""),
    ]
    return [(part, text) for part, text in parts if text]


def printed(text: str, *classes: str, **attributes: str) -> nodes.paragraph:
    """A paragraph that is printed as it is, in every language."""
    return nodes.paragraph("", text, classes=list(classes), translatable=False, **attributes)


def signature(official: Official, *above: nodes.paragraph, upper: bool = False) -> sop_signature:
    """Return the block of one official; ``above`` are the lines that come before, such as place and date.

    The position ends with a comma, as letters do; ``upper`` sets it in capitals.
    """
    block = sop_signature("", *above)
    parts = official_parts(official)
    last = next((index for index in range(len(parts) - 1, -1, -1) if parts[index][0] == "position"), None)
    for index, (part, text) in enumerate(parts):
        if part == "name":
            break
        classes = ["sop-upper"] if upper and part == "position" else []
        block += printed(text + ("," if index == last else ""), *classes, part=part)
    block += nodes.paragraph("", "", part="space", translatable=False)
    block += [printed(text, part=part) for part, text in parts if part in {"name", "rank", "id"}]
    return block


def at_the_right(block: sop_signature) -> sop_columns:
    """A single block stands in the right half."""
    return sop_columns("", sop_column(width=1, align="left"), sop_column("", block, width=1, align="center"))


def in_rows(blocks: Iterable[sop_signature], per_row: int | None = None) -> list[sop_columns]:
    """Return blocks in rows, by default as even as they can be with at most `MOST_IN_A_ROW` in one."""
    every = list(blocks)
    if per_row is None:
        rows = -(-len(every) // MOST_IN_A_ROW) or 1
        per_row = -(-len(every) // rows) or 1
    return [
        sop_columns("", *(sop_column("", block, width=1, align="center") for block in every[start : start + per_row]))
        for start in range(0, len(every), per_row)
    ]
