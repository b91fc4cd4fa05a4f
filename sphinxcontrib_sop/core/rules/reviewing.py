"""SOP223 to SOP228, SOP307, SOP308, SOP320 and SOP321: where text, lanes, symbols and times of an SOP contradict one another."""

import re
from collections import defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import combinations

from ..anatomy import NONE_MARK
from ..model import Actor, Message, Procedure, Shape, Step
from ..process.times import procedure_time
from ..reading.durations import spelt
from ..reading.wording.clauses import conditions, is_bare_subject, main_clause, predicate
from ..reading.wording.morphology import first_word, is_active_verb, words_of
from ._context import Context
from ._registry import Hit, Severity, rule
from ._suggestion import is_verb, predicate_check, verb_check
from .wording import own_actors

MAX_STEPS = 25
"""The longest signed table among published SOPs has 29 rows."""
TWO_EXITS = 2
_FAR_FACTOR = 5
_FAR_MINUTES = 450
"""A promise is far from the steps if it is so many times and so many minutes (a working day) longer."""
_SLIP_LENGTH = 5
"""Letters of a word in which a slip of the pen can be told from another word."""
_SLIP = 0.8
"""How alike two words are, from 0 to 1, of which one is probably a misspelling of the other."""


def _indonesian(context: Context) -> bool:
    return context.indonesian


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
    texts = (text for step in rows[1:] for text in (step.text, _cell(step, "output"), _cell(step, "notes")))
    if not any(names & set(words_of(text)) for text in texts):
        template = "`{actor}` begins the service and appears in no later step: who receives the product?"
        message = Message(template=template, values={"actor": first[0].label})
        yield Hit(message=message, location=rows[-1].location, step=rows[-1].id)


def is_applicant(actor: Actor, context: Context) -> bool:
    """True for an actor outside the agency, or one whose label says that he or she applies."""
    return actor.external or any(word in context.wording.applicants for word in words_of(actor.label))


def _cell(step: Step, key: str) -> str:
    value = step.texts.get(key)
    text = value.text.strip() if value else ""
    return "" if text == NONE_MARK else text


@rule("SOP227", Severity.WARNING, "two actors whose names are nearly the same")
def nearly_same_actors(procedure: Procedure, _: Context) -> Iterator[Hit]:
    """Two columns of actors differ in the spelling of one word only: Petugas and Pertugas.

    Probably one actor is meant, and the flow seems to pass to somebody else.

    Source: Our own inference; seen in published SOPs.

    Mend: Use one spelling; declare the actors once in ``pelaksana`` or in ``sop_actors``.
    """
    acting = {key for node in procedure.nodes for key in node.actors}
    actors = [actor for actor in procedure.actors if actor.key in acting]
    for earlier, other in combinations(actors, 2):
        if _nearly_same(earlier.label, other.label):
            template = "`{one}` and `{other}` are probably the same actor"
            place = other.location or procedure.line_of("actors")
            values = {"one": earlier.label, "other": other.label}
            yield Hit(message=Message(template=template, values=values), location=place)


def _nearly_same(label: str, other: str) -> bool:
    """True if two labels differ in case and signs only, or in the spelling of one word."""
    first, second = re.findall(r"\w+", label.casefold()), re.findall(r"\w+", other.casefold())
    if "".join(first) == "".join(second):
        return bool(first)
    if len(first) != len(second):
        return False
    differing = [(a, b) for a, b in zip(first, second, strict=True) if a != b]
    return len(differing) == 1 and _is_slip(*differing[0])


def _is_slip(word: str, other: str) -> bool:
    """True for two spellings of a word: one letter more, less, other or exchanged."""
    if min(len(word), len(other)) < _SLIP_LENGTH or any(map(str.isdigit, word + other)):
        return False
    if abs(len(word) - len(other)) > 1 or SequenceMatcher(None, word, other).ratio() < _SLIP:
        return False
    if len(word) == len(other):
        differing = [place for place, (a, b) in enumerate(zip(word, other, strict=True)) if a != b]
        swapped = len(differing) == 2 and word[differing[0]] == other[differing[1]] and word[differing[1]] == other[differing[0]]  # noqa: PLR2004 # fmt: skip
        return len(differing) == 1 or swapped
    shorter, longer = sorted((word, other), key=len)
    return any(longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer)))


_DRAFTS = frozenset({"menyusun", "membuat", "mengonsep", "mengkonsep", "merancang", "menyiapkan", "mengetik"})
_DRAFT_WORDS = frozenset({"konsep", "draf", "draft", "rancangan", "konsepnya"})
_APPROVALS = frozenset({"menyetujui", "mengesahkan", "menetapkan"})


