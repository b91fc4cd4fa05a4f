"""SOP3xx: what stands in the cells of the flowchart table."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..model import Actor, Message, Node, Procedure, Step
from ..reading.wording.clauses import PURPOSE, RELATIVE, Predicate, main_clause, predicate
from ..reading.wording.morphology import after_enumerator, first_word, is_passive, is_verbal_noun, words_of
from ._context import Context, in_indonesian
from ._registry import Hit, Severity, rule
from ._suggestion import FILLERS, QUOTED_WORDS, is_verb, predicate_check, suggested_beginning, verb_check, verb_of

_MANY_VERBS = 3
_SEQUENCE = frozenset({"kemudian", "lalu", "selanjutnya"})
_JOINING = frozenset({"dan", "serta"}) | _SEQUENCE
_LONGEST_SUBJECT = 8
"""Words between the beginning of an activity and its verb."""


def _judged(procedure: Procedure) -> tuple[Step, ...]:
    """The rows whose activity is judged: with a symbol and a text, and not the bare Mulai or Selesai of older tables."""
    ends = {"mulai", "selesai", "start", "end"}
    return tuple(step for step in procedure.rows() if step.text and step.text.strip(" .").casefold() not in ends)


def _beginning(text: str) -> str:
    """The first words of an activity."""
    words = after_enumerator(text).split()
    return " ".join(words[:QUOTED_WORDS]) + (" ..." if len(words) > QUOTED_WORDS else "")


# -- kegiatan --------------------------------------------------------------------------------------------------------
@rule("SOP301", Severity.WARNING, "kegiatan does not begin with an active verb", when=in_indonesian)
def no_active_verb(procedure: Procedure, context: Context) -> Iterator[Hit]:
    """An activity does not begin with an active verb.

    The column says who acts; the activity says what is done: not "Pemeriksaan berkas", "Berkas diperiksa" or
    "Petugas memeriksa berkas" but "Memeriksa berkas".

    Source: Kegiatan is written with an active verb and without its subject (PermenPAN-RB 35/2012; wording read in
    a copy).

    Mend: Begin with me- or ber-; the finding proposes the verb where it is known.
    """
    for step in _judged(procedure):
        word = first_word(step.text)
        if not word or is_verb(word, context):
            continue
        named = _named_actor(procedure, step, context)
        if named and named.verb:  # without the actor the activity begins with its verb
            continue
        yield Hit(message=_no_verb_message(step.text, context), location=step.location, step=step.id)


def _no_verb_message(text: str, context: Context) -> Message:
    suggestion = suggested_beginning(text, context)
    template = "`{words}` does not begin with an active verb"
    if suggestion:
        template = "`{words}` does not begin with an active verb; write: `{suggestion}`"
    return Message(
        template=template, values={"words": _beginning(text)} | ({"suggestion": suggestion} if suggestion else {})
    )


@rule("SOP302", Severity.WARNING, "kegiatan names its own actor", when=in_indonesian)
def names_actor(procedure: Procedure, context: Context) -> Iterator[Hit]:
    """An activity names the actor in whose column its symbol stands.

    The column says it already, and if another one takes over the work the text is wrong.

    Source: Kegiatan is written without its subject (PermenPAN-RB 35/2012; wording read in a copy).

    Mend: Write only what is done.
    """
    for step in _judged(procedure):
        named = _named_actor(procedure, step, context)
        if named is None:
            continue
        template = "the activity names its own actor, `{actor}`"
        values = {"actor": named.actor}
        if named.suggestion:
            template = "the activity names its own actor, `{actor}`; write: `{suggestion}`"
            values["suggestion"] = named.suggestion.capitalize() + " ..."
        yield Hit(message=Message(template=template, values=values), location=step.location, step=step.id)


class _Named(NamedTuple):
    """An actor that an activity of its own names."""

    actor: str
    verb: str
    """The verb that follows the actor as its subject; empty where the activity is done "oleh" the actor."""
    suggestion: str = ""
    """The verb to write, if one can be proposed."""


def _named_actor(procedure: Procedure, step: Step, context: Context) -> _Named | None:
    """The own actor an activity begins with or is done by ("oleh ...")."""
    text = main_clause(step.text, verb_check(context))
    words = words_of(text)
    begins_with_verb = is_verb(first_word(text), context)
    if begins_with_verb and "oleh" not in words:
        return None
    phrase = None if begins_with_verb else _active(predicate(text, predicate_check(context)), context)
    for actor in own_actors(procedure, step):
        for name in filter(None, (words_of(actor.label), words_of(actor.short))):
            if not begins_with_verb and _begins(words, name):
                own = phrase or _active(
                    predicate(" ".join(["-", "x", *words[len(name) :]]), verb_check(context)), context
                )
                if own:
                    return _Named(actor.label, own.word, verb_of(own, context))
            if phrase and _begins(name, phrase.subject):
                return _Named(actor.label, phrase.word, verb_of(phrase, context))
            if _done_by(words, name):
                return _Named(actor.label, "")
    return None


def _active(phrase: Predicate | None, context: Context) -> Predicate | None:
    """A predicate if its verb is an active one."""
    return phrase if phrase and is_verb(phrase.word, context) else None


_ELSEWHERE = frozenset({"yang", "setelah", "sesudah", "sebelum", "untuk", "agar", "jika", "apabila", "bila"})
"""Words after which "oleh" belongs to something else: surat yang ditandatangani oleh ..., setelah diparaf oleh ..."""


def _done_by(words: Sequence[str], name: Sequence[str]) -> bool:
    """True for "oleh" before a name, unless it belongs to something else."""
    place = words.index("oleh") if "oleh" in words else None
    return place is not None and not _ELSEWHERE & set(words[:place]) and _begins(words[place + 1 :], name)


def own_actors(procedure: Procedure, step: Step) -> list[Actor]:
    """The actors in whose columns a step has its symbols."""
    own: list[Node] = [node for node in procedure.nodes if node.step == step.id]
    keys = {key for node in own for key in node.actors}
    return [actor for actor in procedure.actors if actor.key in keys]


def _begins(words: Sequence[str], name: Sequence[str]) -> bool:
    return list(words[: len(name)]) == list(name)


def _activity(text: str, context: Context) -> list[str]:
    """The words of an activity from its verb on, behind "Setelah ...," and behind its subject."""
    clause = main_clause(text, verb_check(context))
    if not is_verb(first_word(clause), context):
        phrase = _active(predicate(clause, predicate_check(context)), context)
        return [phrase.word, *phrase.rest] if phrase else words_of(clause)
    return words_of(clause)


_CARRIED_OUT = frozenset({
    "disposisi", "instruksi", "rekomendasi", "keputusan", "pelatihan", "pendidikan", "perjalanan", "pertemuan", "perundingan",
    "panggilan", "persidangan", "perlombaan", "peringatan", "perkemahan",
})  # fmt: skip
"""Nouns of things and events that one can carry out."""
_PHRASE = 3
"""Maximum number of words that are looked at where a weak verb may begin."""


@rule("SOP303", Severity.INFO, "weak verb with a noun", when=in_indonesian)
def weak_verb(procedure: Procedure, context: Context) -> Iterator[Hit]:
    """An activity says "melakukan pemeriksaan" where "memeriksa" says the same.

    The verb that only carries a noun makes the sentence longer and says nothing.

    Source: Kegiatan begins with an active verb (PermenPAN-RB 35/2012; wording read in a copy); weak verbs are our
    own inference, seen in published SOPs.

    Mend: Write the verb from which the noun is made.
    """
    for step in _judged(procedure):
        for words in _weak_phrases(step.text, context):
            noun = words[-1]
            verb = context.wording.table.active_form(noun) or ""
            unknown = not verb and (not noun.endswith("an") or noun.startswith("per"))
            if unknown or " " in verb or verb in context.wording.weak_verbs or noun in _CARRIED_OUT:
                continue
            template = "`{words}` says no more than the verb of `{noun}`"
            values = {"words": " ".join(words), "noun": noun}
            if verb:
                template = "`{words}`: write `{suggestion}`"
                values["suggestion"] = verb
            yield Hit(message=Message(template=template, values=values), location=step.location, step=step.id)
            break


def _weak_phrases(text: str, context: Context) -> Iterator[list[str]]:
    """Weak verbs with the noun they carry: where the activity begins, and beside another verb (... dan melakukan ...)."""
    words = _activity(text, context)
    tokens = _WORD_OR_STOP.findall(text.casefold())
    places = [place for place, word in enumerate(tokens) if word in _JOINING or word in ",;."]
    for candidate in (words, *(tokens[place + 1 : place + 1 + _PHRASE] for place in places)):
        phrase = candidate[: 3 if candidate[1:2] and candidate[1] in FILLERS else 2]
        if (
            len(phrase) > 1
            and phrase[0] in context.wording.weak_verbs
            and is_verbal_noun(phrase[-1], context.wording.verbal_nouns)
        ):
            yield phrase


@rule("SOP304", Severity.INFO, "several activities in one step", when=in_indonesian)
def several_activities(procedure: Procedure, context: Context) -> Iterator[Hit]:
    """A step holds several activities.

    Time and output belong to one activity. Counted are three verbs in a row, or two joined by "kemudian", "lalu"
    or "selanjutnya"; a pair such as "meneliti dan memaraf" is accepted.

    Source: Kegiatan is the smallest unit that stands on its own (PermenPAN-RB 35/2012; wording read in a copy);
    how many verbs are too many is our own reading.

    Mend: Part the step.
    """
    for step in _judged(procedure):
        verbs, in_sequence = _coordinated_verbs(step.text, context)
        if len(verbs) >= _MANY_VERBS or (in_sequence and len(verbs) > 1):
            template = "several activities in one step: {verbs}"
            message = Message(template=template, values={"verbs": ", ".join(verbs)})
            yield Hit(message=message, location=step.location, step=step.id)


_WORD_OR_STOP = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|[,;.]")


def _coordinated_verbs(text: str, context: Context) -> tuple[list[str], bool]:
    """The verbs that stand beside the first one, and whether words such as "kemudian" join any of them.

    Verbs behind "untuk" say what for, and are counted again only in a new sentence or after a word of sequence.
    """
    clause = main_clause(text, verb_check(context))
    subject = _subject_length(clause, context)
    tokens = _WORD_OR_STOP.findall(clause.casefold())
    verbs: list[str] = []
    in_sequence = purpose = relative = False
    before = ""
    for word in _without_subject(tokens, subject):
        if before == RELATIVE and predicate_check(context)(word):
            relative = True  # petugas yang memeriksa, mencatat, dan menyimpan surat
        elif relative and word not in _JOINING and word != "," and not is_verb(word, context):
            relative = False
        joined = not before or before in _JOINING or before in ",;."
        if word in ";." or word in _SEQUENCE:
            purpose = False
        if joined and (verbs or not before) and not (purpose or relative) and is_verb(word, context):
            verbs.append(word)
            in_sequence = in_sequence or before in _SEQUENCE
        elif before in _SEQUENCE and verbs and not purpose and is_passive(word):
            verbs.append(word)
            in_sequence = True
        elif is_passive(word):
            purpose = True  # another clause with a subject of its own
        purpose = purpose or word in PURPOSE
        if not (word == "," and before in _JOINING):
            before = word
    return verbs, in_sequence


def _subject_length(clause: str, context: Context) -> int:
    """How many words stand before the verb of a clause."""
    if is_verb(first_word(clause), context):
        return 0
    phrase = _active(predicate(clause, predicate_check(context)), context)
    return len(phrase.subject) if phrase else 0


def _without_subject(tokens: Sequence[str], words: int) -> Iterator[str]:
    """The words and signs of a clause after that many words."""
    skipped = 0
    for token in tokens:
        if skipped < words:
            skipped += token not in ",;."
        elif token == "," and skipped == words and words:
            words = 0  # a comma between subject and verb
        else:
            words = 0
            yield token


@rule("SOP305", Severity.INFO, "a decision as a question", when=in_indonesian)
def question(procedure: Procedure, _: Context) -> Iterator[Hit]:
    """An activity is written as a question.

    The diamond and its answers ask the question; the activity says what is done to find the answer.

    Source: Kegiatan begins with an active verb (PermenPAN-RB 35/2012; wording read in a copy).

    Mend: Not "Berkas lengkap?" but "Memeriksa kelengkapan berkas".
    """
    for step in _judged(procedure):
        text = step.text.strip()
        if text.endswith("?") or first_word(text) in {"apakah", "apa"}:
            template = "`{words}` is a question; write what is done to answer it"
            message = Message(template=template, values={"words": _beginning(text)})
            yield Hit(message=message, location=step.location, step=step.id)


@rule("SOP306", Severity.INFO, "the same kegiatan twice")
def repeated_activity(procedure: Procedure, _: Context) -> Iterator[Hit]:
    """Two steps of the SOP have the same text.

    Either one is superfluous or the text does not say what differs.

    Source: Our own inference.

    Mend: Say what differs, or let an arrow lead back to the first one.
    """
    first: dict[str, Step] = {}
    for step in _judged(procedure):
        words = " ".join(re.findall(r"\w+", step.text.casefold()))
        earlier = first.setdefault(words, step)
        if earlier is not step and words:
            template = "the same activity as step {step}"
            yield Hit(
                message=Message(template=template, values={"step": earlier.label}), location=step.location, step=step.id
            )
