"""Where symbols stand and how lines run, independent of the kind of file; lengths in EMU."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from .truth import TrueSop

INCH = 914_400
Point = tuple[float, float]


@dataclass
class Symbol:
    key: tuple[int, str]
    shape: str
    left: float
    top: float
    width: float
    height: float
    id: int = 0
    text: str = ""

    @property
    def ports(self) -> dict[str, Point]:
        x, y = self.left + self.width / 2, self.top + self.height / 2
        return {
            "top": (x, self.top),
            "bottom": (x, self.top + self.height),
            "left": (self.left, y),
            "right": (self.left + self.width, y),
        }


@dataclass
class Route:
    source: Symbol
    target: Symbol
    points: list[Point]
    """Corners from source to target."""
    ports: tuple[str, str]
    label: str = ""
    id: int = 0

    @property
    def label_place(self) -> Point:
        (x1, y1), (x2, y2) = self.points[:2]
        if abs(x2 - x1) > abs(y2 - y1):
            return (x1 + (0.12 * INCH if x2 > x1 else -0.32 * INCH), y1 - 0.17 * INCH)
        return (x1 + 0.04 * INCH, y1 + (0.01 * INCH if y2 > y1 else -0.17 * INCH))


@dataclass
class Drawing:
    symbols: list[Symbol] = field(default_factory=list)
    routes: list[Route] = field(default_factory=list)


PORT_INDEX = {"top": 0, "left": 1, "bottom": 2, "right": 3}


def draw(sop: TrueSop, lanes: dict[str, tuple[float, float]], rows: list[tuple[float, float]]) -> Drawing:
    """Lay an SOP out: ``lanes`` are left and right of each actor, ``rows`` top and bottom of each step."""
    result = Drawing()
    by_key: dict[tuple[int, str], Symbol] = {}
    for number, step in enumerate(sop.steps, 1):
        for actor, shape in step.symbols:
            left, right = lanes[actor]
            top, bottom = rows[number - 1]
            width = min(0.55 * (right - left), 0.62 * INCH)
            height = (
                min(0.5 * (bottom - top), 0.3 * INCH) if shape != "decision" else min(0.62 * (bottom - top), 0.4 * INCH)
            )
            symbol = Symbol(
                (number, actor),
                shape,
                (left + right - width) / 2,
                (top + bottom - height) / 2,
                width,
                height,
                len(result.symbols) + 2,
            )
            by_key[symbol.key] = symbol
            result.symbols.append(symbol)
    used: dict[tuple[int, str], set[str]] = {}
    for count, (a, b, c, d, label) in enumerate(sop.flows):
        source, target = by_key[a, b], by_key[c, d]
        route = _route(source, target, lanes, rows, used)
        route.label, route.id = label, 500 + count
        result.routes.append(route)
    return result


def _route(source, target, lanes, rows, used) -> Route:
    start, end = source.ports, target.ports
    same_lane, same_row = source.key[1] == target.key[1], source.key[0] == target.key[0]
    taken = used.setdefault(source.key, set())
    if same_row:
        side, other = ("right", "left") if target.left > source.left else ("left", "right")
        taken.add(side)
        return Route(source, target, [start[side], end[other]], (side, other))
    if same_lane and target.key[0] == source.key[0] + 1:
        taken.add("bottom")
        return Route(source, target, [start["bottom"], end["top"]], ("bottom", "top"))
    if target.key[0] > source.key[0]:
        if same_lane:
            side = "right"
            x = start[side][0] + 0.15 * INCH
            return Route(source, target, [start[side], (x, start[side][1]), (x, end[side][1]), end[side]], (side, side))
        side = "right" if target.left > source.left else "left"
        if side in taken:
            y = rows[source.key[0] - 1][1] - 0.05 * INCH
            taken.add("bottom")
            points = [start["bottom"], (start["bottom"][0], y), (end["top"][0], y), end["top"]]
            return Route(source, target, points, ("bottom", "top"))
        taken.add(side)
        return Route(source, target, [start[side], (end["top"][0], start[side][1]), end["top"]], (side, "top"))
    side = "left" if target.left < source.left else "right"
    if side in taken:
        side = "right" if side == "left" else "left"
    taken.add(side)
    if same_lane:
        x = start[side][0] + (0.18 if side == "right" else -0.18) * INCH
        return Route(source, target, [start[side], (x, start[side][1]), (x, end[side][1]), end[side]], (side, side))
    enter = "right" if source.left > target.left else "left"
    if (side == "left") == (enter == "right"):
        x = end[enter][0] + (0.2 if enter == "right" else -0.2) * INCH
        return Route(source, target, [start[side], (x, start[side][1]), (x, end[enter][1]), end[enter]], (side, enter))
    x = start[side][0] + (0.15 if side == "right" else -0.15) * INCH
    y = end["bottom"][1] + 0.08 * INCH
    return Route(
        source,
        target,
        [start[side], (x, start[side][1]), (x, y), (end["bottom"][0], y), end["bottom"]],
        (side, "bottom"),
    )


def jitter(point: Point, amount: float, rng: random.Random) -> Point:
    return (point[0] + rng.uniform(-amount, amount), point[1] + rng.uniform(-amount, amount))
