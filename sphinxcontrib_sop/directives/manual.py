"""What the directives for the documents of a manual share: options read as the entries of an SOP are."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from ..anatomy import Anatomy
from ..drafts import note_fault
from ..header import Header, read_header
from ..model import Message
from ..nodes import sop_generated
from .entries import Entries, kept_nodes, read_entries
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

    def run(self) -> list[nodes.Node]:
        """Read the text of the directive and make its nodes; what has no place of its own is shown below them."""
        self.source = SourceText(self)
        header = read_header(self.source.lines, self.anatomy)
        self.entries: Entries = read_entries(self.source, header)
        made = self.make(" ".join(header.title), header)
        for fault in self.entries.faults:
            note_fault(self.env, fault)
        return [*made, *kept_nodes(self.source, self.entries)]

    @abstractmethod
    def make(self, argument: str, header: Header) -> list[nodes.Node]:
        """Return the nodes; ``header.body`` has the numbers of the lines of the content."""

    def fault(self, message: Message, key: str = "") -> None:
        """Note what is wrong with an option, or with the directive."""
        value = self.entries.values.get(key)
        self.entries.fault(message, value.location if value else self.source.location())


class GeneratedDirective(ManualDirective):
    """Leaves a `sop_generated` of a kind; its options reach the generator by their English names."""

    kind: ClassVar[str]
    takes_argument: ClassVar[bool] = False

    def make(self, argument: str, header: Header) -> list[nodes.Node]:
        """Return the node that a generator will fill."""
        options = {key: self._option(key) for key in self.entries.values}
        if argument and not self.takes_argument:
            self.fault(Message(template="`{directive}` takes no argument", values={"directive": self.name}))
        elif argument:
            options["argument"] = argument
        node = sop_generated(kind=self.kind, options=options)
        self.source.set_source(node, None)
        return [node, *self.below(header.body)]

    def _option(self, key: str) -> str:
        parsed = self.entries.parsed(key)
        return parsed if isinstance(parsed, str) else self.entries.text(key)

    def below(self, body: Sequence[int]) -> list[nodes.Node]:
        """Return the content as it stands below what is generated."""
        return self.source.parse_body(body)
