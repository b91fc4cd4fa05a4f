"""The entries at the head of a directive: every spelling is understood, every fault has its line, nothing is lost."""

from __future__ import annotations

import textwrap
import tomllib
from pathlib import Path

import pytest

from sphinxcontrib_sop.core.anatomy import PROCEDURE_FIELDS, STEP_ANATOMY, STEP_FIELDS, procedure_anatomy
from sphinxcontrib_sop.core.reading.header import Header, read_header

DOCS = Path(__file__).parent.parent.parent / "docs"
PROCEDURE_ENTRIES = {
    "name": "name",
    "nomor": "number",
    "revisi": "revision",
    "catatan-revisi": "revision-note",
    "satuan-kerja": "unit",
    "tanggal-pembuatan": "created",
    "tanggal-revisi": "revised",
    "tanggal-efektif": "effective",
    "tanggal-pengesahan": "approved",
    "disahkan-oleh": "approved-by",
    "status": "status",
    "jenis": "type",
    "cakupan": "scope",
    "produk": "product",
    "kekhususan": "generality",
    "jenis-kegiatan": "activity-kind",
    "format": "format",
    "tugas": "duty",
    "fungsi": "function",
    "uraian-tugas": "task",
    "output-akhir": "end-product",
    "aspek": "aspect",
    "proses-bisnis": "business-process",
    "jangka-waktu": "time-limit",
    "pelaksana": "actors",
    "dasar-hukum": "legal-basis",
    "keterkaitan": "related",
    "peringatan": "warning",
    "kualifikasi-pelaksana": "qualifications",
    "peralatan": "equipment",
    "pencatatan": "records",
    "abaikan": "ignore",
}
STEP_ENTRIES = {
    "id": "id",
    "nomor-langkah": "label",
    "pelaksana": "actors",
    "kelengkapan": "inputs",
    "waktu": "time",
    "output": "output",
    "keterangan": "notes",
    "ya": "yes",
    "tidak": "no",
    "cabang": "branches",
    "lanjut": "next",
    "alur": "flows",
    "selesai": "end",
    "simbol": "shape",
    "abaikan": "ignore",
}

PROCEDURE = procedure_anatomy(["tujuan", "biaya"])


def header(text: str, anatomy=PROCEDURE) -> Header:
    return read_header(textwrap.dedent(text).strip("\n").split("\n"), anatomy, other=STEP_ANATOMY)


def values(found: Header) -> dict[str, str]:
    return {one.field.alias: one.text for one in found.entries}


def faults(found: Header) -> list[tuple[int, str]]:
    return [(fault.line, str(fault.message)) for fault in found.faults]


def body(found: Header, text: str) -> str:
    lines = textwrap.dedent(text).strip("\n").split("\n")
    return "\n".join(lines[number] for number in found.body)


def spellings(entries: dict[str, str]) -> list[tuple[str, str]]:
    """Every name with its alias, in lower, upper and title case."""
    return sorted(
        {
            (spelling, alias)
            for name, alias in entries.items()
            for word in (name, alias)
            for spelling in (word, word.upper(), word.title())
        }
    )


def test_the_tables_of_entries_are_those_of_the_reference() -> None:
    words = tomllib.loads((DOCS / "words.toml").read_text(encoding="utf-8"))
    for fields, entries, name in (
        (PROCEDURE_FIELDS, PROCEDURE_ENTRIES, "procedure"),
        (STEP_FIELDS, STEP_ENTRIES, "step"),
    ):
        declared = {one.name: one.alias for one in fields}
        assert {key: declared.get(key) for key in entries} == entries
        further = {alias for key, alias in declared.items() if key not in entries}
        assert further <= words[name].keys()  # what the reference lacks is explained in the documentation


@pytest.mark.parametrize(("spelling", "alias"), spellings(PROCEDURE_ENTRIES))
def test_an_entry_of_an_sop_is_known_by_every_spelling(spelling: str, alias: str) -> None:
    found = header(f"Judul\n:{spelling}: nilai")
    assert values(found) == {alias: "nilai"}
    assert faults(found) == []


