"""Offices by rank: whether a list of them, as a decree names them, goes from the higher to the lower."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

_OFFICES = (
    r"presiden",
    r"wakil presiden",
    r"menteri",
    r"gubernur",
    r"wakil gubernur",
    r"bupati|wali ?kota",
    r"wakil (?:bupati|wali ?kota)",
    r"sekretaris (?:jenderal|daerah|utama|mahkamah agung)",
    r"asisten",
    r"kepala (?:dinas|badan|kantor|pelaksana)|inspektur|direktur|camat",
    r"sekretaris",
    r"kepala (?:bidang|bagian)",
    r"kepala (?:subbagian|sub bagian|subbidang|sub bidang|seksi|upt[d]?)|lurah|kasubb?ag|kasi",
)
"""From the higher to the lower, as far as every agency has them in this order."""
_RANKS = tuple(re.compile(rf"(?:{pattern})\b", re.IGNORECASE) for pattern in _OFFICES)
_NAMES = re.compile(rf"\b(?:{'|'.join(sorted(_OFFICES, key=len, reverse=True))})\b", re.IGNORECASE)
_BETWEEN = re.compile(
    r"(?:\s+[A-Z][\w/-]*|\s+(?:dan|di|pada))*?\s*(?:,\s*(?:dan|serta)?|\s(?:dan|serta|atau))\s*(?:para\s+)?"
)
"""What may stand between two offices of one list: the rest of the first name, and a comma or "dan"."""


def rank_of(office: str) -> int | None:
    """How far from the top an office stands; None if that is not known."""
    return next((place for place, pattern in enumerate(_RANKS) if pattern.match(office.strip())), None)


def out_of_rank(offices: Sequence[str]) -> tuple[str, str] | None:
    """The first two neighbours of a list of which the second ranks higher, as (higher, lower)."""
    known = [(rank, office.strip()) for office in offices if (rank := rank_of(office)) is not None]
    for (rank, office), (following, other) in pairwise(known):
        if following < rank:
            return other, office
    return None


def lists_in(text: str) -> Iterator[list[str]]:
    """The offices that a sentence names side by side: Sekretaris dan Kepala Bidang."""
    run: list[str] = []
    end = 0
    for match in _NAMES.finditer(text):
        if run and not _BETWEEN.fullmatch(text[end : match.start()]):
            yield run
            run = []
        run.append(match[0])
        end = match.end()
    if run:
        yield run
