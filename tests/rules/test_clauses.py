"""Main clauses of activities, what may be written instead, and the conditions that hide decisions."""

from __future__ import annotations

import pytest

from sphinxcontrib_sop.core.configuration import DEFAULT_PROFILE
from sphinxcontrib_sop.core.profiles import load_profile
from sphinxcontrib_sop.core.reading.wording.clauses import conditions, main_clause
from sphinxcontrib_sop.core.reading.wording.morphology import with_prefix
from sphinxcontrib_sop.core.rules import Context
from sphinxcontrib_sop.core.rules._suggestion import suggested_beginning, verb_check
from sphinxcontrib_sop.core.rules.wording import _activity, _coordinated_verbs

CONTEXT = Context(language="id", wording=load_profile(DEFAULT_PROFILE).wording)
is_verb = verb_check(CONTEXT)


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("Setelah diperiksa, menandatangani surat", "Menandatangani surat"),
        ("Setelah lengkap, petugas melakukan pemeriksaan berkas", "Memeriksa ..."),
        ("Setelah lengkap, menerima, mencatat, dan meneruskan berkas", "Menerima, mencatat, dan meneruskan ..."),
        ("Berdasarkan disposisi, melakukan penyusunan konsep", "Menyusun konsep"),
        ("Surat yang telah diperiksa dan diparaf ditandatangani kepala", "Menandatangani ..."),
        ("Pengguna yang membutuhkan data mengisi formulir", "Mengisi ..."),
        ("Minta tanda tangan kepala", "Meminta tanda tangan kepala"),
        ("Tunggu persetujuan pimpinan", "Menunggu persetujuan pimpinan"),
        ("Aktivasi akun pengguna", "Mengaktifkan akun pengguna"),
        ("Mobilisasi personel ke lokasi", "Memobilisasi personel ke lokasi"),
        ("Revisi dokumen rencana kerja", "Merevisi dokumen rencana kerja"),
        ("Digitalisasi arsip", "Mendigitalisasi arsip"),
        ("Surat balasan dikonsep oleh staf", "Mengonsep ..."),
        ("Petugas menverifikasi berkas", "Memverifikasi ..."),
        ("Petugas mentaati tata tertib", "Menaati ..."),
        ("Penyampaikan usulan kegiatan", "Menyampaikan usulan kegiatan"),
        ("Pelaksanaan verifikasi data", "Memverifikasi data"),
        ("Pelaksanaan kegiatan sosialisasi peraturan", "Menyosialisasikan peraturan"),
        ("Surat masuk dicatat", "Mencatat ..."),
        ("Bidang dengan Sekretariat menyusun jadwal", "Menyusun ..."),
        ("Berkas yang sudah lengkap diserahkan kepada petugas", "Menyerahkan ..."),
        ("Permohonan dilakukan verifikasi", "Memverifikasi ..."),
        ("Tanda tangan surat keputusan", "Menandatangani surat keputusan"),
    ],
)
def test_the_verb_of_the_main_clause_is_proposed(text: str, suggestion: str) -> None:
    assert suggested_beginning(text, CONTEXT) == suggestion


@pytest.mark.parametrize(
    "text",
    [
        "Berkas yang diajukan pemohon",  # the only verb belongs to a relative clause
        "Setelah menerima berkas petugas memeriksa",  # where the main clause begins cannot be told
        "Petugas memeriska berkas",  # a misspelt verb is not repeated
        "Petugas menerma berkas",
        "Staf melakukan serah terima",  # a weak verb is not proposed
        "Jika berkas lengkap, petugas memberi tanda terima",  # a decision
        "Konsep surat",
        "Verfikasi data",  # a slip of the pen is not repeated
    ],
)
def test_nothing_is_proposed_where_it_would_be_wrong(text: str) -> None:
    assert suggested_beginning(text, CONTEXT) == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Staf TU melakukan pemeriksaan berkas", ["melakukan", "pemeriksaan"]),
        ("Setelah disetujui, melakukan pencetakan kartu", ["melakukan", "pencetakan"]),
        ("Selanjutnya petugas melakukan pencatatan", ["melakukan", "pencatatan"]),
        ("Memeriksa berkas yang lengkap", ["memeriksa", "berkas"]),
    ],
)
def test_an_activity_is_read_from_its_verb_on(text: str, words: list[str]) -> None:
    assert _activity(text, CONTEXT)[:2] == words


