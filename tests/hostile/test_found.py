"""What manuals made by chance have shown to be wrong, each as small as it could be made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .builds import problems, write
from .outputs import OUTPUTS
from .sources import FILES, Manual
from .words import Kind, Place, Word, words_in

if TYPE_CHECKING:
    from pathlib import Path

STEP = "   .. sop-step:: Mencatat\n      :pelaksana: a\n"
FOUND: dict[str, tuple[str, tuple[str, ...]]] = {
    "a file in a heading has no place in a table of contents": (
        ".. sop:: Tata :download:`qbbbx </gambar.png>`\n\n" + STEP + "\nJudul :download:`qbbcx </gambar.png>`\n" + "-" * 50,
        ("html", "json", "text", "singlehtml", "pseudoxml", "dummy", "sop-pdf"),
    ),
    "a title stands in the form too, its ids do not": (
        ".. sop:: qbbbx [#c]_ :index:`qbbcx`\n\n" + STEP + "\n.. [#c] qbbdx",
        ("html", "epub", "singlehtml"),
    ),
    "an actor of listed steps has one anchor": (
        ".. sop:: qbbbx\n   :format: langkah-sederhana\n\n" + STEP,
        ("html", "epub"),
    ),
    "a picture of no size is one of its own size": (
        "qbbbx\n\n.. image:: /gambar.png\n   :width: 0\n\n.. image:: /gambar.svg\n   :height: 0%\n   :width: 0px",
        ("sop-pdf",),
    ),
    "a picture in a cell is not spelt": (
        f".. sop:: Judul\n\n{STEP}      :kelengkapan:\n         .. image:: /gambar.png\n            :alt: qbbbx\n"
        "      :output:\n         .. centered:: qbbcx\n\n.. list-table::\n\n   * - .. centered:: qbbdx\n     - .. code-block:: text\n          :caption: qbbfx\n\n          qbbgx\n   * - .. figure:: /gambar.png\n\n          qbbhx\n     - - .. image:: /gambar.png\n            :alt: qbbjx",
        ("text", "man"),
    ),
    "the lines of a leaflet are shown without its SOP": (
        ".. sop-leaflet:: tiada\n   :biaya: qbbbx\n   :alur:\n      qbbcx\n      qbbdx",
        ("html", "text", "sop-pdf", "sop-docx"),
    ),
    "text below a form belongs to its page": (
        ".. sop-monitoring::\n\n   qbbbx\n\n.. sop-leaflet::\n\n   qbbcx\n\n.. sop-calendar::\n\n   qbbdx",
        ("html", "sop-pdf", "sop-docx"),
    ),
    "nothing of a page is left out of an office document": (
        ".. sop-symbols::\n\n   qbbcx [#a]_ [K]_\n\n   .. image:: tiada.png\n      :alt: qbbhx\n\n   .. list-table:: qbbdx\n\n"
        "      * - qbbfx\n\n.. [#a] qbbgx [#b]_\n\n.. [K] qbbjx\n\n.. [#b] qbbkx",
        ("sop-docx", "html"),
    ),
    "a citation in a heading has one id": (
        ".. contents::\n\nJudul [K]_\n----------\n\nqbbbx\n\n.. [K] qbbcx",
        ("html", "epub"),
    ),
    "notes of notes stand on the sheet": (
        f".. sop:: qbbbx [#a]_\n\n{STEP}\n.. [#a] qbbcx [#b]_\n\n.. [#b] qbbdx [#c]_\n\n.. [#c] qbbfx",
        ("sop-sheets", "sop-pdf", "latex"),
    ),
    "a picture in an office document is described": (
        ".. sop-usage::\n\n   .. image:: /gambar.png\n      :alt: qbbbx",
        ("sop-docx",),
    ),
    "the title of a decree below a heading is shown": (
        ".. sop-decree:: qbbbx\n   :judul: qbbcx",
        ("html", "text", "sop-pdf", "sop-docx"),
    ),
    "places in a row that is higher than a page are those of the row": (
        f".. sop:: qbbbx\n\n   .. sop-step:: qbbcx :ref:`tempat <tempat>` [#c]_{' kata panjang' * 900}\n      :id: s1\n      :pelaksana: a\n"
        "      :output:\n         .. _tempat:\n\n         qbbdx\n\n   .. sop-step:: :sop:step:`s1` :ref:`tempat <tempat>` [#c]_\n"
        "      :pelaksana: a\n\n   .. [#c] qbbfx",
        ("sop-sheets", "sop-pdf", "latex"),
    ),
    "an actor of an SOP without steps has no column to lead to": (
        ".. sop:: qbbbx :sop:actor:`a`\n   :pelaksana: a = X\n\nLihat :sop:actor:`a`",
        ("html", "singlehtml", "epub"),
    ),
    "data say what took the place of an SOP": (
        f".. sop:: qbbbx\n   :digantikan-oleh: qbbcx\n\n{STEP}",
        ("sop-json", "html", "sop-sheets"),
    ),
    "a list of SOPs in an SOP names the page of its sheet": (
        f".. sop:: qbbbx\n   :nomor: qbbcx\n\n{STEP}\n   .. sop-list::\n      :kolom: nomor, judul, halaman",
        ("sop-sheets", "sop-pdf", "latex"),
    ),
}  # fmt: skip
CASES = [(name, builder) for name, (_, builders) in FOUND.items() for builder in builders]


def manual_of(*texts: str) -> Manual:
    """A manual of documents below a heading each; every marked word in them has to be shown."""
    documents = {f"d{number}.rst": f"Isi\n===\n\n{text}\n" for number, text in enumerate(texts)}
    index = "Buku\n====\n\n.. toctree::\n   :numbered:\n   :glob:\n\n   d*\n"
    words = tuple(Word(word, place, Kind.TEXT) for word in sorted(words_in("".join(texts))) for place in [Place.PROSE])
    return Manual({**FILES, "index.rst": index, **documents}, {"language": "id", "numfig": True}, words, frozenset())


@pytest.mark.parametrize(("name", "builder"), CASES, ids=[f"{name}: {builder}" for name, builder in CASES])
@pytest.mark.filterwarnings("default")
def test_found(name: str, builder: str, tmp_path: Path) -> None:
    manual = manual_of(FOUND[name][0])
    place = next(iter(OUTPUTS[builder].places)) if len(OUTPUTS[builder].places) == 1 else Place.PROSE
    manual = manual._replace(words=tuple(word._replace(place=place) for word in manual.words))
    write(manual, tmp_path / "buku")
    assert [str(one) for one in problems(manual, builder, tmp_path / "buku")] == []


@pytest.mark.parametrize("builder", ["html", "pseudoxml", "sop-pdf"])
@pytest.mark.filterwarnings("default")
def test_a_message_in_a_heading_names_no_path(builder: str, tmp_path: Path) -> None:
    text = "# qbbbx {{ tiada }}\n\n```{sop} qbbcx {{ tiada }}\n:peringatan: qbbdx {{ tiada }}\n```\n"
    manual = manual_of("qbbbx qbbcx qbbdx")
    files = {name: content for name, content in manual.files.items() if name != "d0.rst"} | {"d0.md": text}
    write(manual._replace(files=files), tmp_path / "buku")
    assert [str(one) for one in problems(manual, builder, tmp_path / "buku")] == []


@pytest.mark.parametrize("builder", ["sop-sheets", "latex", "sop-pdf"])
def test_sops_of_one_name_have_files_of_their_own(builder: str, tmp_path: Path) -> None:
    text = ".. sop:: qb{0}bx\n   :name: cuti\n\n   .. sop-step:: qb{0}cx\n      :pelaksana: a"
    manual = manual_of(*(text.format(letter) for letter in "bcd"))
    words = tuple(word._replace(place=Place.SOP) for word in manual.words)
    write(manual, tmp_path / "buku")
    assert [str(one) for one in problems(manual._replace(words=words), builder, tmp_path / "buku")] == []


def test_the_heading_of_a_page_stands_in_an_office_document(tmp_path: Path) -> None:
    manual = manual_of("qbbbx")
    files = manual.files | {"d0.rst": ".. sop-symbols:: qbbbx\n"}
    write(manual._replace(files=files), tmp_path / "buku")
    assert [str(one) for one in problems(manual, "sop-docx", tmp_path / "buku")] == []


def test_an_office_document_has_the_title_that_a_decree_does_not_print(tmp_path: Path) -> None:
    manual = manual_of("qbbbx qbbcx")
    files = manual.files | {"d0.rst": ".. sop-symbols::\n\n.. sop-decree:: qbbbx\n   :title: qbbcx\n"}
    write(manual._replace(files=files), tmp_path / "buku")
    assert [str(one) for one in problems(manual, "sop-docx", tmp_path / "buku")] == []


def test_ids_of_several_documents_stand_once_on_a_single_page(tmp_path: Path) -> None:
    text = "Bagian\n------\n\nqbb{0}x [#c]_ :ref:`bagian`\n\n.. figure:: /gambar.png\n   :name: gambar\n\n   qbc{0}x\n\n:numref:`gambar`\n\n.. [#c] qbd{0}x"
    sop = ".. sop:: qbfbx\n   :name: cuti\n\n   .. sop-step:: qbgbx\n      :pelaksana: a"
    manual = manual_of(text.format("b"), text.format("c"), sop)
    write(manual, tmp_path / "buku")
    assert [str(one) for one in problems(manual, "singlehtml", tmp_path / "buku")] == []
    page = (tmp_path / "buku" / "_build" / "singlehtml" / "index.html").read_text(encoding="utf-8")
    for number in ("1.1.", "2.1."):  # of the sections, of which the second has another id now
        assert f'<span class="section-number">{number} </span>Bagian' in page
    assert 'href="#sop-cuti"' in page
