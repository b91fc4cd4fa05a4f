"""Tables from CSV and XLSX files: every spelling spreadsheets write, one sentence for each thing that is wrong."""

from __future__ import annotations

import datetime
import io
import zipfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from sphinxcontrib_sop.core.reading.tables import Record, Table, columns, read_heading, read_table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

COLUMNS = columns("title", no="No", title=("Judul SOP", "Title"), unit=("Satuan Kerja", "Unit"), output="Output")

ROWS = [["No", "Judul SOP", "Satuan Kerja", "Output"], ["1", "Cuti", "Umum", "Surat"], ["2", "Surat", "", "Agenda"]]
EXPECTED = [
    {"no": "1", "title": "Cuti", "unit": "Umum", "output": "Surat"},
    {"no": "2", "title": "Surat", "output": "Agenda"},
]

Write = "Callable[..., Path]"


@pytest.fixture
def csv_file(tmp_path: Path) -> Callable[[str | bytes], Path]:
    def write(content: str | bytes, name: str = "data.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def workbook(rows: Sequence[Sequence[object]]) -> Workbook:
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    return book


@cache
def sound_file() -> bytes:
    """One and the same file: a workbook holds the time at which it was saved."""
    stream = io.BytesIO()
    workbook(ROWS).save(stream)
    return stream.getvalue()


@pytest.fixture
def xlsx_file(tmp_path: Path) -> Callable[[Workbook], Path]:
    def write(book: Workbook, name: str = "data.xlsx") -> Path:
        path = tmp_path / name
        book.save(path)
        return path

    return write


def cells(table: Table) -> list[dict[str, str]]:
    return [dict(row.cells) for row in table.rows]


def said(table: Table) -> list[str]:
    return [f"{found.line}: {found.message}" for found in table.messages]


# -- CSV -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_dialect(csv_file: Write, delimiter: str, encoding: str, newline: str) -> None:
    text = newline.join(delimiter.join(row) for row in ROWS) + newline
    table = read_table(csv_file(text.encode(encoding)), COLUMNS)
    assert said(table) == []
    assert cells(table) == EXPECTED
    assert table.columns == ("no", "title", "unit", "output")
    assert [row.line for row in table.rows] == [2, 3]


def test_names_are_compared_without_case_space_and_signs(csv_file: Write) -> None:
    table = read_table(csv_file(" NO. ;judul-sop;SATUAN  KERJA;\n1;Cuti;Umum;\n"), COLUMNS)
    assert said(table) == []
    assert cells(table) == [{"no": "1", "title": "Cuti", "unit": "Umum"}]


def test_the_order_is_free_and_aliases_count(csv_file: Write) -> None:
    table = read_table(csv_file("Unit,Title\nUmum,Cuti\n"), COLUMNS)
    assert table.columns == ("unit", "title")
    assert cells(table) == [{"unit": "Umum", "title": "Cuti"}]


def test_cells_of_several_lines_keep_the_line_of_the_row(csv_file: Write) -> None:
    table = read_table(csv_file('Title,Output\n"Cuti\n tahunan","a ""b"" c"\n\nSurat,x\n'), COLUMNS)
    assert cells(table) == [{"title": "Cuti\n tahunan", "output": 'a "b" c'}, {"title": "Surat", "output": "x"}]
    assert [row.line for row in table.rows] == [2, 5]


def test_the_hint_of_a_spreadsheet_program(csv_file: Write) -> None:
    assert cells(read_table(csv_file("sep=;\nTitle;Output\nCuti, tahunan;x\n"), COLUMNS)) == [
        {"title": "Cuti, tahunan", "output": "x"}
    ]


def test_another_encoding_is_named_and_read(csv_file: Write) -> None:
    table = read_table(csv_file("Title,Output\nCuti,x\nKafé,x\n".encode("latin-1")), COLUMNS)
    assert said(table) == ["3: the file is not UTF-8; it was read as cp1252: `Kafé,x`. Save it as UTF-8"]
    assert cells(table)[1]["title"] == "Kafé"


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b",,,\n,,\n", b"  \n"])
def test_an_empty_file(csv_file: Write, content: bytes) -> None:
    assert said(read_table(csv_file(content), COLUMNS)) == ["0: the file is empty"]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert said(read_table(tmp_path / "tiada.csv", COLUMNS)) == [
        "0: the file cannot be read: No such file or directory"
    ]
    assert said(read_table(tmp_path, COLUMNS)) == ["0: the file cannot be read: Is a directory"]


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", bytes(range(256)) * 4])
def test_a_file_of_another_kind(csv_file: Write, content: bytes) -> None:
    assert said(read_table(csv_file(content), COLUMNS)) == ["0: this is neither a CSV nor an XLSX file"]


