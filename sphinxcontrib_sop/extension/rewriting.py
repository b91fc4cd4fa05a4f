"""Which documents have to be written again because they show something of the rest of the manual that changed.

What a document showed is kept beside the doctrees, once it was written: by a build that failed, or one of some files only,
the others were not.
"""

import contextlib
import hashlib
import json
import time
from collections.abc import Mapping
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from ..core.whole_files import write_whole
from . import generated
from .config import printing_digest
from .domain import sop_domain
from .removed import remove_pages
from .surroundings import forget_numbers, surroundings

POSTPONED = "sop-rewriting-postponed"
"""Emitted with nothing but the application; a listener says true if only documents that were read are to be written."""

_DIGEST_LETTERS = 12


class Rewriting:
    """Follows one application through its build."""

    def __init__(self, app: Sphinx) -> None:
        self._shown: dict[str, str] = {}
        """Digest of what each document shows now."""
        self._dangling: set[str] = set()
        self._written: set[str] = set()
        app.connect("env-get-outdated", read_in_future)
        app.connect("env-updated", self.note_shown)
        app.connect("env-get-updated", forget_numbers, priority=400)  # before Sphinx gives sections their numbers
        app.connect("env-get-updated", self.outdated, priority=600)  # when sections and figures have their numbers
        app.connect("doctree-resolved", self.note_written)
        app.connect("build-finished", self.keep)

    def note_shown(self, app: Sphinx, env: BuildEnvironment) -> None:
        """Look at what each document shows of SOPs."""
        self._written.clear()
        self._shown.clear()
        self._dangling.clear()
        if app.emit_firstresult(POSTPONED):
            return
        domain = sop_domain(env)
        made = generated.report(app, env)
        if isinstance(app.builder.get_outdated_docs(), str):  # says what it writes: always everything
            return
        resolver = domain.references
        rows = sorted(domain.further_rows)  # a form shows what another SOP has
        numbers = {procedure.anchor: procedure.text("number") for procedure in domain.procedures()}  # follow on paper
        # Sphinx writes pages anew when a value changes, but no other format, and what one builder reads no other one sees
        printed_by = printing_digest(app.config)
        for docname in env.found_docs:
            record = domain.by_doc.get(docname)
            references = resolver.resolve_all(docname) if record is not None and record.references else {}
            lines = sorted(
                f"{reference}: {there} {numbers.get(there.anchor, '') if there else ''}"
                for reference, there in references.items()
            )
            lines += rows if record is not None and record.procedures else []
            # a page may be younger than its source, and yet older than what was read last of a file it includes
            read_at = str(env.all_docs.get(docname, ""))
            self._shown[docname] = _digest("\n".join([*lines, made.get(docname, ""), printed_by, read_at]))
            if references and resolver.is_dangling(references):
                self._dangling.add(docname)

    def outdated(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Return the documents that this builder has not written as they would come out now.

        Also those with a reference that this manual cannot resolve: only writing them tells whether another manual can,
        and a fault must not fall silent because nothing was changed.
        """
        if not self._shown:
            return []
        around, before = surroundings(env), _load(_record_file(app))
        for docname in before.keys() - env.found_docs:
            remove_pages(app.builder, docname)
        self._shown = {docname: _digest(f"{shown} {around}") for docname, shown in self._shown.items()}
        changed = (docname for docname, digest in self._shown.items() if before.get(docname) != digest)
        return sorted(self._dangling.union(changed))

    def note_written(self, app: Sphinx, doctree: nodes.document, docname: str) -> None:
        """A document is about to be written; also where several processes write, this is said in the first of them."""
        self._written.add(docname)

    def keep(self, app: Sphinx, exception: Exception | None) -> None:
        """Keep what the documents show that were written, and what the others showed before."""
        if exception is not None or not self._shown:
            return
        file = _record_file(app)
        before = _load(file)
        kept = {
            docname: self._shown[docname] if docname in self._written else before[docname]
            for docname in sorted(self._shown)
            if docname in self._written or docname in before
        }
        if kept != before:
            with contextlib.suppress(OSError):  # then everything is written anew next time
                write_whole(file, json.dumps(kept))


def read_in_future(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Return the documents that were read at a time that is still to come: a clock was wrong, so times tell nothing of them."""
    now = time.time_ns() // 1000  # microseconds, as Sphinx notes them
    return [docname for docname, read_at in env.all_docs.items() if read_at > now]


def _record_file(app: Sphinx) -> Path:
    """One for each builder and each folder it writes to."""
    name = app.builder.name
    return Path(app.doctreedir, f"sop-shown-{name}-{_digest(str(app.outdir))[:_DIGEST_LETTERS]}.json")


def _load(file: Path) -> Mapping[str, str]:
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
