"""Texts compared word by word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinxcontrib_sop.core.comparison.words import Side, word_changes

WORDS = st.lists(
    st.sampled_from(["surat", "berkas", "dan", "a", "(asli)", "1/2", "Rp1.000,00", ",", "é"]), max_size=12
).map(" ".join)


def shown(old: str, new: str) -> str:
    marks = {Side.BOTH: "{}", Side.OLD: "[-{}-]", Side.NEW: "[+{}+]"}
    return "".join(marks[piece.side].format(piece.text) for piece in word_changes(old, new))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", ""),
        ("", "Surat izin", "[+Surat izin+]"),
        ("Surat izin", "", "[-Surat izin-]"),
        ("Surat izin", "Surat izin", "Surat izin"),
        ("Meneliti dan memaraf usulan", "Meneliti dan menandatangani usulan", "Meneliti dan[- memaraf-][+ menandatangani+] usulan"),
        ("Mencatat surat", "Mencatat surat, lalu menyimpannya", "Mencatat surat[+, lalu menyimpannya+]"),
        ("Pasal 5 ayat 1 huruf c", "Pasal 7 b 2 huruf c", "Pasal[- 5 ayat 1-][+ 7 b 2+] huruf c"),
        ("surat 5 a 1 huruf c", "surat 7 a 2 huruf c", "surat[- 5 a 1-][+ 7 a 2+] huruf c"),
        ("satu dua tiga empat", "lima enam tujuh empat", "[-satu dua tiga empat-][+lima enam tujuh empat+]"),
        ("Nomor 35 Tahun 2012", "Nomor 52 Tahun 2011", "Nomor[- 35-][+ 52+] Tahun[- 2012-][+ 2011+]"),
        ("PER/15/M.PAN/7/2008", "PER/15/M.PAN/8/2008", "[-PER/15/M.PAN/7/2008-][+PER/15/M.PAN/8/2008+]"),
    ],
)  # fmt: skip
def test_words(old: str, new: str, expected: str) -> None:
    assert shown(old, new) == expected


@given(WORDS, WORDS)
def test_both_texts_can_be_put_together_again(old: str, new: str) -> None:
    for text, side in ((old, Side.OLD), (new, Side.NEW)):
        pieces = word_changes(old, new)
        together = "".join(piece.text for piece in pieces if piece.side in {Side.BOTH, side})
        assert "".join(together.split()) == "".join(text.split())
