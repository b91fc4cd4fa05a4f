"""Regulations as agencies cite them, and the registry."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinxcontrib_sop.core.configuration import DEFAULT_PROFILE
from sphinxcontrib_sop.core.profiles import BUILT_IN, load_profile
from sphinxcontrib_sop.core.registry import RegistryError, read_entries, registry_of
from sphinxcontrib_sop.core.regulations import parse_regulation

MENPAN = "menteri pendayagunaan aparatur negara"
MENPANRB = f"{MENPAN} dan reformasi birokrasi"

FORMS = {
    "UUD 1945": ("UUD", "", "", 1945),
    "Undang-Undang Dasar Negara Republik Indonesia Tahun 1945": ("UUD", "", "", 1945),
    "TAP MPR Nomor XI/MPR/1998": ("TAP MPR", "", "xi/mpr", 1998),
    "Undang-Undang Nomor 14 Tahun 2008 tentang Keterbukaan Informasi Publik": ("UU", "", "14", 2008),
    "Undang – Undang No. 14 Tahun 2008": ("UU", "", "14", 2008),
    "UU RI No.14 Th. 2008": ("UU", "", "14", 2008),
    "UU 14/2008": ("UU", "", "14", 2008),
    "No. 48/1994 jo. No. 8/1998": ("", "", "48", 1994),
    "Nomor 48 Tahun 1994 tentang Pembayaran Pajak Penghasilan": ("", "", "48", 1994),
    "S. 1927-227": ("UU", "staatsblad", "227", 1927),
    "Pasal 184 KUHAP": ("UU", "kuhap", "", None),
    "Reglemen Acara Perdata (Rv)": ("UU", "rv", "", None),
    "144/KMA/SK/VIII/2007": ("Keputusan", "", "144/kma/sk/viii", 2007),
    "Undang2 No 5 Tahun 1974": ("UU", "", "5", 1974),
    "SK KMA 026/KMA/SK/II/2012": ("Keputusan", "ketua mahkamah agung", "26/kma/sk/ii", 2012),
    "SEB Menteri Nomor 2 Tahun 2020": ("SE", "seb menteri", "2", 2020),
    "Peraturan Polri Nomor 8 Tahun 2021": ("Permen", "kepolisian negara", "8", 2021),
    "s. UU Nomor 14 Tahun 2008": ("UU", "", "14", 2008),
    "3. UU N0. 14 TAHUN 2008;": ("UU", "", "14", 2008),
    "Perppu Nomor 2 Tahun 2022": ("Perppu", "", "2", 2022),
    "Peraturan Pemerintah Pengganti Undang-Undang Nomor 2 Tahun 2022": ("Perppu", "", "2", 2022),
    "Peraturan Pemerintah RI. Nomor 9 Tahun 1975": ("PP", "", "9", 1975),
    "PP No: 27 Tahun 2014": ("PP", "", "27", 2014),
    "Peraturan Presiden Republik Indonesia Nomor 16 Tahun 2018": ("Perpres", "", "16", 2018),
    "Perpres No. 16 Tahun 2018 jo. Perpres No. 12 Tahun 2021": ("Perpres", "", "16", 2018),
    "Peraturan Menteri Dalam Negeri Nomor 52 Tahun 2011": ("Permen", "menteri dalam negeri", "52", 2011),
    "Permendagri 52 Tahun 2011": ("Permen", "menteri dalam negeri", "52", 2011),
    "PermenPAN-RB Nomor 35 Tahun 2012": ("Permen", MENPANRB, "35", 2012),
    "Permenpan RB 35 Tahun 2012": ("Permen", MENPANRB, "35", 2012),
    "Peraturan Menteri PAN dan RB Nomor 35 Tahun 2012": ("Permen", MENPANRB, "35", 2012),
    "Peraturan Menteri Negara PAN Nomor : PER/15/M.PAN/7/2008": ("Permen", MENPAN, "per/15/m/pan/7", 2008),
    "PER/15/M.PAN/7/2008": ("Permen", "", "per/15/m/pan/7", 2008),
    "PMK No: 29/PMK.06/2010": ("Permen", "menteri keuangan", "29/pmk/6", 2010),
    "Perka BKN No. 24 Tahun 2017": ("Permen", "badan kepegawaian negara", "24", 2017),
    "Peraturan Kepala Badan Kepegawaian Negara Nomor 24 Tahun 2017": ("Permen", "badan kepegawaian negara", "24", 2017),
    "Perda Kabupaten Contoh Nomor 3 Tahun 2016": ("Perda", "contoh", "3", 2016),
    "Peraturan Daerah Kab. Contoh Nomor 3 Tahun 2016": ("Perda", "contoh", "3", 2016),
    "Pergub Contoh No 5 Tahun 2020": ("Perkada", "gubernur contoh", "5", 2020),
    "Peraturan Walikota Contoh Nomor 39 Tahun 2013": ("Perkada", "wali kota contoh", "39", 2013),
    "Keputusan Gubernur Contoh No 7/DINAS/2020": ("Keputusan", "gubernur contoh", "7/dinas", 2020),
    "SE Kepala Badan Contoh No.01/SE/1977 tanggal 25 Pebruari 1977": ("SE", "badan contoh", "1/se", 1977),
    "U.U. No. 25 Tahun 2009": ("UU", "", "25", 2009),
    "Pasal 18 ayat (6) UUD 1945": ("UUD", "", "", 1945),
    "Pasal 5 Undang-Undang Nomor 25 Tahun 2009": ("UU", "", "25", 2009),
    "PMK 190/PMK.05/2012": ("Permen", "menteri keuangan", "190/pmk/5", 2012),
    "Peraturan Menteri Keuangan Nomor 190/PMK.05/2012": ("Permen", "menteri keuangan", "190/pmk/5", 2012),
    "Permenkes 1691/Menkes/Per/VIII/2011": ("Permen", "menteri kesehatan", "1691/menkes/per/viii", 2011),
    "Peraturan MenPAN-RB Nomor 35 Tahun 2012": ("Permen", MENPANRB, "35", 2012),
    "Peraturan Menteri Pendayagunaan Aparatur Negara & Reformasi Birokrasi RI No. 35/2012": (
        "Permen",
        MENPANRB,
        "35",
        2012,
    ),
    "Kepmenpan Nomor 63/KEP/M.PAN/7/2003": ("Keputusan", MENPAN, "63/kep/m/pan/7", 2003),
    "Kepmendagri Nomor 050-5889 Tahun 2021": ("Keputusan", "menteri dalam negeri", "50/5889", 2021),
    "SE MenPAN-RB Nomor 6 Tahun 2023": ("SE", MENPANRB, "6", 2023),
    "Law Number 25 of 2009": ("UU", "", "25", 2009),
    "Government Regulation No. 28 of 2012": ("PP", "", "28", 2012),
    "Presidential Regulation Number 16 of 2018": ("Perpres", "", "16", 2018),
    "the 1945 Constitution": ("UUD", "", "", 1945),
    "HIR": ("UU", "hir", "", None),
    "Pasal 145 RBg": ("UU", "rbg", "", None),
    "Kompilasi Hukum Islam": ("Inpres", "", "1", 1991),
    "Staatsblad Tahun 1847 Nomor 23 tentang Burgerlijk Wetboek": ("UU", "staatsblad", "23", 1847),
    "Stbl. 1927 No. 227": ("UU", "staatsblad", "227", 1927),
    "Perdirjen Perbendaharaan Nomor PER-13/PB/2018": ("Permen", "direktur jenderal perbendaharaan", "per/13/pb", 2018),
    "Peraturan Direktur Jenderal Perbendaharaan PER-13/PB/2018": (
        "Permen",
        "direktur jenderal perbendaharaan",
        "per/13/pb",
        2018,
    ),
    "KMA/095/X/2006": ("Keputusan", "", "kma/95/x", 2006),
    "SK KMA Nomor KMA/095/X/2006": ("Keputusan", "ketua mahkamah agung", "kma/95/x", 2006),
    "KMK HK.01.07-MENKES-165-2023": ("Keputusan", "menteri kesehatan", "hk/1/7/menkes/165", 2023),
    "Kepmenkes HK.01.07/MENKES/165/2023": ("Keputusan", "menteri kesehatan", "hk/1/7/menkes/165", 2023),
    "PMNA/KBPN Nomor 3 Tahun 1997": ("Permen", "menteri agraria badan pertanahan nasional", "3", 1997),
    "Perpol 7/2021": ("Permen", "kepolisian negara", "7", 2021),
    "Peraturan Kepolisian Negara Republik Indonesia Nomor 7 Tahun 2021": ("Permen", "kepolisian negara", "7", 2021),
    "PP No. 48/1994 jo. PP No. 27/1996": ("PP", "", "48", 1994),
    "PP 31 Tahun 2011 sebagaimana telah diubah dengan PP 26 Tahun 2016": ("PP", "", "31", 2011),
}


@pytest.mark.parametrize(("text", "identity"), FORMS.items())
def test_forms(text: str, identity: tuple[str, str, str, int]) -> None:
    found = parse_regulation(text)
    assert found is not None
    assert found.identity == identity


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Surat",
        "SK Kepala Dinas",
        "Peralatan kantor",
        "Peraturan tentang arsip",
        "Perkara Nomor 3 Tahun 2020",
    ],
)
def test_what_is_no_regulation(text: str) -> None:
    assert parse_regulation(text) is None


def test_the_subject_ends_where_the_amendment_begins() -> None:
    text = "UU No. 8 Tahun 1974 tentang Kepegawaian sebagaimana telah beberapa kali diubah, terakhir dengan UU No. 43 Tahun 1999"
    found = parse_regulation(text)
    assert found is not None
    assert (found.subject, found.citation) == ("Kepegawaian", "UU No. 8 Tahun 1974")


def test_the_gazette_is_no_part_of_the_subject() -> None:
    found = parse_regulation("UU 43 Tahun 2009 tentang Kearsipan (Lembaran Negara Tahun 2009 Nomor 152)")
    assert found is not None
    assert found.subject == "Kearsipan"


def test_order_is_rank_then_year() -> None:
    texts = ("UUD 1945", "TAP MPR Nomor XI/MPR/1998", "UU 1/2004", "UU 5/2014", "PP 1 Tahun 2000", "Perpres 1 Tahun 2000",
             "Permendagri 1 Tahun 2000", "Perda 1 Tahun 2000", "Perbup 1 Tahun 2000", "Keputusan Bupati Nomor 1 Tahun 2000",
             "SE Bupati Nomor 1 Tahun 2000")  # fmt: skip
    found = [parse_regulation(text) for text in texts]
    assert sorted(found, key=lambda one: one.order if one else (0, 0)) == found


@given(st.text(alphabet="UPerndagubtuNo.1 2/8Tahun-:()", max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    found = parse_regulation(text)
    assert found is None or found.identity


# -- the registry ----------------------------------------------------------------------------------------------------
def test_the_starter_registry_is_in_order() -> None:
    """Every key, kind, number and year agree; what repealed an entry stands there too and is later."""
    registry = load_profile(DEFAULT_PROFILE).registry
    assert len(registry.by_identity) == len(registry.entries)
    for key, entry in registry.entries.items():
        assert str(entry.regulation.year) == key.rpartition("-")[2]
        if entry.repealed:
            later = registry.entries[entry.repealed_by]
            assert (later.regulation.year or 0) >= (entry.regulation.year or 0)
            assert registry.successor(entry)


@pytest.mark.parametrize("name", BUILT_IN)
def test_every_profile_knows_the_registry(name: str) -> None:
    assert load_profile(name).registry.entries


def test_entries_may_be_written_in_both_languages() -> None:
    table = tomllib.loads("""
        [lama]
        jenis = "UU"
        nomor = 1
        tahun = 2000
        tentang = "Contoh"
        dicabut-oleh = "baru"
        [baru]
        kind = "UU"
        number = "2"
        year = 2020
        subject = "Contoh"
        status = "berlaku"
    """)
    registry = registry_of(read_entries(table))
    assert registry.entries["lama"].repealed
    assert registry.successor(registry.entries["lama"]) == "Undang-Undang Nomor 2 Tahun 2020 tentang Contoh"


def test_repeals_in_a_circle_end() -> None:
    table = {
        key: {"kind": "UU", "number": key, "year": 2000, "repealed-by": other}
        for key, other in (("1", "2"), ("2", "1"))
    }
    registry = registry_of(read_entries(table))
    assert registry.successor(registry.entries["1"]) == ""


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"a": 1}, r"\[a\] is not a table"),
        ({"a": {"kind": "UU", "nummer": 1}}, "unknown key .nummer."),
        ({"a": {"number": 1}}, "`kind` is missing"),
        ({"a": {"kind": "UU"}}, "cannot be read as a regulation"),
        ({"a": {"kind": "UU", "number": 1, "year": 2000, "status": "lama"}}, "status .lama. is not one of"),
    ],
)
def test_a_faulty_registry_says_what_is_wrong(table: dict[str, object], said: str) -> None:
    with pytest.raises(RegistryError, match=said):
        list(read_entries(table))


def test_a_subject_behind_the_regulation_that_is_joined() -> None:
    found = parse_regulation("UU No. 8 Tahun 1974 jo. UU No. 43 Tahun 1999 tentang Kepegawaian")
    assert found is not None
    assert (found.subject, found.subject_follows, found.amended) == ("", True, True)


def test_amendments_gazette_and_subject_of_an_entry() -> None:
    registry = registry_of(
        read_entries(
            tomllib.loads(
                """
                [a]
                jenis = "PP"
                nomor = 1
                tahun = 2020
                tentang = "Arsip/Dokumen ASN"
                diubah-oleh = ["b", "PP Nomor 3 Tahun 2022"]
                lembaran-negara = "Lembaran Negara Tahun 2020 Nomor 1"
                [b]
                jenis = "PP"
                nomor = 2
                tahun = 2021
                """
            )
        )
    )
    entry = registry.entries["a"]
    assert registry.amendments(entry) == ("Peraturan Pemerintah Nomor 2 Tahun 2021", "PP Nomor 3 Tahun 2022")
    assert registry.amended_form(entry).startswith("sebagaimana telah beberapa kali diubah terakhir dengan PP Nomor 3")
    assert entry.gazette == "Lembaran Negara Tahun 2020 Nomor 1"
    wrong = parse_regulation("PP 1 Tahun 2019 tentang Arsip Dokumen Aparatur Sipil Negara")
    assert wrong is not None
    assert registry.same_subject(wrong) == (entry,)
