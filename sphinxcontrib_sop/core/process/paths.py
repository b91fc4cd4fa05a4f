"""The steps of a procedure as a graph, and the shortest and longest way through it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise

from msgspec import Struct

from ..model import END, FlowKind, Procedure, Step


class StepGraph(Struct, frozen=True):
    """The steps as vertices: all symbols of a row are one, two-way and plain lines count both ways.

    A step with an arrow that leads nowhere is *open*: what it reaches cannot be known, so it counts as reaching an end.
    """

    rows: tuple[Step, ...]
    following: Mapping[str, frozenset[str]]
    open: frozenset[str]

    @property
    def ends(self) -> frozenset[str]:
        """Steps of which no exit leads to another step."""
        return frozenset(step.id for step in self.rows if not self.following[step.id] - {step.id}) - self.open

    def reach(self, starts: Iterable[str]) -> set[str]:
        """Every step that can be reached from the given ones, these included."""
        return _closure(self.following, starts)

    def reaching(self, goals: Iterable[str]) -> set[str]:
        """Every step from which one of the given ones can be reached, these included."""
        return _closure(_preceding(self.following), goals)


def _preceding(following: Mapping[str, Iterable[str]]) -> dict[str, set[str]]:
    backward: dict[str, set[str]] = defaultdict(set)
    for source, targets in following.items():
        for target in targets:
            backward[target].add(source)
    return backward


def _closure(following: Mapping[str, Iterable[str]], starts: Iterable[str]) -> set[str]:
    seen = set(starts)
    waiting = list(seen)
    while waiting:
        for step in following.get(waiting.pop(), ()):
            if step not in seen:
                seen.add(step)
                waiting.append(step)
    return seen


def step_graph(procedure: Procedure) -> StepGraph:
    """Return the steps of a procedure as a graph; steps without a symbol pass on to the next row."""
    rows = tuple(procedure.rows())
    owner = {node.id: node.step for node in procedure.nodes}
    following: dict[str, set[str]] = {step.id: set() for step in rows}
    ending: set[str] = set()
    for flow in procedure.flows:
        source, target = owner[flow.source], owner.get(flow.target)
        if target is None:
            ending.add(source)
            continue
        following[source].add(target)
        if flow.kind is not FlowKind.ARROW:
            following[target].add(source)
    open_steps = {exit_.step for exit_ in procedure.dangling}
    # a step without an actor has no symbol and so no arrow: SOP210 says so, the flow is taken to pass through it
    for step, later in pairwise(rows):
        if step.entering is None and not step.ends:
            following[step.id].add(later.id)
        if later.entering is None and step.entering is not None and not _explicit(step) and not step.ends:
            following[step.id].add(later.id)
    # an exit to the end makes a step an end although other exits lead on
    return StepGraph(
        rows=rows,
        following={step: frozenset(targets) for step, targets in following.items()},
        open=frozenset(open_steps | ending),
    )


def _explicit(step: Step) -> bool:
    return any(key in step.entry_locations for key in ("yes", "no", "branches", "next", "flows"))


def ending_steps(procedure: Procedure, graph: StepGraph) -> frozenset[str]:
    """Steps at which a way through the procedure may end: no exit leads on, or one leads to the end."""
    owner = {node.id: node.step for node in procedure.nodes}
    return graph.ends | {owner[flow.source] for flow in procedure.flows if flow.target == END}


# -- ways ------------------------------------------------------------------------------------------------------------
def way_lengths(
    graph: StepGraph, ends: Iterable[str], least: Mapping[str, float], most: Mapping[str, float]
) -> tuple[float, float] | None:
    """Return the length of the shortest and of the longest way from the first row to one of the ends.

    ``least`` and ``most`` are the lengths of the steps, for either way.  No way visits a step twice.  None if no end can
    be reached.
    """
    if not graph.rows:
        return None
    order, onward = _without_loops(graph)
    goals = set(ends) & set(order)
    if not goals:
        return None
    before = _preceding(onward)
    shortest: dict[str, float] = {}
    longest: dict[str, float] = {}
    for step in order:
        sources = before.get(step, ())
        shortest[step] = least[step] + min((shortest[source] for source in sources), default=0.0)
        longest[step] = most[step] + max((longest[source] for source in sources), default=0.0)
    return min(shortest[step] for step in goals), max(longest[step] for step in goals)


def _without_loops(graph: StepGraph) -> tuple[list[str], dict[str, list[str]]]:
    """Return the steps that can be reached, each after all that lead to it, and the arrows that close no loop.

    An arrow is left out if it leads back to a step of the way on which a depth-first walk has just come.  Where every
    loop has one step by which it is entered, no way without loops could take such an arrow (Hecht and Ullman,
    "Characterizations of Reducible Flow Graphs", J. ACM 21, 1974), so nothing is lost.  Loops entered at several steps
    are rare; there the longest way may come out a little too short.
    """
    position = {step.id: number for number, step in enumerate(graph.rows)}
    start = graph.rows[0].id
    onward: dict[str, list[str]] = {start: []}
    finished: list[str] = []
    path = [start]
    on_path = {start}
    waiting = {start: sorted(graph.following[start], key=position.__getitem__)}
    while path:
        step = path[-1]
        if not waiting[step]:
            finished.append(path.pop())
            on_path.discard(step)
            continue
        target = waiting[step].pop()
        if target in on_path:
            continue
        onward[step].append(target)
        if target not in onward:
            onward[target] = []
            waiting[target] = sorted(graph.following[target], key=position.__getitem__)
            path.append(target)
            on_path.add(target)
    return finished[::-1], onward
