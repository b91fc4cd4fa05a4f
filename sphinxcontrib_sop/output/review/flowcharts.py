"""Old and new flowchart side by side in one HTML file, for reviewers who have no git.

What is different is told by a word and by a shape, then by colour: rows have a mark and another border, new arrows are
thick, arrows that are gone are broken and have a hollow head.
"""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import pairwise
from math import ceil

from msgspec import Struct

from ...core.comparison import Changes, Kind
from ...core.comparison.remarks import Remark, Topic
from ...core.exchange.exported import ExportedProcedure, ExportedStep
from ...core.layout import Chart, lay_out
from ...core.layout import Words as ChartWords
from ...core.model import Flow
from ...core.process.narration import narrate, tell
from ...core.profiles import Words
from ..html.columns import MANY_LANES, hyphenated
from ..html.drawing import Drawings, Place, draw
from ..html.lanes import centre, lane_cell, row_style
from ..html.styles import PageStyles
from .matrix import remark_table, translation_section
from .page import both_sides, detail_sides, head, page, whole_remarks
from .report import Report, SopReport, counted, full_title

NUMBER_WIDTH, TEXT_WIDTH, LANE_WIDTH = 32, 176, 66
"""Least widths of the columns in CSS pixels."""

SHEET_WIDTH, SHEET_GAP = 1030, 16
"""Between the margins of an A4 sheet that lies across, and between two charts on it, in CSS pixels."""

ZOOMS = (1.0, 0.9, 0.82, 0.75)
"""How far a table is shrunk before it has to be scrolled."""

SIGNS: Mapping[Kind, str] = {Kind.ADDED: "+", Kind.REMOVED: "−", Kind.CHANGED: "≠", Kind.MOVED: "⇅"}


class _Side(Struct, frozen=True, kw_only=True):
    """One version of an SOP, as it is drawn."""

    procedure: ExportedProcedure
    other: ExportedProcedure | None
    place: int
    """0 for the old, 1 for the new one."""
    key: str
    """Begins every anchor of this chart."""
    remarks: Mapping[str, Remark]
    """What is to be said of a step, by its id."""
    arrows: Mapping[Flow, Kind]
    """Arrows that are different."""
    named: Mapping[Flow, Kind]
    """Those of them that say so beside their line; the rest belong to a step that does."""


def write_flowcharts(report: Report) -> str:
    """Return the page: for every SOP that is different both flowcharts, and what is different in its form."""
    title = report.words["comparison"]
    sections = list(_sections(report))
    body = head(report, title) + _contents(report) + _legend(report.words) + "".join(sections)
    return page(report, title, body, "html/static/sop.css", "review/page.css", "review/flowcharts.css")


def _sections(report: Report) -> Iterator[str]:
    words = report.words
    for index, (kind, procedure) in enumerate(_whole_sops(report)):
        old, new = (procedure, None) if kind is Kind.REMOVED else (None, procedure)
        whole = whole_remarks(old, new, report.speech)
        side = _Side(
            procedure=procedure,
            other=None,
            place=0 if kind is Kind.REMOVED else 1,
            key=f"w{index}-chart",
            remarks={step.id: remark for remark in whole if (step := remark.new or remark.old)},
            arrows={},
            named={},
        )
        form = [remark for remark in whole if remark.topic is not Topic.STEP]
        table = remark_table(form, words) if form else ""
        yield _section(f"w{index}", procedure, _mark(kind, words), table, _figure(side, words))
    for index, sop in enumerate(report.sops):
        before, after = _sides(sop.changes, sop.remarks, f"s{index}")
        charts = f'<div class="pair">\n{_figure(before, words)}{_figure(after, words)}</div>\n'
        if not any(remark.topic is Topic.STEP for remark in sop.remarks):
            charts = ""  # nothing is different there
        form = [remark for remark in sop.remarks if remark.topic is not Topic.STEP]
        table = _reason(sop, words) + (remark_table([*form], words) if form else "")
        yield _section(f"s{index}", sop.procedure, _mark(Kind.CHANGED, words), table, charts)
    for heading, remarks in report.translated:
        yield translation_section(heading, remarks, words)


