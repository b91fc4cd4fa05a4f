"""What the readers of files hand on: grids of cells with what is drawn over them, whatever program wrote the file.

Lengths are in EMU (914,400 to the inch), measured from the top left corner of the grid.  Rows and columns count from 0.
"""

import math
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum

from msgspec import Struct, field

from ..model import Message

INCH = 914_400
POINT = 12_700
TWIP = 635
PIXEL = 9_525
CENTIMETRE = 360_000

Point = tuple[float, float]


class Unreadable(Exception):
    """A file from which nothing can be read; the sentence says why."""

    def __init__(self, template: str, /, **values: object) -> None:
        super().__init__(template)
        self.message = Message(template=template, values=values)


class Certainty(StrEnum):
    """How sure we are of something."""

    READ = "read"
    GUESSED = "guessed"
    LEFT_OUT = "left-out"


class Remark(Struct, frozen=True, kw_only=True):
    """A sentence of the report, and the cell or page it is about."""

    certainty: Certainty
    message: Message
    place: str = ""


class Box(Struct, frozen=True):
    """A rectangle."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Never negative."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Never negative."""
        return self.bottom - self.top

    @property
    def centre(self) -> Point:
        """The point in the middle."""
        return ((self.left + self.right) / 2, (self.top + self.bottom) / 2)

    def distance(self, point: Point) -> float:
        """How far a point lies outside; 0 inside."""
        across = max(self.left - point[0], 0, point[0] - self.right)
        down = max(self.top - point[1], 0, point[1] - self.bottom)
        return math.hypot(across, down)

    def depth(self, point: Point) -> float:
        """How far a point lies inside; negative outside."""
        return min(point[0] - self.left, self.right - point[0], point[1] - self.top, self.bottom - point[1])


class Cell(Struct, frozen=True, kw_only=True):
    """A cell with its text; a merged one covers several rows or columns."""

    row: int
    column: int
    rows: int = 1
    columns: int = 1
    text: str
    number: float | None = None
    """The value where the file holds a number; ``text`` shows it as the file formats it."""
    is_date: bool = False

    @property
    def end_row(self) -> int:
        """The first row below."""
        return self.row + self.rows

    @property
    def end_column(self) -> int:
        """The first column to the right."""
        return self.column + self.columns


class Shape(Struct, frozen=True, kw_only=True):
    """Something drawn that is no line."""

    id: str
    preset: str
    """Name of the DrawingML preset, whatever the file calls it."""
    text: str
    box: Box
    bare: bool = False
    """True for a text without border: a label, never a symbol."""
    placed: bool = True
    """False where its place follows from estimated heights of rows."""
    anchor_row: int | None = None
    """The row within which its place is exact."""


class Line(Struct, frozen=True, kw_only=True):
    """A connector, a plain line or a block arrow."""

    id: str
    points: tuple[Point, ...]
    """From its beginning to its end, corners included."""
    start: str = ""
    """Id of the shape it is glued to."""
    end: str = ""
    head_at_start: bool = False
    head_at_end: bool = False
    block: bool = False
    name: str = ""
    """What the file calls it."""
    placed: bool = True
    anchor_row: int | None = None


class Picture(Struct, frozen=True, kw_only=True):
    """An image in a file."""

    name: str
    """File name with its ending."""
    box: Box
    read: Callable[[], bytes]


class Grid(Struct, kw_only=True):
    """A sheet of a workbook or a table of a text document."""

    name: str
    sheet: bool = False
    """True for a sheet, whose cells have names such as D14."""
    cells: list[Cell] = field(default_factory=list)
    column_edges: list[float] = field(default_factory=lambda: [0.0])
    row_edges: list[float] = field(default_factory=lambda: [0.0])
    shapes: list[Shape] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    indent: float = 0
    """How far the left edge of a table is from that of the text."""
    before: list[str] = field(default_factory=list)
    """Paragraphs between the table before and this one."""
    _covering: dict[tuple[int, int], Cell] | None = None
    _counted: int = -1
    _size: tuple[int, int] = (0, 0)

    @property
    def rows(self) -> int:
        """Number of rows that hold cells."""
        return self._extent()[0]

    @property
    def columns(self) -> int:
        """Number of columns that hold cells."""
        return self._extent()[1]

    def _extent(self) -> tuple[int, int]:
        """Rows and columns, counted anew only when a cell was added."""
        if self._counted != len(self.cells):
            self._counted = len(self.cells)
            self._size = (
                max((cell.end_row for cell in self.cells), default=0),
                max((cell.end_column for cell in self.cells), default=0),
            )
        return self._size

    def covering(self) -> Mapping[tuple[int, int], Cell]:
        """The cell with a text at each place it covers."""
        if self._covering is None:
            self._covering = {
                (row, column): cell
                for cell in self.cells
                for row in range(cell.row, cell.end_row)
                for column in range(cell.column, cell.end_column)
            }
        return self._covering

    def at(self, row: int, column: int) -> Cell | None:
        """The cell that covers a place."""
        return self.covering().get((row, column))

    def in_row(self, row: int) -> Iterator[Cell]:
        """The cells that cover a row, from left to right, each once."""
        seen = None
        for column in range(self.columns):
            cell = self.at(row, column)
            if cell is not None and cell is not seen:
                seen = cell
                yield cell

    def row_at(self, height: float) -> int:
        """The row at a distance from the top."""
        return max(bisect_right(self.row_edges, height) - 1, 0)

    def column_at(self, width: float) -> int:
        """The column at a distance from the left."""
        return max(bisect_right(self.column_edges, width) - 1, 0)

    def box_of(self, row: int, column: int, end_row: int, end_column: int) -> Box:
        """The rectangle of some cells."""
        return Box(
            _edge(self.column_edges, column),
            _edge(self.row_edges, row),
            _edge(self.column_edges, end_column),
            _edge(self.row_edges, end_row),
        )

    def place(self, row: int, column: int) -> str:
        """How a person finds a cell."""
        where = f"{letters(column)}{row + 1}" if self.sheet else f"{row + 1}:{column + 1}"
        return f"{self.name} {where}".strip()


class Document(Struct, kw_only=True):
    """A file that was read."""

    path: str
    kind: str
    grids: list[Grid] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    """Paragraphs below the last table."""
    remarks: list[Remark] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    """Images outside every grid."""

    def remark(self, certainty: Certainty, template: str, /, *, place: str = "", **values: object) -> None:
        """Note a sentence for the report."""
        self.remarks.append(Remark(certainty=certainty, message=Message(template=template, values=values), place=place))


def _edge(edges: list[float], index: int) -> float:
    return edges[min(index, len(edges) - 1)]


def letters(column: int) -> str:
    """The name of a column: A for 0, AA for 26."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
