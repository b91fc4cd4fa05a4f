"""Where references to SOPs, steps and actors lead, and what they say."""

from collections.abc import Mapping

from msgspec import Struct

from ..core.model import Procedure
from ..core.process.relations import Directory
from ..core.profiles import Words
from .records import LABEL, DocumentRecord, Reference, Targets, procedure_at
from .roles import ROLES


class Resolved(Struct, frozen=True, kw_only=True):
    """Where a reference leads and what it says."""

    docname: str
    anchor: str
    text: str


class References(Struct, frozen=True, kw_only=True):
    """Resolves the references of a manual."""

    by_doc: Mapping[str, DocumentRecord]
    labels: Mapping[str, tuple[str, str, str]]
    """Labels that stand for SOPs: document, anchor and title by label."""
    directory: Directory
    words: Words

    def shown(self, procedure: Procedure) -> str:
        """Title of an SOP as it is shown."""
        return self.shown_text(procedure.docname, procedure.anchor, procedure.title or procedure.name)

    def shown_text(self, docname: str, anchor: str, text: str) -> str:
        """A title or label as it is shown, translated or not."""
        record = self.by_doc.get(docname)
        return record.texts.get(anchor, text) if record else text

    def resolve(self, kind: str, target: str, docname: str, index: int | None) -> Resolved | None:
        """Return where a reference of a document leads; ``index`` is the SOP it stands in."""
        if kind == "step":
            return self._resolve_step(target, docname, index)
        if kind == "actor":
            return self._resolve_actor(target)
        if kind == LABEL:
            docname, anchor, text = self.labels.get(target, ("", "", ""))
            return Resolved(docname=docname, anchor=anchor, text=text) if anchor else None
        procedure = self.directory.find(target) if kind == "related" else self.directory.named(target)
        if procedure is None:
            return None
        return Resolved(docname=procedure.docname, anchor=procedure.anchor, text=self.shown(procedure))

    def _resolve_step(self, target: str, docname: str, index: int | None) -> Resolved | None:
        here = procedure_at(self.by_doc, docname, index)
        name, slash, step_name = target.rpartition("/")
        procedure = self.directory.named(name) if slash else here
        if procedure is None:
            return None
        targets = self.targets_of(procedure)
        step = next((step for step, number in targets.step_numbers.items() if step_name in {step, number}), None)
        if step is None:
            return None
        text = f"{self.words['step']} {targets.step_labels[step]}"
        if procedure is not here:
            text = f"{self.shown(procedure)}, {text}"
        return Resolved(docname=procedure.docname, anchor=procedure.step_anchor(step), text=text)

    def targets_of(self, procedure: Procedure) -> Targets:
        """What can be referred to in an SOP."""
        return self.by_doc[procedure.docname].targets[procedure.anchor]

    def _resolve_actor(self, target: str) -> Resolved | None:
        """The column of an actor in the first SOP that names it."""
        wanted = target.casefold()
        for procedure in self.directory.procedures:
            for key, label in self.targets_of(procedure).actor_labels.items():
                if wanted in {key.casefold(), label.casefold()}:
                    lane = procedure.lane_anchor(key)
                    text = self.shown_text(procedure.docname, lane, label)
                    drawn = self.targets_of(procedure).step_numbers  # without steps there are no columns
                    anchor = lane if drawn else procedure.anchor
                    return Resolved(docname=procedure.docname, anchor=anchor, text=text)
        return None

    def resolve_all(self, docname: str) -> dict[Reference, Resolved | None]:
        """Where every reference of a document leads and what it says; None where that is not in this manual."""
        references = self.by_doc[docname].references
        return {reference: self.resolve(reference[0], reference[1], docname, reference[2]) for reference in references}

    @staticmethod
    def is_dangling(references: Mapping[Reference, Resolved | None]) -> bool:
        """True if a reference that must lead somewhere does not lead to an SOP of this manual."""
        return any(text is None and kind in ROLES for (kind, _, _), text in references.items())
