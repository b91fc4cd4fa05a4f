"""Manuals made by chance are built: no traceback, no hang, and every word that was typed comes out.

SOP_SEEDS=0-2000 asks for more of them; see README.md.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from .builds import problems, write
from .campaign import builders_of
from .outputs import OUTPUTS
from .shrinking import shown, smallest
from .sources import Manual, make

if TYPE_CHECKING:
    from pathlib import Path

EACH = 2
"""Builders for each manual."""


def seeds() -> list[int]:
    """So many that every builder comes up four times, or those that SOP_SEEDS asks for."""
    first, _, last = os.environ.get("SOP_SEEDS", f"0-{2 * len(OUTPUTS) - 1}").partition("-")
    return list(range(int(first), int(last or first) + 1))


@pytest.mark.parametrize("seed", seeds())
@pytest.mark.filterwarnings("default")  # faulty sources make docutils warn of itself
def test_every_builder_takes_it(seed: int, tmp_path: Path) -> None:
    manual = make(seed)
    write(manual, tmp_path / "buku")
    for builder in builders_of(seed, EACH):
        found = problems(manual, builder, tmp_path / "buku")
        if found:
            pytest.fail(f"seed {seed}: {found[0]}\n{_smallest(manual, builder, found[0].kind, tmp_path)}")


def _smallest(manual: Manual, builder: str, kind: str, folder: Path) -> str:
    """The sources of the smallest manual with which the same is wrong."""
    tried = iter(range(10**6))

    def wrong(candidate: Manual) -> bool:
        place = folder / f"kecil{next(tried)}"
        write(candidate, place)
        typed = "\n".join(text for text in candidate.files.values() if isinstance(text, str))
        words = tuple(word for word in candidate.words if word.text in typed)
        return any(one.kind == kind for one in problems(candidate._replace(words=words), builder, place))

    return shown(smallest(manual, wrong))
