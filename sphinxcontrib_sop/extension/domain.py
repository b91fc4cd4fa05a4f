"""The domain `sop`: all state of the extension, keyed by document, and the references to it."""

from collections.abc import Iterator, Set
from typing import Any, ClassVar

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.builders import Builder
from sphinx.domains import Domain, ObjType
from sphinx.environment import BuildEnvironment
from sphinx.util.nodes import make_refnode

from ..core.anatomy import DATES
from ..core.model import Fault, Manual, Procedure
from ..core.process.relations import Directory, folded
from .config import output_config
from .packing import pack
from .records import LABEL_END, DocumentRecord, needs_of, procedure_at, targets_of
from .references import References
from .roles import ROLES
from .scan import scan

SHARED_ROWS = (*(key for key in DATES if key != "expires"), "revision")
"""Entries that get a row of the form of every SOP when one SOP of the manual has them."""


class SopDomain(Domain):
    """SOPs, their steps and their actors."""

    name = "sop"
    label = "SOP"
    object_types: ClassVar[dict[str, ObjType]] = {
        "procedure": ObjType("SOP", "ref"),
        "step": ObjType("langkah", "step"),
        "actor": ObjType("pelaksana", "actor"),
    }
    roles = ROLES
    initial_data: ClassVar[dict[str, Any]] = {"by_doc": {}, "labels": {}}
    data_version = 14
    dangling_warnings: ClassVar[dict[str, str]] = {}

    _directory: Directory | None = None
    _typed: frozenset[str] | None = None
    """Both forgotten whenever a document changes."""

    # -- state -------------------------------------------------------------------------------------------------------
    @property
    def by_doc(self) -> dict[str, DocumentRecord]:
        """Records by document name."""
        records: dict[str, DocumentRecord] = self.data["by_doc"]
        return records

    @property
    def labels(self) -> dict[str, tuple[str, str, str]]:
        """Labels that stand for SOPs: document, anchor and title by label."""
        labels: dict[str, tuple[str, str, str]] = self.data["labels"]
        return labels

    def note_document(self, docname: str, procedures: tuple[Procedure, ...], faults: tuple[Fault, ...]) -> None:
        """Keep what a document holds."""
        self._directory = self._typed = None
        self.by_doc[docname] = DocumentRecord(
            procedures=tuple(map(pack, procedures)),
            targets={procedure.anchor: targets_of(procedure) for procedure in procedures},
            faults=faults,
        )

    def clear_doc(self, docname: str) -> None:
        """Forget a document."""
        self._directory = self._typed = None
        self.by_doc.pop(docname, None)

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        """Take over what a parallel reader read."""
        self._directory = self._typed = None
        self.by_doc.update((name, record) for name, record in otherdata["by_doc"].items() if name in docnames)

    def process_doc(self, env: BuildEnvironment, docname: str, document: nodes.document) -> None:
        """Remember what a document shows of its SOPs and which ones it refers to.

        Documents that refer to an SOP are written anew when its title changes.
        """
        record = scan(env, docname, document, self.by_doc.get(docname))
        if record is not None:
            self.by_doc[docname] = record

    # -- reading it --------------------------------------------------------------------------------------------------
    def procedures(self) -> Iterator[Procedure]:
        """Every SOP, by document and place in it."""
        for _, record in sorted(self.by_doc.items()):
            yield from record.procedures

    def file_keys(self) -> dict[tuple[str, str], str]:
        """A key for the files of each SOP by document and anchor: the anchor, with the document where another one has it too."""
        taken: set[str] = set()
        keys: dict[tuple[str, str], str] = {}
        for docname, record in sorted(self.by_doc.items()):
            for anchor in record.targets:
                key = anchor if anchor.casefold() not in taken else f"{anchor}--{docname}"
                keys[docname, anchor] = key
                taken.add(key.casefold())
        return keys

    def manual(self) -> Manual:
        """The manual as a value."""
        return Manual(
            procedures=tuple(self.procedures()),
            faults=tuple(fault for _, record in sorted(self.by_doc.items()) for fault in record.faults),
            documents={
                kind: place
                for _, record in sorted(self.by_doc.items(), reverse=True)  # the first place counts
                for kind, place in record.pages.items()
            },
            needs=tuple(
                need
                for _, record in sorted(self.by_doc.items())
                for request in record.requests
                for need in needs_of(request)
            ),
        )

    @property
    def directory(self) -> Directory:
        """The SOPs by what they may be called."""
        if self._directory is None:
            self._directory = Directory(self.procedures())
        return self._directory

    @property
    def further_rows(self) -> frozenset[str]:
        """Which of the further rows of a form some SOP of the manual has: its forms show the same ones."""
        if self._typed is None:
            self._typed = frozenset(
                key for procedure in self.procedures() for key in SHARED_ROWS if procedure.text(key)
            )
        return self._typed

    @property
    def references(self) -> References:
        """Resolves references."""
        words = output_config(self.env.config).words
        return References(by_doc=self.by_doc, labels=self.labels, directory=self.directory, words=words)

    def shown(self, procedure: Procedure) -> str:
        """Title of an SOP as it is shown."""
        return self.references.shown(procedure)

    def procedure_at(self, docname: str, index: int | None) -> Procedure | None:
        """The SOP with an index in a document."""
        return procedure_at(self.by_doc, docname, index)

    def find_procedure(self, target: str, *, by_title: bool = False) -> Procedure | None:
        """The SOP with that name, else the only one with that number (or title)."""
        return self.directory.find(target) if by_title else self.directory.named(target)

    # -- references --------------------------------------------------------------------------------------------------
    def resolve_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: nodes.Element,
    ) -> nodes.reference | None:
        """Resolve a reference; its text is the title unless the author gave one."""
        docname = node.get("refdoc", fromdocname)
        resolved = self.references.resolve(typ, target, docname, node.get("sop:index"))
        if resolved is None:
            return None
        content: nodes.Element = contnode
        if not node.get("refexplicit") or (typ == "related" and self._is_number(target)):
            content = nodes.inline("", resolved.text, classes=["sop-ref"])
        return make_refnode(builder, fromdocname, resolved.docname, resolved.anchor, content)

    def _is_number(self, target: str) -> bool:
        """True for the number of an SOP, which says little to a reader without its title."""
        procedure = self.directory.find(target)
        return procedure is not None and folded(target) == folded(procedure.text("number")) != folded(procedure.title)

    def resolve_any_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: pending_xref,
        contnode: nodes.Element,
    ) -> list[tuple[str, nodes.reference]]:
        """Resolve the role `any`; a name is found as a label already."""
        procedure = self.find_procedure(target)
        if procedure is None or " ".join(target.split()).casefold() in self.labels:
            return []
        text = nodes.inline("", self.shown(procedure))
        return [("sop:ref", make_refnode(builder, fromdocname, procedure.docname, procedure.anchor, text))]

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """SOPs with normal, steps without search priority: the texts of steps are found as texts.

        A step is shown by its label and what it is about; other manuals put the title of the SOP before the label, see
        `federation`.
        """
        seen: set[str] = set()
        references = self.references
        for procedure in self.procedures():
            name, docname = procedure.name, procedure.docname
            if name in seen:
                continue
            seen.add(name)
            yield name, references.shown(procedure), "procedure", docname, procedure.anchor, 1
            anchor = procedure.step_anchor("")  # called here, not for each of thousands of steps
            targets = references.targets_of(procedure)
            for step, label in targets.step_labels.items():
                shown = f"{label}{LABEL_END}{targets.step_titles[step]}"
                yield f"{name}/{step}", shown, "step", docname, anchor + step, -1


def sop_domain(env: BuildEnvironment) -> SopDomain:
    """Return the domain of a build."""
    domain = env.get_domain("sop")
    assert isinstance(domain, SopDomain)  # noqa: S101 - registered under that name by this extension
    return domain


def documents_in_order(env: BuildEnvironment) -> Iterator[str]:
    """The documents of the manual in the order of its tables of contents, each once; those in none of them are left out."""
    seen: set[str] = set()
    waiting = [env.config.root_doc]
    while waiting:
        docname = waiting.pop()
        if docname in seen:
            continue
        seen.add(docname)
        yield docname
        waiting.extend(reversed(env.toctree_includes.get(docname, [])))
