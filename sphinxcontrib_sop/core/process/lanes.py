"""Which actors a procedure has, and which of them an author means by a key or a label."""

from collections.abc import Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from ..model import Actor, Location
from ..reading.conversion import LaneLine, free_key, slug
from ..reading.grammar import ActorRef


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


class Lanes:
    """The actors of one procedure while its steps are read: declared ones first, others in order of appearance."""

    def __init__(self, declared: Iterable[LaneLine], known: Mapping[str, Actor], location: Location) -> None:
        self.known = known
        self._by_known_label = {_folded(actor.label): actor for actor in known.values()}
        self._actors: dict[str, Actor] = {}
        for line in declared:
            actor = self._declare(line, location)
            self._actors.setdefault(actor.key, actor)
        self.declared = bool(self._actors)

    def _declare(self, line: LaneLine, location: Location) -> Actor:
        known = self.known.get(line.key) or self._by_known_label.get(_folded(line.label or line.key))
        if known is not None:
            label = line.label or known.label
            short = known.short if label == known.label else ""
            # a line that is just a label of the manual's actor stands for its key
            key = known.key if line.derived or not line.label else line.key
            return replace(known, key=key, label=label, short=short, location=location)
        return Actor(key=line.key, label=line.label or line.key, location=location)

    @property
    def actors(self) -> tuple[Actor, ...]:
        """The lanes from left to right."""
        return tuple(self._actors.values())

    @property
    def anything_known(self) -> bool:
        """True if an actor that is not declared can be told from one that is."""
        return self.declared or bool(self.known)

    def find(self, ref: ActorRef) -> Actor | None:
        """Return the lane an author means, adding one for an actor of the manual; None if there is none."""
        if ref.quoted or " " in ref.text:
            return self._by_label(ref.text)
        if ref.text in self._actors:
            return self._actors[ref.text]
        if ref.text in self.known:
            return self._add(self.known[ref.text])
        matching = [actor for key, actor in self._actors.items() if key.casefold() == ref.text.casefold()]
        return matching[0] if len(matching) == 1 else self._by_label(ref.text)

    def _by_label(self, text: str) -> Actor | None:
        wanted = _folded(text)
        for actor in self._actors.values():
            if wanted == _folded(actor.label):
                return actor
        known = self._by_known_label.get(wanted)
        return self._add(known) if known else None

    def _add(self, actor: Actor) -> Actor:
        return self._actors.setdefault(actor.key, actor)

    def add_unknown(self, ref: ActorRef, location: Location) -> Actor:
        """Add a lane for an actor that nobody declared, so that the step can still be drawn."""
        key = ref.text
        if ref.quoted or " " in ref.text:
            key = free_key(slug(ref.text), self._actors)
        return self._add(Actor(key=key, label=ref.text, declared=not self.anything_known, location=location))


class LabelWords(Struct, frozen=True, kw_only=True):
    """Labels of the two answers of a decision in the source language."""

    yes: str
    no: str
