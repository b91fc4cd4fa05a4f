"""What an SOP says in one element of its form, on one line: names, positions and titles, never the keys for them."""

from collections.abc import Callable, Mapping

from ..anatomy import NONE_MARK
from ..model import Official, Procedure, Step
from ..process.relations import Directory, related_items
from ..profiles import Words

_SIGNERS = ("approved-by", "checked-by", "drafted-by")


def element_text(procedure: Procedure, key: str, words: Words, directory: Directory, units: Mapping[str, str]) -> str:
    """What the SOP says in one element, empty if nothing; ``units`` are the names of the units by key."""
    texts: dict[str, Callable[[], str]] = {
        "title": lambda: procedure.title,
        "unit": lambda: procedure.unit or procedure.text("unit"),
        "status": lambda: words[procedure.status],
        "related": lambda: "; ".join(dict.fromkeys(_related(item, directory) for item in related_items(procedure))),
        "replaced-by": lambda: _related(procedure.text("replaced-by"), directory),
        "applies-to": lambda: "; ".join(units.get(item.strip(), item.strip()) for item in _items(procedure, key)),
    }
    if key in texts:
        return one_line(texts[key]())
    value = procedure.parsed(key)
    if key in _SIGNERS and isinstance(value, Official):
        return one_line(_official(value))
    return one_line("; ".join(_items(procedure, key)))


def step_shown(procedure: Procedure, step: Step) -> str:
    """The activity and, in brackets, who does it."""
    labels = {actor.key: actor.label for actor in procedure.actors}
    keys = dict.fromkeys(key for node in procedure.nodes if node.step == step.id for key in node.actors)
    actors = ", ".join(labels.get(key, key) for key in keys)
    text = one_line(step.text)
    return f"{text} ({actors})" if actors else text


def one_line(text: str) -> str:
    """A text on one line; who verifies an SOP reads all of it."""
    return " ".join(text.split())


def _items(procedure: Procedure, key: str) -> tuple[str, ...]:
    value = procedure.fields.get(key)
    return value.items if value and value.items else (procedure.text(key),)


def _official(official: Official) -> str:
    """Position, name and number of identity: "a.n. Kepala Dinas, Sekretaris, Nama, NIP. 19..."."""
    position = f"{official.acting} {official.position}".strip()
    kind = "NIP." if official.id_kind == "NIP" else official.id_kind
    identity = f"{kind} {official.id}" if official.id else ""
    return ", ".join(filter(None, (*official.on_behalf, position, official.name, identity)))


def _related(text: str, directory: Directory) -> str:
    """Title and number of the SOP that an item means; a text that means none of the manual as it was typed."""
    other = directory.find(text)
    if other is None or not other.title:
        return text
    number = other.text("number").strip()
    return f"{other.title} ({number})" if number not in {"", NONE_MARK} else other.title
