"""SOP101 to SOP113: the identity of an SOP."""

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from ..anatomy import NONE_MARK, PROCEDURE_FIELDS, Field, Place
from ..model import Manual, Message, Official, Procedure
from ..process.relations import bare_title, folded
from ..reading.dates import DateRange
from ..reading.wording.morphology import first_word, is_verbal_noun, words_of
from ._context import Context
from ._registry import Hit, Severity, hits_of, manual_rule, rule

_BEFORE_SIGNING = frozenset({"draft", "ready"})
"""In these states number, dates and official may still be missing: they are filled in when the SOP is signed."""


def _softened(procedure: Procedure) -> Severity | None:
    return Severity.INFO if procedure.status in _BEFORE_SIGNING else None


@rule("SOP101", Severity.ERROR, "a required field is missing or empty")
def required_field(procedure: Procedure, _: Context) -> Iterator[Hit]:
    """A field that the identity form must show is missing or empty.

    Without it the form cannot be signed, filed or found. Before signing (status ``rancangan`` or
    ``siap-disahkan``) number and date are filled in last, so there it is information only.

    Source: PermenPAN-RB 35/2012, bagian identitas: number, day of making and the six boxes (wording read in a
    copy).

    Mend: Write the entry. In a box that has nothing to say, write ``-``.
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


def _number(procedure: Procedure) -> str:
    """The number without spaces; empty if there is none or a gap is left in it for a serial."""
    text = procedure.text("number").strip()
    return "" if text == NONE_MARK or _GAP.search(text) else "".join(text.split())


_GAP = re.compile(r"/\s*/|^\s*/|/\s*$|[.…_]{3,}|…|\$\{|-\s+/|<[^>]*>|\bx{2,}\b", re.IGNORECASE)
"""A place left free in a number until it is given at signing."""

_SERIAL = re.compile(r"\d{1,4}")


@manual_rule("SOP102", Severity.ERROR, "one nomor for two SOPs", merged=False)
def number_not_unique(manual: Manual, _: Context) -> Iterator[Hit]:
    """Two SOPs have the same number.

    The number tells SOPs apart in lists, letters and references. Numbers with a gap for a serial, bare serials
    such as ``01`` of different units, and SOPs that are revoked are not compared.

    Source: Each agency numbers by its own tata naskah dinas (PermenPAN-RB 35/2012; wording read in a copy); that
    no number is given twice is our own inference.

    Mend: Give one of the two another number, or revoke the older SOP.
    """
    by_number: dict[tuple[str, str], list[Procedure]] = defaultdict(list)
    for procedure in manual.procedures:
        number = _number(procedure).casefold()
        if number and procedure.status != "revoked":
            unit = procedure.unit.casefold() if _SERIAL.fullmatch(number) else ""
            by_number[number, unit].append(procedure)
    for first, *others in by_number.values():
        for other in others:
            yield Hit(
                message=Message(
                    template="the number `{number}` is also that of `{title}`",
                    values={"number": other.text("number"), "title": first.title},
                ),
                location=other.line_of("number"),
                procedure=other,
            )


def _numbers_have_a_form(context: Context) -> bool:
    return bool(context.number_pattern or context.unit_number_patterns)


@rule("SOP103", Severity.WARNING, "nomor does not match the pattern", when=_numbers_have_a_form)
def number_format(procedure: Procedure, context: Context) -> Iterator[Hit]:
    """The number does not match ``sop_number_pattern``, or the ``number_pattern`` of its unit.

    A manual with one form of number is easier to search and to file. Before signing a number may have a gap for
    its serial.

    Source: There is no national pattern; numbers follow the agency's own tata naskah dinas (PermenPAN-RB 35/2012;
    wording read in a copy).

    Mend: Correct the number, or the pattern in ``conf.py``.
    """
    pattern = context.number_pattern_of(procedure)
    text = procedure.text("number").strip()
    if not pattern or text in {"", NONE_MARK} or (procedure.status in _BEFORE_SIGNING and not _number(procedure)):
        return
    if not re.fullmatch(pattern, text):
        template = "the number `{number}` does not match the pattern `{pattern}`"
        values = {"number": text, "pattern": pattern}
        yield Hit(message=Message(template=template, values=values), location=procedure.line_of("number"))


@rule("SOP104", Severity.ERROR, "a date that cannot be read", merged=False)
def unreadable_date(procedure: Procedure, _: Context) -> Iterator[Hit]:
    """A date is no day or month of the calendar.

    Dates decide from when an SOP is in force; one that cannot be read cannot be compared. The form prints it as it
    was typed.

    Source: The form shows the days of making, revision and effect (PermenPAN-RB 35/2012, bagian identitas; wording
    read in a copy); the ways to write them are our own choice.

    Mend: Write ``2 Januari 2025``, ``02-01-2025``, ``12/12/2017``, ``2025-01-02`` or ``Januari 2025``; ``-`` for
    none.
    """
    yield from hits_of(procedure.faults, "SOP104")


def _date(procedure: Procedure, key: str) -> DateRange | None:
    dates = procedure.parsed(key)
    return dates if isinstance(dates, DateRange) else None


def _is_before(procedure: Procedure, earlier: str, later: str) -> bool:
    """True if one date certainly lies before another; a month is a range."""
    first, second = _date(procedure, earlier), _date(procedure, later)
    return first is not None and second is not None and first.certainly_before(second)


@rule("SOP105", Severity.ERROR, "certainly revised or in force before it was made")
def before_made(procedure: Procedure, _: Context) -> Iterator[Hit]:
    """The SOP was revised or came into force before the day on which it was made.

    What is not finished cannot be revised or be in force. A month counts as any of its days, so only what is
    certain is reported.

    Source: Tanggal pembuatan is the day on which the SOP was finished (PermenPAN-RB 35/2012, bagian identitas;
    wording read in a copy).

    Mend: Correct the date that is wrong.
    """
    for key, template in (
        ("revised", "`tanggal-revisi` ({date}) lies before `tanggal-pembuatan` ({made})"),
        ("effective", "`tanggal-efektif` ({date}) lies before `tanggal-pembuatan` ({made})"),
    ):
        if _is_before(procedure, key, "created"):
            values = {"date": procedure.text(key), "made": procedure.text("created")}
            yield Hit(message=Message(template=template, values=values), location=procedure.line_of(key))


@rule("SOP106", Severity.WARNING, "in force before it was approved")
def before_approved(procedure: Procedure, _: Context) -> Iterator[Hit]:
    """The SOP came into force before the day on which it was approved.

    Nothing binds before it is signed.

    Source: Tanggal efektif is the start of force or the day of signing (PermenPAN-RB 35/2012, bagian identitas;
    wording read in a copy); the comparison is our own inference.

    Mend: Correct the date that is wrong.
    """
    if _is_before(procedure, "effective", "approved"):
        template = "`tanggal-efektif` ({date}) lies before `tanggal-pengesahan` ({approved})"
        values = {"date": procedure.text("effective"), "approved": procedure.text("approved")}
        yield Hit(message=Message(template=template, values=values), location=procedure.line_of("effective"))


@rule("SOP107", Severity.ERROR, "the approving official lacks position or name")
def official_incomplete(procedure: Procedure, _: Context) -> Iterator[Hit]:
    """The official who approves the SOP lacks position or name.

    Nobody can sign it. Before signing (status ``rancangan`` or ``siap-disahkan``) this is information only.

    Source: The form shows position, signature, and name with NIP (PermenPAN-RB 35/2012, bagian identitas; wording
    read in a copy).

    Mend: Name a key of ``sop_officials``, or write position, name and NIP on lines of their own.
    """
    official = procedure.parsed("approved-by")
    place = procedure.line_of("approved-by")
    severity = _softened(procedure)
    if not isinstance(official, Official):
        yield Hit(
            message=Message(template="`disahkan-oleh` is missing: who approves this SOP?"),
            location=place,
            severity=severity,
        )
        return
    if any(fault.code == "SOP114" and fault.location == place for fault in procedure.faults):
        return  # an unknown key is reported once
    template = ""
    if not official.position and not official.name:
        template = "`disahkan-oleh` names nobody: write position and name"
    elif not official.position:
        template = "the approving official has no position"
    elif not official.name:
        template = "the approving official has a position but no name"
    if template:
        yield Hit(message=Message(template=template), location=place, severity=severity)


_NIP_DIGITS = 18
_NIP = re.compile(r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)\d{6}[12]\d{3}")


@rule("SOP108", Severity.WARNING, "NIP not a valid 18-digit number")
def bad_nip(procedure: Procedure, context: Context) -> Iterator[Hit]:
    """The NIP of the approving official cannot be right.

    A wrong NIP makes the signed form useless as proof. A missing one is information only, and none is expected of
    elected officials.

    Source: The form shows name with NIP (PermenPAN-RB 35/2012, bagian identitas; wording read in a copy); 18
    digits, that is day of birth, month of appointment, 1 or 2 for the sex and three more, are recalled, not read.

    Mend: Copy the NIP from the decree of appointment. Spaces do not matter.
    """
    official = procedure.parsed("approved-by")
    if not isinstance(official, Official) or official.id_kind.upper() != "NIP":
        return
    place = procedure.line_of("approved-by")
    digits = "".join(official.id.split())
    if not digits:
        if official.name and not _elected(official, context):
            message = Message(template="the NIP of {name} is missing", values={"name": official.name})
            yield Hit(message=message, location=place, severity=Severity.INFO)
        return
    template = ""
    if not digits.isdigit():
        template = "the NIP `{nip}` contains something other than digits"
    elif len(digits) != _NIP_DIGITS:
        template = "the NIP `{nip}` has {count} digits instead of 18"
    elif not _plausible(digits):
        template = "the NIP `{nip}` does not begin with a day of birth, or its 15th digit is neither 1 nor 2"
    if template:
        values = {"nip": official.id, "count": len(digits)}
        yield Hit(message=Message(template=template, values=values), location=place)


def _elected(official: Official, context: Context) -> bool:
    position = official.position.casefold()
    return any(position == office or position.startswith(f"{office} ") for office in context.wording.elected_offices)


def _plausible(digits: str) -> bool:
    match = _NIP.fullmatch(digits)
    if match is None:
        return False
    try:
        date(*(int(match[part]) for part in ("year", "month", "day")))
    except ValueError:
        return False
    return True


@rule("SOP109", Severity.INFO, "title does not begin with a verbal noun", when=lambda context: context.indonesian)
def title_no_verbal_noun(procedure: Procedure, context: Context) -> Iterator[Hit]:
    """The title does not begin with a noun made from a verb.

    The title names what is done and what comes of it, so that a reader of the list knows which SOP to open.

    Source: Nama SOP is such a noun and names the final product or added value (PermenPAN-RB 35/2012, bagian
    identitas; wording read in a copy).

    Mend: Begin the title with pe-...-an, -asi or the like: penyusunan ..., pemberian ..., verifikasi ...
    """
    title = bare_title(procedure.title)
    word, known = first_word(title), context.wording.verbal_nouns
    if " ".join(words_of(title)[:2]) in known:  # tindak lanjut, serah terima
        return
    if word and not is_verbal_noun(word, known) and not context.wording.table.is_result(word):
        template = "the title begins with `{word}`, which is no noun made from a verb (penyusunan, pemberian ...)"
        yield Hit(message=Message(template=template, values={"word": word}), location=procedure.location)


@rule("SOP110", Severity.INFO, "title begins with SOP")
def title_says_sop(procedure: Procedure, _: Context) -> Iterator[Hit]:
    """The title begins with "SOP" or "Standar Operasional Prosedur".

    Form and lists say so already, and with and without it one SOP seems to be two.

    Source: Our own inference; seen in published manuals.

    Mend: Leave it out.
    """
    bare = bare_title(procedure.title)
    if bare and bare != procedure.title.strip():
        template = "the title repeats that this is an SOP; write: `{title}`"
        yield Hit(message=Message(template=template, values={"title": bare}), location=procedure.location)


@manual_rule("SOP111", Severity.WARNING, "two SOPs with the same title", merged=False)
def title_not_unique(manual: Manual, _: Context) -> Iterator[Hit]:
    """Two SOPs have the same title.

    A reader of the list cannot tell them apart. Revoked SOPs are not compared.

    Source: Our own inference.

    Mend: Say in the titles what differs, or revoke the older SOP.
    """
    by_title: dict[str, list[Procedure]] = defaultdict(list)
    for procedure in manual.procedures:
        title = folded(procedure.title)
        if title and procedure.status != "revoked":
            by_title[title].append(procedure)
    for first, *others in by_title.values():
        for other in others:
            template = "`{name}` has the same title: `{title}`"
            message = Message(template=template, values={"name": first.name, "title": first.title})
            yield Hit(message=message, location=other.location, procedure=other)


@rule("SOP112", Severity.WARNING, "identity form does not fit on one page", elsewhere=True)
def form_too_long(procedure: Procedure, context: Context) -> Iterator[Hit]:
    """A box of the identity form holds more than fits on its page.

    The form is one page; what flows on to a second one is easily overlooked. The limits stand in the profile
    (``[limits]``, in characters).

    Source: One agency's system allows 1420, 1420, 690 and 400 characters for dasar hukum, kualifikasi, peralatan
    and peringatan (read in a paraphrase).

    Mend: Shorten the text, or leave out what the SOP does not need.
    """
    for key, limit in context.limits.items():
        length = len(procedure.text(key))
        if length > limit:
            template = "`{box}` has {length} characters; about {limit} fit on the page of the form"
            name = next((field.name for field in PROCEDURE_FIELDS if field.alias == key), key)
            values = {"box": name, "length": length, "limit": limit}
            yield Hit(message=Message(template=template, values=values), location=procedure.line_of(key))


@rule("SOP113", Severity.INFO, "planned review has passed", when=lambda context: context.today is not None)
def review_due(procedure: Procedure, context: Context) -> Iterator[Hit]:
    """The day on which the SOP was to be reviewed has passed.

    An SOP nobody looks at grows out of date. A tanggal revisi later than tanggal efektif is taken as the planned
    review. Needs ``sop_today``.

    Source: Tanggal revisi is the day of the revision or of the planned review (PermenPAN-RB 35/2012, bagian
    identitas; wording read in a copy).

    Mend: Review the SOP and write the next day.
    """
    planned = _date(procedure, "revised")
    if procedure.status != "in-force" or planned is None or context.today is None:
        return
    if _is_before(procedure, "effective", "revised") and planned.last < context.today:
        template = "the review planned for {date} is due"
        yield Hit(
            message=Message(template=template, values={"date": procedure.text("revised")}),
            location=procedure.line_of("revised"),
        )
