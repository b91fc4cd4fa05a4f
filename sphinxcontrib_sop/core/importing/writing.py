"""A recognised SOP as reStructuredText of our syntax, with a comment at whatever is guessed."""

import re
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from ..anatomy import CELLS, PROCEDURE_FIELDS, RESERVED_WORDS, STEP_FIELDS, Place
from ..model import FlowKind, Message
from ..reading.conversion import free_key, slug
from .draft import FlowDraft, SopDraft, StepDraft
from .forms import items

Say = Callable[[Message], str]

_NAMES = {field.alias: field.name for field in STEP_FIELDS}
_FORM = [field for field in PROCEDURE_FIELDS if field.place is Place.FORM]
_BOXES = [field for field in PROCEDURE_FIELDS if field.place is Place.BOX]
_SHAPES = {"terminator": "terminator", "process": "proses", "decision": "keputusan"}
_ARROWS = {FlowKind.ARROW: "->", FlowKind.TWO_WAY: "<->", FlowKind.LINE: "--"}
_ESCAPED = re.compile(r"[\\*`|]|_(?=\W|$)")
_LIST_MARK = re.compile(r"(?:[-*+•]|\(?(?:\d+|[a-zA-Z]|#)[.)])\s")
_NUMBERED = re.compile(r"\d+\. ")
_ACTOR_KEY, _STEP_ID, _FILE_NAME = 24, 28, 60
"""Longest keys; a word is never cut unless it alone is longer."""
_INDENT = "   "
_SHOWN = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp")


class Written(Struct, frozen=True, kw_only=True):
    """The text of one SOP and what names it."""

    name: str
    text: str
    keys: tuple[str, ...] = ()
    """Keys of its actors."""
    ids: tuple[str, ...] = ()
    """Names of its steps as arrows call them."""


def short_key(text: str, limit: int) -> str:
    """A key of whole words, not longer than the limit."""
    key = slug(text)
    if len(key) <= limit:
        return key
    cut = key[: limit + 1].rpartition("-")[0]
    return cut or key[:limit]


def write(draft: SopDraft, *, name: str, source: str, pictures: Sequence[str], say: Say) -> Written:
    """Write an SOP; ``pictures`` are the paths of its saved images beside the file."""
    return _Writer(draft, name, say).write(source, pictures)


