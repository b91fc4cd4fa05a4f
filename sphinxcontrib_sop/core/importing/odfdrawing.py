"""Shapes of OpenDocument (ODF 1.3 part 3, 10), as LibreOffice writes them."""

import math
import re
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from msgspec import Struct
from msgspec.structs import replace

from . import drawingml
from .document import CENTIMETRE, INCH, PIXEL, POINT, Box, Line, Point, Shape
from .package import attribute, child, children, local

_LENGTHS = {"in": INCH, "cm": CENTIMETRE, "mm": CENTIMETRE / 10, "pt": POINT, "px": PIXEL, "pc": 12 * POINT}
_LENGTH = re.compile(r"(-?[\d.]+)\s*([a-z]+)")
_TURN = re.compile(r"rotate\s*\(\s*(-?[\d.e-]+)\s*\)")
_SHIFT = re.compile(r"translate\s*\(\s*(-?[\d.]+[a-z]+)[\s,]+(-?[\d.]+[a-z]+)\s*\)")
_PATH = re.compile(r"([MmLlHhVvCcZz])([^MmLlHhVvCcZz]*)")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_HUNDREDTH = CENTIMETRE / 1000
"""LibreOffice gives the path of a connector in hundredths of a millimetre."""

_TYPES: Mapping[str, str] = {
    "flowchart-process": "flowChartProcess", "flowchart-decision": "flowChartDecision",
    "flowchart-terminator": "flowChartTerminator", "flowchart-alternate-process": "flowChartAlternateProcess",
    "flowchart-off-page-connector": "flowChartOffpageConnector", "flowchart-connector": "flowChartConnector",
    "flowchart-document": "flowChartDocument", "flowchart-preparation": "flowChartPreparation",
    "flowchart-predefined-process": "flowChartPredefinedProcess", "flowchart-data": "flowChartInputOutput",
    "rectangle": "rect", "round-rectangle": "roundRect", "diamond": "diamond", "ellipse": "ellipse", "circle": "ellipse",
    "right-arrow": "rightArrow", "left-arrow": "leftArrow", "up-arrow": "upArrow", "down-arrow": "downArrow",
    "left-right-arrow": "leftRightArrow", "up-down-arrow": "upDownArrow", "pentagon-right": "homePlate",
    "mso-spt202": "textBox", "mso-spt109": "flowChartProcess", "mso-spt110": "flowChartDecision",
    "mso-spt116": "flowChartTerminator", "mso-spt177": "flowChartOffpageConnector", "mso-spt32": "straightConnector1",
    "mso-spt33": "bentConnector2", "mso-spt34": "bentConnector3", "mso-spt20": "line",
}  # fmt: skip
DRAWN = {"custom-shape", "rect", "ellipse", "circle", "frame", "line", "connector", "polyline", "path", "g"}


class Look(Struct, frozen=True):
    """What a style says about a shape."""

    head_at_start: bool = False
    head_at_end: bool = False
    stroked: bool = True
    filled: bool = True


def length(text: str) -> float:
    """A length in EMU."""
    match = _LENGTH.match(text.strip())
    return float(match[1]) * _LENGTHS.get(match[2], 0) if match else 0


def looks(root: Element) -> dict[str, Look]:
    """The graphic styles of a document by name."""
    known: dict[str, Look] = {}
    for style in root.iter():
        if local(style) == "style" and attribute(style, "family") == "graphic":
            marks = child(style, "graphic-properties")
            above = known.get(attribute(style, "parent-style-name"), Look())
            stroke, fill = attribute(marks, "stroke"), attribute(marks, "fill")
            known[attribute(style, "name")] = Look(
                head_at_start=bool(attribute(marks, "marker-start")),
                head_at_end=bool(attribute(marks, "marker-end")),
                stroked=stroke != "none" if stroke else above.stroked,
                filled=fill != "none" if fill else above.filled,
            )
    return known


