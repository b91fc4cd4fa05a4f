"""Candidate paths between two places of an otherwise empty grid, by form, with what they cost by themselves.

A candidate is relative to the cell of its source, so all edges with the same shift and drop share one list of
candidates.  The forms are written with the lines they follow: V and H are the centre (or port) lines of source and
target, g a gutter track of a lane, h a border track of a band.

Costs are counted in bends.  Their order, crossings before bends before length, is that in which readers are hindered
(H. C. Purchase, "Which Aesthetic has the Greatest Effect on Human Understanding?", Graph Drawing 1997); that a router
weighs them against one another is usual (M. Wybrow, K. Marriott, P. J. Stuckey, "Orthogonal Connector Routing", Graph
Drawing 2009).  The figures themselves are our own: each follows from what it must outweigh, as said beside it.
"""

from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from .grid import CELL, HALF_SYMBOL, TRACK_STEP, Direction, Run, line, place_of, track

NORTH, EAST, SOUTH, WEST = Direction.NORTH, Direction.EAST, Direction.SOUTH, Direction.WEST

BEND = 1.0
"""The unit."""
PER_BAND = 0.12
"""So small that a bend is saved at the price of eight bands: going down is what a flowchart does."""
PER_LANE = 0.22
"""Nearly twice as much: a line across the lanes is a line that others must cross."""
TRACK_DEPTH = 0.25
"""For every track further from the border: the tracks fill up in order, and four of them weigh no more than a bend."""
BORDER_TRACK = 0.9
"""A run between two bands makes them higher for all lanes, a run in a gutter makes one lane wider: nearly a bend dearer."""
SIDE_ENTRY_DOWN = 0.35
"""An edge to a lower band that enters from the side: from above is what readers expect, but not at the price of a bend."""
BOTTOM_ENTRY_UP = 1.2
"""An edge to a higher band that enters from below looks like one that leaves: a bend more is better."""
RIGHTWARD_LOOP = 0.4
"""Inside a band the straight line belongs to the edge in reading direction; less than a bend, so that it is a preference."""
OVERSHOOT = 0.5
"""Per lane outside the columns of both ends: two lanes out of the way are as bad as a bend."""
OFFSET_PORT = 0.6
"""For an end beside the middle of a side: better than a bend, worse than a neighbouring track."""

SHORTEST_RUN = 2 * TRACK_STEP
"""Two neighbouring tracks are too close for a run with two bends between them: their rounded corners would meet."""

CACHED_LISTS = 2048
CACHED_LEGS = 16_384


class Form(StrEnum):
    """The lines a path follows, from source to target."""

    STRAIGHT = "V or H"
    ELBOW = "HV or VH"
    BORDER = "VhV"
    GUTTER = "HgH"
    GUTTER_BORDER = "HghV"
    BORDER_GUTTER = "VhgH"
    BORDER_GUTTER_BORDER = "VhghV"


class Family(NamedTuple):
    """All paths of one form that use these tracks."""

    bound: float
    """No path of the family costs less."""
    form: Form
    gutter: int = 0
    first: int = 0
    """Border track beside the source."""
    last: int = 0
    """Border track beside the target."""


class Span(NamedTuple):
    """Where the target lies, seen from the source, and where paths between them may run."""

    shift: int
    """Lanes to the right."""
    drop: int
    """Bands down."""
    room_left: int
    room_right: int
    """Lanes outside the columns of both ends that may be used."""
    source_slot: int = 0
    target_slot: int = 0
    """Port lines, see `grid.Port`."""


class Candidate(NamedTuple):
    """A path relative to the cell of its source, which is cell (0, 0)."""

    cost: float
    exit: Direction
    entry: Direction
    turn: Direction | None
    """Direction of the second run."""
    runs: tuple[Run, ...]


def families(gutters: int, borders: int) -> tuple[Family, ...]:
    """The families with this many tracks per side of a lane and of a band, cheapest first."""
    result = [Family(0.0, Form.STRAIGHT), Family(BEND, Form.ELBOW)]
    for first in range(borders):
        result.append(Family(2 * BEND + BORDER_TRACK + TRACK_DEPTH * first, Form.BORDER, first=first))
    for gutter in range(gutters):
        result.append(Family(2 * BEND + TRACK_DEPTH * gutter, Form.GUTTER, gutter))
        for first in range(borders):
            bound = 3 * BEND + BORDER_TRACK + TRACK_DEPTH * (gutter + first)
            result.append(Family(bound, Form.GUTTER_BORDER, gutter, last=first))
            result.append(Family(bound, Form.BORDER_GUTTER, gutter, first=first))
            for last in range(borders):
                bound = 4 * BEND + 2 * BORDER_TRACK + TRACK_DEPTH * (gutter + first + last)
                result.append(Family(bound, Form.BORDER_GUTTER_BORDER, gutter, first, last))
    return tuple(sorted(result))


@lru_cache(maxsize=CACHED_LISTS)
def candidates(family: Family, span: Span) -> tuple[Candidate, ...]:
    """The paths of a family, cheapest first."""
    traced = (_trace(span, leave, enter, lines) for leave, enter, lines in _lines(family, span))
    return tuple(sorted((c for c in traced if c is not None), key=lambda c: c.cost))


