"""The formats without a flowchart: every word and every arrow in every output, the same rules, the same statistics."""

from __future__ import annotations

import base64
import html
import re
import zipfile
from typing import TYPE_CHECKING, Any

import pypdf
import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from sphinxcontrib_sop.core.comparison import compare
from sphinxcontrib_sop.core.exchange.exported import ExportedProcedure, read_procedure
from sphinxcontrib_sop.core.profiles import load_profile

from .manuals import CONF, Workshop, sop, step
from .test_incremental import Builds
from .test_myst import MYST, as_myst

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from .manuals import Reading

FORMATS = ["langkah-sederhana", "langkah-bertingkat", "grafik"]
PAGES = ["html", "dirhtml", "singlehtml", "epub"]
BUILDERS = [*PAGES, "text", "man", "texinfo", "latex", "xml", "gettext"]

PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAAAAADRSSBWAAAAC0lEQVR4nGNwaAAAAQMAwdQh4PoAAAAASUVORK5CYII=")
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 2" width="40" height="20"><rect width="4" height="2"/></svg>'


PICTURES = {"kotak.svg": SVG, "titik.png": PNG}


def below(text: str, content: str) -> str:
    """Something that stands in the body of a step."""
    return text + "\n\n" + "\n".join(f"   {line}" if line else "" for line in content.splitlines())


def steps() -> list[str]:
    """Every kind of flow and every field of a step, each with a word of its own."""
    return [
        below(
            step(
                "Menerima *wterima*", ":id: terima", ":pelaksana: satu", kelengkapan="- wbutir\n- **wtebal**",
                waktu="wwaktu", output="``wluaran``", keterangan="Lihat :sop:ref:`lain`, wcatatan",
            ),
            "wisi di bawahnya\n\n.. image:: kotak.svg\n   :alt: wgambar\n\n"
            ".. figure:: titik.png\n   :alt: wtitik\n\n   wketerangan gambar",
        ),
        step(
            "Memeriksa wperiksa", ":id: periksa", ":pelaksana: satu, dua",
            ":cabang: wpertama -> terima\n   wkedua -> 3\n   wketiga -> jumpa\n   wkeempat -> selesai",
        ),
        step("Mengolah wolah", ":id: olah", ":waktu: 2 jam", kelengkapan="wbahan", waktu=None, output="wsetengah jadi")
        + "\n\n"
        + "\n\n".join(
            "\n".join(f"   {line}" if line else "" for line in one.splitlines())
            for one in (
                step("Mencatat wcatat", ":pelaksana: satu -> dua -> tiga"),
                step("Mencocokkan wcocok", ":pelaksana: tiga", ":tidak: sebelumnya"),
                step("Merundingkan wrunding", ":pelaksana: satu, dua", ":alur: satu <-> dua\n   dua -> jumpa: wlanjut"),
            )
        ),
        step("Membagi wbagi", ":id: jumpa", ":pelaksana: satu + dua", ":lanjut: siap, akhir"),
        step("Menyiapkan wsiap", ":id: siap", ":pelaksana: dua", ":nomor-langkah: wnomor", ":selesai:"),
        step("Memutuskan wputus", ":pelaksana: dua, tiga", ":alur: dua -> terima/satu: wulang\n   tiga -> akhir/tiga"),
        step("Menutup wtutup", ":id: akhir", ":pelaksana: satu, tiga"),
    ]  # fmt: skip


WORDS = [
    "wterima",
    "wbutir",
    "wtebal",
    "wwaktu",
    "wluaran",
    "wcatatan",
    "wisi",
    "wketerangan",
    "wperiksa",
    "wpertama",
    "wkedua",
    "wketiga",
    "wkeempat",
    "wolah",
    "wbahan",
    "wsetengah",
    "wcatat",
    "wcocok",
    "wrunding",
    "wlanjut",
    "wbagi",
    "wsiap",
    "wputus",
    "wulang",
    "wtutup",
    "wlanesatu",
    "wlanedua",
    "wlanetiga",
]
ALTERNATIVES = ["wgambar", "wtitik"]

TOLD = [
    "wlanedua: wpertama: to step 1; wkedua: to step 3a; wketiga: to step 4; wkeempat: end",
    "wlanesatu → wlanedua → wlanetiga",
    "Yes: to step 3c; No: to step 3a",
    "wlanesatu: to wlanedua (both ways); wlanedua: to wlanesatu (both ways); wlanjut: to step 4",
    "wlanesatu and wlanedua",
    "to step wnomor; to step 7",
    "wlanedua: wulang: to step 1; wlanetiga: to step 7 (wlanetiga)",
]


