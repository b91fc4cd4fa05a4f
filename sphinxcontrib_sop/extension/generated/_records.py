"""What the forms of the life of SOPs share: records and the SOPs they mean, headings, remarks, signatures."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from docutils import nodes
from msgspec import Struct

from ...core.i18n import say
from ...core.model import Location, Message, Procedure
from ...core.reading.dates import parse_date
from ..nodes import sop_column, sop_columns, sop_signature
from ..records import GeneratedRequest
from ..tables import MAIN, Cell, add_row, overview, text
from ._registry import GeneratedContext
from ._selection import in_order, is_of_unit

LISTED = 5
"""Maximum number of lines that are named where one fault repeats."""

BLANK = "…………………"


class Record(Struct, frozen=True, kw_only=True):
    """One row of a file of records."""

    line: int
    cells: Mapping[str, str]
    procedure: Procedure | None
    """The SOP it is about; None if the manual has none of that name, number or title."""

    def __getitem__(self, key: str) -> str:
        return self.cells.get(key, "")


def records_of(request: GeneratedRequest, context: GeneratedContext, key: str = "sop") -> list[Record]:
    """Return the records of a form; those of an SOP that the manual does not have are named once, with their lines."""
    directory = context.domain.directory
    records = [
        Record(line=line, cells=cells, procedure=directory.find(cells[key]) if cells.get(key) else None)
        for line, cells in request.records
    ]
    unknown = [record for record in records if record[key] and record.procedure is None]
    if unknown:
        values = {"name": unknown[0][key], "lines": _lines(unknown), "count": len(unknown)}
        template = "the manual has no SOP `{name}`"
        if len(unknown) > 1:
            template = "the manual has no SOP `{name}`, nor those of {count} records in all (lines {lines})"
        warn(request, context, unknown[0].line, Message(template=template, values=values))
    return records


def warn_unread(request: GeneratedRequest, context: GeneratedContext, pairs: Iterable[tuple[Record, str]]) -> None:
    """Name the first of the records with a word that cannot be read, and how many there are."""
    unread = list(pairs)
    if unread:
        record, word = unread[0]
        values = {"word": word, "lines": _lines([record for record, _ in unread]), "count": len(unread)}
        template = "`{word}` is neither well nor not well; write `baik` or `tidak`"
        if len(unread) > 1:
            template = "`{word}` is neither well nor not well; write `baik` or `tidak` (lines {lines}, {count} in all)"
        warn(request, context, record.line, Message(template=template, values=values))


def warn(request: GeneratedRequest, context: GeneratedContext, line: int, message: Message) -> None:
    """Say what is wrong with a line of the file."""
    context.warn("records", message, Location(path=request.options["file"], line=line))


def _lines(records: Iterable[Record]) -> str:
    numbers = [str(record.line) for record in records]
    return ", ".join(numbers[:LISTED]) + (" ..." if len(numbers) > LISTED else "")


def procedures_of(request: GeneratedRequest, context: GeneratedContext) -> list[Procedure]:
    """The SOPs a form is about: of a unit or all, but none that is revoked."""
    unit = request.options.get("unit")
    procedures = [procedure for procedure in in_order(context) if procedure.status != "revoked"]
    return [procedure for procedure in procedures if not unit or is_of_unit(procedure, unit, context)]


def heading(request: GeneratedRequest, context: GeneratedContext, *rows: tuple[str, str]) -> list[nodes.Node]:
    """The title of the form, and lines like "Satuan kerja: Sekretariat"."""
    title = context.words[f"{request.kind}-title"]
    if request.kind == "minutes":  # Berita Acara Pengujian
        title = f"{title} {request.options.get('activity', '')}".strip()
    made: list[nodes.Node] = [nodes.paragraph("", title, classes=TITLE_CLASSES)]
    shown = [(label, value) for label, value in rows if value]
    if shown:
        lines = (nodes.line("", f"{label}: {value}") for label, value in shown)
        made.append(nodes.line_block("", *lines, classes=["sop-details"]))
    return made


TITLE_CLASSES = ["sop-center", "sop-strong", "sop-large", "sop-upper"]


def unit_name(request: GeneratedRequest, context: GeneratedContext) -> str:
    """Printed name of the unit of a form."""
    typed = request.options.get("unit", "")
    unit = context.config.unit_named(typed) if typed else None
    return unit.name if unit else typed


def day(text_: str, context: GeneratedContext) -> str:
    """A date as it is printed; what is none stands as it is."""
    parsed = parse_date(text_) if text_ else None
    return parsed.written(context.language) if parsed else text_


_WITHOUT_SPANS = ("man", "texinfo")
"""Formats whose writers know no cells over several rows."""


def form_table(
    keys: Iterable[str],
    widths: Iterable[int],
    request: GeneratedRequest,
    context: GeneratedContext,
    groups: Mapping[str, Sequence[str]] | None = None,
) -> nodes.table:
    """A table with its headings, and the row with the numbers of the columns that official forms have.

    ``groups`` are the keys of columns that stand below a heading of their own, by the key of that heading.
    """
    every = list(keys)
    labels = [context.words[f"{request.kind}-{key}"] for key in every]
    made = overview(list(widths), labels, "sop-records")
    head = made.next_node(nodes.thead)
    assert head is not None  # noqa: S101 - made above
    if groups:
        below = {key: heading for heading, group in groups.items() for key in group}
        if context.format in _WITHOUT_SPANS:
            words = [context.words[f"{request.kind}-{below[key]}"] if key in below else "" for key in every]
            joined = (": ".join(filter(None, pair)) for pair in zip(words, labels, strict=True))
            head[:] = [nodes.row("", *(nodes.entry("", *text(label)) for label in joined))]
        else:
            head[:] = _grouped(every, labels, below, request, context)
    numbers = (nodes.entry("", nodes.paragraph("", str(place))) for place in range(1, len(labels) + 1))
    head += nodes.row("", *numbers, classes=["sop-numbers"])
    return made


def _grouped(
    keys: Sequence[str],
    labels: Sequence[str],
    below: Mapping[str, str],
    request: GeneratedRequest,
    context: GeneratedContext,
) -> list[nodes.row]:
    """The two rows of headings: above the groups and the columns that belong to none, below the columns of the groups."""
    upper, lower = nodes.row(), nodes.row()
    for heading, columns in groupby(zip(keys, labels, strict=True), key=lambda column: below.get(column[0])):
        titles = [label for _, label in columns]
        if heading is None:
            upper += [nodes.entry("", *text(label), morerows=1) for label in titles]
        else:
            upper += nodes.entry("", *text(context.words[f"{request.kind}-{heading}"]), morecols=len(titles) - 1)
            lower += [nodes.entry("", *text(label)) for label in titles]
    return [upper, lower]


def title_cell(
    procedure: Procedure, request: GeneratedRequest, context: GeneratedContext, *, main: bool = True
) -> Cell:
    """A cell with a link to an SOP, of which the row tells or, without ``main``, to which it belongs."""
    link = context.link(procedure, docname=request.docname)
    return [nodes.paragraph("", "", link, classes=[MAIN] if main else [])]


def summary(template: Message, context: GeneratedContext) -> list[nodes.Node]:
    """A sentence below a form."""
    return text(say(template, context.language), "sop-summary")


def signed_by(
    request: GeneratedRequest, context: GeneratedContext, *, name: str = "", on: str = ""
) -> list[nodes.Node]:
    """The block of whoever filled the form in: a name, or room for one."""
    place = context.config.agency.place
    date = day(on or request.options.get("date", ""), context)
    block = sop_signature()
    block += _part("place", ", ".join(filter(None, (place, date or BLANK))))
    signer = name or request.options.get("assessor", "")
    block += _part("label", context.words[f"{request.kind}-by"])
    block += _part("space", "")
    block += _part("name", signer or BLANK)
    block += _part("id", context.config.identity_of(signer) or f"NIP. {BLANK}")
    return [sop_columns("", sop_column("", width=1), sop_column("", block, width=1, align="center"))]


def _part(part: str, words: str) -> nodes.paragraph:
    return nodes.paragraph("", words, part=part)


def checked(value: bool | None, *, for_: bool, context: GeneratedContext) -> Cell:
    """A tick in the column of a judgement."""
    return text("✓", "sop-tick") if value is for_ else []


def by_procedure(records: Iterable[Record]) -> Iterator[tuple[Procedure, list[Record]]]:
    """Records of each SOP, in the order in which the SOPs first appear."""
    groups: dict[str, tuple[Procedure, list[Record]]] = {}
    for record in records:
        if record.procedure is not None:
            groups.setdefault(record.procedure.name, (record.procedure, []))[1].append(record)
    yield from groups.values()


def add_record_row(made: nodes.table, *cells: Cell) -> None:
    """Add a row to a form."""
    add_row(made, cells)
