"""What stands in workbooks and text documents: every symbol in its cell, every arrow glued at both ends."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook

from sphinxcontrib_sop.output.office import docx, xlsx

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinxcontrib_sop.output.view import View

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
XDR = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WPS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
WPC = "{http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas}"

SHAPES = {"process": "flowChartProcess", "decision": "flowChartDecision", "terminator": "flowChartTerminator"}


def drawing_of(workbook: bytes) -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(workbook)) as package:
        return ElementTree.fromstring(package.read("xl/drawings/drawing2.xml"))


def presets(root: ElementTree.Element) -> Counter[str]:
    return Counter(
        shape.find(f".//{A}prstGeom").get("prst")  # type: ignore[union-attr, misc]
        for shape in root.iter(f"{XDR}sp")
        if shape.find(f".//{A}prstGeom") is not None
    )


def test_every_symbol_stands_in_its_cell(published: Mapping[str, View]) -> None:
    for name, view in published.items():
        root = drawing_of(xlsx.dump([view]))
        lanes = {actor.key: number for number, actor in enumerate(view.procedure.actors)}
        rows = {step.id: number for number, step in enumerate(view.procedure.steps)}
        sheet = load_workbook(io.BytesIO(xlsx.dump([view]))).worksheets[1]
        starts = [row for row in range(3, sheet.max_row + 1) if _begins_row(sheet, row)]
        symbols = [
            anchor
            for anchor in root.iter(f"{XDR}twoCellAnchor")
            if (named := anchor.find(f"{XDR}sp/{XDR}nvSpPr/{XDR}cNvPr")) is not None
            and (named.get("name") or "").startswith("Simbol")
        ]
        for anchor, node in zip(symbols, view.procedure.nodes, strict=False):
            column = int(anchor.findtext(f"{XDR}from/{XDR}col") or "")
            row = int(anchor.findtext(f"{XDR}from/{XDR}row") or "") + 1
            assert column == 2 + lanes[node.actors[0]], (name, node.id)
            place = rows[node.step]
            assert starts[place] <= row, (name, node.id)
            assert place + 1 == len(starts) or row < starts[place + 1], (name, node.id)


def _begins_row(sheet: Any, row: int) -> bool:
    """True unless the row is the second part of a joined one."""
    return not any(
        merged.min_col == merged.max_col == 1 and merged.min_row < row <= merged.max_row
        for merged in sheet.merged_cells.ranges
    )


def test_every_arrow_is_glued_to_the_symbols_it_joins(published: Mapping[str, View]) -> None:
    for name, view in published.items():
        root = drawing_of(xlsx.dump([view]))
        ids = {}
        for anchor in root.iter(f"{XDR}twoCellAnchor"):
            named = anchor.find(f"{XDR}sp/{XDR}nvSpPr/{XDR}cNvPr")
            if named is not None and (named.get("name") or "").startswith("Simbol"):
                ids[named.get("id")] = len(ids)
        glued = sorted(
            (ids[start.get("id")], ids[end.get("id")])
            for connector in root.iter(f"{XDR}cxnSp")
            if (start := connector.find(f".//{A}stCxn")) is not None
            and (end := connector.find(f".//{A}endCxn")) is not None
        )
        chart = view.chart
        wanted = sorted(
            [(route.source, route.target) for route in chart.routes]
            + [(lost.source, lost.target) for lost in chart.unrouted]
        )
        assert glued == wanted, name
        every = [item.get("id") for item in root.iter(f"{XDR}cNvPr")]
        repeated = {one for one, count in Counter(every).items() if count > 1}
        assert repeated <= {item.get("id") for item in root.iter(f"{XDR}cNvPr") if "Alur" in (item.get("name") or "")}


def test_the_text_document_glues_in_a_canvas(published: Mapping[str, View]) -> None:
    for name, view in published.items():
        with zipfile.ZipFile(io.BytesIO(docx.dump([view]))) as package:
            root = ElementTree.fromstring(package.read("word/document.xml"))
        kinds: Counter[str] = Counter()
        off_page = []
        for canvas in root.iter(f"{WPC}wpc"):
            members = {item.get("id") for item in canvas.iter(f"{WPS}cNvPr")}
            for connector in canvas.iter(f"{WPS}cNvCnPr"):
                ends = [connector.find(f"{A}{end}") for end in ("stCxn", "endCxn")]
                assert all(end is not None and end.get("id") in members for end in ends), name
            for shape in canvas.iter(f"{WPS}wsp"):
                geometry = shape.find(f".//{A}prstGeom")
                kinds[geometry.get("prst") if geometry is not None else ""] += 1  # type: ignore[index]
                if geometry is not None and geometry.get("prst") == "flowChartOffpageConnector":
                    off_page.append("".join(text.text or "" for text in shape.iter(f"{W}t")))
        for shape, preset in SHAPES.items():
            extra = sum(symbol.is_capsule and symbol.node is None for symbol in view.chart.symbols) * (
                shape == "terminator"
            )
            assert kinds[preset] == sum(node.shape == shape for node in view.procedure.nodes) + extra, name
        assert all(count == 2 for count in Counter(off_page).values()), name
        arrows = sum(
            kinds[preset] for preset in kinds if "onnector" in preset and preset != "flowChartOffpageConnector"
        )
        assert arrows == len(view.chart.routes) + len(view.chart.unrouted) + len(off_page) // 2, name


@pytest.mark.parametrize("paper", [(210.0, 297.0), (215.0, 330.0)])
def test_the_page_is_that_of_the_manual(published: Mapping[str, View], paper: tuple[float, float]) -> None:
    view = next(iter(published.values()))
    config = view.config
    from msgspec.structs import replace

    view = type(view)(view.procedure, replace(config, paper_mm=paper), view.answers, view.actors)
    workbook = load_workbook(io.BytesIO(xlsx.dump([view])))
    for sheet in workbook.worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == {210.0: 9, 215.0: 14}[paper[0]]
        assert sheet.print_area
    assert workbook.worksheets[1].print_title_rows == "$1:$2"
    document = docx.Document(io.BytesIO(docx.dump([view])))
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (paper[1], paper[0])
