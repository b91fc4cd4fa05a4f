"""Which SOPs a list is about, and in which order."""

from ...core.model import Actor, Message, Procedure
from ..domain import documents_in_order
from ..records import GeneratedRequest
from ._registry import GeneratedContext


def selected(request: GeneratedRequest, context: GeneratedContext) -> list[Procedure]:
    """Return the SOPs of the unit and status that the options name, in the order of the manual."""
    procedures = in_order(context)
    unit = request.options.get("unit")
    if unit:
        procedures = [procedure for procedure in procedures if is_of_unit(procedure, unit, context)]
        if not procedures:
            message = Message(template="no SOP belongs to the unit `{unit}`", values={"unit": unit})
            context.warn("list", message, request.location)
    status = request.options.get("status")
    return [procedure for procedure in procedures if not status or procedure.status == status]


def is_of_unit(procedure: Procedure, unit: str, context: GeneratedContext) -> bool:
    """True if an SOP belongs to a unit, given by its key or name, or to one below it."""
    wanted = context.config.unit_named(unit)
    if wanted is None:
        return procedure.unit.casefold() == unit.casefold()
    current = context.config.unit_named(procedure.text("unit"))
    seen: set[str] = set()
    while current is not None and current.key not in seen:
        if current.key == wanted.key:
            return True
        seen.add(current.key)
        current = context.config.units.get(current.parent)
    return False


def acts_as(procedure: Procedure, name: str) -> Actor | None:
    """The lane of an actor, given by key or label, in an SOP in which it acts."""
    wanted = name.casefold()
    acting = {key for node in procedure.nodes for key in node.actors}
    lanes = (actor for actor in procedure.actors if actor.key in acting)
    return next((lane for lane in lanes if wanted in {lane.key.casefold(), lane.label.casefold()}), None)


def in_order(context: GeneratedContext) -> list[Procedure]:
    """Return every SOP in the order of the tables of contents; documents in none of them come last, by name."""
    place = {docname: number for number, docname in enumerate(documents_in_order(context.env))}
    return sorted(
        context.domain.procedures(), key=lambda procedure: (place.get(procedure.docname, len(place)), procedure.docname)
    )
