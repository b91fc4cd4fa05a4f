"""The entries at the head of a directive, read line by line so that nothing typed is lost and every fault has its line.

docutils' own option parsing ends at a blank line, drops the whole directive for one unknown or repeated option and
speaks English; the directives `sop` and `sop-step` therefore declare no options and hand their text to `read_header`.
Lines are numbered from 0 within the text of the directive.
"""

import re
from collections.abc import Sequence

from msgspec import Struct, field

from ..anatomy import Anatomy, Field, Kind
from ..model import Message

ENTRY = re.compile(r":(?P<name>[^\s:`](?:[^:`]*[^\s:`])?):(?:\s+(?P<value>.*))?")
"""``:name:`` followed by a space or the end of the line: a role such as ``:sop:ref:`x``` is not one."""
_UNCLOSED = re.compile(r":(?P<name>\w[\w-]*)(?:\s+(?P<value>.*))?")
_UNOPENED = re.compile(r"(?P<name>\w[\w-]*)\s?:(?:\s+(?P<value>.*))?")
_YAML = re.compile(r"(?P<name>[A-Za-z][\w-]*):(?:\s+(?:[|>][+-]?\s*|(?P<value>.*)))?")
_FENCE = re.compile(r"(?P<fence>`{3,}|~{3,}|:{3,})")
_MARKER = re.compile(r"(?:[-*+•]|\(?(?:\d+|[A-Za-z]|[ivxIVX]+|#)[.)])\s+")
_MARKUP = re.compile(r"\.\.(?:\s|$)|`{3}|~{3}|:{3}|>>>")


class Entry(Struct, frozen=True, kw_only=True):
    """One entry: its value is what follows the name on its line and the indented lines below it."""

    name: str
    """As typed."""
    field: Field | None
    """None if no entry of that name exists."""
    line: int
    lines: tuple[int, ...]
    """Line numbers of the value, the first one being the line of the name if the value begins there."""
    value: tuple[str, ...]
    """Lines of the value without their common indentation; blank at neither end."""

    @property
    def text(self) -> str:
        """The value as one text."""
        return "\n".join(self.value)


class HeaderFault(Struct, frozen=True, kw_only=True):
    """What is wrong with a line."""

    line: int
    message: Message


class Header(Struct):
    """A directive's text taken apart: title, entries and the lines that remain as content."""

    title: list[str] = field(default_factory=list)
    title_line: int = 0
    entries: list[Entry] = field(default_factory=list)
    leftover: list[Entry] = field(default_factory=list)
    """Entries that are unknown or repeated: their text is kept as content."""
    body: list[int] = field(default_factory=list)
    """Numbers of the lines of the content, blank lines inside included."""
    faults: list[HeaderFault] = field(default_factory=list)

    def fault(self, line: int, template: str, /, **values: str) -> None:
        """Note what is wrong with a line."""
        self.faults.append(HeaderFault(line=line, message=Message(template=template, values=values)))


def read_header(lines: Sequence[str], anatomy: Anatomy, *, other: Anatomy | None = None, titled: bool = True) -> Header:
    """Take a directive's text apart.

    ``other`` holds the entries of the other directive: an entry typed in the wrong one is told so.  With ``titled``
    the text before the first entry is the directive's argument, without it content.
    """
    return _HeaderReader(lines, anatomy, other).read(titled=titled)


def entries_of_yaml(lines: Sequence[str]) -> list[str]:
    """Return lines of a MyST directive with its options between ``---`` spelt as entries, line for line."""
    numbers = [number for number, line in enumerate(lines) if line.rstrip() == "---"]
    if len(numbers) < 2 or any(line.strip() for line in lines[1 : numbers[0]]):  # noqa: PLR2004 - above and below
        return list(lines)
    first, last = numbers[:2]
    inner = [_entry_of_yaml(line) for line in lines[first + 1 : last]]
    return [*lines[:first], "", *inner, "", *lines[last + 1 :]]


def _entry_of_yaml(line: str) -> str:
    match = _YAML.fullmatch(line)
    if match is None:
        return f"   {line}" if line.strip() else line  # a list may stand at the margin
    value = match["value"] or ""
    if value[:1] in {"'", '"'} and value[0] == value[-1]:
        value = value[1:-1]
    return f":{match['name']}: {value}".rstrip()


def cell_entry(field: Field, name: str, line: int, text: str) -> Entry:
    """Return the entry that a cell of a table stands for; all of its text is on one ``line``."""
    value = text.split("\n")
    if field.kind is Kind.RICH:
        value = _hang(value)
    return Entry(name=name, field=field, line=line, lines=(line,) * len(value), value=tuple(value))


