"""How alike two texts are, and which things of two rows are the same one."""

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from functools import lru_cache

from .assignment import Pair, best_pairs

GRAM = 3
"""Letters that are compared together: enough to tell words, few enough that affixes matter little."""

NEIGHBOUR_BONUS = 0.04
"""What each neighbour that is known to be the same adds to a likeness."""

DISTANCE_MALUS = 0.03
"""What the greatest distance from where a thing would be expected takes away; it decides between equals only."""


@lru_cache(maxsize=8192)
def grams(text: str) -> Counter[str]:
    """Return the groups of letters in the words of a text, whatever their case."""
    counts: Counter[str] = Counter()
    for word in text.casefold().split():
        padded = f" {word} "
        counts.update(padded[start : start + GRAM] for start in range(max(1, len(padded) - GRAM + 1)))
    return counts


def likeness(text: str, other: str) -> float:
    """Return how alike two texts are, from 0 to 1: the share of the groups of letters they have in common (Dice 1945)."""
    if text == other:
        return 1.0
    first, second = grams(text), grams(other)
    total = first.total() + second.total()
    return 2 * (first & second).total() / total if total else 1.0


def same_things(
    old: Sequence[Hashable],
    new: Sequence[Hashable],
    score: Callable[[int, int], float],
    *,
    least: float,
    known: Sequence[Pair] = (),
) -> list[Pair]:
    """Return which of two rows of things are the same one, as pairs of positions.

    Certain are the ``known`` pairs, then those that are equal and stand once in each row, wherever they stand.  The rest
    is paired so that the sum of the likenesses is greatest; a pair needs a ``score`` of ``least``.  Neighbours that are
    the same count in favour of a pair, and between equals the order decides.
    """
    pairs = dict(known)
    taken = set(pairs.values())
    counts = Counter(old), Counter(new)
    places = {thing: place for place, thing in enumerate(new)}
    for place, thing in enumerate(old):
        if place not in pairs and counts[0][thing] == counts[1][thing] == 1 and places[thing] not in taken:
            pairs[place] = places[thing]
            taken.add(places[thing])
    left = [place for place in range(len(old)) if place not in pairs]
    right = [place for place in range(len(new)) if place not in taken]
    scores: dict[Pair, float] = {}
    for row in left:
        expected = _expected(row, pairs)
        for column in right:
            value = score(row, column)
            value += NEIGHBOUR_BONUS * _neighbours(row, column, pairs, len(old), len(new))
            if value >= least:
                # above the least: one good pair is worth more than two that barely pass
                distance = (column - expected) / max(len(old), len(new))
                scores[row, column] = value - least + 2 * DISTANCE_MALUS - DISTANCE_MALUS * distance**2
    return sorted([*pairs.items(), *best_pairs(scores)])


def _neighbours(row: int, column: int, pairs: dict[int, int], height: int, width: int) -> int:
    """How many neighbours of two things are the same; the ends of the rows count as such."""
    before = pairs.get(row - 1) == column - 1 if row and column else row == column
    last_one, last_two = row + 1 == height, column + 1 == width
    after = last_one is last_two if last_one or last_two else pairs.get(row + 1) == column + 1
    return before + after


def _expected(row: int, pairs: dict[int, int]) -> float:
    """Where a thing would stand if everything between it and its neighbours had stayed."""
    before = next((pairs[place] + row - place for place in range(row - 1, -1, -1) if place in pairs), None)
    after = next((pairs[place] + row - place for place in sorted(pairs) if place > row), None)
    guesses = [guess for guess in (before, after) if guess is not None]
    return sum(guesses) / len(guesses) if guesses else row
