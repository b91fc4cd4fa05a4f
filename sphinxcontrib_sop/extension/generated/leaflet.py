"""`sop-leaflet`: what the public has to know of a service, on one page."""

from collections.abc import Iterable, Sequence

from docutils import nodes

from ...core.anatomy import NONE_MARK
from ...core.i18n import say
from ...core.model import Message, Procedure, Step
from ...core.process.times import procedure_time
from ...core.reading.durations import spelt
from ..records import GeneratedRequest
from ..tables import Cell, add_row, overview, strong
from ._records import TITLE_CLASSES
from ._registry import GeneratedContext, generator

COMPONENTS = ("requirements", "flow", "time", "cost", "product", "complaints")
"""Components of a service standard that concern its delivery (UU Nomor 25 Tahun 2009; recalled, not read)."""
BOXES = {
    "requirements": ("persyaratan", "requirements"),
    "cost": ("biaya", "cost"),
    "product": ("produk-layanan", "produk-pelayanan"),
    "complaints": ("pengaduan", "complaints"),
}
"""Component -> further boxes of the form (``sop_extra_boxes``) that may hold it."""
WIDTHS = (26, 74)


@generator("leaflet")
def leaflet(request: GeneratedRequest, context: GeneratedContext) -> list[nodes.Node]:
    """Return title and components; a component of which nothing is known is left out."""
    wanted = request.options.get("argument") or request.options.get("sop", "")
    procedure = context.domain.find_procedure(wanted, by_title=True) if wanted else None
    if procedure is None:
        message = Message(template="no SOP is called `{target}`", values={"target": wanted})
        context.warn("records", message, request.location)
    made = overview(WIDTHS, [context.words["leaflet-component"], context.words["leaflet-content"]], "sop-leaflet")
    for component in COMPONENTS:
        content = _typed(component, procedure, request) or (
            _from_procedure(component, procedure, context) if procedure else []
        )
        if content:
            add_row(made, [strong(context.words[f"leaflet-{component}"]), content])
    if procedure is None:
        return [nodes.paragraph("", wanted or "–"), *([made] if made.next_node(nodes.strong) else [])]
    title = nodes.paragraph("", "", context.link(procedure, docname=request.docname), classes=TITLE_CLASSES)
    unit = nodes.paragraph("", context.unit_of(procedure), classes=["sop-center"])
    return [title, unit, made]


def _typed(component: str, procedure: Procedure | None, request: GeneratedRequest) -> Cell:
    """What the leaflet or a further box of the SOP says of a component."""
    lines = [line.strip(" -") for line in request.options.get(component, "").splitlines()]
    if procedure is not None and not any(lines):
        boxes = (procedure.fields.get(name) for name in BOXES.get(component, ()))
        lines = next((list(box.items) for box in boxes if box is not None and box.text.strip() != NONE_MARK), [])
    return _list(line for line in lines if line)


def _from_procedure(component: str, procedure: Procedure, context: GeneratedContext) -> Cell:
    """What follows from the SOP itself."""
    rows = list(procedure.rows())
    if component == "requirements" and rows:
        return _list(_items(rows[0], "inputs"))
    if component == "flow":
        return _flow(procedure, rows)
    if component == "time":
        return _time(procedure, context)
    if component == "product":
        product = procedure.text("end-product").strip()
        return _list([product] if product else _items(rows[-1], "output") if rows else [])
    return []


def _items(step: Step, key: str) -> list[str]:
    value = step.texts.get(key)
    return [] if value is None or value.text.strip() in {"", NONE_MARK} else list(value.items)


def _flow(procedure: Procedure, rows: Sequence[Step]) -> Cell:
    """The steps in order, each with who does it."""
    labels = {actor.key: actor.label for actor in procedure.actors}
    made = nodes.enumerated_list(enumtype="arabic", prefix="", suffix=".")
    for step in rows:
        keys = dict.fromkeys(key for node in procedure.nodes if node.step == step.id for key in node.actors)
        who = ", ".join(labels.get(key, key) for key in keys)
        text = f"{who}: {_lowered(step.text)}" if who else step.text
        made += nodes.list_item("", nodes.paragraph("", text.rstrip(".")))
    return [made] if rows else []


def _lowered(text: str) -> str:
    words = " ".join(text.split())
    return words[:1].lower() + words[1:]


def _time(procedure: Procedure, context: GeneratedContext) -> Cell:
    """The promised time, else the time of the longest way."""
    promised = procedure.text("time-limit").strip()
    if promised and promised != NONE_MARK:
        return [nodes.paragraph("", promised)]
    time = procedure_time(procedure)
    if time is None or not time.longest or time.unknown_steps:
        return []
    return [nodes.paragraph("", say(spelt(time.longest, context.config.source.working_time), context.language))]


def _list(items: Iterable[str]) -> Cell:
    filled = [item for item in items if item]
    if len(filled) == 1:
        return [nodes.paragraph("", filled[0])]
    made = nodes.bullet_list(bullet="-")
    made += [nodes.list_item("", nodes.paragraph("", item)) for item in filled]
    return [made] if filled else []
