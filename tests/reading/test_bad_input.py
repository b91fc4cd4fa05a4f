"""Whatever is typed: no traceback, every fault at its line, no text lost."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from .manuals import indented, line_of, sop, step, two_steps

if TYPE_CHECKING:
    from collections.abc import Callable

    from .manuals import Reading

    Read = Callable[..., Reading]

STEPS = (
    step("Mengajukan permohonan", ":pelaksana: staf"),
    step("Menetapkan keputusan", ":pelaksana: kepala"),
)


# -- bytes and characters ------------------------------------------------------------------------------------------------
def test_a_file_that_is_not_utf_8_is_one_message_and_the_rest_builds(read: Read) -> None:
    text = sop(STEPS[0], step("Menetapkan keputusan", ":pelaksana: kepala", keterangan="Kafé dan résumé"))
    line = line_of(text, "Kafé")
    documents = {
        "index.rst": "Isi\n===\n\n.. toctree::\n\n   latin\n   lain\n",
        "latin.rst": text.encode("latin-1"),
        "lain.rst": sop(*STEPS, title="Pengelolaan Surat", nomor="2"),
    }
    found = read(documents)
    assert found.reported == [f"SOP114 E latin.rst:{line}"]
    assert "UTF-8" in found.messages[0]
    assert "Kafé dan résumé" in found.text
    assert [one.name for one in found.procedures] == ["lain", "latin"]


def test_an_included_file_that_is_not_utf_8_is_named_itself(read: Read) -> None:
    text = sop(*STEPS, peringatan="Jika kafé")
    found = read({"index.rst": "Isi\n===\n\n.. include:: bagian.txt\n", "bagian.txt": text.encode("latin-1")})
    assert found.reported == [f"SOP114 E bagian.txt:{line_of(text, 'kafé')}"]
    assert "kafé" in found.text


def test_a_byte_order_mark_is_no_fault(read: Read) -> None:
    assert read({"index.rst": b"\xef\xbb\xbf" + sop(*STEPS).encode()}).reported == []


def test_a_file_in_utf_16_does_not_break_the_build(read: Read) -> None:
    assert read({"index.rst": sop(*STEPS).encode("utf-16")}).reported == ["SOP114 E 1"]


@pytest.mark.parametrize("character", ["\x00", "\x01", "\x07", "\x08", "\x1b", "\x1f", "\x7f"])
@pytest.mark.parametrize("directive", [".. sop::", ".. SOP::"])
def test_control_characters_are_replaced_and_named(read: Read, character: str, directive: str) -> None:
    text = sop(STEPS[0], step("Menetapkan keputusan", ":pelaksana: kepala", keterangan=f"satu{character}dua"))
    found = read(text.replace(".. sop::", directive))
    # \x1f and its like end a line for Python, not for an editor
    line = text.split("\n").index(f"      :keterangan: satu{character}dua") + 1
    assert found.reported == [f"SOP114 E {line}"]
    assert f"U+{ord(character):04X}" in found.messages[0]
    assert "satu\ufffddua" in found.text


def test_control_characters_in_an_included_file(read: Read) -> None:
    text = sop(*STEPS, peringatan="Jika satu\x01dua")
    found = read({"index.rst": "Isi\n===\n\n.. include:: bagian.txt\n", "bagian.txt": text})
    assert found.reported == [f"SOP114 E bagian.txt:{line_of(text, 'satu')}"]


def test_tabs_and_carriage_returns_are_white_space(read: Read) -> None:
    text = sop(*STEPS, pelaksana="staf = Staf\nkepala = Kepala")
    plain = read(text)
    assert read({"index.rst": text.replace("\n", "\r\n").encode()}).data == plain.data
    tabs = "\n".join(
        "\t" * ((len(line) - len(line.lstrip())) // 3) + line.lstrip() if line.strip() else ""
        for line in text.split("\n")
    )
    found = read(tabs)
    assert found.reported == []
    assert found.data == plain.data


def test_a_cell_of_five_thousand_characters(read: Read) -> None:
    words = " ".join(f"kata{number}" for number in range(700))
    found = read(sop(STEPS[0], step("Menetapkan keputusan", ":pelaksana: kepala", keterangan=words)))
    assert len(words) > 5000
    assert found.reported == []
    assert found.data["steps"][1]["notes"] == words


def test_two_hundred_steps(read: Read) -> None:
    steps = [
        step(f"Memeriksa berkas {number}", f":pelaksana: {'abcde'[number % 5]}", *([f":tidak: {number - 1}"] if number % 7 == 3 else []))
        for number in range(1, 201)
    ]  # fmt: skip
    found = read(sop(*steps))
    assert found.reported == []
    assert len(found.only.steps) == len(found.only.nodes) == 200


# -- places --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "document",
    [
        "- butir\n\n{}",
        "1. satu\n\n{}",
        ".. note::\n\n{}",
        ".. container::\n\n{}",
        "kutipan\n\n{}",
        "istilah\n   arti\n\n{}",
        ".. list-table::\n\n   * - sel\n\n{deep}",
        "Judul\n=====\n\nBagian\n------\n\n{flat}\n\nLain\n----\n\nteks",
    ],
)
def test_an_sop_may_stand_anywhere(read: Read, document: str) -> None:
    text = two_steps()
    places = {"deep": indented(text, 7), "flat": text}
    found = read(
        document.format(
            indented(
                text, 3 if "1." not in document[:2] and "- " not in document[:2] else len(document.split()[0]) + 1
            ),
            **places,
        )
    )
    assert found.reported == []
    assert found.flows == {"1/staf -> 2/kepala"}


def test_an_sop_inside_an_sop_is_read(read: Read) -> None:
    inner = sop(step("Mencatat surat", ":pelaksana: arsiparis"), title="Pencatatan Surat", nomor="2")
    found = read(sop(inner, *STEPS))
    assert sorted(one.title for one in found.procedures) == ["Pemberian Cuti Tahunan", "Pencatatan Surat"]
    assert sorted(len(one.steps) for one in found.procedures) == [1, 2]
    assert found.reported == []


def test_an_included_sop_is_located_in_its_own_file(read: Read) -> None:
    one = sop(*STEPS, name="a", peringatan="")
    two = sop(
        step("Mengajukan permohonan", ":pelaksana: staf", ":tidak: 9"),
        STEPS[1],
        name="b",
        title="Pengelolaan Surat",
        nomor="2",
    )
    text = f"Kata pengantar.\n\n{one}\n{two}"
    found = read({"index.rst": "Isi\n===\n\n\nteks\n\n.. include:: bagian/sop.txt\n", "bagian/sop.txt": text})
    warning = text.split("\n").index("   :peringatan:") + 1
    assert found.reported == [
        f"SOP101 E bagian/sop.txt:{warning}",
        f"SOP201 E bagian/sop.txt:{line_of(text, ':tidak:')}",
    ]
    assert [one.docname for one in found.procedures] == ["index", "index"]


def test_an_empty_sop_and_an_empty_step(read: Read) -> None:
    found = read(".. sop::\n")
    assert {one.partition(" ")[0] for one in found.reported} == {"SOP101", "SOP206"}
    text = sop(".. sop-step::", STEPS[1])
    line = text.split("\n").index("   .. sop-step::") + 1
    codes = ["SOP114 E", "SOP210 E", "SOP311 W", "SOP312 W", "SOP313 W"]
    assert read(text).reported == [f"{code} {line}" for code in codes]


def test_a_stray_step_with_sub_steps_loses_nothing(read: Read) -> None:
    inner = indented(step("Mencatat surat masuk", ":pelaksana: arsiparis"))
    text = step("Mengolah surat", kelengkapan=None, waktu=None, output=None) + "\n\n" + inner
    found = read(text)
    assert found.reported == ["SOP118 E 1"]
    for words in ("Mengolah surat", "Mencatat surat masuk", "Berkas permohonan", "10 menit"):
        assert words in found.text


def test_broken_markup_is_named_by_docutils_and_kept(read: Read) -> None:
    text = sop(
        step("Mengajukan *permohonan", ":pelaksana: staf", keterangan="`salah"), STEPS[1], peringatan="Jika **salah"
    )
    found = read(text)
    assert len(found.messages) == 3
    assert all("[docutils]" in message for message in found.messages)
    lines = sorted(int(message.split(":")[1]) for message in found.messages)
    assert lines == [line_of(text, "**salah"), line_of(text, "*permohonan"), line_of(text, "`salah")]
    for words in ("*permohonan", "`salah", "**salah"):
        assert words in found.text


@pytest.mark.parametrize(
    "value",
    [
        "- satu `salah\n- dua",
        "- satu\n\n  .. komentar rahasia\n\n- dua",
        "- satu\n\n  - dalam **salah\n\n- dua",
        "3. satu\n4. dua",
        "- satu\n   tidak rata\n  lagi\n- dua",
        "satu :tiada:`x`\n\ndua",
        "- satu |tiada|\n- dua",
        "satu\n\n.. raw:: html\n\n   <b>rahasia</b>\n\ndua",
        "satu\n\n.. tiada:: rahasia\n\ndua",
        "satu\n====\n\ndua",
        "- satu [9]_ dan tiada_\n- dua",
    ],
)
def test_no_message_of_the_parser_gets_into_the_texts(read: Read, value: str) -> None:
    text = sop(step("Mengajukan permohonan", ":pelaksana: staf", keterangan=value), STEPS[1], peralatan=value)
    found = read(text)
    data = json.dumps(
        {key: texts for key, texts in found.data.items() if key != "printed"}
    )  # which keeps raw code as such
    assert [word for word in ("komentar", "<b>") if word in data] == []
    for shown in (data, found.text):
        assert [word for word in ("WARNING", "ERROR", "INFO", "/tmp", "index.rst", "<string>") if word in shown] == []
        assert [word for word in ("satu", "dua") if word not in shown] == []
    assert found.data["steps"][0]["notes"].count("satu") == 1
    assert ("rahasia" in found.text) == ("rahasia" in value)  # what an unknown directive holds is shown


def test_broken_markup_of_an_included_file_is_named_there(read: Read) -> None:
    text = sop(
        step("Mengajukan *permohonan", ":pelaksana: staf", keterangan="- satu\n- `salah"),
        STEPS[1],
        peringatan="Jika **salah",
    )
    found = read({"index.rst": "Isi\n===\n\n.. include:: bagian.txt\n", "bagian.txt": text})
    # docutils names an included file as seen from the working directory
    places = sorted(message.partition(": ")[0].rpartition("/")[2] for message in found.messages)
    assert places == sorted(f"bagian.txt:{line_of(text, words)}" for words in ("*permohonan", "- `salah", "**salah"))


def test_entries_on_the_line_of_the_directive(read: Read) -> None:
    text = sop(*STEPS).replace(".. sop:: Pemberian Cuti Tahunan", ".. sop:: :jenis: administratif")
    found = read(text)
    assert found.reported == ["SOP101 E 1"]
    assert found.data["classification"]["type"] == "administrative"


# -- the header in a document: the same as in test_header.py, with lines of the file ---------------------------------------
@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (":pringatan: jangan lupa", ["jangan lupa"]),
        (":nomor: dua kali", ["dua kali"]),
        (":pringatan jangan lupa", ["jangan lupa"]),
        (":pringatan\n   jangan lupa", ["jangan lupa"]),
        (":abaikan: segala", ["segala"]),
        (":jenis: entah apa", ["entah apa"]),
        (":name: a b", ["a b"]),
        (":xyzzy:\n   - satu\n   - dua", ["satu", "dua"]),
        (":peralatan: printer", ["printer"]),
    ],
)
@pytest.mark.parametrize("blank", ["", "\n"])
def test_a_faulty_entry_is_named_and_its_text_is_shown(read: Read, entry: str, words: list[str], blank: str) -> None:
    text = sop(*STEPS, raw=f"{blank}{entry}")
    line = [number for number, typed in enumerate(text.split("\n"), 1) if typed.strip() == entry.split("\n")[0]][-1]
    found = read(text)
    code = "SOP117" if "name" in entry else "SOP114"
    assert found.reported == [f"{code} E {line}"]
    for word in words:
        assert word in found.text


def test_entries_after_the_steps_count(read: Read) -> None:
    text = sop(*STEPS, peringatan=None) + "\n   :peringatan: Jika terlambat.\n"
    found = read(text)
    assert found.reported == []
    assert found.data["boxes"]["warning"] == ["Jika terlambat."]


def test_an_entry_glued_to_a_paragraph_is_named(read: Read) -> None:
    text = sop("Isi paragraf.\n:jenis: administratif", *STEPS)
    found = read(text)
    assert found.reported == [f"SOP114 E {line_of(text, ':jenis:')}"]


# -- a law that the registry lacks -----------------------------------------------------------------------------------------
def test_an_unknown_law_is_one_finding_of_its_sop(read: Read) -> None:
    text = sop(*STEPS, dasar_hukum="1. :sop:law:`uu-25-2009`\n2. :sop:law:`zz`\n3. :sop:law:`yy` tentang Arsip")
    found = read(text)
    assert found.reported == [f"SOP401 W {line_of(text, '`zz`')}"]
    for key in ("zz", "yy"):
        assert found.messages[0].count(key) == 1
    assert read(sop(*STEPS, dasar_hukum="- :sop:law:`zz`", abaikan="SOP401")).reported == []
    assert read(sop(*STEPS, dasar_hukum="- :sop:law:`zz`", status="dicabut")).reported == []


def test_an_unknown_law_stands_in_its_own_file(read: Read) -> None:
    inner = sop(*STEPS, dasar_hukum="- :sop:law:`zz`")
    documents = {"index.rst": "Isi\n===\n\nLihat :sop:law:`xx`.\n\n.. include:: bagian.txt\n", "bagian.txt": inner}
    assert read(documents).reported == [f"SOP401 W bagian.txt:{line_of(inner, 'zz')}", "SOP401 W 4"]
