"""The identity form as HTML: letterhead at the left, numbers and dates at the right, the boxes below."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from docutils import nodes

from ...core.anatomy import SIGNERS
from ...extension.copies import ABOVE_SIGNATURE
from ...extension.nodes import sop_value
from ..page_code import code_html
from .fragments import fragment, value_children, write_nodes

if TYPE_CHECKING:
    from ..view import View

SHOWN_STATUS = ("draft", "revoked")
"""A procedure in any other state is printed without a mark."""


def identity_form(translator: Any, node: nodes.Element, view: View) -> str:
    """Return the form of a ``sop_form``."""
    values = value_children(node)
    label = escape(f"{view.words['form']}: {view.procedure.title}", quote=True)
    rows = _rows(translator, node, values, view)
    boxes = [
        f'<tr><td class="sop-box">{_box(translator, left, values, view)}</td>'
        f'<td class="sop-box" colspan="2">{_box(translator, right, values, view)}</td></tr>\n'
        for left, right in view.box_rows
    ]
    letterhead = f'<td class="sop-letterhead" rowspan="{max(len(rows), 1)}">{_letterhead(translator, values)}</td>'
    first, *others = rows or ['<th scope="row"></th><td></td>']
    further = "".join(f"<tr>{row}</tr>\n" for row in others)
    return (
        f'<div class="sop-sheet">{_beginning(view)}<details class="sop-fold" open>'
        f"<summary>{escape(view.words['form'])}</summary>"
        f'<table class="sop-form" aria-label="{label}">{_status(view)}'
        f'<colgroup><col class="sop-half"><col class="sop-names"><col></colgroup>\n<tbody>'
        f"<tr>{letterhead}{first}</tr>\n{further}{''.join(boxes)}</tbody></table></details></div>\n"
    )


def _beginning(view: View) -> str:
    """On a phone, before the form: the way to what has to be done."""
    first = next(view.procedure.rows(), None)
    if first is None:
        return ""
    anchor = escape(view.step_anchor(first.id), quote=True)
    said = escape(view.words["begin-at-step"].format(step=first.label or first.number))
    return f'<p class="sop-begin"><a href="#{anchor}">{said}</a></p>'


def _status(view: View) -> str:
    status = view.procedure.status
    if status not in SHOWN_STATUS:
        return ""
    return f'<caption class="sop-status sop-status-{status}"><span>{escape(view.words[status])}</span></caption>'


def _letterhead(translator: Any, values: dict[str, sop_value]) -> str:
    logos = [fragment(translator, values[key]) for key in ("logo", "logo-right") if key in values]
    shown = f'<div class="sop-logos">{"".join(logos)}</div>' if any(logos) else ""
    return shown + (write_nodes(translator, values["letterhead"].children) if "letterhead" in values else "")


def _rows(translator: Any, node: nodes.Element, values: dict[str, sop_value], view: View) -> list[str]:
    """Name and value of each row at the right."""
    rows = []
    for key in view.form_rows(values):
        if key == "title":
            kind, value = ' class="sop-title"', _title(translator, node, view)
        elif key in SIGNERS:
            kind, value = ' class="sop-approval"', _approval(translator, values.get(key), view)
        elif key == "page-address":
            kind, value = "", code_html(view.page_address, view.words["page-code"])
        else:
            kind, value = "", fragment(translator, values.get(key))
        rows.append(f'<th scope="row">{escape(view.words[key])}</th><td{kind}>{value}</td>')
    return rows


def _title(translator: Any, node: nodes.Element, view: View) -> str:
    """The title of the section, which is translated, else that of the procedure."""
    siblings = node.parent.children if node.parent is not None else []
    title = next((child for child in siblings if isinstance(child, nodes.title)), None)
    return write_nodes(translator, _repeated(title)) if title is not None else escape(view.procedure.title)


def _repeated(title: nodes.title) -> list[nodes.Node]:
    """The title once more, without the ids that it has where it is a heading."""
    copy = title.deepcopy()
    for node in copy.findall(nodes.Element):
        node["ids"] = []
    return list(copy.children)


def _approval(translator: Any, value: sop_value | None, view: View) -> str:
    """Position, room for the signature, name, rank and number of identity."""
    room = f'<div class="sop-signature sop-signature-{view.config.signature}"></div>'
    if view.config.signature == "electronic":
        room = f'<p class="sop-signed">{escape(view.words["signed-electronically"])}</p>{room}'
    if value is None:
        return room
    above: list[str] = []
    below: list[str] = []
    for child in value.children:
        part = child.get("part", "") if isinstance(child, nodes.Element) else ""
        line = write_nodes(translator, child.children if isinstance(child, nodes.paragraph) else [child])
        (above if part in ABOVE_SIGNATURE else below).append(f'<p class="sop-{escape(part or "line")}">{line}</p>')
    return "".join((*above, room, *below))


def _box(translator: Any, key: str, values: dict[str, sop_value], view: View) -> str:
    if not key:
        return ""
    return f'<p class="sop-box-name">{escape(view.words[key])}</p>{fragment(translator, values.get(key))}'
