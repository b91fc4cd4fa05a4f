"""Forms of the stages between the need for an SOP and its revision, declared: their columns, and what is entered above them.

The stages (team, information, alternatives, testing, socialisation, training, monitoring, evaluation) are those of the
ministry's presentation of PermenPAN-RB Nomor 35 Tahun 2012; it shows no form for them, so the columns are our own choice.
"""

from collections.abc import Mapping, Sequence
from typing import Any

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


def _form(required: str, widths: Mapping[str, int] | None = None, *, form: Mapping[str, Any], **given: Any) -> LifeForm:
    """Declare a form: each column with its share of the width and its names."""
    names = columns(*required.split(), **{key: spellings for key, (_, *spellings) in form.items()})
    return LifeForm(columns=names, shown=widths or {key: width for key, (width, *_) in form.items()}, **given)


FORMS: Mapping[str, LifeForm] = {
    "team": _form("name", form={
        "no": (5, "No"), "name": (26, "Nama", "Name"), "position": (26, *_POSITION),
        "role": (18, "Kedudukan dalam Tim", "Kedudukan", "Role"), "task": (35, "Tugas", "Task"),
    }),
    "information": _form("information", form={
        "no": (5, "No"), "sop": (22, *_SOP), "information": (24, "Informasi yang Dibutuhkan", "Informasi", "Information"),
        "source": (16, "Sumber", "Source"), "method": (14, "Cara Pengumpulan", "Cara", "Method"),
        "date": (14, "Waktu", "Tanggal", "Date"), "officer": (14, "Petugas", "Officer"), "result": (24, "Hasil", "Result"),
    }),
    "alternatives": _form("alternative", form={
        "no": (5, "No"), "sop": (22, *_SOP), "alternative": (24, "Alternatif", "Alternative"),
        "advantages": (22, "Kelebihan", "Advantages"), "disadvantages": (22, "Kekurangan", "Disadvantages"),
        "score": (8, "Nilai", "Score"), "chosen": (9, "Dipilih", "Chosen"), "notes": (22, "Alasan", *_NOTES),
    }),
    "attendance": _form("name", form={
        "no": (5, "No"), "name": (30, "Nama", "Name"), "position": (28, *_POSITION), "unit": (25, "Satuan Kerja", "Unit"),
        "signature": (20, "Tanda Tangan", "Kehadiran", "Signature"),
    }, entries=(("kegiatan", "activity"), ("tempat", "place")), blank_rows=15),
    "minutes": _form("sop", form={
        "no": (5, "No"), "sop": (30, *_SOP), "result": (25, "Hasil", "Result"), "notes": (25, *_NOTES),
        "follow_up": (25, *_FOLLOW_UP),
    }, entries=(("kegiatan", "activity"), ("tempat", "place"), ("mengetahui", "witness")), signers=("witness", "by"), told=True),
    "mastery": _form("actor sop", {"no": 5, "actor": 24, "sop": 28, "good": 11, "bad": 11, "notes": 20, "follow_up": 20}, form={
        "no": (5, "No"), "actor": (24, "Pelaksana", "Nama", "Actor"), "sop": (28, *_SOP),
        "result": (22, "Penguasaan", "Hasil", "Mastery"), "notes": (20, *_NOTES), "follow_up": (20, *_FOLLOW_UP),
    }),
    "conclusion": _form("sop", form={
        "no": (5, "No"), "sop": (28, *_SOP), "state": (13, "Kesimpulan", "Conclusion"), "reason": (26, "Alasan", "Reason"),
        "follow_up": (26, *_FOLLOW_UP), "due": (15, "Batas Waktu", "Due"), "officer": (18, "Penanggung Jawab", "Officer"),
    }, states=("kept", "revised", "revoked")),
    "remarks": _form("sop remark", form={
        "no": (5, "No"), "sop": (24, *_SOP), "round": (8, "Putaran", "Tahap", "Round"), "remark": (28, "Catatan", "Remark"),
        "source": (16, "Dari", "From"), "response": (26, "Tanggapan", "Perbaikan", "Response"),
        "state": (11, "Status", "State"), "date": (14, "Tanggal", "Date"),
    }, states=("settled", "open")),
}  # fmt: skip
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
