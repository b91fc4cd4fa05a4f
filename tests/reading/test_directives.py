"""`sop` and `sop-step`: what each entry becomes in the model, the form and the doctree."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pytest
from docutils import nodes

from sphinxcontrib_sop.extension.nodes import sop_form, sop_step, sop_value

from .manuals import line_of, sop, step

if TYPE_CHECKING:
    from collections.abc import Callable

    from .manuals import Reading

    Read = Callable[..., Reading]

STEPS = (
    step("Mengajukan permohonan", ":pelaksana: staf"),
    step("Menetapkan keputusan", ":pelaksana: kepala"),
)

EXAMPLE = textwrap.dedent(
    """\
    .. sop:: Penyelesaian Cuti Tahunan Pegawai
       :name: cuti-tahunan
       :nomor: 800/SOP/BKD/014/2025
       :satuan-kerja: Subbagian Kepegawaian
       :tanggal-pembuatan: 2 Januari 2024
       :tanggal-revisi: 2 Januari 2025
       :tanggal-efektif: 3 Februari 2025
       :disahkan-oleh: kepala-badan
       :status: berlaku
       :jenis: administratif
       :jenis-kegiatan: pelayanan
       :pelaksana: pegawai = Pegawai Pemohon
                   pengelola = Pengelola Kepegawaian
                   kasubag = Kepala Subbagian
                   kepala = Kepala Badan

       :dasar-hukum:
          1. Undang-Undang Nomor 20 Tahun 2023 tentang Aparatur Sipil Negara
          2. Peraturan Pemerintah Nomor 11 Tahun 2017 tentang Manajemen Pegawai Negeri Sipil
       :keterkaitan: - Pengelolaan Surat Masuk
       :peringatan: Jika permohonan tidak diproses tepat waktu, maka hak cuti pegawai tertunda.
       :kualifikasi-pelaksana: - Memahami peraturan cuti
       :peralatan: - Komputer dan aplikasi kepegawaian
       :pencatatan: - Buku kendali cuti

       .. sop-step:: Mengajukan permohonan cuti
          :id: ajukan
          :pelaksana: pegawai
          :kelengkapan: Formulir permohonan cuti
          :waktu: 10 menit
          :output: Permohonan cuti

       .. sop-step:: Memeriksa kelengkapan permohonan dan sisa hak cuti
          :pelaksana: pengelola
          :kelengkapan:
             - Permohonan cuti
             - Kartu cuti
          :waktu: 15 menit
          :output: Permohonan terperiksa
          :tidak: ajukan

       .. sop-step:: Meneliti dan memaraf usulan
          :pelaksana: kasubag
          :kelengkapan: Permohonan terperiksa
          :waktu: 1 jam
          :output: Usulan berparaf

       .. sop-step:: Menetapkan surat izin cuti
          :pelaksana: kepala
          :kelengkapan: Usulan berparaf
          :waktu: 1 hari kerja
          :output: Surat izin cuti
    """
)
OFFICIALS = {"kepala-badan": {"position": "Kepala Badan", "name": "Budi Santoso", "nip": "197001012000031001"}}
DATA = {
    "name": "cuti-tahunan",
    "title": "Penyelesaian Cuti Tahunan Pegawai",
    "number": "800/SOP/BKD/014/2025",
    "revision": "",
    "unit": "Subbagian Kepegawaian",
    "status": "in-force",
    "docname": "index",
    "line": 1,
    "dates": {"created": "2024-01-02", "revised": "2025-01-02", "effective": "2025-02-03", "approved": None},
    "classification": {
        "type": "administrative",
        "scope": None,
        "product": None,
        "generality": None,
        "activity_kind": "service",
        "format": "flowchart",
    },
    "approval": {"position": "Kepala Badan", "name": "Budi Santoso", "nip": "197001012000031001"},
    "boxes": {
        "legal-basis": [
            "Undang-Undang Nomor 20 Tahun 2023 tentang Aparatur Sipil Negara",
            "Peraturan Pemerintah Nomor 11 Tahun 2017 tentang Manajemen Pegawai Negeri Sipil",
        ],
        "qualifications": ["Memahami peraturan cuti"],
        "related": ["Pengelolaan Surat Masuk"],
        "equipment": ["Komputer dan aplikasi kepegawaian"],
        "warning": ["Jika permohonan tidak diproses tepat waktu, maka hak cuti pegawai tertunda."],
        "records": ["Buku kendali cuti"],
    },
    "actors": [
        {"key": "pegawai", "label": "Pegawai Pemohon", "external": False},
        {"key": "pengelola", "label": "Pengelola Kepegawaian", "external": False},
        {"key": "kasubag", "label": "Kepala Subbagian", "external": False},
        {"key": "kepala", "label": "Kepala Badan", "external": False},
    ],
    "nodes": [
        {"id": "ajukan/pegawai", "step": "ajukan", "actors": ["pegawai"], "shape": "terminator"},
        {"id": "2/pengelola", "step": "2", "actors": ["pengelola"], "shape": "decision"},
        {"id": "3/kasubag", "step": "3", "actors": ["kasubag"], "shape": "process"},
        {"id": "4/kepala", "step": "4", "actors": ["kepala"], "shape": "terminator"},
    ],
    "flows": [
        {"source": "ajukan/pegawai", "target": "2/pengelola", "label": "", "kind": "arrow"},
        {"source": "2/pengelola", "target": "3/kasubag", "label": "Ya", "kind": "arrow"},
        {"source": "2/pengelola", "target": "ajukan/pegawai", "label": "Tidak", "kind": "arrow"},
        {"source": "3/kasubag", "target": "4/kepala", "label": "", "kind": "arrow"},
    ],
}
SECOND_STEP = {
    "number": "2",
    "label": "2",
    "id": "2",
    "explicit_id": False,
    "text": "Memeriksa kelengkapan permohonan dan sisa hak cuti",
    "inputs": "Permohonan cuti\nKartu cuti",
    "time": "15 menit",
    "output": "Permohonan terperiksa",
    "notes": "",
    "line": line_of(EXAMPLE, "Memeriksa kelengkapan"),
}

ENGLISH = {
    "nomor": "number",
    "satuan-kerja": "unit",
    "tanggal-pembuatan": "created",
    "tanggal-revisi": "revised",
    "tanggal-efektif": "effective",
    "disahkan-oleh": "approved-by",
    "jenis": "type",
    "jenis-kegiatan": "activity-kind",
    "dasar-hukum": "legal-basis",
    "keterkaitan": "related",
    "peringatan": "warning",
    "kualifikasi-pelaksana": "qualifications",
    "peralatan": "equipment",
    "pencatatan": "records",
    "pelaksana": "actors",
    "kelengkapan": "inputs",
    "waktu": "time",
    "tidak": "no",
    "status: berlaku": "status: in-force",
    "type: administratif": "type: administrative",
    "activity-kind: pelayanan": "activity-kind: service",
}


def in_english(text: str) -> str:
    """The same text with the English words."""
    for indonesian, english in ENGLISH.items():
        one, two = (indonesian, english) if ":" in indonesian else (f"{indonesian}:", f"{english}:")
        text = text.replace(f":{one}", f":{two}")
    return text


def test_the_example_of_the_reference(read: Read) -> None:
    found = read(EXAMPLE, language="id", sop_officials=OFFICIALS)
    assert found.messages == []
    data = found.data
    assert {key: data[key] for key in DATA} == DATA
    step_data = data["steps"][1]
    assert {key: step_data[key] for key in SECOND_STEP} == SECOND_STEP
    assert data["duration"] == {"shortest": 535, "longest": 535, "unit": "working-minute", "unknown_steps": []}


def test_the_example_in_english_words_is_the_same(read: Read) -> None:
    text = in_english(EXAMPLE)
    assert "tanggal" not in text
    assert ":pelaksana:" not in text
    found = read(text, language="id", sop_officials=OFFICIALS)
    assert found.messages == []
    assert found.data == read(EXAMPLE, language="id", sop_officials=OFFICIALS).data


def test_sop_langkah_is_sop_step(read: Read) -> None:
    assert read(sop(*STEPS).replace("sop-step", "sop-langkah")).data == read(sop(*STEPS)).data


# -- entries of the SOP --------------------------------------------------------------------------------------------------
CHOICES = {
    ("status", "status"): {
        "rancangan": "draft", "draf": "draft", "draft": "draft", "siap-disahkan": "ready", "ready": "ready",
        "berlaku": "in-force", "in-force": "in-force", "dicabut": "revoked", "revoked": "revoked",
    },
    ("jenis", "type"): {"administratif": "administrative", "teknis": "technical"},
    ("cakupan", "scope"): {"makro": "macro", "mikro": "micro"},
    ("produk", "product"): {"final": "final", "parsial": "partial"},
    ("kekhususan", "generality"): {"generik": "generic", "spesifik": "specific"},
    ("jenis-kegiatan", "activity_kind"): {"pelayanan": "service", "rutin": "routine", "penugasan": "assignment"},
    ("format", "format"): {
        "diagram-alir": "flowchart", "langkah-sederhana": "simple-steps", "langkah-bertingkat": "hierarchical-steps",
        "grafik": "graphic", "flowchart": "flowchart", "simple-steps": "simple-steps",
        "hierarchical-steps": "hierarchical-steps", "graphic": "graphic",
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("entry", "key", "word", "value"),
    [(entry, key, word, value) for (entry, key), words in CHOICES.items() for word, value in words.items()],
)
def test_a_choice(read: Read, entry: str, key: str, word: str, value: str) -> None:
    for spelling in (word, word.upper(), word.title()):
        found = read(sop(*STEPS, **{entry: spelling}))
        assert not [one for one in found.reported if one.startswith("SOP114")]
        assert (found.data["status"] if key == "status" else found.data["classification"][key]) == value


def test_what_is_left_out_has_its_default(read: Read) -> None:
    found = read(sop(*STEPS, status=None))
    assert found.reported == []
    assert found.data["status"] == "draft"
    assert found.data["classification"] == {
        "type": None,
        "scope": None,
        "product": None,
        "generality": None,
        "activity_kind": None,
        "format": "flowchart",
    }


@pytest.mark.parametrize(
    "number", ["188.4/ /SOP/417.304/2016", "W17.U2/1/PM-SOP/HK/2017", "01", "${nomor_naskah}", "*", "a|b_"]
)
def test_a_number_is_free_text(read: Read, number: str) -> None:
    found = read(sop(*STEPS, nomor=number))
    assert found.messages == []
    assert found.data["number"] == number
    assert number in found.text


@pytest.mark.parametrize(
    ("value", "official"),
    [
        ("Kepala Badan\nBudi Santoso\nNIP. 197001012000031001", ("Kepala Badan", "Budi Santoso", "197001012000031001")),
        (
            "\nKepala Badan\nBudi Santoso\nNIP 19700101 200003 1 001",
            ("Kepala Badan", "Budi Santoso", "19700101 200003 1 001"),
        ),
        ("Kepala Badan\nBudi Santoso", ("Kepala Badan", "Budi Santoso", "")),
        ("Kepala Badan", ("Kepala Badan", "", "")),
    ],
)
def test_an_official_in_lines(read: Read, value: str, official: tuple[str, str, str]) -> None:
    data = read(sop(*STEPS, disahkan_oleh=value, status="rancangan")).data
    assert data["approval"] == dict(zip(("position", "name", "nip"), official, strict=True))


TERMS = {
    "kadis": [
        {"position": "Kepala Dinas", "name": "Pertama", "nip": "197001012000031001", "until": "2024-12-31"},
        {"position": "Kepala Dinas", "name": "Kedua", "nip": "197001012000031001", "from": "2025-01-01"},
    ]
}


@pytest.mark.parametrize(
    ("dates", "name"),
    [
        ({"tanggal_efektif": "1 Februari 2024"}, "Pertama"),
        ({"tanggal_efektif": "1 Februari 2025"}, "Kedua"),
        ({"tanggal_pengesahan": "1 Desember 2024", "tanggal_efektif": "1 Februari 2025"}, "Pertama"),
        ({"tanggal_pengesahan": "-", "tanggal_efektif": "1 Februari 2024"}, "Pertama"),
    ],
)
def test_the_official_is_the_one_of_the_day(read: Read, dates: dict[str, str], name: str) -> None:
    found = read(sop(*STEPS, disahkan_oleh="kadis", **dates), sop_officials=TERMS)
    assert found.data["approval"]["name"] == name


def test_an_sop_inherits_from_its_unit(read: Read) -> None:
    units = {"umum": {"name": "Bagian Umum", "letterhead": ["Pemerintah Kota", "Sekretariat"], "official": "kadis"}}
    for typed in ("umum", "Bagian Umum", "BAGIAN UMUM"):
        found = read(sop(*STEPS, satuan_kerja=typed, disahkan_oleh=None), sop_units=units, sop_officials=TERMS)
        assert found.messages == []
        assert found.data["unit"] == "Bagian Umum"
        assert found.data["approval"]["name"] == "Kedua"
        for words in ("Pemerintah Kota", "Sekretariat", "Bagian Umum"):
            assert words in found.text
    assert read(sop(*STEPS, satuan_kerja="Bidang Lain"), sop_units=units).data["unit"] == "Bidang Lain"


@pytest.mark.parametrize(
    "value", ["- satu\n- dua", "\n- satu\n- dua", "1. satu\n2. dua", "* satu\n* dua", "satu\n\ndua"]
)
def test_a_box_has_items(read: Read, value: str) -> None:
    assert read(sop(*STEPS, peralatan=value)).data["boxes"]["equipment"] == ["satu", "dua"]


def test_a_dash_in_a_box_means_none(read: Read) -> None:
    found = read(sop(*STEPS, peralatan="-"))
    assert found.data["boxes"]["equipment"] == []
    form = found.doctrees["index"].next_node(sop_form)
    (value,) = [one for one in form.children if one["field"] == "equipment"]
    assert value.astext() == "–"


def test_further_boxes_of_a_manual(read: Read) -> None:
    found = read(sop(*STEPS, tujuan="- Tertib *administrasi*"), sop_extra_boxes=["tujuan"])
    assert found.messages == []
    assert found.data["boxes"]["tujuan"] == ["Tertib administrasi"]


def test_needs(read: Read) -> None:
    needs = {
        "tugas": "duty", "fungsi": "function", "uraian-tugas": "task", "output-akhir": "end-product", "aspek": "aspect",
        "proses-bisnis": "business-process",
    }  # fmt: skip
    found = read(sop(*STEPS, **{name: f"nilai {name}" for name in needs}))
    assert found.messages == []
    assert found.data["needs"] == {key: f"nilai {name}" for name, key in needs.items()}


def test_dates_are_written_out_in_the_language_of_the_output(read: Read) -> None:
    text = sop(*STEPS, tanggal_pembuatan="02-01-2025", tanggal_revisi="Agustus 2025", tanggal_pengesahan="-")
    for language, words in (("id", ("2 Januari 2025", "Agustus 2025")), ("en", ("2 January 2025", "August 2025"))):
        found = read(text, language=language)
        assert [one for one in found.messages if "SOP10" in one] == []
        for word in words:
            assert word in found.text
        assert found.data["dates"] == {
            "created": "2025-01-02",
            "revised": "2025-08",
            "effective": "2025-02-03",
            "approved": None,
        }


# -- the doctree ---------------------------------------------------------------------------------------------------------
def test_an_sop_is_a_section_titled_by_its_name(read: Read) -> None:
    found = read(sop("Paragraf isi.", ".. note:: Catatan.", *STEPS, title="Pemberian *Cuti*\n   Tahunan"))
    (section,) = found.doctrees["index"].children
    assert section["ids"] == ["sop-index"]
    assert [child.tagname for child in section.children] == ["title", "sop_form", "paragraph", "note", "sop_chart"]
    assert section[0].astext() == "Pemberian Cuti Tahunan"
    assert found.data["title"] == "Pemberian Cuti Tahunan"
    assert found.reported == []


def test_an_sop_takes_its_place_in_the_contents(read: Read) -> None:
    text = "Isi\n===\n\n.. toctree::\n   :caption: SOP\n\n   cuti\n"
    found = read({"index.rst": text, "cuti.rst": sop(*STEPS)})
    assert found.messages == []
    text = f"Isi\n===\n\n{sop(*STEPS)}\nLain\n----\n\nteks\n"
    (top,) = read(text).doctrees["index"].children
    assert [child.astext() for one in top.children if isinstance(one, nodes.section) for child in one.children[:1]] == [
        "Pemberian Cuti Tahunan",
        "Lain",
    ]


def cells(found: Reading) -> list[dict[str, str]]:
    return [
        {one["field"]: one.astext() for one in row.children if isinstance(one, sop_value)}
        for row in found.doctrees["index"].findall(sop_step)
    ]


def test_the_kegiatan_runs_over_lines_and_takes_the_content(read: Read) -> None:
    text = sop(
        ".. sop-step:: Mengajukan *permohonan*\n   cuti tahunan\n   :pelaksana: staf\n   :kelengkapan: Berkas\n"
        "   :waktu: 10 menit\n   :output: Berkas\n\n   Isi tambahan.\n\n   - satu\n   - dua",
        STEPS[1],
    )
    found = read(text)
    assert found.reported == []
    assert cells(found)[0]["text"].split() == [
        "Mengajukan",
        "permohonan",
        "cuti",
        "tahunan",
        "Isi",
        "tambahan.",
        "satu",
        "dua",
    ]
    assert found.data["steps"][0]["text"] == "Mengajukan permohonan cuti tahunan Isi tambahan. satu dua"


def test_cells_are_markup(read: Read) -> None:
    value = "- satu *miring*\n- dua ``kode``\n\nLihat :sop:ref:`index`."
    found = read(sop(STEPS[0], step("Menetapkan keputusan", ":pelaksana: kepala", kelengkapan=value, keterangan="-")))
    assert found.reported == []
    assert found.data["steps"][1]["inputs"] == "satu miring\ndua kode\nLihat index."
    assert found.data["steps"][1]["notes"] == ""
    assert cells(found)[1]["notes"] == "–"


def test_a_step_without_cells_has_none(read: Read) -> None:
    found = read(sop(step("Mengajukan", ":pelaksana: staf", kelengkapan=None, waktu=None, output=None)))
    assert cells(found) == [{"text": "Mengajukan"}]
