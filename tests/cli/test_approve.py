"""``sphinx-sop approve``: what is recorded, and what a build says of it afterwards."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest
from pypdf import PdfReader
from sphinx.testing.util import SphinxTestApp
from sphinx.util.console import strip_escape_sequences
from sphinx.util.docutils import patch_docutils

from sphinxcontrib_sop.core.ledger import read_ledger

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from .conftest import Outcome

    Run = Callable[..., Outcome]
    Write = Callable[[Mapping[str, str | bytes]], Path]

CONF = """
extensions = ["sphinxcontrib_sop"]
language = "id"
html_theme = "basic"
suppress_warnings = ["sop.SOP101", "sop.SOP107", "sop.SOP311", "sop.SOP312", "sop.SOP313", "sop.SOP413"]
sop_units = {"tu": {"name": "Tata Usaha"}}
sop_officials = {"kadis": {"position": "Kepala Dinas", "name": "Rina", "acting": "Plt."}}
"""
SOPS = """\
Buku
====

.. sop-list::
   :kolom: nama, pengesahan

.. sop:: Pencatatan Surat
   :name: surat
   :nomor: 02
   :satuan-kerja: tu
   :keterkaitan: - Pengarsipan Surat

   .. sop-step:: Mencatat surat
      :pelaksana: staf
      :waktu: 10 menit

   .. sop-step:: Mengirim surat
      :pelaksana: staf

.. sop:: Pengarsipan Surat
   :name: arsip

   .. sop-step:: Menyimpan surat
      :pelaksana: staf
