"""Sphinx as a reader: a manual is read and its references are resolved, nothing is written, every message is kept.

Messages of reading and of resolving are kept by document, so that a run in which nothing changed says what the first said,
and one in several processes what one in a single process says.
"""

import json
from collections.abc import Iterator, Mapping, Set
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace
from sphinx.application import Sphinx
from sphinx.config import Config, is_serializable
from sphinx.environment import BuildEnvironment
from sphinx.util.logging import is_suppressed_warning

from ..core.model import Location
from ..core.rules import RULES, Finding
from ..core.whole_files import write_whole
from ..extension.builders import WholeBuilder
from ..extension.domain import sop_domain
from ..extension.findings import FOUND
from ..extension.reporting import LOGGED
from ._finding_data import finding_as_data, finding_from_data
from ._notes import NotesDomain, Recorder, lacks_file, notes_domain

EXTENSION = "sphinxcontrib_sop"
RESOLVED_FILE = "resolved.json"


class Resolved(Struct, frozen=True):
    """What was said while the references of one document were resolved, and the time at which it had been read."""

    read_at: float
    findings: tuple[Finding, ...]


class ReadingBuilder(WholeBuilder):
    """Reads a manual and does no more."""

    name = "sop-read"
    allow_parallel = False  # there is nothing to write

    def write_documents(self, docnames: Set[str]) -> None:
        """Nothing is written."""


class CheckBuilder(WholeBuilder):
    """Resolves the references too, of the documents for which something may have changed."""

    name = "sop-check"
    allow_parallel = False

    def __init__(self, app: Sphinx, env: BuildEnvironment) -> None:
        super().__init__(app, env)
        assert isinstance(app, ReadingApplication)  # noqa: S101 - nobody else makes this builder
        self.reading = app
        self.resolved: dict[str, Resolved] = {}

    def write_documents(self, docnames: Set[str]) -> None:
        """Resolve; the messages of other documents are those of the last run."""
        if not self.reading.consistency_checked:  # Sphinx leaves it out where nothing was read
            self.env.check_consistency()
        file = Path(self.doctreedir, RESOLVED_FILE)
        settings = _settings(self.config)
        before = _load_resolutions(file, settings)
        notes = notes_domain(self.env)
        times = self.env.all_docs
        unchanged = {name for name, record in before.items() if times.get(name) == record.read_at}
        alike = unchanged == docnames == before.keys()
        for docname in sorted(docnames):
            if docname in unchanged and (alike or not notes.of(docname).refers):
                self.resolved[docname] = before[docname]
                continue
            said: list[Finding] = []
            with self.reading.recorder.into(said):
                super().write_documents({docname})
            self.resolved[docname] = Resolved(read_at=times[docname], findings=tuple(said))
        if not alike:
            _keep_resolutions(file, settings, self.resolved)


class ReadingApplication(Sphinx):
    """Sphinx with a recorder, and with the extension even where ``conf.py`` forgot it."""

    recorder: Recorder
    extension_missing = False
    consistency_checked = False
    _advice: list[Finding]

    def setup_extension(self, extname: str) -> None:
        """Listen from the first extension on: Sphinx clears its listeners before, and finds little to say."""
        if not hasattr(self, "recorder"):
            self._advice = []
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
        self.connect("doctree-read", self.recorder.read)
        self.connect("env-updated", self.recorder.end, priority=0)
        self.connect("env-get-outdated", self._read_again)
        self.connect(FOUND, self._keep_advice)
        self.connect("env-check-consistency", self._note_consistency)
        super().preload_builder(name)

    def _keep_advice(self, app: Sphinx, findings: list[Finding]) -> None:
        self._advice = [finding for finding in findings if finding.severity not in LOGGED]

    def _read_again(
        self, app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
    ) -> list[str]:
        """Documents that lacked a file: it may be there now."""
        return [docname for docname, notes in notes_domain(env).by_doc.items() if any(map(lacks_file, notes.findings))]

    def _note_consistency(self, app: Sphinx, env: BuildEnvironment) -> None:
        self.consistency_checked = True

    def all_findings(self) -> Iterator[Finding]:
        """What rules and Sphinx found and the manual does not suppress, paths from its folder; in no order, none twice."""
        suppressed = frozenset(self.config.suppress_warnings)
        seen: set[tuple[str, Location, str]] = set()
        for finding in self._all_findings():
            code = f"sop.{finding.code}" if finding.code in RULES else finding.code
            kind, _, subtype = code.partition(".")
            key = (finding.code, finding.location, str(finding.message))
            # a file that two documents include is read twice
            if key not in seen and not is_suppressed_warning(kind, subtype, suppressed):
                seen.add(key)
                yield finding

    def _all_findings(self) -> Iterator[Finding]:
        """What is no mere advice was heard in the log."""
        for finding in self._advice + self.recorder.general:
            yield replace(finding, location=finding.location.seen_from(Path(self.srcdir)))
        for docname, finding in notes_domain(self.env).repeated_labels():
            yield replace(finding, sop=self._sop_at(docname, finding.location))
        notes = notes_domain(self.env).by_doc
        resolved = self.builder.resolved if isinstance(self.builder, CheckBuilder) else {}
        for docname in sorted(notes.keys() | resolved.keys()):
            said = [*(notes[docname].findings if docname in notes else ())]
            said += resolved[docname].findings if docname in resolved else ()
            for finding in said:
                yield replace(finding, sop=self._sop_at(docname, finding.location))

    def _sop_at(self, docname: str, location: Location) -> str:
        """Name of the SOP in which a line of a document lies; empty outside one, or for another file."""
        if location.path != self.env.doc2path(docname, False).as_posix():
            return ""
        record = sop_domain(self.env).by_doc.get(docname)
        before = [
            procedure for procedure in (record.procedures if record else ()) if procedure.location.line <= location.line
        ]
        return max(before, key=lambda procedure: procedure.location.line).name if before and location.line else ""


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


def _keep_resolutions(file: Path, settings: str, resolved: Mapping[str, Resolved]) -> None:
    """Keep what was said, with the settings under which it was."""
    documents = {
        docname: [said.read_at, [finding_as_data(finding) for finding in said.findings]]
        for docname, said in resolved.items()
    }
    write_whole(file, json.dumps({"settings": settings, "documents": documents}))


def _load_resolutions(file: Path, settings: str) -> dict[str, Resolved]:
    """What was kept under these settings; nothing if it cannot be read."""
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        if data["settings"] != settings:
            return {}
        return {
            docname: Resolved(read_at=read_at, findings=tuple(map(finding_from_data, findings)))
            for docname, (read_at, findings) in data["documents"].items()
        }
    except (OSError, ValueError, TypeError, LookupError, AttributeError):
        return {}
