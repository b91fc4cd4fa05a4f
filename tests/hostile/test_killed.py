"""A build that is killed, wherever it is, leaves nothing that the next one does not put right.

SOP_KILLED=40 asks for more of them.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .living import CHANGES, first_state, write_state
from .sequences import EPOCH, LEFT, SETTINGS, contents
from .sources import conf_py

BUILDERS = ("html", "sop-sheets", "latex", "text", "epub", "sop-pdf", "sop-json", "singlehtml")
EARLIEST, LATEST = 0.5, 4.0
"""Seconds after which a build is killed, if it is not done; whatever the moment, the result is the same."""


@pytest.mark.parametrize("number", range(int(os.environ.get("SOP_KILLED", "2"))))
def test_killed(number: int, tmp_path: Path) -> None:
    chance, state, settings = random.Random(number), first_state(), dict(SETTINGS)
    builder = BUILDERS[number % len(BUILDERS)]
    source, output = tmp_path / "buku", tmp_path / "hasil" / builder
    environment = os.environ | {"SOURCE_DATE_EPOCH": EPOCH}

    def command(doctrees: str, there: Path) -> list[str]:
        options = ["-q", "-b", builder, "-d", str(tmp_path / doctrees)]
        return [sys.executable, "-m", "sphinx", *options, str(source), str(there)]

    for _ in range(2):
        for _ in range(2):
            CHANGES[chance.choice(sorted(CHANGES))](state, settings, chance.randrange(12))
        list(write_state(source, state, conf_py(settings)))
        with subprocess.Popen(command("a", output), env=environment, stderr=subprocess.DEVNULL) as process:
            try:
                process.wait(chance.uniform(EARLIEST, LATEST))
            except subprocess.TimeoutExpired:
                process.kill()
    for doctrees, there in (("a", output), ("b", tmp_path / "baru" / builder)):
        done = subprocess.run(command(doctrees, there), env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-800:]
    here, fresh = dict(contents(output)), dict(contents(tmp_path / "baru" / builder))
    assert [name for name in fresh if here.get(name) != fresh[name]] == []
    assert [name for name in here if name not in fresh and not LEFT.search(name)] == []
    shutil.rmtree(tmp_path, ignore_errors=True)
