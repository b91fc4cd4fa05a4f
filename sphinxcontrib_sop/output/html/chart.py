"""The flowchart table as HTML: a real table whose lanes hold the drawing and, as links, what each symbol says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from ...core.layout.chart import Chart, Row
from ...core.model import Shape, Step
from ...core.process.narration import Sentence, Way, leading, opening
from ...core.process.times import step_times
from ...extension.nodes import sop_lane, sop_step
from ...extension.texts import items_of
from .columns import NUMBER_WIDTH, Columns, columns, hyphenated
from .drawing import Drawings, draw, number
from .fragments import fragment, unbroken, value_children
from .lanes import centre, lane_cell, row_style
from .print import connectors, is_roomy, sheet_style, zoom
from .shares import TEXT_KEYS, Texts
from .styles import page_styles

if TYPE_CHECKING:
    from docutils import nodes

    from ..view import View

STANDARD_KEYS = ("inputs", "time", "output")
PHONE_KEYS = (*STANDARD_KEYS, "notes")
TIME = TEXT_KEYS.index("time")
LOWEST_HEADING = 6
COMMA, SEMICOLON = (f'<span class="sop-stop">{stop} </span>' for stop in ",;")
"""Heard, and seen where ways do not stand on lines of their own."""
"""Columns whose heading is repeated in the cards of a phone."""

NAMED_LANES = 24
"""Maximum number of lanes whose centre line may lie off the middle: the style sheet has custom properties for them."""


def chart_table(translator: Any, node: nodes.Element, view: View) -> str:
    """Return the table of a ``sop_chart``; empty if the SOP has no step."""
    return _ChartTable(translator, node, view).html() if view.procedure.steps else ""


class _ChartTable:
    """One table while it is being written."""

    def __init__(self, translator: Any, node: nodes.Element, view: View) -> None:
        self.translator = translator
        self.view = view
        self.styles = page_styles(translator)
        self.words = _Remembered(view.words)
        self.procedure = view.procedure
        self.chart: Chart = view.chart
        self.rows_of_node: dict[str, sop_step] = {
            child.get("step", ""): child for child in node.children if isinstance(child, sop_step)
        }
        self.lane_ids = {
            child["actor"]: child["ids"][0] for child in node.children if isinstance(child, sop_lane) and child["ids"]
        }
        self.anchors = {step.id: escape(self._anchor(step.id)) for step in self.procedure.steps}
        actors = self.procedure.actors
        self.names = [view.actors.get(actor.key) or actor.label for actor in actors]
        # a translated name has no short one
        short = [actor.short if name == actor.label else "" for name, actor in zip(self.names, actors, strict=True)]
        self.shown = [self._printed_texts(step) for step in self.procedure.steps]
        self.times = step_times(self.procedure) if view.config.walk_through else {}
        self.activities = {
            step.id: " ".join(texts["text"][0].split())
            for step, texts in zip(self.procedure.steps, self.shown, strict=True)
        }
        self.columns: Columns = columns(self.shown, self.chart, self.names, short, self.words, view.language)
        self.drawings: Drawings = draw(self.chart)
        self.lanes = range(len(self.chart.lanes))
        self.says = self._says()

    def _anchor(self, step: str) -> str:
        row = self.rows_of_node.get(step)
        return row["ids"][0] if row is not None and row["ids"] else self.view.step_anchor(step)

    def _printed_texts(self, step: Step) -> Texts:
        """The texts of a row as they are printed, translated or not."""
        row = self.rows_of_node.get(step.id)
        if row is None or self.view.language == self.view.config.source.language:
            texts = {key: value.items or (value.text,) for key, value in step.texts.items() if key in TEXT_KEYS}
            return {"text": (step.text,), **texts}
        cells = {key: items_of(value.children) for key, value in value_children(row).items()}
        activity = " ".join(cells.pop("text", ()))
        return {"text": (activity,), **{key: items for key, items in cells.items() if items and key in TEXT_KEYS}}

    def _heading(self) -> str:
        """A heading for those who go from one to the next; the flowchart itself is heading enough for those who see it."""
        level = min(getattr(self.translator, "section_level", 1) + 1, LOWEST_HEADING)
        return f'<h{level} class="sop-unseen">{escape(self.words["chart"])}</h{level}>\n'

    def _copying(self) -> str:
        """The words of the script."""
        words = {"copied": self.words["copied"], "copy": self.words["copy"], "back": self.words["back-to-step"]}
        return "".join(f' data-{key}="{escape(word, quote=True)}"' for key, word in words.items())

    # -- frame -------------------------------------------------------------------------------------------------------
    def html(self) -> str:
        label = escape(f"{self.words['chart']}: {self.procedure.title}", quote=True)
        fits = _fitting(self.columns)
        breaks = connectors(self.procedure, self.shown, self.chart, self.columns, self.view.config.paper_mm)
        rows = "".join(
            self._row(index, row) + "</tbody><tbody>\n".join(breaks.get(index, ()))
            for index, row in enumerate(self.chart.rows)
        )
        self.styles.add_rule(_fits(self.columns, self.view.config.paper_mm))
        self.styles.add_rule(sheet_style(self.view.config.paper_mm))
        return (
            f'<div class="sop-chart"{self._copying()}>{self._heading()}'
            f'<p class="sop-hint {fits}" aria-hidden="true">{escape(self.words["scroll"])}</p>\n'
            f'<div class="sop-scroll {fits}" role="region" aria-label="{label}">\n'
            f"<table{self.styles.attribute(self._table_style(), 'sop-table')}>{self._colgroups()}\n"
            f"<thead>{self._head()}</thead>\n<tbody>\n{rows}</tbody>{self._foot()}</table></div></div>\n"
        )

    def _foot(self) -> str:
        """The row that adds up the times, if the manual asks for it."""
        total = self.view.total_time
        if not total:
            return ""
        before = len(("row-number", "text", "inputs")) + len(self.lanes)
        label = f'<th scope="row" colspan="{before}">{escape(self.words["total-time"])}</th>'
        return f'\n<tfoot><tr>{label}<td colspan="{len(PHONE_KEYS) - 1}">{escape(total)}</td></tr></tfoot>'

    def _table_style(self) -> str:
        parts = [f"min-width:var(--sop-least,{self.columns.least}px)", f"--sop-head:{self.columns.head_height}px"]
        shrunk = zoom(self.columns, self.view.config.paper_mm)
        if shrunk < 1:
            parts.append(f"--sop-zoom:{number(shrunk)}")
        parts += [f"--sop-{key}:{_css_string(self.words[key])}" for key in PHONE_KEYS]
        parts += [
            f"--x{lane}:{centre(extent)}"
            for lane, extent in enumerate(self.chart.lanes[:NAMED_LANES])
            if extent.before != extent.after
        ]
        return ";".join(parts)

    def _colgroups(self) -> str:
        text, *standard = self.columns.texts
        groups = ((NUMBER_WIDTH, text), self.columns.lanes, standard[:-1], standard[-1:])
        return "".join(
            "<colgroup>"
            + "".join(f"<col{self.styles.attribute(f'width:{width}px')}>" for width in group)
            + "</colgroup>"
            for group in groups
            if group
        )

    def _head(self) -> str:
        words, deep = self.words, ' rowspan="2"'
        activities = self.columns.shares[0]
        narrow = f"min-width:max({activities.compact_narrowest}px,var(--sop-activity,{activities.narrowest}px))"
        least = self.styles.attribute(narrow)
        lanes = f'<th scope="colgroup" colspan="{len(self.lanes)}">{escape(words["actors"])}</th>' if self.lanes else ""
        first = (
            f'<tr><th scope="col"{deep}>{escape(words["row-number"])}</th>'
            f'<th scope="col"{deep}{least}>{escape(words["text"])}</th>'
            f'{lanes}<th scope="colgroup" colspan="3">{escape(words["standard"])}</th>'
            f'<th scope="col"{deep}>{escape(words["notes"])}</th></tr>'
        )
        second = [self._lane_heading(lane) for lane in self.lanes]
        second += [f'<th scope="col">{escape(words[key])}</th>' for key in STANDARD_KEYS]
        numbers = ""
        if self.view.profile.column_numbers:
            places = range(1, len(self.lanes) + 2 + len(PHONE_KEYS) + 1)
            numbers = f'<tr class="sop-numbers">{"".join(f"<td>{place}</td>" for place in places)}</tr>'
        return f"{first}<tr>{''.join(second)}</tr>{numbers}"

    def _lane_heading(self, lane: int) -> str:
        name, heading = self.names[lane], self.columns.headings[lane]
        # Chromium mistakes the width of a turned heading with soft hyphens when it prints
        text = escape(heading) if self.columns.turned else hyphenated(heading, self.view.language)
        if heading != name:
            text = f'<abbr title="{escape(name, quote=True)}">{text}</abbr>'
        roomy, narrow = self.columns.lanes[lane], self.columns.narrowest[lane]
        least = f"min-width:max({narrow}px,{roomy}px*var(--sop-lane,0))" if narrow < roomy else f"min-width:{narrow}px"
        anchor = self.lane_ids.get(self.procedure.actors[lane].key)
        named = f' id="{escape(anchor, quote=True)}"' if anchor else ""
        if self.columns.turned:
            return f'<th scope="col"{named}{self.styles.attribute(least, "sop-turned")}><span>{text}</span></th>'
        return f'<th scope="col"{named}{self.styles.attribute(least)}>{text}</th>'

    # -- rows --------------------------------------------------------------------------------------------------------
    def _row(self, index: int, row: Row) -> str:
        style = row_style(self.chart, index)
        lanes = [lane_cell(self.chart, self.drawings, self.says, row, lane, self.styles) for lane in self.lanes]
        drawn = "".join(f"<td>{lane}</td>" for lane in lanes)
        if row.step is None:
            return f'<tr{self.styles.attribute(style)}><td class="sop-number"></td><td></td>{drawn}<td colspan="4"></td></tr>\n'
        step = self.procedure.steps[row.step]
        node = self.rows_of_node.get(step.id)
        values = value_children(node) if node is not None else {}
        cells = [fragment(self.translator, values.get(key)) for key in TEXT_KEYS]
        cells[TIME] = unbroken(cells[TIME])
        kind = self.styles.attribute(style, "sop-heading" if step.heading else "")
        texts = self._texts(step, cells, lanes, drawn)
        return f'<tr id="{self.anchors[step.id]}"{kind}{self._minutes(step)}>{self._number(step)}{texts}</tr>\n'

    def _minutes(self, step: Step) -> str:
        """Working minutes of a step at most, for those who go through the steps one by one."""
        time = self.times.get(step.id)
        return f' data-minutes="{time.longest:g}"' if time is not None else ""

    def _texts(self, step: Step, cells: Sequence[str], lanes: Sequence[str], drawn: str) -> str:
        """The cells after the number; those of a heading row join where they are empty."""
        text, *rest = cells
        if not step.heading or any(rest):
            return f'<th scope="row">{text}</th>{drawn}' + "".join(f"<td>{cell}</td>" for cell in rest)
        if any(lanes):
            return f'<th scope="row">{text}</th>{drawn}<td colspan="4"></td>'
        return f'<th scope="row" colspan="{len(lanes) + len(cells)}">{text}</th>'

    def _number(self, step: Step) -> str:
        if not step.label:
            return '<td class="sop-number"></td>'
        said = escape(f"{self.words['step'].capitalize()} {step.label}", quote=True)
        return f'<td class="sop-number"><a href="#{self.anchors[step.id]}" aria-label="{said}">{escape(step.label)}</a></td>'

    # -- sentences ---------------------------------------------------------------------------------------------------
    def _says(self) -> dict[tuple[int, int], str]:
        """The sentence of each symbol by its band and first lane."""
        sentences = self.view.sentences
        routes = {route.flow: index for index, route in enumerate(self.chart.routes)}
        return {
            (symbol.band, symbol.first_lane): self._say(sentences[symbol.node], routes)
            for symbol in self.chart.symbols
            if symbol.node is not None and symbol.node in sentences
        }

    def _say(self, sentence: Sentence, routes: Mapping[int | None, int]) -> str:
        """A sentence of ``narration.tell`` with its ways as links, each with its route for the script."""
        asks = " sop-asks" if sentence.shape is Shape.DECISION else ""
        named = routes if len(sentence.ways) > 1 else {}  # a single way is that of the whole row
        ways = "".join(self._way(way, named) for way in sentence.ways)
        return f'<span class="sop-says{asks}"><span class="sop-who">{escape(opening(sentence, self.words))}</span>{ways}</span>'

    def _way(self, way: Way, routes: Mapping[int | None, int]) -> str:
        """A way that a symbol offers: the answer, and as a link the step it leads to, by number and by what is done there."""
        where = escape(leading(way, self.words))
        answer = f"<b>{escape(way.answer)}:</b> " if way.answer else ""
        anchor = self.anchors.get(way.step) if way.step is not None and not way.inside else None
        route = f' data-way="{routes[way.flow]}"' if way.flow in routes else ""
        if anchor is None:
            return f'<span class="sop-way"{route}>{SEMICOLON}{answer}{where}</span>'
        done = escape(" ".join(self.activities.get(way.step or "", "").split()))
        activity = f'{COMMA}<span class="sop-done">{done}</span>' if done else ""
        return f'<span class="sop-way">{SEMICOLON}<a href="#{anchor}"{route}>{answer}{where}{activity}</a></span>'


class _Remembered(dict[str, str]):
    """Words that are looked up once."""

    def __init__(self, words: Mapping[str, str] | Any) -> None:
        super().__init__()
        self._words = words

    def __missing__(self, key: str) -> str:
        self[key] = word = self._words[key]
        return word


def _fitting(columns: Columns) -> str:
    """Name of the class that tells how wide a table must be."""
    return f"sop-fits-{columns.least}-{columns.compact}-{columns.roomy}"


def _fits(columns: Columns, paper_mm: tuple[float, float]) -> str:
    """The rules for a table by the width there is for it.

    With a little less than it needs its texts move closer, then they are set smaller; where it fits, the page scrolls it,
    with its headings; with more the headings of its lanes need not break inside words.
    """
    name, least, compact, roomy = f".{_fitting(columns)}", columns.least, columns.compact, columns.roomy
    printed = f"@media print{{{name}{{--sop-lane:1}}}}" if is_roomy(columns, paper_mm) else ""
    return (
        f"@container sop (min-width:{compact}px){{.sop-hint{name}{{display:none}}"
        f"{name}{{--sop-max-height:none;--sop-overflow:visible;--sop-top:var(--sop-sticky-top)}}}}"
        f"@container sop (min-width:{compact}px) and (max-width:{least - 0.02}px)"
        f"{{{name}{{--sop-least:{compact}px;--sop-activity:0px;--sop-gap:4px}}}}"
        f"@container sop (min-width:{compact}px) and (max-width:{columns.snug - 0.02}px){{{name}{{--sop-size:12px}}}}"
        f"@container sop (min-width:{roomy}px){{{name}{{--sop-lane:1}}}}{printed}"
    )


def _css_string(text: str) -> str:
    """Return a text as a string of CSS."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", " ")
    return f"'{escaped}'"
