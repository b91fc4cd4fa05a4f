"""What would run a program in a browser is no link; a changed value is printed by every builder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sphinxcontrib_sop.extension.addresses import runs

from ..reading.manuals import Workshop

if TYPE_CHECKING:
    from pathlib import Path

SOP = """
.. sop:: Pengelolaan Surat
   :nomor: 1
   :pelaksana: a = Staf

   .. sop-step:: Mencatat `surat <{address}>`__
      :pelaksana: a
      :waktu: 10 menit
"""


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:x",
        " javascript:x",
        "java\tscript:x",
        "vbscript:x",
        "data:text/html,x",
        "\u200bjavascript:x",
    ],
)
def test_a_program_is_recognised(address: str) -> None:
    assert runs(address)


@pytest.mark.parametrize(
    "address", ["https://example.org/javascript:", "mailto:a@example.org", "#javascript", "data.html"]
)
def test_an_address_is_none(address: str) -> None:
    assert not runs(address)


def test_a_program_is_no_link(tmp_path: Path) -> None:
    shop = Workshop(tmp_path, "html")
    shop.read({"index.rst": SOP.format(address="javascript:alert(1)")})
    page = (shop.app.outdir / "index.html").read_text(encoding="utf-8")
    shop.close()
    assert "javascript:alert" not in page
    assert "surat" in page


@pytest.mark.parametrize("builder", ["text", "man", "epub"])
def test_a_changed_value_is_printed_by_every_builder(tmp_path: Path, builder: str) -> None:
    written = []
    for total in (False, True):
        shop = Workshop(tmp_path, builder, config={"sop_total_time": total, "language": "id"})
        if not total:
            (tmp_path / "index.rst").write_text(SOP.format(address="https://example.org"), encoding="utf-8")
        shop.build()
        files = sorted(path for path in shop.app.outdir.rglob("*") if path.suffix in {".txt", ".1", ".xhtml"})
        written.append("\n".join(path.read_text(encoding="utf-8", errors="replace") for path in files))
        shop.close()
    assert "Jumlah waktu" not in written[0].replace("\n", " ")
    assert "Jumlah waktu" in written[1].replace("\n", " ")
