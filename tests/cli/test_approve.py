"""``sphinx-sop approve``: what is recorded, and what a build says of it afterwards."""

from __future__ import annotations

import hashlib
import json
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from pypdf import PdfReader
from sphinx.testing.util import SphinxTestApp
from sphinx.util.console import strip_escape_sequences
from sphinx.util.docutils import patch_docutils

from sphinxcontrib_sop.core.ledger import Approval, content_name, digest_of, read_folder

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
suppress_warnings = ["sop.SOP311", "sop.SOP312", "sop.SOP313", "sop.SOP413"]
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
   :tanggal-pembuatan: 5 Januari 2026
   :tanggal-efektif: 4 Februari 2026
   :disahkan-oleh: kadis
   :status: berlaku
   :dasar-hukum: -
   :peringatan: -
   :kualifikasi-pelaksana: -
   :peralatan: -
   :pencatatan: -

   .. sop-step:: Mencatat surat
      :pelaksana: staf
      :waktu: 10 menit

   .. sop-step:: Mengirim surat
      :pelaksana: staf

.. sop:: Pengarsipan Surat
   :name: arsip
   :nomor: 03
   :keterkaitan: -
   :tanggal-pembuatan: 5 Januari 2026
   :tanggal-efektif: 4 Februari 2026
   :disahkan-oleh: kadis
   :status: siap-disahkan
   :dasar-hukum: -
   :peringatan: -
   :kualifikasi-pelaksana: -
   :peralatan: -
   :pencatatan: -

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


def acts(folder: Path) -> tuple[Approval, ...]:
    ledger = read_folder(folder / "approvals")
    assert ledger.faults == ()
    return ledger.approvals


def test_an_approval_is_recorded_with_its_content(sphinx_sop: Run, manual: Path, tmp_path: Path) -> None:
    signed = tmp_path / "tertanda.pdf"
    signed.write_bytes(b"%PDF")
    found = approve(sphinx_sop, manual, "SURAT", "--by", "kadis", "--decree", "065/1/2026", "--document", str(signed))
    assert found.code == 0, found
    (approval,) = acts(manual)
    assert (approval.sop, approval.by, approval.decree) == ("surat", "Plt. Kepala Dinas, Rina", "065/1/2026")
    assert (approval.number, approval.effective, approval.official) == ("02", "2026-02-04", "kadis")
    assert approval.document == "approvals/documents/tertanda.pdf"
    assert (manual / approval.document).read_bytes() == b"%PDF"
    assert approval.document_sha256 == hashlib.sha256(b"%PDF").hexdigest()
    assert list(approval.related) == ["arsip"]
    assert sorted(path.name for path in (manual / "approvals").iterdir()) == [
        "2026-02-03-065-1-2026.toml",
        "documents",
        f"surat.{approval.digest[2:10]}.json",
        f"surat.{approval.digest[2:10]}.printed.json",
    ]
    text = (manual / "approvals" / f"surat.{approval.digest[2:10]}.printed.json").read_bytes()
    assert f"2:{hashlib.sha256(text).hexdigest()}" == approval.digest  # as `sha256sum` gives it
    content = manual / "approvals" / f"surat.{approval.digest[2:10]}.json"
    assert json.loads(content.read_text(encoding="utf-8"))["steps"][0]["time"] == "10 menit"


def test_what_a_build_says_of_it(sphinx_sop: Run, manual: Path) -> None:
    page, warnings = build(manual)
    assert "sop-approval-state" not in page
    approve(sphinx_sop, manual, "--all")
    page, warnings = build(manual)
    assert page.count("sop-approval-unchanged") == 2
    assert "Disahkan pada tanggal 3 Februari 2026; isi tidak berubah" in page
    assert warnings == []
    # the status is filled in after the signature
    change(manual, "siap-disahkan", "berlaku")
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
    refused = approve(sphinx_sop, manual, "--all", "--date", "2026-03-03")
    assert refused.code == 2
    assert "(--allow effective)" in refused.err
    approve(sphinx_sop, manual, "--all", "--date", "2026-03-03", "--allow", "effective")
    page, warnings = build(manual)
    assert {line.rpartition(" ")[2] for line in warnings} == {"[sop.SOP126]"}
    assert page.count("sop-approval-unchanged") == 2


