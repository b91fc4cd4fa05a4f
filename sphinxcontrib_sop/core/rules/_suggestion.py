"""How an activity that does not begin with its verb may begin instead."""

from collections.abc import Callable
from functools import partial

from ..reading.wording.clauses import CONDITIONS, PURPOSE, RELATIVE, Predicate, main_clause, predicate
from ..reading.wording.morphology import (
    after_enumerator,
    first_word,
    is_active_verb,
    is_passive,
    is_verbal_noun,
    words_of,
)
from ._context import Context

QUOTED_WORDS = 4
"""Number of words of a text that a message quotes."""

_PASSIVE_OF_WEAK_VERBS = frozenset({"dilakukan", "dilaksanakan", "diadakan"})
FILLERS = frozenset({"proses", "kegiatan", "tindakan", "upaya", "tahapan"})
"""Words that may stand between a weak verb and its noun and add nothing: melakukan proses verifikasi."""
_COMPOUNDS = {
    "tanda tangan": "menandatangani", "tindak lanjut": "menindaklanjuti", "serah terima": "menyerahterimakan",
    "alih media": "mengalihmediakan",
}  # fmt: skip
"""Roots of two words that become one with a prefix and a suffix."""
_FUNCTION_WORDS = frozenset({
    "dan", "serta", "oleh", "dari", "dalam", "dengan", "pada", "di", "ke", "kepada", "untuk", "yang", "atas", "awal", "ulang",
})  # fmt: skip
_CLAUSE_WORDS = PURPOSE | CONDITIONS | {RELATIVE, "setelah", "oleh", "melalui", "dengan", "dalam"}
_REACH = 8
"""Words from the beginning in which a verb is looked for."""


def is_verb(word: str, context: Context) -> bool:
    """True for an active verb as the profile knows it."""
    wording = context.wording
    return is_active_verb(word, others=wording.more_verbs, none=wording.not_verbs)


def verb_check(context: Context) -> partial[bool]:
    """`is_verb` for functions that take the word alone."""
    return partial(is_verb, context=context)


def predicate_check(context: Context) -> Callable[[str], bool]:
    """`is_verb` for verbs behind a subject, where words such as "masuk" and "selesai" often tell of the noun before them."""
    bare = context.wording.more_verbs
    return lambda word: word not in bare and is_verb(word, context)


def suggested_beginning(text: str, context: Context) -> str:
    """How an activity that begins with a noun, passive, root or subject may begin instead; empty if that is not known."""
    if first_word(text) in CONDITIONS:  # what is written is a decision
        return ""
    clause = main_clause(text, verb_check(context))
    word = first_word(clause)
    if is_verb(word, context) and clause != after_enumerator(text):
        weak = word in context.wording.weak_verbs
        verb = verb_to_write(word, words_of(clause)[1:], context)
        return _with_rest(verb, clause.partition(" ")[2] if weak else clause)
    if word in _PASSIVE_OF_WEAK_VERBS:  # "Dilakukan pemeriksaan berkas"
        clause = clause.partition(" ")[2]
        word = first_word(clause)
    for compound, verb in _COMPOUNDS.items():
        if clause.casefold().startswith(f"{compound} "):
            return _with_rest(verb, clause[len(compound.partition(" ")[0]) + 1 :])
    own = context.wording.table.active_form(word)
    if own in context.wording.weak_verbs and (noun := _usable(_noun_after(clause, context), context)):
        rest = clause.partition(" ")[2]  # "Pelaksanaan verifikasi data", "Pelaksanaan kegiatan verifikasi data"
        return _with_rest(noun, rest.partition(" ")[2] if first_word(rest) in FILLERS else rest)
    phrase = predicate(clause, predicate_check(context))
    other = verb_of(phrase, context) if phrase else ""
    if phrase and phrase.word in _PASSIVE_OF_WEAK_VERBS and phrase.rest:  # "Berkas dilakukan verifikasi"
        noun = _usable(_noun_after(f"{phrase.word} {phrase.rest[0]}", context), context)
        if noun:
            return f"{noun.capitalize()} ..."
    if own and (not other or _is_noun_phrase(word, clause)):
        return _rewritten(own, clause, context)
    return f"{other.capitalize()} ..." if other else ""


def _noun_after(clause: str, context: Context) -> str | None:
    """The verb of the verbal noun behind the first word."""
    words = words_of(clause)[1:]
    words = words[1:2] if words[:1] and words[0] in FILLERS else words[:1]
    if not words or not is_verbal_noun(words[0], context.wording.verbal_nouns):
        return None
    return context.wording.table.active_form(words[0])


def verb_of(phrase: Predicate, context: Context) -> str:
    """The active verb to write for a predicate; empty if none can be proposed."""
    if is_passive(phrase.word):
        return _usable(context.wording.table.active_form(phrase.word), context)
    return verb_to_write(phrase.word, phrase.rest, context)


def verb_to_write(word: str, rest: list[str] | tuple[str, ...], context: Context) -> str:
    """An active verb as it may be proposed: well spelt, and the verb of its noun in place of a weak one."""
    table = context.wording.table
    if word in context.wording.weak_verbs:
        nominal = bool(rest) and is_verbal_noun(rest[0], context.wording.verbal_nouns)
        noun = table.active_form(rest[0]) if nominal else None
        return _usable(noun, context)
    if word in context.wording.more_verbs:
        return word
    return table.standard_form(word)


def _usable(verb: str | None, context: Context) -> str:
    """A verb of the table, unless another rule would reject it."""
    return "" if not verb or verb.partition(" ")[0] in context.wording.weak_verbs - {"mengadakan"} else verb


def _with_rest(verb: str, clause: str) -> str:
    if not verb:
        return ""
    first, *words = clause.split()
    sign = "," if first.endswith(",") else ""
    rest = " ".join(words[: QUOTED_WORDS - 1])
    return f"{verb.capitalize()}{sign} {rest}".rstrip() + (" ..." if len(words) >= QUOTED_WORDS else "")


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
    if not words or folded[0] in _FUNCTION_WORDS or "oleh" in folded[:QUOTED_WORDS]:
        return f"{verb.capitalize()} ..."
    rest = " ".join(words[: QUOTED_WORDS - 1])
    return f"{verb.capitalize()} {rest}" + (" ..." if len(words) >= QUOTED_WORDS else "")


def _is_noun_phrase(word: str, text: str) -> bool:
    """True if the noun made from a verb says what is done, and a verb behind it something else.

    "Penyiapan berkas yang diminta", "Pencatatan dan diarsipkan", but not "Permohonan diperiksa".
    """
    words = words_of(after_enumerator(text))[1:_REACH]
    verb = next((place for place, word in enumerate(words) if is_passive(word)), len(words))
    return bool(_CLAUSE_WORDS & set(words[:verb])) or (word.endswith("an") and "dan" in words[:verb])
