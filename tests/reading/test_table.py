"""The compact form gives exactly the steps of the long one: typed rows, CSV and XLSX, reStructuredText and MyST."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from .manuals import CELLS, CONF, entry, line_of, sop, step
from .test_myst import MYST

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from .manuals import Reading, Workshop

    Read = Callable[..., Reading]

TITLES = {
    "text": "Kegiatan", "pelaksana": "Pelaksana", "kelengkapan": "Kelengkapan", "waktu": "Waktu", "output": "Output",
    "keterangan": "Keterangan", "ya": "Ya", "tidak": "Tidak", "cabang": "Cabang", "lanjut": "Lanjut", "alur": "Alur",
    "selesai": "Selesai", "simbol": "Simbol", "id": "Id", "nomor-langkah": "Nomor langkah", "abaikan": "Abaikan",
}  # fmt: skip
LANES = {"pelaksana": "pemohon = Pemohon\nstaf = Staf Pelayanan\nkabid = Kepala Bidang\nkadis = Kepala Dinas"}

ROWS: list[dict[str, str]] = [
    {"text": "Mengajukan *permohonan*", "pelaksana": "pemohon", "id": "ajukan", **CELLS},
    {"text": "Memeriksa kelengkapan", "pelaksana": "staf -> kabid", "tidak": "ajukan", "keterangan": "Lihat :sop:step:`1`.", **CELLS},
    {"text": "Menelaah usulan", "pelaksana": "~kabid, staf", "cabang": "Kurang -> 2/staf\nTolak -> selesai\nLanjut -> 4", **CELLS},
    {"text": "Membahas usulan", "pelaksana": "kabid + kadis", "lanjut": "5, kirim", "waktu": "2 hari kerja", "output": "-"},
    {"text": "Memaraf usulan", "pelaksana": "kabid", "alur": 'kabid -> 6: hasil: baik\nkabid <-> "Staf Pelayanan"', **CELLS},
    {"text": "Mengirim ``surat``", "pelaksana": "kadis[terminator]", "id": "kirim", "selesai": "", "nomor-langkah": "6a", **CELLS},
]  # fmt: skip


def steps(rows: Sequence[Mapping[str, str]]) -> list[str]:
    return [
        step(row["text"], *(entry(key, value) for key, value in row.items() if key not in {"text", *CELLS}),
             **{key: row.get(key) for key in CELLS})
        for row in rows
    ]  # fmt: skip


def grid(rows: Sequence[Mapping[str, str]]) -> list[list[str]]:
    """The same rows below titles, with the cells as one line."""
    keys = [key for key in TITLES if any(key in row for row in rows)]
    cells = [
        [("x" if key == "selesai" and key in row else row.get(key, "").replace("\n", "; ")) for key in keys]
        for row in rows
    ]
    numbered = [[str(number), *row] for number, row in enumerate(cells, start=1)]
    return [["No", *(TITLES[key] for key in keys)], *numbered]


def table(rows: Sequence[Sequence[str]]) -> str:
    return "\n".join([".. sop-table::", "", *("   " + " | ".join(row).rstrip() for row in rows)])


def without_lines(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: without_lines(value) for key, value in data.items() if key != "line"}
    return [without_lines(one) for one in data] if isinstance(data, list) else data


def as_csv(rows: Sequence[Sequence[str]], delimiter: str = ",") -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    return stream.getvalue()


def as_xlsx(rows: Sequence[Sequence[object]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append([int(cell) if str(cell).isdigit() else cell for cell in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


FILE = ".. sop-table::\n   :file: langkah.{}"


# -- the same steps --------------------------------------------------------------------------------------------------
def test_a_table_gives_the_steps_of_the_long_form(read: Read) -> None:
    long = read(sop(*steps(ROWS), **LANES))
    short = read(sop(table(grid(ROWS)), **LANES))
    assert [one.partition(" ")[0] for one in short.reported] == [one.partition(" ")[0] for one in long.reported]
    assert without_lines(short.data) == without_lines(long.data)
    assert short.text == long.text


def test_the_faults_of_a_row_stand_at_its_line(read: Read) -> None:
    rows = [*ROWS[:2], {"text": "Menetapkan keputusan", "pelaksana": "kadis, bupati", "ya": "9", **CELLS}]
    long, short = sop(*steps(rows), **LANES), sop(table(grid(rows)), **LANES)
    line = line_of(short, "Menetapkan keputusan")
    assert sorted(read(short).reported) == [f"SOP201 E {line}", f"SOP210 E {line}"]
    said = [{message.partition("ERROR")[2] for message in read(text).messages} for text in (short, long)]
    assert said[0] == said[1]


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_csv_file_gives_the_same(read: Read, delimiter: str) -> None:
    found = read({"index.rst": sop(FILE.format("csv"), **LANES), "langkah.csv": as_csv(grid(ROWS), delimiter)})
    expected = read(sop(*steps(ROWS), **LANES))
    assert without_lines(found.data) == without_lines(expected.data)
    assert found.text == expected.text


def test_an_xlsx_file_gives_the_same(read: Read) -> None:
    found = read({"index.rst": sop(FILE.format("xlsx"), **LANES), "langkah.xlsx": as_xlsx(grid(ROWS))})
    assert without_lines(found.data) == without_lines(read(sop(*steps(ROWS), **LANES)).data)


def test_a_fence_of_myst_gives_the_same(read: Read) -> None:
    rows = [{**row, "text": row["text"].replace("``", "`")} for row in ROWS]
    rows[1]["keterangan"] = "Lihat {sop:step}`1`."
    head = "\n".join(entry(key, value) for key, value in LANES.items())
    text = (
        f"````{{sop}} Pemberian Cuti\n{head}\n\n```{{sop-tabel}}\n"
        + "\n".join(map(" | ".join, grid(rows)))
        + "\n```\n````\n"
    )
    found = read({"index.md": text}, conf=MYST)
    expected = read(sop(*steps(ROWS), **LANES)).data
    assert without_lines(found.data["steps"]) == without_lines(expected["steps"])
    assert found.data["flows"] == expected["flows"]
    assert found.data["steps"][2]["line"] == line_of(text, "Menelaah usulan")


def test_a_file_of_a_myst_document(read: Read) -> None:
    rows = grid([{**ROWS[0]}, {"text": "Mencatat {sop:step}`9`", "pelaksana": "kadis", "tidak": "8", **CELLS}])
    documents = {
        "index.md": "````{sop} Cuti\n```{sop-table}\n:file: langkah.csv\n```\n````\n",
        "langkah.csv": as_csv(rows),
    }
    found = read(documents, conf=MYST)
    assert [one for one in found.reported if "langkah" in one] == ["SOP201 W langkah.csv:3"]  # a draft
    assert found.text.count("Berkas permohonan") == 2


WORDS = st.sampled_from(["Mencatat surat", "a *b* c", "x: y", "``kode``", "-", "1. satu", "kata | lain", "", "0"])


@st.composite
def random_rows(draw: st.DrawFn) -> list[dict[str, str]]:
    count = draw(st.integers(1, 5))
    target = st.sampled_from([*map(str, range(1, count + 2)), "selesai", "awal", "sebelumnya"])
    rows = []
    for _ in range(count):
        row = {
            "text": draw(st.sampled_from(["Mencatat surat", "Menilai *berkas*", "Mengirim ``a|b``"])),
            "pelaksana": draw(
                st.sampled_from(["staf", "staf, kabid", "staf -> kadis", "~staf, kadis", "asing", "kabid+kadis"])
            ),
        }
        for key in ("kelengkapan", "waktu", "output", "keterangan"):
            row[key] = draw(WORDS)
        for key, strategy in (
            ("ya", target), ("tidak", target), ("lanjut", target), ("selesai", st.just("")),
            ("cabang", st.lists(st.builds("{} -> {}".format, st.sampled_from("AB"), target), min_size=1, max_size=3).map("\n".join)),
            ("simbol", st.sampled_from(["proses", "awan"])), ("abaikan", st.just("SOP301")),
        ):  # fmt: skip
            if draw(st.booleans()) and draw(st.booleans()):
                row[key] = draw(strategy)
        rows.append({key: value for key, value in row.items() if value or key == "selesai"})
    return rows


@given(random_rows())
@settings(max_examples=40, deadline=None)
def test_random_rows_give_the_steps_of_the_long_form(
    workshops: Callable[..., Workshop], rows: list[dict[str, str]]
) -> None:
    shop = workshops(conf=CONF)
    escaped = [[cell.replace("|", r"\|") for cell in row] for row in grid(rows)]
    long, short = shop.read(sop(*steps(rows), **LANES)), shop.read(sop(table(escaped), **LANES))
    assert without_lines(short.data) == without_lines(long.data)
    said = [sorted((one.code, one.severity, one.steps) for one in found.findings) for found in (short, long)]
    assert said[0] == said[1]


# -- columns ---------------------------------------------------------------------------------------------------------
def test_the_order_of_columns_is_free_and_missing_ones_are_empty(read: Read) -> None:
    rows = [["Output", "Pelaksana", "Kegiatan"], ["Surat", "staf", "Mencatat surat"]]
    (found,) = read(sop(table(rows))).data["steps"]
    assert (found["text"], found["output"], found["time"]) == ("Mencatat surat", "Surat", "")


def test_english_titles(read: Read) -> None:
    rows = [
        ["No", "Activity", "Actors", "Inputs", "Time", "Output", "Yes", "No", "Notes", "Id"],
        ["1", "Mengajukan permohonan", "staf", "Berkas", "1 jam", "Surat", "", "", "cepat", "a"],
        ["2", "Memeriksa berkas", "kadis", "Berkas", "1 jam", "Surat", "3", "a", "", ""],
        ["3", "Menyimpan berkas", "staf", "Berkas", "1 jam", "Surat", "", "", "", ""],
    ]
    found = read(sop(table(rows)))
    assert found.reported == []
    assert found.flows == {"a/staf -> 2/kadis", "2/kadis -> 3/staf: Yes", "2/kadis -> a/staf: No"}
    assert [one["label"] for one in found.data["steps"]] == ["1", "2", "3"]
    rows = [
        ["Number", "Activity", "Actor", "Branches", "Next", "End", "Shape"],
        ["1", "a", "staf", "Ya -> end", "", "", ""],
    ]
    assert read(sop(table(rows))).flows == {"1/staf -> selesai: Ya"}


@pytest.mark.parametrize("name", ["sop-table", "sop-tabel"])
def test_both_names(read: Read, name: str) -> None:
    text = sop(table(grid(ROWS[:1])).replace("sop-table", name))
    assert read(text).reported == []


def test_a_table_with_a_frame(read: Read) -> None:
    framed = [
        "| No | Kegiatan         | Pelaksana |",
        "|----|:----------------|-----------|",
        "| 1  | Mencatat surat   | staf      |",
        "|    | Mengirim surat   | kadis |",
    ]
    plain = [["No", "Kegiatan", "Pelaksana"], ["1", "Mencatat surat", "staf"], ["", "Mengirim surat", "kadis"]]
    text = ".. sop-table::\n\n" + "\n".join(f"   {line}" for line in framed)
    assert without_lines(read(sop(text)).data) == without_lines(read(sop(table(plain))).data)


def test_rows_may_begin_right_below_the_directive_and_need_not_align(read: Read) -> None:
    text = ".. sop-table::\n   No | Kegiatan | Pelaksana\n    1 | Mencatat surat | staf\n\n   10|Mengirim surat|kadis"
    found = read(sop(text))
    assert [(one["label"], one["text"]) for one in found.data["steps"]] == [
        ("1", "Mencatat surat"),
        ("10", "Mengirim surat"),
    ]


def test_a_bar_in_a_text(read: Read) -> None:
    rows = [["Kegiatan", "Pelaksana", "Keterangan"], [r"Memilih A \| B", "staf", r"``x\|y``"]]
    found = read(sop(table(rows)))
    assert found.data["steps"][0]["text"] == "Memilih A | B"
    assert found.data["steps"][0]["notes"] == "x|y"


def test_a_dash_means_none(read: Read) -> None:
    rows = [["Kegiatan", "Pelaksana", "Kelengkapan", "Waktu", "Output", "Ya", "Tidak", "Lanjut", "Selesai"]]
    rows.append(["Mencatat surat", "staf", "-", "1 jam", "Agenda", "-", "-", "-", "-"])
    found = read(sop(table(rows)))
    assert found.reported == []
    assert found.only.nodes[0].shape.value == "terminator"


# -- tables as agencies write them -----------------------------------------------------------------------------------
AGENCY = [
    ["No", "Kegiatan", "Pelaksana", "", "", "Mutu Baku", "", "", "Ket."],
    ["", "", "pemohon", "Staf Pelayanan", "Kepala Bidang", "Kelengkapan", "Waktu (menit)", "Output", ""],
    ["1", "Mengajukan permohonan", "X", "", "", "Berkas", "5", "Berkas", ""],
    ["2", "Membahas berkas", "", "√", "v", "Berkas", "10-20", "Catatan", "rapat"],
    ["3", "Memaraf berkas", "", "2", "1", "Berkas", "1 hari", "Berkas", ""],
    ["4", "Menilai berkas", "", "+", "+", "Berkas", "7,5", "Nilai", ""],
    ["5", "Memutuskan berkas", "", "", "●[terminator]", "Berkas", "-", "Keputusan", ""],
]
PLAIN = [
    ["No", "Kegiatan", "Pelaksana", "Kelengkapan", "Waktu", "Output", "Keterangan"],
    ["1", "Mengajukan permohonan", "pemohon", "Berkas", "5 menit", "Berkas", ""],
    ["2", "Membahas berkas", 'staf, "Kepala Bidang"', "Berkas", "10-20 menit", "Catatan", "rapat"],
    ["3", "Memaraf berkas", "kabid -> staf", "Berkas", "1 hari", "Berkas", ""],
    ["4", "Menilai berkas", "staf + kabid", "Berkas", "7,5 menit", "Nilai", ""],
    ["5", "Memutuskan berkas", "kabid[terminator]", "Berkas", "-", "Keputusan", ""],
]


@pytest.mark.parametrize("numbered", [False, True])
@pytest.mark.parametrize("form", ["typed", "framed", "csv", "xlsx"])
def test_a_column_for_each_actor_and_a_unit_in_the_heading(read: Read, form: str, *, numbered: bool) -> None:
    rows = [*AGENCY[:2], *([[str(place) for place in range(1, 10)]] if numbered else []), *AGENCY[2:]]
    expected = read(sop(table(PLAIN), **LANES))
    assert len(expected.data["steps"]) == 5
    framed = ".. sop-table::\n\n" + "\n".join("   | " + " | ".join(row) + " |" for row in rows)
    found = {
        "typed": lambda: read(sop(table(rows), **LANES)),
        "framed": lambda: read(sop(framed, **LANES)),
        "csv": lambda: read({"index.rst": sop(FILE.format("csv"), **LANES), "langkah.csv": as_csv(rows, ";")}),
        "xlsx": lambda: read({"index.rst": sop(FILE.format("xlsx"), **LANES), "langkah.xlsx": as_xlsx(rows)}),
    }[form]()
    assert without_lines(found.data) == without_lines(expected.data)
    assert found.flows == expected.flows
    assert [one.split()[0] for one in found.reported] == [one.split()[0] for one in expected.reported]


@pytest.mark.parametrize("unit", ["(menit)", "menit"])
def test_a_unit_below_the_title(read: Read, unit: str) -> None:
    rows = [["Kegiatan", "Pelaksana", "", "Waktu"], ["", "pemohon", "staf", unit], ["Mencatat surat", "", "x", "15"]]
    plain = [["Kegiatan", "Pelaksana", "Waktu"], ["Mencatat surat", "staf", "15 menit"]]
    expected = without_lines(read(sop(table(plain), **LANES)).data)
    assert without_lines(read(sop(table(rows), **LANES)).data) == expected
    files = {"index.rst": sop(FILE.format("csv"), **LANES), "langkah.csv": as_csv(rows)}
    assert without_lines(read(files).data) == expected


def test_marks_below_a_heading_of_one_row(read: Read) -> None:
    rows = [["Kegiatan", "pemohon", "Staf Pelayanan", "Waktu (jam)"], ["Mencatat surat", "x", "", "2"],
            ["Mengirim surat", "-", "~X", "1,5"]]  # fmt: skip
    plain = [["Kegiatan", "Pelaksana", "Waktu"], ["Mencatat surat", "pemohon", "2 jam"],
             ["Mengirim surat", "~staf", "1,5 jam"]]  # fmt: skip
    found, expected = read(sop(table(rows), **LANES)), read(sop(table(plain), **LANES))
    assert without_lines(found.data) == without_lines(expected.data)


@pytest.mark.parametrize("mark", ["X", "x", "V", "v", "√", "✓", "✔", "●", "•", "1"])
def test_every_usual_mark(read: Read, mark: str) -> None:
    rows = [["Kegiatan", "Pelaksana", "Pelaksana"], ["", "pemohon", "staf"], ["Mencatat surat", "", mark]]
    (found,) = read(sop(table(rows), **LANES)).only.nodes
    assert found.actors == ("staf",)


def test_text_where_a_mark_belongs_is_named_and_kept(read: Read) -> None:
    rows = [AGENCY[0], AGENCY[1], ["1", "Mencatat surat", "kadang", "X", "", "Berkas", "5", "Surat", ""]]
    text = sop(table(rows), **LANES)
    found = read(text)
    assert f"SOP114 E {line_of(text, 'kadang')}" in found.reported
    assert any("`kadang` below `pemohon` is no mark" in message for message in found.messages)
    assert "kadang" in found.text


def test_an_unknown_actor_of_a_column_is_reported_as_ever(read: Read) -> None:
    rows = [["Kegiatan", "Pelaksana", ""], ["", "staf", "Bupati Lama"], ["Mencatat surat", "", "x"]]
    assert "SOP210" in {one.split()[0] for one in read(sop(table(rows), **LANES)).reported}


def test_an_unknown_column_lists_the_known_ones(read: Read) -> None:
    rows = [["Kegiatan", "Pelaksana", "Biaya (Rp)"], ["Mencatat surat", "staf", "5000"]]
    found = read(sop(table(rows)))
    (said,) = [message for message in found.messages if "Biaya" in message]
    assert "the columns are No, Kegiatan, Id, Nomor langkah, Pelaksana, Kelengkapan, Waktu, Output" in said
    assert "5000" in found.text


def test_a_row_without_activity_is_no_heading(read: Read) -> None:
    rows = [["No", "Kegiatan", "Pelaksana", "Output"], ["1", "", "staf", "Surat"], ["2", "Mengirim", "staf", "Surat"]]
    assert len(read(sop(table(rows))).data["steps"]) == 2


# -- numbers ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("numbers", "labels"),
    [
        (["1", "2", "3"], ["1", "2", "3"]),
        (["1.", "2.", "3."], ["1", "2", "3"]),
        (["", "", ""], ["1", "2", "3"]),
        (["1", "2", "2a"], ["1", "2", "2a"]),
        (["1", "1a", "2"], ["1", "1a", "2"]),
        (["5", "6", "7"], ["5", "6", "7"]),
        (["A.", "B.", ""], ["A.", "B.", "3"]),
        (["2", "2", "3"], ["2", "2", "3"]),
    ],
)
def test_a_number_that_is_not_the_position_is_printed(read: Read, numbers: list[str], labels: list[str]) -> None:
    rows = [["No", "Kegiatan", "Pelaksana"], *([number, "Mencatat surat", "staf"] for number in numbers)]
    found = read(sop(table(rows))).data["steps"]
    assert [one["label"] for one in found] == labels
    assert [one["number"] for one in found] == ["1", "2", "3"]


def test_rows_below_a_heading_row_are_its_sub_steps(read: Read) -> None:
    rows = [
        ["No", "Kegiatan", "Pelaksana", "Waktu"],
        ["1", "Mengajukan permohonan", "staf", "1 jam"],
        ["2", "Penilaian", "", ""],
        ["2.1", "Menilai berkas", "kabid", "1 jam"],
        ["2.2", "Menilai lokasi", "kadis", "1 jam"],
        ["3", "Mencatat surat", "staf", "1 jam"],
    ]
    inner = "\n\n".join(
        step(text, f":pelaksana: {actor}", kelengkapan=None, output=None, waktu="1 jam").replace("\n", "\n   ")
        for text, actor in (("Menilai berkas", "kabid"), ("Menilai lokasi", "kadis"))
    )
    bare = {"kelengkapan": None, "output": None}
    long = sop(
        step("Mengajukan permohonan", ":pelaksana: staf", waktu="1 jam", **bare),
        step("Penilaian", waktu=None, **bare) + "\n\n   " + inner.replace("\n.. sop-step", "\n   .. sop-step"),
        step("Mencatat surat", ":pelaksana: staf", waktu="1 jam", **bare),
    )
    expected = without_lines(read(long).data)
    assert [one["number"] for one in expected["steps"]] == ["1", "2", "2.1", "2.2", "3"]
    assert without_lines(read(sop(table(rows))).data) == expected
    rows[2][2] = "kabid"  # a step of its own: what follows is no part of it
    assert [one["number"] for one in read(sop(table(rows))).data["steps"]] == ["1", "2", "3", "4", "5"]
    assert [one["label"] for one in read(sop(table(rows))).data["steps"]] == ["1", "2", "2.1", "2.2", "3"]


def test_a_table_among_steps(read: Read) -> None:
    first, last = steps([{**ROWS[0]}, {"text": "Menutup berkas", "pelaksana": "kadis", "tidak": "2", **CELLS}])
    rows = [
        {"text": "Mencatat surat", "pelaksana": "staf", **CELLS},
        {"text": "Memaraf surat", "pelaksana": "kabid", "tidak": "ajukan", **CELLS},
    ]
    expected = read(sop(first, *steps(rows), last, **LANES))
    assert expected.reported == []
    found = read(sop(first, table(grid(rows)), last, **LANES))
    assert without_lines(found.data) == without_lines(expected.data)
    second = [[str(number + 1) if number else "No", *row[1:]] for number, row in enumerate(grid(rows))]
    assert without_lines(read(sop(first, table(second), last, **LANES)).data) == without_lines(expected.data)


def test_a_table_of_sub_steps(read: Read) -> None:
    heading = step("Penilaian", kelengkapan=None, waktu=None, output=None)
    rows = table(grid([{"text": "Menilai berkas", "pelaksana": "kabid", **CELLS}])).replace("\n", "\n   ")
    found = read(sop(heading + "\n\n   " + rows, **LANES))
    assert [one["number"] for one in found.data["steps"]] == ["1", "1.1"]


# -- what is wrong ---------------------------------------------------------------------------------------------------
def test_text_in_no_column_is_named_and_shown(read: Read) -> None:
    rows = [["Kegiatan", "Pelaksana", "Peralatn"], ["Mencatat surat", "staf", "stempel", "lebih"], ["Mengirim", "staf"]]
    text = sop(table(rows), abaikan="SOP311 SOP312 SOP313")
    found = read(text)
    assert found.reported == [
        f"SOP114 E {line_of(text, 'Kegiatan')}",
        f"SOP114 E {line_of(text, 'Mencatat surat')}",
    ]
    assert "The column `Peralatn` is not known" in found.messages[0]
    for word in ("stempel", "lebih"):
        assert word in found.text


def test_a_line_without_a_bar(read: Read) -> None:
    text = sop(table(grid(ROWS[:1])) + "\n   dan seterusnya\n")
    found = read(text)
    assert found.reported == [f"SOP114 E {line_of(text, 'dan seterusnya')}"]
    assert "dan seterusnya" in found.text
    assert len(found.only.steps) == 1


def test_text_above_the_rows(read: Read) -> None:
    text = sop(table(grid(ROWS[:1])).replace("::\n", ":: Tabel langkah\n"))
    found = read(text)
    assert found.reported == [f"SOP114 E {line_of(text, 'Tabel langkah')}"]
    assert "Tabel langkah" in found.text
    assert len(found.only.steps) == 1


def test_a_table_without_titles(read: Read) -> None:
    text = sop(table([["1", "Mencatat surat", "staf"], ["2", "Mengirim surat", "staf"]]))
    found = read(text)
    assert found.reported == ["SOP206 E 1", f"SOP114 E {line_of(text, 'Mencatat surat')}"]
    assert "Mengirim surat" in found.text


def test_an_empty_table(read: Read) -> None:
    text = sop(".. sop-table::")
    found = read(text)
    line = line_of(text, "sop-table")
    assert [one for one in found.reported if one.startswith("SOP114")] == [f"SOP114 E {line}"]


def test_a_column_of_activities_that_is_missing_is_said_once(read: Read) -> None:
    text = sop(table([["No", "Pelaksana"], ["1", "staf"], ["2", "kadis"]]), abaikan="SOP311 SOP312 SOP313")
    found = read(text)
    assert found.messages == [f"index.rst:{line_of(text, 'No |')}: ERROR: Columns are missing: Kegiatan [sop.SOP114]"]


def test_an_unknown_entry_of_the_table(read: Read) -> None:
    text = sop(table(grid(ROWS[:1])).replace("::\n", "::\n   :fil: a.csv\n"))
    found = read(text)
    assert found.reported == [f"SOP114 E {line_of(text, ':fil:')}"]
    assert "a.csv" in found.text
    assert len(found.only.steps) == 1


def test_a_file_that_is_not_there(read: Read) -> None:
    text = sop(FILE.format("csv"), *steps(ROWS[:1]), **LANES, abaikan="SOP211")
    found = read(text)
    assert found.messages == [
        f"index.rst:{line_of(text, ':file:')}: ERROR: `file`: there is no file langkah.csv [sop.SOP114]"
    ]


@pytest.mark.parametrize(
    ("content", "reported"),
    [
        (b"", ["SOP114 E langkah.csv:1"]),
        (b"\x00\x01", ["SOP114 E langkah.csv:1"]),
        (b"PK\x03\x04xyz", ["SOP114 E langkah.csv:1"]),
        ("Kegiatan,Pelaksana\nMencatat kafé,staf\n".encode("latin-1"), ["SOP114 E langkah.csv:2"]),
        (b"Pelaksana\nstaf\n", ["SOP114 E langkah.csv:1"]),
        (b'Kegiatan,Pelaksana\n"Mencatat surat,staf\n', ["SOP114 E langkah.csv:2"]),
        (b"Kegiatan,Pelaksana\nMencatat surat,staf,lebih\n", ["SOP114 E langkah.csv:2"]),
    ],
)  # fmt: skip
def test_a_file_with_a_fault_is_one_message(read: Read, content: bytes, reported: list[str]) -> None:
    text = sop(FILE.format("csv"), *steps(ROWS[:1]))
    found = read({"index.rst": text, "langkah.csv": content})
    assert [one for one in found.reported if not re.match("SOP(21|31)", one)] == reported


def test_a_fault_of_a_row_of_a_file_stands_in_the_file(read: Read) -> None:
    rows = grid(
        [*ROWS[:1], {"text": "Mengirim **surat", "pelaksana": "staf", "tidak": "9", "keterangan": "`x", **CELLS}]
    )
    found = read({"index.rst": sop(FILE.format("csv"), **LANES, abaikan="SOP211"), "langkah.csv": as_csv(rows)})
    places = sorted(message.partition(": ")[0] for message in found.messages)
    assert places == ["langkah.csv:3"] * 3
    assert "SOP201 E langkah.csv:3" in found.reported
    assert found.data["steps"][1]["line"] == 3


def test_a_file_in_a_folder_below_the_document(read: Read) -> None:
    text = sop(FILE.format("csv").replace("langkah", "data/langkah"))
    documents = {
        "index.rst": "Isi\n===\n\n.. toctree::\n\n   unit/a\n",
        "unit/a.rst": text,
        "unit/data/langkah.csv": as_csv(grid(ROWS[:1])),
    }
    assert read(documents).reported == []
    documents["unit/a.rst"] = text.replace("data/langkah", "/unit/data/langkah").replace(":file:", ":berkas:")
    assert read(documents).reported == []


def test_a_changed_file_is_read_again(read: Read, workshops: Callable[..., Workshop]) -> None:
    shop = workshops(conf=CONF)
    shop.read({"index.rst": sop(FILE.format("csv")), "langkah.csv": as_csv(grid(ROWS[:1]))})
    (shop.srcdir / "langkah.csv").write_text(
        as_csv(grid([{"text": "Menyimpan surat", "pelaksana": "staf", **CELLS}])), encoding="utf-8"
    )
    shop.build()
    assert "Menyimpan surat" in shop.app.env.get_doctree("index").astext()


def test_a_table_outside_an_sop_is_one_message(read: Read) -> None:
    text = "Judul\n=====\n\n" + table(grid([ROWS[0], ROWS[5]]))
    found = read(text)
    assert found.reported == [f"SOP118 E {line_of(text, 'sop-table')}"]
    assert "Mengirim surat" in found.text


def test_two_thousand_rows(read: Read) -> None:
    rows = [{"text": "Mencatat surat", "pelaksana": ("staf", "kabid")[number % 2], **CELLS} for number in range(2000)]
    found = read({"index.rst": sop(FILE.format("csv")), "langkah.csv": as_csv(grid(rows))})
    assert found.reported == []
    assert len(found.only.steps) == 2000


def test_the_texts_of_a_file_can_be_translated(workshops: Callable[..., Workshop]) -> None:
    shop = workshops("gettext")
    shop.read({"index.rst": sop(FILE.format("csv"), **LANES), "langkah.csv": as_csv(grid(ROWS))})
    (template,) = shop.app.outdir.glob("*.pot")
    text = template.read_text(encoding="utf-8")
    for words in ("Mengajukan *permohonan*", "Mengirim ``surat``", "Berkas permohonan", "Kurang"):
        assert f'msgid "{words}"' in text
    assert re.search(r'langkah.csv:3\nmsgid "Memeriksa kelengkapan"', text)
