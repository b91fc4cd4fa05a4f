"""SOP1xx: the identity of an SOP and the reading of its text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ..anatomy import NONE_MARK, PROCEDURE_FIELDS, Field, Place
from ..model import Manual, Message, Official, Procedure
from ._registry import Hit, Severity, hits_of, manual_rule, rule

_BEFORE_SIGNING = frozenset({"draft", "ready"})
"""In these states number, dates and official may still be missing: they are filled in when the SOP is signed."""


def _softened(procedure: Procedure) -> Severity | None:
    return Severity.INFO if procedure.status in _BEFORE_SIGNING else None


@rule("SOP101", Severity.ERROR, "a required field is missing or empty")
def required_field(procedure: Procedure) -> Iterator[Hit]:
    """A field that the identity form must show is missing or empty.

    Number, day of making and the six boxes belong to every SOP (PermenPAN-RB 35/2012, bagian identitas; wording read in
    a copy).  Write ``-`` in a box that has nothing to say.  Before signing, number and date may be missing: reported as
    information only.
    """
    yield from hits_of(procedure.faults, "SOP101")
    by_severity: dict[Severity | None, list[Field]] = defaultdict(list)
    for field in PROCEDURE_FIELDS:
        if _lacks(procedure, field):
            by_severity[None if field.place is Place.BOX else _softened(procedure)].append(field)
    for severity, lacking in by_severity.items():
        names = ", ".join(f"`{field.name}`" for field in lacking)
        yield Hit(
            message=Message(template="required but missing or empty: {entries}", values={"entries": names}),
            location=procedure.line_of(*(field.alias for field in lacking)),
            severity=severity,
        )


def _lacks(procedure: Procedure, field: Field) -> bool:
    """True for a required field without a value; ``-`` is one in a box only."""
    text = procedure.text(field.alias).strip()
    return field.required and (not text or (text == NONE_MARK and field.place is not Place.BOX))


@rule("SOP104", Severity.ERROR, "a date that cannot be read", merged=False)
def unreadable_date(procedure: Procedure) -> Iterator[Hit]:
    """A date is no day or month of the calendar.

    Dates decide from when an SOP is in force; one that cannot be read cannot be compared.  Write ``2 Januari 2025``,
    ``02-01-2025``, ``12/12/2017``, ``2025-01-02`` or ``Januari 2025``; ``-`` for none.  The form prints what was typed.
    """
    yield from hits_of(procedure.faults, "SOP104")


@rule("SOP107", Severity.ERROR, "the approving official lacks position or name")
def official_incomplete(procedure: Procedure) -> Iterator[Hit]:
    """The official who approves lacks position or name.

    The form needs position, signature and name with NIP (PermenPAN-RB 35/2012, bagian identitas; wording read in a
    copy).  Name a key of ``sop_officials``, or write position, name and NIP on lines of their own.  Before signing this
    is information only.
    """
    official = procedure.parsed("approved-by")
    place = procedure.line_of("approved-by")
    severity = _softened(procedure)
    if not isinstance(official, Official):
        yield Hit(message=Message(template="`disahkan-oleh` is missing: who approves this SOP?"), location=place, severity=severity)
        return
    if any(fault.code == "SOP114" and fault.location == place for fault in procedure.faults):
        return  # an unknown key is reported once
    if not official.position:
        yield Hit(message=Message(template="the approving official has no position"), location=place, severity=severity)
    if not official.name:
        yield Hit(
            message=Message(template="the approving official has a position but no name"), location=place, severity=severity
        )


@manual_rule("SOP114", Severity.ERROR, "unknown, repeated, contradictory or unreadable entry or value", merged=False)
def faulty_entry(manual: Manual) -> Iterator[Hit]:
    """An entry or its value cannot be read, is unknown, repeated or contradicts another one.

    Nothing typed is lost: of two values the first counts, and a text without a place of its own is shown with the SOP.
    """
    yield from _everywhere(manual, "SOP114")


@manual_rule("SOP117", Severity.ERROR, "two SOPs with one name, or a name that cannot be one", merged=False)
def name_not_unique(manual: Manual) -> Iterator[Hit]:
    """A name is used twice, compared without case, or cannot be a name.

    The name is the key of an SOP: links, file names of the sheets and the history hang on it.  Give one of the two
    another ``name``.
    """
    yield from _everywhere(manual, "SOP117")
    by_name: dict[str, list[Procedure]] = defaultdict(list)
    for procedure in manual.procedures:
        by_name[procedure.name.casefold()].append(procedure)
    for first, *others in by_name.values():
        for other in others:
            yield Hit(
                message=Message(
                    template="the name `{name}` is already used in {path}, line {line}",
                    values={"name": other.name, "path": first.location.path, "line": first.line_of("name").line},
                ),
                location=other.line_of("name"),
                procedure=other,
            )


@manual_rule("SOP118", Severity.ERROR, "a step outside an SOP, or not its direct child", merged=False)
def stray_step(manual: Manual) -> Iterator[Hit]:
    """A step stands outside an SOP, or inside something else in one.

    It would have no row in the flowchart table; its text is shown where it stands.  Move it directly into ``sop``.
    """
    yield from _everywhere(manual, "SOP118")


def _everywhere(manual: Manual, code: str) -> Iterator[Hit]:
    """Hits of what reading noted, inside and outside the SOPs."""
    for procedure in manual.procedures:
        for fault in procedure.faults:
            if fault.code == code:
                yield Hit(message=fault.message, location=fault.location, step=fault.step, procedure=procedure)
    yield from hits_of(manual.faults, code)
