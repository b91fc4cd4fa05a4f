"""Shapes of VML, in which Word and Excel drew before 2007 and which compatible documents still hold."""

import re
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from msgspec import Struct

from .document import CENTIMETRE, INCH, PIXEL, POINT, Box, Line, Point, Shape
from .drawingml import MAX_DEPTH, Frame, framed
from .package import attribute, children, local

_LENGTHS = {"pt": POINT, "in": INCH, "cm": CENTIMETRE, "mm": CENTIMETRE / 10, "px": PIXEL, "pc": 12 * POINT, "emu": 1}
_LENGTH = re.compile(r"(-?[\d.]+)\s*([a-z]*)")

_TYPES: Mapping[str, str] = {
    "1": "rect", "2": "roundRect", "3": "ellipse", "4": "diamond", "13": "rightArrow", "66": "leftArrow",
    "67": "downArrow", "68": "upArrow", "109": "flowChartProcess", "110": "flowChartDecision",
    "116": "flowChartTerminator", "120": "flowChartConnector", "176": "flowChartAlternateProcess",
    "177": "flowChartOffpageConnector", "117": "flowChartPreparation", "112": "flowChartPredefinedProcess",
    "114": "flowChartDocument", "202": "textBox",
}  # fmt: skip
"""Numbers of shape types (MS-ODRAW 2.4.24) -> DrawingML presets."""
_LINES = {"20": "line", "32": "straight", "33": "bent2", "34": "bent3", "35": "bent4", "36": "bent5", "38": "curved3"}
_ELEMENTS = {"rect": "rect", "roundrect": "roundRect", "oval": "ellipse", "line": "line"}
_BLOCK_TYPES = {"rightArrow": ((0, 0.5), (1, 0.5)), "leftArrow": ((1, 0.5), (0, 0.5)),
                "downArrow": ((0.5, 0), (0.5, 1)), "upArrow": ((0.5, 1), (0.5, 0))}  # fmt: skip
_DRAWN = {"shape", "rect", "roundrect", "oval", "line"}


class Rules(Struct):
    """The glue of connectors: id of a shape -> ids of the shapes at its ends."""

    ends: dict[str, tuple[str, str]]


def rules(root: Element) -> Rules:
    """The ``o:rules`` of a document."""
    result = {}
    for rule in root.iter():
        if local(rule) == "r" and attribute(rule, "type") == "connector":
            ends = {"start": "", "end": ""}
            for proxy in children(rule, "proxy"):
                for name in ends:
                    if name in proxy.attrib:
                        ends[name] = attribute(proxy, "idref").lstrip("#")
            result[attribute(rule, "idref").lstrip("#")] = (ends["start"], ends["end"])
    return Rules(result)


def style(element: Element) -> dict[str, str]:
    """The declarations of the style of a shape."""
    pairs = (entry.partition(":") for entry in attribute(element, "style").split(";"))
    return {name.strip().casefold(): value.strip() for name, _, value in pairs}


def length(text: str, *, bare: float = 1) -> float:
    """A length in EMU; a number without a unit counts ``bare`` EMU."""
    match = _LENGTH.match(text.strip().casefold())
    if match is None:
        return 0
    try:
        return float(match[1]) * _LENGTHS.get(match[2], bare)
    except ValueError:
        return 0


def is_drawing(element: Element) -> bool:
    """True for an element that is drawn or holds such."""
    return local(element) in _DRAWN or local(element) == "group"


def read(element: Element, origin: Point, glue: Rules, name: str) -> Iterator[Shape | Line]:
    """What a shape or group outside of groups draws, its margins counted from a point of the grid."""
    marks = style(element)
    left = origin[0] + length(marks.get("margin-left", marks.get("left", "0")), bare=PIXEL)
    top = origin[1] + length(marks.get("margin-top", marks.get("top", "0")), bare=PIXEL)
    box = Box(
        left,
        top,
        left + length(marks.get("width", "0"), bare=PIXEL),
        top + length(marks.get("height", "0"), bare=PIXEL),
    )
    if local(element) == "line":
        frame = Frame(
            1, 1, origin[0] + length(marks.get("margin-left", "0")), origin[1] + length(marks.get("margin-top", "0"))
        )
        yield _line_element(element, frame, PIXEL, glue, name)
    elif local(element) == "group":
        yield from _group(element, box, glue, name, 0)
    else:
        yield _shape(element, box, glue, name)


def _pair(text: str, default: Point) -> Point:
    parts = text.split(",")
    try:
        return (float(parts[0]), float(parts[1]))
    except (ValueError, IndexError):
        return default


