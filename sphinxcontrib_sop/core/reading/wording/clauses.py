"""Where the main clause of an activity stands, and which of its verbs says what is done.

An activity may begin with a clause that only says when ("Setelah diperiksa, ..."), with a word of sequence ("Selanjutnya
...") or with its subject ("Staf memeriksa ..."); verbs behind *yang*, *untuk* or *jika* belong to something else.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from .morphology import after_enumerator, is_passive, looks_active

IsVerb = Callable[[str], bool]

_OPENERS = frozenset({"selanjutnya", "kemudian", "lalu", "berikutnya", "terakhir", "akhirnya", "lantas"})
_WHEN = frozenset({
    "setelah", "sesudah", "sebelum", "selesai", "ketika", "saat", "sejak", "berdasarkan", "sesuai", "dalam", "dengan", "untuk",
    "guna", "melalui", "pada", "bagi", "atas", "apabila", "jika", "bila", "bilamana", "kalau", "karena", "sehubungan", "terhadap",
})  # fmt: skip
"""Words that open a clause or phrase before the main one."""
CONDITIONS = frozenset({"jika", "jikalau", "apabila", "bila", "bilamana", "kalau", "manakala", "seandainya"})
RELATIVE = "yang"
PURPOSE = frozenset({"untuk", "guna", "agar", "supaya", "sehingga"})
SUBORDINATE = PURPOSE | CONDITIONS | {
    "setelah", "sesudah", "sebelum", "oleh", "melalui", "dalam", "karena", "sampai", "hingga", "saat", "ketika",
}  # fmt: skip
"""Words after which a verb belongs to something else than the subject."""
AUXILIARIES = frozenset({
    "segera", "akan", "harus", "wajib", "dapat", "telah", "sudah", "langsung", "kemudian", "lalu", "selanjutnya", "juga",
    "bersama", "bersama-sama", "secara", "tertulis", "lisan", "terlebih", "dahulu", "wilayah", "perlu", "mulai",
})  # fmt: skip
"""Words that may stand between a subject and its verb."""
_ADJECTIVAL = frozenset({"dimaksud", "disebut", "disebutkan"})
"""Passives that only point to something: sebagaimana dimaksud."""
_COORDINATING = frozenset({"dan", "serta", "atau"})
_STATES = frozenset(
    {"lengkap", "sesuai", "benar", "sah", "valid", "masuk", "layak", "selesai", "siap", "baru", "ada", "berlaku"}
)
"""What a relative clause may say without a verb: berkas yang sudah lengkap."""
_NOT_YET = frozenset({"sudah", "telah", "belum", "tidak", "masih"})

_TOKEN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|[.,;:()/]")
_LONGEST_SUBJECT = 8
"""Words between the beginning of a clause and its verb."""
_SENTENCE_END = re.compile(r"[.;:]\s")


def main_clause(text: str, is_verb: IsVerb) -> str:
    """Return an activity without what stands before its main clause; unchanged where that cannot be told.

    Of several commas the one counts behind which a verb follows, else the first that does not go on with a list.
    """
    rest = after_enumerator(text)
    while first := re.match(r"[^\W\d_]+", rest):
        word = first[0].casefold()
        if word in _OPENERS:
            rest = re.sub(r"^[\s,]+", "", rest[first.end() :])
        elif word == "setelah" and re.match(r"setelah itu\b", rest, re.IGNORECASE):
            rest = re.sub(r"^[\s,]+", "", rest[len("setelah itu") :])
        elif word in _WHEN:
            behind = _behind_comma(rest, is_verb)
            if behind is None:
                return rest
            rest = behind
        else:
            break
    return rest


def _behind_comma(text: str, is_verb: IsVerb) -> str | None:
    sentence = _SENTENCE_END.split(text, maxsplit=1)[0]
    places = [match.end() for match in re.finditer(r",\s*", sentence)]
    followers = [(place, next(iter(re.findall(r"[^\W\d_]+", sentence[place:])), "").casefold()) for place in places]
    for (place, word), end in zip(followers, [*places[1:], len(sentence)], strict=False):
        if is_verb(word) or _has_subject_and_verb(sentence[place:end], is_verb):
            return text[place:]
    for place, word in followers:
        if word and not is_passive(word) and word not in _COORDINATING | {"maka"} | _WHEN:
            return text[place:]
        if word == "maka":
            return text[place + len("maka") :].strip()
    return None


def _has_subject_and_verb(text: str, is_verb: IsVerb) -> bool:
    """True for a subject of a few words and its verb: "staf mengonsep"."""
    words = [word.casefold() for word in re.findall(r"[^\W\d_]+", text)]
    if not words or is_passive(words[0]) or words[0] in _COORDINATING | _WHEN | {RELATIVE}:
        return False
    verb = next((place for place, word in enumerate(words[:_SHORT_SUBJECT]) if is_verb(word)), 0)
    return verb > 0 and not {RELATIVE, *SUBORDINATE} & set(words[:verb])


_SHORT_SUBJECT = 5
"""Words of a subject behind a comma, with its verb."""


class Predicate(Struct, frozen=True, kw_only=True):
    """The verb of a clause that does not begin with one."""

    word: str
    subject: tuple[str, ...]
    """The words before it."""
    rest: tuple[str, ...]
    """The words behind it, without signs."""


def predicate(text: str, is_verb: IsVerb) -> Predicate | None:
    """Return the first verb, active or passive, of the main clause; None if none stands near its beginning.

    A relative clause in the subject is passed over with its verb: *surat yang diterima dicatat* gives *dicatat*.
    """
    words = list(_before_stop(text))
    inside_relative = consumed = False
    for place, word in enumerate(words[: _LONGEST_SUBJECT + 3]):
        verbal = (is_verb(word) or is_passive(word)) and word not in _ADJECTIVAL
        if word == RELATIVE:
            inside_relative, consumed = True, False
        elif inside_relative and word in _STATES and words[place - 1] in _NOT_YET | {RELATIVE}:
            inside_relative, consumed = False, True
        elif inside_relative:
            if verbal or looks_active(word):
                inside_relative, consumed = False, True
        elif consumed and word in _COORDINATING:
            inside_relative = True
        elif (
            word in SUBORDINATE
            or (word == "dengan" and is_verb("".join(words[place + 1 : place + 2])))
            or (place == 0 and verbal and is_verb(word))
        ):
            return None
        elif verbal and place and place <= _LONGEST_SUBJECT:
            return Predicate(word=word, subject=tuple(words[:place]), rest=tuple(words[place + 1 :]))
    return None


def _before_stop(text: str) -> Iterator[str]:
    """The words of the first clause, in lower case."""
    for token in _TOKEN.findall(after_enumerator(text).casefold()):
        if token in ".;:":
            return
        if token not in "/(),":
            yield token


def is_bare_subject(subject: Sequence[str], name: Sequence[str]) -> bool:
    """True if the words before a verb are a name and nothing else but auxiliaries."""
    return list(subject[: len(name)]) == list(name) and all(word in AUXILIARIES for word in subject[len(name) :])


def conditions(text: str) -> list[str]:
    """The conditions an activity names, each as its first words; what only says "if need be" is none.

    Conditions are also two outcomes side by side (lengkap diteruskan, tidak lengkap dikembalikan) and a choice between
    consent and refusal (menyetujui atau menolak).
    """
    lowered = text.casefold()
    tokens = _TOKEN.findall(lowered)
    result = []
    for place, word in enumerate(tokens):
        if word in CONDITIONS and not _if_need_be(tokens[place + 1 :]):
            result.append(word)
    result += (match[0] for match in _IN_CASE.finditer(lowered))
    if not result:
        result += (match[0] for pattern in (_REFUSAL, _TWO_OUTCOMES) for match in pattern.finditer(lowered))
    return result


def _if_need_be(behind: Sequence[str]) -> bool:
    """True if the words behind a condition only ask for a need, a request or something that may be lacking."""
    words = list(behind[:3])
    if words[:1] == [","]:
        words = words[1:]
    if words[:1] in (["dianggap"], ["dipandang"], ["dirasa"], ["dinilai"]):
        return words[1:2] == ["perlu"]
    if words[:1] in (["sudah"], ["telah"], ["masih"]) and words[1:2] == ["ada"]:
        return True
    if words[:1] in (["ada"], ["tersedia"]):
        return words[1:2] == [] or words[1] in ".,;:()"
    return bool(words) and words[0] in _IF_NEED_BE


_IF_NEED_BE = frozenset({"diperlukan", "dibutuhkan", "perlu", "memungkinkan", "dimungkinkan", "diminta"})
_IN_CASE = re.compile(
    r"\bdalam hal (?=(?:ter|di)[a-z]+|(?:tidak|belum|masih|ada|berkas|permohonan|persyaratan|dokumen|data|pemohon)\b)[a-z]+"
)
"""*Dalam hal* is a condition before what may happen, and says what something is about before a noun."""
_REFUSAL = re.compile(
    r"\batau (?:menolak|ditolak|mengembalikan|dikembalikan|tidak menyetujui|membatalkan|menunda)\b"
    r"|\bmemberi(?:kan)? persetujuan\s*(?:/|atau)\s*penolakan\b"
)
_TWO_OUTCOMES = re.compile(
    r"\b(?P<state>lengkap|sesuai|memenuhi|disetujui|setuju|layak|valid|benar|sah|lulus)\b(?:(?!\bdan\b)[^.])*?(?:[,;/(]|\batau\b)\s*"
    r"(?:yang )?(?:tidak|belum) (?P=state)\b"
)
