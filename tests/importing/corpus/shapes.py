"""DrawingML of symbols, connectors, plain lines, block arrows and texts, for `xdr` and `wps`."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from .drawing import INCH, PORT_INDEX, Drawing, Point, Route, Symbol, jitter

PRESETS = {
    "process": "flowChartProcess",
    "decision": "flowChartDecision",
    "terminator": "flowChartTerminator",
    "connector": "flowChartOffpageConnector",
}
PLAIN = {"process": "rect", "decision": "diamond", "terminator": "roundRect"}


@dataclass
class Style:
    """A way of drawing."""

    glue: bool = False
    lines: str = "connectors"
    """connectors, elbows, blocks, freeform"""
    jitter: float = 0
    head_at_start: bool = False
    stale: bool = False
    presets: dict[str, str] | None = None
    labels: str = "bare"
    """bare, boxed"""
    same_ids: bool = False
    answers: tuple[str, str] = ("Ya", "Tidak")
    seed: int = 1


@dataclass
class Item:
    """One drawn thing: its box as it is seen, and a function from a box (unturned, for ``xfrm``) to its XML."""

    box: tuple[float, float, float, float]
    xfrm: tuple[float, float, float, float]
    xml: Callable[[tuple[float, float, float, float]], str]


def items(drawing: Drawing, style: Style, prefix: str = "xdr") -> Iterator[Item]:
    rng = random.Random(style.seed)
    presets = style.presets or PRESETS
    for symbol in drawing.symbols:
        yield _symbol(symbol, presets[symbol.shape], style, prefix)
    for route in drawing.routes:
        yield from _route(route, style, rng, prefix)
        if route.label:
            yield _label(route, style, prefix)


def xfrm(box, attributes: str = "") -> str:
    left, top, right, bottom = (round(value) for value in box)
    return f'<a:xfrm{attributes}><a:off x="{left}" y="{top}"/><a:ext cx="{right - left}" cy="{bottom - top}"/></a:xfrm>'


def _nv(prefix: str, identity: int, name: str, inner: str) -> str:
    if prefix == "xdr":
        tag = {"cNvSpPr": "nvSpPr", "cNvCxnSpPr": "nvCxnSpPr"}[
            inner.split(" ")[0].split("/")[0].split(">")[0].strip("<")
        ]
        return f'<xdr:{tag}><xdr:cNvPr id="{identity}" name="{name}"/>{_x(inner, "xdr")}</xdr:{tag}>'
    return f'<wps:cNvPr id="{identity}" name="{name}"/>{_x(inner, "wps").replace("cNvCxnSpPr", "cNvCnPr")}'


def _x(inner: str, prefix: str) -> str:
    return inner.replace("<cNv", f"<{prefix}:cNv").replace("</cNv", f"</{prefix}:cNv")


def _text(prefix: str, text: str) -> str:
    if prefix == "xdr":
        return (
            f'<xdr:txBody><a:bodyPr/><a:p><a:r><a:rPr lang="id-ID" sz="800"/><a:t>{text}</a:t></a:r></a:p></xdr:txBody>'
        )
    return f"<wps:txbx><w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent></wps:txbx>"


def _shape_xml(
    prefix: str, identity: int, name: str, preset: str, box, line: str, text: str = "", is_text: bool = False
) -> str:
    flag = ' txBox="1"' if is_text else ""
    body = f'<{prefix}:spPr>{xfrm(box)}<a:prstGeom prst="{preset}"><a:avLst/></a:prstGeom>{line}</{prefix}:spPr>'
    text_xml = _text(prefix, text) if text else ""
    tail = "<wps:bodyPr/>" if prefix == "wps" else ""
    tag = "sp" if prefix == "xdr" else "wsp"
    return f"<{prefix}:{tag}>{_nv(prefix, identity, name, f'<cNvSpPr{flag}/>')}{body}{text_xml}{tail}</{prefix}:{tag}>"


def _symbol(symbol: Symbol, preset: str, style: Style, prefix: str) -> Item:
    box = (symbol.left, symbol.top, symbol.left + symbol.width, symbol.top + symbol.height)
    identity = 7 if style.same_ids else symbol.id
    line = '<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill><a:ln w="9525"><a:solidFill><a:srgbClr val="000000"/></a:solidFill></a:ln>'
    return Item(box, box, lambda at: _shape_xml(prefix, identity, f"Symbol {symbol.id}", preset, at, line, symbol.text))


def _label(route: Route, style: Style, prefix: str) -> Item:
    x, y = route.label_place
    box = (x, y, x + 0.3 * INCH, y + 0.16 * INCH)
    word = style.answers[route.label == "Tidak"] if route.label in {"Ya", "Tidak"} else route.label
    line = (
        "<a:noFill/><a:ln><a:noFill/></a:ln>"
        if style.labels == "bare"
        else '<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill><a:ln w="3175"><a:solidFill><a:srgbClr val="000000"/></a:solidFill></a:ln>'
    )
    return Item(
        box, box, lambda at: _shape_xml(prefix, 800 + route.id, "TextBox", "rect", at, line, word, is_text=True)
    )


def _route(route: Route, style: Style, rng: random.Random, prefix: str) -> Iterator[Item]:
    points = list(route.points)
    if style.jitter:
        points[0] = jitter(points[0], style.jitter * INCH, rng)
        points[-1] = jitter(points[-1], style.jitter * INCH, rng)
    if style.lines == "elbows" or (len(points) > 4 and style.lines == "connectors" and not style.glue):
        yield from _elbows(points, route, style, rng, prefix)
    elif style.lines == "freeform":
        yield _freeform(points, route, style, prefix)
    elif style.lines == "blocks":
        yield _block(points, route, prefix)
    else:
        yield _connector(points, route, style, prefix)


def _box(points) -> tuple[float, float, float, float]:
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return (min(xs), min(ys), max(xs), max(ys))


def _ends(route: Route, style: Style) -> str:
    if not style.glue:
        return ""
    source, target = (route.source, route.target) if not style.head_at_start else (route.target, route.source)
    ports = route.ports if not style.head_at_start else route.ports[::-1]
    return f'<a:stCxn id="{source.id}" idx="{PORT_INDEX[ports[0]]}"/><a:endCxn id="{target.id}" idx="{PORT_INDEX[ports[1]]}"/>'


def _heads(*, at_start: bool, none: bool = False) -> str:
    head = "" if none else '<a:headEnd type="triangle"/>' if at_start else '<a:tailEnd type="triangle"/>'
    return f'<a:ln w="9525"><a:solidFill><a:srgbClr val="000000"/></a:solidFill>{head}</a:ln>'


def line_xml(
    prefix: str,
    identity: int,
    preset: str,
    at,
    attributes: str,
    ends: str,
    heads: str,
    av: str = "",
    geometry: str = "",
) -> str:
    geometry = geometry or f'<a:prstGeom prst="{preset}"><a:avLst>{av}</a:avLst></a:prstGeom>'
    body = f"<{prefix}:spPr>{xfrm(at, attributes)}{geometry}{heads}</{prefix}:spPr>"
    tag = "cxnSp" if prefix == "xdr" else "wsp"
    tail = "<wps:bodyPr/>" if prefix == "wps" else ""
    inner = f"<cNvCxnSpPr>{ends}</cNvCxnSpPr>" if ends else "<cNvCxnSpPr/>"
    macro = ' macro=""' if prefix == "xdr" else ""
    return f"<{prefix}:{tag}{macro}>{_nv(prefix, identity, f'Line {identity}', inner)}{body}{tail}</{prefix}:{tag}>"


def _connector(points: list[Point], route: Route, style: Style, prefix: str) -> Item:
    """One bent or straight connector through the ends; turned and mirrored as Excel does."""
    ordered = points[::-1] if style.head_at_start else points
    (x1, y1), (x2, y2) = ordered[0], ordered[-1]
    seen = _box([ordered[0], ordered[-1]])
    first_down = abs(ordered[1][0] - x1) < abs(ordered[1][1] - y1)
    av = ""
    if len(points) == 2:
        preset, down = "straightConnector1", False
    elif len(points) == 3:
        preset, down = "bentConnector2", first_down
    else:
        preset, down = "bentConnector3", first_down
        corner = ordered[1]
        length = (y2 - y1) if down else (x2 - x1)
        share = ((corner[1] - y1) if down else (corner[0] - x1)) / length if length else 2
        av = f'<a:gd name="adj1" fmla="val {round(share * 100000)}"/>'
    if not down:
        unturned = seen
        attributes = (' flipH="1"' if x2 < x1 else "") + (' flipV="1"' if y2 < y1 else "")
    else:
        cx, cy, w, h = (seen[0] + seen[2]) / 2, (seen[1] + seen[3]) / 2, seen[2] - seen[0], seen[3] - seen[1]
        unturned = (cx - h / 2, cy - w / 2, cx + h / 2, cy + w / 2)
        attributes = {
            (True, True): ' rot="16200000" flipH="1"',
            (False, True): ' rot="5400000"',
            (True, False): ' rot="5400000" flipH="1" flipV="1"',
            (False, False): ' rot="5400000" flipH="1"',
        }[(x2 >= x1, y2 >= y1)]
    heads = _heads(at_start=style.head_at_start)
    ends = _ends(route, style)
    return Item(seen, unturned, lambda at: line_xml(prefix, route.id, preset, at, attributes, ends, heads, av))


def _elbows(points: list[Point], route: Route, style: Style, rng: random.Random, prefix: str) -> Iterator[Item]:
    """A plain line for each part, the head on the last; corners meet only nearly."""
    for number, (one, two) in enumerate(pairwise(points)):
        last = number == len(points) - 2
        if number:
            one = jitter(one, 0.02 * INCH, rng)
        (x1, y1), (x2, y2) = one, two
        attributes = (' flipH="1"' if x2 < x1 else "") + (' flipV="1"' if y2 < y1 else "")
        heads = _heads(at_start=False, none=not last)
        identity = route.id * 10 + number
        box = _box([one, two])
        yield Item(box, box, lambda at, i=identity, a=attributes, h=heads: line_xml(prefix, i, "line", at, a, "", h))


def _freeform(points: list[Point], route: Route, style: Style, prefix: str) -> Item:
    box = _box(points)
    width, height = max(round(box[2] - box[0]), 1), max(round(box[3] - box[1]), 1)
    steps = "".join(
        f'<a:{"moveTo" if not n else "lnTo"}><a:pt x="{round(x - box[0])}" y="{round(y - box[1])}"/></a:{"moveTo" if not n else "lnTo"}>'
        for n, (x, y) in enumerate(points)
    )
    geometry = f'<a:custGeom><a:avLst/><a:pathLst><a:path w="{width}" h="{height}" fill="none">{steps}</a:path></a:pathLst></a:custGeom>'
    heads = _heads(at_start=False)
    xml = lambda at: (  # noqa: E731 - of one box
        f"<{prefix}:{'sp' if prefix == 'xdr' else 'wsp'}>{_nv(prefix, route.id, 'Freeform', '<cNvSpPr/>')}"
        f"<{prefix}:spPr>{xfrm(at)}{geometry}<a:noFill/>{heads}</{prefix}:spPr>{'<wps:bodyPr/>' if prefix == 'wps' else ''}"
        f"</{prefix}:{'sp' if prefix == 'xdr' else 'wsp'}>"
    )
    return Item(box, box, xml)


def _block(points: list[Point], route: Route, prefix: str) -> Item:
    """A thick arrow over the longer way between the symbols."""
    (x1, y1), (x2, y2) = points[0], points[-1]
    thick = 0.08 * INCH
    if len(points) == 2 and abs(x2 - x1) < abs(y2 - y1):
        preset = "downArrow" if y2 > y1 else "upArrow"
        box = (x1 - thick, min(y1, y2), x1 + thick, max(y1, y2))
    elif len(points) == 2:
        preset = "rightArrow" if x2 > x1 else "leftArrow"
        box = (min(x1, x2), y1 - thick, max(x1, x2), y1 + thick)
    else:
        return _connector(points, route, Style(), prefix)
    line = '<a:solidFill><a:srgbClr val="000000"/></a:solidFill>'
    return Item(box, box, lambda at: _shape_xml(prefix, route.id, "Block", preset, at, line))
