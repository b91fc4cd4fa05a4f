"""The directives `sop-cover`, `sop-approval`, `sop-usage` and `sop-symbols`."""

import os
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from pathlib import Path
from typing import ClassVar

from docutils import nodes

from ...core.anatomy import NONE_MARK, Anatomy, Field, Kind
from ...core.manual_anatomy import APPROVAL, COVER, SYMBOLS, USAGE
from ...core.model import Official
from ...core.reading.conversion import Unreadable, one_line, read_date
from ...core.reading.dates import DateRange
from ..nodes import SIGNS, sop_page, sop_signature, sop_symbol
from ..nodes import SYMBOLS as SHAPES
from ..tables import add_row, table
from .document import TO_BE_FILLED, DocumentDirective
from .signature import in_rows, printed, signature

PICTURES = Path(__file__).parent.parent / "symbols"

WIDTHS = (20, 30, 50)

HEADING_LEVEL = 2
"""Of the parts of a usage note."""


class CoverDirective(DocumentDirective):
    """Halaman judul: logo, title, agency and year, the address at the foot."""

    kind = "cover"
    anatomy: ClassVar[Anatomy] = COVER
    title_is_printed = False

    def build(self, page: sop_page, content: list[nodes.Node]) -> list[sop_page]:
        agency = self.config_of_sops.agency
        logos = [logo for logo in self.logos() if logo is not None]
        if logos:
            page += nodes.paragraph("", "", *logos, classes=["sop-center", "sop-logos"])
        page += self.title_paragraph("sop-center", "sop-strong", "sop-huge", "sop-upper")
        if subtitle := self.typed("subtitle", "sop-center", "sop-large"):
            page += subtitle
        lines = self.lines("agency", agency.name)
        page += [printed(line, "sop-center", "sop-strong", "sop-large", "sop-upper") for line in lines]
        if year := self.text("year"):
            word = self.label("year") if year.isdecimal() else ""
            page += printed(f"{word} {year}".strip(), "sop-center", "sop-strong", "sop-large", "sop-upper", "sop-year")
        page += content
        address = self.lines("address", [agency.address] if agency.address else [])
        first = ["sop-push-down"]
        for line in address:
            page += printed(line, "sop-center", *first)
            first = []
        return []


class ApprovalDirective(DocumentDirective):
    """Lembar pengesahan: what is approved, and a block for everyone who signs, each with its date."""

    kind = "approval"
    anatomy: ClassVar[Anatomy] = APPROVAL
    title_is_printed = False

    def build(self, page: sop_page, content: list[nodes.Node]) -> list[sop_page]:
        classes = ("sop-center", "sop-strong", "sop-large", "sop-upper")
        if not self.headed or self.titled:
            page += self.title_paragraph(*classes)
        document = self.typed("document", *classes)
        page += document or printed(self.label("document"), *classes)
        for line in self.lines("agency", self.config_of_sops.agency.name):
            page += printed(line, "sop-center", "sop-strong", "sop-upper")
        page += content
        blocks = list(self._blocks())
        per_row = self.entries.parsed("per-row")
        page += in_rows(blocks, int(per_row) if isinstance(per_row, str) else None)
        return []

    def _blocks(self) -> Iterator[sop_signature]:
        entry = self.entries.by_key.get("blocks")
        if entry is None:
            return
        for line, number in zip(entry.value, entry.lines, strict=True):
            if line.strip():
                yield self._block(line, number)

    def _block(self, line: str, number: int) -> sop_signature:
        """One line ``label | official | date``; lines of an official who is no key are separated by semicolons."""
        parts = [one_line(part) for part in line.split("|", 2)]
        label, official_text, date_text = (part for part, _ in zip_longest(parts, range(3), fillvalue=""))
        dates = self._date(date_text, number)
        above = []
        if date_text != NONE_MARK:
            shown = self.written(dates) if dates else date_text or TO_BE_FILLED
            place = self.text("place") or self.config_of_sops.agency.place
            above.append(printed(f"{place}, {shown}" if place else shown, part="place"))
        if label:
            named = self.paragraph(label, number)
            named["part"] = "label"
            above.append(named)
        if not official_text or official_text == NONE_MARK:
            template = "the block `{label}` names no official; write `label | official | date`"
            self.fault(template, number, code="SOP107", label=label)
            return signature(Official(), *above)
        rows = [part.strip() for part in official_text.split(";")]
        day = dates.first if dates else None
        return signature(self.official(rows, day, number, entry=APPROVAL_BLOCKS.name), *above)

    def _date(self, text: str, number: int) -> DateRange | None:
        try:
            return read_date(text, APPROVAL_BLOCKS) if text else None
        except Unreadable as error:
            self.fault(error.message.template, number, code=error.code, **error.message.values)
            return None


def _blocks_field() -> Field:
    field = APPROVAL.find("blocks")
    assert field is not None  # noqa: S101 - declared in `manual_anatomy`
    return field


APPROVAL_BLOCKS = _blocks_field()


class UsageDirective(DocumentDirective):
    """Penjelasan singkat penggunaan: scope, summary, definitions and whatever else there is to say."""

    kind = "usage"
    anatomy: ClassVar[Anatomy] = USAGE

    def build(self, page: sop_page, content: list[nodes.Node]) -> list[sop_page]:
        page += self.title_below_heading()
        for key in ("scope", "summary", "definitions"):
            if key in self.entries.rich:
                text = self.label(key)
                heading = nodes.rubric(text, text, translatable=False)
                heading["heading-level"] = HEADING_LEVEL
                self.source.set_source(heading, self.line_of(key))
                page += [heading, *self.entries.rich[key]]
        page += content
        if not page.children:
            parts = ", ".join(f"`{field.name}`" for field in USAGE.fields if field.kind is Kind.RICH)
            self.fault("the page is empty; write {entries} or free text", code="SOP101", entries=parts)
        return []


class SymbolsDirective(DocumentDirective):
    """Makna simbol: the five symbols, what else a flowchart shows, and what they mean."""

    kind = "symbols"
    anatomy: ClassVar[Anatomy] = SYMBOLS

    def build(self, page: sop_page, content: list[nodes.Node]) -> list[sop_page]:
        page += self.title_below_heading()
        page += content
        page += self._explained(SHAPES)
        page += printed(self.label("signs"), "sop-strong", "sop-apart")
        page += self._explained(SIGNS)
        return []

    def _explained(self, shapes: Iterable[str]) -> nodes.table:
        head = [[printed(self.label(key))] for key in ("symbol", "symbol-name", "meaning")]
        symbols = table(WIDTHS, head, ["sop-table", "colwidths-given", "sop-symbols-table"])
        for shape in shapes:
            name, meaning = printed(self.label(shape)), printed(self.label(f"{shape}-meaning"))
            add_row(symbols, ([self._picture(shape)], [name], [meaning]))
        return symbols

    def _picture(self, shape: str) -> sop_symbol:
        symbol = sop_symbol(shape=shape)
        here = Path(self.env.doc2path(self.env.docname)).parent
        try:
            # it lies outside the source directory; `*` lets a builder choose the form it can show
            uri = os.path.relpath(PICTURES / f"{shape}.*", here).replace(os.sep, "/")
        except ValueError:  # on another drive, which no relative path leads to
            return symbol
        image = nodes.image(uri=uri, alt=self.label(f"{shape}-shape"))
        self.source.set_source(image, None)
        symbol += image
        return symbol
