"""The best pairing is the best there is."""

from __future__ import annotations

from itertools import combinations, permutations

from hypothesis import given
from hypothesis import strategies as st

from sphinxcontrib_sop.core.comparison.assignment import best_pairs, in_order

SCORES = st.dictionaries(st.tuples(st.integers(0, 4), st.integers(0, 4)), st.integers(-3, 9).map(float), max_size=16)


@given(SCORES)
def test_no_other_pairing_is_better(scores: dict[tuple[int, int], float]) -> None:
    found = best_pairs(scores)
    assert len({row for row, _ in found}) == len({column for _, column in found}) == len(found)
    assert all(scores[pair] > 0 for pair in found)
    best = max(
        sum(max(scores.get((row, column), 0.0), 0.0) for row, column in zip(range(5), columns, strict=True))
        for columns in permutations(range(5))
    )
    assert sum(scores[pair] for pair in found) == best


@given(st.lists(st.integers(0, 30), unique=True, max_size=8))
def test_no_longer_run_is_in_order(values: list[int]) -> None:
    kept = sorted(in_order(values))
    assert [values[place] for place in kept] == sorted(values[place] for place in kept)
    for places in combinations(range(len(values)), len(kept) + 1):
        run = [values[place] for place in places]
        assert run != sorted(run)
