"""SOP401 to SOP404: the legal basis."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Message, Procedure
from ..regulations import Regulation, parse_regulation
from ._context import Context
from ._quoting import items_of, quoted
from ._registry import Hit, Severity, hits_of, rule


def _regulations(procedure: Procedure) -> Iterator[Regulation]:
    for item in items_of(procedure, "legal-basis"):
        found = parse_regulation(item)
        if found is not None:
            yield found


@rule("SOP401", Severity.WARNING, "legal basis not readable as a regulation")
def unreadable_basis(procedure: Procedure, _: Context) -> Iterator[Hit]:
    """An item of the legal basis cannot be read as a regulation.

    What cannot be found cannot be checked. One without "tentang" is information only.

    Source: Dasar hukum are the regulations that underlie the SOP (PermenPAN-RB 35/2012, bagian identitas; wording
    read in a copy).

    Mend: Write kind, number, year and subject: ``Undang-Undang Nomor 25 Tahun 2009 tentang Pelayanan Publik``.
    """
    place = procedure.line_of("legal-basis")
    if procedure.status != "revoked":
        yield from hits_of(procedure.faults, "SOP401")  # a role names a law that the registry lacks
    unknown = procedure.references.get("legal-basis", ())
    for item in items_of(procedure, "legal-basis"):
        if any(key in item for key in unknown):
            continue
        found = parse_regulation(item)
        if found is None:
            template = "`{item}` is no regulation that can be read; write kind, number, year and subject"
            yield Hit(message=Message(template=template, values={"item": quoted(item)}), location=place)
        elif not found.subject and found.kind.key != "UUD":
            template = "`{regulation}` does not say what it is about (tentang ...)"
            message = Message(template=template, values={"regulation": quoted(found.citation)})
            yield Hit(message=message, location=place, severity=Severity.INFO)


@rule("SOP402", Severity.INFO, "legal basis not in order of rank and year")
def unordered_basis(procedure: Procedure, _: Context) -> Iterator[Hit]:
    """The legal basis is not in the order of rank, and of year within a rank.

    Readers look for the highest regulation first.

    Source: The convention UUD, TAP MPR, UU and Perppu, PP, Perpres, Permen, Perda, Perkada, Keputusan, SE, then by
    year is recalled, not read.

    Mend: Put the named item before the other one.
    """
    before: Regulation | None = None
    for found in _regulations(procedure):
        if before is not None and _goes_before(found, before):
            template = "`{one}` should stand before `{two}`: by rank, then by year"
            values = {"one": quoted(found.citation), "two": quoted(before.citation)}
            yield Hit(message=Message(template=template, values=values), location=procedure.line_of("legal-basis"))
            return
        before = found


def _goes_before(one: Regulation, other: Regulation) -> bool:
    """True if the rank is higher, or the year earlier; years of different agencies are not compared."""
    if one.kind.rank != other.kind.rank:
        return one.kind.rank < other.kind.rank
    alike = one.issuer == other.issuer or (one.issuer.startswith("menteri ") and other.issuer.startswith("menteri "))
    return alike and one.order < other.order


@rule("SOP403", Severity.INFO, "the same regulation twice")
def repeated_basis(procedure: Procedure, _: Context) -> Iterator[Hit]:
    """The legal basis names one regulation twice, perhaps in two spellings.

    The second one says nothing.

    Source: Our own inference.

    Mend: Leave one out.
    """
    seen: set[tuple[str, str, str, int | None]] = set()
    for found in _regulations(procedure):
        if found.identity in seen:
            message = Message(
                template="`{regulation}` stands there twice", values={"regulation": quoted(found.citation)}
            )
            yield Hit(message=message, location=procedure.line_of("legal-basis"))
        seen.add(found.identity)


@rule("SOP404", Severity.WARNING, "a repealed regulation")
def repealed_basis(procedure: Procedure, context: Context) -> Iterator[Hit]:
    """The legal basis names a regulation that has been repealed.

    An SOP rests on regulations in force. Known are the regulations of ``sop_regulations``, ``sop_repealed`` and of
    the profile, which lists a few national ones only.

    Source: Kepastian hukum is one of the eight principles (read in a paraphrase).

    Mend: Cite the one that took its place, or leave it out.
    """
    for found in _regulations(procedure):
        entry = context.registry.find(found)
        if entry is None or not entry.repealed:
            continue
        template = "`{regulation}` has been repealed"
        values = {"regulation": quoted(found.citation)}
        successor = context.registry.successor(entry)
        if successor:
            template = "`{regulation}` has been repealed; in its place: {successor}"
            values["successor"] = successor
        yield Hit(message=Message(template=template, values=values), location=procedure.line_of("legal-basis"))
