"""Small manuals and the command line, run in this process."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sphinxcontrib_sop.cli import main

from .manuals import CLEAN, CONF, FAULTY, INDEX

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass
class Outcome:
    """What a command returned and said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The standard output as JSON."""
        return json.loads(self.out)

    @property
    def codes(self) -> list[str]:
        """The codes of a text report, in its order."""
        return [line.split(": ")[1].split()[0] for line in self.out.splitlines()]


@pytest.fixture
def sphinx_sop(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Outcome]:
    """``sphinx_sop("check", "--strict")`` runs a command in English, in ``tmp_path``, with a cache of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache-home"))
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")

    def run(*arguments: str) -> Outcome:
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Outcome(code=code, out=captured.out, err=captured.err)

    return run


@pytest.fixture
def write(tmp_path: Path) -> Callable[[Mapping[str, str | bytes]], Path]:
    """``write({"sop/a.rst": text})`` writes a manual below ``manual`` and returns the folder."""

    def write_files(documents: Mapping[str, str | bytes]) -> Path:
        folder = tmp_path / "manual"
        for name, text in ({"conf.py": CONF, "index.rst": INDEX} | dict(documents)).items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return folder

    return write_files


@pytest.fixture
def manual(write: Callable[[Mapping[str, str | bytes]], Path]) -> Path:
    """A manual of two SOPs, one of them with faults."""
    return write({"sop/clean.rst": CLEAN, "sop/faulty.rst": FAULTY})
