"""OpenDocument: written by hand, and as LibreOffice converts what others draw."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from sphinxcontrib_sop.core.importing.files import OFFICE
from sphinxcontrib_sop.core.importing.report import as_data
from sphinxcontrib_sop.core.importing.running import import_file

from .corpus.ways import WAYS
from .measure import score

if TYPE_CHECKING:
    from pathlib import Path

NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office", "style": "style", "text": "text", "table": "table", "draw": "drawing", "svg": "svg-compatible",
    }.items()
)  # fmt: skip
STYLES = """<office:automatic-styles>
<style:style style:name="c" style:family="table-column"><style:table-column-properties style:column-width="2in"/></style:style>
<style:style style:name="r" style:family="table-row"><style:table-row-properties style:row-height="1in"/></style:style>
<style:style style:name="arrow" style:family="graphic"><style:graphic-properties draw:stroke="solid" draw:marker-end="Arrow"/></style:style>
<style:style style:name="box" style:family="graphic"><style:graphic-properties draw:stroke="solid" draw:fill="none"/></style:style>
<style:style style:name="bare" style:family="graphic"><style:graphic-properties draw:stroke="none" draw:fill="none"/></style:style>
</office:automatic-styles>"""


def symbol(kind: str, name: str) -> str:
    """A symbol in the middle of a cell of two inches by one."""
    return (
        f'<draw:custom-shape draw:id="{name}" draw:style-name="box" svg:x="0.7in" svg:y="0.3in" svg:width="0.6in" svg:height="0.4in">'
        f'<text:p/><draw:enhanced-geometry draw:type="{kind}"/></draw:custom-shape>'
    )


def cells(*texts: str) -> str:
    made = (
        text if text.startswith("<table") else f"<table:table-cell><text:p>{text}</text:p></table:table-cell>"
        for text in texts
    )
    return f'<table:table-row table:style-name="r">{"".join(made)}</table:table-row>'


def drawn(content: str) -> str:
    return f"<table:table-cell><text:p/>{content}</table:table-cell>"


LABEL = (
    '<draw:frame draw:style-name="bare" svg:x="0.2in" svg:y="0.25in" svg:width="0.4in" svg:height="0.2in"><draw:text-box>'
    "<text:p>Tidak</text:p></draw:text-box></draw:frame>"
)
ROWS = (
    cells("No", "Kegiatan", "Staf", "Kepala", "Kelengkapan", "Waktu", "Output")
    + cells("1", "Menyusun konsep", drawn(symbol("flowchart-terminator", "a")), "", "Data", "1 jam", "Konsep")
    + cells("2", "Memeriksa konsep", "", drawn(symbol("flowchart-decision", "b") + LABEL), "Konsep", "1 hari", "Konsep")
    + cells("3", "Mengirim surat", drawn(symbol("ooxml-flowChartTerminator", "c")), "", "Surat", "5 menit", "Bukti")
)
#: Coordinates of connectors count from the corner of the sheet: lanes begin at 4 and 6 inches, steps at 1, 2 and 3.
CONNECTORS = """
<draw:connector draw:style-name="arrow" draw:start-shape="a" draw:end-shape="b" svg:x1="5.3in" svg:y1="1.5in" svg:x2="7in" svg:y2="2.3in"/>
<draw:connector draw:style-name="arrow" svg:x1="6.7in" svg:y1="2.5in" svg:x2="5in" svg:y2="1.7in"/>
<draw:connector draw:style-name="arrow" svg:x1="7in" svg:y1="2.7in" svg:x2="5.3in" svg:y2="3.5in"/>
"""


def package(kind: str, body: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0"?><office:document-content {NAMES}>{STYLES}<office:body>{body}</office:body></office:document-content>',
        )
    return stream.getvalue()


def imported(path: Path) -> dict[str, Any]:
    data: dict[str, Any] = as_data(
        [import_file(path, path.parent / "out", force=True, language="en", taken=set())], "en"
    )["files"][0]
    return data


def test_a_spreadsheet_with_glued_and_loose_connectors(tmp_path: Path) -> None:
    columns = '<table:table-column table:style-name="c" table:number-columns-repeated="7"/>'
    empty = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    shapes = f"<table:shapes>{CONNECTORS}</table:shapes>"
    path = tmp_path / "surat.ods"
    path.write_bytes(
        package(
            "spreadsheet",
            f'<office:spreadsheet><table:table table:name="SOP">{shapes}{columns}{ROWS}{empty}</table:table></office:spreadsheet>',
        )
    )
    sop = imported(path)["sops"][0]
    assert {(one["source"], one["target"], one["label"]) for one in sop["arrows"] if one["certainty"] == "read"} >= {
        ("1/Staf", "2/Kepala", ""),
        ("2/Kepala", "1/Staf", "Tidak"),
    }
    assert sop["lost"] == 0
    assert ("2/Kepala", "3/Staf") in {(one["source"], one["target"]) for one in sop["arrows"]}


def test_a_text_with_marks(tmp_path: Path) -> None:
    rows = (
        cells("No", "Kegiatan", "Staf", "Kepala", "Kelengkapan", "Waktu", "Output")
        + cells("1", "Menyusun konsep", "X", "", "Data", "1 jam", "Konsep")
        + cells("2", "Memeriksa konsep", "", "X", "Konsep", "1 hari", "Konsep")
    )
    path = tmp_path / "surat.odt"
    title = "<text:p>Nama SOP : Penyusunan Surat</text:p>"
    columns = '<table:table-column table:style-name="c" table:number-columns-repeated="7"/>'
    path.write_bytes(
        package("text", f'<office:text>{title}<table:table table:name="T">{columns}{rows}</table:table></office:text>')
    )
    found = imported(path)
    assert found["kind"] == "ODT"
    sop = found["sops"][0]
    assert sop["title"] == "Penyusunan Surat"
    assert [(one["source"], one["target"], one["certainty"]) for one in sop["arrows"]] == [
        ("1/Staf", "2/Kepala", "guessed")
    ]


def test_a_password_is_told(tmp_path: Path) -> None:
    path = tmp_path / "surat.ods"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest><file-entry><encryption-data/></file-entry></manifest>")
        archive.writestr("content.xml", b"\x00\x01")
    path.write_bytes(stream.getvalue())
    assert "protected by a password" in imported(path)["failure"]


CONVERTED = {
    "excel-glued": "ods",
    "excel-freeform": "ods",
    "excel-elbows": "ods",
    "word-wps-in-cells": "odt",
    "word-group": "odt",
}


@pytest.mark.skipif(not any(map(shutil.which, OFFICE)), reason="needs LibreOffice")
@pytest.mark.parametrize("name", CONVERTED)
def test_what_libreoffice_makes_of_other_files(name: str, tmp_path: Path) -> None:
    way = next(one for one in WAYS if one.name == name)
    source = tmp_path / f"{name}{way.suffix}"
    source.write_bytes(way.make())
    program = next(filter(None, map(shutil.which, OFFICE)))
    profile = (tmp_path / "profile").as_uri()
    command = [
        program,
        f"-env:UserInstallation={profile}",
        "--headless",
        "--convert-to",
        CONVERTED[name],
        "--outdir",
        str(tmp_path),
        str(source),
    ]
    subprocess.run(command, check=True, capture_output=True)
    found = score(way, imported(source.with_suffix(f".{CONVERTED[name]}")))
    assert found.wrong == 0
    assert found.right >= 0.9 * found.arrows
