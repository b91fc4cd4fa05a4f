"""What `diff` can compare: two revisions, what was approved, a manual that was moved, and a copy read with what is known."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest

from .test_verify import CONF, source

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from .conftest import Outcome

    Run = Callable[..., Outcome]
    Write = Callable[[Mapping[str, str | bytes]], Path]


@pytest.fixture
def git(require_tool: Callable[[str], str], tmp_path: Path) -> Callable[..., str]:
    program = require_tool("git")

    def run(*words: str) -> str:
        command = [program, "-c", "user.name=x", "-c", "user.email=x@example.org", *words]
        return subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True).stdout.strip()

    return run


@pytest.fixture
def manual(write: Write, git: Callable[..., str], tmp_path: Path) -> Path:
    """A manual of two SOPs in git, tagged v1."""
    folder = write(
        {
            "conf.py": CONF,
            "index.rst": "Buku\n====\n\n.. toctree::\n   :glob:\n\n   sop/*\n",
            "sop/surat.rst": source("surat"),
            "sop/tamu.rst": source("tamu").replace("   .. sop-step:: Menyimpan", "   .. include:: ../sisipan.inc\n\n   .. sop-step:: Menyimpan"),
            "sisipan.inc": "Ketentuan lama.\n",
        }
    )  # fmt: skip
    (tmp_path / ".gitignore").write_text("cache*\n", encoding="utf-8")
    git("init", "-q", "-b", "main")
    git("add", "-A")
    git("commit", "-qm", "Satu")
    git("tag", "v1")
    return folder


def test_two_tags_are_compared_without_a_checkout(sphinx_sop: Run, manual: Path, git: Callable[..., str]) -> None:
    (manual / "sop" / "surat.rst").write_text(source("surat", 25), encoding="utf-8")
    git("commit", "-qam", "Dua")
    git("tag", "v2")
    (manual / "sop" / "surat.rst").write_text("rusak", encoding="utf-8")  # what lies there now is not read
    found = sphinx_sop("diff", str(manual), "v1..v2")
    assert found.code == 1
    assert "Waktu: [-10-]{+25+} menit" in found.out
    assert sphinx_sop("diff", str(manual), "v1..v1").code == 0
    assert "v3" in sphinx_sop("diff", str(manual), "v1..v3").err


def test_what_was_approved_is_compared_by_its_date_and_decree(sphinx_sop: Run, manual: Path) -> None:
    words = ("approve", "-s", str(manual), "surat", "--date", "2026-02-03", "--decree", "065/1")
    assert sphinx_sop(*words, "--allow", "uncommitted").code == 0
    (manual / "sop" / "surat.rst").write_text(source("surat", 25), encoding="utf-8")
    found = sphinx_sop("diff", str(manual), "--approved", "--format", "markdown")
    assert found.code == 1
    assert "3 Februari 2026 (065/1)" in found.out
    assert "<del>10</del> <ins>25</ins> menit" in found.out
    data = json.loads(sphinx_sop("diff", str(manual), "--approved", "--format", "json").out)
    assert [one["name"] for one in data["added"]] == ["tamu"]
    assert [one["name"] for one in data["changed"]] == ["surat"]


def test_a_manual_that_was_moved_is_the_same(
    sphinx_sop: Run, manual: Path, git: Callable[..., str], tmp_path: Path
) -> None:
    git("mv", manual.name, "dokumen")
    git("commit", "-qm", "Pindah")
    assert sphinx_sop("diff", str(tmp_path / "dokumen"), "--base", "v1").code == 0


@pytest.mark.parametrize("fresh", [(), ("--fresh",)])
def test_a_revision_is_read_as_it_was_whatever_is_known_of_the_present(
    sphinx_sop: Run, manual: Path, fresh: tuple[str, ...]
) -> None:
    assert sphinx_sop("check", str(manual)).code == 0
    (manual / "sisipan.inc").write_text("Ketentuan baru.\n", encoding="utf-8")
    (manual / "sop" / "arsip.rst").write_text(source("arsip"), encoding="utf-8")
    (manual / "sop" / "surat.rst").unlink()
    found = sphinx_sop("diff", str(manual), "--base", "v1", "--format", "json", *fresh)
    data = json.loads(found.out)
    assert [one["name"] for one in data["added"]] == ["arsip"]
    assert [one["name"] for one in data["removed"]] == ["surat"]
    (changed,) = data["changed"]
    assert [(item["old"], item["new"]) for item in changed["items"]] == [("Ketentuan lama.", "Ketentuan baru.")]


def test_a_check_can_be_limited_to_what_changed(sphinx_sop: Run, manual: Path) -> None:
    for name in ("surat", "tamu"):
        path = manual / "sop" / f"{name}.rst"
        text = path.read_text(encoding="utf-8")
        if name == "surat":
            path.write_text(text.replace("Mencatat surat", "Pencatatan surat"), encoding="utf-8")
    (manual / "sop" / "arsip.rst").write_text(source("arsip").replace("Mencatat", "Pencatatan"), encoding="utf-8")
    found = sphinx_sop("check", str(manual), "--changed-since", "v1", "--format", "json")
    paths = {finding["path"].rpartition("/")[2] for finding in found.json["findings"]}
    assert paths == {"surat.rst", "arsip.rst"}
    assert sphinx_sop("check", str(manual), "--changed-since", "tiada").code == 2


def test_what_was_approved_and_did_not_change_is_the_same(sphinx_sop: Run, manual: Path) -> None:
    listed = source("surat").replace(
        ":kelengkapan: Berkas", ":kelengkapan:\n         - Berkas\n         - Lembar disposisi"
    )
    (manual / "sop" / "surat.rst").write_text(listed, encoding="utf-8")
    words = ("approve", "-s", str(manual), "--all", "--date", "2026-02-03", "--allow", "uncommitted")
    assert sphinx_sop(*words).code == 0
    assert "Berkas" in next((manual / "approvals").glob("surat*.printed.json")).read_text(encoding="utf-8")
    found = sphinx_sop("diff", str(manual), "--approved")
    assert (found.code, found.err) == (0, ""), found.out


def test_a_ledger_that_cannot_be_read_is_never_passed_over(
    sphinx_sop: Run, manual: Path, git: Callable[..., str]
) -> None:
    words = ("approve", "-s", str(manual), "--all", "--date", "2026-02-03", "--allow", "uncommitted")
    assert sphinx_sop(*words).code == 0
    (act,) = (manual / "approvals").glob("*.toml")
    sound = act.read_text(encoding="utf-8")
    act.write_text(f"<<<<<<< HEAD\n{sound}", encoding="utf-8")
    git("add", "-A")
    git("commit", "-qm", "Rusak")
    ways = [
        ("check", str(manual)),
        ("verify", str(manual)),
        ("export", str(manual)),
        ("diff", str(manual), "--base", "HEAD"),
        ("diff", str(manual), "--base", "HEAD"),  # once more, with what is known
        ("diff", str(manual), "--approved"),
        (*words, "--stage", "reviewed"),
    ]
    for way in ways:
        found = sphinx_sop(*way)
        assert found.code in {1, 2}, way
        assert f"approvals/{act.name}:1" in found.out + found.err, way
    act.write_text(sound, encoding="utf-8")
    found = sphinx_sop("diff", str(manual), "--base", "HEAD")  # the old ledger is not what is compared
    assert (found.code, found.err) == (0, "")
