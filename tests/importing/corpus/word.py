"""Word documents with drawings, written as XML of the package."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from itertools import pairwise
from xml.sax.saxutils import escape

from .drawing import INCH, Drawing, draw
from .shapes import Item, Style, items
from .truth import TrueSop

TWIP = 635
NS = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "wpg": "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup",
        "wpc": "http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
        "w10": "urn:schemas-microsoft-com:office:word",
    }.items()
)
LANE = 1300
"""Width of a lane in twips."""
ROW = 1000
"""Height of a row in twips."""


def paragraph(text: str = "", extra: str = "") -> str:
    runs = (
        "".join(
            f'<w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r>'
            + "<w:r><w:br/></w:r>" * (n < text.count(chr(10)))
            for n, line in enumerate(text.split("\n"))
        )
        if text
        else ""
    )
    return f"<w:p>{extra}{runs}</w:p>"


def cell(text: str = "", width: int = 1000, *, span: int = 1, merge: str = "", extra: str = "") -> str:
    grid = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    vertical = {"": "", "restart": '<w:vMerge w:val="restart"/>', "go on": "<w:vMerge/>"}[merge]
    paragraphs = "".join(paragraph(one, extra if not n else "") for n, one in enumerate(text.split("\n")))
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{grid}{vertical}</w:tcPr>{paragraphs}</w:tc>'


def row(cells: list[str], height: int = 0, *, exact: bool = False, header: bool = False) -> str:
    rule = ' w:hRule="exact"' if exact else ""
    properties = f'<w:trHeight w:val="{height}"{rule}/>' if height else ""
    properties += "<w:tblHeader/>" if header else ""
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def table(widths: list[int], rows: list[str]) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>'
    )


def form(sop: TrueSop) -> str:
    widths = [5000, 2500, 5000]
    given = {
        "NOMOR SOP": sop.number,
        "TANGGAL PEMBUATAN": "2 Januari 2025",
        "TANGGAL REVISI": "-",
        "TANGGAL EFEKTIF": "3 Februari 2025",
        "DISAHKAN OLEH": "Kepala Dinas Arsip\n\nDra. Contoh Nama, M.Si.\nNIP. 19700101 199503 1 001",
        "NAMA SOP": sop.title,
    }
    rows = []
    for number, (label, value) in enumerate(given.items()):
        left = cell(
            "PEMERINTAH KABUPATEN CONTOH\nDINAS ARSIP" if not number else "",
            5000,
            merge="go on" if number else "restart",
        )
        rows.append(row([left, cell(label, 2500), cell(value, 5000)]))
    labels = list(sop.boxes)
    for one, two in zip(labels[::2], labels[1::2], strict=True):
        texts = [
            "\n".join([f"{label.upper()}:", *(f"{n}. {item}" for n, item in enumerate(sop.boxes[label], 1))])
            for label in (one, two)
        ]
        rows.append(row([cell(texts[0], 5000), cell(texts[1], 7500, span=2)]))
    return table(widths, rows)


@dataclass
class WordStyle:
    how: str = "own"
    """own: each shape is anchored in its cell; first: all in the first cell; group, canvas, vml, vml-group, both."""
    exact: bool = True
    style: Style = field(default_factory=Style)
    marks: dict[str, str] | None = None


HEADING = 2


def chart(
    sop: TrueSop,
    how: WordStyle | None,
    *,
    start: int = 0,
    stop: int | None = None,
    mark: str = "",
    drawn: Drawing | None = None,
) -> str:
    lanes = [LANE] * len(sop.actors)
    widths = [500, 2600, *lanes, 1500, 1200, 1500, 1300]
    head_one = [
        cell("NO", 500, merge="restart"),
        cell("KEGIATAN", 2600, merge="restart"),
        cell("PELAKSANA", sum(lanes), span=len(lanes)),
        cell("MUTU BAKU", 4200, span=3),
        cell("KET.", 1300, merge="restart"),
    ]
    head_two = [
        cell("", 500, merge="go on"),
        cell("", 2600, merge="go on"),
        *(cell(actor, LANE) for actor in sop.actors),
    ]
    head_two += [cell("Kelengkapan", 1500), cell("Waktu", 1200), cell("Output", 1500), cell("", 1300, merge="go on")]
    rows = [row(head_one, 400, exact=True, header=True), row(head_two, 800, exact=True, header=True)]
    steps = sop.steps[start:stop]
    anchored = _anchored(sop, how, len(steps), start) if how else {}
    for number, step in enumerate(steps, start + 1):
        acting = {actor for actor, _ in step.symbols}
        cells = [cell(f"{number}.", 500), cell(step.text, 2600)]
        for index, actor in enumerate(sop.actors):
            text = mark if mark and actor in acting else ""
            cells.append(cell(text, LANE, extra=anchored.get((number - 1 - start, index), "")))
        cells += [cell(step.inputs, 1500), cell(step.time, 1200), cell(step.output, 1500), cell(step.notes, 1300)]
        exact = how is None or how.exact
        rows.append(row(cells, ROW if exact else 0, exact=exact))
    return table(widths, rows)


def geometry(sop: TrueSop, count: int) -> tuple[dict[str, tuple[float, float]], list[tuple[float, float]]]:
    """Lanes and rows in EMU from the corner of the table."""
    left = 3100
    lanes = {actor: ((left + n * LANE) * TWIP, (left + (n + 1) * LANE) * TWIP) for n, actor in enumerate(sop.actors)}
    rows = [((1200 + n * ROW) * TWIP, (1200 + (n + 1) * ROW) * TWIP) for n in range(count)]
    return lanes, rows


def _anchored(sop: TrueSop, how: WordStyle, count: int, start: int) -> dict[tuple[int, int], str]:
    """XML to put into cells (step and lane from 0)."""
    del start
    lanes, rows = geometry(sop, count)
    drawn = draw(sop, lanes, rows)
    if how.how.startswith("vml"):
        return _vml(drawn, lanes, rows, grouped=how.how == "vml-group")
    made = list(items(drawn, how.style, "wps"))
    result: dict[tuple[int, int], str] = {}
    lefts = [one[0] for one in lanes.values()]
    if how.how in {"group", "canvas"}:
        result[0, 0] = _whole(made, lefts[0], rows[0][0], how.how)
        return result
    for place, item in enumerate(made):
        if how.how == "own" or how.how == "both":
            step = max((n for n, one in enumerate(rows) if one[0] <= item.box[1] + 1), default=0)
            lane = max((n for n, left in enumerate(lefts) if left <= item.box[0] + 1), default=0)
        else:
            step, lane = 0, 0
        xml = _anchor(item, lefts[lane], rows[step][0], place)
        if how.how == "both":
            xml = f'<mc:AlternateContent><mc:Choice Requires="wps">{xml}</mc:Choice><mc:Fallback><w:pict><v:rect style="position:absolute;margin-left:1pt;margin-top:1pt;width:9pt;height:9pt"/></w:pict></mc:Fallback></mc:AlternateContent>'
        result[step, lane] = result.get((step, lane), "") + f"<w:r>{xml}</w:r>"
    return result


PADDING = 108 * TWIP


def _anchor(
    item: Item, left: float, top: float, place: int, uri: str = "wordprocessingShape", content: str = ""
) -> str:
    x, y = round(item.xfrm[0] - left - PADDING), round(item.xfrm[1] - top)
    w, h = round(item.xfrm[2] - item.xfrm[0]), round(item.xfrm[3] - item.xfrm[1])
    content = content or item.xml((0, 0, w, h))
    return (
        f'<w:drawing><wp:anchor simplePos="0" relativeHeight="{place}" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1">'
        f'<wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="column"><wp:posOffset>{x}</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="paragraph"><wp:posOffset>{y}</wp:posOffset></wp:positionV><wp:extent cx="{w}" cy="{h}"/>'
        f'<wp:wrapNone/><wp:docPr id="{place + 1}" name="Shape {place}"/><a:graphic><a:graphicData '
        f'uri="http://schemas.microsoft.com/office/word/2010/{uri}">{content}</a:graphicData></a:graphic></wp:anchor></w:drawing>'
    )


def _whole(made: list[Item], left: float, top: float, how: str) -> str:
    """All shapes in one group or canvas."""
    box = (
        min(i.box[0] for i in made), min(i.box[1] for i in made), max(i.box[2] for i in made), max(i.box[3] for i in made)
    )  # fmt: skip

    def shift(at: tuple[float, ...]) -> tuple[float, ...]:
        return tuple(value - box[n % 2] for n, value in enumerate(at))

    body = "".join(item.xml(shift(item.xfrm)) for item in made)
    w, h = round(box[2] - box[0]), round(box[3] - box[1])
    if how == "group":
        content = (
            f'<wpg:wgp><wpg:cNvGrpSpPr/><wpg:grpSpPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{w}" cy="{h}"/><a:chOff x="0" y="0"/>'
            f'<a:chExt cx="{w}" cy="{h}"/></a:xfrm></wpg:grpSpPr>{body}</wpg:wgp>'
        )
        uri = "wordprocessingGroup"
    else:
        content, uri = f"<wpc:wpc><wpc:bg/><wpc:whole/>{body}</wpc:wpc>", "wordprocessingCanvas"
    return f"<w:r>{_anchor(Item(box, box, lambda at: ''), left, top, 1, uri, content)}</w:r>"


_TYPES = {"process": "109", "decision": "110", "terminator": "116"}


def _vml(drawn: Drawing, lanes, rows, *, grouped: bool) -> dict[tuple[int, int], str]:
    result: dict[tuple[int, int], str] = {}
    lefts = [one[0] for one in lanes.values()]
    pt = 12700
    body = []

    def put(key: tuple[int, int], xml: str) -> None:
        result[key] = result.get(key, "") + f"<w:r><w:pict>{xml}</w:pict></w:r>"

    for symbol in drawn.symbols:
        step, lane = symbol.key[0] - 1, list(lanes).index(symbol.key[1])
        if grouped:
            body.append(
                f'<v:shape id="_x0000_s{1100 + symbol.id}" type="#_x0000_t{_TYPES[symbol.shape]}" '
                f'style="position:absolute;left:{round(symbol.left / 635)};top:{round(symbol.top / 635)};width:{round(symbol.width / 635)};height:{round(symbol.height / 635)}"/>'
            )
            continue
        x, y = (symbol.left - lefts[lane] - PADDING) / pt, (symbol.top - rows[step][0]) / pt
        put(
            (step, lane),
            f'<v:shape id="_x0000_s{1100 + symbol.id}" type="#_x0000_t{_TYPES[symbol.shape]}" style="position:absolute;margin-left:{x:.2f}pt;'
            f'margin-top:{y:.2f}pt;width:{symbol.width / pt:.2f}pt;height:{symbol.height / pt:.2f}pt;z-index:1"/>',
        )
    for route in drawn.routes:
        step, lane = route.source.key[0] - 1, list(lanes).index(route.source.key[1])
        for number, (one, two) in enumerate(pairwise(route.points)):
            head = '<v:stroke endarrow="block"/>' if number == len(route.points) - 2 else ""
            if grouped:
                body.append(
                    f'<v:line from="{round(one[0] / 635)},{round(one[1] / 635)}" to="{round(two[0] / 635)},{round(two[1] / 635)}">{head}</v:line>'
                )
                continue
            ends = [
                f"{(p[0] - lefts[lane] - PADDING) / pt:.2f}pt,{(p[1] - rows[step][0]) / pt:.2f}pt" for p in (one, two)
            ]
            put(
                (step, lane),
                f'<v:line style="position:absolute;z-index:2" from="{ends[0]}" to="{ends[1]}">{head}</v:line>',
            )
        if route.label:
            x, y = route.label_place
            word = route.label
            if grouped:
                body.append(
                    f'<v:shape type="#_x0000_t202" stroked="f" filled="f" style="position:absolute;left:{round(x / 635)};top:{round(y / 635)};width:400;height:220">'
                    f"<v:textbox><w:txbxContent><w:p><w:r><w:t>{word}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape>"
                )
                continue
            put(
                (step, lane),
                f'<v:shape type="#_x0000_t202" stroked="f" filled="f" style="position:absolute;margin-left:{(x - lefts[lane] - PADDING) / pt:.2f}pt;margin-top:{(y - rows[step][0]) / pt:.2f}pt;width:22pt;height:12pt">'
                f"<v:textbox><w:txbxContent><w:p><w:r><w:t>{word}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape>",
            )
    if grouped:
        left, top = min(lefts), rows[0][0]
        w, h = max(one[1] for one in lanes.values()) - left, rows[-1][1] - top
        put(
            (0, 0),
            f'<v:group style="position:absolute;margin-left:{-PADDING / pt:.2f}pt;margin-top:0;width:{w / pt:.2f}pt;height:{h / pt:.2f}pt" '
            f'coordorigin="{round(left / 635)},{round(top / 635)}" coordsize="{round(w / 635)},{round(h / 635)}">{"".join(body)}</v:group>',
        )
    return result


def document(body: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
            '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
        )
        archive.writestr(
            "word/document.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><w:document {NS}><w:body>{body}<w:sectPr><w:pgSz w:w="18720" w:h="12240" w:orient="landscape"/></w:sectPr></w:body></w:document>',
        )
    return stream.getvalue()


__all__ = ["INCH", "WordStyle", "chart", "document", "form", "paragraph"]
