"""Files that are damaged, hostile or something else: one message, nothing run, little memory."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from sphinxcontrib_sop.core.importing import files
from sphinxcontrib_sop.core.importing.report import as_data, as_html, as_text
from sphinxcontrib_sop.core.importing.running import import_file

from .corpus import word
from .corpus.truth import LOAN
from .corpus.ways import WAYS

if TYPE_CHECKING:
    from pathlib import Path

WORKBOOK = next(way for way in WAYS if way.name == "excel-form-and-chart-apart")
MEGABYTE = 1024 * 1024
#: What a run may need at most, Python itself and its modules included.
MOST_MEMORY = 400


def imported(path: Path) -> dict[str, Any]:
    report = import_file(path, path.parent / "out", force=False, language="en", taken=set())
    as_text([report], "id")
    as_html([report], "id")
    data: dict[str, Any] = as_data([report], "en")["files"][0]
    return data


def changed(data: bytes, **parts: bytes | None) -> bytes:
    """A package with parts exchanged (``__`` for a slash, ``_dot_`` for a dot), added or removed."""
    names = {name.replace("__", "/").replace("_dot_", "."): content for name, content in parts.items()}
    source = zipfile.ZipFile(io.BytesIO(data))
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            if name not in names:
                archive.writestr(name, source.read(name))
        for name, content in names.items():
            if content is not None:
                archive.writestr(name, content)
    return result.getvalue()


def failure(path: Path) -> str:
    found = imported(path)
    assert found["sops"] == []
    assert not list(path.parent.glob("out/*.rst"))
    return str(found["failure"])


def test_a_wrong_ending_is_told_and_the_file_read(tmp_path: Path) -> None:
    path = tmp_path / "sop.docx"
    path.write_bytes(WORKBOOK.make())
    found = imported(path)
    assert len(found["sops"]) == 2
    assert any("the name ends in .docx, but the file is XLSX" in one["message"] for one in found["remarks"])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"%PDF-1.7\n%\xe2\xe3", "this is a PDF"),
        (b"<html><table><tr><td>No</td></tr></table></html>", "web page"),
        (b"PK\x03\x04 something else", "damaged"),
        (b"\x00\x01\x02\x03" * 100, "no spreadsheet and no text document"),
        (b"just a line\n", "no SOP was found"),
        (b"<?xml version='1.0'?><definitions/>", "no BPMN model with a process"),
    ],
    ids=["empty", "pdf", "html", "no zip", "binary", "text", "no process"],
)
def test_other_files_are_told_by_their_content(content: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "sop.xlsx"
    path.write_bytes(content)
    assert message in failure(path)


def test_a_truncated_file_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "sop.xlsx"
    data = WORKBOOK.make()
    path.write_bytes(data[: len(data) // 2])
    assert "damaged" in failure(path)


def test_a_file_with_a_password_is_told(tmp_path: Path) -> None:
    path = tmp_path / "sop.xlsx"
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600
    )
    assert "protected by a password" in failure(path)


def test_an_old_file_without_libreoffice_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "OFFICE", ())
    path = tmp_path / "sop.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    assert "install LibreOffice" in failure(path)


ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c SYSTEM "file:///etc/passwd">]>"""


@pytest.mark.parametrize("part", ["xl__worksheets__sheet1_dot_xml", "xl__styles_dot_xml", "xl__workbook_dot_xml"])
def test_entities_are_refused(part: str, tmp_path: Path) -> None:
    path = tmp_path / "sop.xlsx"
    path.write_bytes(changed(WORKBOOK.make(), **{part: ENTITIES + b"<worksheet>&b;&c;</worksheet>"}))
    assert "declares entities" in failure(path)


def test_entities_in_a_model_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.bpmn"
    path.write_bytes(ENTITIES + b"<definitions><process id='p'><task id='t' name='&c;'/></process></definitions>")
    assert "declares entities" in failure(path)


def test_macros_and_links_are_told_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "sop.xlsm"
    path.write_bytes(
        changed(WORKBOOK.make(), xl__vbaProject_dot_bin=b"x", xl__externalLinks__externalLink1_dot_xml=b"<a/>")
    )
    found = imported(path)
    assert len(found["sops"]) == 2
    messages = [one["message"] for one in found["remarks"]]
    assert "the file holds macros; none was run" in messages
    assert "the file links to other files; none was opened" in messages