def read(
    element: Element, cell: Point, styles: Mapping[str, Look], *, in_sheet: bool, name: str
) -> Iterator[Shape | Line]:
    """What an element draws: its coordinates count from ``cell``, those of connectors on sheets from the sheet."""
    if local(element) == "g":  # on sheets LibreOffice shifts what a group of another program holds
        for place, member in enumerate(element):
            if local(member) in DRAWN:
                for drawn in read(member, cell, styles, in_sheet=in_sheet, name=f"{name}.{place}"):
                    yield replace(drawn, placed=drawn.placed and not in_sheet)
        return
    look = styles.get(attribute(element, "style-name"), Look())
    identity = attribute(element, "id") or name
    kind = local(element)
    if kind == "connector":
        yield _connector(element, (0, 0) if in_sheet else cell, look, identity, in_sheet=in_sheet)
    elif kind == "line":
        ends = tuple(
            (cell[0] + length(attribute(element, f"x{n}")), cell[1] + length(attribute(element, f"y{n}"))) for n in "12"
        )
        yield _line(identity, ends, look)
    elif kind in {"polyline", "path"}:
        points = _scaled(element, cell)
        if len(points) > 1:
            yield _line(identity, points, look)
    else:
        yield _shape(element, cell, look, identity)


def _line(identity: str, points: tuple[Point, ...], look: Look, start: str = "", end: str = "") -> Line:
    return Line(
        id=identity,
        points=points,
        start=start,
        end=end,
        head_at_start=look.head_at_start,
        head_at_end=look.head_at_end,
    )


def _connector(element: Element, origin: Point, look: Look, identity: str, *, in_sheet: bool) -> Line:
    ends = [
        (origin[0] + length(attribute(element, f"x{n}")), origin[1] + length(attribute(element, f"y{n}"))) for n in "12"
    ]
    corners = [(x * _HUNDREDTH, y * _HUNDREDTH) for x, y in _corners(attribute(element, "d"))]
    if in_sheet and len(corners) > 1:
        ends = corners  # the path counts from the corner of the sheet, the ends do only outside of groups
    elif len(corners) > 2:  # noqa: PLR2004 - more than its ends
        shift = (ends[0][0] - corners[0][0], ends[0][1] - corners[0][1])
        ends[1:1] = [(x + shift[0], y + shift[1]) for x, y in corners[1:-1]]
    start, end = attribute(element, "start-shape"), attribute(element, "end-shape")
    return _line(identity, tuple(ends), look, start, end)


def _corners(path: str) -> list[Point]:
    """The corners of a path of SVG; of curves their ends."""
    x = y = 0.0
    points: list[Point] = []
    for command, rest in _PATH.findall(path):
        numbers = [float(number) for number in _NUMBER.findall(rest)]
        relative = command.islower()
        size = {"m": 2, "l": 2, "h": 1, "v": 1, "c": 6}.get(command.lower(), 0)
        for place in range(0, len(numbers) - size + 1 if size else 0, size or 1):
            point = numbers[place : place + size]
            if command in "Hh":
                x = point[0] + (x if relative else 0)
            elif command in "Vv":
                y = point[0] + (y if relative else 0)
            else:
                x, y = point[-2] + (x if relative else 0), point[-1] + (y if relative else 0)
            points.append((x, y))
    return points


def _scaled(element: Element, origin: Point) -> tuple[Point, ...]:
    box = _box(element, origin)
    view = [float(number) for number in _NUMBER.findall(attribute(element, "viewBox"))]
    listed = [tuple(map(float, pair.split(",")[:2])) for pair in attribute(element, "points").split() if "," in pair]
    points = [(point[0], point[1]) for point in listed if len(point) > 1] or _corners(attribute(element, "d"))
    if len(view) < 4 or not points:  # noqa: PLR2004 - left, top, width, height
        return ()
    width, height = view[2] or 1, view[3] or 1
    return tuple(
        (box.left + (x - view[0]) / width * box.width, box.top + (y - view[1]) / height * box.height) for x, y in points
    )