def prose(form: str, **header: str) -> str:
    return sop(
        *steps(), title=f"Pengujian {form}", name=form, format=form, nomor=f"7/{form}",
        pelaksana="satu = wlanesatu\ndua = wlanedua\ntiga = wlanetiga", **header,
    )  # fmt: skip


OTHER = sop(step("Mencatat", ":pelaksana: satu"), title="Pencatatan Surat", name="lain", nomor="8")


def write(folder: Path, texts: Mapping[str, str], conf: str = CONF) -> Path:
    (folder / "conf.py").write_text(f'{conf}author = copyright = "Badan"\nversion = "1"\n', encoding="utf-8")
    (folder / "kotak.svg").write_text(SVG, encoding="utf-8")
    (folder / "titik.png").write_bytes(PNG)
    for name, text in texts.items():
        (folder / f"{name}.rst").write_text(text, encoding="utf-8")
    index = "Isi\n===\n\n.. toctree::\n\n" + "".join(f"   {name}\n" for name in texts)
    (folder / "index.rst").write_text(index, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("prose"), {form: prose(form) for form in FORMATS} | {"lain": OTHER})


def written(folder: Path) -> dict[str, str]:
    """What was written for each of the three SOPs, without markup; the whole where one file holds all."""
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".epub":
            with zipfile.ZipFile(path) as archive:
                texts = [archive.read(name).decode() for name in archive.namelist() if name.endswith("xhtml")]
        elif path.suffix in {".html", ".txt", ".1", ".texi", ".pot", ".xml"}:
            texts = [path.read_text(encoding="utf-8")]
        elif path.suffix == ".pdf":  # a sheet, also one that LaTeX includes
            texts = ["\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)]
        else:
            continue
        for text in texts:
            plain = without_markup(text)
            for form in FORMATS:
                if form in plain:
                    found[form] = f"{found.get(form, '')} {plain}"
    return found


def without_markup(text: str) -> str:
    """A text of HTML, texinfo, troff or PDF as it is read, with alternative texts at its end."""
    text += " ".join(re.findall(r'alt="([^"]*)"', text))
    text = re.sub(r"@anchor\{[^}]*\}|@ref\{[^,}]*,,([^}]*)\}", r"\1", text)  # texinfo
    text = re.sub(r"\\f[IBRP]|\\%|\\(?=-)", "", text)  # troff
    if "<document" not in text:
        text = re.sub(r"<[^>]*>", "", text)
    return " ".join(re.sub(r"[\u00ad\u200b]", "", html.unescape(text)).split())


@pytest.mark.parametrize("builder", BUILDERS)
def test_every_word_and_every_arrow_is_written(folder: Path, builder: str) -> None:
    shop = Workshop(folder, builder, builddir=folder / f"_build{'_gettext' if builder == 'gettext' else ''}")
    messages = shop.build()
    found = written(shop.app.outdir)
    shop.close()
    assert [message for message in messages if "[sop.SOP" not in message] == []
    assert sorted(found) == sorted(FORMATS)
    words = WORDS if builder == "gettext" else [*WORDS, "wnomor"]
    words = words if builder in {"gettext", "latex"} else [*words, *ALTERNATIVES]
    for form, text in found.items():
        assert [word for word in words if word not in text] == [], form
        if builder not in {"gettext", "xml"}:
            assert [one for one in TOLD if closed(one) not in closed(text)] == [], form


def closed(text: str) -> str:
    """A text without its line breaks, which in a PDF may stand in a word."""
    return re.sub(r"[\s-]", "", text)


def test_the_sheets_have_every_word_and_every_arrow(folder: Path) -> None:
    pytest.importorskip("typst")
    for builder in ("sop-sheets", "sop-pdf"):
        shop = Workshop(folder, builder, builddir=folder / "_build")
        messages = shop.build()
        found = written(shop.app.outdir)
        shop.close()
        assert [message for message in messages if "[sop.SOP" not in message] == []
        assert sorted(found) == sorted(FORMATS)
        for form, text in found.items():
            assert [one for one in [*WORDS, "wnomor", *TOLD] if closed(one) not in closed(text)] == [], form


def test_a_link_of_a_way_leads_to_its_step(folder: Path) -> None:
    for builder, path in (("html", "{}.html"), ("dirhtml", "{}/index.html"), ("singlehtml", "index.html")):
        shop = Workshop(folder, builder, builddir=folder / "_build")
        shop.build()
        outdir = shop.app.outdir
        shop.close()
        for form in FORMATS:
            page = (outdir / path.format(form)).read_text(encoding="utf-8")
            targets = re.findall(rf'href="#(sop-{form}--[^"]*)">to step', page)
            assert len(targets) == 10
            assert [one for one in targets if page.count(f'id="{one}"') != 1] == []


# -- the same SOP as a flowchart -------------------------------------------------------------------------------------
def test_the_same_rules_apply(read: Callable[..., Reading]) -> None:
    faulty = [
        step("Penerimaan surat", ":pelaksana: satu", ":tidak: xyz", waktu="sebentar"),
        step("Apakah lengkap?", ":pelaksana: empat"),
        step("Mencatat surat", ":pelaksana: satu", ":selesai:", output=None),
        step("Mengirim surat", ":pelaksana: satu"),
    ]
    flowchart = read(sop(*faulty, pelaksana="satu", jenis="administratif"))
    expected = [
        (one.code, str(one.message), one.location.line + 1) for one in flowchart.findings if one.code != "SOP217"
    ]
    assert len(expected) == 4
    for form in FORMATS:
        # the entry stands in the first line, so that all others are one further down
        found = read(sop(*faulty, pelaksana="satu", jenis="administratif").replace("\n", f"\n   :format: {form}\n", 1))
        assert [
            (one.code, str(one.message), one.location.line) for one in found.findings if one.code != "SOP217"
        ] == expected


def test_the_data_differ_in_the_format_only(read: Callable[..., Reading]) -> None:
    flowchart = read({"index.rst": sop(*steps(), name="a"), **PICTURES}).data
    for form in FORMATS:
        # the entry stands in the first line, so that all others are one further down
        text = sop(*steps(), name="a").replace("\n", f"\n   :format: {form}\n", 1)
        data = shifted(read({"index.rst": text, **PICTURES}).data)
        assert data["classification"].pop("format") != flowchart["classification"]["format"]
        data["classification"]["format"] = flowchart["classification"]["format"]
        assert data == flowchart


def shifted(data: dict[str, Any]) -> dict[str, Any]:
    """The data of an SOP one line further up."""
    for one in data["steps"]:
        one["line"] -= 1
    return data


def test_an_unknown_format_is_one_finding_and_a_flowchart(read: Callable[..., Reading]) -> None:
    found = read(sop(step("Mencatat surat", ":pelaksana: satu"), format="gambar"))
    assert [one.partition(" E ")[0] for one in found.reported] == ["SOP114"]


def test_changed_steps_and_a_changed_format_are_differences(read: Callable[..., Reading]) -> None:
    def exported(form: str, time: str) -> ExportedProcedure:
        return read_procedure(read(sop(step("Mencatat surat", ":pelaksana: satu", waktu=time), format=form)).data)

    for form in FORMATS:
        changes = compare(exported("diagram-alir", "1 jam"), exported(form, "2 jam"))
        assert [one.key for one in changes.fields] == ["format"]
        assert [cell.key for one in changes.steps for cell in one.cells] == ["time"]


def test_a_difference_names_sub_steps_as_they_are_printed(read: Callable[..., Reading]) -> None:
    def exported(form: str, last: str) -> ExportedProcedure:
        inner = step(last, ":pelaksana: satu", ":nomor-langkah: X").replace("\n", "\n   ")
        outer = below(
            step("Mengolah surat"), step("Mencatat", ":pelaksana: satu") + f"\n\n{inner}".replace("\n   ", "\n")
        )
        return read_procedure(read(sop(outer, step(last, ":pelaksana: satu"), format=form)).data)

    drawn, listed = (exported(form, "Mengirim surat") for form in ("diagram-alir", "grafik"))
    assert [one.label for one in drawn.steps] == ["1", "1.1", "X", "2"]
    assert [one.label for one in listed.steps] == ["1", "1a", "X", "2"]
    assert [one.own_label for one in listed.steps] == ["", "", "X", ""]
    assert compare(drawn, listed).steps == ()  # no number was typed anew


# -- languages -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("builder", ["html", "text", "sop-sheets"])
@pytest.mark.parametrize(("language", "other"), [("en", "id"), ("id", "en")])
def test_only_the_labels_of_the_language_are_shown(tmp_path: Path, builder: str, language: str, other: str) -> None:
    labels = load_profile("permenpan-35-2012").labels
    keys = ["actors", "inputs", "time", "output", "notes", "goes-on", "both-ways", "to-step", "to-end", "total-time"]
    own = {labels[language][key] for key in keys}
    foreign = {labels[other][key] for key in keys} - own
    write(tmp_path, {form: prose(form) for form in FORMATS} | {"lain": OTHER}, f"{CONF}sop_total_time = True\n")
    shop = Workshop(tmp_path, builder, config={"language": language})
    shop.build()
    found = written(shop.app.outdir)
    shop.close()
    assert sorted(found) == sorted(FORMATS)
    for text in found.values():
        assert [label for label in own if label not in text] == []
        assert [label for label in foreign if re.search(rf"\b{re.escape(label)}\b", text)] == []


def test_texts_are_translated(tmp_path: Path) -> None:
    write(tmp_path, {"grafik": prose("grafik"), "lain": OTHER}, f'{CONF}locale_dirs = ["locale"]\n')
    catalogue = Catalog(locale="en")
    for text in ("wpertama", "wlanedua", "Mencatat wcatat"):
        catalogue.add(text, string=text.upper())
    folder = tmp_path / "locale" / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "grafik.mo").open("wb") as stream:
        write_mo(stream, catalogue)
    shop = Workshop(tmp_path, "text", config={"language": "en"})
    shop.build()
    text = " ".join((shop.app.outdir / "grafik.txt").read_text(encoding="utf-8").split())
    shop.close()
    assert "WLANEDUA: WPERTAMA: to step 1; wkedua: to step 3a" in text
    assert "a. MENCATAT WCATAT" in text


