"""Which steps and which actors of two versions of an SOP are the same one."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from ..anatomy import CELLS
from ..exchange.exported import ExportedProcedure, ExportedStep
from ..model import Actor
from .assignment import Pair, best_pairs
from .likeness import likeness, same_things

TEXT_SHARE, CELLS_SHARE, ACTORS_SHARE = 0.65, 0.25, 0.1
"""What the activity, the other cells and the actors count for in the likeness of two steps."""

SAME_STEP = 0.5
"""From this likeness on two steps are one that was reworded."""


def pair_steps(old: ExportedProcedure, new: ExportedProcedure) -> list[Pair]:
    """Return which steps are the same one, as pairs of positions.

    By the whole content, then by explicit id, then by likeness, never by number alone.
    """
    old_actors, new_actors = acting(old), acting(new)
    contents = [
        [(step.text.casefold(), tuple(step.cells.values()), actors[step.id], step.heading) for step in procedure.steps]
        for procedure, actors in ((old, old_actors), (new, new_actors))
    ]

    def score(old_place: int, new_place: int) -> float:
        return _step_likeness(
            old.steps[old_place],
            new.steps[new_place],
            old_actors[old.steps[old_place].id],
            new_actors[new.steps[new_place].id],
        )

    same = same_things(contents[0], contents[1], lambda old_place, new_place: 0.0, least=2.0)
    taken = [{pair[side] for pair in same} for side in (0, 1)]
    named = [pair for pair in _by_id(old.steps, new.steps) if pair[0] not in taken[0] and pair[1] not in taken[1]]
    known = same_things(
        contents[0], contents[1], lambda old_place, new_place: 0.0, least=2.0, known=sorted([*same, *named])
    )
    texts = [[step.text.casefold() or id(step) for step in procedure.steps] for procedure in (old, new)]
    return same_things(texts[0], texts[1], score, least=SAME_STEP, known=known)


def _by_id(old: Sequence[ExportedStep], new: Sequence[ExportedStep]) -> list[Pair]:
    """Steps with one explicit id."""
    places = {step.id: place for place, step in enumerate(new) if step.explicit_id}
    return [(place, places[step.id]) for place, step in enumerate(old) if step.explicit_id and step.id in places]


def _step_likeness(
    old_step: ExportedStep, new_step: ExportedStep, actors: Sequence[str], others: Sequence[str]
) -> float:
    if old_step.heading is not new_step.heading:
        return 0.0
    shares = [(TEXT_SHARE, likeness(old_step.text, new_step.text))]
    filled = [key for key in CELLS if old_step.cells[key] or new_step.cells[key]]
    if filled:
        alike = sum(likeness("\n".join(old_step.cells[key]), "\n".join(new_step.cells[key])) for key in filled)
        shares.append((CELLS_SHARE, alike / len(filled)))
    if actors or others:
        shared = (Counter(actors) & Counter(others)).total()
        shares.append((ACTORS_SHARE, shared / max(len(actors), len(others))))
    return sum(share * value for share, value in shares) / sum(share for share, _ in shares)


def acting(procedure: ExportedProcedure) -> dict[str, tuple[str, ...]]:
    """Labels of the actors of each step from left to right."""
    labels = {actor.key: actor.label for actor in procedure.actors}
    actors_of: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for node in procedure.nodes:
        actors_of[node.step] += tuple(labels.get(key, key) for key in node.actors)
    return actors_of


def pair_actors(
    old: ExportedProcedure, new: ExportedProcedure, steps: Mapping[str, str], *, translated: bool = False
) -> dict[str, str]:
    """Return which actors are the same one, new key by old key.

    By label, then by key, then by what they do: actors that act in the same steps are one that is called differently.
    ``steps`` are the ids of the steps that are the same one.  Labels that are ``translated`` say nothing.
    """
    partners: dict[str, str] = {}
    by_label = ((_label, _label),) if not translated else ()
    for name_old, name_new in (*by_label, (_key, _key)):
        free = {name_new(actor): actor.key for actor in reversed(new.actors) if actor.key not in partners.values()}
        for actor in old.actors:
            key = free.pop(name_old(actor), None) if actor.key not in partners else None
            if key is not None:
                partners[actor.key] = key
    doing_old, doing_new = _doing(old), _doing(new)
    scores: dict[Pair, float] = {}
    for old_place, actor in enumerate(old.actors):
        for new_place, other in enumerate(new.actors):
            if actor.key in partners or other.key in partners.values():
                continue
            mine = {steps[step] for step in doing_old[actor.key] if step in steps}
            shared = len(mine & doing_new[other.key])
            if 2 * shared > max(len(doing_old[actor.key]), len(doing_new[other.key])):
                scores[old_place, new_place] = shared + likeness(actor.label, other.label)
    return partners | {
        old.actors[old_place].key: new.actors[new_place].key for old_place, new_place in best_pairs(scores)
    }


def _label(actor: Actor) -> str:
    return actor.label.casefold()


def _key(actor: Actor) -> str:
    return actor.key.casefold()


def _doing(procedure: ExportedProcedure) -> dict[str, set[str]]:
    """Ids of the steps in which each actor acts."""
    steps_of: dict[str, set[str]] = defaultdict(set)
    for node in procedure.nodes:
        for key in node.actors:
            steps_of[key].add(node.step)
    return steps_of
