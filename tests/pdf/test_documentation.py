"""What documentation of programs has and manuals of SOPs seldom have: long names, code, graphs of classes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .pdfs import words_of
from .procedures import sop, step

LONGEST_LINE = 110
"""Characters of code that a line of A4 holds, rather too many than too few."""

RUN = "0123456789abcdef" * 20


def test_code_without_spaces_is_divided_instead_of_cut(manual: Any) -> None:
    code = f"   kunci = '{RUN}'\n"
    cell = f"   * - .. code-block:: none\n\n          {RUN[:90]}\n     - x\n"
    manual.write(
        a="Bab\n===\n\n"
        f".. code-block:: python\n\n{code}\n"
        f".. code-block:: python\n   :linenos:\n\n{code}\n"
        f".. parsed-literal::\n\n{code}\n"
        f".. list-table::\n   :widths: 1 3\n\n{cell}\n"
    )
    text = manual.print_book().pages[-1].extract_text()
    assert words_of(text).count(RUN) == 3
    assert RUN[:90] in words_of(text).replace(RUN, "")
    assert max(map(len, text.splitlines())) <= LONGEST_LINE


def test_long_names_in_an_index_are_divided(manual: Any) -> None:
    name = "nama_yang_sangat_panjang_dan_tidak_dapat_dilipat_di_indeks_karena_tanpa_spasi"
    manual.write(a=f"Bab\n===\n\n.. index:: single: {name}; {name}\n\nIsi.\n")
    text = manual.print_book().pages[-1].extract_text()
    assert words_of(text).count(name) == 2
    assert name not in text


def test_long_names_of_programs_stay_in_their_cell(manual: Any) -> None:
    name = "utilitas.literal.inisial.ilitili"
    manual.write(
        a=f"Bab\n===\n\n.. list-table::\n   :widths: 30 70\n\n   * - ``{name}``\n     - {name}\n   * - x\n     - x\n"
    )
    lines = manual.print_book().pages[-1].extract_text().splitlines()
    assert sum(line.count(name) for line in lines) == 1, "only the wide cell holds it in one line"
    assert words_of("".join(lines)).count(name) == 2


def test_a_heading_over_footnotes_goes_with_them(manual: Any) -> None:
    notes = ".. rubric:: Footnotes\n\n.. [#a] Catatan.\n"
    manual.write(
        a=f"Bab\n===\n\nIsi [#a]_.\n\n{notes}",
        b=f"Kedua\n=====\n\nTak dirujuk.\n\n{notes.replace('Catatan', 'Lain')}",
    )
    first, second = (page.extract_text() for page in manual.print_book().pages[-2:])
    assert "Catatan." in first
    assert "Footnotes" not in first
    assert "Footnotes" in second
    assert "Lain." in second


def test_graphs_of_classes_are_drawn(manual: Any, require_tool: Callable[[str], str]) -> None:
    require_tool("dot")
    manual.write(a="Bab\n===\n\n.. inheritance-diagram:: docutils.nodes.paragraph\n")
    extensions = ["sphinxcontrib_sop", "sphinx.ext.inheritance_diagram"]
    text = manual.print_book(extensions=extensions).pages[-1].extract_text()
    assert manual.warnings == []
    assert "docutils.nodes.TextElement" in text
    assert "digraph" not in text


def test_a_message_about_characters_names_only_some_of_them(manual: Any) -> None:
    manual.write(
        a=f"Bab\n===\n\n{''.join(map(chr, range(0x4E00, 0x4E20)))}\n",
        satu=sop("satu", step("Memeriksa \u4e05", 0)),
        dua=sop("dua", step("Memeriksa \u4e06", 0)),
    )
    reader = manual.print_book()
    (warning,) = manual.warnings
    assert warning.count("U+") == 12
    assert " 20 " in warning
    assert words_of("".join(page.extract_text() for page in reader.pages)).count("U+4E") == 34
