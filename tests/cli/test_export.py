"""``sphinx-sop export``: tables of steps that `sop-table` reads back to the same symbols and arrows."""

from __future__ import annotations

import io
import json
import re
import time
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from .manuals import CLEAN, CONF, FORM

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from .conftest import Outcome

    Run = Callable[..., Outcome]
    Write = Callable[[Mapping[str, str | bytes]], Path]

HEAD = f"""\
.. sop:: Pengelolaan Surat
   :nomor: 1
   :pelaksana: pemohon = Pemohon
               staf = Staf Umum
               kabid = Kepala Bidang
               kadis = Kepala Dinas
{FORM}
"""
STEPS = """\
   .. sop-step:: Mengajukan *permohonan* \\| a_ dan ``kode``
      :id: ajukan
      :pelaksana: pemohon
      :kelengkapan:
         - Formulir; satu
         - 1. Lampiran
      :waktu: 10 menit
      :output: \\- tanda

   .. sop-step:: Memeriksa kelengkapan
      :pelaksana: staf -> kabid
      :kelengkapan: -
      :tidak: ajukan
      :keterangan: Lihat lampiran

   .. sop-step:: Menelaah usulan
      :pelaksana: ~kabid, staf[keputusan]
      :cabang: Kurang; sekali -> 2/staf
               Tolak -> selesai
               Lanjut -> sebelumnya
               Ulang -> awal

   .. sop-step:: Membahas usulan
      :pelaksana: kabid + kadis
      :lanjut: 5, kirim
      :waktu: 2 hari kerja

   .. sop-step:: Memaraf usulan
      :pelaksana: staf, kabid
      :alur: staf -> kabid
             kabid -> 6.1: hasil: baik; ya
             kabid <-> pemohon
             staf -- 1

   .. sop-step:: Mengolah

      .. sop-step:: Mencatat
         :pelaksana: staf[terminator]
         :nomor-langkah: 6a
         :abaikan: SOP221

      .. sop-step:: Menyalin
         :pelaksana: staf
         :ya: kirim
         :selesai:

   .. sop-step:: Mengirim surat
      :id: kirim
      :pelaksana: kadis
      :tidak: nirwana
      :ya: awal
"""


def steps_of(outcome: Outcome) -> list[dict[str, Any]]:
    """What a table must keep of each SOP."""
    return [
        {
            key: [{name: value for name, value in one.items() if name != "line"} for one in sop[key]]
            for key in ("steps", "nodes", "flows")
        }
        for sop in outcome.json["sops"]
    ]


def test_json_is_what_the_builder_writes(sphinx_sop: Run, manual: Path) -> None:
    found = sphinx_sop("export", "manual")
    assert [one["name"] for one in found.json["sops"]] == ["clean", "faulty"]
    assert found.json["manual"]["project"] == "Manual"
    assert sphinx_sop("export", "manual", "--sop", "CLEAN").json["sops"] == found.json["sops"][:1]


def test_csv_to_the_letter(sphinx_sop: Run, manual: Path) -> None:
    found = sphinx_sop("export", "manual", "--format", "csv", "--sop", "clean", "-o", "clean.csv")
    assert found.code == 0
    assert (manual.parent / "clean.csv").read_bytes().decode("utf-8-sig") == (
        "No,Kegiatan,Pelaksana,Kelengkapan,Waktu,Output,Ya,Tidak,Lanjut,Keterangan,Id\r\n"
        "1,Mengajukan permohonan,staf,Formulir,10 menit,Permohonan,,,,,\r\n"
        "2,Menetapkan keputusan,kepala,Permohonan,1 jam,Keputusan,,,,,\r\n"
    )


@pytest.mark.parametrize(("name", "form"), [("csv", "csv"), ("steps", "xlsx")])
def test_what_is_exported_is_read_back(sphinx_sop: Run, write: Write, name: str, form: str) -> None:
    folder = write({"sop/surat.rst": HEAD + STEPS})
    before = steps_of(sphinx_sop("export", "manual"))
    assert sphinx_sop("export", "manual", "--format", name, "-o", "manual/tables").err == "manual/tables: 1 files\n"
    (folder / "sop" / "surat.rst").write_text(
        f"{HEAD}   .. sop-table::\n      :file: /tables/surat.{form}\n", encoding="utf-8"
    )
    after = steps_of(sphinx_sop("export", "manual"))
    assert after == before
    assert len(before[0]["nodes"]) == 11


def test_the_published_sops_are_read_back(sphinx_sop: Run, write: Write, real_sops: Path) -> None:
    texts = {f"sop/{path.name}": path.read_text(encoding="utf-8") for path in sorted(real_sops.glob("*.rst"))}
    folder = write({"conf.py": CONF.replace('"en"', '"id"'), **texts})
    before = {one["name"]: one for one in sphinx_sop("export", "manual").json["sops"]}
    sphinx_sop("export", "manual", "--format", "csv", "-o", "manual/tables")
    for name, text in texts.items():
        head = re.split(r"^ +\.\. sop-step::", text, maxsplit=1, flags=re.MULTILINE)[0]
        stem = name.removeprefix("sop/").removesuffix(".rst")
        table = next(path for path in (folder / "tables").iterdir() if path.stem == stem)
        (folder / name).write_text(f"{head}   .. sop-table::\n      :file: /tables/{table.name}\n", encoding="utf-8")
    after = {one["name"]: one for one in sphinx_sop("export", "manual").json["sops"]}
    assert after.keys() == before.keys()
    for name, one in before.items():
        assert after[name]["nodes"] == one["nodes"], name
        assert after[name]["flows"] == one["flows"], name
        for was, now in zip(one["steps"], after[name]["steps"], strict=True):
            assert {key: " ".join(str(value).split()) for key, value in was.items() if key != "line"} == {
                key: " ".join(str(value).split()) for key, value in now.items() if key != "line"
            }, name


