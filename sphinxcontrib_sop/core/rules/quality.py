"""SOP311 to SOP319: the mutu baku of the steps, which are kelengkapan, waktu and output."""

import re
from collections.abc import Iterator

from ..anatomy import NONE_MARK
from ..model import Message, Procedure, Step
from ..process.times import below, procedure_time, step_times
from ..reading.durations import DAY, WORKING_DAY, says_when, spelt
from ..reading.wording.morphology import first_word, tells_what_happened
from ._context import Context
from ._registry import Hit, Severity, rule


def _empty_cells(procedure: Procedure, key: str, name: str) -> Iterator[Hit]:
    """The rows where a cell is empty and no heading above has it; ``-`` is an answer."""
    covered: dict[int, bool] = {}
    for place, step in enumerate(procedure.steps):
        filled = _filled(step, key)
        above = any(covered.get(level, False) for level in range(step.level))
        if step.heading:
            alone = key != "time" or not any(_filled(inner, key) for inner in below(procedure.steps, place))
            covered[step.level] = filled and alone
        elif not filled and not above and step.text.strip(" .").casefold() not in {"mulai", "selesai"}:
            message = Message(template="`{entry}` is empty", values={"entry": name})
            yield Hit(message=message, location=step.line_of(key), step=step.id)


def _filled(step: Step, key: str) -> bool:
    value = step.texts.get(key)
    return value is not None and bool(value.text.strip())


@rule("SOP311", Severity.WARNING, "kelengkapan empty")
def no_inputs(procedure: Procedure, _: Context) -> Iterator[Hit]:
    """A step does not say what is needed for it.

    Whoever starts cannot tell whether everything is there.

    Source: Every activity should name its mutu baku: kelengkapan, waktu, output (PermenPAN-RB 35/2012; wording
    read in a copy, where it says should).

    Mend: Name the materials; write ``-`` where nothing is needed.
    """
    yield from _empty_cells(procedure, "inputs", "kelengkapan")


@rule("SOP312", Severity.WARNING, "waktu empty")
def no_time(procedure: Procedure, _: Context) -> Iterator[Hit]:
    """A step does not say how long it takes.

    Without it the time of the whole is not known. The time of a heading row counts for its sub-steps if none of
    them has one.

    Source: Every activity should name its mutu baku: kelengkapan, waktu, output (PermenPAN-RB 35/2012; wording
    read in a copy, where it says should).

    Mend: Write the time under normal conditions, with a unit; ``-`` where none passes.
    """
    yield from _empty_cells(procedure, "time", "waktu")


@rule("SOP313", Severity.WARNING, "output empty")
def no_output(procedure: Procedure, _: Context) -> Iterator[Hit]:
    """A step does not say what comes out of it.

    The next one cannot tell whether the step is done.

    Source: Every activity should name its mutu baku: kelengkapan, waktu, output (PermenPAN-RB 35/2012; wording
    read in a copy, where it says should).

    Mend: Name what comes out; write ``-`` where nothing does.
    """
    yield from _empty_cells(procedure, "output", "output")


@rule("SOP314", Severity.WARNING, "waktu is neither a duration nor an accepted phrase")
def unreadable_time(procedure: Procedure, context: Context) -> Iterator[Hit]:
    """The time of a step is no duration.

    What has no unit cannot be promised or added up.

    Source: Waktu has a unit and holds under normal conditions (PermenPAN-RB 35/2012; wording read in a copy).

    Mend: Write ``10 menit``, ``1-2 hari kerja``, ``paling lambat 17 hari kerja``; accepted are also ``H-7``,
    ``Triwulanan`` and the phrases of the profile (sesuai kebutuhan, setiap saat ...).
    """
    for step in procedure.steps:
        text = _time(step)
        if not text or text == NONE_MARK:
            continue
        if step.texts["time"].parsed is None and not says_when(text, context.wording.times):
            template = "`{text}` is no duration; write a number with a unit, such as `10 menit`"
            message = Message(template=template, values={"text": " ".join(text.split())})
            yield Hit(message=message, location=step.line_of("time"), step=step.id)


def _time(step: Step) -> str:
    value = step.texts.get("time")
    return value.text.strip() if value else ""


