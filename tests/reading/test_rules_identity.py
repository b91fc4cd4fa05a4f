"""SOP101, 104, 107, 114, 117, 118: each fault gives exactly its code at its line, as severe as the status allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .manuals import indented, line_of, sop, step, two_steps

if TYPE_CHECKING:
    from collections.abc import Callable

    from .manuals import Reading

    Read = Callable[..., Reading]

STEPS = (
    step("Mengajukan permohonan cuti", ":pelaksana: staf"),
    step("Menetapkan keputusan cuti", ":pelaksana: kepala"),
)
BOXES = ["dasar-hukum", "kualifikasi-pelaksana", "keterkaitan", "peralatan", "peringatan", "pencatatan"]
STATUSES = ["rancangan", "siap-disahkan", "berlaku", "dicabut"]


def test_a_clean_sop_gives_nothing_at_all(read: Read) -> None:
    found = read(sop(*STEPS))
    assert found.messages == []
    assert found.findings == []


@pytest.mark.parametrize("status", [*STATUSES, "draf", "draft", "ready", "in-force", "revoked", "BERLAKU"])
def test_a_clean_sop_gives_nothing_in_any_status(read: Read, status: str) -> None:
    assert read(sop(*STEPS, status=status)).messages == []


def severity(found: Reading, code: str) -> list[str]:
    return [one.severity.value for one in found.findings if one.code == code]


# -- SOP101 --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("field", ["nomor", "tanggal_pembuatan"])
@pytest.mark.parametrize("value", [None, "", "-"])
def test_number_and_date_are_required_once_signed(read: Read, status: str, field: str, value: str | None) -> None:
    text = sop(*STEPS, status=status, **{field: value})
    found = read(text)
    line = 1 if value is None else line_of(text, f":{field.replace('_', '-')}:")
    signed = status in {"berlaku", "dicabut"}
    assert found.reported == ([f"SOP101 E {line}"] if signed else [])
    assert severity(found, "SOP101") == ["error" if signed else "info"]


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize("value", [None, ""])
def test_a_box_is_required_in_every_status(read: Read, status: str, box: str, value: str | None) -> None:
    text = sop(*STEPS, status=status, **{box: value})
    line = 1 if value is None else line_of(text, f":{box}:")
    assert read(text).reported == [f"SOP101 E {line}"]


@pytest.mark.parametrize("box", BOXES)
def test_a_dash_satisfies_a_box(read: Read, box: str) -> None:
    assert read(sop(*STEPS, **{box: "-"})).reported == []


def test_several_missing_fields_are_one_finding(read: Read) -> None:
    found = read(sop(*STEPS, nomor=None, peringatan=None, peralatan=None))
    assert found.reported == ["SOP101 E 1"]
    for name in ("nomor", "peringatan", "peralatan"):
        assert f"`{name}`" in found.messages[0]


def test_an_sop_needs_a_title(read: Read) -> None:
    found = read(sop(*STEPS, title="").replace(".. sop:: \n", ".. sop::\n"))
    assert found.reported == ["SOP101 E 1"]


# -- SOP104 --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("field", ["tanggal-pembuatan", "tanggal-revisi", "tanggal-efektif", "tanggal-pengesahan"])
@pytest.mark.parametrize("status", STATUSES)
def test_a_date_that_cannot_be_read(read: Read, field: str, status: str) -> None:
    text = sop(*STEPS, status=status, **{field: "31 Februari 2025"})
    found = read(text)
    assert found.reported == [f"SOP104 E {line_of(text, f':{field}:')}"]
    assert "31 Februari 2025" in found.messages[0]
    assert "31 Februari 2025" in found.text


def test_two_dates_that_cannot_be_read_are_two_findings(read: Read) -> None:
    text = sop(*STEPS, tanggal_revisi="kelak", tanggal_efektif="segera")
    assert read(text).reported == [
        f"SOP104 E {line_of(text, ':tanggal-efektif:')}",
        f"SOP104 E {line_of(text, ':tanggal-revisi:')}",
    ]


# -- SOP107 --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("value", [None, "Kepala Badan", "-"])
def test_an_official_without_position_or_name(read: Read, status: str, value: str | None) -> None:
    text = sop(*STEPS, status=status, disahkan_oleh=value)
    found = read(text)
    line = 1 if value is None else line_of(text, ":disahkan-oleh:")
    signed = status in {"berlaku", "dicabut"}
    assert found.reported == ([f"SOP107 E {line}"] if signed else [])
    assert severity(found, "SOP107") == ["error" if signed else "info"]


def test_an_unknown_key_of_an_official_is_sop114_alone(read: Read) -> None:
    text = sop(*STEPS, disahkan_oleh="kadiss")
    officials = {"kadis": {"position": "Kepala Dinas", "name": "Budi", "nip": "197001012000031001"}}
    found = read(text, sop_officials=officials)
    assert found.reported == [f"SOP114 E {line_of(text, ':disahkan-oleh:')}"]
    assert "`kadis`" in found.messages[0]
    assert read(sop(*STEPS, disahkan_oleh="kadis"), sop_officials=officials).reported == []


# -- SOP114 --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("jenis", "administrasi umum"),
        ("jenis", "teknik"),
        ("cakupan", "besar"),
        ("produk", "setengah"),
        ("kekhususan", "umum"),
        ("jenis-kegiatan", "harian"),
        ("format", "bpmn"),
        ("status", "selesai"),
        ("abaikan", "301"),
        ("pringatan", "Jika"),
        ("kelengkapan", "Berkas"),
        ("xyzzy", "nilai"),
        ("number", "dua"),
        ("Nomor", "dua"),
        ("pelaksana", "a = \n staf\n kepala"),
    ],
)
def test_an_unknown_repeated_or_unreadable_entry(read: Read, name: str, value: str) -> None:
    text = sop(*STEPS, status=None, raw=f":{name}: {value}")
    found = read(text)
    first = value.split("\n")[0]
    line = text.split("\n").index(f"   :{name}: {first}") + 1
    assert [one for one in found.reported if not one.startswith("SOP211")] == [f"SOP114 E {line}"]
    for word in value.split():
        assert word in found.text + str(found.messages)


@pytest.mark.parametrize(
    "lines",
    [
        ":ident: x",
        ":id: 4",
        ":id: 2.1",
        ":id: awal",
        ":id: dua kata",
        ":selesai: ya",
        ":abaikan: abc",
        ":nomor: 5",
        ":waktu: 5 menit",
        ":lanjut 2",
        ":cabang: 2\n   X -> 2",
        ":alur: 2",
        ":alur: kepala -> 2",
        ":tidak 1",
        ":alur:",
    ],
)
def test_an_entry_of_a_step_that_cannot_be_read(read: Read, lines: str) -> None:
    text = sop(step("Mengajukan permohonan cuti", ":pelaksana: staf", *lines.split("\n")), STEPS[1])
    faults = [one for one in read(text).reported if not one.startswith("SOP204")]
    needle = lines.split("\n")[0]
    number = [n for n, line in enumerate(text.split("\n"), 1) if line.strip() == needle][-1]
    if "waktu" in needle:  # the second of the two, typed above the usual one
        number = [n for n, line in enumerate(text.split("\n"), 1) if line.strip().startswith(":waktu:")][1]
    if needle == ":selesai: ya":  # it counts, so that nothing leads on
        faults = [one for one in faults if not one.startswith("SOP202")]
    assert faults == [f"SOP114 E {number}"]


def test_a_step_says_what_is_done(read: Read) -> None:
    text = sop(step("", ":pelaksana: staf").replace("step:: ", "step::"), STEPS[1])
    assert read(text).reported == [f"SOP114 E {text.split(chr(10)).index('   .. sop-step::') + 1}"]


def test_only_is_refused_wherever_it_stands(read: Read) -> None:
    only = ".. only:: html\n\n   Catatan khusus."
    places = [
        sop(only, *STEPS),
        sop(".. note::\n\n" + indented(only), *STEPS),
        sop(STEPS[0] + "\n\n" + indented(only), STEPS[1]),
        sop(step("Mengajukan permohonan cuti", ":pelaksana: staf", ":keterangan:\n" + indented(only)), STEPS[1]),
        sop(*STEPS, tujuan="\n" + only),
    ]
    for text in places:
        found = read(text, sop_extra_boxes=["tujuan"])
        assert found.reported == [f"SOP114 E {line_of(text, '.. only::')}"]
        assert "Catatan khusus." in found.text
        assert "<only" not in found.doctrees["index"].pformat()


def test_steps_inside_only_count(read: Read) -> None:
    text = sop(".. only:: html\n\n" + indented(STEPS[0]), STEPS[1])
    found = read(text)
    assert found.reported == [f"SOP114 E {line_of(text, '.. only::')}"]
    assert len(found.only.steps) == 2


def test_a_code_that_is_ignored_but_never_found_is_a_warning(read: Read) -> None:
    text = sop(*STEPS, abaikan="SOP207")
    assert read(text).reported == [f"SOP114 W {line_of(text, ':abaikan:')}"]
    text = sop(step("Mengajukan permohonan cuti", ":pelaksana: staf", ":abaikan: SOP201"), STEPS[1])
    assert read(text).reported == [f"SOP114 W {line_of(text, ':abaikan:')}"]


def test_a_code_that_no_rule_has_matches_nothing_either(read: Read) -> None:
    text = sop(*STEPS, abaikan="SOP999")
    assert read(text).reported == [f"SOP114 W {line_of(text, ':abaikan:')}"]


def test_an_ignored_code_is_not_reported(read: Read) -> None:
    assert read(sop(*STEPS, nomor=None, abaikan="sop101")).reported == []
    assert read(sop(step("Mengajukan", ":pelaksana: staf", ":tidak: 9", ":ignore: SOP201"), STEPS[1])).reported == []
    text = sop(
        step("Mengajukan cuti", ":pelaksana: staf", ":tidak: 9", ":ignore: SOP201"),
        step("Menolak cuti", ":pelaksana: staf", ":tidak: 8"),
        STEPS[1],
    )
    assert read(text).reported == [f"SOP201 E {line_of(text, ':tidak: 8')}"]


# -- SOP117 --------------------------------------------------------------------------------------------------------------
def test_a_name_is_used_once_compared_without_case(read: Read) -> None:
    toctree = "Isi\n===\n\n.. toctree::\n\n   a\n   b\n"
    a = sop(*STEPS, name="Cuti.Tahunan")
    b = sop(*STEPS, name="cuti.tahunan", title="Pemberian Cuti Besar", nomor="800/02/2025")
    found = read({"index.rst": toctree, "a.rst": a, "b.rst": b})
    assert found.reported == [f"SOP117 E b.rst:{line_of(b, ':name:')}"]
    assert "a.rst" in found.messages[0]


def test_two_sops_in_one_file_with_one_title_have_one_name(read: Read) -> None:
    text = sop(*STEPS) + "\n" + sop(*STEPS, nomor="800/02/2025")
    second = text.split("\n").index(".. sop:: Pemberian Cuti Tahunan", 3) + 1
    found = read(text)
    assert [one for one in found.reported if not one.startswith("SOP111")] == [f"SOP117 E {second}"]


@pytest.mark.parametrize("name", ["cuti tahunan", "cuti/tahunan", "cuti:tahunan", "cuti#1", "(cuti)"])
def test_a_name_that_cannot_be_one(read: Read, name: str) -> None:
    text = sop(*STEPS, name=name)
    found = read(text)
    assert found.reported == [f"SOP117 E {line_of(text, ':name:')}"]
    assert found.only.name == "index"


@pytest.mark.parametrize("name", ["cuti", "cuti-tahunan", "Cuti_2", "a.b.c", "4", "cuti-è"])
def test_a_name(read: Read, name: str) -> None:
    found = read(sop(*STEPS, name=name))
    assert found.reported == []
    assert found.only.name == name


# -- SOP118 --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "text",
    [
        "Judul\n=====\n\n" + STEPS[0],
        "- butir\n\n" + indented(STEPS[0], 2),
        sop(".. note::\n\n" + indented(STEPS[0]), STEPS[1]),
        sop("- butir\n\n" + indented(STEPS[0], 2), STEPS[1]),
        sop(".. container:: x\n\n" + indented(STEPS[0]), STEPS[1]),
    ],
)
def test_a_step_that_stands_elsewhere(read: Read, text: str) -> None:
    found = read(text)
    assert found.reported == [f"SOP118 E {line_of(text, 'sop-step:: Mengajukan')}"]
    assert "Mengajukan permohonan cuti" in found.text
    for cell in ("Berkas permohonan", "10 menit", "Berkas terperiksa"):
        assert cell in found.text


def test_a_third_level_of_steps_is_too_deep(read: Read) -> None:
    text = sop(
        step("Mengolah", kelengkapan=None, waktu=None, output=None)
        + "\n\n"
        + indented(
            step("Menimbang", kelengkapan=None, waktu=None, output=None)
            + "\n\n"
            + indented(step("Mencatat berkas masuk", ":pelaksana: staf"))
        )
    )
    found = read(text)
    assert found.reported == [f"SOP118 E {line_of(text, 'Mencatat berkas masuk')}"]
    assert "Mencatat berkas masuk" in found.text


# -- all together --------------------------------------------------------------------------------------------------------
def test_several_faults_are_all_reported_in_order_of_lines(read: Read) -> None:
    text = sop(
        step("Mengajukan permohonan cuti", ":pelaksana: staf", ":tidak: 9", ":warna: merah"),
        STEPS[1],
        status="berlaku",
        nomor=None,
        peringatan="",
        tanggal_efektif="kelak",
        jenis="entah",
    )
    assert read(text).reported == [
        f"SOP104 E {line_of(text, ':tanggal-efektif:')}",
        f"SOP101 E {line_of(text, ':peringatan:')}",
        f"SOP114 E {line_of(text, ':jenis:')}",
        f"SOP201 E {line_of(text, ':tidak:')}",
        f"SOP114 E {line_of(text, ':warna:')}",
    ]


def test_warnings_count_as_errors_when_strict(read: Read) -> None:
    text = sop(*STEPS, pelaksana="staf\nkepala\narsiparis")
    line = text.split("\n").index("   :pelaksana: staf") + 1
    assert read(text).reported == [f"SOP211 W {line}"]
    assert read(text, sop_strict=True).reported == [f"SOP211 E {line}"]
    missing = two_steps() + "\n:sop:ref:`tidak-ada`\n"
    line = line_of(missing, "tidak-ada")
    assert read(missing).reported == [f"SOP412 W {line}"]
    assert read(missing, sop_strict=True).reported == [f"SOP412 E {line}"]


def test_a_code_can_be_suppressed(read: Read) -> None:
    assert read(sop(*STEPS, nomor=None), suppress_warnings=["sop.SOP101"]).messages == []
    assert read(sop(*STEPS, nomor=None), suppress_warnings=["sop"]).messages == []


@pytest.mark.parametrize("language", ["id", "id_ID", "en", "de"])
def test_no_message_fails_in_any_language(read: Read, language: str) -> None:
    text = sop(
        step("", ":pelaksana: staf -> kepala, x x", ":tidak: 9", ":warna: merah", ":id: awal", ":simbol: awan"),
        step("Menetapkan {keputusan} %s", ":pelaksana: {kepala}", ":lanjut: {}", ":selesai:"),
        nomor=None,
        peringatan="",
        tanggal_efektif="{kelak}",
        jenis="%(entah)s",
        disahkan_oleh="{x",
    )
    found = read(text, language=language)
    assert len(found.messages) > 5
    assert all(re_ends(message) for message in found.messages)


def re_ends(message: str) -> bool:
    return message.rstrip("]").rpartition("[sop.SOP")[2].isdigit()
