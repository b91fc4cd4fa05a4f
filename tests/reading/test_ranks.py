"""Offices by rank."""

from __future__ import annotations

import pytest

from sphinxcontrib_sop.core.reading.ranks import lists_in, out_of_rank


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Sekretaris dan Kepala Bidang memantau penerapan", None),
        ("Kepala Bidang dan Sekretaris memantau penerapan", ("Sekretaris", "Kepala Bidang")),
        ("Kepala Bidang Arsip, Sekretaris, dan Kepala Seksi melaporkan", ("Sekretaris", "Kepala Bidang")),
        ("Kepala Bidang menugaskan staf; Sekretaris melaporkan", None),
        ("Kepala Bidang melaporkan hasilnya kepada Kepala Dinas", None),
        ("para Kepala Seksi dan para Kepala Bidang", ("Kepala Bidang", "Kepala Seksi")),
    ],
)
def test_offices_side_by_side(text: str, found: tuple[str, str] | None) -> None:
    assert next(filter(None, map(out_of_rank, lists_in(text))), None) == found


@pytest.mark.parametrize(
    ("offices", "found"),
    [
        (["Bupati Contoh;", "Sekretaris Daerah;", "Kepala Bagian Organisasi."], None),
        (["Sekretaris Daerah", "Bupati Contoh"], ("Bupati Contoh", "Sekretaris Daerah")),
        (["Bupati Contoh", "Sekretaris Daerah", "Kepala Badan Kepegawaian"], None),
        (["Asisten Administrasi Umum", "Sekretaris Daerah"], ("Sekretaris Daerah", "Asisten Administrasi Umum")),
        (["Arsip", "Wakil Bupati", "Yang bersangkutan"], None),
    ],
)
def test_a_list(offices: list[str], found: tuple[str, str] | None) -> None:
    assert out_of_rank(offices) == found
