"""The domain `sop`: all state of the extension, keyed by document, and the references to it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Set
from sys import intern
from typing import Any, ClassVar

from docutils import nodes
from msgspec import Struct, field
from sphinx.addnodes import pending_xref, toctree
from sphinx.builders import Builder
from sphinx.domains import Domain, ObjType
from sphinx.environment import BuildEnvironment
from sphinx.util.nodes import make_refnode

from ..core.model import Fault, Location, Manual, Need, Procedure
from ..core.process.narration import printed_labels
from ..core.process.relations import Directory
from .config import output_config
from .nodes import sop_generated, sop_lane, sop_page
from .packing import pack
from .roles import ROLES

Reference = tuple[str, str, int | None]
"""Type, target and, for a bare step, the SOP it stands in."""

CONTENTS = "contents"
"""Kind of a table of contents."""

_CONTENTS_KINDS = frozenset({"list"})
"""Kinds of `sop_generated` that are tables of contents too."""

_NOTED_ANYWHERE = (pending_xref, sop_generated, sop_page, toctree)
_NOTED = (*_NOTED_ANYWHERE, nodes.section, sop_lane)

INVENTORY = "inventory"
"""Kind of a request for the table of needs."""

LABEL = "label"
"""Type of a `:ref:`: to an SOP it shows the title too."""


class GeneratedRequest(Struct, frozen=True, kw_only=True):
    """Something in a document that is made of the whole manual."""

    kind: str
    """Key of `generated.GENERATORS`."""
    options: Mapping[str, str]
    docname: str
    location: Location


class Targets(Struct, frozen=True, kw_only=True):
    """What can be referred to in an SOP, in its order: at hand, since references and inventories need nothing else."""

    step_numbers: Mapping[str, str]
    """By id of the step."""
    step_labels: Mapping[str, str]
    actor_labels: Mapping[str, str]
    """By key of the actor."""


class Judgement(Struct, frozen=True, kw_only=True):
    """What the rules that look at one SOP found in each of a document, kept so that they run on what changed only."""

    key: str
    """Digest of the settings and of the code by which was judged; with another one it counts no more."""
    telling: bool
    """False if a build has nothing to say of it: neither error nor warning, and no entry `abaikan` to be checked."""
    packed: bytes
    """A `rules.Verdict` for each SOP, pickled: most builds need none of them."""


class DocumentRecord(Struct):
    """What one document holds."""

    procedures: tuple[Procedure, ...] = ()
    """Packed, see `packing`."""
    targets: Mapping[str, Targets] = field(default_factory=dict)
    """By anchor of the SOP."""
    faults: tuple[Fault, ...] = ()
    """Faults outside any procedure."""
    judgement: Judgement | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    """Titles of the SOPs and labels of their actors as they are shown, translated or not, by anchor."""
    references: frozenset[Reference] = frozenset()
    """Every reference to an SOP, step or actor."""
    pages: Mapping[str, Location] = field(default_factory=dict)
    """Kinds of the documents of the manual that stand here, and where: cover, decree ..., also `CONTENTS`."""
    requests: tuple[GeneratedRequest, ...] = ()
    """What is made of the whole manual here."""


class Resolved(Struct, frozen=True, kw_only=True):
    """Where a reference leads and what it says."""

    docname: str
    anchor: str
    text: str


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
    data_version = 9
    dangling_warnings: ClassVar[dict[str, str]] = {}

    builder_at_work: tuple[str, str] = ("", "")
    """Name and format of the builder, known once all documents are read; no part of what is kept."""

    _directory: Directory | None = None
    """Forgotten whenever a document changes."""

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
        self._directory = None
        self.by_doc[docname] = DocumentRecord(
            procedures=tuple(map(pack, procedures)),
            targets={one.anchor: _targets(one) for one in procedures},
            faults=faults,
        )

    def clear_doc(self, docname: str) -> None:
        """Forget a document."""
        self._directory = None
        self.by_doc.pop(docname, None)

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        """Take over what a parallel reader read."""
        self._directory = None
        self.by_doc.update((name, record) for name, record in otherdata["by_doc"].items() if name in docnames)

    def process_doc(self, env: BuildEnvironment, docname: str, document: nodes.document) -> None:
        """Remember what a document shows of its SOPs and which ones it refers to.

        Documents that refer to an SOP are written anew when its title changes.
        """
        found = [node for node in document.findall() if isinstance(node, _NOTED)]  # one walk for everything
        if any(isinstance(node, _NOTED_ANYWHERE) for node in found):
            record = self.by_doc.setdefault(docname, DocumentRecord())
            references = (_reference(node) for node in found if isinstance(node, pending_xref))
            record.references = frozenset(filter(None, references))
            record.pages = dict(_pages(env, docname, found))
            record.requests = tuple(request_of(env, docname, node) for node in found if isinstance(node, sop_generated))
        if docname in self.by_doc:
            self.by_doc[docname].texts = dict(_shown_texts(found))

    def shown(self, procedure: Procedure) -> str:
        """Title of an SOP as it is shown."""
        return self._shown(procedure.docname, procedure.anchor, procedure.title or procedure.name)

    def _shown(self, docname: str, anchor: str, text: str) -> str:
        record = self.by_doc.get(docname)
        return record.texts.get(anchor, text) if record else text

    # -- reading it --------------------------------------------------------------------------------------------------
    def procedures(self) -> Iterator[Procedure]:
        """Every SOP, by document and place in it."""
        for _, record in sorted(self.by_doc.items()):
            yield from record.procedures

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
                need for _, record in sorted(self.by_doc.items()) for one in record.requests for need in _needs(one)
            ),
        )

    def procedure_at(self, docname: str, index: int | None) -> Procedure | None:
        """The SOP with an index in a document."""
        record = self.by_doc.get(docname)
        if record is None or index is None or not 0 <= index < len(record.procedures):
            return None
        return record.procedures[index]

    @property
    def directory(self) -> Directory:
        """The SOPs by what they may be called."""
        if self._directory is None:
            self._directory = Directory(self.procedures())
        return self._directory

    def find_procedure(self, target: str, *, by_title: bool = False) -> Procedure | None:
        """The SOP with that name, else the only one with that number (or title)."""
        return self.directory.find(target) if by_title else self.directory.named(target)

    # -- references --------------------------------------------------------------------------------------------------
    def resolve(self, kind: str, target: str, docname: str, index: int | None) -> Resolved | None:
        """Return where a reference of a document leads; ``index`` is the SOP it stands in."""
        if kind == "step":
            return self._resolve_step(target, docname, index)
        if kind == "actor":
            return self._resolve_actor(target)
        if kind == LABEL:
            docname, anchor, text = self.labels.get(target, ("", "", ""))
            return Resolved(docname=docname, anchor=anchor, text=text) if anchor else None
        procedure = self.find_procedure(target, by_title=kind == "related")
        if procedure is None:
            return None
        return Resolved(docname=procedure.docname, anchor=procedure.anchor, text=self.shown(procedure))

    def _resolve_step(self, target: str, docname: str, index: int | None) -> Resolved | None:
        here = self.procedure_at(docname, index)
        name, slash, step_name = target.rpartition("/")
        procedure = self.find_procedure(name) if slash else here
        if procedure is None:
            return None
        targets = self._targets(procedure)
        step = next((step for step, number in targets.step_numbers.items() if step_name in {step, number}), None)
        if step is None:
            return None
        words = output_config(self.env.config).profile.words(self.env.config.language)
        text = f"{words['step']} {targets.step_labels[step]}"
        if procedure is not here:
            text = f"{self.shown(procedure)}, {text}"
        return Resolved(docname=procedure.docname, anchor=procedure.step_anchor(step), text=text)

    def _targets(self, procedure: Procedure) -> Targets:
        return self.by_doc[procedure.docname].targets[procedure.anchor]

    def _resolve_actor(self, target: str) -> Resolved | None:
        """The column of an actor in the first SOP in which it acts."""
        wanted = target.casefold()
        for procedure in self.procedures():
            for key, label in self._targets(procedure).actor_labels.items():
                if wanted in {key.casefold(), label.casefold()}:
                    anchor = procedure.lane_anchor(key)
                    text = self._shown(procedure.docname, anchor, label)
                    return Resolved(docname=procedure.docname, anchor=anchor, text=text)
        return None

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
        found = self.resolve(typ, target, docname, node.get("sop:index"))
        if found is None:
            return None
        content: nodes.Element = contnode
        if not node.get("refexplicit"):
            content = nodes.inline("", found.text, classes=["sop-ref"])
        return make_refnode(builder, fromdocname, found.docname, found.anchor, content)

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
        if procedure is None or _folded(target) in self.labels:
            return []
        text = nodes.inline("", self.shown(procedure))
        return [("sop:ref", make_refnode(builder, fromdocname, procedure.docname, procedure.anchor, text))]

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """SOPs with normal, steps without search priority: the texts of steps are found as texts.

        A step is shown by its label alone; with the title of the SOP an inventory of many steps would take five times as
        long to compress.  Other manuals put the title before it again, see `federation`.
        """
        seen: set[str] = set()
        for procedure in self.procedures():
            name, docname = procedure.name, procedure.docname
            if name in seen:
                continue
            seen.add(name)
            yield name, self.shown(procedure), "procedure", docname, procedure.anchor, 1
            anchor = procedure.step_anchor("")  # called here, not for each of thousands of steps
            for step, label in self._targets(procedure).step_labels.items():
                yield f"{name}/{step}", label, "step", docname, anchor + step, -1

    # -- what other documents print ----------------------------------------------------------------------------------
    def resolve_all(self, docname: str) -> dict[Reference, Resolved | None]:
        """Where every reference of a document leads and what it says; None where that is not in this manual."""
        references = self.by_doc[docname].references
        return {one: self.resolve(one[0], one[1], docname, one[2]) for one in references}

    @staticmethod
    def is_dangling(references: Mapping[Reference, Resolved | None]) -> bool:
        """True if a reference that must lead somewhere does not lead to an SOP of this manual."""
        return any(found is None and kind in ROLES for (kind, _, _), found in references.items())


def _targets(procedure: Procedure) -> Targets:
    numbers = {intern(step.id): intern(step.number) for step in procedure.steps}
    labels = {intern(step): intern(label) for step, label in printed_labels(procedure).items()}
    return Targets(
        step_numbers=numbers,
        step_labels=numbers if labels == numbers else labels,  # pickled once
        actor_labels={intern(actor.key): intern(actor.label) for actor in procedure.actors},
    )


def _needs(request: GeneratedRequest) -> Iterator[Need]:
    """The rows of an inventory that is kept in a file."""
    if request.kind == INVENTORY and "records" in request.options:
        for line, cells in json.loads(request.options["records"]):
            place = Location(path=request.options["file"], line=line)
            function = cells.get("function") or cells.get("duty", "")
            yield Need(function=function, title=cells.get("title", ""), location=place)


def request_of(env: BuildEnvironment, docname: str, node: sop_generated) -> GeneratedRequest:
    """What a node asks for."""
    return GeneratedRequest(
        kind=node["kind"], options=dict(node["options"]), docname=docname, location=_place(env, docname, node)
    )


def _place(env: BuildEnvironment, docname: str, node: nodes.Element) -> Location:
    path = os.path.relpath(node.source or env.doc2path(docname), env.srcdir).replace(os.sep, "/")
    return Location(path=path, line=node.line or 0)


def _pages(env: BuildEnvironment, docname: str, found: Iterable[nodes.Node]) -> Iterator[tuple[str, Location]]:
    """Kinds of the documents of the manual among some nodes, the last one first."""
    for node in reversed([*found]):
        if isinstance(node, sop_page):
            yield str(node["kind"]), _place(env, docname, node)
        elif (isinstance(node, toctree) and not node.get("hidden") and node.get("entries")) or (
            isinstance(node, sop_generated) and node["kind"] in _CONTENTS_KINDS
        ):
            yield CONTENTS, _place(env, docname, node)


def _reference(node: pending_xref) -> Reference | None:
    """What a node refers to, None if it cannot be an SOP."""
    if node.get("refdomain") == "sop":
        return str(node["reftype"]), str(node["reftarget"]), node.get("sop:index")
    if (node.get("refdomain"), node.get("reftype")) == ("std", "ref"):
        return LABEL, str(node["reftarget"]), None
    return None


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _shown_texts(found: Iterable[nodes.Node]) -> Iterator[tuple[str, str]]:
    """Titles of SOPs and labels of their actors among these nodes, by anchor."""
    for node in found:
        if isinstance(node, sop_lane):
            yield node["ids"][0], node.astext()
        elif isinstance(node, nodes.section) and "sop" in node["classes"] and node["ids"]:
            title = node.next_node(nodes.title)
            if title is not None:
                yield node["ids"][0], title.astext()


def sop_domain(env: BuildEnvironment) -> SopDomain:
    """Return the domain of a build."""
    domain = env.get_domain("sop")
    assert isinstance(domain, SopDomain)  # noqa: S101 - registered under that name by this extension
    return domain
