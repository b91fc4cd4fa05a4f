"""Drawings in the package of a workbook, which openpyxl writes without them."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from .drawingml import MAIN
from .pictures import Picture

SHEET_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"


RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"


NEWER_DRAWING = "http://schemas.microsoft.com/office/excel/2010/spreadsheetDrawing"
"""Known to Excel since 2010; others take the replacement."""


PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.drawing+xml"


_WRITTEN_AT = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


class Drawing(Struct, frozen=True, kw_only=True):
    """The part of a package that a sheet is drawn on: its XML, and its pictures by their relation."""

    xml: str
    pictures: Mapping[str, Picture]


def drawing_part(content: str) -> str:
    """The part of a package that holds the shapes of a sheet."""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<xdr:wsDr xmlns:xdr="{SHEET_DRAWING}" xmlns:a="{MAIN}" xmlns:r="{RELATIONS}" xmlns:mc="{COMPATIBILITY}" '
        f'xmlns:xdr14="{NEWER_DRAWING}">{content}</xdr:wsDr>'
    )


def with_drawings(workbook: bytes, drawings: Sequence[Drawing | None]) -> bytes:
    """Return a package with a drawing for each of its sheets, in their order."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        sheets = {f"xl/worksheets/sheet{number}.xml": drawing for number, drawing in enumerate(drawings, start=1)}
        for item in source.infolist():
            data = source.read(item)
            if sheets.get(item.filename) is not None:
                data = _referring(data)
            elif item.filename == "docProps/core.xml":  # openpyxl stamps it with the time of writing
                data = _WRITTEN_AT.sub(rb"\g<1>1980-01-01T00:00:00Z", data)
            elif item.filename == "[Content_Types].xml":
                data = _declaring(data, drawings)
            _add(target, item.filename, data)
        for number, drawing in enumerate(drawings, start=1):
            if drawing is not None:
                for name, content in _parts(number, drawing):
                    _add(target, name, content)
    return made.getvalue()


def _add(package: zipfile.ZipFile, name: str, data: bytes) -> None:
    """Add a part; the same workbook gives the same bytes."""
    package.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)


def _referring(sheet: bytes) -> bytes:
    """A sheet that names its drawing: after all else but the parts that openpyxl has not written here."""
    end = sheet.rindex(b"</worksheet>")
    return sheet[:end] + f'<drawing xmlns:r="{RELATIONS}" r:id="rId1"/>'.encode() + sheet[end:]


def _declaring(types: bytes, drawings: Sequence[Drawing | None]) -> bytes:
    added = "".join(
        f'<Override PartName="/xl/drawings/drawing{number}.xml" ContentType="{DRAWING_TYPE}"/>'
        for number, drawing in enumerate(drawings, start=1)
        if drawing is not None
    )
    kinds = {picture.kind for drawing in drawings if drawing for picture in drawing.pictures.values()}
    added = "".join(f'<Default Extension="{kind}" ContentType="image/{kind}"/>' for kind in sorted(kinds)) + added
    end = types.rindex(b"</Types>")
    return types[:end] + added.encode() + types[end:]


def _parts(number: int, drawing: Drawing) -> Iterator[tuple[str, bytes]]:
    yield f"xl/drawings/drawing{number}.xml", drawing.xml.encode()
    yield (
        f"xl/worksheets/_rels/sheet{number}.xml.rels",
        _relations({"rId1": ("drawing", f"../drawings/drawing{number}.xml")}),
    )
    if drawing.pictures:
        names = {key: f"picture{number}-{key}.{picture.kind}" for key, picture in drawing.pictures.items()}
        yield (
            f"xl/drawings/_rels/drawing{number}.xml.rels",
            _relations({key: ("image", f"../media/{name}") for key, name in names.items()}),
        )
        for key, picture in drawing.pictures.items():
            yield f"xl/media/{names[key]}", picture.data


def _relations(targets: Mapping[str, tuple[str, str]]) -> bytes:
    content = "".join(
        f'<Relationship Id="{key}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for key, (kind, target) in targets.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<Relationships xmlns="{PACKAGE_RELATIONS}">{content}</Relationships>'
    ).encode()
