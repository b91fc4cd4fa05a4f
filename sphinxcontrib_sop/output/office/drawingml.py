"""The parts of DrawingML that a shape in a sheet and a shape in a text share (ECMA-376 part 1, 20.1)."""

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from ...core.characters import for_xml
from .connectors import QUARTER_TURN, Frame, Place

MAIN = "http://schemas.openxmlformats.org/drawingml/2006/main"

LINE_WIDTH = 9_525
"""EMU: 0.75 pt."""


def xml_text(text: str) -> str:
    """A text as XML."""
    return escape(for_xml(text))


def attribute(text: str) -> str:
    """A text as the value of an attribute, in its quotes."""
    return quoteattr(for_xml(text))


def transform(frame: Frame) -> str:
    """The place of a frame."""
    marks = "".join(
        f' {name}="{value}"'
        for name, value, wanted in (
            ("rot", QUARTER_TURN, frame.turned),
            ("flipH", 1, frame.flip_h),
            ("flipV", 1, frame.flip_v),
        )
        if wanted
    )
    return (
        f'<a:xfrm{marks}><a:off x="{frame.x}" y="{frame.y}"/><a:ext cx="{frame.width}" cy="{frame.height}"/></a:xfrm>'
    )


def geometry(preset: str, adjustments: tuple[int, ...] = ()) -> str:
    """A preset and its adjustments."""
    guides = "".join(f'<a:gd name="adj{n}" fmla="val {value}"/>' for n, value in enumerate(adjustments, start=1))
    return f'<a:prstGeom prst="{preset}"><a:avLst>{guides}</a:avLst></a:prstGeom>'


def freeform(path: Sequence[Place]) -> str:
    """An open line through these places, as a shape of its own whose frame just holds it."""
    left, top = min(x for x, _ in path), min(y for _, y in path)
    width, height = max(x for x, _ in path) - left, max(y for _, y in path) - top
    steps = "".join(
        f'<a:{"lnTo" if index else "moveTo"}><a:pt x="{x - left}" y="{y - top}"/></a:{"lnTo" if index else "moveTo"}>'
        for index, (x, y) in enumerate(path)
    )
    return (
        f'<a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm><a:custGeom><a:avLst/><a:gdLst/>'
        '<a:ahLst/><a:cxnLst/><a:rect l="0" t="0" r="r" b="b"/><a:pathLst>'
        f'<a:path w="{width}" h="{height}" fill="none">{steps}</a:path></a:pathLst></a:custGeom><a:noFill/>'
    )


def outline(*, head_at_start: bool = False, head_at_end: bool = False) -> str:
    """A black line; DrawingML calls the beginning of a line its head and the end its tail."""
    heads = ('<a:headEnd type="triangle"/>' if head_at_start else "") + (
        '<a:tailEnd type="triangle"/>' if head_at_end else ""
    )
    return f'<a:ln w="{LINE_WIDTH}"><a:solidFill><a:srgbClr val="000000"/></a:solidFill><a:miter lim="800000"/>{heads}</a:ln>'


WHITE = '<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill>'
NO_FILL = "<a:noFill/>"
NO_LINE = "<a:ln><a:noFill/></a:ln>"
