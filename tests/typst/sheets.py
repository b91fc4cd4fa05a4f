"""Manuals to print, and what their sheets say."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pypdf

WORDS = [
    "memeriksa",
    "kelengkapan",
    "berkas",
    "permohonan",
    "penyelenggaraan",
    "pertanggungjawaban",
    "surat",
    "keputusan",
    "kepala",
    "dinas",
    "dan",
    "menyampaikan",
    "kepada",
    "pemohon",
    "untuk",
    "ditindaklanjuti",
    "sesuai",
    "ketentuan",
    "perundang-undangan",
    "yang",
    "berlaku",
]

CONNECTOR = re.compile(r"([A-Z]{1,2})\s*hal\.\s*(\d+(?:,\s*\d+)*)")
INVISIBLE = re.compile(r"[\s\u00ad\u200b]+")


def words(rnd: random.Random, length: int) -> str:
    """Words of about so many characters."""
    chosen: list[str] = []
    while sum(map(len, chosen)) + len(chosen) < length:
        chosen.append(rnd.choice(WORDS))
    return " ".join(chosen)


def sop(name: str, *steps: str, lanes: int = 3, options: str = "") -> str:
    """An SOP with actors p0, p1 ..."""
    actors = "\n               ".join(f"p{lane} = Pelaksana {lane + 1}" for lane in range(lanes))
    return f".. sop:: Penyusunan {name}\n   :name: {name}\n   :pelaksana: {actors}\n{options}\n" + "\n".join(steps)


def step(text: str, actor: int, *entries: str) -> str:
    """A step of that actor."""
    lines = [f"   .. sop-step:: {text}", f"      :pelaksana: p{actor}", *(f"      {entry}" for entry in entries)]
    return "\n".join([*lines, ""])


def random_sop(
    name: str, rows: int, lanes: int, *, seed: int, decisions: float = 0.4, long: dict[int, int] | None = None
) -> str:
    """An SOP whose arrows lead far up and down."""
    rnd = random.Random(seed)
    steps = []
    for row in range(rows):
        entries = [f":id: s{row}", f":kelengkapan: {words(rnd, 40)}", ":waktu: 10 menit", f":output: {words(rnd, 30)}"]
        if rnd.random() < decisions and 0 < row < rows - 1:
            entries.append(f":tidak: s{rnd.randrange(rows)}")
        steps.append(step(words(rnd, (long or {}).get(row, 60)), rnd.randrange(lanes), *entries))
    return sop(name, *steps, lanes=lanes)


def squashed(text: str) -> str:
    """A text without everything that cannot be seen."""
    return INVISIBLE.sub("", text)


def pages_of(path: Path) -> list[str]:
    """Text of every page."""
    return [page.extract_text() for page in pypdf.PdfReader(path).pages]


def connectors_of(pages: list[str]) -> dict[int, list[tuple[str, list[int]]]]:
    """Letters on every page and the pages they lead to; pages count from 1."""
    return {
        number: [(found[1], [int(page) for page in found[2].split(",")]) for found in CONNECTOR.finditer(text)]
        for number, text in enumerate(pages, 1)
    }
