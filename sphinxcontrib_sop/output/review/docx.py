"""The *Matriks Persandingan* as a Word document: a table for each SOP; what is gone is struck through, what came underlined."""

from __future__ import annotations

import io
from collections.abc import Sequence

import docx  # noqa: F401 - whether it is there is asked here, before anything is compared
from docx.document import Document as DocumentType
from docx.table import _Cell

from ...core.characters import for_xml
from ...core.reports.word import grid_table, landscape_document
from .arranged import Line, Row, heading, sections
from .report import Report

_WIDTHS_MM = (105.0, 105.0, 47.0)
"""Semula, Menjadi, Keterangan; the page lies across."""
_SIZE = 9.0


def write_docx(report: Report) -> bytes:
    """Return the document."""
    title = report.words["comparison-matrix"]
    document = landscape_document(title, "", _SIZE)
    document.add_heading(for_xml(title), level=1)
    for line in heading(report):
        document.add_paragraph(for_xml(line))
    columns = [report.words[key] for key in ("before", "after", "remarks")]
    for section in sections(report):
        document.add_heading(for_xml(section.title), level=2)
        if section.about:
            document.add_paragraph(for_xml(" · ".join(section.about))).paragraph_format.keep_with_next = True
        if section.rows:
            _table(document, columns, section.rows)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _table(document: DocumentType, columns: Sequence[str], rows: Sequence[Row]) -> None:
    table = grid_table(document, 1 + len(rows), _WIDTHS_MM, head=True)
    lines = list(table.rows)
    for cell, text in zip(lines[0].cells, columns, strict=True):
        cell.paragraphs[0].add_run(for_xml(text)).bold = True
    for line, row in zip(lines[1:], rows, strict=True):
        old, new, said = line.cells
        _fill(old, row.old, gone=True)
        _fill(new, row.new, gone=False)
        said.text = for_xml("\n".join(row.said))


def _fill(cell: _Cell, lines: Sequence[Line], *, gone: bool) -> None:
    for place, line in enumerate(lines):
        paragraph = cell.add_paragraph() if place else cell.paragraphs[0]
        for part in line:
            run = paragraph.add_run(for_xml(part.text))
            run.bold = part.bold or None
            if part.marked:
                run.font.strike, run.font.underline = gone or None, (not gone) or None
