"""Dates as agencies write them."""

from __future__ import annotations

from datetime import date

import pytest

from sphinxcontrib_sop.core.reading.dates import parse_date


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2 Januari 2025", "2025-01-02"),
        ("02 Juni 2025", "2025-06-02"),
        ("02-01-2025", "2025-01-02"),
        ("2-1-2025", "2025-01-02"),
        ("12/12/2017", "2017-12-12"),
        ("2025-01-02", "2025-01-02"),
        ("Januari 2025", "2025-01"),
        ("Agustus 2023", "2023-08"),
        ("Senin, 3 Februari 2025", "2025-02-03"),
        ("tanggal 3 Februari 2025", "2025-02-03"),
        ("3 Februari, 2025", "2025-02-03"),
        ("1 Agust 2025", "2025-08-01"),
        ("27 PEBRUARI 2015", "2015-02-27"),
        ("27 pebruari 2015", "2015-02-27"),
        ("1 Nopember 1999", "1999-11-01"),
        ("1 NOPEMBER 1999", "1999-11-01"),
        ("17 Djuli 1950", "1950-07-17"),
        ("3 Djuni 1950", "1950-06-03"),
        ("3 Djanuari 1950", "1950-01-03"),
        ("2  Januari\t2025", "2025-01-02"),
        ("29 Februari 2024", "2024-02-29"),
        ("2 January 2025", "2025-01-02"),
        ("31 December 2025", "2025-12-31"),
    ],
)
def test_a_date_is_read(text: str, iso: str) -> None:
    found = parse_date(text)
    assert found is not None
    assert found.iso == iso


MONTHS = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
]


@pytest.mark.parametrize(("number", "month"), list(enumerate(MONTHS, start=1)))
@pytest.mark.parametrize("change", [str, str.upper, str.lower])
def test_every_month_is_known_in_every_case(number: int, month: str, change) -> None:
    assert parse_date(f"7 {change(month)} 2024").first == date(2024, number, 7)
    assert parse_date(f"{change(month)} 2024").iso == f"2024-{number:02}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "kemarin",
        "31 Februari 2025",
        "29 Februari 2025",
        "32-01-2025",
        "01-13-2025",
        "2025-13-01",
        "0 Januari 2025",
        "2 Januar 2025 M",
        "2 Foo 2025",
        "2 Januari",
        "Januari",
        "2025",
        "2 Januari 25",
        "1/2/3/2025",
        "0000-01-01",
        "Januari 0000",
        "2 Januari 99999",
        "²-01-2025",
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse_date(text) is None


def test_a_month_is_compared_as_a_range() -> None:
    month = parse_date("Januari 2025")
    assert (month.first, month.last) == (date(2025, 1, 1), date(2025, 1, 31))
    assert not month.certainly_before(parse_date("15 Januari 2025"))
    assert not parse_date("15 Januari 2025").certainly_before(month)
    assert month.certainly_before(parse_date("1 Februari 2025"))
    assert parse_date("31 Desember 2024").certainly_before(month)


def test_a_date_is_written_out_in_the_language_of_the_output() -> None:
    assert parse_date("02-01-2025").written("id") == "2 Januari 2025"
    assert parse_date("02-01-2025").written("id_ID") == "2 Januari 2025"
    assert parse_date("2 Januari 2025").written("en") == "2 January 2025"
    assert parse_date("Agustus 2023").written("en") == "August 2023"
    assert parse_date("27 PEBRUARI 2015").written("id") == "27 Februari 2015"