def _hang(lines: list[str]) -> list[str]:
    """Indent the lines of a list that go on with the item above, as reStructuredText wants it.

    Authors align them as they like: below the marker, below the text or somewhere else.
    """
    result: list[str] = []
    width = 0
    for line in lines:
        marker = _MARKER.match(line)
        if marker:
            width = marker.end()
        elif not line.strip() or (not line[0].isspace() and result and not result[-1].strip()):
            width = 0 if line.strip() else width
        elif width and not line[0].isspace():
            line = " " * width + line
        result.append(line)
    return result


class _HeaderReader:
    """One pass over the lines; ``position`` is the next line to look at."""

    def __init__(self, lines: Sequence[str], anatomy: Anatomy, other: Anatomy | None) -> None:
        self.lines = lines
        self.anatomy = anatomy
        self.other = other
        self.header = Header()
        self.position = 0
        self._seen: dict[str, str] = {}

    def read(self, *, titled: bool) -> Header:
        if titled:
            self._read_title()
        self._read_entries()
        self._read_body()
        return self.header

    # -- title -------------------------------------------------------------------------------------------------------
    def _read_title(self) -> None:
        self._skip_blank()
        self.header.title_line = self.position
        while self.position < len(self.lines):
            line = self.lines[self.position]
            if not line.strip() or ENTRY.fullmatch(line) or _MARKUP.match(line):
                return
            if self._unfinished(line, first=self.position == self.header.title_line):
                return
            if self.header.title:
                self._report_indented(self.position, self.position - 1)
            self.header.title.append(line.strip())
            self.position += 1

    def _report_indented(self, number: int, above: int) -> None:
        """Find fault with a line that reads like an entry but is indented otherwise than the entries, once for each run."""
        if self._is_known_entry(self.lines[number]) and not (
            above and self._is_known_entry(self.lines[above], deep=True)
        ):
            self.header.fault(
                number,
                "`{line}` looks like an entry, but is indented otherwise than those around it; indent all of them alike",
                line=self.lines[number].strip(),
            )

    def _is_known_entry(self, line: str, *, deep: bool = False) -> bool:
        match = ENTRY.fullmatch(line.strip())
        return (not deep or line[:1].isspace()) and match is not None and self.anatomy.find(match["name"]) is not None

    def _skip_blank(self) -> None:
        while self.position < len(self.lines) and not self.lines[self.position].strip():
            self.position += 1

    # -- entries -----------------------------------------------------------------------------------------------------
    def _read_entries(self) -> None:
        while True:
            before = self.position
            self._skip_blank()
            if self.position >= len(self.lines):
                return
            line = self.lines[self.position]
            match = ENTRY.fullmatch(line)
            unfinished = False
            if match is None:
                glued = before == self.position or not self.header.entries
                match = self._unfinished(line) if glued else self._unclosed(line)
                unfinished = match is not None
            if match is None:
                return
            if unfinished:
                self._report_unfinished(line, match["name"])
            self._take_entry(match["name"], match["value"] or "", reported=unfinished)

    def _unfinished(self, line: str, *, first: bool = False) -> re.Match[str] | None:
        """Match a line that was meant as an entry but lacks one of its colons."""
        if match := _UNCLOSED.fullmatch(line):
            return match
        match = _UNOPENED.fullmatch(line)
        if match is not None and not first and self.anatomy.find(match["name"]):
            return match
        return None

    def _unclosed(self, line: str) -> re.Match[str] | None:
        """Match a line after a blank one that was meant as an entry but lacks its second colon."""
        match = _UNCLOSED.fullmatch(line)
        return match if match is not None and self._meant_as_entry(match["name"]) else None

    def _report_unfinished(self, line: str, name: str) -> None:
        known = self.anatomy.find(name)
        shown = name if known else (self.anatomy.nearest(name) or name)
        self.header.fault(
            self.position,
            "`{line}` looks like an entry without its colons; write `:{name}: ...`",
            line=line.strip(),
            name=shown,
        )

    def _take_entry(self, name: str, first: str, *, reported: bool = False) -> None:
        """Take an entry and the lines of its value; ``reported``: its name was already found fault with."""
        start = self.position
        self.position += 1
        rest: list[int] = []
        while self.position < len(self.lines):
            line = self.lines[self.position]
            if line.strip() and not line[0].isspace() and not self._continues(name, line, start):
                break
            rest.append(self.position)
            self.position += 1
        while rest and not self.lines[rest[-1]].strip():
            rest.pop()
            self.position -= 1
        for number in rest:
            if _MARKUP.match(self.lines[number].strip()):  # what follows may be its options
                break
            self._report_indented(number, number - 1)
        self._note(self._entry(name, start, first, rest), reported=reported)

    def _continues(self, name: str, line: str, start: int) -> bool:
        """True for a line that was meant to belong to the value above but is not indented."""
        above = self.position - 1
        if not self.lines[above].strip() or ENTRY.fullmatch(line) or _MARKUP.match(line) or self._unfinished(line):
            return False
        if above == start or self.lines[above][0].isspace():  # one finding for the first of such lines
            self.header.fault(
                self.position,
                "`{line}` is neither an entry nor indented; if it belongs to `{name}`, indent it",
                line=line.strip(),
                name=name,
            )
        return True

    def _entry(self, name: str, start: int, first: str, rest: list[int]) -> Entry:
        widths = [len(line) - len(line.lstrip()) for line in map(self.lines.__getitem__, rest) if line.strip()]
        margin = min(widths, default=0)
        value = [self.lines[number][margin:] for number in rest]
        numbers = list(rest)
        if first.strip():
            value.insert(0, first.strip())
            numbers.insert(0, start)
        while value and not value[0].strip():
            value.pop(0)
            numbers.pop(0)
        field = self.anatomy.find(name)
        if field is not None and field.kind is Kind.RICH:
            value = _hang(value)
        return Entry(name=name, field=field, line=start, lines=tuple(numbers), value=tuple(value))

    def _note(self, entry: Entry, *, reported: bool) -> None:
        if entry.field is None:
            self.header.leftover.append(entry)
            if not reported:
                self._report_unknown(entry)
        elif entry.field.alias in self._seen:
            self.header.leftover.append(entry)
            self.header.fault(entry.line, "the entry `{name}` is repeated; the first one counts", name=entry.name)
        else:
            self._seen[entry.field.alias] = entry.name
            self.header.entries.append(entry)

    def _report_unknown(self, entry: Entry) -> None:
        meant = self.anatomy.nearest(entry.name)
        if meant:
            self.header.fault(
                entry.line, "unknown entry `{name}`; did you mean `{meant}`?", name=entry.name, meant=meant
            )
        elif self.other is not None and self.other.find(entry.name):
            self.header.fault(
                entry.line, "the entry `{name}` belongs to the other directive (`sop` or `sop-step`)", name=entry.name
            )
        else:
            self.header.fault(entry.line, "unknown entry `{name}`", name=entry.name)

    # -- content -----------------------------------------------------------------------------------------------------
    def _read_body(self) -> None:
        """Take what remains as content, except known entries between its parts."""
        fence = ""
        while self.position < len(self.lines):
            line = self.lines[self.position]
            if match := _FENCE.match(line):
                mark = match["fence"]
                if not fence:
                    fence = mark
                elif mark[0] == fence[0] and len(mark) >= len(fence) and line.strip() == mark:
                    fence = ""
            if not fence and (self._take_late_entry(line) if self._after_blank() else self._take_glued_entry(line)):
                continue
            self.header.body.append(self.position)
            self.position += 1
        while self.header.body and not self.lines[self.header.body[-1]].strip():
            self.header.body.pop()

    def _take_late_entry(self, line: str) -> bool:
        """Take a known entry that stands between parts of the content; False if the line is none."""
        match = ENTRY.fullmatch(line)
        if match is not None and self._meant_as_entry(match["name"]):
            self._take_entry(match["name"], match["value"] or "")
        elif match := self._unclosed(line):
            self._report_unfinished(line, match["name"])
            self._take_entry(match["name"], match["value"] or "", reported=True)
        else:
            return False
        return True

    def _take_glued_entry(self, line: str) -> bool:
        """Take a known entry right below a line of content, where it would be read as text; False if it is none."""
        match = ENTRY.fullmatch(line)
        if match is None or self.anatomy.find(match["name"]) is None:
            return False
        self.header.fault(self.position, "a blank line is missing above the entry `{name}`", name=match["name"])
        self._take_entry(match["name"], match["value"] or "", reported=True)
        return True

    def _after_blank(self) -> bool:
        above = self.lines[self.position - 1] if self.position else ""
        return not above.strip() or bool(self.header.entries and self.position - 1 not in self.header.body)

    def _meant_as_entry(self, name: str) -> bool:
        return self.anatomy.find(name) is not None or self.anatomy.nearest(name) is not None
