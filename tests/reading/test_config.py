"""What ``conf.py`` may say, and one clear message for each thing it may not."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from sphinxcontrib_sop.extension.config import output_config
from sphinxcontrib_sop.extension.domain import sop_domain

from .manuals import CONF, Workshop, sop, step

if TYPE_CHECKING:
    from pathlib import Path

TEXT = sop(step("Mengajukan permohonan", ":pelaksana: staf"), step("Menetapkan keputusan", ":pelaksana: kepala"))


def messages(tmp_path: Path, conf: str, text: str = TEXT, **files: str) -> list[str]:
    """What a manual with this ``conf.py`` logs."""
    for name, content in files.items():
        (tmp_path / name.replace("__", ".")).write_text(content, encoding="utf-8")
    shop = Workshop(tmp_path, conf=f"{CONF}{conf}\n")
    (tmp_path / "index.rst").write_text(text, encoding="utf-8")
    try:
        return shop.build()
    finally:
        shop.close()


@pytest.mark.parametrize(
    "conf",
    [
        "",
        'sop_profile = "permendagri-52-2011"',
        'sop_profile = "mahkamah-agung"',
        'sop_profile = "bps"',
        'sop_agency = {"name": ["Pemerintah Kota", "Dinas"], "unit": "Bagian", "address": "Jalan", "place": "Kota"}',
        'sop_agency = {"name": {"id": "Dinas", "en": "Office"}}',
        'sop_units = {"umum": "Bagian Umum", "tu": {"name": "TU", "parent": "umum", "letterhead": "A", "number_pattern": "x"}}',
        'sop_officials = {"k": {"position": "Kepala", "name": "Budi", "nip": "1", "rank": "Pembina", "acting": "Plt.", "on_behalf": "a.n."}}',
        'sop_officials = {"k": {"position": {"id": "Kepala", "en": "Head"}, "name": "Budi", "id_kind": "NRP", "id": "7"}}',
        'sop_officials = {"k": [{"position": "Kepala", "name": "A", "until": "2024-12-31"}, {"position": "Kepala", "name": "B"}]}',
        'import datetime\nsop_officials = {"k": {"position": "K", "name": "B", "from": datetime.date(2024, 1, 1)}}',
        'sop_actors = {"staf": "Staf", "kepala": {"name": {"id": "Kepala", "en": "Head"}, "short": "K", "external": True}}',
        'sop_paper = "F4"',
        'sop_paper = "f4"',
        "sop_paper = (210, 330.5)",
        r'sop_number_pattern = r"\d+/\d+/\d+"',
        'sop_extra_boxes = ["tujuan", "biaya"]',
        'sop_terminator = "rows"',
        'sop_signature = "electronic"\nsop_signature_anchor = "#"\nsop_signature_margin = "2.5 cm"',
        'sop_font = "Arial"\nsop_font_size = 10',
        'sop_font = {"lembar": "Arial", "decree": "Bookman Old Style"}\nsop_font_size = {"prose": 11.5}',
        'sop_pdf_standard = "a-2a"',
        'sop_pdf_standard = ["a-2a", "ua-1"]',
        "sop_strict = True",
        "sop_working_hours = 8\nsop_days = {}",
        'sop_today = "2026-01-31"',
        "import datetime\nsop_today = datetime.date(2026, 1, 31)",
    ],
)  # fmt: skip
def test_what_is_allowed_is_silent(tmp_path: Path, conf: str) -> None:
    assert messages(tmp_path, conf) == []


@pytest.mark.parametrize(
    ("conf", "words"),
    [
        ('sop_profile = "permenpan"', ["sop_profile", "permenpan", "permenpan-35-2012"]),
        ("sop_profile = 5", ["sop_profile", "5"]),
        ('sop_profile = "tidak-ada.toml"', ["sop_profile", "tidak-ada.toml"]),
        ('sop_agency = "Dinas"', ["sop_agency", "'Dinas'", "name"]),
        ('sop_agency = {"judul": "Dinas"}', ["sop_agency['judul']", "'Dinas'", "name"]),
        ('sop_agency = {"name": 5.5}', ["sop_agency['name']", "5.5"]),
        ('sop_agency = {"logo": "tidak-ada.svg"}', ["sop_agency", "tidak-ada.svg"]),
        ("sop_agency = None", ["sop_agency", "None"]),
        ("sop_units = []", ["sop_units", "[]"]),
        ('sop_units = {"a": 5}', ["sop_units['a']", "5", "letterhead"]),
        ('sop_units = {"a": {"judul": "x"}}', ["sop_units['a']['judul']", "'x'", "name"]),
        ('sop_units = {"a": {"number_pattern": "("}}', ["sop_units['a']", "'('"]),
        ('sop_units = {"a": {"name": "A", "official": "kadis"}}', ["sop_units['a']['official']", "`kadis`", "`sop_officials`"]),
        ('sop_units = {"a": {"name": "A", "parent": "b"}}', ["sop_units['a']['parent']", "`b`", "`sop_units`"]),
        ('sop_units = {"a": {"parent": "b"}, "b": {"parent": "a"}}', ["sop_units", "a, b"]),
        ("sop_source_language = 5", ["sop_source_language", "5"]),
        ('sop_units = "tidak-ada.toml"', ["sop_units", "tidak-ada.toml"]),
        ('sop_officials = {"k": {"judul": "x"}}', ["sop_officials['k']['judul']", "'x'", "position"]),
        ('sop_officials = {"k": "Budi"}', ["sop_officials['k']", "'Budi'", "position"]),
        ('sop_officials = {"k": {"name": "B", "from": "kemarin"}}', ["sop_officials['k']['from']", "'kemarin'", "2026-01-31"]),
        ('sop_officials = {"k": {"name": ["B"]}}', ["sop_officials['k']['name']", "['B']"]),
        ("sop_actors = 3", ["sop_actors", "3"]),
        ('sop_actors = {"kepala": {"name": "Kepala", "external": "ya"}, "staf": "Staf"}', ["sop_actors['kepala']['external']", "'ya'"]),
        ('sop_actors = {"kepala": {"judul": "x", "name": "y"}, "staf": "Staf"}', ["sop_actors['kepala']['judul']", "'x'"]),
        ('sop_actors = {"kepala": 5.5, "staf": "Staf"}', ["sop_actors['kepala']", "5.5"]),
        ('sop_actors = {1: "Staf", "staf": "Staf", "kepala": "Kepala"}', ["sop_actors", "1"]),
        ('sop_paper = "A3"', ["sop_paper", "'A3'", "A4", "F4"]),
        ("sop_paper = (210,)", ["sop_paper", "(210,)"]),
        ("sop_paper = (210, -1)", ["sop_paper", "-1"]),
        ("sop_paper = (210, True)", ["sop_paper", "True"]),
        ('sop_number_pattern = "("', ["sop_number_pattern", "'('"]),
        ("sop_number_pattern = 5", ["sop_number_pattern", "5"]),
        ('sop_extra_boxes = "tujuan"', ["sop_extra_boxes", "'tujuan'"]),
        ("sop_extra_boxes = [1]", ["sop_extra_boxes", "[1]"]),
        ('sop_terminator = "baris"', ["sop_terminator", "'baris'", "activity", "rows"]),
        ("sop_signature = []", ["sop_signature", "[]", "wet"]),
        ("sop_signature_anchor = 5", ["sop_signature_anchor", "5"]),
        ('sop_font = ["Arial"]', ["sop_font", "Arial"]),
        ('sop_font = {"judul": "Arial"}', ["sop_font", "judul", "sheets"]),
        ("sop_font_size = 40", ["sop_font_size", "40", "16"]),
        ('sop_font_size = {"prose": "besar"}', ["sop_font_size['prose']", "besar"]),
        ('sop_signature_margin = "18"', ["sop_signature_margin", "'18'", "18mm"]),
        ("sop_signature_margin = 18", ["sop_signature_margin", "18"]),
        ('sop_pdf_standard = "a-1b"', ["sop_pdf_standard", "'a-1b'", "a-2a"]),
        ('sop_pdf_standard = [["a-2a"]]', ["sop_pdf_standard", "a-2a"]),
        ("sop_pdf_standard = 1", ["sop_pdf_standard", "1"]),
        ('sop_strict = "ya"', ["sop_strict", "'ya'", "True"]),
        ("sop_working_hours = 0", ["sop_working_hours", "0"]),
        ('sop_working_hours = "8"', ["sop_working_hours", "'8'"]),
        ("sop_working_hours = float('nan')", ["sop_working_hours", "nan"]),
        ("sop_days = 5", ["sop_days", "5"]),
        ('sop_days = {"minggu": "lima"}', ["sop_days", "'lima'"]),
        ('sop_days = {"abad": 5}', ["sop_days", "abad"]),
        ('sop_today = "besok"', ["sop_today", "'besok'", "2026-01-31"]),
        ("sop_regulations = 5", ["sop_regulations", "5"]),
        ('sop_regulations = "tidak-ada.toml"', ["sop_regulations", "tidak-ada.toml"]),
        ('sop_repealed = "UU 1/2000"', ["sop_repealed", "'UU 1/2000'"]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_one_message(tmp_path: Path, conf: str, words: list[str]) -> None:
    (message,) = messages(tmp_path, conf)
    for word in words:
        assert word in message
    assert message.endswith("[sop.config]")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("a = ", ["sop_units", "unit.toml"]),
        ('a = {judul = "x"}', ["unit.toml:1: a.judul = 'x'"]),
        ('[a]\nname = "A"\n[b]\nname = "B"\njudul = "x"', ["unit.toml:5: b.judul = 'x'"]),
        ('[a]\nname = "A"\nlogo = "x.png"', ["unit.toml:3: a.logo", "x.png"]),
        ('["a b"]\nnama = "A"\nname = "A"', ["unit.toml:3: a b.name"]),
        ("# [b]\n[b]\nname = 5.5", ["unit.toml:3: b.name = 5.5"]),
    ],
)
def test_a_toml_file_that_is_wrong_is_one_message_with_its_line(tmp_path: Path, content: str, words: list[str]) -> None:
    (message,) = messages(tmp_path, 'sop_units = "unit.toml"', unit__toml=content)
    for word in words:
        assert word in message


def test_a_wrong_key_of_an_actor_without_a_name_is_told(tmp_path: Path) -> None:
    said = messages(tmp_path, 'sop_actors = "p.toml"', p__toml='[staf]\njabatan = "Staf"\n[kepala]\nnama = "Kepala"')
    assert ["p.toml:2: staf.jabatan = 'Staf'" in message for message in said] == [True]


def test_a_toml_file_that_is_not_utf_8_is_one_message(tmp_path: Path) -> None:
    (tmp_path / "unit.toml").write_bytes('a = "caf\xe9"'.encode("latin-1"))
    (message,) = messages(tmp_path, 'sop_units = "unit.toml"')
    assert "unit.toml" in message


def test_a_moment_in_a_toml_file_is_a_day(tmp_path: Path) -> None:
    text = TEXT.replace("Kepala Badan\n      Budi Santoso\n      NIP. 197001012000031001", "k")
    content = '[[k]]\nposition = "K"\nname = "A"\nnip = "197001012000031001"\nfrom = 2024-01-01T00:00:00\n'
    assert messages(tmp_path, 'sop_officials = "pejabat.toml"', text, pejabat__toml=content) == []


PROFILE = 'extends = "permenpan-35-2012"\n\n[labels.en]\nlegal-basis = "Statutes"\n'


def test_a_profile_of_one_s_own(tmp_path: Path) -> None:
    assert messages(tmp_path, 'sop_profile = "kita.toml"', kita__toml=PROFILE) == []


@pytest.mark.parametrize(
    "content", ['extends = "kita.toml"', "labels = 5", "x = ", "extends = 5", 'warna = "merah"', "[form]\nrows = 5"]
)
def test_a_profile_that_is_wrong_is_one_message(tmp_path: Path, content: str) -> None:
    if "=" in content and not content.startswith("extends"):
        content = f'extends = "permenpan-35-2012"\n{content}'
    (message,) = messages(tmp_path, 'sop_profile = "kita.toml"', kita__toml=content)
    assert "sop_profile" in message or message.startswith("WARNING: kita.toml: ")


# -- files are dependencies ------------------------------------------------------------------------------------------------
def rebuilt(shop: Workshop) -> set[str]:
    """Documents that a new application on the same folder reads again."""
    other = Workshop(shop.srcdir, "dummy")
    with other.open() as app:
        read: set[str] = set()
        app.connect("source-read", lambda app, docname, content: read.add(docname))
        app.build()
    other.close()
    return read


@pytest.mark.parametrize(
    ("conf", "name", "one", "two"),
    [
        ('sop_units = "data/x.toml"', "data/x.toml", 'a = "Satu"', 'a = "Dua"'),
        ('sop_actors = "x.toml"', "x.toml", 'staf = "Satu"\nkepala = "K"', 'staf = "Dua"\nkepala = "K"'),
        ('sop_officials = "x.toml"', "x.toml", '[k]\nname = "A"', '[k]\nname = "B"'),
        ('sop_profile = "x.toml"', "x.toml", PROFILE, PROFILE.replace("Statutes", "Laws")),
        ('sop_regulations = "x.toml"', "x.toml", "", "# lain\n"),
    ],
)
def test_a_file_that_changes_has_the_manual_read_again(
    tmp_path: Path, conf: str, name: str, one: str, two: str
) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(one, encoding="utf-8")
    (tmp_path / "index.rst").write_text(TEXT, encoding="utf-8")
    shop = Workshop(tmp_path, conf=f"{CONF}{conf}\n")
    shop.build()
    shop.close()
    assert rebuilt(shop) == set()
    path.write_text(two, encoding="utf-8")
    assert rebuilt(shop) == {"index"}
    assert rebuilt(shop) == set()


def test_files_of_one_name_in_two_folders_are_both_dependencies(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.toml").write_text("", encoding="utf-8")
    (tmp_path / "index.rst").write_text(TEXT, encoding="utf-8")
    shop = Workshop(tmp_path, conf=f'{CONF}sop_units = "a/x.toml"\nsop_officials = "b/x.toml"\n')
    shop.build()
    shop.close()
    for folder in ("a", "b"):
        (tmp_path / folder / "x.toml").write_text("# lain\n", encoding="utf-8")
        assert rebuilt(shop) == {"index"}


def test_texts_are_those_of_the_language(tmp_path: Path) -> None:
    for language, name in (("id", "Dinas"), ("en", "Office"), ("de", "Dinas")):
        folder = tmp_path / language
        shop = Workshop(
            folder,
            conf=f'{CONF}sop_agency = {{"name": {{"id": "Dinas", "en": "Office"}}}}\n',
            config={"language": language},
        )
        assert output_config(shop.app.config).agency.name == (name,)
        shop.close()


VALUES = [
    "None", "5", "-1.5", "True", "''", "'x'", "'x\\0y'", "[]", "[None]", "[[1]]", "(1, 2, 3)", "{}", "{'x': None}",
    "{'x': {'name': None, 'parent': 'x', 'official': 5}}", "{'x': [{'from': 5}]}", "{5: 6}", "{None: [None]}", "b'x'",
    "float('inf')", "'.'", "'index.rst'",
]  # fmt: skip
NAMES = [
    "sop_profile", "sop_agency", "sop_units", "sop_officials", "sop_actors", "sop_regulations", "sop_repealed",
    "sop_paper", "sop_number_pattern", "sop_extra_boxes", "sop_terminator", "sop_signature", "sop_signature_anchor",
    "sop_signature_margin", "sop_signature_note", "sop_font", "sop_font_size", "sop_copy_mark", "sop_pdf_standard", "sop_strict", "sop_working_hours", "sop_days", "sop_today",
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES)
def test_no_value_ends_in_a_traceback(tmp_path: Path, value: str) -> None:
    text = sop(step("Mengajukan permohonan", ":pelaksana: x"), disahkan_oleh="x", satuan_kerja="x")
    for message in messages(tmp_path, "\n".join(f"{name} = {value}" for name in NAMES), text):
        assert "[sop." in message


# -- what units inherit ----------------------------------------------------------------------------------------------
def test_an_sop_has_letterhead_official_and_pattern_from_the_unit_above_its_own(tmp_path: Path) -> None:
    conf = """
