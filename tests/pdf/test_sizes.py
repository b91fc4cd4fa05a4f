"""Sizes of type, faces and widths of columns."""

from __future__ import annotations

import random
from itertools import pairwise, product
from math import hypot
from pathlib import Path
from typing import Any

import pytest

from sphinxcontrib_sop.output.typst.compiler.faces import face_named, family_names
from sphinxcontrib_sop.output.typst.compiler.metrics import FONT_FOLDER
from sphinxcontrib_sop.output.typst.sheet.columns import LABEL_SHARE, LEAST_LABEL, unit_at
from sphinxcontrib_sop.output.typst.sheet.shares import Column, Falling, shared_out
from sphinxcontrib_sop.output.typst.sheet.sizes import SIZES
from sphinxcontrib_sop.output.typst.sheet.stairs import Paragraph, Tread, stair

from .procedures import FORM, random_sop, sop, step

PITCH, AROUND = 12.0, 4.0
SERIF = Path("/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf")


def random_stairs(dice: random.Random, rows: int) -> list[list[Tread]]:
    """A column of texts of some words."""
    words = ["berkas", "permohonan", "surat", "keputusan", "dan", "yang", "menelaah", "kepala"]
    texts = [" ".join(dice.choices(words, k=dice.randint(1, 9))) for _ in range(rows)]
    return [stair([Paragraph(text)], 5.5) for text in texts]


def column_of(stairs: list[list[Tread]], least: float) -> Column:
    falls = [
        Falling(tread.width, row, after.lines) for row, treads in enumerate(stairs) for tread, after in pairwise(treads)
    ]
    return Column(
        falls=sorted(falls, key=lambda fall: -fall.width), lines=[treads[0].lines for treads in stairs], least=least
    )


def lowest(columns: list[list[list[Tread]]], room: float, least: float) -> float:
    """The least height that any widths give: every column is tried at every width at which a cell changes."""
    widths = [{least, *(one.width for treads in column for one in treads if one.width > least)} for column in columns]
    best = float("inf")
    for chosen in product(*widths):
        if sum(chosen) <= room + 1e-9:
            best = min(best, height(columns, chosen))
    return best


def height(columns: list[list[list[Tread]]], widths: tuple[float, ...]) -> float:
    rows = range(len(columns[0]))
    lines = [
        [next(tread.lines for tread in column[row] if tread.width <= wide + 1e-9) for row in rows]
        for column, wide in zip(columns, widths, strict=True)
    ]
    return sum(AROUND + PITCH * max(column[row] for column in lines) for row in rows)


def test_the_exchange_of_width_comes_close_to_the_best_widths_there_are() -> None:
    dice = random.Random(7)
    ratios = []
    for _ in range(40):
        stairs = [random_stairs(dice, 4) for _ in range(3)]
        least = max(treads[-1].width for column in stairs for treads in column)
        columns = {str(number): column_of(column, least) for number, column in enumerate(stairs)}
        room = dice.uniform(3.3, 6) * least
        found = sum(shared_out(columns, room, [0.0] * 4, PITCH, AROUND))
        assert sum(column.width for column in columns.values()) <= room + 1e-9
        ratios.append(found / lowest(stairs, room, least))
    assert min(ratios) >= 1 - 1e-9, "nothing is lower than the lowest"
    assert sum(ratios) / len(ratios) < 1.03
    assert max(ratios) < 1.2


def test_a_stair_says_how_many_lines_a_text_has() -> None:
    treads = stair([Paragraph("satu dua tiga")], 0.0)
    assert [tread.lines for tread in treads[:3]] == [1, 2, 3]
    assert [tread.width for tread in treads] == sorted((tread.width for tread in treads), reverse=True)


@pytest.mark.parametrize("size", SIZES)
def test_labels_are_nearly_as_large_as_the_text(size: float) -> None:
    assert unit_at(size) * 10 >= max(LEAST_LABEL, LABEL_SHARE * size) - 1e-9