def test_earlier_stages_approve_nothing_yet(sphinx_sop: Run, manual: Path) -> None:
    approve(sphinx_sop, manual, "arsip", "--stage", "verified")
    page, warnings = build(manual)
    assert "Belum disahkan; diverifikasi 3 Februari 2026." in page
    assert page.count("sop-approval-never") == 2
    assert [line.rpartition(" ")[2] for line in warnings] == ["[sop.SOP122]"]  # the other one, in force


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
    assert approved["digest"].startswith("2:")


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
    assert not (manual / "approvals").exists()


def test_nothing_is_recorded_twice_and_a_broken_ledger_is_left_alone(sphinx_sop: Run, manual: Path) -> None:
    approve(sphinx_sop, manual, "--unit", "tu")
    (act,) = (manual / "approvals").glob("*.toml")
    before = act.read_text(encoding="utf-8")
    assert "in the ledger already" in approve(sphinx_sop, manual, "--unit", "Tata Usaha").err
    assert [path.name for path in (manual / "approvals").glob("*.toml")] == [act.name]
    act.write_text(before + "\n[[sop]]\nkey = \n", encoding="utf-8")
    found = approve(sphinx_sop, manual, "arsip")
    assert found.code == 2
    assert act.name in found.err
    _, warnings = build(manual)
    assert next(line for line in warnings if "[sop.SOP121]" in line).startswith(f"approvals/{act.name}:")


def test_a_sheet_prints_the_fingerprint_at_its_foot(sphinx_sop: Run, manual: Path) -> None:
    approve(sphinx_sop, manual, "arsip")
    (approval,) = acts(manual)
    with patch_docutils(str(manual)):
        app = SphinxTestApp("sop-sheets", srcdir=manual)
        app.build()
    app.cleanup()
    text = "".join(page.extract_text() for page in PdfReader(app.outdir / "arsip.pdf").pages)
    assert approval.digest[2:10] in text
    assert "Belum disahkan" not in text
    assert "Disahkan 3 Februari" not in text


