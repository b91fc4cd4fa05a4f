"""What a reviewer is told: once, in words, never by a key; what is no change is not told as one."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from sphinxcontrib_sop.output.review.flowcharts import write_flowcharts
from sphinxcontrib_sop.output.review.json import write_json
from sphinxcontrib_sop.output.review.markdown import write_markdown
from sphinxcontrib_sop.output.review.matrix import write_matrix
from sphinxcontrib_sop.output.review.text import write_text

from ..values import replace
from .drafts import Sop, Step, difference, sop
from .test_formats import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinxcontrib_sop.output.review.report import Report

    Reports = Callable[..., Report]

WRITERS: list[Callable[[Report], str]] = [write_text, write_markdown, write_matrix, write_flowcharts]
WHOLE = "Memeriksa kelengkapan berkas dan mencatat permohonan pada buku agenda"
PARTS = ("Memeriksa kelengkapan berkas", "Mencatat permohonan pada buku agenda")


def plain(text: str) -> str:
    """What a person reads of a page or of Markdown."""
    text = re.sub(r"<style>.*?</style>|<svg.*?</svg>", "", text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>|\\|\*", "", text))


def splits(old: Sop, new: Sop) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.old.text, tuple(part.text for part in one.parts)) for one in difference(old, new).splits]


# -- a step that became several --------------------------------------------------------------------------------------
@pytest.mark.parametrize("after", [PARTS, (*PARTS[::-1],)])
def test_a_step_whose_text_is_shared_out_was_split(after: tuple[str, ...]) -> None:
    old = sop("Menerima tamu", WHOLE, "Mengantar surat keluar")
    assert splits(old, sop("Menerima tamu", *after, "Mengantar surat keluar")) == [(WHOLE, after)]


def test_a_step_may_become_three() -> None:
    old = sop("Menerima tamu", "Menyusun konsep, memeriksa lampiran dan menggandakan naskah dinas")
    parts = ("Menyusun konsep", "Memeriksa lampiran", "Menggandakan naskah dinas")
    assert splits(old, sop("Menerima tamu", *parts)) == [(old.steps[1].text, parts)]


def test_a_step_of_two_actors_may_become_one_of_each() -> None:
    old = sop("Menerima tamu", Step("Memeriksa berkas permohonan", actors=("staf", "kasubag")), "Mengantar surat")
    each = [Step("Memeriksa berkas permohonan", actors=(actor,)) for actor in ("staf", "kasubag")]
    assert len(splits(old, sop("Menerima tamu", *each, "Mengantar surat"))) == 1


@pytest.mark.parametrize(
    "after",
    [
        (WHOLE, "Menandatangani surat tugas"),  # inserted beside it
        (WHOLE, PARTS[1]),  # still says all of it
        (PARTS[0],),  # only shorter
        (PARTS[0], "Menandatangani surat tugas"),  # the rest is something else
    ],
)
def test_other_changes_are_no_split(after: tuple[str, ...]) -> None:
    old = sop("Menerima tamu", WHOLE, "Mengantar surat keluar")
    assert splits(old, sop("Menerima tamu", *after, "Mengantar surat keluar")) == []


@pytest.mark.parametrize("writer", WRITERS)
def test_a_split_is_told_once(report: Reports, writer: Callable[[Report], str]) -> None:
    sides = (
        [sop("Menerima tamu", WHOLE, "Mengantar surat keluar")],
        [sop("Menerima tamu", *PARTS, "Mengantar surat keluar")],
    )
    told = plain(writer(report(old=sides[0], new=sides[1])))
    assert told.count("dipecah menjadi langkah 2, 3") == 1


def test_a_program_is_told_of_a_split(report: Reports) -> None:
    sides = [sop("Menerima tamu", WHOLE)], [sop("Menerima tamu", *PARTS)]
    data = json.loads(write_json(report(old=sides[0], new=sides[1])))
    jsonschema.validate(data, SCHEMA)
    assert [step["split_into"] for step in data["changed"][0]["steps"] if step["split_into"]] == [["2", "3"]]


# -- an actor of many SOPs -------------------------------------------------------------------------------------------
def many(label: str, *, also: str = "") -> list[Sop]:
    found = []
    for place in range(12):
        one = sop(f"Menerima berkas {place}", Step("Menetapkan", actors=("kepala",)), name=f"k{place}-kunci")
        one = replace(one, title=f"Layanan {place}", actors={**one.actors, "kepala": label})
        found.append(replace(one, steps=(*one.steps, Step(also, mark=3))) if also and place == 4 else one)
    return found


@pytest.mark.parametrize("writer", WRITERS)
def test_a_renamed_actor_is_told_once_for_all_sops(report: Reports, writer: Callable[[Report], str]) -> None:
    told = plain(writer(report(old=many("Kepala"), new=many("Direktur", also="Mengarsipkan dokumen"))))
    assert told.count("Ganti nama pelaksana di 12 SOP: Kepala → Direktur") == 1
    assert all(f"Layanan {place}" in told for place in range(12))
    assert "Mengarsipkan dokumen" in told
    assert "Kolom pelaksana" not in told  # in no SOP again
    assert "kunci" not in told


def test_an_actor_renamed_in_one_sop_is_told_there(report: Reports) -> None:
    told = write_text(report(old=many("Kepala")[:1], new=many("Direktur")[:1]))
    assert "Ganti nama" not in told
    assert "Kolom pelaksana" in told


def test_a_short_name_that_changed_with_it_is_told(report: Reports) -> None:
    data = json.loads(write_json(report(old=many("Kepala"), new=many("Direktur"))))
    jsonschema.validate(data, SCHEMA)
    (one,) = data["renamed_actors"]
    assert (one["old"], one["new"], len(one["sops"])) == ("Kepala", "Direktur", 12)
    assert all(change["actors"] for change in data["changed"])  # nothing is left out for a program


# -- keys, reasons, whole SOPs ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("writer", WRITERS)
def test_no_key_stands_where_a_person_reads(report: Reports, writer: Callable[[Report], str]) -> None:
    old = sop("Menerima tamu", WHOLE, name="kunci-lama", title="Layanan Tamu")
    for title in ("Layanan Tamu", "Pelayanan Tamu"):
        told = plain(writer(report(old=[old], new=[replace(old, name="kunci-baru", title=title)])))
        assert "kunci-" not in told
        assert "Tamu" in told
        assert ("Berganti nama: Layanan Tamu" in told) == (
            title == old.title and writer in {write_text, write_markdown}
        )


@pytest.mark.parametrize("writer", WRITERS)
def test_the_note_of_a_revision_is_the_reason(report: Reports, writer: Callable[[Report], str]) -> None:
    def noted(text: str, note: str) -> Sop:
        one = sop("Menerima tamu", text)
        return replace(one, fields={**one.fields, "revision_note": note})

    told = plain(writer(report(old=[noted("Mencatat", "Dibuat")], new=[noted("Menulis", "Menyesuaikan <b>SPBE</b>")])))
    assert told.count("Alasan: Menyesuaikan") == 1
    told = plain(writer(report(old=[noted("Mencatat", "Dibuat")], new=[noted("Menulis", "Dibuat")])))
    assert "Alasan" not in told  # it belongs to an earlier revision


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("gone", [False, True])
def test_an_sop_that_is_new_or_gone_is_shown_in_full(
    report: Reports, writer: Callable[[Report], str], gone: bool
) -> None:
    step = Step("Mendata aset", inputs="Daftar aset", time="3 jam", output="Data aset", notes="Setiap triwulan")
    whole = sop(step, boxes={"legal-basis": ("Undang-Undang Nomor 1",)}, fields={"number": "027/5"})
    told = plain(writer(report(old=[whole] if gone else [], new=[] if gone else [whole])))
    for part in (
        "Mendata aset",
        "Daftar aset",
        "3 jam",
        "Data aset",
        "Setiap triwulan",
        "Undang-Undang Nomor 1",
        "027/5",
    ):
        assert part in told, part


# -- small things that must be said rightly --------------------------------------------------------------------------
def changed(report: Reports, old: Sop, new: Sop, **about: Any) -> str:
    return write_text(report(old=[old], new=[new], **about))


def test_a_time_that_is_written_otherwise_takes_as_long(report: Reports) -> None:
    told = changed(report, sop(Step("Menulis", time="60 menit")), sop(Step("Menulis", time="1 jam")))
    assert "Waktu (sama lamanya): " in told
    told = changed(report, sop(Step("Menulis", time="60 menit")), sop(Step("Menulis", time="2 jam")))
    assert "sama lamanya" not in told


def test_a_step_from_which_nothing_leads_on_ends_here(report: Reports) -> None:
    def ways(*exits: tuple[str, Any]) -> Sop:
        return sop("Menerima tamu", Step("Memeriksa berkas", exits=exits), "Mencatat permohonan")

    both, one = (("Ya", 3), ("Tidak", 1)), (("Ya", 3),)
    assert "kini berakhir di sini" not in changed(report, ways(*both), ways(*one))
    ending = replace(
        ways(*both), steps=tuple(replace(s, exits=(("", None),)) if s.mark == 2 else s for s in ways().steps)
    )
    data = ending.export()
    data["flows"] = [flow for flow in data["flows"] if not flow["source"].startswith("2/")]
    assert "selesai" in changed(report, ways(("", 3)), ending)  # an end that is drawn

    class Stopped(Sop):
        def export(self) -> dict[str, Any]:
            return data

    stopped = Stopped(ending.steps)
    assert "{+kini berakhir di sini+}" in changed(report, ways(("", 3)), stopped)


def test_the_source_of_an_arrow_is_named_in_a_row_of_several_symbols(report: Reports) -> None:
    def ways(answer: int, *actors: str) -> Sop:
        step = Step("Memeriksa berkas", actors=actors, exits=(("Ya", 3), ("Tidak", answer)))
        return sop("Menerima tamu", step, "Mencatat permohonan", "Mengarsipkan")

    assert "Tidak: Kepala Subbagian ke langkah 1" in changed(
        report, ways(1, "staf", "kasubag"), ways(4, "staf", "kasubag")
    )
    told = changed(report, ways(1, "kasubag"), ways(4, "kasubag"))
    assert "Tidak: ke langkah 1" in told


def test_a_range_of_the_matrix_holds_only_what_stays(report: Reports) -> None:
    texts = [
        "Menerima tamu",
        "Menyusun laporan",
        "Mencatat permohonan",
        "Mengantar surat",
        "Menyimpan berkas",
        "Memarkir mobil",
    ]
    moved = [*texts[:1], *texts[2:5], texts[1], texts[5]]
    page = write_matrix(report(old=[sop(*texts)], new=[sop(*moved)]))
    rows = re.findall(r'<tr class="unchanged"><td>Langkah ([^<]+)</td><td>Langkah ([^<]+)</td>', page)
    assert rows == [("1", "1"), ("3–5", "2–4"), ("6", "6")]


def test_a_decimal_comma(report: Reports) -> None:
    one = sop("Menerima tamu")
    day = {"working_time": {"hours_per_day": 8, "days": {"minggu": 5}}}
    assert "7,5" in changed(report, one, one, **day)
    assert "7.5" in write_text(report("en", old=[one], new=[one], **day))


def test_the_same_content_counts_before_the_same_id(report: Reports) -> None:
    texts = ["Menerima tamu", "Mencatat permohonan", "Mengantar surat", "Menyimpan berkas"]
    old = sop(*(Step(text, id=f"s{place}") for place, text in enumerate(texts, 1)))
    renumbered = [texts[0], "Memarkir mobil dinas", *texts[1:]]
    new = sop(*(Step(text, id=f"s{place}") for place, text in enumerate(renumbered, 1)))
    steps = [(one.kind, one.new.text if one.new else "") for one in difference(old, new).steps]
    assert steps == [("added", "Memarkir mobil dinas")]
