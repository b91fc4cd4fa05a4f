"""Shapes and glued connectors of a sheet, anchored to its cells (spreadsheetDrawing, ECMA-376 part 1, 20.5)."""

from collections.abc import Iterator, Sequence
from itertools import accumulate

from .columns import FONT
from .connectors import Frame, Place, frame_of
from .drawing import EMU_PER_PIXEL, SITES, Connector, Shape, Sketch
from .drawingml import NO_FILL, NO_LINE, WHITE, attribute, freeform, geometry, outline, transform, xml_text


class Grid:
    """Cells of a sheet as places: what lies where, for anchors."""

    def __init__(self, widths: Sequence[float], heights: Sequence[float]) -> None:
        self.columns = [0, *accumulate(round(width * EMU_PER_PIXEL) for width in widths)]
        self.rows = [0, *accumulate(round(height * EMU_PER_PIXEL) for height in heights)]

    def marker(self, tag: str, x: int, y: int) -> str:
        """The corner of an anchor: a cell and the distance from its top left corner in EMU."""
        column, row = _cell(self.columns, x), _cell(self.rows, y)
        return (
            f"<xdr:{tag}><xdr:col>{column}</xdr:col><xdr:colOff>{x - self.columns[column]}</xdr:colOff>"
            f"<xdr:row>{row}</xdr:row><xdr:rowOff>{y - self.rows[row]}</xdr:rowOff></xdr:{tag}>"
        )

    def anchor(self, left: int, top: int, right: int, bottom: int, content: str, *, moves_only: bool = True) -> str:
        """A shape with its anchor."""
        kind = ' editAs="oneCell"' if moves_only else ""
        ends = self.marker("from", max(left, 0), max(top, 0)) + self.marker("to", right, bottom)
        return f"<xdr:twoCellAnchor{kind}>{ends}{content}<xdr:clientData/></xdr:twoCellAnchor>"


def _cell(edges: Sequence[int], place: int) -> int:
    return max(0, min(len(edges) - 2, sum(1 for edge in edges[1:] if edge <= place)))


def logo(number: int, box: tuple[int, int, int, int]) -> str:
    """Return the picture of a relation, in EMU."""
    frame = Frame(preset="rect", x=box[0], y=box[1], width=box[2] - box[0], height=box[3] - box[1])
    return (
        f'<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="{number + 1}" name="Logo {number}" descr="Logo"/><xdr:cNvPicPr>'
        f'<a:picLocks noChangeAspect="1"/></xdr:cNvPicPr></xdr:nvPicPr><xdr:blipFill><a:blip r:embed="rId{number}"/>'
        f"<a:stretch><a:fillRect/></a:stretch></xdr:blipFill><xdr:spPr>{transform(frame)}{geometry('rect')}</xdr:spPr></xdr:pic>"
    )


def drawn(sketch: Sketch, grid: Grid, left: int, top: int, label_points: float) -> Iterator[str]:
    """Connectors lie below the symbols, labels above both."""
    for number, connector in enumerate(sketch.connectors, start=1):
        yield _connector(number, connector, [(x + left, y + top) for x, y in connector.path], grid)
    for number, shape in enumerate(sketch.symbols, start=1):
        yield _shape(f"Simbol {number}", shape, grid, left, top, label_points)
    for number, shape in enumerate(sketch.labels, start=1):
        yield _shape(f"Jawaban {number}", shape, grid, left, top, label_points)


def _connector(number: int, connector: Connector, path: Sequence[Place], grid: Grid) -> str:
    """A glued connector; programs that draw connectors their own way get the line as it is meant to run.

    LibreOffice routes every bent connector of a sheet anew and drops its glue; it takes what is said to be a replacement.
    """
    ends = (
        f'<a:stCxn id="{connector.source.id}" idx="{SITES[connector.exit]}"/>'
        f'<a:endCxn id="{connector.target.id}" idx="{SITES[connector.entry]}"/>'
    )
    line = outline(head_at_start=connector.head_at_start, head_at_end=connector.head_at_end)
    named = f'<xdr:cNvPr id="{connector.id}" name="{connector.name} {number}"/>'
    frame = frame_of(path)
    glued = grid.anchor(
        *frame.seen,
        f'<xdr:cxnSp macro=""><xdr:nvCxnSpPr>{named}<xdr:cNvCxnSpPr>{ends}</xdr:cNvCxnSpPr></xdr:nvCxnSpPr>'
        f"<xdr:spPr>{transform(frame)}{geometry(frame.preset, frame.adjustments)}{line}</xdr:spPr></xdr:cxnSp>",
        moves_only=False,
    )
    if frame.preset == "straightConnector1":
        return glued
    (left, right), (top, bottom) = ((min(places), max(places)) for places in zip(*path, strict=True))
    plain = grid.anchor(
        left,
        top,
        right,
        bottom,
        f'<xdr:sp macro="" textlink=""><xdr:nvSpPr>{named}<xdr:cNvSpPr/></xdr:nvSpPr>'
        f"<xdr:spPr>{freeform(path)}{line}</xdr:spPr></xdr:sp>",
        moves_only=False,
    )
    return (
        f'<mc:AlternateContent><mc:Choice Requires="xdr14">{glued}</mc:Choice>'
        f"<mc:Fallback>{plain}</mc:Fallback></mc:AlternateContent>"
    )


def _shape(name: str, shape: Shape, grid: Grid, left: int, top: int, points: float) -> str:
    box = (shape.left + left, shape.top + top, shape.right + left, shape.bottom + top)
    frame = Frame(preset=shape.preset, x=box[0], y=box[1], width=box[2] - box[0], height=box[3] - box[1])
    label = shape.symbol is None
    look = f"{NO_FILL}{NO_LINE}" if label else f"{WHITE}{outline()}"
    says_ = f" descr={attribute(shape.description)}" if shape.description else ""
    return grid.anchor(
        *box,
        f'<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="{shape.id}" name="{name}"{says_}/>'
        f"<xdr:cNvSpPr{' txBox=' + chr(34) + '1' + chr(34) if label else ''}/></xdr:nvSpPr>"
        f"<xdr:spPr>{transform(frame)}{geometry(shape.preset)}{look}</xdr:spPr>{_text(shape, points)}</xdr:sp>",
    )


def _text(shape: Shape, points: float) -> str:
    size = round(100 * points * (1.0 if shape.symbol is None else 0.78))
    align = {"left": "l", "right": "r"}.get(shape.align, "ctr")
    run = f'<a:rPr lang="id" sz="{size}" b="1"><a:solidFill><a:srgbClr val="000000"/></a:solidFill><a:latin typeface="{FONT}"/></a:rPr>'
    lines = "".join(
        f'<a:p><a:pPr algn="{align}"/><a:r>{run}<a:t>{xml_text(line)}</a:t></a:r></a:p>' for line in shape.text
    )
    return (
        '<xdr:txBody><a:bodyPr wrap="none" lIns="0" tIns="0" rIns="0" bIns="0" anchor="ctr" vertOverflow="overflow" '
        f'horzOverflow="overflow"/><a:lstStyle/>{lines or "<a:p/>"}</xdr:txBody>'
    )
