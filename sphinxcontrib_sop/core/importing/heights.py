"""Heights of rows that a text document does not hold, found from what is drawn: lines end at symbols.

A shape is placed exactly within the row that anchors it, so a line from one row into another tells how far the rows are
apart if it is known which symbol it ends at.  The heights that let most ends meet a symbol are taken; what depends on them
stays a guess.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from statistics import median

from msgspec.structs import replace

from .document import INCH, Box, Grid, Line, Shape
from .tracing import TOUCH

_LEAST, _MOST = 0.12 * INCH, 4 * INCH
_SCALES = tuple(step / 20 for step in range(8, 61))
_UNIFORM = tuple(step * INCH / 20 for step in range(3, 50))


def settle(grid: Grid, known: Sequence[bool]) -> None:
    """Give the rows of unknown height the height by which the drawing fits together best."""
    _doubt(grid, known)
    placed = all(shape.placed for shape in grid.shapes) and all(line.placed for line in grid.lines)
    if all(known) or not grid.lines or placed:
        return
    before = grid.row_edges
    heights = [below - above for above, below in pairwise(before)]
    best = max(_candidates(grid, heights, known), key=lambda trial: _fitting(grid, _edges(trial)), default=heights)
    edges = _edges(best)
    if _fitting(grid, edges) > _fitting(grid, before):
        grid.shapes = [_moved_shape(shape, before, edges) for shape in grid.shapes]
        grid.lines = [_moved_line(line, before, edges) for line in grid.lines]
        grid.row_edges = edges


def _doubt(grid: Grid, known: Sequence[bool]) -> None:
    """Where a row anchors symbols of other rows too, what seems to lie in it may lie in the next one."""
    rows = {shape.anchor_row for shape in grid.shapes if not shape.placed and shape.anchor_row is not None}
    rows |= {
        first.anchor_row
        for first, other in combinations([shape for shape in grid.shapes if not shape.bare], 2)
        if first.anchor_row is not None
        and first.anchor_row == other.anchor_row
        and first.box.left < other.box.right
        and other.box.left < first.box.right
    }
    rows = {row for row in rows if not known[row]}
    grid.shapes = [replace(shape, placed=False) if shape.anchor_row in rows else shape for shape in grid.shapes]
    grid.lines = [replace(line, placed=False) if line.anchor_row in rows else line for line in grid.lines]


def _edges(heights: Sequence[float]) -> list[float]:
    edges = [0.0]
    for height in heights:
        edges.append(edges[-1] + height)
    return edges


def _candidates(grid: Grid, heights: list[float], known: Sequence[bool]) -> Iterator[list[float]]:
    yield heights
    for scale in _SCALES:
        yield [height if sure else height * scale for height, sure in zip(heights, known, strict=True)]
    for uniform in _UNIFORM:
        yield [height if sure else uniform for height, sure in zip(heights, known, strict=True)]
    solved = dict(_solved(grid, known))
    ratio = median([solved[row] / heights[row] for row in solved]) if solved else 1
    yield [
        height if sure else solved.get(row, height * ratio)
        for row, (height, sure) in enumerate(zip(heights, known, strict=True))
    ]


def _solved(grid: Grid, known: Sequence[bool]) -> Iterator[tuple[int, float]]:
    """Heights that follow from lines into the row below."""
    solved: dict[int, list[float]] = {}
    for line in grid.lines:
        row = line.anchor_row
        if row is None or row + 1 >= len(known) or known[row]:
            continue
        for x, y in (line.points[0], line.points[-1]):
            for shape in grid.shapes:
                if shape.anchor_row != row + 1 or shape.bare:
                    continue
                reached = y - grid.row_edges[row]
                top = shape.box.top - grid.row_edges[row + 1]
                inside = shape.box.left - TOUCH <= x <= shape.box.right + TOUCH
                middle = abs(x - shape.box.centre[0]) <= TOUCH
                height = reached - top - (0 if middle else shape.box.height / 2)
                if inside and _LEAST < height < _MOST:
                    solved.setdefault(row, []).append(height)
    for row, all_of_them in solved.items():
        yield row, median(all_of_them)


def _fitting(grid: Grid, edges: list[float]) -> tuple[int, float]:
    """How many ends of lines meet a symbol, and how well."""
    boxes = [_moved_shape(shape, grid.row_edges, edges).box for shape in grid.shapes if not shape.bare]
    count, away = 0, 0.0
    for line in grid.lines:
        moved = _moved_line(line, grid.row_edges, edges)
        for point in (moved.points[0], moved.points[-1]):
            nearest = min((box.distance(point) + max(box.depth(point), 0) for box in boxes), default=INCH)
            if nearest <= TOUCH:
                count += 1
                away += nearest
    return count, -away


def _shift(row: int | None, before: list[float], edges: list[float]) -> float:
    return 0 if row is None else edges[row] - before[row]


def _moved_shape(shape: Shape, before: list[float], edges: list[float]) -> Shape:
    shift = _shift(shape.anchor_row, before, edges)
    box = Box(shape.box.left, shape.box.top + shift, shape.box.right, shape.box.bottom + shift)
    return replace(shape, box=box) if shift else shape


def _moved_line(line: Line, before: list[float], edges: list[float]) -> Line:
    shift = _shift(line.anchor_row, before, edges)
    return replace(line, points=tuple((x, y + shift) for x, y in line.points)) if shift else line
