"""Manuals written for LaTeX."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from sphinx.testing.util import SphinxTestApp
from sphinx.util.console import strip_escape_sequences

CONF = 'project = "Uji"\nlanguage = "id"\nextensions = ["sphinxcontrib_sop"]\n'


class LatexManual:
    """A manual in a folder and what LaTeX gets of it."""

    def __init__(self, folder: Path, make_app: Callable[..., SphinxTestApp]) -> None:
        self.source = folder / "source"
        self.source.mkdir()
        self.output = folder / "output"
        self._make_app = make_app
        self._warnings = StringIO()
        self.write({"conf.py": CONF})

    def write(self, files: dict[str, str]) -> None:
        """Write source files."""
        for name, text in files.items():
            path = self.source / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def build(self, **settings: Any) -> SphinxTestApp:
        """Write the manual; settings are those of ``conf.py``."""
        self._warnings = StringIO()
        app = self._make_app(
            "latex", srcdir=self.source, builddir=self.output, confoverrides=settings, warning=self._warnings
        )
        app.build()
        self.folder = Path(app.outdir)
        return app

    @property
    def warnings(self) -> list[str]:
        """What was reported, findings about the content left out; paths relative to the sources."""
        lines = strip_escape_sequences(self._warnings.getvalue()).replace(f"{self.source}/", "").splitlines()
        return [line for line in lines if line and "[sop.SOP" not in line and "[docutils]" not in line]

    def tex(self, name: str = "uji") -> str:
        """What LaTeX reads."""
        return (self.folder / f"{name}.tex").read_text(encoding="utf-8")

    @property
    def sheets(self) -> list[str]:
        """Names of the sheets that were printed."""
        return sorted(path.name for path in self.folder.glob("sop-*.pdf"))


@pytest.fixture
def manual(tmp_path: Path, make_app: Callable[..., SphinxTestApp]) -> LatexManual:
    """An empty manual."""
    return LatexManual(tmp_path, make_app)
