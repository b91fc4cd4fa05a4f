"""Sphinx as a reader: a manual is read and its references are resolved, nothing is written, every message is kept.

Messages of reading and of resolving are kept by document, so that a run in which nothing changed says what the first said,
and one in several processes what one in a single process says.
"""

from __future__ import annotations

import logging
import pickle
import re
from collections.abc import Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from sphinx.addnodes import pending_xref, toctree
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.config import Config, is_serializable
from sphinx.domains import Domain
from sphinx.environment import BuildEnvironment
from sphinx.util.logging import NAMESPACE, SphinxLogRecordTranslator, SphinxWarningLogRecord, is_suppressed_warning

from ..domain import sop_domain
from ..findings import FOUND
from ..model import Location, Message
from ..nodes import sop_generated
from ..reports import SPHINX, sentence
from ..rules import RULES, Finding, Severity

EXTENSION = "sphinxcontrib_sop"
RESOLVED_FILE = "resolved.pickle"
_ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
_PLACE = re.compile(r"(?P<path>.*?)(?::(?P<line>\d*))?", re.DOTALL)
_SYSTEM_ERROR = re.compile(r"\[Errno \d+\]")
"""What docutils says of a file it cannot open.  It does not note that the document depends on it."""
_NOTED = "sop_noted"
"""Attribute of a record that was kept: Sphinx hands the same one round several times."""


