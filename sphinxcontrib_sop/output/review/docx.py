"""The *Matriks Persandingan* as a Word document: a table for each SOP; what is gone is struck through, what came underlined."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.shared import Mm, Pt

from .arranged import Line, Row, heading, sections
from .report import Report

if TYPE_CHECKING:
    from docx.document import Document as DocumentType
    from docx.table import Table, _Cell

_WIDTHS_MM = (105.0, 105.0, 47.0)
"""Semula, Menjadi, Keterangan; the page lies across."""
_SIZE = 9.0
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def write_docx(report: Report) -> bytes:
    """Return the document."""
    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Arial", Pt(_SIZE)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(1)
    page = document.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = Mm(297), Mm(210)
    page.left_margin = page.right_margin = Mm(20)
    page.top_margin = page.bottom_margin = Mm(15)
    title = report.words["comparison-matrix"]
    document.core_properties.title = title
    document.core_properties.author = ""
    document.add_heading(_clean(title), level=1)
    for line in heading(report):
        document.add_paragraph(_clean(line))
    columns = [report.words[key] for key in ("before", "after", "remarks")]
    for section in sections(report):
        document.add_heading(_clean(section.title), level=2)
        if section.about:
            document.add_paragraph(_clean(" · ".join(section.about))).paragraph_format.keep_with_next = True
        if section.rows:
            _table(document, columns, section.rows)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _table(document: DocumentType, columns: Sequence[str], rows: Sequence[Row]) -> None:
    table: Table = document.add_table(rows=1 + len(rows), cols=len(columns), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, _WIDTHS_MM, strict=True):
        column.width = Mm(width)
    lines = list(table.rows)
    lines[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # printed again on every page
    for cell, text in zip(lines[0].cells, columns, strict=True):
        cell.paragraphs[0].add_run(_clean(text)).bold = True
    for line, row in zip(lines[1:], rows, strict=True):
        old, new, said = line.cells
        _fill(old, row.old, gone=True)
        _fill(new, row.new, gone=False)
        said.text = _clean("\n".join(row.said))


def _fill(cell: _Cell, lines: Sequence[Line], *, gone: bool) -> None:
    for place, line in enumerate(lines):
        paragraph = cell.add_paragraph() if place else cell.paragraphs[0]
        for part in line:
            run = paragraph.add_run(_clean(part.text))
            run.bold = part.bold or None
            if part.marked:
                run.font.strike, run.font.underline = gone or None, (not gone) or None


def _clean(text: str) -> str:
    """What XML cannot hold is shown as U+FFFD."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)
