"""OpenDocument spreadsheets and texts: their tables and what is drawn over them."""

from collections.abc import Iterator
from functools import partial
from xml.etree.ElementTree import Element

from msgspec import Struct, field
from msgspec.structs import replace

from ..reading.dates import parse_date
from . import docx, odfdrawing, xlsx
from .document import INCH, Box, Cell, Certainty, Document, Grid, Line, Picture, Point, Unreadable
from .heights import settle
from .odfdrawing import Look, length
from .package import MAX_PICTURE, Package, attribute, child, children, local

_PADDING = 0.075 * INCH
_USUAL_WIDTH, _USUAL_HEIGHT = 0.89 * INCH, 0.178 * INCH
_MANY = 1000
"""Rows or columns that repeat more often hold nothing."""


class _Drawn(Struct):
    element: Element
    row: int
    column: int
    in_cell: bool = True
    depth: float = 0


class _Reader(Struct):
    package: Package
    document: Document
    styles: dict[str, Look]
    sizes: dict[str, tuple[float, bool]]
    """Widths and heights by style, and whether the height is exact."""
    sheets: bool
    waiting: list[str] = field(default_factory=list)
    loose: list[Element] = field(default_factory=list)
    count: int = 0


def read(package: Package, document: Document) -> None:
    """Read the sheets or tables of a document.  Raises `Unreadable`."""
    root = package.tree("content.xml")
    styles = odfdrawing.looks(root)
    if "styles.xml" in package:
        styles = odfdrawing.looks(package.tree("styles.xml")) | styles
    reader = _Reader(package, document, styles, dict(_sizes(root)), sheets=document.kind == "ODS")
    if any(part.startswith("Basic/") and part.endswith(".xml") and "script" not in part for part in package.parts()):
        document.remark(Certainty.LEFT_OUT, "the file holds macros; none was run")
    body = child(root, "body", "spreadsheet" if reader.sheets else "text")
    if body is None:
        raise Unreadable("the file is damaged; open it in the program it comes from and save it again")
    if reader.sheets:
        for table in children(body, "table"):
            _sheet_or_table(reader, table)
    else:
        _blocks(reader, body)
    document.after = reader.waiting


def _sizes(root: Element) -> Iterator[tuple[str, tuple[float, bool]]]:
    for style in root.iter():
        if local(style) != "style":
            continue
        for marks in children(style, "table-column-properties", "table-row-properties"):
            given = attribute(marks, "column-width") or attribute(marks, "row-height")
            least = attribute(marks, "min-row-height")
            if given or least:
                optimal = attribute(marks, "use-optimal-row-height") == "true"
                yield attribute(style, "name"), (length(given or least), bool(given) and not optimal)


def _blocks(reader: _Reader, blocks: Element) -> None:
    for block in blocks:
        kind = local(block)
        if kind in {"p", "h"}:
            text = _text(block)
            if text:
                reader.waiting.append(text)
            reader.loose += _drawings(block)
        elif kind == "table":
            _sheet_or_table(reader, block)
        elif kind in {"section", "list", "list-item", "tracked-changes"} and kind != "tracked-changes":
            _blocks(reader, block)


def _text(paragraph: Element) -> str:
    text = "".join(_runs(paragraph))
    return "\n".join(line for part in text.split("\n") if (line := " ".join(part.split())))


def _runs(element: Element) -> Iterator[str]:
    if local(element) in odfdrawing.DRAWN | {"annotation", "note", "ruby-text"}:
        return
    if local(element) == "line-break":
        yield "\n"
    elif local(element) in {"s", "tab"}:
        yield " "
    yield element.text or ""
    for part in element:
        yield from _runs(part)
        yield part.tail or ""


def _drawings(element: Element) -> Iterator[Element]:
    for part in element:
        if local(part) in odfdrawing.DRAWN:
            yield part
        elif local(part) in {"p", "h", "span", "a", "shapes", "list", "list-item"}:
            yield from _drawings(part)


# -- tables ----------------------------------------------------------------------------------------------------------
def _repeat(element: Element, name: str) -> int:
    text = attribute(element, name, "1")
    return max(int(text), 1) if text.isdigit() else 1


def _members(table: Element, wanted: str) -> Iterator[Element]:
    """Columns or rows of a table, out of groups and headers."""
    for part in table:
        kind = local(part)
        if kind == wanted:
            yield part
        elif kind in {
            "table-columns",
            "table-header-columns",
            "table-column-group",
            "table-rows",
            "table-header-rows",
            "table-row-group",
        }:
            yield from _members(part, wanted)


def _sheet_or_table(reader: _Reader, table: Element) -> None:
    reader.count += 1
    name = attribute(table, "name") if reader.sheets else str(reader.count)
    grid = Grid(name=name, sheet=reader.sheets, before=reader.waiting)
    reader.waiting = []
    widths: list[float] = []
    for column in _members(table, "table-column"):
        width, _ = reader.sizes.get(attribute(column, "style-name"), (_USUAL_WIDTH, True))
        widths += [width] * min(_repeat(column, "number-columns-repeated"), xlsx.MAX_COLUMN - len(widths))
    heights: list[float] = []
    known: list[bool] = []
    drawn: list[_Drawn] = [
        _Drawn(drawing, 0, 0, in_cell=False) for shapes in children(table, "shapes") for drawing in _drawings(shapes)
    ]
    for row in _members(table, "table-row"):
        count = _repeat(row, "number-rows-repeated")
        place = len(heights)
        needed = _row(reader, grid, row, place, widths, drawn)
        height, exact = reader.sizes.get(attribute(row, "style-name"), (_USUAL_HEIGHT, reader.sheets))
        exact = exact or reader.sheets
        count = count if count <= _MANY else 1
        heights += [height if exact else max(height, needed)] * min(count, xlsx.MAX_ROW - len(heights))
        known += [exact] * (len(heights) - len(known))
        if len(heights) >= xlsx.MAX_ROW:
            break
    grid.column_edges, grid.row_edges = _edges(widths), _edges(heights)
    reader.document.grids.append(grid)
    loose, reader.loose = reader.loose, []
    for drawing in drawn:
        _draw(reader, grid, drawing, known)
    settle(grid, known)
    for element in loose:
        _draw(reader, grid, _Drawn(element, 0, 0, in_cell=False), known)


