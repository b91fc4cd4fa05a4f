"""What the domain keeps of each document, from build to build."""

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from sys import intern
from textwrap import shorten

from msgspec import Struct, field

from ..core.model import Fault, Location, Need, Procedure
from ..core.process.narration import printed_labels

TITLE_LENGTH = 60
"""Longest title of a step in an inventory."""

LABEL_END = ": "
"""What stands in an inventory between the label of a step and its title."""

Reference = tuple[str, str, int | None]
"""Type, target and, for a bare step, the SOP it stands in."""

LABEL = "label"
"""Type of a `:ref:`: to an SOP it shows the title too."""

CONTENTS = "contents"
"""Kind of a table of contents."""

INVENTORY = "inventory"
"""Kind of a request for the table of needs."""


class GeneratedRequest(Struct, frozen=True, kw_only=True):
    """Something in a document that is made of the whole manual."""

    kind: str
    """Key of `generated.GENERATORS`."""
    options: Mapping[str, str]
    records: Sequence[tuple[int, Mapping[str, str]]] = ()
    """Line and cells of each row of the file that is named."""
    docname: str
    location: Location


class Targets(Struct, frozen=True, kw_only=True):
    """What can be referred to in an SOP, in its order: at hand, since references and inventories need nothing else."""

    step_numbers: Mapping[str, str]
    """By id of the step."""
    step_labels: Mapping[str, str]
    step_titles: Mapping[str, str]
    """What each step is about, on one line of at most `TITLE_LENGTH` characters."""
    actor_labels: Mapping[str, str]
    """By key of the actor."""
    searched: bytes = b""
    """JSON, deflated: anchor, label and text of each step, which the search page is given without making the SOP."""


class Judgement(Struct, frozen=True, kw_only=True):
    """What the rules that look at one SOP found in each of a document, kept so that they run on what changed only."""

    key: str
    """Digest of the settings and of the code by which was judged; with another one it counts no more."""
    telling: bool
    """False if a build has nothing to say of it: neither error nor warning, and no entry `abaikan` to be checked."""
    packed: bytes
    """A `rules.Verdict` for each SOP, pickled: most builds need none of them.  It lies in Sphinx's own environment, which is
    a pickle itself, and in no other place."""


class DocumentRecord(Struct):
    """What one document holds."""

    procedures: tuple[Procedure, ...] = ()
    """Packed, see `packing`."""
    targets: Mapping[str, Targets] = field(default_factory=dict)
    """By anchor of the SOP."""
    faults: tuple[Fault, ...] = ()
    """Faults outside any procedure."""
    judgement: Judgement | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    """Titles of the SOPs and labels of their actors as they are shown, translated or not, by anchor."""
    references: frozenset[Reference] = frozenset()
    """Every reference to an SOP, step or actor."""
    pages: Mapping[str, Location] = field(default_factory=dict)
    """Kinds of the documents of the manual that stand here, and where: cover, decree ..., also `CONTENTS`."""
    requests: tuple[GeneratedRequest, ...] = ()
    """What is made of the whole manual here."""


def targets_of(procedure: Procedure) -> Targets:
    """Return what can be referred to in an SOP."""
    numbers = {intern(step.id): intern(step.number) for step in procedure.steps}
    labels = {intern(step): intern(label) for step, label in printed_labels(procedure).items()}
    searched = [[procedure.step_anchor(step.id), labels[step.id], step.text] for step in procedure.steps if step.text]
    return Targets(
        step_numbers=numbers,
        step_labels=numbers if labels == numbers else labels,  # pickled once
        step_titles={intern(step.id): shorten(step.text, TITLE_LENGTH, placeholder=" …") for step in procedure.steps},
        actor_labels={intern(actor.key): intern(actor.label) for actor in procedure.actors},
        searched=zlib.compress(json.dumps(searched, ensure_ascii=False, separators=(",", ":")).encode(), 1),
    )


def needs_of(request: GeneratedRequest) -> Iterator[Need]:
    """The rows of an inventory that is kept in a file."""
    if request.kind == INVENTORY:
        for line, cells in request.records:
            place = Location(path=request.options["file"], line=line)
            function = cells.get("function") or cells.get("duty", "")
            yield Need(function=function, title=cells.get("title", ""), location=place)


def procedure_at(records: Mapping[str, DocumentRecord], docname: str, index: int | None) -> Procedure | None:
    """Return the SOP with an index in a document."""
    record = records.get(docname)
    if record is None or index is None or not 0 <= index < len(record.procedures):
        return None
    return record.procedures[index]
