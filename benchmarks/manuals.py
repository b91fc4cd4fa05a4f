"""One manual of made-up procedures, written with the extension and as plain tables of the same words."""

from __future__ import annotations

import random
import textwrap
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ACTORS = {
    "pemohon": "Pemohon",
    "loket": "Petugas Loket",
    "pengelola": "Pengelola Layanan",
    "kasi": "Kepala Seksi",
    "kabid": "Kepala Bidang",
    "kadis": "Kepala Dinas",
}
VERBS = [
    "Menerima",
    "Mencatat",
    "Memeriksa",
    "Meneliti",
    "Menyusun",
    "Menelaah",
    "Mengirim",
    "Menyimpan",
    "Mengagendakan",
]
DECIDING_VERBS = ["Memverifikasi", "Menguji", "Menilai", "Mencermati"]
OBJECTS = ["berkas", "permohonan", "konsep surat", "daftar peserta", "laporan bulanan", "data aset", "usulan kegiatan"]
DETAILS = ["secara lengkap", "sesuai jadwal", "untuk bidang teknis", "dari unit kerja", "pada buku kendali", "hari ini"]
THINGS = ["Surat permohonan", "Lembar disposisi", "Buku kendali", "Formulir isian", "Salinan keputusan", "Nota dinas"]
OUTPUTS = [
    "Berkas tercatat",
    "Konsep surat",
    "Catatan hasil",
    "Daftar lengkap",
    "Surat jawaban",
    "Bukti kirim",
]
TIMES = ["5 menit", "15 menit", "30 menit", "1 jam", "2 jam", "1 hari kerja"]
SUBJECTS = ["Arsip", "Pajak Daerah", "Peminjaman Ruang", "Perjalanan Dinas", "Aset Bergerak", "Surat Masuk", "Magang"]
PROCESSES = ["Pengelolaan", "Penyelesaian", "Pendaftaran", "Pelaporan", "Penghapusan", "Pemeriksaan"]
LAWS = [
    "Undang-Undang Nomor 25 Tahun 2009 tentang Pelayanan Publik",
    "Peraturan Pemerintah Nomor 96 Tahun 2012 tentang Pelaksanaan Undang-Undang Nomor 25 Tahun 2009",
]
#: Label in the plain table and entry of the directive -> items of the box.
BOXES = {
    "Dasar Hukum": LAWS,
    "Kualifikasi Pelaksana": ["Memahami tata naskah dinas", "Mampu mengoperasikan aplikasi perkantoran"],
    "Peralatan": ["Komputer dan pencetak", "Alat tulis kantor"],
    "Peringatan": ["Jika prosedur ini tidak dijalankan, maka layanan kepada pemohon tertunda."],
    "Pencatatan": ["Buku kendali", "Arsip elektronik"],
}
#: Every so many steps one decides.
DECISION_EVERY = 5
#: So many steps a decision leads back at most.
LONGEST_WAY_BACK = 3
SEED = 35


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One activity with the words of its row."""

    text: str
    actor: str
    inputs: list[str]
    time: str
    output: str
    back_to: int | None  # ordinal of the step an answer "Tidak" leads back to


@dataclass(frozen=True, slots=True, kw_only=True)
class Sop:
    """One procedure, before it is written in either way."""

    title: str
    fields: dict[str, str]
    steps: list[Step]


def sops(count: int, steps: int) -> Iterator[Sop]:
    """Procedures of made-up words, the same in every run."""
    dice = random.Random(SEED)
    for number in range(1, count + 1):
        yield Sop(
            title=f"{dice.choice(PROCESSES)} {dice.choice(SUBJECTS)} Kelompok {number}",
            fields={
                "Nomor": f"065/SOP/{number:03}/2026",
                "Satuan Kerja": "Bidang Layanan Umum",
                "Tanggal Pembuatan": "5 Januari 2026",
                "Tanggal Efektif": "2 Februari 2026",
            },
            steps=list(_steps(dice, steps)),
        )


def _steps(dice: random.Random, count: int) -> Iterator[Step]:
    """Work wanders to a neighbouring actor and back; some steps decide whether an earlier one is done again."""
    actors = list(ACTORS)
    at = 0
    for ordinal in range(1, count + 1):
        decides = ordinal % DECISION_EVERY == 0 and ordinal < count
        verb = dice.choice(DECIDING_VERBS if decides else VERBS)
        yield Step(
            text=f"{verb} {dice.choice(OBJECTS)} {dice.choice(DETAILS)} {ordinal}",
            actor=actors[at],
            inputs=dice.sample(THINGS, k=dice.randint(1, 2)),
            time=dice.choice(TIMES),
            output=dice.choice(OUTPUTS),
            back_to=ordinal - dice.randint(1, LONGEST_WAY_BACK) if decides else None,
        )
        at = min(max(at + dice.choice([-1, 0, 1, 1]), 0), len(actors) - 1)


def as_directives(sop: Sop) -> str:
    """The procedure as a person writes it with the extension."""
    entries = {_entry(label): value for label, value in sop.fields.items()}
    entries["status"] = "berlaku"
    entries["disahkan-oleh"] = "Kepala Dinas\n                Nama Pejabat"
    used = dict.fromkeys(step.actor for step in sop.steps)
    entries["pelaksana"] = ("\n" + " " * 12).join(f"{key} = {ACTORS[key]}" for key in used)
    lines = [f".. sop:: {sop.title}", *_indented(f":{key}: {value}" for key, value in entries.items()), ""]
    for label, items in BOXES.items():
        lines += _indented([f":{_entry(label)}:", *(f"   - {item}" for item in items)])
    lines += _indented([":keterkaitan: -"])
    for step in sop.steps:
        lines += ["", *_indented([f".. sop-step:: {step.text}"])]
        row = [f":pelaksana: {step.actor}", ":kelengkapan:", *(f"   - {item}" for item in step.inputs)]
        row += [f":waktu: {step.time}", f":output: {step.output}"]
        row += [f":tidak: {step.back_to}"] if step.back_to else []
        lines += _indented(_indented(row))
    return "\n".join(lines) + "\n"


def as_tables(sop: Sop) -> str:
    """The same words as two plain tables."""
    form = [[label, value] for label, value in sop.fields.items()]
    form += [["Disahkan oleh", "Kepala Dinas, Nama Pejabat"], ["Status", "berlaku"], ["Keterkaitan", "\\-"]]
    form += [[label, _bullets(items)] for label, items in BOXES.items()]
    steps = [["No", "Kegiatan", "Pelaksana", "Kelengkapan", "Waktu", "Output", "Keterangan"]]
    for ordinal, step in enumerate(sop.steps, start=1):
        notes = f"Tidak: ke langkah {step.back_to}" if step.back_to else ""
        row = [str(ordinal), step.text, ACTORS[step.actor], _bullets(step.inputs), step.time, step.output, notes]
        steps.append(row)
    return "\n".join([sop.title, "=" * len(sop.title), "", _table(form, header=0), "", _table(steps, header=1), ""])


def _entry(label: str) -> str:
    return label.lower().replace(" ", "-")


def _indented(lines: Iterable[str]) -> list[str]:
    return [textwrap.indent(line, "   ") for line in lines]


def _bullets(items: list[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def _table(rows: list[list[str]], *, header: int) -> str:
    lines = [".. list-table::", f"   :header-rows: {header}", ""]
    for row in rows:
        for place, cell in enumerate(row):
            first, *rest = cell.splitlines() or [""]
            lines.append(f"   {'*' if place == 0 else ' '} - {first}".rstrip())
            lines += [f"       {line}" for line in rest]
    return "\n".join(lines)


#: Both manuals show only the contents of the page at the side: the list of all pages on every page would hide the rest.
CONF = """\
project = "Benchmark"
language = "id"
html_sidebars = {"**": ["localtoc.html"]}
"""
VARIANTS: dict[str, tuple[str, Callable[[Sop], str]]] = {
    "sop": (CONF + 'extensions = ["sphinxcontrib_sop"]\n', as_directives),
    "plain": (CONF, as_tables),
}


def file_name(index: int) -> str:
    """Name of the file of an SOP, without its ending."""
    return f"sop{index + 1:04}"


def write_manual(folder: Path, variant: str, procedures: list[Sop]) -> None:
    """Sources of one manual: conf.py, a contents page, one file per SOP."""
    conf, written = VARIANTS[variant]
    folder.mkdir(parents=True)
    (folder / "conf.py").write_text(conf, encoding="utf-8")
    names = [file_name(index) for index in range(len(procedures))]
    toctree = "\n".join(["Manual", "======", "", ".. toctree::", "", *(f"   {name}" for name in names), ""])
    (folder / "index.rst").write_text(toctree, encoding="utf-8")
    for name, sop in zip(names, procedures, strict=True):
        (folder / f"{name}.rst").write_text(written(sop), encoding="utf-8")


def change_one(folder: Path, index: int) -> None:
    """Change a word in one SOP of a written manual, as someone at work does."""
    page = folder / f"{file_name(index)}.rst"
    page.write_text(page.read_text(encoding="utf-8").replace("Buku", "Buku besar", 1), encoding="utf-8")
