"""Cover, decree, approval sheet, usage note and symbols as they are read: what stands there, and every fault once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from docutils import nodes

from sphinxcontrib_sop.extension.nodes import SIGNS, SYMBOLS, sop_column, sop_page, sop_signature, sop_symbol

from .manuals import CONF, indented, line_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from .manuals import Reading

    Read = Callable[..., Reading]

DOCUMENTS = (
    CONF
    + """
suppress_warnings = ["toc.not_included", "sop.SOP451"]
sop_agency = {"name": ["Pemerintah Contoh", "Dinas Arsip"], "address": "Jalan A 1", "place": "Contoh"}
sop_officials = {
    "kadis": [
        {"position": "Kepala Dinas", "name": "Lama", "nip": "19700101 200012 1 001", "until": "2025-12-31"},
        {"position": "Kepala Dinas", "name": "Baru", "nip": "19700101 200012 1 001", "from": "2026-01-01",
         "rank": "Pembina", "acting": "Plt.", "on_behalf": "a.n. Bupati"},
    ],
    "sekretaris": {"position": "Sekretaris", "name": "Sari"},
    "kosong": {"position": "Kepala Bagian"},
}
"""
)

DECREE = """
.. sop-decree:: Standar *Operasional* Prosedur
   :number: 065/12/2026
   :by: kadis
   :date: 3 February 2026
   :considering:
      - first reason;
      - second reason;
   :in-view-of: 1. Act A;
                2. Act B;
   :resolving:
      - To set them.

        At once.
      - It is in force.
   :copies: - The Regent
