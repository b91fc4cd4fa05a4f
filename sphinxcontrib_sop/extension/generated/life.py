"""Forms of the stages between the need for an SOP and its revision, blank or filled from records; see `reading.life`."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial

from docutils import nodes

from ...core.model import Message, Procedure
from ...core.reading.dates import parse_date
from ...core.reading.life import FORMS, LifeForm, mastery, state_of
from ...core.reading.records import judgement
from ..nodes import sop_column, sop_columns, sop_signature
from ..records import GeneratedRequest
from ..tables import MAIN, NUMBER, Cell, text
from ._records import (
    BLANK,
    Record,
    add_record_row,
    checked,
    day,
    form_table,
    heading,
    procedures_of,
    records_of,
    summary,
    title_cell,
    unit_name,
    warn,
    warn_unread,
)
from ._registry import GeneratedContext, generator

_DATES = frozenset({"date", "due"})


def _form(request: GeneratedRequest, context: GeneratedContext, *, form: LifeForm) -> list[nodes.Node]:
    """Return heading, table, what the records come to, and signatures of a form."""
    records = records_of(request, context)
    _warn_words(records, form, request, context)
    made = form_table(form.shown, form.shown.values(), request, context)
    rows: Sequence[Record] = records or _blank_records(request, context)
    for number, record in enumerate(rows, start=1):
        add_record_row(made, *(_cell(key, number, record, form, request, context) for key in form.shown))
    if not rows:
        for _ in range(form.blank_rows):
            add_record_row(made, *([[]] * len(form.shown)))
    told = _opening(request, context) if form.told else []
    return [
        *heading(request, context, *_details(request, context, form)),
        *told,
        made,
        *_summary(records, form, context),
        *_signatures(form, request, context),
    ]


def _blank_records(request: GeneratedRequest, context: GeneratedContext) -> list[Record]:
    """Rows of a blank form that follow from the SOPs: who has to master what."""
    if request.kind != "mastery":
        return []
    return [
        Record(line=0, cells={"actor": actor.label, "sop": procedure.name}, procedure=procedure)
        for procedure in procedures_of(request, context)
        for actor in procedure.actors
        if not actor.external
    ]


def _cell(
    key: str, number: int, record: Record, form: LifeForm, request: GeneratedRequest, context: GeneratedContext
) -> Cell:
    if key == "no":
        return text(str(number), NUMBER)
    if key == "sop" and isinstance(record.procedure, Procedure):
        return title_cell(record.procedure, request, context, main=request.kind != "mastery")
    if key in {"good", "bad"}:
        return checked(mastery(record["result"]), for_=key == "good", context=context)
    if key == "chosen":
        return checked(judgement(record[key]), for_=True, context=context)
    if key == "state":
        state = state_of(record[key], form.states)
        return text(context.words[f"{request.kind}-{state}"] if state else record[key])
    if key in _DATES:
        return text(day(record[key], context))
    main = [MAIN] if key in {"name", "actor", "information", "alternative"} else []
    return text(record[key], *main)


def _details(request: GeneratedRequest, context: GeneratedContext, form: LifeForm) -> list[tuple[str, str]]:
    words, options = context.words, request.options
    rows = [(words["unit"], unit_name(request, context))]
    if not form.told:
        rows += [(words[f"{request.kind}-{key}"], options.get(key, "")) for _, key in form.entries]
        rows.append((words["life-date"], day(options.get("date", ""), context)))
    return rows


def _opening(request: GeneratedRequest, context: GeneratedContext) -> list[nodes.Node]:
    """The sentence that opens the minutes."""
    options = request.options
    place = options.get("place", "") or context.config.agency.place or BLANK
    values = {
        "date": day(options.get("date", ""), context) or BLANK,
        "place": place,
        "activity": options.get("activity", "") or BLANK,
    }
    return [nodes.paragraph("", context.words["minutes-text"].format_map(values))]


def _summary(records: Sequence[Record], form: LifeForm, context: GeneratedContext) -> list[nodes.Node]:
    if not records or not form.states:
        return []
    states = [state_of(record["state"], form.states) for record in records]
    if "settled" in form.states:
        values = {
            "count": len(states),
            "settled": states.count("settled"),
            "open": len(states) - states.count("settled"),
        }
        template = "{count} remarks; {settled} settled, {open} open."
        return summary(Message(template=template, values=values), context)
    values = {state: states.count(state) for state in form.states}
    template = "{kept} SOPs are kept, {revised} are to be revised, {revoked} are to be revoked."
    return summary(Message(template=template, values=values), context)


def _signatures(form: LifeForm, request: GeneratedRequest, context: GeneratedContext) -> list[nodes.Node]:
    place = context.config.agency.place
    on = day(request.options.get("date", ""), context)
    cells: list[nodes.Node] = [] if len(form.signers) > 1 else [sop_column("", width=1)]
    for number, signer in enumerate(form.signers, start=1):
        named = request.options.get("assessor" if signer == "by" else signer, "")
        official = context.config.official_on(named, _day(request))
        last = number == len(form.signers)
        block = sop_signature()
        block += _part("place", ", ".join(filter(None, (place, on or BLANK))) if last else " ")
        label = context.words[f"{request.kind}-{signer}"]
        if official is None or not official.position.startswith(label):  # not "Ketua Tim / Ketua Tim Penyusun"
            block += _part("label", label)
        if official is not None:
            position = f"{official.acting} {official.position}".strip()
            block += _part("position", f"{position}," if official.name else position)
        block += _part("space", "")
        block += _part("name", official.name if official else named or BLANK)
        block += _part("id", f"{official.id_kind}. {official.id}" if official and official.id else f"NIP. {BLANK}")
        cells.append(sop_column("", block, width=1, align="center"))
    return [sop_columns("", *cells)]


def _day(request: GeneratedRequest) -> date | None:
    parsed = parse_date(request.options.get("date", ""))
    return parsed.first if parsed else None


def _part(part: str, words: str) -> nodes.paragraph:
    return nodes.paragraph("", words, part=part)


def _warn_words(
    records: Iterable[Record], form: LifeForm, request: GeneratedRequest, context: GeneratedContext
) -> None:
    """Name the first record whose judgement or state cannot be read."""
    listed = list(records)
    if "good" in form.shown:
        warn_unread(
            request,
            context,
            ((record, record["result"]) for record in listed if record["result"] and mastery(record["result"]) is None),
        )
    unknown = [
        record
        for record in listed
        if form.states and record["state"] and state_of(record["state"], form.states) is None
    ]
    if unknown:
        allowed = ", ".join(context.words[f"{request.kind}-{state}"] for state in form.states)
        message = Message(
            template="`{word}` is none of {allowed}", values={"word": unknown[0]["state"], "allowed": allowed}
        )
        warn(request, context, unknown[0].line, message)


for _kind, _declared in FORMS.items():
    generator(_kind)(partial(_form, form=_declared))
