"""`diff --translations`: what a translator changed in the texts of SOPs, on request."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import jsonschema
import openpyxl
import pytest

from ..comparison.test_formats import SCHEMA
from .test_diff_sides import git, manual  # noqa: F401 - fixtures
from .test_verify import TITLES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .conftest import Outcome

    Run = Callable[..., Outcome]

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
FILE = "locale/en/LC_MESSAGES/sop/surat.po"


def entry(source: str, text: str, place: str = "../sop/surat.rst:14", *, fuzzy: bool = False) -> str:
    return f'#: {place}\n{"#, fuzzy" + chr(10) if fuzzy else ""}msgid "{source}"\nmsgstr "{text}"\n\n'


OLD = (
    entry("Mencatat surat", "Recording letters")
    + entry("Menyimpan surat", "")
    + entry("Simpanan", "Storage")
    + entry("Buku", "Book", "../index.rst:1")
)
NEW = (
    entry("Mencatat surat", "Registering letters")
    + entry("Menyimpan surat", "Keeping letters")
    + entry("Simpanan", "Storage", fuzzy=True)
    + entry("Buku", "Manual", "../index.rst:1")
)


@pytest.fixture
def translated(manual: Path, git: Callable[..., str]) -> Path:  # noqa: F811
    """The manual with a catalogue, tagged v2, and another translation in the work tree."""
    write(manual, OLD)
    git("add", "-A")
    git("commit", "-qm", "Terjemahan")
    git("tag", "v2")
    write(manual, NEW)
    return manual


def write(folder: Path, entries: str) -> None:
    (folder / FILE).parent.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_text(HEAD + entries, encoding="utf-8")


def test_translations_are_compared_on_request_only(sphinx_sop: Run, translated: Path) -> None:
    assert sphinx_sop("diff", str(translated), "--base", "v2").code == 0
    found = sphinx_sop("diff", str(translated), "--base", "v2", "--translations")
    assert found.code == 1
    assert found.out.splitlines() == [
        "Tidak ada perbedaan pada SOP.",
        "",
        f"~ Terjemahan (en): {TITLES['surat']}",
        "  ~ Mencatat surat: [-Recording-]{+Registering+} letters",
        "  + Menyimpan surat: Keeping letters",
        "  - Simpanan: Storage",  # fuzzy ones are not printed
    ]  # "Buku" belongs to no SOP
    assert sphinx_sop("diff", str(translated), "--base", "v2", "--translations").out == found.out


@pytest.mark.parametrize("form", ["markdown", "html", "matrix", "docx", "xlsx", "json"])
def test_every_format_tells_them(sphinx_sop: Run, translated: Path, tmp_path: Path, form: str) -> None:
    file = tmp_path / f"laporan.{form}"
    words = ("diff", str(translated), "--base", "v2", "--translations", "--format", form, "-o", str(file))
    assert sphinx_sop(*words).code == 1
    if form == "json":
        data = json.loads(file.read_text(encoding="utf-8"))
        jsonschema.validate(data, SCHEMA)
        assert [(one["name"], one["language"], one["kind"]) for one in data["translations"]] == [
            ("surat", "en", kind) for kind in ("changed", "added", "removed")
        ]
        return
    if form == "docx":
        docx = pytest.importorskip("docx")
        document = docx.Document(str(file))
        text = "\n".join(line.text for line in document.paragraphs)
        text += "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
    elif form == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(file.read_bytes())).worksheets[0]
        text = "\n".join(str(value) for row in sheet.iter_rows(values_only=True) for value in row if value)
    else:
        text = file.read_text(encoding="utf-8")
    assert f"Terjemahan (en): {TITLES['surat']}" in text
    assert "Keeping letters" in text


def test_two_revisions_and_a_moved_manual(sphinx_sop: Run, translated: Path, git: Callable[..., str]) -> None:  # noqa: F811
    git("commit", "-qam", "Diubah")
    git("tag", "v3")
    write(translated, "")
    found = sphinx_sop("diff", str(translated), "v2..v3", "--translations")
    assert "{+Registering+}" in found.out
    assert sphinx_sop("diff", str(translated), "v3..v3", "--translations").code == 0
    git("checkout", "-q", "--", ".")
    git("mv", translated.name, "pindah")
    git("commit", "-qm", "Pindah")
    assert sphinx_sop("diff", "pindah", "--base", "v3", "--translations").code == 0
    assert "{+Registering+}" in sphinx_sop("diff", "pindah", "--base", "v2", "--translations").out


def test_wrong_use_and_a_broken_catalogue_are_said(sphinx_sop: Run, translated: Path) -> None:
    found = sphinx_sop("diff", str(translated), "--approved", "--translations")
    assert (found.code, "--base REV" in found.err) == (2, True)
    (translated / FILE).write_bytes(b'msgid "\xff"\nmsgstr "x"\n')
    found = sphinx_sop("diff", str(translated), "--base", "v2", "--translations")
    assert (found.code, FILE in found.err) == (2, True)
