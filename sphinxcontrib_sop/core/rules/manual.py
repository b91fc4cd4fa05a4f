"""SOP411 to SOP432: how the SOPs of a manual hang together, and the other boxes of the form."""

import re
from collections import defaultdict
from collections.abc import Iterator

from ..anatomy import NONE_MARK
from ..model import Manual, Message, Procedure
from ..process.relations import Directory, folded, mentioned, related_items
from ..reading.wording.morphology import words_of
from ._context import Context
from ._quoting import items_of, quoted
from ._registry import Hit, Severity, manual_rule, rule

_OFTEN = 3


def _in_use(manual: Manual) -> Iterator[Procedure]:
    """SOPs that are not revoked: what a revoked one says is history."""
    return (procedure for procedure in manual.procedures if procedure.status != "revoked")


def _related_by_role(procedure: Procedure) -> tuple[str, ...]:
    return () if procedure.status == "revoked" else procedure.references.get("related", ())


def _text(procedure: Procedure, key: str) -> str:
    """Text of a box; empty if it is `-` or the SOP is revoked."""
    text = procedure.text(key).strip()
    return "" if text == NONE_MARK or procedure.status == "revoked" else text


# -- related SOPs ----------------------------------------------------------------------------------------------------
@rule("SOP411", Severity.ERROR, "an SOP relates to itself")
def self_related(procedure: Procedure, _: Context) -> Iterator[Hit]:
    """The SOP names itself among the related ones.

    Keterkaitan are *other* SOPs.

    Source: Keterkaitan are other SOPs directly involved (recalled, not read).

    Mend: Take it out, or name the SOP that was meant.
    """
    own = {folded(procedure.title), "".join(procedure.text("number").split()).casefold(), procedure.name.casefold()} - {
        ""
    }
    for item in (*items_of(procedure, "related"), *_related_by_role(procedure)):
        words = item.strip().rstrip(".;,")
        if {folded(words), "".join(words.split()).casefold()} & own:
            message = Message(template="the SOP names itself: `{item}`", values={"item": quoted(item)})
            yield Hit(message=message, location=procedure.line_of("related"))


@manual_rule("SOP412", Severity.WARNING, "relation to an SOP that is not known", elsewhere=True)
def unknown_relation(manual: Manual, context: Context) -> Iterator[Hit]:
    """A related SOP is not in the manual although it seems to be meant.

    The reader looks for it in vain. Plain items may name SOPs of other manuals, so only those are reported that
    have a number of the manual's pattern or nearly the title of one of its SOPs; a role such as ``:sop:ref:`` that
    leads nowhere is reported where it stands.

    Source: Our own inference.

    Mend: Correct the spelling.
    """
    directory = Directory(manual.procedures)
    for procedure in _in_use(manual):
        pattern = context.number_pattern_of(procedure)
        for item in related_items(procedure):
            words = item.strip().rstrip(".;,")
            if directory.find(words) is not None:
                continue
            template, meant = "", directory.nearly(words)
            if meant is not None and meant is not procedure:
                template = "no SOP is called `{item}`; did you mean `{meant}`?"
            elif pattern and re.fullmatch(pattern, words):
                template = "no SOP has the number `{item}`"
            if template:
                values = {"item": quoted(item), "meant": meant.title if meant else ""}
                place = procedure.line_of("related")
                yield Hit(message=Message(template=template, values=values), location=place, procedure=procedure)


@manual_rule("SOP413", Severity.INFO, "one-way relation")
def one_way_relation(manual: Manual, _: Context) -> Iterator[Hit]:
    """An SOP relates to another one that does not relate to it.

    If two SOPs are directly involved with each other, the reader of either wants to know.

    Source: Our own inference.

    Mend: Name the SOP in the other's keterkaitan too.
    """
    directory = Directory(manual.procedures)
    related = {
        id(procedure): {id(other): other for _, other in directory.related_to(procedure)}
        for procedure in _in_use(manual)
    }
    for procedure in _in_use(manual):
        one_way = [
            other
            for key, other in related[id(procedure)].items()
            if other is not procedure and key in related and id(procedure) not in related[key]
        ]
        for other in one_way:
            template = "`{title}` does not name this SOP in turn"
            message = Message(template=template, values={"title": other.title})
            yield Hit(message=message, location=procedure.line_of("related"), procedure=procedure)


