"""Where a rule must hold back, and what its message says."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from sphinxcontrib_sop.core.configuration import DEFAULT_PROFILE
from sphinxcontrib_sop.core.model import Actor, Location, Manual, Node, Official, Procedure, Shape, Value
from sphinxcontrib_sop.core.profiles import load_profile
from sphinxcontrib_sop.core.reading.dates import parse_date
from sphinxcontrib_sop.core.rules import RULES, Context, find

from ..values import replace
from .procedures import PLACE, procedure_of

if TYPE_CHECKING:
    from collections.abc import Mapping

PROFILE = load_profile(DEFAULT_PROFILE)
CONTEXT = Context(language="id", wording=PROFILE.wording, limits=PROFILE.limits, registry=PROFILE.registry)


def sop(fields: Mapping[str, Any] | None = None, *, status: str = "in-force", **changes: Any) -> Procedure:
    """An SOP with these entries; a value that is no text is one that was read."""
    values = {
        key: Value(text=value, location=PLACE, items=tuple(value.split("\n")), parsed=parse_date(value))
        if isinstance(value, str)
        else Value(text="x", location=PLACE, parsed=value)
        for key, value in (fields or {}).items()
    }
    values["status"] = Value(text=status, location=PLACE, parsed=status)
    return replace(procedure_of("1>2"), fields=values, **changes)


def said(code: str, *procedures: Procedure, context: Context = CONTEXT) -> list[str]:
    """``severity: message`` of every finding of a rule."""
    manual = Manual(procedures=procedures)
    return [f"{one.severity}: {one.message}" for one in find(manual, context) if one.code == code]


def kegiatan(*texts: str, actor: str = "Petugas Arsip", **changes: Any) -> Procedure:
    """An SOP with these activities, all by one actor."""
    base = procedure_of(" ".join(f"{number}>{number + 1}" for number in range(1, len(texts) + 1)))
    steps = tuple(replace(step, text=text) for step, text in zip(base.steps, texts, strict=False))
    kept = {step.id for step in steps}
    return replace(
        base,
        steps=steps,
        nodes=tuple(node for node in base.nodes if node.step in kept),
        flows=tuple(flow for flow in base.flows if flow.target.partition("/")[0] in kept),
        actors=(Actor(key="a", label=actor),),
        **changes,
    )


# -- identity --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("number", ["-", "188.4/ /SOP/417/2016", "065/SOP/.../2026", "${nomor}", "065/…/2026"])
def test_a_number_with_a_gap_is_given_to_many(number: str) -> None:
    assert said("SOP102", sop({"number": number}), sop({"number": number}, name="lain")) == []


def test_numbers_are_compared_without_spaces_and_case() -> None:
    found = said("SOP102", sop({"number": "065/SOP/1"}), sop({"number": "065 / sop / 1"}, name="lain"))
    assert found == ["error: the number `065 / sop / 1` is also that of `Penyusunan Laporan`"]


def test_a_revoked_sop_shares_number_and_title() -> None:
    pair = sop({"number": "065/1"}), sop({"number": "065/1"}, name="lama", status="revoked")
    assert said("SOP102", *pair) == said("SOP111", *pair) == []


def test_units_count_their_own_serials() -> None:
    assert said("SOP102", sop({"number": "01"}, unit="A"), sop({"number": "01"}, name="b", unit="B")) == []
    assert said("SOP102", sop({"number": "01"}, unit="A"), sop({"number": "01"}, name="b", unit="A")) != []


def test_the_pattern_of_the_unit_comes_first() -> None:
    context = replace(CONTEXT, number_pattern=r"A\d", unit_number_patterns={"Unit": r"B\d"})
    assert said("SOP103", sop({"number": "B1"}, unit="Unit"), context=context) == []
    assert said("SOP103", sop({"number": "A1"}, unit="Unit"), context=context) == [
        r"warning: the number `A1` does not match the pattern `B\d`"
    ]
    assert said("SOP103", sop({"number": "A/ /"}, unit="Unit", status="draft"), context=context) == []


@pytest.mark.parametrize(
    ("created", "effective", "found"),
    [
        ("2 Januari 2025", "1 Januari 2025", 1),
        ("2 Januari 2025", "Januari 2025", 0),
        ("Februari 2025", "Januari 2025", 1),
    ],
)
def test_a_month_is_any_of_its_days(created: str, effective: str, found: int) -> None:
    assert len(said("SOP105", sop({"created": created, "effective": effective}))) == found


@pytest.mark.parametrize(
    ("number", "found"),
    [
        ("197001012000121001", []),
        ("19700101 200012 1 001", []),
        ("", ["info: the NIP of Rahmat is missing"]),
        ("1970", ["warning: the NIP `1970` has 4 digits instead of 18"]),
        ("19700101 2000121 O01", ["warning: the NIP `19700101 2000121 O01` contains something other than digits"]),
        ("197013012000121001", ["warning: the NIP `197013012000121001` does not begin with a day of birth, or its 15th digit "
                                "is neither 1 nor 2"]),
    ],
)  # fmt: skip
def test_nip(number: str, found: list[str]) -> None:
    assert said("SOP108", sop({"approved-by": Official(position="Kepala", name="Rahmat", id=number)})) == found


@pytest.mark.parametrize("official", [
    Official(position="Bupati Nusa Contoh", name="Rahmat"),
    Official(position="Kapolres", name="Rahmat", id="123", id_kind="NRP"),
])  # fmt: skip
def test_not_everybody_has_a_nip(official: Official) -> None:
    assert said("SOP108", sop({"approved-by": official})) == []


def test_a_review_is_due_only_with_a_day_of_today() -> None:
    planned = sop({"effective": "1 Januari 2024", "revised": "1 Januari 2025"})
    assert said("SOP113", planned) == []
    assert said("SOP113", planned, context=replace(CONTEXT, today=date(2025, 1, 1))) == []
    assert said("SOP113", planned, context=replace(CONTEXT, today=date(2025, 1, 2))) != []
    revised = sop({"effective": "1 Februari 2025", "revised": "1 Januari 2025"})
    assert said("SOP113", revised, context=replace(CONTEXT, today=date(2030, 1, 1))) == []


def test_a_time_limit_that_is_no_duration() -> None:
    found = said("SOP114", sop({"time-limit": "secepatnya"}))
    assert found == ["error: `jangka-waktu`: `secepatnya` is no duration; write it like `14 hari kerja`"]


# -- wording ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("Pemeriksaan kelengkapan berkas", "Memeriksa kelengkapan berkas"),
        ("Pencatatan dan penyerahan berkas", "Mencatat dan menyerahkan ..."),
        ("Penandatanganan surat oleh pimpinan", "Menandatangani ..."),
        ("Berkas diserahkan kepada pemohon", "Menyerahkan ..."),
        ("Pemohon mengajukan permohonan", "Mengajukan ..."),
        ("Cetak kartu", "Mencetak kartu"),
        ("Permohonan diperiksa kelengkapannya", "Memeriksa ..."),
        ("Pemeriksaan berkas dilakukan", "Memeriksa berkas"),
        ("Dilakukan pemeriksaan berkas", "Memeriksa berkas"),
        ("Penyerahan dokumen yang sudah dilegalisir", "Menyerahkan dokumen yang sudah ..."),
        ("Pencatatan dan diarsipkan", "Mencatat ..."),
        ("Evaluasi kegiatan dalam mendukung program", "Mengevaluasi kegiatan dalam mendukung ..."),
        ("Hasil rapat sebagaimana dimaksud dilaporkan", "Melaporkan ..."),
        ("a. Verifikasi data", "Memverifikasi data"),
    ],
)
def test_what_to_write_instead(text: str, suggestion: str) -> None:
    (found,) = said("SOP301", kegiatan(text))
    assert found.endswith(f"write: `{suggestion}`")


@pytest.mark.parametrize(
    "text",
    [
        "Memeriksa berkas",
        "1. Memeriksa",
        "BERKOORDINASI dengan unit lain",
        "Mulai",
        "Selesai",
        "",
        "Meng-upload berkas",
        "Men-download data",
        "me-review naskah",
        "Bekerja sama dengan unit lain",
    ],
)
def test_active_verbs_are_accepted(text: str) -> None:
    assert said("SOP301", kegiatan(text)) == []


@pytest.mark.parametrize(
    "text", ["Berkas", "Berita acara", "Media massa", "Bersama kepala", "Berdasarkan disposisi", "Menteri"]
)
def test_words_that_look_like_verbs_are_none(text: str) -> None:
    assert len(said("SOP301", kegiatan(text))) == 1


@pytest.mark.parametrize("text", ["Data pegawai", "Daftar hadir", "Nomor surat", "Persiapkan"])
def test_a_noun_that_is_a_root_as_well_gives_no_wrong_advice(text: str) -> None:
    (found,) = said("SOP301", kegiatan(text))
    assert "Mendata" not in found
    assert "Mendaftarkan" not in found
    assert "Menomori" not in found


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Petugas Arsip memeriksa berkas", {"SOP302"}),  # without the actor it begins with its verb
        ("Petugas memeriksa berkas", {"SOP302"}),
        ("petugas arsip segera memeriksa berkas", {"SOP302"}),
        ("Pencetakan surat oleh petugas arsip", {"SOP301", "SOP302"}),
        ("Melakukan pencetakan oleh petugas arsip", {"SOP302"}),
        ("Surat dicetak oleh petugas arsip", {"SOP301", "SOP302"}),
        ("Menerima surat yang ditandatangani oleh Petugas Arsip", set()),
        ("Memeriksa berkas dari petugas arsip", set()),
        ("Menyusun jadwal, setelah diparaf oleh petugas arsip disimpan", set()),
        ("Menyerahkan berkas kepada Petugas Arsip", set()),
        ("Pimpinan memeriksa berkas", {"SOP301"}),
        ("Petugas Arsip", {"SOP301"}),
    ],
)
def test_the_own_actor(text: str, codes: set[str]) -> None:
    assert {code for code in ("SOP301", "SOP302") if said(code, kegiatan(text))} == codes


def test_wording_is_judged_in_indonesian_only() -> None:
    english = replace(CONTEXT, language="en")
    for code in ("SOP301", "SOP302", "SOP303", "SOP304", "SOP305"):
        assert (
            said(code, kegiatan("Petugas Arsip melakukan pemeriksaan, menulis, dan mengirim?"), context=english) == []
        )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Menerima disposisi dan melakukan penelaahan dokumen", "`melakukan penelaahan`: write `menelaah`"),
        ("Melakukan proses verifikasi berkas", "`melakukan proses verifikasi`: write `memverifikasi`"),
        ("Melaksanakan pelatihan bagi petugas", ""),
        ("Melakukan perjalanan dinas", ""),
    ],
)
def test_weak_verbs(text: str, found: str) -> None:
    assert said("SOP303", kegiatan(text)) == ([f"info: step 1: {found}"] if found else [])


def test_repeated_faults_are_one_finding() -> None:
    assert said("SOP312", kegiatan("Memeriksa berkas", "Menyimpan berkas")) == ["warning: steps 1, 2: `waktu` is empty"]


def test_the_time_of_a_heading_counts_only_where_no_sub_step_has_one() -> None:
    times = {"1": "1 hari", "2": "1 hari", "2.2": "1 jam"}
    found = said("SOP312", procedure_of("1.1>1.2 1.2>2.1 2.1>2.2", headings={"1", "2"}, times=times))
    assert found == ["warning: step 2.1: `waktu` is empty"]


def test_a_rule_that_is_off_makes_no_ignore_useless() -> None:
    ignoring = sop({}, ignored=("SOP113", "SOP316", "SOP301"))
    found = said("SOP114", ignoring, context=replace(CONTEXT, language="en"))
    assert found == []
    assert said("SOP114", ignoring) == ["warning: `abaikan: SOP301` matches no finding; remove it"]


@pytest.mark.parametrize("code", [code for code, rule in RULES.items() if not rule.when(Context())])
def test_a_rule_without_its_setting_makes_no_ignore_useless(code: str) -> None:
    assert said("SOP114", sop({}, ignored=(code,)), context=Context()) == []


@pytest.mark.parametrize("code", ["SOP115", "SOP116", "SOP441", "SOP451"])
def test_a_rule_of_a_feature_that_is_not_in_use_makes_no_ignore_useless(code: str) -> None:
    assert said("SOP114", sop({}, ignored=(code,))) == []


def test_a_profile_changes_severities() -> None:
    quiet = replace(CONTEXT, severities={"SOP312": "info", "SOP301": "off"})
    bad = kegiatan("Pemeriksaan berkas")
    assert said("SOP301", bad, context=quiet) == []
    assert said("SOP312", bad, context=quiet) == ["info: step 1: `waktu` is empty"]


def test_what_counts_less_still_does_with_a_severity_of_the_profile() -> None:
    strict = replace(CONTEXT, severities={"SOP108": "error"})
    nameless = sop({"approved-by": Official(position="Kepala", name="Rahmat")})
    assert said("SOP108", nameless, context=strict) == ["info: the NIP of Rahmat is missing"]


# -- the manual ------------------------------------------------------------------------------------------------------
def test_what_an_amendment_cites_is_not_judged() -> None:
    basis = "Peraturan Bupati Nomor 3 Tahun 2020 tentang Perubahan atas UU 5/2014"
    assert said("SOP404", sop({"legal-basis": basis})) == []


def test_a_repealed_regulation_names_its_successor() -> None:
    (found,) = said("SOP404", sop({"legal-basis": "UU No. 8 Tahun 1974 tentang Pokok-Pokok Kepegawaian"}))
    assert found.endswith("in its place: Undang-Undang Nomor 20 Tahun 2023 tentang Aparatur Sipil Negara")


@pytest.mark.parametrize("item", ["Penyusunan Laporan", "SOP Penyusunan Laporan;", "contoh", "065/1", "Standar Operasional Prosedur Penyusunan laporan"])  # fmt: skip
def test_an_sop_that_names_itself(item: str) -> None:
    assert len(said("SOP411", sop({"related": item, "number": "065 / 1"}))) == 1


@pytest.mark.parametrize("item", ["Penyusunan Laporan Tahunan", "SOP", "-"])
def test_an_sop_that_names_others(item: str) -> None:
    assert said("SOP411", sop({"related": item})) == []


@pytest.mark.parametrize(
    ("item", "meant"),
    [
        ("SOP Pengelolan Surat Masuk", True),
        ("Pengelolaan Surat Keluar", False),
        ("Pengelolaan Surat Masuk", False),
        ("", False),
    ],
)
def test_a_misspelt_relation(item: str, meant: bool) -> None:
    other = sop({}, name="surat-masuk", title="Pengelolaan Surat Masuk")
    assert bool(said("SOP412", sop({"related": item}), other)) is meant


@pytest.mark.parametrize("code", [code for code in RULES if code.startswith("SOP4")])
def test_revoked_sops_are_exempt(code: str) -> None:
    fields = {
        "legal-basis": "Surat\nUU 5/2014\nUU 5/2014",
        "related": "SOP Penyusunan Laporan\nPengelolan Surat Masuk\nPengelolaan Surat Masuk",
        "warning": "Laporan.",
        "qualifications": "Rahmat Contoh, S.Kom.",
        "records": "Kepala",
        "scope": "",
    }
    revoked = [replace(sop(fields, status="revoked"), name=f"lama-{number}") for number in range(3)]
    assert (
        said(code, *revoked, sop({"warning": "Jika", "records": "Buku"}, name="masuk", title="Pengelolaan Surat Masuk"))
        == []
    )


# -- lanes -----------------------------------------------------------------------------------------------------------
def test_actors_of_the_first_row_stand_in_any_order_but_the_first() -> None:
    base = procedure_of("1>2")
    a, b, c, d = (Actor(key=key, label=key) for key in "abcd")
    joint = tuple(Node(id=f"1/{key}", step="1", actors=(key,), shape=Shape.PROCESS) for key in "cd")
    lanes = replace(base, actors_declared=True, nodes=(*base.nodes, *joint))
    for order in ((a, c, d), (a, d, c), (b, a, c, d)):  # b never acts: SOP211
        assert said("SOP212", replace(lanes, actors=order)) == []
    found = said("SOP212", replace(lanes, actors=(d, a, c)))
    assert found == ["warning: the columns are not in the order in which the actors first act: `a`, `d`, `c`"]


def test_locations_are_those_of_the_entries() -> None:
    place = Location(path="x.rst", line=7)
    procedure = sop({"created": "2 Januari 2025"})
    later = Value(text="1 Januari 2025", location=place, parsed=parse_date("1 Januari 2025"))
    procedure = replace(procedure, fields={**procedure.fields, "effective": later})
    (finding,) = [one for one in find(Manual(procedures=(procedure,)), CONTEXT) if one.code == "SOP105"]
    assert finding.location == place
