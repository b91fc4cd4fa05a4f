"""Word documents: the tables with their cells, and the shapes anchored in them.

A table has no heights of rows in the file unless the author gave them, so they are estimated from the text.  A shape is
in the cell whose paragraph anchors it, moved by its offsets; where that needs estimated heights it says so (`placed`).
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from xml.etree.ElementTree import Element

from msgspec import Struct, field
from msgspec.structs import replace

from . import drawingml, vml
from .document import INCH, POINT, TWIP, Box, Cell, Document, Grid, Line, Picture, Point
from .heights import settle
from .package import MAX_PICTURE, Package, attribute, child, children, local

_LINE_HEIGHT = 13.8 * POINT
_TEXT_WIDTH = 9 * INCH
_CHARACTER = 5.2 * POINT
_PADDING = 108 * TWIP
"""Usual space at the left and right of a cell."""
_SYMBOL_FONTS: Mapping[str, str] = {
    "F0FC": "√", "F0FE": "√", "F050": "√", "F052": "√", "F0A8": "□", "F06C": "●", "F09F": "●", "F0A7": "■",
    "F0E0": "→", "F0E2": "↓", "F0EA": "⬇", "F0E8": "➔", "F078": "X", "F0FB": "X", "F04F": "X", "F075": "◆",
}  # fmt: skip
"""Characters of Wingdings and its like -> what they look like."""


class _Anchor(Struct):
    """A drawing and the paragraph that anchors it."""

    element: Element
    row: int = 0
    column: int = 0
    in_cell: bool = True
    depth: float = 0
    """How far the paragraph begins below the top of the cell, or, outside of tables, above the next table."""
    exact: bool = True
    """False where that is estimated."""


class _Reader(Struct):
    package: Package
    document: Document
    relations: Mapping[str, str]
    glue: vml.Rules
    waiting: list[str] = field(default_factory=list)
    loose: list[_Anchor] = field(default_factory=list)
    """Drawings anchored in paragraphs since the last table."""
    count: int = 0


def read(package: Package, document: Document) -> None:
    """Read the tables of a document.  Raises `Unreadable`."""
    part = next(
        (target for target in package.relations("").values() if target.kind == "officeDocument"), "word/document.xml"
    )
    root = package.tree(part)
    reader = _Reader(package=package, document=document, relations=package.relations(part), glue=vml.rules(root))
    body = child(root, "body")
    _blocks(reader, () if body is None else body)
    document.after = reader.waiting
    for anchor in reader.loose:
        if document.grids:
            _place_loose(reader, anchor, document.grids[-1], below=True)
        else:
            _only_pictures(reader, anchor)


def _blocks(reader: _Reader, blocks: Iterator[Element] | Element | tuple[()]) -> None:
    for block in blocks:
        kind = local(block)
        if kind == "p":
            text = _paragraph(block)
            if text:
                reader.waiting.append(text)
            reader.loose += (_Anchor(element=drawing, in_cell=False) for drawing in _drawings(block))
            height, exact = _paragraph_height(block, text)
            for anchor in reader.loose:
                anchor.depth += height
                anchor.exact = anchor.exact and exact
        elif kind == "tbl":
            _table(reader, block)
        elif kind == "sdt":
            content = child(block, "sdtContent")
            _blocks(reader, () if content is None else content)
        elif kind in {"ins", "moveTo", "smartTag", "customXml"}:
            _blocks(reader, block)


# -- text ------------------------------------------------------------------------------------------------------------
def _paragraph(paragraph: Element) -> str:
    """The text of a paragraph as it stands after tracked changes; texts in drawings are not of it."""
    text = "".join(_runs(paragraph))
    lines = [" ".join(line.split()) for line in text.split("\n")]
    listed = child(paragraph, "pPr", "numPr") is not None
    joined = "\n".join(line for line in lines if line)
    return f"- {joined}" if listed and joined else joined


def _paragraph_height(paragraph: Element, text: str) -> tuple[float, bool]:
    """How high a paragraph is, and whether the file says so."""
    spacing = child(paragraph, "pPr", "spacing")
    around = (_whole(spacing, "before") + _whole(spacing, "after")) * TWIP
    if attribute(spacing, "lineRule") == "exact":
        return _whole(spacing, "line") * TWIP + around, True
    return text_height(text, _TEXT_WIDTH) + around, False


def _runs(element: Element) -> Iterator[str]:
    for part in element:
        kind = local(part)
        if kind == "t":
            yield part.text or ""
        elif kind == "tab":
            yield " "
        elif kind in {"br", "cr"}:
            yield "\n"
        elif kind == "noBreakHyphen":
            yield "-"
        elif kind == "sym":
            yield _SYMBOL_FONTS.get(attribute(part, "char").upper(), "●")
        elif kind not in {
            "pPr",
            "rPr",
            "drawing",
            "pict",
            "object",
            "AlternateContent",
            "del",
            "moveFrom",
            "instrText",
        }:
            yield from _runs(part)


def _drawings(paragraph: Element) -> Iterator[Element]:
    """The anchors and VML shapes of a paragraph; of alternatives the newer one."""
    for part in paragraph:
        kind = local(part)
        if kind == "AlternateContent":
            choice = next(children(part, "Choice"), None)
            fallback = next(children(part, "Fallback"), None)
            drawings = [] if choice is None else list(_drawings(choice))
            yield from drawings or ([] if fallback is None else list(_drawings(fallback)))
        elif kind in {"anchor", "inline"} or vml.is_drawing(part):
            yield part
        elif kind in {"r", "drawing", "pict", "object", "ins", "hyperlink", "smartTag", "sdt", "sdtContent"}:
            yield from _drawings(part)


# -- tables ----------------------------------------------------------------------------------------------------------
def _whole(element: Element | None, name: str = "val") -> int:
    return int(drawingml.number(element, name))


def _table(reader: _Reader, table: Element) -> None:
    reader.count += 1
    grid = Grid(name=str(reader.count), before=reader.waiting)
    reader.waiting = []
    widths = [float(_whole(column, "w") * TWIP) for column in children(child(table, "tblGrid"), "gridCol")]
    open_merges: dict[int, Cell] = {}
    anchors: list[_Anchor] = []
    heights: list[float] = []
    known: list[bool] = []
    for place, row in enumerate(_rows(table)):
        height, exact = _row(reader, grid, row, place, widths, open_merges, anchors)
        heights.append(height)
        known.append(exact)
    grid.cells = [cell for cell in grid.cells if cell.text]
    grid.column_edges = _edges(widths)
    grid.row_edges = _edges(heights)
    grid.indent = _whole(child(table, "tblPr", "tblInd"), "w") * TWIP
    reader.document.grids.append(grid)
    loose, reader.loose = reader.loose, []
    for anchor in anchors:
        _place(reader, anchor, grid, known)
    settle(grid, known)
    for anchor in loose:
        _place_loose(reader, anchor, grid, below=False, known=known)


def _rows(table: Element) -> Iterator[Element]:
    for row in table:
        if local(row) == "tr":
            yield row
        elif local(row) in {"sdt", "sdtContent", "ins", "customXml"}:
            yield from _rows(row)


def _cells(row: Element) -> Iterator[Element]:
    for cell_ in row:
        if local(cell_) == "tc":
            yield cell_
        elif local(cell_) in {"sdt", "sdtContent", "ins", "customXml"}:
            yield from _cells(cell_)


def _edges(sizes: list[float]) -> list[float]:
    edges = [0.0]
    for size in sizes:
        edges.append(edges[-1] + size)
    return edges


def _row(
    reader: _Reader,
    grid: Grid,
    row: Element,
    place: int,
    widths: list[float],
    open_merges: dict[int, Cell],
    anchors: list[_Anchor],
) -> tuple[float, bool]:
    """Read a row; return its height and whether it is known."""
    column = _whole(child(row, "trPr", "gridBefore"))
    needed = _LINE_HEIGHT
    for element in _cells(row):
        properties = child(element, "tcPr")
        span = max(_whole(child(properties, "gridSpan")), 1)
        merge = child(properties, "vMerge")
        width = _whole(child(properties, "tcW"), "w") * TWIP
        while len(widths) < column + span:
            widths.append(max(width / span, INCH / 4))
        text, depths = _cell(reader, element, sum(widths[column : column + span]))
        anchors += (_Anchor(element=drawing, row=place, column=column, depth=depth) for drawing, depth in depths)
        above = open_merges.get(column)
        if merge is not None and attribute(merge, "val") != "restart" and above is not None:
            joined = "\n".join(part for part in (above.text, text) if part)
            grid.cells[grid.cells.index(above)] = longer = replace(above, rows=place - above.row + 1, text=joined)
            open_merges[column] = longer
        else:
            cell = Cell(row=place, column=column, columns=span, text=text)
            grid.cells.append(cell)
            open_merges.pop(column, None)
            if merge is not None:
                open_merges[column] = cell
            else:
                needed = max(needed, text_height(text, sum(widths[column : column + span])))
        column += span
    given = child(row, "trPr", "trHeight")
    least = _whole(given) * TWIP
    exact = given is not None and (attribute(given, "hRule") == "exact" or least >= needed)
    return (least if exact else max(least, needed)), exact


def text_height(text: str, width: float) -> float:
    """How high a text is about in a cell of a width."""
    room = max((width - 2 * _PADDING) / _CHARACTER, 1)
    lines = sum(max(math.ceil(len(line) / room), 1) for line in text.split("\n"))
    return (max(lines, 1)) * _LINE_HEIGHT


def _cell(reader: _Reader, cell: Element, width: float) -> tuple[str, list[tuple[Element, float]]]:
    """The text of a cell, and its drawings with how far below the top they are anchored."""
    texts: list[str] = []
    drawings: list[tuple[Element, float]] = []
    depth = 0.0
    for block in _flattened(cell):
        if local(block) == "tbl":
            _table(reader, block)
            continue
        text = _paragraph(block)
        drawings += ((drawing, depth) for drawing in _drawings(block))
        depth += text_height(text, width)
        if text:
            texts.append(text)
    return "\n".join(texts), drawings


def _flattened(cell: Element) -> Iterator[Element]:
    for block in cell:
        if local(block) in {"p", "tbl"}:
            yield block
        elif local(block) in {"sdt", "sdtContent", "ins", "customXml", "smartTag"}:
            yield from _flattened(block)


# -- drawings --------------------------------------------------------------------------------------------------------
def _place(reader: _Reader, anchor: _Anchor, grid: Grid, known: list[bool]) -> None:
    left, top = grid.column_edges[anchor.column], grid.row_edges[anchor.row]
    shapes, lines = len(grid.shapes), len(grid.lines)
    if vml.is_drawing(anchor.element):
        _add_vml(reader, anchor.element, grid, (left + _PADDING, top + anchor.depth))
    else:
        _add(reader, anchor.element, grid, _origin(anchor, left, top), placed=True)
    for place in range(shapes, len(grid.shapes)):
        box = grid.shapes[place].box
        fixed = sure(grid, anchor.row, known, box.top, box.centre[1])
        grid.shapes[place] = replace(grid.shapes[place], placed=fixed, anchor_row=anchor.row)
    for place in range(lines, len(grid.lines)):
        heights = [point[1] for point in grid.lines[place].points]
        fixed = sure(grid, anchor.row, known, min(heights), max(heights))
        grid.lines[place] = replace(grid.lines[place], placed=fixed, anchor_row=anchor.row)


def _origin(anchor: _Anchor, left: float, top: float) -> Point:
    """The corner of a DrawingML anchor."""
    element = anchor.element
    if local(element) == "inline":
        return (left + _PADDING, top + anchor.depth)
    across, down = child(element, "positionH"), child(element, "positionV")
    x, y = _offset(across), _offset(down)
    inside = attribute(element, "layoutInCell", "1") in {"1", "true"}
    if inside or attribute(across, "relativeFrom") in {"column", "character"}:
        x += left + _PADDING if attribute(across, "relativeFrom") in {"column", "character"} else left
    if attribute(down, "relativeFrom") in {"paragraph", "line"}:
        y += top + anchor.depth
    elif inside:
        y += top
    return (x, y)


def _offset(position: Element | None) -> float:
    offset = child(position, "posOffset")
    try:
        return float(offset.text or 0) if offset is not None else 0
    except ValueError:
        return 0


def sure(grid: Grid, row: int, known: list[bool], low: float, high: float) -> bool:
    """True if a place does not depend on estimated heights: it is in the row of its anchor, or all between are known."""
    first, last = grid.row_at(max(low, 0)), grid.row_at(max(high, 0))
    inside = low >= grid.row_edges[row] - INCH / 20 and last == row
    return inside or all(known[min(first, row) : max(last, row) + 1])


def _add(reader: _Reader, element: Element, grid: Grid, origin: Point, *, placed: bool) -> None:
    extent = child(element, "extent")
    width, height = drawingml.number(extent, "cx"), drawingml.number(extent, "cy")
    box = Box(origin[0], origin[1], origin[0] + width, origin[1] + height)
    name = attribute(child(element, "docPr"), "id")
    for content in children(child(element, "graphic", "graphicData")):
        for drawing in drawingml.anchored(content, box):
            _take(reader, drawing, name, grid, placed=placed)


def _take(reader: _Reader, drawing: drawingml.Found, name: str, grid: Grid, *, placed: bool) -> None:
    if drawing.kind == "pic":
        picture = _picture(reader, drawing.element, drawing.box)
        if picture is not None:
            grid.pictures.append(picture)
        return
    line = drawingml.line(drawing, name, placed=placed)
    if line is not None:
        grid.lines.append(line)
    else:
        grid.shapes.append(drawingml.shape(drawing, name, placed=placed))


def _picture(reader: _Reader, element: Element, box: Box) -> Picture | None:
    blip = next((part for part in element.iter() if local(part) in {"blip", "imagedata"}), None)
    target = reader.relations.get(attribute(blip, "embed") or attribute(blip, "id"))
    if not target or target not in reader.package:
        return None
    return Picture(name=target.rsplit("/", 1)[-1], box=box, read=partial(reader.package.read, target, MAX_PICTURE))


def _add_vml(reader: _Reader, element: Element, grid: Grid, origin: Point, *, placed: bool = True) -> None:
    if any(local(part) == "imagedata" for part in element.iter()):
        marks = vml.style(element)
        width, height = vml.length(marks.get("width", "0")), vml.length(marks.get("height", "0"))
        picture = _picture(reader, element, Box(*origin, origin[0] + width, origin[1] + height))
        if picture is not None:
            grid.pictures.append(picture)
            return
    for drawn in vml.read(element, origin, reader.glue, f"v{len(grid.shapes) + len(grid.lines)}"):
        settled = drawn if placed else replace(drawn, placed=False)
        if isinstance(settled, Line):
            grid.lines.append(settled)
        else:
            grid.shapes.append(settled)


def _place_loose(
    reader: _Reader, anchor: _Anchor, grid: Grid, *, below: bool, known: Sequence[bool] = (False,)
) -> None:
    """A drawing anchored outside the table: it counts from the paragraph above, or from the one below."""
    top = grid.row_edges[-1] if below else -anchor.depth
    placed = anchor.exact and all(known) and not below
    if vml.is_drawing(anchor.element):
        _add_vml(reader, anchor.element, grid, (0, top), placed=placed)
        return
    down = child(anchor.element, "positionV")
    across = child(anchor.element, "positionH")
    near = {"column", "character", "paragraph", "line"}
    placed = placed and {attribute(across, "relativeFrom"), attribute(down, "relativeFrom")} <= near
    _add(reader, anchor.element, grid, (_offset(across) - grid.indent, top + _offset(down)), placed=placed)


def _only_pictures(reader: _Reader, anchor: _Anchor) -> None:
    picture = _picture(reader, anchor.element, Box(0, 0, 0, 0))
    if picture is not None:
        reader.document.pictures.append(picture)
