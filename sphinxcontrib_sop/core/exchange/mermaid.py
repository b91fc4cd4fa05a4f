"""The flow of an SOP in the language of Mermaid, for pages that draw it themselves (GitLab, GitHub, wikis).

Each actor is a box with its activities. Mermaid places everything as it likes: the drawing is no form of the regulation.
"""

from collections.abc import Iterator, Mapping

from ..model import END, FlowKind, Node, Procedure, Shape

_SHAPES: Mapping[Shape, tuple[str, str]] = {
    Shape.TERMINATOR: ("([", "])"),
    Shape.PROCESS: ("[", "]"),
    Shape.DECISION: ("{", "}"),
}
_ARROWS: Mapping[FlowKind, str] = {FlowKind.ARROW: "-->", FlowKind.TWO_WAY: "<-->", FlowKind.LINE: "---"}
_ENTITIES = {'"': "#quot;", "#": "#35;", "<": "#lt;", ">": "#gt;", "&": "#amp;", "`": "#96;", "\n": " "}
_INDENT = "    "


def dump(procedure: Procedure) -> bytes:
    """The text in UTF-8; the same SOP gives the same bytes."""
    return "".join(f"{line}\n" for line in _lines(procedure)).encode()


def _lines(procedure: Procedure) -> Iterator[str]:
    title = " ".join(procedure.title.replace('"', "'").split())
    yield from ("---", f'title: "{title}"'.replace("\\", "/"), "---", "flowchart TD")
    names = {node.id: f"n{place}" for place, node in enumerate(procedure.nodes, start=1)}
    steps = {step.id: step for step in procedure.steps}
    for place, actor in enumerate(procedure.actors, start=1):
        own = [node for node in procedure.nodes if node.actors[0] == actor.key]
        if not own:
            continue
        yield f'{_INDENT}subgraph a{place}["{_quoted(actor.label)}"]'
        for node in own:
            step = steps[node.step]
            opening, closing = _SHAPES[node.shape]
            label = _quoted(f"{step.label or step.number}. {step.text}{_beside(procedure, node)}")
            yield f'{_INDENT * 2}{names[node.id]}{opening}"{label}"{closing}'
        yield f"{_INDENT}end"
    if any(flow.target == END for flow in procedure.flows):
        yield f'{_INDENT}stop(["Selesai"])'
    for flow in procedure.flows:
        target = "stop" if flow.target == END else names[flow.target]
        label = f'|"{_quoted(flow.label)}"|' if flow.label else ""
        yield f"{_INDENT}{names[flow.source]} {_ARROWS[flow.kind]}{label} {target}"


def _beside(procedure: Procedure, node: Node) -> str:
    """The other actors of a symbol over several lanes: it can stand in one box only."""
    labels = {actor.key: actor.label for actor in procedure.actors}
    others = [labels.get(key, key) for key in node.actors[1:]]
    return f" (+ {', '.join(others)})" if others else ""


def _quoted(text: str) -> str:
    return "".join(_ENTITIES.get(character, character) for character in text)
