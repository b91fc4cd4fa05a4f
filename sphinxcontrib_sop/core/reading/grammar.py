"""The small languages of a step: rows of actors, targets, branches and arrows.

    row     GROUP ((","|"->") GROUP)*     GROUP = ["~"] KEY ("+" KEY)* ["[" shape "]"]
    target  STEP ["/" KEY]                STEP = id, ordinal or a reserved word
    branch  LABEL "->" target
    arrow   KEY ("->"|"<->"|"--") target [": " LABEL]

A KEY is letters, digits, "-" and "_", or a label in double quotes.  Every function returns what could be read and the
sentences for what could not; none raises.
"""

import re

from msgspec import Struct

from ..anatomy import END_WORDS
from ..model import FlowKind, Message

_TOKEN = re.compile(
    r"""\s*(?:(?P<quoted>"[^"]*")|(?P<shape>\[[^\]]*\])|(?P<arrow>->)|(?P<comma>,)|(?P<plus>\+)|(?P<mark>~)"""
    r"""|(?P<key>\w+(?:-+\w+)*)|(?P<other>[^\s\w"\[,+~]+|.))"""
)
_TARGET = re.compile(r"""(?P<step>"[^"]*"|[^\s/"]+)(?:\s*/\s*(?P<actor>"[^"]*"|[^\s/"]+))?""")
_FLOW = re.compile(
    r"""(?P<source>"[^"]*"|[^"<>:]+?)\s*(?P<kind><->|->|--)\s*"""
    r"""(?P<target>(?:"[^"]*"|[^\s/":]+)(?:\s*/\s*(?:"[^"]*"|[^\s/":]+))?)\s*(?::\s*(?P<label>.*))?"""
)
_KINDS = {"->": FlowKind.ARROW, "<->": FlowKind.TWO_WAY, "--": FlowKind.LINE}
KEY = re.compile(r"[\w-]+")
NAME = re.compile(r"[\w.-]+")


class ActorRef(Struct, frozen=True, kw_only=True):
    """An actor as it was typed: a key, or a label (in quotes, or loosely without them)."""

    text: str
    quoted: bool = False

    def __str__(self) -> str:
        return f'"{self.text}"' if self.quoted else self.text


class Group(Struct, frozen=True, kw_only=True):
    """One symbol of a row."""

    actors: tuple[ActorRef, ...]
    shape: str = ""
    """Word in brackets, as typed."""
    marked: bool = False
    """True if the flow leaves here."""


class ActorRow(Struct, frozen=True, kw_only=True):
    """The symbols of a row; ``passed_on`` means arrows from each to the next."""

    groups: tuple[Group, ...]
    passed_on: bool = False


class Target(Struct, frozen=True, kw_only=True):
    """Where an arrow leads: a step and, where it has several symbols, an actor."""

    step: str
    actor: ActorRef | None = None
    quoted: bool = False
    """True if ``step`` stood in quotes: only the label of an actor can."""

    def __str__(self) -> str:
        step = f'"{self.step}"' if self.quoted else self.step
        return f"{step}/{self.actor}" if self.actor else step


class Branch(Struct, frozen=True, kw_only=True):
    """One further answer of a decision."""

    label: str
    target: Target


class Arrow(Struct, frozen=True, kw_only=True):
    """One line of `alur`."""

    source: ActorRef
    target: Target
    label: str
    kind: FlowKind


def parse_row(text: str) -> tuple[ActorRow, list[Message]]:
    """Read the actors of a step.  A fault is repaired as far as its sense is plain."""
    reader = _RowReader()
    for match in _TOKEN.finditer(text.strip()):
        kind = match.lastgroup
        if kind is not None:
            reader.take(kind, match[kind])
    return reader.finish()


