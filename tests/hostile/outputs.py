"""What each builder writes, what of it is text, and which words it leaves out, each with the reason."""

from __future__ import annotations

import html
import io
import json
import pickle
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pypdf import PdfReader

from .words import Kind, Place, Word

_TAG = re.compile(r"<(?:[^>\"']|\"[^\"]*\"|'[^']*')*>")
_ALT = re.compile(r"""\b(?:alt|aria-label)=(?:"([^"]*)"|'([^']*)')""")
_CODE = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL)
_DESCRIBED = re.compile(r'\bdescr="([^"]*)"')
_JOINTS = re.compile(r"[\s\u00ad\u200b-]+")
_PICTURE = {".png", ".svg", ".jpg"}


def of_html(text: str) -> str:
    """What is seen of a page: text, and what stands instead of pictures."""
    shown = [first or second for first, second in _ALT.findall(text)]
    return html.unescape(" ".join([_TAG.sub("", _CODE.sub("", text)), *shown]))


def of_pdf(path: Path) -> str:
    """Words of a PDF, also those that are divided at the end of a line."""
    pages = PdfReader(io.BytesIO(path.read_bytes())).pages
    text = _JOINTS.sub("", "".join(page.extract_text() for page in pages))
    return f"{text} {text[::-1]}"  # what is written from right to left comes out the wrong way round


def of_office(path: Path) -> str:
    with zipfile.ZipFile(path) as packed:
        parts = [packed.read(name).decode() for name in packed.namelist() if name.endswith(".xml")]
    return " ".join(
        [*(_TAG.sub("", part) for part in parts), *(told for part in parts for told in _DESCRIBED.findall(part))]
    )


def of_page_data(path: Path) -> str:
    """A page of the builder `json`."""
    return of_html(json.loads(path.read_text(encoding="utf-8")).get("body", ""))


def of_pickle(path: Path) -> str:
    """A page of the builder `pickle`, which was made by this process."""
    page = pickle.loads(path.read_bytes())
    return of_html(page.get("body", "")) if isinstance(page, dict) else ""


def of_data(path: Path) -> str:
    """The texts of the builder `sop-json`."""
    return " ".join(_texts(json.loads(path.read_text(encoding="utf-8"))))


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, list):
        for one in data:
            yield from _texts(one)
    elif isinstance(data, dict):
        yield from _texts(list(data.values()))


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


READERS: Mapping[str, Callable[[Path], str]] = {
    ".html": lambda path: of_html(_read(path)),
    ".xhtml": lambda path: of_html(_read(path)),
    ".fjson": of_page_data,
    ".fpickle": of_pickle,
    ".json": of_data,
    ".pdf": of_pdf,
    ".docx": of_office,
}
"""Ending -> what a reader sees of a file; others are text."""

NOT_HTML = frozenset({Kind.RAW_HTML})
NOT_LATEX = frozenset({Kind.RAW_LATEX})
#: Content that is no text: a directive of Sphinx puts it into the index, docutils into one format only.
RAW = NOT_HTML | NOT_LATEX
SOURCES = frozenset({"_sources", "_static", "_modules"})


class Output(NamedTuple):
    """What one builder writes."""

    endings: tuple[str, ...] = ()
    """Files that hold its text; none: it shows no text."""
    places: frozenset[Place] = frozenset(Place)
    """Parts of a manual that it shows."""
    omits: frozenset[Kind] = RAW | {Kind.INDEX, Kind.LOOSE}
    """Kinds of words that it does not show."""
    linked: bool = False
    """True if its files are HTML: ids are unique, links within a page lead somewhere."""

    def expects(self, word: Word) -> bool:
        return bool(self.endings) and word.place in self.places and word.kind not in self.omits


HTML = Output((".html",), omits=NOT_LATEX | {Kind.INDEX, Kind.LOOSE}, linked=True)
OUTPUTS: Mapping[str, Output] = {
    "html": HTML,
    "dirhtml": HTML,
    "singlehtml": HTML,
    "htmlhelp": HTML,
    "devhelp": HTML,
    "qthelp": HTML,
    "applehelp": HTML,
    "json": Output((".fjson",), omits=HTML.omits),
    "pickle": Output((".fpickle",), omits=HTML.omits),
    "epub": Output((".xhtml",), omits=HTML.omits, linked=True),
    # "[image: word]" is divided at the edge of a narrow column
    "text": Output((".txt",), omits=RAW | {Kind.INDEX, Kind.LOOSE, Kind.ALT}),
    "man": Output((".1",)),
    "texinfo": Output((".texi",)),
    # the sheets of the SOPs are PDF files
    "latex": Output((".tex", ".pdf"), omits=NOT_HTML | {Kind.INDEX, Kind.LOOSE, Kind.ALT}),
    "xml": Output((".xml",), omits=frozenset({Kind.INDEX, Kind.LOOSE})),
    "pseudoxml": Output((".pseudoxml",), omits=frozenset({Kind.INDEX, Kind.LOOSE})),
    # only what can be translated
    "gettext": Output((".pot",), omits=RAW | frozenset({Kind.PRINTED, Kind.CODE, Kind.FILE, Kind.RECORD, Kind.ALT, Kind.LOOSE, Kind.INDEX})),
    "changes": Output((".html",), omits=frozenset(Kind) - {Kind.VERSION}),
    "dummy": Output(),  # writes nothing
    "linkcheck": Output(),  # told to ignore every address
    # a picture is told by its content; what stands in raw HTML is code
    "sop-json": Output((".json",), places=frozenset({Place.SOP}), omits=RAW | {Kind.INDEX, Kind.LOOSE, Kind.ALT}),
    # what is said of a picture stands in the structure of the file, not in its text
    "sop-pdf": Output((".pdf",), omits=RAW | {Kind.INDEX, Kind.LOOSE, Kind.ALT}),
    "sop-sheets": Output((".pdf",), places=frozenset({Place.SOP, Place.NOTE}), omits=RAW | {Kind.INDEX, Kind.LOOSE, Kind.ALT}),
    "sop-docx": Output((".docx",), places=frozenset({Place.PAGE})),
}  # fmt: skip
"""Every builder by its name."""


def texts(folder: Path, output: Output) -> Iterator[tuple[Path, str]]:
    """The files of a builder that hold its text."""
    for path in sorted(folder.rglob("*")):
        if (
            path.suffix in output.endings
            and not SOURCES & set(path.relative_to(folder).parts)
            and path.suffix not in _PICTURE
        ):
            yield path, READERS.get(path.suffix, _read)(path)
