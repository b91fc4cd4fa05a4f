"""The address of an SOP's page, and the QR code that leads there from its sheet."""

import io
from html import escape

import segno

from ..core.model import Procedure

SIZE_MM = 16
"""Side of the code on paper: readable by a phone from a sheet on a wall."""


def page_address(pattern: str, procedure: Procedure) -> str:
    """Return the address of an SOP's page; empty without a pattern.

    ``pattern`` is the address of the web manual, or one with ``{docname}``, ``{name}`` and ``{anchor}``.
    """
    if not pattern:
        return ""
    if "{" not in pattern:
        pattern = pattern.rstrip("/") + "/{docname}.html#{anchor}"
    places = {"docname": procedure.docname, "name": procedure.name, "anchor": procedure.anchor}
    for place, value in places.items():
        pattern = pattern.replace(f"{{{place}}}", value)
    return pattern


def code_svg(address: str) -> str:
    """Return the QR code of an address as SVG, with the quiet zone that readers need."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, svgns=True, border=2, omitsize=True
    )
    return out.getvalue().decode()


def code_html(address: str, label: str) -> str:
    """Return the code and the address it leads to, for a page."""
    shown = escape(address, quote=True)
    picture = code_svg(address).replace("<svg ", f'<svg role="img" aria-label="{escape(label, quote=True)}" ', 1)
    return f'<div class="sop-page-code">{picture}<a href="{shown}">{shown}</a></div>'


def code_typst(address: str, label: str) -> str:
    """Return the code as markup of Typst."""
    svg, alt, target = (_quoted(text) for text in (code_svg(address), label, address))
    return f'#link({target})[#image(bytes({svg}), format: "svg", width: {SIZE_MM}mm, alt: {alt})]'


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
