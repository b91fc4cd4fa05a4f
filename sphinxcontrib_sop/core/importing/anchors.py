"""Anchors of a sheet: where a drawing begins and ends, and what hangs there."""

from collections.abc import Callable, Iterator
from functools import partial
from xml.etree.ElementTree import Element

from . import drawingml
from .document import Box, Grid, Picture
from .package import MAX_PICTURE, Package, attribute, child, children, local


def whole(element: Element, name: str) -> int:
    """The number in a child of an element, 0 without one."""
    text = child(element, name)
    try:
        return max(int(text.text or 0), 0) if text is not None else 0
    except ValueError:
        return 0


def _corner(end: Element | None, grid: Grid) -> tuple[float, float]:
    """A corner of an anchor; an offset beyond its cell counts to the edge of it, as Excel draws it."""
    if end is None:
        return (0, 0)
    result = []
    for name, offset, edges in (("col", "colOff", grid.column_edges), ("row", "rowOff", grid.row_edges)):
        index = min(whole(end, name), len(edges) - 2)
        result.append(min(edges[index] + whole(end, offset), edges[index + 1]))
    return result[0], result[1]


def put(package: Package, anchor: Element, pictures: dict[str, str], grid: Grid, name: str) -> None:
    """Put what hangs at an anchor into the grid."""
    kind = local(anchor)
    left, top = _corner(child(anchor, "from"), grid)
    if kind == "twoCellAnchor":
        right, bottom = _corner(child(anchor, "to"), grid)
    else:
        if kind == "absoluteAnchor":
            left, top = drawingml.number(child(anchor, "pos"), "x"), drawingml.number(child(anchor, "pos"), "y")
        extent = child(anchor, "ext")
        right, bottom = left + drawingml.number(extent, "cx"), top + drawingml.number(extent, "cy")
    box = Box(min(left, right), min(top, bottom), max(left, right), max(top, bottom))
    for element in chosen(anchor):
        for drawing in drawingml.anchored(element, box):
            _add(drawing, name, grid, partial(_picture, package, pictures))


def chosen(parent: Element) -> Iterator[Element]:
    """The children of an element; of alternatives the first, which newer programs show."""
    for element in parent:
        if local(element) == "AlternateContent":
            choice = next(children(element, "Choice"), None)
            yield from () if choice is None else choice
        else:
            yield element


def _picture(package: Package, relations: dict[str, str], drawing: drawingml.Found) -> Picture | None:
    blip = next((part for part in drawing.element.iter() if local(part) == "blip"), None)
    target = relations.get(attribute(blip, "embed"))
    if target is None or target not in package:
        return None
    read_it = partial(package.read, target, MAX_PICTURE)
    return Picture(name=target.rsplit("/", 1)[-1], box=drawing.box, read=read_it)


def _add(drawing: drawingml.Found, name: str, grid: Grid, picture: Callable[[drawingml.Found], Picture | None]) -> None:
    """Put what was found into the grid, as what it is."""
    if drawing.kind == "pic":
        grid.pictures += filter(None, [picture(drawing)])
    elif (line := drawingml.line(drawing, name)) is not None:
        grid.lines.append(line)
    else:
        grid.shapes.append(drawingml.shape(drawing, name))