@rule("SOP228", Severity.INFO, "who drafts also approves", when=_indonesian)
def approves_own_draft(procedure: Procedure, context: Context) -> Iterator[Hit]:
    """The actor who drafts is the only one who approves later.

    A draft that nobody else looks at is not checked.

    Source: Our own inference.

    Mend: Let another actor check or approve the draft.
    """
    drafting: set[str] = set()
    others: set[str] = set()
    drafted: set[str] = set()
    for step in procedure.rows():
        actors = {actor.key for actor in own_actors(procedure, step)}
        verb = _verb(step.text, context)
        if verb in _DRAFTS and _DRAFT_WORDS & set(words_of(step.text)):
            drafting, others, drafted = actors, set(), _about(step.text)
        elif verb in _APPROVALS and drafting and len(actors) == 1:
            if actors <= drafting and not others and drafted & _about(step.text):
                label = next(actor.label for actor in procedure.actors if actor.key in actors)
                template = "`{actor}` approves what `{actor}` drafted, and nobody else has seen it"
                message = Message(template=template, values={"actor": label})
                yield Hit(message=message, location=step.location, step=step.id)
            drafting = set()
        elif drafting:
            others |= actors - drafting


def _about(text: str) -> set[str]:
    """The words by which two activities can be seen to be about the same document."""
    return {word for word in words_of(text) if len(word) >= _SLIP_LENGTH and not word.startswith("me")} - _DRAFT_WORDS


def _verb(text: str, context: Context) -> str:
    """The verb of an activity, empty if none is known."""
    clause = main_clause(text, verb_check(context))
    word = first_word(clause)
    if is_verb(word, context):
        return word
    phrase = predicate(clause, predicate_check(context))
    return phrase.word if phrase else ""


# -- the activities --------------------------------------------------------------------------------------------------
@rule("SOP307", Severity.INFO, "a condition in a step that is no decision", when=_indonesian)
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


@rule("SOP308", Severity.WARNING, "the column contradicts the activity", when=_indonesian)
def foreign_subject(procedure: Procedure, context: Context) -> Iterator[Hit]:
    """An activity says that another actor does it than the one in whose column its symbol stands.

    Either the symbol stands in the wrong column or the text is wrong; two people wait for each other.

    Source: Performer and activity are kept apart (PermenPAN-RB 35/2012; wording read in a copy); that they agree is our
    own inference.

    Mend: Move the symbol, or begin the activity with its verb.
    """
    for step in procedure.rows():
        own = own_actors(procedure, step)
        clause = main_clause(step.text, verb_check(context))
        if not own or not clause or is_verb(first_word(clause), context):
            continue
        phrase = predicate(clause, predicate_check(context))
        if phrase is None or not is_active_verb(phrase.word):
            continue
        if any(_may_be(actor, phrase.subject) for actor in own):
            continue
        named = [actor for actor in procedure.actors if actor not in own and _names(actor, phrase.subject)]
        if named:
            template = "the activity says that `{named}` does this, the symbol stands in the column of `{actor}`"
            values = {"named": named[0].label, "actor": ", ".join(actor.label for actor in own)}
            yield Hit(message=Message(template=template, values=values), location=step.location, step=step.id)


def _may_be(actor: Actor, subject: tuple[str, ...]) -> bool:
    """True if a subject names an actor, begins with the name, or is the beginning of it: Petugas for Petugas Loket."""
    name = words_of(actor.label)
    return _names(actor, subject) or list(subject[: len(name)]) == name or name[: len(subject)] == list(subject)


def _names(actor: Actor, subject: tuple[str, ...]) -> bool:
    """True if a subject is the name of an actor."""
    return any(name and is_bare_subject(subject, name) for name in (words_of(actor.label), words_of(actor.short)))


# -- mutu baku -------------------------------------------------------------------------------------------------------
@rule("SOP320", Severity.INFO, "output that is an activity", when=_indonesian)
def activity_as_output(procedure: Procedure, context: Context) -> Iterator[Hit]:
    """The output of a step is an activity: it begins with an active verb, or it is only the noun of the step's own verb.

    An output can be held in the hand or seen; "Mencatat surat" yields a record, not "Pencatatan surat".

    Source: Our own inference; activities as output are a usual fault of published SOPs.

    Mend: Name the thing that is there once the step is done.
    """
    for step in procedure.rows():
        value = step.texts.get("output")
        verb = _verb(step.text, context)
        for item in value.items if value else ():
            word = first_word(item)
            if is_verb(word, context) and word not in context.wording.more_verbs:
                template = "`{words}` is an activity; name what comes out"
            elif verb and word.endswith("an") and word not in _THINGS and _noun_of(word, verb, context):
                template = "`{words}` repeats the activity; name what comes out"
            else:
                continue
            quoted = " ".join(item.split()[:4]) + (" ..." if len(item.split()) > 4 else "")  # noqa: PLR2004 - as quoted
            message = Message(template=template, values={"words": quoted})
            yield Hit(message=message, location=step.line_of("output"), step=step.id)
            break


_THINGS = frozenset({
    "pengumuman", "persetujuan", "permohonan", "pengaduan", "permintaan", "pemberitahuan", "penetapan", "pengesahan",
    "pertimbangan", "pengantar", "perjanjian", "perintah", "penugasan", "pernyataan", "penilaian", "pembayaran", "penolakan",
    "keputusan", "penjelasan", "pengembalian", "perhitungan", "perencanaan", "pertanyaan", "penawaran",
})  # fmt: skip
"""Nouns made from verbs that name a document or a decision as often as an activity."""


def _noun_of(word: str, verb: str, context: Context) -> bool:
    table = context.wording.table
    return word.startswith("pe") and table.active_form(word) == table.standard_form(verb) != ""


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