@pytest.mark.parametrize(("spelling", "alias"), spellings(STEP_ENTRIES))
def test_an_entry_of_a_step_is_known_by_every_spelling(spelling: str, alias: str) -> None:
    found = header(f"Judul\n:{spelling}: nilai", STEP_ANATOMY)
    assert values(found) == {alias: "nilai"}
    assert faults(found) == []


def test_further_boxes_are_entries() -> None:
    assert values(header(":tujuan: a\n:Biaya: b")) == {"tujuan": "a", "biaya": "b"}


def test_a_header_is_title_entries_and_content() -> None:
    text = """
        Penyelesaian Cuti
        Pegawai
        :nomor: 1
        :jenis: teknis

        Isi pertama.

        - butir
    """
    found = header(text)
    assert found.title == ["Penyelesaian Cuti", "Pegawai"]
    assert found.title_line == 0
    assert values(found) == {"number": "1", "type": "teknis"}
    assert [one.line for one in found.entries] == [2, 3]
    assert body(found, text) == "Isi pertama.\n\n- butir"
    assert faults(found) == []


def test_blank_lines_may_stand_anywhere() -> None:
    found = header(
        """
        Judul


        :nomor: 1

        :dasar-hukum:

           1. Satu

           2. Dua


        :jenis: teknis

        :pelaksana: a
                    b

        """
    )
    assert found.title == ["Judul"]
    assert values(found) == {"number": "1", "legal-basis": "1. Satu\n\n2. Dua", "type": "teknis", "actors": "a\nb"}
    assert faults(found) == []
    assert found.body == []


def test_a_header_may_have_no_title_and_no_entries() -> None:
    assert read_header([], PROCEDURE).title == []
    assert header("\n\n").entries == []
    assert header(":nomor: 1").title == []
    assert values(header(":nomor: 1")) == {"number": "1"}
    assert header("Judul").title == ["Judul"]


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        (":peringatan: satu baris", "satu baris"),
        (":peringatan:\n   baris\n   lain", "baris\nlain"),
        (":peringatan: - satu\n             - dua", "- satu\n- dua"),
        (":peringatan: - satu\n   - dua", "- satu\n- dua"),
        (":peringatan:\n   - satu\n\n     lagi\n   - dua", "- satu\n\n  lagi\n- dua"),
        (":peringatan: a: b :c: d", "a: b :c: d"),
        (":peringatan: :sop:ref:`x`", ":sop:ref:`x`"),
        (":peringatan:", ""),
        (":peringatan:   ", ""),
        (":peringatan: .. note:: x", ".. note:: x"),
    ],
)
def test_a_value_is_what_follows_and_what_is_indented(typed: str, value: str) -> None:
    found = read_header(["Judul", *typed.split("\n")], PROCEDURE)
    assert values(found) == {"warning": value}
    assert faults(found) == []


def test_lines_of_a_value_keep_their_numbers() -> None:
    found = header("Judul\n:pelaksana: a\n\n   b\n   c")
    assert found.entries[0].lines == (1, 2, 3, 4)
    found = header("Judul\n:pelaksana:\n\n   b\n   c")
    assert found.entries[0].lines == (3, 4)


def test_an_unknown_entry_is_named_with_the_nearest_one_and_kept() -> None:
    found = header("Judul\n:nomor: 1\n:pringatan: teks\n:jenis: teknis")
    assert values(found) == {"number": "1", "type": "teknis"}
    assert [(one.name, one.text) for one in found.leftover] == [("pringatan", "teks")]
    ((line, message),) = faults(found)
    assert line == 2
    assert "pringatan" in message
    assert "`peringatan`" in message


def test_an_unknown_entry_like_no_other_is_named_alone() -> None:
    ((line, message),) = faults(header("Judul\n:xyzzy: teks"))
    assert line == 1
    assert "xyzzy" in message
    assert "mean" not in message


