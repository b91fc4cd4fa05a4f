"""Excel workbooks: the sheets with their cells, and the drawings over them.

The sheet is read row by row and forgotten, so that a million empty rows need no memory.  Drawings are read from the XML
of the package, since libraries for workbooks drop them; their places are computed from the anchors, widths of columns
and heights of rows, never from ``a:xfrm``, which is often stale.
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from msgspec import Struct, field
from msgspec.structs import replace
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

from ..reading.dates import DateRange
from . import drawingml
from .anchors import chosen, put, whole
from .document import PIXEL, POINT, Cell, Certainty, Document, Grid, Unreadable
from .package import Package, attribute, child, children, local

MAX_CELLS = 400_000
"""Cells with a text in one sheet."""
MAX_ROW = 20_000
"""Rows beyond hold no SOP; their heights are not kept."""
MAX_COLUMN = 1_000
MAX_TEXT = 40_000_000
"""Characters of all shared texts."""
_ANCHORS = {"twoCellAnchor", "oneCellAnchor", "absoluteAnchor"}
_DEFAULT_HEIGHT = 15.0
_DEFAULT_WIDTH = 8.43
_DIGIT_WIDTH, _PADDING = 7, 5
"""Pixels of a digit of the usual font, and of the padding of a column."""
MANY_DIGITS = 1e15
_ADDRESS = re.compile(r"([A-Z]{1,3})(\d+)")
_PARTS = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]|([0#?General.,%]+)')
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class _Book(Struct):
    """What the sheets share."""

    package: Package
    document: Document
    texts: list[str] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)
    from_1904: bool = False


def read(package: Package, document: Document) -> None:
    """Read the sheets of a workbook into a document.  Raises `Unreadable`."""
    path = "xl/workbook.xml"
    if path not in package:
        path = next((part for part in package.parts() if part.endswith("/workbook.xml")), path)
    root = package.tree(path)
    relations = package.relations(path)
    book = _Book(package=package, document=document)
    book.from_1904 = attribute(child(root, "workbookPr"), "date1904") in {"1", "true"}
    for relation in relations.values():
        if relation.kind == "sharedStrings" and relation in package:
            book.texts = list(_shared(package, relation))
        elif relation.kind == "styles" and relation in package:
            book.formats = _formats(package.tree(relation))
    for sheet in children(child(root, "sheets"), "sheet"):
        name = attribute(sheet, "name")
        target = relations.get(attribute(sheet, "id"))
        if target is None or target not in package or target.kind != "worksheet":
            continue
        if attribute(sheet, "state", "visible") != "visible":
            document.remark(Certainty.LEFT_OUT, "the sheet is hidden", place=name)
            continue
        document.grids.append(_sheet(book, target, name))


def _shared(package: Package, part: str) -> Iterator[str]:
    length = 0
    root: Element | None = None
    for event, element in package.stream(part):
        if root is None:
            root = element
        if event == "end" and local(element) == "si":
            text = _text(element)
            length += len(text)
            if length > MAX_TEXT:
                raise Unreadable("the file unfolds to more than is sensible; it was not opened")
            yield text
            root.clear()  # what was read is forgotten


def _text(element: Element) -> str:
    """The text of a cell or shared text; readings for Japanese are left out."""
    parts = []
    for part in element:
        if local(part) == "t":
            parts.append(part.text or "")
        elif local(part) == "r":
            parts += [inner.text or "" for inner in part if local(inner) == "t"]
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), "".join(parts)).replace("\r", "")


def _formats(root: Element) -> list[str]:
    own = {
        attribute(element, "numFmtId"): attribute(element, "formatCode")
        for element in children(child(root, "numFmts"), "numFmt")
    }
    result = []
    for style in children(child(root, "cellXfs"), "xf"):
        key = attribute(style, "numFmtId", "0")
        result.append(own.get(key) or BUILTIN_FORMATS.get(int(key) if key.isdigit() else 0, "General"))
    return result


# -- cells -----------------------------------------------------------------------------------------------------------
class _Sizes(Struct):
    """Widths and heights in EMU."""

    width: float = (_DEFAULT_WIDTH * _DIGIT_WIDTH + _PADDING) * PIXEL
    height: float = _DEFAULT_HEIGHT * POINT
    widths: dict[int, float] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)

    def edges(self, count: int, *, columns: bool) -> list[float]:
        own, usual = (self.widths, self.width) if columns else (self.heights, self.height)
        edges = [0.0]
        for index in range(count):
            edges.append(edges[-1] + own.get(index, usual))
        return edges


class _Sheet(Struct):
    """A sheet while it is read."""

    book: _Book
    grid: Grid
    sizes: _Sizes = field(default_factory=_Sizes)
    merged: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    drawings: list[str] = field(default_factory=list)
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    data: Element | None = None
    row: int = 0
    column: int = 0

    def begin(self, kind: str, element: Element) -> None:
        if kind == "sheetData":
            self.data = element
        elif kind == "row":
            given = element.get("r", "")
            self.row, self.column = int(given) if given.isdigit() else self.row + 1, 0
            if self.row <= MAX_ROW:
                _row_height(element, self.row, self.sizes)

    def end(self, kind: str, element: Element) -> None:
        if kind == "c":
            if self.row <= MAX_ROW and len(element):
                self._take(element)
        elif kind == "row" and self.data is not None:
            self.data.clear()  # what was read is forgotten: empty rows need no memory
        elif kind == "mergeCell":
            _merge(attribute(element, "ref"), self.merged)
        elif kind == "sheetFormatPr":
            _usual_sizes(element, self.sizes)
        elif kind == "col":
            _column_width(element, self.sizes)
        elif kind == "drawing":
            self.drawings.append(attribute(element, "id"))

    def _take(self, element: Element) -> None:
        self.column = _column(attribute(element, "r")) or self.column + 1
        if self.column > MAX_COLUMN:
            return
        cell = _cell(self.book, element, self.row - 1, self.column - 1, self.grid)
        if cell is not None:
            self.cells[cell.row, cell.column] = cell
            if len(self.cells) > MAX_CELLS:
                raise Unreadable("the sheet {name} holds too many cells to be an SOP", name=self.grid.name)


def _sheet(book: _Book, part: str, name: str) -> Grid:
    sheet = _Sheet(book, Grid(name=name, sheet=True))
    for event, element in book.package.stream(part):
        (sheet.begin if event == "start" else sheet.end)(local(element), element)
    for place, cell in sheet.cells.items():
        rows, columns = sheet.merged.get(place, (1, 1))
        sheet.grid.cells.append(replace(cell, rows=rows, columns=columns))
    _draw(book, part, sheet.drawings, sheet.grid, sheet.sizes)
    return sheet.grid


def _row_height(element: Element, row: int, sizes: _Sizes) -> None:
    if attribute(element, "hidden") in {"1", "true"}:
        sizes.heights[row - 1] = 0
    elif attribute(element, "ht"):
        sizes.heights[row - 1] = max(drawingml.number(element, "ht"), 0) * POINT


def _usual_sizes(element: Element, sizes: _Sizes) -> None:
    sizes.height = drawingml.number(element, "defaultRowHeight", _DEFAULT_HEIGHT) * POINT
    if attribute(element, "defaultColWidth"):
        sizes.width = _pixels(drawingml.number(element, "defaultColWidth")) * PIXEL
    elif attribute(element, "baseColWidth"):
        sizes.width = ((drawingml.number(element, "baseColWidth") * _DIGIT_WIDTH + _PADDING + 7) // 8 * 8) * PIXEL


def _pixels(width: float) -> int:
    """Pixels of a column whose width is given in digits of the usual font (ECMA-376 part 1, 18.3.1.13)."""
    return int((256 * width + int(128 / _DIGIT_WIDTH)) / 256 * _DIGIT_WIDTH)


def _column_width(element: Element, sizes: _Sizes) -> None:
    first, last = int(drawingml.number(element, "min", 1)), int(drawingml.number(element, "max", 1))
    hidden = attribute(element, "hidden") in {"1", "true"}
    width = 0 if hidden else _pixels(drawingml.number(element, "width", _DEFAULT_WIDTH)) * PIXEL
    for column in range(first - 1, min(last, MAX_COLUMN)):
        sizes.widths[column] = width


def _column(address: str) -> int:
    match = _ADDRESS.match(address)
    if match is None:
        return 0
    value = 0
    for letter in match[1]:
        value = value * 26 + ord(letter) - ord("A") + 1
    return value


def _merge(reference: str, merged: dict[tuple[int, int], tuple[int, int]]) -> None:
    corners = _ADDRESS.findall(reference)
    if len(corners) == 2:  # noqa: PLR2004 - two corners
        (first, top), (last, bottom) = corners
        left = _column(f"{first}1") - 1
        rows, columns = int(bottom) - int(top) + 1, _column(f"{last}1") - left
        if 0 < rows <= MAX_ROW and 0 < columns <= MAX_COLUMN and rows * columns <= MAX_CELLS:
            merged[int(top) - 1, left] = (rows, columns)


def _cell(book: _Book, element: Element, row: int, column: int, grid: Grid) -> Cell | None:
    kind = attribute(element, "t", "n")
    if kind == "inlineStr":
        inline = child(element, "is")
        text = _text(inline) if inline is not None else ""
    else:
        value = child(element, "v")
        text = (value.text or "") if value is not None else ""
    if kind == "s":
        text = book.texts[int(text)] if text.isdigit() and int(text) < len(book.texts) else ""
    if kind in {"s", "str", "inlineStr", "d"}:
        return Cell(row=row, column=column, text=text.strip()) if text.strip() else None
    formula = child(element, "f")
    if not text.strip():
        if formula is not None:
            book.document.remark(
                Certainty.LEFT_OUT,
                "a formula without a value; open and save the file in a spreadsheet program",
                place=grid.place(row, column),
            )
        return None
    if kind == "e":
        book.document.remark(
            Certainty.LEFT_OUT, "the cell shows the error {text}", text=text, place=grid.place(row, column)
        )
        return None
    try:
        number = float(text)
    except ValueError:
        return Cell(row=row, column=column, text=text.strip())
    return _number(book, element, number, text, row, column)


def _number(book: _Book, element: Element, number: float, text: str, row: int, column: int) -> Cell:
    style = attribute(element, "s", "0")
    form = book.formats[int(style)] if style.isdigit() and int(style) < len(book.formats) else "General"
    if form not in {"General", "@"} and is_date_format(form):
        shown = _date(book, number, form)
        if shown:
            return Cell(row=row, column=column, text=shown, number=number, is_date=True)
    if abs(number) >= MANY_DIGITS:
        shown = f"{number:.0f}"
    elif number.is_integer():
        shown = str(int(number))
    else:
        shown = f"{number:.10g}".replace(".", ",")
    return Cell(row=row, column=column, text=_with_words(form, shown), number=number)


def _with_words(form: str, shown: str) -> str:
    """A number with the words its format puts around it, such as ``0" menit"``."""
    section = form.split(";")[0]
    before: list[str] = []
    after: list[str] = []
    digits = False
    for match in _PARTS.finditer(section):
        if match[3]:
            digits = True
        elif match[1] or match[2]:
            (after if digits else before).append(match[1] or match[2])
    return f"{''.join(before)}{shown}{''.join(after)}".strip() if digits else shown


def _date(book: _Book, number: float, form: str) -> str:
    """A date as a person writes it, or a time as a duration."""
    plain = re.sub(r'\[\$[^\]]*\]|"[^"]*"', "", form).casefold()
    if not re.search(r"[dy]", plain):  # h:mm, [h]:mm:ss
        minutes = round(number * 24 * 60)
        hours, rest = divmod(minutes, 60)
        return " ".join(part for part in (f"{hours} jam" if hours else "", f"{rest} menit" if rest else "") if part)
    try:
        moment = from_excel(number, MAC_EPOCH if book.from_1904 else WINDOWS_EPOCH)
        day = moment.date() if hasattr(moment, "date") else None
    except (ValueError, OverflowError, TypeError):
        return ""
    return DateRange(first=day, last=day).written("id") if day else ""


# -- drawings --------------------------------------------------------------------------------------------------------
def _draw(book: _Book, part: str, ids: list[str], grid: Grid, sizes: _Sizes) -> None:
    relations = book.package.relations(part)
    anchors: list[tuple[Element, dict[str, str]]] = []
    for key in ids:
        target = relations.get(key)
        if target is None or target not in book.package:
            continue
        pictures: dict[str, str] = dict(book.package.relations(target))
        anchors += ((element, pictures) for element in chosen(book.package.tree(target)) if local(element) in _ANCHORS)
    rows, columns = grid.rows, grid.columns
    for anchor, _ in anchors:
        for end in children(anchor, "from", "to"):
            rows = max(rows, min(whole(end, "row") + 1, MAX_ROW))
            columns = max(columns, min(whole(end, "col") + 1, MAX_COLUMN))
    grid.column_edges = sizes.edges(columns + 1, columns=True)
    grid.row_edges = sizes.edges(rows + 1, columns=False)
    shifting = _shifts_groups(book.package)
    for place, (anchor, pictures) in enumerate(anchors):
        before = len(grid.shapes), len(grid.lines)
        put(book.package, anchor, pictures, grid, f"d{place}")
        if shifting and any(local(element) in drawingml.GROUPS for element in chosen(anchor)):
            grid.shapes[before[0] :] = [replace(shape, placed=False) for shape in grid.shapes[before[0] :]]
            grid.lines[before[1] :] = [replace(line, placed=False) for line in grid.lines[before[1] :]]


def _shifts_groups(package: Package) -> bool:
    """True for a file that LibreOffice saved: groups that came from another program are not where they were."""
    part = "docProps/app.xml"
    return part in package and b"LibreOffice" in package.read(part, MAX_TEXT)
