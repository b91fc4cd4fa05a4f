"""``sphinx-sop new``: what it writes builds and checks without a word of complaint, and nothing is overwritten."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sphinx.util.docutils import patch_docutils

from sphinxcontrib_sop.cli._requirement import _requirement

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.testing.util import SphinxTestApp

    from .conftest import Outcome

    Run = Callable[..., Outcome]

FILES = {
    "id": {
        "conf.py", "index.rst", "keputusan.rst", "pengesahan.rst", "pendahuluan.rst", "penjelasan.rst", "simbol.rst",
        "daftar-sop.rst", "sop/peminjaman-ruang-rapat.rst", "pelaksana/index.rst", "pelaksana/pengelola.rst", "pejabat.toml",
        "pelaksana.toml", "unit.toml",
    },
    "en": {
        "conf.py", "index.rst", "decree.rst", "approval.rst", "introduction.rst", "usage.rst", "symbols.rst", "list.rst",
        "sop/meeting-room.rst", "actors/index.rst", "actors/keeper.rst", "officials.toml", "actors.toml", "units.toml",
    },
}  # fmt: skip
COMMON = {
    "README.md", "CONTRIBUTING.md", ".gitignore", ".editorconfig", "requirements.txt", ".gitlab-ci.yml",
    ".github/workflows/sop.yml",
}  # fmt: skip
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
    # a package that was installed from a wheel is copied beside the manual
    assert {name for name in written(started) if not name.startswith("wheel/")} == FILES[language] | COMMON
    texts = (path for path in started.rglob("*") if path.is_file() and path.suffix != ".whl")
    assert "${" not in "".join(path.read_text(encoding="utf-8") for path in texts)
    units = tomllib.loads((started / ("unit.toml" if language == "id" else "units.toml")).read_text(encoding="utf-8"))
    assert [unit["nama" if language == "id" else "name"] for unit in units.values()] == [NAME]


@pytest.mark.parametrize("builder", ["html", "sop-sheets", "sop-pdf"])
def test_it_builds_without_a_word(
    started: Path, builder: str, make_app: Callable[..., SphinxTestApp], require_tool: Callable[[str], str]
) -> None:
    if builder != "html":
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


ANSWERS = "Dinas Arsip\n\nKota\nKepala Dinas\nSri\n1970\nf4\nbps\nid\nalabaster\n"


def test_it_asks_what_it_was_not_told(sphinx_sop: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(ANSWERS))
    found = sphinx_sop("new", "manual")
    assert found.code == 0
    assert found.out.startswith("Name of the agency [Our Agency]: Names of the units, with ; between [Dinas Arsip]: ")
    assert "Paper (A4, F4) [A4]: " in found.out
    assert found.err == "The manual is in manual; README.md says how it goes on.\n"
    conf = (tmp_path / "manual" / "conf.py").read_text(encoding="utf-8")
    for line in (
        '"nama": ["Dinas Arsip"]',
        'sop_paper = "F4"',
        'sop_profile = "bps"',
        'language = "id"',
        'html_theme = "alabaster"',
        '"tempat": "Kota"',
    ):
        assert line in conf
    assert 'jabatan = "Kepala Dinas"\nnama = "Sri"\nnip = "1970"' in (tmp_path / "manual" / "pejabat.toml").read_text()
    assert (tmp_path / "manual" / "index.rst").read_text(encoding="utf-8").startswith("Buku SOP Dinas Arsip\n====")


def test_an_answer_it_cannot_use(sphinx_sop: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", Terminal("A\nB\n\n\n\n\nfolio\n"))
    found = sphinx_sop("new", "manual")
    assert (found.code, found.err) == (2, "sphinx-sop: folio is not one of A4, F4\n")
    assert not (tmp_path / "manual").exists()


@pytest.mark.parametrize("theme", ["furo", "alabaster", "pydata", "rtd"])
def test_every_page_links_home(sphinx_sop: Run, tmp_path: Path, theme: str) -> None:
    package = {"pydata": "pydata_sphinx_theme", "rtd": "sphinx_rtd_theme"}.get(theme, theme)
    pytest.importorskip(package)
    assert sphinx_sop("new", "manual", "--quiet", "--theme", theme).code == 0
    pages = tmp_path / "pages"
    subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-W", "-b", "html", "manual", str(pages)],
        check=True,
        env=os.environ | {"LC_ALL": "C.UTF-8"},
    )
    for page in pages.rglob("*.html"):
        if page.name not in {"index.html", "search.html", "genindex.html"} and "_static" not in page.parts:
            text = page.read_text(encoding="utf-8")
            assert 'href="index.html"' in text or 'href="../index.html"' in text, page
            assert "2026" in text or "&#169;" in text or "Copyright" in text, page


def test_several_units_have_keys_of_their_own(
    sphinx_sop: Run, tmp_path: Path, make_app: Callable[..., SphinxTestApp]
) -> None:
    given = "Sekretariat; Bidang Arsip ;Bidang Arsip;"
    assert sphinx_sop("new", "manual", "--quiet", "--manual-language", "id", "--unit", given).code == 0
    units = tomllib.loads((tmp_path / "manual" / "unit.toml").read_text(encoding="utf-8"))
    assert {key: unit["nama"] for key, unit in units.items()} == {
        "sekretariat": "Sekretariat",
        "bidang-arsip": "Bidang Arsip",
        "bidang-arsip-2": "Bidang Arsip",
    }
    assert sphinx_sop("check", "manual", "--strict").code == 0


@pytest.mark.parametrize(
    ("origin", "lines"),
    [
        ({}, ("sphinxcontrib-sop>=",)),
        (
            {"url": "https://example.org/sop.git", "vcs_info": {"vcs": "git", "commit_id": "abc"}},
            ("sphinxcontrib-sop @ git+https://example.org/sop.git@abc",),
        ),
        ({"url": "file:///no/such.whl", "archive_info": {}}, ("# sphinxcontrib-sop",)),
        ({"url": "file:///some/checkout", "dir_info": {"editable": True}}, ("# sphinxcontrib-sop",)),
    ],
)
def test_only_what_can_be_had_is_asked_for(origin: dict[str, object], lines: tuple[str, ...]) -> None:
    found = _requirement(origin).lines
    assert all(line.startswith(start) for line, start in zip(found, lines, strict=True))


def test_a_wheel_goes_into_the_manual(sphinx_sop: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wheel = tmp_path / "sphinxcontrib_sop-0-py3-none-any.whl"
    wheel.write_bytes(b"wheel")
    found = _requirement({"url": wheel.as_uri(), "archive_info": {}})
    monkeypatch.setattr("sphinxcontrib_sop.cli.new.requirement_of_this", lambda: found)
    assert sphinx_sop("new", "manual", "--quiet", "--theme", "alabaster").code == 0
    assert (tmp_path / "manual" / "wheel" / wheel.name).read_bytes() == b"wheel"
    assert (tmp_path / "manual" / "requirements.txt").read_text().startswith("--find-links wheel\nsphinxcontrib-sop==")


def test_no_answer_means_what_stands_in_brackets(sphinx_sop: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(""))
    assert sphinx_sop("new", "manual").code == 0
