"""What a sheet shows: the values of a view and its nodes as data for the templates."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import ceil
from typing import Any

from docutils import nodes

from ....core.anatomy import SIGNERS
from ....core.configuration import OutputConfig
from ....core.process.narration import tell
from ....extension.copies import ABOVE_SIGNATURE
from ....extension.nodes import sop_lane, sop_value
from ...page_code import code_typst
from ...view import INITIALS_ROOM, SIGNATURE_ROOM, View
from ..compiler.faces import Face, face_named
from ..compiler.lengths import points
from ..compiler.markup import Markup, quoted
from ..compiler.metrics import width as text_width
from ..text.setting import Setting
from ..text.steps import STEP_FONT
from ..text.translator import TypstTranslator
from ..text.writing import child_of
from .columns import HEAD_INSET, INSET, TEXT_COLUMNS, Columns
from .contents import SheetNodes, distant_notes
from .stairs import Paragraph

MARKED_STATUS = ("draft", "revoked")
"""Sheets of these procedures carry a watermark."""

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

HEADINGS = ("row-number", "text", "actors", "standard", "inputs", "time", "output", "notes")


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


def sheet_face(view: View) -> Face:
    """Return the face of sheets."""
    return face_named(view.config.typefaces.get("sheets", ""), view.config.fonts)


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
        {
            key: [paragraph for node in sheet.cell(row, key) for paragraph in _paragraphs(node, 0.0)]
            for key in TEXT_COLUMNS
        }
        for row in range(sheet.rows)
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
        "face": sheet_face(view).families,
        "paper": {"width": width, "height": height},
        "margin": margins(view),
        "watermark": view.words[view.procedure.status].upper() if view.procedure.status in MARKED_STATUS else "",
        "words": {"page": view.words["page"], "of": view.words["of"]},
        "head": _head(sheet),
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


def _head(sheet: SheetNodes) -> Markup:
    """Number and name, so that a single sheet of several is known."""
    number = sheet.values.get("number")
    named = [number.astext().strip() if number is not None else "", sheet.title]
    return Markup(f"#{quoted('  ·  '.join(filter(None, named)))};")


def _foot(sheet: SheetNodes) -> Markup:
    """Number, revision, and with a ledger the first digits of the fingerprint."""
    view = sheet.view
    parts = []
    for key in ("number", "revision"):
        value = sheet.values.get(key)
        if value is not None and value.astext().strip():
            parts.append(f"{view.words[key]}: {value.astext()}")
    if view.digest:
        parts.append(f"{view.words['proof-digest']}: {view.digest}")
    return Markup(f"#{quoted('  ·  '.join(parts))};")


def _body(sheet: SheetNodes, translator: TypstTranslator, *, after: bool) -> Markup:
    """The free content before or after the steps."""
    children = list(sheet.section.children)
    steps = sheet.chart if sheet.chart is not None else sheet.step_list
    place = children.index(steps) if steps is not None else len(children)
    part = children[place + 1 :] if after else children[:place]
    shown = [node for node in part if node is not sheet.form and not isinstance(node, nodes.title)]
    return translator.markup_of(
        *shown, *(distant_notes(sheet) if after else ()), setting=Setting(size=FORM_FONT, level=sheet.level)
    )


def _steps(sheet: SheetNodes, translator: TypstTranslator) -> Markup:
    """The steps of an SOP that has no flowchart, nothing if it has one."""
    if sheet.step_list is None:
        return Markup()
    return translator.markup_of(sheet.step_list, setting=Setting(line=body_size(sheet.view)[0], size=STEP_FONT))


# -- the form --------------------------------------------------------------------------------------------------------
def _form(sheet: SheetNodes, translator: TypstTranslator, width: float) -> dict[str, Any]:
    view, values = sheet.view, sheet.values
    value, wide = Setting(line=0.3 * width, size=FORM_FONT), Setting(line=0.46 * width, size=FORM_FONT)
    rows = []
    for key in view.form_rows(values):
        row: dict[str, Any] = {"label": view.words[key], "kind": "value"}
        if key == "title":
            row |= {"kind": "title", "body": _title(sheet, translator)}
        elif key in SIGNERS and key != "approved-by":
            official = _official(values.get(key), translator, value)
            row |= {"kind": "signer", "official": official, "room": INITIALS_ROOM}
        elif key in SIGNERS:
            row |= {"kind": "official", "official": _official(values.get(key), translator, value)}
        elif key == "page-address":
            row["body"] = Markup(code_typst(view.page_address, view.words["page-code"]))
        else:
            row["body"] = translator.markup_inside(values.get(key), setting=value)
        rows.append(row)
    electronic = ""
    if view.config.signature == "electronic":
        code = view.language.replace("-", "_").split("_")[0]
        electronic = SIGNED_ELECTRONICALLY.get(code, SIGNED_ELECTRONICALLY["en"])
    return {
        "logos": _logos(values, translator),
        "continued": view.words["continued"],
        "letterhead": [translator.markup_of(line, setting=wide) for line in _children(values.get("letterhead"))],
        "rows": rows,
        "boxes": [[_box(view, key, values, translator, wide) for key in pair] for pair in view.box_rows],
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
    for part in (sheet.section, *lanes):
        translator.note_ids(part)
    return Markup(translator.heading(title, sheet.level, sheet.section_number))


def _official(value: sop_value | None, translator: TypstTranslator, setting: Setting) -> dict[str, Any]:
    above, below = [], []
    for child in _children(value):
        part = child.get("part", "") if isinstance(child, nodes.Element) else ""
        text = translator.markup_of(child, setting=setting)
        if part in ABOVE_SIGNATURE:
            above.append(text)
        else:
            below.append((part or "line", text))
    return {"above": above, "below": below}


def _logos(values: Mapping[str, sop_value], translator: TypstTranslator) -> list[dict[str, str]]:
    images: Iterable[nodes.image] = (
        image for key in ("logo", "logo-right") if key in values for image in values[key].findall(nodes.image)
    )
    return [
        {"path": path, "alt": image.get("alt", "")} for image in images if (path := translator.edition.asset(image))
    ]


def _box(
    view: View, key: str, values: Mapping[str, sop_value], translator: TypstTranslator, setting: Setting
) -> dict[str, Any] | None:
    if not key:
        return None
    return {"label": view.words[key], "body": translator.markup_inside(values.get(key), setting=setting)}


# -- the flowchart table ---------------------------------------------------------------------------------------------
def table_values(sheet: SheetNodes, translator: TypstTranslator, columns: Columns) -> dict[str, Any]:
    """Return the texts of the flowchart table, divided to fit into its columns."""
    rows = []
    for row in range(sheet.rows):
        bold = sheet.is_heading(row)
        cells: dict[str, Any] = {}
        for key in TEXT_COLUMNS:
            setting = cell_setting(columns, columns.texts[key], bold=bold)
            written = translator.markup_of(*sheet.cell(row, key), setting=setting)
            cells[key] = Markup(f"#strong[{written}];") if bold and written else written
        places = translator.anchors_of(sheet.step(row))
        cells["number"] = Markup(places + row_number(sheet, translator, columns, row))
        rows.append(cells)
    lanes = []
    for name, width in zip(sheet.lane_names(), columns.lanes, strict=True):
        line = columns.turned - 2 * INSET if columns.turned else width - 2 * HEAD_INSET
        lanes.append(
            translator.markup_of_text(
                name, setting=Setting(line=line, size=columns.head_size * columns.breadth, bold=True)
            )
        )
    return {"rows": rows, "lanes": lanes}


def row_number(sheet: SheetNodes, translator: TypstTranslator, columns: Columns, row: int) -> Markup:
    """Return what is printed in the column No, without the place of the step."""
    setting = cell_setting(columns, columns.number, bold=sheet.is_heading(row))
    return translator.markup_of_text(sheet.number(row), setting=setting)


def cell_setting(columns: Columns, width: float, *, bold: bool = False) -> Setting:
    """Return how text is set in a cell of this width."""
    return Setting(line=width - 2 * INSET, size=columns.font_size * columns.breadth, bold=bold)


def sentences_by_node(view: View) -> dict[str, str]:
    """The sentence of every symbol by the id of its node."""
    return {node: tell(sentence, view.words) for node, sentence in view.sentences.items()}
