"""`sop-list`: the SOPs of the manual as a table, grouped by unit or function."""

from collections.abc import Callable, Sequence
from datetime import date

from docutils import nodes

from ...core.i18n import say
from ...core.model import Message, Official, Procedure
from ...core.process.figures import figures_of
from ...core.reading.dates import DateRange
from ...core.reading.durations import spelt
from ..records import GeneratedRequest
from ..tables import MAIN, NUMBER, Cell, add_row, overview, strong, text
from ._filters import filtered, planned_review
from ._registry import GeneratedContext, generator
from .approval import state_word

WIDTHS = {
    "row-number": 5,
    "number": 22,
    "title": 38,
    "unit": 24,
    "status": 12,
    "approved-by": 24,
    "actors": 28,
    "page-number": 8,
}
USUAL_WIDTH = 14

PAPER_FORMATS = frozenset({"latex", "typst"})
"""Formats whose writers print the number of the page that a link leads to."""

Row = tuple[int, Procedure]


@generator("list")
def sop_list(request: GeneratedRequest, context: GeneratedContext) -> list[nodes.Node]:
    """Return the table, or a sentence where there is no SOP to list."""
    procedures = in_wanted_order(filtered(request, context), request)
    if not procedures:
        return text(say(Message(template="There is no SOP to list."), context.language), "sop-nothing")
    keys = _columns(procedures, request, context)
    made = overview([WIDTHS.get(key, USUAL_WIDTH) for key in keys], (context.words[key] for key in keys), "sop-list")
    number = 0
    for heading, group in _groups(procedures, request, context):
        if heading:
            context.add_heading(made, strong(heading), len(keys))
        for procedure in group:
            number += 1
            add_row(made, (_cell(key, (number, procedure), request, context) for key in keys))
    return [*_filter(context), made]


def _filter(context: GeneratedContext) -> list[nodes.Node]:
    """Where the script puts the field by which the list is filtered, and how many rows it shows; hidden without it."""
    if context.format != "html" or context.builder == "epub":
        return []
    words = (nodes.paragraph("", context.words[key]) for key in ("filter", "filter-shown"))
    return [nodes.container("", *words, classes=["sop-filter"])]


def _columns(procedures: Sequence[Procedure], request: GeneratedRequest, context: GeneratedContext) -> list[str]:
    if request.options.get("columns"):
        keys = request.options["columns"].split()
    else:
        keys = ["row-number", "number", "title"]
        if _group(request) != "unit" and any(procedure.unit for procedure in procedures):
            keys.append("unit")
        if len({procedure.status for procedure in procedures}) > 1:
            keys.append("status")
        keys += ["due"] if "due" in request.options else ["revision", "effective"]
        keys.append("page-number")
    return [key for key in dict.fromkeys(keys) if key != "page-number" or context.format in PAPER_FORMATS]


def _group(request: GeneratedRequest) -> str:
    return request.options.get("group", "unit")


def _groups(
    procedures: Sequence[Procedure], request: GeneratedRequest, context: GeneratedContext
) -> list[tuple[str, list[Procedure]]]:
    """Groups in the order in which they first appear; a single one needs no heading."""
    kind = _group(request)
    if kind == "none":
        return [("", list(procedures))]
    groups: dict[str, list[Procedure]] = {}
    for procedure in procedures:
        groups.setdefault(context.unit_of(procedure) if kind == "unit" else procedure.text("function"), []).append(
            procedure
        )
    if len(groups) == 1:
        return [("", list(procedures))]
    return [(heading or context.words["no-group"], group) for heading, group in groups.items()]


def in_wanted_order(procedures: list[Procedure], request: GeneratedRequest) -> list[Procedure]:
    """The order of the manual unless another one is asked for; what is not known comes last."""
    kind = request.options.get("sort", "due" if "due" in request.options else "manual")
    if kind == "number":
        return sorted(
            procedures, key=lambda procedure: (not procedure.text("number"), procedure.text("number").casefold())
        )
    if kind == "title":
        return sorted(procedures, key=lambda procedure: procedure.title.casefold())
    if kind in {"effective", "due"}:
        key = "effective" if kind == "effective" else "revised"
        return sorted(procedures, key=lambda procedure: _first_day(procedure, key) or date.max)
    return procedures


def _first_day(procedure: Procedure, key: str) -> date | None:
    parsed = procedure.parsed(key)
    return parsed.first if isinstance(parsed, DateRange) else None


# -- cells -----------------------------------------------------------------------------------------------------------
def _cell(key: str, row: Row, request: GeneratedRequest, context: GeneratedContext) -> Cell:
    number, procedure = row
    if key == "row-number":
        return text(str(number), NUMBER)
    if key in {"title", "page-number"}:
        link = context.link(procedure, docname=request.docname)
        if key == "page-number":  # writers for paper print the number of the page it leads to
            link[:] = [nodes.inline("", "", classes=["sop-page-number"])]
        return [nodes.paragraph("", "", link, classes=[MAIN] if key == "title" else [])]
    cell = text(column_text(key, procedure, context))
    order = _order(key, procedure, context)
    for paragraph in cell if order else ():
        paragraph["classes"].append(f"sop-sort-{order}")  # type: ignore[index]
    return cell


def column_text(key: str, procedure: Procedure, context: GeneratedContext) -> str:
    """Return what a column that is no link shows of an SOP; empty if it is not known."""
    return _VALUES.get(key, _typed(key))(procedure, context)


def _order(key: str, procedure: Procedure, context: GeneratedContext) -> str:
    """By what a column is put in order where it is not what it shows."""
    if key == "due":
        review = planned_review(procedure)
        return review.iso if review else ""
    if key == "longest":
        return str(round(figures_of(procedure).longest or 0))
    parsed = procedure.parsed(key)
    return parsed.iso if isinstance(parsed, DateRange) else ""


def _typed(key: str) -> Callable[[Procedure, GeneratedContext], str]:
    def value(procedure: Procedure, context: GeneratedContext) -> str:
        parsed = procedure.parsed(key)
        if isinstance(parsed, DateRange):
            return parsed.written(context.language)
        return procedure.text(key)

    return value


def _longest(procedure: Procedure, context: GeneratedContext) -> str:
    longest = figures_of(procedure).longest
    return say(spelt(longest, context.config.source.working_time), context.language) if longest else ""


def _review(procedure: Procedure, context: GeneratedContext) -> str:
    review = planned_review(procedure)
    return review.written(context.language) if review else ""


def _official(procedure: Procedure, context: GeneratedContext) -> str:
    official = procedure.parsed("approved-by")
    return f"{official.acting} {official.position}".strip() if isinstance(official, Official) else ""


def _actors(procedure: Procedure, _: GeneratedContext) -> str:
    """The actors that have a symbol, in the order of their lanes."""
    acting = {key for node in procedure.nodes for key in node.actors}
    return ", ".join(actor.label for actor in procedure.actors if actor.key in acting)


_VALUES: dict[str, Callable[[Procedure, GeneratedContext], str]] = {
    "unit": lambda procedure, context: context.unit_of(procedure),
    "status": lambda procedure, context: context.words[procedure.status],
    "actors": _actors,
    "type": lambda procedure, context: context.words[kind] if (kind := procedure.parsed("type")) else "",
    "approved-by": _official,
    "steps": lambda procedure, context: str(sum(1 for _ in procedure.rows())),
    "longest": _longest,
    "due": _review,
    "validity": state_word,
}
