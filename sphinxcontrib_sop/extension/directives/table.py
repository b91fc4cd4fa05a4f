"""The directive `sop-table`: the steps of an SOP as the rows of a table, typed or read from a file.

Every cell becomes the entry that `sop-step` has for it, so that both forms give exactly the same steps.
"""

import os.path
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.statemachine import StringList
from msgspec import Struct, field
from sphinx.util.docutils import SphinxDirective

from ...core.anatomy import NONE_MARK, ROW_TITLES, STEP_ANATOMY, STEP_FIELDS, TABLE_ANATOMY, Field, Kind
from ...core.model import Location, Message
from ...core.reading.header import ENTRY, Entry, Header, cell_entry, read_header
from ...core.reading.headings import Column, Heading, is_lower_heading, read_heading, record_cells
from ...core.reading.tables import Record, are_column_numbers, read_table
from ..drafts import note_fault
from ..nodes import sop_step
from .entries import Entries, kept_nodes, read_entries, without_only
from .options import options_of
from .source import SourceText
from .step import build_step, note_missing_activity

_BAR = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"[\s|+:=-]*(?:-{3,}|={3,})[\s|+:=-]*")
"""A line drawn below the heading or around the table."""
_LINE_END = re.compile(r"(?<!\\);|\n")
"""What stands between branches and arrows, which `sop-step` wants on lines of their own."""
_LINE_KINDS = frozenset({Kind.BRANCHES, Kind.FLOWS})
_SET_WORDS = frozenset({"ya", "yes", "x", "v", "✓", "✔", "√", "1", "true", "benar", "selesai", "end"})
_UNSET_WORDS = frozenset({"", NONE_MARK, "–", "tidak", "no", "0", "false", "salah"})


def _columns() -> Iterator[Column]:
    entries = {item.alias: item for item in STEP_FIELDS}
    for key in ("number", "text", *entries):
        titles = ROW_TITLES.get(key, ())
        if key in entries:
            words = (spelling.replace("-", " ").capitalize() for spelling in entries[key].spellings)
            titles = tuple(dict.fromkeys((*words, *titles)))
        # "No" is the number of a row, but to the right of "Yes" it is the answer
        yield Column(
            key=key,
            names=titles,
            required=key == "text",
            after="yes" if key == "no" else "",
            spread=key == "actors",
            timed=key == "time",
        )


COLUMNS = tuple(_columns())
"""The columns of a table of steps; their order is free, missing ones are empty."""
_FIELDS = {item.alias: item for item in STEP_FIELDS}


class _StepRow(Struct):
    """One row with its place in a source."""

    source: SourceText
    line: int
    """Counted from 0 within the source."""
    row: Record
    has_activities: bool
    """True if its table has a column for the activity."""
    faults: list[Message] = field(default_factory=list)
    sub_rows: list["_StepRow"] = field(default_factory=list)

    @property
    def ordinal(self) -> str:
        """What stands in the column No; a number without the signs around it."""
        text = self.row.cells.get("number", "")
        bare = text.strip(" .()")
        return bare if bare.replace(".", "").isdigit() else text


