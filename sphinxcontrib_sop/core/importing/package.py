"""Zipped packages of XML, opened with bounds: no bomb unfolds, no entity is expanded, nothing outside is looked at."""

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring, iterparse

from .document import Unreadable

MAX_FILE = 200 * 1024 * 1024
"""Bytes of a file on disk; scanned pictures make files large, and they are never read as a whole."""
MAX_TREE = 24 * 1024 * 1024
"""Bytes of a part that becomes a tree in memory, ten times as large there."""
MAX_STREAM = 1024 * 1024 * 1024
"""Bytes of a part that is read row by row and forgotten."""
MAX_RATIO = 400
"""Ratio of compression beyond which a large part is a bomb: ordinary ones reach 30."""
BOMB_FROM = 64 * 1024 * 1024
MAX_PARTS = 20_000
MAX_PICTURE = 64 * 1024 * 1024

_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


class Relation(str):
    """The path of a part that another one names, with what it is to it."""

    kind: str

    def __new__(cls, target: str, kind: str) -> "Relation":
        made = super().__new__(cls, target)
        made.kind = kind
        return made


class Package:
    """A zipped file, open for reading."""

    def __init__(self, path: Path) -> None:
        try:
            if path.stat().st_size > MAX_FILE:
                raise Unreadable("the file is larger than {limit} MB", limit=MAX_FILE >> 20)
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise Unreadable("the file is damaged; open it in the program it comes from and save it again") from error
        self._parts = {info.filename.replace("\\", "/").lstrip("/"): info for info in self._zip.infolist()}
        if len(self._parts) > MAX_PARTS:
            self.close()
            raise Unreadable("the file unfolds to more than is sensible; it was not opened")

    def __enter__(self) -> "Package":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._zip.close()

    def __contains__(self, part: str) -> bool:
        return part in self._parts

    def parts(self) -> Iterator[str]:
        """The paths of all parts."""
        return iter(self._parts)

    def _checked(self, part: str, limit: int) -> zipfile.ZipInfo:
        info = self._parts.get(part)
        if info is None:
            raise Unreadable("the file is damaged; open it in the program it comes from and save it again")
        if info.flag_bits & 1:
            raise Unreadable("the file is protected by a password; save it without one")
        folded = info.file_size > BOMB_FROM and info.file_size > MAX_RATIO * max(info.compress_size, 1)
        if info.file_size > limit or folded:
            raise Unreadable("the file unfolds to more than is sensible; it was not opened")
        return info

    def read(self, part: str, limit: int = MAX_TREE) -> bytes:
        """The bytes of a part.  Raises `Unreadable`."""
        info = self._checked(part, limit)
        try:
            return self._zip.read(info)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
            raise Unreadable("the file is damaged; open it in the program it comes from and save it again") from error

    def tree(self, part: str) -> Element:
        """A part as a tree.  Raises `Unreadable`."""
        return parsed(self.read(part))

    def stream(self, part: str) -> Iterator[tuple[str, Element]]:
        """Beginnings and ends of the elements of a large part.  Raises `Unreadable`."""
        info = self._checked(part, MAX_STREAM)
        try:
            with self._zip.open(info) as file:
                yield from iterparse(file, events=("start", "end"), forbid_dtd=True)
        except DefusedXmlException as error:
            raise Unreadable("the file declares entities, as attacks do; it was not read") from error
        except (ParseError, zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
            raise Unreadable("the file is damaged; open it in the program it comes from and save it again") from error

    def relations(self, part: str) -> dict[str, Relation]:
        """The parts that a part names, by id; what lies outside of the package is left out."""
        folder, name = posixpath.split(part)
        path = posixpath.join(folder, "_rels", f"{name}.rels")
        if path not in self._parts:
            return {}
        result = {}
        for relation in self.tree(path).iter(_RELATION):
            if relation.get("TargetMode") == "External":
                continue
            target = relation.get("Target", "")
            target = (
                target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            )
            result[relation.get("Id", "")] = Relation(target, relation.get("Type", "").rsplit("/", 1)[-1])
        return result


def parsed(data: bytes) -> Element:
    """XML as a tree; a document type is refused, since entities hide in it.  Raises `Unreadable`."""
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise Unreadable("the file declares entities, as attacks do; it was not read") from error
    except (ParseError, ValueError, LookupError) as error:
        raise Unreadable("the file is damaged; open it in the program it comes from and save it again") from error
    return root


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    tag = element.tag
    return _local_name(tag) if isinstance(tag, str) else ""


@lru_cache(maxsize=4096)
def _local_name(tag: str) -> str:
    return tag.rpartition("}")[2]


def child(element: Element | None, *path: str) -> Element | None:
    """The first descendant along a path of local names."""
    for name in path:
        if element is None:
            return None
        element = next((part for part in element if local(part) == name), None)
    return element


def children(element: Element | None, *names: str) -> Iterator[Element]:
    """The children of these local names; all of them without names."""
    for part in () if element is None else element:
        if not names or local(part) in names:
            yield part


def attribute(element: Element | None, name: str, default: str = "") -> str:
    """An attribute by its local name."""
    if element is None:
        return default
    if name in element.attrib:
        return element.attrib[name]
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return value
    return default
