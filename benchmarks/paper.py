"""What the sheets of a manual look like, in figures: type, pages, filling, arrows and their distances.

    python benchmarks/paper.py MANUAL [MANUAL ...]       figures of each manual
    python benchmarks/paper.py --each MANUAL             and a line for every SOP

A manual is a folder with ``conf.py``, or a folder of SOPs, which becomes a manual.  Its sheets are printed by the
builder `sop-sheets`; what is shown is taken from the plans of the drawings and from the finished PDF.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import hypot
from pathlib import Path
from typing import Any

from pypdf import PdfReader
from sphinx.cmd.build import main as sphinx_build

from sphinxcontrib_sop.core.layout import Chart, Geometry, Route
from sphinxcontrib_sop.output.typst.sheet.maker import SheetMaker

CONF = "project = 'SOP'\nlanguage = 'id'\nextensions = ['sphinxcontrib_sop']\nsuppress_warnings = ['sop']\n"
INDEX = "Isi\n===\n\n.. toctree::\n   :glob:\n\n   *\n"
POINTS_PER_MM = 72 / 25.4
CLOSE_MM, NEAR_MM = 1.5, 2.5
FEW_ROWS = 2
SAME = 0.05
"""Lines nearer than this, in points, are one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The figures of one SOP; lengths are points unless a name says otherwise."""

    name: str
    pages: int
    chart_pages: int
    type_size: float
    smallest_type: float
    fillings: tuple[float, ...]
    """Filled part of each chart page but the last."""
    least_rows: int
    """Rows on the emptiest of several chart pages."""
    bends: int
    crossings: int
    length: float
    """Of all arrows in lanes and bands they pass, whatever their size."""
    distances: tuple[float, ...]
    """Of every run of an arrow from the nearest parallel rule or other line."""
    trunks: int
    """Pairs of answers that run in one line before they part."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A straight stretch of an arrow."""

    route: int
    vertical: bool
    at: float
    low: float
    high: float


def stretches(chart: Chart, geometry: Geometry) -> list[Stretch]:
    """Return the runs of all arrows in units."""
    found = []
    for number, route in enumerate(chart.routes):
        for (x, y), (next_x, next_y) in pairwise(map(geometry.place, route.points)):
            vertical = abs(x - next_x) < SAME
            ends = sorted((y, next_y) if vertical else (x, next_x))
            found.append(Stretch(number, vertical, x if vertical else y, *ends))
    return found


def crossings(runs: Sequence[Stretch]) -> int:
    """Count the places where a level run of one arrow crosses an upright one of another."""
    places = {
        (round(upright.at, 1), round(level.at, 1))
        for upright in runs
        for level in runs
        if upright.vertical and not level.vertical and upright.route != level.route
        if level.low + SAME < upright.at < level.high - SAME and upright.low + SAME < level.at < upright.high - SAME
    }
    return len(places)


def distances(chart: Chart, geometry: Geometry, unit: float) -> Iterator[float]:
    """Yield for every run the distance of the nearest parallel rule or line beside it, in points."""
    runs = stretches(chart, geometry)
    for run in runs:
        rules = geometry.lane_edges if run.vertical else geometry.row_edges
        near = [abs(run.at - rule) for rule in rules]
        near += [
            abs(run.at - other.at)
            for other in runs
            if other.vertical == run.vertical
            and abs(other.at - run.at) * unit > SAME
            and min(run.high, other.high) - max(run.low, other.low) > 1
        ]
        yield min(near) * unit


def trunks(chart: Chart) -> int:
    """Count pairs of answers of one symbol, with different labels, that leave it in one line."""
    labels = {label.flow: label.lines for label in chart.labels if not label.marker}
    count = 0
    for one, other in combinations(chart.routes, 2):
        told = {labels.get(one.flow), labels.get(other.flow)}
        if one.source == other.source and len(told) > 1 and same_start(one, other):
            count += 1
    return count


def same_start(one: Route, other: Route) -> bool:
    """True if two arrows leave their symbol at one place."""
    return one.points[0] == other.points[0]


def spans(route: Route) -> float:
    """Return how many lanes and bands an arrow passes."""
    return sum(abs(one.lane - two.lane) + abs(one.band - two.band) for one, two in pairwise(route.points))


def smallest_type(pdf: PdfReader) -> float:
    """Return the size of the smallest text that is printed."""
    sizes: list[float] = []

    def note(text: str, transform: Sequence[float], matrix: Sequence[float], font: Any, size: float) -> None:
        if text.strip():
            # the text may be turned: what counts is how long its upright becomes
            sizes.append(size * hypot(*matrix[2:4]) * hypot(*transform[2:4]))

    for page in pdf.pages:
        page.extract_text(visitor_text=note)
    return min(sizes, default=0.0)


