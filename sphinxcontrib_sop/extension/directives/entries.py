"""The entries of a directive as values of the model and as nodes of the doctree."""

from collections.abc import Mapping

from docutils import nodes
from msgspec import Struct, field
from msgspec.structs import replace
from sphinx import addnodes

from ...core.anatomy import NONE_MARK, Kind
from ...core.model import Fault, Location, Message, Value
from ...core.reading.conversion import CONVERTERS, Unreadable, one_line
from ...core.reading.durations import Duration, parse_duration
from ...core.reading.header import Entry, Header
from ..config import source_config
from ..texts import items_of
from .source import SourceText

_PLAIN_KINDS = frozenset({Kind.LINE, Kind.DATE, Kind.KEY, Kind.CHOICE})


class Entries(Struct):
    """What the header of a directive says."""

    values: dict[str, Value] = field(default_factory=dict)
    """By key of the field."""
    rich: dict[str, list[nodes.Node]] = field(default_factory=dict)
    """Body elements of the reStructuredText values."""
    by_key: dict[str, Entry] = field(default_factory=dict)
    kept: list[Entry] = field(default_factory=list)
    """Entries whose text has no other place and is shown as content."""
    faults: list[Fault] = field(default_factory=list)

    def text(self, key: str) -> str:
        """Text of an entry, empty if it was not typed."""
        return self.values[key].text if key in self.values else ""

    def parsed(self, key: str) -> object:
        """What an entry was read as, None if it was not typed or could not be read."""
        return self.values[key].parsed if key in self.values else None

    @property
    def locations(self) -> Mapping[str, Location]:
        """Where each entry stands."""
        return {key: value.location for key, value in self.values.items()}

    def fault(self, message: Message, location: Location, code: str = "SOP114") -> None:
        """Note what is wrong with an entry."""
        self.faults.append(Fault(code=code, message=message, location=location))


def read_entries(source: SourceText, header: Header) -> Entries:
    """Read every entry of a header; the text of one that cannot be read is kept."""
    entries = Entries(kept=list(header.leftover))
    for fault in header.faults:
        entries.fault(fault.message, source.location(fault.line))
    for entry in header.entries:
        assert entry.field is not None  # noqa: S101 - `Header.entries` are the known ones
        key = entry.field.alias
        entries.by_key[key] = entry
        entries.values[key] = _value(source, entry, entries)
    return entries


def _value(source: SourceText, entry: Entry, entries: Entries) -> Value:
    assert entry.field is not None  # noqa: S101
    location = source.location(entry.line)
    kind = entry.field.kind
    if kind is Kind.RICH:
        return _rich_value(source, entry, entries, location)
    lines = tuple(line.strip() for line in entry.value if line.strip())
    text = one_line(entry.text) if kind in _PLAIN_KINDS else "\n".join(lines)
    parsed = None
    convert = CONVERTERS.get(kind)
    if convert is not None:
        try:
            parsed = convert(entry.text, entry.field)
        except Unreadable as error:
            entries.fault(error.message, location, error.code)
            if kind is not Kind.DATE:  # the form prints a date as it was typed
                entries.kept.append(entry)
    if entry.field.timed:
        parsed = _duration(text, source)
    return Value(text=text, location=location, items=lines, parsed=parsed)


def _rich_value(source: SourceText, entry: Entry, entries: Entries, location: Location) -> Value:
    assert entry.field is not None  # noqa: S101
    if entry.text.strip() == NONE_MARK:
        return Value(text=NONE_MARK, location=location)
    children = without_only(source.parse_entry(entry), entries, source)
    entries.rich[entry.field.alias] = children
    items = items_of(children)
    text = "\n".join(items)
    parsed = _duration(text, source) if entry.field.timed else None
    return Value(text=text, location=location, items=items, parsed=parsed)


def _duration(text: str, source: SourceText) -> Duration | None:
    return parse_duration(text, source_config(source.directive.config).working_time)


def without_only(content: list[nodes.Node], entries: Entries, source: SourceText) -> list[nodes.Node]:
    """Take `only` apart, at any depth: with it the numbering of steps would depend on the builder."""
    if not source.may_hold("only") or not any(True for node in content for _ in node.findall(addnodes.only)):
        return content
    holder = nodes.Element("", *content)
    while (only := holder.next_node(addnodes.only)) is not None:
        message = Message(template="`only` cannot stand inside an SOP; its content counts always")
        place = source.location()
        entries.fault(message, replace(place, line=only.line or place.line))
        only.replace_self(only.children)
    children: list[nodes.Node] = holder.children
    holder.children = []
    for child in children:
        child.parent = None
    return children


def kept_nodes(source: SourceText, entries: Entries) -> list[nodes.Node]:
    """Show entries that have no place of their own as a list of fields, so that their text is not lost."""
    if not entries.kept:
        return []
    listing = nodes.field_list(classes=["sop-kept"])
    for entry in entries.kept:
        body = nodes.field_body("", *source.parse_entry(entry))
        listing += nodes.field("", nodes.field_name("", entry.name), body)
    source.set_source(listing, entries.kept[0].line)
    return [listing]
