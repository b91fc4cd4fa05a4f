"""A sketch divided into pages, for documents in which a table cannot be drawn over as a whole.

An arrow that leaves a page ends at an off-page connector there, and begins at one with the same letter on the other page,
as on the sheets for signing.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from ...core.layout import Chart, Side
from ...core.ordinals import letters
from .connectors import Place
from .drawing import EMU_PER_PIXEL, Connector, Shape, Sketch

OFF_PAGE = "flowChartOffpageConnector"
STRIP = 34 * EMU_PER_PIXEL
"""Height of the strip at the head or foot of a page in which off-page connectors stand."""
PENTAGON = 22 * EMU_PER_PIXEL
APART = 26 * EMU_PER_PIXEL
"""Least distance of the middles of two off-page connectors."""


class Page(Struct, frozen=True, kw_only=True):
    """Rows of a table on one page, and what is drawn over them, from the top left corner of lanes and strip."""

    rows: range
    strip_above: bool
    strip_below: bool
    sketch: Sketch


def divide(heights: Sequence[int], room: int) -> list[range]:
    """Return the rows of each page: as many as there is room for, none with a single row left if it can be helped.

    Two strips are kept free on every page but a single one; a row higher than a page has a page of its own.
    """
    if sum(heights) <= room:
        return [range(len(heights))]
    room -= 2 * STRIP
    starts, used = [0], 0
    for row, height in enumerate(heights):
        if used and used + height > room:
            starts.append(row)
            used = 0
        used += height
    ends = [*starts[1:], len(heights)]
    if len(starts) > 1 and ends[-1] - starts[-1] == 1 and ends[-2] - starts[-2] > 2:  # noqa: PLR2004 - see docstring
        starts[-1] -= 1
        ends[-2] -= 1
    return [range(start, end) for start, end in zip(starts, ends, strict=True)]


class Pager:
    """Cuts a sketch of a whole chart into pages."""

    def __init__(
        self, chart: Chart, sketch: Sketch, heights: Sequence[int], pages: Sequence[range], width: int
    ) -> None:
        self.chart, self.sketch, self.pages, self.width = chart, sketch, pages, width
        self.tops = [0]
        for height in heights:
            self.tops.append(self.tops[-1] + height)
        self.page_of_row = {row: number for number, rows in enumerate(pages) for row in rows}
        self._last_id = max((shape.id for shape in (*sketch.symbols, *sketch.labels)), default=1)
        self._last_id = max([self._last_id, *(connector.id for connector in sketch.connectors)])

    def cut(self) -> list[Page]:
        """Return the pages."""
        symbols: list[dict[int, Shape]] = [{} for _ in self.pages]
        connectors: list[list[Connector]] = [[] for _ in self.pages]
        ends: list[list[Shape]] = [[] for _ in self.pages]
        crossing = []
        for shape in self.sketch.symbols:
            page = self.page_of_row[self.chart.symbols[shape.symbol or 0].row]
            symbols[page][shape.id] = shape
        homes = {id_: page for page, shapes in enumerate(symbols) for id_ in shapes}
        for connector in self.sketch.connectors:
            source, target = homes[connector.source.id], homes[connector.target.id]
            if source == target:
                connectors[source].append(self._inside(connector, source))
            else:
                crossing.append((connector, source, target))
        above = {page for _, source, target in crossing for page in (source, target) if page == max(source, target)}
        below = {page for _, source, target in crossing for page in (source, target) if page == min(source, target)}
        taken: dict[tuple[int, bool], list[int]] = {}
        for number, (connector, source, target) in enumerate(crossing):
            for page, part, end in self._parted(connector, source, target, letters(number + 1).upper(), taken):
                connectors[page].append(part)
                ends[page].append(end)
        return [
            Page(
                rows=rows,
                strip_above=page in above,
                strip_below=page in below,
                sketch=self._moved(
                    Sketch(
                        symbols=(*symbols[page].values(), *ends[page]),
                        connectors=tuple(connectors[page]),
                        labels=tuple(label for label in self.sketch.labels if self._page_at(label.top) == page),
                    ),
                    self.tops[rows.start] - (STRIP if page in above else 0),
                ),
            )
            for page, rows in enumerate(self.pages)
        ]

    def _page_at(self, y: int) -> int:
        for page, rows in enumerate(self.pages):
            if y < self.tops[rows.stop]:
                return page
        return len(self.pages) - 1

    def _inside(self, connector: Connector, page: int) -> Connector:
        """An arrow between symbols of one page; one that strays to another page is drawn straight."""
        rows = self.pages[page]
        top, bottom = self.tops[rows.start], self.tops[rows.stop]
        if all(top <= y <= bottom for _, y in connector.path):
            return connector
        return replace(connector, path=(connector.path[0], connector.path[-1]))

    def _parted(
        self, connector: Connector, source: int, target: int, name: str, taken: dict[tuple[int, bool], list[int]]
    ) -> Iterator[tuple[int, Connector, Shape]]:
        """The two parts of an arrow that leads to another page, each with the off-page connector at its end."""
        down = target > source
        path = list(connector.path)
        first, last = self._crossings(path, source, target)
        x_out, x_in = path[first][0], path[last][0]
        out = self._pentagon(source, above=not down, x=x_out, name=name, taken=taken)
        side = Side.NORTH if down else Side.SOUTH
        yield (
            source,
            replace(
                connector,
                path=tuple(_to(path[: first + 1], out.site(side))),
                target=out,
                entry=side,
                head_at_end=connector.head_at_end,
            ),
            out,
        )
        into = self._pentagon(target, above=down, x=x_in, name=name, taken=taken)
        side = Side.SOUTH if down else Side.NORTH
        back = _to(path[last:][::-1], into.site(side))[::-1]
        self._last_id += 1
        yield target, replace(connector, id=self._last_id, path=tuple(back), source=into, exit=side), into

    def _crossings(self, path: Sequence[Place], source: int, target: int) -> tuple[int, int]:
        """Index of the last place before the path leaves its page, and of the first one on the page it comes to."""
        pages = [self._page_at(y) for _, y in path]
        first = next(
            (index for index, (page, following) in enumerate(pairwise(pages)) if page == source != following), 0
        )
        last = next(
            (index for index in range(len(path) - 1, 0, -1) if pages[index] == target != pages[index - 1]),
            len(path) - 1,
        )
        return first, last

    def _pentagon(
        self, page: int, *, above: bool, x: int, name: str, taken: dict[tuple[int, bool], list[int]]
    ) -> Shape:
        rows = self.pages[page]
        top = self.tops[rows.start] - STRIP if above else self.tops[rows.stop]
        top += (STRIP - PENTAGON) // 2
        x = max(PENTAGON // 2, min(x, self.width - PENTAGON // 2))
        others = taken.setdefault((page, above), [])
        while any(abs(x - other) < APART for other in others):
            x += APART
        others.append(x)
        self._last_id += 1
        return Shape(
            id=self._last_id, preset=OFF_PAGE, box=(x - PENTAGON // 2, top, x + PENTAGON // 2, top + PENTAGON), text=(name,),
            description=name, symbol=-1,
        )  # fmt: skip

    @staticmethod
    def _moved(sketch: Sketch, up: int) -> Sketch:
        """The sketch with its origin at the top of the page."""

        def shape(drawn: Shape) -> Shape:
            left, top, right, bottom = drawn.box
            return replace(drawn, box=(left, top - up, right, bottom - up))

        return Sketch(
            symbols=tuple(map(shape, sketch.symbols)),
            labels=tuple(map(shape, sketch.labels)),
            connectors=tuple(
                replace(connector, path=tuple((x, y - up) for x, y in connector.path))
                for connector in sketch.connectors
            ),
        )


def _to(path: Sequence[Place], end: Place) -> list[Place]:
    """A path led on to an off-page connector: straight, or with a jog before it where it stands aside."""
    x, y = path[-1]
    if x == end[0]:
        return [*path, end]
    middle = end[1] - (STRIP - PENTAGON) // 4 * (1 if end[1] > y else -1)  # inside the strip
    return [*path, (x, middle), (end[0], middle), end]