def _box(element: Element, origin: Point) -> Box:
    width, height = length(attribute(element, "width")), length(attribute(element, "height"))
    left, top = length(attribute(element, "x")), length(attribute(element, "y"))
    transform = attribute(element, "transform")
    if transform:
        turn, shift = _TURN.search(transform), _SHIFT.search(transform)
        angle = float(turn[1]) if turn else 0.0
        x, y = width / 2, height / 2
        left = (length(shift[1]) if shift else 0) + x * math.cos(angle) + y * math.sin(angle) - x
        top = (length(shift[2]) if shift else 0) - x * math.sin(angle) + y * math.cos(angle) - y
    return Box(origin[0] + left, origin[1] + top, origin[0] + left + width, origin[1] + top + height)


def text_of(element: Element) -> str:
    """The text in a shape."""
    lines = (" ".join("".join(paragraph.itertext()).split()) for paragraph in element.iter() if local(paragraph) == "p")
    return "\n".join(line for line in lines if line)


def _shape(element: Element, origin: Point, look: Look, identity: str) -> Shape | Line:
    box = _box(element, origin)
    geometry = child(element, "enhanced-geometry")
    kind = attribute(geometry, "type").removeprefix("ooxml-")
    kind = _TYPES.get(kind, kind)
    if local(element) != "custom-shape":
        kind = {"rect": "rect", "ellipse": "ellipse", "circle": "ellipse", "frame": "textBox"}[local(element)]
    turned = _TURN.search(attribute(element, "transform"))
    degrees = -math.degrees(float(turned[1])) if turned else 0
    drawing = drawingml.Found(
        element,
        "sp",
        box,
        drawingml.Turn(
            degrees,
            attribute(geometry, "mirror-horizontal") == "true",
            attribute(geometry, "mirror-vertical") == "true",
        ),
    )
    if drawn := _drawn_path(geometry):
        points = tuple(drawingml.turned(point, drawing) for point in drawn)
        return _line(identity, points, look)
    values = [float(number) / 100_000 for number in _NUMBER.findall(attribute(geometry, "modifiers"))]
    axis = drawingml.axis(kind, values)
    if axis:
        two_heads, block = drawingml.is_block(kind)
        heads = (two_heads, True) if block else (look.head_at_start, look.head_at_end)
        return Line(
            id=identity,
            points=tuple(drawingml.turned(point, drawing) for point in axis),
            head_at_start=heads[0],
            head_at_end=heads[1],
            block=block,
        )
    bare = not look.stroked and (not look.filled or kind in {"rect", "textBox", ""})
    return Shape(id=identity, preset=kind, text=text_of(element), box=box, bare=bare)


def _drawn_path(geometry: Element | None) -> tuple[Point, ...]:
    """The corners of a line drawn by hand, in the unit square; empty for an outline or a shape with a name."""
    if geometry is None or not attribute(geometry, "type").endswith("non-primitive"):
        return ()
    path = attribute(geometry, "enhanced-path")
    size = [float(number) for number in _NUMBER.findall(attribute(geometry, "sub-view-size"))]
    size = size or [float(number) for number in _NUMBER.findall(attribute(geometry, "viewBox"))][2:]
    if len(size) < 2 or "Z" in path or "?" in path or not re.match(r"\s*M", path):  # noqa: PLR2004 - width and height
        return ()
    points: list[Point] = []
    for command, rest in re.findall(r"([A-Z])([^A-Z]*)", path):
        numbers = [float(number) for number in _NUMBER.findall(rest)]
        step = {"M": 2, "L": 2, "C": 6}.get(command, 0)
        for place in range(0, len(numbers) - step + 1 if step else 0, step or 1):
            x, y = numbers[place + step - 2 : place + step]
            points.append((x / (size[0] or 1), y / (size[1] or 1)))
    closed = len(points) > 2 and math.dist(points[0], points[-1]) < 0.02  # noqa: PLR2004 - a line and back
    return () if closed or len(points) < 2 else tuple(points)  # noqa: PLR2004 - two ends


def pictures(element: Element) -> Iterator[Element]:
    """The frames in an element that hold an image."""
    for part in element.iter():
        if local(part) == "frame" and next(children(part, "image"), None) is not None:
            yield part
