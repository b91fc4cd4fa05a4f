"""The words by which forms and flowchart tables are recognised: headings of columns, labels of fields, answers, marks."""

import re
from collections.abc import Mapping

from ..reading.durations import UNITS

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "number": ("no", "nomor", "no urut", "nomor urut", "number", "nr", "#"),
    "text": (
        "kegiatan", "aktivitas", "aktifitas", "uraian kegiatan", "uraian prosedur", "uraian", "uraian aktivitas", "prosedur",
        "langkah", "langkah langkah", "langkah kegiatan", "uraian langkah", "tahapan", "tahapan kegiatan", "tahap", "proses",
        "rincian kegiatan", "aktivitas kegiatan", "kegiatan aktivitas", "prosedur kegiatan", "uraian tugas", "activity", "step",
        "nama kegiatan", "urutan kegiatan", "uraian proses", "langkah kerja", "activities", "procedure", "steps", "tasks",
    ),
    "actors": (
        "pelaksana", "pelaku", "aktor", "actor", "actors", "pelaksana kegiatan", "unit pelaksana", "pejabat pelaksana",
        "pelaksana unit", "pihak terkait", "unit kerja pelaksana", "pelaksana prosedur", "pihak pelaksana",
        "penanggung jawab", "pelaksana penanggung jawab", "performer", "performers", "unit terkait", "pemroses",
    ),
    "standard": (
        "mutu baku", "baku mutu", "standar mutu", "mutu", "standar baku mutu", "quality standard", "standar",
        "quality standards",
    ),
    "inputs": (
        "kelengkapan", "persyaratan", "persyaratan kelengkapan", "kelengkapan persyaratan", "persyaratan perlengkapan", "input",
        "perlengkapan", "syarat", "persyaratan dan kelengkapan", "bahan", "dokumen kelengkapan", "masukan", "inputs", "syarat kelengkapan",
        "kelengkapan dokumen", "requirements",
    ),
    "time": ("waktu", "durasi", "lama waktu", "waktu penyelesaian", "jangka waktu", "lama", "time", "duration", "waktu pelaksanaan"),
    "output": ("output", "keluaran", "hasil", "out put", "output hasil", "hasil output", "outcome", "luaran", "outputs"),
    "notes": ("keterangan", "ket", "catatan", "notes", "remarks"),
    "yes": ("ya", "yes"),
    "no": ("tidak", "no answer"),
    "next": ("lanjut", "next"),
    "branches": ("cabang", "branches"),
    "flows": ("alur", "flows"),
    "end": ("selesai", "end"),
    "id": ("id",),
    "label": ("nomor langkah", "label"),
    "shape": ("simbol", "shape"),
    "ignore": ("abaikan", "ignore"),
}  # fmt: skip
"""Headings of the columns of a flowchart table, folded."""

FIELDS: Mapping[str, tuple[str, ...]] = {
    "number": ("nomor sop", "no sop", "nomor", "nomor sop ap", "nomor dokumen", "no dokumen", "sop number", "number", "kode sop"),
    "revision": ("revisi", "nomor revisi", "no revisi", "revisi ke", "status revisi", "edisi revisi", "revision"),
    "created": (
        "tanggal pembuatan", "tgl pembuatan", "tanggal dibuat", "tgl dibuat", "tanggal penyusunan", "tanggal ditetapkan", "created",
        "tgl penyusunan", "tanggal penetapan", "date made", "date created", "date of preparation",
    ),
    "revised": (
        "tanggal revisi", "tgl revisi", "tanggal perubahan", "revised", "tanggal direvisi", "date revised", "revision date",
    ),
    "effective": (
        "tanggal efektif", "tgl efektif", "tanggal berlaku", "tanggal diberlakukan", "tanggal mulai berlaku", "effective",
        "mulai berlaku", "tanggal pemberlakuan", "tgl berlaku", "effective date",
    ),
    "approved": (
        "tanggal pengesahan", "tgl pengesahan", "tanggal disahkan", "tgl disahkan", "tanggal persetujuan", "approved", "date approved",
        "approval date",
    ),
    "expires": ("berlaku sampai", "berlaku hingga", "tanggal berakhir", "berlaku sampai dengan", "in force until"),
    "approved-by": ("disahkan oleh", "disahkan", "ditetapkan oleh", "disetujui oleh", "pengesahan", "mengesahkan", "approved by"),
    "title": (
        "nama sop", "judul sop", "nama prosedur", "judul", "sop", "nama sop ap", "judul prosedur", "title", "sop title", "sop name",
        "name of sop", "name of the sop",
    ),
    "unit": ("satuan kerja", "unit kerja", "nama satuan kerja", "unit organisasi", "unit", "nama unit kerja", "work unit"),
    "legal-basis": ("dasar hukum", "landasan hukum", "legal basis", "dasar"),
    "qualifications": (
        "kualifikasi pelaksana", "kualifikasi pelaksanaan", "kualifikasi", "kualifikasi pelaksana kegiatan", "qualifications",
        "kualifikasi petugas", "qualifications of performers", "performer qualifications",
    ),
    "related": (
        "keterkaitan", "keterkaitan sop", "keterkaitan dengan sop lain", "keterkaitan dengan sop", "keterkaitan sop lain", "related",
        "sop terkait", "related sops",
    ),
    "equipment": (
        "peralatan perlengkapan", "peralatan dan perlengkapan", "peralatan", "perlengkapan", "perlengkapan peralatan", "equipment",
        "peralatan kelengkapan", "sarana dan prasarana", "sarana prasarana", "peralatan dan kelengkapan", "perlengkapan dan peralatan",
    ),
    "warning": ("peringatan", "peringatan resiko", "peringatan risiko", "perhatian", "warning", "warnings", "peringatan warning"),
    "records": (
        "pencatatan dan pendataan", "pencatatan pendataan", "pencatatan", "pendataan", "pencatatan dan pelaporan", "records",
        "pencatatan dan pengarsipan", "pencatatan arsip", "records and data",
    ),
    "time-limit": ("jangka waktu penyelesaian", "total waktu penyelesaian"),
}  # fmt: skip
"""Labels of the identity form, folded."""