def memory_of(path: Path) -> tuple[str, float]:
    """What a process says that imports a file, and the megabytes it needed at most (0 where the system does not say)."""
    program = (
        "import pathlib, re, sys\n"
        "from sphinxcontrib_sop.cli import main\n"
        "main(['import', sys.argv[1], '--into', sys.argv[2], '--language', 'en'])\n"
        "status = pathlib.Path('/proc/self/status')\n"
        "print('KILOBYTES', re.search(r'VmHWM:\\s*(\\d+)', status.read_text())[1] if status.exists() else 0)\n"
    )
    command = [sys.executable, "-c", program, str(path), str(path.parent / "out")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    said, _, kilobytes = done.stdout.rpartition("KILOBYTES")
    return said, int(kilobytes) / 1024


def sheet(rows: str) -> bytes:
    return f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>'.encode()


def test_a_million_empty_rows_need_no_memory(tmp_path: Path) -> None:
    source = zipfile.ZipFile(io.BytesIO(WORKBOOK.make()))
    text = source.read("xl/worksheets/sheet1.xml").decode()
    rows = "".join(f'<row r="{n}" ht="15"><c r="A{n}" s="0"/></row>' for n in range(100, 1_000_000))
    path = tmp_path / "sop.xlsx"
    path.write_bytes(
        changed(
            WORKBOOK.make(), xl__worksheets__sheet1_dot_xml=text.replace("</sheetData>", f"{rows}</sheetData>").encode()
        )
    )
    said, memory = memory_of(path)
    assert "peminjaman-arsip-dinamis.rst" in said
    assert memory < MOST_MEMORY


def test_a_bomb_does_not_unfold(tmp_path: Path) -> None:
    path = tmp_path / "sop.xlsx"
    path.write_bytes(changed(WORKBOOK.make(), xl__worksheets__sheet1_dot_xml=sheet(" " * 80 * MEGABYTE)))
    said, memory = memory_of(path)
    assert "unfolds to more than is sensible" in said
    assert memory < MOST_MEMORY


def test_a_document_that_unfolds_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sop.docx"
    body = word.document(word.paragraph("x" * 30 * MEGABYTE))
    path.write_bytes(body)
    said, memory = memory_of(path)
    assert "unfolds to more than is sensible" in said
    assert memory < MOST_MEMORY


def test_fifty_megabytes_of_pictures_are_not_read(tmp_path: Path) -> None:
    path = tmp_path / "sop.xlsx"
    noise = bytes(range(256)) * 4096
    data = changed(WORKBOOK.make())
    result = io.BytesIO()
    source = zipfile.ZipFile(io.BytesIO(data))
    with zipfile.ZipFile(result, "w", zipfile.ZIP_STORED) as archive:
        for name in source.namelist():
            archive.writestr(name, source.read(name))
        for number in range(52):
            archive.writestr(f"xl/media/image{number}.png", noise)
    path.write_bytes(result.getvalue())
    assert path.stat().st_size > 50 * MEGABYTE
    said, memory = memory_of(path)
    assert "peminjaman-arsip-dinamis.rst" in said
    assert memory < MOST_MEMORY


def test_text_with_markup_is_text(tmp_path: Path) -> None:
    """Nothing typed in a cell becomes markup, an entry or a directive."""
    text = "*Periksa* `berkas` |x| surat_ :nomor: 1 \\ .. raw:: html"
    table = (
        "No,Kegiatan,Pelaksana,Kelengkapan,Waktu,Output\n"
        f'1,"{text}",Staf,"- a *b*\n- c_",1 jam,Surat\n2,Mengirim surat,Kepala,,,\n'
    )
    path = tmp_path / "sop.csv"
    path.write_text(table, encoding="utf-8")
    found = imported(path)
    written = (tmp_path / "out" / f"{found['sops'][0]['name']}.rst").read_text(encoding="utf-8")
    assert r"\*Periksa\* \`berkas\` \|x\| surat\_ :nomor: 1 \\ .. raw:: html" in written
    assert r"- a \*b\*" in written


def old_document() -> bytes:
    return word.document(word.form(LOAN) + word.paragraph(" ") + word.chart(LOAN, None, mark="X") + word.paragraph(" "))


@pytest.mark.skipif(not any(map(shutil.which, files.OFFICE)), reason="needs LibreOffice")
@pytest.mark.parametrize("suffix", ["xls", "doc"])
def test_an_old_file_is_read_by_libreoffice(suffix: str, tmp_path: Path) -> None:
    program = next(filter(None, map(shutil.which, files.OFFICE)))
    newer = tmp_path / f"sop.{suffix}x"
    newer.write_bytes(WORKBOOK.make() if suffix == "xls" else old_document())
    profile = (tmp_path / "profile").as_uri()
    command = [
        program,
        f"-env:UserInstallation={profile}",
        "--headless",
        "--convert-to",
        suffix,
        "--outdir",
        str(tmp_path),
        str(newer),
    ]
    subprocess.run(command, check=True, capture_output=True)
    found = imported(tmp_path / f"sop.{suffix}")
    assert found["failure"] is None
    assert found["sops"][0]["title"] == "Peminjaman Arsip Dinamis"
    assert len(found["sops"]) == (2 if suffix == "xls" else 1)
