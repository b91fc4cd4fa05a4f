"""Records of the life of SOPs: what was found in monitoring, evaluation and trial, and who got a copy.

Wordings: the form of monitoring is read in a copy of PermenPAN-RB Nomor 35 Tahun 2012; the seven criteria of evaluation
and the eight principles of writing, by which a trial judges, in paraphrases of it.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from ..model import Message
from ..regular_files import read_regular
from . import toml
from .headings import Column, read_heading
from .sheets import TableFault, read_text
from .tables import Record, Table, columns, read_table

_SOP = ("SOP", "Nama SOP", "Judul SOP", "Prosedur", "SOP Name", "Procedure")
_NOTES = ("Catatan", "Catatan hasil penilaian", "Catatan hasil", "Perbaikan", "Notes")
_DATE = ("Tanggal", "Date")

MONITORING = columns(
    "sop",
    no="No",
    sop=_SOP,
    result=("Penilaian", "Hasil", "Assessment", "Result"),
    notes=_NOTES,
    action=("Tindakan", "Tindakan yang harus diambil", "Action"),
    initials=("Paraf", "Paraf penilai", "Initials"),
    date=_DATE,
    semester=("Semester", "Periode", "Period"),
    unit=("Satuan Kerja", "Unit"),
)
EVALUATION = columns(
    "sop", "item",
    no="No", sop=_SOP, item=("Kriteria", "Criterion"), substance=("Substansi", "Substance"), process=("Proses", "Process"),
    notes=_NOTES, date=_DATE, by=("Penilai", "Evaluator"),
)  # fmt: skip
TRIAL = columns(
    "sop", "item",
    no="No", sop=_SOP, item=("Prinsip", "Principle"), result=("Hasil", "Penilaian", "Result"),
    notes=_NOTES, date=_DATE, by=("Penguji", "Tester"),
)  # fmt: skip
DISTRIBUTION = columns(
    "sop",
    "recipient",
    no="No",
    sop=_SOP,
    recipient=("Penerima", "Recipient"),
    revision=("Revisi", "Revision"),
    copy=("Nomor Salinan", "Salinan", "Copy"),
    date=_DATE,
    receipt=("Tanda Terima", "Paraf", "Receipt"),
)
INVENTORY = columns(
    "title",
    no="No",
    duty=("Tugas", "Duty"),
    function=("Fungsi", "Function"),
    task=("Uraian Tugas", "Task"),
    activity=("Kegiatan", "Activity"),
    output=("Output", "End Product"),
    aspect=("Aspek", "Aspek Kegiatan", "Aspect"),
    title=("Judul SOP", "Nama SOP", "SOP", "SOP Title"),
)

CRITERIA = 7
"""Criteria of an evaluation; their wording stands in the profile."""
PRINCIPLES = 8
"""Principles by which a trial judges."""

_GOOD = frozenset({
    "baik", "berjalan dengan baik", "berjalan baik", "ya", "y", "sesuai", "memenuhi", "v", "✓", "✔", "√", "x", "1",
    "good", "runs well", "yes", "pass", "fits",
})  # fmt: skip
_BAD = frozenset({
    "tidak", "tidak baik", "tidak berjalan dengan baik", "tidak berjalan baik", "belum", "t", "tidak sesuai", "belum sesuai",
    "tidak memenuhi", "0", "bad", "does not run well", "no", "n", "fail", "does not fit",
})  # fmt: skip

_TOML_PLACE = re.compile(r"\(at line (\d+), column \d+\)")
_TOML_HEADER = re.compile(r"^\s*\[\[", re.MULTILINE)


def judgement(text: str) -> bool | None:
    """What was found: True for well, False for not well; None for words that say neither."""
    words = " ".join(text.split()).casefold().rstrip(".")
    if words in _GOOD:
        return True
    return False if words in _BAD else None


def item_number(text: str, wordings: Sequence[str]) -> int | None:
    """Number from 1 of a criterion or principle, given by number or wording; None if it is neither."""
    words = " ".join(text.split()).casefold().rstrip(".")
    if words.isdecimal():
        return int(words) if 1 <= int(words) <= len(wordings) else None
    folded = [wording.casefold().rstrip(".") for wording in wordings]
    return folded.index(words) + 1 if words in folded else None


def read_records(path: Path, known: Sequence[Column]) -> Table:
    """Read the records of a CSV, XLSX or TOML file; a TOML file holds one array of tables, of any name."""
    return _read_toml(path, known) if path.suffix.casefold() == ".toml" else read_table(path, known)


def _read_toml(path: Path, known: Sequence[Column]) -> Table:
    try:
        text, faults = read_text(read_regular(path))
        data = toml.loads(text or "")
    except OSError as error:
        return _unreadable(Message(template="the file cannot be read: {reason}", values={"reason": error.strerror}))
    except tomllib.TOMLDecodeError as error:
        place = _TOML_PLACE.search(str(error))
        line = int(place[1]) if place else 0
        return _unreadable(Message(template="this is not TOML: {reason}", values={"reason": str(error)}), line)
    if text is None:
        return Table(messages=faults)
    arrays = [value for value in data.values() if isinstance(value, list)]
    entries = [entry for value in arrays for entry in value if isinstance(entry, Mapping)]
    if not entries:
        template = "the file holds no records; write each below a line like {example}"
        return _unreadable(Message(template=template, values={"example": "[[catatan]]"}))
    titles = list(dict.fromkeys(title for entry in entries for title in entry))
    heading, messages = read_heading(titles, known)
    keys = dict(zip(titles, heading.keys, strict=True))
    lines = [text.count("\n", 0, match.end()) + 1 for match in _TOML_HEADER.finditer(text)]
    lines += [0] * (len(entries) - len(lines))
    return Table(
        columns=heading.known,
        rows=tuple(_toml_row(entry, keys, line) for entry, line in zip(entries, lines, strict=False)),
        messages=(*faults, *(TableFault(line=0, message=message) for message in messages)),
    )


def _toml_row(entry: Mapping[str, object], keys: Mapping[str, str | None], line: int) -> Record:
    cells = {}
    further = []
    for title, value in entry.items():
        key = keys[title]
        if key:
            cells[key] = str(value)
        else:
            further.append((title, str(value)))
    return Record(line=line, cells=cells, further=tuple(further))


def _unreadable(message: Message, line: int = 0) -> Table:
    return Table(messages=(TableFault(line=line, message=message),))


def rows_as_text(table: Table) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows as plain values: line and cells."""
    for row in table.rows:
        yield row.line, dict(row.cells)
