"""SOPs to be printed, as they are typed."""

from __future__ import annotations

import random
import re

WORDS = re.findall(
    r"\S+",
    "memeriksa kelengkapan berkas permohonan penyelenggaraan pertanggungjawaban surat keputusan kepala dinas dan "
    "menyampaikan kepada pemohon untuk ditindaklanjuti sesuai ketentuan perundang-undangan yang berlaku",
)

FORM = """\
   :nomor: 800/01/2025
   :revisi: 3
   :status: {status}
   :tanggal-pembuatan: 2 Januari 2024
   :tanggal-efektif: 3 Februari 2025
   :tanggal-pengesahan: 1 Februari 2025
   :disahkan-oleh: Kepala Dinas Contoh
                   Nama Pejabat, S.Sos.
                   NIP. 197001012000121001

   :dasar-hukum: Undang-Undang
"""


def sop(name: str, *steps: str, lanes: int = 3, options: str = "", lane: str = "Pelaksana") -> str:
    """An SOP with actors p0, p1 ..."""
    actors = "\n               ".join(f"p{number} = {lane} {number + 1}" for number in range(lanes))
    return f".. sop:: Penyusunan {name}\n   :name: {name}\n   :pelaksana: {actors}\n{options}\n" + "\n".join(steps)


def step(text: str, actor: int, *entries: str) -> str:
    """A step of that actor."""
    lines = [f"   .. sop-step:: {text}", f"      :pelaksana: p{actor}", *(f"      {entry}" for entry in entries)]
    return "\n".join([*lines, ""])


def text_of(rnd: random.Random, length: int) -> str:
    """Words of about so many characters."""
    chosen: list[str] = []
    while sum(map(len, chosen)) + len(chosen) < length:
        chosen.append(rnd.choice(WORDS))
    return " ".join(chosen)


def random_sop(name: str, rows: int, lanes: int, *, long: dict[int, int] | None = None, options: str = "") -> str:
    """An SOP whose arrows lead far up and down; ``long`` gives the length of single activities."""
    rnd = random.Random(name)
    steps = []
    for row in range(rows):
        entries = [
            f":id: s{row}",
            f":kelengkapan: {text_of(rnd, 40)}",
            ":waktu: 10 menit",
            f":output: {text_of(rnd, 30)}",
        ]
        if rnd.random() < 0.4 and 0 < row < rows - 1:
            entries.append(f":tidak: s{rnd.randrange(rows)}")
        steps.append(step(text_of(rnd, (long or {}).get(row, 60)), rnd.randrange(lanes), *entries))
    return sop(name, *steps, lanes=lanes, options=options)
