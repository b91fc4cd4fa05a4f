"""Two small algorithms on numbers: the best pairing of two rows of things, and what has kept its order."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import inf

Pair = tuple[int, int]


def best_pairs(scores: Mapping[Pair, float]) -> list[Pair]:
    """Return the pairs with the greatest sum of scores in which nothing is paired twice, in order.

    A pair without a score above 0 is never taken.  The pairs fall into groups that share nothing; each is solved by the
    Hungarian method with shortest augmenting paths (Kuhn 1955; Jonker and Volgenant 1987) in cubic time.
    """
    open_pairs = {pair: score for pair, score in scores.items() if score > 0}
    pairs: list[Pair] = []
    for rows, columns in _groups(open_pairs):
        costs = [[-open_pairs.get((row, column), 0.0) for column in columns] for row in rows]
        taken = _assign(costs) if len(rows) <= len(columns) else _turned(costs)
        pairs += [(rows[i], columns[j]) for i, j in taken if (rows[i], columns[j]) in open_pairs]
    return sorted(pairs)


def _groups(pairs: Mapping[Pair, float]) -> list[tuple[list[int], list[int]]]:
    """Rows and columns that hang together."""
    columns_of: dict[int, list[int]] = defaultdict(list)
    rows_of: dict[int, list[int]] = defaultdict(list)
    for row, column in sorted(pairs):
        columns_of[row].append(column)
        rows_of[column].append(row)
    groups = []
    seen: set[int] = set()
    for first in columns_of:
        if first in seen:
            continue
        seen.add(first)
        rows, columns, waiting = [first], set[int](), [first]
        while waiting:
            for column in columns_of[waiting.pop()]:
                if column in columns:
                    continue
                columns.add(column)
                fresh = [row for row in rows_of[column] if row not in seen]
                seen.update(fresh)
                rows += fresh
                waiting += fresh
        groups.append((sorted(rows), sorted(columns)))
    return groups


def _turned(costs: Sequence[Sequence[float]]) -> list[Pair]:
    return [(row, column) for column, row in _assign(list(zip(*costs, strict=True)))]


def _assign(costs: Sequence[Sequence[float]]) -> list[Pair]:
    """Give every row a column of its own at the least cost; there are no more rows than columns."""
    height, width = len(costs), len(costs[0])
    row_price, column_price = [0.0] * (height + 1), [0.0] * (width + 1)
    row_of = [0] * (width + 1)  # counted from 1; column 0 stands for the row that is looking
    before = [0] * (width + 1)
    for row in range(1, height + 1):
        row_of[0], column = row, 0
        least, done = [inf] * (width + 1), [False] * (width + 1)
        while row_of[column]:
            done[column] = True
            here, step, nearest = row_of[column], inf, 0
            for other in range(1, width + 1):
                if done[other]:
                    continue
                cost = costs[here - 1][other - 1] - row_price[here] - column_price[other]
                if cost < least[other]:
                    least[other], before[other] = cost, column
                if least[other] < step:
                    step, nearest = least[other], other
            for other in range(width + 1):
                if done[other]:
                    row_price[row_of[other]] += step
                    column_price[other] -= step
                else:
                    least[other] -= step
            column = nearest
        while column:
            row_of[column] = row_of[before[column]]
            column = before[column]
    return [(row_of[column] - 1, column - 1) for column in range(1, width + 1) if row_of[column]]


def in_order(values: Sequence[int]) -> set[int]:
    """Return the positions of a longest rising run of distinct values: what stands elsewhere has moved (Schensted 1961)."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for position, value in enumerate(values):
        place = bisect_left(tails, value)
        before.append(ends[place - 1] if place else -1)
        tails[place:] = [value] if place == len(tails) else [value, *tails[place + 1 :]]
        ends[place:] = [position] if place == len(ends) else [position, *ends[place + 1 :]]
    kept: set[int] = set()
    position = ends[-1] if ends else -1
    while position >= 0:
        kept.add(position)
        position = before[position]
    return kept
