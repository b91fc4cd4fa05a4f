"""Cover, decree, signatures and tables in LaTeX."""

from __future__ import annotations

from docutils import nodes

from sphinxcontrib_sop.output.latex.tables import TEXT_WIDTH, shape, widened

from .conftest import LatexManual

DECREE = """
.. sop-decree:: Standar Operasional Prosedur
   :nomor: 065/12/2026
   :oleh: kadis
   :tanggal: 3 Februari 2026
   :menimbang: a. bahwa perlu & mendesak;
   :mengingat: 1. Undang-Undang Nomor 25 Tahun 2009;
   :menetapkan: - Menetapkan prosedur.
"""
SETTINGS = {
    "sop_officials": {"kadis": {"position": "Kepala Dinas", "name": "Dra. Ratih", "nip": "197009121995032002"}},
    "sop_agency": {"name": ["Pemerintah Kabupaten Nusa Contoh", "Dinas Kearsipan"], "place": "Nusa Contoh"},
}


def test_a_cover_that_opens_the_manual_is_its_title_page(manual: LatexManual) -> None:
    manual.write({"index.rst": ".. sop-cover:: Buku Prosedur\n   :year: 2026\n\nIsi.\n"})
    manual.build(**SETTINGS)
    front, _, body = manual.tex().partition(r"\sphinxtableofcontents")
    assert r"\begin{sphinxsopfront}" in front
    assert "BUKU PROSEDUR" in front
    assert r"\sphinxmaketitle" not in front
    assert "BUKU PROSEDUR" not in body


def test_a_cover_elsewhere_and_a_title_page_of_the_author_stay_where_they_are(manual: LatexManual) -> None:
    manual.write({"index.rst": "Buku\n====\n\nIsi.\n\n.. sop-cover:: Buku Prosedur\n   :year: 2026\n"})
    manual.build(**SETTINGS)
    assert "BUKU PROSEDUR" in manual.tex().partition(r"\sphinxtableofcontents")[2]
    manual.write({"index.rst": ".. sop-cover:: Buku Prosedur\n   :year: 2026\n"})
    manual.build(latex_elements={"maketitle": r"\milikku"}, **SETTINGS)
    front, _, body = manual.tex().partition(r"\sphinxtableofcontents")
    assert r"\milikku" in front
    assert "BUKU PROSEDUR" in body


def test_a_decree_has_an_entry_in_the_contents_clauses_and_a_signature(manual: LatexManual) -> None:
    manual.write({"index.rst": "Buku\n====\n\n.. toctree::\n\n   keputusan\n", "keputusan.rst": DECREE})
    manual.build(**SETTINGS)
    tex = manual.tex()
    assert r"\sphinxsopunprinted{chapter}{0}{" in tex
    assert r"\begin{sphinxsoppage}{decree}{1}" in tex
    assert r"\sphinxsopclause{Menimbang}" in tex
    assert r"perlu \& mendesak" in tex
    assert r"\sphinxsoprulebelow" in tex
    above, room, below = tex.partition(r"\sphinxsopsignatureroom{64bp}")
    assert room
    assert "KEPALA DINAS," in above
    assert r"\sphinxstylestrong{Dra. Ratih}" in below


def test_an_electronic_signature_is_announced(manual: LatexManual) -> None:
    manual.write({"index.rst": f"Buku\n====\n\n{DECREE}"})
    manual.build(sop_signature="electronic", **SETTINGS)
    above, _, _ = manual.tex().partition(r"\sphinxsopsignatureroom{62bp}")
    assert "Ditandatangani secara elektronik oleh:" in above


def test_lists_print_the_numbers_of_pages(manual: LatexManual) -> None:
    sop = ".. sop:: Penyusunan\n   :name: a\n   :pelaksana: staf\n\n   .. sop-step:: Menulis\n      :pelaksana: staf\n"
    manual.write({"index.rst": f"Buku\n====\n\n.. sop-list::\n\n{sop}"})
    manual.build()
    assert r"\pageref{\detokenize{index:sop-a}}" in manual.tex()
    assert r"\begin{sphinxuseclass}{sop-table}" in manual.tex()


def test_columns_are_as_wide_as_their_least_if_the_others_can_give_room() -> None:
    assert widened([1, 1], [0, 0]) == [TEXT_WIDTH / 2, TEXT_WIDTH / 2]
    assert widened([1, 9, 10], [60, 0, 0])[0] == 60
    assert sum(widened([1, 9, 10], [60, 0, 0])) == TEXT_WIDTH
    assert widened([1, 1], [300, 300]) == [TEXT_WIDTH / 2, TEXT_WIDTH / 2]


def test_a_table_keeps_its_longest_word_whole() -> None:
    row = nodes.row("", nodes.entry("", nodes.paragraph("", "Pertanggungjawaban")), nodes.entry("", nodes.paragraph()))
    group = nodes.tgroup("", nodes.colspec(colwidth=1), nodes.colspec(colwidth=30), nodes.tbody("", row), cols=2)
    table = nodes.table("", group)
    shape(table)
    assert [column["colwidth"] > 80 for column in table.findall(nodes.colspec)] == [True, True]


def test_a_chapter_with_an_inventory_is_turned(manual: LatexManual) -> None:
    manual.write(
        {
            "index.rst": "Buku\n====\n\n.. toctree::\n\n   a\n   b\n",
            "a.rst": "Teks\n====\n\nIsi.\n",
            "b.rst": "Kebutuhan\n=========\n\n.. sop-identifikasi::\n",
        }
    )
    manual.build(**SETTINGS)
    before, _, turned = manual.tex().partition(r"\begin{sphinxsopturned}")
    assert r"\chapter{Teks}" in before
    turned = turned.partition(r"\end{sphinxsopturned}")[0]
    assert r"\chapter{Kebutuhan}" in turned
    assert r"\begin{sphinxsoppage}{inventory}" in turned
