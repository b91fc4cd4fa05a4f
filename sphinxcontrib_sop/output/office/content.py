"""What form and flowchart table of an SOP say, as plain texts in the language in which the manual is written."""

from msgspec import Struct

from ...core.anatomy import NONE_MARK, SIGNERS
from ...core.model import Official, Value
from ...core.process.narration import tell
from ...core.reading.dates import DateRange
from ...extension.copies import ABOVE_SIGNATURE, is_signed_copy
from ...extension.directives.signature import official_parts
from ..view import View

NONE = "–"
"""What stands for an entry that says there is nothing."""

STANDARD = ("inputs", "time", "output")
TEXT_COLUMNS = ("text", *STANDARD, "notes")
"""Keys of the columns that hold text; the lanes stand after the first of them."""


class Signature(Struct, frozen=True, kw_only=True):
    """The official of the form: what stands above and below the room for the signature."""

    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    electronic: str = ""


class FormRow(Struct, frozen=True, kw_only=True):
    """A row in the right half of the form."""

    key: str
    label: str
    text: str = ""
    signature: Signature | None = None


class FormBox(Struct, frozen=True, kw_only=True):
    """A box of the form; its items are numbered where there are several."""

    label: str
    items: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """The items as they are printed."""
        if len(self.items) < 2:  # noqa: PLR2004 - one item is no list
            return self.items
        return tuple(f"{number}. {item}" for number, item in enumerate(self.items, start=1))


class Form(Struct, frozen=True, kw_only=True):
    """The identity form."""

    letterhead: tuple[str, ...]
    logos: tuple[str, ...]
    """Paths from the source directory: left, right."""
    rows: tuple[FormRow, ...]
    boxes: tuple[tuple[FormBox | None, FormBox | None], ...]
    mark: str = ""
    """What a draft or a revoked SOP is marked with."""


class TableRow(Struct, frozen=True, kw_only=True):
    """A row of the flowchart table."""

    number: str = ""
    cells: tuple[str, ...] = ("",) * len(TEXT_COLUMNS)
    """By `TEXT_COLUMNS`; lines are lines."""
    heading: bool = False


class Table(Struct, frozen=True, kw_only=True):
    """The texts of the flowchart table."""

    number_heading: str
    text_headings: tuple[str, ...]
    """By `TEXT_COLUMNS`."""
    actors_heading: str
    standard_heading: str
    lanes: tuple[str, ...]
    rows: tuple[TableRow, ...]
    """One for each row of the chart."""
    total: tuple[str, str] | None
    """Label and time of the row that adds up the times."""


def form_of(view: View) -> Form:
    """Return the form of an SOP."""
    procedure, config = view.procedure, view.config
    unit = config.unit_named(procedure.unit)
    letterhead = ((unit.letterhead if unit else ()) or config.agency.name, (unit.name if unit else procedure.unit,))
    logos = ((unit and unit.logo) or config.agency.logo_left, config.agency.logo_right)
    keys = [key for key in view.form_rows(procedure.fields) if key != "status"]
    return Form(
        letterhead=tuple(dict.fromkeys(line for lines in letterhead for line in lines if line)),
        logos=tuple(logo or "" for logo in logos),
        rows=tuple(_form_row(view, key) for key in keys),
        boxes=tuple((_box(view, left), _box(view, right)) for left, right in view.box_rows),
        mark=view.words[procedure.status] if procedure.status in {"draft", "revoked"} else "",
    )


def _form_row(view: View, key: str) -> FormRow:
    procedure = view.procedure
    label = view.words[key]
    if key == "title":
        return FormRow(key=key, label=label, text=procedure.title)
    if key in SIGNERS:
        return FormRow(key=key, label=label, signature=_signature(view, key))
    if key == "page-address":
        return FormRow(key=key, label=label, text=view.page_address)
    parsed = procedure.parsed(key)
    text = parsed.written(view.language) if isinstance(parsed, DateRange) else procedure.text(key)
    return FormRow(key=key, label=label, text=NONE if text.strip() == NONE_MARK else text)


def _signature(view: View, key: str) -> Signature:
    official = view.procedure.parsed(key)
    parts = official_parts(official) if isinstance(official, Official) else []
    above = [text for part, text in parts if part in ABOVE_SIGNATURE]
    if parts and is_signed_copy(view.config, view.procedure.status):
        above.append(view.words["signed-on-original"])
    return Signature(
        above=tuple(above),
        below=tuple(text for part, text in parts if part not in ABOVE_SIGNATURE),
        electronic=view.words["signed-electronically"] if view.config.signature == "electronic" else "",
    )


def _box(view: View, key: str) -> FormBox | None:
    if not key:
        return None
    value = view.procedure.fields.get(key)
    if value is None:
        return FormBox(label=view.words[key])
    if value.text.strip() == NONE_MARK:
        return FormBox(label=view.words[key], items=(NONE,))
    return FormBox(label=view.words[key], items=tuple(_one_line(item) for item in value.items or (value.text,)))


def table_of(view: View) -> Table:
    """Return the texts of the flowchart table."""
    procedure, words = view.procedure, view.words
    rows = []
    for row in view.chart.rows:
        if row.step is None:
            rows.append(TableRow())
            continue
        step = procedure.steps[row.step]
        cells = (step.text, *(_cell(step.texts.get(key)) for key in TEXT_COLUMNS[1:]))
        rows.append(TableRow(number=step.label, cells=cells, heading=step.heading))
    return Table(
        number_heading=words["row-number"],
        text_headings=tuple(words[key] for key in TEXT_COLUMNS),
        actors_heading=words["actors"],
        standard_heading=words["standard"],
        lanes=tuple(actor.label for actor in procedure.actors),
        rows=tuple(rows),
        total=(words["total-time"], view.total_time) if view.total_time else None,
    )


def _cell(value: Value | None) -> str:
    """A cell as plain text: items of a list on lines of their own, with a dash."""
    if value is None:
        return ""
    if value.text.strip() == NONE_MARK:
        return NONE_MARK
    if len(value.items) > 1:
        return "\n".join(f"- {_one_line(item)}" for item in value.items)
    return "\n".join(line.strip() for line in value.text.strip().splitlines())


def _one_line(text: str) -> str:
    return " ".join(text.split())


def says(view: View) -> dict[str, str]:
    """The sentence of every symbol by the id of its node."""
    return {node: tell(sentence, view.words) for node, sentence in view.sentences.items()}
