"""Steps that became several: what one step said, or those who acted in it, is shared out over neighbouring steps."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from ..exchange.exported import ExportedStep
from .likeness import grams

FEWEST_PARTS = 2

OWN_SHARE = 0.6
"""A part says at least this much of what the old step said, and little else."""

WHOLE_SHARE = 0.7
"""The parts together say at least this much of the old step."""

LEAST_ALONE = 3
"""Groups of letters that only this part has of the old step: about a word."""

Pairs = Sequence[tuple[ExportedStep | None, ExportedStep | None]]


class Split(Struct, frozen=True, kw_only=True):
    """One step of the old version and the steps of the new one that it became, two at least, in their order."""

    old: ExportedStep
    parts: tuple[ExportedStep, ...]


def find_splits(
    pairs: Pairs, old_actors: Mapping[str, Sequence[str]], new_actors: Mapping[str, Sequence[str]]
) -> Iterator[Split]:
    """Yield the steps that were split, from all steps side by side and the actors of each by the id of the step.

    Actors are named alike in both versions.  A step that stayed as it was, with others beside it, was not split; no step
    is a part of two.
    """
    taken: set[int] = set()
    for place, (old, new) in enumerate(pairs):
        if old is None or old.heading:
            continue
        acting = old_actors.get(old.id, ())
        if new is not None and new.text == old.text and list(new_actors.get(new.id, ())) == list(acting):
            continue
        near = [*reversed(_fresh(pairs, range(place - 1, -1, -1))), *([new] if new else [])]
        near += _fresh(pairs, range(place + 1, len(pairs)))
        parts = _parts(old, [step for step in near if id(step) not in taken or step is new], new)
        if len(parts) < FEWEST_PARTS:
            continue
        if _texts_shared(old, parts) or _actors_shared(acting, [new_actors.get(step.id, ()) for step in parts]):
            taken.update(map(id, parts))
            yield Split(old=old, parts=tuple(parts))


def _fresh(pairs: Pairs, places: Iterable[int]) -> list[ExportedStep]:
    """The new steps that stand next to a place, nearest first; what is gone does not stand between."""
    fresh = []
    for place in places:
        old, new = pairs[place]
        if new is not None and old is not None:
            break
        if new is not None:
            fresh.append(new)
    return fresh


def _parts(old: ExportedStep, near: Sequence[ExportedStep], new: ExportedStep | None) -> list[ExportedStep]:
    """Those of some neighbours that say little but what the old step said."""
    whole = grams(old.text)
    parts = []
    for step in near:
        own = grams(step.text)
        shared = (own & whole).total()
        if step is new or (not step.heading and own and shared >= OWN_SHARE * own.total()):
            parts.append(step)
    return parts


def _texts_shared(old: ExportedStep, parts: Sequence[ExportedStep]) -> bool:
    """True if the parts say together what the old step said, and each something that the others do not."""
    whole = set(grams(old.text))
    shares = [whole & set(grams(step.text)) for step in parts]
    if not whole or len(set().union(*shares)) < WHOLE_SHARE * len(whole):
        return False
    others = [set().union(*(other for other in shares if other is not share)) for share in shares]
    return all(len(share - rest) >= LEAST_ALONE for share, rest in zip(shares, others, strict=True))


def _actors_shared(whole: Sequence[str], shares: Sequence[Sequence[str]]) -> bool:
    """True if those who acted in one step now act in several, each in one of them."""
    return all(shares) and sorted(whole) == sorted(actor for share in shares for actor in share)
