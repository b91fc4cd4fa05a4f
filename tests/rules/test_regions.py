"""Regions that a text names."""

from __future__ import annotations

import pytest

from sphinxcontrib_sop.core.reading.regions import regions_in


@pytest.mark.parametrize(
    ("text", "level", "name"),
    [
        ("Kecamatan Melati Kabupaten Contoh Utara", "local", "kabupaten contoh utara"),
        ("PEMERINTAH KABUPATEN CONTOH UTARA", "local", "kabupaten contoh utara"),
        ("Perda Kota Teladan Nomor 5 Tahun 2015", "local", "kota teladan"),
        ("Peraturan Bupati Contoh Utara Nomor 5", "local", "kabupaten contoh utara"),
        ("Perwali Kota Teladan No 1", "local", "kota teladan"),
        ("Peraturan Wali Kota Teladan No 1", "local", "kota teladan"),
        ("Keputusan Gubernur Kalbar No 7", "province", "kalimantan barat"),
        ("Dinas Contoh Provinsi Kalimantan Barat", "province", "kalimantan barat"),
    ],
)
def test_a_region_with_its_kind_or_its_head(text: str, level: str, name: str) -> None:
    assert regions_in(text, issuer=True) == {level: {name}}


def test_a_kind_alone_names_no_region() -> None:
    assert regions_in("Badan Pusat Statistik Kabupaten/Kota", issuer=True) == {}
    assert regions_in("Peraturan Bupati Contoh") == {}  # the head counts only in citations