_ITEM_BREAK = re.compile(r"[,;/\n]|\bdan\b|\band\b|(?:^|\s)(?:\d+|[a-z])[.)]\s", re.IGNORECASE)


_COUNTED = re.compile(
    r"(?:(?<!\d)\d+|satu|sebuah|seperangkat)\s*(?:\([^)]*\)\s*)?(?:unit|buah|set|pcs|perangkat)?\s+", re.IGNORECASE
)
_IN_BRACKETS = re.compile(r"\s*\([^)]*\)\s*$")


def _bare_item(item: str) -> str:
    """An item without its count and what stands in brackets: "1 unit komputer", "Alat Tulis Kantor (ATK)"."""
    return _COUNTED.sub("", _IN_BRACKETS.sub("", item.strip(" .-–")), count=1)


@rule("SOP315", Severity.INFO, "an item of kelengkapan is as a whole a tool")
def tool_as_input(procedure: Procedure, context: Context) -> Iterator[Hit]:
    """Kelengkapan names a tool.

    Tools are there for every step; what the step cannot begin without are its materials. Judged are only items
    that are a tool as a whole; the list of tools stands in the profile.

    Source: Kelengkapan are materials, not tools (PermenPAN-RB 35/2012; wording read in a copy).

    Mend: Name tools in ``peralatan``.
    """
    for step in procedure.rows():
        value = step.texts.get("inputs")
        items = [_bare_item(item) for item in _ITEM_BREAK.split(value.text)] if value else []
        tools = [item for item in items if item.casefold() in context.wording.tools]
        if tools:
            template = "tools belong into `peralatan`: {tools}"
            names = ", ".join(f"`{item}`" for item in tools)
            yield Hit(
                message=Message(template=template, values={"tools": names}),
                location=step.line_of("inputs"),
                step=step.id,
            )


@rule("SOP316", Severity.OFF, "hari and hari kerja mixed")
def mixed_days(procedure: Procedure, context: Context) -> Iterator[Hit]:
    """Some times are in hari, others in hari kerja.

    A reader cannot tell whether days off count. Off unless the profile switches it on, since agencies mix the two
    on purpose too.

    Source: Our own inference.

    Mend: Use one of the two throughout.
    """
    units = {unit for time in step_times(procedure).values() if time for unit in time.units}
    if {DAY, WORKING_DAY} <= units:
        message = Message(template="some times are in `hari`, others in `hari kerja`")
        first = next((step for step in procedure.rows() if _time(step)), None)
        yield Hit(message=message, location=first.line_of("time") if first else procedure.location)


@rule("SOP318", Severity.WARNING, "the longest path takes more than jangka-waktu")
def too_slow(procedure: Procedure, context: Context) -> Iterator[Hit]:
    """The steps on the longest way take more time than the SOP promises in ``jangka-waktu``.

    Counted is the longest way from the first step to an end that does not go round; steps without a readable time
    count nothing, so it is at least that much. Units are converted by ``sop_working_hours`` and ``sop_days``.

    Source: Our own inference; that a hari counts as a working day is our own choice.

    Mend: Shorten steps, or correct the promise.
    """
    limit = procedure.parsed("time-limit")
    if limit is None:
        return
    time = procedure_time(procedure)
    if time is not None and time.longest > limit.longest:
        template = "the longest way takes {time}, `jangka-waktu` allows {limit}"
        values = {"time": spelt(time.longest, context.working_time), "limit": procedure.text("time-limit")}
        yield Hit(message=Message(template=template, values=values), location=procedure.line_of("time-limit"))


@rule("SOP319", Severity.INFO, "output written as an event", when=lambda context: context.indonesian)
def event_as_output(procedure: Procedure, _: Context) -> Iterator[Hit]:
    """The output of a step is written as an event: diterimanya surat, terlaksananya kegiatan.

    An output can be held in the hand or seen.

    Source: Our own inference; outcomes as output are a usual fault of published SOPs.

    Mend: Name the thing: not "Diterimanya surat" but "Surat".
    """
    for step in procedure.rows():
        value = step.texts.get("output")
        events = [word for item in (value.items if value else ()) if tells_what_happened(word := first_word(item))]
        if events:
            template = "`{word}` is an event; name what comes out"
            message = Message(template=template, values={"word": events[0]})
            yield Hit(message=message, location=step.line_of("output"), step=step.id)
