"""Any file to a document: its kind is told by its content, never by its name."""

import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from . import delimited, docx, opendocument, xlsx
from .document import Certainty, Document, Unreadable
from .package import MAX_FILE, Package, local

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_HEAD = 1024 * 1024
_CONVERSION_SECONDS = 180
_KINDS = {
    ".xlsx": "XLSX",
    ".xlsm": "XLSX",
    ".docx": "DOCX",
    ".docm": "DOCX",
    ".ods": "ODS",
    ".odt": "ODT",
    ".csv": "CSV",
    ".tsv": "CSV",
}
_MODEL_HEAD = 16_384
_DECLARATIONS = re.compile(r"<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>", re.DOTALL)
_FIRST_ELEMENT = re.compile(r"^[\s\ufeff]*<(?:[\w.-]+:)?([\w.-]+)[\s/>]")

OFFICE = ("soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice")
"""Names of the program that converts old files."""


@contextmanager
def opened(path: Path) -> Iterator[Document]:
    """A file as a document; pictures can be read as long as the context lasts.  Raises `Unreadable`."""
    document = Document(path=str(path), kind="")
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
            size = path.stat().st_size
    except OSError as error:
        raise Unreadable("the file cannot be read: {reason}", reason=error.strerror or str(error)) from error
    if not head.strip():
        raise Unreadable("the file is empty")
    if size > MAX_FILE:
        raise Unreadable("the file is larger than {limit} MB", limit=MAX_FILE >> 20)
    if head.startswith(_ZIP):
        with Package(path) as package:
            _read_package(package, document)
            _wrong_ending(path, document)
            yield document
    elif head.startswith((_OLE, b"{\\rtf")):
        with _converted(path, head) as newer, opened(newer) as converted:
            converted.path = str(path)
            converted.remark(Certainty.READ, "an old file; it was read as LibreOffice converts it")
            yield converted
    else:
        _read_text(path, head, document)
        yield document


def is_model(path: Path) -> bool:
    """True for a file of XML with the outermost element of a BPMN model."""
    try:
        with path.open("rb") as file:
            text = file.read(_MODEL_HEAD).decode("utf-8", "replace")
    except OSError:
        return False
    match = _FIRST_ELEMENT.search(_DECLARATIONS.sub("", text))
    return match is not None and match[1] == "definitions"


def _wrong_ending(path: Path, document: Document) -> None:
    expected = _KINDS.get(path.suffix.casefold())
    if expected != document.kind:
        template = "the name ends in {suffix}, but the file is {kind}; it was read as such"
        document.remark(Certainty.READ, template, suffix=path.suffix or "-", kind=document.kind)


def _read_package(package: Package, document: Document) -> None:
    parts = list(package.parts())
    if "mimetype" in package:
        kind = package.read("mimetype", 1024).decode("ascii", "replace").strip()
        if "opendocument" in kind:
            _no_password(package)
            document.kind = "ODS" if "spreadsheet" in kind else "ODT"
            if not ("spreadsheet" in kind or "text" in kind):
                raise Unreadable("this is no spreadsheet and no text document; save it as XLSX, DOCX, ODS, ODT or CSV")
            opendocument.read(package, document)
            return
    if any(part.startswith("xl/") for part in parts):
        document.kind = "XLSX"
        if any(part.endswith(".bin") and "workbook.bin" in part for part in parts):
            raise Unreadable("this is a binary workbook (.xlsb); save it as .xlsx")
        _report_foreign(parts, document)
        xlsx.read(package, document)
    elif any(part.startswith("word/") for part in parts):
        document.kind = "DOCX"
        _report_foreign(parts, document)
        docx.read(package, document)
    else:
        raise Unreadable("this is no spreadsheet and no text document; save it as XLSX, DOCX, ODS, ODT or CSV")


def _report_foreign(parts: list[str], document: Document) -> None:
    if any(part.endswith("vbaProject.bin") for part in parts):
        document.remark(Certainty.LEFT_OUT, "the file holds macros; none was run")
    if any("/externalLinks/" in part for part in parts):
        document.remark(Certainty.LEFT_OUT, "the file links to other files; none was opened")
    if any("/embeddings/" in part for part in parts):
        document.remark(Certainty.LEFT_OUT, "the file holds files of other programs; none was opened")


def _no_password(package: Package) -> None:
    part = "META-INF/manifest.xml"
    if part in package and any(local(element) == "encryption-data" for element in package.tree(part).iter()):
        raise Unreadable("the file is protected by a password; save it without one")


def _read_text(path: Path, head: bytes, document: Document) -> None:
    start = head.lstrip()[:200].lower()
    if start.startswith(b"%pdf"):
        raise Unreadable("this is a PDF; import the file from which it was printed")
    if start.startswith((b"<html", b"<!doctype html", b"<table")) or b"<html" in start:
        raise Unreadable(
            "this is a web page, whatever its name says; open it in the spreadsheet program and save it as .xlsx"
        )
    document.kind = "CSV"
    delimited.read(path, document)
    _wrong_ending(path, document)


# -- old files -------------------------------------------------------------------------------------------------------
@contextmanager
def _converted(path: Path, head: bytes) -> Iterator[Path]:
    """An old file as LibreOffice converts it, in a profile of its own: no macro runs there, no link is followed."""
    if _ENCRYPTED in head or _ENCRYPTED in path.read_bytes()[-_HEAD:]:
        raise Unreadable("the file is protected by a password; save it without one")
    program = next(filter(None, map(shutil.which, OFFICE)), None)
    if program is None:
        raise Unreadable("this is an old file (.xls, .doc); install LibreOffice, or save it as .xlsx or .docx")
    names = [name.encode("utf-16-le") for name in ("Workbook", "Book")]
    is_sheet = any(name in head for name in names) and not head.startswith(b"{")
    target = "xlsx" if is_sheet else "docx"
    with tempfile.TemporaryDirectory(prefix="sop-import-") as folder:
        source = Path(folder, f"source{'.xls' if is_sheet else '.doc'}")
        shutil.copyfile(path, source)
        profile = Path(folder, "profile").as_uri()
        command = [
            program, f"-env:UserInstallation={profile}", "--headless", "--norestore", "--nolockcheck", "--convert-to", target,
            "--outdir", folder, str(source),
        ]  # fmt: skip
        try:
            subprocess.run(
                command, check=False, capture_output=True, timeout=_CONVERSION_SECONDS, stdin=subprocess.DEVNULL
            )
        except (subprocess.TimeoutExpired, OSError) as error:
            raise Unreadable("LibreOffice could not convert the old file; save it as .xlsx or .docx") from error
        newer = source.with_suffix(f".{target}")
        if not newer.exists() or not zipfile.is_zipfile(newer):
            raise Unreadable("LibreOffice could not convert the old file; save it as .xlsx or .docx")
        yield newer
