"""Names, references and the inventory."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sphinx.util.inventory import InventoryFile

from .manuals import CONF, Workshop, line_of, sop, step

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .manuals import Reading

    Read = Callable[..., Reading]

STEPS = (
    step("Mengajukan permohonan", ":id: ajukan", ":pelaksana: staf"),
    step("Menetapkan keputusan", ":pelaksana: kepala"),
)
LANES = "staf = Staf Umum\nkepala = Kepala Badan"


def manual(text: str, **other: str) -> dict[str, str]:
    """An index with a text, and two SOPs in files of their own."""
    return {
        "index.rst": f"Isi\n===\n\n.. toctree::\n\n   cuti\n   surat\n\n{text}\n",
        "cuti.rst": sop(*STEPS, pelaksana=LANES),
        "surat.rst": sop(*STEPS, title="Pengelolaan Surat", nomor="045/02/2025", pelaksana=LANES),
        **other,
    }


# -- names ---------------------------------------------------------------------------------------------------------------
def test_a_file_with_one_sop_gives_it_its_name(read: Read) -> None:
    found = read(
        manual("", **{"unit/besar.rst": ":orphan:\n\n" + sop(*STEPS, title="Pemberian Cuti Besar", nomor="3")})
    )
    assert sorted(one.name for one in found.procedures) == ["besar", "cuti", "surat"]
    assert found.reported == []


def test_files_of_one_name_in_two_folders_are_two_sops_with_one_name(read: Read) -> None:
    other = ":orphan:\n\n" + sop(*STEPS, title="Pemberian Cuti Besar", nomor="3")
    found = read(manual("", **{"unit/cuti.rst": other}))
    assert found.reported == ["SOP117 E unit/cuti.rst:3"]


def test_a_file_with_two_sops_gives_them_slugs_of_their_titles(read: Read) -> None:
    text = sop(*STEPS) + "\n" + sop(*STEPS, title="Pengelolaan Surat/Naskah (Masuk)", nomor="2")
    found = read(text)
    assert [one.name for one in found.procedures] == ["pemberian-cuti-tahunan", "pengelolaan-surat-naskah-masuk"]
    assert found.reported == []


def test_a_name_of_its_own_beside_another_sop(read: Read) -> None:
    text = sop(*STEPS, name="cuti.2") + "\n" + sop(*STEPS, title="Pengelolaan Surat", nomor="2")
    assert [one.name for one in read(text).procedures] == ["cuti.2", "pengelolaan-surat"]


def test_the_name_of_a_file_that_cannot_be_a_name_is_made_one(read: Read) -> None:
    found = read(
        manual("", **{"Surat Keluar (baru).rst": ":orphan:\n\n" + sop(*STEPS, title="Pengiriman Surat", nomor="3")})
    )
    assert found.reported == []
    assert sorted(one.name for one in found.procedures) == ["cuti", "surat", "surat-keluar-baru"]


def test_anchors_are_made_of_the_names(read: Read) -> None:
    found = read(sop(*STEPS, name="Cuti.1"))
    ids = set(re.findall(r'ids="([^"]*)"', found.doctrees["index"].pformat()))
    assert {"sop-Cuti.1", "sop-Cuti.1--ajukan", "sop-Cuti.1--2"} <= ids


def test_two_sops_with_one_name_have_different_anchors(read: Read) -> None:
    found = read(sop(*STEPS) + "\n" + sop(*STEPS, nomor="2"))
    ids = re.findall(r'ids="([^"]*)"', found.doctrees["index"].pformat())
    assert len(ids) == len(set(ids))
    assert [one for one in found.messages if "sop.SOP" not in one] == []


# -- references ----------------------------------------------------------------------------------------------------------
@pytest.fixture
def page(workshops: Callable[..., Workshop]) -> Callable[..., tuple[str, list[str]]]:
    """Write a reference into the index; return its HTML and the messages."""

    def write(text: str, documents: dict[str, str] | None = None) -> tuple[str, list[str]]:
        shop = workshops("html")
        found = shop.read(documents or manual(f"Lihat |{text}| di sana.".replace("|", " ")))
        html = (shop.app.outdir / "index.html").read_text(encoding="utf-8")
        body = html.partition('<div class="body"')[2]
        return re.sub(r"\s+", " ", body), found.reported

    return write


@pytest.mark.parametrize(
    ("role", "href", "text"),
    [
        (":sop:ref:`cuti`", "cuti.html#sop-cuti", "Pemberian Cuti Tahunan"),
        (":sop:ref:`CUTI`", "cuti.html#sop-cuti", "Pemberian Cuti Tahunan"),
        (":sop:ref:`045/02/2025`", "surat.html#sop-surat", "Pengelolaan Surat"),
        (":sop:ref:`izin cuti <cuti>`", "cuti.html#sop-cuti", "izin cuti"),
        (":ref:`cuti`", "cuti.html#sop-cuti", "Pemberian Cuti Tahunan"),
        (":ref:`izin <cuti>`", "cuti.html#sop-cuti", "izin"),
        (":ref:`sop-surat`", "surat.html#sop-surat", "Pengelolaan Surat"),
        (":sop:step:`cuti/ajukan`", "cuti.html#sop-cuti--ajukan", "Pemberian Cuti Tahunan, step 1"),
        (":sop:step:`cuti/1`", "cuti.html#sop-cuti--ajukan", "Pemberian Cuti Tahunan, step 1"),
        (":sop:step:`cuti/2`", "cuti.html#sop-cuti--2", "Pemberian Cuti Tahunan, step 2"),
        (":sop:step:`di sini <surat/2>`", "surat.html#sop-surat--2", "di sini"),
        (":sop:actor:`kepala`", "cuti.html#sop-cuti--lane--kepala", "Kepala Badan"),
        (":any:`sop-cuti`", "cuti.html#sop-cuti", "Pemberian Cuti Tahunan"),
        (":any:`045/02/2025`", "surat.html#sop-surat", "Pengelolaan Surat"),
    ],
)
def test_a_reference(page, role: str, href: str, text: str) -> None:
    html, reported = page(role)
    assert reported == []
    links = [
        re.sub(r"<[^>]+>", "", link) for link in re.findall(rf'<a [^>]*href="{re.escape(href)}"[^>]*>(.*?)</a>', html)
    ]
    assert text in links


def test_an_author_s_label_comes_before_the_name_of_an_sop(page) -> None:
    html, reported = page("", manual(":ref:`surat`\n\n.. _surat:\n\nBab lain\n--------\n"))
    assert reported == []
    assert re.search(r'<a [^>]*href="#surat"[^>]*>.*?Bab lain', html)


def test_a_label_in_front_of_an_sop_leads_to_it(page) -> None:
    documents = manual("Lihat :ref:`kunci` dan :ref:`cuti`.")
    documents["cuti.rst"] = ".. _kunci:\n\n" + documents["cuti.rst"]
    html, reported = page("", documents)
    assert reported == []
    assert (
        len(re.findall(r'<a [^>]*href="cuti.html#[^"]+"[^>]*><span[^>]*>Pemberian Cuti Tahunan</span></a>', html)) == 2
    )


def test_a_number_that_two_sops_have_is_no_target(page) -> None:
    documents = manual("Lihat :sop:ref:`045/02/2025` di sana.")
    documents["cuti.rst"] = documents["cuti.rst"].replace("800/01/2025", "045/02/2025")
    _, reported = page("", documents)
    assert [one for one in reported if "SOP102" not in one] == ["SOP412 W 9"]


@pytest.mark.parametrize(
    "role",
    [
        ":sop:ref:`tidak-ada`",
        ":sop:ref:`teks <tidak-ada>`",
        ":sop:step:`cuti/9`",
        ":sop:step:`tidak-ada/1`",
        ":sop:step:`1`",
        ":sop:actor:`camat`",
    ],
)
def test_a_missing_reference_is_named_once_with_file_and_line(page, role: str) -> None:
    html, reported = page(role)
    assert reported == ["SOP412 W 9"]
    assert re.search("tidak-ada|teks|/9|/1|>1<|camat", html.partition("Lihat")[2])


def test_a_bare_step_means_the_sop_it_stands_in(workshops: Callable[..., Workshop]) -> None:
    shop = workshops("html")
    second = step(
        "Menetapkan keputusan", ":pelaksana: kepala", ":keterangan: Lihat :sop:step:`ajukan` dan :sop:step:`2`"
    )
    documents = manual("")
    documents["cuti.rst"] = sop("Mulai dari :sop:step:`ajukan`.", STEPS[0], second, pelaksana=LANES)
    assert shop.read(documents).reported == []
    html = (shop.app.outdir / "cuti.html").read_text(encoding="utf-8")
    links = [
        re.sub(r"<[^>]+>", "", link) for link in re.findall(r'href="#sop-cuti--(?:ajukan|2)"[^>]*>(.*?)</a>', html)
    ]
    assert links.count("step 1") == 2
    assert "step 2" in links


@pytest.mark.parametrize("place", ["box", "cell", "body", "kegiatan", "title"])
def test_a_missing_reference_is_named_wherever_it_stands(read: Read, place: str) -> None:
    role = ":sop:ref:`tidak-ada`"
    texts = {
        "box": sop(*STEPS, peringatan=f"Jika {role}"),
        "cell": sop(STEPS[0], step("Menetapkan keputusan", ":pelaksana: kepala", keterangan=role)),
        "body": sop(f"Lihat {role}.", *STEPS),
        "kegiatan": sop(STEPS[0], step(f"Menetapkan {role}", ":pelaksana: kepala")),
        "title": sop(*STEPS, title=f"Pemberian {role}"),
    }
    text = texts[place]
    assert read(text).reported == [f"SOP412 W {line_of(text, role)}"]


# -- keterkaitan ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "item",
    [
        "surat",
        "045/02/2025",
        "Pengelolaan Surat",
        "pengelolaan  surat",
        "SOP Pengelolaan Surat",
        "Standar Operasional Prosedur: Pengelolaan Surat",
    ],
)
@pytest.mark.parametrize("form", ["{}", "- {}", "1. {}", "\n- SOP lain\n- {}"])
def test_an_item_of_keterkaitan_is_linked_without_a_role(
    workshops: Callable[..., Workshop], item: str, form: str
) -> None:
    shop = workshops("html")
    documents = manual("")
    documents["cuti.rst"] = sop(*STEPS, pelaksana=LANES, keterkaitan=form.format(item))
    assert shop.read(documents).messages == []
    html = (shop.app.outdir / "cuti.html").read_text(encoding="utf-8")
    (link,) = re.findall(
        r'<a [^>]*href="surat.html#sop-surat"[^>]*>(.*?)</a>', html.partition("sop-form")[2].partition("sop-chart")[0]
    )
    shown = "Pengelolaan Surat" if item[0].isdigit() else item  # a number alone says little to a reader
    assert re.sub(r"<[^>]+>", "", link).split() == shown.split()


def test_of_titles_that_differ_by_sop_alone_the_full_one_is_meant(workshops: Callable[..., Workshop]) -> None:
    shop = workshops("html")
    documents = manual("")
    documents["surat2.rst"] = (
        documents["surat.rst"]
        .replace("Pengelolaan Surat", "SOP Pengelolaan Surat")
        .replace("045/", "046/")
        .replace(":name: surat", ":name: lain")
    )
    documents["cuti.rst"] = sop(*STEPS, pelaksana=LANES, keterkaitan="- SOP Pengelolaan Surat")
    shop.read(documents)
    html = (shop.app.outdir / "cuti.html").read_text(encoding="utf-8")
    assert 'href="surat2.html#sop-' in html.partition("sop-form")[2].partition("sop-chart")[0]


@pytest.mark.parametrize("item", ["SOP Pengelolaan Surat Masuk", "surat masuk", "045", "lihat surat"])
def test_an_item_that_is_not_exactly_an_sop_stays_text(workshops: Callable[..., Workshop], item: str) -> None:
    shop = workshops("html")
    documents = manual("")
    documents["cuti.rst"] = sop(*STEPS, pelaksana=LANES, keterkaitan=f"- {item}")
    assert shop.read(documents).messages == []
    html = (shop.app.outdir / "cuti.html").read_text(encoding="utf-8")
    assert item in html
    assert 'href="surat.html#sop-surat"' not in html.partition("sop-form")[2].partition("sop-chart")[0]


# -- inventory -----------------------------------------------------------------------------------------------------------
def test_the_inventory_holds_sops_and_steps(workshops: Callable[..., Workshop]) -> None:
    shop = workshops("html")
    shop.read(manual(""))
    with (shop.app.outdir / "objects.inv").open("rb") as file:
        inventory = InventoryFile.load(file, "", lambda base, uri: uri)
    procedures = {name: (item.uri, item.display_name) for name, item in inventory["sop:procedure"].items()}
    assert procedures == {
        "cuti": ("cuti.html#sop-cuti", "Pemberian Cuti Tahunan"),
        "surat": ("surat.html#sop-surat", "Pengelolaan Surat"),
    }
    assert {name: (item.uri, item.display_name) for name, item in inventory["sop:step"].items()} == {
        "cuti/ajukan": ("cuti.html#sop-cuti--ajukan", "1: Mengajukan permohonan"),
        "cuti/2": ("cuti.html#sop-cuti--2", "2: Menetapkan keputusan"),
        "surat/ajukan": ("surat.html#sop-surat--ajukan", "1: Mengajukan permohonan"),
        "surat/2": ("surat.html#sop-surat--2", "2: Menetapkan keputusan"),
    }
    domain = shop.app.env.get_domain("sop")
    assert {kind: priority for _, _, kind, _, _, priority in domain.get_objects()} == {"procedure": 1, "step": -1}


def test_intersphinx_links_two_manuals(tmp_path: Path, workshops: Callable[..., Workshop]) -> None:
    shop = workshops("html")
    shop.read(manual(""))
    inventory = str(shop.app.outdir / "objects.inv")
    conf = (
        CONF.replace("]", ', "sphinx.ext.intersphinx"]')
        + f'intersphinx_mapping = {{"dinas": ("https://sop.example/", {inventory!r})}}\n'
    )
    other = Workshop(tmp_path, "html", conf=conf)
    text = (
        sop(
            STEPS[0],
            step("Mencatat keputusan", ":pelaksana: kepala", keterangan=":sop:ref:`surat`"),
            title="Penyusunan Laporan",
            name="laporan",
            keterkaitan="- :sop:ref:`cuti`\n- :sop:step:`cuti/ajukan`",
        )
        + "\n:external+dinas:sop:ref:`surat` dan :sop:ref:`tidak-ada`\n"
    )
    found = other.read(text)
    assert found.reported == [f"SOP412 W {line_of(text, 'tidak-ada')}"]
    html = (other.app.outdir / "index.html").read_text(encoding="utf-8")
    assert html.count('https://sop.example/cuti.html#sop-cuti"') == 1
    assert html.count("https://sop.example/cuti.html#sop-cuti--ajukan") == 1
    assert html.count('https://sop.example/surat.html#sop-surat"') >= 2
    other.close()
