"""BPMN 2.0 models: their nodes and flows, and the ways from step to step over whatever is collapsed."""

from collections.abc import Iterator
from itertools import islice
from xml.etree.ElementTree import Element

from msgspec import Struct, field

from .package import attribute, child, children, local

_TASKS = {
    "task", "userTask", "manualTask", "serviceTask", "sendTask", "receiveTask", "scriptTask", "businessRuleTask", "callActivity",
}  # fmt: skip
_GROUPS = {"subProcess", "transaction", "adHocSubProcess"}
DECIDING = {"exclusiveGateway", "inclusiveGateway", "complexGateway", "eventBasedGateway"}
_THROUGH = {"intermediateThrowEvent", "intermediateCatchEvent", "startEvent"}
FOREIGN = {"timerEventDefinition", "signalEventDefinition", "conditionalEventDefinition", "errorEventDefinition",
            "escalationEventDefinition", "compensateEventDefinition", "cancelEventDefinition"}  # fmt: skip
MAX_WAYS = 100
_DEFAULT_ACTOR = "Pelaksana"
_ASKED = "Menentukan kelanjutan proses"


class Node(Struct, kw_only=True):
    """A task, gateway or event."""

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


class Edge(Struct, frozen=True, kw_only=True):
    """A flow between two nodes."""

    source: str
    target: str
    name: str
    message: bool = False


class Way(Struct, frozen=True, kw_only=True):
    """How one gets from a step to the next one over what is collapsed."""

    target: str
    """Id of a step; empty where the process ends."""
    label: str = ""
    decided: bool = False
    certain: bool = True
    notes: tuple[str, ...] = ()