REFUSED = {
    "errors": (("arsip",), ":nomor: 03", ":nomor: 03\n   :warna: merah"),
    "status": (("arsip",), "siap-disahkan", "rancangan"),
    "status of one that was revoked": (("arsip",), "siap-disahkan", "dicabut"),
    "date before it was made": (("arsip", "--date", "2026-01-04"), "", ""),
    "date in the future": (("arsip", "--date", "2999-01-04", "--allow", "effective"), "", ""),
    "stage": (("arsip", "--stage", "direviu"), "", ""),
    "stage of one never approved": (("arsip", "--stage", "dicabut"), "", ""),
    "official": (("arsip", "--by", "Tetangga"), "", ""),
    "official that nobody names": (("arsip",), "kadis\n   :status: siap", "-\n   :status: siap"),
    "effective": (("arsip", "--date", "2026-02-05"), "", ""),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_true_is_refused_unless_allowed(sphinx_sop: Run, manual: Path, case: str) -> None:
    words, old, new = REFUSED[case]
    if old:
        change(manual, old, new)
    what = case.partition(" ")[0]
    found = approve(sphinx_sop, manual, *words)
    assert found.code == 2, found
    assert f"(--allow {what})" in found.err
    assert not (manual / "approvals").exists()
    found = approve(sphinx_sop, manual, *words, "--allow", what)
    assert found.code == 0, found
    assert what in acts(manual)[0].allowed


def test_what_is_not_committed_is_refused(sphinx_sop: Run, manual: Path, require_tool: Callable[[str], str]) -> None:
    git = require_tool("git")

    def run(*words: str) -> str:
        command = [git, "-c", "user.name=x", "-c", "user.email=x@example.org", *words]
        return subprocess.run(command, cwd=manual, check=True, capture_output=True, text=True).stdout.strip()

    run("init", "-q", "-b", "main")
    found = approve(sphinx_sop, manual, "arsip")  # a repository in which nothing was committed yet
    assert found.code == 2
    assert "index.rst" in found.err
    run("add", "-A")
    run("commit", "-qm", "Awal")
    assert approve(sphinx_sop, manual, "arsip").code == 0
    assert acts(manual)[0].commit == run("rev-parse", "HEAD")
    assert approve(sphinx_sop, manual, "surat").code == 0  # the ledger itself need not be committed
    (manual / "catatan.txt").write_text("x", encoding="utf-8")
    change(manual, "Menyimpan surat", "Menata surat")
    found = approve(sphinx_sop, manual, "arsip")
    assert found.code == 2
    assert "catatan.txt" in found.err
    assert "index.rst" in found.err
    assert approve(sphinx_sop, manual, "arsip", "--allow", "uncommitted").code == 0
    (latest,) = [one for one in acts(manual) if "uncommitted" in one.allowed]
    assert latest.commit == ""
    assert list(latest.after) == ["2026-02-03-disahkan-arsip"]


def test_a_review_keeps_an_approval_and_a_revocation_ends_it(sphinx_sop: Run, manual: Path) -> None:
    approve(sphinx_sop, manual, "--all")
    change(manual, "Menyimpan surat", "Menata surat")
    approve(sphinx_sop, manual, "arsip", "--date", "2026-02-04")
    assert "perlu direviu" in build(manual)[0]
    found = approve(
        sphinx_sop, manual, "surat", "--stage", "direviu", "--date", "2026-02-20", "--next-review", "2027-02-20"
    )
    assert found.code == 0, found
    page, warnings = build(manual)
    assert warnings == []
    assert "Disahkan pada tanggal 3 Februari 2026, direviu pada tanggal 20 Februari 2026; isi tidak berubah" in page
    found = approve(
        sphinx_sop,
        manual,
        "surat",
        "--stage",
        "dicabut",
        "--date",
        "2026-03-01",
        "--decree",
        "9",
        "--replaced-by",
        "arsip",
    )
    assert found.code == 0, found
    page, warnings = build(manual)
    assert "Dicabut 1 Maret 2026 (9), diganti oleh “Pengarsipan Surat”." in page
    assert [line.rpartition(" ")[2] for line in warnings] == ["[sop.SOP129]"]
    change(manual, "berlaku\n   :dasar-hukum: -\n   :peringatan", "dicabut\n   :dasar-hukum: -\n   :peringatan")
    assert build(manual)[1] == []


def test_a_sheet_of_another_content_says_so(sphinx_sop: Run, manual: Path) -> None:
    approve(sphinx_sop, manual, "arsip")
    change(manual, "Menyimpan surat", "Menata surat")
    with patch_docutils(str(manual)):
        app = SphinxTestApp("sop-sheets", srcdir=manual)
        app.build()
    app.cleanup()
    text = "".join(page.extract_text() for page in PdfReader(app.outdir / "arsip.pdf").pages)
    assert "isi ini belum disahkan" in text


VERSION_1 = """\
[[approval]]  # surat 2026-02-03 disahkan
sop = "surat"  # surat 2026-02-03 disahkan
stage = "disahkan"  # surat 2026-02-03 disahkan
by = "Plt. Kepala Dinas, Rina"  # surat 2026-02-03 disahkan
date = 2026-02-03  # surat 2026-02-03 disahkan
decree = "065/1"  # surat 2026-02-03 disahkan
digest = "{digest}"  # surat 2026-02-03 disahkan
"""


def test_a_ledger_of_version_1_counts_and_can_be_written_anew(sphinx_sop: Run, manual: Path) -> None:
    export = json.loads(build(manual, "sop-json")[0])["sops"]
    content = {key: export[0][key] for key in ("name", "title", "unit", "boxes", "actors", "steps", "nodes", "flows")}
    for items in (content["boxes"], *content["steps"]):
        items.pop("line", None)
    digest = digest_of(content)
    (manual / "approvals").mkdir()
    (manual / "approvals" / content_name("surat", digest)).write_text(json.dumps(content), encoding="utf-8")
    (manual / "approvals.toml").write_text(VERSION_1.format(digest=digest), encoding="utf-8")
    (manual / ".gitattributes").write_text("/approvals.toml merge=union\n", encoding="utf-8")
    assert build(manual)[0].count("sop-approval-unchanged") == 1
    found = sphinx_sop("approve", "--source", str(manual), "--migrate")
    assert found.code == 0, found
    assert not (manual / "approvals.toml").exists()
    assert not (manual / ".gitattributes").exists()
    (act,) = acts(manual)
    assert (act.file, act.digest, act.official) == ("2026-02-03-065-1.toml", digest, "kadis")
    page, warnings = build(manual)
    assert page.count("sop-approval-unchanged") == 1
    assert warnings == []
