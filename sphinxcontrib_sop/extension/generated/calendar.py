"""`sop-calendar`: what falls due for the SOPs of a manual: planned review, expiry, monitoring and evaluation."""

from collections.abc import Iterator
from datetime import date

from docutils import nodes
from msgspec import Struct

from ...core.model import Message, Procedure
from ...core.reading.dates import DateRange, parse_date
from ..records import GeneratedRequest
from ..tables import MAIN, NUMBER, text
from ._records import add_record_row, form_table, heading, procedures_of, summary, title_cell, unit_name
from ._registry import GeneratedContext, generator

COLUMNS = ("no", "date", "what", "sop", "unit")
WIDTHS = (5, 18, 26, 36, 26)
MONITORING_MONTHS = (6, 12)
"""Monitoring takes place every six months (PermenPAN-RB 35/2012; wording read in a copy), evaluation once a year (read in a paraphrase)."""
_YEAR_MONTHS = 12


class Due(Struct, frozen=True, kw_only=True, order=True):
    """Something that falls due for an SOP."""

    when: DateRange
    what: str
    """Key of a label: review, expiry, monitoring, evaluation."""
    procedure: Procedure


@generator("calendar")
def calendar(request: GeneratedRequest, context: GeneratedContext) -> list[nodes.Node]:
    """Return what falls due in a year, in order of its day; the year is that of ``sop_today`` unless one is given."""
    year = _year(request, context)
    made = form_table(COLUMNS, WIDTHS, request, context)
    procedures = [procedure for procedure in procedures_of(request, context) if procedure.status == "in-force"]
    dues = [due for procedure in procedures for due in _due(procedure, year)] if year else []
    dues.sort(key=lambda due: (due.when, due.what, due.procedure.name))
    for number, due in enumerate(dues, start=1):
        add_record_row(
            made,
            text(str(number), NUMBER),
            text(due.when.written(context.language), MAIN),
            text(context.words[f"calendar-{due.what}"]),
            title_cell(due.procedure, request, context, main=False),
            text(context.unit_of(due.procedure)),
        )
    details = heading(
        request,
        context,
        (context.words["unit"], unit_name(request, context)),
        (context.words["calendar-year"], str(year or "")),
    )
    told = Message(template="{count} dates fall due in this year.", values={"count": len(dues)})
    return [*details, made, *summary(told, context)]


def _year(request: GeneratedRequest, context: GeneratedContext) -> int | None:
    typed = request.options.get("year", "").strip()
    if typed.isdecimal():
        return int(typed)
    today = context.config.source.today
    if typed or today is None:
        template = "`tahun` needs a year such as 2026, or `sop_today`"
        context.warn("records", Message(template=template), request.location)
    return today.year if today is not None else None


def _due(procedure: Procedure, year: int) -> Iterator[Due]:
    effective, revised = procedure.parsed("effective"), procedure.parsed("revised")
    expiry = procedure.parsed("expires")
    if isinstance(effective, DateRange):
        if isinstance(revised, DateRange) and effective.certainly_before(revised) and revised.first.year == year:
            yield Due(when=revised, what="review", procedure=procedure)
        if effective.first.year <= year:
            yield from _rounds(procedure, effective.first, year)
    if isinstance(expiry, DateRange) and expiry.first.year == year:
        yield Due(when=expiry, what="expiry", procedure=procedure)


def _rounds(procedure: Procedure, start: date, year: int) -> Iterator[Due]:
    """Monitoring each half-year and evaluation each year, counted from the day of effect, by months."""
    for months in MONITORING_MONTHS:
        month = (start.month - 1 + months) % _YEAR_MONTHS + 1
        first_year = start.year + (start.month - 1 + months) // _YEAR_MONTHS
        if year < first_year:
            continue
        when = parse_date(f"{year}-{month:02}")
        if when is not None:
            yield Due(when=when, what="monitoring", procedure=procedure)
            if months == _YEAR_MONTHS:
                yield Due(when=when, what="evaluation", procedure=procedure)
