"""Manuals made by chance are built by every builder: no traceback, and every word that was typed comes out.

SOP_SEEDS=0-2000 asks for more of them.
"""

from __future__ import annotations

import io
import os
import re
import time
from typing import TYPE_CHECKING

import pytest
from docutils.parsers.rst import directives, roles
from sphinx.testing.util import SphinxTestApp, _clean_up_global_state

from .sources import Maker

if TYPE_CHECKING:
    from pathlib import Path

#: Builder -> ending of what holds its text; None: only built.
BUILDERS = {
    "html": ".html", "singlehtml": ".html", "text": ".txt", "man": None, "texinfo": ".texi", "latex": None, "epub": ".xhtml",
    "sop-json": None, "sop-sheets": None, "sop-pdf": None,
}  # fmt: skip
SECONDS = 60


def seeds() -> list[int]:
    """A few, or those that SOP_SEEDS asks for."""
    first, _, last = os.environ.get("SOP_SEEDS", "0-11").partition("-")
    return list(range(int(first), int(last or first) + 1))


def typed_words(sources: dict[str, str]) -> set[str]:
    """Words of the manual that no directive takes for a fault or a name."""
    return set(re.findall(r"kata\d+q", "\n".join(sources.values())))


@pytest.mark.parametrize("seed", seeds())
@pytest.mark.filterwarnings("default")  # faulty sources make docutils warn of itself
def test_every_builder_takes_it(seed: int, tmp_path: Path) -> None:
    maker = Maker(seed)
    sources = maker.manual()
    (tmp_path / "conf.py").write_text(
        'extensions = ["sphinxcontrib_sop"]\nlanguage = "id"\nproject = "Acak"\n', encoding="utf-8"
    )
    for name, text in sources.items():
        (tmp_path / name).write_text(text, encoding="utf-8", errors="surrogatepass")
    kept = dict(directives._directives), dict(roles._roles)
    for builder, ending in BUILDERS.items():
        begun = time.monotonic()
        _clean_up_global_state()
        app = SphinxTestApp(builder, srcdir=tmp_path, builddir=tmp_path / "_build", warning=io.StringIO())
        try:
            app.build()
            assert time.monotonic() - begun < SECONDS, f"{builder} takes too long"
            if ending:
                files = sorted(path for path in app.outdir.rglob(f"*{ending}") if "_sources" not in path.parts)
                written = "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in files)
                lost = typed_words(sources) - set(re.findall(r"kata\d+q", written))
                assert not lost, f"{builder} loses {sorted(lost)[:5]}"
        finally:
            app.cleanup()
            directives._directives.clear()
            directives._directives.update(kept[0])
            roles._roles.clear()
            roles._roles.update(kept[1])