def test_a_missing_column_is_named_once(csv_file: Write) -> None:
    table = read_table(csv_file("No,Output\n1,x\n2,y\n"), COLUMNS)
    assert said(table) == ["1: columns are missing: Judul SOP"]
    assert cells(table) == [{"no": "1", "output": "x"}, {"no": "2", "output": "y"}]


def test_no_column_that_is_known(csv_file: Write) -> None:
    table = read_table(csv_file("\na,b\n1,2\n"), COLUMNS)
    assert said(table) == [
        "2: no row names the columns; write them above the others: No, Judul SOP, Satuan Kerja, Output"
    ]


def test_a_column_that_is_not_known_is_kept(csv_file: Write) -> None:
    table = read_table(csv_file("Title,Keluaran,Outputt\nCuti,a,b\n"), COLUMNS)
    assert said(table) == [
        "1: the column `Keluaran` is not known; the columns are No, Judul SOP, Satuan Kerja, Output",
        "1: the column `Outputt` is not known; did you mean `Output`?",
    ]
    assert table.rows[0].further == (("Keluaran", "a"), ("Outputt", "b"))


def test_a_column_twice(csv_file: Write) -> None:
    table = read_table(csv_file("Title,Judul SOP\nCuti,Surat\n"), COLUMNS)
    assert said(table) == ["1: the column `Judul SOP` is repeated; the first one counts"]
    assert table.rows == (Record(line=2, cells={"title": "Cuti"}, further=(("Judul SOP", "Surat"),)),)


def test_rows_that_are_too_long_are_named_once(csv_file: Write) -> None:
    table = read_table(csv_file("Title,Output\n" + "a,b,c\n" * 8), COLUMNS)
    assert said(table) == [
        "2: the row has more cells than there are columns (also in 7 further rows: 3, 4, 5, 6, 7 ...)"
    ]
    assert table.rows[0].further == (("", "c"),)
    table = read_table(csv_file("Title,Output\n" + "a,b,c\n" * 2), COLUMNS)
    assert said(table) == ["2: the row has more cells than there are columns (also in rows 3)"]


def test_an_open_quotation_mark_costs_one_row(csv_file: Write) -> None:
    table = read_table(csv_file('Title,Output\n"Cuti,x\nSurat,y\n"Buku","z"\n'), COLUMNS)
    assert said(table) == ["2: a quotation mark of the row is not closed"]
    assert cells(table) == [
        {"title": '"Cuti', "output": "x"},
        {"title": "Surat", "output": "y"},
        {"title": "Buku", "output": "z"},
    ]


def test_quotation_marks_inside_a_quoted_cell(csv_file: Write) -> None:
    table = read_table(csv_file('Title,Output\n"Cuti" besar,x\nSurat,y\n'), COLUMNS)
    assert said(table) == ["2: the quotation marks of the row do not match its cells"]
    assert cells(table)[0] == {"title": '"Cuti" besar', "output": "x"}


def test_control_characters(csv_file: Write) -> None:
    table = read_table(csv_file("Title,Output\nCu\x07ti,x\n"), COLUMNS)
    assert said(table) == ["2: the row holds characters that cannot be read or shown"]
    assert cells(table)[0]["title"] == "Cu\ufffdti"


def test_a_cell_longer_than_csv_takes(csv_file: Write) -> None:
    long = "kata " * 50_000
    table = read_table(csv_file(f"Title,Output\nCuti,{long}\nSurat,y\n"), COLUMNS)
    assert [row["output"] for row in cells(table)] == [long.strip(), "y"]