def _edges(sizes: list[float]) -> list[float]:
    edges = [0.0]
    for size in sizes:
        edges.append(edges[-1] + size)
    return edges


def _row(reader: _Reader, grid: Grid, row: Element, place: int, widths: list[float], drawn: list[_Drawn]) -> float:
    """Read a row; return the height it needs."""
    column, needed = 0, 0.0
    for element in row:
        if local(element) not in {"table-cell", "covered-table-cell"}:
            continue
        count = _repeat(element, "number-columns-repeated")
        if len(element):
            columns = _repeat(element, "number-columns-spanned")
            rows = _repeat(element, "number-rows-spanned")
            cell = _cell(reader, element, place, column, rows, columns, drawn)
            if cell is not None and local(element) == "table-cell":
                for offset in range(min(count, _MANY)):
                    grid.cells.append(replace(cell, column=column + offset))
                if len(grid.cells) > xlsx.MAX_CELLS:
                    raise Unreadable("the sheet {name} holds too many cells to be an SOP", name=grid.name)
                if rows == 1:
                    needed = max(needed, docx.text_height(cell.text, sum(widths[column : column + columns]) or INCH))
        column += count
    return needed


def _cell(
    reader: _Reader, element: Element, row: int, column: int, rows: int, columns: int, drawn: list[_Drawn]
) -> Cell | None:
    texts: list[str] = []
    depth = 0.0
    for block in _flattened(element):
        if local(block) == "table":
            _sheet_or_table(reader, block)
            continue
        if local(block) in odfdrawing.DRAWN:
            drawn.append(_Drawn(block, row, column))
            continue
        drawn += (_Drawn(drawing, row, column, depth=depth) for drawing in _drawings(block))
        text = _text(block)
        depth += docx.text_height(text, INCH)
        if text:
            texts.append(text)
    text = "\n".join(texts)
    if not text:
        return None
    return _valued(element, Cell(row=row, column=column, rows=rows, columns=columns, text=text))


def _flattened(element: Element) -> Iterator[Element]:
    for part in element:
        if local(part) in {"list", "list-item", "list-header", "section"}:
            yield from _flattened(part)
        else:
            yield part


def _valued(element: Element, cell: Cell) -> Cell:
    """A cell with the value behind its text: dates by day, long numbers with all their digits."""
    kind = attribute(element, "value-type")
    if kind == "date":
        day = parse_date(attribute(element, "date-value")[:10])
        return replace(cell, text=day.written("id"), is_date=True) if day else cell
    if kind in {"float", "currency", "percentage"}:
        try:
            number = float(attribute(element, "value"))
        except ValueError:
            return cell
        return replace(cell, number=number, text=f"{number:.0f}" if abs(number) >= xlsx.MANY_DIGITS else cell.text)
    return cell


# -- drawings --------------------------------------------------------------------------------------------------------
def _draw(reader: _Reader, grid: Grid, drawn: _Drawn, known: list[bool]) -> None:
    corner: Point = (0, 0)
    if drawn.in_cell:
        corner = (
            grid.column_edges[min(drawn.column, len(grid.column_edges) - 1)],
            grid.row_edges[min(drawn.row, len(grid.row_edges) - 1)],
        )
    element = drawn.element
    if not reader.sheets:
        corner = (corner[0] + _PADDING, corner[1] + drawn.depth) if drawn.in_cell else (0, 0)
    for frame in odfdrawing.pictures(element):
        _picture(reader, grid, frame, corner)
    if next(odfdrawing.pictures(element), None) is not None:
        return
    for piece in odfdrawing.read(
        element, corner, reader.styles, in_sheet=reader.sheets, name=f"{drawn.row}.{drawn.column}.{len(grid.shapes)}"
    ):
        low, high = _span(piece) if isinstance(piece, Line) else (piece.box.top, piece.box.centre[1])
        sure = reader.sheets or (drawn.in_cell and docx.sure(grid, drawn.row, known, low, high))
        settled = replace(piece, placed=sure and piece.placed, anchor_row=drawn.row if drawn.in_cell else None)
        if isinstance(settled, Line):
            grid.lines.append(settled)
        else:
            grid.shapes.append(settled)


def _span(line: Line) -> tuple[float, float]:
    heights = [point[1] for point in line.points]
    return min(heights), max(heights)


def _picture(reader: _Reader, grid: Grid, frame: Element, corner: Point) -> None:
    target = attribute(next(children(frame, "image")), "href").removeprefix("./")
    if target not in reader.package:
        return
    left, top = corner[0] + length(attribute(frame, "x")), corner[1] + length(attribute(frame, "y"))
    box = Box(left, top, left + length(attribute(frame, "width")), top + length(attribute(frame, "height")))
    grid.pictures.append(
        Picture(name=target.rsplit("/", 1)[-1], box=box, read=partial(reader.package.read, target, MAX_PICTURE))
    )
