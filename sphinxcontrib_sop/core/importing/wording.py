"""What marks and words say of the flow where nothing is drawn: ``X`` in a lane, ``(TIDAK) ➡ Ke #2``, "dikembalikan ke ..."."""

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from .titles import answer_of, folded

_ARROWS = "←↑→↓↔↕⇦⇧⇨⇩⇐⇑⇒⇓⬅⬆➡⬇➔➜➝➞➙⟶⟵▼▲►◄▶◀↳↲↵⤵⤴⮕"
_LINES = "|│─—–-┐└┘┌├┤┬┴┼>"
_ONLY_ARROWS = re.compile(rf"[{re.escape(_ARROWS + _LINES)}\s\ufe0f]+")
_GO_TO = re.compile(
    r"\bke(?:pada)?[\s-]*(?:langkah|nomor|no\.?|kegiatan|butir|tahap|angka|aktivitas|step|proses)?\s*(?:ke[\s-]*)?[#(]?\s*(\d+(?:\.\d+)?)\b"
    r"|#\s*(\d+)\b|\b(?:langkah|nomor|no\.?|kegiatan|step)\s*(?:ke[\s-]*)?#?\s*(\d+(?:\.\d+)?)\b",
    re.IGNORECASE,
)
_ANSWER = re.compile(
    r"\(?\b(ya|tidak|y|t|yes|no|setuju|ditolak|lengkap|tidak lengkap|sesuai|tidak sesuai)\b\)?\s*[:,]?", re.IGNORECASE
)
_DECIDING = set("◇◆⬦⬥♢♦<>")
_ROUND = set("⬭⬬")
_SQUARE = set("□■▭▬▢")
_CLAUSES = re.compile(
    r"[.;\n]+|,?\s*\b(?=(?:jika|apabila|bila|kalau|bilamana|sedangkan)\b)|\bmaka\b(?!)", re.IGNORECASE
)
_POINTS = re.compile(
    r"\s*(?:(?:jika|apabila|bila|bilamana|kalau)\s+(?P<case>[^,:]{1,40}?)\s*[,:]?\s*)?(?:maka\s+)?(?:kembali\s+|lanjut\s+|langsung\s+)?"
    r"ke\s+(?:langkah|nomor|no\.?|kegiatan|butir|tahap)\s*(?P<numbers>\d+(?:\.\d+)?(?:\s*(?:,|dan|&|serta)\s*\d+(?:\.\d+)?)*)\s*[.,]?\s*",
    re.IGNORECASE,
)
_STEP_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_MORE_THAN_TWO = 3
_CONDITION = re.compile(r"\b(?:jika|apabila|bila|bilamana|kalau)\b", re.IGNORECASE)
_NEGATIVE = re.compile(
    r"\b(?:tidak|tdk|belum|kurang|ditolak|menolak|salah|kesalahan|kekurangan|koreksi|perbaikan|diperbaiki|revisi|keliru)\b",
    re.IGNORECASE,
)
_MOVES = re.compile(
    r"\b(?:dikembalikan|kembali|mengembalikan|kembalikan|diulang|mengulang|ulangi|dilanjutkan|lanjut|lanjutkan|diteruskan|menuju|langsung|diserahkan\s+kembali)\b",
    re.IGNORECASE,
)
_BACK_TO = re.compile(
    r"\b(?:dikembalikan|mengembalikan|kembalikan|diserahkan\s+kembali|kembali)\b[^.;\n]{0,40}?\b(?:ke(?:pada)?)\s+(?P<whom>[^.;,\n]+)",
    re.IGNORECASE,
)


class Mark(Struct, frozen=True, kw_only=True):
    """What is typed in the cell of a lane."""

    acts: bool
    """True if it says that the actor acts here."""
    shape: str = ""
    targets: tuple[tuple[str, str], ...] = ()
    """Answer and number of the step it leads to."""
    answer: str = ""
    """The text, if it is an answer."""


def read_mark(text: str) -> Mark:
    """Read what is typed in a lane."""
    words = " ".join(text.split())
    targets = tuple(_typed_targets(words))
    rest = _GO_TO.sub(" ", words)
    if targets:
        rest = _ANSWER.sub(" ", rest)
    bare = "".join(sign for sign in rest if sign not in _ARROWS + _LINES + "\ufe0f()").strip()
    shape = ""
    if set(words) & _DECIDING and ("<" not in words or "<>" in words):
        shape = "decision"
    elif set(words) & _ROUND or folded(bare) in {"mulai", "selesai", "start", "end"}:
        shape = "terminator"
    elif set(words) & _SQUARE:
        shape = "process"
    answer = words if answer_of(words) and len(words) > 1 else ""
    return Mark(acts=bool(bare) and not answer, shape=shape, targets=targets, answer=answer)


def _typed_targets(words: str) -> Iterator[tuple[str, str]]:
    place = 0
    for match in _GO_TO.finditer(words):
        before = words[place : match.start()]
        answers = _ANSWER.findall(before)
        yield (answers[-1] if answers else ""), next(filter(None, match.groups()))
        place = match.end()


class WordedArrow(Struct, frozen=True, kw_only=True):
    """An arrow that a text asks for: to a step by number, or back to what an actor did before."""

    answer: str
    """yes, no, or empty without a condition."""
    number: str = ""
    lane: int | None = None
    words: str


def worded_arrows(text: str, lanes: Sequence[str]) -> list[WordedArrow]:
    """The arrows that a text asks for.

    Where more than two conditions each lead to a step, the answers are the conditions as they are worded.
    """
    sayings: list[WordedArrow] = []
    cases: list[WordedArrow] = []
    for clause in filter(str.strip, _CLAUSES.split(text)):
        found = _arrows_of_clause(clause, lanes)
        sayings += found
        points = _POINTS.fullmatch(clause)
        if points and points["case"]:
            label = points["case"].strip()
            cases += [replace(arrow, answer=label[:1].upper() + label[1:]) for arrow in found]
    return cases if len(cases) >= _MORE_THAN_TWO and len(cases) == len(sayings) else sayings


def _arrows_of_clause(clause: str, lanes: Sequence[str]) -> list[WordedArrow]:
    points = _POINTS.fullmatch(clause)
    if not points and not _MOVES.search(clause):
        return []
    conditional = bool(_CONDITION.search(clause)) or re.match(r"\s*\(?(ya|tidak)\b", clause, re.IGNORECASE)
    negative = bool(_NEGATIVE.search(clause)) or "kembali" in clause.casefold()
    answer = ("no" if negative else "yes") if conditional else ""
    words = " ".join(clause.split())
    if points:
        return [
            WordedArrow(answer=answer, number=number, words=words) for number in _STEP_NUMBER.findall(points["numbers"])
        ]
    if number := _GO_TO.search(clause):
        return [WordedArrow(answer=answer, number=next(filter(None, number.groups())), words=words)]
    if (back := _BACK_TO.search(clause)) and (lane := lane_in(back["whom"], lanes)) is not None:
        return [WordedArrow(answer=answer or "no", lane=lane, words=words)]
    return []


def lane_in(text: str, lanes: Sequence[str]) -> int | None:
    """The actor that a text begins with; None if it is none of them, or could be several."""
    words = f"{folded(text)} "
    named = [place for place, label in enumerate(lanes) if words.startswith(f"{folded(label)} ")]
    if named:
        return max(named, key=lambda place: len(lanes[place]))
    return None


def numbered(labels: Mapping[str, int], number: str) -> int | None:
    """The place of the step with a number as it is printed."""
    return labels.get(number.strip(" .)"))