# -- many, long, missing ---------------------------------------------------------------------------------------------
SUFFIXES = {"html": "html", "text": "txt"}


def page_of(folder: Path, text: str, builder: str = "html") -> tuple[str, list[str]]:
    """The page of one SOP and what the build said of other things than the content."""
    write(folder, {"a": text}, f'{CONF}suppress_warnings = ["sop.SOP101", "sop.SOP412"]\n')
    shop = Workshop(folder, builder)
    messages = [message for message in shop.build() if "[sop.SOP" not in message]
    page = (shop.app.outdir / f"a.{SUFFIXES[builder]}").read_text(encoding="utf-8")
    shop.close()
    return page, messages


def test_thirty_stages_each_lead_on_but_the_last(tmp_path: Path) -> None:
    many = [step(f"Menyusun bagian {place}", ":pelaksana: satu") for place in range(1, 31)]
    page, messages = page_of(tmp_path, sop(*many, format="grafik"))
    assert messages == []
    assert page.count('<li class="sop-activity"') == 30
    assert page.count('class="sop-way"') == 29
    assert "sop-by-4" in page


def test_a_missing_picture_is_one_message(tmp_path: Path) -> None:
    text = sop(
        below(step("Menyusun bagian", ":pelaksana: satu"), ".. image:: tiada.png\n   :alt: wtiada"), format="grafik"
    )
    page, messages = page_of(tmp_path, text)
    assert len(messages) == 1
    assert "image file not readable: tiada.png [image.not_readable]" in messages[0]
    assert 'alt="wtiada"' in page