def test_a_workbook_holds_texts_only(sphinx_sop: Run, write: Write, tmp_path: Path) -> None:
    write({"sop/clean.rst": CLEAN.replace("Formulir", "=1+1")})
    sphinx_sop("export", "manual", "--format", "steps", "--sop", "clean", "-o", "clean.xlsx")
    sheet = load_workbook(io.BytesIO((tmp_path / "clean.xlsx").read_bytes())).active
    assert sheet["D2"].value == "=1+1"
    assert sheet["D2"].data_type == "s"
    assert sheet.freeze_panes == "A2"


def test_files_are_not_overwritten_unasked(sphinx_sop: Run, manual: Path, tmp_path: Path) -> None:
    export = ("export", "manual", "--format", "csv", "-o", "tables")
    assert sphinx_sop(*export).code == 0
    (tmp_path / "tables" / "clean.csv").write_text("mine")
    found = sphinx_sop(*export)
    assert (found.code, found.err) == (2, "sphinx-sop: tables/clean.csv exists already; --force overwrites it\n")
    assert sphinx_sop(*export, "--force").code == 0
    assert (tmp_path / "tables" / "clean.csv").read_text("utf-8") != "mine"


def test_sops_of_one_name_are_two_files(sphinx_sop: Run, write: Write, tmp_path: Path) -> None:
    write(
        {
            "sop/a.rst": CLEAN.replace(":nomor:", ":name: same\n   :nomor:"),
            "sop/b.rst": CLEAN.replace(":nomor:", ":name: Same\n   :nomor:"),
        }
    )
    sphinx_sop("export", "manual", "--format", "csv", "-o", "tables")
    assert sorted(path.name for path in (tmp_path / "tables").iterdir()) == ["Same-2.csv", "same.csv"]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--sop", "nothing"], "the manual has no SOP called nothing"),
        (["--format", "csv"], "several SOPs are several files: name a folder with --output, or one SOP with --sop"),
        (["--format", "csv", "-o", "manual/conf.py"], "manual/conf.py cannot be written: File exists"),
    ],
)
def test_wrong_use(sphinx_sop: Run, manual: Path, options: list[str], sentence: str) -> None:
    found = sphinx_sop("export", "manual", *options)
    assert (found.code, found.out, found.err) == (2, "", f"sphinx-sop: {sentence}\n")


def test_a_manual_with_faults_is_exported_all_the_same(sphinx_sop: Run, manual: Path) -> None:
    assert (
        json.loads(sphinx_sop("export", "manual", "--sop", "faulty").out)["sops"][0]["title"] == "SOP Pengelolaan Surat"
    )


# -- office documents --------------------------------------------------------------------------------------------------
LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><circle cx="20" cy="10" r="9"/></svg>'


@pytest.mark.parametrize("form", ["xlsx", "docx"])
def test_a_document_for_each_sop_or_one_for_all(sphinx_sop: Run, manual: Path, tmp_path: Path, form: str) -> None:
    assert sphinx_sop("export", "manual", "--format", form, "-o", "forms").err == "forms: 2 files\n"
    assert sorted(path.name for path in (tmp_path / "forms").iterdir()) == [f"clean.{form}", f"faulty.{form}"]
    assert sphinx_sop("export", "manual", "--format", form, "-o", f"all.{form}").code == 0
    single = (tmp_path / "forms" / f"clean.{form}").stat().st_size
    assert (tmp_path / f"all.{form}").stat().st_size > single
    if form == "xlsx":
        assert len(load_workbook(tmp_path / "all.xlsx").sheetnames) == 4


def test_the_same_manual_gives_the_same_documents(sphinx_sop: Run, manual: Path, tmp_path: Path) -> None:
    for form in ("xlsx", "docx"):
        made = []
        for name in ("one", "two"):
            time.sleep(1.1)  # files that tell when they were made tell whole seconds
            sphinx_sop("export", "manual", "--format", form, "-o", f"{name}.{form}")
            made.append((tmp_path / f"{name}.{form}").read_bytes())
        assert made[0] == made[1], form


def test_a_logo_stands_in_the_form(
    sphinx_sop: Run, write: Write, tmp_path: Path, require_tool: Callable[[str], str]
) -> None:
    require_tool("typst")
    conf = CONF + 'sop_agency = {"name": ["Dinas"], "logo_left": "logo.svg", "logo_right": "logo.txt"}\n'
    write({"conf.py": conf, "sop/clean.rst": CLEAN, "logo.svg": LOGO, "logo.txt": "no picture"})
    found = sphinx_sop("export", "manual", "--format", "xlsx", "-o", "all.xlsx")
    assert "logo.txt: this picture cannot stand in an office document, it is left out" in found.err
    with zipfile.ZipFile(tmp_path / "all.xlsx") as package:
        pictures = [name for name in package.namelist() if name.startswith("xl/media/")]
        assert len(pictures) == 1
        assert package.read(pictures[0]).startswith(b"\x89PNG")
