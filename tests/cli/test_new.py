"""``sphinx-sop new``: what it writes builds and checks without a word of complaint, and nothing is overwritten."""

from __future__ import annotations

import io
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sphinx.util.docutils import patch_docutils

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.testing.util import SphinxTestApp

    from .conftest import Outcome

    Run = Callable[..., Outcome]

FILES = {
    "id": {"conf.py", "index.rst", "sop/peminjaman-ruang-rapat.rst", "pejabat.toml", "pelaksana.toml", "unit.toml"},
    "en": {"conf.py", "index.rst", "sop/meeting-room.rst", "officials.toml", "actors.toml", "units.toml"},
}
COMMON = {"README.md", ".gitignore", "requirements.txt", ".gitlab-ci.yml", ".github/workflows/sop.yml"}
NAME = 'Dinas "Contoh" & Rekan_ \\ *satu*'


@pytest.fixture(params=["id", "en"])
def started(request: pytest.FixtureRequest, sphinx_sop: Run, tmp_path: Path) -> Path:
    """A manual that was just started, named in a way that is hard on every file format."""
    options = ["--agency", NAME, "--unit", NAME, "--paper", "F4", "--quiet", "--language", request.param]
    found = sphinx_sop("new", "manual", *options)
    assert (found.code, found.out, found.err) == (0, "", "")
    return tmp_path / "manual"


def written(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_it_is_complete(started: Path) -> None:
    language = "id" if (started / "pejabat.toml").exists() else "en"
    assert written(started) == FILES[language] | COMMON
    assert "${" not in "".join(path.read_text(encoding="utf-8") for path in started.rglob("*") if path.is_file())
    units = tomllib.loads((started / ("unit.toml" if language == "id" else "units.toml")).read_text(encoding="utf-8"))
    assert [unit["name"] for unit in units.values()] == [NAME]


@pytest.mark.parametrize("builder", ["html", "sop-sheets"])
def test_it_builds_without_a_word(
    started: Path, builder: str, make_app: Callable[..., SphinxTestApp], require_tool: Callable[[str], str]
) -> None:
    if builder == "sop-sheets":
        require_tool("typst")
    with patch_docutils(started):
        app = make_app(builder, srcdir=started, confoverrides={"nitpicky": True})
        app.build()
    assert app.warning.getvalue() == ""


def test_it_checks_without_a_word(started: Path, sphinx_sop: Run) -> None:
    found = sphinx_sop("check", "manual", "--strict")
    assert (found.code, found.out) == (0, "")
    assert found.err == "SOPs: 1; errors: 0; warnings: 0; advice: 0\n" or found.err.startswith("SOP: 1;")


def test_nothing_is_overwritten(sphinx_sop: Run, tmp_path: Path) -> None:
    (tmp_path / "manual").mkdir()
    (tmp_path / "manual" / "unit.toml").write_text("mine")
    (tmp_path / "manual" / "other.txt").write_text("mine")
    found = sphinx_sop("new", "manual", "--quiet", "--language", "id")
    assert found.code == 2
    assert "unit.toml" in found.err
    assert written(tmp_path / "manual") == {"unit.toml", "other.txt"}
    (tmp_path / "manual" / "unit.toml").unlink()
    assert sphinx_sop("new", "manual", "--quiet", "--language", "id").code == 0
    assert (tmp_path / "manual" / "other.txt").read_text() == "mine"


def test_a_folder_that_cannot_be(sphinx_sop: Run, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    found = sphinx_sop("new", "file/manual", "--quiet")
    assert (found.code, found.err.count("\n")) == (2, 1)


class Terminal(io.StringIO):
    """A person at a keyboard."""

    def isatty(self) -> bool:
        return True


def test_it_asks_what_it_was_not_told(sphinx_sop: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", Terminal("Dinas Arsip\n\nf4\n"))
    found = sphinx_sop("new", "manual")
    assert found.code == 0
    assert found.out == "Name of the agency [Our Agency]: Name of the unit [Dinas Arsip]: Paper (A4 or F4) [A4]: "
    assert found.err == "The manual is in manual; README.md says how it goes on.\n"
    conf = (tmp_path / "manual" / "conf.py").read_text(encoding="utf-8")
    assert '"name": ["Dinas Arsip"]' in conf
    assert 'sop_paper = "F4"' in conf
    assert (tmp_path / "manual" / "index.rst").read_text(encoding="utf-8").startswith("SOP Manual of Dinas Arsip\n====")


def test_an_answer_it_cannot_use(sphinx_sop: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", Terminal("A\nB\nfolio\n"))
    found = sphinx_sop("new", "manual")
    assert (found.code, found.err) == (2, "sphinx-sop: FOLIO is no paper for sheets; there are A4, F4\n")
    assert not (tmp_path / "manual").exists()


def test_no_answer_means_what_stands_in_brackets(sphinx_sop: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(""))
    assert sphinx_sop("new", "manual").code == 0