def test_an_entry_of_the_other_directive_is_told() -> None:
    ((line, message),) = faults(header("Judul\n:kelengkapan: teks"))
    assert line == 1
    assert "sop-step" in message


@pytest.mark.parametrize(("first", "second"), [("nomor", "nomor"), ("nomor", "number"), ("Number", "NOMOR")])
def test_of_two_values_the_first_counts(first: str, second: str) -> None:
    found = header(f"Judul\n:{first}: satu\n:jenis: teknis\n:{second}: dua")
    assert values(found) == {"number": "satu", "type": "teknis"}
    assert [one.text for one in found.leftover] == ["dua"]
    ((line, message),) = faults(found)
    assert line == 3
    assert second in message


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Judul\n:nomor 12", 1),
        ("Judul\n:nomor: 1\n:jenis teknis", 2),
        ("Judul\n\n:nomor 12", 2),
        ("Judul\n:nomor: 1\n\n:jenis teknis", 3),
        ("Judul\n:nomor: 1\n\n:jeniz teknis", 3),
        ("Judul\n:nomor: 1\n\nIsi.\n\n:jenis teknis", 5),
        ("Judul\nnomor: 12", 1),
        ("Judul\n:jenis: teknis\nnomor: 12", 2),
        (":nomor 12", 0),
    ],
)
def test_an_entry_without_one_of_its_colons_is_named(text: str, line: int) -> None:
    found = header(text)
    ((at, message),) = faults(found)
    assert at == line
    assert "colon" in message


def test_a_paragraph_that_begins_with_a_word_and_a_colon_is_content() -> None:
    found = header("Judul\n:jenis: teknis\n\nPeringatan: jangan lupa.\n\nNomor: satu")
    assert faults(found) == []
    assert values(found) == {"type": "teknis"}
    assert len(found.body) == 3


def test_a_title_may_hold_colons_and_roles() -> None:
    for title in ("Cuti: tahunan", "Cuti :sop:ref:`x` lagi", ":sop:ref:`x` lagi", "Rapat 10:30"):
        found = header(f"{title}\n:jenis: teknis")
        assert found.title == [title]
        assert faults(found) == []


def test_a_value_that_is_not_indented_is_kept_and_named_once() -> None:
    found = header("Judul\n:peringatan: satu\ndua\ntiga\n:jenis: teknis")
    assert values(found) == {"warning": "satu\ndua\ntiga", "type": "teknis"}
    ((line, message),) = faults(found)
    assert line == 2
    assert "`peringatan`" in message


def test_entries_may_follow_content() -> None:
    text = "Judul\n:nomor: 1\n\nIsi.\n\n:peringatan: satu\n\n   dua\n\nIsi lagi.\n\n:jenis: teknis"
    found = header(text)
    assert values(found) == {"number": "1", "warning": "satu\n\ndua", "type": "teknis"}
    assert body(found, text).split() == ["Isi.", "Isi", "lagi."]
    assert faults(found) == []


@pytest.mark.parametrize("fence", ["```", "~~~", ":::", "````"])
def test_an_entry_inside_a_fence_is_content(fence: str) -> None:
    text = f"Judul\n\nIsi.\n\n{fence}{{note}}\n\n:nomor: 1\n\n{fence}\n\n:jenis: teknis"
    found = header(text)
    assert values(found) == {"type": "teknis"}
    assert faults(found) == []


def test_an_entry_inside_another_directive_is_content() -> None:
    text = "Judul\n\n.. note::\n   :nomor: 1\n\n   isi\n\n:jenis: teknis"
    found = header(text)
    assert values(found) == {"type": "teknis"}
    assert faults(found) == []


def test_a_field_list_of_other_names_is_content() -> None:
    text = "Judul\n\nIsi.\n\n:apa saja xyz: ada"
    found = header(text)
    assert body(found, text) == "Isi.\n\n:apa saja xyz: ada"
    assert faults(found) == []