def test_ten_thousand_rows(csv_file: Write, xlsx_file: Write) -> None:
    rows = [["No", "Judul SOP"], *([number, f"SOP {number}"] for number in range(1, 10_001))]
    table = read_table(csv_file("\n".join(f"{one},{two}" for one, two in rows)), COLUMNS)
    assert said(table) == []
    assert len(table.rows) == 10_000
    assert table.rows[-1] == Record(line=10_001, cells={"no": "10000", "title": "SOP 10000"})
    assert read_table(xlsx_file(workbook(rows)), COLUMNS) == table


# -- headings --------------------------------------------------------------------------------------------------------
def test_titles_above_and_column_numbers_below_the_heading(csv_file: Write) -> None:
    text = "IDENTIFIKASI SOP,,,\n,,,\nNo,Judul SOP,Unit,Output\n(1),(2),(3),(4)\n1,Cuti,Umum,Surat\n"
    table = read_table(csv_file(text), COLUMNS)
    assert said(table) == []
    assert table.rows == (Record(line=5, cells=EXPECTED[0]),)


@pytest.mark.parametrize(
    "heading",
    [
        "No,Judul SOP,Mutu Baku,\n,,Unit,Output",
        ",,Unit,Output\nNo,Judul SOP,,",
        "No,Judul SOP,Unit,Output\nNo,Judul SOP,Unit,Output",
    ],
)
def test_a_heading_of_two_rows(csv_file: Write, heading: str) -> None:
    table = read_table(csv_file(f"{heading}\n1,Cuti,Umum,Surat\n"), COLUMNS)
    assert said(table) == []
    assert cells(table) == [EXPECTED[0]]


def test_a_row_of_values_that_are_names_is_no_heading(csv_file: Write) -> None:
    table = read_table(csv_file("No,Judul SOP,Unit\n1,Output,Unit\n"), COLUMNS)
    assert cells(table) == [{"no": "1", "title": "Output", "unit": "Unit"}]


def test_a_row_of_titles_alone() -> None:
    heading, messages = read_heading(["No", "", "Judul  SOP"], COLUMNS)
    assert heading.keys == ["no", None, "title"]
    assert heading.known == ("no", "title")
    assert messages == []


# -- XLSX ------------------------------------------------------------------------------------------------------------
def test_a_sheet_is_read_like_a_file(xlsx_file: Write) -> None:
    table = read_table(xlsx_file(workbook(ROWS)), COLUMNS)
    assert said(table) == []
    assert cells(table) == EXPECTED
    assert [row.line for row in table.rows] == [2, 3]


def test_the_content_tells_the_kind_not_the_name(xlsx_file: Write, csv_file: Write) -> None:
    assert cells(read_table(xlsx_file(workbook(ROWS), "data.csv"), COLUMNS)) == EXPECTED


def test_values_of_every_type(xlsx_file: Write) -> None:
    values = [
        (3, "3"), (3.0, "3"), (2.5, "2.5"), (0.1 + 0.2, "0.3"), ("  teks ", "teks"), (datetime.date(2026, 1, 31), "2026-01-31"),
        (datetime.datetime(2026, 1, 31, 8, 30), "2026-01-31 08:30"), (datetime.time(8, 30), "08:30"),
        ("Rp1.000\nlebih", "Rp1.000\nlebih"),
    ]  # fmt: skip
    table = read_table(xlsx_file(workbook([["Title"], *([value] for value, _ in values)])), COLUMNS)
    assert [row.cells["title"] for row in table.rows] == [text for _, text in values]


def test_a_merged_heading(xlsx_file: Write) -> None:
    book = workbook([
        ["DAFTAR SOP"], ["No", "Judul SOP", "Rincian"], [None, None, "Unit", "Output"], [1, "Cuti", "Umum", "Surat"]
    ])  # fmt: skip
    for area in ("A1:D1", "A2:A3", "B2:B3", "C2:D2"):
        book.active.merge_cells(area)
    table = read_table(xlsx_file(book), COLUMNS)
    assert said(table) == []
    assert table.rows == (Record(line=4, cells=EXPECTED[0]),)


