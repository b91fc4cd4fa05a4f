"""Several processes: what is there before they part is left out of garbage collection, and only then."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any

import pytest
from sphinx.util.parallel import parallel_available

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sphinx.testing.util import SphinxTestApp


@pytest.mark.parametrize(("jobs", "spared"), [(1, False), (2, parallel_available)])
def test_what_was_read_is_spared(
    tmp_path: Path, make_app: Callable[..., SphinxTestApp], jobs: int, spared: bool
) -> None:
    (tmp_path / "conf.py").write_text('extensions = ["sphinxcontrib_sop"]\n', encoding="utf-8")
    (tmp_path / "index.rst").write_text("Buku\n====\n", encoding="utf-8")
    before = gc.get_freeze_count()
    counts: list[int] = []

    def count(*_: Any) -> None:
        counts.append(gc.get_freeze_count())

    app = make_app("html", srcdir=tmp_path, parallel=jobs)
    app.connect("write-started", count, priority=900)
    app.build()
    assert [one > before for one in counts] == [spared]
    assert gc.get_freeze_count() <= before
