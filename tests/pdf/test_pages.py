"""Page breaks of the flowchart table and the connectors at them."""

from __future__ import annotations

import random
from itertools import accumulate, pairwise
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinxcontrib_sop.core.layout import lay_out
from sphinxcontrib_sop.core.layout.chart import Chart
from sphinxcontrib_sop.core.model import Flow, Node, Procedure, Shape
from sphinxcontrib_sop.output.typst.compiler.metrics import width as text_width
from sphinxcontrib_sop.output.typst.sheet.columns import INSET, SMALLEST_SIZE, Columns, Table, columns_at
from sphinxcontrib_sop.output.typst.sheet.drawing import Drawing, PageDrawing, Stroke, vertical_runs
from sphinxcontrib_sop.output.typst.sheet.pages import (
    CLEARANCE,
    COMPACT_WIDTH,
    CONNECTOR_WIDTH,
    PENTAGON,
    Page,
    Run,
    breathing,
    paginate,
    strip,
)
from sphinxcontrib_sop.output.typst.sheet.rules import edges, gutters, table_rules, tracks
from sphinxcontrib_sop.output.typst.sheet.sizes import SIZES
from sphinxcontrib_sop.output.typst.sheet.stairs import Paragraph

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def far_reaching(rnd: random.Random, rows: int, lanes: int, *, decisions: float = 0.3, joint: float = 0.2) -> Procedure:
    """As much of a random procedure as a layout reads: some rows with two symbols, decisions that lead anywhere."""
    nodes: list[list[Node]] = []
    for row in range(rows):
        count = 2 if lanes > 1 and rnd.random() < joint else 1
        nodes.append(
            [
                Node(
                    id=f"s{row}/a{lane}",
                    step=f"s{row}",
                    actors=(f"a{lane}",),
                    shape=Shape.DECISION if rnd.random() < decisions else Shape.PROCESS,
                )
                for lane in sorted(rnd.sample(range(lanes), count))
            ]
        )
    flows = []
    for row in range(rows - 1):
        if len(nodes[row]) > 1:
            flows.append(Flow(source=nodes[row][0].id, target=nodes[row][1].id))
        leaving = nodes[row][-1]
        flows.append(
            Flow(source=leaving.id, target=nodes[row + 1][0].id, label="Ya" * (leaving.shape is Shape.DECISION))
        )
        other = rnd.randrange(rows)
        if leaving.shape is Shape.DECISION and other != row:
            flows.append(Flow(source=leaving.id, target=nodes[other][0].id, label="Tidak"))
    outline = SimpleNamespace(
        actors=tuple(SimpleNamespace(key=f"a{lane}") for lane in range(lanes)),
        steps=tuple(SimpleNamespace(id=f"s{row}") for row in range(rows)),
        nodes=tuple(node for row in nodes for node in row),
        flows=tuple(flows),
    )
    return cast("Procedure", outline)


AVAILABLE = 400.0
HEADINGS = {
    "row-number": "No",
    "text": "Kegiatan",
    "inputs": "Kelengkapan",
    "time": "Waktu",
    "output": "Output",
    "notes": "Keterangan",
}


def whole(row: int, first: float, rest: float) -> list[float]:
    raise AssertionError("no row is higher than a page")


def halves(row: int, first: float, rest: float) -> list[float]:
    """A row that fills a page and a half."""
    return [first, rest / 2]


def rows_of(pages: tuple[Page, ...]) -> list[list[int]]:
    return [[slot.row for slot in page.slots] for page in pages]


HEIGHTS = st.lists(st.floats(20, 180), min_size=1, max_size=40)