def test_the_first_sheet_that_is_shown(xlsx_file: Write) -> None:
    book = workbook([["Title"], ["tersembunyi"]])
    second = book.create_sheet("Kedua")
    second.append(["Title"])
    second.append(["tampak"])
    book.active.sheet_state = "hidden"
    book.active = 1
    assert cells(read_table(xlsx_file(book), COLUMNS)) == [{"title": "tampak"}]


def test_formulas_without_a_value_are_named(xlsx_file: Write) -> None:
    table = read_table(xlsx_file(workbook([["No", "Title"], [1, "Cuti"], ["=A2+1", "Surat"]])), COLUMNS)
    assert said(table) == ["3: a formula of the row has no value yet; open and save the file in a spreadsheet program"]
    assert cells(table)[1] == {"title": "Surat"}


def test_a_million_empty_rows_are_not_read(xlsx_file: Write) -> None:
    book = workbook([["Title"], ["Cuti"]])
    book.active.cell(row=1_048_576, column=1, value="akhir")
    assert cells(read_table(xlsx_file(book), COLUMNS)) == [{"title": "Cuti"}]


def test_an_empty_sheet(xlsx_file: Write) -> None:
    assert said(read_table(xlsx_file(Workbook()), COLUMNS)) == ["0: the file is empty"]


DAMAGED = "0: this is not an XLSX file, or it is damaged; save it again as .xlsx or .csv"


def test_a_file_that_is_no_workbook(csv_file: Write) -> None:
    assert said(read_table(csv_file("Title\nCuti\n", "data.xlsx"), COLUMNS)) == [DAMAGED]
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    assert said(read_table(csv_file(other.getvalue(), "data.xlsx"), COLUMNS)) == [DAMAGED]
    old = read_table(csv_file(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "data.xlsx"), COLUMNS)
    assert said(old) == ["0: this is an old Excel file or one with a password; save it as .xlsx or .csv"]


def test_a_workbook_that_is_cut_off(xlsx_file: Write, csv_file: Write) -> None:
    data = xlsx_file(workbook(ROWS)).read_bytes()
    assert said(read_table(csv_file(data[: len(data) // 2], "half.xlsx"), COLUMNS)) == [DAMAGED]


def test_a_workbook_with_broken_parts(xlsx_file: Write, tmp_path: Path) -> None:
    source = xlsx_file(workbook(ROWS))
    for broken in zipfile.ZipFile(source).namelist():
        target = tmp_path / "broken.xlsx"
        with zipfile.ZipFile(source) as good, zipfile.ZipFile(target, "w") as bad:
            for name in good.namelist():
                bad.writestr(name, b"<broken" if name == broken else good.read(name))
        table = read_table(target, COLUMNS)
        assert len(said(table)) <= 1
        assert said(table) or cells(table) == EXPECTED, broken


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(data=st.data())
def test_damaged_bytes_never_raise(tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(sound_file())
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=6)):
        content[place] ^= data.draw(st.integers(1, 255))
    path = tmp_path / "data.xlsx"
    path.write_bytes(bytes(content))
    read_table(path, COLUMNS)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=200) | st.text('ab",;\n\t ', max_size=80).map(str.encode))
def test_any_bytes_are_a_table_or_a_message(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "data.csv"
    path.write_bytes(content)
    table = read_table(path, COLUMNS)
    assert table.rows or table.messages or table.columns


@given(st.lists(st.lists(st.text("ab \"',;\n", max_size=6), min_size=2, max_size=2), max_size=6))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_program_writes_comes_back(tmp_path: Path, rows: list[list[str]]) -> None:
    import csv

    path = tmp_path / "data.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["Title", "Output"], *rows])
    table = read_table(path, COLUMNS)
    assert said(table) == []
    expected = [
        {key: cell.strip() for key, cell in zip(("title", "output"), row, strict=True) if cell.strip()} for row in rows
    ]
    assert cells(table) == [row for row in expected if row]
