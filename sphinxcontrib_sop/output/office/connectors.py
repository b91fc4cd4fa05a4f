"""The path of an arrow as a connector of DrawingML.

A preset connector begins at the top left corner of its frame, heads right and ends at the bottom right corner; the frame
is flipped, then turned, to begin and end elsewhere (ECMA-376 part 1, 20.1.10.55 and the preset definitions).  Where the
runs between lie is told by adjustments, in 1/100000 of the width or height of the frame.
"""

from collections.abc import Sequence

from msgspec import Struct

Place = tuple[int, int]
"""x and y in EMU."""

WHOLE = 100_000
QUARTER_TURN = 5_400_000
THINNEST = 12_700
"""A frame without width cannot hold adjustments: office programs give it one point."""
MOST_RUNS = 5
"""``bentConnector5`` has the most runs of all presets."""


class Frame(Struct, frozen=True, kw_only=True):
    """A preset in its frame, in EMU."""

    preset: str
    x: int
    y: int
    width: int
    height: int
    """Of the frame before it is turned."""
    turned: bool = False
    """True if the frame is turned by 90 degrees clockwise about its centre."""
    flip_h: bool = False
    flip_v: bool = False
    adjustments: tuple[int, ...] = ()

    @property
    def seen(self) -> tuple[int, int, int, int]:
        """Left, top, right and bottom of what is seen, once the frame is turned: what a cell anchor tells."""
        if not self.turned:
            return self.x, self.y, self.x + self.width, self.y + self.height
        middle_x, middle_y = self.x + self.width // 2, self.y + self.height // 2
        left, top = middle_x - self.height // 2, middle_y - self.width // 2
        return left, top, left + self.height, top + self.width


def frame_of(path: Sequence[Place]) -> Frame:
    """Return the connector that runs through these places; they differ in one direction from one to the next.

    A path of more runs than any preset has is drawn without its innermost detours.
    """
    path = _without_detours(_merged(path))
    (x0, y0), (x1, y1) = path[0], path[-1]
    runs = len(path) - 1
    if runs == 1:
        return Frame(
            preset="straightConnector1",
            x=min(x0, x1),
            y=min(y0, y1),
            width=abs(x1 - x0),
            height=abs(y1 - y0),
            flip_h=x1 < x0,
            flip_v=y1 < y0,
        )
    level = path[0][1] == path[1][1]
    if not level:  # as if it were mirrored at the diagonal: the turn mirrors it back
        path = [(y, x) for x, y in path]
    (u0, v0), (u1, v1) = path[0], path[-1]
    along, across = u1 - u0 or THINNEST, v1 - v0 or THINNEST
    adjustments = [
        round(WHOLE * ((place[0] - u0) / along if index % 2 == 0 else (place[1] - v0) / across))
        for index, place in enumerate(path[1:-2])
    ]
    width, height = abs(along), abs(across)
    left, top = min(u0, u0 + along), min(v0, v0 + across)
    if level:
        return Frame(
            preset=f"bentConnector{runs}", x=left, y=top, width=width, height=height,
            flip_h=along < 0, flip_v=across < 0, adjustments=tuple(adjustments),
        )  # fmt: skip
    middle_x, middle_y = top + height // 2, left + width // 2
    # turned clockwise, what lay below the first run lies left of it
    return Frame(
        preset=f"bentConnector{runs}", x=middle_x - width // 2, y=middle_y - height // 2, width=width, height=height,
        turned=True, flip_h=along < 0, flip_v=across > 0, adjustments=tuple(adjustments),
    )  # fmt: skip


def _merged(path: Sequence[Place]) -> list[Place]:
    """The path without runs of no length and without places in the middle of a run."""
    places = [place for index, place in enumerate(path) if not index or place != path[index - 1]]
    kept = places[:1]
    for index, place in enumerate(places[1:-1], start=1):
        before, after = kept[-1], places[index + 1]
        straight = before[0] == place[0] == after[0] or before[1] == place[1] == after[1]
        if not straight:
            kept.append(place)
    return [*kept, *places[1:][-1:]] if len(places) > 1 else [*places, *places]


def _without_detours(path: list[Place]) -> list[Place]:
    """Cut runs in the middle until a preset can draw the path."""
    while len(path) - 1 > MOST_RUNS:
        middle = len(path) // 2
        before, after = path[middle - 2], path[middle + 1]
        level = path[middle - 2][1] == path[middle - 1][1]
        corner = (after[0], before[1]) if level else (before[0], after[1])
        path = _merged([*path[: middle - 1], corner, *path[middle + 1 :]])
    return path