def _reason(sop: SopReport, words: Words) -> str:
    if not sop.reason:
        return ""
    return f'<p class="reason"><b>{escape(words["reason"])}:</b> {escape(sop.reason)}</p>\n'


def _whole_sops(report: Report) -> Iterator[tuple[Kind, ExportedProcedure]]:
    """SOPs that only one version has."""
    yield from ((Kind.ADDED, procedure) for procedure in report.changes.added)
    yield from ((Kind.REMOVED, procedure) for procedure in report.changes.removed)


def _section(key: str, procedure: ExportedProcedure, mark: str, table: str, charts: str) -> str:
    number = procedure.fields.get("number", "")
    about = f'<p class="about">{escape(number)}</p>\n' if number else ""
    title = f"<h2>{mark} {escape(full_title(procedure))}</h2>\n"
    return f'<section id="{key}">\n{title}{about}{table}{charts}</section>\n'


def _contents(report: Report) -> str:
    """The SOPs as links, each with how much is different."""
    words = report.words
    lines = [
        f'<li><a href="#w{index}">{escape(full_title(procedure))}</a> {_mark(kind, words)}</li>'
        for index, (kind, procedure) in enumerate(_whole_sops(report))
    ]
    for index, sop in enumerate(report.sops):
        lines.append(f'<li><a href="#s{index}">{escape(full_title(sop.procedure))}</a> {_counts(sop, words)}</li>')
    return f"<nav><ul>\n{''.join(lines)}</ul></nav>\n" if lines else ""


def _counts(sop: SopReport, words: Words) -> str:
    names = {"identity": words["form"], "steps": words["step"].capitalize(), "arrows": words["arrows"]}
    parts = [f"{names[key]} – {counted(counts, words)}" for key, counts in sop.counts.items() if counts]
    return escape("; ".join([*parts, sop.time] if sop.time else parts))


def _mark(kind: Kind, words: Words) -> str:
    """A kind of change as a sign and a word in a frame of its own shape."""
    return f'<span class="mark {kind}">{SIGNS[kind]} {escape(words[kind].upper())}</span>'


def _legend(words: Words) -> str:
    line = '<svg width="44" height="12" aria-hidden="true"><path class="{0}" d="M2 6h30"/><path class="head {0}" d="M42 6l-9-4v8z"/></svg>'
    arrows = "".join(
        f"<span>{line.format(kind)} {escape(words['arrows'])}: {escape(words[kind].lower())}</span>"
        for kind in (Kind.ADDED, Kind.REMOVED)
    )
    return f'<p class="legend">{"".join(_mark(kind, words) for kind in Kind)}{arrows}</p>\n'


# -- sides -----------------------------------------------------------------------------------------------------------
def _sides(changes: Changes, remarks: Sequence[Remark], key: str) -> tuple[_Side, _Side]:
    of_steps = [remark for remark in remarks if remark.topic is Topic.STEP]
    named: tuple[dict[Flow, Kind], dict[Flow, Kind]] = ({}, {})
    for flow in changes.flows:
        for arrows, arrow in zip(named, (flow.old, flow.new), strict=True):
            if arrow is not None:
                arrows[arrow] = flow.kind
    old_arrows = {flow: Kind.REMOVED for step in changes.steps for flow in step.old_arrows}
    new_arrows = {flow: Kind.ADDED for step in changes.steps for flow in step.new_arrows}
    old_arrows |= dict.fromkeys(named[0], Kind.REMOVED)
    new_arrows |= dict.fromkeys(named[1], Kind.ADDED)
    old = _Side(
        procedure=changes.old,
        other=changes.new,
        place=0,
        key=f"{key}-old",
        remarks={remark.old.id: remark for remark in of_steps if remark.old},
        arrows=old_arrows,
        named=named[0],
    )
    new = _Side(
        procedure=changes.new,
        other=changes.old,
        place=1,
        key=f"{key}-new",
        remarks={remark.new.id: remark for remark in of_steps if remark.new},
        arrows=new_arrows,
        named=named[1],
    )
    return old, new


