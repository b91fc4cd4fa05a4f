"""Shapes and glued connectors of a text, in a drawing canvas of Word (wordprocessingCanvas, since Word 2010)."""

from collections.abc import Iterator

from docx.oxml import parse_xml

from .columns import FONT
from .connectors import Frame, frame_of
from .drawing import SITES, Connector, Shape, Sketch
from .drawingml import MAIN, NO_FILL, NO_LINE, WHITE, attribute, freeform, geometry, outline, transform, xml_text

NAMESPACES = {
    "a": MAIN,
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "wpc": "http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas",
    "wpg": "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
}


def drawn(sketch: Sketch, points: float, *, glue: bool) -> Iterator[str]:
    """Connectors lie below the symbols, labels above both; without ``glue`` connectors are plain lines."""
    for number, connector in enumerate(sketch.connectors, start=1):
        yield _connector(number, connector, glue=glue)
    for number, shape in enumerate((*sketch.symbols, *sketch.labels), start=1):
        yield _shape(number, shape, points)


def _connector(number: int, connector: Connector, *, glue: bool) -> str:
    line = outline(head_at_start=connector.head_at_start, head_at_end=connector.head_at_end)
    named = f'<wps:cNvPr id="{connector.id}" name="{connector.name} {number}"/>'
    if not glue:
        return f"<wps:wsp>{named}<wps:cNvSpPr/><wps:spPr>{freeform(connector.path)}{line}</wps:spPr><wps:bodyPr/></wps:wsp>"
    frame = frame_of(connector.path)
    ends = (
        f'<a:stCxn id="{connector.source.id}" idx="{SITES[connector.exit]}"/>'
        f'<a:endCxn id="{connector.target.id}" idx="{SITES[connector.entry]}"/>'
    )
    return (
        f"<wps:wsp>{named}<wps:cNvCnPr>{ends}</wps:cNvCnPr>"
        f"<wps:spPr>{transform(frame)}{geometry(frame.preset, frame.adjustments)}{line}</wps:spPr><wps:bodyPr/></wps:wsp>"
    )


def _shape(number: int, shape: Shape, points: float) -> str:
    label = shape.symbol is None
    frame = Frame(
        preset=shape.preset, x=shape.left, y=shape.top, width=shape.right - shape.left, height=shape.bottom - shape.top
    )
    says_ = f" descr={attribute(shape.description)}" if shape.description else ""
    return (
        f'<wps:wsp><wps:cNvPr id="{shape.id}" name="{"Jawaban" if label else "Simbol"} {number}"{says_}/>'
        f"<wps:cNvSpPr{' txBox=' + chr(34) + '1' + chr(34) if label else ''}/>"
        f"<wps:spPr>{transform(frame)}{geometry(shape.preset)}{NO_FILL + NO_LINE if label else WHITE + outline()}</wps:spPr>"
        f"{_text(shape, points)}</wps:wsp>"
    )


def _text(shape: Shape, points: float) -> str:
    body = '<wps:bodyPr wrap="none" lIns="0" tIns="0" rIns="0" bIns="0" anchor="ctr"/>'
    if not shape.text:
        return body
    align = {"left": "left", "right": "right"}.get(shape.align, "center")
    size = round(2 * points * (1.0 if shape.symbol is None else 0.78))
    height = round(20 * points * 1.08)
    run = f'<w:rPr><w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}"/><w:b/><w:sz w:val="{size}"/></w:rPr>'
    lines = "".join(
        f'<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="{height}" w:lineRule="exact"/><w:jc w:val="{align}"/></w:pPr>'
        f'<w:r>{run}<w:t xml:space="preserve">{xml_text(line)}</w:t></w:r></w:p>'
        for line in shape.text
    )
    return f"<wps:txbx><w:txbxContent>{lines}</w:txbxContent></wps:txbx>{body}"


def canvas(
    sketch: Sketch, place: tuple[int, int], extent: tuple[int, int], title: str, ids: Iterator[int], points: float
) -> object:
    """Return a run with the drawing of a page, ``place`` to the right of and below its paragraph, all in EMU.

    Programs that know no canvas get a group of plain shapes.
    """
    (left, top), (width, height) = place, extent
    glued = "".join(drawn(sketch, points, glue=True))
    # LibreOffice takes the frame of a group from its members: the first one fills it and cannot be seen
    whole = Frame(preset="rect", x=0, y=0, width=width, height=height)
    ground = f"<wps:wsp><wps:cNvSpPr/><wps:spPr>{transform(whole)}{geometry('rect')}{NO_FILL}{NO_LINE}</wps:spPr><wps:bodyPr/></wps:wsp>"
    plain = ground + "".join(drawn(sketch, points, glue=False))
    named = attribute(title)
    size = f'cx="{width}" cy="{height}"'

    def drawing(kind: str, content: str) -> str:
        return (
            '<w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="251658240" '
            'behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
            f'<wp:positionH relativeFrom="column"><wp:posOffset>{left}</wp:posOffset></wp:positionH>'
            f'<wp:positionV relativeFrom="paragraph"><wp:posOffset>{top}</wp:posOffset></wp:positionV>'
            f'<wp:extent {size}/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>'
            f'<wp:docPr id="{next(ids)}" name="Diagram alir" descr={named}/><wp:cNvGraphicFramePr/>'
            f'<a:graphic><a:graphicData uri="{NAMESPACES[kind]}">{content}</a:graphicData></a:graphic>'
            "</wp:anchor></w:drawing>"
        )

    canvas = drawing("wpc", f"<wpc:wpc><wpc:bg/><wpc:whole/>{glued}</wpc:wpc>")
    frame = f'<a:off x="0" y="0"/><a:ext {size}/><a:chOff x="0" y="0"/><a:chExt {size}/>'
    group = drawing(
        "wpg",
        f"<wpg:wgp><wpg:cNvGrpSpPr/><wpg:grpSpPr><a:xfrm>{frame}</a:xfrm></wpg:grpSpPr>{plain}</wpg:wgp>",
    )
    spaces = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
    return parse_xml(
        f'<w:r {spaces}><mc:AlternateContent><mc:Choice Requires="wpc">{canvas}</mc:Choice>'
        f'<mc:Choice Requires="wpg">{group}</mc:Choice></mc:AlternateContent></w:r>'
    )
