"""Workbooks with drawings: cells by openpyxl, the drawing put into the package as XML."""

from __future__ import annotations

import io
import random
import re
import zipfile
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from .drawing import Drawing, draw
from .shapes import Item, Style, items
from .truth import TrueSop

PIXEL, POINT = 9525, 12700
NS = (
    'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


@dataclass
class SheetPlan:
    """A sheet with its geometry and what is drawn over it."""

    sheet: Worksheet
    drawn: list[tuple[list[Item], str]] = field(default_factory=list)
    """Items and how they are put: twoCell, group, nested."""
    picture: bytes = b""
    picture_box: tuple[float, float, float, float] = (0, 0, 0, 0)
    stale: bool = False

    def edges(self, columns: bool, count: int) -> list[float]:
        result = [0.0]
        for index in range(1, count + 1):
            if columns:
                from openpyxl.utils import get_column_letter

                width = self.sheet.column_dimensions[get_column_letter(index)].width
                size = int((256 * width + 18) / 256 * 7) * PIXEL
            else:
                size = (self.sheet.row_dimensions[index].height or 15) * POINT
            result.append(result[-1] + size)
        return result


def set_widths(sheet: Worksheet, widths: Iterable[int]) -> None:
    from openpyxl.utils import get_column_letter

    for index, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(index)].width = width


def write_form(sheet: Worksheet, sop: TrueSop, row: int, columns: int, values: dict[str, object] | None = None) -> int:
    """The identity form; return the row below."""
    half = columns // 2 + 1
    given = {
        "Nomor SOP": sop.number,
        "Tanggal Pembuatan": "2 Januari 2025",
        "Tanggal Revisi": "-",
        "Tanggal Efektif": "3 Februari 2025",
        "Disahkan oleh": "Kepala Dinas Arsip\nDra. Contoh Nama, M.Si.\nNIP. 19700101 199503 1 001",
        "Nama SOP": sop.title,
        **(values or {}),
    }
    sheet.cell(row, 1, "PEMERINTAH KABUPATEN CONTOH\nDINAS ARSIP\nBIDANG PENGELOLAAN ARSIP")
    sheet.merge_cells(start_row=row, start_column=1, end_row=row + len(given) - 1, end_column=half - 1)
    for label, value in given.items():
        sheet.cell(row, half, label)
        sheet.cell(row, half + 1, value)
        row += 1
    labels = list(sop.boxes)
    for left, right in zip(labels[::2], labels[1::2], strict=True):
        sheet.cell(row, 1, f"{left}:")
        sheet.cell(row, half, f"{right}:")
        depth = max(len(sop.boxes[left]), len(sop.boxes[right]))
        for offset in range(depth):
            for column, label in ((1, left), (half, right)):
                if offset < len(sop.boxes[label]):
                    sheet.cell(row + 1 + offset, column, f"{offset + 1}. {sop.boxes[label][offset]}")
        row += depth + 1
    return row


@dataclass
class ChartPlan:
    first: int
    """First row of steps, from 1."""
    end: int
    lanes: dict[str, tuple[int, int]]
    """First and last column of an actor, from 1."""


