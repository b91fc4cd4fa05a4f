"""A flowchart table as it stands in a file: its lanes, columns and rows."""

from msgspec import Struct, field

from .document import Box, Grid


class Lane(Struct, kw_only=True):
    """The columns of one actor."""

    label: str
    column: int
    end_column: int
    joined: bool = False
    """True where the label was put together from two rows of headings."""


class Row(Struct, kw_only=True):
    """The rows of a sheet that are one step."""

    row: int
    end_row: int
    label: str = ""
    """What stands in the column No."""
    text: str
    cells: dict[str, str] = field(default_factory=dict)
    marks: dict[int, str] = field(default_factory=dict)
    """What is typed in the cells of lanes, by place of the lane."""
    level: int = 0
    edge: str = ""
    """``start`` or ``end`` for a row that holds only the capsule Mulai or Selesai."""
    shared: tuple[str, ...] = ()
    """Keys of cells that are merged with those of further steps."""


class Chart(Struct, kw_only=True):
    """One flowchart table, or the part of it on one page."""

    grid: Grid
    top: int
    """First row of the headings."""
    first: int
    """First row below them."""
    end: int
    lanes: list[Lane]
    columns: dict[str, tuple[int, int]]
    typed: bool = False
    """True if actors are typed in one column instead of having one each."""
    unit: str = ""
    """Unit of time in the heading."""
    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def area(self) -> Box:
        """The rectangle of the lanes."""
        left = min((lane.column for lane in self.lanes), default=0)
        right = max((lane.end_column for lane in self.lanes), default=0)
        return self.grid.box_of(self.first, left, self.end, right)

    def place(self, row: Row) -> str:
        """How a person finds a step."""
        return self.grid.place(row.row, self.columns["text"][0])
