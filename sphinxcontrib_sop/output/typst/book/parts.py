"""A large manual compiled in parts, which are joined: memory for one part at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from sphinx.util import logging
from sphinx.util.display import progress_message

from ....core.i18n import translate
from ....extension.config import output_config
from ..compiler.markup import Markup, quoted
from ..text.links import OUTSIDE, Heading
from .runs import Run

if TYPE_CHECKING:
    from .book import Book
    from .joining import Place

logger = logging.getLogger(__name__)

PART, PART_PLACES = "part.typ", "part-places.typ"
FRONT, TEXT, INDEX = "front", "text", "index"
CONTENTS = "contents"
"""Label of the heading of the contents."""

FRONT_END = "front-end"
"""Label of what follows the pages before the text."""

PAGE_NUMBER = "#page-number("
"""Markup that stands for the number of a page."""

ACCESSIBLE = "ua-1"
"""The standard under which Typst wants each file to begin with a heading of the first level."""


SOPS_OF_A_PART = 50
"""Number of SOPs that are compiled at a time by default."""

SOPS_IN_ONE_PIECE = 150
"""Maximum number of SOPs that are compiled in one piece by default."""


class Part(Struct, frozen=True, kw_only=True):
    """A compiled part."""

    kind: str
    pdf: bytes
    places: dict[str, tuple[int, float]]
    """Label -> page in the part, from 0, and distance from its top in points."""
    pages: int


def chunks_of(book: Book) -> list[list[Run]]:
    """Return the runs of each part of the text; none if the manual is to be compiled in one piece."""
    asked = output_config(book.config).pdf_parts
    if asked == 0 or (asked is None and len(book.makers) <= SOPS_IN_ONE_PIECE):
        return []
    if find_spec("pikepdf") is None:
        if asked is not None:
            template = (
                "sop_pdf_parts needs the Python package `pikepdf`, which is not installed here; nothing is divided"
            )
            logger.warning("%s", translate(template, book.config.language), type="sop", subtype="pdf")
        return []
    runs = [run for run in book.runs if not run.front]
    if asked is not None:
        return [runs[start : start + asked] for start in range(0, len(runs), asked)]
    chunks: list[list[Run]] = [[]]
    for run in runs:
        if chunks[-1] and sum(len(other.sops) for other in chunks[-1]) + len(run.sops) > SOPS_OF_A_PART:
            chunks.append([])
        chunks[-1].append(run)
    return chunks


def joined_pdf(book: Book, chunks: Sequence[Sequence[Run]]) -> bytes:
    """Return the manual as one PDF, with the tags of all its parts."""
    from .joining import JoinedPdf

    parts = list(_text_parts(book, chunks, {}))
    numbers = _page_numbers(parts)
    if any(PAGE_NUMBER in run.markup for run in book.runs if not run.front):
        parts = list(_text_parts(book, chunks, numbers))
    if book.indices:
        parts.append(_index_part(book, parts, numbers))
        numbers = _page_numbers(parts)
    parts.insert(0, _front_part(book, numbers))
    with progress_message(book.worded("joining the parts")):
        joined = JoinedPdf(parts[0].pdf, parts[0].pages)
        for part in parts[1:]:
            joined.append(part.pdf)
        places = _places(parts)
        joined.redirect(OUTSIDE, places, _told(book, numbers))
        joined.add_outline(_bookmarks(book, places))
        joined.number_pages(parts[0].pages)
        pdf = joined.finished()
    return pdf  # noqa: RET504 - for all that is known of the types, the context may swallow an exception


# -- compiling -------------------------------------------------------------------------------------------------------
def _text_parts(book: Book, chunks: Sequence[Sequence[Run]], numbers: Mapping[str, int]) -> Iterator[Part]:
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
    """Compile the front with the headings of the text on pages behind it, which the contents list and nobody keeps."""
    front = [run for run in book.runs if run.front]
    here = frozenset().union(*(run.labels for run in front))
    listed = [
        {"page": numbers[heading.label], "heading": _heading(heading)}
        for heading in book.headings
        if heading.label not in here and heading.label in numbers
    ]
    return _compiled(book, FRONT, 1, front, numbers, listed=listed)


def _heading(heading: Heading) -> Markup:
    numbering = f", numbering: (..) => {quoted(heading.number)}" if heading.number else ""
    return Markup(f"#[#heading(level: {heading.level}{numbering})[{heading.markup}]#label({quoted(heading.label)})];")


def _compiled(book: Book, kind: str, first: int, runs: Sequence[Run], known: Mapping[str, int], **further: Any) -> Part:
    """Compile a part whose first page has this number; ``known`` are the numbers of pages of other parts."""
    from .joining import page_count

    here: frozenset[str] = frozenset().union(*(run.labels for run in runs))
    if kind == INDEX:
        here |= {index["place"] for index in book.indices}
    book.write_book(**{"numbers": {}} | further)
    imports = book.places.import_lines(here, {label: str(number) for label, number in known.items()})
    book.write_sheets([number for run in runs for number in run.sops], imports)
    book.write_plans([number for run in runs for number in run.sops])
    for name, mine in (("front.typ", kind == FRONT), ("chapters.typ", kind == TEXT)):
        book.write_text(name, runs if mine else (), imports)
    book.engine.write("part-settings.typ", f'#let part = (kind: "{kind}", first: {first})')
    standards = output_config(book.config).pdf_standard
    if kind == TEXT and _first_level(book, here) > 1:  # it will not be the first one of the whole
        standards = tuple(standard for standard in standards if standard != ACCESSIBLE)
    pdf = book.engine.compile(PART, standards=standards)
    rows = book.engine.query(PART_PLACES, "places")
    book.engine.forget()
    end = next((page - 1 for label, page, _ in rows if label == FRONT_END), page_count(pdf))
    places = {label: (page - 1, top) for label, page, top in rows if page <= end}
    return Part(kind=kind, pdf=pdf, places=places, pages=end)


def _first_level(book: Book, labels: frozenset[str]) -> int:
    """Level of the first heading of a part, 1 if it has none."""
    return next((heading.level for heading in book.headings if heading.label in labels), 1)


def _page_numbers(parts: Sequence[Part]) -> dict[str, int]:
    """Return for each place the number printed on its page."""
    numbers: dict[str, int] = {}
    first = 1
    for part in parts:
        numbers |= {label: first + page for label, (page, _) in part.places.items()}
        first += part.pages
    return numbers


# -- what the joined file is told of the manual ----------------------------------------------------------------------
def _places(parts: Sequence[Part]) -> dict[str, Place]:
    """Return where each place is in the whole."""
    from .joining import Place

    places: dict[str, Place] = {}
    before = 0
    for part in parts:
        places |= {label: Place(page=before + page, top=top) for label, (page, top) in part.places.items()}
        before += part.pages
    return places


def _told(book: Book, numbers: Mapping[str, int]) -> dict[str, str]:
    """Return for each place what is said of a link to it."""
    titles = {heading.label: f"{heading.number} {heading.title}".strip() for heading in book.headings}
    said = {label: book.worded("page {number}").format(number=page) for label, page in numbers.items()}
    return {label: f"{titles[label]}, {page}" if label in titles else page for label, page in said.items()}


def _bookmarks(book: Book, places: Mapping[str, Place]) -> list[Any]:
    """Return the outline: all headings and the contents in the order of the pages."""
    from .joining import Bookmark

    title = book.values()["contents"]
    contents = Heading(label=CONTENTS, level=book.contents_level, number="", title=title, markup=Markup())
    headings = [heading for heading in (contents, *book.headings) if heading.label in places]
    headings.sort(key=lambda heading: (places[heading.label].page, places[heading.label].top))
    return [
        Bookmark(title=f"{heading.number} {heading.title}".strip(), level=heading.level, place=places[heading.label])
        for heading in headings
    ]
