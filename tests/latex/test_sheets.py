"""The sheets between the pages of LaTeX: nothing of an SOP is lost, everything that is referred to has its place."""

from __future__ import annotations

import re
from collections.abc import Callable

import pypdf
import pytest

from sphinxcontrib_sop.output import latex
from sphinxcontrib_sop.output.latex.sheets import sheet_file
from sphinxcontrib_sop.output.typst.compiler.engine import TypstFailedError
from sphinxcontrib_sop.output.typst.sheet import press

from .conftest import LatexManual

STEPS = """
   .. sop-step:: Menerima naskah
      :id: terima
      :pelaksana: staf

   .. sop-step:: Memeriksa naskah
      :pelaksana: kepala
      :tidak: terima
"""


@pytest.fixture(autouse=True)
def _typst(require_tool: Callable[[str], str]) -> None:
    require_tool("typst")


def sop(name: str, *, body: str = "", title: str = "", steps: str = STEPS) -> str:
    """An SOP with a free content."""
    indented = "\n".join(f"   {line}" if line else "" for line in body.splitlines())
    return f".. sop:: {title or f'Penyusunan {name}'}\n   :name: {name}\n   :nomor: {name}/1\n\n{indented}\n{steps}\n"


def pages_of(tex: str) -> list[tuple[str, int, str]]:
    """File, number and further content of every included page."""
    found = re.findall(r"\\sphinxsopsheetpage\{([^}]*)\}\{(\d+)\}\{%\n(.*?)^\}$", tex, re.DOTALL | re.MULTILINE)
    return [(file, int(number), more) for file, number, more in found]


def test_every_page_is_included_in_order(manual: LatexManual) -> None:
    long = "".join(
        f"\n   .. sop-step:: Mencatat {number} {'naskah ' * 40}\n      :pelaksana: staf\n" for number in range(20)
    )
    manual.write({"index.rst": f"Uji\n===\n\n{sop('a', steps=long)}\n{sop('b')}"})
    manual.build()
    assert manual.warnings == []
    assert manual.sheets == ["sop-a.pdf", "sop-b.pdf"]
    counts = {name: len(pypdf.PdfReader(manual.folder / name).pages) for name in manual.sheets}
    assert counts["sop-a.pdf"] > 2
    expected = [(name, number + 1) for name in manual.sheets for number in range(counts[name])]
    assert [(file, number) for file, number, _ in pages_of(manual.tex())] == expected
    assert (manual.folder / "sphinxsop.sty").is_file()


def test_the_first_page_makes_the_entry_and_holds_the_labels(manual: LatexManual) -> None:
    manual.write(
        {
            "index.rst": "Uji\n===\n\n.. toctree::\n\n   bab\n\nLihat :sop:ref:`a`, :sop:step:`a/terima`, :ref:`a`.\n",
            "bab.rst": f"Bab\n===\n\n{sop('a', title='Pemberian *Cuti* & Izin')}",
        }
    )
    manual.build()
    tex = manual.tex()
    assert r"\begin{sphinxsopsheet}{section}{1}{841.890bp}{595.276bp}" in tex
    assert r"\sphinxsopsheettitle{Pemberian \sphinxstyleemphasis{Cuti} \& Izin}" in tex
    first, second = (more for _, _, more in pages_of(tex))
    assert first.startswith(r"\sphinxsopsheetheading\label{\detokenize{bab:sop-a}}")
    assert r"\phantomsection\label{\detokenize{bab:sop-a--terima}}" in second
    assert tex.count(r"\hyperref[\detokenize{bab:sop-a}]") == 2
    assert r"\hyperref[\detokenize{bab:sop-a--terima}]" in tex


@pytest.mark.parametrize(
    ("settings", "heading"),
    [
        ({}, "{chapter}{0}"),
        ({"latex_toplevel_sectioning": "part"}, "{part}{-1}"),
        ({"latex_theme": "howto"}, "{section}{1}"),
    ],
)
def test_an_sop_that_is_a_whole_file_has_the_heading_of_a_file(
    manual: LatexManual, settings: dict[str, str], heading: str
) -> None:
    manual.write({"index.rst": "Uji\n===\n\n.. toctree::\n\n   a\n", "a.rst": sop("a")})
    manual.build(**settings)
    assert rf"\begin{{sphinxsopsheet}}{heading}" in manual.tex()
    assert r"\label{\detokenize{a:sop-a}}\label{\detokenize{a::doc}}" in manual.tex()


