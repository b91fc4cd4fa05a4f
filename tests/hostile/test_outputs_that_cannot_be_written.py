"""An output that cannot be written ends the build with one sentence."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from .living import DOCUMENTS, first_state, write_state
from .sequences import SETTINGS
from .sources import conf_py

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")
FULL = (
    "import resource, signal, sys\n"
    "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
    "from sphinx.cmd.build import main\n"
    "from sphinxcontrib_sop.extension import written\n"
    "real = written.write_whole\n"
    "def full(*arguments):\n"
    "    resource.setrlimit(resource.RLIMIT_FSIZE, (50, -1))\n"  # as if the disk had become full
    "    try:\n"
    "        real(*arguments)\n"
    "    finally:\n"
    "        resource.setrlimit(resource.RLIMIT_FSIZE, (-1, -1))\n"
    "written.write_whole = full\n"
    "sys.exit(main(sys.argv[1:]))\n"
)


@pytest.mark.parametrize("builder", ["sop-sheets", "sop-pdf", "sop-json", "sop-docx", "latex", "html"])
def test_a_full_disk(builder: str, tmp_path: Path) -> None:
    state = first_state() | {"k.rst": ".. sop-decree:: Surat\n"}
    list(
        write_state(tmp_path / "buku", {name: state[name] for name in state if name[0] != "b"}, conf_py(dict(SETTINGS)))
    )
    command = [sys.executable, "-c", FULL, "-q", "-b", builder, str(tmp_path / "buku"), str(tmp_path / "hasil")]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 1
    assert "tidak dapat ditulis" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list((tmp_path / "hasil").rglob("*.part"))


@pytest.mark.parametrize(
    ("builder", "epoch"), [("sop-pdf", "-5"), ("sop-docx", "-5"), ("sop-sheets", "99999999999999")]
)  # with a later one Sphinx itself cannot tell the day of a handbook
def test_a_moment_that_is_none(builder: str, epoch: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    state = {
        "index.rst": f"Isi\n===\n\n.. sop-decree:: Surat\n\n{first_state()[f'{DOCUMENTS[1]}.rst']}",
        "sisip.txt": "a",
    }
    list(write_state(tmp_path / "buku", state, 'extensions = ["sphinxcontrib_sop"]\nlanguage = "id"\n'))
    command = [sys.executable, "-m", "sphinx", "-q", "-b", builder, str(tmp_path / "buku"), str(tmp_path / "hasil")]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr[-500:]
