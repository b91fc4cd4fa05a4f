"""What the Word documents for readers share: a page that lies across, tables with a grid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docx.document import Document as DocumentType
    from docx.table import Table


def landscape_document(title: str, author: str, size: float) -> DocumentType:
    """A document on A4 across, written in Arial of a size in points."""
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm, Pt

    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Arial", Pt(size)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(1)
    page = document.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = Mm(297), Mm(210)
    page.left_margin = page.right_margin = Mm(20)
    page.top_margin = page.bottom_margin = Mm(15)
    document.core_properties.title = title
    document.core_properties.author = author
    return document


def grid_table(document: DocumentType, rows: int, widths: Sequence[float], *, head: bool = False) -> Table:
    """A table with columns of these widths in millimetres; with ``head`` its first row is printed again on every page."""
    from docx.oxml import OxmlElement
    from docx.shared import Mm

    table: Table = document.add_table(rows=rows, cols=len(widths), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    if head:
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    return table