def write_chart(
    sheet: Worksheet,
    sop: TrueSop,
    row: int,
    *,
    start: int = 0,
    stop: int | None = None,
    lane_columns: int = 1,
    numbers: bool = False,
    groups: dict[str, list[str]] | None = None,
    titles: dict[str, str] | None = None,
    heights: list[float] | None = None,
    merged: bool = True,
) -> ChartPlan:
    """The flowchart table from step ``start`` on; return where it stands."""
    names = {
        "no": "No",
        "text": "Kegiatan",
        "actors": "Pelaksana",
        "std": "Mutu Baku",
        "in": "Kelengkapan",
        "time": "Waktu",
        "out": "Output",
        "notes": "Keterangan",
        **(titles or {}),
    }
    first_lane = 3
    lanes: dict[str, tuple[int, int]] = {}
    column = first_lane
    depth = 3 if groups else 2
    for actor in sop.actors:
        lanes[actor] = (column, column + lane_columns - 1)
        column += lane_columns
    after = column
    sheet.cell(row, 1, names["no"])
    sheet.cell(row, 2, names["text"])
    sheet.cell(row, first_lane, names["actors"])
    sheet.cell(row, after, names["std"])
    sheet.cell(row, after + 3, names["notes"])
    last = row + depth - 1
    if merged:
        for single in (1, 2, after + 3):
            sheet.merge_cells(start_row=row, start_column=single, end_row=last, end_column=single)
        sheet.merge_cells(start_row=row, start_column=first_lane, end_row=row, end_column=after - 1)
        sheet.merge_cells(start_row=row, start_column=after, end_row=row, end_column=after + 2)
    if groups:
        for group, members in groups.items():
            sheet.cell(row + 1, lanes[members[0]][0], group)
            sheet.merge_cells(
                start_row=row + 1, start_column=lanes[members[0]][0], end_row=row + 1, end_column=lanes[members[-1]][1]
            )
    grouped = {member for members in (groups or {}).values() for member in members}
    for actor, (left, right) in lanes.items():
        word = actor
        if actor in grouped:
            group = next(name for name, members in groups.items() if actor in members)
            word = actor.removesuffix(f" {group}")
        sheet.cell(last if actor in grouped or not groups else row + 1, left, word)
        if lane_columns > 1:
            sheet.merge_cells(start_row=last, start_column=left, end_row=last, end_column=right)
        if groups and actor not in grouped:
            sheet.merge_cells(start_row=row + 1, start_column=left, end_row=last, end_column=left)
    for offset, key in enumerate(("in", "time", "out")):
        sheet.cell(last, after + offset, names[key])
    row = last + 1
    if numbers:
        for index in range(1, after + 4):
            sheet.cell(row, index, index)
        row += 1
    first = row
    for number, step in enumerate(sop.steps[start:stop], start + 1):
        sheet.cell(row, 1, number)
        sheet.cell(row, 2, step.text)
        sheet.cell(row, after, step.inputs)
        sheet.cell(row, after + 1, step.time)
        sheet.cell(row, after + 2, step.output)
        if step.notes:
            sheet.cell(row, after + 3, step.notes)
        sheet.row_dimensions[row].height = (heights or [60.0])[(number - 1) % len(heights or [60.0])]
        row += 1
    return ChartPlan(first, row, lanes)


def drawing_of(plan: SheetPlan, sop: TrueSop, charts: list[ChartPlan]) -> Drawing:
    """Where symbols and lines of an SOP stand on a sheet."""
    columns = plan.edges(True, 60)
    rows_edges = plan.edges(False, 300)
    lanes = {actor: (columns[left - 1], columns[right]) for actor, (left, right) in charts[0].lanes.items()}
    rows = [(rows_edges[row - 1], rows_edges[row]) for chart in charts for row in range(chart.first, chart.end)]
    return draw(sop, lanes, rows)


def add_drawing(plan: SheetPlan, sop: TrueSop, charts: list[ChartPlan], style: Style, how: str = "twoCell") -> None:
    plan.drawn.append((list(items(drawing_of(plan, sop, charts), style)), how))
    plan.stale = plan.stale or style.stale


def _marker(value: float, edges: list[float]) -> tuple[int, int]:
    index = max(bisect_right(edges, value) - 1, 0)
    return index, round(value - edges[index])


def _point(tag: str, x: float, y: float, columns: list[float], rows: list[float]) -> str:
    (col, col_off), (row, row_off) = _marker(max(x, 0), columns), _marker(max(y, 0), rows)
    return f"<xdr:{tag}><xdr:col>{col}</xdr:col><xdr:colOff>{col_off}</xdr:colOff><xdr:row>{row}</xdr:row><xdr:rowOff>{row_off}</xdr:rowOff></xdr:{tag}>"


def drawing_xml(plan: SheetPlan) -> str:
    columns, rows = plan.edges(True, 60), plan.edges(False, 300)
    rng = random.Random(3)
    parts = []
    for drawn, how in plan.drawn:
        if how == "twoCell":
            for item in drawn:
                left, top, right, bottom = item.box
                at = item.xfrm
                if plan.stale:  # moved and resized since, as after a change of widths
                    at = tuple(value + rng.uniform(-1, 1) * 2_000_000 for value in at[:2])
                    at = (
                        *at,
                        at[0] + (item.xfrm[2] - item.xfrm[0]) * rng.uniform(0.4, 2),
                        at[1] + (item.xfrm[3] - item.xfrm[1]) * rng.uniform(0.4, 2),
                    )
                parts.append(
                    f"<xdr:twoCellAnchor>{_point('from', left, top, columns, rows)}{_point('to', right, bottom, columns, rows)}"
                    f"{item.xml(at)}<xdr:clientData/></xdr:twoCellAnchor>"
                )
        else:
            parts.append(_group(drawn, columns, rows, nested=how == "nested"))
    if plan.picture:
        left, top, right, bottom = plan.picture_box
        parts.append(
            f"<xdr:twoCellAnchor>{_point('from', left, top, columns, rows)}{_point('to', right, bottom, columns, rows)}"
            '<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="99" name="Picture"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill><a:blip r:embed="rId1"/>'
            "</xdr:blipFill><xdr:spPr/></xdr:pic><xdr:clientData/></xdr:twoCellAnchor>"
        )
    return f'<?xml version="1.0" encoding="UTF-8"?><xdr:wsDr {NS}>{"".join(parts)}</xdr:wsDr>'


