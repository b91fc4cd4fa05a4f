"""SOP223 to SOP226, SOP229, SOP307, SOP320 and SOP321: where text, lanes, symbols and times of an SOP contradict one another."""

from collections import defaultdict
from collections.abc import Iterator

from ..model import FlowKind, Message, Procedure, Shape
from ..process.times import procedure_time
from ..reading.durations import spelt
from ..reading.wording.clauses import conditions
from ..reading.wording.morphology import first_word, words_of
from ._context import Context, in_indonesian
from ._registry import Hit, Severity, rule
from ._suggestion import is_verb
from .performers import verb_of_activity
from .suitability import cell_text, is_applicant
from .wording import own_actors

MAX_STEPS = 25
"""The longest signed table among published SOPs has 29 rows."""
TWO_EXITS = 2
_FAR_FACTOR = 5
_FAR_MINUTES = 450
"""How many times and how many minutes (a working day) longer than the steps a promise must be to be far from them."""


def _symbols(procedure: Procedure) -> dict[str, list[Shape]]:
    """Step -> shapes of its symbols."""
    shapes: dict[str, list[Shape]] = defaultdict(list)
    for node in procedure.nodes:
        shapes[node.step].append(node.shape)
    return shapes


# -- the flow --------------------------------------------------------------------------------------------------------
@rule("SOP223", Severity.INFO, "a decision with more than two exits")
def many_exits(procedure: Procedure, _: Context) -> Iterator[Hit]:
    """A decision has more than two exits.

    Whoever follows the flow answers one question after the other; with three answers it is easily overlooked that there
    are two questions.

    Source: The ministry's presentation knows decisions with the answers Ya and Tidak (PermenPAN-RB 35/2012; wording
    read in a copy of the slides); that more are to be avoided is our own reading.

    Mend: Ask two questions one after the other, where that stays readable.
    """
    steps = {step.id: step for step in procedure.steps}
    exits: dict[str, int] = defaultdict(int)
    for flow in procedure.flows:
        exits[flow.source] += 1
    for node in procedure.nodes:
        if node.shape is Shape.DECISION and exits[node.id] > TWO_EXITS:
            template = "the decision has {count} exits; a decision asks a question with two answers"
            step = steps[node.step]
            message = Message(template=template, values={"count": exits[node.id]})
            yield Hit(message=message, location=step.line_of("branches", "flows", "yes"), step=step.id)


@rule("SOP224", Severity.INFO, "a symbol without any arrow")
def loose_symbol(procedure: Procedure, _: Context) -> Iterator[Hit]:
    """No arrow leads to a symbol or away from it, although the arrows of its row are drawn by hand.

    A reader cannot tell when its actor has a turn. Symbols of joint work (``staf, kasubag``) need no arrow each.

    Source: Our own inference; arrows are the symbol of the direction of a process (PermenPAN-RB 35/2012; wording read
    in a copy).

    Mend: Add the arrow to ``alur``, or take the actor out of ``pelaksana``.
    """
    drawn = {flow.source for flow in procedure.flows} | {flow.target for flow in procedure.flows}
    owners = {node.id: node.step for node in procedure.nodes}
    by_hand = {owners[flow.source] for flow in procedure.flows if flow.drawn_by == "flows"}
    steps = {step.id: step for step in procedure.steps}
    labels = {actor.key: actor.label for actor in procedure.actors}
    for node in procedure.nodes:
        if node.id not in drawn and node.step in by_hand:
            template = "no arrow leads to the symbol of `{actor}` or away from it"
            names = " + ".join(labels.get(key, key) for key in node.actors)
            step = steps[node.step]
            message = Message(template=template, values={"actor": names})
            yield Hit(message=message, location=step.line_of("flows"), step=step.id)


