"""Ordinal numbers as the dictums of a decree are named."""

from __future__ import annotations

import pytest

from sphinxcontrib_sop.core.ordinals import ordinal


@pytest.mark.parametrize(
    ("number", "word"),
    [
        (1, "kesatu"), (2, "kedua"), (9, "kesembilan"), (10, "kesepuluh"), (11, "kesebelas"), (12, "kedua belas"),
        (19, "kesembilan belas"), (20, "kedua puluh"), (21, "kedua puluh satu"), (99, "kesembilan puluh sembilan"),
        (100, "ke-100"),
    ],
)  # fmt: skip
def test_in_indonesian(number: int, word: str) -> None:
    assert ordinal(number, "id") == word
    assert ordinal(number, "id_ID") == word


@pytest.mark.parametrize(
    ("number", "word"),
    [
        (1, "first"), (2, "second"), (5, "fifth"), (12, "twelfth"), (19, "nineteenth"), (20, "twentieth"),
        (40, "fortieth"), (21, "twenty-first"), (99, "ninety-ninth"), (100, "100th"),
        (101, "101st"), (102, "102nd"), (103, "103rd"), (104, "104th"), (111, "111th"), (112, "112th"), (113, "113th"), (121, "121st"),
        (1011, "1011th"), (1022, "1022nd"),
    ],
)  # fmt: skip
def test_in_english(number: int, word: str) -> None:
    assert ordinal(number, "en") == word


def test_all_differ() -> None:
    for language in ("id", "en"):
        assert len({ordinal(number, language) for number in range(1, 101)}) == 100
