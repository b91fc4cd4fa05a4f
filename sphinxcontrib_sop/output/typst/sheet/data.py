"""What a sheet shows: the values of a view and its nodes as data for the templates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from math import ceil
from typing import Any

from docutils import nodes
from msgspec import Struct

from ....core.configuration import OutputConfig
from ....core.process.narration import tell
from ....extension.nodes import sop_chart, sop_form, sop_lane, sop_step, sop_steps, sop_value
from ...view import View
from ..compiler.lengths import points
from ..compiler.markup import Markup, quoted
from ..compiler.metrics import width as text_width
from ..text.steps import STEP_FONT
from ..text.translator import TypstTranslator
from ..text.writing import child_of
from .columns import HEAD_INSET, INSET, TEXT_COLUMNS, Columns
from .stairs import Paragraph

MARKED_STATUS = ("draft", "revoked")
"""Sheets of these procedures carry a watermark."""

ABOVE_SIGNATURE = ("on-behalf", "position")
"""Parts of the approval that stand above the signature."""

SIGNATURE_ROOM = {"empty": 44.0, "wet": 64.0, "electronic": 62.0}
"""Height in points of the room for a signature: ink and stamp, or the QR code of an electronic one."""

SIGNED_ELECTRONICALLY = {"id": "Ditandatangani secara elektronik oleh:", "en": "Signed electronically by:"}

REGION = re.compile("[A-Za-z]{2}")
FORM_FONT = 9.0
POINTS_PER_MM = 72 / 25.4
MARGIN_TOP = 12 * POINTS_PER_MM
MARGIN_SIDE = 12 * POINTS_PER_MM
FOOT = 22.0
"""Height of the foot, which stands above the strip for the electronic signature."""
NOTE_SIZE, NOTE_LINE = 6.5, 9.5
"""Font size and height of a line of the note about the signature, which stands below the foot."""

NOTE_FILL = 1.1
"""How much longer than its width a text may become when it is broken into lines."""

ITEM_INDENT = 0.75
"""Width in em of a bullet and the space after it."""

NOTES = (nodes.footnote, nodes.citation)
DATES = ("created", "revised", "effective", "approved")
HEADINGS = ("row-number", "text", "actors", "standard", "inputs", "time", "output", "notes")


class SheetNodes(Struct, frozen=True, dict=True, kw_only=True):
    """The nodes of one SOP."""

    view: View
    section: nodes.Element
    form: sop_form
    chart: sop_chart | None
    steps_in_prose: sop_steps | None = None
    """What an SOP in another format has instead of the flowchart."""
    level: int = 1
    """Level of the title among the headings of the PDF."""
    section_number: str = ""
    notes: Sequence[nodes.Element] = ()
    """Footnotes and citations of its document."""

    @property
    def values(self) -> Mapping[str, sop_value]:
        """Values of the form by key."""
        return {child.get("field", ""): child for child in self.form.children if isinstance(child, sop_value)}

    @cached_property
    def steps(self) -> Sequence[sop_step]:
        """The rows of the flowchart table."""
        return [child for child in self.chart.children if isinstance(child, sop_step)] if self.chart else []

    @property
    def title(self) -> str:
        """Plain title, translated."""
        title = child_of(self.section, nodes.title)
        return " ".join(title.astext().split()) if title is not None else self.view.procedure.title

    def step(self, row: int) -> sop_step | None:
        """The step that a row of the flowchart table shows, None for the rows Mulai and Selesai."""
        index = self.view.chart.rows[row].step
        return self.steps[index] if index is not None and index < len(self.steps) else None

    def is_heading(self, row: int) -> bool:
        """True for a row that only names the sub-steps below it."""
        index = self.view.chart.rows[row].step
        return index is not None and self.view.procedure.steps[index].heading

    def cell(self, row: int, key: str) -> Sequence[nodes.Node]:
        """What stands in a cell of the flowchart table; rows of no step have none."""
        step = self.step(row)
        return [
            child
            for value in (step.children if step is not None else ())
            if isinstance(value, sop_value) and value.get("field") == key
            for child in value.children
        ]

    def number(self, row: int) -> str:
        """What is printed in the column No."""
        index = self.view.chart.rows[row].step
        return "" if index is None else self.view.procedure.steps[index].label

    def lane_names(self) -> list[str]:
        """Headings of the lanes, translated."""
        return [self.view.actors.get(actor.key, actor.label) for actor in self.view.procedure.actors]


def paper(view: View) -> tuple[float, float]:
    """Width and height of a sheet in points, the longer side level."""
    sides = sorted(view.config.paper_mm)
    return sides[1] * POINTS_PER_MM, sides[0] * POINTS_PER_MM


def margins(view: View) -> dict[str, float]:
    """Margins in points; the strip for the electronic signature lies below the foot."""
    strip = foot_strip(view.config)
    room = paper(view)[0] - 2 * MARGIN_SIDE
    lines = ceil(NOTE_FILL * text_width(view.config.signature_note, NOTE_SIZE) / room)
    return {"top": MARGIN_TOP, "side": MARGIN_SIDE, "bottom": strip + FOOT + lines * NOTE_LINE}


def foot_strip(config: OutputConfig) -> float:
    """Height in points of the strip below the foot of a page: for an electronic signature, if there is to be one."""
    signature = config.signature_margin if config.signature == "electronic" else ""
    return max(points(signature) or 0.0, points(config.foot_margin) or 0.0)


def language_of(language: str) -> dict[str, str | None]:
    """Return a language of ``conf.py`` as Typst takes it."""
    code, _, region = language.replace("-", "_").partition("_")
    return {"lang": code, "region": region if REGION.fullmatch(region) else None}


def body_size(view: View) -> tuple[float, float]:
    """Width and height of what may be printed on."""
    (width, height), margin = paper(view), margins(view)
    return width - 2 * margin["side"], height - margin["top"] - margin["bottom"]


def cell_paragraphs(sheet: SheetNodes) -> list[dict[str, list[Paragraph]]]:
    """The plain paragraphs of every cell, for the widths of the columns."""
    return [
        {key: [one for node in sheet.cell(row, key) for one in _paragraphs(node, 0.0)] for key in TEXT_COLUMNS}
        for row in range(len(sheet.view.chart.rows))
    ]


def _paragraphs(node: nodes.Node, indent: float) -> Iterator[Paragraph]:
    if isinstance(node, nodes.Element) and not isinstance(node, nodes.TextElement):
        for child in node.children:
            yield from _paragraphs(child, indent + ITEM_INDENT * isinstance(child, nodes.list_item))
    else:
        yield Paragraph(" ".join(node.astext().split()), indent)


# -- the sheet -------------------------------------------------------------------------------------------------------
def sheet_values(sheet: SheetNodes, translator: TypstTranslator) -> dict[str, Any]:
    """Return everything on a sheet that is not a number of the drawing, but for the texts of the flowchart table."""
    view = sheet.view
    width, height = paper(view)
    return {
        "plain-title": sheet.title,
        "author": tuple(view.config.agency.name[:1]),
        "language": language_of(view.language),
        "paper": {"width": width, "height": height},
        "margin": margins(view),
        "watermark": view.words[view.procedure.status].upper() if view.procedure.status in MARKED_STATUS else "",
        "words": {"page": view.words["page"], "of": view.words["of"]},
        "foot": _foot(sheet),
        "copy": view.config.copy_mark,
        "note": {"text": view.config.signature_note, "size": NOTE_SIZE},
        "form": _form(sheet, translator, body_size(view)[0]),
        "steps": _steps(sheet, translator),
        "before": _body(sheet, translator, after=False),
        "after": _body(sheet, translator, after=True),
        "headings": {key: view.words[key] for key in HEADINGS},
        "total": {"label": view.words["total-time"], "text": view.total_time} if view.total_time else None,
        "rows": (),
        "lanes": (),
    }


def _foot(sheet: SheetNodes) -> Markup:
    """Number, revision, with a ledger the first digits of the fingerprint, and title."""
    view = sheet.view
    parts = []
    for key in ("number", "revision"):
        value = sheet.values.get(key)
        if value is not None and value.astext().strip():
            parts.append(f"{view.words[key]}: {value.astext()}")
    if view.digest:
        parts.append(view.digest)
    return Markup(f"#{quoted('  ·  '.join([*parts, sheet.title]))};")


def _body(sheet: SheetNodes, translator: TypstTranslator, *, after: bool) -> Markup:
    """The free content before or after the steps."""
    children = list(sheet.section.children)
    steps = sheet.chart if sheet.chart is not None else sheet.steps_in_prose
    place = children.index(steps) if steps is not None else len(children)
    part = children[place + 1 :] if after else children[:place]
    translator.column = 0.0
    shown = [node for node in part if node is not sheet.form and not isinstance(node, nodes.title)]
    return translator.markup_of(*shown, *(distant_notes(sheet) if after else ()))


def distant_notes(sheet: SheetNodes) -> list[nodes.Element]:
    """Return the footnotes and citations that the SOP refers to and that stand elsewhere in its document."""
    if not sheet.notes:
        return []
    kinds = (nodes.footnote_reference, nodes.citation_reference, nodes.reference)
    wanted = {reference.get("refid") for kind in kinds for reference in sheet.section.findall(kind)}
    inside = {id(note) for kind in NOTES for note in sheet.section.findall(kind)}
    here = sheet.view.procedure.docname
    return [
        note
        for note in sheet.notes
        if id(note) not in inside
        and wanted.intersection(note["ids"])
        # LaTeX has all documents in one tree, and others may have the same ids
        and note.get("docname", here) == here
    ]


def _steps(sheet: SheetNodes, translator: TypstTranslator) -> Markup:
    """The steps of an SOP that has no flowchart, nothing if it has one."""
    if sheet.steps_in_prose is None:
        return Markup()
    size = translator.font_size
    translator.column, translator.font_size = body_size(sheet.view)[0], STEP_FONT
    made = translator.markup_of(sheet.steps_in_prose)
    translator.column, translator.font_size = 0.0, size
    return made


# -- the form --------------------------------------------------------------------------------------------------------
def _form(sheet: SheetNodes, translator: TypstTranslator, width: float) -> dict[str, Any]:
    view, values = sheet.view, sheet.values
    translator.font_size, translator.column = FORM_FONT, 0.3 * width
    rows = []
    for key in view.form_rows(values):
        row: dict[str, Any] = {"label": view.words[key], "kind": "value"}
        if key == "title":
            row |= {"kind": "title", "body": _title(sheet, translator)}
        elif key == "approved-by":
            row |= {"kind": "official", "official": _official(values.get(key), translator)}
        else:
            row["body"] = translator.markup_inside(values.get(key))
        rows.append(row)
    translator.column = 0.46 * width
    electronic = ""
    if view.config.signature == "electronic":
        code = view.language.replace("-", "_").split("_")[0]
        electronic = SIGNED_ELECTRONICALLY.get(code, SIGNED_ELECTRONICALLY["en"])
    return {
        "logos": _logos(values, translator),
        "continued": view.words["continued"],
        "letterhead": [translator.markup_of(line) for line in _children(values.get("letterhead"))],
        "rows": rows,
        "boxes": [[_box(view, key, values, translator) for key in pair] for pair in view.box_rows],
        "room": SIGNATURE_ROOM.get(view.config.signature, SIGNATURE_ROOM["wet"]),
        "anchor": view.config.signature_anchor,
        "electronic": electronic,
    }


def _children(value: sop_value | None) -> Sequence[nodes.Node]:
    return value.children if value is not None else ()


def _title(sheet: SheetNodes, translator: TypstTranslator) -> Markup:
    """The title as the heading it is: the place of the SOP, and of its lanes, whose headings are printed repeatedly."""
    title = child_of(sheet.section, nodes.title) or nodes.title("", sheet.title)
    lanes = sheet.chart.findall(sop_lane) if sheet.chart is not None else ()
    translator.anchors += [translator.name_of(name) for part in (sheet.section, *lanes) for name in part["ids"]]
    return Markup(translator.heading(title, sheet.level, sheet.section_number))


def _official(value: sop_value | None, translator: TypstTranslator) -> dict[str, Any]:
    above, below = [], []
    for child in _children(value):
        part = child.get("part", "") if isinstance(child, nodes.Element) else ""
        text = translator.markup_of(child)
        if part in ABOVE_SIGNATURE:
            above.append(text)
        else:
            below.append((part or "line", text))
    return {"above": above, "below": below}


def _logos(values: Mapping[str, sop_value], translator: TypstTranslator) -> list[dict[str, str]]:
    images: Iterable[nodes.image] = (
        image for key in ("logo", "logo-right") if key in values for image in values[key].findall(nodes.image)
    )
    return [{"path": path, "alt": image.get("alt", "")} for image in images if (path := translator.asset(image))]


def _box(view: View, key: str, values: Mapping[str, sop_value], translator: TypstTranslator) -> dict[str, Any] | None:
    if not key:
        return None
    return {"label": view.words[key], "body": translator.markup_inside(values.get(key))}


# -- the flowchart table ---------------------------------------------------------------------------------------------
def table_values(sheet: SheetNodes, translator: TypstTranslator, columns: Columns) -> dict[str, Any]:
    """Return the texts of the flowchart table, divided to fit into its columns."""
    translator.font_size = columns.font_size
    rows = []
    for row in range(len(sheet.view.chart.rows)):
        cells: dict[str, Any] = {}
        translator.bold = sheet.is_heading(row)
        for key in TEXT_COLUMNS:
            translator.column = columns.texts[key] - 2 * INSET
            written = translator.markup_of(*sheet.cell(row, key))
            cells[key] = Markup(f"#strong[{written}];") if translator.bold and written else written
        translator.column = columns.number - 2 * INSET
        cells["number"] = Markup(translator.anchors_of(sheet.step(row)) + translator.markup_of_text(sheet.number(row)))
        rows.append(cells)
    translator.font_size, translator.bold = columns.head_size, True
    lanes = []
    for name, width in zip(sheet.lane_names(), columns.lanes, strict=True):
        translator.column = columns.turned - 2 * INSET if columns.turned else width - 2 * HEAD_INSET
        lanes.append(translator.markup_of_text(name))
    translator.bold = False
    return {"rows": rows, "lanes": lanes}


def told(view: View) -> dict[str, str]:
    """The sentence of every symbol by the id of its node."""
    return {node: tell(sentence, view.words) for node, sentence in view.sentences.items()}
