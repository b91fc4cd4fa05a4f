"""Shapes, connectors and groups of DrawingML (ECMA-376 part 1, 20 and 21), as Excel, Word and LibreOffice write them."""

import math
from collections.abc import Callable, Iterator, Mapping
from xml.etree.ElementTree import Element

from msgspec import Struct

from .document import Box, Line, Point, Shape
from .package import attribute, child, children, local

CONNECTORS = ("line", "straightConnector", "bentConnector", "curvedConnector")
_FULL_TURN = 360
_DEGREE = 60_000
_SIDEWAYS = ((45, 135), (225, 315))
_SIMILAR = 0.02
MAX_DEPTH = 20

_BLOCK_ARROWS: Mapping[str, tuple[Point, ...]] = {
    "rightArrow": ((0, 0.5), (1, 0.5)),
    "notchedRightArrow": ((0, 0.5), (1, 0.5)),
    "stripedRightArrow": ((0, 0.5), (1, 0.5)),
    "leftArrow": ((1, 0.5), (0, 0.5)),
    "upArrow": ((0.5, 1), (0.5, 0)),
    "downArrow": ((0.5, 0), (0.5, 1)),
    "leftRightArrow": ((0, 0.5), (1, 0.5)),
    "upDownArrow": ((0.5, 0), (0.5, 1)),
    "bentArrow": ((0.12, 1), (0.12, 0.25), (1, 0.25)),
    "bentUpArrow": ((0, 0.88), (0.75, 0.88), (0.75, 0)),
}
"""Where the axis of a block arrow runs in its rectangle, from tail to head."""
_TWO_HEADS = {"leftRightArrow", "upDownArrow"}

_CORNERS: Mapping[str, Callable[[list[float]], tuple[Point, ...]]] = {
    "2": lambda a: ((1, 0),),
    "3": lambda a: ((a[0], 0), (a[0], 1)),
    "4": lambda a: ((a[0], 0), (a[0], a[1]), (1, a[1])),
    "5": lambda a: ((a[0], 0), (a[0], a[1]), (a[2], a[1]), (a[2], 1)),
}
"""Corners of bent connectors in their rectangle, by the last sign of the preset and the adjustments."""


class Turn(Struct, frozen=True):
    """How a shape is turned and mirrored in its rectangle."""

    degrees: float = 0
    mirrored: bool = False
    upside_down: bool = False

    @property
    def sideways(self) -> bool:
        """True if width and height change places."""
        return any(low <= self.degrees % _FULL_TURN < high for low, high in _SIDEWAYS)


class Frame(Struct, frozen=True):
    """The coordinates in which the members of a group are given, as those of the grid."""

    scale_x: float = 1
    scale_y: float = 1
    shift_x: float = 0
    shift_y: float = 0

    def of(self, box: Box) -> Box:
        """A rectangle in the coordinates of the grid."""
        return Box(
            self.shift_x + box.left * self.scale_x,
            self.shift_y + box.top * self.scale_y,
            self.shift_x + box.right * self.scale_x,
            self.shift_y + box.bottom * self.scale_y,
        )


class Found(Struct, frozen=True):
    """One drawn element, in the rectangle it has in the grid."""

    element: Element
    kind: str
    """sp, cxnSp or pic."""
    box: Box
    """Before it is turned."""
    turn: Turn


def number(element: Element | None, name: str, default: float = 0) -> float:
    """A number in an attribute; what cannot be read counts as the default."""
    try:
        value = float(attribute(element, name) or default)
    except ValueError:
        return default
    return value if math.isfinite(value) else default


def _box(xfrm: Element | None, offset: str = "off", extent: str = "ext") -> Box | None:
    off, ext = child(xfrm, offset), child(xfrm, extent)
    if off is None or ext is None:
        return None
    left, top = number(off, "x"), number(off, "y")
    return Box(left, top, left + max(number(ext, "cx"), 0), top + max(number(ext, "cy"), 0))


def _turn(xfrm: Element | None) -> Turn:
    return Turn(
        number(xfrm, "rot") / _DEGREE,
        attribute(xfrm, "flipH") in {"1", "true"},
        attribute(xfrm, "flipV") in {"1", "true"},
    )


def _swapped(box: Box) -> Box:
    (x, y), half_width, half_height = box.centre, box.width / 2, box.height / 2
    return Box(x - half_height, y - half_width, x + half_height, y + half_width)


