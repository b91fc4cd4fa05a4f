"""The pictures of the gallery are those of its sources: the digest of what each was made from is noted beside it."""

from __future__ import annotations

import json
import re
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from sphinxcontrib_sop.cli import main

from .blocks import DOCS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

GALLERY = DOCS / "gallery"
MANUALS = sorted(conf.parent for conf in GALLERY.glob("*/conf.py"))
MOST_BYTES = 2_000_000
"""Of all pictures of the documentation together."""


@pytest.fixture(scope="module")
def tool(load_tool: Callable[[str], ModuleType]) -> ModuleType:
    return load_tool("pictures")


def test_pictures_belong_to_their_sources(tool: ModuleType) -> None:
    noted = json.loads(tool.DIGESTS.read_text(encoding="utf-8"))
    now = {name: tool.digest(source) for name, source in tool.sources().items()}
    assert {name: one["source"] for name, one in noted.items()} == now, "run python tools/pictures.py"
    expected = {f"{name}-{number}.png" for name, one in noted.items() for number in range(1, one["pictures"] + 1)}
    assert {picture.name for picture in tool.PICTURES.glob("*.png")} == expected


def test_a_changed_source_is_noticed(tool: ModuleType, tmp_path: Path) -> None:
    source = GALLERY / "kabupaten" / "servis-kendaraan.rst"
    for path in source.parent.iterdir():
        if path.is_file():
            (tmp_path / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    copy = tmp_path / source.name
    assert tool.digest(copy) == tool.digest(source)
    (tmp_path / "servis-kendaraan.csv").write_text("Kegiatan\n", encoding="utf-8")
    assert tool.digest(copy) != tool.digest(source)


def test_pictures_are_small() -> None:
    pictures = [path for path in DOCS.rglob("*") if path.suffix in {".png", ".svg", ".jpg"}]
    assert sum(path.stat().st_size for path in pictures) < MOST_BYTES


@pytest.mark.parametrize("page", ["id/galeri.rst", "en/gallery.rst"])
def test_the_gallery_shows_every_sop(page: str, tool: ModuleType) -> None:
    shown = re.findall(r"gallery-entry:: [\w-]+/([\w-]+)", (DOCS / page).read_text(encoding="utf-8"))
    readme = {source.stem for source in (GALLERY / "readme").glob("*.rst")}
    assert {*shown, *tool.LAST_PAGES} == tool.sources().keys() - readme
    assert len(shown) == 12


@pytest.mark.parametrize("manual", MANUALS, ids=lambda manual: manual.name)
def test_sops_of_the_gallery_are_without_fault(
    manual: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(manual), "--strict", "--cache", str(tmp_path), "--quiet"]) == 0, capsys.readouterr().out
