"""SOP401 to SOP407: the legal basis."""

from collections.abc import Iterator

from ..model import Message, Official, Procedure
from ..reading.regions import Regions, regions_in
from ..regulation_kinds import UNNAMED
from ..regulations import Regulation, parse_regulation
from ._context import Context
from ._quoting import items_of, quoted
from ._registry import Hit, Severity, hits_of, rule


def _regulations(procedure: Procedure) -> Iterator[Regulation]:
    for item in items_of(procedure, "legal-basis"):
        regulation = parse_regulation(item)
        if regulation is not None:
            yield regulation


@rule("SOP401", Severity.WARNING, "legal basis not readable as a regulation")
def unreadable_basis(procedure: Procedure, _: Context) -> Iterator[Hit]:
    """An item of the legal basis cannot be read as a regulation.

    What cannot be found cannot be checked. One without its kind or without "tentang" is information only.

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
        regulation = parse_regulation(item)
        if regulation is None:
            template = "`{item}` is no regulation that can be read; write kind, number, year and subject"
            yield Hit(message=Message(template=template, values={"item": quoted(item)}), location=place)
        elif regulation.kind is UNNAMED:
            template = "`{regulation}` does not say what kind of regulation it is"
            message = Message(template=template, values={"regulation": quoted(regulation.citation)})
            yield Hit(message=message, location=place, severity=Severity.INFO)
        elif not regulation.subject and not regulation.subject_follows and regulation.kind.key != "UUD":
            template = "`{regulation}` does not say what it is about (tentang ...)"
            message = Message(template=template, values={"regulation": quoted(regulation.citation)})
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
    for regulation in _regulations(procedure):
        if before is not None and _goes_before(regulation, before):
            template = "`{one}` should stand before `{two}`: by rank, then by year"
            values = {"one": quoted(regulation.citation), "two": quoted(before.citation)}
            yield Hit(message=Message(template=template, values=values), location=procedure.line_of("legal-basis"))
            return
        before = regulation


def _goes_before(regulation: Regulation, other: Regulation) -> bool:
    """True if the rank is higher, or the year earlier; years of different agencies are not compared."""
    if UNNAMED in (regulation.kind, other.kind):
        return False
    if regulation.kind.rank != other.kind.rank:
        return regulation.kind.rank < other.kind.rank
    alike = regulation.issuer == other.issuer or (
        regulation.issuer.startswith("menteri ") and other.issuer.startswith("menteri ")
    )
    return alike and regulation.order < other.order


@rule("SOP403", Severity.INFO, "the same regulation twice")
def repeated_basis(procedure: Procedure, _: Context) -> Iterator[Hit]:
    """The legal basis names one regulation twice, perhaps in two spellings.

    The second one says nothing.

    Source: Our own inference.

    Mend: Leave one out.
    """
    seen: set[tuple[str, str, str, int | None]] = set()
    for regulation in _regulations(procedure):
        if regulation.identity in seen:
            message = Message(
                template="`{regulation}` stands there twice", values={"regulation": quoted(regulation.citation)}
            )
            yield Hit(message=message, location=procedure.line_of("legal-basis"))
        seen.add(regulation.identity)


@rule("SOP404", Severity.WARNING, "a repealed regulation")
def repealed_basis(procedure: Procedure, context: Context) -> Iterator[Hit]:
    """The legal basis names a regulation that has been repealed.

    An SOP rests on regulations in force. Known are the regulations of ``sop_regulations``, ``sop_repealed`` and of
    the profile, which lists a few national ones only.

    Source: Kepastian hukum is one of the eight principles (read in a paraphrase).

    Mend: Cite the one that took its place, or leave it out.
    """
    for regulation in _regulations(procedure):
        entry = context.registry.find(regulation)
        if entry is None or not entry.repealed:
            continue
        template = "`{regulation}` has been repealed"
        values = {"regulation": quoted(regulation.citation)}
        successor = context.registry.successor(entry)
        if successor:
            template = "`{regulation}` has been repealed; in its place: {successor}"
            values["successor"] = successor
        yield Hit(message=Message(template=template, values=values), location=procedure.line_of("legal-basis"))


@rule("SOP405", Severity.INFO, "an amended regulation cited as it was")
def amended_basis(procedure: Procedure, context: Context) -> Iterator[Hit]:
    """The legal basis names a regulation that has been amended, without saying so.

    Readers look up the wording as it was. Known are the amendments that ``sop_regulations`` and the profile name
    (``diubah-oleh``).

    Source: That a legal basis cites a regulation "sebagaimana telah diubah" is recalled, not read.

    Mend: Add the words that the finding proposes.
    """
    for item in items_of(procedure, "legal-basis"):
        regulation = parse_regulation(item)
        entry = context.registry.find(regulation) if regulation else None
        if regulation is None or entry is None or entry.repealed or regulation.amended or not entry.amended_by:
            continue
        template = "`{regulation}` has been amended; add: `{words}`"
        values = {"regulation": quoted(regulation.citation), "words": context.registry.amended_form(entry)}
        yield Hit(message=Message(template=template, values=values), location=procedure.line_of("legal-basis"))


@rule("SOP406", Severity.WARNING, "number and subject belong to different regulations")
def misnumbered_basis(procedure: Procedure, context: Context) -> Iterator[Hit]:
    """The legal basis names a subject that is registered with another number or another year.

    Whoever looks the regulation up finds another one, or none. Reported is only what differs from the registry in
    either number or year; if both differ it may be an older regulation about the same.

    Source: Our own inference; seen in published SOPs.

    Mend: Correct number and year, or the subject.
    """
    for regulation in _regulations(procedure):
        if not regulation.number or regulation.year is None or context.registry.find(regulation) is not None:
            continue
        alike = [
            entry for entry in context.registry.same_subject(regulation) if _differs_once(regulation, entry.regulation)
        ]
        if alike:
            template = "`{regulation}` is not about this; meant is probably {meant}"
            values = {"regulation": quoted(regulation.citation), "meant": alike[-1].written}
            yield Hit(message=Message(template=template, values=values), location=procedure.line_of("legal-basis"))


def _differs_once(regulation: Regulation, other: Regulation) -> bool:
    return (regulation.identity[2] == other.identity[2]) != (regulation.year == other.year)


@rule("SOP407", Severity.WARNING, "a law or an office of another region", when=lambda context: context.indonesian)
def foreign_region(procedure: Procedure, context: Context) -> Iterator[Hit]:
    """The SOP rests on a law of another region than its own, or one of its actors or its official belongs to another one.

    It was copied from another agency, and nobody has looked at it since. The own region is known by the unit, the
    official and ``sop_agency``; regencies and cities are compared with one another, provinces with provinces.

    Source: Our own inference; seen in published SOPs.

    Mend: Cite the law of the own region, and correct the name.
    """
    own = regions_in("\n".join((*context.agency, procedure.unit)))
    if not own:
        own = regions_in(_position(procedure))
    if not own:
        return
    place = procedure.line_of("legal-basis")
    for item in items_of(procedure, "legal-basis"):
        regulation = parse_regulation(item)
        if regulation is None or regulation.kind.key not in {"Perda", "Perkada", "Keputusan"}:
            continue
        strange = _strange(regions_in(regulation.citation, issuer=True), own)
        if strange:
            template = "`{regulation}` is of another region ({region})"
            values = {"regulation": quoted(regulation.citation), "region": strange}
            yield Hit(message=Message(template=template, values=values), location=place)
    for name, where in (
        (_position(procedure), "approved-by"),
        *((actor.label, "actors") for actor in procedure.actors),
    ):
        strange = _strange(regions_in(name, issuer=where == "approved-by"), own)
        if strange:
            template = "`{name}` belongs to another region ({region})"
            values = {"name": quoted(name), "region": strange}
            yield Hit(message=Message(template=template, values=values), location=procedure.line_of(where))


def _position(procedure: Procedure) -> str:
    official = procedure.parsed("approved-by")
    return official.position if isinstance(official, Official) else ""


def _strange(named: Regions, own: Regions) -> str:
    """The region of a name if it is of the same level as the own one and another; empty if not."""
    for level, names in named.items():
        known = own.get(level, frozenset())
        strange = sorted(name for name in names if known and not any(_same_region(name, region) for region in known))
        if strange:
            return strange[0].title()
    return ""


def _same_region(region: str, other: str) -> bool:
    """True if two names may mean one region: the longer one goes on with something else."""
    return f"{region} ".startswith(f"{other} ") or f"{other} ".startswith(f"{region} ")
