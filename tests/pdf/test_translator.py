"""Every element of reStructuredText on paper."""

from __future__ import annotations

from typing import Any

import pytest
from docutils import nodes

HEAD = ".. sop:: Penyusunan X\n   :name: x\n   :pelaksana: a\n\n"
TAIL = "\n   .. sop-step:: Satu\n      :pelaksana: a\n"

SAMPLES = {
    "inline": ("*miring* **tebal** ``kode`` H\\ :sub:`2`\\ O x\\ :sup:`3` `judul`", "miring tebal kode H2O x3 judul"),
    "abbreviation": (":abbr:`SKPD (Satuan Kerja)` :abbr:`SKPD (Satuan Kerja)`", "SKPD (Satuan Kerja) SKPD"),
    "link": ("`laman <https://contoh.go.id>`_", "laman"),
    "bullets": ("- satu\n- dua\n\n  - tiga", "• satu • dua – tiga"),
    "numbers": ("(a) satu\n(b) dua\n\n    iii. tiga\n    iv. empat", "(a) satu (b) dua iii. tiga iv. empat"),
    "definition": ("istilah : kelas\n   arti", "istilah : kelas arti"),
    "fields": (":satu: isi\n:dua: lain", "satu: isi dua: lain"),
    "options": ("-a        semua\n--b=ISI   satu", "-a semua --b=ISI satu"),
    "lines": ("| satu\n|    dua\n| tiga", "satu dua tiga"),
    "quote": ("teks\n\n   kutipan\n\n   -- Penulis", "teks kutipan — Penulis"),
    "note": (".. note:: penting", "Catatan penting"),
    "admonition": (".. admonition:: Judul\n\n   penting", "Judul penting"),
    "code": (".. code-block:: text\n\n   a  #[b]\n   `c`", "a #[b] `c`"),
    "literal": ("teks::\n\n   $ kode", "teks: $ kode"),
    "math": (":math:`a^2`\n\n.. math:: b_1", "𝑎2 𝑏1"),
    "rubric": (".. rubric:: Judul kecil", "Judul kecil"),
    "topic": (".. topic:: Topik\n\n   isi", "Topik isi"),
    "container": (".. container:: x\n\n   isi", "isi"),
    "table": (
        "+---+---+---+\n| a | b | c |\n+===+===+===+\n| d     | e |\n+---+---+   |\n| f | g |   |\n+---+---+---+",
        "a b c d e f g",
    ),
    "list-table": (".. list-table:: Keterangan\n   :stub-columns: 1\n\n   * - a\n     - b", "Keterangan a b"),
    "raw": (".. raw:: typst\n\n   #upper[mentah]", "MENTAH"),
    "foreign raw": (".. raw:: html\n\n   <b>bukan</b>\n\nisi", "isi"),
    "comment": ("isi\n\n.. komentar", "isi"),
    "footnote": ("isi [#]_ [KUT]_\n\n.. [#] catatan\n.. [KUT] kutipan", "isi 1 [KUT] [1] catatan [KUT] kutipan"),
    "signs": (
        r"~ \* _ \` # $ @ < > [ ] { } \\ / // /\* = == + - 1. #x $y$ @z",
        "~ * _ ` # $ @ < > [ ] { } \\ / // /* =",
    ),
}


def shown(manual: Any) -> str:
    """The text between form and flowchart, without differences of spaces."""
    text = " ".join("\n".join(manual.pages("x")).split())
    return text.partition("PENCATATAN DAN PENDATAAN:")[2]


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_an_element_is_printed(manual: Any, name: str) -> None:
    source, expected = SAMPLES[name]
    body = "".join(f"   {line}\n" if line else "\n" for line in source.splitlines())
    manual.write(x=HEAD + body + TAIL)
    manual.build()
    assert manual.warnings == []
    text = shown(manual).replace(" ", "")
    assert expected.replace(" ", "") in text
    assert "bukan" not in text
    assert "komentar" not in text


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_an_element_is_printed_in_a_cell(manual: Any, name: str) -> None:
    source, expected = SAMPLES[name]
    body = "".join(f"         {line}\n" if line else "\n" for line in source.splitlines())
    manual.write(x=HEAD + "   .. sop-step:: Satu\n      :pelaksana: a\n      :kelengkapan:\n" + body)
    manual.build()
    assert manual.warnings == []
    whole = shown(manual).replace("\u200b", "").replace(" ", "")
    assert [word for word in expected.split() if word.isalnum() and word not in whole] == []


class gadget(nodes.General, nodes.Element):  # noqa: N801
    """An element that nobody knows."""


def test_an_unknown_element_is_reported_once_and_its_text_is_kept(manual: Any) -> None:
    def add(app: Any, doctree: nodes.document) -> None:
        for paragraph in list(doctree.findall(nodes.paragraph)):
            if paragraph.astext() in {"satu", "dua"}:
                paragraph.replace_self(gadget("", nodes.paragraph("", paragraph.astext())))

    manual.write(x=HEAD + "   satu\n\n   dua\n" + TAIL)
    app = manual.app()
    app.connect("doctree-read", add)
    manual.build(app=app)
    assert len(manual.warnings) == 1
    assert "gadget" in manual.warnings[0]
    assert "satu dua" in shown(manual)


def test_pictures_are_printed_or_told(manual: Any) -> None:
    square = '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="900"><rect width="400" height="900"/></svg>'
    manual.write(**{"good.svg": square, "bad.svg": "<svg"})
    body = "   .. image:: good.svg\n      :alt: Kotak\n\n   .. image:: bad.svg\n      :alt: Rusak\n"
    manual.write(x=HEAD + body + TAIL)
    manual.build()
    assert len(manual.warnings) == 1
    assert "bad.svg" in manual.warnings[0]
    assert "Rusak" in shown(manual)
    assert "Kotak" not in shown(manual)


def test_a_link_inside_the_sheet_leads_to_its_place(manual: Any) -> None:
    manual.write(x=HEAD + "   Lihat :sop:step:`1`.\n" + TAIL)
    manual.build()
    links = [
        note.get_object()
        for page in manual.reader("x").pages
        for note in page.get("/Annots", ())
        if note.get_object().get("/Subtype") == "/Link"
    ]
    assert len(links) == 1
    assert "/URI" not in str(links[0])
