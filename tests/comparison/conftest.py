"""Two versions of a manual in which everything that can happen happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sphinxcontrib_sop.core.comparison import compare_manuals
from sphinxcontrib_sop.core.comparison.speech import speech_of
from sphinxcontrib_sop.core.exchange.json import read_manual
from sphinxcontrib_sop.core.profiles import load_profile
from sphinxcontrib_sop.output.review.report import Report

from ..values import replace
from .drafts import Sop, Step, manual, sop

if TYPE_CHECKING:
    from collections.abc import Callable

HOSTILE = "<b>@budi</b> | *tebal* `kode` #12 & </details> [x](y) $1"


def before() -> list[Sop]:
    leave = sop(
        Step("Mengajukan permohonan cuti", inputs="Formulir\nSurat pengantar", time="10 menit"),
        Step("Memeriksa sisa hak cuti", actors=("kasubag",), exits=(("Ya", "next"), ("Tidak", 1))),
        "Mencatat permohonan pada buku kendali",
        Step("Menetapkan surat izin cuti", actors=("kepala",), time="1 hari kerja", output="Surat izin"),
        fields={"number": "800/1", "dates": {"effective": "2025-01-02"}, "status": "draft"},
        boxes={"legal-basis": ("Undang-Undang Nomor 20 Tahun 2023", "Peraturan Pemerintah Nomor 11 Tahun 2017")},
        minutes=470,
    )
    return [
        leave,
        sop("Menerima tamu", name="tamu", title="Penerimaan Tamu"),
        sop("Menyapu", name="sapu", title="Kebersihan"),
    ]


def after(text: str = "Menugaskan verifikator lapangan") -> list[Sop]:
    leave, guests, _ = before()
    apply, check, record, decide = leave.steps
    new = Step(text, actors=("kepala",), time="1 hari kerja", output="Surat tugas", mark=99)
    steps = (
        replace(apply, inputs="Formulir daring\nSurat pengantar"),
        replace(check, exits=(("Ya", "next"), ("Tidak", None))),
        new,
        decide,
        record,
    )
    fields = {"number": "800/2", "dates": {"effective": "2025-02"}, "status": "in-force"}
    boxes = {"legal-basis": ("Undang-Undang Nomor 20 Tahun 2023 tentang ASN",), "records": ("Buku kendali",)}
    actors = {**leave.actors, "kepala": "Kepala Badan", "arsip": "Arsiparis"}
    changed = replace(leave, steps=steps, fields=fields, boxes=boxes, actors=actors, minutes=920)
    return [
        changed,
        guests,
        sop(
            "Mendata aset",
            Step("Melaporkan aset", exits=(("Ya", None), ("Tidak", 1))),
            name="aset",
            title="Pendataan Aset",
        ),
    ]


@pytest.fixture
def report() -> Callable[..., Report]:
    """``report("en", after("x"))`` compares with another new version, in a language."""

    def make(language: str = "", new: list[Sop] | None = None, old: list[Sop] | None = None, **about: Any) -> Report:
        sides = manual(*(before() if old is None else old)), manual(*(after() if new is None else new), **about)
        changes = compare_manuals(*map(read_manual, sides))
        speech = speech_of(changes, load_profile("permenpan-35-2012"), language)
        return Report(changes=changes, speech=speech, old_name="main", new_name="berkas")

    return make
