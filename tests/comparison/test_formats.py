"""A comparison in every format: what is different is in it, in words, in either language, and nothing breaks out of it."""

from __future__ import annotations

import json
import re
from importlib import resources
from typing import TYPE_CHECKING

import jsonschema
import pytest
from markdown_it import MarkdownIt

from sphinxcontrib_sop.core.comparison.speech import speech_of
from sphinxcontrib_sop.core.profiles import load_profile
from sphinxcontrib_sop.output.review.flowcharts import write_flowcharts
from sphinxcontrib_sop.output.review.json import write_json
from sphinxcontrib_sop.output.review.markdown import MOST_CHARACTERS, size, write_markdown
from sphinxcontrib_sop.output.review.matrix import write_matrix
from sphinxcontrib_sop.output.review.text import write_text

from .conftest import HOSTILE, after
from .drafts import manual, manual_difference, sop

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinxcontrib_sop.output.review.report import Report

    Reports = Callable[..., Report]

WRITERS = [write_text, write_markdown, write_matrix, write_flowcharts]
SCHEMA = json.loads(
    resources.files("sphinxcontrib_sop.output.review").joinpath("changes.schema.json").read_text(encoding="utf-8")
)

ENGLISH = """\
Changed: 1 SOP; New: 1 SOP; Removed: 1 SOP

+ New: Pendataan Aset
  + Lanes
      + Staf
      + Kepala Subbagian
      + Kepala
  + Step 1: Mendata aset
      Performers: Staf
      Arrows: 1 → 2
  + Step 2: Melaporkan aset
      Performers: Staf
      Arrows: 2 –Ya→ end; 2 –Tidak→ 1
  + Time taken: 1 hour

- Removed: Kebersihan
  - Lanes
      - Staf
      - Kepala Subbagian
      - Kepala
  - Step 1: Menyapu
      Performers: Staf
  - Time taken: 1 hour

~ Changed: Penyelesaian Cuti (800/2, +1 working day)
  ~ SOP Number: [-800/1-]{+800/2+}
  ~ Status: [-Draft-] {+In force+}
  ~ Effective Date: [-2 January 2025-] {+February 2025+}
  ~ Legal Basis
      - Peraturan Pemerintah Nomor 11 Tahun 2017
      ~ Undang-Undang Nomor 20 Tahun 2023 {+tentang ASN+}
  + Records and Data: Buku kendali
  ~ Lanes
      ~ Kepala {+Badan+}
      + Arsiparis
  ~ Step 1: Mengajukan permohonan cuti
      Inputs: Formulir {+daring+}; Surat pengantar
  ~ Step 2: Memeriksa sisa hak cuti
      Arrows: [-Tidak: to step 1 “Mengajukan permohonan cuti”-] {+Tidak: end+}
  + Step 3: Menugaskan verifikator lapangan
      Performers: Kepala Badan
      Time: 1 working day
      Output: Surat tugas
      Arrows: 2 –Ya→ 3; 3 → 4
  > Step 5 (formerly 3): Mencatat permohonan pada buku kendali
      Arrows: [-2 –Ya→ 3; 3 → 4-] {+4 → 5+}
  ~ Time taken: [-1 working day 20 minutes-] {+2 working days 20 minutes+} (+1 working day)
"""


def test_text_says_everything_without_colour(report: Reports) -> None:
    expected = ENGLISH.replace("Time: 1 working day", "Time: 1 hari kerja")
    assert write_text(report("en")) == expected


def test_colour_changes_nothing_of_what_is_said(report: Reports) -> None:
    coloured = write_text(report(), colour=True)
    assert "\x1b[32m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == write_text(report())


@pytest.mark.parametrize("writer", WRITERS)
def test_labels_are_in_one_language(report: Reports, writer: Callable[[Report], str]) -> None:
    shown = {language: writer(report(language)) for language in ("id", "en")}
    # the texts of the SOPs are Indonesian, their labels are not
    for indonesian, english in (
        ("Langkah", "Step"),
        ("Dihapus", "Removed"),
        ("Waktu", "Time"),
        ("Kelengkapan", "Inputs"),
    ):
        assert re.search(indonesian, shown["id"], re.IGNORECASE), indonesian
        assert not re.search(english, re.sub(r"<style>.*?</style>|<[^>]*>", "", shown["id"], flags=re.DOTALL)), english
        assert re.search(english, shown["en"], re.IGNORECASE), english
        assert not re.search(rf"\b{indonesian}\b", re.sub(r"<style>.*?</style>", "", shown["en"], flags=re.DOTALL)), (
            indonesian
        )


def test_the_language_is_that_of_the_manual(report: Reports) -> None:
    assert report(language="").speech.language == "id"
    changes = manual_difference(manual(*after(), language="en"), manual(*after(), language="en"))
    assert speech_of(changes, load_profile("permenpan-35-2012")).language == "en"


@pytest.mark.parametrize("writer", WRITERS)
def test_nothing_different_is_said_in_one_sentence(report: Reports, writer: Callable[[Report], str]) -> None:
    same = report("en", new=after(), old=after())
    assert not same.changes
    assert "Nothing is different in the SOPs." in writer(same)


