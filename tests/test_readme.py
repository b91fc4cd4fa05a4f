"""What the READMEs tell a newcomer to type builds without a word of complaint."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sphinx.util.docutils import patch_docutils

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.testing.util import SphinxTestApp

REPOSITORY = Path(__file__).parent.parent
READMES = ["README.md", "README.en.md"]


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


def test_both_readmes_show_the_same_code() -> None:
    assert code_blocks(READMES[0]) == code_blocks(READMES[1])
