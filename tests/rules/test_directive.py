"""`sop-rules`: the catalogue as a part of a manual."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from sphinx.testing.util import SphinxTestApp
from sphinx.util.docutils import patch_docutils

from sphinxcontrib_sop.core.rules import RULES

if TYPE_CHECKING:
    from pathlib import Path

PROFILE = 'extends = "permenpan-35-2012"\n[severities]\nSOP301 = "error"\n'
PAGE = "Aturan\n======\n\n{directive}\n\nLihat :ref:`sop301`.\n"


def built(folder: Path, directive: str, builder: str = "html", **config: object) -> tuple[str, list[str]]:
    """What a builder writes for a page with the directive, and its warnings."""
    (folder / "conf.py").write_text('extensions = ["sphinxcontrib_sop"]\n', encoding="utf-8")
    (folder / "profil.toml").write_text(PROFILE, encoding="utf-8")
    (folder / "index.rst").write_text(PAGE.format(directive=directive), encoding="utf-8")
    warnings = io.StringIO()
    app = SphinxTestApp(builder, srcdir=folder, confoverrides=config, warning=warnings)
    try:
        with patch_docutils(folder):
            app.build()
        written = next(path for path in app.outdir.iterdir() if path.stem in {"index", "sphinxcontrib-sop"})
        return written.read_text(encoding="utf-8"), warnings.getvalue().splitlines()
    finally:
        app.cleanup()


def test_every_rule_has_its_anchor(tmp_path: Path) -> None:
    page, warnings = built(tmp_path, ".. sop-rules::\n   :samples:", language="en")
    assert warnings == []
    for code in RULES:
        assert f'id="{code.lower()}"' in page
        assert f">{code}: " in page
    assert 'href="#sop301"' in page
    assert "Pemeriksaan kelengkapan laporan" in page


@pytest.mark.parametrize(
    "directive", [".. sop-rules::\n   :codes: SOP30, SOP101", ".. sop-aturan::\n   :kode: sop30 sop101"]
)
def test_chosen_by_prefixes_in_text_with_the_severity_of_the_profile(tmp_path: Path, directive: str) -> None:
    text, warnings = built(tmp_path, directive, "text", language="id", sop_profile="profil.toml")
    assert warnings == []
    assert [code for code in RULES if f"{code}: " in text] == [
        "SOP101", "SOP301", "SOP302", "SOP303", "SOP304", "SOP305", "SOP306", "SOP307", "SOP308",
    ]  # fmt: skip
    words = " ".join(text.split())
    assert words.count("Tingkat: Kesalahan") == 2
    assert "Penyusunan Laporan Bulanan" not in text


@pytest.mark.parametrize(
    ("directive", "said"),
    [
        (".. sop-rules::\n   :codes: SOP3 SOP9", "`codes`: no rule begins with `SOP9`"),
        (".. sop-rules:: SOP301\n   :codes: SOP3", "takes no argument"),
        (".. sop-rules::\n   :code: SOP3", "Unknown entry `code`"),
    ],
)
def test_what_is_wrong_is_said_once(tmp_path: Path, directive: str, said: str) -> None:
    page, warnings = built(tmp_path, directive, language="en")
    assert len([line for line in warnings if said in line and "SOP114" in line]) == 1, warnings
    assert 'id="sop301"' in page
