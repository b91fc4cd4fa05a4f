"""A path and the preset connector that is to draw it are the same line."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from sphinxcontrib_sop.output.office.connectors import MOST_RUNS, THINNEST, WHOLE, Frame, frame_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinxcontrib_sop.output.office.connectors import Place


def drawn(frame: Frame) -> list[tuple[float, float]]:
    """What an office program draws, by the definitions of the presets in ECMA-376."""
    w, h = frame.width, frame.height
    adjust = [value / WHOLE for value in frame.adjustments]
    if frame.preset == "straightConnector1":
        path = [(0.0, 0.0), (float(w), float(h))]
    elif frame.preset == "bentConnector2":
        path = [(0.0, 0.0), (w, 0.0), (w, h)]
    elif frame.preset == "bentConnector3":
        path = [(0.0, 0.0), (adjust[0] * w, 0.0), (adjust[0] * w, h), (w, h)]
    elif frame.preset == "bentConnector4":
        path = [(0.0, 0.0), (adjust[0] * w, 0.0), (adjust[0] * w, adjust[1] * h), (w, adjust[1] * h), (w, h)]
    else:
        one, two, three = adjust
        path = [(0.0, 0.0), (one * w, 0.0), (one * w, two * h), (three * w, two * h), (three * w, h), (w, h)]
    path = [(w - x if frame.flip_h else x, h - y if frame.flip_v else y) for x, y in path]
    if frame.turned:
        path = [(w / 2 - (y - h / 2), h / 2 + (x - w / 2)) for x, y in path]
    return [(frame.x + x, frame.y + y) for x, y in path]


@st.composite
def paths(draw: st.DrawFn) -> list[Place]:
    """A path of right angles, at most as many runs as a preset has, none without length."""
    runs = draw(st.integers(1, MOST_RUNS))
    level = draw(st.booleans())
    x, y = draw(st.integers(0, 9_000_000)), draw(st.integers(0, 9_000_000))
    path = [(x, y)]
    for _ in range(runs):
        length = draw(st.integers(50_000, 4_000_000)) * draw(st.sampled_from([1, -1]))
        x, y = (x + length, y) if level else (x, y + length)
        path.append((x, y))
        level = not level
    return path


@given(paths())
def test_the_preset_runs_where_the_path_runs(path: Sequence[Place]) -> None:
    frame = frame_of(path)
    shown = drawn(frame)
    assert len(shown) == len(path)
    # an adjustment is a whole 1/100000 of a side, which may be thin beside what it tells
    slack = 2 * THINNEST + 5
    for (x, y), (wanted_x, wanted_y) in zip(shown, path, strict=True):
        assert abs(x - wanted_x) <= slack
        assert abs(y - wanted_y) <= slack
    left, top, right, bottom = frame.seen
    ends = [path[0], path[-1]]
    assert abs(left - min(x for x, _ in ends)) <= slack
    assert abs(bottom - max(y for _, y in ends)) <= slack
    assert right >= left
    assert bottom >= top


def test_a_long_way_round_is_drawn_with_fewer_runs() -> None:
    path = [(0, 0), (10, 0), (10, 10), (20, 10), (20, 20), (30, 20), (30, 30), (40, 30)]
    frame = frame_of(path)
    assert frame.preset == "bentConnector5"
    shown = drawn(frame)
    assert shown[0] == path[0]
    assert shown[-1] == path[-1]
    assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(shown))


def test_places_in_the_middle_of_a_run_count_for_nothing() -> None:
    assert frame_of([(0, 0), (0, 5), (0, 5), (0, 9)]) == frame_of([(0, 0), (0, 9)])
