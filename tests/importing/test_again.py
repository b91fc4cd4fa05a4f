"""Importing again: an unchanged file changes nothing, edits are kept, changes of both sides are merged or lie beside."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from sphinxcontrib_sop.cli import main

if TYPE_CHECKING:
    from pathlib import Path

TABLE = """No,Kegiatan,Staf,Kepala,Kelengkapan,Waktu,Output
1,Menerima surat,X,,Surat,10 menit,Agenda
2,Memeriksa surat,,X,Agenda,1 jam,Disposisi
3,Mengirim jawaban,X,,Disposisi,{time},Jawaban
"""


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    def go(time: str = "5 menit", *options: str) -> tuple[str, str]:
        source = tmp_path / "surat.csv"
        source.write_text(TABLE.format(time=time), encoding="utf-8")
        main(["import", str(source), "--into", str(tmp_path / "sop"), "--language", "en", *options])
        return capsys.readouterr().out, written(tmp_path)

    return go


def written(folder: Path) -> str:
    return (folder / "sop" / "surat.rst").read_text(encoding="utf-8")


def edit(folder: Path, old: str, new: str) -> None:
    path = folder / "sop" / "surat.rst"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_an_unchanged_file_changes_nothing(run, tmp_path: Path) -> None:
    out, first = run()
    assert "surat.rst: written" in out
    path = tmp_path / "sop" / "surat.rst"
    before = path.stat().st_mtime_ns
    out, again = run()
    assert "as it was" in out
    assert again == first
    assert path.stat().st_mtime_ns == before


def test_edits_stay_where_the_file_says_what_it_said(run, tmp_path: Path) -> None:
    run()
    edit(tmp_path, "Menerima surat", "Menerima surat masuk")
    out, text = run()
    assert "the edits stay" in out
    assert "Menerima surat masuk" in text


def test_a_changed_file_brings_an_unedited_text_up_to_date(run) -> None:
    run()
    out, text = run("15 menit")
    assert "brought up to date" in out
    assert ":waktu: 15 menit" in text


def test_a_pattern_that_the_shell_leaves_is_looked_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("surat", "tamu"):
        (tmp_path / f"{name}.csv").write_text(TABLE.format(time="5 menit"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    main(["import", "*.csv", "--into", "sop", "--language", "en"])
    assert sorted(path.name for path in (tmp_path / "sop").glob("*.rst")) == ["surat.rst", "tamu.rst"]
    assert main(["import", "*.docx", "--into", "sop", "--language", "en"]) == 2
    assert "*.docx" in capsys.readouterr().out


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_changes_of_both_sides_are_merged(run, tmp_path: Path) -> None:
    run()
    edit(tmp_path, "Menerima surat", "Menerima surat masuk")
    out, text = run("15 menit")
    assert "merged" in out
    assert "Menerima surat masuk" in text
    assert ":waktu: 15 menit" in text


@pytest.mark.parametrize("git", [True, False], ids=["in conflict", "without git"])
def test_what_cannot_be_merged_lies_beside(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, git: bool) -> None:
    if not git:
        monkeypatch.setattr(shutil, "which", lambda name: None)
    run()
    edit(tmp_path, ":waktu: 5 menit", ":waktu: 7 menit")
    out, text = run("15 menit")
    assert "surat.rst.new" in out
    assert ":waktu: 7 menit" in text
    assert "<<<<" not in text
    assert ":waktu: 15 menit" in (tmp_path / "sop" / "surat.rst.new").read_text(encoding="utf-8")
    (tmp_path / "sop" / "surat.rst.new").unlink()
    out, _ = run("15 menit")
    assert "the edits stay" in out
    assert not (tmp_path / "sop" / "surat.rst.new").exists()


def test_force_overwrites(run, tmp_path: Path) -> None:
    run()
    edit(tmp_path, ":waktu: 5 menit", ":waktu: 7 menit")
    out, text = run("15 menit", "--force")
    assert "overwritten" in out
    assert ":waktu: 15 menit" in text


def test_a_text_that_was_never_imported_is_left_alone(run, tmp_path: Path) -> None:
    (tmp_path / "sop").mkdir()
    (tmp_path / "sop" / "surat.rst").write_text("My own text\n", encoding="utf-8")
    out, text = run()
    assert text == "My own text\n"
    assert "surat.rst.new" in out


def test_exit_codes_tell_what_is_left_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "surat.csv"
    source.write_text(TABLE.format(time="1 jam"), encoding="utf-8")
    assert main(["import", str(source), "--into", str(tmp_path)]) == 1  # arrows follow the order of the rows
    assert main(["import", str(tmp_path / "none.xlsx"), "--into", str(tmp_path)]) == 2
    assert main(["import", str(source), "--into", str(source)]) == 2
    assert "surat.csv" in capsys.readouterr().err


def test_the_report_speaks_the_language_of_the_reader(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "surat.csv"
    source.write_text(TABLE.format(time="1 jam"), encoding="utf-8")
    main(["import", str(source), "--into", str(tmp_path), "--language", "id"])
    out = capsys.readouterr().out
    assert "3 langkah, 2 pelaksana; anak panah: 0 terbaca, 2 diduga; 0 garis tidak dipahami" in out
    assert "anak panah ini mengikuti urutan baris" in out
    assert ".. IMPOR: anak panah ke langkah 2 diduga" in (tmp_path / "surat.rst").read_text(encoding="utf-8")
