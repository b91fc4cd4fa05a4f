"""The finished drawing of a procedure's flowchart: the only types renderers see.

All lengths are in *units*: 1 unit is 1 CSS px or 0.7 pt.  x grows to the right, y downwards.

Nothing here depends on the real size of the table.  The flowchart is a table whose columns are *lanes* (one per actor)
and whose rows are *rows* (one per step).  A row is split from top to bottom into one or more *bands*; most rows are one
band, a row with symbols below one another in a cell has more.  Every lane has a vertical *centre line*, every band a
level one, and everything is placed by its offset from a centre line.  A renderer therefore decides how wide the columns
and how high the rows are, as long as it keeps the minimum:

* a lane is at least ``extent.before + extent.after`` wide, a row at least the sum of that over its bands high;
* spare height of a row is divided equally among its bands;
* the centre line of a lane or band of size ``s`` lies at ``clamp(before, s / 2, s - after)`` from its left or top edge
  (function :func:`~sphinxcontrib_sop.layout.geometry.centre_line`).

So a larger table only gets more room between the symbols; lines keep their distance from the symbols they go round.
"""

from enum import StrEnum
from typing import Literal, NamedTuple

from msgspec import Struct, field

LABEL_SIZE = 10.0
"""Font size of labels and of the text in symbols; they are set in a bold sans-serif face."""

LABEL_LINE = 11.0
"""Line height of labels; a label of n lines is n * LABEL_LINE high."""

CORNER_RADIUS = 4.0
"""Radius of the bend between two runs of a route.  Every run is long enough for the bends at its ends."""

ARROW_LENGTH = 8.0
ARROW_HALF_WIDTH = 4.0
"""An arrowhead is a triangle: its tip lies on the symbol, its base ARROW_LENGTH before it."""

HOP_RADIUS = 2.4
"""Radius of the half circle (bulging upwards) with which a level run jumps over a vertical one."""


class SymbolShape(StrEnum):
    """What a symbol looks like and what it stands for."""

    TERMINATOR = "terminator"
    """Capsule of a step that begins or ends the procedure."""

    PROCESS = "process"
    """Rectangle."""

    DECISION = "decision"
    """Diamond."""

    START = "start"
    """Capsule with a text, in an extra first row; belongs to no node."""

    END = "end"
    """Capsule with a text, below the symbol from which an exit ends the procedure or in an extra last row; no node."""


class Side(StrEnum):
    """Side of a symbol."""

    NORTH = "N"
    EAST = "E"
    SOUTH = "S"
    WEST = "W"


class Words(Struct, frozen=True, kw_only=True):
    """The words drawn in symbols that belong to no node."""

    start: str = "Mulai"
    end: str = "Selesai"


class Spacing(Struct, frozen=True, kw_only=True):
    """How generously a chart is drawn; which way the arrows run does not depend on it."""

    gap: float = 8.0
    """Distance of lines beside a border of the table from it and from each other; 8 px on a screen."""

    label_width: float = 72.0
    """Width beyond which a label breaks, if it can; about 13 letters."""


class Extent(Struct, frozen=True):
    """Room needed before (left of, above) and after (right of, below) a centre line."""

    before: float
    after: float

    @property
    def total(self) -> float:
        return self.before + self.after


class Row(Struct, frozen=True, kw_only=True):
    """A row of the table."""

    step: int | None
    """Index into ``procedure.steps``; None for the extra first and last row with the words Mulai and Selesai."""

    bands: range
    """Indexes into ``Chart.bands``, from top to bottom; never empty."""


class Band(Struct, frozen=True, kw_only=True):
    """A level strip of a row."""

    row: int
    """Index into ``Chart.rows``."""

    level: int
    """Position inside its row, 0 is the top one."""

    extent: Extent