def _group(drawn: list[Item], columns: list[float], rows: list[float], *, nested: bool) -> str:
    """One group with coordinates of its own: half the size, moved."""
    left, top = min(i.box[0] for i in drawn), min(i.box[1] for i in drawn)
    right, bottom = max(i.box[2] for i in drawn), max(i.box[3] for i in drawn)

    def inside(box, scale=0.5, shift=1_000_000):
        return tuple((value - (left if n % 2 == 0 else top)) * scale + shift for n, value in enumerate(box))

    whole = inside((left, top, right, bottom))
    body = "".join(item.xml(inside(item.xfrm)) for item in drawn)
    frame = f'<a:chOff x="{round(whole[0])}" y="{round(whole[1])}"/><a:chExt cx="{round(whole[2] - whole[0])}" cy="{round(whole[3] - whole[1])}"/>'
    properties = '<xdr:nvGrpSpPr><xdr:cNvPr id="{i}" name="Group"/><xdr:cNvGrpSpPr/></xdr:nvGrpSpPr><xdr:grpSpPr><a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{w}" cy="{h}"/>{frame}</a:xfrm></xdr:grpSpPr>'
    if nested:
        w, h = round(whole[2] - whole[0]), round(whole[3] - whole[1])
        inner = properties.format(i=901, x=round(whole[0]), y=round(whole[1]), w=w, h=h, frame=frame)
        body = f"<xdr:grpSp>{inner}{body}</xdr:grpSp>"
    outer = properties.format(i=900, x=5, y=7, w=11, h=13, frame=frame)  # stale
    return (
        f'<xdr:oneCellAnchor>{_point("from", left, top, columns, rows)}<xdr:ext cx="{round(right - left)}" cy="{round(bottom - top)}"/>'
        f"<xdr:grpSp>{outer}{body}</xdr:grpSp><xdr:clientData/></xdr:oneCellAnchor>"
    )


def finish(book: Workbook, plans: dict[str, SheetPlan]) -> bytes:
    """The workbook with its drawings; ``plans`` are by title of the sheet."""
    stream = io.BytesIO()
    book.save(stream)
    source = zipfile.ZipFile(stream)
    parts = {name: source.read(name) for name in source.namelist()}
    types = parts["[Content_Types].xml"].decode()
    for index, sheet in enumerate(book.worksheets, 1):
        plan = plans.get(sheet.title)
        if plan is None or not (plan.drawn or plan.picture):
            continue
        path = f"xl/worksheets/sheet{index}.xml"
        text = parts[path].decode()
        text = re.sub(
            r"(<pageMargins[^>]*/>)",
            r'\1<drawing xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rIdD1"/>',
            text,
        )
        parts[path] = text.encode()
        rels = '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
        parts[f"xl/worksheets/_rels/sheet{index}.xml.rels"] = rels.format(
            f'<Relationship Id="rIdD1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing" Target="../drawings/drawing{index}.xml"/>'
        ).encode()
        parts[f"xl/drawings/drawing{index}.xml"] = drawing_xml(plan).encode()
        types = types.replace(
            "</Types>",
            f'<Override PartName="/xl/drawings/drawing{index}.xml" ContentType="application/vnd.openxmlformats-officedocument.drawing+xml"/></Types>',
        )
        if plan.picture:
            parts[f"xl/drawings/_rels/drawing{index}.xml.rels"] = rels.format(
                '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="../media/image1.png"/>'
            ).encode()
            parts["xl/media/image1.png"] = plan.picture
            if 'Extension="png"' not in types:
                types = types.replace("<Default", '<Default Extension="png" ContentType="image/png"/><Default', 1)
    parts["[Content_Types].xml"] = types.encode()
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return result.getvalue()
