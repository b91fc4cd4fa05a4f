"""SOP119, SOP130 to SOP135: dates, signers and decree that a reviewer doubts."""

import re
from collections.abc import Iterator

from ..anatomy import NONE_MARK
from ..model import Manual, Message, Official, Procedure
from ..reading.dates import DateRange
from ._context import Context
from ._registry import Hit, Severity, hits_of, manual_rule, rule


def _date(procedure: Procedure, key: str) -> DateRange | None:
    dates = procedure.parsed(key)
    return dates if isinstance(dates, DateRange) else None


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


@rule("SOP119", Severity.WARNING, "who drafted or checked the SOP also approves it")
def approves_own_work(procedure: Procedure, _: Context) -> Iterator[Hit]:
    """The official who approves the SOP is the one who drafted or checked it, perhaps in another office (Plt.).

    The signatures then stand for one look at the SOP instead of two or three.

    Source: Our own inference; a Plt. who approves what he drafted in his own office is seen in published SOPs.

    Mend: Let another official draft, check or approve it.
    """
    approving = procedure.parsed("approved-by")
    if not isinstance(approving, Official):
        return
    for key, entry in (("drafted-by", "disusun-oleh"), ("checked-by", "diperiksa-oleh")):
        other = procedure.parsed(key)
        if isinstance(other, Official) and _same_person(approving, other):
            template = "`{entry}` and `disahkan-oleh` are the same person: {name}"
            values = {"entry": entry, "name": other.name or other.position}
            yield Hit(message=Message(template=template, values=values), location=procedure.line_of(key))


_TITLES = re.compile(r"^(?:(?:prof|dr|drs|dra|drg|drh|ir|h|hj|k\.?h|apt|ns|r|rr)\b\.?\s*)+", re.IGNORECASE)
"""Titles before a name; those behind it follow a comma."""


def _bare_name(name: str) -> list[str]:
    """The words of a name without academic and other titles."""
    return re.findall(r"\w+", _TITLES.sub("", name.partition(",")[0].strip()).casefold())


def _same_person(person: Official, other: Official) -> bool:
    """True if two officials have one number of identity, else one name; one office without names counts too."""
    first, second = ("".join(re.findall(r"\w", official.id)) for official in (person, other))
    if first and second:
        return first == second
    if person.name and other.name:
        return _bare_name(person.name) == _bare_name(other.name)
    return bool(person.position) and person.position.casefold() == other.position.casefold()


@rule("SOP133", Severity.WARNING, "in force after its expiry date", when=lambda context: context.today is not None)
def expired(procedure: Procedure, context: Context) -> Iterator[Hit]:
    """The SOP is in force although its ``tanggal-berakhir`` has passed. Needs ``sop_today``.

    Whoever follows it does not know that it no longer binds.

    Source: Our own choice: an expiry date is no field of PermenPAN-RB 35/2012 as far as its wording was read in a copy.

    Mend: Revise the SOP and write another date, or write ``status: dicabut``.
    """
    expiry = _date(procedure, "expires")
    if procedure.status == "in-force" and expiry and context.today and expiry.last < context.today:
        template = "the SOP was in force until {date} only"
        values = {"date": procedure.text("expires")}
        yield Hit(message=Message(template=template, values=values), location=procedure.line_of("expires"))


@manual_rule("SOP134", Severity.INFO, "an SOP without a number is not in the annex of the decree")
def not_annexed(manual: Manual, _: Context) -> Iterator[Hit]:
    """The manual has a decree, and the SOP has no number: the annex does not list it, so the decree does not set it.

    Not judged while no SOP of the manual has a number, since numbers may be given when the decree is signed, and not for
    SOPs that are drafts or revoked.

    Source: The annex lists number, name and unit of the SOPs (read in a paraphrase); that one without a number is left
    out is our own choice.

    Mend: Write ``nomor``.
    """
    numbers = {
        id(procedure): procedure.text("number").strip() not in {"", NONE_MARK} for procedure in manual.procedures
    }
    if "decree" not in manual.documents or not any(numbers.values()):
        return
    for procedure in manual.procedures:
        drafted = procedure.status == "draft" and procedure.text("status")
        if not numbers[id(procedure)] and procedure.status != "revoked" and not drafted:
            message = Message(template="the SOP has no number, so the annex of the decree does not list it")
            yield Hit(message=message, location=procedure.line_of("number"), procedure=procedure)


@manual_rule("SOP135", Severity.INFO, "offices of the decree out of the order of rank")
def out_of_rank(manual: Manual, _: Context) -> Iterator[Hit]:
    """The decree names a lower office before a higher one, in one of its dictums or among those who get a copy.

    Offices side by side are read as a list from the higher to the lower: Sekretaris before Kepala Bidang.

    Source: Our own inference; the lists of decrees of agencies go by rank.

    Mend: Name the higher office first.
    """
    yield from hits_of(manual.faults, "SOP135")
