"""The drawing: every arrow in pieces that meet, and columns wide enough for it."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from html import escape
from types import SimpleNamespace
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinxcontrib_sop.core.layout import Chart, lay_out
from sphinxcontrib_sop.core.layout.chart import SymbolShape
from sphinxcontrib_sop.core.model import END, Flow, FlowKind, Node, Procedure, Shape
from sphinxcontrib_sop.output.html.columns import hyphenated
from sphinxcontrib_sop.output.html.drawing import draw, number, pair
from sphinxcontrib_sop.output.html.fragments import breakable

FAR = 9000.0
STROKE = re.compile(r'<path class="(?:sop-back )?((?:sop-r\d+ ?)+)" d="([^"]*)"/>')
TOKEN = re.compile(r"([MHVahvLz])|(-?(?:\d+\.?\d*|\.\d+)(?:e\d)?)")

Point = tuple[float, float]


SHAPES = {"[": Shape.PROCESS, "(": Shape.TERMINATOR, "<": Shape.DECISION}


def sketch(rows: Sequence[str], arrows: str = "") -> Procedure:
    """As much of a procedure as a layout reads: "[a0] <b1+2>" names symbols of a row by a letter and their lanes."""
    nodes: dict[str, Node] = {}
    for place, row in enumerate(rows):
        for word in row.split():
            actors = tuple(f"a{lane}" for lane in word[2:-1].split("+"))
            nodes[word[1]] = Node(id=f"s{place}/{word[1]}", step=f"s{place}", actors=actors, shape=SHAPES[word[0]])
    flows = []
    for arrow in filter(None, map(str.strip, arrows.split(","))):
        source, target, *label = arrow.split(" ", 2)
        end = END if target == "end" else nodes[target].id
        flows.append(Flow(source=nodes[source].id, target=end, label=" ".join(label)))
    return outline(
        1 + max(int(key[1:]) for node in nodes.values() for key in node.actors), len(rows), nodes.values(), flows
    )


def outline(lanes: int, rows: int, nodes: Iterable[Node], flows: Iterable[Flow]) -> Procedure:
    """A procedure without texts."""
    return cast(
        "Procedure",
        SimpleNamespace(
            actors=tuple(SimpleNamespace(key=f"a{lane}") for lane in range(lanes)),
            steps=tuple(SimpleNamespace(id=f"s{row}") for row in range(rows)),
            nodes=tuple(nodes),
            flows=tuple(flows),
        ),
    )


def tangle(seed: int) -> Procedure:
    """A procedure of random symbols and arrows of every kind."""
    rnd = random.Random(seed)
    rows, lanes = rnd.randint(2, 10), rnd.randint(1, 6)
    nodes = [
        Node(id=f"s{row}/a{lane}", step=f"s{row}", actors=(f"a{lane}",), shape=rnd.choice(list(Shape)))
        for row in range(rows)
        for lane in sorted(rnd.sample(range(lanes), rnd.randint(1, min(2, lanes))))
    ]
    flows = [
        Flow(source=source.id, target=target.id, kind=rnd.choice(list(FlowKind)), label=rnd.choice(("", "Ya", "Tidak")))
        for source in nodes
        for target in rnd.sample(nodes, 1)
        if source is not target
    ]
    return outline(lanes, rows, nodes, flows)


def ends(path: str) -> tuple[Point, Point]:
    """Where a path begins and ends."""
    x = y = 0.0
    first: Point | None = None
    command, numbers = "", []
    needed = {"M": 2, "H": 1, "V": 1, "a": 7}
    for letter, value in TOKEN.findall(path):
        if letter:
            command, numbers = letter, []
            continue
        numbers.append(float(value))
        if len(numbers) < needed[command]:
            continue
        if command == "M":
            x, y = numbers
            first = (x, y)
        elif command == "H":
            x = numbers[0]
        elif command == "V":
            y = numbers[0]
        else:
            x, y = x + numbers[5], y + numbers[6]
        numbers = []
    assert first is not None
    return first, (x, y)


def check(chart: Chart) -> None:
    """Follow every route from piece to piece: it leaves a cell at the offset at which it enters the next."""
    pieces: dict[int, list[tuple[int, int, Point, Point]]] = defaultdict(list)
    for (band, lane), drawing in draw(chart).items():
        for kind, path in STROKE.findall(drawing):
            for name in kind.split():
                pieces[int(name.removeprefix("sop-r"))].append((band, lane, *ends(path)))
    assert set(pieces) == set(range(len(chart.routes)))
    for index, route in enumerate(chart.routes):
        left = pieces[index]
        start, end = route.points[0], route.points[-1]
        band, lane = start.band, start.lane
        enters: Point | None = None
        while True:
            here = next(piece for piece in left if piece[:2] == (band, lane) and (enters is None or piece[2] == enters))
            left.remove(here)
            x, y = here[3]
            if abs(x) == FAR:
                lane, enters = lane + (1 if x > 0 else -1), (-x, y)
            elif abs(y) == FAR:
                band, enters = band + (1 if y > 0 else -1), (x, -y)
            else:
                break
        assert not left
        assert (band, lane) == (end.band, end.lane)
        assert abs(x - end.dx) + abs(y - end.dy) <= 6.5  # the tip of the arrowhead covers the rest


@pytest.mark.parametrize(
    ("rows", "arrows"),
    [
        (["(a0)", "<b1>", "[c0]"], "a b, b c Ya, b a Tidak"),
        (["(a0)", "<b0+1+2> [c4]", "(d2)"], "a b, b d Ya, b c Tidak, c a"),
        (["(a0) [b1] [c2]", "<d1>"], "a b, b c, c d, d end Tidak, d a Ya"),
        (["<a0>", "[b3]", "<c3>", "[d0]"], "a b Ya, a d Tidak, b c, c a Ulang, c d Ya"),
    ],
)
def test_pieces_of_an_arrow_meet(rows: list[str], arrows: str) -> None:
    check(lay_out(sketch(rows, arrows)))


@given(st.integers(min_value=0, max_value=10_000))
def test_pieces_of_any_arrow_meet(seed: int) -> None:
    check(lay_out(tangle(seed)))


def test_a_symbol_over_lanes_is_cut_at_their_borders() -> None:
    chart = lay_out(sketch(["[a0+1+2]"]))
    outlines = re.compile(r'class="sop-symbol[^"]*" d="([^"]*)"')
    first, middle, last = (outlines.findall(draw(chart)[0, lane]) for lane in range(3))
    assert first[0].startswith("M-18-11V11H9e3V-11z")
    assert middle == ["M-9e3-11V11H9e3V-11z"]
    assert last == ["M-9e3-11V11H18V-11z"]
    assert first[1] == "M-18-11V11H18V-11z"  # the whole one, for a phone


def test_texts_of_a_drawing_are_escaped() -> None:
    chart = lay_out(sketch(["<a0>", "[b0]"], "a b <Ya&>"))
    assert any("&lt;Ya&amp;&gt;</text>" in drawing for drawing in draw(chart).values())


def test_an_end_is_drawn_with_its_word() -> None:
    chart = lay_out(sketch(["<a0>", "[b0]"], "a b Ya, a end Tidak"))
    assert any(symbol.shape is SymbolShape.END for symbol in chart.symbols)
    assert any(">Selesai</text>" in drawing for drawing in draw(chart).values())


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, "0"), (-0.001, "0"), (0.5, ".5"), (-0.25, "-.25"), (10.0, "10"), (1 / 3, ".33")]
)
def test_numbers_are_short(value: float, text: str) -> None:
    assert number(value) == text


def test_a_minus_sign_separates() -> None:
    assert (pair(1, -2), pair(-1, 2)) == ("1-2", "-1 2")


@pytest.mark.parametrize(
    ("word", "divided"),
    [
        ("Kepala", "Kepala"),
        ("Bendahara", "Ben&shy;da&shy;hara"),
        ("Masyarakat", "Masya&shy;ra&shy;kat"),
        ("Pengembangan", "Pengem&shy;bangan"),
        ("Kabupaten/Kota", "Kabu&shy;pa&shy;ten/<wbr>Kota"),
        ("R&D/Penelitian", "R&amp;<wbr>D/<wbr>Pene&shy;li&shy;tian"),
    ],
)
def test_long_words_of_headings_break_between_syllables(word: str, divided: str) -> None:
    assert re.sub("</?span>", "", hyphenated(word, "id")) == divided
    assert "&shy;" not in hyphenated(word, "en")


def test_a_part_of_a_heading_goes_to_a_new_line_before_it_breaks() -> None:
    found = hyphenated("Kepala Bag.Pendaftaran/Loket", "id")
    assert found.replace("&shy;", "") == "Kepala Bag.<wbr><span>Pendaftaran/</span><wbr>Loket"


@given(st.text())
def test_breaking_the_words_of_a_heading_loses_nothing(text: str) -> None:
    text = text.replace("\u00ad", "")
    assert re.sub("</?span>|<wbr>|&shy;", "", hyphenated(text, "id")) == escape(" ".join(text.split()))


def test_only_long_words_get_breaks_and_tags_none() -> None:
    link = '<a href="https://example.org/satu/dua/tiga/empat/lima">biasa</a>'
    assert breakable(link) == link
    assert breakable("pembukaan/pemeriksaan/pemblokiran") == "pembukaan/<wbr>pemeriksaan/<wbr>pemblokiran"
    assert breakable("x" * 30).replace("<wbr>", "") == "x" * 30
    assert breakable("Kabupaten/Kota") == "Kabupaten/Kota"
