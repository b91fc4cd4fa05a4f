"""Indonesian word formation."""

from __future__ import annotations

import pytest

from sphinxcontrib_sop.core.configuration import DEFAULT_PROFILE
from sphinxcontrib_sop.core.profiles import load_profile
from sphinxcontrib_sop.core.reading.wording import morphology

WORDING = load_profile(DEFAULT_PROFILE).wording


def is_verb(word: str) -> bool:
    return morphology.is_active_verb(word, others=WORDING.more_verbs, none=WORDING.not_verbs)


@pytest.mark.parametrize(
    "word",
    ["memeriksa", "menyusun", "mengirim", "menerima", "melayani", "merekam", "mengecek", "menverifikasi", "memperbaiki",
     "berkoordinasi", "berangkat", "bekerja", "menindaklanjuti", "hadir"],
)  # fmt: skip
def test_active_verbs(word: str) -> None:
    assert is_verb(word)


@pytest.mark.parametrize(
    "word",
    ["berkas", "berita", "media", "bersama", "bersama-sama", "berdasarkan", "mei", "menteri", "meja", "mekanisme", "metode",
     "mesin", "memo", "meeting", "melalui", "mengenai", "menurut", "beberapa", "berikut", "merek", "petugas", "pemeriksaan", ""],
)  # fmt: skip
def test_what_only_looks_like_a_verb(word: str) -> None:
    assert not is_verb(word)


FORMS = {
    "pemeriksaan": "memeriksa",  # p is swallowed
    "penyusunan": "menyusun",  # s
    "penerimaan": "menerima",  # t
    "pengumpulan": "mengumpulkan",  # k
    "pembuatan": "membuat",
    "pencatatan": "mencatat",
    "pengajuan": "mengajukan",
    "pelayanan": "melayani",
    "penilaian": "menilai",
    "penandatanganan": "menandatangani",
    "pengecekan": "mengecek",
    "pengetikan": "mengetik",
    "perbaikan": "memperbaiki",
    "pertimbangan": "mempertimbangkan",
    "persetujuan": "menyetujui",
    "permintaan": "meminta",
    "pencocokan": "mencocokkan",
    "verifikasi": "memverifikasi",
    "evaluasi": "mengevaluasi",
    "koordinasi": "berkoordinasi",
    "cetak": "mencetak",
    "susun": "menyusun",
    "diserahkan": "menyerahkan",
    "diperiksa": "memeriksa",
    "ditandatangani": "menandatangani",
}


@pytest.mark.parametrize(("word", "verb"), FORMS.items())
def test_the_verb_of_a_word(word: str, verb: str) -> None:
    assert WORDING.table.active_form(word) == verb


def test_an_unknown_word_has_no_verb() -> None:
    assert WORDING.table.active_form("perpustakaan") is None


@pytest.mark.parametrize(
    "word", ["penyusunan", "pemberian", "perbaikan", "legalisasi", "verifikasi", "survei", "distribusi"]
)
def test_verbal_nouns(word: str) -> None:
    assert morphology.is_verbal_noun(word, WORDING.verbal_nouns)


@pytest.mark.parametrize("word", ["laporan", "prosedur", "surat", "kegiatan", "pegawai"])
def test_other_nouns(word: str) -> None:
    assert not morphology.is_verbal_noun(word, WORDING.verbal_nouns)


@pytest.mark.parametrize(
    ("text", "word"),
    [("Memeriksa berkas", "memeriksa"), ("a. Memeriksa", "memeriksa"), ("1) Memeriksa", "memeriksa"), ("- Memeriksa", "memeriksa"),
     ("  2. b. Memeriksa", "memeriksa"), ("MEMERIKSA/menilai", "memeriksa"), ("", ""), ("12", "")],
)  # fmt: skip
def test_the_first_word(text: str, word: str) -> None:
    assert morphology.first_word(text) == word


def test_events() -> None:
    assert all(map(morphology.tells_what_happened, ("diterimanya", "terlaksananya", "adanya")))
    assert not any(map(morphology.tells_what_happened, ("surat", "hasilnya", "dinas")))