def properties(element: Element) -> Element | None:
    """The ``spPr`` or ``grpSpPr`` of a shape."""
    return next(children(element, "spPr", "grpSpPr"), None)


KINDS = {"sp": "sp", "wsp": "sp", "cxnSp": "cxnSp", "pic": "pic"}
GROUPS = {"grpSp", "wgp", "wpc"}


def anchored(element: Element, anchor: Box) -> Iterator[Found]:
    """What stands in an anchor that covers a rectangle of the grid.

    An ungrouped shape takes the rectangle, whatever its ``xfrm`` says.  Excel gives a shape that lies on its side the
    rectangle it covers after the turn.
    """
    kind = local(element)
    xfrm = child(properties(element), "xfrm")
    if kind in GROUPS:
        inner = _box(xfrm, "chOff", "chExt") or _box(xfrm)
        if kind == "wpc" and inner is None:  # a canvas: its members count from its corner
            inner = Box(0, 0, anchor.width, anchor.height)
        if inner is not None:
            yield from members(element, framed(anchor, inner))
        return
    turn = _turn(xfrm)
    box = anchor
    if turn.sideways:
        own = _box(xfrm)
        as_it_lies = own is not None and _alike(own.width, anchor.width) and _alike(own.height, anchor.height)
        box = anchor if as_it_lies else _swapped(anchor)
    if kind in KINDS:
        yield Found(element, KINDS[kind], box, turn)


def _alike(length: float, other: float) -> bool:
    return abs(length - other) <= _SIMILAR * max(length, other, 1)


def framed(outer: Box, inner: Box) -> Frame:
    """The frame that lays one rectangle over another."""
    scale_x = outer.width / inner.width if inner.width else 1
    scale_y = outer.height / inner.height if inner.height else 1
    return Frame(scale_x, scale_y, outer.left - inner.left * scale_x, outer.top - inner.top * scale_y)


def members(group: Element, frame: Frame, depth: int = 0) -> Iterator[Found]:
    """The members of a group and of the groups in it."""
    if depth > MAX_DEPTH:
        return
    for element in group:
        kind = local(element)
        if kind == "AlternateContent":
            choice = next(children(element, "Choice"), None)
            if choice is not None:
                yield from members(choice, frame, depth + 1)
            continue
        xfrm = child(properties(element), "xfrm")
        own = _box(xfrm)
        if own is None:
            continue
        if kind in GROUPS:
            yield from members(element, framed(frame.of(own), _box(xfrm, "chOff", "chExt") or own), depth + 1)
        elif kind in KINDS:
            yield Found(element, KINDS[kind], frame.of(own), _turn(xfrm))


# -- what a shape is -------------------------------------------------------------------------------------------------
def identity(element: Element) -> str:
    """The id of a shape within its drawing."""
    for part in element.iter():
        if local(part) == "cNvPr":
            return attribute(part, "id")
        if part is not element and local(part) in {"spPr", "txBody", "txbx"}:
            break
    return ""


def name_of(element: Element) -> str:
    """What the file calls a drawn element."""
    return next((attribute(child, "name") for child in element.iter() if local(child) == "cNvPr"), "")


def preset(element: Element) -> str:
    """The name of the geometry: a preset, or ``custom``."""
    geometry = child(properties(element), "prstGeom")
    if geometry is not None:
        return attribute(geometry, "prst")
    return "custom" if child(properties(element), "custGeom") is not None else ""


def text_of(element: Element) -> str:
    """The text in a shape."""
    paragraphs = []
    for paragraph in element.iter():
        if local(paragraph) == "p":
            paragraphs.append("".join(run.text or "" for run in paragraph.iter() if local(run) == "t"))
    return "\n".join(" ".join(paragraph.split()) for paragraph in paragraphs if paragraph.strip())


def shape(drawing: Found, name: str = "", *, placed: bool = True) -> Shape:
    """A found element as a shape."""
    element = drawing.element
    outline = child(properties(element), "ln")
    filled = next(children(properties(element), "solidFill", "gradFill", "pattFill", "blipFill"), None) is not None
    borderless = child(outline, "noFill") is not None and not (filled and preset(element) not in {"", "rect"})
    styled = next((part for part in element.iter() if local(part) == "lnRef"), None)
    is_text = any(local(part) == "cNvSpPr" and attribute(part, "txBox") in {"1", "true"} for part in element.iter())
    unstyled = outline is None and (styled is None or attribute(styled, "idx") == "0") and is_text
    return Shape(
        id=identity(element) or name,
        preset=preset(element),
        text=text_of(element),
        box=_swapped(drawing.box) if drawing.turn.sideways else drawing.box,
        bare=borderless or unstyled,
        placed=placed,
    )


