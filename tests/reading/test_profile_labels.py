"""Every profile prints its own labels: on the pages, on the sheets, in plain tables and in decrees."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from .manuals import CONF, Workshop

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SOP = """
.. sop-keputusan:: Prosedur
   :oleh: Kepala
          Budi
   :menimbang: bahwa satu
   :mengingat: dua
   :menetapkan: tiga

.. sop:: Penyusunan Laporan
   :nomor: 1
   :tanggal-pembuatan: 2 Januari 2025
   :tanggal-pengesahan: 3 Januari 2025
   :tanggal-efektif: 4 Januari 2025
   :disahkan-oleh: Kepala Dinas
                   Budi
   :dasar-hukum: -
   :keterkaitan: -
   :peringatan: -
   :kualifikasi-pelaksana: -
   :peralatan: -
   :pencatatan: -

   .. sop-step:: Menulis laporan
      :pelaksana: staf
      :kelengkapan: Data
      :waktu: 1 jam
      :output: Laporan
"""
OWN = """
extends = "permenpan-35-2012"

[form]
rows = ["number", "approved", "title"]
column_numbers = true

[labels.id]
notes = "Ket."
output = "Hasil Kerja"

[documents.id]
decree-first = "pertama"
"""
COMMON = [
    "Nomor SOP",
    "Tanggal Pembuatan",
    "Disahkan oleh",
    "Nama SOP",
    "Dasar Hukum",
    "Pencatatan dan Pendataan",
    "Pelaksana",
]
LABELS: dict[str, tuple[list[str], list[str]]] = {
    "permenpan-35-2012": ([*COMMON, "Tanggal Efektif", "Kegiatan", "Kelengkapan", "KESATU"], ["Uraian Prosedur", "PERTAMA"]),
    "bps": ([*COMMON, "Tanggal Efektif", "Kegiatan", "Kelengkapan", "KESATU"], ["Aktivitas"]),
    "permendagri-52-2011": (
        [*COMMON, "Tanggal Pengesahan", "Uraian Prosedur", "Kelengkapan", "KESATU"], ["Kegiatan", "Aktivitas"],
    ),
    "mahkamah-agung": (
        [*COMMON, "Tanggal Efektif", "Aktivitas", "Persyaratan/Kelengkapan", "PERTAMA"], ["Kegiatan", "KESATU"],
    ),
    "own.toml": (["Tanggal Pengesahan", "Ket.", "Hasil Kerja", "PERTAMA"], ["Keterangan", "KESATU"]),
}  # fmt: skip


def written(folder: Path, profile: str, builder: str) -> Path:
    (folder / "conf.py").write_text(f"{CONF}sop_profile = {profile!r}\n", encoding="utf-8")
    (folder / "own.toml").write_text(OWN, encoding="utf-8")
    (folder / "index.rst").write_text(SOP, encoding="utf-8")
    shop = Workshop(folder, builder, config={"language": "id"})
    messages = [message for message in shop.build() if "SOP451" not in message]
    shop.close()
    assert messages == []
    return folder / "_build" / builder


def plain(text: str) -> str:
    """Words of a text, without marks of hyphenation and in one case: the form is set in capitals on paper."""
    return " ".join(re.sub(r"[\u00ad\u200b]|&shy;|<wbr>", "", text).split()).casefold()


def has(label: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(label.casefold())}(?!\w)", text) is not None


@pytest.mark.parametrize("profile", LABELS)
def test_on_the_page(tmp_path: Path, profile: str) -> None:
    page = (written(tmp_path, profile, "html") / "index.html").read_text("utf-8")
    text = plain(html.unescape(re.sub(r"<[^>]*>", " ", page.replace("&shy;", "").replace("<wbr>", ""))))
    shown, absent = LABELS[profile]
    assert [label for label in shown if not has(label, text)] == []
    assert [label for label in absent if has(label, text)] == []
    assert ('<tr class="sop-numbers"><td>1</td>' in page) == (profile == "own.toml")


@pytest.mark.parametrize("profile", LABELS)
def test_on_the_sheet(tmp_path: Path, profile: str, require_tool: Callable[[str], str]) -> None:
    require_tool("typst")
    (sheet,) = written(tmp_path, profile, "sop-sheets").glob("*.pdf")
    text = plain(" ".join(page.extract_text() for page in PdfReader(sheet).pages)).replace(
        "/ ", "/"
    )  # a break after it
    shown, absent = LABELS[profile]
    assert [label for label in shown if not label.isupper() and label.casefold() not in text] == []
    assert [label for label in absent if has(label, text)] == []
    assert ("1 2 3 4 5 6 7" in text) == (profile == "own.toml")


@pytest.mark.parametrize("profile", LABELS)
def test_in_plain_tables(tmp_path: Path, profile: str) -> None:
    text = (written(tmp_path, profile, "text") / "index.txt").read_text("utf-8")
    shown, absent = LABELS[profile]
    assert [label for label in shown if len(label) < 9 and not has(label, plain(text))] == []  # longer ones are broken
    assert [label for label in absent if has(label, plain(text))] == []
    assert (re.search(r"\| 1 +\| 2 +\| 3 +\|", text) is not None) == (profile == "own.toml")
