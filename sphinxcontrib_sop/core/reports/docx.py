"""The Lembar Verifikasi SOP as a Word document: a table for each SOP, to be filled in and signed."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ._report import Report, Subject
from .verification import Block, ElementRow, blocks

if TYPE_CHECKING:
    from docx.document import Document as DocumentType
    from docx.table import Table

_WIDTHS_MM = (12.0, 62.0, 82.0, 66.0, 33.0)
"""No, element, finding, advice, result; the page lies across."""
_IDENTITY_MM = (62.0, 193.0)
_SIGNATURE_LINES = 4
_SIZE, _TITLE_SIZE = 9.0, 13.0
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def render(report: Report) -> bytes:
    """The document; empty without the manual."""
    if report.subject is None:
        return b""
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm, Pt

    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Arial", Pt(_SIZE)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(1)
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(15)
    document.core_properties.title = report.subject.words["verification"]
    document.core_properties.author = report.generator
    for number, block in enumerate(blocks(report)):
        _sheet(document, block, report.subject, first=not number)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _sheet(document: DocumentType, block: Block, subject: Subject, *, first: bool) -> None:
    """The sheet of one SOP: agency and title, identity, elements, room to sign."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    words = subject.words
    lines = [*(line.upper() for line in subject.agency), words["verification"].upper(), block.title]
    for place, line in enumerate(lines):
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.page_break_before = bool(not place and not first) or None
        paragraph.add_run(_clean(line)).bold = True
    if block.identity:
        table = _table(document, len(block.identity), _IDENTITY_MM)
        for row, texts in zip(table.rows, block.identity, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = _clean(text)
    document.add_paragraph()
    keys = ("row-number", *(f"verification-{key}" for key in ("element", "finding", "advice", "result")))
    table = _table(document, 1, _WIDTHS_MM)
    _fill(table, 0, [words[key] for key in keys], bold=True)
    _repeat_head(table)
    for section in block.sections:
        cells = table.add_row().cells  # type: ignore[no-untyped-call]
        cells[0].merge(cells[-1])
        _fill(table, len(table.rows) - 1, [section.title], bold=True)
        for element in section.rows:
            table.add_row()  # type: ignore[no-untyped-call]
            _fill(table, len(table.rows) - 1, _texts(element, subject))
    _closing(document, subject)


def _texts(element: ElementRow, subject: Subject) -> tuple[str, ...]:
    words = subject.words
    texts = [
        f"{remark.code} ({words[f'verification-{remark.severity.value}s'].lower()}): {remark.text}"
        for remark in element.remarks
    ]
    result = f"☐ {words['verification-fits']}\n☐ {words['verification-fails']}"
    name = "\n".join(filter(None, (element.element, element.value)))
    return element.number, name, "\n".join(texts) or words[element.unmarked], "\n".join(element.advice), result


def _closing(document: DocumentType, subject: Subject) -> None:
    """Room for remarks, result, names, dates and signatures."""
    words = subject.words
    document.add_paragraph()
    verdicts = "   ".join(f"☐ {words[f'verification-{key}']}" for key in ("accept", "revise", "reject"))
    table = _table(document, 2, (255.0,))
    table.rows[0].cells[0].text = f"{words['verification-remarks']}:\n\n\n"
    table.rows[1].cells[0].text = f"{words['verification-verdict']}:   {verdicts}"
    document.add_paragraph()
    table = _table(document, 1, (127.5, 127.5))
    for cell, who in zip(table.rows[0].cells, ("author", "verifier"), strict=True):
        place = f" {subject.place}, " if subject.place else " "
        cell.text = "\n".join(
            (
                words[f"verification-{who}"],
                f"{words['verification-place-date']}:{place}",
                f"{words['verification-signature']}:" + "\n" * _SIGNATURE_LINES,
                f"{words['verification-name']}: ",
                f"{words['verification-id']}: ",
            )
        )


def _table(document: DocumentType, rows: int, widths: Sequence[float]) -> Table:
    from docx.shared import Mm

    table: Table = document.add_table(rows=rows, cols=len(widths), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    return table


def _fill(table: Table, row: int, texts: Sequence[str], *, bold: bool = False) -> None:
    cells = table.rows[row].cells
    for cell, text in zip(cells, texts, strict=False):
        cell.text = ""
        cell.paragraphs[0].add_run(_clean(text)).bold = bold or None


def _repeat_head(table: Table) -> None:
    """The first row is printed again on every page."""
    from docx.oxml import OxmlElement

    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _clean(text: str) -> str:
    """What XML cannot hold is shown as U+FFFD."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)
