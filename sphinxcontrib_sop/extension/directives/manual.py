"""What the directives for the documents of a manual share: options read as the entries of an SOP are."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from ...core.anatomy import NONE_MARK, Anatomy
from ...core.model import Fault, Message
from ...core.reading.header import Header, read_header
from ..drafts import note_fault
from ..nodes import sop_generated
from .entries import Entries, kept_nodes, read_entries
from .options import options_of
from .source import SourceText


class ManualDirective(SphinxDirective):
    """Reads argument, options and content; nothing typed is lost and every fault has its own line.

    A subclass declares its options and makes nodes of them.
    """

    has_content = True
    required_arguments = 0
    optional_arguments = 0
    option_spec: ClassVar[Any] = None

    anatomy: ClassVar[Anatomy]

    takes_argument: ClassVar[bool] = True

    source: SourceText
    header: Header
    """`Header.title` is the argument, ``body`` has the numbers of the lines of the content."""
    entries: Entries

    def __init_subclass__(cls) -> None:
        """List the entries where editors look for them."""
        if "anatomy" in vars(cls):
            cls.option_spec = options_of(cls.anatomy)

    def run(self) -> list[nodes.Node]:
        """Read the text of the directive and make its nodes."""
        self.source = SourceText(self)
        self.header = read_header(self.source.lines, self.anatomy, titled=self.source.begins_with_argument)
        self.entries = read_entries(self.source, self.header)
        if self.header.title and not self.takes_argument:
            self.fault("`{directive}` takes no argument", directive=self.name)
        made = self.make()
        for fault in self.entries.faults:
            note_fault(self.env, fault)
        return made

    @abstractmethod
    def make(self) -> list[nodes.Node]:
        """Return the nodes, those of the content and of `kept` among them."""

    def kept(self) -> list[nodes.Node]:
        """What was typed and has no place of its own."""
        return kept_nodes(self.source, self.entries)

    @property
    def argument(self) -> str:
        """The argument on one line."""
        return " ".join(self.header.title)

    def text(self, key: str) -> str:
        """Text of an entry; empty if it was not typed or is `-`."""
        text = self.entries.text(key)
        return "" if text.strip() == NONE_MARK else text

    def line_of(self, key: str) -> int | None:
        """Number of the line of an entry, None if it was not typed."""
        entry = self.entries.by_key.get(key)
        return entry.line if entry is not None else None

    def fault(self, template: str, number: int | None = None, *, code: str = "SOP114", **values: object) -> None:
        """Note what is wrong with a line, with the directive if it is None."""
        message = Message(template=template, values=values)
        self.entries.faults.append(Fault(code=code, message=message, location=self.source.location(number)))


class GeneratedDirective(ManualDirective):
    """Leaves a `sop_generated` of a kind; its options reach the generator by their English names."""

    kind: ClassVar[str]
    takes_argument = False
    records: Sequence[tuple[int, Mapping[str, str]]] = ()
    """Line and cells of each row of a file that the directive names."""

    def make(self) -> list[nodes.Node]:
        """Return the node that a generator will fill, and below it the content."""
        options = self.options_of()
        node = sop_generated(kind=self.kind, options=options, records=self.records)
        self.source.set_source(node, None)
        return self.around(node, [*self.source.parse_body(self.header.body), *self.kept()])

    def options_of(self) -> dict[str, str]:
        """What the generator is told."""
        options = {key: self._option(key) for key in self.entries.values}
        return options | {"argument": self.argument} if self.argument and self.takes_argument else options

    def around(self, node: sop_generated, content: Sequence[nodes.Node]) -> list[nodes.Node]:
        """Return the node as it stands in the document, with the content below it."""
        return [node, *content]

    def _option(self, key: str) -> str:
        parsed = self.entries.parsed(key)
        return parsed if isinstance(parsed, str) else self.entries.text(key)