@pytest.mark.parametrize(
    ("heights", "ends"),
    [
        (
            [20.0, 178, 20, 20, 120, 20, 20, 114, 20, 20],
            [(1, 8, 108), (2, 9, 150), (2, 9, 112), (8, 0, 104), (5, 0, 150), (8, 3, 104), (9, 5, 100)],
        ),
        (
            [20.0, 82, 20, 22, 20, 22, 141, 77, 20, 91],
            [(1, 9, 106), (1, 7, 101), (3, 9, 100), (5, 9, 101), (2, 9, 103), (7, 9, 104)],
        ),
        (  # with only a little less room the plan stays the same again and again
            [
                207.5,
                20,
                83.4,
                137.9,
                72.5,
                20,
                107,
                110.7,
                148,
                107.7,
                20,
                20,
                27.7,
                281.1,
                20,
                20,
                75.5,
                35.2,
                20,
                20,
                110.8,
                52.4,
                20,
                87.3,
                20,
            ],
            [
                (1, 7, 380),
                (18, 21, 108),
                (21, 22, 308),
                (24, 6, 282),
                (10, 4, 126),
                (14, 22, 238),
                (20, 10, 112),
                (2, 22, 320),
                (16, 2, 104),
                (20, 14, 110),
                (22, 9, 114),
                (17, 13, 142),
                (7, 15, 160),
                (0, 12, 375),
            ],
        ),
    ],
)
def test_fewer_lines_that_need_more_height_are_reckoned_with(
    heights: list[float], ends: list[tuple[int, int, int]]
) -> None:
    """All lines over the break stand close together in one level; those that end on the page are staggered, and higher."""
    runs = [Run(route=number, run=0, start=start, end=end, x=float(x)) for number, (start, end, x) in enumerate(ends)]
    pages = paginate(heights, runs, AVAILABLE, split=whole)
    assert [row for page in rows_of(pages) for row in page] == list(range(len(heights)))
    assert max(page.height for page in pages) <= AVAILABLE


@given(heights=HEIGHTS, data=st.data())
def test_every_row_stands_on_one_page_and_every_page_is_full_at_most(heights: list[float], data: st.DataObject) -> None:
    ends = st.integers(0, len(heights) - 1)
    runs = [
        Run(route=number, run=0, start=start, end=end, x=x)
        for number, (start, end, x) in enumerate(
            data.draw(st.lists(st.tuples(ends, ends, st.floats(100, 400)), max_size=8))
        )
        if start != end
    ]
    pages = paginate(heights, runs, AVAILABLE, split=whole)
    assert [row for page in rows_of(pages) for row in page] == list(range(len(heights)))
    for page in pages:
        assert page.slots
        assert page.top.height + sum(slot.height for slot in page.slots) + page.bottom.height <= AVAILABLE + 1e-6


def in_parts(heights: list[float]) -> Callable[[int, float, float], list[float]]:
    """Cut a row wherever a page ends."""

    def split(row: int, first: float, rest: float) -> list[float]:
        parts = [max(0.0, min(first, heights[row]))]
        while rest > 1 and sum(parts) < heights[row] - 1e-9:
            parts.append(min(rest, heights[row] - sum(parts)))
        return parts if sum(parts) >= heights[row] - 1e-9 else [*parts, heights[row] - sum(parts)]

    return split


@given(seed=st.integers(0, 10**6), available=st.sampled_from([400.0, 250.0]))
def test_no_page_is_too_high_whatever_rows_are_cut(seed: int, available: float) -> None:
    rnd = random.Random(seed)
    heights = [rnd.choice([20.0, rnd.uniform(20, 180), rnd.uniform(60, 700)]) for _ in range(rnd.randint(5, 30))]
    runs = [
        Run(
            route=number,
            run=0,
            start=start,
            end=end,
            x=float(rnd.choice([rnd.randint(100, 400), rnd.randint(100, 130)])),
        )
        for number in range(rnd.randint(0, 14))
        if (start := rnd.randrange(len(heights))) != (end := rnd.randrange(len(heights)))
    ]
    pages = paginate(heights, runs, available, split=in_parts(heights))
    assert list(dict.fromkeys(row for page in rows_of(pages) for row in page)) == list(range(len(heights)))
    assert max(page.height for page in pages) <= available + 1e-6


