"""Several processes read and write what one does."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from .manuals import sop, step
from .test_incremental import TITLE, Builds, manual

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(
    sys.platform in {"win32", "darwin"}, reason="Sphinx works in parallel where it can fork"
)


def many() -> dict[str, str]:
    """Enough documents for Sphinx to hand them out, among them two SOPs of one name and several faults."""
    more = {
        f"unit{number}.rst": sop(
            step("Mencatat surat", ":pelaksana: staf", *([":tidak: 9"] if number % 3 == 0 else [])),
            step("Menetapkan keputusan", ":pelaksana: kepala", keterangan=f":sop:ref:`unit{(number + 1) % 12}`"),
            title=f"Pengelolaan Surat {number}",
            nomor=f"{number}/2025",
            name=f"unit{number % 10}",
            **({"jenis": "entah"} if number % 4 == 0 else {}),
        )
        for number in range(12)
    }
    return manual() | more


@pytest.fixture(scope="module")
def serial(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], dict[str, str], dict[str, str]]:
    builds = Builds(tmp_path_factory.mktemp("serial"))
    builds.write(many())
    return builds.build("html"), builds.output("html"), (builds.build("sop-json"), builds.output("sop-json"))[1]


@pytest.mark.parametrize("processes", [2, 4])
def test_parallel_is_serial(tmp_path: Path, serial, processes: int) -> None:
    messages, html, data = serial
    assert sum("SOP117" in one for one in messages) == 2
    builds = Builds(tmp_path)
    builds.write(many())
    assert builds.build("html", parallel=processes) == messages
    assert builds.output("html") == html
    builds.build("sop-json", parallel=processes)
    assert builds.output("sop-json") == data


def test_parallel_is_incremental(tmp_path: Path, serial) -> None:
    messages, html, data = serial
    builds = Builds(tmp_path)
    changed = {name: text.replace("Surat", "Naskah").replace("keputusan", "disposisi") for name, text in many().items()}
    changed["cuti.rst"] = TITLE
    del changed["unit3.rst"]
    builds.write(changed)
    builds.build("html", parallel=2)
    builds.write(many())
    assert builds.build("html", parallel=2) == messages
    assert builds.build("html", parallel=2) == messages
    assert builds.output("html") == html
    builds.build("sop-json", parallel=2)
    assert builds.output("sop-json") == data