"""


@pytest.fixture
def manual(write: Write) -> Path:
    return write({"conf.py": CONF, "index.rst": SOPS})


def build(folder: Path, builder: str = "html") -> tuple[str, list[str]]:
    with patch_docutils(str(folder)):
        app = SphinxTestApp(builder, srcdir=folder)
        app.build()
    app.cleanup()
    name = {"html": "index.html", "text": "index.txt", "sop-json": "sops.json"}[builder]
    warnings = strip_escape_sequences(app.warning.getvalue()).splitlines()
    output = (app.outdir / name).read_text(encoding="utf-8")
    return output, [line.partition(f"{folder.name}/")[2] for line in warnings]


def change(folder: Path, old: str, new: str) -> None:
    path = folder / "index.rst"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def approve(run: Run, folder: Path, *words: str) -> Outcome:
    return run("approve", "--source", str(folder), "--date", "2026-02-03", *words)


def test_an_approval_is_recorded_with_its_content(sphinx_sop: Run, manual: Path, tmp_path: Path) -> None:
    signed = tmp_path / "tertanda.pdf"
    signed.write_bytes(b"%PDF")
    found = approve(sphinx_sop, manual, "SURAT", "--by", "kadis", "--decree", "065/1/2026", "--document", str(signed))
    assert found.code == 0, found
    (approval,) = read_ledger((manual / "approvals.toml").read_text(encoding="utf-8")).approvals
    assert (approval.sop, approval.by, approval.decree) == ("surat", "Plt. Kepala Dinas, Rina", "065/1/2026")
    assert approval.document_sha256 == hashlib.sha256(b"%PDF").hexdigest()
    assert list(approval.related) == ["arsip"]
    (content,) = (manual / "approvals").iterdir()
    assert content.name == f"surat.{approval.digest[:8]}.json"
    assert json.loads(content.read_text(encoding="utf-8"))["steps"][0]["time"] == "10 menit"


def test_what_a_build_says_of_it(sphinx_sop: Run, manual: Path) -> None:
    page, warnings = build(manual)
    assert "sop-approval-state" not in page
    approve(sphinx_sop, manual, "--all")
    page, warnings = build(manual)
    assert page.count("sop-approval-unchanged") == 2
    assert "Disahkan 3 Februari 2026, isinya tidak berubah sejak itu" in page
    assert warnings == []
    # number, status and dates are filled in after the signature
    change(manual, ":nomor: 02", ":nomor: 02/2026\n   :status: berlaku\n   :tanggal-efektif: 4 Februari 2026")
    assert build(manual)[0].count("sop-approval-unchanged") == 2
    change(manual, ":waktu: 10 menit", ":waktu: 1 jam")
    page, warnings = build(manual)
    assert warnings == [
        "index.rst:7: WARNING: Isi berubah sejak disahkan pada 2026-02-03: Langkah 1 (Mencatat surat) [sop.SOP115]"
    ]
    assert "Berubah sejak disahkan 3 Februari 2026: Langkah 1 (Mencatat surat)" in page
    assert "<p>berubah sejak disahkan</p>" in page  # in the list
    assert build(manual)[1] == warnings  # nothing was read anew


def test_a_related_sop_asks_for_a_review_until_approved_again(sphinx_sop: Run, manual: Path) -> None:
    approve(sphinx_sop, manual, "--all")
    change(manual, "Menyimpan surat", "Menyimpan surat dan lampirannya")
    _, warnings = build(manual)
    assert [line.rpartition(" ")[2] for line in warnings] == ["[sop.SOP116]", "[sop.SOP115]"]
    assert "Pengarsipan Surat" in warnings[0]
    approve(sphinx_sop, manual, "--all", "--date", "2026-03-03")
    page, warnings = build(manual)
    assert warnings == []
    assert page.count("sop-approval-unchanged") == 2


def test_earlier_stages_approve_nothing_yet(sphinx_sop: Run, manual: Path) -> None:
    approve(sphinx_sop, manual, "arsip", "--stage", "verified")
    page, warnings = build(manual)
    assert "Belum disahkan; diverifikasi 3 Februari 2026." in page
    assert page.count("sop-approval-never") == 2
    assert warnings == []


def test_a_renamed_sop_keeps_its_approval(sphinx_sop: Run, manual: Path) -> None:
    approve(sphinx_sop, manual, "arsip")
    change(manual, ":name: arsip", ":name: penyimpanan")
    assert "sop-approval-unchanged" in build(manual)[0]


def test_the_export_has_the_state(sphinx_sop: Run, manual: Path) -> None:
    def states() -> list[Any]:
        return [one.get("ledger") for one in json.loads(build(manual, "sop-json")[0])["sops"]]

    assert states() == [None, None]
    approve(sphinx_sop, manual, "arsip", "--decree", "1")
    never, approved = states()
    assert never["validity"] == "never"
    assert (approved["validity"], approved["date"], approved["decree"]) == ("unchanged", "2026-02-03", "1")
    assert len(approved["digest"]) == 64


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "say which SOPs"),
        (["surat", "--all"], "say which SOPs"),
        (["kebun"], "kebun"),
        (["--unit", "kebun"], "kebun"),
        (["surat", "--date", "kemarin"], "kemarin"),
        (["surat", "--document", "tidak-ada.pdf"], "tidak-ada.pdf"),
    ],
)
def test_wrong_use_is_told(sphinx_sop: Run, manual: Path, words: list[str], told: str) -> None:
    found = approve(sphinx_sop, manual, *words)
    assert found.code == 2
    assert told in found.err
    assert not (manual / "approvals.toml").exists()


def test_nothing_is_recorded_twice_and_a_broken_ledger_is_left_alone(sphinx_sop: Run, manual: Path) -> None:
    approve(sphinx_sop, manual, "--unit", "tu")
    before = (manual / "approvals.toml").read_text(encoding="utf-8")
    assert "in the ledger already" in approve(sphinx_sop, manual, "--unit", "Tata Usaha").err
    assert (manual / "approvals.toml").read_text(encoding="utf-8") == before
    (manual / "approvals.toml").write_text(before + "\n[[approval]]\nsop = \n", encoding="utf-8")
    found = approve(sphinx_sop, manual, "arsip")
    assert found.code == 2
    assert "approvals.toml" in found.err
    _, warnings = build(manual)
    assert len([line for line in warnings if "[sop.ledger]" in line]) == 1


def test_a_sheet_prints_the_fingerprint_at_its_foot(sphinx_sop: Run, manual: Path) -> None:
    approve(sphinx_sop, manual, "arsip")
    (approval,) = read_ledger((manual / "approvals.toml").read_text(encoding="utf-8")).approvals
    with patch_docutils(str(manual)):
        app = SphinxTestApp("sop-sheets", srcdir=manual)
        app.build()
    app.cleanup()
    text = "".join(page.extract_text() for page in PdfReader(app.outdir / "arsip.pdf").pages)
    assert approval.digest[:8] in text
    assert "Belum disahkan" not in text
    assert "Disahkan 3 Februari" not in text


def test_in_a_repository_git_learns_how_to_merge_the_ledger(sphinx_sop: Run, manual: Path) -> None:
    approve(sphinx_sop, manual, "surat")
    assert not (manual / ".gitattributes").exists()
    (manual / ".git").mkdir()
    approve(sphinx_sop, manual, "arsip")
    approve(sphinx_sop, manual, "surat", "--stage", "diuji")
    assert (manual / ".gitattributes").read_text(encoding="utf-8") == "/approvals.toml merge=union\n"