"""


def pages(reading: Reading) -> list[sop_page]:
    return list(reading.doctrees["index"].findall(sop_page))


def lines(element: nodes.Element) -> list[str]:
    return [one.astext() for one in element.findall(nodes.paragraph) if one.astext()]


def parts(block: sop_signature) -> list[tuple[str, str]]:
    return [(one["part"], one.astext().replace("\u00a0", " ")) for one in block.children]


# -- what stands there -----------------------------------------------------------------------------------------------
def test_the_cover(read: Read) -> None:
    reading = read(".. sop-cover::\n   :year: 2026\n\n   Second edition\n", conf=DOCUMENTS, language="id")
    assert reading.messages == []
    (page,) = pages(reading)
    assert page["kind"] == "cover"
    assert lines(page) == [
        "Standar Operasional Prosedur", "Pemerintah Contoh", "Dinas Arsip", "Tahun 2026", "Second edition", "Jalan A 1",
    ]  # fmt: skip
    (title,) = reading.doctrees["index"].findall(nodes.title)
    assert title.astext() == "Standar Operasional Prosedur"
    assert title["classes"] == ["sop-unprinted"]


def test_every_line_of_the_cover_can_be_another(read: Read) -> None:
    text = """
    .. sop-halaman-judul:: Buku *Prosedur*
       :subjudul: Edisi Kedua
       :instansi: Badan Satu
                  Badan Dua
       :tahun: Tahun Anggaran 2026
       :alamat: -
    """
    (page,) = pages(read(indented(text, 0) + "\n", conf=DOCUMENTS))
    assert lines(page) == ["Buku Prosedur", "Edisi Kedua", "Badan Satu", "Badan Dua", "Tahun Anggaran 2026"]


def test_the_decree_in_its_order(read: Read) -> None:
    reading = read(DECREE, conf=DOCUMENTS)
    assert reading.messages == []
    (page,) = pages(reading)
    names = [one.astext() for one in page.findall(nodes.field_name)]
    assert names == ["Considering", "In view of", "To issue", "FIRST", "SECOND"]
    bodies = [one.astext().split("\n\n") for one in page.findall(nodes.field_body)]
    assert bodies[2:] == [
        ["Decree of the Kepala Dinas on Standar Operasional Prosedur."],
        ["To set them.", "At once."],
        ["It is in force."],
    ]
    lists = [one["enumtype"] for one in page.findall(nodes.enumerated_list)]
    assert lists == ["loweralpha", "arabic"]
    centred = [one.astext() for one in page.children if "sop-center" in one.get("classes", ())]
    assert centred == [
        "Decree of the Kepala Dinas", "Number 065/12/2026", "on", "Standar Operasional Prosedur", "Kepala Dinas,",
        "Has decided:",
    ]  # fmt: skip
    (block,) = page.findall(sop_signature)
    assert parts(block) == [
        ("place", "Issued in Contoh"), ("place", "on 3 February 2026"), ("on-behalf", "a.n. Bupati"),
        ("position", "Plt. Kepala Dinas,"), ("space", ""), ("name", "Baru"), ("rank", "Pembina"),
        ("id", "NIP. 19700101 200012 1 001"),
    ]  # fmt: skip
    assert lines(page)[-2:] == ["Copies:", "The Regent"]


def test_the_official_is_that_of_the_day(read: Read) -> None:
    reading = read(DECREE.replace("2026", "2025"), conf=DOCUMENTS)
    (block,) = pages(reading)[0].findall(sop_signature)
    assert ("name", "Lama") in parts(block)


def test_number_and_date_may_still_be_missing(read: Read) -> None:
    text = DECREE.replace("   :number: 065/12/2026\n", "").replace("   :date: 3 February 2026\n", "   :date: -\n")
    reading = read(text, conf=DOCUMENTS)
    assert reading.messages == []
    assert "Number …………………" in lines(pages(reading)[0])
    assert "on …………………" in lines(pages(reading)[0])


def test_labels_of_a_decree_can_be_others(read: Read) -> None:
    text = DECREE + indented(
        """
        :memutuskan: Memerintahkan
        :label-menimbang: Mengingat pula
        :ditetapkan-di: Diputus di
        :position: Kepala Badan
        """
    )
    (page,) = pages(read(text + "\n", conf=DOCUMENTS))
    assert next(page.findall(nodes.field_name)).astext() == "Mengingat pula"
    assert {"Memerintahkan:", "Diputus di Contoh", "Decree of the Kepala Badan", "Kepala Badan,"} <= {*lines(page)}


def test_one_consideration_has_no_letter(read: Read) -> None:
    (page,) = pages(read(DECREE.replace("      - second reason;\n", ""), conf=DOCUMENTS))
    first = next(iter(page.findall(nodes.field_body)))
    assert [type(child) for child in first.children] == [nodes.paragraph]


def test_the_annex_lists_the_sops_in_force(read: Read) -> None:
    sops = "\n".join(
        f".. sop:: Pemberian Izin {name}\n   :nomor: {name}\n   :status: {status}\n\n   .. sop-step:: Mencatat\n      :pelaksana: a\n"
        for name, status in {"Satu": "berlaku", "Dua": "rancangan", "Tiga": "dicabut", "Empat": "siap-disahkan"}.items()
    )
    reading = read({"index.rst": DECREE + "   :lampiran: ya\n\n" + sops}, conf=DOCUMENTS)
    assert [page["kind"] for page in pages(reading)] == ["decree", "annex"]
    assert lines(pages(reading)[1])[:5] == [
        "Annex to the Decree of the Kepala Dinas", "Number 065/12/2026", "Date 3\xa0February\xa02026",
        "on Standar Operasional Prosedur",
        "List of Standard Operating Procedures",
    ]  # fmt: skip


def test_a_decree_cites_gazette_and_amendments_of_the_registry(read: Read) -> None:
    laws = "1. :sop:law:`uu-25-2009`;\n                2. :sop:law:`pp-11-2017`;"
    text = DECREE.replace("1. Act A;\n                2. Act B;", laws)
    words = " ".join(pages(read({"index.rst": text}, conf=DOCUMENTS))[0].astext().split())
    assert "tentang Pelayanan Publik (Lembaran Negara Republik Indonesia Tahun 2009 Nomor 112" in words
    assert "sebagaimana telah diubah dengan Peraturan Pemerintah Nomor 17 Tahun 2020" in words


def test_blocks_of_an_approval_sheet(read: Read) -> None:
    text = """
    .. sop-approval::
       :place: Kota
       :blocks: Prepared by | sekretaris | 6 January 2026
                Checked by | Head of Section; Budi; Penata (III/c); NIP 19700101 200012 1 001 | -
                Approved by | kadis
                Seen by | sekretaris | 1 February 2026
    """
    reading = read(indented(text, 0) + "\n", conf=DOCUMENTS)
    assert reading.messages == []
    (page,) = pages(reading)
    assert [parts(block) for block in page.findall(sop_signature)] == [
        [("place", "Kota, 6 January 2026"), ("label", "Prepared by"), ("position", "Sekretaris,"), ("space", ""), ("name", "Sari")],
        [
            ("label", "Checked by"), ("position", "Head of Section,"), ("space", ""), ("name", "Budi"),
            ("rank", "Penata (III/c)"), ("id", "NIP. 19700101 200012 1 001"),
        ],
        [
            ("place", "Kota, …………………"), ("label", "Approved by"), ("on-behalf", "a.n. Bupati"),
            ("position", "Plt. Kepala Dinas,"), ("space", ""), ("name", "Baru"), ("rank", "Pembina"),
            ("id", "NIP. 19700101 200012 1 001"),
        ],
        [("place", "Kota, 1 February 2026"), ("label", "Seen by"), ("position", "Sekretaris,"), ("space", ""), ("name", "Sari")],
    ]  # fmt: skip
    assert [len(row.children) for row in page.children if row.next_node(sop_column)] == [2, 2]


@pytest.mark.parametrize(
    ("per_row", "rows"), [("", [3]), ("   :per-baris: 1\n", [1, 1, 1]), ("   :per-row: 2\n", [2, 1])]
)
def test_blocks_in_a_row(read: Read, per_row: str, rows: list[int]) -> None:
    blocks = "\n            ".join(f"{name} | sekretaris | 6 January 2026" for name in "ABC")
    (page,) = pages(read(f".. sop-approval::\n{per_row}   :blok: {blocks}\n", conf=DOCUMENTS))
    assert [len(row.children) for row in page.children if row.next_node(sop_column)] == rows


def test_the_usage_note(read: Read) -> None:
    text = """
    .. sop-usage::

       Free text first.

       :summary: In short.
       :scope:
          - one
          - two

       Free text last.
    """
    reading = read(indented(text, 0) + "\n", conf=DOCUMENTS)
    assert reading.messages == []
    (page,) = pages(reading)
    assert [one.astext() for one in page.findall(nodes.rubric)] == ["Scope", "Summary"]
    assert lines(page) == ["one", "two", "In short.", "Free text first.", "Free text last."]


def test_the_symbols(read: Read) -> None:
    reading = read(".. sop-simbol::\n   :makna: Artinya\n", conf=DOCUMENTS)
    assert reading.messages == []
    (page,) = pages(reading)
    assert [one["shape"] for one in page.findall(sop_symbol)] == [*SYMBOLS, *SIGNS]
    assert lines(page)[:3] == ["Symbol", "Name", "Artinya"]


def test_a_heading_of_the_author_is_the_only_one(read: Read) -> None:
    text = "Our Symbols\n===========\n\n.. sop-symbols::\n\n.. sop-approval::\n   :blocks: A | sekretaris | -\n"
    reading = read(text, conf=DOCUMENTS)
    assert [one.astext() for one in reading.doctrees["index"].findall(nodes.title)] == ["Our Symbols"]
    assert lines(pages(reading)[1])[0] == "Standard Operating Procedures"


# -- faults ----------------------------------------------------------------------------------------------------------
FAULTS = {
    ":by: kadis": [
        (":by: kadiss", ["SOP114 E {by}"]),
        (":by: Kepala Dinas Lain", ["SOP107 E {by}"]),
        (":by: kosong", ["SOP107 E {by}"]),
        (":by:", ["SOP114 E {by}"]),
    ],
    ":date: 3 February 2026": [(":date: 31 February 2026", ["SOP104 E {date}"])],
    ":number: 065/12/2026": [
        (":number: 1\n   :nomor: 2", ["SOP114 E {nomor}"]),
        (":numbr: 1", ["SOP114 E {numbr}"]),
        (":xyzzy: 1", ["SOP114 E {xyzzy}"]),
        (":logo: no/such.svg", ["SOP114 E {logo}"]),
        (":annex: perhaps", ["SOP114 E {annex}"]),
        (":noting:", ["SOP114 E {noting}"]),
    ],
    "   :copies: - The Regent\n": [("   :copies:\n", ["SOP114 E {copies}"])],
    "   :in-view-of: 1. Act A;\n                2. Act B;\n": [("", ["SOP101 E 2"]), ("   :in-view-of:\n", ["SOP114 E {in-view-of}"])],
}  # fmt: skip


@pytest.mark.parametrize(
    ("found", "put", "expected"), [(found, put, expected) for found, cases in FAULTS.items() for put, expected in cases]
)
def test_a_fault_in_a_decree_is_said_once_at_its_line(read: Read, found: str, put: str, expected: list[str]) -> None:
    assert DECREE.count(found) == 1
    text = DECREE.replace(found, put)
    names = re.findall(r"(?m)^   :([\w-]+):", text)
    reading = read(text, conf=DOCUMENTS)
    assert reading.reported == [
        place.format_map({name: line_of(text, f":{name}:") for name in names}) for place in expected
    ]
    for typed in ("kadiss", "Kepala Dinas Lain", "31 February 2026", "perhaps"):
        assert (typed in put) == (typed in reading.text)


def test_a_decree_without_anything(read: Read) -> None:
    reading = read(".. sop-decree::\n", conf=DOCUMENTS)
    assert reading.reported == ["SOP101 E 1", "SOP101 E 1"]


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("Prepared by | nobody | 6 January 2026", ["SOP114 E 3"]),
        ("Prepared by | sekretariss | 6 January 2026", ["SOP114 E 3"]),
        ("Prepared by | | 6 January 2026", ["SOP107 E 3"]),
        ("Prepared by", ["SOP107 E 3"]),
        ("Prepared by | Head of Section | 6 January 2026", ["SOP107 E 3"]),
        ("Prepared by | sekretaris | 6 Janember 2026", ["SOP104 E 3"]),
        ("Prepared by | sekretaris | 6 January 2026 | more", ["SOP104 E 3"]),
    ],
)
def test_a_fault_in_a_block_has_the_line_of_the_block(read: Read, block: str, expected: list[str]) -> None:
    text = f".. sop-approval::\n   :blocks: A | sekretaris | -\n            {block}\n"
    reading = read(text, conf=DOCUMENTS)
    assert reading.reported == expected
    for word in block.replace("|", " ").replace(" sekretaris ", " ").split():
        assert word in reading.text.replace("\u00a0", " ")


def test_empty_documents(read: Read) -> None:
    assert read(".. sop-usage::\n", conf=DOCUMENTS).reported == ["SOP101 E 1"]
    assert read(".. sop-approval::\n", conf=DOCUMENTS).reported == ["SOP101 E 1"]
    assert read(".. sop-approval::\n   :blok:\n", conf=DOCUMENTS).reported == ["SOP114 E 2"]


def test_markup_that_cannot_be_read_in_a_subject_is_said(read: Read) -> None:
    reading = read(DECREE.replace("*Operasional*", "*Operasional"), conf=DOCUMENTS)
    assert [message for message in reading.messages if "Inline emphasis" in message]
    assert "Operasional" in reading.text


# -- MyST and translation --------------------------------------------------------------------------------------------
def test_myst(read: Read) -> None:
    text = DECREE.strip("\n").replace(".. sop-decree:: Standar", "````{sop-decree} Standar")
    fence = "\n".join(line.removeprefix("   ") for line in text.split("\n")) + "\n````\n"
    usage = "\n```{sop-usage}\n\nFree *text*.\n\n:scope: All of it\n```\n"
    conf = DOCUMENTS.replace('["sphinxcontrib_sop"]', '["sphinxcontrib_sop", "myst_parser"]')
    reading = read({"index.md": fence.replace(":by: kadis", ":by: kadiss") + usage}, conf=conf)
    assert [page["kind"] for page in pages(reading)] == ["decree", "usage"]
    assert [one.astext() for one in pages(reading)[0].findall(nodes.field_name)][-2:] == ["FIRST", "SECOND"]
    assert lines(pages(reading)[1]) == ["All of it", "Free text."]
    assert [message.partition(" [")[0] for message in reading.messages] == [
        "index.md:3: ERROR: `oleh`: `kadiss` is not a key of `sop_officials`; did you mean `kadis`?"
    ]


# -- the frame as a whole --------------------------------------------------------------------------------------------
COVER, USAGE = ".. sop-cover::\n\n", ".. sop-usage:: \n   :scope: All of it\n\n"
APPROVAL = ".. sop-approval::\n   :blocks: A | sekretaris | -\n\n"
CONTENTS = ".. toctree::\n\n   self\n\n"


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        (CONTENTS, []),
        ("Nothing\n", []),
        (COVER + APPROVAL + CONTENTS + USAGE, []),
        (COVER + DECREE + CONTENTS + USAGE, []),
        (COVER + APPROVAL + ".. sop-list::\n\n" + USAGE, []),
        (COVER + CONTENTS + USAGE, ["the decree or the approval sheet"]),
        (APPROVAL + CONTENTS, ["the cover", "the usage note"]),
        (COVER + APPROVAL + USAGE + CONTENTS.replace("::\n", "::\n   :hidden:\n"), ["the table of contents"]),
    ],
)
def test_what_is_missing_of_the_frame(read: Read, text: str, missing: list[str]) -> None:
    reading = read(text, conf=DOCUMENTS.replace(', "sop.SOP451"', ""))
    said = [message for message in reading.messages if "SOP451" in message]
    assert len(said) == bool(missing)
    names = ["the cover", "the decree or the approval sheet", "the table of contents", "the usage note"]
    assert [name for name in names if said and name in said[0]] == missing


def test_the_frame_is_judged_over_all_documents(read: Read) -> None:
    documents = {"index.rst": COVER + ".. toctree::\n\n   b\n   c\n", "b.rst": APPROVAL, "c.rst": USAGE}
    conf = DOCUMENTS.replace(', "sop.SOP451"', "")
    assert read(documents, conf=conf).messages == []
    del documents["c.rst"]
    documents["index.rst"] = documents["index.rst"].replace("   c\n", "")
    (message,) = read(documents, conf=conf).messages
    assert message == "b.rst:1: WARNING: The manual lacks the usage note (`sop-usage`) [sop.SOP451]"