class _Writer:
    def __init__(self, draft: SopDraft, name: str, say: Say) -> None:
        self.draft = draft
        self.name = name
        self.say = say
        self.keys: list[str] = []
        for label in draft.actors:
            key = short_key(label, _ACTOR_KEY)
            taken = {*self.keys, *RESERVED_WORDS}
            self.keys.append(free_key(key, taken))
        self.leaves = [place for place, step in enumerate(draft.steps) if not step.heading]
        self.ids: dict[int, str] = {}
        for place, step in enumerate(draft.steps):
            if step.symbols and not step.typed:
                list(self._flow(place))  # which steps are named by an arrow
        self.numbers = numbers_of(draft.steps)

    def _id(self, place: int) -> str:
        if place not in self.ids:
            step = self.draft.steps[place]
            key = short_key(" ".join(step.text.split()[:3]) or "langkah", _STEP_ID)
            if key.replace("-", "").isdigit() or key == "x":
                key = f"langkah-{key}"
            taken = {
                *self.ids.values(),
                *RESERVED_WORDS,
                *self.keys,
                *(step.typed.get("id", "") for step in self.draft.steps),
            }
            self.ids[place] = free_key(key, taken)
        return self.ids[place]

    @staticmethod
    def _is_inner(flow: FlowDraft) -> bool:
        return flow.target is not None and flow.target[0] == flow.source[0]

    # -- the whole ---------------------------------------------------------------------------------------------------
    def write(self, source: str, pictures: Sequence[str]) -> Written:
        lines = [
            self._comment(
                Message(
                    template="Imported from {file}; look at the remarks that begin like this line.",
                    values={"file": source},
                )
            ),
            "",
        ]
        lines.append(f".. sop:: {escaped(self.draft.title) or '-'}")
        lines.append(f"{_INDENT}:name: {self.name}")
        lines += self._form()
        if any(self.draft.boxes.values()):
            lines.append("")
        lines += self._boxes()
        for text in self.draft.body:
            lines += ["", f"{_INDENT}{_paragraph(text)}"]
        for path in pictures:
            lines += ["", *self._picture(path)]
        lines.append("")
        for place, step in enumerate(self.draft.steps):
            indent = _INDENT * (step.level + 1)
            lines += [f"{indent}{line}".rstrip() for line in self._step(place)]
            lines.append("")
        text = "\n".join(lines).rstrip("\n") + "\n"
        ids = tuple(self.ids.get(place, "") or self.numbers[place] for place in range(len(self.draft.steps)))
        return Written(name=self.name, text=text, keys=tuple(self.keys), ids=ids)

    def _comment(self, message: Message) -> str:
        words = " ".join(self.say(message).split())
        return f".. {self.say(Message(template='IMPORT'))}: {words}"

    def _form(self) -> Iterator[str]:
        for field in _FORM:
            text = self.draft.fields.get(field.alias, "")
            if not text:
                continue
            if field.alias == "approved-by":
                first, *rest = [escaped(" ".join(line.split())) for line in text.split("\n") if line.strip()]
                pad = " " * len(f":{field.name}: ")
                yield f"{_INDENT}:{field.name}: {first}"
                yield from (f"{_INDENT}{pad}{line}" for line in rest)
            else:
                yield f"{_INDENT}:{field.name}: {escaped(' '.join(text.split()))}"
        if limit := self.draft.fields.get("time-limit", ""):
            yield f"{_INDENT}:jangka-waktu: {escaped(limit)}"
        if self.draft.actors:
            label = f"{_INDENT}:pelaksana: "
            for key, actor in zip(self.keys, self.draft.actors, strict=True):
                yield f"{label}{key} = {actor.replace('=', '-')}"
                label = " " * len(label)

    def _boxes(self) -> Iterator[str]:
        for field in _BOXES:
            box = self.draft.boxes.get(field.alias)
            if not box:
                continue
            if box == ["-"] or all(not line.strip("-–. ") for line in box):
                yield f"{_INDENT}:{field.name}: -"
                continue
            yield f"{_INDENT}:{field.name}:"
            numbered = all(_NUMBERED.match(line) for line in box)
            for place, line in enumerate(box, 1):
                bare = _NUMBERED.sub("", line, count=1) if numbered else line
                yield f"{_INDENT * 2}{f'{place}.' if numbered else '-'} {_text(bare)}"

    def _picture(self, path: str) -> Iterator[str]:
        yield f"{_INDENT}{self._comment(Message(template='The flowchart is a picture; write the steps and arrows from it.'))}"
        if path.casefold().endswith(_SHOWN):
            yield ""
            yield f"{_INDENT}.. image:: {path}"
            yield f"{_INDENT * 2}:alt: {self.say(Message(template='Flowchart as a picture'))}"

    # -- a step ------------------------------------------------------------------------------------------------------
    def _step(self, place: int) -> Iterator[str]:
        step = self.draft.steps[place]
        for remark in step.remarks:
            yield self._comment(remark)
        for flow in self._outgoing(place):
            if not flow.certain and flow.why is not None:
                yield self._comment(self.guess_of(flow))
        if step.remarks or any(not flow.certain for flow in self._outgoing(place)):
            yield ""
        words = " ".join(step.text.split())
        yield f".. sop-step:: {(words if step.typed else _text(words)) or '-'}"
        inner = list(self._entries(place))
        yield from (f"{_INDENT}{line}" for line in inner)

    def guess_of(self, flow: FlowDraft) -> Message:
        """Why an arrow is a guess, with the step it leads to."""
        values: dict[str, object] = {"why": flow.why or Message(template="")}
        if flow.target is None:
            return Message(template="the end is guessed: {why}", values=values)
        values["step"] = self.numbers[flow.target[0]]
        if flow.label:
            return Message(
                template="the arrow {label} to step {step} is guessed: {why}", values={**values, "label": flow.label}
            )
        return Message(template="the arrow to step {step} is guessed: {why}", values=values)

    def _outgoing(self, place: int) -> list[FlowDraft]:
        return [flow for flow in self.draft.flows if flow.source[0] == place]

    def _entries(self, place: int) -> Iterator[str]:
        step = self.draft.steps[place]
        if place in self.ids:
            yield f":id: {self.ids[place]}"
        label = step.label.strip().rstrip(".)").lstrip("(")
        if label and label != self.numbers[place]:
            yield f":nomor-langkah: {escaped(label)}"
        if step.typed:
            yield from _typed(step)
        elif step.symbols:
            yield from self._flow(place)
        for key in CELLS:
            text = step.cells.get(key, "")
            if text.strip():
                yield from _typed_cell(_NAMES[key], text) if step.typed else _cell(_NAMES[key], text)

    # -- the flow ----------------------------------------------------------------------------------------------------
    def _following(self, place: int) -> int | None:
        later = [leaf for leaf in self.leaves if leaf > place]
        return later[0] if later else None

    def _flow(self, place: int) -> Iterator[str]:
        step = self.draft.steps[place]
        flows = self._outgoing(place)
        inner = [flow for flow in flows if self._is_inner(flow)]
        exits = [flow for flow in flows if not self._is_inner(flow)]
        last = len(step.symbols) - 1
        chain = sorted((flow.source[1], flow.target[1]) for flow in inner if flow.target is not None)
        passed_on = bool(inner) and chain == [(n, n + 1) for n in range(last)]
        plain = all(flow.kind is FlowKind.ARROW for flow in flows) and not any(flow.label for flow in inner)
        short = None
        if plain and (passed_on or not inner) and all(flow.source[1] == last for flow in exits):
            short = self._short(place, exits)
        if short is None:
            yield f":pelaksana: {self._groups(place, ', ', decided=False, ends=self._ends(place, exits, flagged=False))}"
            yield from self._long(place, flows)
            return
        decided = any(line.startswith((":ya:", ":tidak:", ":cabang:")) for line in short)
        ends = self._ends(place, exits, flagged=":selesai:" in short)
        yield f":pelaksana: {self._groups(place, ' -> ' if passed_on else ', ', decided=decided, ends=ends)}"
        yield from short

    def _ends(self, place: int, exits: Sequence[FlowDraft], *, flagged: bool) -> bool:
        leads_on = any(flow.target is not None for flow in exits) or (bool(exits) and not flagged)
        return not leads_on and (flagged or self._following(place) is None)

    def _short(self, place: int, exits: Sequence[FlowDraft]) -> list[str] | None:
        """The entries for what leaves the last symbol; None where only `alur` says it."""
        following = self._following(place)
        shape = self.draft.steps[place].symbols[-1].shape
        labels = [flow.label for flow in exits]
        if not exits:
            return [] if following is None else [":selesai:"]
        if not any(labels):
            return self._unlabelled(exits, following, shape)
        if not all(labels) or len(set(labels)) < len(labels) or shape not in {"decision", ""}:
            return None
        closes = self.draft.steps[place].closes and len(labels) == 1 and following is None
        if set(labels) == {"Ya", "Tidak"} or (closes and labels[0] in {"Ya", "Tidak"}):
            entries = {"Ya": "ya", "Tidak": "tidak"}
            kept = [flow for flow in exits if flow.target is None or following is None or flow.target != (following, 0)]
            return [f":{entries[flow.label]}: {self._target(flow)}" for flow in kept or exits]
        lines = [f"{_one_line(flow.label)} -> {self._target(flow)}" for flow in exits]
        return _aligned("cabang", lines)

    def _unlabelled(self, exits: Sequence[FlowDraft], following: int | None, shape: str) -> list[str] | None:
        if len(exits) == 1 and exits[0].target is None and exits[0].to_row:
            return [] if following is None else [":selesai:"]
        if len(exits) == 1 and following is not None and exits[0].target == (following, 0):
            return []
        if shape == "decision":
            return None
        return [f":lanjut: {', '.join(self._target(flow) for flow in exits)}"]

    def _long(self, place: int, flows: Sequence[FlowDraft]) -> Iterator[str]:
        if not flows:
            if self._following(place) is not None:
                yield ":selesai:"
            return
        lines = []
        for flow in sorted(flows, key=lambda flow: flow.source[1]):
            own = self._symbol_key(place, flow.source[1])
            if flow.target is not None and flow.target[0] == place:
                target = self._symbol_key(place, flow.target[1])
            else:
                target = self._target(flow)
            label = f": {_one_line(flow.label)}" if flow.label else ""
            lines.append(f"{own} {_ARROWS[flow.kind]} {target}{label}")
        yield from _aligned("alur", lines)

    def _symbol_key(self, place: int, symbol: int) -> str:
        return self.keys[self.draft.steps[place].symbols[symbol].lanes[0]]

    def _target(self, flow: FlowDraft) -> str:
        if flow.target is None:
            return "selesai"
        place, symbol = flow.target
        name = self._id(place)
        return name if symbol == 0 else f"{name}/{self._symbol_key(place, symbol)}"

    def _groups(self, place: int, separator: str, *, decided: bool, ends: bool) -> str:
        step = self.draft.steps[place]
        last = len(step.symbols) - 1
        groups = []
        for number, symbol in enumerate(step.symbols):
            usual = "process"
            if decided and number == last:
                usual = "decision"
            elif (place == self.leaves[0] and number == 0) or (number == last and ends):
                usual = "terminator"
            bracket = "" if symbol.shape in {"", usual} else f" [{_SHAPES[symbol.shape]}]"
            groups.append(f"{' + '.join(self.keys[lane] for lane in symbol.lanes)}{bracket}")
        return separator.join(groups)