sop_officials = {"kadis": {"position": "Kepala Dinas", "name": "Budi", "nip": "19700101 200003 1 001"}}
sop_units = {
    "dinas": {"name": "Dinas", "letterhead": ["Pemerintah Kota", "Dinas Arsip"], "official": "kadis", "number_pattern": r"D/\\d+"},
    "seksi": {"name": "Seksi Layanan", "parent": "dinas"},
}
"""
    text = sop(step("Mengajukan permohonan", ":pelaksana: staf"), step("Menetapkan", ":pelaksana: kepala"),
               satuan_kerja="seksi", disahkan_oleh=None, nomor="S/1")  # fmt: skip
    shop = Workshop(tmp_path, conf=f"{CONF}{conf}\n")
    (tmp_path / "index.rst").write_text(text, encoding="utf-8")
    try:
        (message,) = shop.build()
        shown = shop.app.env.get_doctree("index").astext()
        (procedure,) = sop_domain(shop.app.env).procedures()
    finally:
        shop.close()
    assert message.endswith("[sop.SOP103]")
    for words in ("Pemerintah Kota", "Dinas Arsip", "Seksi Layanan", "Kepala Dinas", "Budi"):
        assert words in shown
    assert procedure.unit == "Seksi Layanan"


# -- in which language the manual is written -------------------------------------------------------------------------
LANGUAGES = """
sop_units = {"u": {"name": {"id": "Bagian Umum", "en": "General Affairs"}}}
sop_officials = {"k": {"position": {"id": "Kepala Dinas", "en": "Head of Office"}, "name": "Budi", "nip": "197001012000031001"}}
sop_actors = {"staf": {"name": {"id": "Staf Umum", "en": "General Staff"}}, "kepala": "Kepala"}
"""
DECISION = sop(
    step("Mengajukan permohonan", ":pelaksana: staf"),
    step("Menetapkan keputusan", ":pelaksana: kepala", ":tidak: 1"),
    step("Menyimpan berkas", ":pelaksana: staf"),
    satuan_kerja="u",
    disahkan_oleh="k",
)


@pytest.mark.parametrize(
    ("conf", "overrides", "catalogue", "source", "output"),
    [
        ('language = "id"', {}, "", "id", "id"),
        ('language = "en"', {}, "", "en", "en"),
        ("", {}, "", "en", "en"),
        ('language = "id"', {"language": "en"}, "", "id", "en"),
        ('language = "en"', {"language": "id"}, "", "en", "id"),
        ('language = "en"', {}, "en", "id", "en"),
        ('language = "id"', {}, "id", "en", "id"),
        ('language = "en"\nsop_source_language = "id"', {}, "", "id", "en"),
        ('language = "en"\nsop_source_language = "en"', {}, "en", "en", "en"),
    ],
)
def test_the_model_speaks_the_language_of_the_manual(
    tmp_path: Path, conf: str, overrides: dict[str, str], catalogue: str, source: str, output: str
) -> None:
    if catalogue:
        folder = tmp_path / "locales" / catalogue / "LC_MESSAGES"
        folder.mkdir(parents=True)
        (folder / "index.po").write_text('msgid ""\nmsgstr ""\n', encoding="utf-8")
    (tmp_path / "conf.py").write_text(f"{CONF}{LANGUAGES}{conf}\n", encoding="utf-8")
    (tmp_path / "index.rst").write_text(DECISION, encoding="utf-8")
    shop = Workshop(tmp_path, "html", config={"language": None, **overrides})
    try:
        assert shop.build() == []
        (procedure,) = sop_domain(shop.app.env).procedures()
        page = (shop.app.outdir / "index.html").read_text(encoding="utf-8")
    finally:
        shop.close()
    shown = " ".join(re.sub("[\u00ad\u200b]", "", re.sub(r"<[^>]*>", " ", page.partition("<body>")[2])).split())
    words = {
        "id": ("Tidak", "Bagian Umum", "Kepala Dinas", "Staf Umum"),
        "en": ("No", "General Affairs", "Head of Office", "General Staff"),
    }
    found = (
        next(flow.label for flow in procedure.flows if flow.drawn_by == "no"),
        procedure.unit,
        procedure.parsed("approved-by").position,
        procedure.actors[0].label,
    )
    assert found == words[source]
    for word in words[output]:
        assert word in shown
    if output != source:
        assert [word for word in words[source] if word != "No" and re.search(rf"\b{word}\b", shown)] == []


def test_lists_name_units_in_the_language_of_the_output(tmp_path: Path) -> None:
    lists = "\n.. sop-list::\n   :columns: title, unit\n   :unit: Bagian Umum\n\n.. sop-statistics::\n   :per: unit\n"
    (tmp_path / "conf.py").write_text(f'{CONF}{LANGUAGES}language = "id"\n', encoding="utf-8")
    (tmp_path / "index.rst").write_text(f"Daftar\n======\n{lists}\n{DECISION}", encoding="utf-8")
    shop = Workshop(tmp_path, "html", config={"language": "en"})
    try:
        messages = shop.build()
        page = (shop.app.outdir / "index.html").read_text(encoding="utf-8")
    finally:
        shop.close()
    assert messages == []
    tables = [" ".join(re.sub(r"<[^>]*>", " ", one).split()) for one in page.split("</table>")[:2]]
    for shown in tables:
        assert "General Affairs" in shown
        assert "Bagian Umum" not in shown


# -- a folder of its own for conf.py ---------------------------------------------------------------------------------
def test_files_named_in_conf_py_stand_beside_it(tmp_path: Path) -> None:
    conf, src = tmp_path / "conf", tmp_path / "src"
    conf.mkdir()
    src.mkdir()
    (conf / "conf.py").write_text(CONF + 'sop_agency = {"name": "Dinas", "logo": "logo.svg"}\n', encoding="utf-8")
    (conf / "logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', encoding="utf-8")
    (src / "index.rst").write_text(TEXT, encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-q", "-c", str(conf), str(src), str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert (tmp_path / "out" / "_images" / "logo.svg").is_file()
    assert "_images/logo.svg" in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
