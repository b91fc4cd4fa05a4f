"""Pictures and programs that LaTeX needs and may not find."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from sphinxcontrib_sop.output import latex
from sphinxcontrib_sop.output.latex import pictures as latex_pictures

from .conftest import LatexManual

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><rect width="20" height="10"/></svg>'
PAGE = "Uji\n===\n\n.. image:: {0}\n   :alt: Lambang\n\nDi dalam |baris|.\n\n.. |baris| image:: {0}\n   :alt: kecil\n"


@pytest.fixture
def converted() -> None:
    """The test needs something that converts SVG."""
    if not latex_pictures._svg_converters():
        pytest.skip("neither rsvg-convert nor CairoSVG is installed")


@pytest.mark.usefixtures("converted")
def test_svg_is_converted_without_being_asked_to(manual: LatexManual) -> None:
    manual.write({"index.rst": PAGE.format("lambang.svg"), "lambang.svg": SVG})
    manual.build(language="en")
    assert manual.warnings == []
    assert manual.tex().count(r"\sphinxincludegraphics{{lambang}.pdf}") == 2
    assert (manual.folder / "lambang.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.usefixtures("converted")
def test_a_broken_svg_is_its_text_and_one_message(manual: LatexManual) -> None:
    manual.write({"index.rst": PAGE.format("rusak.svg"), "rusak.svg": SVG[:-9]})
    manual.build(language="en")
    (message,) = manual.warnings
    assert message.startswith(
        "index.rst:4: WARNING: the picture rusak.svg cannot be converted for LaTeX, its alternative text is printed: "
    )
    assert "Lambang" in manual.tex()
    assert "Di dalam kecil." in manual.tex()
    assert "includegraphics{{rusak" not in manual.tex()


def test_without_a_converter_the_message_names_what_to_install(
    manual: LatexManual, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(latex_pictures, "_svg_converters", list)
    manual.write({"index.rst": PAGE.format("lambang.svg"), "lambang.svg": SVG})
    manual.build(language="en")
    assert manual.warnings == [
        "index.rst:4: WARNING: LaTeX shows no SVG, of the picture lambang.svg the alternative text is printed; install "
        "`rsvg-convert` (librsvg) and the Python package `sphinxcontrib-svg2pdfconverter` [sop.latex]"
    ]
    assert "Lambang" in manual.tex()


def test_missing_and_unsuitable_pictures_do_not_stop_latex(manual: LatexManual) -> None:
    manual.write(
        {"index.rst": "Uji\n===\n\n.. image:: tiada.png\n   :alt: Tiada\n\n.. image:: b.gif\n   :alt: Bergerak\n"}
    )
    (manual.source / "b.gif").write_bytes(b"GIF89a")
    manual.build(language="en", latex_logo="lambang.svg")
    assert manual.warnings == [
        "WARNING: `latex_logo` must be a PDF, PNG or JPEG file; lambang.svg is left out [sop.latex]",
        "index.rst:4: WARNING: image file not readable: tiada.png [image.not_readable]",
        "index.rst:7: WARNING: LaTeX cannot show the picture b.gif; its alternative text is printed [sop.latex]",
    ]
    assert "includegraphics" not in manual.tex().partition(r"\begin{document}")[2]


def test_latexpdf_without_latex_says_so_and_fails(
    manual: LatexManual, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "argv", ["sphinx-build", "-M", "latexpdf", "source", "output"])
    monkeypatch.setattr(latex.shutil, "which", lambda name: None if name != "make" else "make")
    manual.write({"index.rst": "Uji\n===\n"})
    app = manual.build(language="en", latex_engine="xelatex")
    assert manual.warnings == [
        "ERROR: `-M latexpdf` needs LaTeX; not found: xelatex, latexmk. Install TeX Live with latexmk, "
        "or use the builder `sop-pdf`, which needs no LaTeX [sop.latex]"
    ]
    assert app.statuscode == 1
