"""Completes a sample: a sample shows only what its rule is about, the frame adds what every SOP must have."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from sphinxcontrib_sop.core.ledger import ApprovalState, Validity
from sphinxcontrib_sop.core.ledger.examination import LedgerFault
from sphinxcontrib_sop.core.model import Location, Message, Need

FORM = {
    "status": "berlaku",
    "nomor": "065/SOP/{count:03}/2026",
    "tanggal-pembuatan": "5 Januari 2024",
    "tanggal-efektif": "3 Februari 2026",
    "disahkan-oleh": "Kepala Dinas Contoh\n{indent}Rahmat Contoh\n{indent}NIP. 19700101 200012 1 001",
    "dasar-hukum": "Undang-Undang Nomor 43 Tahun 2009 tentang Kearsipan",
    "keterkaitan": "-",
    "peringatan": "Jika langkah ke-{count} terlambat, maka layanan tertunda.",
    "kualifikasi-pelaksana": "Memahami tata naskah dinas",
    "peralatan": "Komputer",
    "pencatatan": "Buku agenda",
}
CELLS = {"pelaksana": "petugas", "kelengkapan": "Berkas", "waktu": "10 menit", "output": "Berkas terperiksa"}
STEPS = ("Menyusun naskah laporan", "Mengirim naskah laporan")

SETTING = re.compile(r"\.\. conf\.py: (?P<setting>.*)")
APPROVAL = re.compile(r"\.\. approvals\.toml: (?P<setting>.*)")
NEED = re.compile(r"\.\. identifikasi\.csv: (?P<setting>.*)")
_DIRECTIVE = re.compile(r"(?P<indent> *)\.\. (?P<name>sop|sop-step):: .*")
_ENTRY = re.compile(r" *:(?P<name>[\w-]+):")


def settings_of(text: str) -> dict[str, Any]:
    """What the comments ``.. conf.py: name = value`` of a sample set."""
    return tomllib.loads("\n".join(match["setting"] for match in SETTING.finditer(text)))


def approvals_of(text: str) -> dict[str, ApprovalState]:
    """What the comments ``.. approvals.toml: sop = "changed"`` of a sample say of its SOPs."""
    states = tomllib.loads("\n".join(match["setting"] for match in APPROVAL.finditer(text)))
    return {name: _state(Validity(word)) for name, word in states.items()}


LEDGER = re.compile(r"\.\. approvals/: (?P<setting>.*)")


def ledger_faults_of(text: str) -> tuple[LedgerFault, ...]:
    """What the comments ``.. approvals/: SOP122 = "laporan"`` of a sample say is wrong with the ledger."""
    faults = tomllib.loads("\n".join(match["setting"] for match in LEDGER.finditer(text)))
    place = Location(path="approvals/2026-02-03-1.toml", line=9)
    return tuple(
        LedgerFault(code=code, message=Message(template="told by the ledger"), location=place, sop=name)
        for code, name in faults.items()
    )


def _state(validity: Validity) -> ApprovalState:
    related = ("pengarsipan-laporan",) if validity is Validity.REVIEW else ()
    return ApprovalState(validity=validity, digest="0" * 64, related=related)


def needs_of(text: str) -> tuple[Need, ...]:
    """The rows of the inventory that the comments ``.. identifikasi.csv: "function" = "title"`` of a sample stand for."""
    rows = tomllib.loads("\n".join(match["setting"] for match in NEED.finditer(text)))
    place = Location(path="identifikasi.csv", line=2)
    return tuple(Need(function=function, title=title, location=place) for function, title in rows.items())


def completed(text: str) -> str:
    """A sample with the entries and steps it leaves out."""
    lines = text.splitlines()
    starts = [number for number, line in enumerate(lines) if _DIRECTIVE.fullmatch(line)]
    if not starts:  # it is about the documents around the SOPs
        return text
    result = lines[: starts[0]]
    count = 0
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        match = _DIRECTIVE.fullmatch(lines[start])
        assert match is not None
        body = lines[start + 1 : end]
        indent = match["indent"] + "   "
        typed = {entry["name"] for line in body if (entry := _ENTRY.match(line))}
        wanted = {}
        if match["name"] == "sop":
            count += 1
            wanted = FORM
        elif match["indent"]:
            wanted = CELLS
        result.append(lines[start])
        for name, value in wanted.items():
            if name not in typed:
                shown = value.format(count=count, indent=f"{indent}   ")
                result.append(f"{indent}:{name}: {shown}")
        result += body
        following = lines[end] if end < len(lines) else ".. sop:: "
        if match["name"] == "sop" and following.startswith(".. sop:: "):
            for step in STEPS:
                result += ["", f"   .. sop-step:: {step}"]
                result += [f"      :{name}: {value}" for name, value in CELLS.items()]
            result.append("")
    return "\n".join(result) + "\n"
