"""Widths of the columns of texts: what they hold decides."""

from __future__ import annotations

from sphinxcontrib_sop.output.html.fragments import pieces
from sphinxcontrib_sop.output.html.shares import MOST, PADDING, TEXT_KEYS, least_widths, shared_out

HEADINGS = {"text": "Kegiatan", "inputs": "Kelengkapan", "time": "Waktu", "output": "Output", "notes": "Keterangan"}
LONG = "Sarana pengaduan yang digunakan adalah kotak pengaduan atau layanan tatap muka pada jam kerja " * 3


def widths(rows: list[dict[str, tuple[str, ...]]], room: float = 700) -> dict[str, int]:
    shares = least_widths(rows, HEADINGS)
    return dict(zip(TEXT_KEYS, shared_out(rows, shares, [40.0] * len(rows), room), strict=True))


def test_an_empty_column_is_as_wide_as_its_heading() -> None:
    found = widths([{"text": ("Menerima berkas",), "notes": (LONG,)}])
    empty = widths([])
    assert found["output"] == empty["output"] < 70
    assert found["inputs"] == empty["inputs"] < 110


def test_the_fullest_cell_gets_most_room() -> None:
    found = widths([{"text": ("Menerima berkas",), "output": ("Berkas",), "notes": (LONG,)}])
    assert found["notes"] == max(found.values())
    assert sum(found.values()) <= 700


def test_a_column_holds_its_longest_word() -> None:
    rows = [{"text": ("a",), "output": ("ditandatangani",), "time": ("30 hari kerja",)}]
    found = widths(rows, room=800)
    assert found["output"] > 86 + PADDING  # in Arial of 13 pixels
    assert found["time"] >= 75 + PADDING


def test_no_column_of_texts_grows_without_end() -> None:
    found = widths([dict.fromkeys(TEXT_KEYS, (LONG,))], room=5000)
    assert found == {**MOST, "time": found["time"]}


def test_words_are_divided_where_browsers_divide_them() -> None:
    assert list(pieces("Berkas non-fisik")) == ["Berkas", "non-", "fisik"]
    assert list(pieces("30\N{NO-BREAK SPACE}hari kerja")) == ["30\N{NO-BREAK SPACE}hari", "kerja"]
    assert list(pieces("Kabupaten/Kota")) == ["Kabupaten/Kota"]
    assert list(pieces("Pedoman/Instrumen/Formulir")) == ["Pedoman/", "Instrumen/", "Formulir"]
