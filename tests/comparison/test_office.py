"""The Matriks Persandingan as a document and as a work sheet: the same rows as on the page, and nothing runs."""

from __future__ import annotations

import io
import re
from html import unescape
from typing import TYPE_CHECKING

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText

from sphinxcontrib_sop.output.review.matrix import write_matrix
from sphinxcontrib_sop.output.review.xlsx import write_xlsx

from ..values import replace
from .conftest import HOSTILE, after
from .drafts import Step, sop
from .test_told_once import many

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinxcontrib_sop.output.review.report import Report

    Reports = Callable[..., Report]


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def of_page(report: Report) -> list[list[str]]:
    """The rows of the page, without white space."""
    rows = re.findall(r"<tr class.*?</tr>", write_matrix(report), re.DOTALL)
    return [
        [squeezed(unescape(re.sub("<[^>]*>", "", cell))) for cell in re.findall("<td>(.*?)</td>", row, re.DOTALL)]
        for row in rows
    ]


def of_document(report: Report) -> list[list[str]]:
    docx = pytest.importorskip("docx")
    from sphinxcontrib_sop.output.review.docx import write_docx

    document = docx.Document(io.BytesIO(write_docx(report)))
    return [[squeezed(cell.text) for cell in row.cells] for table in document.tables for row in table.rows[1:]]


def of_sheet(report: Report) -> list[list[str]]:
    sheet = openpyxl.load_workbook(io.BytesIO(write_xlsx(report))).worksheets[0]
    rows = [[squeezed(str(value or "")) for value in row] for row in sheet.iter_rows(values_only=True)]
    return [row for row in rows if row[2] and row[2] not in {"Keterangan", "Remarks"}]


@pytest.mark.parametrize("read", [of_document, of_sheet])
@pytest.mark.parametrize("language", ["id", "en"])
def test_the_rows_are_those_of_the_page(
    report: Reports, read: Callable[[Report], list[list[str]]], language: str
) -> None:
    shown = report(language)
    assert len(of_page(shown)) > 10
    assert read(shown) == of_page(shown)


def test_what_is_gone_is_struck_through_and_what_came_underlined(report: Reports) -> None:
    docx = pytest.importorskip("docx")
    from sphinxcontrib_sop.output.review.docx import write_docx

    shown = report(old=[sop("Menerima tamu dinas")], new=[sop("Menerima tamu resmi")])
    (table,) = docx.Document(io.BytesIO(write_docx(shown))).tables
    runs = [[run for line in cell.paragraphs for run in line.runs] for cell in table.rows[1].cells]
    assert [run.text.strip() for run in runs[0] if run.font.strike] == ["dinas"]
    assert [run.text.strip() for run in runs[1] if run.font.underline] == ["resmi"]
    sheet = openpyxl.load_workbook(io.BytesIO(write_xlsx(shown)), rich_text=True).worksheets[0]
    cells = [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, CellRichText)]
    marked = [block for cell in cells for block in cell if not isinstance(block, str)]
    assert [block.text.strip() for block in marked if block.font.strike] == ["dinas"]
    assert [block.text.strip() for block in marked if block.font.u] == ["resmi"]


@pytest.mark.parametrize("text", [HOSTILE, "=HYPERLINK(1)", "a\x0bb \x00", "x" * 40_000])
def test_whatever_an_sop_says_stays_text(report: Reports, text: str) -> None:
    first = after(text)[0]
    shown = report(new=[replace(first, title=text), sop(Step(text, notes=text), name="lain", title=text)])
    of_document(shown)
    sheet = openpyxl.load_workbook(io.BytesIO(write_xlsx(shown))).worksheets[0]
    assert all(cell.data_type != "f" and not cell.hyperlink for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize("new", [[], None])
def test_nothing_different_and_renamed_actors_are_said(report: Reports, new: list[object] | None) -> None:
    docx = pytest.importorskip("docx")
    from sphinxcontrib_sop.output.review.docx import write_docx

    shown = report(old=[], new=[]) if new == [] else report(old=many("Kepala"), new=many("Direktur"))
    expected = "Tidak ada perbedaan" if new == [] else "Ganti nama pelaksana di 12 SOP: Kepala → Direktur"
    document = docx.Document(io.BytesIO(write_docx(shown)))
    assert any(expected in line.text for line in document.paragraphs)
    sheet = openpyxl.load_workbook(io.BytesIO(write_xlsx(shown))).worksheets[0]
    assert any(expected in str(row[0]) for row in sheet.iter_rows(values_only=True))
