"""Every block of code of the documentation is in a language that is known, and is built, read or run; see test_console.py."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import yaml

from sphinxcontrib_sop.cli import main
from sphinxcontrib_sop.core.ledger import read_act

from .blocks import BLOCKS, CONF, DOCS, LANGUAGES, PAGES, REPOSITORY, UNMARKED, Block, blocks_in, write_manual

if TYPE_CHECKING:
    from pathlib import Path

#: Languages that a test of this folder builds, reads or runs; ``text`` is what a program answers, and is only shown.
TRIED = {"console", "python", "rst", "md", "toml", "yaml", "css", "text"}
#: Of a block that shows a part of an SOP: what the rest of it would bring.
INCOMPLETE = {"SOP101", "SOP107", "SOP206", "SOP210", "SOP214", "SOP451", "toc.no_title", "sop.list"}
#: Files that blocks of ``conf.py`` name.
FILES = {
    "profil.toml": 'extends = "permenpan-35-2012"\n', "logo.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
    "_static/sop-warna.css": "", "_static/sop-colours.css": "", "locale/.keep": "",
}  # fmt: skip


def ids(block: Block) -> str:
    return block.where


def check(manual: Path, capsys: pytest.CaptureFixture[str], *options: str) -> list[str]:
    """Codes and sentences of what a check finds."""
    main(["check", str(manual), "--language", "en", "--cache", str(manual.parent / "cache"), *options])
    return capsys.readouterr().out.splitlines()


def test_both_languages_have_the_same_pages_in_the_same_order() -> None:
    contents = [(DOCS / language / "index.rst").read_text(encoding="utf-8") for language in LANGUAGES]
    lists = [
        [re.findall(r"^   ([\w-]+)$", part, re.MULTILINE) for part in text.split(".. toctree::")[1:]]
        for text in contents
    ]
    assert [len(part) for part in lists[0]] == [len(part) for part in lists[1]]
    for language, parts in zip(LANGUAGES, lists, strict=True):
        names = [page.stem for page in PAGES if page.parent.name == language]
        assert sorted(["index", *(name for part in parts for name in part)]) == names


def test_every_block_has_a_language_that_is_tried() -> None:
    assert [block.where for block in BLOCKS if block.language not in TRIED] == []
    assert [f"{page.name}: {match[0]}" for page in PAGES for match in UNMARKED.finditer(page.read_text("utf-8"))] == []


@pytest.mark.parametrize("block", blocks_in("python"), ids=ids)
def test_settings_can_be_used(block: Block, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    offline = "\nintersphinx_mapping = {}\n" if "intersphinx_mapping" in block.text else ""  # nothing is fetched
    manual = write_manual(tmp_path / "manual", conf=block.text + offline, names=[])
    for name, text in FILES.items():
        (manual / name).parent.mkdir(exist_ok=True)
        (manual / name).write_text(text, encoding="utf-8")
    assert check(manual, capsys) == []


@pytest.mark.parametrize("block", blocks_in("toml"), ids=ids)
def test_toml_files_can_be_used(block: Block, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if "[[sop]]" in block.text:
        ledger = read_act(block.text, "a.toml")
        assert len(ledger.approvals) == 1
        assert not ledger.faults
        return
    settings = {"extends": "sop_profile", "jabatan": "sop_officials", "position": "sop_officials"}
    setting = next((value for word, value in settings.items() if f"{word} =" in block.text), "sop_regulations")
    manual = write_manual(tmp_path / "manual", conf=f'\n{setting} = "tried.toml"\n', names=[])
    (manual / "tried.toml").write_text(block.text, encoding="utf-8")
    assert check(manual, capsys) == []


@pytest.mark.parametrize("block", blocks_in("rst", "md"), ids=ids)
def test_sources_can_be_built(block: Block, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    conf = '\nextensions = ["sphinxcontrib_sop", "myst_parser"]\nmyst_enable_extensions = ["colon_fence"]\n'
    named = ["kartu-anggota"] if "kartu-anggota" in block.text else []
    named += [name for name in ("peminjaman-ruang", "room-booking") if f"   {name}\n" in block.text]
    manual = write_manual(tmp_path / "manual", block.spoken, conf if block.language == "md" else "", names=named)
    place = manual / f"tried.{block.language}"
    if ":glob:" in block.text:  # the contents of a unit, which has a folder of its own
        place = write_manual(manual / "unit", names=["kartu-anggota"]) / "index.rst"
        (manual / "unit" / "conf.py").unlink()
    place.write_text(block.text, encoding="utf-8")
    found = [line for line in check(manual, capsys) if " info: " not in line]
    assert [line for line in found if line.split(": ")[1].split()[0] not in INCOMPLETE] == []


@pytest.mark.parametrize("block", blocks_in("yaml"), ids=ids)
def test_files_for_services_can_be_read(block: Block) -> None:
    assert yaml.safe_load(block.text)


@pytest.mark.parametrize("block", blocks_in("css"), ids=ids)
def test_colours_are_those_of_the_style_sheets(block: Block) -> None:
    folder = REPOSITORY / "sphinxcontrib_sop" / "output" / "html" / "static"
    styles = "".join(sheet.read_text(encoding="utf-8") for sheet in folder.glob("*.css"))
    names = re.findall(r"--sop-[\w-]+", block.text)
    assert names
    assert [name for name in names if f"var({name}" not in styles] == []


def test_the_manual_of_these_tests_is_clean(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "sphinxcontrib_sop" in CONF
    assert check(write_manual(tmp_path / "manual"), capsys, "--ignore", "SOP422") == []
