"""What Sphinx says of a manual while it reads it, kept by document and turned into findings."""

import logging
import re
from collections.abc import Iterator, Set
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from msgspec import Struct, field
from sphinx.addnodes import pending_xref, toctree
from sphinx.application import Sphinx
from sphinx.domains import Domain
from sphinx.environment import BuildEnvironment
from sphinx.locale import __ as of_sphinx
from sphinx.util.logging import NAMESPACE, SphinxLogRecordTranslator, SphinxWarningLogRecord, get_node_location

from ..core.model import Location, Message
from ..core.reports import SPHINX
from ..core.rules import RULES, Finding, Severity
from ..extension.nodes import sop_generated
from ..extension.reporting import FINDING, place_in

_ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
_SYSTEM_ERROR = re.compile(r"\[Errno \d+\]")
"""What docutils says of a file it cannot open.  It does not note that the document depends on it."""
_NOTED = "sop_noted"
"""Attribute of a record that was kept: Sphinx hands the same one round several times."""
_DUPLICATE = "duplicate label %s, other instance in %s"
"""What Sphinx says of a label in two documents, if both are read by one process and in one run."""


class DocumentNotes(Struct):
    """What was said while one document was read."""

    findings: list[Finding] = field(default_factory=list)
    labels: dict[str, Location] = field(default_factory=dict)
    """Labels that the author gave, by which other documents refer to this one."""
    refers: bool = False
    """True if what it shows depends on other documents."""


_SILENT = ("approval-state",)
"""Kinds of generated content that every SOP may have, and that nothing can be wrong with where it is put in its place."""


class NotesDomain(Domain):
    """Keeps what was said about each document where parallel readers and later runs find it."""

    name = "sop-notes"
    label = "SOP notes"
    initial_data: ClassVar[dict[str, Any]] = {"by_doc": {}}
    data_version = 4

    @property
    def by_doc(self) -> dict[str, DocumentNotes]:
        """Notes by document name."""
        notes: dict[str, DocumentNotes] = self.data["by_doc"]
        return notes

    def of(self, docname: str) -> DocumentNotes:
        """The notes of a document, new ones if there are none."""
        return self.by_doc.setdefault(docname, DocumentNotes())

    def clear_doc(self, docname: str) -> None:
        """Forget a document."""
        self.by_doc.pop(docname, None)

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        """Take over what a parallel reader noted."""
        self.by_doc.update((name, notes) for name, notes in otherdata["by_doc"].items() if name in docnames)

    def process_doc(self, env: BuildEnvironment, docname: str, document: nodes.document) -> None:
        """Note whether a document refers to others."""
        kinds = (pending_xref, toctree, sop_generated)
        self.of(docname).refers = any(
            isinstance(node, kinds) and node.get("kind") not in _SILENT for node in document.findall()
        )

    def note_labels(self, docname: str, document: nodes.document, srcdir: Path) -> None:
        """Note the labels that the standard domain took from a document."""
        labels = self.env.domains.standard_domain.labels
        for name, explicit in document.nametypes.items():
            if explicit and labels.get(name, ("",))[0] == docname:
                node = document.ids[labels[name][1]]
                self.of(docname).labels[name] = place_in(get_node_location(node) or "", srcdir)

    def repeated_labels(self) -> Iterator[tuple[str, Finding]]:
        """A finding for each label that an earlier document has too, with the document."""
        seen: dict[str, str] = {}
        for docname, notes in sorted(self.by_doc.items()):
            for name, location in notes.labels.items():
                if name in seen:
                    text = of_sphinx(_DUPLICATE) % (name, self.env.doc2path(seen[name], False))
                    yield docname, _text_finding(SPHINX, Severity.WARNING, location, text)
                seen[name] = docname


class Recorder(logging.Handler):
    """Keeps warnings and errors as findings: with the document being read or resolved, else with the manual."""

    def __init__(self, app: Sphinx) -> None:
        super().__init__(logging.WARNING)
        self.app = app
        self.general: list[Finding] = []
        """What was said about no document in particular."""
        self.target = self.general
        self.addFilter(_Placed(app))

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record once; which ones the manual suppresses is asked when all are known."""
        if getattr(record, _NOTED, False):
            return
        setattr(record, _NOTED, True)
        if record.msg == of_sphinx(_DUPLICATE):  # it depends on what is read in one go; see `repeated_labels`
            return
        finding = getattr(record, FINDING, None) or _finding(record, Path(self.app.srcdir))
        self.target.append(finding)

    def attach(self) -> None:
        """Listen; Sphinx takes its listeners away in every process that reads for it."""
        logging.getLogger(NAMESPACE).addHandler(self)

    def begin(self, app: Sphinx, docname: str, content: list[str]) -> None:
        """A document is read from here on."""
        self.attach()
        self.target = notes_domain(app.env).of(docname).findings

    def read(self, app: Sphinx, document: nodes.document) -> None:
        """A document was read."""
        notes_domain(app.env).note_labels(app.env.docname, document, Path(app.srcdir))

    def end(self, app: Sphinx, env: BuildEnvironment) -> None:
        """All documents were read."""
        self.target = self.general

    @contextmanager
    def into(self, target: list[Finding]) -> Iterator[None]:
        """Keep what is said meanwhile in a list of its own."""
        self.target = target
        try:
            yield
        finally:
            self.target = self.general


class _Placed(SphinxLogRecordTranslator):
    """Gives a record its place as Sphinx prints it."""

    LogRecordClass = SphinxWarningLogRecord


def notes_domain(env: BuildEnvironment) -> NotesDomain:
    """Return the domain that keeps the notes."""
    domain = env.get_domain(NotesDomain.name)
    assert isinstance(domain, NotesDomain)  # noqa: S101 - registered under that name above
    return domain


def lacks_file(finding: Finding) -> bool:
    """True for a message on a file that could not be opened: nobody will tell when it can be."""
    return any(_SYSTEM_ERROR.search(str(message)) for message in finding.messages)


def _finding(record: logging.LogRecord, srcdir: Path) -> Finding:
    """A record of Sphinx or another extension as a finding with code ``type.subtype``."""
    try:
        text = logging.LogRecord.getMessage(record)  # that of Sphinx puts place and level before it
    except (TypeError, ValueError):  # a placeholder too many
        text = str(record.msg)
    kind, subtype = getattr(record, "type", "") or "", getattr(record, "subtype", "") or ""
    code = ".".join(filter(None, (kind, subtype)))
    text = _ESCAPES.sub("", text).removesuffix(f" [{code}]").strip()
    known = subtype if kind == "sop" and subtype in RULES else code or SPHINX
    severity = Severity.ERROR if record.levelno >= logging.ERROR else Severity.WARNING
    return _text_finding(known, severity, place_in(str(getattr(record, "location", None) or ""), srcdir), text)


def _text_finding(code: str, severity: Severity, location: Location, text: str) -> Finding:
    message = Message(template="{text}", values={"text": text})
    return Finding(code=code, severity=severity, location=location, messages=(message,))
