"""Small files that would take all memory, and tables that nobody can print: one sentence, soon."""

import io
import time
import tomllib
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from sphinxcontrib_sop.core.reading import sheets, toml
from sphinxcontrib_sop.core.reading.near_misses import Dialect, find_near_misses
from sphinxcontrib_sop.core.reading.tables import columns, read_table
from sphinxcontrib_sop.core.rules.quality import _bare_item

KNOWN = columns("text", no="No", text="Kegiatan")
SECONDS = 20


@pytest.mark.parametrize(
    "text",
    ["a" + ".a" * 100_000 + " = 1", "[a" + ".a" * 100_000 + "]", "a = " + "[" * 100_000, "a = " + "{a = " * 50_000,
     "x = {a" + ".a" * 100_000 + " = 1}", "# " + "x" * toml.MAX_CHARACTERS],
    ids=["key", "table", "list", "inline", "key in a table", "size"],
)  # fmt: skip
def test_toml(text: str) -> None:
    begun = time.monotonic()
    with pytest.raises(tomllib.TOMLDecodeError):
        toml.loads(text)
    assert time.monotonic() - begun < SECONDS


def test_dots_in_a_text_are_no_tables() -> None:
    assert toml.loads(f'a = "{"." * 1000}"') == {"a": "." * 1000}


def test_a_csv_of_a_million_rows(tmp_path: Path) -> None:
    file = tmp_path / "langkah.csv"
    file.write_text("No,Kegiatan\n" + "1,Mencatat surat\n" * 1_000_000, encoding="utf-8")
    table = read_table(file, KNOWN)
    assert len(table.rows) == sheets.MAX_ROWS - 1
    assert [fault.line for fault in table.messages] == [sheets.MAX_ROWS + 1]


def test_a_workbook_that_is_a_bomb(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["No", "Kegiatan"])
    made = io.BytesIO()
    book.save(made)
    file = tmp_path / "langkah.xlsx"
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            target.writestr(part, source.read(part))
        with target.open("xl/more.xml", "w") as more:
            for _ in range(320):
                more.write(b" " * 1_000_000)
    assert file.stat().st_size < sheets.MAX_BYTES
    table = read_table(file, KNOWN)
    assert not table.rows
    assert [fault.message.template for fault in table.messages] == ["the file is too large to be a table of an SOP"]


@pytest.mark.parametrize("sign", [".", "a:", "{", "~", "a."])
def test_a_line_as_long_as_a_book_is_compared_with_no_directive(sign: str) -> None:
    begun = time.process_time()
    assert list(find_near_misses([sign * 20_000], Dialect(), frozenset({"sop", "sop-step"}))) == []
    assert time.process_time() - begun < SECONDS / 4


def test_a_number_as_long_as_a_book_is_no_count() -> None:
    begun = time.process_time()
    assert _bare_item("1" * 40_000) == "1" * 40_000
    assert _bare_item("10 unit komputer") == "komputer"
    assert time.process_time() - begun < SECONDS / 4
