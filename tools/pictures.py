"""The pictures of documentation and README: every SOP in ``docs/gallery`` as it is printed, ``python tools/pictures.py [NAME ...]``.

Each folder with a ``conf.py`` is a manual.  Its sheets are made into PNG files beside ``digests.json``, which notes for each
picture the digest of what it was made from; ``tests/test_gallery.py`` says when a picture is out of date.  Needs Typst, which
comes with the extension, and Pillow (``tox -e pictures``); no program of the system.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path

GALLERY = Path(__file__).parent.parent / "docs" / "gallery"
PICTURES = GALLERY / "pictures"
DIGESTS = PICTURES / "digests.json"
#: Pages that are shown of a document; of a sheet that is not named, all but the first, which is its form.
FORM_TOO = {"surat-masuk", "genset", "peminjaman-ruang"}
#: Documents that are no sheets: name -> the manual whose handbook ends with it.
LAST_PAGES = {"selebaran": "leaflet"}
PIXELS_PER_INCH = 110
COLOURS = 32
MARGIN = 16  # pixels around what is printed
LARGEST_GAP = 40  # rows of pixels without ink that are kept


def sources() -> Mapping[str, Path]:
    """Source of each picture by its name."""
    pages = {
        path.stem: path for conf in sorted(GALLERY.glob("*/conf.py")) for path in sorted(conf.parent.glob("*.rst"))
    }
    del pages["index"]
    return pages


def digest(source: Path) -> str:
    """Digest of a source and of what is printed with it: settings, logo, tables."""
    found = hashlib.sha256()
    shared = ("conf.py", "logo.svg", "profil.toml")
    for path in sorted({source, *source.parent.glob(f"{source.stem}.csv"), *map(source.parent.joinpath, shared)}):
        if path.is_file():
            found.update(f"{path.name}\n{path.read_text(encoding='utf-8')}\n".encode())
    return found.hexdigest()


def build(manual: Path, builder: str, output: Path) -> None:
    """Build a manual; a warning is an error."""
    command = [sys.executable, "-m", "sphinx", "-q", "-n", "-W", "-b", builder, "-d", f"{output}.doctrees"]
    subprocess.run([*command, str(manual), str(output)], check=True)


def documents(names: set[str], folder: Path) -> Iterator[tuple[str, Path]]:
    """Name and PDF of each document."""
    pages = sources()
    for manual in sorted({pages[name].parent for name in names - LAST_PAGES.keys()}):
        build(manual, "sop-sheets", folder / manual.name)
        yield from ((path.stem, path) for path in sorted((folder / manual.name).glob("*.pdf")) if path.stem in names)
    for name in sorted(names & LAST_PAGES.keys()):
        build(pages[name].parent, "sop-pdf", folder / name)
        yield name, next((folder / name).glob("*.pdf"))


def pages_of(pdf: Path) -> list[bytes]:
    """The pages of a PDF as PNG; Typst reads them."""
    import typst

    made: list[bytes] = []
    sheet = pdf.with_suffix(".typ")
    while True:
        page = f'#set page(width: auto, height: auto, margin: 0pt)\n#image("{pdf.name}", page: {len(made) + 1})\n'
        sheet.write_text(page, encoding="utf-8")
        try:
            made.append(typst.compile(str(sheet), format="png", ppi=PIXELS_PER_INCH))
        except typst.TypstError:  # no such page
            return made


def small(png: bytes) -> bytes:
    """A page without most of its empty paper, in few colours."""
    from PIL import Image, ImageChops

    page = Image.open(BytesIO(png)).convert("RGB")
    ink = ImageChops.difference(page, Image.new("RGB", page.size, "white")).convert("L")
    left, _, right, _ = ink.getbbox() or (0, 0, *page.size)
    blank = 0
    rows: list[int] = []
    for row in range(page.height):
        blank = 0 if ink.crop((0, row, page.width, row + 1)).getbbox() else blank + 1
        if blank <= (LARGEST_GAP if rows else 0):
            rows.append(row)
    rows = rows[: len(rows) - min(blank, LARGEST_GAP)]
    cut = Image.new("RGB", (right - left + 2 * MARGIN, len(rows) + 2 * MARGIN), "white")
    for line, row in enumerate(rows):
        cut.paste(page.crop((left, row, right, row + 1)), (MARGIN, MARGIN + line))
    output = BytesIO()
    cut.quantize(COLOURS, dither=Image.Dither.NONE).save(output, "PNG", optimize=True)
    return output.getvalue()


def main(arguments: list[str]) -> int:
    """Make the pictures that are asked for, else all of them."""
    wanted = set(arguments) or set(sources())
    digests = json.loads(DIGESTS.read_text(encoding="utf-8")) if DIGESTS.is_file() else {}
    digests = {name: noted for name, noted in digests.items() if name in sources()}
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for name, pdf in documents(wanted, Path(folder)):
            for old in PICTURES.glob(f"{name}-[0-9].png"):
                old.unlink()
            pages = pages_of(pdf)
            shown = pages[-1:] if name in LAST_PAGES else pages[0 if name in FORM_TOO else 1 :] or pages
            for number, page in enumerate(shown, start=1):
                (PICTURES / f"{name}-{number}.png").write_bytes(small(page))
            digests[name] = {"source": digest(sources()[name]), "pictures": len(shown)}
    DIGESTS.write_text(json.dumps(digests, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