class SopTableDirective(SphinxDirective):
    """Read rows into `sop_step` nodes, as if each had been typed as a `sop-step`."""

    has_content = True
    required_arguments = 0
    optional_arguments = 0
    option_spec: ClassVar[Any] = options_of(TABLE_ANATOMY)

    def run(self) -> list[nodes.Node]:
        source = SourceText(self)
        first = next((number for number, line in enumerate(source.lines) if _begins_table(line)), len(source.lines))
        header = read_header(source.lines[:first], TABLE_ANATOMY, other=STEP_ANATOMY)
        entries = read_entries(source, header)
        shown = [*kept_nodes(source, entries), *self._loose_text(source, header, entries)]
        rows = [*self._file_rows(entries), *self._typed_rows(source, first, entries, shown)]
        if not rows and not shown and not entries.faults:
            entries.fault(Message(template="the table has no rows"), source.location())
        for fault in entries.faults:
            note_fault(self.env, fault)
        return [*_steps(_nested(rows), source.location()), *shown]

    def _loose_text(self, source: SourceText, header: Header, entries: Entries) -> Iterator[nodes.Node]:
        """Text above the rows that is none of them."""
        lines = [*header.title, *(source.lines[number] for number in header.body)]
        if any(line.strip() for line in lines):
            number = header.title_line if header.title else header.body[0]
            entries.fault(Message(template="a row needs `|` between its cells"), source.location(number))
            yield _literal(source, lines, number)

    def _file_rows(self, entries: Entries) -> Iterator[_StepRow]:
        """The rows of a file, which is a dependency of the document."""
        name = entries.text("file")
        if "file" not in entries.values:
            return
        if not self.state.document.settings.file_insertion_enabled:  # as for the directives of docutils
            template = "`{entry}`: no file is read, `docutils.conf` forbids it (`file_insertion_enabled`)"
            message = Message(template=template, values={"entry": entries.by_key["file"].name})
            entries.fault(message, entries.values["file"].location)
            return
        relative, absolute = self.env.relfn2path(name)
        self.env.note_dependency(relative)
        if not os.path.isfile(absolute):  # noqa: PTH113 - `Path` raises where a name is too long
            message = Message(
                template="`{entry}`: there is no file {file}",
                values={"entry": entries.by_key["file"].name, "file": name},
            )
            entries.fault(message, entries.values["file"].location)
            return
        table = read_table(Path(absolute), COLUMNS)
        entries.faults += table.faults(Path(relative).as_posix())
        last = max((row.line for row in table.rows), default=0)
        lines = StringList([""] * last, items=[(absolute, number) for number in range(last)])
        source = SourceText(self, lines)
        for row in table.rows:
            yield _StepRow(source=source, line=row.line - 1, row=row, has_activities="text" in table.columns)

    def _typed_rows(
        self, source: SourceText, first: int, entries: Entries, shown: list[nodes.Node]
    ) -> Iterator[_StepRow]:
        """The rows that stand in the directive; what is none of them is added to what is ``shown``."""
        lines = [
            (number, line)
            for number, line in enumerate(source.lines[first:], start=first)
            if line.strip() and not _RULE.fullmatch(line)
        ]
        if not lines:
            return
        (number, typed), *others = lines
        framed = typed.lstrip().startswith("|")
        above, titles = [], _cells(typed, framed=framed)
        if others and is_lower_heading(titles, lower := _cells(others[0][1], framed=framed), COLUMNS):
            above, titles, others = titles, lower, others[1:]
        rows = [_cells(line, framed=framed) for _, line in others]
        if rows and are_column_numbers(rows[0]):
            others, rows = others[1:], rows[1:]
        heading, messages = read_heading(titles, COLUMNS, above, rows)
        if not heading.known:
            template = "no row names the columns; write them above the others: {names}"
            values = {"names": ", ".join(column.names[0] for column in COLUMNS)}
            messages = [Message(template=template, values=values)]
            shown.append(_literal(source, [line for _, line in lines], number))
            others = []
        for message in messages:
            entries.fault(message, source.location(number))
        for place, line in others:
            if _BAR.search(line):
                yield _typed_row(source, place, _cells(line, framed=framed), heading)
            else:
                entries.fault(Message(template="a row needs `|` between its cells"), source.location(place))
                shown.append(_literal(source, [line], place))


# -- typed rows ------------------------------------------------------------------------------------------------------
def _begins_table(line: str) -> bool:
    return _BAR.search(line) is not None and ENTRY.fullmatch(line) is None


def _cells(line: str, *, framed: bool) -> list[str]:
    """The cells of a row; ``framed`` rows have bars at both ends too."""
    cells = [cell.strip().replace(r"\|", "|") for cell in _BAR.split(line)]
    if framed and not cells[0]:
        del cells[0]
    if framed and cells and not cells[-1]:
        del cells[-1]
    return cells