class Model:
    """The processes of a file as one graph."""

    def __init__(self, root: Element, stem: str) -> None:
        self.root = root
        self.nodes: dict[str, Node] = {}
        self.edges: list[Edge] = []
        self.names: dict[str, str] = {}
        self.pools: dict[str, str] = {}
        self.lost = 0
        self.title = stem.replace("_", " ").replace("-", " ")
        for element in root.iter():
            if attribute(element, "id") and attribute(element, "name"):
                self.names[attribute(element, "id")] = " ".join(attribute(element, "name").split())
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
        self.steps = [node.id for node in self.nodes.values() if self._is_step(node)]

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
                if not any(attribute(element, "name") for element in children(self.root, "collaboration"))
                else self.title
            )

    def _process(self, process: Element, actor: str, parent: str) -> None:
        lanes = dict(self._lanes(process))
        for element in process:
            kind, identity = local(element), attribute(element, "id")
            if kind == "sequenceFlow":
                name = " ".join(attribute(element, "name").split())
                self.edges.append(
                    Edge(source=attribute(element, "sourceRef"), target=attribute(element, "targetRef"), name=name)
                )
            elif kind in _TASKS | _GROUPS | DECIDING | _THROUGH | {"parallelGateway", "endEvent", "boundaryEvent"}:
                node = Node(
                    id=identity,
                    kind=kind,
                    name=self.names.get(identity, ""),
                    actor=lanes.get(identity, actor),
                    parent=parent,
                    definitions=tuple(local(part) for part in element if local(part).endswith("EventDefinition")),
                    attached=attribute(element, "attachedToRef"),
                )
                self._details(element, node)
                self.nodes[identity] = node
                if kind in _GROUPS:
                    self._process(element, node.actor, identity)

    def _lanes(self, process: Element) -> Iterator[tuple[str, str]]:
        for lane_set in children(process, "laneSet", "childLaneSet"):
            for lane in children(lane_set, "lane"):
                name = self.names.get(attribute(lane, "id"), "")
                for reference in children(lane, "flowNodeRef"):
                    yield (reference.text or "").strip(), name or _DEFAULT_ACTOR
                yield from self._lanes(lane)

    def _details(self, element: Element, node: Node) -> None:
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
            for element in children(collaboration, "messageFlow"):
                source, target = attribute(element, "sourceRef"), attribute(element, "targetRef")
                name = " ".join(attribute(element, "name").split())
                if source in self.nodes and target in self.nodes:
                    self.edges.append(Edge(source=source, target=target, name=name, message=True))
                    continue
                known = self.nodes.get(source) or self.nodes.get(target)
                other = self.names.get(target if source in self.nodes else source, "")
                if known is not None:
                    where = "Pesan kepada" if source in self.nodes else "Pesan dari"
                    known.notes.append(f"{where} {other}{f': {name}' if name else ''}")

    def _annotations(self) -> None:
        texts = {
            attribute(element, "id"): " ".join("".join(part.text or "" for part in children(element, "text")).split())
            for element in self.root.iter()
            if local(element) == "textAnnotation"
        }
        for element in self.root.iter():
            if local(element) != "association":
                continue
            ends = (attribute(element, "sourceRef"), attribute(element, "targetRef"))
            text = next((texts[end] for end in ends if end in texts), "")
            node = next((self.nodes[end] for end in ends if end in self.nodes), None)
            if text and node is not None:
                node.notes.append(text)

    def _askers(self) -> None:
        """A gateway that splits and does not follow one task alone becomes a step that asks."""
        for node in list(self.nodes.values()):
            if node.kind not in DECIDING or len(self.out(node.id)) < 2:  # noqa: PLR2004 - a split
                continue
            before = [edge.source for edge in self.edges if edge.target == node.id and not edge.message]
            alone = (
                len(before) == 1
                and before[0] in self.nodes
                and self.nodes[before[0]].kind in _TASKS
                and len([edge for edge in self.out(before[0]) if not edge.message]) == 1
            )
            if not alone:
                node.notes += [self._event_text(node)] if node.kind == "eventBasedGateway" else []
                node.name = node.name or _ASKED
                node.kind = f"asking {node.kind}"

    @staticmethod
    def _event_text(node: Node) -> str:
        return f"Menunggu peristiwa: {node.name}" if node.name else "Menunggu salah satu peristiwa"

    # -- the graph ---------------------------------------------------------------------------------------------------
    def out(self, identity: str) -> list[Edge]:
        return [edge for edge in self.edges if edge.source == identity]

    def _holds(self, node: Node) -> bool:
        """True for a sub-process with steps of its own."""
        return node.kind in _GROUPS and any(
            inner.parent == node.id and (inner.kind in _TASKS | _GROUPS or inner.kind.startswith("asking"))
            for inner in self.nodes.values()
        )

    def _is_step(self, node: Node) -> bool:
        return node.kind in _TASKS or node.kind.startswith("asking") or (node.kind in _GROUPS and not self._holds(node))

    def ways(self, identity: str) -> Iterator[Way]:
        """How the process goes on from a step; a maze of gateways has more ways than anybody would draw."""
        return islice(self._ways(identity), MAX_WAYS)

    def _ways(self, identity: str) -> Iterator[Way]:
        for edge in self.out(identity):
            start = Way(target="", label="" if edge.message else edge.name)
            yield from self.follow(edge.target, start, frozenset({identity}))
        node = self.nodes[identity]
        leaves_group = not self.out(identity) and node.parent in self.nodes
        if leaves_group:
            yield from self._leave(node.parent, Way(target=""), frozenset({identity}))

    def _leave(self, group: str, way: Way, seen: frozenset[str]) -> Iterator[Way]:
        onward = self.out(group)
        if not onward and self.nodes[group].parent in self.nodes:
            yield from self._leave(self.nodes[group].parent, way, seen)
        for edge in onward:
            yield from self.follow(edge.target, _with_label(way, edge.name), seen)

    def follow(self, identity: str, way: Way, seen: frozenset[str]) -> Iterator[Way]:
        node = self.nodes.get(identity)
        if node is None or identity in seen:
            return
        if self._is_step(node):
            yield Way(target=identity, label=way.label, decided=way.decided, certain=way.certain, notes=way.notes)
            return
        if node.kind == "endEvent":
            if node.parent in self.nodes:
                yield from self._leave(node.parent, way, seen | {identity})
            else:
                yield way
            return
        if node.kind in _GROUPS:
            for entry in self._entries(node.id):
                yield from self.follow(entry, way, seen | {identity})
            return
        onward = self.out(identity)
        way = self._over(node, way, len(onward))
        for edge in onward:
            yield from self.follow(
                edge.target, _with_label(way, edge.name if not edge.message else ""), seen | {identity}
            )

    def _entries(self, group: str) -> list[str]:
        inside = [node.id for node in self.nodes.values() if node.parent == group and node.kind != "boundaryEvent"]
        targets = {edge.target for edge in self.edges}
        starts = [node_id for node_id in inside if self.nodes[node_id].kind == "startEvent"]
        return starts or [node_id for node_id in inside if node_id not in targets]

    def _over(self, node: Node, way: Way, exits: int) -> Way:
        """A way that passes over something that is no step."""
        notes, certain, decided, label = list(way.notes), way.certain, way.decided, way.label
        incoming = sum(edge.target == node.id for edge in self.edges)
        if set(node.definitions) & FOREIGN or node.kind == "eventBasedGateway":
            notes.append(self._event_text(node))
        if node.kind == "parallelGateway" and incoming > 1:
            notes.append("Menunggu semua cabang sebelumnya selesai")
        if node.kind in DECIDING and exits > 1:
            decided = True
            certain = certain and node.kind == "exclusiveGateway"
        if node.kind == "intermediateCatchEvent" and decided and not label:
            label = node.name
        return Way(target="", label=label, decided=decided, certain=certain, notes=tuple(notes))

    def order(self) -> list[str]:
        """The steps in the order of the flow: each before those it leads to, but for loops."""
        targets = {edge.target for edge in self.edges}
        starts = [
            node.id for node in self.nodes.values() if node.kind == "startEvent" and node.parent not in self.nodes
        ]
        starts += [step for step in self.steps if step not in targets]
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
                following = next((target for target in onward if target not in seen), None)
                if following is None:
                    stack.pop()
                    finished.append(identity)
                else:
                    seen.add(following)
                    stack.append((following, iter(self._next(following))))
            order += reversed(finished)
        return [step for step in order if step in set(self.steps)]

    def _next(self, identity: str) -> list[str]:
        node = self.nodes[identity]
        if node.kind == "startEvent":
            return [
                way.target
                for edge in self.out(identity)
                for way in self.follow(edge.target, Way(target=""), frozenset())
                if way.target
            ]
        attached = [node.id for node in self.nodes.values() if node.attached == identity]
        over = [way.target for boundary in attached for way in self.ways(boundary) if way.target]
        return [*over[::-1], *[way.target for way in self.ways(identity) if way.target][::-1]]


def _with_label(way: Way, name: str) -> Way:
    label = ", ".join(part for part in (way.label, name) if part)
    return Way(target="", label=label, decided=way.decided, certain=way.certain, notes=way.notes)