@rule("SOP225", Severity.INFO, "more than 25 steps")
def many_steps(procedure: Procedure, _: Context) -> Iterator[Hit]:
    """The SOP has more than 25 steps.

    Nobody keeps so many in mind, and the flow goes over several pages.

    Source: A makro integrates several mikro (read in a paraphrase); the number is our own choice: the longest signed
    table among published SOPs has 29 rows, half of them have 7 or fewer.

    Mend: Make each part that yields something of its own an SOP ``mikro``, and name them in an SOP ``makro``.
    """
    count = sum(1 for _ in procedure.rows())
    if count > MAX_STEPS:
        template = "{count} steps are many for one SOP; split it into several `mikro`"
        yield Hit(message=Message(template=template, values={"count": count}), location=procedure.location)


@rule("SOP229", Severity.INFO, "a line without a head that leads to another row")
def headless_line(procedure: Procedure, _: Context) -> Iterator[Hit]:
    """A line without a head (``--``) leads to another row, and the row does not say why.

    A reader cannot tell which of the two steps comes first. Lines of joint work stay inside a row; a ``keterangan`` of
    one of the two rows is taken for the reason.

    Source: Arrows are the symbol of the direction of a process (PermenPAN-RB 35/2012; wording read in a copy); that a
    line without a head needs a reason is our own inference.

    Mend: Write ``->``, or ``<->`` where the work goes back and forth; or say in ``keterangan`` what the line means.
    """
    owners = {node.id: node.step for node in procedure.nodes}
    steps = {step.id: step for step in procedure.steps}
    for flow in procedure.flows:
        source, target = owners[flow.source], owners.get(flow.target)
        if flow.kind is not FlowKind.LINE or target is None or target == source:
            continue
        if not cell_text(steps[source], "notes") and not cell_text(steps[target], "notes"):
            template = "the line to step {target} has no head: which step comes first?"
            message = Message(template=template, values={"target": steps[target].label})
            yield Hit(message=message, location=flow.location or steps[source].location, step=source)


@rule("SOP226", Severity.INFO, "a service that never comes back to its applicant")
def no_way_back(procedure: Procedure, context: Context) -> Iterator[Hit]:
    """A service begins with its applicant, who appears in no later step, neither as an actor nor in the text.

    The applicant never receives what was asked for. An applicant is known by ``external`` in ``sop_actors`` or by a
    label such as Pemohon.

    Source: Pelayanan begins with an applicant (PermenPAN-RB 35/2012; wording read in a copy); that it ends there too is
    our own inference.

    Mend: Add the step in which the applicant receives the product, or say in the last step to whom it is handed over.
    """
    rows = list(procedure.rows())
    if procedure.parsed("activity-kind") not in {"service", None} or len(rows) < 2:  # noqa: PLR2004 - a first and a last
        return
    first = [actor for actor in own_actors(procedure, rows[0]) if is_applicant(actor, context)]
    if not first:
        return
    later = {key for node in procedure.nodes if node.step != rows[0].id for key in node.actors}
    if any(is_applicant(actor, context) for actor in procedure.actors if actor.key in later):
        return
    names = context.wording.applicants | {"ybs", "bersangkutan"} | set(words_of(first[0].label)[:1])
    texts = (text for step in rows[1:] for text in (step.text, cell_text(step, "output"), cell_text(step, "notes")))
    if not any(names & set(words_of(text)) for text in texts):
        template = "`{actor}` begins the service and appears in no later step: who receives the product?"
        message = Message(template=template, values={"actor": first[0].label})
        yield Hit(message=message, location=rows[-1].location, step=rows[-1].id)


# -- the activities --------------------------------------------------------------------------------------------------
@rule("SOP307", Severity.INFO, "a condition in a step that is no decision", when=in_indonesian)
def hidden_decision(procedure: Procedure, _: Context) -> Iterator[Hit]:
    """A step drawn as a process says what is done if something is the case: jika, apabila, bila.

    The flow shows one way only; the other one can be read but not followed. "Apabila diperlukan" and the like ask no
    question.

    Source: A decision is drawn as a diamond with its answers (PermenPAN-RB 35/2012; wording read in a copy).

    Mend: Write ``ya`` and ``tidak`` with the steps they lead to, and leave in the activity only what is done to find
    the answer.
    """
    for step in procedure.rows():
        if Shape.DECISION in _symbols(procedure).get(step.id, ()):
            continue
        markers = conditions(step.text)
        if markers:
            template = "`{word}` hides a decision: write `ya` and `tidak` and draw the diamond"
            yield Hit(
                message=Message(template=template, values={"word": markers[0]}), location=step.location, step=step.id
            )