def sheet_of(maker: SheetMaker, plan: Mapping[str, Any], pdf: PdfReader) -> Sheet:
    """Return the figures of an SOP whose sheet has been printed."""
    chart, columns, pages = maker.chart, maker.columns, plan["pages"]
    unit = columns.unit
    heights = [
        slot["height"] / unit
        for slot in sorted((slot for page in pages for slot in page["slots"]), key=lambda slot: slot["row"])
        if not slot["part"]
    ]
    geometry = Geometry(chart, [lane / unit for lane in columns.lanes], heights)
    room = maker.height - sum(plan["head"])
    filled = [1 - page["rest"] / room for page in pages[:-1]]
    return Sheet(
        name=maker.view.procedure.name,
        pages=len(pdf.pages),
        chart_pages=len(pages),
        type_size=columns.font_size,
        smallest_type=smallest_type(pdf),
        fillings=tuple(filled),
        least_rows=min((len(page["slots"]) for page in pages), default=0) if len(pages) > 1 else len(heights),
        bends=sum(len(route.points) - 2 for route in chart.routes),
        crossings=crossings(stretches(chart, geometry)),
        length=sum(map(spans, chart.routes)),
        distances=tuple(distances(chart, geometry, unit)),
        trunks=trunks(chart),
    )


def printed(manual: Path, output: Path) -> list[Sheet]:
    """Print the sheets of a manual and return their figures."""
    kept: dict[str, tuple[SheetMaker, dict[str, Any]]] = {}
    original = SheetMaker.lay_out

    def noted(maker: SheetMaker, measured: Mapping[str, Any]) -> dict[str, Any]:
        plan = original(maker, measured)
        kept[maker.view.procedure.anchor] = maker, plan
        return plan

    SheetMaker.lay_out = noted  # type: ignore[method-assign,assignment]
    try:
        if sphinx_build(["-q", "-b", "sop-sheets", str(manual), str(output)]):
            raise SystemExit(f"{manual} does not build")
    finally:
        SheetMaker.lay_out = original  # type: ignore[method-assign]
    files = {path.stem: path for path in output.glob("*.pdf")}
    return [
        sheet_of(maker, plan, PdfReader(files[anchor.removeprefix("sop-")]))
        for anchor, (maker, plan) in sorted(kept.items())
        if plan["pages"] and maker.chart.symbols
    ]


def as_manual(folder: Path, place: Path) -> Path:
    """Return a copy of a manual; a folder of SOPs becomes one."""
    shutil.copytree(folder, place, ignore=shutil.ignore_patterns("_build", "expected.json"))
    if not (place / "conf.py").is_file():
        (place / "conf.py").write_text(CONF, encoding="utf-8")
        (place / "index.rst").write_text(INDEX, encoding="utf-8")
    return place


def figures(sheets: Sequence[Sheet]) -> Iterator[str]:
    """Yield the figures of a manual, one a line."""
    sizes = [sheet.type_size for sheet in sheets]
    yield f"type of the flowchart      median {statistics.median(sizes):.2f} pt, least {min(sizes):.2f}"
    yield f"smallest type printed      {min(sheet.smallest_type for sheet in sheets):.2f} pt"
    yield f"pages                      {sum(sheet.pages for sheet in sheets)}"
    yield f"pages with flowchart       {sum(sheet.chart_pages for sheet in sheets)}"
    fillings = [filled for sheet in sheets for filled in sheet.fillings]
    mean = statistics.mean(fillings) if fillings else 1.0
    yield f"filling but for last pages mean {mean:.1%}, least {min(fillings, default=1.0):.1%}"
    short = sum(sheet.least_rows <= FEW_ROWS for sheet in sheets if sheet.chart_pages > 1)
    yield f"SOPs with a page of few rows {short}"
    yield f"bends                      {sum(sheet.bends for sheet in sheets)}"
    yield f"crossings                  {sum(sheet.crossings for sheet in sheets)}"
    yield f"length in lanes and bands  {sum(sheet.length for sheet in sheets):.0f}"
    yield f"trunks before a label      {sum(sheet.trunks for sheet in sheets)}"
    every = sorted(distance / POINTS_PER_MM for sheet in sheets for distance in sheet.distances)
    yield f"distance of lines          median {statistics.median(every):.2f} mm, least {every[0]:.2f}"
    for limit in (CLOSE_MM, NEAR_MM):
        share = sum(distance < limit - SAME for distance in every) / len(every)
        yield f"  under {limit} mm             {share:.1%} of {len(every)} runs"


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("manual", type=Path, nargs="+")
    parser.add_argument("--each", action="store_true", help="a line for every SOP")
    parser.add_argument("--keep", type=Path, help="leave the sheets in this folder")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for number, manual in enumerate(arguments.manual):
            source = as_manual(manual, Path(folder, f"manual{number}"))
            sheets = printed(source, (arguments.keep or Path(folder)) / manual.name)
            if arguments.each:
                for one in sheets:
                    least = min(one.fillings, default=1.0)
                    print(f"{one.name[:50]:50} {one.type_size:5.2f} pt {one.chart_pages:2} pages, filled {least:4.0%}")
            print(f"{manual.name}: {len(sheets)} flowcharts", *figures(sheets), sep="\n  ")


if __name__ == "__main__":
    main()
