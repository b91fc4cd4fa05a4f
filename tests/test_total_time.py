"""The row that adds up the times: only where the manual asks for it, in every form of the table."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from sphinx.testing.util import SphinxTestApp
from sphinx.util.docutils import patch_docutils

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MANUAL = """\
.. sop:: Penyusunan Laporan
   :name: laporan
   :pelaksana: staf
               kepala

   .. sop-step:: Menyusun laporan
      :pelaksana: staf
      :waktu: 1 jam

   .. sop-step:: Memeriksa laporan
      :pelaksana: kepala
      :waktu: 10 - 30 menit
      :tidak: sebelumnya

   .. sop-step:: Mengirim laporan
      :pelaksana: staf
      :waktu: sesuai kebutuhan
"""
ENDLESS = MANUAL.replace(":waktu: sesuai kebutuhan", ":waktu: 1 jam\n      :lanjut: awal")
TOTAL = {
    "id": ("Jumlah waktu", "1 jam 10 menit – 1 jam 30 menit (tanpa langkah 3)"),
    "en": ("Total time", "1 hour 10 minutes – 1 hour 30 minutes (without steps 3)"),
}


def built(folder: Path, builder: str, text: str = MANUAL, **config: object) -> Path:
    """Build a manual; return the folder of its output."""
    (folder / "conf.py").write_text('extensions = ["sphinxcontrib_sop"]\n', encoding="utf-8")
    (folder / "index.rst").write_text(text, encoding="utf-8")
    app = SphinxTestApp(builder, srcdir=folder, confoverrides=config, warning=io.StringIO())
    try:
        with patch_docutils(folder):
            app.build()
        return app.outdir
    finally:
        app.cleanup()


@pytest.mark.parametrize("language", TOTAL)
def test_html_and_text(tmp_path: Path, language: str) -> None:
    for builder, file in (("html", "index.html"), ("text", "index.txt")):
        out = built(tmp_path, builder, language=language, sop_total_time=True)
        words = " ".join((out / file).read_text(encoding="utf-8").replace("|", " ").split())
        label, total = TOTAL[language]
        assert label in words
        if builder == "html":
            assert f'colspan="5">{label}</th><td colspan="3">{total}</td></tr></tfoot>' in words


def test_the_row_is_not_there_unasked_or_without_an_end(tmp_path: Path) -> None:
    assert "<tfoot>" not in (built(tmp_path, "html") / "index.html").read_text(encoding="utf-8")
    out = built(tmp_path, "html", ENDLESS, sop_total_time=True)
    assert "<tfoot>" not in (out / "index.html").read_text(encoding="utf-8")


def test_sheets(tmp_path: Path, require_tool: Callable[[str], str]) -> None:
    require_tool("typst")
    pypdf = pytest.importorskip("pypdf")
    for asked in (True, False):
        out = built(tmp_path, "sop-sheets", language="id", sop_total_time=asked)
        text = " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(out / "laporan.pdf").pages).split())
        assert (": ".join(TOTAL["id"]) in text) is asked