def test_other_working_hours_are_told_once(report: Reports) -> None:
    hours = {"hours_per_day": 8, "days": {"minggu": 5}}
    shown = report("en", new=after(), old=after(), working_time=hours)
    assert shown.changes
    assert "A working day has 8 hours instead of 7.5." in write_text(shown)


# -- JSON ------------------------------------------------------------------------------------------------------------
def test_json_is_as_its_schema_says(report: Reports) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    data = json.loads(write_json(report()))
    jsonschema.validate(data, SCHEMA)
    assert data["$schema"] == SCHEMA["$id"]
    assert data["summary"] == {"added": 1, "removed": 1, "renamed": 0, "changed": 1}
    (changed,) = data["changed"]
    assert [step["kind"] for step in changed["steps"]] == ["changed", "added", "moved"]
    assert changed["duration"]["longest"] == {"old": 470, "new": 920}
    assert write_json(report()) == write_json(report())


# -- Markdown --------------------------------------------------------------------------------------------------------
def rendered(markdown: str) -> str:
    return str(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(markdown))


def test_markdown_begins_with_a_summary_and_folds_the_rest(report: Reports) -> None:
    text = write_markdown(report())
    assert (
        text.index("**Diubah: 1 SOP; Baru: 1 SOP; Dihapus: 1 SOP**") < text.index("| SOP |") < text.index("<details>")
    )
    page = rendered(text)
    assert page.count("<details>") == page.count("</details>") == 3
    assert "<table>" in page
    assert "<del>800/1</del> <ins>800/2</ins>" in page


def test_what_an_sop_says_stays_text_in_a_comment(report: Reports) -> None:
    text = write_markdown(report(new=after(HOSTILE)))
    page = rendered(text)
    assert "<b>@" not in page
    assert "<em>tebal" not in page
    assert "<code>kode" not in page
    assert 'href="y"' not in page
    assert page.count("</details>") == 3
    shown = re.sub(r"<!-- -->", "", page)
    assert HOSTILE.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") in shown
    assert not re.search(r"@budi|#12", page)  # nobody is mentioned, nothing is referred to


def test_a_comment_is_cut_to_the_length_that_sites_take_and_says_so(report: Reports) -> None:
    old = [sop("Menerima " + "berkas é " * 40, name=f"s{n}", title=f"SOP Nomor {n}") for n in range(300)]
    new = [sop("Mencatat " + "berkas é " * 40, name=f"s{n}", title=f"SOP Nomor {n}") for n in range(300)]
    text = write_markdown(report("en", new=new, old=old))
    assert MOST_CHARACTERS - 3000 < size(text) < MOST_CHARACTERS
    details = text.count("<details>")
    assert 0 < details == text.count("</details>") < 300
    assert f"the details of {300 - details} SOPs." in text
    huge = [sop("x" * 90_000, name="satu", title="y" * 90_000)]
    text = write_markdown(report("en", new=huge, old=[sop("z", name="satu")]))
    assert size(text) < MOST_CHARACTERS
    assert "the details of 1 SOPs." in text


# -- pages -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("writer", [write_matrix, write_flowcharts])
def test_a_page_is_one_file_and_runs_nothing(report: Reports, writer: Callable[[Report], str]) -> None:
    page = writer(report(new=after(HOSTILE)))
    assert "Content-Security-Policy" in page
    assert not re.search(r"<script|src=|<link|@import|url\(", page)
    assert "<b>@budi" not in page
    assert "&lt;b&gt;@budi&lt;/b&gt;" in page
    for tag in ("table", "tr", "td", "section", "p", "del", "ins"):
        assert len(re.findall(rf"<{tag}[ >]", page)) == page.count(f"</{tag}>"), tag


def test_the_matrix_has_three_columns_and_names_what_stays(report: Reports) -> None:
    page = write_matrix(report("id"))
    assert page.count("<thead>") == 3
    for heading in ("Semula", "Menjadi", "Keterangan"):
        assert page.count(f'<th scope="col">{heading}</th>') == 3
    assert '<tr class="unchanged"><td>Langkah 4</td><td>Langkah 4</td><td>Tetap</td></tr>' in page
    row = re.search(r'<tr class="added">(?:(?!</tr>).)*verifikator.*?</tr>', page, re.DOTALL)
    assert row is not None
    assert row[0].startswith('<tr class="added"><td><p>–</p></td>')
    assert row[0].endswith("<td>Baru</td></tr>")


def test_both_flowcharts_stand_side_by_side_with_words_and_shapes(report: Reports) -> None:
    page = write_flowcharts(report("id"))
    pair = page.split('<div class="pair">')[1]
    old, new = pair.split("</figure>")[:2]
    assert "<figcaption>Semula</figcaption>" in old
    assert "<figcaption>Menjadi</figcaption>" in new
    assert "+ BARU" not in old
    assert "+ BARU" in new
    assert "⇅ DIPINDAHKAN" in old
    assert "⇅ DIPINDAHKAN" in new
    assert "Tidak DIUBAH" in re.sub(r"</text><text[^>]*>", " ", old)
    assert "stroke-dasharray" in old.split("</style>")[0]
    assert "stroke-width:3.5px" in new.split("</style>")[0]
    # the whole SOPs, too
    assert page.count('<table class="sop-table') == 4
    anchors = re.findall(r' id="([^"]+)"', page)
    assert len(anchors) == len(set(anchors))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(anchors)
