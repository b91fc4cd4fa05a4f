"""The documents of a manual in every builder and in both languages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from sphinxcontrib_sop.core.profiles import load_profile

from .manuals import CONF, Workshop
from .test_builders import output

if TYPE_CHECKING:
    from pathlib import Path

PAPER = ["html", "dirhtml", "singlehtml", "epub", "text", "man", "texinfo", "latex", "xml", "pseudoxml"]
AGENCY = """
author = copyright = "Wagency"
version = "1"
sop_agency = {"name": ["Wagency"], "address": "Waddress", "place": "Wplace"}
sop_officials = {"head": {"position": "Wposition", "name": "Wname", "nip": "197001012000031001", "rank": "Wrank"}}
"""
TEXT = """
.. sop-cover::
   :subtitle: Wsubtitle
   :year: 2026

   Wcover

.. sop-decree:: Wsubject *wmarked*
   :number: Wnumber
   :by: head
   :date: 2026-02-03
   :considering:
      - Wfirst
      - Wsecond
   :in-view-of: Wact
   :noting: - Wnoted
   :resolving:
      - Wdictum
      - Wdictumtwo
   :copies: Wcopies
   :annex: yes

   Wdecree

.. sop-approval::
   :blocks: Wprepared | head | 2026-02-03
            Wchecked | Wtextual; Wperson; NIP 197001012000031001 | -

   Wapproval

.. sop-usage::
   :scope: Wscope
   :summary: Wsummary
   :definitions: Wdefined

   Wusage

.. sop-symbols::

   Wsymbols

.. toctree::

   sop
"""
SOP = ".. sop:: Wtitle\n   :number: Wsop\n   :unit: Wunit\n   :status: in-force\n\n   .. sop-step:: Wstep\n      :actors: a\n"
SIGNER = "\n   :approved-by: Kepala Dinas\n                 Nama"
PRINTED = [
    "wagency",
    "waddress",
    "wplace",
    "wposition",
    "wname",
    "wrank",
    "wnumber",
    "wtextual",
    "wperson",
    "wsop",
    "wunit",
]
WORDS = sorted({word.casefold() for word in re.findall(r"\bw[a-z]+", TEXT + SOP, re.IGNORECASE)} | {*PRINTED})


def built(folder: Path, builder: str, language: str) -> tuple[str, list[str]]:
    (folder / "conf.py").write_text(CONF + AGENCY, encoding="utf-8")
    (folder / "index.rst").write_text(TEXT, encoding="utf-8")
    (folder / "sop.rst").write_text(SOP, encoding="utf-8")
    shop = Workshop(folder, builder, builddir=folder / f"_build-{language}", config={"language": language})
    messages = [message for message in shop.build() if "sop.SOP" not in message]
    written = output(shop.app.outdir)
    shop.close()
    return written, messages


def foreign(language: str, other: str) -> list[str]:
    """Words of the labels of another language that the own ones do not have."""
    labels = load_profile("permenpan-35-2012").labels
    own = {word.casefold() for text in labels[language].values() for word in re.findall(r"\w+", text)}
    words = {word.casefold() for text in labels[other].values() for word in re.findall(r"[^\W\d_]{3,}", text)}
    return sorted(words - own)


@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize("builder", PAPER)
def test_every_word_is_written_and_no_label_is_foreign(tmp_path: Path, builder: str, language: str) -> None:
    written, messages = built(tmp_path, builder, language)
    assert messages == []
    folded = written.casefold()
    unwritten = {"wstep"} if builder == "latex" else set()  # LaTeX includes the printed sheet of the SOP
    assert [word for word in WORDS if word not in folded and word not in unwritten] == []
    labels = load_profile("permenpan-35-2012").words(language)
    for key in ("decree-considering", "decree-decides", "approval-title", "usage-scope", "symbols-decision-meaning"):
        assert " ".join(labels[key].casefold().split())[:30] in " ".join(folded.split())
    if builder == "text":  # the others have words of their own in them: names of elements, themes, macros
        found = [
            word for word in foreign(language, "id" if language == "en" else "en") if re.search(rf"\b{word}\b", folded)
        ]
        assert [word for word in found if word not in OF_SPHINX] == []


OF_SPHINX = {"no", "name", "nip"}
"""What builders say themselves, and the number of identity that the test's own officials have."""


def test_texts_can_be_translated_and_what_is_printed_is_not(tmp_path: Path) -> None:
    written, messages = built(tmp_path, "gettext", "en")
    assert messages == []
    found = set(re.findall(r"\bw[a-z]+", written.casefold()))
    assert found & set(WORDS) - {"wagency"} == set(WORDS) - set(PRINTED)  # the head of a catalogue names the author
    assert "Considering" not in written