# -- texts -----------------------------------------------------------------------------------------------------------
def escaped(text: str) -> str:
    """A plain text as reStructuredText."""
    return _ESCAPED.sub(r"\\\g<0>", text)


def _text(text: str) -> str:
    """A plain text at the beginning of a line."""
    words = escaped(text)
    return f"\\{words}" if _LIST_MARK.match(words) or words.startswith((":", "..", "::")) else words


def _paragraph(text: str) -> str:
    return _text(" ".join(text.split()))


def _one_line(label: str) -> str:
    return " ".join(label.split()).replace(";", r"\;")


def _aligned(name: str, lines: Sequence[str]) -> list[str]:
    pad = " " * len(f":{name}: ")
    return [f":{name}: {lines[0]}", *(f"{pad}{line}" for line in lines[1:])]


def _cell(name: str, text: str) -> Iterator[str]:
    if not text.strip("-– \n"):
        yield f":{name}: -"
        return
    listed, numbered = items(text) if "\n" in text else ([text], False)
    if len(listed) < 2:  # noqa: PLR2004 - a list
        yield f":{name}: {_text(' '.join(text.split()))}"
        return
    yield f":{name}:"
    for place, item in enumerate(listed, 1):
        yield f"{_INDENT}{f'{place}.' if numbered else '-'} {_text(' '.join(item.split()))}"


