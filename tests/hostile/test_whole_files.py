"""A file is written whole or not at all, and never through a link."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from sphinx.util._pathlib import _StrPath

from sphinxcontrib_sop.core.whole_files import write_whole

if TYPE_CHECKING:
    from pathlib import Path


def test_a_new_and_a_former_file(tmp_path: Path) -> None:
    file = tmp_path / ("n" * 250)
    for text in ("satu\n", "dua\r\n"):
        write_whole(file, text)
        assert file.read_bytes() == text.encode()
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


@pytest.mark.skipif(sys.platform == "win32", reason="links and modes of POSIX")
def test_a_link_is_replaced_and_the_mode_stays(tmp_path: Path) -> None:
    outside, link = tmp_path / "outside", tmp_path / "link"
    outside.write_text("asli", encoding="utf-8")
    link.symlink_to(outside)
    write_whole(link, "baru")
    assert outside.read_text(encoding="utf-8") == "asli"
    assert not link.is_symlink()
    outside.chmod(0o640)
    write_whole(outside, "baru")
    assert outside.stat().st_mode & 0o777 == 0o640


@pytest.mark.skipif(sys.platform == "win32", reason="devices of POSIX")
def test_what_is_no_file_is_written_to(tmp_path: Path) -> None:
    code = "from sphinxcontrib_sop.core.whole_files import write_whole; import pathlib; write_whole(pathlib.Path('/dev/stdout'), 'x')"
    target = tmp_path / "target"
    with target.open("wb") as file:
        subprocess.run([sys.executable, "-c", code], stdout=file, check=True)
    assert target.read_text(encoding="utf-8") == "x"
    assert os.path.islink("/dev/stdout")  # noqa: PTH114 - as it was


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_a_full_disk_leaves_what_was_there(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("asli", encoding="utf-8")
    code = (
        "import pathlib, resource, signal, sys\n"
        "from sphinxcontrib_sop.core.whole_files import write_whole\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try:\n    write_whole(pathlib.Path(sys.argv[1]), 'x' * 5000)\nexcept OSError:\n    sys.exit(3)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(file)], check=False)
    assert done.returncode == 3
    assert file.read_text(encoding="utf-8") == "asli"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_path_of_sphinx_is_a_text_too(tmp_path: Path) -> None:
    write_whole(_StrPath(tmp_path) / "file", "isi")
    assert (tmp_path / "file").read_text(encoding="utf-8") == "isi"
