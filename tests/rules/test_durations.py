"""Times as agencies write them, and the time of a whole procedure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinxcontrib_sop.core.i18n import say
from sphinxcontrib_sop.core.process.times import procedure_time, step_times
from sphinxcontrib_sop.core.reading.durations import WorkingTime, parse_duration, says_when, spelt, unit_named

from .procedures import procedure_of

DAY = 450
"""Working minutes of a day of 7.5 hours."""

SPELLINGS = {
    "10 menit": (10, 10),
    "30menit": (30, 30),
    "180 mnt": (180, 180),
    "30 detik": (0.5, 0.5),
    "1.440 menit": (1440, 1440),
    "0,5 jam": (30, 30),
    "2.5 jam": (150, 150),
    "1/2 jam": (30, 30),
    "½ jam": (30, 30),
    "1½ jam": (90, 90),
    "5-10 menit": (5, 10),
    "1 – 20 Hari Kerja": (DAY, 20 * DAY),
    "2 s.d 3 bulan": (40 * DAY, 60 * DAY),
    "2 s/d 3 hari": (2 * DAY, 3 * DAY),
    "2 sampai dengan 3 hari kerja": (2 * DAY, 3 * DAY),
    "30 menit - 3 Jam": (30, 180),
    "1 hari 1 jam - 2 hari": (DAY + 60, 2 * DAY),
    "120 Menit / 3 Hari": (120, 3 * DAY),
    "10 menit atau 1 jam": (10, 60),
    "2/3 hari": (2 * DAY, 3 * DAY),
    "1 jam 30 menit": (90, 90),
    "1 jam, 30 menit": (90, 90),
    "1jam30menit": (90, 90),
    "2 x 30 menit": (60, 60),
    "40 jam": (2400, 2400),
    "1 (satu) hari": (DAY, DAY),
    "14 (empat belas) hari kerja": (14 * DAY, 14 * DAY),
    "satu hari kerja": (DAY, DAY),
    "dua puluh lima menit": (25, 25),
    "dua belas jam": (720, 720),
    "setengah jam": (30, 30),
    "satu setengah jam": (90, 90),
    "sehari": (DAY, DAY),
    "seminggu": (5 * DAY, 5 * DAY),
    "3 HK": (3 * DAY, 3 * DAY),
    "7 hari kalender": (5 * DAY, 5 * DAY),
    "1 x 24 jam": (DAY * 5 / 7, DAY * 5 / 7),
    "1 triwulan": (60 * DAY, 60 * DAY),
    "1 semester": (120 * DAY, 120 * DAY),
    "1 tahun": (240 * DAY, 240 * DAY),
    "Paling lambat 17 hari kerja": (17 * DAY, 17 * DAY),
    "maksimal 1 (satu) jam": (60, 60),
    "± 10 menit": (10, 10),
    "+/- 10 menit": (10, 10),
    "1 hari kerja.": (DAY, DAY),
    "(10 menit)": (10, 10),
    "3 hari setelah permohonan diterima": (3 * DAY, 3 * DAY),
    "10 menit\n15 menit": (25, 25),
    "seratus dua puluh menit": (120, 120),
    "dua ratus lima puluh lima menit": (255, 255),
    "dua puluh satu hari": (21 * DAY, 21 * DAY),
    "sebelas menit": (11, 11),
    "seperempat jam": (15, 15),
    "tiga perempat jam": (45, 45),
    "20 menit x 5": (100, 100),
    "5 menit x 3 berkas": (15, 15),
    "1 jam 30 menit x 2": (180, 180),
    "antara 5 dan 10 menit": (5, 10),
    "min. 10 menit": (10, 10),
    "10 hari kerja efektif": (10 * DAY, 10 * DAY),
    "1 caturwulan": (80 * DAY, 80 * DAY),
    "2x24 jam": (DAY * 10 / 7, DAY * 10 / 7),
    "< 1 jam": (60, 60),
    "2 Minggu – 1 Bulan": (10 * DAY, 20 * DAY),
    "5 hari kerja/ 40 jam": (5 * DAY, 2400),
    "1 hari (8 jam)": (DAY, DAY),
    "selambat-lambatnya 3 hari kerja setelah berkas lengkap": (3 * DAY, 3 * DAY),
    "two hours": (120, 120),
    "1-2 working days": (DAY, 2 * DAY),
    "up to 5 working days": (5 * DAY, 5 * DAY),
    "10 minutes": (10, 10),
}


@pytest.mark.parametrize(("text", "minutes"), SPELLINGS.items())
def test_durations(text: str, minutes: tuple[float, float]) -> None:
    found = parse_duration(text)
    assert found is not None
    assert (found.shortest, found.longest) == pytest.approx(minutes)
    assert found.per == ""


@pytest.mark.parametrize(
    ("text", "minutes", "per"),
    [
        ("0,5 menit/buku", 0.5, "buku"),
        ("5 menit/1 berkas", 5, "1 berkas"),
        ("10 menit per berkas", 10, "berkas"),
        ("2 jam/hari", 120, "hari"),
        ("5 menit untuk setiap pemohon", 5, "pemohon"),
        ("10 menit tiap berkas", 10, "berkas"),
        ("10 menit/ kali", 10, "kali"),
    ],
)
def test_rates(text: str, minutes: float, per: str) -> None:
    found = parse_duration(text)
    assert found is not None
    assert (found.shortest, found.per) == (minutes, per)


NO_DURATION = (
    "", "5", "menit", "hari kerja", "Relatif", "Otomatis", "secepatnya", "Pada hari dan jam kerja", "Minggu ke-2", "Tanggal 5",
    "20 menit x", "5 berkas x 3", "beberapa menit", "5 -", "08.00-10.00 WIB", "10 hr", "antara menit", "Sejak peluncuran", "Triwulan", "Sesuai kebutuhan", "Setiap saat",
)  # fmt: skip


@pytest.mark.parametrize("text", NO_DURATION)
def test_what_is_no_duration_is_not_guessed_at(text: str) -> None:
    assert parse_duration(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "H-14 s.d H-7",
        "H-7",
        "h+1",
        "Triwulanan",
        "Semesteran.",
        "setiap bulan",
        "1 bulan sekali",
        "2 minggu sebelum rapat",
    ],
)
def test_points_in_time(text: str) -> None:
    assert parse_duration(text) is None
    assert says_when(text)


def test_accepted_phrases() -> None:
    phrases = ("sesuai kebutuhan",)
    assert says_when("Sesuai  Kebutuhan pemohon", phrases)
    assert not says_when("Sesuai kebutuhannya", phrases)
    assert not says_when("Relatif", phrases)


def test_units_are_noted() -> None:
    found = parse_duration("1 hari - 3 hari kerja")
    assert found is not None
    assert found.units == {"hari", "hari kerja"}


def test_conversion_follows_the_manual() -> None:
    time = WorkingTime(hours_per_day=8, days={"minggu": 6, "bulan": 22})
    for text, minutes in (("1 hari", 480), ("1 bulan", 22 * 480), ("7 hari kalender", 6 * 480), ("1 tahun", 240 * 480)):
        found = parse_duration(text, time)
        assert found is not None
        assert found.longest == pytest.approx(minutes)


@pytest.mark.parametrize(
    ("word", "unit"), [("Bulan", "bulan"), ("hari_kerja", "hari kerja"), ("weeks", "minggu"), ("x", None)]
)
def test_units_by_any_spelling(word: str, unit: str | None) -> None:
    assert unit_named(word) == unit


@given(st.text(alphabet="0123456789 .,-–/x()½haribuladkjmentsH\n", max_size=40))
def test_no_text_breaks_it(text: str) -> None:
    found = parse_duration(text)
    assert found is None or 0 <= found.shortest <= found.longest


# -- procedures ------------------------------------------------------------------------------------------------------
def test_the_example_of_the_reference() -> None:
    """10 menit + 15 menit + 1 jam + 1 hari kerja; the loop back to the first step counts nothing."""
    procedure = procedure_of(
        "1>2 2>3 2>1 3>4", times={"1": "10 menit", "2": "15 menit", "3": "1 jam", "4": "1 hari kerja"}
    )
    time = procedure_time(procedure)
    assert time is not None
    assert (time.shortest, time.longest, time.unknown_steps) == (535, 535, ())


@pytest.mark.parametrize(
    ("arrows", "shortest", "longest"),
    [
        ("1>2 2>3", 7, 7),
        ("1>2 1>3 2>3", 5, 7),
        ("1>2 2>end 2>3", 3, 7),
        ("1>2 2>1 2>3 3>1 3>end", 7, 7),
        ("1>1 1>2 2>2 2>3", 7, 7),
        ("1>2 1>3 2>3 3>2 2>end", 3, 7),  # a loop that is entered at two steps
    ],
)
def test_ways(arrows: str, shortest: float, longest: float) -> None:
    procedure = procedure_of(arrows, times={"1": "1 menit", "2": "2 menit", "3": "4 menit"})
    time = procedure_time(procedure)
    assert time is not None
    assert (time.shortest, time.longest) == (shortest, longest)


def test_no_way_to_an_end_takes_no_time() -> None:
    assert procedure_time(procedure_of("1>3 3>2 2>3")) is None


def test_unknown_steps_are_named() -> None:
    procedure = procedure_of("1>2 2>3", times={"1": "10 menit", "2": "secepatnya"})
    time = procedure_time(procedure)
    assert time is not None
    assert (time.longest, time.unknown_steps) == (10, ("2", "3"))


def test_none_on_purpose_is_known() -> None:
    procedure = procedure_of("1>2", times={"1": "-", "2": "5 menit"})
    time = procedure_time(procedure)
    assert time is not None
    assert (time.longest, time.unknown_steps) == (5, ())


def test_the_time_of_a_heading_counts_only_alone() -> None:
    alone = procedure_of("1.1>1.2", headings={"1"}, times={"1": "1 jam"})
    known = {step: time.longest if time else None for step, time in step_times(alone).items()}
    assert known == {"1.1": 60, "1.2": 0}
    beside = procedure_of("1.1>1.2", headings={"1"}, times={"1": "1 jam", "1.2": "5 menit"})
    known = {step: time.longest if time else None for step, time in step_times(beside).items()}
    assert known == {"1.1": None, "1.2": 5}


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (0, "0 menit"),
        (1, "1 menit"),
        (90, "1 jam 30 menit"),
        (450, "1 hari kerja"),
        (985, "2 hari kerja 1 jam 25 menit"),
    ],
)
def test_a_time_is_spelt_in_working_days(minutes: float, text: str) -> None:
    assert say(spelt(minutes), "id") == text


def test_one_day_is_one_day_in_english() -> None:
    assert say(spelt(511), "en") == "1 working day 1 hour 1 minute"
