"""What is made of the whole manual comes out in every builder, and again when the manual changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from docutils import nodes
from sphinx.testing.util import SphinxTestApp
from sphinx.util.console import strip_escape_sequences
from sphinx.util.docutils import SphinxDirective

from sphinxcontrib_sop.core.model import Message
from sphinxcontrib_sop.extension.generated import GENERATORS, GeneratedContext
from sphinxcontrib_sop.extension.nodes import sop_generated
from sphinxcontrib_sop.extension.records import GeneratedRequest

SOP = """.. sop:: {title}

   .. sop-step:: Menulis laporan
      :pelaksana: staf
"""


class Titles(SphinxDirective):
    def run(self) -> list[nodes.Node]:
        node = sop_generated(kind="titles", options={"sort": "name"})
        self.set_source_info(node)
        return [node]


def titles(request: GeneratedRequest, context: GeneratedContext) -> list[nodes.Node]:
    items = []
    for procedure in context.domain.procedures():
        link = context.link(procedure, docname=request.docname)
        items.append(nodes.list_item("", nodes.paragraph("", "", link)))
    if not items:
        context.warn("list", Message(template="the list of {what} is empty", values={"what": "SOP"}), request.location)
    return [nodes.bullet_list("", *items)] if items else []


@pytest.fixture(autouse=True)
def _generator() -> Iterator[None]:
    GENERATORS["titles"] = titles
    yield
    del GENERATORS["titles"]


def build(folder: Path, builder: str = "html") -> SphinxTestApp:
    app = SphinxTestApp(builder, srcdir=folder / "source")
    app.add_directive("titles", Titles, override=True)
    app.build()
    app.cleanup()
    return app


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    folder.joinpath("conf.py").write_text("extensions = ['sphinxcontrib_sop']\nlanguage = 'en'\nhtml_theme = 'basic'\n")
    folder.joinpath("index.rst").write_text("Manual\n======\n\n.. titles::\n\n.. toctree::\n   :glob:\n\n   sop-*\n")
    return folder


@pytest.mark.parametrize("builder", ["html", "singlehtml", "text", "latex", "epub", "man", "texinfo"])
def test_every_builder_shows_it(source: Path, tmp_path: Path, builder: str) -> None:
    source.joinpath("sop-a.rst").write_text(SOP.format(title="Penyusunan Laporan"))
    app = build(tmp_path, builder)
    written = "".join(path.read_text("utf-8", "replace") for path in app.outdir.rglob("*") if path.is_file())
    assert written.count("Penyusunan Laporan") >= 2


def test_a_link_leads_to_the_sop_and_follows_its_title(source: Path, tmp_path: Path) -> None:
    source.joinpath("sop-a.rst").write_text(SOP.format(title="Penyusunan Laporan"))
    page = build(tmp_path).outdir / "index.html"
    assert (
        '<li><p><a class="reference internal" href="sop-a.html#sop-sop-a"><span class="sop-ref">Penyusunan'
        in page.read_text()
    )
    source.joinpath("sop-a.rst").write_text(SOP.format(title="Penyusunan Rencana"))
    source.joinpath("sop-b.rst").write_text(SOP.format(title="Pengiriman Surat"))
    build(tmp_path)
    assert '<span class="sop-ref">Penyusunan Rencana' in page.read_text()
    assert 'href="sop-b.html#sop-sop-b"><span class="sop-ref">Pengiriman Surat' in page.read_text()
    source.joinpath("sop-b.rst").unlink()
    build(tmp_path)
    assert "Pengiriman Surat" not in page.read_text()


def test_an_unchanged_manual_is_not_written_again(source: Path, tmp_path: Path) -> None:
    source.joinpath("sop-a.rst").write_text(SOP.format(title="Penyusunan Laporan"))
    build(tmp_path)
    assert "no targets are out of date" in build(tmp_path).status.getvalue()


def test_a_fault_is_said_on_every_build(source: Path, tmp_path: Path) -> None:
    source.joinpath("sop-a.rst").write_text(":orphan:\n\nNothing here\n============\n")
    for _ in range(2):
        lines = strip_escape_sequences(build(tmp_path).warning.getvalue()).splitlines()
        warnings = [line for line in lines if "[sop.list]" in line]
        assert [line.partition("source/")[2] for line in warnings] == [
            "index.rst:4: WARNING: The list of SOP is empty [sop.list]"
        ]
