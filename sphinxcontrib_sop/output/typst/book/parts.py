"""A very large manual compiled in parts, which are joined: flat memory, at the price of the tags of the PDF."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from sphinx.util import logging
from sphinx.util.display import progress_message

from ....core.i18n import translate
from ....extension.config import output_config
from ..compiler.markup import Markup
from ..text.links import OUTSIDE, Heading
from .runs import Run

if TYPE_CHECKING:
    from pypdf import PdfWriter

    from .book import Book

logger = logging.getLogger(__name__)

PART, PART_PLACES = "part.typ", "part-places.typ"
FRONT, TEXT, INDEX = "front", "text", "index"
CONTENTS = "contents"
"""Label of the heading of the contents."""

PAGE_NUMBER = "#page-number("
"""Markup that stands for the number of a page."""

DAY = "D:%Y%m%d%H%M%SZ"


class Part(Struct, frozen=True, kw_only=True):
    """A compiled part."""

    kind: str
    pdf: bytes
    places: dict[str, tuple[int, float]]
    """Label -> page in the part, from 0, and distance from its top in points."""
    pages: int


def joined_pdf(book: Book) -> bytes | None:
    """Return the manual as one PDF; None if what joins the parts is not installed, which is reported."""
    try:
        import pypdf
    except ImportError:
        template = "sop_pdf_parts needs the Python package `pypdf`, which is not installed here; nothing is divided"
        logger.warning("%s", translate(template, book.config.language), type="sop", subtype="pdf")
        return None
    standards = output_config(book.config).pdf_standard
    if standards:
        template = "a handbook that is compiled in parts has no tags and keeps no standard; sop_pdf_standard is ignored"
        logger.warning("%s", translate(template, book.config.language), type="sop", subtype="pdf")
    parts = list(_text_parts(book, {}))
    numbers = _page_numbers(parts)
    if any(PAGE_NUMBER in run.markup for run in book.runs if not run.front):
        parts = list(_text_parts(book, numbers))
    if book.indices:
        parts.append(_index_part(book, parts, numbers))
        numbers = _page_numbers(parts)
    parts.insert(0, _front_part(book, numbers))
    with progress_message(book.worded("joining the parts")):
        writer = pypdf.PdfWriter()
        places = _append(writer, parts)
        _redirect(writer, places)
        _add_outline(writer, book, places)
        _describe(writer, book, parts[0].pages)
        joined = BytesIO()
        writer.write(joined)
    return joined.getvalue()


# -- compiling -------------------------------------------------------------------------------------------------------
def _text_parts(book: Book, numbers: Mapping[str, int]) -> Iterator[Part]:
    runs = [run for run in book.runs if not run.front]
    size = output_config(book.config).pdf_parts
    chunks = [runs[start : start + size] for start in range(0, len(runs), size)]
    first = 1
    for number, chunk in enumerate(chunks, start=1):
        with progress_message(book.worded("making part {number} of {all}").format(number=number, all=len(chunks))):
            part = _compiled(book, TEXT, first, chunk, numbers)
        first += part.pages
        yield part


def _index_part(book: Book, parts: Sequence[Part], numbers: Mapping[str, int]) -> Part:
    shown = {label: (OUTSIDE + label, str(number)) for label, number in numbers.items()}
    first = 1 + sum(part.pages for part in parts)
    return _compiled(book, INDEX, first, (), numbers, numbers=shown)


def _front_part(book: Book, numbers: Mapping[str, int]) -> Part:
    depth = book.values()["depth"]
    front = [run for run in book.runs if run.front]
    here = frozenset().union(*(run.labels for run in front))
    listed: list[dict[str, Any]] = [
        {
            "level": heading.level,
            "number": heading.number,
            "title": heading.markup,
            "here": heading.label in here,
            "target": heading.label if heading.label in here else OUTSIDE + heading.label,
            "page": str(numbers.get(heading.label, "")),
        }
        for heading in book.headings
        if heading.level <= depth
    ]
    return _compiled(book, FRONT, 1, front, numbers, listed=listed)


def _compiled(book: Book, kind: str, first: int, runs: Sequence[Run], known: Mapping[str, int], **further: Any) -> Part:
    """Compile a part whose first page has this number; ``known`` are the numbers of pages of other parts."""
    here: frozenset[str] = frozenset().union(*(run.labels for run in runs))
    if kind == INDEX:
        here |= {index["place"] for index in book.indices}
    book.write_book(**{"numbers": {}} | further)
    imports = book.places.import_lines(here, {label: str(number) for label, number in known.items()})
    book.write_sheets([number for run in runs for number in run.sops], imports)
    book.write_plans()
    for name, mine in (("front.typ", kind == FRONT), ("chapters.typ", kind == TEXT)):
        book.write_text(name, runs if mine else (), imports)
    from pypdf import PdfReader

    book.engine.write("part-settings.typ", f'#let part = (kind: "{kind}", first: {first})')
    pdf = book.engine.compile(PART)
    rows = book.engine.query(PART_PLACES, "places")
    book.engine.forget()
    return Part(
        kind=kind,
        pdf=pdf,
        places={label: (page - 1, top) for label, page, top in rows},
        pages=len(PdfReader(BytesIO(pdf)).pages),
    )


def _page_numbers(parts: Sequence[Part]) -> dict[str, int]:
    """Return for each place the number printed on its page."""
    numbers: dict[str, int] = {}
    first = 1
    for part in parts:
        numbers |= {label: first + page for label, (page, _) in part.places.items()}
        first += part.pages
    return numbers


# -- joining ---------------------------------------------------------------------------------------------------------
def _append(writer: PdfWriter, parts: Sequence[Part]) -> dict[str, tuple[int, float]]:
    """Append all parts; return where each place is now."""
    places: dict[str, tuple[int, float]] = {}
    for part in parts:
        before = len(writer.pages)
        writer.append(BytesIO(part.pdf), import_outline=False)
        places |= {label: (before + page, top) for label, (page, top) in part.places.items()}
    return places


def _redirect(writer: PdfWriter, places: dict[str, tuple[int, float]]) -> None:
    """Turn addresses of places in other parts into links to them."""
    from pypdf.generic import ArrayObject, FloatObject, NameObject, NullObject

    for page in writer.pages:
        for reference in page.get("/Annots", ()):
            annotation: Any = reference.get_object()
            address = str(annotation.get("/A", {}).get("/URI", ""))
            if not address.startswith(OUTSIDE):
                continue
            del annotation["/A"]
            place = places.get(address.removeprefix(OUTSIDE))
            if place is None:
                continue
            target = writer.pages[place[0]]
            top = FloatObject(float(target.mediabox.height) - place[1])
            annotation[NameObject("/Dest")] = ArrayObject(
                [target.indirect_reference, NameObject("/XYZ"), NullObject(), top, NullObject()]
            )


def _add_outline(writer: PdfWriter, book: Book, places: dict[str, tuple[int, float]]) -> None:
    from pypdf.generic import Fit

    above: list[tuple[int, Any]] = []
    title = book.values()["contents"]
    contents = Heading(label=CONTENTS, level=book.contents_level, number="", title=title, markup=Markup())
    headings = [heading for heading in (contents, *book.headings) if heading.label in places]
    for heading in sorted(headings, key=lambda heading: places[heading.label]):
        page, top = places[heading.label]
        while above and above[-1][0] >= heading.level:
            above.pop()
        fit = Fit.xyz(left=0, top=float(writer.pages[page].mediabox.height) - top)
        named = f"{heading.number} {heading.title}".strip()
        item = writer.add_outline_item(
            title=named, page_number=page, parent=above[-1][1] if above else None, fit=fit, is_open=False
        )
        above.append((heading.level, item))


def _describe(writer: PdfWriter, book: Book, front: int) -> None:
    """Name title, author, date and language, and number the pages as they are printed."""
    from pypdf.constants import PageLabelStyle
    from pypdf.generic import BooleanObject, DictionaryObject, NameObject, TextStringObject

    values = book.values()
    about = {"/Title": values["title"], "/Author": values["author"], "/Creator": "Typst"}
    made = book.made_at
    if made is not None:
        about |= {"/CreationDate": made.strftime(DAY), "/ModDate": made.strftime(DAY)}
    writer.metadata = None
    writer.add_metadata({key: text for key, text in about.items() if text})
    root: Any = writer.root_object
    root[NameObject("/Lang")] = TextStringObject(values["language"]["lang"])
    root[NameObject("/ViewerPreferences")] = DictionaryObject({NameObject("/DisplayDocTitle"): BooleanObject(True)})
    writer.set_page_label(0, front - 1, style=PageLabelStyle.LOWERCASE_ROMAN)
    if len(writer.pages) > front:
        writer.set_page_label(front, len(writer.pages) - 1, style=PageLabelStyle.DECIMAL)
