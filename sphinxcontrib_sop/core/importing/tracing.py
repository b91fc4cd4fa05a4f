"""From lines to arrows: which symbols a drawn line joins, in which direction, and which loose text is its answer.

Ends that are glued are certain.  A loose end belongs to the symbol it touches; ends that meet each other are corners of
one line; what is left is looked for a little further, and said to be guessed.  Nothing is invented: a line that joins no
two symbols is counted.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, pairwise, product

from msgspec import Struct, field

from ..model import FlowKind
from .document import INCH, Box, Line, Point

TOUCH = 0.12 * INCH
"""A loose end so near to a symbol touches it: measured on real files."""
REACH = 0.45 * INCH
"""Distance within which a loose end is looked for; the result is a guess."""
MEET = 0.08 * INCH
"""Ends of lines so near to each other are one corner."""
CROSS = 0.05 * INCH
"""An end so near to the middle of another line runs into it."""
APART = 0.05 * INCH
"""How much nearer than the next one the nearest symbol must be to be certain."""
LABEL_REACH = 0.6 * INCH
_UNDECIDED = 0.15 * INCH
"""What is added to the distance of arrows whose symbol is no decision, so that the others come first."""
_ALONG = 0.15
_LONGEST_ANSWER = 40
_STEP = 0.05 * INCH
_MOST_STEPS = 200


class Terminal(Struct, frozen=True, kw_only=True):
    """A symbol as an end of lines."""

    id: str
    """Id of the shape in the file, not unique."""
    box: Box
    decision: bool = False


class Text(Struct, frozen=True, kw_only=True):
    """A loose text that may be an answer."""

    text: str
    box: Box


class Arrow(Struct, kw_only=True):
    """What joins two symbols, by their places in the sequence that was given."""

    source: int
    target: int
    label: str = ""
    kind: FlowKind = FlowKind.ARROW
    certain: bool = True
    reason: str = ""
    """Why it is a guess: ``loose``, ``headless``, ``junction``, ``height`` or ``answer``."""
    path: tuple[Point, ...] = ()


class Traced(Struct, kw_only=True):
    """What could be made of the lines."""

    arrows: list[Arrow] = field(default_factory=list)
    lost: list[Line] = field(default_factory=list)
    unused: list[Text] = field(default_factory=list)


class _End(Struct, kw_only=True):
    line: int
    first: bool
    point: Point
    head: bool
    terminal: int | None = None
    certain: bool = True
    joined: bool = False


def trace(terminals: Sequence[Terminal], lines: Sequence[Line], texts: Sequence[Text]) -> Traced:
    """Find the arrows."""
    return _Tracer(terminals, lines).trace(texts)


class _Tracer:
    def __init__(self, terminals: Sequence[Terminal], lines: Sequence[Line]) -> None:
        self.terminals = terminals
        self.lines = lines
        self.ends = [
            _End(
                line=place,
                first=first,
                point=line.points[0] if first else line.points[-1],
                head=line.head_at_start if first else line.head_at_end,
            )
            for place, line in enumerate(lines)
            for first in (True, False)
        ]
        self.parents = list(range(len(lines)))
        self.junctions: set[int] = set()
        """Components in which a line runs into the middle of another one, or more than two ends meet."""

        self.unsure: set[int] = set()
        """Lines with a corner behind a symbol."""

    def trace(self, texts: Sequence[Text]) -> Traced:
        for end in self.ends:
            self._glue(end)
        for end in self.ends:
            if end.terminal is None:
                self._touch(end)
        self._join()
        for end in self.ends:
            if end.terminal is None and not end.joined:
                self._reach(end)
        result = Traced()
        any_head = any(end.head for end in self.ends)
        for members in self._components():
            arrows = list(self._arrows(members, any_head=any_head))
            result.arrows += arrows
            if not arrows:
                result.lost += (self.lines[member] for member in members)
        result.arrows = _without_repeats(result.arrows)
        result.unused = _answers(result.arrows, self.terminals, texts)
        return result

    # -- ends --------------------------------------------------------------------------------------------------------
    def _glue(self, end: _End) -> None:
        line = self.lines[end.line]
        name = line.start if end.first else line.end
        named = [place for place, terminal in enumerate(self.terminals) if name and terminal.id == name]
        if named:  # ids are repeated by copying: the nearest of them is meant
            end.terminal = min(named, key=lambda place: self.terminals[place].box.distance(end.point))

    def _nearest(self, end: _End) -> list[tuple[float, int]]:
        other = next(partner for partner in self.ends if partner.line == end.line and partner.first != end.first)
        near = [(terminal.box.distance(end.point), place) for place, terminal in enumerate(self.terminals)]
        return sorted(candidate for candidate in near if candidate[1] != other.terminal)

    def _touch(self, end: _End) -> None:
        near = self._nearest(end)
        if not near or near[0][0] > TOUCH:
            return
        if not end.head:
            meeting = self._meeting(end)
            if meeting < near[0][0]:
                return
            box = self.terminals[near[0][1]].box
            if meeting <= CROSS and box.depth(end.point) > CROSS:  # a corner behind a symbol that the line crosses
                self.unsure.add(end.line)
                return
        end.terminal = near[0][1]
        rivals = [distance for distance, _ in near[1:] if distance <= max(2 * near[0][0], near[0][0] + APART)]
        if rivals and (ahead := self._ahead(end, TOUCH + APART)) is not None:
            end.terminal = ahead
        end.certain = not rivals

    def _meeting(self, end: _End) -> float:
        """How far the nearest end of another line is; corners are within a small distance."""
        lengths = (
            math.dist(end.point, other.point)
            for other in self.ends
            if other.line != end.line and other.terminal is None and not other.head
        )
        return min((length for length in lengths if length <= MEET), default=math.inf)

    def _reach(self, end: _End) -> None:
        """Look further: first where the line points to, then for the only symbol near."""
        ahead = self._ahead(end, REACH * (3 if self.lines[end.line].block else 1))
        near = [candidate for candidate in self._nearest(end) if candidate[0] <= REACH]
        if ahead is None and near and (len(near) == 1 or near[1][0] > 1.5 * near[0][0] + APART):
            ahead = near[0][1]
        if ahead is not None:
            end.terminal, end.certain = ahead, False

    def _ahead(self, end: _End, reach: float) -> int | None:
        """The symbol that the line would meet if it went on."""
        points = self.lines[end.line].points
        before, tip = (points[1], points[0]) if end.first else (points[-2], points[-1])
        length = math.dist(before, tip)
        if not length:
            return None
        across, down = (tip[0] - before[0]) / length, (tip[1] - before[1]) / length
        other = next(
            partner.terminal for partner in self.ends if partner.line == end.line and partner.first != end.first
        )
        for step in range(1, 21):
            point = (tip[0] + across * reach * step / 20, tip[1] + down * reach * step / 20)
            for place, terminal in enumerate(self.terminals):
                if place != other and terminal.box.distance(point) == 0:
                    return place
        return None

    # -- corners -----------------------------------------------------------------------------------------------------
    def _root(self, line: int) -> int:
        while self.parents[line] != line:
            line = self.parents[line]
        return line

    def _join(self) -> None:
        loose = [end for end in self.ends if end.terminal is None]
        for place, end in enumerate(loose):
            meeting = [
                other
                for other in loose[:place] + loose[place + 1 :]
                if other.line != end.line and math.dist(end.point, other.point) <= MEET
            ]
            for other in meeting:
                end.joined = other.joined = True
                self.parents[self._root(end.line)] = self._root(other.line)
            if len(meeting) > 1:
                self.junctions.add(end.line)
        for end in loose:
            if end.joined:
                continue
            for place, line in enumerate(self.lines):
                if (
                    place != end.line
                    and self._root(place) != self._root(end.line)
                    and distance(end.point, line.points) <= CROSS
                ):
                    end.joined = True
                    self.parents[self._root(end.line)] = self._root(place)
                    self.junctions |= {end.line, place}
                    break

    def _components(self) -> Iterator[list[int]]:
        members: dict[int, list[int]] = {}
        for line in range(len(self.lines)):
            members.setdefault(self._root(line), []).append(line)
        return iter(members.values())

    # -- arrows ------------------------------------------------------------------------------------------------------
    def _arrows(self, members: list[int], *, any_head: bool) -> Iterator[Arrow]:
        ends = [end for end in self.ends if end.line in members and end.terminal is not None]
        heads = [end for end in ends if end.head]
        tails = [end for end in ends if not end.head]
        reasons = list(self._reasons(members, ends))
        kind = FlowKind.ARROW
        if not heads:
            tails, heads = self._by_drawing(tails)
            if any_head:
                kind = FlowKind.LINE
            else:
                reasons.append("headless")
        elif not tails:
            if len(heads) != 2:  # noqa: PLR2004 - both ends of one line
                return
            kind, tails, heads = FlowKind.TWO_WAY, heads[:1], heads[1:]
            reasons += ["junction"] * (len(members) > 1)
        many = len(tails) > 1 and len(heads) > 1
        if many or (self.junctions & set(members) and (len(tails) > 1 or len(heads) > 1)):
            reasons.append("junction")
        for tail, head in product(tails, heads):
            if tail.terminal is None or head.terminal is None or tail.terminal == head.terminal:
                continue
            yield Arrow(
                source=tail.terminal,
                target=head.terminal,
                kind=kind,
                certain=not reasons,
                reason=reasons[0] if reasons else "",
                path=self._path(members, tail),
            )

    def _reasons(self, members: list[int], ends: list[_End]) -> Iterator[str]:
        """Why what these lines say is a guess."""
        dangling = [end for end in self.ends if end.line in members and end.terminal is None and not end.joined]
        if not all(end.certain for end in ends) or dangling:
            yield "loose"
        if self.unsure & set(members):
            yield "junction"
        if any(not self.lines[member].placed for member in members) and not self._all_glued(ends):
            yield "height"

    def _all_glued(self, ends: list[_End]) -> bool:
        return all((self.lines[end.line].start if end.first else self.lines[end.line].end) for end in ends)

    @staticmethod
    def _by_drawing(ends: list[_End]) -> tuple[list[_End], list[_End]]:
        """Without heads: from where the line was begun to where it ends."""
        if len(ends) != 2:  # noqa: PLR2004 - both ends of one line
            return [], []
        begun = sorted(ends, key=lambda end: not end.first)
        return begun[:1], begun[1:]

    def _path(self, members: list[int], tail: _End) -> tuple[Point, ...]:
        """The corners from a source on, along the lines of its component."""
        rest = [self.lines[member].points for member in members if member != tail.line]
        points = list(self.lines[tail.line].points if tail.first else self.lines[tail.line].points[::-1])
        while rest:
            following = min(
                rest, key=lambda stretch: min(math.dist(points[-1], stretch[0]), math.dist(points[-1], stretch[-1]))
            )
            rest.remove(following)
            turned = math.dist(points[-1], following[0]) > math.dist(points[-1], following[-1])
            points += following[::-1] if turned else following
        return tuple(points)


def _without_repeats(arrows: list[Arrow]) -> list[Arrow]:
    """One arrow for each pair of symbols; a certain one before a guess.  Two answers may lead to one place."""
    result: dict[tuple[int, int, tuple[Point, ...]], Arrow] = {}
    for arrow in sorted(arrows, key=lambda arrow: not arrow.certain):
        key = (arrow.source, arrow.target, tuple((round(x / TOUCH), round(y / TOUCH)) for x, y in arrow.path))
        result.setdefault(key, arrow)
    kept = set(map(id, result.values()))
    return [arrow for arrow in arrows if id(arrow) in kept]


def distance(point: Point, path: Sequence[Point]) -> float:
    """How far a point lies from a line with corners."""
    return min(_to_segment(point, start, end) for start, end in pairwise(path))


def _to_segment(point: Point, start: Point, end: Point) -> float:
    across, down = end[0] - start[0], end[1] - start[1]
    length = across * across + down * down
    along = ((point[0] - start[0]) * across + (point[1] - start[1]) * down) / length if length else 0
    along = min(max(along, 0), 1)
    return math.dist(point, (start[0] + along * across, start[1] + along * down))


def _answers(arrows: list[Arrow], terminals: Sequence[Terminal], texts: Sequence[Text]) -> list[Text]:
    """Give each text to the arrow near whose beginning it stands, first to those of decisions; return the others.

    A text that stands as near to another arrow, which has no nearer text of its own, is a guess.
    """
    costs: dict[tuple[int, int], float] = {}
    for place, text in enumerate(texts):
        for index, arrow in enumerate(arrows):
            forks = sum(other.source == arrow.source for other in arrows) > 1
            decides = terminals[arrow.source].decision or forks
            cost = _cost(arrow.path, text.box)
            if cost <= (LABEL_REACH if decides else LABEL_REACH / 2):
                costs[place, index] = cost if decides else cost + _UNDECIDED
    given = _assigned(costs)
    taken = {index: place for place, index in given.items()}
    for place, index in given.items():
        arrow = arrows[index]
        arrow.label = " ".join(texts[place].text.replace("/\n", "/").split())
        if arrow.certain and any(
            other != index and near < costs[place, index] + APART * 2 and not _own_text(other, near, taken, costs)
            for (text, other), near in costs.items()
            if text == place
        ):
            arrow.certain, arrow.reason = False, "answer"
    left = [text for place, text in enumerate(texts) if place not in given]
    for place, text in enumerate(texts):
        if (
            place not in given and len(text.text) <= _LONGEST_ANSWER
        ):  # near which arrow it stands is open, so the others are too
            for (written, index), cost in costs.items():
                if written == place and arrows[index].certain and cost <= LABEL_REACH:
                    arrows[index].certain, arrows[index].reason = False, "answer"
    return left


def _assigned(costs: Mapping[tuple[int, int], float]) -> dict[int, int]:
    """One arrow for each text: as many as possible, near ones first, exchanged where the sum gets less."""
    given: dict[int, int] = {}
    for (place, index), _ in sorted(costs.items(), key=lambda item: item[1]):
        if place not in given and index not in given.values():
            given[place] = index
    for place, index in costs:  # one that came too late may get the arrow of a text that has another one
        holder = next((other for other, held in given.items() if held == index), None)
        if place in given or holder is None:
            continue
        free = [i for p, i in costs if p == holder and i not in given.values()]
        if free:
            given[holder], given[place] = min(free, key=lambda i: costs[holder, i]), index
    for text, other in combinations(sorted(given), 2):
        crossed = [costs.get((text, given[other])), costs.get((other, given[text]))]
        straight = costs[text, given[text]] + costs[other, given[other]]
        if crossed[0] is not None and crossed[1] is not None and crossed[0] + crossed[1] < straight:
            given[text], given[other] = given[other], given[text]
    return given


def _own_text(arrow: int, near: float, taken: dict[int, int], costs: dict[tuple[int, int], float]) -> bool:
    """True if an arrow has a text that is clearly nearer to it."""
    return arrow in taken and costs[taken[arrow], arrow] + APART < near


def _cost(path: Sequence[Point], box: Box) -> float:
    """How far a text stands from a line; what lies further along the line counts as further away."""
    best, before = math.inf, 0.0
    for start, end in pairwise(path):
        length = math.dist(start, end)
        steps = max(min(int(length / _STEP), _MOST_STEPS), 1)
        for step in range(steps + 1):
            share = step / steps
            point = (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)
            away = (box.distance(point) + math.dist(box.centre, point)) / 2
            best = min(best, away + _ALONG * (before + length * share))
        before += length
    return best
