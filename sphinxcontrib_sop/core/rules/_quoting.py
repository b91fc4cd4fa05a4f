"""What several rules take from a box of the form, and how they quote it."""

from ..model import Procedure

_QUOTED = 60
"""Maximum number of characters of a text that a message quotes."""


def items_of(procedure: Procedure, key: str) -> tuple[str, ...]:
    """The items of a box; none if the SOP is revoked, since what it says is history."""
    value = procedure.fields.get(key)
    return () if value is None or procedure.status == "revoked" else value.items


def quoted(text: str) -> str:
    """A text as a message quotes it: without line breaks, long ones cut."""
    words = " ".join(text.split())
    return words if len(words) <= _QUOTED else words[: _QUOTED - 3].rstrip() + "..."
