"""Crossings of routes, and which of them have room for a hop."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from .chart import CORNER_RADIUS, HOP_RADIUS, Extent, Hop, Point
from .geometry import centre_line
from .grid import CELL, Path, Run

Points = Mapping[int, Sequence[Point]]


class _Upright(NamedTuple):
    """A vertical run of an edge, dx from the centre line of its lane."""

    edge: int
    run: Run
    dx: float


class _Place(NamedTuple):
    """A crossing on the grid: coordinates of the level and of the vertical line."""

    y: int
    x: int


def hops(paths: Mapping[int, Path], points: Points, lanes: Sequence[Extent]) -> dict[int, tuple[Hop, ...]]:
    """The hops of every edge that has any.

    A hop keeps clear of the bends of its run; where several edges share the run, all of them hop or none.
    """
    centres, left = [], 0.0
    for extent in lanes:
        centres.append(left + centre_line(extent.total, extent))
        left += extent.total
    uprights = _uprights(paths, points)
    crossing: dict[_Place, dict[int, Hop]] = defaultdict(dict)
    for number, path in paths.items():
        for index, run in enumerate(path.runs):
            ends = [centres[end.lane] + end.dx for end in points[number][index : index + 2]]
            for lane, rival in _crossed(run, uprights):
                room = min(abs(end - centres[lane] - rival.dx) for end in ends)
                if room >= CORNER_RADIUS + HOP_RADIUS:
                    crossing[_Place(run.position, rival.run.position)][number] = Hop(index, lane, rival.dx)
    users = _users(paths, crossing)
    result: dict[int, list[Hop]] = defaultdict(list)
    for place, by_edge in crossing.items():
        if users[place] <= by_edge.keys():
            for number, hop in by_edge.items():
                result[number].append(hop)
    return {number: tuple(sorted(several)) for number, several in result.items()}


def _users(paths: Mapping[int, Path], places: Iterable[_Place]) -> dict[_Place, set[int]]:
    """The edges whose level runs touch these places."""
    on_line: dict[int, list[tuple[int, Run]]] = defaultdict(list)
    for number, path in paths.items():
        for run in path.runs:
            if not run.vertical:
                on_line[run.position].append((number, run))
    return {place: {number for number, run in on_line[place.y] if run.low <= place.x <= run.high} for place in places}


def _uprights(paths: Mapping[int, Path], points: Points) -> dict[tuple[int, int], list[_Upright]]:
    """Vertical runs by band and lane."""
    uprights: dict[tuple[int, int], list[_Upright]] = defaultdict(list)
    for number, path in paths.items():
        for index, run in enumerate(path.runs):
            if run.vertical:
                for band in run.steps:
                    uprights[band, run.position // CELL].append(_Upright(number, run, points[number][index].dx))
    return uprights


def _crossed(run: Run, uprights: Mapping[tuple[int, int], Sequence[_Upright]]) -> Iterator[tuple[int, _Upright]]:
    """What a level run crosses, with the lane where it does."""
    if run.vertical:
        return
    for lane in run.steps:
        for rival in uprights.get((run.position // CELL, lane), ()):
            if run.low < rival.run.position < run.high and rival.run.low < run.position < rival.run.high:
                yield lane, rival
