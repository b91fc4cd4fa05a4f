"""BPMN 2.0 models: lanes become actors, tasks steps, gateways right after a task its answers; the rest is told.

Only what an SOP has an equivalent for is drawn.  Timers, event gateways, joins, boundary events and further starts are
written into the Keterangan of the step they concern, and reported.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from msgspec import Struct, field

from ..model import Message
from .document import Certainty, Document, Unreadable
from .draft import FlowDraft, SopDraft, StepDraft, SymbolDraft
from .package import MAX_TREE, attribute, child, children, local, parsed

_TASKS = {
    "task", "userTask", "manualTask", "serviceTask", "sendTask", "receiveTask", "scriptTask", "businessRuleTask", "callActivity",
}  # fmt: skip
_GROUPS = {"subProcess", "transaction", "adHocSubProcess"}
_DECIDING = {"exclusiveGateway", "inclusiveGateway", "complexGateway", "eventBasedGateway"}
_THROUGH = {"intermediateThrowEvent", "intermediateCatchEvent", "startEvent"}
_FOREIGN = {"timerEventDefinition", "signalEventDefinition", "conditionalEventDefinition", "errorEventDefinition",
            "escalationEventDefinition", "compensateEventDefinition", "cancelEventDefinition"}  # fmt: skip
_DEFAULT_ACTOR = "Pelaksana"
_MAX_LENGTH = 60
_ASKED = "Menentukan kelanjutan proses"

_UNSURE = Message(template="the model says it by a gateway that an SOP has no symbol for")


class _Node(Struct, kw_only=True):
    id: str
    kind: str
    name: str
    actor: str
    parent: str = ""
    """Id of the sub-process it lies in."""
    definitions: tuple[str, ...] = ()
    attached: str = ""
    notes: list[str] = field(default_factory=list)
    inputs: list[str] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)


class _Edge(Struct, frozen=True, kw_only=True):
    source: str
    target: str
    name: str
    message: bool = False


class _Way(Struct, frozen=True, kw_only=True):
    """How one gets from a step to the next one over what is collapsed."""

    target: str
    """Id of a step; empty where the process ends."""
    label: str = ""
    decided: bool = False
    certain: bool = True
    notes: tuple[str, ...] = ()


def read_model(path: Path, document: Document) -> list[SopDraft]:
    """Read the processes of a model as one SOP.  Raises `Unreadable`."""
    try:
        if path.stat().st_size > MAX_TREE:
            raise Unreadable("the file is larger than {limit} MB", limit=MAX_TREE >> 20)
        root = parsed(path.read_bytes())
    except OSError as error:
        raise Unreadable("the file cannot be read: {reason}", reason=error.strerror or str(error)) from error
    if local(root) != "definitions" or not any(local(one) == "process" for one in root):
        raise Unreadable("this is no BPMN model with a process")
    model = _Model(root, path.stem)
    if not model.steps:
        raise Unreadable("the BPMN model has no task")
    return [model.draft(document)]


class _Model:
    def __init__(self, root: Element, stem: str) -> None:
        self.root = root
        self.nodes: dict[str, _Node] = {}
        self.edges: list[_Edge] = []
        self.names: dict[str, str] = {}
        self.pools: dict[str, str] = {}
        self.lost = 0
        self.title = stem.replace("_", " ").replace("-", " ")
        for one in root.iter():
            if attribute(one, "id") and attribute(one, "name"):
                self.names[attribute(one, "id")] = " ".join(attribute(one, "name").split())
        self._collaboration()
        for process in children(root, "process"):
            pool = self.pools.get(attribute(process, "id"), "")
            named = " ".join(attribute(process, "name").split())
            if named and not any(self.pools.values()):
                self.title = named
            self._process(process, pool or named or _DEFAULT_ACTOR, "")
        self._messages()
        self._annotations()
        self._askers()
        self.steps = [one.id for one in self.nodes.values() if self._is_step(one)]

    # -- reading -----------------------------------------------------------------------------------------------------
    def _collaboration(self) -> None:
        for collaboration in children(self.root, "collaboration"):
            name = " ".join(attribute(collaboration, "name").split())
            self.title = name or self.title
            for participant in children(collaboration, "participant"):
                self.pools[attribute(participant, "processRef")] = self.names.get(attribute(participant, "id"), "")
        named = [name for reference, name in self.pools.items() if reference and name]
        if len(named) == 1:
            self.title = (
                named[0]
                if not any(attribute(one, "name") for one in children(self.root, "collaboration"))
                else self.title
            )

    def _process(self, process: Element, actor: str, parent: str) -> None:
        lanes = dict(self._lanes(process))
        for one in process:
            kind, identity = local(one), attribute(one, "id")
            if kind == "sequenceFlow":
                name = " ".join(attribute(one, "name").split())
                self.edges.append(
                    _Edge(source=attribute(one, "sourceRef"), target=attribute(one, "targetRef"), name=name)
                )
            elif kind in _TASKS | _GROUPS | _DECIDING | _THROUGH | {"parallelGateway", "endEvent", "boundaryEvent"}:
                node = _Node(
                    id=identity,
                    kind=kind,
                    name=self.names.get(identity, ""),
                    actor=lanes.get(identity, actor),
                    parent=parent,
                    definitions=tuple(local(part) for part in one if local(part).endswith("EventDefinition")),
                    attached=attribute(one, "attachedToRef"),
                )
                self._details(one, node)
                self.nodes[identity] = node
                if kind in _GROUPS:
                    self._process(one, node.actor, identity)

    def _lanes(self, process: Element) -> Iterator[tuple[str, str]]:
        for lane_set in children(process, "laneSet", "childLaneSet"):
            for lane in children(lane_set, "lane"):
                name = self.names.get(attribute(lane, "id"), "")
                for reference in children(lane, "flowNodeRef"):
                    yield (reference.text or "").strip(), name or _DEFAULT_ACTOR
                yield from self._lanes(lane)

    def _details(self, element: Element, node: _Node) -> None:
        documentation = child(element, "documentation")
        if documentation is not None and (documentation.text or "").strip():
            node.notes.append(" ".join((documentation.text or "").split()))
        for association in children(element, "dataInputAssociation"):
            node.inputs += [
                self.names[key]
                for part in children(association, "sourceRef")
                if (key := (part.text or "").strip()) in self.names
            ]
        for association in children(element, "dataOutputAssociation"):
            node.outputs += [
                self.names[key]
                for part in children(association, "targetRef")
                if (key := (part.text or "").strip()) in self.names
            ]

    def _messages(self) -> None:
        for collaboration in children(self.root, "collaboration"):
            for one in children(collaboration, "messageFlow"):
                source, target = attribute(one, "sourceRef"), attribute(one, "targetRef")
                name = " ".join(attribute(one, "name").split())
                if source in self.nodes and target in self.nodes:
                    self.edges.append(_Edge(source=source, target=target, name=name, message=True))
                    continue
                known = self.nodes.get(source) or self.nodes.get(target)
                other = self.names.get(target if source in self.nodes else source, "")
                if known is not None:
                    where = "Pesan kepada" if source in self.nodes else "Pesan dari"
                    known.notes.append(f"{where} {other}{f': {name}' if name else ''}")

    def _annotations(self) -> None:
        texts = {
            attribute(one, "id"): " ".join("".join(part.text or "" for part in children(one, "text")).split())
            for one in self.root.iter()
            if local(one) == "textAnnotation"
        }
        for one in self.root.iter():
            if local(one) != "association":
                continue
            ends = (attribute(one, "sourceRef"), attribute(one, "targetRef"))
            text = next((texts[end] for end in ends if end in texts), "")
            node = next((self.nodes[end] for end in ends if end in self.nodes), None)
            if text and node is not None:
                node.notes.append(text)

    def _askers(self) -> None:
        """A gateway that splits and does not follow one task alone becomes a step that asks."""
        for node in list(self.nodes.values()):
            if node.kind not in _DECIDING or len(self._out(node.id)) < 2:  # noqa: PLR2004 - a split
                continue
            before = [edge.source for edge in self.edges if edge.target == node.id and not edge.message]
            alone = (
                len(before) == 1
                and before[0] in self.nodes
                and self.nodes[before[0]].kind in _TASKS
                and len([edge for edge in self._out(before[0]) if not edge.message]) == 1
            )
            if not alone:
                node.notes += [self._told(node)] if node.kind == "eventBasedGateway" else []
                node.name = node.name or _ASKED
                node.kind = f"asking {node.kind}"

    @staticmethod
    def _told(node: _Node) -> str:
        return f"Menunggu peristiwa: {node.name}" if node.name else "Menunggu salah satu peristiwa"

    # -- the graph ---------------------------------------------------------------------------------------------------
    def _out(self, identity: str) -> list[_Edge]:
        return [edge for edge in self.edges if edge.source == identity]

    def _holds(self, node: _Node) -> bool:
        """True for a sub-process with steps of its own."""
        return node.kind in _GROUPS and any(
            one.parent == node.id and (one.kind in _TASKS | _GROUPS or one.kind.startswith("asking"))
            for one in self.nodes.values()
        )

    def _is_step(self, node: _Node) -> bool:
        return node.kind in _TASKS or node.kind.startswith("asking") or (node.kind in _GROUPS and not self._holds(node))

    def _ways(self, identity: str) -> Iterator[_Way]:
        for edge in self._out(identity):
            start = _Way(target="", label="" if edge.message else edge.name)
            yield from self._follow(edge.target, start, frozenset({identity}))
        node = self.nodes[identity]
        leaves_group = not self._out(identity) and node.parent in self.nodes
        if leaves_group:
            yield from self._leave(node.parent, _Way(target=""), frozenset({identity}))

    def _leave(self, group: str, way: _Way, seen: frozenset[str]) -> Iterator[_Way]:
        onward = self._out(group)
        if not onward and self.nodes[group].parent in self.nodes:
            yield from self._leave(self.nodes[group].parent, way, seen)
        for edge in onward:
            yield from self._follow(edge.target, _with_label(way, edge.name), seen)

    def _follow(self, identity: str, way: _Way, seen: frozenset[str]) -> Iterator[_Way]:
        node = self.nodes.get(identity)
        if node is None or identity in seen:
            return
        if self._is_step(node):
            yield _Way(target=identity, label=way.label, decided=way.decided, certain=way.certain, notes=way.notes)
            return
        if node.kind == "endEvent":
            if node.parent in self.nodes:
                yield from self._leave(node.parent, way, seen | {identity})
            else:
                yield way
            return
        if node.kind in _GROUPS:
            for entry in self._entries(node.id):
                yield from self._follow(entry, way, seen | {identity})
            return
        onward = self._out(identity)
        way = self._over(node, way, len(onward))
        for edge in onward:
            yield from self._follow(
                edge.target, _with_label(way, edge.name if not edge.message else ""), seen | {identity}
            )

    def _entries(self, group: str) -> list[str]:
        inside = [one.id for one in self.nodes.values() if one.parent == group and one.kind != "boundaryEvent"]
        targets = {edge.target for edge in self.edges}
        starts = [one for one in inside if self.nodes[one].kind == "startEvent"]
        return starts or [one for one in inside if one not in targets]

    def _over(self, node: _Node, way: _Way, exits: int) -> _Way:
        """A way that passes over something that is no step."""
        notes, certain, decided, label = list(way.notes), way.certain, way.decided, way.label
        incoming = sum(edge.target == node.id for edge in self.edges)
        if set(node.definitions) & _FOREIGN or node.kind == "eventBasedGateway":
            notes.append(self._told(node))
        if node.kind == "parallelGateway" and incoming > 1:
            notes.append("Menunggu semua cabang sebelumnya selesai")
        if node.kind in _DECIDING and exits > 1:
            decided = True
            certain = certain and node.kind == "exclusiveGateway"
        if node.kind == "intermediateCatchEvent" and decided and not label:
            label = node.name
        return _Way(target="", label=label, decided=decided, certain=certain, notes=tuple(notes))

    def _order(self) -> list[str]:
        """The steps in the order of the flow: each before those it leads to, but for loops."""
        targets = {edge.target for edge in self.edges}
        starts = [one.id for one in self.nodes.values() if one.kind == "startEvent" and one.parent not in self.nodes]
        starts += [one for one in self.steps if one not in targets]
        order: list[str] = []
        seen: set[str] = set()
        for start in [*starts, *self.steps]:
            finished: list[str] = []
            stack: list[tuple[str, Iterator[str]]] = []
            if start not in seen:
                seen.add(start)
                stack.append((start, iter(self._next(start))))
            while stack:
                identity, onward = stack[-1]
                following = next((one for one in onward if one not in seen), None)
                if following is None:
                    stack.pop()
                    finished.append(identity)
                else:
                    seen.add(following)
                    stack.append((following, iter(self._next(following))))
            order += reversed(finished)
        return [one for one in order if one in set(self.steps)]

    def _next(self, identity: str) -> list[str]:
        node = self.nodes[identity]
        if node.kind == "startEvent":
            return [
                way.target
                for edge in self._out(identity)
                for way in self._follow(edge.target, _Way(target=""), frozenset())
                if way.target
            ]
        attached = [one.id for one in self.nodes.values() if one.attached == identity]
        over = [way.target for boundary in attached for way in self._ways(boundary) if way.target]
        return [*over[::-1], *[way.target for way in self._ways(identity) if way.target][::-1]]

    # -- the SOP -----------------------------------------------------------------------------------------------------
    def draft(self, document: Document) -> SopDraft:
        draft = SopDraft(title=self.title, place="")
        order = self._grouped(self._order())
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

    def _parents(self, node: _Node) -> list[str]:
        """The sub-processes around a step, from the inside."""
        found = []
        while node.parent in self.nodes:
            node = self.nodes[node.parent]
            found.append(node.id)
        return found

    def _grouped(self, order: list[str]) -> list[str]:
        """The steps of one sub-process one after another, where the first of them stands."""
        result: list[str] = []
        for identity in order:
            if identity in result:
                continue
            outer = self._parents(self.nodes[identity])[-1:]
            result += [one for one in order if self._parents(self.nodes[one])[-1:] == outer] if outer else [identity]
        return result

    def _flows(self, draft: SopDraft, identity: str, places: dict[str, int]) -> None:
        place = places[identity]
        ways = list(self._ways(identity))
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
                )
            )
            about = draft.steps[target if target is not None else place]
            for note in way.notes:
                _note(about, note)
        if decided and len(ways) > 1 and any(not way.label for way in ways):
            draft.remark(Certainty.GUESSED, "an exit of a decision has no answer in the model", place=identity)

    def _report(self, draft: SopDraft, places: dict[str, int]) -> None:
        starts = [one for one in self.nodes.values() if one.kind == "startEvent" and one.parent not in self.nodes]
        for start in starts[1:]:
            first = next(
                (
                    way.target
                    for edge in self._out(start.id)
                    for way in self._follow(edge.target, _Way(target=""), frozenset())
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
            elif set(node.definitions) & _FOREIGN:
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
            elif node.kind.removeprefix("asking ") in _DECIDING - {"exclusiveGateway"} and len(self._out(node.id)) > 1:
                draft.remark(
                    Certainty.GUESSED,
                    "a gateway ({kind}) became a decision",
                    kind=node.kind.removeprefix("asking "),
                    place=node.id,
                )

    def _boundary(self, draft: SopDraft, node: _Node, places: dict[str, int]) -> None:
        onward = [way.target for way in self._ways(node.id)]
        self_named = node.name or (node.definitions[0].removesuffix("EventDefinition") if node.definitions else node.id)
        if node.attached in places:
            steps = ", ".join(draft.steps[places[one]].text for one in onward if one in places)
            _note(draft.steps[places[node.attached]], f"Jika terjadi {self_named}: {steps or 'selesai'}")
        draft.lost += len(onward)
        draft.remark(
            Certainty.LEFT_OUT,
            "an event at the edge of a task has no symbol in an SOP; it stands in the remarks: {name}",
            name=self_named,
            place=node.id,
        )


def _with_label(way: _Way, name: str) -> _Way:
    label = ", ".join(part for part in (way.label, name) if part)
    return _Way(target="", label=label, decided=way.decided, certain=way.certain, notes=way.notes)


def _cells(node: _Node) -> dict[str, str]:
    values = {"inputs": node.inputs, "output": node.outputs, "notes": node.notes}
    return {key: "\n".join(dict.fromkeys(parts)) for key, parts in values.items() if parts}


def _note(step: StepDraft, text: str) -> None:
    before = step.cells.get("notes", "")
    if text not in before.split("\n"):
        step.cells["notes"] = f"{before}\n{text}".strip()
