"""Lines that are no arrows in a drawing of ours: they join the symbols of actors who act together.

`export` tells them by the names of their connectors.  A line without heads in another file stays what its author drew.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from .document import INCH, Box, Line, Point, Shape

JOINT_WORK = "Kegiatan bersama"
"""Name of the line between symbols of a row that follow from the row itself."""
ONE_SYMBOL = "Satu keputusan"
"""Name of the line between the diamonds that a decision of several actors has."""
_TOUCH = 0.12 * INCH


def joined(shapes: Sequence[Shape], lines: Sequence[Line]) -> tuple[list[Shape], list[Line]]:
    """Return the shapes with the diamonds of one decision as one, and the lines without those of joint work."""
    kept = list(shapes)
    for line in lines:
        if line.name.startswith(ONE_SYMBOL):
            _unite(kept, line.points[0], line.points[-1])
    return kept, [line for line in lines if not line.name.startswith((ONE_SYMBOL, JOINT_WORK))]


def _unite(shapes: list[Shape], start: Point, end: Point) -> None:
    """Make the shapes at two points one that reaches over both."""
    first, second = _at(shapes, start), _at(shapes, end)
    if first is None or second is None or first is second:
        return
    boxes = first.box, second.box
    whole = Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )
    shapes[shapes.index(first)] = replace(first, box=whole)
    shapes.remove(second)


def _at(shapes: Sequence[Shape], point: Point) -> Shape | None:
    symbols = [shape for shape in shapes if not shape.bare and shape.box.distance(point) <= _TOUCH]
    return min(symbols, key=lambda shape: shape.box.distance(point), default=None)
