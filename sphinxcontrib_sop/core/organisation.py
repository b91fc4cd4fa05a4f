"""The agency of a manual: its units and officials, and what a unit takes over from the one above it."""

from collections.abc import Collection, Mapping
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from .anatomy import nearest
from .model import Message, Official

INHERITED = ("letterhead", "official", "logo", "number_pattern")
"""What a unit has from its parent where it says nothing of its own."""


class Agency(Struct, frozen=True, kw_only=True):
    """The agency of the manual: the letterhead of cover and form."""

    name: tuple[str, ...] = ()
    unit: str = ""
    address: str = ""
    place: str = ""
    logo_left: str = ""
    """Path of the file from the source directory, like the other logos."""
    logo_right: str = ""


class Unit(Struct, frozen=True, kw_only=True):
    """One unit of the agency and what its SOPs inherit."""

    key: str
    name: str
    letterhead: tuple[str, ...] = ()
    logo: str = ""
    official: str = ""
    number_pattern: str = ""
    parent: str = ""


class Term(Struct, frozen=True, kw_only=True):
    """An official and the days between which he or she holds the office."""

    official: Official
    start: date | None = None
    end: date | None = None

    def holds(self, day: date) -> bool:
        """True if the office is held on that day."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


def settle_units(units: Mapping[str, Unit], officials: Collection[str]) -> tuple[dict[str, Unit], list[Message]]:
    """Return the units with what they inherit; a key that leads nowhere is left out and named, and so is a cycle."""
    messages: list[Message] = []
    known = {key: _checked(unit, units, officials, messages) for key, unit in units.items()}
    for key in list(known):
        cycle = _cycle(key, known)
        if cycle:
            template = "conf.py: sop_units: the units {units} are above one another in a cycle; `parent` of all of them is left out"
            messages.append(Message(template=template, values={"units": ", ".join(cycle)}))
            known |= {unit: replace(known[unit], parent="") for unit in cycle}
    return {key: _inheriting(unit, known) for key, unit in known.items()}, messages


def _checked(unit: Unit, units: Collection[str], officials: Collection[str], messages: list[Message]) -> Unit:
    for field, table, allowed in (("official", "sop_officials", officials), ("parent", "sop_units", units)):
        key = getattr(unit, field)
        if key and key not in allowed:
            meant = nearest(key, allowed)
            template = "conf.py: {name} = `{key}` is not a key of `{table}`"
            if meant:
                template = "conf.py: {name} = `{key}` is not a key of `{table}`; did you mean `{meant}`?"
            values = {"name": f"sop_units[{unit.key!r}][{field!r}]", "key": key, "table": table, "meant": meant}
            messages.append(Message(template=template, values=values))
            unit = replace(unit, official="") if field == "official" else replace(unit, parent="")
    return unit


def _cycle(key: str, units: Mapping[str, Unit]) -> list[str]:
    """The units of the cycle that a unit is part of, beginning with it; empty if there is none."""
    path = [key]
    while (parent := units[path[-1]].parent) and parent not in path:
        path.append(parent)
    return path if parent == key else []


def _inheriting(unit: Unit, units: Mapping[str, Unit]) -> Unit:
    above = unit
    while above.parent:
        above = units[above.parent]
        missing = {field: getattr(above, field) for field in INHERITED if not getattr(unit, field)}
        unit = replace(unit, **missing)
    return unit