class Symbol(Struct, frozen=True, kw_only=True):
    """A symbol, centred on the centre line of its band.

    It reaches from ``half_width`` left of the centre line of its first lane to ``half_width`` right of the centre line
    of its last lane, and ``half_height`` above and below the centre line of its band.  A symbol over several lanes is
    the symbol of one lane cut in two at its centre line and pulled apart: its left half lies in the first lane, its
    right half in the last one, straight level lines join them.  (A decision becomes a long hexagon whose slants lie in
    the first and the last lane, a capsule keeps its round ends.)  Both its level edges can carry ports in every lane.
    """

    node: str | None
    """``Node.id``; None for START and END."""

    shape: SymbolShape

    row: int
    """Index into ``Chart.rows``."""

    level: int
    """Which band of its row, 0 is the top one."""

    band: int
    """Index into ``Chart.bands``: the same band as (row, level)."""

    first_lane: int
    last_lane: int
    """Index of an actor; equal to ``first_lane`` unless the symbol reaches over several lanes."""

    half_width: float
    half_height: float

    text: str = ""
    """Text in the symbol (START and END), on one line; it fits."""

    @property
    def lanes(self) -> range:
        return range(self.first_lane, self.last_lane + 1)

    @property
    def is_capsule(self) -> bool:
        """Whether it is drawn with round ends (radius: half_height)."""
        return self.shape not in (SymbolShape.PROCESS, SymbolShape.DECISION)


class Point(NamedTuple):
    """A vertex of a route: dx from the centre line of its lane, dy from the centre line of its band."""

    band: int
    lane: int
    dx: float
    dy: float


class Hop(NamedTuple):
    """A place where a level run of a route jumps over a vertical run of a route it has nothing to do with.

    The run leads from ``points[run]`` to ``points[run + 1]``; the place is ``dx`` from the centre line of its lane.
    """

    run: int
    lane: int
    dx: float


class Route(Struct, frozen=True, kw_only=True):
    """A drawn arrow or line.

    Consecutive points differ in one direction only: two ends of a vertical run have the same lane and dx, two ends of a
    level run the same band and dy.  Routes of arrows that merge or fork share runs exactly, so they can be drawn one
    over the other.
    """

    flow: int | None
    """Index into ``procedure.flows``; None for an arrow that stands for no flow (from START, or to END of a step that
    ends without saying so)."""

    source: int
    target: int
    """Indexes into ``Chart.symbols``."""

    points: tuple[Point, ...]
    """At least two, from the edge of the source to the edge of the target."""

    exit: Side
    entry: Side
    """Sides of the source and of the target on which the first and the last point lie."""

    head_at_end: bool = True
    head_at_start: bool = False

    hops: tuple[Hop, ...] = ()
    """In the order in which the level run is drawn from left to right."""


class Label(Struct, frozen=True, kw_only=True):
    """A text box, placed by its top left corner: dx from the centre line of its lane, dy from that of its band.

    It lies inside its cell and touches nothing.  ``width`` is the measured width of its longest line; the text is set
    against the side given by ``align``, which faces the line it belongs to.
    """

    flow: int | None
    symbol: int
    """Index into ``Chart.symbols``: the symbol beside which it stands."""

    lines: tuple[str, ...]
    band: int
    lane: int
    dx: float
    dy: float
    width: float
    height: float
    align: Literal["left", "right", "center"]

    marker: bool = False
    """A letter (before it, at the source, the label of the flow) in a capsule-shaped frame of this size: one of the two
    ends of an arrow for which no path was found.  Both ends carry the same letter."""


class Unrouted(Struct, frozen=True, kw_only=True):
    """A flow for which no path was found: two markers (see ``Label.marker``) with this letter stand for it."""

    flow: int | None
    source: int
    target: int
    letter: str


class Chart(Struct, frozen=True, kw_only=True):
    """A laid out flowchart."""

    lanes: tuple[Extent, ...]
    """One per actor: room needed left and right of the centre line."""

    rows: tuple[Row, ...]
    """One per step, in order (heading rows included), plus the extra rows with ``Row.step`` None."""

    bands: tuple[Band, ...]
    """From top to bottom."""

    symbols: tuple[Symbol, ...]
    """The nodes of the procedure that could be placed, in their order, then START and END symbols."""

    routes: tuple[Route, ...]
    """In the order of the flows; routes without a flow come last."""

    labels: tuple[Label, ...]

    unrouted: tuple[Unrouted, ...] = field(default=())

    ignored: tuple[int, ...] = field(default=())
    """Indexes of flows that are not drawn at all because an end does not exist."""

    def row_height(self, row: int) -> float:
        """Minimum height of a row."""
        return sum(self.bands[band].extent.total for band in self.rows[row].bands)
