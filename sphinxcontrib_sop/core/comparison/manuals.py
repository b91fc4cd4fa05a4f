"""Two versions of a manual: which SOPs are new, gone or different."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from ..exchange.exported import ExportedProcedure, read_procedure
from ..exchange.json import ExportedManual
from .assignment import Pair
from .changes import ManualChanges
from .likeness import likeness, same_things
from .procedures import compare

TITLE_SHARE, CONTENT_SHARE = 0.25, 0.75
"""What title and steps count for in the likeness of two SOPs."""

SAME_SOP = 0.55
"""From this likeness on two SOPs with different names are one that was renamed."""

NUMBER_BONUS = 0.15
"""What the same number adds to the likeness of two SOPs."""


def compare_manuals(old: ExportedManual, new: ExportedManual) -> ManualChanges:
    """Return what is different between two versions of a manual.

    SOPs are the same one by name, compared without case, then by content: an SOP that was moved to another file or
    called otherwise is renamed, not removed and added.
    """
    translated = _code(old.language) != _code(new.language)
    pairs, left, right = _by_name(old.sops, new.sops)
    gone = {place: read_procedure(old.sops[place]) for place in left}
    fresh = {place: read_procedure(new.sops[place]) for place in right}
    for row, column in _by_content([gone[place] for place in left], [fresh[place] for place in right]):
        pairs.append((left[row], right[column]))
        del gone[left[row]], fresh[right[column]]
    changed = []
    for old_place, new_place in sorted(pairs, key=lambda pair: pair[1]):
        if old.sops[old_place] == new.sops[new_place]:
            continue
        changes = compare(
            read_procedure(old.sops[old_place]), read_procedure(new.sops[new_place]), translated=translated
        )
        if changes:
            changed.append(changes)
    times = (old.working_time, new.working_time)
    return ManualChanges(
        old=old,
        new=new,
        added=tuple(fresh.values()),
        removed=tuple(gone.values()),
        changed=tuple(changed),
        working_times=times if old.sops and new.sops and times[0] != times[1] else None,
    )


def _code(language: str) -> str:
    return language.replace("-", "_").split("_")[0].casefold()


def _by_name(
    old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]
) -> tuple[list[Pair], list[int], list[int]]:
    """Pairs of SOPs with one name, and the rest of either side; of several with one name the first is the first."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, sop in enumerate(new):
        places[str(sop["name"]).casefold()].append(place)
    pairs: list[Pair] = []
    left = []
    for place, sop in enumerate(old):
        partners = places[str(sop["name"]).casefold()]
        if partners:
            pairs.append((place, partners.pop(0)))
        else:
            left.append(place)
    return pairs, left, sorted(place for partners in places.values() for place in partners)


def _by_content(old: Sequence[ExportedProcedure], new: Sequence[ExportedProcedure]) -> list[Pair]:
    if not old or not new:
        return []
    words = [list(map(_word_pairs, old)), list(map(_word_pairs, new))]

    def score(old_place: int, new_place: int) -> float:
        first, second = words[0][old_place], words[1][new_place]
        total = first.total() + second.total()
        content = 2 * (first & second).total() / total if total else 0.0
        number = old[old_place].fields.get("number", "")
        bonus = NUMBER_BONUS if number and number == new[new_place].fields.get("number") else 0.0
        if CONTENT_SHARE * content + TITLE_SHARE + bonus < SAME_SOP:
            return 0.0  # whatever the titles are
        return TITLE_SHARE * likeness(old[old_place].title, new[new_place].title) + CONTENT_SHARE * content + bonus

    return same_things(list(map(_content, old)), list(map(_content, new)), score, least=SAME_SOP)


def _content(procedure: ExportedProcedure) -> Hashable:
    """What an SOP says, whatever it is called; without steps it says nothing that could tell it from others."""
    steps = tuple((step.text, tuple(step.cells.values())) for step in procedure.steps)
    return steps or id(procedure)


def _word_pairs(procedure: ExportedProcedure) -> Counter[tuple[str, str]]:
    counts: Counter[tuple[str, str]] = Counter()
    for step in procedure.steps:
        counts.update(pairwise(["", *step.text.casefold().split()]))
    return counts