@pytest.mark.parametrize(
    ("text", "verbs"),
    [
        ("Staf TU menerima, mencatat, dan meneruskan surat", ["menerima", "mencatat", "meneruskan"]),
        ("Setelah disetujui, mencetak kemudian menyerahkan kartu", ["mencetak", "menyerahkan"]),
        ("Menerima surat kemudian diteruskan kepada kepala", ["menerima", "diteruskan"]),
        ("Menugaskan staf untuk mencatat, memeriksa, dan mengarsipkan surat", ["menugaskan"]),
        ("Meneliti dan memaraf konsep", ["meneliti", "memaraf"]),
        ("Menerima berkas dari petugas yang memeriksa, mencatat, dan menyimpan surat", ["menerima"]),
        ("Menerima surat yang masuk, mencatat, dan meneruskan", ["menerima", "mencatat", "meneruskan"]),
    ],
)
def test_the_verbs_that_stand_side_by_side(text: str, verbs: list[str]) -> None:
    assert _coordinated_verbs(text, CONTEXT)[0] == verbs


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("Setelah diperiksa, diteliti, dan dinyatakan lengkap, menandatangani surat", "menandatangani surat"),
        ("a. Kemudian mengetik surat", "mengetik surat"),
        ("Setelah itu menyimpan arsip", "menyimpan arsip"),
        (
            "Setelah disposisi turun, staf mengonsep, mengetik, dan mencetak surat",
            "staf mengonsep, mengetik, dan mencetak surat",
        ),
        ("Apabila lengkap, maka berkas dicatat", "berkas dicatat"),
        ("Mencatat surat, lalu menyimpannya", "Mencatat surat, lalu menyimpannya"),
    ],
)
def test_what_stands_before_the_main_clause_is_left_out(text: str, clause: str) -> None:
    assert main_clause(text, is_verb) == clause


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Memeriksa berkas, jika lengkap diteruskan, jika tidak dikembalikan", ["jika", "jika"]),
        ("Mengembalikan berkas apabila kurang", ["apabila"]),
        ("Menghubungi pemohon apabila diperlukan", []),
        ("Melampirkan surat kuasa (jika ada)", []),
        ("Menyusun daftar bilangan", []),
        ("Memeriksa konsep, dalam hal terdapat koreksi dikembalikan", ["dalam hal terdapat"]),
        ("Memberi arahan dalam hal pengelolaan arsip", []),
        ("Menyetujui atau menolak permohonan cuti", ["atau menolak"]),
        ("Memeriksa berkas (Lengkap/Tidak Lengkap)", ["lengkap/tidak lengkap"]),
        ("Meneliti berkas, lengkap diteruskan, tidak lengkap dikembalikan", ["lengkap diteruskan, tidak lengkap"]),
        ("Menetapkan usulan disetujui atau ditolak", ["atau ditolak"]),
        ("Memutuskan layak atau tidak layak ditindaklanjuti", ["layak atau tidak layak"]),
        ("Melampirkan bukti pendukung, jika tersedia", []),
        ("Memilah arsip yang lengkap dan tidak lengkap", []),
        ("Mengembalikan berkas apabila ada kekurangan", ["apabila"]),
        ("Menelaah usulan; bila dianggap layak diteruskan", ["bila"]),
        ("Menghadirkan saksi bila dipandang perlu", []),
    ],
)
def test_conditions(text: str, found: list[str]) -> None:
    assert conditions(text) == found


@pytest.mark.parametrize(
    ("root", "verb"),
    [("periksa", "memeriksa"), ("verifikasi", "memverifikasi"), ("susun", "menyusun"), ("tulis", "menulis"), ("kirim", "mengirim"),
     ("cek", "mengecek"), ("proses", "memproses"), ("ambil", "mengambil"), ("rilis", "merilis"), ("transfer", "mentransfer")],
)  # fmt: skip
def test_the_prefix_follows_the_root(root: str, verb: str) -> None:
    assert with_prefix(root) == verb
