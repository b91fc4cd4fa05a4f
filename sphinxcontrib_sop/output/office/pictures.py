"""Logos as office programs show them: PNG and JPEG as they are, SVG drawn by Typst."""

import io
import tempfile
from importlib.util import find_spec
from pathlib import Path

import imagesize  # type: ignore[import-untyped] # Sphinx brings it
from msgspec import Struct

from ...core.regular_files import read_regular

MARKS = {"png": b"\x89PNG\r\n\x1a\n", "jpeg": b"\xff\xd8"}
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
        data = read_regular(path)
    except OSError:
        return None
    if path.suffix.lower() == ".svg":
        data = _drawn(path)
    kind = next((name for name, mark in MARKS.items() if data.startswith(mark)), None)
    if kind is None:
        return None
    try:
        width, height = imagesize.get(io.BytesIO(data))
    except ValueError:  # it only begins like a picture
        return None
    return Picture(data=data, kind=kind, ratio=width / height) if width > 0 and height > 0 else None


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
