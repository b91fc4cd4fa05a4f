"""The two languages a manual can be written in: how each spells headings, directives, roles, lists and tables."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence

Options = Iterable[tuple[str, str]]


def indent(text: str, width: int = 3) -> str:
    """Move a text to the right, blank lines excepted."""
    return textwrap.indent(text, " " * width)


def hang(text: str, width: int) -> str:
    """Move all lines but the first to the right."""
    return text.replace("\n", "\n" + " " * width)


def entry(name: str, value: str) -> str:
    """An option or entry; a value of several lines stands below its name."""
    if "\n" in value:
        return f":{name}:\n{indent(value)}"
    return f":{name}: {value}".rstrip()


class Rst:
    """reStructuredText."""

    suffix = ".rst"
    name = "rst"

    def heading(self, text: str, level: int) -> str:
        return f"{text}\n{'=-~^'[level] * 60}"

    def directive(self, name: str, argument: str = "", options: Options = (), body: str = "") -> str:
        lines = [f".. {name}:: {argument}".rstrip(), *(indent(entry(key, value)) for key, value in options)]
        return "\n".join([*lines, *(["", indent(body)] if body else [])])

    def role(self, name: str, text: str) -> str:
        return f":{name}:`{text}`"

    def emphasis(self, text: str) -> str:
        return f"*{text}*"

    def strong(self, text: str) -> str:
        return f"**{text}**"

    def literal(self, text: str) -> str:
        return f"``{text}``"

    def link(self, text: str, address: str) -> str:
        return f"`{text} <{address}>`__"

    def bullets(self, items: Sequence[str]) -> str:
        return "\n".join(f"- {hang(item, 2)}" for item in items)

    def numbered(self, items: Sequence[str]) -> str:
        return "\n".join(f"{number}. {hang(item, 3)}" for number, item in enumerate(items, start=1))

    def definition(self, term: str, body: str) -> str:
        return f"{term}\n{indent(body)}"

    def target(self, name: str) -> str:
        return f".. _{name}:"

    def grid(self, rows: Sequence[Sequence[str]]) -> str:
        """A table of one-line or several-line cells."""
        cells = [[cell.split("\n") for cell in row] for row in rows]
        widths = [max(len(line) for row in cells for line in row[at]) + 2 for at in range(len(rows[0]))]
        rule = "+" + "+".join("-" * width for width in widths) + "+"
        lines = [rule]
        for row in cells:
            for at in range(max(map(len, row))):
                parts = (cell[at] if at < len(cell) else "" for cell in row)
                lines.append(
                    "|" + "|".join(f" {part}".ljust(width) for part, width in zip(parts, widths, strict=True)) + "|"
                )
            lines.append(rule)
        return "\n".join(lines)

    def quote(self, text: str) -> str:
        """A quotation; the comment keeps it apart from what stands before."""
        return f"..\n\n{indent(text)}"

    def comment(self, text: str) -> str:
        return f".. {text}"

    def footnote(self, label: str, text: str) -> tuple[str, str]:
        """Reference and note."""
        return f"[#{label}]_", f".. [#{label}] {text}"


class Myst:
    """Markdown as MyST reads it."""

    suffix = ".md"
    name = "myst"

    def heading(self, text: str, level: int) -> str:
        return f"{'#' * (level + 1)} {text}"

    def directive(self, name: str, argument: str = "", options: Options = (), body: str = "") -> str:
        inside = "\n".join([*(entry(key, value) for key, value in options), *(["", body] if body else [])])
        sign = "~" if "`" in argument else "`"  # the line of a fence of backticks can hold none of them
        longest = max((len(run) for run in re.findall(r"^\s*(`{3,}|~{3,})", inside, re.MULTILINE)), default=2)
        fence = sign * (longest + 1)
        return f"{fence}{{{name}}} {argument}".rstrip() + f"\n{inside}\n{fence}"

    def role(self, name: str, text: str) -> str:
        return f"{{{name}}}`{text}`"

    def emphasis(self, text: str) -> str:
        return f"*{text}*"

    def strong(self, text: str) -> str:
        return f"**{text}**"

    def literal(self, text: str) -> str:
        return f"`{text}`"

    def link(self, text: str, address: str) -> str:
        return f"[{text}]({address})"

    def bullets(self, items: Sequence[str]) -> str:
        return "\n".join(f"- {hang(item, 2)}" for item in items)

    def numbered(self, items: Sequence[str]) -> str:
        return "\n".join(f"{number}. {hang(item, 3)}" for number, item in enumerate(items, start=1))

    def definition(self, term: str, body: str) -> str:
        return f"{term}\n: {hang(body, 2)}"

    def target(self, name: str) -> str:
        return f"({name})="

    def grid(self, rows: Sequence[Sequence[str]]) -> str:
        lines = ["| " + " | ".join(cell.replace("\n", " ") for cell in row) + " |" for row in rows]
        return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])

    def quote(self, text: str) -> str:
        return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))

    def comment(self, text: str) -> str:
        return f"% {text}"

    def footnote(self, label: str, text: str) -> tuple[str, str]:
        return f"[^{label}]", f"[^{label}]: {text}"


Syntax = Rst | Myst