def test_a_manual_of_nothing_but_an_sop(manual: LatexManual) -> None:
    manual.write({"index.rst": sop("a", title="Pemberian Cuti")})
    manual.build()
    assert r"\begin{sphinxsopsheet}{chapter}{0}" in manual.tex()


def test_the_free_content_is_on_the_sheet_with_its_index_entries_and_labels(manual: LatexManual) -> None:
    body = (
        ".. index:: wkata\n\n.. _sasaran:\n\nParagraf wbebas dengan catatan [#x]_ dan [Buku]_.\n\n"
        ".. figure:: tidak-ada.png\n   :name: gambar\n\n   Judul wgambar\n\n.. [#x] Isi wcatatan.\n.. [Buku] Isi wpustaka.\n"
    )
    manual.write({"index.rst": f"Uji\n===\n\nLihat :ref:`di sini <sasaran>` dan [Buku]_.\n\n{sop('a', body=body)}"})
    manual.build(numfig=True)
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(manual.folder / "sop-a.pdf").pages)
    assert [word for word in ("wbebas", "wgambar", "wcatatan", "wpustaka") if word not in text] == []
    (_, _, more), *_ = pages_of(manual.tex())
    assert r"\index{wkata@\spxentry{wkata}}" in more
    assert r"\label{\detokenize{index:sasaran}}" in more
    assert r"\refstepcounter{figure}" in more
    assert r"\label{\detokenize{index:gambar}}" in more
    assert r"\bibitem[Buku]{index:buku}" in manual.tex()
    assert manual.warnings == ["index.rst:16: WARNING: image file not readable: tidak-ada.png [image.not_readable]"]


def test_notes_of_other_documents_are_not_on_the_sheet(manual: LatexManual) -> None:
    files = {
        f"{name}.rst": f"{name}\n===\n\n{sop(name, body='Paragraf [#]_.')}\n.. [#] Catatan w{name}.\n"
        for name in ("aaa", "bbb")
    }
    manual.write({"index.rst": "Uji\n===\n\n.. toctree::\n\n   aaa\n   bbb\n", **files})
    manual.build()
    for name, other in (("aaa", "wbbb"), ("bbb", "waaa")):
        text = pypdf.PdfReader(manual.folder / f"sop-{name}.pdf").pages[-1].extract_text()
        assert f"w{name}" in text
        assert other not in text


def test_what_only_latex_can_set_follows_the_sheet(manual: LatexManual) -> None:
    body = ".. raw:: latex\n\n   \\wmentah\n\n.. toctree::\n\n   lain\n"
    manual.write({"index.rst": f"Uji\n===\n\n{sop('a', body=body)}", "lain.rst": "Wlain\n=====\n\nIsi.\n"})
    manual.build()
    assert manual.warnings == []
    after = manual.tex().partition(r"\end{sphinxsopsheet}")[2]
    assert r"\wmentah" in after
    assert r"\section{Wlain}" in after
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(manual.folder / "sop-a.pdf").pages)
    assert "Wlain" not in text


def test_the_number_of_an_sop_is_printed_where_it_is_referred_to(manual: LatexManual) -> None:
    manual.write({"index.rst": f"Uji\n===\n\n{sop('a', body='Lihat :sop:ref:`b`.')}\n{sop('b')}"})
    manual.build()
    assert "(b/1)" in pypdf.PdfReader(manual.folder / "sop-a.pdf").pages[0].extract_text().replace("\u200b", "")


def test_names_of_files_are_safe_for_latex_and_differ(manual: LatexManual) -> None:
    manual.write({"index.rst": f"Uji\n===\n\n{sop('cuti_é')}\n{sop('cuti.é')}\n{sop('cuti-2')}"})
    manual.build()
    assert len(manual.sheets) == 3
    assert all(re.fullmatch(r"[A-Za-z0-9-]+\.pdf", name) for name in manual.sheets)
    assert "sop-cuti-2.pdf" in manual.sheets


