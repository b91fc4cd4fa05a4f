"""SOP3xx: what stands in the cells of the flowchart table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..model import Actor, Message, Node, Procedure, Step
from ..reading.wording.morphology import (
    after_enumerator,
    first_word,
    is_active_verb,
    is_passive,
    is_verbal_noun,
    words_of,
)
from ._context import Context
from ._registry import Hit, Severity, rule

_QUOTED_WORDS = 4
"""So many words of a text are quoted in a message."""
_MANY_VERBS = 3
_SEQUENCE = frozenset({"kemudian", "lalu", "selanjutnya"})
_JOINING = frozenset({"dan", "serta"}) | _SEQUENCE
_LONGEST_SUBJECT = 8
"""Words between the beginning of an activity and its verb."""


def _indonesian(context: Context) -> bool:
    return context.indonesian


def _judged(procedure: Procedure) -> tuple[Step, ...]:
    """The rows whose activity is judged: with a symbol and a text, and not the bare Mulai or Selesai of older tables."""
    ends = {"mulai", "selesai", "start", "end"}
    return tuple(step for step in procedure.rows() if step.text and step.text.strip(" .").casefold() not in ends)


def _is_verb(word: str, context: Context) -> bool:
    wording = context.wording
    return is_active_verb(word, others=wording.more_verbs, none=wording.not_verbs)


def _beginning(text: str) -> str:
    """The first words of an activity."""
    words = after_enumerator(text).split()
    return " ".join(words[:_QUOTED_WORDS]) + (" ..." if len(words) > _QUOTED_WORDS else "")


_PASSIVE_OF_WEAK_VERBS = frozenset({"dilakukan", "dilaksanakan", "diadakan"})
_FUNCTION_WORDS = frozenset({
    "dan", "serta", "oleh", "dari", "dalam", "dengan", "pada", "di", "ke", "kepada", "untuk", "yang", "atas", "awal", "ulang",
})  # fmt: skip


def _rewritten(verb: str, text: str, context: Context) -> str:
    """The beginning of an activity with a verb in place of the noun, passive or root it begins with."""
    words = after_enumerator(text).split()[1:]
    folded = [word.casefold() for word in words]
    passive = next((place for place, word in enumerate(folded) if is_passive(word)), len(words))
    if not _CLAUSE_WORDS & set(folded[:passive]):  # "Pemeriksaan berkas dilakukan"
        words, folded = words[:passive], folded[:passive]
    second = context.wording.table.active_form(folded[1]) if len(folded) > 1 and folded[0] == "dan" else None
    if second:  # "Pencatatan dan penyerahan ..."
        return f"{verb.capitalize()} dan {second} ..."
    if not words or folded[0] in _FUNCTION_WORDS or "oleh" in folded[:_QUOTED_WORDS]:
        return f"{verb.capitalize()} ..."
    rest = " ".join(words[: _QUOTED_WORDS - 1])
    return f"{verb.capitalize()} {rest}" + (" ..." if len(words) >= _QUOTED_WORDS else "")


# -- kegiatan --------------------------------------------------------------------------------------------------------
@rule("SOP301", Severity.WARNING, "kegiatan does not begin with an active verb", when=_indonesian)
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
        if not word or _is_verb(word, context):
            continue
        named = _named_actor(procedure, step, context)
        if named and named.verb:  # without the actor the activity begins with its verb
            continue
        yield Hit(message=_no_verb_message(step.text, word, context), location=step.location, step=step.id)


def _no_verb_message(text: str, word: str, context: Context) -> Message:
    suggestion = _suggestion(text, word, context)
    template = "`{words}` does not begin with an active verb"
    if suggestion:
        template = "`{words}` does not begin with an active verb; write: `{suggestion}`"
    return Message(
        template=template, values={"words": _beginning(text)} | ({"suggestion": suggestion} if suggestion else {})
    )


def _suggestion(text: str, word: str, context: Context) -> str:
    """How an activity that begins with a noun, passive, root or subject may begin instead; empty if that is not known."""
    if word in _PASSIVE_OF_WEAK_VERBS:  # "Dilakukan pemeriksaan berkas"
        text = after_enumerator(text).partition(" ")[2]
        word = first_word(text)
    own = context.wording.table.active_form(word)
    other = _verb_after_subject(text, context) or _verb_of_passive(text, context)
    if own and (not other or _is_noun_phrase(word, text)):
        return _rewritten(own, text, context)
    return f"{other.capitalize()} ..." if other else ""


def _is_noun_phrase(word: str, text: str) -> bool:
    """True if the noun made from a verb says what is done, and a verb behind it something else.

    "Penyiapan berkas yang diminta", "Pencatatan dan diarsipkan", but not "Permohonan diperiksa".
    """
    words = words_of(after_enumerator(text))[1:_LONGEST_SUBJECT]
    verb = next((place for place, one in enumerate(words) if is_passive(one)), len(words))
    return bool(_CLAUSE_WORDS & set(words[:verb])) or (word.endswith("an") and "dan" in words[:verb])


def _verb_of_passive(text: str, context: Context) -> str:
    passives = (word for word in words_of(text)[:_LONGEST_SUBJECT] if is_passive(word))
    return next(filter(None, map(context.wording.table.active_form, passives)), "")


_CLAUSE_WORDS = frozenset({
    "yang", "untuk", "jika", "apabila", "bila", "setelah", "oleh", "melalui", "dengan", "agar", "dalam", "guna", "sehingga",
})  # fmt: skip
"""Words after which a verb belongs to something else than the subject."""


def _verb_after_subject(text: str, context: Context) -> str:
    """The active verb that follows a subject; empty if none stands near the beginning of the first clause."""
    clause = re.split(r"[.;,:]\s", after_enumerator(text), maxsplit=1)[0]
    for word in words_of(clause)[1:_LONGEST_SUBJECT]:
        if word in _CLAUSE_WORDS or is_passive(word):
            return ""
        if _is_verb(word, context) and word not in context.wording.more_verbs:
            return word
    return ""


@rule("SOP302", Severity.WARNING, "kegiatan names its own actor", when=_indonesian)
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
        if named.verb:
            template = "the activity names its own actor, `{actor}`; write: `{suggestion}`"
            values["suggestion"] = named.verb.capitalize() + " ..."
        yield Hit(message=Message(template=template, values=values), location=step.location, step=step.id)


class _Named(NamedTuple):
    """An actor that an activity of its own names."""

    actor: str
    verb: str
    """The verb that follows the actor as its subject; empty where the activity is done "oleh" the actor."""


def _named_actor(procedure: Procedure, step: Step, context: Context) -> _Named | None:
    """The own actor an activity begins with or is done by ("oleh ...")."""
    words = words_of(after_enumerator(step.text))
    begins_with_verb = _is_verb(first_word(step.text), context)
    if begins_with_verb and "oleh" not in words:
        return None
    verb = _verb_after_subject(step.text, context)
    subject = words[: words.index(verb)] if verb else []
    for actor in _own_actors(procedure, step):
        for name in filter(None, (words_of(actor.label), words_of(actor.short))):
            if not begins_with_verb and _begins(words, name):
                after = words[len(name) : len(name) + _LONGEST_SUBJECT]
                own_verb = next((word for word in after if _is_verb(word, context)), verb)
                if own_verb:
                    return _Named(actor.label, own_verb)
            if not begins_with_verb and subject and _begins(name, subject):
                return _Named(actor.label, verb)
            if _done_by(words, name):
                return _Named(actor.label, "")
    return None


def _done_by(words: Sequence[str], name: Sequence[str]) -> bool:
    """True for "oleh" before a name; after "yang" it belongs to something else: surat yang ditandatangani oleh ..."""
    place = words.index("oleh") if "oleh" in words else None
    return place is not None and "yang" not in words[:place] and _begins(words[place + 1 :], name)


def _own_actors(procedure: Procedure, step: Step) -> list[Actor]:
    own: list[Node] = [node for node in procedure.nodes if node.step == step.id]
    keys = {key for node in own for key in node.actors}
    return [actor for actor in procedure.actors if actor.key in keys]


def _begins(words: Sequence[str], name: Sequence[str]) -> bool:
    return list(words[: len(name)]) == list(name)


_CARRIED_OUT = frozenset({"disposisi", "instruksi", "rekomendasi", "keputusan"})
"""Nouns in -si of things that one can carry out."""


@rule("SOP303", Severity.INFO, "weak verb with a noun", when=_indonesian)
def weak_verb(procedure: Procedure, context: Context) -> Iterator[Hit]:
    """An activity says "melakukan pemeriksaan" where "memeriksa" says the same.

    The verb that only carries a noun makes the sentence longer and says nothing.

    Source: Kegiatan begins with an active verb (PermenPAN-RB 35/2012; wording read in a copy); weak verbs are our
    own inference, seen in published SOPs.

    Mend: Write the verb from which the noun is made.
    """
    for step in _judged(procedure):
        words = words_of(after_enumerator(step.text))[:2]
        if (
            len(words) == 2  # noqa: PLR2004 - verb and noun
            and words[0] in context.wording.weak_verbs
            and is_verbal_noun(words[1], context.wording.verbal_nouns)
        ):
            verb = context.wording.table.active_form(words[1]) or ""
            if " " in verb or verb in context.wording.weak_verbs or words[1] in _CARRIED_OUT:
                continue
            template = "`{words}` says no more than the verb of `{noun}`"
            values = {"words": " ".join(words), "noun": words[1]}
            if verb:
                template = "`{words}`: write `{suggestion}`"
                values["suggestion"] = verb
            yield Hit(message=Message(template=template, values=values), location=step.location, step=step.id)


@rule("SOP304", Severity.INFO, "several activities in one step", when=_indonesian)
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
    """The verbs that stand beside the first one, and whether words such as "kemudian" join any of them."""
    verbs: list[str] = []
    in_sequence = False
    before = ""
    for word in _WORD_OR_STOP.findall(after_enumerator(text).casefold()):
        if (not before or before in _JOINING or before in ",;.") and (verbs or not before) and _is_verb(word, context):
            verbs.append(word)
            in_sequence = in_sequence or before in _SEQUENCE
        if not (word == "," and before in _JOINING):
            before = word
    return verbs, in_sequence


@rule("SOP305", Severity.INFO, "a decision as a question", when=_indonesian)
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