class _RowReader:
    """State of reading one row, token by token."""

    def __init__(self) -> None:
        self.faults: list[Message] = []
        self._groups: list[Group] = []
        self._separators: set[str] = set()
        self._start()

    def _start(self) -> None:
        self._actors: list[ActorRef] = []
        self._shape = ""
        self._marked = False
        self._joining = True

    def take(self, kind: str, text: str) -> None:
        if kind in {"arrow", "comma"}:
            self._close(empty_is_fault=True)
            self._separators.add(text)
        elif kind == "plus":
            self._joining = True
        elif kind == "mark":
            self._marked = True
        elif kind == "shape" and self._actors and not self._shape:
            self._shape = text[1:-1].strip()
        elif kind in {"shape", "other"}:
            self._fault("`{text}` cannot be read in a list of actors", text=text)
        elif self._joining or not self._actors:
            self._actors.append(ActorRef(text=" ".join(text.strip('"').split()), quoted=kind == "quoted"))
            self._joining = False
        else:  # a label of several words without its quotes
            last = self._actors.pop()
            self._actors.append(ActorRef(text=f"{last.text} {text.strip(chr(34))}"))

    def _close(self, *, empty_is_fault: bool) -> None:
        if not self._actors and (empty_is_fault or self._marked):
            self._fault("an actor is missing beside a separator")
        actors = tuple(actor for actor in self._actors if not self._is_end(actor))
        if actors:
            self._groups.append(Group(actors=actors, shape=self._shape, marked=self._marked))
        elif self._shape:
            self._fault("`{text}` cannot be read in a list of actors", text=f"[{self._shape}]")
        self._start()

    def _is_end(self, actor: ActorRef) -> bool:
        if actor.quoted or actor.text.casefold() not in END_WORDS:
            return False
        self._fault("`{text}` is no actor: it means the end; a label of that name needs double quotes", text=actor.text)
        return True

    def finish(self) -> tuple[ActorRow, list[Message]]:
        self._close(empty_is_fault=bool(self._separators))
        if len(self._separators) > 1:
            self._fault("`,` and `->` cannot stand in one row; use `alur` for such arrows")
        if sum(group.marked for group in self._groups) > 1:
            self._fault("only one symbol of a row can be marked with `~`")
        return ActorRow(groups=tuple(self._groups), passed_on="->" in self._separators), self.faults

    def _fault(self, template: str, /, **values: str) -> None:
        self.faults.append(Message(template=template, values=values))


def _actor(text: str) -> ActorRef:
    text = text.strip()
    quoted = len(text) > 1 and text.startswith('"') and text.endswith('"')
    return ActorRef(text=" ".join(text.strip('"').split()), quoted=quoted)


def parse_target(text: str) -> Target:
    """Read one target; a text that is none is kept whole as the name of a step that does not exist."""
    match = _TARGET.fullmatch(text.strip())
    if match is None:
        return Target(step=" ".join(text.split()))
    step, actor = match["step"], match["actor"]
    return Target(step=step.strip('"'), actor=_actor(actor) if actor else None, quoted=step.startswith('"'))


def parse_targets(text: str) -> list[Target]:
    """Read targets separated by commas; nothing beside a comma is a target without a name."""
    return [parse_target(part) for part in re.split(r""",(?=(?:[^"]*"[^"]*")*[^"]*$)""", text)]


def parse_branch(line: str) -> tuple[Branch | None, list[Message]]:
    """Read one line of `cabang`."""
    label, arrow, target_text = line.rpartition("->")
    if not arrow or not label.strip():
        return None, [Message(template="`{text}` is not a branch: write `Answer -> target`", values={"text": line})]
    if re.search(r"->[^,;]*[,;]", label):  # else the arrow belongs to the answer
        template = "`{text}` holds several branches; write each on a line of its own"
        return None, [Message(template=template, values={"text": line})]
    return Branch(label=" ".join(label.split()), target=parse_target(target_text)), []


def parse_arrow(line: str) -> tuple[Arrow | None, list[Message]]:
    """Read one line of `alur`."""
    match = _FLOW.fullmatch(line.strip())
    if match is None:
        return None, [
            Message(
                template="`{text}` is not an arrow: write `FROM -> TO` or `FROM -> TO: Label`", values={"text": line}
            )
        ]
    label = " ".join((match["label"] or "").split())
    target = parse_target(match["target"])
    return Arrow(source=_actor(match["source"]), target=target, label=label, kind=_KINDS[match["kind"]]), []
