"""A small manual through LaTeX itself: what a person who opens the PDF finds."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest

from .conftest import LatexManual
from .test_documents import DECREE, SETTINGS
from .test_sheets import sop

pytestmark = pytest.mark.latex

ENGINES = ["xelatex", "lualatex", *(["pdflatex"] if "SOP_PDFLATEX" in os.environ else [])]
"""The third one on request: it differs least."""
A4 = (595, 842)
SHEET = (842, 595)

CHAPTER = """
Isi Bab
=======

Lihat :sop:ref:`dua`, :sop:step:`satu/terima` dan :ref:`tiga`; 5 – 7 → ≤ é.

.. image:: lambang.svg
   :alt: Lambang
"""
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><rect width="20" height="10"/></svg>'


@pytest.fixture
def compiled(
    manual: LatexManual, request: pytest.FixtureRequest, require_tool: Callable[[str], str]
) -> tuple[pypdf.PdfReader, str]:
    """The PDF and what LaTeX said of it in its last run."""
    require_tool("typst")
    program = require_tool(request.param)
    chapters = {
        "satu.rst": sop("satu"),
        "bab.rst": CHAPTER + sop("dua", body="Paragraf wbebas."),
        "tiga.rst": sop("tiga"),
    }
    toctree = "".join(f"   {name}\n" for name in ("keputusan", "satu", "bab", "tiga"))
    manual.write(
        {
            "index.rst": f".. sop-cover:: Buku Prosedur\n   :year: 2026\n\n.. sop-list::\n\n.. toctree::\n\n{toctree}",
            "keputusan.rst": DECREE,
            "lambang.svg": LOGO,
            **chapters,
        }
    )
    app = manual.build(latex_engine=request.param, **SETTINGS)
    command = [program, "-halt-on-error", "-interaction=nonstopmode", "uji.tex"]
    for _ in range(2):
        done = subprocess.run(command, cwd=app.outdir, capture_output=True, check=False, timeout=300)
        assert done.returncode == 0, done.stdout.decode(errors="replace")[-2000:]
    log = (Path(app.outdir) / "uji.log").read_text(encoding="utf-8", errors="replace")
    return pypdf.PdfReader(Path(app.outdir) / "uji.pdf"), log.replace("\n", "")


def outline(reader: pypdf.PdfReader, entries: Any = None) -> Iterator[tuple[str, int]]:
    """Titles of the bookmarks and the indexes of their pages."""
    for entry in reader.outline if entries is None else entries:
        if isinstance(entry, list):
            yield from outline(reader, entry)
        else:
            page = reader.get_destination_page_number(entry)
            assert page is not None
            yield str(entry.title), page


def links(reader: pypdf.PdfReader, page: int) -> set[int]:
    """Indexes of the pages that the links of a page lead to."""
    found = set()
    for annotation in reader.pages[page].annotations or ():
        data = annotation.get_object()
        target = data.get("/Dest") or data.get("/A", {}).get_object().get("/D")
        destination = reader.named_destinations.get(str(target)) if target is not None else None
        number = reader.get_destination_page_number(destination) if destination is not None else None
        if number is not None:
            found.add(number)
    return found


@pytest.mark.parametrize("compiled", ENGINES, indirect=True)
def test_a_manual(compiled: tuple[pypdf.PdfReader, str]) -> None:
    reader, log = compiled
    assert re.findall(r"Missing character[^!]*!|Reference [^.]* undefined|multiply defined|Overfull \\hbox", log) == []
    sizes = [(round(page.mediabox.width), round(page.mediabox.height)) for page in reader.pages]
    assert set(sizes) == {A4, SHEET}
    assert sizes.count(SHEET) == 6
    places = dict(outline(reader))
    assert list(places) == ["Keputusan", "Penyusunan satu", "Isi Bab", "Penyusunan dua", "Penyusunan tiga"]
    texts = [page.extract_text() for page in reader.pages]
    for name in ("satu", "dua", "tiga"):
        first = places[f"Penyusunan {name}"]
        assert sizes[first] == sizes[first + 1] == SHEET
        # the page style of the manual: the number of its page stands at the foot, beside that of the sheet
        assert "Halaman 1 dari 2" in texts[first]
        assert reader.page_labels[first] in texts[first].rpartition("Halaman 1 dari 2")[2].split()
        assert reader.page_labels[first].isdecimal()
    assert "wbebas" in texts[places["Penyusunan dua"]]
    chapter = places["Isi Bab"]
    assert "5–7→≤é" in texts[chapter].replace(" ", "")
    wanted = {places["Penyusunan dua"], places["Penyusunan satu"] + 1, places["Penyusunan tiga"]}
    assert wanted <= links(reader, chapter)
    contents = next(number for number, text in enumerate(texts) if "Daftar Isi" in text)
    assert set(places.values()) <= links(reader, contents)
    listed = next(number for number, text in enumerate(texts) if "NAMA SOP" in text.upper() and sizes[number] == A4)
    assert all(
        re.search(
            rf"Penyusunan {name}\D+.*\b{reader.page_labels[places[f'Penyusunan {name}']]}\b", texts[listed], re.DOTALL
        )
        for name in ("satu", "dua", "tiga")
    )
