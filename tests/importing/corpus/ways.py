"""The ways of drawing: each makes a file from SOPs whose flow is known."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from openpyxl import Workbook

from . import excel, word
from .drawing import INCH, Drawing, Route, Symbol
from .excel import SheetPlan, add_drawing, finish, set_widths, write_chart, write_form
from .shapes import PLAIN, Style, items
from .truth import ALL, JOINT, LETTER, LOAN, LONG, TrueSop, with_answers, worded
from .word import WordStyle


@dataclass(frozen=True)
class Way:
    name: str
    suffix: str
    make: Callable[[], bytes]
    sops: tuple[TrueSop, ...]
    kind: str
    """glued, loose, marks, words, word, structure: what share of arrows is asked for."""


WAYS: list[Way] = []


def way(name: str, suffix: str, kind: str, *sops: TrueSop) -> Callable[[Callable[[tuple[TrueSop, ...]], bytes]], None]:
    def register(make: Callable[[tuple[TrueSop, ...]], bytes]) -> None:
        WAYS.append(Way(name, suffix, lambda: make(sops or ALL), sops or ALL, kind))

    return register


WIDTHS = [5, 32, *[16] * 8, 20, 20, 20]
HEIGHTS = [60.0, 75.0, 52.5, 66.0]


def _book(sops: tuple[TrueSop, ...], style: Style, how: str = "twoCell", **options: object) -> bytes:
    """One sheet for each SOP, form above the table."""
    book = Workbook()
    book.remove(book.active)
    plans = {}
    for number, sop in enumerate(sops, 1):
        sheet = book.create_sheet(f"SOP {number}")
        set_widths(sheet, WIDTHS)
        plan = plans[sheet.title] = SheetPlan(sheet)
        row = write_form(sheet, sop, 1, len(sop.actors) + 6) + 1
        chart = write_chart(sheet, sop, row, heights=HEIGHTS, **options)
        add_drawing(plan, sop, [chart], style, how)
    return finish(book, plans)


def drawn(name: str, kind: str, style: Style, how: str = "twoCell", sops: tuple[TrueSop, ...] = ALL) -> None:
    words = style.answers
    told = tuple(with_answers(sop, *words) for sop in sops) if words != ("Ya", "Tidak") else sops
    WAYS.append(Way(name, ".xlsx", lambda: _book(sops, style, how), told, kind))


drawn("excel-glued", "glued", Style(glue=True))
drawn("excel-glued-stale", "glued", Style(glue=True, stale=True))
drawn("excel-anchored", "glued", Style())
drawn("excel-anchored-stale", "glued", Style(stale=True))
drawn("excel-loose", "loose", Style(jitter=0.07))
drawn("excel-group", "glued", Style(), "group")
drawn("excel-group-nested-glued", "glued", Style(glue=True), "nested")
drawn("excel-elbows", "loose", Style(lines="elbows"))
drawn("excel-elbows-loose", "loose", Style(lines="elbows", jitter=0.06, seed=5))
drawn("excel-block-arrows", "loose", Style(lines="blocks"))
drawn("excel-head-at-start", "glued", Style(glue=True, head_at_start=True))
drawn("excel-head-at-start-loose", "loose", Style(head_at_start=True, jitter=0.05))
drawn("excel-freeform", "loose", Style(lines="freeform", jitter=0.03))
drawn("excel-same-ids", "loose", Style(same_ids=True))
drawn("excel-yes-no-boxed", "glued", Style(answers=("YES", "NO"), labels="boxed"))
drawn("excel-y-t-plain-shapes", "glued", Style(glue=True, answers=("Y", "T"), presets=PLAIN))


def _marked(sign: Callable[[int], str], sops: tuple[TrueSop, ...]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for number, sop in enumerate(sops, 1):
        sheet = book.create_sheet(f"SOP {number}")
        row = write_form(sheet, sop, 1, len(sop.actors) + 6) + 1
        chart = write_chart(sheet, sop, row)
        for offset, step in enumerate(sop.steps):
            for actor, _ in step.symbols:
                sheet.cell(chart.first + offset, chart.lanes[actor][0], sign(offset))
    return finish(book, {})


for sign_name, signs in {"x": "Xx", "v": "Vv", "check": "√✓✔", "dot": "●•■", "letters": "PRA"}.items():
    WAYS.append(
        Way(
            f"excel-marks-{sign_name}",
            ".xlsx",
            lambda signs=signs: _marked(lambda n: signs[n % len(signs)], (LETTER, LONG)),
            (LETTER, LONG),
            "marks",
        )
    )
WAYS.append(
    Way(
        "excel-words",
        ".xlsx",
        lambda: _marked(lambda n: "X", (worded(LOAN), worded(LONG))),
        (worded(LOAN), worded(LONG)),
        "words",
    )
)


@way("excel-typed-arrows", ".xlsx", "words", LOAN, LONG)
def _typed(sops: tuple[TrueSop, ...]) -> bytes:
    """As another application writes it: three columns a lane, arrows typed in the cells."""
    book = Workbook()
    book.remove(book.active)
    for number, sop in enumerate(sops, 1):
        sheet = book.create_sheet(f"SOP {number}")
        row = write_form(sheet, sop, 1, 3 * len(sop.actors) + 6) + 1
        chart = write_chart(sheet, sop, row, lane_columns=3)
        for offset, step in enumerate(sop.steps):
            for actor, shape in step.symbols:
                left = chart.lanes[actor][0]
                back = next((flow for flow in sop.flows if flow[0] == offset + 1 and flow[4] == "Tidak"), None)
                sign = "◇" if shape == "decision" else "▭"
                sheet.cell(chart.first + offset, left + 1, f"{sign}\n⬇" if offset + 1 < len(sop.steps) else sign)
                if back:
                    sheet.cell(chart.first + offset, left + 2, f"(TIDAK) ➡ Ke #{back[2]}")
    return finish(book, {})


def png() -> bytes:
    """A small picture."""
    rows = b"".join(b"\0" + bytes([200, 200, 255]) * 60 for _ in range(40))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 60, 40, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@way("excel-picture", ".xlsx", "picture", LOAN)
def _picture(sops: tuple[TrueSop, ...]) -> bytes:
    book = Workbook()
    sheet = book.active
    set_widths(sheet, WIDTHS)
    sop = sops[0]
    chart = write_chart(sheet, sop, write_form(sheet, sop, 1, 9) + 1)
    plan = SheetPlan(sheet, picture=png())
    columns, rows = plan.edges(True, 30), plan.edges(False, 60)
    plan.picture_box = (columns[2], rows[chart.first - 1], columns[5], rows[chart.end - 2])
    return finish(book, {sheet.title: plan})


GROUPED = replace(
    JOINT,
    actors=("Arsiparis", "Pengolah Data", "Kepala Bidang Arsip", "Sekretaris Bidang Arsip"),
    steps=tuple(
        replace(
            step,
            symbols=tuple(
                (a.replace("Kepala Seksi", "Kepala Bidang Arsip").replace("Sekretaris", "Sekretaris Bidang Arsip"), s)
                for a, s in step.symbols
            ),
        )
        for step in JOINT.steps
    ),
    flows=tuple(
        tuple(
            part.replace("Kepala Seksi", "Kepala Bidang Arsip").replace("Sekretaris", "Sekretaris Bidang Arsip")
            if isinstance(part, str)
            else part
            for part in flow
        )
        for flow in JOINT.flows
    ),
)


@way("excel-two-row-headings", ".xlsx", "glued", GROUPED)
def _grouped(sops: tuple[TrueSop, ...]) -> bytes:
    return _book(
        sops,
        Style(glue=True),
        groups={"Bidang Arsip": ["Kepala Bidang Arsip", "Sekretaris Bidang Arsip"]},
        numbers=True,
    )


@way("excel-form-and-chart-apart", ".xlsx", "glued", LOAN, LETTER)
def _apart(sops: tuple[TrueSop, ...]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    plans = {}
    for number, sop in enumerate(sops, 1):
        write_form(book.create_sheet(f"Identitas {number}"), sop, 2, 10)
        sheet = book.create_sheet(f"Flowchart {number}")
        set_widths(sheet, WIDTHS)
        plan = plans[sheet.title] = SheetPlan(sheet)
        titles = {
            "text": "Aktivitas",
            "actors": "Pelaku",
            "std": "Baku Mutu",
            "in": "Persyaratan/Kelengkapan",
            "out": "Keluaran",
            "notes": "Ket.",
        }
        add_drawing(plan, sop, [write_chart(sheet, sop, 3, titles=titles, heights=HEIGHTS)], Style())
    return finish(book, plans)


@way("excel-several-in-a-sheet", ".xlsx", "glued", LOAN, LETTER, LONG)
def _several(sops: tuple[TrueSop, ...]) -> bytes:
    book = Workbook()
    sheet = book.active
    set_widths(sheet, WIDTHS)
    plan = SheetPlan(sheet)
    row = 1
    placed = []
    for sop in sops:
        row = write_form(sheet, sop, row, 11) + 2
        placed.append((sop, write_chart(sheet, sop, row, heights=HEIGHTS)))
        row = placed[-1][1].end + 3
    for sop, chart in placed:  # only now are all heights known
        add_drawing(plan, sop, [chart], Style())
    return finish(book, {sheet.title: plan})


@way("excel-continued", ".xlsx", "glued", LONG, LETTER)
def _continued(sops: tuple[TrueSop, ...]) -> bytes:
    """The table goes on below with its heading repeated, as for the next page."""
    book = Workbook()
    book.remove(book.active)
    plans = {}
    for number, sop in enumerate(sops, 1):
        sheet = book.create_sheet(f"SOP {number}")
        set_widths(sheet, WIDTHS)
        plan = plans[sheet.title] = SheetPlan(sheet)
        row = write_form(sheet, sop, 1, 10) + 1
        one = write_chart(sheet, sop, row, stop=5, heights=HEIGHTS)
        two = write_chart(sheet, sop, one.end, start=5, heights=HEIGHTS)
        add_drawing(plan, sop, [one, two], Style(glue=number == 1))
    return finish(book, plans)


@way("excel-page-connectors", ".xlsx", "loose", LONG, LETTER)
def _paged(sops: tuple[TrueSop, ...]) -> bytes:
    """Arrows between the two parts of a table go over pairs of off-page connectors with a letter."""
    book = Workbook()
    book.remove(book.active)
    plans = {}
    for number, sop in enumerate(sops, 1):
        sheet = book.create_sheet(f"SOP {number}")
        set_widths(sheet, WIDTHS)
        plan = plans[sheet.title] = SheetPlan(sheet)
        row = write_form(sheet, sop, 1, 10) + 1
        one = write_chart(sheet, sop, row, stop=5, heights=[90.0])
        two = write_chart(sheet, sop, one.end, start=5, heights=[90.0])
        drawing = over_pages(excel.drawing_of(plan, sop, [one, two]), 5)
        plan.drawn.append((list(items(drawing, Style(glue=number == 1))), "twoCell"))
    return finish(book, plans)


def over_pages(drawing: Drawing, last: int) -> Drawing:
    """The same drawing with a pair of connectors in place of each line from one page to the other."""
    result = Drawing(list(drawing.symbols))
    size = 0.16 * INCH
    for count, route in enumerate(drawing.routes):
        if (route.source.key[0] <= last) == (route.target.key[0] <= last):
            result.routes.append(route)
            continue
        pair = []
        for symbol, up in ((route.source, route.source.key[0] > last), (route.target, route.target.key[0] > last)):
            x = (
                symbol.left
                + symbol.width / 2
                - size / 2
                + (0.42 * INCH if up == (symbol is route.source) else -0.42 * INCH)
            )
            y = symbol.top - 0.36 * INCH if up else symbol.top + symbol.height + 0.2 * INCH
            pair.append(Symbol(symbol.key, "connector", x, y, size, size, 700 + 2 * count + len(pair), chr(65 + count)))
        result.symbols += pair
        into, out = pair
        down = into.top > route.source.top
        start, end = ("bottom", "top") if down else ("top", "bottom")
        points = [route.source.ports[start], into.ports[end]]
        result.routes.append(Route(route.source, into, points, (start, end), route.label, route.id))
        down = route.target.top > out.top
        start, end = ("bottom", "top") if down else ("top", "bottom")
        result.routes.append(
            Route(out, route.target, [out.ports[start], route.target.ports[end]], (start, end), "", route.id + 100)
        )
    return result


@way("excel-values", ".xlsx", "glued", LOAN)
def _values(sops: tuple[TrueSop, ...]) -> bytes:
    """Dates as numbers, durations as numbers with the unit in the heading, a NIP as a number."""
    book = Workbook()
    sheet = book.active
    set_widths(sheet, WIDTHS)
    sop = sops[0]
    values = {
        "Tanggal Pembuatan": date(2025, 1, 2),
        "Tanggal Efektif": 45691,
        "Disahkan oleh": "Kepala Dinas Arsip\nDra. Contoh Nama",
    }
    row = write_form(sheet, sop, 1, 9, values) + 1
    sheet.cell(row, 1, "NIP")
    sheet.cell(row, 2, 197001011995031001)
    row += 2
    chart = write_chart(sheet, sop, row, titles={"time": "Waktu (menit)"}, heights=HEIGHTS)
    for offset in range(len(sop.steps)):
        sheet.cell(chart.first + offset, 3 + len(sop.actors) + 1, 10 * (offset + 1))
    plan = SheetPlan(sheet)
    add_drawing(plan, sop, [chart], Style(glue=True))
    return finish(book, {sheet.title: plan})


@way("excel-actors-in-one-column", ".xlsx", "marks", LETTER)
def _one_column(sops: tuple[TrueSop, ...]) -> bytes:
    book = Workbook()
    sheet = book.active
    row = write_form(sheet, sops[0], 1, 8) + 1
    for column, title in enumerate(
        ("No", "Uraian Kegiatan", "Pelaksana", "Kelengkapan", "Waktu", "Output", "Keterangan"), 1
    ):
        sheet.cell(row, column, title)
    for number, step in enumerate(sops[0].steps, 1):
        actors = ", ".join(actor for actor, _ in step.symbols)
        for column, value in enumerate((number, step.text, actors, step.inputs, step.time, step.output), 1):
            sheet.cell(row + number, column, value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


# -- Word ------------------------------------------------------------------------------------------------------------
def written(name: str, how: WordStyle, kind: str = "word", sops: tuple[TrueSop, ...] = ALL) -> None:
    def make() -> bytes:
        return word.document(
            "".join(word.form(sop) + word.paragraph() + word.chart(sop, how) + word.paragraph() for sop in sops)
        )

    WAYS.append(Way(name, ".docx", make, sops, kind))


written("word-wps-in-cells", WordStyle("own"))
written("word-wps-in-first-cell", WordStyle("first"))
written("word-wps-no-heights", WordStyle("own", exact=False), "word-estimated")
written("word-wps-first-cell-no-heights", WordStyle("first", exact=False), "word-estimated")
written("word-wps-elbows", WordStyle("own", style=Style(lines="elbows")))
written("word-wps-and-fallback", WordStyle("both"))
written("word-group", WordStyle("group"))
written("word-canvas-glued", WordStyle("canvas", style=Style(glue=True)))
written("word-vml", WordStyle("vml"))
written("word-vml-group", WordStyle("vml-group"))


@way("word-marks", ".docx", "marks", LETTER, LONG)
def _word_marks(sops: tuple[TrueSop, ...]) -> bytes:
    return word.document("".join(word.form(sop) + word.chart(sop, None, mark="√") + word.paragraph() for sop in sops))


@way("word-words", ".docx", "words", worded(LOAN), worded(LONG))
def _word_words(sops: tuple[TrueSop, ...]) -> bytes:
    return word.document("".join(word.form(sop) + word.chart(sop, None, mark="X") + word.paragraph() for sop in sops))


@way("word-continued", ".docx", "marks", LETTER)
def _word_continued(sops: tuple[TrueSop, ...]) -> bytes:
    sop = sops[0]
    parts = [
        word.form(sop),
        word.chart(sop, None, mark="v", stop=4),
        word.paragraph(),
        word.chart(sop, None, mark="v", start=4),
    ]
    return word.document("".join(parts))