def _typed_row(source: SourceText, number: int, cells: Sequence[str], heading: Heading) -> _StepRow:
    known, further, messages = record_cells(heading, cells)
    row = _StepRow(
        source=source,
        line=number,
        row=Record(line=number + 1, cells=known, further=further),
        has_activities="text" in heading.known,
        faults=messages,
    )
    if any(cells[len(heading.keys) :]):
        row.faults.append(
            Message(template=r"the row has more cells than there are columns; a bar inside a text is written `\|`")
        )
    return row


def _literal(source: SourceText, lines: Sequence[str], number: int) -> nodes.Node:
    """Lines that could not be read, as they were typed."""
    text = "\n".join(lines)
    block = nodes.literal_block(text, text, language="none")
    source.set_source(block, number)
    return block


# -- steps -----------------------------------------------------------------------------------------------------------
def _nested(rows: Sequence[_StepRow]) -> list[_StepRow]:
    """Rows 2.1, 2.2 ... below a row 2 without actors are its sub-steps."""
    top: list[_StepRow] = []
    for row in rows:
        parent = top[-1] if top else None
        if (
            parent
            and parent.ordinal
            and "actors" not in parent.row.cells
            and row.ordinal == f"{parent.ordinal}.{len(parent.sub_rows) + 1}"
        ):
            parent.sub_rows.append(row)
        else:
            top.append(row)
    return top


def _steps(rows: Sequence[_StepRow], table: Location) -> Iterator[sop_step]:
    # a table that counts its own rows says nothing about the numbers of the steps
    counted = all(row.ordinal in {"", str(position)} for position, row in enumerate(rows, start=1))
    for row in rows:
        yield _step(row, table, "" if counted else row.ordinal)


def _step(row: _StepRow, table: Location, ordinal: str) -> sop_step:
    source = row.source.at_line(row.line)
    header, content = _header(row)
    entries = read_entries(source, header)
    for message in row.faults:
        entries.fault(message, source.location())
    if row.has_activities:  # else it was said of the table
        note_missing_activity(source, header, entries)
    parsed = without_only(source.parse_lines(content, row.line), entries, source)
    sub_steps = [_step(sub_row, table, "") for sub_row in row.sub_rows]
    node = build_step(source, header, entries, [*parsed, *sub_steps])
    node.table = table
    if node.draft is not None:
        node.draft.ordinal = ordinal
    return node


def _header(row: _StepRow) -> tuple[Header, list[str]]:
    """The entries of a row, and the lines of its activity below the first paragraph."""
    header = Header(title_line=row.line)
    content: list[str] = []
    for key, cell in row.row.cells.items():
        if key == "text":
            lines = cell.split("\n")
            end = next((number for number, line in enumerate(lines) if not line.strip()), len(lines))
            header.title, content = [line.strip() for line in lines[:end]], lines[end + 1 :]
        elif key in _FIELDS and (text := _typed(_FIELDS[key], cell)) is not None:
            header.entries.append(cell_entry(_FIELDS[key], _FIELDS[key].name, row.line, text))
    for title, cell in row.row.further:
        value = tuple(cell.split("\n"))
        header.leftover.append(
            Entry(name=title or "…", field=None, line=row.line, lines=(row.line,) * len(value), value=value)
        )
    return header, content


def _typed(field: Field, cell: str) -> str | None:
    """What would be typed for a cell as an entry; None if it says that there is none."""
    if field.kind is Kind.RICH:
        return cell
    word = cell.strip().casefold()
    if field.kind is Kind.FLAG:
        return None if word in _UNSET_WORDS else "" if word in _SET_WORDS else cell
    if word in {NONE_MARK, "–"}:
        return None
    if field.kind in _LINE_KINDS:
        return "\n".join(part.strip().replace(r"\;", ";") for part in _LINE_END.split(cell) if part.strip())
    return cell
