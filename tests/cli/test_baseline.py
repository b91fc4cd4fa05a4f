"""An old manual: what it lacked when the baseline was written is not reported, what is new is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from .manuals import CLEAN, FAULTY

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .conftest import Outcome

    Run = Callable[..., Outcome]

CHECK = ("check", "manual", "--baseline", "known.json")


@pytest.fixture
def known(sphinx_sop: Run, manual: Path, tmp_path: Path) -> Path:
    """The baseline of the manual as it is."""
    found = sphinx_sop(*CHECK)
    assert (found.code, found.out) == (0, "")
    assert found.err.splitlines()[0] == "known.json was written; known from now on: 6"
    return tmp_path / "known.json"


def entries(file: Path) -> list[dict[str, object]]:
    return json.loads(file.read_text(encoding="utf-8"))["findings"]


def test_it_holds_what_was_found_without_lines_and_numbers(known: Path) -> None:
    assert entries(known) == [
        {"code": "SOP101", "sop": "faulty", "message": "required but missing or empty: `nomor`"},
        {"code": "SOP110", "sop": "faulty", "message": "the title repeats that this is an SOP; write: `Pengelolaan Surat`"},
        {"code": "SOP201", "sop": "faulty", "step": "Memeriksa surat", "message": "the arrow to `#` leads nowhere: there is no such step"},
        {"code": "SOP312", "sop": "faulty", "step": "Melakukan pengarsipan surat", "message": "`waktu` is empty"},
        {"code": "SOP312", "sop": "faulty", "step": "Mencatat surat", "message": "`waktu` is empty"},
        {"code": "ref.ref", "sop": "faulty", "message": "undefined label: 'nowhere'"},
    ]  # fmt: skip
    lines = known.read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(entries(known)) + 5  # one entry a line


def test_nothing_known_is_reported_again(sphinx_sop: Run, manual: Path, known: Path) -> None:
    found = sphinx_sop(*CHECK)
    assert (found.code, found.out) == (0, "")
    assert found.err.splitlines() == ["SOPs: 2; errors: 0; warnings: 0; advice: 0", "in the baseline: 6"]


def test_a_manual_that_moves_is_the_same(sphinx_sop: Run, manual: Path, known: Path, tmp_path: Path) -> None:
    manual.rename(tmp_path / "elsewhere")
    assert sphinx_sop("check", "elsewhere", "--baseline", "known.json").out == ""


def test_steps_and_lines_may_move(sphinx_sop: Run, manual: Path, known: Path) -> None:
    page = manual / "sop" / "faulty.rst"
    new = "\n   .. sop-step:: Menerima surat\n      :pelaksana: staf\n      :kelengkapan: Surat\n      :waktu: 5 menit\n      :output: Surat\n"
    text = FAULTY.replace("\n   .. sop-step:: Mencatat", f"{new}\n   .. sop-step:: Mencatat").replace(
        "tidak: 9", "tidak: 10"
    )
    page.write_text(f".. a remark\n\n{text}", encoding="utf-8")
    assert sphinx_sop(*CHECK).out == ""


def test_only_the_new_step_of_a_finding_is_reported(sphinx_sop: Run, manual: Path, known: Path) -> None:
    page = manual / "sop" / "faulty.rst"
    page.write_text(FAULTY.replace("      :waktu: 10 menit\n", ""), encoding="utf-8")
    found = sphinx_sop(*CHECK)
    assert found.out == "manual/sop/faulty.rst:15: SOP312 warning: Step 2: `waktu` is empty\n"
    assert found.code == 0
    assert sphinx_sop(*CHECK, "--strict").code == 1


def test_what_is_found_more_often_than_noted_is_new(sphinx_sop: Run, manual: Path, known: Path) -> None:
    page = manual / "sop" / "faulty.rst"
    again = FAULTY[FAULTY.index("   .. sop-step:: Mencatat") : FAULTY.index("   .. sop-step:: Memeriksa")]
    page.write_text(f"{FAULTY}\n{again}", encoding="utf-8")
    assert sphinx_sop(*CHECK, "--select", "SOP312").out.endswith("SOP312 warning: Step 4: `waktu` is empty\n")


def test_what_is_mended_can_be_taken_out(sphinx_sop: Run, manual: Path, known: Path) -> None:
    page = manual / "sop" / "faulty.rst"
    page.write_text(FAULTY.replace("      :tidak: 9\n", ""), encoding="utf-8")
    found = sphinx_sop(*CHECK)
    assert found.err.splitlines()[1:] == [
        "in the baseline: 5",
        "no longer found, --write-baseline takes them out: 1",
        "  SOP201 faulty / Memeriksa surat",
    ]
    summary = sphinx_sop(*CHECK, "--format", "json").json["summary"]
    assert summary["baseline"]["known"] == 5
    assert [one["code"] for one in summary["baseline"]["gone"]] == ["SOP201"]
    assert sphinx_sop(*CHECK, "--write-baseline").err.startswith("known.json was written; known from now on: 5\n")
    assert [one["code"] for one in entries(known)] == ["SOP101", "SOP110", "SOP312", "SOP312", "ref.ref"]


def test_codes_that_are_not_looked_at_are_not_missed(sphinx_sop: Run, manual: Path, known: Path) -> None:
    found = sphinx_sop(*CHECK, "--select", "SOP1")
    assert found.err.splitlines()[1:] == ["in the baseline: 2"]


def test_another_language_makes_no_difference(sphinx_sop: Run, manual: Path, known: Path) -> None:
    assert sphinx_sop(*CHECK, "--language", "id").out == ""
    assert sphinx_sop(*CHECK, "-D", "language=id", "--select", "SOP312").out == ""


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "known.json is no baseline of sphinx-sop"),
        ("[]", "known.json is no baseline of sphinx-sop"),
        ('{"version": 1, "findings": [{"codes": "x"}]}', "known.json is no baseline of sphinx-sop"),
        ('{"version": 9, "findings": []}', "the baseline known.json was written by another version of sphinx-sop"),
        (b"\xff\xfe", "known.json is no baseline of sphinx-sop"),
    ],
)
def test_a_file_that_is_none(sphinx_sop: Run, manual: Path, tmp_path: Path, text: str | bytes, sentence: str) -> None:
    (tmp_path / "known.json").write_bytes(text if isinstance(text, bytes) else text.encode())
    found = sphinx_sop(*CHECK)
    assert found.code == 2
    assert found.err.startswith(f"sphinx-sop: {sentence}")


def test_an_empty_one(sphinx_sop: Run, manual: Path, tmp_path: Path) -> None:
    (manual / "sop" / "faulty.rst").write_text(CLEAN.replace("Cuti", "Izin").replace("01/", "02/"), encoding="utf-8")
    assert sphinx_sop(*CHECK).code == 0
    assert entries(tmp_path / "known.json") == []
