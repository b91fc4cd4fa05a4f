"""Forms of the stages between the need for an SOP and its revision, declared: their columns, and what is entered above them.

The stages (team, information, alternatives, testing, socialisation, training, monitoring, evaluation) are those of the
ministry's presentation of PermenPAN-RB Nomor 35 Tahun 2012; it shows no form for them, so the columns are our own choice.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from .headings import Column
from .records import judgement
from .tables import columns

_SOP = ("SOP", "Nama SOP", "Judul SOP", "Prosedur", "SOP Name", "Procedure")
_NOTES = ("Catatan", "Keterangan", "Notes")
_FOLLOW_UP = ("Tindak Lanjut", "Follow-up")
_POSITION = ("Jabatan", "Position")


class LifeForm(Struct, frozen=True, kw_only=True):
    """One form: a table with a row for each record, or with empty rows."""

    columns: tuple[Column, ...]
    shown: Mapping[str, int]
    """Key of a printed column -> its share of the width."""
    entries: tuple[tuple[str, str], ...] = ()
    """Options beside those of every form: Indonesian and English name; printed above the table."""
    signers: tuple[str, ...] = ("by",)
    """Labels of the signatures below it, from left to right."""
    told: bool = False
    """True if a sentence stands above the table: what was done, when and where."""
    states: tuple[str, ...] = ()
    """Keys of `STATES` that its column ``state`` may say."""
    blank_rows: int = 8


STATES: Mapping[str, frozenset[str]] = {
    "kept": frozenset({"tetap", "tetap berlaku", "dipertahankan", "kept"}),
    "revised": frozenset({"direvisi", "revisi", "diperbaiki", "revised"}),
    "revoked": frozenset({"dicabut", "cabut", "revoked"}),
    "settled": frozenset({"selesai", "sudah", "ditindaklanjuti", "settled", "done"}),
    "open": frozenset({"belum", "belum selesai", "proses", "dalam proses", "open"}),
}
"""Conclusion of an evaluation, state of a remark -> words for it."""

FORMS: Mapping[str, LifeForm] = {
    "team": LifeForm(
        columns=columns(
            "name",
            no="No",
            name=("Nama", "Name"),
            position=_POSITION,
            role=("Kedudukan dalam Tim", "Kedudukan", "Role"),
            task=("Tugas", "Task"),
        ),
        shown={"no": 5, "name": 26, "position": 26, "role": 18, "task": 35},
    ),
    "information": LifeForm(
        columns=columns(
            "information",
            no="No",
            sop=_SOP,
            information=("Informasi yang Dibutuhkan", "Informasi", "Information"),
            source=("Sumber", "Source"),
            method=("Cara Pengumpulan", "Cara", "Method"),
            date=("Waktu", "Tanggal", "Date"),
            officer=("Petugas", "Officer"),
            result=("Hasil", "Result"),
        ),
        shown={
            "no": 5,
            "sop": 22,
            "information": 24,
            "source": 16,
            "method": 14,
            "date": 14,
            "officer": 14,
            "result": 24,
        },
    ),
    "alternatives": LifeForm(
        columns=columns(
            "alternative",
            no="No",
            sop=_SOP,
            alternative=("Alternatif", "Alternative"),
            advantages=("Kelebihan", "Advantages"),
            disadvantages=("Kekurangan", "Disadvantages"),
            score=("Nilai", "Score"),
            chosen=("Dipilih", "Chosen"),
            notes=("Alasan", *_NOTES),
        ),
        shown={
            "no": 5,
            "sop": 22,
            "alternative": 24,
            "advantages": 22,
            "disadvantages": 22,
            "score": 8,
            "chosen": 9,
            "notes": 22,
        },
    ),
    "attendance": LifeForm(
        columns=columns(
            "name",
            no="No",
            name=("Nama", "Name"),
            position=_POSITION,
            unit=("Satuan Kerja", "Unit"),
            signature=("Tanda Tangan", "Kehadiran", "Signature"),
        ),
        shown={"no": 5, "name": 30, "position": 28, "unit": 25, "signature": 20},
        entries=(("kegiatan", "activity"), ("tempat", "place")),
        blank_rows=15,
    ),
    "minutes": LifeForm(
        columns=columns(
            "sop",
            no="No",
            sop=_SOP,
            result=("Hasil", "Result"),
            notes=_NOTES,
            follow_up=_FOLLOW_UP,
        ),
        shown={"no": 5, "sop": 30, "result": 25, "notes": 25, "follow_up": 25},
        entries=(("kegiatan", "activity"), ("tempat", "place"), ("mengetahui", "witness")),
        signers=("witness", "by"),
        told=True,
    ),
    "mastery": LifeForm(
        columns=columns(
            "actor",
            "sop",
            no="No",
            actor=("Pelaksana", "Nama", "Actor"),
            sop=_SOP,
            result=("Penguasaan", "Hasil", "Mastery"),
            notes=_NOTES,
            follow_up=_FOLLOW_UP,
        ),
        shown={"no": 5, "actor": 24, "sop": 28, "good": 11, "bad": 11, "notes": 20, "follow_up": 20},
    ),
    "conclusion": LifeForm(
        columns=columns(
            "sop",
            no="No",
            sop=_SOP,
            state=("Kesimpulan", "Conclusion"),
            reason=("Alasan", "Reason"),
            follow_up=_FOLLOW_UP,
            due=("Batas Waktu", "Due"),
            officer=("Penanggung Jawab", "Officer"),
        ),
        shown={"no": 5, "sop": 28, "state": 13, "reason": 26, "follow_up": 26, "due": 15, "officer": 18},
        states=("kept", "revised", "revoked"),
    ),
    "remarks": LifeForm(
        columns=columns(
            "sop",
            "remark",
            no="No",
            sop=_SOP,
            round=("Putaran", "Tahap", "Round"),
            remark=("Catatan", "Remark"),
            source=("Dari", "From"),
            response=("Tanggapan", "Perbaikan", "Response"),
            state=("Status", "State"),
            date=("Tanggal", "Date"),
        ),
        shown={"no": 5, "sop": 24, "round": 8, "remark": 28, "source": 16, "response": 26, "state": 11, "date": 14},
        states=("settled", "open"),
    ),
}
"""Kind of the form, which is also the beginning of its labels -> the form."""


def state_of(text: str, allowed: Sequence[str]) -> str | None:
    """Return the state a word means, one of ``allowed``; None if it means none of them."""
    words = " ".join(text.split()).casefold().rstrip(".")
    return next((state for state in allowed if words in STATES[state]), None)


_MASTERED = frozenset({"menguasai", "mampu", "terampil", "masters it"})
_NOT_MASTERED = frozenset({"belum menguasai", "belum mampu", "tidak menguasai", "does not master it"})


def mastery(text: str) -> bool | None:
    """Whether an actor masters an SOP: also the words of other judgements."""
    words = " ".join(text.split()).casefold().rstrip(".")
    if words in _MASTERED:
        return True
    return False if words in _NOT_MASTERED else judgement(text)