def test_names_that_differ_only_in_case_or_in_what_is_replaced_give_other_files() -> None:
    assert sheet_file("sop-a") == "sop-a.pdf"
    assert len({sheet_file(f"sop-{name}").casefold() for name in ("a_b", "a.b", "a-b", "aéb")}) == 4


def test_several_documents_of_latex(manual: LatexManual) -> None:
    manual.write(
        {
            "index.rst": "Uji\n===\n\n.. toctree::\n\n   a\n   b\n",
            "a.rst": sop("a", body="Lihat :sop:ref:`b`."),
            "b.rst": sop("b"),
        }
    )
    documents = [(name, f"{name}.tex", name.upper(), "Kami", "howto") for name in ("a", "b")]
    manual.build(latex_documents=documents)
    assert manual.warnings == []
    assert {file for file, _, _ in pages_of(manual.tex("a"))} == {"sop-a.pdf"}
    assert {file for file, _, _ in pages_of(manual.tex("b"))} == {"sop-b.pdf"}


def test_a_sheet_is_for_inclusion(manual: LatexManual) -> None:
    manual.write({"index.rst": f"Uji\n===\n\n{sop('a')}"})
    manual.build(sop_paper="F4", sop_signature_margin="0mm", sop_pdf_standard="a-2a")
    tex = manual.tex()
    assert r"\usepackage[indonesian,paperwidth=215mm,paperheight=330mm]{sphinxsop}" in tex
    assert r"{935.433bp}{609.449bp}" in tex
    reader = pypdf.PdfReader(manual.folder / "sop-a.pdf")
    assert reader.pdf_header == "%PDF-1.5"
    assert round(reader.pages[0].mediabox.width) == 935


def test_the_paper_of_the_author_is_kept(manual: LatexManual) -> None:
    manual.write({"index.rst": f"Uji\n===\n\n{sop('a')}"})
    manual.build(latex_elements={"papersize": "a5paper"}, language="en")
    assert r"\usepackage{sphinxsop}" in manual.tex()


def test_a_second_build_reads_nothing_again(manual: LatexManual) -> None:
    manual.write({"index.rst": f"Uji\n===\n\n{sop('a')}"})
    manual.build()
    assert "0 added, 0 changed, 0 removed" in manual.build().status.getvalue()
    status = manual.build().status.getvalue()
    assert "latex_" not in status.partition("has changed")[2].partition("\n")[0]
    assert "rsvg" not in status


# -- what can go wrong -----------------------------------------------------------------------------------------------
def test_without_typst_there_is_the_plain_table(manual: LatexManual, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(latex, "is_installed", lambda: False)
    manual.write({"index.rst": f"Uji\n===\n\n{sop('a')}"})
    manual.build(language="en")
    assert manual.warnings == [
        "WARNING: the SOP sheets need the Python package `typst`, which is not installed here; "
        "plain tables are written instead [sop.pdf]"
    ]
    assert "Menerima naskah" in manual.tex()


def test_another_engine_has_the_plain_table(manual: LatexManual) -> None:
    manual.write({"index.rst": f"Uji\n===\n\n{sop('a')}"})
    manual.build(language="en", latex_engine="platex")
    assert manual.warnings == [
        "WARNING: platex cannot include the SOP sheets, plain tables are written instead; "
        "latex_engine can be lualatex, pdflatex, xelatex [sop.latex]"
    ]
    assert "Menerima naskah" in manual.tex()


def test_a_sheet_that_cannot_be_made_is_a_plain_table(manual: LatexManual, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: object) -> None:
        raise TypstFailedError("no")

    monkeypatch.setattr(press.SheetMaker, "start", fail)
    manual.write({"index.rst": f"Uji\n===\n\n{sop('a', body='Paragraf wbebas.')}"})
    manual.build(language="en")
    assert manual.warnings == ["index.rst:4: WARNING: the sheet of a could not be made: no [sop.pdf]"]
    tex = manual.tex()
    assert "wbebas" in tex
    assert "Menerima naskah" in tex
    assert r"\section{Penyusunan a}" in tex or r"\chapter{Penyusunan a}" in tex
