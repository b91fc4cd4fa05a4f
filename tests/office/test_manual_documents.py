"""Decree and approval sheet as Word documents, and the Lembar Verifikasi."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docx import Document

from ..reading.manuals import Workshop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from docx.document import Document as DocumentType

CONF = """
extensions = ["sphinxcontrib_sop", "sphinxcontrib_sop.output.office"]
sop_agency = {"name": ["Dinas Contoh"], "place": "Contoh"}
sop_officials = {"kadis": {"position": "Kepala Dinas", "name": "Nama Kepala", "nip": "197001011995031001"}}
"""
DECREE = """
.. sop-decree:: Standar Operasional Prosedur
   :nomor: 1/2026
   :oleh: kadis
   :tanggal: 3 Februari 2026
   :menimbang:
      a. bahwa **tertib** itu perlu;
      b. bahwa perlu ditetapkan;
   :mengingat:
      1. Undang-Undang Nomor 30 Tahun 2014 tentang Administrasi Pemerintahan;
   :menetapkan:
      - Menetapkan prosedur.
      - Mulai berlaku pada tanggal ditetapkan.
   :tembusan:
      - Bupati Contoh.
"""
APPROVAL = """
.. sop-approval::
   :tempat: Contoh
   :blok: Mengesahkan | kadis | 3 Februari 2026

Catatan di bawah.
"""


def texts(document: DocumentType) -> Iterator[str]:
    """Every paragraph, those of cells too."""
    yield from (paragraph.text for paragraph in document.paragraphs)
    tables = list(document.tables)
    while tables:
        table = tables.pop()
        for row in table.rows:
            for cell in row.cells:
                yield from (paragraph.text for paragraph in cell.paragraphs)
                tables += cell.tables


def test_each_document_is_a_file(tmp_path: Path) -> None:
    shop = Workshop(tmp_path, "sop-docx", conf=CONF, config={"language": "id"})
    pages = {
        "keputusan.rst": f"Keputusan\n=========\n{DECREE}",
        "lembar/pengesahan.rst": f"Pengesahan\n==========\n{APPROVAL}",
    }
    index = "Isi\n===\n\n.. toctree::\n\n   keputusan\n   lembar/pengesahan\n"
    shop.read({"index.rst": index, **pages})
    folder = shop.app.outdir
    shop.close()
    assert sorted(str(path.relative_to(folder)) for path in folder.rglob("*.docx")) == [
        "keputusan.docx",
        "lembar/pengesahan.docx",
    ]
    decree = list(texts(Document(str(folder / "keputusan.docx"))))
    for said in (
        "KEPUTUSAN KEPALA DINAS", "NOMOR 1/2026", "Menimbang", "a.\tbahwa tertib itu perlu;", "KESATU", "KEDUA",
        "Mulai berlaku pada tanggal ditetapkan.", "Nama Kepala", "Bupati Contoh.",
    ):  # fmt: skip
        assert any(said in text for text in decree), said
    approval = list(texts(Document(str(folder / "lembar" / "pengesahan.docx"))))
    assert "Nama Kepala" in approval
    assert "NIP. 197001011995031001" in approval
