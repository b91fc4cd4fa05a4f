"""`sop-cards`: a summary card of each SOP; a list where there are no pages with style sheets.

The cards have the classes of sphinx-design too where a manual uses it, so that they look like its others.
"""

from collections.abc import Iterator, Sequence

from docutils import nodes

from ...core.i18n import say
from ...core.model import Message, Procedure
from ..records import GeneratedRequest
from ..tables import text
from ._filters import filtered
from ._registry import GeneratedContext, generator
from .listing import column_text, in_wanted_order

USUAL = ("number", "unit", "status", "longest", "actors")

GRID = ("sd-container-fluid", "sd-sphinx-override", "sd-mb-4")
ROW = (
    "sd-row",
    "sd-row-cols-1",
    "sd-row-cols-xs-1",
    "sd-row-cols-sm-2",
    "sd-row-cols-md-2",
    "sd-row-cols-lg-3",
    "sd-g-3",
)
COLUMN = ("sd-col", "sd-d-flex-row")
CARD = ("sd-card", "sd-sphinx-override", "sd-w-100", "sd-shadow-sm")
BODY = ("sd-card-body",)
TITLE = ("sd-card-title", "sd-font-weight-bold")


@generator("cards")
def sop_cards(request: GeneratedRequest, context: GeneratedContext) -> list[nodes.Node]:
    """Return the cards, or a sentence where there is no SOP to show."""
    procedures = in_wanted_order(filtered(request, context), request)
    if not procedures:
        return text(say(Message(template="There is no SOP to list."), context.language), "sop-nothing")
    keys = request.options.get("columns", "").split() or USUAL
    if context.format != "html":
        return [_list(procedures, keys, request, context)]
    designed = "sphinx_design" in context.env.config.extensions
    cards = [_card(procedure, keys, request, context, designed=designed) for procedure in procedures]
    if not designed:
        return [nodes.container("", *cards, classes=["sop-cards"], is_div=True)]
    row = nodes.container("", *(_styled(COLUMN, [card]) for card in cards), classes=[*ROW], is_div=True)
    return [nodes.container("", row, classes=["sop-cards-designed", *GRID], is_div=True)]


def _styled(classes: Sequence[str], content: Sequence[nodes.Node]) -> nodes.container:
    return nodes.container("", *content, classes=[*classes], is_div=True)


def _card(
    procedure: Procedure, keys: Sequence[str], request: GeneratedRequest, context: GeneratedContext, *, designed: bool
) -> nodes.container:
    link = context.link(procedure, docname=request.docname)
    title = nodes.paragraph("", "", link, classes=["sop-card-title", *(TITLE if designed else ())])
    facts = nodes.field_list("", classes=["sop-card-facts"])
    for label, value in _facts(procedure, keys, context):
        facts += nodes.field("", nodes.field_name("", label), nodes.field_body("", nodes.paragraph("", value)))
    content: list[nodes.Node] = [title, facts] if facts.children else [title]
    if designed:
        return _styled(["sop-card", *CARD], [_styled(BODY, content)])
    return _styled(["sop-card"], content)


def _list(
    procedures: Sequence[Procedure], keys: Sequence[str], request: GeneratedRequest, context: GeneratedContext
) -> nodes.bullet_list:
    made = nodes.bullet_list(classes=["sop-cards"])
    for procedure in procedures:
        title = nodes.paragraph("", "", nodes.strong("", "", context.link(procedure, docname=request.docname)))
        facts = "; ".join(f"{label}: {value}" for label, value in _facts(procedure, keys, context))
        made += nodes.list_item("", title, *text(facts))
    return made


def _facts(procedure: Procedure, keys: Sequence[str], context: GeneratedContext) -> Iterator[tuple[str, str]]:
    """Label and text of what is known of an SOP."""
    for key in dict.fromkeys(keys):
        value = column_text(key, procedure, context)
        if value:
            yield context.words[key], value