def test_a_translated_manual(tmp_path: Path) -> None:
    folder = tmp_path / "locales" / "id" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    pairs = {
        "Wsubject *wmarked*": "Xsubyek *xtanda*",
        "Wprepared": "Xdisusun",
        "Wdictum": "Xdiktum",
        "Wsubtitle": "Xsub",
    }
    entries = "".join(f'msgid "{source}"\nmsgstr "{target}"\n\n' for source, target in pairs.items())
    (folder / "index.po").write_text(
        f'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n{entries}', "utf-8"
    )
    written, messages = built(tmp_path, "text", "id")
    assert messages == []
    assert "wsubject" not in written.casefold()
    assert written.count("XSUBYEK *XTANDA*") == 3  # heading, Menetapkan, annex
    for target in ("Xdisusun", "Xdiktum", "Xsub"):
        assert target in written


TEXT_OF_THE_DECREE = """\
KEPUTUSAN WPOSITION

NOMOR WNUMBER

TENTANG

WSUBJECT *WMARKED*

WPOSITION,

Menimbang:
   a. Wfirst

   b. Wsecond

Mengingat:
   Wact

Memperhatikan:
   Wnoted

MEMUTUSKAN:

Menetapkan:
   KEPUTUSAN WPOSITION TENTANG WSUBJECT *WMARKED*.

KESATU:
   Wdictum

KEDUA:
   Wdictumtwo

Wdecree

   Ditetapkan di Wplace
   pada tanggal 3 Februari 2026
   WPOSITION,

   Wname
   Wrank
   NIP. 197001012000031001

Tembusan:

Wcopies

LAMPIRAN KEPUTUSAN WPOSITION

NOMOR WNUMBER

TANGGAL 3 FEBRUARI 2026

TENTANG WSUBJECT *WMARKED*

DAFTAR STANDAR OPERASIONAL PROSEDUR
"""


def test_the_decree_as_text(tmp_path: Path) -> None:
    written, _ = built(tmp_path, "text", "id")
    assert TEXT_OF_THE_DECREE in written.replace("\u00a0", " ")


HTML = [
    '<h1 class="sop-unprinted">',
    '<div class="sop-page sop-cover">',
    '<div class="sop-letterhead sop-rule-below sop-columns">',
    '<dl class="sop-clauses field-list simple">',
    '<div class="sop-column sop-left sop-empty sop-s',
    '<div class="sop-room sop-room-wet"></div>',
    '<p class="sop-part-name">Wname</p>',
    '<svg class="sop-picture" role="img" aria-label="diamond" viewBox',
]


def test_the_page(tmp_path: Path) -> None:
    built(tmp_path, "html", "en")
    page = (tmp_path / "_build-en" / "html" / "index.html").read_text("utf-8")
    assert [part for part in HTML if part not in page] == []
    assert page.count('class="sop-picture"') == 10
    assert "<img" not in re.sub(r'<img [^>]*class="logo"', "", page)
    assert 'href="sop.html#sop-sop"><span class="sop-ref">Wtitle' in page


@pytest.mark.parametrize("builder", ["html", "text"])
def test_room_for_an_electronic_signature(tmp_path: Path, builder: str) -> None:
    (tmp_path / "more").mkdir()
    folder = tmp_path / "more"
    (folder / "conf.py").write_text(CONF + AGENCY + "sop_signature = 'electronic'\n", encoding="utf-8")
    (folder / "index.rst").write_text(
        TEXT.replace("   sop\n", "   self\n").replace("   :annex: yes\n", ""), encoding="utf-8"
    )
    shop = Workshop(folder, builder, config={"language": "id"})
    shop.build()
    written = output(shop.app.outdir)
    shop.close()
    assert written.count("Ditandatangani secara elektronik oleh:") == 3


def test_paper_of_another_size(tmp_path: Path) -> None:
    (tmp_path / "conf.py").write_text(f"{CONF}sop_paper = 'F4'\n", encoding="utf-8")
    (tmp_path / "index.rst").write_text(".. sop-cover::\n", encoding="utf-8")
    shop = Workshop(tmp_path, "html")
    shop.build()
    page = (tmp_path / "_build" / "html" / "_static" / "sop" / "index.css").read_text("utf-8")
    shop.close()
    assert "@page sop-page{size:215mm 330mm}" in page


@pytest.mark.parametrize("builder", ["html", "singlehtml", "text", "latex"])
@pytest.mark.parametrize(
    ("mark", "status", "signed", "certified"),
    [("Salinan", "in-force", 5, 4), ("Salinan", "ready", 4, 3), ("", "in-force", 0, 0)],
)
def test_a_copy_bears_no_signatures(
    tmp_path: Path, builder: str, mark: str, status: str, signed: int, certified: int
) -> None:
    """Decree, annex and SOP have one signer, the approval sheet has two; each is certified."""
    (tmp_path / "conf.py").write_text(f'{CONF}{AGENCY}sop_copy_mark = "{mark}"\n', encoding="utf-8")
    (tmp_path / "index.rst").write_text(TEXT, encoding="utf-8")
    (tmp_path / "sop.rst").write_text(SOP.replace("in-force", f"{status}{SIGNER}"), encoding="utf-8")
    shop = Workshop(tmp_path, builder, config={"language": "id"})
    shop.build()
    written = output(shop.app.outdir).casefold()
    shop.close()
    assert written.count("ttd.") == signed
    assert written.count("salinan sesuai dengan aslinya") == certified
