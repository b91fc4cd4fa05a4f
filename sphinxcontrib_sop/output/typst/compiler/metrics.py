"""Widths of text in the fonts that are shipped, read from the font files."""

import struct
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from msgspec import Struct

FONT_FOLDER = Path(__file__).parents[1] / "fonts"
FAMILY = "Liberation Sans"
MOST_TEXTS = 20_000
"""Number of widths that are remembered: the words of a manual recur."""
BASIC_PLANE_FORMAT = 4
"""Format of the character table that is read."""

ASCII_END = 0x80

FALLBACK_WIDTH = 1.0
"""Width in em of a character that the fonts lack: it comes from another font, and few of those are wider than this."""


CAP_HEIGHT = 1409 / 2048
"""Height in em of a line of text as Typst counts it."""


class _Face(Struct, frozen=True, kw_only=True):
    """What is read of a font file."""

    advances: dict[int, float]
    """Code point -> width in em."""
    kerning: dict[tuple[int, int], float]
    """Two code points -> by how many em they stand nearer (below 0) or farther apart; ASCII only."""


@cache
def _face(bold: bool) -> _Face:
    data = (FONT_FOLDER / f"LiberationSans-{'Bold' if bold else 'Regular'}.ttf").read_bytes()
    tables = tables_of(data)
    (per_em,) = struct.unpack_from(">H", data, tables[b"head"] + 18)
    glyphs = _glyphs(data, tables[b"cmap"])
    pairs = {pair: value / per_em for pair, value in _pairs(data, tables[b"kern"])}
    ascii_glyphs = [(code, glyph) for code, glyph in glyphs if code < ASCII_END]
    return _Face(
        advances=advances_of(data),
        kerning={
            (first, second): pairs[here, there]
            for first, here in ascii_glyphs
            for second, there in ascii_glyphs
            if (here, there) in pairs
        },
    )


def tables_of(data: bytes) -> dict[bytes, int]:
    """Return where the tables of a font file begin; of a collection those of its first font."""
    start = struct.unpack_from(">I", data, 12)[0] if data[:4] == b"ttcf" else 0
    (count,) = struct.unpack_from(">H", data, start + 4)
    tables = {}
    for index in range(count):
        tag, _, offset, _ = struct.unpack_from(">4sIII", data, start + 12 + 16 * index)
        tables[tag] = offset
    return tables


def advances_of(data: bytes) -> dict[int, float]:
    """Return the widths in em of the characters of a font file, by code point."""
    tables = tables_of(data)
    (per_em,) = struct.unpack_from(">H", data, tables[b"head"] + 18)
    (metrics,) = struct.unpack_from(">H", data, tables[b"hhea"] + 34)
    widths = struct.unpack_from(">" + "Hh" * metrics, data, tables[b"hmtx"])[::2]
    return {code: widths[min(glyph, metrics - 1)] / per_em for code, glyph in _glyphs(data, tables[b"cmap"])}


def _pairs(data: bytes, kern: int) -> list[tuple[tuple[int, int], int]]:
    """Return pairs of glyphs and what is added between them (a kern table with one subtable of format 0)."""
    (count,) = struct.unpack_from(">H", data, kern + 10)
    rows = struct.iter_unpack(">HHh", data[kern + 18 : kern + 18 + 6 * count])
    return [((left, right), value) for left, right, value in rows]


def _glyphs(data: bytes, cmap: int) -> list[tuple[int, int]]:
    """Return code point and glyph of the characters of the basic plane (a cmap table of format 4)."""
    (count,) = struct.unpack_from(">H", data, cmap + 2)
    for index in range(count):
        (offset,) = struct.unpack_from(">I", data, cmap + 8 + 8 * index)
        table = cmap + offset
        kind, _, _, doubled = struct.unpack_from(">HHHH", data, table)
        if kind == BASIC_PLANE_FORMAT:
            break
    segments = doubled // 2
    ends, starts, deltas, offsets = (
        struct.unpack_from(f">{segments}H", data, table + 14 + shift)
        for shift in (0, doubled + 2, 2 * doubled + 2, 3 * doubled + 2)
    )
    result = []
    for number, (end, start, delta, offset) in enumerate(zip(ends, starts, deltas, offsets, strict=True)):
        for code in range(start, min(end, 0xFFFE) + 1):
            if offset:
                place = table + 14 + 3 * doubled + 2 + 2 * number + offset + 2 * (code - start)
                (glyph,) = struct.unpack_from(">H", data, place)
                glyph = glyph and (glyph + delta) & 0xFFFF
            else:
                glyph = (code + delta) & 0xFFFF
            if glyph:
                result.append((code, glyph))
    return result


def covered() -> Iterable[str]:
    """Return the characters of the text font."""
    return map(chr, _face(bold=False).advances)


@lru_cache(MOST_TEXTS)
def _em_width(text: str, bold: bool) -> float:
    advances = _face(bold).advances
    return sum(advances.get(ord(char), FALLBACK_WIDTH) for char in text)


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a text on one line, in the unit of ``size``; kerning is left out."""
    return size * _em_width(text, bold)


@lru_cache(MOST_TEXTS)
def set_width(text: str, *, bold: bool = False) -> float:
    """Return the width in em of ASCII text as Typst sets it on one line: with kerning."""
    face = _face(bold)
    codes = text.encode("ascii")
    return sum(face.advances[code] for code in codes) + sum(face.kerning.get(pair, 0.0) for pair in pairwise(codes))