def _lines(family: Family, span: Span) -> Iterator[tuple[Direction, Direction, tuple[int, ...]]]:
    """Exit side, entry side and coordinates of the lines of every path of a family."""
    shift, drop = span.shift, span.drop
    source_x, source_y = line(0, span.source_slot), line(0, span.source_slot)
    target_x, target_y = line(shift, span.target_slot), line(drop, span.target_slot)
    across = (EAST, WEST) if shift > 0 else (WEST, EAST)
    down = (SOUTH, NORTH) if drop > 0 else (NORTH, SOUTH)
    match family.form:
        case Form.STRAIGHT:
            if drop and source_x == target_x:
                yield *down, (source_x,)
            elif shift and source_y == target_y:
                yield *across, (source_y,)
        case Form.ELBOW:
            if drop and shift:
                yield across[0], down[1], (source_y, target_x)
                yield down[0], across[1], (source_x, target_y)
        case Form.BORDER:
            if shift:
                for band in {drop: None, 0: None}:
                    for side in (1, -1):
                        y = track(band, side, family.first)
                        yield (
                            SOUTH if y > source_y else NORTH,
                            NORTH if y < target_y else SOUTH,
                            (source_x, y, target_x),
                        )
        case Form.GUTTER if not drop:
            return
        case _:
            yield from _gutter_lines(family, span)


def _gutter_lines(family: Family, span: Span) -> Iterator[tuple[Direction, Direction, tuple[int, ...]]]:
    """The same for forms with a gutter."""
    source_x, source_y = line(0, span.source_slot), line(0, span.source_slot)
    target_x, target_y = line(span.shift, span.target_slot), line(span.drop, span.target_slot)
    heads: list[tuple[Direction | None, tuple[int, ...]]] = [(None, (source_y,))]
    tails: list[tuple[Direction | None, tuple[int, ...]]] = [(None, (target_y,))]
    if family.form in (Form.BORDER_GUTTER, Form.BORDER_GUTTER_BORDER):
        heads = [(SOUTH, (source_x, track(0, 1, family.first))), (NORTH, (source_x, track(0, -1, family.first)))]
    if family.form in (Form.GUTTER_BORDER, Form.BORDER_GUTTER_BORDER):
        tails = [
            (NORTH, (track(span.drop, -1, family.last), target_x)),
            (SOUTH, (track(span.drop, 1, family.last), target_x)),
        ]
    for lane in range(min(0, span.shift) - span.room_left, max(0, span.shift) + span.room_right + 1):
        for side in (-1, 1):
            x = track(lane, side, family.gutter)
            for begin, head in heads:
                leave = begin if begin is not None else EAST if x > source_x else WEST
                for finish, tail in tails:
                    enter = finish if finish is not None else WEST if x < target_x else EAST
                    if abs(head[-1] - tail[0]) >= SHORTEST_RUN:
                        yield leave, enter, (*head, x, *tail)


def _trace(span: Span, leave: Direction, enter: Direction, lines: tuple[int, ...]) -> Candidate | None:
    """Turn lines into runs and count their cost; None if a run would have no length or lead backwards."""
    start = line(0) + (HALF_SYMBOL if leave in (EAST, SOUTH) else -HALF_SYMBOL)
    end = line(span.drop if enter in (NORTH, SOUTH) else span.shift)
    end += HALF_SYMBOL if enter in (EAST, SOUTH) else -HALF_SYMBOL
    vertical = leave in (NORTH, SOUTH)
    legs: list[_Leg] = []
    for position, begin, finish in zip(lines, (start, *lines[:-1]), (*lines[1:], end), strict=True):
        if begin == finish:
            return None
        legs.append(_leg(vertical, position, begin, finish, span.shift))
        vertical = not vertical
    if legs[0].heading is not leave or legs[-1].heading is enter:
        return None
    straight = len(legs) == 1
    cost = BEND * (len(legs) - 1) + _end_cost(span, enter, straight=straight) + sum(leg.cost for leg in legs)
    return Candidate(cost, leave, enter, None if straight else legs[1].heading, tuple(leg.run for leg in legs))


def _end_cost(span: Span, enter: Direction, *, straight: bool) -> float:
    cost = OFFSET_PORT * (abs(span.source_slot) + abs(span.target_slot))
    if span.drop > 0 and enter in (EAST, WEST):
        cost += SIDE_ENTRY_DOWN
    elif span.drop < 0 and enter is SOUTH:
        cost += BOTTOM_ENTRY_UP
    elif not span.drop and span.shift > 0 and not straight:
        cost += RIGHTWARD_LOOP
    return cost


class _Leg(NamedTuple):
    """A run, where it leads and what it costs by itself."""

    run: Run
    heading: Direction
    cost: float


@lru_cache(maxsize=CACHED_LEGS)
def _leg(vertical: bool, position: int, begin: int, finish: int, shift: int) -> _Leg:
    """The leg from one coordinate to another; many candidates have legs in common."""
    run = Run(vertical, position, min(begin, finish), max(begin, finish))
    forward = finish > begin
    length = (run.high - run.low) / CELL
    place = place_of(position)
    cost = TRACK_DEPTH * place.number if place.side else 0.0
    if vertical:
        outside = max(line(min(0, shift)) - position, position - line(max(0, shift)), 0)
        return _Leg(run, SOUTH if forward else NORTH, cost + PER_BAND * length + OVERSHOOT * outside / CELL)
    return _Leg(run, EAST if forward else WEST, cost + PER_LANE * length + (BORDER_TRACK if place.side else 0.0))
