"""One build that reads every sample of the catalogue."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any

import pytest
from sphinx.testing.util import SphinxTestApp
from sphinx.util.docutils import patch_docutils

from sphinxcontrib_sop.core.model import Manual
from sphinxcontrib_sop.extension.domain import sop_domain

from ..values import replace
from .framing import approvals_of, completed, ledger_faults_of, needs_of, settings_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

CONF = """
extensions = ["sphinxcontrib_sop"]
language = "id"
suppress_warnings = ["toc.not_included", "toc.no_title"]
sop_actors = {
    "petugas": "Petugas",
    "kasubag": "Kasubag",
    "kepala": "Kepala",
    "pemohon": {"name": "Pemohon", "external": True},
}
"""
ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Sample:
    """One sample as the rules see it."""

    manual: Manual
    settings: Mapping[str, Any]


@dataclass(frozen=True)
class Samples:
    """Every sample by ``SOP301.good``, and what the build said that is no finding."""

    by_name: Mapping[str, Sample]
    messages: tuple[str, ...]


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Samples:
    """The samples, read in one build."""
    folder = resources.files("sphinxcontrib_sop.core.rules").joinpath("samples")
    texts = {
        file.name.removesuffix(".rst"): file.read_text(encoding="utf-8")
        for file in folder.iterdir()
        if file.name.endswith(".rst")
    }
    manuals, messages = read_documents(
        tmp_path_factory.mktemp("samples"), {name: completed(text) for name, text in texts.items()}
    )
    by_name = {
        name: Sample(
            manual=replace(
                manuals[name],
                approvals=approvals_of(text),
                ledger_faults=ledger_faults_of(text),
                needs=needs_of(text),
            ),
            settings=settings_of(text),
        )
        for name, text in texts.items()
    }
    return Samples(by_name=by_name, messages=tuple(line for line in messages if "[sop.SOP" not in line))


def read_documents(source: Path, texts: Mapping[str, str]) -> tuple[dict[str, Manual], list[str]]:
    """Read documents in one build: each by its name as a manual of its own, and what the build said."""
    (source / "conf.py").write_text(CONF, encoding="utf-8")
    (source / "index.rst").write_text("Contoh\n======\n", encoding="utf-8")
    for name, text in texts.items():
        (source / f"{name}.rst").write_text(text, encoding="utf-8")
    warnings = io.StringIO()
    app = SphinxTestApp("dummy", srcdir=source, warning=warnings)
    try:
        with patch_docutils(source):
            app.build()
        records = sop_domain(app.env).by_doc
        manuals = {
            name: Manual(
                procedures=records[name].procedures,
                faults=records[name].faults,
                documents=records[name].pages,
            )
            for name in texts
            if name in records
        }
    finally:
        app.cleanup()
    return manuals, ESCAPES.sub("", warnings.getvalue()).splitlines()