# -- mutu baku -------------------------------------------------------------------------------------------------------
@rule("SOP320", Severity.INFO, "output that is an activity", when=in_indonesian)
def activity_as_output(procedure: Procedure, context: Context) -> Iterator[Hit]:
    """The output of a step is an activity: it begins with an active verb, or it is only the noun of the step's own verb.

    An output can be held in the hand or seen; "Mencatat surat" yields a record, not "Pencatatan surat".

    Source: Our own inference; activities as output are a usual fault of published SOPs.

    Mend: Name the thing that is there once the step is done.
    """
    for step in procedure.rows():
        value = step.texts.get("output")
        verb = _verb_meant(step.text, context)
        for item in value.items if value else ():
            word = first_word(item)
            if is_verb(word, context) and word not in context.wording.more_verbs:
                template = "`{words}` is an activity; name what comes out"
            elif verb and word not in _THINGS and _noun_of(word, verb, context):
                template = "`{words}` repeats the activity; name what comes out"
            else:
                continue
            quoted = " ".join(item.split()[:4]) + (" ..." if len(item.split()) > 4 else "")  # noqa: PLR2004 - as quoted
            message = Message(template=template, values={"words": quoted})
            yield Hit(message=message, location=step.line_of("output"), step=step.id)
            break


def _verb_meant(text: str, context: Context) -> str:
    """The verb of an activity; behind a weak verb that of its noun: melakukan pengecekan."""
    verb = verb_of_activity(text, context)
    words = words_of(text)
    if verb not in context.wording.weak_verbs or verb not in words[:-1]:
        return verb
    return context.wording.table.active_form(words[words.index(verb) + 1]) or verb


_THINGS = frozenset({
    "pengumuman", "persetujuan", "permohonan", "pengaduan", "permintaan", "pemberitahuan", "penetapan", "pengesahan",
    "pertimbangan", "pengantar", "perjanjian", "perintah", "penugasan", "pernyataan", "penilaian", "pembayaran", "penolakan",
    "keputusan", "penjelasan", "pengembalian", "perhitungan", "perencanaan", "pertanyaan", "penawaran",
})  # fmt: skip
"""Nouns made from verbs that name a document or a decision as often as an activity."""
_LOANS = frozenset({
    "verifikasi", "validasi", "sosialisasi", "koordinasi", "distribusi", "identifikasi", "inventarisasi", "fasilitasi", "konsultasi",
})  # fmt: skip
"""Loan words that name an activity and no document."""


def _noun_of(word: str, verb: str, context: Context) -> bool:
    table = context.wording.table
    if not (word.startswith("pe") and word.endswith("an")) and word not in _LOANS:
        return False
    return table.active_form(word) == table.standard_form(verb) != ""


@rule("SOP321", Severity.INFO, "jangka-waktu is far longer than the steps")
def slack_promise(procedure: Procedure, context: Context) -> Iterator[Hit]:
    """The SOP promises a time many times longer than its steps take.

    Either steps in which somebody waits are missing, or the times of the steps are wrong, or the promise is. Judged are
    SOPs in which every step has a time.

    Source: Our own inference.

    Mend: Write down the waiting, or correct the times or ``jangka-waktu``.
    """
    limit = procedure.parsed("time-limit")
    time = procedure_time(procedure)
    if limit is None or time is None or time.unknown_steps or not time.longest:
        return
    if limit.shortest >= _FAR_FACTOR * time.longest and limit.shortest - time.longest >= _FAR_MINUTES:
        template = "the longest way takes {time} only, `jangka-waktu` says {limit}"
        values = {"time": spelt(time.longest, context.working_time), "limit": procedure.text("time-limit")}
        yield Hit(message=Message(template=template, values=values), location=procedure.line_of("time-limit"))