def _group(element: Element, box: Box, glue: Rules, name: str, depth: int) -> Iterator[Shape | Line]:
    if depth > MAX_DEPTH:
        return
    width, height = _pair(attribute(element, "coordsize"), (1000, 1000))
    left, top = _pair(attribute(element, "coordorigin"), (0, 0))
    frame = framed(box, Box(left, top, left + width, top + height))
    for place, part in enumerate(element):
        if not is_drawing(part):
            continue
        inner = f"{name}.{place}"
        if local(part) == "line":
            yield _line_element(part, frame, 1, glue, inner)
            continue
        marks = style(part)
        x, y = length(marks.get("left", "0")), length(marks.get("top", "0"))
        own = frame.of(Box(x, y, x + length(marks.get("width", "0")), y + length(marks.get("height", "0"))))
        if local(part) == "group":
            yield from _group(part, own, glue, inner, depth + 1)
        else:
            yield _shape(part, own, glue, inner)


def _identity(element: Element, name: str) -> str:
    return attribute(element, "spid") or attribute(element, "id") or name


def _kind(element: Element) -> str:
    if local(element) != "shape":
        return _ELEMENTS[local(element)]
    number = attribute(element, "type").rpartition("_t")[2] or attribute(element, "spt").removesuffix(".0")
    return _TYPES.get(number) or _LINES.get(number, "")


def _heads(element: Element) -> tuple[bool, bool]:
    stroke = next(children(element, "stroke"), None)
    return (
        attribute(stroke, "startarrow", "none") not in {"none", ""},
        attribute(stroke, "endarrow", "none") not in {"none", ""},
    )


def _is_connector(element: Element, kind: str) -> bool:
    return kind in _LINES.values() or attribute(element, "connectortype") not in {"", "none"}


def _shape(element: Element, box: Box, glue: Rules, name: str) -> Shape | Line:
    kind = _kind(element)
    block = _BLOCK_TYPES.get(kind)
    if block or _is_connector(element, kind):
        corners = block or _corners(kind)
        start, end = _ends(element, glue)
        heads = (False, True) if block else _heads(element)
        return Line(
            id=_identity(element, name),
            points=tuple(_turned(point, element, box) for point in corners),
            start=start,
            end=end,
            head_at_start=heads[0],
            head_at_end=heads[1],
            block=block is not None,
        )
    unseen = attribute(element, "stroked") in {"f", "false"}
    text = " ".join("".join(part.text or "" for part in element.iter() if local(part) == "t").split())
    return Shape(id=_identity(element, name), preset=kind, text=text, box=box, bare=unseen)


def _corners(kind: str) -> tuple[Point, ...]:
    if kind == "bent2":
        return ((0, 0), (1, 0), (1, 1))
    if kind == "bent3":
        return ((0, 0), (0.5, 0), (0.5, 1), (1, 1))
    return ((0, 0), (1, 1))


def _ends(element: Element, glue: Rules) -> tuple[str, str]:
    for key in (attribute(element, "id"), attribute(element, "spid")):
        if key in glue.ends:
            return glue.ends[key]
    return ("", "")


def _turned(point: Point, element: Element, box: Box) -> Point:
    import math

    marks = style(element)
    flip = marks.get("flip", "")
    across = (1 - point[0] if "x" in flip else point[0]) - 0.5
    down = (1 - point[1] if "y" in flip else point[1]) - 0.5
    try:
        degrees = float(marks.get("rotation", "0").removesuffix("fd") or 0)
    except ValueError:
        degrees = 0
    angle = math.radians(degrees)
    x, y = across * box.width, down * box.height
    return (
        box.centre[0] + x * math.cos(angle) - y * math.sin(angle),
        box.centre[1] + x * math.sin(angle) + y * math.cos(angle),
    )


def _line_element(element: Element, frame: Frame, bare: float, glue: Rules, name: str) -> Line:
    """A ``v:line``: its ends are given themselves; ``flip`` is already in them."""
    points = []
    for key in ("from", "to"):
        x, _, y = attribute(element, key, "0,0").partition(",")
        point = (length(x, bare=bare), length(y, bare=bare))
        box = frame.of(Box(*point, *point))
        points.append((box.left, box.top))
    start, end = _ends(element, glue)
    heads = _heads(element)
    return Line(
        id=_identity(element, name),
        points=tuple(points),
        start=start,
        end=end,
        head_at_start=heads[0],
        head_at_end=heads[1],
    )
