"""Signers of an SOP of its own, how long and for whom it is in force, and the QR code that leads to its page."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from sphinx.testing.util import SphinxTestApp
from sphinx.util.docutils import patch_docutils

from sphinxcontrib_sop.output.page_code import code_svg, code_typst, page_address

from .rules.framing import completed
from .values import replace

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CONF = """
extensions = ["sphinxcontrib_sop"]
language = "id"
html_theme = "basic"
sop_page_url = "https://sop.contoh.example/buku/"
sop_officials = {"kabid": {"position": "Kepala Bidang", "name": "Budi Contoh", "nip": "19740305 199803 1 006"}}
sop_units = {"arsip": {"name": "Bidang Arsip"}}
"""
SOPS = """
.. sop:: Penataan Arsip
   :name: tata
   :tanggal-berakhir: 3 Februari 2031
   :berlaku-bagi:
      arsip
      UPTD Contoh
   :disusun-oleh:
      Arsiparis
      Siti Contoh
   :diperiksa-oleh: kabid

.. sop:: Penataan Arsip Lama
   :name: lama
   :status: dicabut
   :digantikan-oleh: tata
"""


@pytest.fixture
def build(tmp_path: Path) -> Callable[[str], Path]:
    def run(builder: str) -> Path:
        source = tmp_path / "source"
        source.mkdir(exist_ok=True)
        source.joinpath("conf.py").write_text(CONF, encoding="utf-8")
        source.joinpath("index.rst").write_text(f"Buku\n====\n\n{completed(SOPS)}", encoding="utf-8")
        with patch_docutils(str(source)):
            app = SphinxTestApp(builder, srcdir=source)
            app.build()
        app.cleanup()
        return app.outdir

    return run


def test_a_page_shows_them_all(build: Callable[[str], Path]) -> None:
    html = build("html").joinpath("index.html").read_text(encoding="utf-8")
    words = re.sub(r"<[^>]+>|\s+", " ", html)
    for one in (
        "Berlaku sampai",
        "3 Februari 2031",
        "Bidang Arsip",
        "UPTD Contoh",
        "Disusun oleh",
        "Siti Contoh",
        "Budi Contoh",
    ):
        assert one in words
    assert 'href="https://sop.contoh.example/buku/index.html#sop-tata"' in html
    assert html.count('aria-label="Kode QR menuju halaman SOP ini"') == 2
    assert re.search(r'Digantikan oleh</th><td><p><a class="reference internal" href="#sop-tata"', html)


def test_the_export_has_the_day_of_expiry_where_there_is_one(build: Callable[[str], Path]) -> None:
    data = json.loads(build("sop-json").joinpath("sops.json").read_text(encoding="utf-8"))
    first, second = data["sops"]
    assert first["dates"]["expires"] == "2031-02-03"
    assert "expires" not in second["dates"]


def test_the_address_follows_the_pattern() -> None:
    from .rules.procedures import procedure_of

    procedure = replace(procedure_of("1>2"), name="tata", docname="a/b", anchor="sop-tata")
    assert page_address("", procedure) == ""
    assert page_address("https://x.example/", procedure) == "https://x.example/a/b.html#sop-tata"
    assert page_address("https://x.example/?sop={name}", procedure) == "https://x.example/?sop=tata"


def test_the_code_is_a_picture_in_both_forms() -> None:
    svg = code_svg("https://x.example")
    assert svg.startswith("<svg")
    assert 'xmlns="http://www.w3.org/2000/svg"' in svg
    assert code_svg("https://y.example") != svg
    assert 'format: "svg"' in code_typst("https://x.example", "Kode")
