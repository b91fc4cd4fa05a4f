"""BPMN 2.0 models: lanes become actors, tasks steps, gateways right after a task its answers; the rest is told.

Only what an SOP has an equivalent for is drawn.  Timers, event gateways, joins, boundary events and further starts are
written into the Keterangan of the step they concern, and reported.
"""

from pathlib import Path

from ..model import Message
from .bpmngraph import DECIDING, FOREIGN, Model, Node, Way
from .document import Certainty, Document, Unreadable
from .draft import FlowDraft, SopDraft, StepDraft, SymbolDraft
from .package import MAX_TREE, local, parsed

_MAX_LENGTH = 60
_UNSURE = Message(template="the model says it by a gateway that an SOP has no symbol for")


def read_model(path: Path, document: Document) -> list[SopDraft]:
    """Read the processes of a model as one SOP.  Raises `Unreadable`."""
    try:
        if path.stat().st_size > MAX_TREE:
            raise Unreadable("the file is larger than {limit} MB", limit=MAX_TREE >> 20)
        root = parsed(path.read_bytes())
    except OSError as error:
        raise Unreadable("the file cannot be read: {reason}", reason=error.strerror or str(error)) from error
    if local(root) != "definitions" or not any(local(element) == "process" for element in root):
        raise Unreadable("this is no BPMN model with a process")
    model = _Import(root, path.stem)
    if not model.steps:
        raise Unreadable("the BPMN model has no task")
    return [model.draft(document)]


class _Import(Model):
    """A model on its way to an SOP."""

    def draft(self, document: Document) -> SopDraft:
        draft = SopDraft(title=self.title, place="")
        order = self._grouped(self.order())
        places: dict[str, int] = {}
        heads: list[str] = []
        for identity in order:
            node = self.nodes[identity]
            above = self._parents(node)[-1:]
            for group in above:
                if group not in heads:
                    heads.append(group)
                    head = self.nodes[group]
                    draft.steps.append(
                        StepDraft(text=head.name or "Subproses", heading=True, place=group, cells=_cells(head))
                    )
            if node.actor not in draft.actors:
                draft.actors.append(node.actor)
            places[identity] = len(draft.steps)
            step = StepDraft(text=node.name or "(tanpa nama)", level=len(above), place=identity, cells=_cells(node))
            step.symbols.append(SymbolDraft(lanes=(draft.actors.index(node.actor),)))
            if not node.name:
                draft.guess(step, "the step has no text")
            draft.steps.append(step)
        for identity in order:
            self._flows(draft, identity, places)
        self._report(draft, places)
        document.kind = "BPMN"
        return draft

    def _parents(self, node: Node) -> list[str]:
        """The sub-processes around a step, from the inside."""
        parents = []
        while node.parent in self.nodes:
            node = self.nodes[node.parent]
            parents.append(node.id)
        return parents

    def _grouped(self, order: list[str]) -> list[str]:
        """The steps of one sub-process one after another, where the first of them stands."""
        result: list[str] = []
        for identity in order:
            if identity in result:
                continue
            outer = self._parents(self.nodes[identity])[-1:]
            result += (
                [node_id for node_id in order if self._parents(self.nodes[node_id])[-1:] == outer]
                if outer
                else [identity]
            )
        return result

    def _flows(self, draft: SopDraft, identity: str, places: dict[str, int]) -> None:
        place = places[identity]
        ways = list(self.ways(identity))
        asking = self.nodes[identity].kind.startswith("asking")
        decided = asking or any(way.decided for way in ways)
        if decided and len(ways) > 1:
            draft.steps[place].symbols[0].shape = "decision"
        known = set()
        for way in ways:
            key = (way.target, way.label)
            if key in known:
                continue
            known.add(key)
            target = places[way.target] if way.target else None
            certain = way.certain and not (asking and "exclusive" not in self.nodes[identity].kind)
            label = way.label if decided else ""
            if label and len(label) > _MAX_LENGTH:
                label = f"{label[:_MAX_LENGTH]}…"
            draft.flows.append(
                FlowDraft(
                    source=(place, 0),
                    target=None if target is None else (target, 0),
                    label=label,
                    certain=certain,
                    why=None if certain else _UNSURE,
                    to_row=True,
                )
            )
            about = draft.steps[target if target is not None else place]
            for note in way.notes:
                _note(about, note)
        if decided and len(ways) > 1 and any(not way.label for way in ways):
            draft.remark(Certainty.GUESSED, "an exit of a decision has no answer in the model", place=identity)

    def _report(self, draft: SopDraft, places: dict[str, int]) -> None:
        starts = [node for node in self.nodes.values() if node.kind == "startEvent" and node.parent not in self.nodes]
        for start in starts[1:]:
            first = next(
                (
                    way.target
                    for edge in self.out(start.id)
                    for way in self.follow(edge.target, Way(target=""), frozenset())
                ),
                "",
            )
            name = start.name or start.id
            if first in places:
                _note(draft.steps[places[first]], f"Dapat pula dimulai dari sini: {start.name or 'awal lain'}")
            draft.remark(
                Certainty.LEFT_OUT,
                "a further start has no symbol in an SOP; it stands in the remarks: {name}",
                name=name,
                place=start.id,
            )
        for node in self.nodes.values():
            if node.kind == "boundaryEvent":
                self._boundary(draft, node, places)
            elif set(node.definitions) & FOREIGN:
                template = "an event ({kind}) has no symbol in an SOP; it stands in the remarks: {name}"
                draft.remark(
                    Certainty.LEFT_OUT,
                    template,
                    kind=node.definitions[0].removesuffix("EventDefinition"),
                    name=node.name or node.id,
                    place=node.id,
                )
            elif node.kind == "parallelGateway" and sum(edge.target == node.id for edge in self.edges) > 1:
                draft.remark(
                    Certainty.LEFT_OUT, "a join has no symbol in an SOP; it stands in the remarks", place=node.id
                )
            elif node.kind.removeprefix("asking ") in DECIDING - {"exclusiveGateway"} and len(self.out(node.id)) > 1:
                draft.remark(
                    Certainty.GUESSED,
                    "a gateway ({kind}) became a decision",
                    kind=node.kind.removeprefix("asking "),
                    place=node.id,
                )

    def _boundary(self, draft: SopDraft, node: Node, places: dict[str, int]) -> None:
        onward = [way.target for way in self.ways(node.id)]
        self_named = node.name or (node.definitions[0].removesuffix("EventDefinition") if node.definitions else node.id)
        if node.attached in places:
            steps = ", ".join(draft.steps[places[target]].text for target in onward if target in places)
            _note(draft.steps[places[node.attached]], f"Jika terjadi {self_named}: {steps or 'selesai'}")
        draft.lost += len(onward)
        draft.remark(
            Certainty.LEFT_OUT,
            "an event at the edge of a task has no symbol in an SOP; it stands in the remarks: {name}",
            name=self_named,
            place=node.id,
        )


def _cells(node: Node) -> dict[str, str]:
    values = {"inputs": node.inputs, "output": node.outputs, "notes": node.notes}
    return {key: "\n".join(dict.fromkeys(parts)) for key, parts in values.items() if parts}


def _note(step: StepDraft, text: str) -> None:
    before = step.cells.get("notes", "")
    if text not in before.split("\n"):
        step.cells["notes"] = f"{before}\n{text}".strip()
