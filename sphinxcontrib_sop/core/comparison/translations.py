"""Translations of SOPs in message catalogues (``LC_MESSAGES/*.po``) of two versions of a manual: what is different."""

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from babel.messages.pofile import PoFileError, read_po
from msgspec import Struct

from ..exchange.json import ExportedManual
from ..exchange.sop import comparable
from ..model import MessageError
from .changes import Kind

FOLDER = "LC_MESSAGES"

_MARKUP = re.compile(r":[\w:+-]+:(?=`)|[*`\\]")


class CatalogueError(MessageError):
    """The file is no catalogue that can be read; the message says why."""


class TranslationChange(Struct, frozen=True, kw_only=True):
    """Another translation of one text of an SOP; a side without one is empty."""

    kind: Kind
    name: str
    """The SOP."""
    title: str
    language: str
    source: str
    old: str
    new: str


class _Entry(Struct, frozen=True):
    text: str
    places: tuple[tuple[str, int], ...]
    """Document and line, as the catalogue says."""


def compare_translations(
    old: Mapping[str, bytes], new: Mapping[str, bytes], manual: ExportedManual, former: ExportedManual
) -> list[TranslationChange]:
    """Return the translations that are different, in the order of the catalogues and of the SOPs.

    ``old`` and ``new`` are the contents of the catalogues by path.  An entry that is fuzzy counts as not translated, as
    for Sphinx.  A text belongs to the SOP at its place, or to those that say it; texts of no SOP are passed over.  Raises
    `CatalogueError`.
    """
    owners = [_Owners(side) for side in (manual, former)]
    changes: list[TranslationChange] = []
    for path in dict.fromkeys((*new, *old)):
        language = PurePosixPath(path.partition(f"/{FOLDER}/")[0]).name
        before, after = (_entries(path, side.get(path, b"")) for side in (old, new))
        for source in dict.fromkeys((*after, *before)):
            old_entry, new_entry = before.get(source, _Entry("", ())), after.get(source, _Entry("", ()))
            if old_entry.text == new_entry.text:
                continue
            kind = Kind.ADDED if not old_entry.text else Kind.REMOVED if not new_entry.text else Kind.CHANGED
            sops = owners[0].of(source, new_entry.places) or owners[1].of(source, old_entry.places)
            changes += (
                TranslationChange(
                    kind=kind,
                    name=name,
                    title=title,
                    language=language,
                    source=source,
                    old=old_entry.text,
                    new=new_entry.text,
                )
                for name, title in sops
            )
    order = [str(sop["name"]) for sop in (*manual.sops, *former.sops)]
    return sorted(changes, key=lambda change: (order.index(change.name), change.language))


def _entries(path: str, content: bytes) -> dict[str, _Entry]:
    """Translated texts by what they translate."""
    if not content.strip():
        return {}
    try:
        catalogue = read_po(io.BytesIO(content), abort_invalid=True)
    except (PoFileError, ValueError, LookupError) as error:
        raise CatalogueError("{file} cannot be read: {reason}", file=path, reason=error) from error
    return {
        message.id: _Entry(
            "" if message.fuzzy or not isinstance(message.string, str) else message.string,
            tuple((_document(file), line or 0) for file, line in message.locations),
        )
        for message in catalogue
        if isinstance(message.id, str) and message.id
    }


def _document(file: str) -> str:
    parts = [part for part in file.replace("\\", "/").split("/") if part not in {"..", "."}]
    return str(PurePosixPath(*parts).with_suffix("")) if parts else ""


class _Owners:
    """Which SOPs of a manual a text belongs to."""

    def __init__(self, manual: ExportedManual) -> None:
        self.sops = manual.sops
        self.saying: dict[str, dict[int, None]] = {}
        for place, sop in enumerate(self.sops):
            for text in _texts(sop):
                self.saying.setdefault(text, {})[place] = None

    def of(self, source: str, places: Iterable[tuple[str, int]]) -> list[tuple[str, str]]:
        """Names and titles of the SOPs that a text belongs to."""
        saying = self.saying.get(_plain(source), {})
        at = list(dict.fromkeys(place for document, line in places for place in self._at(document, line)))
        both = [place for place in at if place in saying]
        return [
            (str(self.sops[place]["name"]), str(self.sops[place].get("title") or "")) for place in both or saying or at
        ]

    def _at(self, document: str, line: int) -> Iterator[int]:
        """The last SOP of a document that begins before a line."""
        begun = [
            (int(sop.get("line") or 0), place)
            for place, sop in enumerate(self.sops)
            if _is_document(str(sop.get("docname") or ""), document) and int(sop.get("line") or 0) <= line
        ]
        if begun:
            yield max(begun)[1]


def _is_document(docname: str, document: str) -> bool:
    """True if a place in a catalogue is in a document; what lies above the manual may stand before its name."""
    return bool(docname) and f"/{document}".endswith(f"/{docname}")


def _texts(data: Any) -> Iterator[str]:
    """Every text in an SOP, whole and line by line."""
    if isinstance(data, str):
        yield from {_plain(data), *map(_plain, data.split("\n"))} - {""}
    elif isinstance(data, Mapping):
        for value in data.values():
            yield from _texts(value)
    elif isinstance(data, (list, tuple)):
        for value in data:
            yield from _texts(value)


def _plain(text: str) -> str:
    """A text without the marks of reStructuredText."""
    return comparable(_MARKUP.sub("", text))
