"""Indonesian word formation as far as the wording of an activity needs it: active verbs, passives, nouns made from verbs.

The prefixes me- and pe- change with the first sound of the root and swallow k, p, s and t (*periksa*: memeriksa,
pemeriksaan; *susun*: menyusun, penyusunan), see Sneddon, *Indonesian: A Comprehensive Grammar*, chapter 1.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import lru_cache

from msgspec import Struct, field

_ENUMERATOR = re.compile(r"(?:[-–—•*↓→]+\s*|\(?(?:\d+|[a-z])[.)]\s+)+", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")

_ACTIVE = re.compile(r"me[lmnrwy][a-z]{2,}|ber[a-z]{3,}")
_PREFIXED = re.compile(r"(?:me|mem|men|meng|ber)-[a-z]{2,}.*")
"""A foreign verb after a hyphen: meng-upload, me-review."""
_VERBAL_NOUN = re.compile(r"pe[a-z]{3,}an|[a-z]{3,}(?:asi|isi|usi|ensi|ksi|psi)")
_PLACES = frozenset({"perpustakaan", "perusahaan", "perkantoran", "perguruan", "peraturan", "pekarangan", "pegunungan"})
"""Nouns of the same form that name a place or a thing."""
_PASSIVE = re.compile(r"di[a-z]{4,}")
_HAPPENED = re.compile(r"(?:di|ter)[a-z]{3,}nya|(?:ada|sampai|selesai|kembali|masuk|keluar|datang|tiba|hadir|jadi)nya")

_SUFFIXES = ("kan", "i")
_VOWELS = "aeiou"
_CLUSTERS = ("kh", "kl", "kr", "pl", "pr", "ps", "sk", "sl", "sp", "st", "str", "sw", "sy", "tr")
"""Beginnings of loan words that the prefix me- does not swallow: memproses, mentransfer."""
_MISSPELT = 0.88
"""How alike a word and a known one are, from 0 to 1, of which it is probably a misspelling."""
_SUFFIXED_LOAN = re.compile(r"[a-z]{3,}(?:isasi|fikasi)")
"""Loan words of an activity, which take me- as they are; others in -si are as often things: aplikasi, situasi."""


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


def looks_active(word: str) -> bool:
    """True for a word of the form of an active verb, whether it is one or not (bersangkutan)."""
    return _ACTIVE.fullmatch(word.partition("-")[0]) is not None


def is_verbal_noun(word: str, known: Collection[str] = ()) -> bool:
    """True for a noun made from a verb: pe-...-an, per-...-an, a loan word in -asi, -isi ..., or one of ``known``."""
    return word in known or (_VERBAL_NOUN.fullmatch(word) is not None and word not in _PLACES)


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
    verbs: frozenset[str] = frozenset()

    def active_form(self, word: str) -> str | None:
        """Return the active verb of a noun (pemeriksaan), passive (diperiksa) or root (periksa), if it is known."""
        folded = word.casefold()
        known = self.by_form.get(folded)
        if known is not None:
            return known
        if folded.endswith(("isasi", "fikasi")) and get_close_matches(folded, self.by_form, n=1, cutoff=_MISSPELT):
            return None  # a slip of the pen in a noun that is known: verfikasi
        if _SUFFIXED_LOAN.fullmatch(folded):
            return with_prefix(folded)
        if folded.startswith("pe") and folded.endswith(
            ("an", "am", "kan")
        ):  # a slip of the pen in a noun: penyampaikan
            nouns = (form for form in self.by_form if form[:3] == folded[:3] and form.endswith("an"))
            close = get_close_matches(folded, nouns, n=1, cutoff=_MISSPELT)
            return self.by_form[close[0]] if close else None
        return None

    def is_result(self, word: str) -> bool:
        """True for a noun ke-...-an of a root that a verb is made from: kenaikan, kepindahan."""
        return word.startswith("ke") and word.endswith("an") and self.by_form.get(word[2:-2]) is not None

    def standard_form(self, verb: str) -> str:
        """Return an active verb as it is spelt by the rules: menverifikasi -> memverifikasi, mentaati -> menaati.

        Empty for what is probably a misspelling of a verb that is known.
        """
        folded = verb.casefold()
        if folded in self.verbs:
            return folded
        foreign = folded.partition("-")[2]
        if foreign and folded.startswith("me"):
            return self.active_form(foreign) or ""
        formed = "" if folded.startswith(("memper", "mempel", "ber")) else _by_the_rules(folded, self.verbs)
        if formed and formed != folded:
            return formed
        return "" if _slips(folded, self.verbs) else folded


def verb_table(verbs: Iterable[str], further: Mapping[str, str] | None = None) -> VerbTable:
    """Return the table of these verbs; ``further`` forms come first, and of two verbs with one form the earlier."""
    by_form: dict[str, str] = dict(further or {})
    known = list(verbs)
    for verb in known:
        for form in forms(verb):
            by_form.setdefault(form, verb)
    return VerbTable(by_form, frozenset(known))


def with_prefix(root: str) -> str:
    """Return a root with the prefix me-: periksa -> memeriksa, verifikasi -> memverifikasi, cek -> mengecek."""
    first = root[:1]
    if sum(letter in _VOWELS for letter in root) == 1:
        return f"menge{root}"
    if first in "kpst" and not root.startswith(_CLUSTERS):
        return {"k": "meng", "p": "mem", "s": "meny", "t": "men"}[first] + root[1:]
    if first in "bfvp":
        return f"mem{root}"
    if first in "cdjztsx":
        return f"men{root}"
    return f"me{root}" if first in "lmnrwy" else f"meng{root}"


def _by_the_rules(verb: str, known: Collection[str]) -> str:
    """The standard form of a verb whose prefix does not suit its root; the verb itself if one suits."""
    candidates = [verb.removeprefix(prefix) for prefix in ("meng", "men", "mem", "me") if verb.startswith(prefix)]
    if verb.startswith("meny"):
        candidates.insert(0, f"s{verb[4:]}")
    built = [with_prefix(root) for root in candidates if len(root) > 2 and not _nasal_cluster(root)]  # noqa: PLR2004
    if verb in built:
        return verb
    return next((verb for verb in built if verb in known), built[0] if built else "")


def _nasal_cluster(root: str) -> bool:
    return root[0] in "nm" and root[1] not in _VOWELS


@lru_cache(maxsize=1024)
def _slips(verb: str, known: frozenset[str]) -> bool:
    alike = [word for word in known if abs(len(word) - len(verb)) <= 1]
    return bool(get_close_matches(verb, alike, n=1, cutoff=_MISSPELT))


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
        yield verb[2:]  # meminta -> minta
    elif verb.startswith("men"):
        yield f"t{verb[3:]}" if verb[3:4] in _VOWELS else verb[3:]
        yield verb[2:]  # menilai -> nilai
    elif verb.startswith("me"):
        yield verb[2:]
