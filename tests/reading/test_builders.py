"""Every builder of Sphinx shows every word of every cell."""

from __future__ import annotations

import html
import re
import zipfile
from typing import TYPE_CHECKING

import pypdf
import pytest

from .manuals import CONF, Workshop, sop, step

if TYPE_CHECKING:
    from pathlib import Path

BUILDERS = ["html", "dirhtml", "singlehtml", "epub", "text", "man", "texinfo", "gettext", "latex", "xml", "pseudoxml"]
SILENT = ["dummy", "sop-json", "linkcheck", "changes"]

BODY = ["wtitle", "wparagraf", "wnote", "wtabel"]
BOXES = ["wdasar", "wsyarat", "wkait", "walat", "wingat", "wcatat", "wtujuan"]
CELLS = ["wkegiatan", "wlebih", "wlengkap", "wbutir", "wwaktu", "wluaran", "wketerangan", "wjudulsub", "wdalam"]
FLOW = ["wlaneone", "wlanetwo", "wcabang", "walur"]
FORM = ["wnomor", "wrevisi", "wunit", "wjabatan", "wnama"]
"""Printed as they are, never translated; `gettext` leaves them out."""

TEXT = sop(
    "wparagraf isi",
    ".. note:: wnote\n\n.. list-table::\n\n   * - wtabel",
    step(
        "Mengajukan *wkegiatan*", ":id: ajukan", ":pelaksana: satu", kelengkapan="- wlengkap\n- **wbutir**", waktu="wwaktu",
        output="``wluaran``", keterangan="Lihat :sop:step:`2`, wketerangan",
    ) + "\n\n   wlebih\n",
    step("Memeriksa berkas", ":pelaksana: satu -> dua", ":cabang: wcabang -> ajukan\n   Lain -> 3.1"),
    step("Mengolah wjudulsub", kelengkapan=None, output=None)
    + "\n\n   "
    + step("Mencatat wdalam", ":pelaksana: satu, dua", ":alur: satu -> dua: walur\n   dua -> 4").replace("\n", "\n   "),
    step("Menetapkan keputusan", ":pelaksana: dua", ":tidak: 1"),
    title="Pemberian *wtitle*",
    nomor="wnomor/2025",
    revisi="wrevisi",
    satuan_kerja="wunit",
    disahkan_oleh="wjabatan\nwnama\nNIP. 197001012000031001",
    pelaksana="satu = wlaneone\ndua = wlanetwo",
    dasar_hukum="1. wdasar",
    kualifikasi_pelaksana="- wsyarat",
    keterkaitan="- wkait",
    peralatan="- walat",
    peringatan="Jika wingat",
    pencatatan="- wcatat",
    tujuan="wtujuan",
)  # fmt: skip
KEPT = sop(
    step("Menerima wsatu", ":pelaksana: x", ":warna: wwarna", ":id: w id"),
    ".. note::\n\n   " + step("Menyela wsela", ":pelaksana: y").replace("\n", "\n   "),
    "- butir\n\n  " + sop(step("Mencatat wdua", ":pelaksana: z"), title="wjudul", nomor="3").replace("\n", "\n  "),
    title="Penerimaan Naskah",
    nomor="2",
    jenis="wjenis",
    xyzzy="- wtakdikenal",
    tanggal_efektif="wtanggal",
)
KEPT_WORDS = ["wsatu", "wwarna", "w id", "wsela", "wdua", "wjudul", "wjenis", "wtakdikenal", "wtanggal"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    source = tmp_path_factory.mktemp("builders")
    (source / "conf.py").write_text(
        f'{CONF}sop_extra_boxes = ["tujuan"]\nauthor = copyright = "Badan"\nversion = "1"\n', encoding="utf-8"
    )
    (source / "index.rst").write_text(
        f"Isi\n===\n\n.. toctree::\n\n   sop\n   sisa\n\n{':sop:ref:`sop`'}\n", encoding="utf-8"
    )
    (source / "sop.rst").write_text(TEXT, encoding="utf-8")
    (source / "sisa.rst").write_text(KEPT, encoding="utf-8")
    return source


def output(folder: Path) -> str:
    """Everything that was written, without tags."""
    texts = []
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".epub":
            with zipfile.ZipFile(path) as archive:
                texts += [archive.read(name).decode() for name in archive.namelist() if name.endswith("xhtml")]
        elif path.suffix in {".html", ".txt", ".1", ".texi", ".pot", ".tex", ".xml", ".pseudoxml"}:
            texts.append(path.read_text(encoding="utf-8"))
        elif path.suffix == ".pdf":  # a sheet that LaTeX includes
            texts += [page.extract_text() for page in pypdf.PdfReader(path).pages]
    text = html.unescape("\n".join(texts))
    return text if "<document" in text else re.sub(r"<[^>]*>|[\u00ad\u200b]", "", text)


@pytest.mark.parametrize("builder", BUILDERS)
@pytest.mark.parametrize("language", ["en", "id"])
def test_every_word_is_written(folder: Path, builder: str, language: str) -> None:
    shop = Workshop(
        folder,
        builder,
        builddir=folder / f"_build_{language}{'_gettext' if builder == 'gettext' else ''}",
        config={"language": language},
    )
    messages = [message for message in shop.build() if "sop." not in message]
    written = output(shop.app.outdir)
    shop.close()
    assert messages == []
    words = [*BODY, *BOXES, *CELLS, *FLOW, *(FORM if builder != "gettext" else [])]
    # the agency is set in capitals on paper
    assert [word for word in words if word not in written and word.upper() not in written] == []
    words = [word for word in KEPT_WORDS if builder != "gettext" or word != "wtanggal"]
    # the agency is set in capitals on paper
    assert [word for word in words if word not in written and word.upper() not in written] == []


@pytest.mark.parametrize("builder", SILENT)
def test_builders_without_pages_do_their_work(folder: Path, builder: str) -> None:
    shop = Workshop(folder, builder, builddir=folder / "_build_en", config={"language": "en"})
    messages = shop.build()
    shop.close()
    assert [message for message in messages if "sop." not in message] == []


@pytest.mark.parametrize("builder", ["html", "epub", "text", "man", "texinfo", "latex", "xml"])
def test_an_english_manual_shows_no_indonesian_label(tmp_path: Path, builder: str) -> None:
    """The page of an SOP whose own words are English."""
    from sphinxcontrib_sop.core.profiles import load_profile

    labels = load_profile("permenpan-35-2012").labels
    english = {word.casefold() for text in labels["en"].values() for word in re.findall(r"\w+", text)}
    foreign = {
        word
        for text in labels["id"].values()
        for word in re.findall(r"\w{2,}", text)
        if word.casefold() not in {*english, "nip", "internal"}  # the last is a word of XML too
    }
    text = sop(
        ".. sop-step:: Submit the form\n   :actors: clerk -> head\n   :inputs: form\n   :time: -\n   :output: record\n   :notes: none",
        ".. sop-step:: Check it\n   :actors: clerk\n   :no: 1\n   :end:",
        ".. sop-step:: Send it\n   :actors: clerk + head, third\n   :branches: A -> 1\n      B -> end",
        ".. sop-step:: File it\n   :actors: clerk\n   :flows: clerk <-> 1\n      clerk -- 2",
        title="Granting Leave",
        disahkan_oleh="Head\nJane Doe\nNIP. 197001012000031001",
        dasar_hukum="- Act 20/2023",
        kualifikasi_pelaksana="- Knows it",
        peralatan="- computer",
        peringatan="If late",
        pencatatan="- book",
    )
    for name, alias in {"nomor": "number", "tanggal-pembuatan": "created", "disahkan-oleh": "approved-by"}.items():
        text = text.replace(f":{name}:", f":{alias}:")
    (tmp_path / "index.rst").write_text(text, encoding="utf-8")
    shop = Workshop(tmp_path, builder, config={"language": "en"})
    shop.build()
    written = output(shop.app.outdir)
    shop.close()
    assert "Submit the form" in written
    assert "legal basis" in written.casefold()  # printed in capitals
    assert (
        sorted(
            word
            for word in foreign
            if re.search(rf"\b({re.escape(word)}|{re.escape(word.upper() if len(word) > 3 else word)})\b", written)
        )
        == []
    )
