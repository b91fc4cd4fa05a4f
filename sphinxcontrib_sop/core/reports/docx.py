"""The Lembar Verifikasi SOP as a Word document: a table for each SOP, to be filled in and signed."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..characters import for_xml
from ._report import Report, Subject
from .verification import Block, ElementRow, blocks
from .word import grid_table, landscape_document

if TYPE_CHECKING:
    from docx.document import Document as DocumentType
    from docx.table import Table

_WIDTHS_MM = (12.0, 62.0, 82.0, 66.0, 33.0)
"""No, element, finding, advice, result; the page lies across."""
_IDENTITY_MM = (62.0, 193.0)
_SIGNATURE_LINES = 4
_SIZE, _TITLE_SIZE = 9.0, 13.0


def render(report: Report) -> bytes:
    """The document; empty without the manual."""
    if report.subject is None:
        return b""
    document = landscape_document(report.subject.words["verification"], report.generator, _SIZE)
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
        paragraph.add_run(for_xml(line)).bold = True
    if block.identity:
        table = grid_table(document, len(block.identity), _IDENTITY_MM)
        for row, texts in zip(table.rows, block.identity, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = for_xml(text)
    document.add_paragraph()
    keys = ("row-number", *(f"verification-{key}" for key in ("element", "finding", "advice", "result")))
    table = grid_table(document, 1, _WIDTHS_MM, head=True)
    _fill(table, 0, [words[key] for key in keys], bold=True)
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
    table = grid_table(document, 2, (255.0,))
    table.rows[0].cells[0].text = f"{words['verification-remarks']}:\n\n\n"
    table.rows[1].cells[0].text = f"{words['verification-verdict']}:   {verdicts}"
    document.add_paragraph()
    table = grid_table(document, 1, (127.5, 127.5))
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


def _fill(table: Table, row: int, texts: Sequence[str], *, bold: bool = False) -> None:
    cells = table.rows[row].cells
    for cell, text in zip(cells, texts, strict=False):
        cell.text = ""
        cell.paragraphs[0].add_run(for_xml(text)).bold = bold or None
