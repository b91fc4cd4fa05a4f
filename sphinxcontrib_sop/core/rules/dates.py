"""SOP130 to SOP132: dates of the form that a reviewer doubts."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Message, Procedure
from ..reading.dates import DateRange
from ._context import Context
from ._registry import Hit, Severity, rule


def _date(procedure: Procedure, key: str) -> DateRange | None:
    found = procedure.parsed(key)
    return found if isinstance(found, DateRange) else None


@rule("SOP130", Severity.INFO, "revised on the day it was made")
def revised_when_made(procedure: Procedure, _: Context) -> Iterator[Hit]:
    """The SOP was revised on the day on which it was made.

    Either it has not been revised yet, or one of the two dates was copied from the other.

    Source: Tanggal pembuatan is the day on which the SOP was finished, tanggal revisi the one on which it was revised
    (PermenPAN-RB 35/2012, bagian identitas; wording read in a copy).

    Mend: Write ``-`` as ``tanggal-revisi`` until the SOP has been revised, or correct the date that is wrong.
    """
    made, revised = _date(procedure, "created"), _date(procedure, "revised")
    if made is not None and made == revised and made.first == made.last:
        template = "`tanggal-revisi` is the day of `tanggal-pembuatan` ({date})"
        values = {"date": procedure.text("revised")}
        yield Hit(message=Message(template=template, values=values), location=procedure.line_of("revised"))


@rule("SOP131", Severity.WARNING, "in force without an effective date")
def no_effective_date(procedure: Procedure, _: Context) -> Iterator[Hit]:
    """The SOP is in force, but no date says since when.

    Whoever follows the older procedure cannot tell when it ended. A ``tanggal-pengesahan`` is enough, and so is a
    date that cannot be read, which SOP104 reports.

    Source: Tanggal efektif is the start of force or the day of signing (PermenPAN-RB 35/2012, bagian identitas;
    wording read in a copy).

    Mend: Write ``tanggal-efektif``.
    """
    if procedure.status != "in-force" or _date(procedure, "effective") or _date(procedure, "approved"):
        return
    if any(fault.code == "SOP104" for fault in procedure.faults):
        return
    message = Message(template="the SOP is in force, but `tanggal-efektif` does not say since when")
    yield Hit(message=message, location=procedure.line_of("effective", "status"))


@rule("SOP132", Severity.INFO, "effective date without a day")
def effective_month(procedure: Procedure, _: Context) -> Iterator[Hit]:
    """Tanggal efektif names a month, but no day.

    Whether work done within that month follows this SOP or the older one cannot be told.

    Source: Tanggal efektif is the start of force or the day of signing (PermenPAN-RB 35/2012, bagian identitas;
    wording read in a copy); that it needs its day is our own inference.

    Mend: Write the day too: ``3 Februari 2025``.
    """
    effective = _date(procedure, "effective")
    if effective is not None and effective.first != effective.last:
        template = "`tanggal-efektif` ({date}) has no day"
        values = {"date": procedure.text("effective")}
        yield Hit(message=Message(template=template, values=values), location=procedure.line_of("effective"))