def test_pictures_of_a_stage_stand_above_its_text_those_of_lists_below(tmp_path: Path) -> None:
    page, messages = page_of(tmp_path, prose("grafik"))
    assert messages == []
    stage = page[page.index('id="sop-grafik--terima"') : page.index('id="sop-grafik--periksa"')]
    assert stage.index("kotak.svg") < stage.index("wketerangan gambar") < stage.index("sop-activity-text")
    listed, _ = page_of(tmp_path, prose("langkah-sederhana"))
    assert "sop-activity-picture" not in listed
    assert listed.index("wterima") < listed.index("kotak.svg") < listed.index("wketerangan gambar")


def test_a_picture_that_is_a_link_is_a_picture_of_its_stage(tmp_path: Path) -> None:
    picture = ".. image:: kotak.svg\n   :alt: wgambar\n   :target: https://example.org"
    text = sop(below(step("Menyusun bagian", ":pelaksana: satu"), picture), format="grafik")
    page, _ = page_of(tmp_path, text)
    assert re.search(r'sop-activity-picture">\s*<a [^>]*href="https://example.org"[^>]*><img', page)


def test_a_single_actor_is_named_once(tmp_path: Path) -> None:
    text = sop(
        *(step(f"Menyusun {place}", ":pelaksana: satu") for place in "abc"),
        format="langkah-sederhana",
        pelaksana="satu = wlanesatu",
    )
    page, _ = page_of(tmp_path, text, "text")
    assert page.count("wlanesatu") == 1
    assert "Kegiatan" not in page