# -- one chart -------------------------------------------------------------------------------------------------------
def _figure(side: _Side, words: Words) -> str:
    """One flowchart with its caption."""
    caption = words["before" if side.place == 0 else "after"]
    if not side.procedure.steps:
        return f"<figure><figcaption>{escape(caption)}</figcaption><p>{escape(words['none'])}</p></figure>\n"
    return f"<figure><figcaption>{escape(caption)}</figcaption>\n{_Chart(side, words).html()}</figure>\n"


class _Chart:
    """One flowchart while it is being written: number, activity and the lanes."""

    def __init__(self, side: _Side, words: Words) -> None:
        self.side, self.words = side, words
        self.procedure = side.procedure
        labels = {
            index: _arrow_label(flow, side.named[flow], words)
            for index, flow in enumerate(self.procedure.flows)
            if flow in side.named
        }
        self.chart: Chart = lay_out(
            self.procedure, labels=labels, words=ChartWords(start=words["start"], end=words["end"])
        )
        self.drawings: Drawings = draw(self.chart)
        sentences = narrate(self.procedure, {step.id: step.label for step in self.procedure.steps})
        self.says: dict[Place, str] = {
            (
                symbol.band,
                symbol.first_lane,
            ): f'<span class="sop-says">{escape(tell(sentences[symbol.node], words))}</span>'
            for symbol in self.chart.symbols
            if symbol.node in sentences
        }
        self.lanes = range(len(self.chart.lanes))
        self.styles = PageStyles()

    def html(self) -> str:
        """The table in a frame that scrolls where there is not room enough."""
        needs = [max(ceil(extent.total), LANE_WIDTH) for extent in self.chart.lanes]
        widths = [NUMBER_WIDTH, TEXT_WIDTH, *needs]
        columns = "".join(f"<col{self.styles.attribute(f'width:{width}px')}>" for width in widths)
        centres = [
            f"--x{lane}:{centre(extent)}"
            for lane, extent in enumerate(self.chart.lanes)
            if extent.before != extent.after
        ]
        room = SHEET_WIDTH if self.side.other is None else (SHEET_WIDTH - SHEET_GAP) / 2
        zoom = min(1.0, room / sum(widths))
        style = ";".join([f"min-width:{sum(widths)}px", f"--sop-zoom:{zoom:.3f}", *centres])
        table = self.styles.attribute(style, "sop-table")
        rows = "".join(self._row(index) for index in range(len(self.chart.rows)))
        label = escape(f"{self.words['chart']}: {self.procedure.title}", quote=True)
        return (
            f'<div class="sop-chart" id="{self.side.key}">'
            f"<style>{self._arrow_styles()}{self._zooms(sum(widths))}{self._classes()}</style>"
            f'<div class="sop-scroll" role="region" aria-label="{label}" tabindex="0">\n'
            f"<table{table}><colgroup>{columns}</colgroup>\n"
            f"<thead>{self._head()}</thead>\n<tbody>\n{rows}</tbody></table></div></div>\n"
        )

    def _classes(self) -> str:
        """What the elements of this table need, as rules that touch no other table."""
        return self.styles.css.replace(PageStyles.SCOPE, f"#{self.side.key} ")

    def _zooms(self, least: int) -> str:
        """Shrink a table for which there is not room enough, so that both charts can be seen beside one another."""
        rules = "".join(
            f"@container sop (max-width:{before * least - 1:.0f}px){{#{self.side.key} .sop-table{{zoom:{zoom}}}}}"
            for before, zoom in pairwise(ZOOMS)
        )
        return f"@media screen and (min-width:640px){{{rules}}}"  # below it there are cards

    def _head(self) -> str:
        words = self.words
        turned = ' class="sop-turned"' if len(self.lanes) >= MANY_LANES else ""
        lanes = "".join(
            f'<th scope="col"{turned}><span>{hyphenated(actor.label, words.language)}</span></th>'
            for actor in self.procedure.actors
        )
        return (
            f'<tr><th scope="col">{escape(words["row-number"])}</th><th scope="col">{escape(words["text"])}</th>'
            f"{lanes}</tr>"
        )

    def _row(self, index: int) -> str:
        row = self.chart.rows[index]
        drawn = "".join(
            f"<td>{lane_cell(self.chart, self.drawings, self.says, row, lane, self.styles)}</td>" for lane in self.lanes
        )
        style = row_style(self.chart, index)
        if row.step is None:
            return f"<tr{self.styles.attribute(style)}><td></td><td></td>{drawn}</tr>\n"
        step = self.side.procedure.steps[row.step]
        remark = self.side.remarks.get(step.id)
        kind = remark.kind if remark and self.side.other is not None else ""
        kinds = [kind for kind in (kind, "sop-heading" if step.heading else "") if kind]
        named = self.styles.attribute(style, *kinds)
        anchor = escape(f"{self.side.key}-{step.id}", quote=True)
        text = self._text(step, remark)
        return f'<tr id="{anchor}"{named}><td class="sop-number">{escape(step.label)}</td><th scope="row">{text}</th>{drawn}</tr>\n'

    def _text(self, step: ExportedStep, remark: Remark | None) -> str:
        """The activity; in a step that is different its mark before it and what is different after it."""
        if remark is None:
            return escape(step.text)
        old, new = remark.old, remark.new
        text = both_sides(old.text, new.text)[self.side.place] if old and new else escape(step.text)
        marked = remark.kind not in {Kind.ADDED, Kind.REMOVED}
        lines = [
            detail_sides(detail, marked=marked)[self.side.place] for detail in remark.details if detail.key != "text"
        ]
        above = ""
        if self.side.other is not None:  # every step of an SOP that is new as a whole is
            note = f" {escape(remark.note)}" if remark.note and self.side.place == 0 else ""
            above = f"<p>{_mark(remark.kind, self.words)}{self._elsewhere(remark)}{note}</p>"
        return f"{above}<p>{text}</p>" + "".join(f'<div class="detail">{line}</div>' for line in lines if line)

    def _elsewhere(self, remark: Remark) -> str:
        """A link to the step in the other chart."""
        step = remark.new if self.side.place == 0 else remark.old
        if step is None:
            return ""
        other = self.side.key.replace("-old", "-new") if self.side.place == 0 else self.side.key.replace("-new", "-old")
        word = self.words["after" if self.side.place == 0 else "before"]
        return f' <a href="#{escape(f"{other}-{step.id}", quote=True)}">{escape(word)}: {escape(step.label or step.number)}</a>'

    def _arrow_styles(self) -> str:
        """Thick or broken lines for the routes of arrows that are different, as far as no other arrow shares them."""
        kinds = {index: self.side.arrows.get(flow) for index, flow in enumerate(self.procedure.flows)}
        of_route = {
            place: kinds.get(route.flow) for place, route in enumerate(self.chart.routes) if route.flow is not None
        }
        rules = []
        for kind in (Kind.ADDED, Kind.REMOVED):
            routes = [place for place, route_kind in of_route.items() if route_kind is kind]
            if not routes:
                continue
            others = ",".join(f".sop-r{place}" for place in range(len(self.chart.routes)) if place not in routes)
            only = f":not({others})" if others else ""
            lines = ",".join(f".sop-r{place}" for place in routes)
            within = f"#{self.side.key} .sop-lines path:is({lines}){only}"
            if kind is Kind.ADDED:
                rules.append(f"{within}:not(.sop-head){{stroke-width:3.5px;stroke:var(--come)}}")
                rules.append(f"{within}.sop-head{{fill:var(--come)}}")
            else:
                rules.append(f"{within}:not(.sop-head){{stroke-dasharray:5 4;stroke:var(--gone)}}")
                rules.append(f"{within}.sop-head{{fill:var(--sop-paper);stroke:var(--gone);stroke-width:1.5px}}")
        return "".join(rules)


def _arrow_label(flow: Flow, kind: Kind, words: Words) -> str:
    """The answer of an arrow with the word for what happened to it."""
    word = words[kind].upper()
    return f"{flow.label} {word}" if flow.label else word
