"""One SOP as a PDF: measure, divide into pages, draw, compile."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from docutils import nodes

from ....core.hyphenation import is_hyphenated
from ....core.layout.chart import LABEL_LINE, LABEL_SIZE, Chart, SymbolShape
from ....core.reading.dates import DateRange
from ...view import View
from ..compiler.engine import CONTENT, Engine
from ..compiler.markup import Code, literal
from ..compiler.metrics import CAP_HEIGHT
from ..compiler.metrics import width as text_width
from ..text.translator import TypstTranslator
from .columns import LEAST_LABEL, TEXT_COLUMNS, Columns, Table
from .contents import DATES, SheetNodes
from .data import (
    body_size,
    cell_paragraphs,
    cell_setting,
    row_number,
    sentences_by_node,
    sheet_face,
    sheet_values,
    table_values,
)
from .drawing import Drawing, PageDrawing, vertical_runs
from .forms import greatest_height
from .heights import Heights, known_heights, unknown_heights
from .pages import Page, Slot, Strip, breathing, paginate
from .pieces import pieces_of
from .rules import filled_gutters, gutters, table_rules, tracks
from .sizes import Choosing

SLACK = 1.0
"""Points left free at the foot of a page, so that rounding never moves a row to the next one."""

TOTAL_INSET, TOTAL_ROOM = 8.0, 16.0
"""Points above and below the text of the row that adds up the times, together; its height, roughly."""

BREATHING = 1.4
"""How many times as high as they need be the rows of a page that is not full become at most."""

ASIDE = {"left": 0.0, "center": 0.5, "right": 1.0}
"""Share of what a label grows that goes to the left, by the side its lines begin at."""

ROUNDING = 0.01
"""Points."""

UNDATED = date(1970, 1, 1)
"""Date of an SOP without any, where there must be one."""

MEASURE, SHEET = "measure.typ", "sheet.typ"


class SheetMaker:
    """Makes the sheet of one SOP."""

    def __init__(
        self, sheet: SheetNodes, translator: TypstTranslator, engine: Engine, timestamp: int | None = None
    ) -> None:
        self.sheet = sheet
        self.view = sheet.view
        self.translator = translator
        self.engine = engine
        self.sentences = sentences_by_node(self.view)
        self.width, self.height = body_size(self.view)
        self.face = sheet_face(self.view)
        table = Table(
            width=self.width,
            names=sheet.lane_names(),
            numbers=[sheet.number(row) for row in range(sheet.rows)],
            cells=cell_paragraphs(sheet),
            headings={key: self.view.words[key] for key in ("row-number", *TEXT_COLUMNS)},
            breadth=self.face.breadth,
        )
        room = self.height - SLACK - TOTAL_ROOM * bool(self.view.total_time)
        wanted = self.view.config.type_sizes.get("sheets", 0.0)
        self._choosing = Choosing(table, self.view.routing, room, wanted)
        self._choice = self._choosing.best()
        self.standards = self.view.config.pdf_standard
        self.values = sheet_values(sheet, translator)
        self._places: list[str] = []
        if sheet.chart is not None:
            self.values |= self._table_values()
        parsed = [self.view.procedure.parsed(key) for key in DATES]
        latest = max((dates.first for dates in parsed if isinstance(dates, DateRange)), default=None)
        self.values["date"] = document_date(timestamp, latest, self.standards)
        self.known = self._known_heights()
        self.fits = self.face.is_measured and greatest_height(sheet, self.width) <= self.height
        """True if the form certainly fits on its page."""
        self.cuts: dict[tuple[int, int], dict[str, tuple[int, int]]] = {}
        self.limit = self.height
        self.is_too_long = False
        """True if what was laid out last needs more pages than text of the smallest size."""
        self.is_too_low = False
        """True if a page of what was laid out last is higher than the paper."""

    @property
    def chart(self) -> Chart:
        """The drawing."""
        return self._choice.chart

    @property
    def columns(self) -> Columns:
        """The columns of the flowchart table."""
        return self._choice.columns

    def _known_heights(self) -> Heights:
        if self.sheet.chart is None:
            return Heights()
        divided = not is_hyphenated(self.view.language)
        known = known_heights if self.face.is_measured else unknown_heights
        return known(self.sheet, self.columns, divided=divided)

    def set_smaller(self) -> bool:
        """Choose the next smaller type, if there is one."""
        choice = self._choosing.smaller(self._choice)
        if choice is None:
            return False
        self._choice = choice
        self.cuts.clear()
        self.values |= self._table_values()
        self.known = self._known_heights()
        return True

    def _table_values(self) -> dict[str, Any]:
        """The texts of the table, for the present columns; places in them may be written again."""
        places = self.translator.edition.places
        if self._places:
            places.forget(self._places)
        before = len(places.labels)
        values = table_values(self.sheet, self.translator, self.columns)
        self._places = places.since(before)
        return values

    def start(self) -> Future[bytes]:
        """Begin to compile the sheet; what can be done without the compiler is done before it is needed."""
        while True:
            measured = {}
            if self.asks:
                self._write_content()
                self.engine.write_plan(self.measuring_plan())
                measured = self.engine.query(MEASURE, "found")
            plan = self.lay_out(measured)
            if not self.is_too_long or not self.set_smaller():
                break
        if not self.asks:
            self._write_content()
        self.engine.write_plan(plan)
        self.report_low_paper()
        self.translator.report_lacked()
        return self.engine.start(SHEET, standards=self.standards)

    def report_low_paper(self) -> None:
        """Report it if what was laid out last does not fit on the paper."""
        if self.is_too_low:
            template = "this paper is too low for the flowchart: a row and its connectors need more than a page"
            self.translator.report(template, self.sheet.section)

    @property
    def asks(self) -> bool:
        """True if something has to be measured before it can be laid out."""
        return not self.fits or self.known.head is None or bool(self.known.unknown)

    def measuring_plan(self) -> dict[str, Any]:
        """Return the numbers the template needs to measure the texts."""
        asked = {"form": not self.fits, "head": self.known.head is None, "rows": self.known.unknown}
        return self._plan() | {"cut": None, "asked": asked}

    def lay_out(self, measured: Mapping[str, Any]) -> dict[str, Any]:
        """Return the numbers of the drawing; ``measured`` is what the template found, if it was asked.

        A row that is higher than a page is cut, which changes `values`.
        """
        head: Sequence[float] = ()
        pages: list[dict[str, Any]] = []
        if self.sheet.chart is not None:
            head = self.known.head if self.known.head is not None else measured["head"]
            rows = list(self.known.rows)
            for (row, _), height in zip(self.known.unknown, measured.get("rows", ()), strict=True):
                rows[row] = max(rows[row], height)
            planned, drawing = self._paginated(rows, sum(head))
            totals = [0.0] * (len(planned) - 1) + [self._total_height]
            painted = zip(planned, drawing.paint(), totals, strict=True)
            pages = [self._page(page, picture, drawing, head, total) for page, picture, total in painted]
        return self._plan() | {
            "pages": pages,
            "head": head,
            "limit": self.limit,
            "form-fits": self.fits or measured["form"] <= self.height,
        }

    def _write_content(self) -> None:
        self.engine.write(
            CONTENT, f"{self.translator.edition.places.import_lines()}#let sheet = {literal(self.values)}\n"
        )

    def _plan(self) -> dict[str, Any]:
        return {
            "width": self.width,
            "columns": self.columns.in_order if self.sheet.chart is not None else (),
            "tracks": tracks(self.columns) if self.sheet.chart is not None else (),
            "gutters": gutters(self.columns) if self.sheet.chart is not None else (),
            "font-size": self.columns.font_size,
            "heading-size": self.columns.head_size,
            "turned": self.columns.turned,
            "numbered": self.view.profile.column_numbers,
            "page-word": self.view.words["on-page"],
            "total-height": self._total_height,
        }

    @property
    def _total_height(self) -> float:
        """Height of the row that adds up the times, 0 if there is none."""
        return self.columns.font_size + TOTAL_INSET if self.view.total_time else 0.0

    # -- pages -------------------------------------------------------------------------------------------------------
    def _paginated(self, measured: Sequence[float], head: float) -> tuple[tuple[Page, ...], Drawing]:
        available = self.height - head - SLACK - self._total_height
        self.limit = available
        unit = self.columns.unit
        heights = [max(text, self.chart.row_height(row) * unit) for row, text in enumerate(measured)]
        runs = vertical_runs(self.chart, self.columns)
        empty = Page(slots=(), top=Strip(), bottom=Strip())  # lanes without steps: only the heading
        reluctant = reluctant_breaks(self.chart, self.view)
        pages = paginate(heights, runs, available, reluctant=reluctant, split=self._split) or (empty,)
        self.is_too_low = any(page.height > available + SLACK for page in pages)
        self.is_too_long = len(pages) > self._choice.pages
        last = available if self._ends_with_chart else 0.0
        pages = breathing(pages, available, BREATHING, last=last)
        return pages, Drawing(self.chart, self.columns, pages, runs)

    @property
    def _ends_with_chart(self) -> bool:
        """True if nothing stands below the table on its last page."""
        return not self.values["after"]

    def _split(self, row: int, first: float, rest: float) -> list[float]:
        """Cut a row and remember where; return the heights of its parts."""
        pieces = {}
        for key in TEXT_COLUMNS:
            setting = cell_setting(self.columns, self.columns.texts[key])
            pieces[key] = pieces_of(self.sheet.cell(row, key), partial(self.translator.markup_of, setting=setting))
        self.values["rows"][row] |= {
            "pieces": pieces,
            "again": row_number(self.sheet, self.translator, self.columns, row),
        }
        self._move_places(row)
        self._write_content()
        self.engine.write_plan(self._plan() | {"cut": {"row": row, "first": first, "rest": rest}})
        parts = self.engine.query(MEASURE, "found")["parts"]
        self.cuts = {place: cells for place, cells in self.cuts.items() if place[0] != row}  # of an earlier plan
        count = max(map(len, parts), default=1) or 1
        heights = [0.0] * count
        for key, cell in zip(TEXT_COLUMNS, parts, strict=True):
            start = 0
            for part in range(count):
                end = cell[part]["end"] if part < len(cell) else start
                self.cuts.setdefault((row, part), {})[key] = (start, end)
                heights[part] = max(heights[part], cell[part]["height"] if part < len(cell) else 0.0)
                start = end
        heights[0] = max(heights[0], self.chart.row_height(row) * self.columns.unit)
        return heights

    def _move_places(self, row: int) -> None:
        """Let the places in the cells of a row that is cut be that of the row: its pieces are written without them."""
        name_of, step = self.translator.name_of, self.sheet.step(row)
        inside = (
            name_of(anchor)
            for key in TEXT_COLUMNS
            for node in self.sheet.cell(row, key)
            for part in node.findall(nodes.Element)
            for anchor in part["ids"]
        )
        there = next(iter(step["ids"]), "") if step is not None else ""
        self.translator.edition.places.move(inside, name_of(there) if there else "")

    def _page(
        self, page: Page, painted: PageDrawing, drawing: Drawing, head: Sequence[float], total: float
    ) -> dict[str, Any]:
        paths = {
            "fills": filled_gutters(self.columns, page, head, self._headings),
            "rules": table_rules(self.columns, page, head, total),
            "lines": painted.lines,
            "heads": painted.heads,
            "outlines": painted.outlines,
        }
        size = LABEL_SIZE * self.columns.unit
        return {
            "top": page.top.height,
            "bottom": page.bottom.height,
            "rest": self.height - sum(head) - page.height - SLACK / 2,
            "paths": [(kind, strokes) for kind, strokes in paths.items() if strokes],
            "names": [name | {"size": size} for name in painted.names],
            "labels": [self._label(label) for label in painted.labels],
            "connectors": painted.connectors,
            "slots": [self._slot(slot, drawing) for slot in page.slots],
        }

    @property
    def _headings(self) -> frozenset[int]:
        """Rows that are headings."""
        return frozenset(row for row in range(self.sheet.rows) if self.sheet.is_heading(row))

    def _label(self, label: Mapping[str, Any]) -> dict[str, Any]:
        """Return a label with the size of its text, which is read on a photocopy too.

        Where very many lanes make the drawing small it grows a little out of its box, away from its arrow.
        """
        drawn = LABEL_SIZE * self.columns.unit
        size = max(drawn, LEAST_LABEL) if self.face.is_measured else drawn
        widest = max((text_width(line, size, bold=True) for line in label["lines"]), default=0.0)
        grown = min(max(0.0, widest - label["width"]), (size / drawn - 1) * label["width"])
        width = label["width"] + grown
        return {
            **label,
            "x": label["x"] - grown * ASIDE[label["align"]],
            "width": width,
            "size": size,
            "gap": (LABEL_LINE - LABEL_SIZE * CAP_HEIGHT) * self.columns.unit,
            "fits": self.face.is_measured and widest <= width + ROUNDING,
        }

    def _slot(self, slot: Slot, drawing: Drawing) -> dict[str, Any]:
        lanes: list[list[dict[str, Any]]] = [[] for _ in self.chart.lanes]
        for symbol, place in drawing.symbols_in(slot.row) if not slot.part else ():
            alt = self.sentences.get(symbol.node or "", "")
            if alt:
                inside = symbol.first_lane == symbol.last_lane
                lanes[symbol.first_lane].append(place | {"alt": alt, "inside": inside})
        return {
            "row": slot.row,
            "part": slot.part,
            "parts": max((part + 1 for row, part in self.cuts if row == slot.row), default=1),
            "cuts": self.cuts.get((slot.row, slot.part), {}),
            "height": slot.height,
            "heading": self.sheet.is_heading(slot.row),
            "lanes": lanes,
        }


def document_date(timestamp: int | None, latest: date | None, standards: Sequence[str]) -> Code | None:
    """Return the date in the metadata: of a reproducible build, else the latest one of an SOP if a standard asks for it."""
    if timestamp is not None:
        made = datetime.fromtimestamp(timestamp, tz=UTC)
        day, clock = made.date(), f", hour: {made.hour}, minute: {made.minute}, second: {made.second}"
    elif any(standard.startswith("a-") for standard in standards):
        day, clock = latest or UNDATED, ""
    else:
        return None
    return Code(f"datetime(year: {day.year}, month: {day.month}, day: {day.day}{clock})")


def reluctant_breaks(chart: Chart, view: View) -> set[int]:
    """Rows before which no page should end if it can be helped.

    They are the rows between a decision and its first target, and the first sub-step after a heading.
    """
    reluctant: set[int] = set()
    first: dict[int, int] = {}
    for route in sorted((route for route in chart.routes if route.flow is not None), key=lambda route: route.flow or 0):
        first.setdefault(route.source, route.target)
    for source, target in first.items():
        here, there = chart.symbols[source], chart.symbols[target]
        if here.shape is SymbolShape.DECISION and here.row < there.row:
            reluctant.update(range(here.row + 1, there.row + 1))
    steps = view.procedure.steps
    for number, row in enumerate(chart.rows[:-1]):
        if row.step is not None and steps[row.step].heading:
            reluctant.add(number + 1)
    return reluctant
