"""The steps of an SOP as rows of a table, in the columns that `sop-table` reads back to the same symbols and arrows.

Texts are plain: markup and references of the source are gone, lists stay lists.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from ..anatomy import CELLS, END_WORDS, STEP_FIELDS
from ..model import END, Actor, Exit, Flow, FlowKind, Node, Procedure, Shape, Step, Value

_NAMES = {field.alias: field.name.replace("-", " ").capitalize() for field in STEP_FIELDS}
_TITLES = {"number": "No", "text": "Kegiatan", **_NAMES}
_ALWAYS = ("number", "text", "actors", "inputs", "time", "output", "yes", "no", "next", "notes", "id")
_WHERE_USED = ("branches", "flows", "end", "label", "ignore")
_KEY = re.compile(r"\w+(?:-+\w+)*")
_ARROWS = {FlowKind.ARROW: "->", FlowKind.TWO_WAY: "<->", FlowKind.LINE: "--"}
_SHAPES = {Shape.TERMINATOR: "terminator", Shape.PROCESS: "proses", Shape.DECISION: "keputusan"}
_SET = "x"
"""What stands for a flag."""
_MARKUP = re.compile(r"[\\*`|]|(?<=\w)_(?!\w)")
_LIST_MARK = re.compile(r"(?:[-*+•]|\(?(?:\d+|[a-zA-Z]|#)[.)])\s")
_LINE_SIGN = re.compile(r"(?<!\\);")


def rows(procedure: Procedure) -> tuple[tuple[str, ...], ...]:
    """Titles, then one row for each step; further columns stand only where a step needs them."""
    cells = [dict(_cells(procedure, step)) for step in procedure.steps]
    used = [*_ALWAYS, *(key for key in _WHERE_USED if any(row.get(key) for row in cells))]
    return (tuple(_TITLES[key] for key in used), *(tuple(row.get(key, "") for key in used) for row in cells))


def _cells(procedure: Procedure, step: Step) -> Iterator[tuple[str, str]]:
    yield "number", step.number
    yield "text", _text(step.text)
    for key in CELLS:
        if key in step.texts:
            yield key, _rich(step.texts[key])
    if step.explicit_id:
        yield "id", step.id
    if step.label != step.number:
        yield "label", step.label
    if step.ignored:
        yield "ignore", ", ".join(step.ignored)
    if not step.heading:
        yield from _StepRow.of(procedure, step).cells()


def _text(text: str) -> str:
    """A plain text as reStructuredText that means the same."""
    escaped = _escaped(text)
    return f"\\{escaped}" if _LIST_MARK.match(escaped) else escaped


def _escaped(text: str) -> str:
    return _MARKUP.sub(r"\\\g<0>", text)


def _on_one_line(label: str) -> str:
    """A label in which ``;`` does not begin the next line."""
    return _LINE_SIGN.sub(r"\;", label)


def _rich(value: Value) -> str:
    """The items of a list as a list, any other text as it is."""
    if len(value.items) > 1:
        return "\n".join(f"- {_escaped(' '.join(item.split()))}" for item in value.items)
    return value.text if value.text.strip() == "-" else _text(value.text)


class _StepRow(Struct, frozen=True, kw_only=True):
    """A step with its symbols and what leaves them."""

    procedure: Procedure
    step: Step
    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]
    dangling: tuple[Exit, ...]
    leaves: Sequence[Step]
    position: int
    actors: Mapping[str, Actor]

    @classmethod
    def of(cls, procedure: Procedure, step: Step) -> "_StepRow":
        nodes = tuple(node for node in procedure.nodes if node.step == step.id)
        own = {node.id for node in nodes}
        leaves = tuple(procedure.rows())
        return cls(
            procedure=procedure,
            step=step,
            nodes=nodes,
            flows=tuple(flow for flow in procedure.flows if flow.source in own),
            dangling=tuple(exit_ for exit_ in procedure.dangling if exit_.step == step.id),
            leaves=leaves,
            position=next(place for place, leaf in enumerate(leaves) if leaf is step),
            actors={actor.key: actor for actor in procedure.actors},
        )

    def cells(self) -> Iterator[tuple[str, str]]:
        yield "actors", self._groups()
        if self.step.ends:
            yield "end", _SET
        if any(flow.drawn_by == "flows" for flow in self.flows):
            arrows = [self._arrow(flow) for flow in self.flows] + [
                f"{self._own(exit_.source)} -> {exit_.target}{self._label(exit_.label)}" for exit_ in self.dangling
            ]
            yield "flows", "\n".join(arrows)
            return
        typed = self.step.entry_locations
        for key in ("yes", "no"):
            if key in typed:
                yield key, ", ".join(self._targets(key))
        if "next" in typed:
            yield "next", ", ".join(self._targets("next"))
        if "branches" in typed:
            answers = [(flow.label, self._target(flow)) for flow in self.flows if flow.drawn_by == "branches"]
            answers += [(exit_.label, exit_.target) for exit_ in self._left("branches")]
            yield "branches", "\n".join(f"{_on_one_line(label)} -> {target}" for label, target in answers)

    # -- actors ------------------------------------------------------------------------------------------------------
    def _groups(self) -> str:
        groups = []
        for index, node in enumerate(self.nodes):
            leaving = node.id == self.step.leaving
            mark = "~" if leaving and index < len(self.nodes) - 1 else ""
            shape = "" if node.shape is self._usual_shape(index, leaving=leaving) else f"[{_SHAPES[node.shape]}]"
            groups.append(f"{mark}{' + '.join(map(self._actor, node.actors))}{shape}")
        passed_on = any(flow.drawn_by == "actors" for flow in self.flows)
        return (" -> " if passed_on else ", ").join(groups)

    def _actor(self, key: str) -> str:
        """What an author types for an actor: its key, or its label where there is no key to type."""
        actor = self.actors[key]
        known = actor.declared or actor.label == key
        if known and _KEY.fullmatch(key) and key.casefold() not in END_WORDS:
            return key
        return f'"{actor.label}"'

    def _usual_shape(self, index: int, *, leaving: bool) -> Shape:
        """The shape a symbol has where the author gives none."""
        if leaving and self.step.entry_locations.keys() & {"yes", "no", "branches"} and not self._explicit:
            return Shape.DECISION
        own = {node.id for node in self.nodes}
        leads_on = any(flow.target not in own for flow in self.flows) or bool(self.dangling)
        ends = not leads_on and (self.step.ends or self.position == len(self.leaves) - 1)
        begins = self.position == 0 and index == 0
        return Shape.TERMINATOR if begins or (leaving and ends) else Shape.PROCESS

    @property
    def _explicit(self) -> bool:
        return any(flow.drawn_by == "flows" for flow in self.flows)

    # -- arrows ------------------------------------------------------------------------------------------------------
    def _targets(self, key: str) -> list[str]:
        return [self._target(flow) for flow in self.flows if flow.drawn_by == key] + [
            exit_.target for exit_ in self._left(key)
        ]

    def _left(self, key: str) -> Iterator[Exit]:
        """Exits of one entry that lead nowhere."""
        place = self.step.entry_locations[key]
        others = [other for other in ("yes", "no", "branches") if other != key]
        for exit_ in self.dangling:
            shared = any(self.step.entry_locations.get(other) == place for other in others)  # rows of a table
            if exit_.location == place and (not shared or self._is_answer(key, exit_.label)):
                yield exit_

    def _is_answer(self, key: str, label: str) -> bool:
        answers = {"ya": "yes", "yes": "yes", "tidak": "no", "no": "no"}
        return answers.get(label.casefold(), "branches") == key

    def _arrow(self, flow: Flow) -> str:
        own = {node.id for node in self.nodes}
        target = self._own(flow.target) if flow.target in own else self._target(flow)
        return f"{self._own(flow.source)} {_ARROWS[flow.kind]} {target}{self._label(flow.label)}"

    @staticmethod
    def _label(label: str) -> str:
        return f": {_on_one_line(label)}" if label else ""

    def _own(self, node: str) -> str:
        """The symbol of this row, by its first actor."""
        return self._actor(next(symbol.actors[0] for symbol in self.nodes if symbol.id == node))

    def _target(self, flow: Flow) -> str:
        """A target as an author writes it."""
        if flow.target == END:
            return END
        node = next(node for node in self.procedure.nodes if node.id == flow.target)
        step = next(step for step in self.procedure.steps if step.id == node.step)
        name = step.id
        if not step.explicit_id and not flow.numbered:  # it was named by a word
            if self.position and step is self.leaves[self.position - 1]:
                name = "sebelumnya"
            elif step is self.leaves[0]:
                name = "awal"
        return name if node.id == step.entering else f"{name}/{self._actor(node.actors[0])}"
