"""The text of a directive with its place in the source, the same for reStructuredText and MyST."""

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import copy

import docutils
from docutils import nodes
from docutils.parsers.rst.states import RSTState
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

from ...core.model import Location
from ...core.reading.header import Entry, entries_of_yaml
from ..drafts import locate

# docutils before 0.22 lets a topic stand in a sidebar, but in no directive
_CONTAINER: type[nodes.Element] = nodes.sidebar if docutils.__version_info__ < (0, 22) else nodes.Element
_PLAIN_LINE = re.compile(r"[^\W_](?:[^*`|_\\@<>:{}$\x00]|:(?=\s)|:$)*")
_ENUMERATOR = re.compile(r"(?:[0-9]+|[A-Za-z]|[ivxlcdmIVXLCDM]+)[.)](?:\s|$)")


def is_plain(line: str) -> bool:
    """True for a line that reStructuredText reads as nothing but text, wherever it stands in a paragraph."""
    return (
        _PLAIN_LINE.fullmatch(line) is not None
        and not line.endswith(":")
        and "::" not in line
        and not _ENUMERATOR.match(line)
    )


class SourceText:
    """Lines of a directive; all line numbers in arguments count from 0 within them."""

    def __init__(self, directive: SphinxDirective, content: StringList | None = None) -> None:
        """``content`` are lines of another file, with their places in it."""
        self.directive = directive
        self.content: StringList = directive.content if content is None else content
        self.is_rst = isinstance(directive.state, RSTState)
        self.lines: list[str] = list(self.content) if self.is_rst else entries_of_yaml(list(self.content))
        self._foreign = content is not None
        self._own_line: int | None = None
        self._text: str | None = None
        self._document_path: str = str(directive.env.doc2path(directive.env.docname, False))

    def at_line(self, number: int) -> "SourceText":
        """The same text for what stands on one line of it, as if a directive stood there."""
        source = copy(self)
        source._own_line = number
        return source

    def may_hold(self, word: str) -> bool:
        """False if a word stands nowhere in the text, nor can come into it from an included file or a substitution."""
        if self._text is None:
            self._text = "\n".join(self.lines)
        return word in self._text or "include" in self._text or "|" in self._text

    def location(self, number: int | None = None) -> Location:
        """Location of a line, of the directive itself if ``number`` is None."""
        source, line = self._source_and_line(number)
        return locate(self.directive.env, source, line)

    @property
    def begins_with_argument(self) -> bool:
        """True if text stands on the line of the directive itself."""
        return bool(self.lines) and self.location(0).line == self.location().line

    def _source_and_line(self, number: int | None) -> tuple[str | None, int]:
        directive = self.directive
        number = self._own_line if number is None else number
        if number is None or not 0 <= number < len(self.content):
            source, line = directive.state_machine.get_source_and_line(directive.lineno)
            return source, line or directive.lineno
        if self.is_rst or self._foreign:
            source, offset = self.content.info(number)
            return source, (offset or 0) + 1
        return None, directive.lineno + directive.content_offset + number + 1

    def set_source(self, node: nodes.Element, number: int | None) -> None:
        """Give a node its place in the source."""
        source, line = self._source_and_line(number)
        node.source = source or self.directive.state.document.current_source or self._document_path
        node.line = line

    def parse_entry(self, entry: Entry) -> list[nodes.Node]:
        """Parse the value of an entry as body elements."""
        return self._parse(list(entry.value), list(entry.lines))

    def parse_body(self, numbers: Sequence[int]) -> list[nodes.Node]:
        """Parse content; lines between that belong to entries count as blank."""
        if not numbers:
            return []
        wanted = set(numbers)
        span = list(range(numbers[0], numbers[-1] + 1))
        return self._parse([self.lines[number] if number in wanted else "" for number in span], span)

    def _parse(self, lines: list[str], numbers: list[int]) -> list[nodes.Node]:
        if not lines:
            return []
        if self.is_rst and (plain := self._plain_nodes(lines, numbers)):
            return plain
        directive = self.directive
        container = _CONTAINER()
        container.document = directive.state.document
        items = [self.content.items[number] for number in numbers]
        block = StringList(lines, items=items)
        _, line = self._source_and_line(numbers[0])
        if self.is_rst:
            offset = line - 1
        else:  # a message about a cell of another file names the directive
            offset = 0 if self._foreign else line - directive.lineno - 1
        with self._placing(block, offset):
            directive.state.nested_parse(block, offset, container)
        if self._foreign and not self.is_rst:
            for node in container.findall(nodes.Element):
                self.set_source(node, numbers[0])
        _keep_quoted(container)
        children: list[nodes.Node] = container.children
        container.children = []
        for child in children:
            child.parent = None
        return children

    def parse_lines(self, lines: Sequence[str], number: int) -> list[nodes.Node]:
        """Parse further lines of a cell as body elements."""
        return self._parse(list(lines), [number] * len(lines))

    # -- text without markup needs no parser -------------------------------------------------------------------------
    def _plain_nodes(self, lines: list[str], numbers: list[int]) -> list[nodes.Node] | None:
        """Build what the parser would for plain paragraphs and flat lists; None for anything else."""
        if all(map(is_plain, lines)):
            return [self._paragraph("\n".join(lines), numbers[0])]
        for marker in ("- ", "* "):
            if all(line.startswith(marker) and is_plain(line[2:]) for line in lines):
                return [self._list(nodes.bullet_list(bullet=marker[0]), [line[2:] for line in lines], numbers)]
        if all(line.startswith(f"{n}. ") and is_plain(line.partition(" ")[2]) for n, line in enumerate(lines, 1)):
            listing = nodes.enumerated_list(enumtype="arabic", prefix="", suffix=".")
            return [self._list(listing, [line.partition(" ")[2] for line in lines], numbers)]
        return None

    def _paragraph(self, text: str, number: int) -> nodes.paragraph:
        paragraph = nodes.paragraph(text, "", nodes.Text(text))
        self.set_source(paragraph, number)
        return paragraph

    def _list(self, listing: nodes.Element, texts: list[str], numbers: list[int]) -> nodes.Element:
        self.set_source(listing, numbers[0])
        for text, number in zip(texts, numbers, strict=True):
            item = nodes.list_item(text, self._paragraph(text, number))
            self.set_source(item, number)
            listing += item
        return listing

    def paragraph(self, text: str, number: int) -> tuple[nodes.paragraph, list[nodes.Node]]:
        """Parse a text as inline markup into a paragraph; also return the messages of the parser."""
        if self.is_rst and all(map(is_plain, text.split("\n"))):
            return self._paragraph(text, number), []
        children, messages = self._inline(text, number)
        paragraph = nodes.paragraph(text, "", *children)
        self.set_source(paragraph, number)
        told = list(paragraph.findall(nodes.system_message))  # MyST puts them between the words
        for message in told:
            message.parent.remove(message)
        return paragraph, [*messages, *told]

    def _inline(self, text: str, number: int) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        source, line = self._source_and_line(number)
        if not self.is_rst:
            return self.directive.parse_inline(text, lineno=self.directive.lineno if self._foreign else line)

        block = StringList([text], items=[(source or "", line - 1)])
        with self._placing(block, line - 1):
            return self.directive.parse_inline(text, lineno=line)

    @contextmanager
    def _placing(self, block: StringList, offset: int) -> Iterator[None]:
        """Make messages about a text name the place it comes from: docutils looks for their lines in the document."""
        if not self.is_rst:
            yield
            return
        reporter = self.directive.state.document.reporter
        find_place = reporter.get_source_and_line

        def place_of(lineno: int | None = None) -> tuple[str | os.PathLike[str] | None, int | None]:
            index = (lineno or 0) - 1 - offset
            if not 0 <= index < len(block):
                return find_place(lineno)
            source, line = block.items[index]
            return source, line + 1

        reporter.get_source_and_line = place_of
        try:
            yield
        finally:
            reporter.get_source_and_line = find_place


def _keep_quoted(container: nodes.Element) -> None:
    """Show text that only a message of the parser quotes (an unknown directive, a heading): else it would be lost."""
    for message in list(container.findall(nodes.system_message)):
        quoted = [child for child in message.children if isinstance(child, nodes.literal_block)]
        for block in quoted:
            message.remove(block)
            block["language"] = "none"
            block["sop_quoted"] = True
            block.source, block.line = message.get("source"), message.get("line")
        parent = message.parent
        parent[parent.index(message) + 1 : parent.index(message) + 1] = quoted
