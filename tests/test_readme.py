"""What the READMEs tell a newcomer to type builds without a word of complaint."""

from __future__ import annotations

import re
import textwrap
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sphinx.util.docutils import patch_docutils

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.testing.util import SphinxTestApp

REPOSITORY = Path(__file__).parent.parent
READMES = ["README.md", "README.en.md"]
LINK = re.compile(r"\]\(([^)\s]+)\)")


def code_blocks(readme: str) -> list[str]:
    """Every fenced block of a README, without its indentation."""
    text = (REPOSITORY / readme).read_text(encoding="utf-8")
    blocks = re.findall(r"^( *)```\w+\n(.*?)^\1```$", text, re.DOTALL | re.MULTILINE)
    return [textwrap.dedent(block) for _, block in blocks]


@pytest.mark.parametrize("readme", READMES)
def test_the_manual_of_the_readme_builds(readme: str, tmp_path: Path, make_app: Callable[..., SphinxTestApp]) -> None:
    sop, _, conf, index, *_ = code_blocks(readme)
    (tmp_path / "conf.py").write_text(conf, encoding="utf-8")
    (tmp_path / "index.rst").write_text(index, encoding="utf-8")
    (tmp_path / "peminjaman-ruang.rst").write_text(sop, encoding="utf-8")

    with patch_docutils(tmp_path):  # as sphinx-build does: docutils itself knows no Indonesian
        app = make_app("html", srcdir=tmp_path, confoverrides={"nitpicky": True})
        app.build()

    assert app.warning.getvalue() == ""
    assert "Mencocokkan permohonan" in (app.outdir / "peminjaman-ruang.html").read_text(encoding="utf-8")


def test_the_picture_is_that_of_the_source() -> None:
    sop, _, conf, *_ = code_blocks(READMES[0])
    folder = REPOSITORY / "docs" / "gallery" / "readme"
    assert (folder / "peminjaman-ruang.rst").read_text(encoding="utf-8") == sop
    assert (folder / "conf.py").read_text(encoding="utf-8").endswith(conf)
    for readme in READMES:
        assert "(docs/gallery/pictures/peminjaman-ruang-2.png)" in (REPOSITORY / readme).read_text(encoding="utf-8")


@pytest.mark.parametrize("readme", READMES)
def test_links_in_the_repository_lead_to_files(readme: str) -> None:
    links = LINK.findall((REPOSITORY / readme).read_text(encoding="utf-8"))
    local = [link for link in links if not link.startswith(("https://", "#"))]
    assert len(local) > 5
    assert [link for link in local if not (REPOSITORY / link).is_file()] == []


def test_on_pypi_every_link_is_absolute() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    hook = project["tool"]["hatch"]["metadata"]["hooks"]["fancy-pypi-readme"]
    text = ""
    for fragment in hook["fragments"]:
        part = fragment.get("text") or (REPOSITORY / fragment["path"]).read_text(encoding="utf-8")
        start = fragment.get("start-after", "")
        assert start in part
        text += part.split(start, 1)[1] if start else part
    for one in hook["substitutions"]:
        text, count = re.subn(one["pattern"], one["replacement"], text)
        assert count, one["pattern"]
    assert [link for link in LINK.findall(text) if not link.startswith(("https://", "#"))] == []
    assert "![" not in text
    assert "## Lisensi" in text
    assert "## Licence" in text


def test_both_readmes_show_the_same_code() -> None:
    assert code_blocks(READMES[0]) == code_blocks(READMES[1])
