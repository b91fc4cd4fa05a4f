"""What veraPDF says of the PDF files: all its rules of PDF/A-2a (153) and PDF/UA-1 (106) are met."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .procedures import FORM, random_sop

REPOSITORY = Path(__file__).parents[2]
VALIDATE = REPOSITORY / "tools" / "validate_pdf.py"
BOTH = ["a-2a", "ua-1"]

pytestmark = pytest.mark.validator


@pytest.fixture(scope="module")
def failed() -> Callable[..., list[str]]:
    """``failed("ua1", file)``: the rules of that standard which a file does not meet."""

    def check(flavour: str, *paths: Path) -> list[str]:
        command = [sys.executable, str(VALIDATE), flavour, *map(str, paths)]
        done = subprocess.run(command, check=False, capture_output=True, encoding="utf-8")
        if done.returncode:
            reason = f"veraPDF cannot be started: {done.stderr[-2000:]}"
            if os.environ.get("SOP_REQUIRE_TOOLS"):
                pytest.fail(reason)
            pytest.skip(reason)
        found = json.loads(done.stdout)
        assert len(found) == len(paths)
        assert all(one["checks"] > 500 for one in found.values())
        assert all(one["compliant"] is not bool(one["failed"]) for one in found.values())
        return [rule for one in found.values() for rule in one["failed"]]

    return check


def write_everything(manual: Any) -> None:
    """A manual with leading pages in a part, lists, forms, long and short SOPs."""
    laws = "".join(f"\n      {number}. Peraturan {number} tentang {'tata kelola ' * 9}" for number in range(1, 61))
    toctree = ".. toctree::\n   :caption: {}\n\n   {}\n\n"
    manual.write(
        index="Uji\n===\n\n"
        + toctree.format("Awal", "kata\n   sah\n   daftar")
        + toctree.format("Isi", "a\n   b\n   c"),
        kata="Kata\n====\n\nKata pengantar [#a]_.\n\n.. [#a] Catatan.\n",
        sah="Sah\n===\n\n.. sop-approval::\n   :blok: Disusun oleh | Kepala Bidang; Nama; NIP. 1 | -\n",
        daftar="Daftar\n======\n\n.. sop-list::\n\nMeta\n----\n\n.. sop-monitoring::\n\n``kode`` dan :math:`x^2`.\n",
        a=random_sop("a", 40, 5, options=FORM.format(status="berlaku")),
        b=random_sop("b", 5, 3, options=f"   :dasar-hukum:{laws}\n"),
        c=random_sop("c", 8, 12, long={3: 3000}),
    )


@pytest.mark.parametrize("flavour", ["2a", "ua1"])
def test_sheets_and_handbook_meet_the_standards(manual: Any, failed: Callable[..., list[str]], flavour: str) -> None:
    write_everything(manual)
    manual.print_book(sop_pdf_standard=BOTH)
    assert manual.warnings == []
    manual.build(sop_pdf_standard=BOTH)
    in_parts = manual.book.with_name("parts.pdf")
    shutil.copyfile(manual.book, whole := manual.book.with_name("whole.pdf"))
    manual.print_book(sop_pdf_standard=BOTH, sop_pdf_parts=1)
    shutil.move(manual.book, in_parts)
    sheets = sorted(manual.sheets.glob("*.pdf"))
    assert len(sheets) == 3
    assert failed(flavour, whole, in_parts, *sheets) == []


@pytest.mark.parametrize("parts", [0, 2])
def test_the_sample_manual_meets_the_standards(failed: Callable[..., list[str]], tmp_path: Path, parts: int) -> None:
    source = tmp_path / "source"
    shutil.copytree(REPOSITORY / "sample_manual", source, ignore=shutil.ignore_patterns("_build"))
    with (source / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write(f"sop_pdf_standard = {BOTH!r}\nsop_pdf_parts = {parts}\n")
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "sop-pdf", str(source), str(tmp_path / "book")]
    subprocess.run(command, check=True, capture_output=True)
    (book,) = (tmp_path / "book").glob("*.pdf")
    assert [failed(flavour, book) for flavour in ("2a", "ua1")] == [[], []]


def test_a_file_without_a_standard_is_found_out(manual: Any, failed: Callable[..., list[str]]) -> None:
    manual.write(a=random_sop("a", 3, 3))
    manual.print_book()
    assert any(rule.startswith("5-1: ") for rule in failed("ua1", manual.book))
    assert any(rule.startswith("6.6.4-1: ") for rule in failed("2a", manual.book))