@dataclass(slots=True)
class DocumentNotes:
    """What was said while one document was read."""

    findings: list[Finding] = field(default_factory=list)
    refers: bool = False
    """True if what it shows depends on other documents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolutions:
    """What was said while references were resolved, and the settings under which it was."""

    settings: str
    documents: dict[str, Resolved]


@dataclass(frozen=True, slots=True)
class Resolved:
    """What was said while the references of one document were resolved, and the time at which it had been read."""

    read_at: float
    findings: tuple[Finding, ...]


class NotesDomain(Domain):
    """Keeps what was said about each document where parallel readers and later runs find it."""

    name = "sop-notes"
    label = "SOP notes"
    initial_data: ClassVar[dict[str, Any]] = {"by_doc": {}}
    data_version = 1

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
        self.of(docname).refers = any(isinstance(node, kinds) for node in document.findall())


class Recorder(logging.Handler):
    """Keeps warnings and errors as findings: with the document being read or resolved, else with the manual."""

    def __init__(self, app: ReadingApplication) -> None:
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
        self.target.append(_finding(record, self.app.srcdir))

    def attach(self) -> None:
        """Listen; Sphinx takes its listeners away in every process that reads for it."""
        logging.getLogger(NAMESPACE).addHandler(self)

    def begin(self, app: Sphinx, docname: str, content: list[str]) -> None:
        """A document is read from here on."""
        self.attach()
        self.target = notes_domain(app.env).of(docname).findings

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


class ReadingBuilder(Builder):
    """Reads a manual and does no more."""

    name = "sop-read"
    allow_parallel = False  # there is nothing to write

    def get_outdated_docs(self) -> str:
        """Every document is looked at."""
        return "SOP"

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Every document can be linked to."""
        return ""

    def prepare_writing(self, docnames: Set[str]) -> None:
        """Nothing is written."""

    def write_documents(self, docnames: Set[str]) -> None:
        """Nothing is written."""

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Nothing is written."""


class CheckBuilder(ReadingBuilder):
    """Resolves the references too, of the documents for which something may have changed."""

    name = "sop-check"

    def init(self) -> None:
        """Nothing was resolved yet."""
        self.resolved: dict[str, Resolved] = {}

    def write_documents(self, docnames: Set[str]) -> None:
        """Resolve; the messages of other documents are those of the last run."""
        assert isinstance(self.app_, ReadingApplication)  # noqa: S101 - nobody else makes this builder
        if not self.app_.consistency_checked:  # Sphinx leaves it out where nothing was read
            self.env.check_consistency()
        file = Path(self.doctreedir, RESOLVED_FILE)
        settings = _settings(self.config)
        before = _load_resolutions(file, settings)
        notes = notes_domain(self.env)
        times = self.env.all_docs
        unchanged = {name for name, one in before.items() if times.get(name) == one.read_at}
        alike = unchanged == docnames == before.keys()
        for docname in sorted(docnames):
            if docname in unchanged and (alike or not notes.of(docname).refers):
                self.resolved[docname] = before[docname]
                continue
            said: list[Finding] = []
            with self.app_.recorder.into(said):
                super(ReadingBuilder, self).write_documents({docname})
            self.resolved[docname] = Resolved(read_at=times[docname], findings=tuple(said))
        if not alike:
            file.write_bytes(pickle.dumps(Resolutions(settings=settings, documents=self.resolved)))

    @property
    def app_(self) -> Sphinx:
        """The application; Sphinx is about to take the attribute of that name away."""
        return self._app


class ReadingApplication(Sphinx):
    """Sphinx with a recorder, and with the extension even where ``conf.py`` forgot it."""

    recorder: Recorder
    extension_missing = False
    consistency_checked = False
    rule_findings: list[Finding]

    def setup_extension(self, extname: str) -> None:
        """Listen from the first extension on: Sphinx clears its listeners before, and finds little to say."""
        if not hasattr(self, "recorder"):
            self.rule_findings = []
            self.recorder = Recorder(self)
            self.recorder.attach()
        super().setup_extension(extname)

    def preload_builder(self, name: str) -> None:
        """All extensions of the manual were loaded."""
        if EXTENSION not in self.extensions:
            self.extension_missing = True
            self.setup_extension(EXTENSION)
        self.add_domain(NotesDomain)
        self.add_builder(ReadingBuilder)
        self.add_builder(CheckBuilder)
        self.connect("source-read", self.recorder.begin, priority=0)
        self.connect("env-updated", self.recorder.end, priority=0)
        self.connect("env-get-outdated", self._read_again)
        self.connect(FOUND, self._keep_findings)
        self.connect("env-check-consistency", self._note_consistency)
        super().preload_builder(name)

    def _keep_findings(self, app: Sphinx, findings: list[Finding]) -> None:
        self.rule_findings = list(findings)

    def _read_again(
        self, app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
    ) -> list[str]:
        """Documents that lacked a file: it may be there now."""
        return [docname for docname, notes in notes_domain(env).by_doc.items() if any(map(lacks_file, notes.findings))]

    def _note_consistency(self, app: Sphinx, env: BuildEnvironment) -> None:
        self.consistency_checked = True

    def all_findings(self) -> Iterator[Finding]:
        """What rules and Sphinx found and the manual does not suppress, paths absolute; in no order, none twice."""
        language, suppressed = self.config.language, frozenset(self.config.suppress_warnings)
        seen: set[tuple[str, Location, str]] = set()
        for finding in self._all_findings():
            code = f"sop.{finding.code}" if finding.code in RULES else finding.code
            kind, _, subtype = code.partition(".")
            key = (finding.code, finding.location, sentence(finding, language))
            if key not in seen and not is_suppressed_warning(kind, subtype, suppressed):
                seen.add(key)
                yield finding

    def _all_findings(self) -> Iterator[Finding]:
        for finding in self.rule_findings:
            place = Location(path=str(self.srcdir / finding.location.path), line=finding.location.line)
            yield replace(finding, location=place)
        yield from self.recorder.general  # among them those of the rules once more, as Sphinx heard them
        notes = notes_domain(self.env).by_doc
        resolved = self.builder.resolved if isinstance(self.builder, CheckBuilder) else {}
        for docname in sorted(notes.keys() | resolved.keys()):
            said = [*(notes[docname].findings if docname in notes else ())]
            said += resolved[docname].findings if docname in resolved else ()
            for finding in said:
                yield replace(finding, sop=self._sop_at(docname, finding.location))

    def _sop_at(self, docname: str, location: Location) -> str:
        """Name of the SOP in which a line of a document lies; empty outside one, or for another file."""
        if location.path != str(self.env.doc2path(docname)):
            return ""
        record = sop_domain(self.env).by_doc.get(docname)
        before = [one for one in (record.procedures if record else ()) if one.location.line <= location.line]
        return max(before, key=lambda one: one.location.line).name if before and location.line else ""


def lacks_file(finding: Finding) -> bool:
    """True for a message on a file that could not be opened: nobody will tell when it can be."""
    return any(_SYSTEM_ERROR.search(str(message)) for message in finding.messages)


def _settings(config: Config) -> str:
    """The configuration as a text that differs where it does."""
    return repr(sorted((item.name, _stable(item.value)) for item in config if is_serializable(item.value)))


def _stable(value: object) -> str:
    """A value as a text that is the same in every process: the members of a set come in any order."""
    if isinstance(value, (set, frozenset)):
        return repr(sorted(map(_stable, value)))
    if isinstance(value, (list, tuple)):
        return repr([_stable(member) for member in value])
    if isinstance(value, dict):
        return repr(sorted((_stable(key), _stable(member)) for key, member in value.items()))
    return repr(value)


def notes_domain(env: BuildEnvironment) -> NotesDomain:
    """Return the domain that keeps the notes."""
    domain = env.get_domain(NotesDomain.name)
    assert isinstance(domain, NotesDomain)  # noqa: S101 - registered under that name above
    return domain


def _load_resolutions(file: Path, settings: str) -> dict[str, Resolved]:
    """What was kept under these settings."""
    try:
        loaded = pickle.loads(file.read_bytes())
    except FileNotFoundError:
        return {}
    return loaded.documents if isinstance(loaded, Resolutions) and loaded.settings == settings else {}


def _finding(record: logging.LogRecord, srcdir: Path) -> Finding:
    """A record of Sphinx as a finding with code ``type.subtype``, or with the code of a rule."""
    try:
        text = logging.LogRecord.getMessage(record)  # that of Sphinx puts place and level before it
    except (TypeError, ValueError):  # a placeholder too many
        text = str(record.msg)
    kind, subtype = getattr(record, "type", "") or "", getattr(record, "subtype", "") or ""
    code = ".".join(filter(None, (kind, subtype)))
    text = _ESCAPES.sub("", text).removesuffix(f" [{code}]").strip()
    return Finding(
        code=subtype if kind == "sop" and subtype in RULES else code or SPHINX,
        severity=Severity.ERROR if record.levelno >= logging.ERROR else Severity.WARNING,
        location=_location(str(getattr(record, "location", None) or ""), srcdir),
        messages=(Message(template="{text}", values={"text": text}),),
    )


def _location(place: str, srcdir: Path) -> Location:
    match = _PLACE.fullmatch(place)
    if match is None or not match["path"]:
        return Location(path="", line=0)
    found = srcdir / match["path"]
    return Location(path=str(found) if found.exists() else match["path"], line=int(match["line"] or 0))
