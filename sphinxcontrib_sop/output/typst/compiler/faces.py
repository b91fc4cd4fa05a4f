"""The faces that a manual asks for: whether they are there, what stands in for them, how wide they are."""

import struct
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from msgspec import Struct

from .metrics import FAMILY, advances_of, tables_of, width

COMPATIBLE: Mapping[str, tuple[str, ...]] = {
    "arial": (FAMILY,),
    "helvetica": (FAMILY, "TeX Gyre Heros"),
    "bookman old style": ("TeX Gyre Bonum", "URW Bookman"),
    "bookman": ("TeX Gyre Bonum", "URW Bookman"),
    "times new roman": ("Liberation Serif", "TeX Gyre Termes"),
    "courier new": ("Liberation Mono", "TeX Gyre Cursor"),
    "calibri": ("Carlito",),
    "cambria": ("Caladea",),
    "tahoma": ("DejaVu Sans Condensed",),
}
"""Face -> free ones whose letters are as wide."""

SHIPPED = (FAMILY, "DejaVu Sans Mono", "New Computer Modern", "Libertinus Serif")
"""What this package and Typst bring along."""

SAMPLE = "menyampaikan usulan perangkat daerah kepada pejabat yang berwenang"
UNKNOWN_BREADTH = 1.2
"""Of a face whose widths cannot be read: hardly one for text is wider."""

FAMILY_NAMES = (16, 1)
"""Numbers of the names of a font that name its family, that for typographers first."""

UNICODE_PLATFORMS = (0, 3)


class Face(Struct, frozen=True, kw_only=True):
    """A face for text."""

    name: str
    """As the manual names it; empty for that which is shipped."""
    families: tuple[str, ...] = ()
    """What Typst takes, the first that has a character."""
    breadth: float = 1.0
    """How wide its words are, in those of the shipped face."""
    is_there: bool = True
    """False if neither it nor one as wide is there."""

    @property
    def is_measured(self) -> bool:
        """True if the widths of its letters are those that are known exactly."""
        return not self.families


def face_named(name: str, files: Sequence[Path]) -> Face:
    """Return a face; ``files`` are the font files that the manual names."""
    if not name or name.casefold() in (FAMILY.casefold(), "arial", "helvetica"):
        return Face(name=name)
    families = _families(tuple(files))
    for family in (name, *COMPATIBLE.get(name.casefold(), ())):
        if family.casefold() in families:
            return Face(name=name, families=(family,), breadth=_breadth(families[family.casefold()]))
        if family in SHIPPED:
            return Face(name=name, families=(family,), breadth=UNKNOWN_BREADTH)
    return Face(name=name, is_there=False)


@lru_cache(8)
def _families(files: tuple[Path, ...]) -> Mapping[str, Path]:
    """Family in lower case -> the first file of it."""
    families: dict[str, Path] = {}
    for file in files:
        for family in family_names(file):
            families.setdefault(family.casefold(), file)
    return families


def family_names(file: Path) -> list[str]:
    """Return the names of the family of a font; none if they cannot be read."""
    try:
        data = file.read_bytes()
        table = tables_of(data)[b"name"]
        _, count, start = struct.unpack_from(">3H", data, table)
        names = []
        for index in range(count):
            platform, _, _, kind, length, offset = struct.unpack_from(">6H", data, table + 6 + 12 * index)
            if kind in FAMILY_NAMES and platform in UNICODE_PLATFORMS:
                place = table + start + offset
                names.append(data[place : place + length].decode("utf-16-be"))
    except (OSError, KeyError, struct.error, UnicodeDecodeError):
        return []
    return names


def _breadth(file: Path) -> float:
    """Return how wide the words of a font are, in those of the shipped face."""
    try:
        advances = advances_of(file.read_bytes())
        return sum(advances[ord(character)] for character in SAMPLE) / width(SAMPLE, 1.0)
    except (OSError, KeyError, struct.error, UnboundLocalError):
        return UNKNOWN_BREADTH