BOXES = frozenset({"legal-basis", "qualifications", "related", "equipment", "warning", "records"})
SINGLE = {
    "no",
    "sop",
    "unit",
    "dasar",
    "nomor",
    "judul",
    "disahkan",
    "revisi",
    "number",
    "title",
    "edisi",
    "standar",
    "pengesahan",
}
"""Labels that are words of other sentences too: a cell must hold nothing else, or end in a colon."""

YES = frozenset(
    {"ya", "y", "yes", "setuju", "disetujui", "lengkap", "sesuai", "ada", "benar", "diterima", "acc", "memenuhi", "ok"}
)
NO = frozenset(
    {"tidak", "t", "tdk", "no", "n", "tidak setuju", "ditolak", "tidak lengkap", "tidak sesuai", "belum", "tolak", "revisi", "salah",
     "belum lengkap", "belum sesuai", "tidak disetujui", "tidak ada", "perbaikan", "dikembalikan", "tidak memenuhi"}
)  # fmt: skip
"""Answers in loose texts."""

_UNIT = re.compile(
    r"\b("
    + "|".join(sorted({spelling for names in UNITS.values() for spelling in names}, key=len, reverse=True))
    + r")\b",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")


def folded(text: str) -> str:
    """The words of a text in lower case, without signs."""
    return " ".join(re.findall(r"[^\W_]+|#", text.casefold()))


_COLUMN_OF = {spelling: key for key, names in COLUMNS.items() for spelling in names}
_WORDS_OF = {
    key: {word for name in COLUMNS[key] for word in name.split()} | {"dan", "atau"}
    for key in ("text", "inputs", "time", "output")
}
"""Words of which a heading may be put together: ``Uraian Kegiatan/Prosedur``."""
_FIELD_OF = {folded(spelling): key for key, names in FIELDS.items() for spelling in names}
_LONGEST = max(map(len, _FIELD_OF))


def column_of(title: str) -> str:
    """The key of the column that a heading names; empty if none."""
    bare = folded(_BRACKETS.sub(" ", title))
    exact = _COLUMN_OF.get(bare) or _COLUMN_OF.get(folded(title), "")
    if exact or not bare:
        return exact
    words = set(bare.split())
    return next((key for key, known in _WORDS_OF.items() if words <= known), "")


def unit_in(title: str) -> str:
    """The unit of time in a heading such as ``Waktu (menit)``."""
    match = _UNIT.search(title.partition("(")[2] or title.partition("/")[2] or "")
    return match[1].casefold() if match else ""


def label_of(text: str) -> tuple[str, str] | None:
    """The field that a cell is the label of, and the rest of its text; None if it is no label."""
    first, newline, below = text.strip().partition("\n")
    head, colon, rest = first.partition(":")
    key = _FIELD_OF.get(folded(_BRACKETS.sub(" ", head))) if len(head) <= _LONGEST + 20 else None
    if key is None and not colon:
        return None
    if key is None:
        return None
    if folded(head) in SINGLE and not colon and newline:
        return None
    remaining = f"{rest.strip()}\n{below}" if newline else rest
    return key, remaining.strip()


def answer_of(text: str) -> str:
    """``yes`` or ``no`` for a text that is an answer, else empty."""
    word = folded(text)
    return "yes" if word in YES else "no" if word in NO else ""


def is_closing(text: str) -> bool:
    """Whether a text beside a decision says that an answer ends the procedure: "Ya: selesai"."""
    answer, colon, end = text.partition(":")
    return bool(colon and answer_of(answer)) and folded(end) in {"selesai", "end"}
