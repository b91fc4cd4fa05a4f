"""Tables without drawn arrows: what the words of a row say of the way on, as clerks word it."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from sphinxcontrib_sop.core.importing.running import import_file
from sphinxcontrib_sop.core.importing.wording import worded_arrows

LANES = ("Loket", "Verifikator")


@pytest.mark.parametrize(
    ("text", "arrows"),
    [
        ("Ke langkah 7", [("", "7")]),
        ("ke langkah 5 dan 6", [("", "5"), ("", "6")]),
        ("Lanjut ke nomor 2, 3 dan 4.", [("", "2"), ("", "3"), ("", "4")]),
        ("Tidak: kembali ke langkah 7", [("no", "7")]),
        ("Jika lengkap lanjut ke langkah 4, jika kurang kembali ke langkah 1", [("yes", "4"), ("no", "1")]),
        (
            "Jika lengkap lanjut ke langkah 4, jika kurang kembali ke langkah 1, jika ditolak ke langkah 9",
            [("Lengkap", "4"), ("Kurang", "1"), ("Ditolak", "9")],
        ),
        ("Apabila berkas kurang maka kembali ke langkah 1", [("no", "1")]),
        ("Lihat lampiran langkah 3", []),
        ("Disampaikan ke 3 instansi", []),
    ],
)
def test_what_is_said(text: str, arrows: list[tuple[str, str]]) -> None:
    assert [(saying.answer, saying.number) for saying in worded_arrows(text, LANES)] == arrows


def test_three_answers_a_fork_and_an_end(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    rows = [
        ["No", "Kegiatan", "Pelaksana", "", "Kelengkapan", "Waktu", "Output", "Keterangan"],
        ["", "", "Loket", "Verifikator", "", "", "", ""],
        [1, "Menerima berkas", "v", "", "", "", "", ""],
        [
            2,
            "Memeriksa berkas",
            "",
            "v",
            "",
            "",
            "",
            "Jika lengkap ke langkah 3, jika kurang kembali ke langkah 1, jika ditolak ke langkah 6",
        ],
        [3, "Membagi berkas", "", "v", "", "", "", "Ke langkah 4 dan 5"],
        [4, "Mengarsipkan berkas", "v", "", "", "", "", "Selesai"],
        [5, "Menyerahkan berkas", "v", "", "", "", "", "Selesai"],
        [6, "Memberitahukan penolakan", "v", "", "", "", "", ""],
    ]
    for row in rows:
        sheet.append(row)
    book.save(tmp_path / "sop.xlsx")
    import_file(tmp_path / "sop.xlsx", tmp_path / "out", force=False, language="en", taken=set())
    (written,) = (tmp_path / "out").glob("*.rst")
    text = written.read_text(encoding="utf-8")
    branches = ["Lengkap -> membagi-berkas", "Kurang -> menerima-berkas", "Ditolak -> memberitahukan-penolakan"]
    assert [line for line in branches if line not in text] == []
    assert ":lanjut: mengarsipkan-berkas, menyerahkan-berkas" in text
    assert text.count(":selesai:") == 2
