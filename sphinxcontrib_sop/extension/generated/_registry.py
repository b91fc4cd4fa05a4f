"""The table of generators, and the documents that have to be written again because of them."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from ...core.configuration import OutputConfig
from ...core.model import Location, Message, Procedure
from ...core.profiles import Words
from ..at_work import at_work
from ..config import output_config
from ..domain import SopDomain, sop_domain
from ..records import GeneratedRequest
from ..reporting import warn
from ..tables import Cell, add_row, add_spanning_row


@dataclass(kw_only=True)
class GeneratedContext:
    """What a generator may ask; it must not change anything."""

    env: BuildEnvironment
    messages: list[tuple[str, Message, Location]] = field(default_factory=list)
    """What was wrong: subtype of the warning (a code or a word), sentence and place; see `warn`."""

    @cached_property
    def config(self) -> OutputConfig:
        """The values of the configuration."""
        return output_config(self.env.config)

    @cached_property
    def domain(self) -> SopDomain:
        """The SOPs of the manual."""
        return sop_domain(self.env)

    @property
    def builder(self) -> str:
        """Name of the builder at work."""
        return at_work(self.env).builder

    @property
    def format(self) -> str:
        """Format of the builder at work: html, latex, typst ..."""
        return at_work(self.env).format

    @property
    def language(self) -> str:
        """Language of the output."""
        return self.config.language

    @cached_property
    def words(self) -> Words:
        """Labels of the profile in the language of the output."""
        return self.config.words

    def unit_of(self, procedure: Procedure) -> str:
        """Name of the unit of an SOP in the language of the output."""
        return self.config.unit_shown(procedure.unit)

    def warn(self, subtype: str, message: Message, location: Location) -> None:
        """Report something once a build, on unchanged builds too."""
        self.messages.append((subtype, message, location))

    def link(self, procedure: Procedure, text: str = "", *, docname: str, step: str = "") -> pending_xref:
        """Return a reference to an SOP or one of its steps; its text is the title unless another one is given."""
        target = f"{procedure.name}/{step}" if step else procedure.name
        shown = text or self.domain.shown(procedure)
        return pending_xref(
            "",
            nodes.inline("", shown, classes=["sop-ref"]),
            refdomain="sop",
            reftype="step" if step else "ref",
            reftarget=target,
            refexplicit=True,
            refwarn=True,
            refdoc=docname,
            place=f"{procedure.docname}#{procedure.anchor}",  # so that a new place counts as a change
        )

    def add_heading(self, made: nodes.table, cell: Cell, columns: int) -> None:
        """Add the heading of a group of rows; the writer of manual pages knows no cells over several columns."""
        if self.format == "man":
            add_row(made, [cell, *([[]] * (columns - 1))])
        else:
            add_spanning_row(made, cell, columns)

    @staticmethod
    def document_link(text: str, target: str, *, docname: str) -> pending_xref:
        """Return a reference to a document."""
        return pending_xref(
            "",
            nodes.inline("", text),
            refdomain="std",
            reftype="doc",
            reftarget=f"/{target}",
            refexplicit=True,
            refwarn=True,
            refdoc=docname,
        )


Generator = Callable[[GeneratedRequest, GeneratedContext], list[nodes.Node]]

GENERATORS: dict[str, Generator] = {}
"""Kind of a `sop_generated` -> what makes its nodes."""


def generator(kind: str) -> Callable[[Generator], Generator]:
    """Register a generator for a kind of `sop_generated`."""

    def register(function: Generator) -> Generator:
        GENERATORS[kind] = function
        return function

    return register


def generate(request: GeneratedRequest, context: GeneratedContext) -> list[nodes.Node]:
    """Return the nodes of a request."""
    return GENERATORS[request.kind](request, context)


def report(app: Sphinx, env: BuildEnvironment) -> dict[str, str]:
    """Log what the generators find wrong; return a digest of what they make for each document that asks for something.

    Called on every build, before anything is written.
    """
    digests = {}
    domain = sop_domain(env)
    for docname, record in sorted(domain.by_doc.items()):
        if not record.requests:
            continue
        digest = hashlib.sha256()
        for request in record.requests:
            context = GeneratedContext(env=env)
            for node in generate(request, context):
                digest.update(node.pformat().encode())
            for subtype, message, location in context.messages:
                warn(app, subtype, message, location)
        digests[docname] = digest.hexdigest()
    return digests
