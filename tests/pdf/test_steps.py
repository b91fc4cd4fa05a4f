"""Listed steps on paper: stages that go on on the next page say so, long texts are whole."""

from __future__ import annotations

import re
from typing import Any

import pytest

from .pdfs import words_of
from .procedures import sop, step, text_of

PAGE = re.compile(r"hal\.\s*(\d+)")
FORMATS = ("langkah-sederhana", "langkah-bertingkat", "grafik")


def stages(count: int, *entries: str, **own: tuple[str, ...]) -> str:
    steps = [step(f"Mendata rak ke-{place}.", 0, *entries, *own.get(f"s{place}", ())) for place in range(1, count + 1)]
    return sop("data", *steps, options="   :format: grafik\n")


def test_stages_that_go_on_name_the_page(manual: Any) -> None:
    manual.write(data=stages(60, ":kelengkapan: Daftar rak", ":waktu: 10 menit", ":output: Catatan rak"))
    manual.build()
    assert manual.warnings == []
    pages = manual.pages("data")
    assert len(pages) > 3
    last = len(pages)
    named = [sorted(map(int, PAGE.findall(page))) for page in pages]
    assert named == [[], [3], *([place - 1, place + 1] for place in range(3, last)), [last - 1]]
    found = [(place, page.count(f"rak ke-{place}.")) for page in pages for place in range(1, 61)]
    assert [place for place, count in found if count] == list(range(1, 61))


def test_the_handbook_counts_their_pages_by_sop(manual: Any) -> None:
    manual.write(a=stages(12, ":output: Catatan"), b=stages(24, ":output: Catatan").replace(": data", ": rak"))
    pages = [page.extract_text() for page in manual.print_book().pages]
    assert manual.warnings == []
    for page in pages:
        here = re.search(r"Halaman (\d+) dari (\d+)", page)
        if here and "Mendata rak" in page:
            number, count = map(int, here.groups())
            expected = [other for other in (number - 1, number + 1) if 2 <= other <= count]
            assert sorted(map(int, PAGE.findall(page))) == expected


def test_a_way_that_ends_has_no_connector(manual: Any) -> None:
    ends = {f"s{place}": (":selesai:",) for place in range(1, 60)}
    manual.write(data=stages(60, ":kelengkapan: Daftar rak", ":waktu: 10 menit", ":output: Catatan rak", **ends))
    manual.build()
    assert PAGE.findall(" ".join(manual.pages("data"))) == []


@pytest.mark.parametrize("form", FORMATS)
def test_steps_higher_than_a_page_are_whole(manual: Any, form: str) -> None:
    words = " ".join(f"kata{number}z" for number in range(900))
    inner = step("Mencatat isinya", 1, f":keterangan: {words.replace('kata', 'rinci')}").replace("\n", "\n   ")
    manual.write(
        panjang=sop(
            "panjang",
            step("Memulai", 0),
            step(words, 1, ":kelengkapan: - satu"),
            step("Mengolah", 2).replace("      :pelaksana: p2\n", "") + f"\n   {inner}",
            step("Menutup", 0),
            options=f"   :format: {form}\n",
        )
    )
    manual.build()
    assert manual.warnings == []
    pages = manual.pages("panjang")
    found = re.findall(r"(?:kata|rinci)\d+z", words_of(" ".join(pages)).replace("-", ""))
    assert sorted(found) == sorted(f"{word}{number}z" for word in ("kata", "rinci") for number in range(900))
    # the title never stands alone
    assert "Memulai" in pages[1]


@pytest.mark.parametrize("form", FORMATS)
def test_a_long_number_has_room(manual: Any, form: str) -> None:
    """What a reader copies: the number, then the text, not one in the other."""
    manual.write(
        nomor=sop(
            "nomor",
            step("Memulai", 0, ":nomor-langkah: Persiapan awal"),
            step("Menutup", 0, ":nomor-langkah: Z"),
            options=f"   :format: {form}\n",
        )
    )
    manual.build()
    places: dict[str, float] = {}

    def visit(text: str, around: list[float], own: list[float], *_: Any) -> None:
        places.setdefault(text.strip(), around[4] + own[4])

    manual.reader("nomor").pages[1].extract_text(visitor_text=visit)
    number, text = (next(x for words, x in places.items() if words.startswith(one)) for one in ("Persiapan", "Memulai"))
    assert text - number > 60


def test_the_numbers_of_the_columns_come_again_on_every_page(manual: Any) -> None:
    manual.write(**{"profil.toml": 'extends = "permenpan-35-2012"\n[form]\ncolumn_numbers = true\n'})
    manual.write(rak=sop("rak", *(step(f"Mendata rak {text_of_row(place)}", place % 3) for place in range(40))))
    manual.build(sop_profile="profil.toml")
    pages = manual.pages("rak")[1:]
    assert len(pages) > 2
    assert all(re.search(r"1\s+2\s+3\s+4\s+5\s+6\s+7\s+8\s+9\b", page) for page in pages)


def text_of_row(place: int) -> str:
    """Words that make a row three lines high."""
    import random

    return text_of(random.Random(place), 150)
