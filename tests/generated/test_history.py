"""`sop-history` on real repositories: the lines of each SOP, approvals, notes, and a copy without git."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sphinx.testing.util import SphinxTestApp
from sphinx.util.console import strip_escape_sequences
from sphinx.util.docutils import patch_docutils

from sphinxcontrib_sop.cli import main
from sphinxcontrib_sop.core.model import Location, Procedure
from sphinxcontrib_sop.extension import history

if TYPE_CHECKING:
    from collections.abc import Callable

CONF = """
extensions = ["sphinxcontrib_sop"]
language = "id"
suppress_warnings = ["sop.SOP101", "sop.SOP107", "sop.SOP311", "sop.SOP312", "sop.SOP313", "sop.SOP115"]
"""
SURAT = """\
.. sop:: Pencatatan Surat
   :name: surat
   :tanggal-revisi: 5 Mei 2026
   :revisi: 2
   :catatan-revisi: Waktu dipersingkat

   .. sop-step:: Mencatat surat
      :pelaksana: staf

"""
ARSIP = """\
.. sop:: Pengarsipan Surat
   :name: arsip

   .. sop-step:: Menyimpan surat
      :pelaksana: staf
"""


class Repository:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.git("init", "-q", "-b", "main")
        self.write("conf.py", CONF)

    def git(self, *words: str, day: str = "2026-01-01") -> None:
        environment = {
            "PATH": "/usr/bin:/bin:/usr/local/bin",
            "GIT_AUTHOR_DATE": f"{day}T00:00:00Z",
            "GIT_COMMITTER_DATE": f"{day}T00:00:00Z",
        }
        command = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org", *words]
        subprocess.run(command, cwd=self.folder, check=True, capture_output=True, env=environment)

    def write(self, name: str, text: str) -> None:
        self.folder.joinpath(name).write_text(text, encoding="utf-8")

    def commit(self, subject: str, day: str) -> None:
        self.git("add", ".")
        self.git("commit", "-qm", subject, day=day)

    def build(self) -> tuple[str, list[str]]:
        with patch_docutils(str(self.folder)):
            app = SphinxTestApp("text", srcdir=self.folder)
            app.build()
        app.cleanup()
        warnings = strip_escape_sequences(app.warning.getvalue()).splitlines()
        return app.outdir.joinpath("index.txt").read_text(encoding="utf-8"), warnings


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    made = Repository(tmp_path / "buku édisi 1")
    made.write("index.rst", f"Buku\n====\n\n.. sop-history::\n\n.. sop-riwayat:: surat\n\n{SURAT}{ARSIP}")
    made.commit("Susun dua SOP", "2026-02-03")
    made.write(
        "index.rst",
        made.folder.joinpath("index.rst")
        .read_text(encoding="utf-8")
        .replace("Menyimpan surat", "Menyimpan surat asli"),
    )
    made.commit("Perjelas penyimpanan", "2026-03-04")
    return made


def test_each_sop_has_the_changes_of_its_own_lines(repository: Repository) -> None:
    output, warnings = repository.build()
    assert warnings == []
    every, _, one = output.partition("Pengarsipan Surat")
    assert "Perjelas" not in every
    assert "Susun dua SOP" in every
    assert "3 Februari 2026" in every
    archive, _, letter = one.partition("+=") if "+=" in one else one.partition("|===")
    assert "Perjelas" in archive
    assert "Perjelas" not in letter.partition("\nPencatatan Surat\n")[0]
    assert "Catatan revisi" in letter
    assert "Waktu dipersingkat" in letter


def test_approvals_stand_between_the_changes(repository: Repository) -> None:
    digest = "a" * 64
    repository.write(
        "approvals.toml", f'[[approval]]\nsop = "surat"\nby = "Kepala Dinas"\ndate = 2026-02-10\ndigest = "{digest}"\n'
    )
    output, _ = repository.build()
    assert "10 Februari 2026" in output
    assert "Disahkan oleh Kepala Dinas" in output
    assert "aaaaaaaa" in output


def test_a_build_writes_nothing_into_the_manual(repository: Repository) -> None:
    before = sorted(repository.folder.rglob("*"))
    repository.build()
    after = sorted(path for path in repository.folder.rglob("*") if "_build" not in path.parts)
    assert [path for path in after if ".git" not in path.parts] == [path for path in before if ".git" not in path.parts]
    assert main(["check", str(repository.folder), "--cache", str(repository.folder.parent / "cache")]) in {0, 1}
    assert sorted(path for path in repository.folder.rglob("*") if "_build" not in path.parts) == after


def test_the_history_is_not_written_through_a_link(repository: Repository, tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.write_text("kept", encoding="utf-8")
    file = repository.folder / "sop-history.json"
    file.symlink_to(target)
    repository.build()
    command = ["export", "--format", "history", "--cache", str(tmp_path / "cache"), str(repository.folder)]
    assert main([*command, "-o", str(file)]) == 2
    assert target.read_text(encoding="utf-8") == "kept"
    assert file.is_symlink()


def test_there_is_no_history_to_export_without_git(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tmp_path.joinpath("conf.py").write_text(CONF, encoding="utf-8")
    tmp_path.joinpath("index.rst").write_text(ARSIP, encoding="utf-8")
    assert main(["export", "--format", "history", "--cache", str(tmp_path / "cache"), str(tmp_path)]) == 2
    assert "git" in capsys.readouterr().err


def test_a_copy_without_git_shows_what_was_exported(repository: Repository, tmp_path: Path) -> None:
    output, _ = repository.build()
    command = ["export", "--format", "history", "--cache", str(tmp_path / "cache"), str(repository.folder)]
    assert main([*command, "-o", str(repository.folder / "sop-history.json")]) == 0
    copy = tmp_path / "salinan"
    shutil.copytree(repository.folder, copy, ignore=shutil.ignore_patterns(".git", "_build"))
    without = object.__new__(Repository)
    without.folder = copy
    assert without.build()[0] == output


def test_without_anything_it_says_so(tmp_path: Path) -> None:
    folder = tmp_path / "buku"
    folder.mkdir()
    folder.joinpath("conf.py").write_text(CONF, encoding="utf-8")
    folder.joinpath("index.rst").write_text(f"Buku\n====\n\n.. sop-history:: kebun\n\n{ARSIP}", encoding="utf-8")
    made = object.__new__(Repository)
    made.folder = folder
    output, warnings = made.build()
    assert "Versi terdahulu tidak diketahui" in output
    assert [line.rpartition(": ")[2] for line in warnings] == ["Tidak ada SOP yang bernama `kebun` [sop.history]"]


def test_a_file_that_was_renamed_is_followed(repository: Repository) -> None:
    repository.write("index.rst", "Buku\n====\n\n.. sop-history:: arsip\n\n.. toctree::\n\n   arsip\n")
    repository.write("arsip.rst", ARSIP * 1)
    repository.commit("Pisahkan arsip", "2026-04-01")
    repository.git("mv", "arsip.rst", "penyimpanan.rst")
    repository.write("index.rst", "Buku\n====\n\n.. sop-history:: arsip\n\n.. toctree::\n\n   penyimpanan\n")
    repository.commit("Pindahkan berkas", "2026-05-01")
    output, _ = repository.build()
    assert "Pisahkan arsip" in output
    assert "Pindahkan berkas" in output


def test_a_history_may_be_of_some_sources_only(repository: Repository) -> None:
    text = f"Buku\n====\n\n.. sop-history:: surat\n   :sumber: catatan\n\n{SURAT}{ARSIP}"
    repository.write("index.rst", text)
    output, warnings = repository.build()
    assert "Waktu dipersingkat" in output
    assert "Susun dua SOP" not in output
    assert warnings == []
    repository.write("index.rst", text.replace("catatan\n", "catatan, gosip\n"))
    _, warnings = repository.build()
    assert [line.rpartition("index.rst:")[2] for line in warnings] == [
        "5: ERROR: Sumber `gosip` tidak termasuk naskah, pengesahan, catatan [sop.SOP114]"
    ]


def test_included_files_and_renames_count_and_git_is_asked_once(
    tmp_path: Path, require_tool: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    git = require_tool("git")

    def run(*words: str) -> None:
        command = [git, "-c", "user.name=x", "-c", "user.email=x@example.org", *words]
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)

    names = [f"sop{number}" for number in range(5)]
    run("init", "-q", "-b", "main")
    for name in names:
        (tmp_path / f"{name}.rst").write_text(f"{name}\n" * 9, encoding="utf-8")
    (tmp_path / "data.csv").write_text("1\n", encoding="utf-8")
    run("add", "-A")
    run("commit", "-qm", "Awal")
    (tmp_path / "data.csv").write_text("2\n", encoding="utf-8")
    run("commit", "-qam", "Data")
    run("mv", "sop1.rst", "baru.rst")
    run("commit", "-qam", "Nama")
    asked: list[tuple[str, ...]] = []
    real = history.run_git

    def counted(folder: Path, *words: str, **options: Any) -> Any:
        asked.append(words)
        return real(folder, *words, **options)

    monkeypatch.setattr(history, "run_git", counted)
    procedures = [minimal(name, Location(path=f"{'baru' if name == 'sop1' else name}.rst", line=1)) for name in names]
    found = history.versions(procedures, tmp_path, {"sop0": ["data.csv"]})
    assert [one.subject for one in found["sop0"]] == ["Data", "Awal"]
    assert [one.subject for one in found["sop1"]] == ["Nama", "Awal"]
    assert [one.subject for one in found["sop2"]] == ["Awal"]
    assert len([words for words in asked if "log" in words]) == 1


def minimal(name: str, place: Location) -> Procedure:
    return Procedure(
        name=name, title=name, docname=name, anchor=f"sop-{name}", location=place, fields={},
        actors=(), actors_declared=False, steps=(), nodes=(), flows=(),
    )  # fmt: skip


def test_an_export_follows_what_documents_include_and_takes_no_lines_of_others(
    repository: Repository, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    table = ".. sop:: Pendataan Tamu\n   :name: tamu\n\n   .. sop-table::\n      :file: tamu.csv\n\n   .. include:: catatan.inc\n"
    repository.write("tamu.rst", f"Tamu\n====\n\n{table}")
    repository.write("tamu.csv", "kegiatan,pelaksana\nMencatat tamu,staf\n")
    repository.write("catatan.inc", "Catatan.\n")
    repository.commit("Tamu", "2026-04-01")
    repository.write("tamu.csv", "kegiatan,pelaksana\nMencatat tamu lengkap,staf\n")
    repository.commit("Tabel tamu", "2026-04-02")
    repository.write("catatan.inc", "Catatan lain.\n")
    repository.commit("Catatan tamu", "2026-04-03")
    cache = ("--cache", str(tmp_path / "cache"))
    assert (
        main(["export", "--format", "history", *cache, str(repository.folder), "--sop", "tamu", "--sop", "surat"]) == 0
    )
    data = json.loads(capsys.readouterr().out)
    assert {name: [one["subject"] for one in found] for name, found in data.items()} == {
        "tamu": ["Catatan tamu", "Tabel tamu", "Tamu"],
        "surat": ["Susun dua SOP"],
    }