# -- other ways to write and to build --------------------------------------------------------------------------------
@pytest.mark.parametrize("form", FORMATS)
def test_a_fence_is_written_like_a_directive(tmp_path: Path, form: str) -> None:
    parts = [
        step(
            "Mengajukan *permohonan*", ":id: ajukan", ":pelaksana: staf", kelengkapan="- Berkas **satu**\n- Berkas dua"
        ),
        step("Menetapkan keputusan", ":pelaksana: kepala", ":tidak: ajukan", keterangan="Paragraf.\n\nLagi."),
    ]
    text = sop(*parts, name="cuti", format=form)
    pages = []
    for name, source in (("a.rst", text), ("b.md", as_myst(text))):
        folder = tmp_path / name.partition(".")[0]
        folder.mkdir()
        (folder / "conf.py").write_text(MYST, encoding="utf-8")
        (folder / f"index.{name.rpartition('.')[2]}").write_text(source, encoding="utf-8")
        shop = Workshop(folder, "html")
        assert shop.build() == []
        page = (shop.app.outdir / "index.html").read_text(encoding="utf-8")
        pages.append(re.search(r'<div class="sop-steps.*?(?=</section>)', page, re.DOTALL)[0])
        shop.close()
    assert pages[0] == pages[1]
    assert "Yes:" in pages[0]


def documents(**changes: str) -> dict[str, str]:
    """SOPs in every format and enough others for several processes."""
    index = "Isi\n===\n\n.. toctree::\n   :glob:\n\n   *\n"
    return {
        "index.rst": index,
        "lain.rst": OTHER,
        **{f"{form}.rst": prose(form) for form in FORMATS},
        **{f"polos{place}.rst": f"Polos {place}\n=======\n" for place in range(8)},
    } | {f"{name.replace('_', '-')}.rst": text for name, text in changes.items()}


@pytest.mark.parametrize("builder", ["html", "text"])
def test_an_incremental_and_a_parallel_build_write_what_a_fresh_one_does(tmp_path: Path, builder: str) -> None:
    fresh, changed, parallel = (Builds(tmp_path / name) for name in ("fresh", "changed", "parallel"))
    for builds in (fresh, changed, parallel):
        write(builds.source, {})
    fresh.write(documents())
    messages = fresh.build(builder)
    parallel.write(documents())
    assert parallel.build(builder, parallel=2) == messages
    assert parallel.output(builder) == fresh.output(builder)
    # one in another format, one with another actor, and the title that steps of others show
    before = {
        "grafik": prose("langkah-sederhana").replace("langkah-sederhana", "grafik", 1),
        "langkah_sederhana": prose("langkah-sederhana").replace("wlanesatu", "Staf"),
        "lain": OTHER.replace("Pencatatan Surat", "Pengiriman Surat"),
    }
    changed.write(documents(**before))
    changed.build(builder)
    assert changed.output(builder) != fresh.output(builder)
    changed.write(documents())
    assert changed.build(builder) == messages
    assert changed.output(builder) == fresh.output(builder)


def test_lists_actors_and_statistics_know_them(tmp_path: Path) -> None:
    page = ".. sop-list::\n\n.. sop-statistics::\n\n.. sop-actor:: dua\n\n.. sop-map::\n"
    write(tmp_path, {form: prose(form) for form in FORMATS} | {"lain": OTHER, "semua": f"Semua\n=====\n\n{page}"})
    shop = Workshop(tmp_path, "text", config={"sop_actors": {"dua": "wlanedua"}})
    shop.build()
    text = (shop.app.outdir / "semua.txt").read_text(encoding="utf-8")
    shop.close()
    for form in FORMATS:
        assert f"Pengujian {form}" in text
    # a sub-step has the number that is printed
    assert re.search(r"\| 3a +\|.*wcatat", text)
    assert "3.1" not in text
