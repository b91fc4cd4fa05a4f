"""What a manual names may be a link to something that is no file and never ends."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="devices of POSIX")

CONF = """
extensions = ["sphinxcontrib_sop"]
language = "id"
sop_officials = "pejabat.toml"
sop_agency = {"nama": ["Dinas"], "logo": "logo.png"}
"""
SOP = """\
Buku
====

.. sop:: Pencatatan Surat
   :nomor: 1
   :tanggal-pembuatan: 2 Januari 2024

   .. sop-table::
      :berkas: langkah.csv

   .. sop-step:: Mencatat
      :pelaksana: a
      :keterangan:
         .. image:: gambar.png

.. sop-monitoring::
   :data: catatan.toml

.. sop-decree:: Surat
   :logo: logo.png
"""
ACT = """\
version = 2
stage = "disahkan"
date = 2026-01-02

[document]
file = "{document}"
sha256 = "{digest}"

[[sop]]
key = "index"
title = "Pencatatan Surat"
digest = "2:{digest}"
"""
LIMITED = """\
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (1_500_000_000, 1_500_000_000))
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000_000, 200_000_000))
"""
SPHINX = "from sphinx.cmd.build import main; sys.exit(main(sys.argv[1:]))"
OURS = "from sphinxcontrib_sop.cli import main; sys.exit(main(sys.argv[1:]))"
SECONDS = 100


def run(code: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run in a process that may take little memory and little time."""
    command = [sys.executable, "-c", LIMITED + code, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False, encoding="utf-8")


@pytest.fixture
def manual(tmp_path: Path) -> Path:
    """A manual whose files are links to a device that gives zeros for ever."""
    folder = tmp_path / "buku"
    folder.mkdir()
    (folder / "conf.py").write_text(CONF, encoding="utf-8")
    (folder / "index.rst").write_text(SOP, encoding="utf-8")
    for name in ("langkah.csv", "catatan.toml", "pejabat.toml", "gambar.png", "logo.png", "sop-history.json"):
        (folder / name).symlink_to("/dev/zero")
    return folder


@pytest.mark.parametrize("builder", ["sop-sheets", "sop-docx", "text"])
def test_a_build_ends(builder: str, manual: Path, tmp_path: Path) -> None:
    done = run(SPHINX, "-q", "-b", builder, manual, tmp_path / "hasil")
    assert done.returncode == 0, done.stderr[-800:]
    assert "Traceback" not in done.stderr
    assert "pejabat.toml" in done.stderr


def test_a_check_ends(manual: Path, tmp_path: Path) -> None:
    done = run(OURS, "check", manual, "--cache", tmp_path / "cache")
    assert done.returncode == 1, done.stderr[-800:]
    assert "langkah.csv" in done.stdout


def test_a_verification_ends(manual: Path, tmp_path: Path) -> None:
    ledger = manual / "approvals"
    ledger.mkdir()
    digest = "a" * 64
    (ledger / "2026-01-02-a.toml").write_text(ACT.format(document="/dev/zero", digest=digest), encoding="utf-8")
    (ledger / "b.toml").symlink_to("/dev/zero")
    done = run(OURS, "verify", manual, "--cache", tmp_path / "cache")
    assert done.returncode == 1, done.stderr[-800:]
    assert "/dev/zero" in done.stdout


def test_a_manual_that_may_read_no_file_reads_none(tmp_path: Path) -> None:
    folder = tmp_path / "buku"
    folder.mkdir()
    (folder / "conf.py").write_text('extensions = ["sphinxcontrib_sop"]\nlanguage = "id"\n', encoding="utf-8")
    (folder / "docutils.conf").write_text("[general]\nfile_insertion_enabled: no\n", encoding="utf-8")
    (folder / "index.rst").write_text(SOP, encoding="utf-8")
    (folder / "langkah.csv").write_text("Kegiatan\nRAHASIA\n", encoding="utf-8")
    (folder / "catatan.toml").write_text('[[catatan]]\nsop = "index"\ncatatan = "RAHASIA"\n', encoding="utf-8")
    done = run(SPHINX, "-q", "-b", "text", folder, tmp_path / "hasil")
    assert "RAHASIA" not in (tmp_path / "hasil" / "index.txt").read_text(encoding="utf-8")
    assert done.stderr.count("file_insertion_enabled") == 2