@manual_rule("SOP414", Severity.WARNING, "makro without mikro or the reverse")
def macro_without_micro(manual: Manual, _: Context) -> Iterator[Hit]:
    """An SOP makro names no SOP mikro, or no SOP makro names an SOP mikro.

    One without the other leaves a gap between overview and detail.

    Source: A makro integrates several mikro, and the activity of a mikro is one part of the makro (read in a
    paraphrase).

    Mend: Name the mikro in keterkaitan, or in keterangan of the step it details ("Lihat SOP ...").
    """
    directory = Directory(manual.procedures)
    named_by_macro: set[int] = set()
    for procedure in _in_use(manual):
        if procedure.parsed("scope") == "macro":
            micros = [other for other in mentioned(procedure, directory) if other.parsed("scope") == "micro"]
            named_by_macro.update(map(id, micros))
            if not micros:
                message = Message(template="`cakupan: makro`, but it names no SOP `mikro`")
                yield Hit(message=message, location=procedure.line_of("scope"), procedure=procedure)
    for procedure in _in_use(manual):
        if procedure.parsed("scope") != "micro" or id(procedure) in named_by_macro:
            continue
        if not any(other.parsed("scope") == "macro" for other in mentioned(procedure, directory)):
            message = Message(template="`cakupan: mikro`, but no SOP `makro` names it")
            yield Hit(message=message, location=procedure.line_of("scope"), procedure=procedure)


# -- the other boxes -------------------------------------------------------------------------------------------------
@rule("SOP421", Severity.INFO, "peringatan without condition, duty or deadline")
def toothless_warning(procedure: Procedure, context: Context) -> Iterator[Hit]:
    """Peringatan names no condition, duty or deadline.

    It says what happens if the procedure is or is not followed. The words looked for stand in the profile.

    Source: If-then, or a deadline (recalled, not read).

    Mend: Write for example "Jika ... terlambat, maka ...".
    """
    text = _text(procedure, "warning")
    duties = context.wording.duties
    if text and duties:
        words = words_of(text)
        phrase = f" {' '.join(words)} "
        if not any(f" {duty} " in phrase for duty in duties):
            message = Message(template="`peringatan` names no condition, duty or deadline (jika ..., maka ...)")
            yield Hit(message=message, location=procedure.line_of("warning"))


@manual_rule("SOP422", Severity.INFO, "the same peringatan in three or more SOPs")
def repeated_warning(manual: Manual, _: Context) -> Iterator[Hit]:
    """Three or more SOPs have the same peringatan.

    A warning that fits everywhere warns of nothing.

    Source: Our own inference; a usual fault of published manuals.

    Mend: Say what happens if *this* procedure is not followed.
    """
    by_text: dict[str, list[Procedure]] = defaultdict(list)
    for procedure in _in_use(manual):
        words = " ".join(re.findall(r"\w+", _text(procedure, "warning").casefold()))
        if words:
            by_text[words].append(procedure)
    for procedures in by_text.values():
        if len(procedures) >= _OFTEN:
            for procedure in procedures:
                template = "{count} SOPs have this `peringatan`"
                message = Message(template=template, values={"count": len(procedures)})
                yield Hit(message=message, location=procedure.line_of("warning"), procedure=procedure)


_DEGREE = r"(?:S|M|D|A)\.\s?(?:[A-Z][A-Za-z]{0,5})(?:\.[A-Z][A-Za-z]*)*\.?"
_NAME = re.compile(
    rf"\b(?:Bapak|Ibu|Bpk\.?|Sdr\.?i?|Sdri\.?|Dr\.|Drs\.|Dra\.|Ir\.|dr\.)\s+[A-Z][a-z]+\b"
    rf"|\b[A-Z][a-z]+(?:\s+[A-Z][a-z]*\.?)+,\s*{_DEGREE}(?=[\s,;]|$)"
    rf"|\bNIP\b\.?\s*:?\s*\d|\b(?:19|20)\d{{6}}\s?\d{{6}}\s?\d\s?\d{{3}}\b"
)
_NO_NAME = re.compile(r"(?:pendidikan|sarjana|diploma|minimal|jurusan|lulusan|jenjang|strata|setara)", re.IGNORECASE)


@rule("SOP431", Severity.INFO, "kualifikasi names a person")
def person_as_qualification(procedure: Procedure, _: Context) -> Iterator[Hit]:
    """The qualifications name a person instead of a competence.

    The SOP holds when someone else does the work.

    Source: Kualifikasi are competences in general, not persons (recalled, not read).

    Mend: Write what the performer must know or be able to do.
    """
    for item in items_of(procedure, "qualifications"):
        match = _NAME.search(item)
        if match and not _NO_NAME.search(item[: match.end()]):
            template = "`{item}` is a person; name the competence that is needed"
            message = Message(template=template, values={"item": quoted(item)})
            yield Hit(message=message, location=procedure.line_of("qualifications"))


