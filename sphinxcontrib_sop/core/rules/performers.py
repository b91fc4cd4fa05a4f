"""SOP227, SOP228 and SOP308: who acts, and whether columns and texts agree about it."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import combinations

from ..model import Actor, Message, Procedure
from ..reading.wording.clauses import is_bare_subject, main_clause, predicate
from ..reading.wording.morphology import first_word, is_active_verb, words_of
from ._context import Context, in_indonesian
from ._registry import Hit, Severity, rule
from ._suggestion import is_verb, predicate_check, verb_check
from .wording import own_actors

_SLIP_LENGTH = 5
"""Letters of a word in which a slip of the pen can be told from another word."""
_ALIKE = frozenset({
    "penyelia", "penyedia", "pemilik", "pemilih", "penyidik", "pendidik", "pengawas", "pengawal", "penuntut", "penuntun", "pelapor",
    "pelopor", "seksi", "saksi", "bidan", "bidang", "bagian", "bagan", "dokter", "doktor", "siswa", "siswi", "mahasiswa", "mahasiswi",
    "jaksa", "jasa",
})  # fmt: skip
"""Words of actors that differ in a letter from one another and are both well spelt."""
_SLIP = 0.8
"""How alike two words are, from 0 to 1, of which one is probably a misspelling of the other."""


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
    if {word, other} <= _ALIKE or any(map(str.isdigit, word + other)):
        return False
    if min(len(word), len(other)) < _SLIP_LENGTH:  # Staf and Staff, Kasi and Kasie
        shorter, longer = sorted((word, other), key=len)
        return len(shorter) == _SLIP_LENGTH - 1 and longer in (shorter + shorter[-1], f"{shorter}e")
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
_DRAFTING = frozenset({"mengonsep", "mengkonsep", "merancang"})
"""Verbs that say by themselves that a draft is made."""
_APPROVALS = frozenset({"menyetujui", "mengesahkan", "menetapkan"})


@rule("SOP228", Severity.INFO, "who drafts also approves", when=in_indonesian)
def approves_own_draft(procedure: Procedure, context: Context) -> Iterator[Hit]:
    """The actor who drafts is the only one who approves later.

    A draft that nobody else looks at is not checked.

    Source: Our own inference.

    Mend: Let another actor check or approve the draft.
    """
    drafting: set[str] = set()
    others: set[str] = set()
    drafted: set[str] = set()
    signed = False
    names = {word for actor in procedure.actors for word in words_of(f"{actor.label} {actor.short}")}
    for step in procedure.rows():
        actors = {actor.key for actor in own_actors(procedure, step)}
        verb = verb_of_activity(step.text, context)
        is_draft = verb in _DRAFTING or bool(_DRAFT_WORDS & set(words_of(step.text)))
        if verb in _DRAFTS and (is_draft or verb in {"menyusun", "merancang"}):
            drafting, others, drafted, signed = actors, set(), _about(step.text) - names, is_draft
        elif drafting and len(actors) == 1 and (verb in _APPROVALS or (verb == "menandatangani" and signed)):
            if actors <= drafting and not others and drafted & _about(step.text) - names:
                label = next(actor.label for actor in procedure.actors if actor.key in actors)
                template = "`{actor}` approves what `{actor}` drafted, and nobody else has seen it"
                message = Message(template=template, values={"actor": label})
                yield Hit(message=message, location=step.location, step=step.id)
            drafting = set()
        elif drafting:
            others |= actors - drafting


def _about(text: str) -> set[str]:
    """The words by which two activities can be seen to be about the same document."""
    long = {word for word in words_of(text) if len(word) >= _SLIP_LENGTH and not word.startswith("me")}
    return (long | {word.casefold() for word in re.findall(r"\b[A-Z]{2,4}\b", text)}) - _DRAFT_WORDS


def verb_of_activity(text: str, context: Context) -> str:
    """The verb of an activity, empty if none is known."""
    clause = main_clause(text, verb_check(context))
    word = first_word(clause)
    if is_verb(word, context):
        return word
    phrase = predicate(clause, predicate_check(context))
    return phrase.word if phrase else ""


@rule("SOP308", Severity.WARNING, "the column contradicts the activity", when=in_indonesian)
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
        subject = _doer(clause, context)
        if not subject or any(_may_be(actor, subject) for actor in own):
            continue
        named = [actor for actor in procedure.actors if actor not in own and _names(actor, subject)]
        if named:
            template = "the activity says that `{named}` does this, the symbol stands in the column of `{actor}`"
            values = {"named": named[0].label, "actor": ", ".join(actor.label for actor in own)}
            yield Hit(message=Message(template=template, values=values), location=step.location, step=step.id)


def _doer(clause: str, context: Context) -> tuple[str, ...]:
    """The words for who does it: before an active verb (Camat memaraf ...), or behind "oleh" (Diparaf oleh Camat)."""
    phrase = predicate(clause, predicate_check(context))
    if phrase is not None and is_active_verb(phrase.word):
        return phrase.subject
    words = words_of(re.split(r"[.,;:(]", clause)[0])
    place = words.index("oleh") if words.count("oleh") == 1 else len(words)
    return () if "yang" in words[:place] else tuple(words[place + 1 :])


def _may_be(actor: Actor, subject: tuple[str, ...]) -> bool:
    """True if a subject names an actor, begins with the name, or is the beginning of it: Petugas for Petugas Loket."""
    name = words_of(actor.label)
    return _names(actor, subject) or list(subject[: len(name)]) == name or name[: len(subject)] == list(subject)


def _names(actor: Actor, subject: tuple[str, ...]) -> bool:
    """True if a subject is the name of an actor."""
    return any(name and is_bare_subject(subject, name) for name in (words_of(actor.label), words_of(actor.short)))
