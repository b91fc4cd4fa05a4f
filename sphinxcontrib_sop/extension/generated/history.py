"""`sop-history`: how SOPs came to be what they are: changes in git, approvals, notes typed by hand."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple
from weakref import WeakKeyDictionary

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from ...core.i18n import say
from ...core.ledger import short
from ...core.model import Message, Procedure
from ...core.reading.dates import DateRange
from ..approvals import approvals_of
from ..domain import sop_domain
from ..history import FILE_NAME, Version, git_trouble, has_git, read_file, versions
from ..records import GeneratedRequest
from ..tables import add_row, overview, strong, text
from ._registry import GeneratedContext, generator
from ._selection import selected

logger = logging.getLogger(__name__)

KIND = "history"
COLUMNS = ("history-date", "history-kind", "history-text", "history-mark")
WIDTHS = (18, 18, 50, 14)

_FOUND: WeakKeyDictionary[BuildEnvironment, dict[str, list[Version]]] = WeakKeyDictionary()
"""What git says, asked once a build."""


class Event(NamedTuple):
    """One line of a history."""

    day: date | None
    kind: str
    """Key of its label."""
    words: str
    mark: str = ""
    """Revision of git, number of a revision, or digest."""


@generator(KIND)
def history(request: GeneratedRequest, context: GeneratedContext) -> list[nodes.Node]:
    """Return the history of the SOP that is named or in which the directive stands, else of all."""
    procedures = _procedures(request, context)
    made = overview(WIDTHS, (context.words[key] for key in COLUMNS), "sop-history")
    shown = False
    sources = request.options.get("sources", "text ledger notes").split()
    for procedure in procedures:
        events = sorted(_events(procedure, sources, context), key=lambda event: event.day or date.min, reverse=True)
        if events and len(procedures) > 1:
            context.add_heading(made, strong(context.domain.shown(procedure)), len(COLUMNS))
        for event in events:
            shown = True
            day = DateRange(first=event.day, last=event.day).written(context.language) if event.day else ""
            add_row(made, [text(day), text(context.words[event.kind]), text(event.words), text(event.mark)])
    if not shown:
        template = "Nothing is known of earlier versions: there is neither a history in git nor a ledger."
        return text(say(Message(template=template), context.language), "sop-nothing")
    return [made]


def _procedures(request: GeneratedRequest, context: GeneratedContext) -> Sequence[Procedure]:
    name = request.options.get("argument", "")
    if name:
        procedure = context.domain.find_procedure(name, by_title=True)
        if procedure is None:
            message = Message(template="no SOP is called `{target}`", values={"target": name})
            context.warn(KIND, message, request.location)
        return [procedure] if procedure else []
    if request.options.get("index"):
        procedure = context.domain.procedure_at(request.docname, int(request.options["index"]))
        return [procedure] if procedure else []
    return selected(request, context)


def _events(procedure: Procedure, sources: Sequence[str], context: GeneratedContext) -> Iterator[Event]:
    if "text" in sources:
        for version in _versions(context.env).get(procedure.name, ()):
            yield Event(version.date, "history-change", version.subject, version.revision)
    if "ledger" in sources:
        yield from _approvals(procedure, context)
    note = procedure.fields.get("revision-note")
    if "notes" in sources and note is not None:
        revised = procedure.parsed("revised")
        day = revised.first if isinstance(revised, DateRange) else None
        yield Event(day, "history-note", " ".join(note.text.split()), procedure.text("revision"))


def _approvals(procedure: Procedure, context: GeneratedContext) -> Iterator[Event]:
    for approval in approvals_of(context.env).of(procedure.name):
        values = {
            "stage": context.words[f"stage-{approval.stage}"].capitalize(),
            "who": approval.by,
            "decree": approval.decree,
        }
        told = values["stage"]
        if approval.by and approval.decree:
            told = say(Message(template="{stage} by {who}, Decree Number {decree}", values=values), context.language)
        elif approval.by:
            told = say(Message(template="{stage} by {who}", values=values), context.language)
        yield Event(approval.date, "validity", told, short(approval.digest))


def _versions(env: BuildEnvironment) -> dict[str, list[Version]]:
    if env not in _FOUND:
        folder = Path(env.srcdir)
        known = has_git(folder)
        if reason := git_trouble(folder):
            sentence = say(reason, env.config.language)
            logger.warning("%s", f"sop-history: {sentence}", type="sop", subtype="history")
        included = {docname: map(str, names) for docname, names in env.dependencies.items()}
        procedures = sop_domain(env).procedures()
        _FOUND[env] = versions(procedures, folder, included) if known else read_file(folder / FILE_NAME)
    return _FOUND[env]


def forget(app: Sphinx, env: BuildEnvironment) -> None:
    """Git is asked anew on every build."""
    _FOUND.pop(env, None)