@rule("SOP432", Severity.INFO, "pencatatan names no record")
def no_record(procedure: Procedure, context: Context) -> Iterator[Hit]:
    """Pencatatan dan pendataan names nothing in which something is recorded.

    Without a record nobody can show that the step was done. The words looked for stand in the profile.

    Source: The box says what is recorded, on which form and by whom (PermenPAN-RB 35/2012, bagian identitas;
    wording read in a copy in part).

    Mend: Name the book, form, register or system.
    """
    text = _text(procedure, "records")
    records = context.wording.records
    if text and records:
        words = words_of(text)
        phrase = " ".join(words)
        named = any(word.startswith(record) for word in words for record in records)
        if not named and not any(" " in record and record in phrase for record in records):
            message = Message(template="`pencatatan` names no record (buku, formulir, register, aplikasi ...)")
            yield Hit(message=message, location=procedure.line_of("records"))


# -- the documents around the SOPs -----------------------------------------------------------------------------------
# -- the manual as a whole ---------------------------------------------------------------------------------------------
@manual_rule("SOP441", Severity.WARNING, "a function without an SOP, an SOP without a function", elsewhere=True)
def gaps_of_needs(manual: Manual, _: Context) -> Iterator[Hit]:
    """The inventory of needs and the SOPs of the manual do not match: a function has no SOP, or an SOP no function.

    The inventory says which SOPs an agency needs for its functions. Works only with an inventory in a file
    (``sop-inventory``).

    Source: The result of the needs assessment is the inventory of SOP titles (read in a paraphrase).

    Mend: Write the SOP that is missing, or name the SOP in the inventory.
    """
    if not manual.needs:
        return
    directory = Directory(manual.procedures)
    pairs = [(need, directory.find(need.title) if need.title else None) for need in manual.needs]
    for need, procedure in pairs:
        if procedure is None and need.function:
            template = "the function `{function}` has no SOP"
            if need.title:
                template = "the function `{function}` has no SOP: the manual has none called `{title}`"
            values = {"function": quoted(need.function), "title": quoted(need.title)}
            yield Hit(message=Message(template=template, values=values), location=need.location)
    covered = {procedure.name for _, procedure in pairs if procedure is not None}
    for procedure in _in_use(manual):
        if procedure.name not in covered:
            message = Message(template="no function of the inventory names this SOP")
            yield Hit(message=message, location=procedure.location, procedure=procedure)


_PARTS: tuple[tuple[frozenset[str], Message], ...] = (
    (frozenset({"cover"}), Message(template="the cover (`sop-cover`)")),
    (
        frozenset({"decree", "approval"}),
        Message(template="the decree or the approval sheet (`sop-decree`, `sop-approval`)"),
    ),
    (frozenset({"contents"}), Message(template="the table of contents (`toctree`, `sop-list`)")),
    (frozenset({"usage"}), Message(template="the usage note (`sop-usage`)")),
)
"""What a manual has around its SOPs: kinds of documents, one of which is enough, and how they are called."""

_NOT_BY_ITSELF = frozenset({"contents"})
"""Every manual may have a table of contents; it tells nothing about the rest."""


@manual_rule(
    "SOP451", Severity.WARNING, "the manual has some but not all of cover, approval or decree, contents, usage note"
)
def incomplete_frame(manual: Manual, _: Context) -> Iterator[Hit]:
    """The manual has a cover, a decree, an approval sheet or a usage note, but lacks another part of its frame.

    A manual that is bound and signed is complete only with all of them; one without any is a collection of SOPs and is
    left in peace.

    Source: The documentation of SOPs consists of halaman judul, keputusan pimpinan or lembar pengesahan, daftar isi and
    penjelasan singkat penggunaan (PermenPAN-RB 35/2012, unsur dokumentasi; wording read in a copy).

    Mend: Add the part that is missing.
    """
    present = {kind: place for kind, place in manual.documents.items() if any(kind in kinds for kinds, _ in _PARTS)}
    missing = [name for kinds, name in _PARTS if not kinds & present.keys()]
    if missing and present.keys() - _NOT_BY_ITSELF:
        listed = missing[0]
        for name in missing[1:]:
            listed = Message(template="{one}, {two}", values={"one": listed, "two": name})
        place = min(place for kind, place in present.items() if kind not in _NOT_BY_ITSELF)
        yield Hit(message=Message(template="the manual lacks {parts}", values={"parts": listed}), location=place)