def _typed_cell(name: str, text: str) -> Iterator[str]:
    """A cell of our own table: it holds reStructuredText."""
    lines = text.split("\n")
    if len(lines) == 1:
        yield f":{name}: {text}"
        return
    yield f":{name}:"
    yield from (f"{_INDENT}{line}".rstrip() for line in lines)


def _typed(step: StepDraft) -> Iterator[str]:
    """Entries that the file holds in our own syntax."""
    for key in ("id", "label", "actors", "shape", "yes", "no", "branches", "next", "flows", "end", "ignore"):
        text = step.typed.get(key, "")
        if not text:
            continue
        name = _NAMES[key]
        if key == "end":
            yield ":selesai:"
        else:
            yield from _aligned(name, [" ".join(line.split()) for line in text.split("\n")])


def numbers_of(steps: Sequence[StepDraft]) -> list[str]:
    """The ordinals of steps as they are counted: 3, 3.2."""
    counts: list[int] = []
    result = []
    for step in steps:
        del counts[step.level + 1 :]
        while len(counts) <= step.level:
            counts.append(0)
        counts[step.level] += 1
        result.append(".".join(map(str, counts)))
    return result


def file_name(title: str, taken: set[str]) -> str:
    """A name for an SOP and its file that is not taken; it is added to those."""
    name = free_key(short_key(title, _FILE_NAME), taken)
    taken.add(name)
    return name
