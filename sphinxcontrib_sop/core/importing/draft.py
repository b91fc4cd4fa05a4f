"""A procedure on its way from a file to text: what was recognised, each part with how certain it is."""

from msgspec import Struct, field

from ..model import FlowKind, Message
from .document import Certainty, Picture, Remark

Place = tuple[int, int]
"""A symbol: place of its step, and of the symbol in the step."""


class SymbolDraft(Struct, kw_only=True):
    """One symbol of a step."""

    lanes: tuple[int, ...]
    """Places of its actors."""
    shape: str = ""
    """terminator, process or decision; empty where nothing is drawn."""
    certain: bool = True


class FlowDraft(Struct, kw_only=True):
    """One arrow; without a target the procedure ends."""

    source: Place
    target: Place | None
    label: str = ""
    kind: FlowKind = FlowKind.ARROW
    certain: bool = True
    why: Message | None = None
    to_row: bool = False
    """True if the end is a row of the table, not a capsule beside the symbol."""


class StepDraft(Struct, kw_only=True):
    """One step."""

    label: str = ""
    text: str
    cells: dict[str, str] = field(default_factory=dict)
    level: int = 0
    heading: bool = False
    symbols: list[SymbolDraft] = field(default_factory=list)
    closes: bool = False
    """True if its other answer ends the procedure, which is said beside the symbol."""
    typed: dict[str, str] = field(default_factory=dict)
    """Entries of our own syntax that the file holds as they are typed."""
    remarks: list[Message] = field(default_factory=list)
    """What is guessed about it beside its arrows."""
    place: str = ""


class SopDraft(Struct, kw_only=True):
    """One SOP."""

    title: str = ""
    place: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    """Values of the form by key: several lines for an official."""
    boxes: dict[str, list[str]] = field(default_factory=dict)
    actors: list[str] = field(default_factory=list)
    """Labels of the lanes."""
    typed_actors: bool = False
    """True if actors are typed in the steps, in our own syntax."""
    steps: list[StepDraft] = field(default_factory=list)
    flows: list[FlowDraft] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    """Paragraphs between form and flowchart."""
    pictures: list[Picture] = field(default_factory=list)
    """Images where a flowchart is expected."""
    remarks: list[Remark] = field(default_factory=list)
    lost: int = 0
    """Lines that could not be understood."""

    def remark(self, certainty: Certainty, template: str, /, *, place: str = "", **values: object) -> None:
        """Note a sentence for the report."""
        message = Message(template=template, values=values)
        self.remarks.append(Remark(certainty=certainty, message=message, place=place or self.place))

    def guess(self, step: StepDraft, template: str, /, **values: object) -> None:
        """Note that something about a step is guessed: in the report, and beside the step."""
        message = Message(template=template, values=values)
        step.remarks.append(message)
        self.remarks.append(Remark(certainty=Certainty.GUESSED, message=message, place=step.place))
