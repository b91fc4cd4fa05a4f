"""Every link inside a manual leads to something: read from the pages themselves, whatever wrote them."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

PAGES = (".html", ".xhtml")


class Page(HTMLParser):
    """What a page names and where it links."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.names |= {value for key in ("id", "name") if (value := given.get(key))}
        self.links += [value for key in ("href", "xlink:href") if (value := given.get(key)) and tag != "link"]


def dead_links(files: dict[str, bytes]) -> tuple[int, list[str]]:
    """Number of internal links, and those that lead nowhere; ``files`` by their paths."""
    pages = {
        path: Page(data.decode()) for path, data in files.items() if path.endswith(PAGES) and "_static" not in path
    }
    checked = [
        (path, link, _is_dead(path, link, pages, files)) for path, page in pages.items() for link in _internal(page)
    ]
    return len(checked), [f"{path}: {link}" for path, link, dead in checked if dead]


def _internal(page: Page) -> Iterator[str]:
    for link in page.links:
        parts = urlsplit(link)
        if not parts.scheme and not parts.netloc:
            yield link


def _is_dead(path: str, link: str, pages: dict[str, Page], files: dict[str, bytes]) -> bool:
    parts = urlsplit(link)
    target = normpath(join(dirname(path), unquote(parts.path))) if parts.path else path
    if target not in files:
        target = normpath(join(target, "index.html"))
    if target not in files:
        return True
    return bool(parts.fragment) and target in pages and unquote(parts.fragment) not in pages[target].names


def files_below(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def files_in(book: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(book) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