# -- sheets ----------------------------------------------------------------------------------------------------------
def font_sizes(reader: Any) -> list[float]:
    found: list[float] = []

    def note(text: str, transform: Any, matrix: Any, font: Any, size: float) -> None:
        if text.strip():
            found.append(size * hypot(*transform[2:4]) * hypot(*matrix[2:4]))  # some text is turned

    for page in reader.pages:
        page.extract_text(visitor_text=note)
    return found


def test_a_short_flowchart_has_large_type_and_a_long_one_no_small_type(manual: Any) -> None:
    manual.write(
        pendek=sop("pendek", *(step(f"Memeriksa berkas {number}", number % 3) for number in range(5))),
        panjang=random_sop("panjang", 40, 8, options=FORM.format(status="berlaku")),
    )
    manual.build()
    assert max(font_sizes(manual.reader("pendek"))) >= 10
    assert min(font_sizes(manual.reader("pendek")) + font_sizes(manual.reader("panjang"))) >= 6.49


def test_every_page_of_a_flowchart_says_whose_it_is(manual: Any) -> None:
    manual.write(panjang=random_sop("panjang", 40, 4, options=FORM.format(status="berlaku")))
    manual.build()
    form, *pages = manual.pages("panjang")
    assert len(pages) > 1
    for page in pages:
        first = " ".join(page.split())
        assert first.startswith("800/01/2025")
        assert "panjang" in first[:80]
    assert not " ".join(form.split()).startswith("800/01/2025")


def test_a_size_that_the_manual_names_is_kept(manual: Any) -> None:
    steps = [step(f"Memeriksa berkas {number}", number % 3) for number in range(5)]
    manual.write(pendek=sop("pendek", *steps))
    manual.build(sop_font_size={"sheets": 8})
    sizes = font_sizes(manual.reader("pendek"))
    assert 8 in [round(size, 2) for size in sizes]
    assert 10 not in [round(size, 2) for size in sizes]


@pytest.mark.skipif(not SERIF.is_file(), reason="no further face is installed")
def test_another_face_is_measured_and_printed(manual: Any) -> None:
    manual.write(satu=random_sop("satu", 12, 4, options=FORM.format(status="berlaku")))
    manual.build(sop_fonts=[str(SERIF)], sop_font="DejaVu Serif")
    assert manual.warnings == []
    fonts = {
        str(font["/BaseFont"])
        for page in manual.reader("satu").pages
        for font in (one.get_object() for one in page["/Resources"]["/Font"].values())
    }
    assert any("DejaVuSerif" in font for font in fonts)


def test_a_face_that_is_not_there_is_reported_with_one_as_wide(manual: Any) -> None:
    manual.write(satu=sop("satu", step("Memeriksa", 0)))
    manual.build(sop_font={"sheets": "Bookman Old Style", "prose": "Arial"})
    (message,) = manual.warnings
    assert "Bookman Old Style" in message
    assert "TeX Gyre Bonum" in message
    assert "Liberation Sans" in message


def test_families_are_read_from_files(tmp_path: Path) -> None:
    assert family_names(FONT_FOLDER / "LiberationSans-Bold.ttf") == ["Liberation Sans"]
    broken = tmp_path / "rusak.ttf"
    broken.write_bytes(b"\0" * 50)
    assert family_names(broken) == []
    assert not face_named("Tidak Ada", [broken]).is_there
    assert face_named("arial", []).is_measured


def test_the_forms_of_a_manual_have_the_same_rows(manual: Any) -> None:
    dated = FORM.format(status="berlaku")
    assert "tanggal-pengesahan" in dated
    manual.write(satu=sop("satu", step("Memeriksa", 0), options=dated), dua=sop("dua", step("Memeriksa", 0)))
    manual.build()
    assert "TANGGAL PENGESAHAN" in manual.pages("satu")[0].upper()
    assert "TANGGAL PENGESAHAN" in manual.pages("dua")[0].upper()