def line(drawing: Found, name: str = "", *, placed: bool = True) -> Line | None:
    """A found element as a line; None if it is none."""
    element = drawing.element
    kind = preset(element)
    glue = next((part for part in element.iter() if local(part) in {"cNvCxnSpPr", "cNvCnPr"}), None)
    block = _BLOCK_ARROWS.get(kind)
    if block is not None:
        local_points, ends = block, (kind in _TWO_HEADS, True)
    elif kind.startswith(CONNECTORS) or drawing.kind == "cxnSp":
        local_points, ends = _connector(element, kind), _heads(element)
    elif kind == "custom" and (open_path := _open_path(element)):
        local_points, ends = open_path, _heads(element)
    else:
        return None
    return Line(
        id=identity(element) or name,
        points=tuple(turned(point, drawing) for point in local_points),
        start=attribute(child(glue, "stCxn"), "id"),
        end=attribute(child(glue, "endCxn"), "id"),
        head_at_start=ends[0],
        head_at_end=ends[1],
        block=block is not None,
        name=name_of(element),
        placed=placed,
    )


def _heads(element: Element) -> tuple[bool, bool]:
    outline = child(properties(element), "ln")
    at_start = attribute(child(outline, "headEnd"), "type", "none") != "none"
    return at_start, attribute(child(outline, "tailEnd"), "type", "none") != "none"


def is_block(kind: str) -> tuple[bool, bool]:
    """Whether a block arrow has two heads, and whether a preset is a block arrow at all."""
    return kind in _TWO_HEADS, kind in _BLOCK_ARROWS


def axis(kind: str, adjustments: list[float]) -> tuple[Point, ...]:
    """How a line of a preset runs in the unit square; empty for a preset that is no line."""
    if kind in _BLOCK_ARROWS:
        return _BLOCK_ARROWS[kind]
    if not kind.startswith(CONNECTORS):
        return ()
    corners = _CORNERS.get(kind[-1:]) if "Connector" in kind else None
    if corners is None:
        return ((0, 0), (1, 1))
    return ((0, 0), *corners([*adjustments, 0.5, 0.5, 0.5][:3]), (1, 1))


def _connector(element: Element, kind: str) -> tuple[Point, ...]:
    values = {
        attribute(guide, "name"): attribute(guide, "fmla").removeprefix("val ")
        for guide in children(child(properties(element), "prstGeom", "avLst"), "gd")
    }
    adjustments = []
    for place in (1, 2, 3):
        text = values.get(f"adj{place}", "50000")
        try:
            adjustments.append(float(text) / 100_000)
        except ValueError:
            adjustments.append(0.5)
    return axis(kind, adjustments) or ((0, 0), (1, 1))


def _open_path(element: Element) -> tuple[Point, ...]:
    """The corners of a drawn line; empty for a closed outline."""
    path = child(properties(element), "custGeom", "pathLst", "path")
    if path is None or child(path, "close") is not None:
        return ()
    width, height = number(path, "w") or 1, number(path, "h") or 1
    points = []
    for step in path:
        places = list(children(step, "pt"))
        if places:  # of a curve the last point is its end
            points.append((number(places[-1], "x") / width, number(places[-1], "y") / height))
    closed = len(points) > 2 and math.dist(points[0], points[-1]) < _SIMILAR  # noqa: PLR2004 - a line and back
    return () if len(points) < 2 or closed else tuple(points)  # noqa: PLR2004 - two ends


def turned(point: Point, drawing: Found) -> Point:
    """A point of the unit square in the coordinates of the grid."""
    turn, box = drawing.turn, drawing.box
    across = (1 - point[0] if turn.mirrored else point[0]) - 0.5
    down = (1 - point[1] if turn.upside_down else point[1]) - 0.5
    x, y = across * box.width, down * box.height
    angle = math.radians(turn.degrees)
    return (
        box.centre[0] + x * math.cos(angle) - y * math.sin(angle),
        box.centre[1] + x * math.sin(angle) + y * math.cos(angle),
    )
