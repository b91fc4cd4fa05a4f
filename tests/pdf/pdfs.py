"""What a PDF says: words, bookmarks, links, structure."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import pypdf

CONNECTOR = re.compile(r"([A-Z]{1,2})\s*hal\.\s*(\d+(?:,\s*\d+)*)")


def words_of(text: str) -> str:
    """A text without what depends on line breaks."""
    return "".join(unicodedata.normalize("NFKC", text).replace("\u00ad", "").replace("\u200b", "").split())


def bookmarks(reader: pypdf.PdfReader) -> list[tuple[int, str, int]]:
    """Depth, title and page, from 0, of every bookmark."""
    found: list[tuple[int, str, int]] = []

    def walk(items: Any, depth: int) -> None:
        for item in items:
            if isinstance(item, list):
                walk(item, depth + 1)
            else:
                found.append((depth, str(item.title), reader.get_destination_page_number(item) or 0))

    walk(reader.outline, 0)
    return found


def links(reader: pypdf.PdfReader) -> list[tuple[int, int | str]]:
    """Page of every link and the page or the address it leads to."""
    numbers = {page.indirect_reference.idnum: number for number, page in enumerate(reader.pages)}  # type: ignore[union-attr]
    found: list[tuple[int, int | str]] = []
    for number, page in enumerate(reader.pages):
        for reference in page.get("/Annots", ()):
            link = reference.get_object()
            action = link.get("/A", {})
            if "/URI" in action:
                found.append((number, str(action["/URI"])))
                continue
            place = link.get("/Dest", action.get("/D"))
            if isinstance(place, str):
                place = reader.named_destinations[place].dest_array
            found.append((number, numbers[place[0].idnum]))
    return found


def structure(reader: pypdf.PdfReader) -> list[dict[str, Any]]:
    """All elements of the structure of a tagged PDF, in reading order."""
    found: list[dict[str, Any]] = []

    def walk(node: Any) -> None:
        node = node.get_object()
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            if "/S" in node:
                found.append(node)
            if "/K" in node:
                walk(node["/K"])

    walk(reader.trailer["/Root"]["/StructTreeRoot"])
    return found


def told(reader: pypdf.PdfReader) -> list[str]:
    """Alternative texts in the structure of a PDF."""
    return [str(element["/Alt"]) for element in structure(reader) if "/Alt" in element]


def unpaired(pages: list[str]) -> list[tuple[int, str, int]]:
    """Connectors (page, letter, page they name) that are not answered there; pages count from 1."""
    found = {
        number: [(one[1], [int(page) for page in one[2].split(",")]) for one in CONNECTOR.finditer(text)]
        for number, text in enumerate(pages, 1)
    }
    return [
        (page, letter, other)
        for page, connectors in found.items()
        for letter, others in connectors
        for other in others
        if not any(letter == name and page in back for name, back in found.get(other, ()))
    ]