def test_paper_on_which_not_even_a_part_of_a_row_has_room_ends_all_the_same() -> None:
    heights = [20.0, 25.0, 30.0] * 6
    runs = [Run(route=row, run=0, start=row, end=17 - row, x=100.0 + 3 * row) for row in range(9)]
    pages = paginate(heights, runs, 10.0, split=in_parts(heights))
    assert list(dict.fromkeys(row for page in rows_of(pages) for row in page)) == list(range(18))
    assert max(page.height for page in pages) > 10


@given(heights=HEIGHTS)
def test_no_page_more_than_needed(heights: list[float]) -> None:
    greedy, used = 1, 0.0
    for height in heights:
        if used + height > AVAILABLE:
            greedy, used = greedy + 1, 0.0
        used += height
    assert len(paginate(heights, [], AVAILABLE, split=whole)) == greedy


def test_a_reluctant_break_is_avoided_where_no_page_is_lost() -> None:
    heights = [100.0] * 7
    assert rows_of(paginate(heights, [], AVAILABLE, split=whole)) == [[0, 1, 2, 3], [4, 5, 6]]
    assert rows_of(paginate(heights, [], AVAILABLE, reluctant=[4], split=whole)) == [[0, 1, 2], [3, 4, 5, 6]]


@pytest.mark.parametrize("rows", [5, 6, 9, 10, 13])
def test_no_page_has_one_or_two_rows_where_rows_can_be_shared(rows: int) -> None:
    pages = paginate([100.0] * rows, [], AVAILABLE, split=whole)
    assert len(pages) == -(-rows // 4)
    assert min(len(page.slots) for page in pages) >= min(3, rows // len(pages))


def test_rows_grow_to_fill_pages_but_not_without_end() -> None:
    pages = paginate([100.0] * 7, [], AVAILABLE + 40, split=whole)
    full, last = breathing(pages, AVAILABLE + 40, 1.4, last=AVAILABLE + 40)
    assert full.height == pytest.approx(AVAILABLE + 40)
    assert {slot.height for slot in last.slots} == {slot.height for slot in full.slots}
    (alone,) = breathing(paginate([100.0], [], AVAILABLE, split=whole), AVAILABLE, 1.4, last=AVAILABLE)
    assert alone.height == pytest.approx(140)
    (followed,) = breathing(paginate([100.0], [], AVAILABLE, split=whole), AVAILABLE, 1.4, last=0)
    assert followed.height == 100


def test_a_reluctant_break_is_taken_rather_than_another_page() -> None:
    heights = [100.0] * 8
    assert rows_of(paginate(heights, [], AVAILABLE, reluctant=[4], split=whole)) == [[0, 1, 2, 3], [4, 5, 6, 7]]


def test_a_row_higher_than_a_page_goes_on_on_the_next() -> None:
    pages = paginate([50.0, 600.0, 50.0], [], AVAILABLE, split=halves)
    assert [[(slot.row, slot.part) for slot in page.slots] for page in pages] == [[(0, 0), (1, 0)], [(1, 1), (2, 0)]]


def test_a_row_higher_than_a_page_does_not_begin_in_a_corner() -> None:
    pages = paginate([350.0, 600.0], [], AVAILABLE, split=halves)
    assert rows_of(pages) == [[0], [1], [1]]


def test_lines_past_the_parts_of_a_tall_row_have_connectors_at_its_first_page() -> None:
    run = Run(route=0, run=0, start=0, end=2, x=200.0)
    pages = paginate([50.0, 600.0, 50.0], [run], AVAILABLE, split=halves)
    assert [bool(page.bottom.connectors) for page in pages] == [True, False]
    assert [bool(page.top.connectors) for page in pages] == [False, True]


# -- connectors ------------------------------------------------------------------------------------------------------
@given(places=st.lists(st.floats(50, 700), max_size=14))
def test_connectors_can_be_read(places: list[float]) -> None:
    made = strip(places)
    found = sorted(made.connectors, key=lambda one: one.centre)
    assert [one.x for one in found] == sorted(one.x for one in found), "lines keep their order"
    room = COMPACT_WIDTH if made.compact else CLEARANCE
    for left, right in pairwise(found):
        assert right.centre - left.centre >= room - 1e-3
        if right.centre - left.centre < CONNECTOR_WIDTH and not made.compact:
            assert left.level > right.level, "no line runs through a text"
    assert all(one.level * PENTAGON + PENTAGON < made.height for one in found)


def test_a_line_alone_goes_straight_to_its_connector() -> None:
    (only,) = strip([123.0]).connectors
    assert (only.centre, only.level) == (123.0, 0)


def table_for(chart: Chart, cells: list[dict[str, list[Paragraph]]], name: str = "Pelaksana") -> Table:
    return Table(
        width=770,
        names=[name] * len(chart.lanes),
        numbers=["10"],
        cells=cells,
        headings=HEADINGS,
    )


def columns_for(chart: Chart) -> Columns:
    columns = columns_at(table_for(chart, [{} for _ in chart.rows]), chart, SMALLEST_SIZE, forced=True)
    assert columns is not None
    return columns


def drawn(chart: Chart, height: float) -> tuple[tuple[Page, ...], list[PageDrawing], list[Run]]:
    columns = columns_for(chart)
    runs = vertical_runs(chart, columns)
    heights = [max(height, chart.row_height(row) * columns.unit) for row in range(len(chart.rows))]
    pages = paginate(heights, runs, AVAILABLE, split=whole)
    return pages, Drawing(chart, columns, pages, runs).paint(), runs


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("dense", [False, True])
def test_every_arrow_over_a_break_has_a_pair_of_connectors(seed: int, dense: bool) -> None:
    rnd = random.Random(seed)
    procedure = far_reaching(rnd, 40, 6, decisions=0.6 if dense else 0.2)
    pages, drawings, runs = drawn(lay_out(procedure), 45.0)
    assert len(pages) > 2
    page_of = {slot.row: number for number, page in enumerate(pages) for slot in page.slots}
    crossing = 0
    for run in runs:
        start, end = page_of[run.start], page_of[run.end]
        if start == end:
            continue
        crossing += 1
        letters = set()
        for here, there in ((start, end), (end, start)):
            side = pages[here].bottom if there > here else pages[here].top
            connector = side.at(run.x)
            assert connector.x == pytest.approx(run.x)
            (painted,) = [
                one
                for one in drawings[here].connectors
                if one["x"] == pytest.approx(connector.centre)
                and one["above"] == (there < here)
                and there in one["pages"]
            ]
            letters.add(painted["letter"])
        assert len(letters) == 1
    assert crossing


@pytest.mark.parametrize("seed", range(8))
def test_a_letter_stands_for_one_line_only(seed: int) -> None:
    rnd = random.Random(seed)
    _, drawings, _ = drawn(lay_out(far_reaching(rnd, 30, 6, decisions=0.5)), 45.0)
    for drawing in drawings:
        for above in (False, True):
            letters = [one["letter"] for one in drawing.connectors if one["above"] is above]
            assert len(letters) == len(set(letters))


@pytest.mark.parametrize("seed", range(8))
def test_everything_is_painted_inside_its_page(seed: int) -> None:
    rnd = random.Random(seed)
    chart = lay_out(far_reaching(rnd, 30, 6, decisions=0.5))
    pages, drawings, _ = drawn(chart, 45.0)
    width = sum(columns_for(chart).in_order)
    for page, drawing in zip(pages, drawings, strict=True):
        height = page.top.height + sum(slot.height for slot in page.slots) + page.bottom.height
        strokes = [*drawing.lines, *drawing.heads, *drawing.outlines]
        corners = [stroke[-2:] for stroke in strokes if stroke[0] != "z"]
        corners += [(one["x"], one["y"] + PENTAGON) for one in drawing.connectors]
        assert all(0 <= x <= width and -1e-6 <= y <= height + 1e-6 for x, y in corners)
    heads = sum(stroke[0] == "z" for drawing in drawings for stroke in drawing.heads)
    assert heads >= sum(route.head_at_end for route in chart.routes)


@pytest.mark.parametrize("seed", range(4))
def test_rules_part_all_columns_and_rows_and_none_crosses_a_strip_of_connectors(seed: int) -> None:
    chart = lay_out(far_reaching(random.Random(seed), 30, 6, decisions=0.5))
    pages, _, _ = drawn(chart, 45.0)
    columns, head = columns_for(chart), (14.0, 30.0, 11.0)
    xs = edges(columns)
    assert xs[-1] == pytest.approx(sum(columns.in_order))
    for page in pages:
        last = page.top.height + sum(slot.height for slot in page.slots)
        found = segments(table_rules(columns, page, head, 0.0))
        levels = {y for x, y, to_x, to_y in found if y == to_y and (x, to_x) == (0.0, xs[-1])}
        assert {-sum(head), -head[2], 0.0, page.top.height, last, page.height} == levels - inner_levels(page)
        for x in xs[1:-1]:
            upright = [(y, to_y) for left, y, right, to_y in found if left == right == x]
            assert (page.top.height, last) in upright
            assert all(not (low < page.top.height / 2 < high) for low, high in upright) or not page.top.height
            assert all(high <= last for _, high in upright)


def segments(strokes: Sequence[Stroke]) -> list[tuple[float, ...]]:
    return [(*start[1:], *end[1:]) for start, end in zip(strokes[::2], strokes[1::2], strict=True)]


def inner_levels(page: Page) -> set[float]:
    heights = accumulate((slot.height for slot in page.slots[:-1]), initial=page.top.height)
    return {y for y in heights if y != page.top.height}


def test_the_rows_of_a_heading_are_parted_only_where_it_has_groups() -> None:
    chart = lay_out(far_reaching(random.Random(1), 5, 3))
    columns = columns_for(chart)
    found = segments(table_rules(columns, Page(slots=(), top=strip([]), bottom=strip([])), (14.0, 30.0), 0.0))
    xs = edges(columns)
    assert {(x, to_x) for x, y, to_x, to_y in found if y == to_y == -30.0} == {(xs[2], xs[5]), (xs[5], xs[8])}
    assert {x for x, y, to_x, to_y in found if x == to_x and y == -30.0} == {xs[3], xs[4], xs[6], xs[7]}


def test_gutters_and_the_rooms_of_texts_fill_the_table() -> None:
    for lanes in (1, 6):
        columns = columns_for(lay_out(far_reaching(random.Random(1), 5, lanes)))
        widths, between = tracks(columns), gutters(columns)
        assert len(between) == len(widths) - 1
        assert sum(widths) + sum(between) + INSET == pytest.approx(sum(columns.in_order))


# -- columns ---------------------------------------------------------------------------------------------------------
@given(
    lanes=st.integers(0, 20),
    seed=st.integers(0, 1000),
    texts=st.lists(st.lists(st.text("abc de/", max_size=200), min_size=5, max_size=5), min_size=1, max_size=12),
)
def test_columns_fill_the_page_exactly(lanes: int, seed: int, texts: list[list[str]]) -> None:
    chart = lay_out(far_reaching(random.Random(seed), len(texts), lanes)) if lanes else None
    chart = chart or lay_out(far_reaching(random.Random(seed), 0, 0))
    keys = ("text", "inputs", "time", "output", "notes")
    cells = [dict(zip(keys, [[Paragraph(one)] for one in row], strict=True)) for row in texts]
    for size in SIZES:
        columns = columns_at(
            table_for(chart, cells[: len(chart.rows)], "Kepala Subbagian"), chart, size, forced=size == SMALLEST_SIZE
        )
        if columns is None:
            assert size > SMALLEST_SIZE
            continue
        assert sum(columns.in_order) == pytest.approx(770)
        for key, wide in columns.texts.items():  # no heading reaches over its borders
            words = HEADINGS[key].split()
            assert wide >= max(text_width(word, columns.head_size, bold=True) for word in words)
        for lane, extent in zip(columns.lanes, chart.lanes, strict=True):
            assert lane >= extent.total * columns.unit - 1e-6
