"""Manuals printed as sheets and as handbooks."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pypdf
import pytest
from sphinx.testing.util import SphinxTestApp
from sphinx.util.console import strip_escape_sequences

CONF = 'project = "Uji"\nlanguage = "id"\nextensions = ["sphinxcontrib_sop"]\n'
OTHERS = ("[sop.SOP", "[docutils]", "already registered")
"""Signs of findings about the content, of docutils, which speaks no Indonesian, and of a second app in one test."""

INDEX = "Uji\n===\n\n.. toctree::\n   :glob:\n\n   *\n"


class Manual:
    """A manual in a folder and its sheets."""

    def __init__(self, folder: Path, make_app: Callable[..., SphinxTestApp]) -> None:
        self.source = folder / "source"
        self.source.mkdir()
        self.output = folder / "output"
        self._make_app = make_app
        self._warnings = StringIO()
        self.write(**{"conf.py": CONF, "index.rst": INDEX})

    def write(self, **files: str) -> None:
        """Write source files; a name without a suffix is that of a document."""
        for name, text in files.items():
            path = self.source / (name if "." in name else f"{name}.rst")
            path.write_text(text, encoding="utf-8")

    def app(self, builder: str = "sop-sheets", **settings: Any) -> SphinxTestApp:
        """The program that writes the sheets; settings are those of ``conf.py``."""
        self._warnings = StringIO()
        return self._make_app(
            builder, srcdir=self.source, builddir=self.output, confoverrides=settings, warning=self._warnings
        )

    def build(self, *, app: SphinxTestApp | None = None, **settings: Any) -> SphinxTestApp:
        """Write the sheets."""
        app = app or self.app(**settings)
        app.build()
        self.sheets = Path(app.outdir)
        return app

    def print_book(self, **settings: Any) -> pypdf.PdfReader:
        """Write the handbook and return it."""
        app = self.app("sop-pdf", **settings)
        app.build()
        self.status = app.statuscode
        self.book = Path(app.outdir, "Uji.pdf")
        return pypdf.PdfReader(self.book)

    @property
    def warnings(self) -> list[str]:
        """What was reported, findings about the content left out."""
        lines = strip_escape_sequences(self._warnings.getvalue()).splitlines()
        return [line for line in lines if line and not any(sign in line for sign in OTHERS)]

    def reader(self, name: str) -> pypdf.PdfReader:
        """The sheet of an SOP."""
        return pypdf.PdfReader(self.sheets / f"{name}.pdf")

    def pages(self, name: str) -> list[str]:
        """Text of every page of a sheet."""
        return [page.extract_text() for page in self.reader(name).pages]


@pytest.fixture
def manual(require_tool: Callable[[str], str], tmp_path: Path, make_app: Callable[..., SphinxTestApp]) -> Manual:
    """An empty manual."""
    require_tool("typst")
    return Manual(tmp_path, make_app)
