"""The outline of a symbol and where its ports lie on it, in units."""

from math import sqrt

from .chart import Point, Symbol, SymbolShape
from .grid import Direction, Port

LEVEL_PORT_SHIFT = 7.0
"""Distance of offset ports on the left and right side from the middle of the side."""
UPRIGHT_PORT_SHIFT = 7.0
"""The same at the top and bottom."""


def port_point(symbol: Symbol, port: Port) -> Point:
    """Where a port lies."""
    if port.side in (Direction.EAST, Direction.WEST):
        dy = port.slot * LEVEL_PORT_SHIFT
        reach = _half_width(symbol, dy)
        return Point(symbol.band, port.lane, reach if port.side is Direction.EAST else -reach, dy)
    dx = port.slot * UPRIGHT_PORT_SHIFT
    reach = _half_height(symbol, port.lane, dx)
    return Point(symbol.band, port.lane, dx, reach if port.side is Direction.SOUTH else -reach)


def _half_width(symbol: Symbol, dy: float) -> float:
    """Half width at a distance from the level centre line."""
    if symbol.shape is SymbolShape.DECISION:
        return symbol.half_width * (1 - abs(dy) / symbol.half_height)
    if symbol.is_capsule:
        return symbol.half_width - symbol.half_height + sqrt(symbol.half_height**2 - dy**2)
    return symbol.half_width


def _half_height(symbol: Symbol, lane: int, dx: float) -> float:
    """Half height at a distance from the centre line of a lane."""
    outward = max(-dx if lane == symbol.first_lane else 0.0, dx if lane == symbol.last_lane else 0.0)
    if symbol.shape is SymbolShape.DECISION:
        return symbol.half_height * (1 - outward / symbol.half_width)
    rounded = outward - (symbol.half_width - symbol.half_height)
    if symbol.is_capsule and rounded > 0:
        return sqrt(symbol.half_height**2 - rounded**2)
    return symbol.half_height
