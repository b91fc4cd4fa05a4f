"""Logos as office programs show them: PNG and JPEG as they are, SVG drawn by Typst."""

from __future__ import annotations

import struct
import tempfile
from importlib.util import find_spec
from pathlib import Path

from msgspec import Struct

PNG_MARK = b"\x89PNG\r\n\x1a\n"
JPEG_MARK = b"\xff\xd8"
PIXELS_PER_INCH = 300.0
HEIGHT_MM = 20


class Picture(Struct, frozen=True, kw_only=True):
    """A picture that can stand in an office document."""

    data: bytes
    kind: str
    """``png`` or ``jpeg``."""
    ratio: float
    """Width by height."""


def picture_of(path: Path) -> Picture | None:
    """Return the picture in a file; None if it is none that can be shown, or an SVG where there is no Typst."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    if path.suffix.lower() == ".svg":
        data = _drawn(path)
    if data.startswith(PNG_MARK):
        width, height = struct.unpack_from(">II", data, 16)
        return Picture(data=data, kind="png", ratio=width / height) if width and height else None
    if data.startswith(JPEG_MARK) and (size := _jpeg_size(data)):
        return Picture(data=data, kind="jpeg", ratio=size[0] / size[1])
    return None


def _drawn(path: Path) -> bytes:
    """An SVG as PNG; empty where it cannot be drawn."""
    if find_spec("typst") is None:
        return b""
    import typst

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "logo.svg").write_bytes(path.read_bytes())
        page = Path(folder) / "page.typ"
        page.write_text(
            f'#set page(width: auto, height: auto, margin: 0pt, fill: none)\n#image("logo.svg", height: {HEIGHT_MM}mm)',
            encoding="utf-8",
        )
        try:
            made = typst.compile(str(page), format="png", ppi=PIXELS_PER_INCH, root=folder)
        except typst.TypstError:
            return b""
    return made if isinstance(made, bytes) else b""


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    """Width and height in the first frame header (SOF) of a JPEG."""
    place = 2
    while place + 9 < len(data) and data[place] == 0xFF:
        marker = data[place + 1]
        (length,) = struct.unpack_from(">H", data, place + 2)
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack_from(">HH", data, place + 5)
            return (width, height) if width and height else None
        place += 2 + length
    return None
