"""Indonesian word formation as far as the wording of an activity needs it: active verbs, passives, nouns made from verbs.

The prefixes me- and pe- change with the first sound of the root and swallow k, p, s and t (*periksa*: memeriksa,
pemeriksaan; *susun*: menyusun, penyusunan), see Sneddon, *Indonesian: A Comprehensive Grammar*, chapter 1.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache

from msgspec import Struct, field

_ENUMERATOR = re.compile(r"(?:[-–—•*↓→]+\s*|\(?(?:\d+|[a-z])[.)]\s+)+", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")

_ACTIVE = re.compile(r"me[lmnrwy][a-z]{2,}|ber[a-z]{3,}")
_PREFIXED = re.compile(r"(?:me|mem|men|meng|ber)-[a-z]{2,}.*")
"""A foreign verb after a hyphen: meng-upload, me-review."""
_VERBAL_NOUN = re.compile(r"pe[a-z]{3,}an|[a-z]{3,}(?:asi|isi|usi|ensi|ksi|psi)")
_PASSIVE = re.compile(r"di[a-z]{4,}")
_HAPPENED = re.compile(r"(?:di|ter)[a-z]{3,}nya|(?:ada|sampai|selesai|kembali|masuk|keluar|datang|tiba|hadir|jadi)nya")

_SUFFIXES = ("kan", "i")
_VOWELS = "aeiou"


@lru_cache(maxsize=1024)
def first_word(text: str) -> str:
    """Return the first word of a text in lower case, after bullets and enumerators; empty if there is none."""
    match = _WORD.search(text, _start(text))
    return match[0].casefold() if match else ""


def _start(text: str) -> int:
    bare = text.lstrip()
    match = _ENUMERATOR.match(bare)
    return len(text) - len(bare) + (match.end() if match else 0)


@lru_cache(maxsize=1024)
def after_enumerator(text: str) -> str:
    """Return a text without the bullets and enumerators before its first word."""
    return text[_start(text) :].strip()


def words_of(text: str) -> list[str]:
    """Return the words of a text in lower case, without digits and signs."""
    return _WORD.findall(text.casefold())


def is_active_verb(word: str, *, others: Collection[str] = (), none: Collection[str] = ()) -> bool:
    """True for a word that begins with me- or ber-, or one of ``others``; never for one of ``none``."""
    if word[:1] not in "mb" and word not in others:
        return False
    stem = word.partition("-")[0]
    if word in none or stem in none:
        return False
    return word in others or _ACTIVE.fullmatch(stem) is not None or _PREFIXED.fullmatch(word) is not None


def is_verbal_noun(word: str, known: Collection[str] = ()) -> bool:
    """True for a noun made from a verb: pe-...-an, per-...-an, a loan word in -asi, -isi ..., or one of ``known``."""
    return word in known or _VERBAL_NOUN.fullmatch(word) is not None


def is_passive(word: str) -> bool:
    """True for a word that begins with di-, which a passive verb does; some nouns do too (disposisi)."""
    return _PASSIVE.fullmatch(word) is not None and not word.endswith("si")


def tells_what_happened(word: str) -> bool:
    """True for an event used as a noun: diterimanya, tersusunnya, adanya."""
    return _HAPPENED.fullmatch(word) is not None


# -- from a word to the verb it is made from -------------------------------------------------------------------------
class VerbTable(Struct, frozen=True):
    """Active verbs by the nouns, passives and roots that belong to them."""

    by_form: Mapping[str, str] = field(default_factory=dict)

    def active_form(self, word: str) -> str | None:
        """Return the active verb of a noun (pemeriksaan), passive (diperiksa) or root (periksa), if it is known."""
        return self.by_form.get(word.casefold())


def verb_table(verbs: Iterable[str], further: Mapping[str, str] | None = None) -> VerbTable:
    """Return the table of these verbs; ``further`` forms come first, and of two verbs with one form the earlier."""
    by_form: dict[str, str] = dict(further or {})
    for verb in verbs:
        for form in forms(verb):
            by_form.setdefault(form, verb)
    return VerbTable(by_form)


def forms(verb: str) -> Iterator[str]:
    """Yield the words made from an active verb: nouns, passives, roots.  Some of them are no words, which does no harm."""
    bare = [verb]
    bare += (verb[: -len(suffix)] for suffix in _SUFFIXES if verb.endswith(suffix) and len(verb) > len(suffix) + 5)
    for stem in bare:
        yield from _nouns(stem)
        yield from roots(stem)
    yield from (f"di{root}" for root in roots(verb))


def _nouns(stem: str) -> Iterator[str]:
    if stem.startswith("memper"):
        yield f"per{stem[6:]}an"
    elif stem.startswith("me"):
        yield f"pe{stem[2:]}an"


def roots(verb: str) -> Iterator[str]:
    """Yield what can have stood before the prefix me- was put on: menyusun -> susun, mengirim -> irim, kirim."""
    if verb.startswith("memper"):
        yield verb[6:]
        yield verb[3:]
    elif verb.startswith("meny"):
        yield f"s{verb[4:]}"
    elif verb.startswith("meng"):
        rest = verb[4:]
        if rest[:1] in _VOWELS:
            yield f"k{rest}"
        yield rest
        if rest.startswith("e"):  # roots of one syllable: mengecek
            yield rest[1:]
    elif verb.startswith("mem"):
        yield f"p{verb[3:]}" if verb[3:4] in _VOWELS else verb[3:]
    elif verb.startswith("men"):
        yield f"t{verb[3:]}" if verb[3:4] in _VOWELS else verb[3:]
    elif verb.startswith("me"):
        yield verb[2:]
