"""What the directives for the documents of a manual share: header, page, heading, letterhead, faults."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import ClassVar

from docutils import nodes

from ...core.anatomy import NONE_MARK, Place
from ...core.configuration import OutputConfig
from ...core.model import Fault, Official
from ...core.reading.conversion import Unreadable, read_official
from ...core.reading.dates import DateRange
from ..config import output_config
from ..nodes import sop_column, sop_columns, sop_page
from ..undocumented import node_around
from .entries import without_only
from .manual import ManualDirective
from .signature import printed

TO_BE_FILLED = "…………………"
"""Stands for a number or a date that is given when the document is signed."""

_LETTERHEAD_SHARE = 5
"""Width of the lines of a letterhead beside a logo of 1."""


class DocumentDirective(ManualDirective):
    """Returns one `sop_page`, in a section of its own where no heading stands above it."""

    kind: ClassVar[str]
    """Kind of the page and first part of the keys of its labels."""
    title_is_printed: ClassVar[bool] = True
    """False where the page says its title in its own way."""
    argument_is_title: ClassVar[bool] = True

    headed: bool
    """True if the author typed a heading above."""
    config_of_sops: OutputConfig
    messages: list[nodes.Node]
    """What the parser of inline markup said; it belongs into the document."""

    def make(self) -> list[nodes.Node]:
        """Return the page and those that follow it."""
        self.config_of_sops = output_config(self.config)
        self.messages = []
        self.headed = not isinstance(self._parent(), nodes.document)
        self._judge_titles()
        content = without_only(self.source.parse_body(self.header.body), self.entries, self.source)
        page = sop_page(kind=self.kind)
        self.source.set_source(page, None)
        self._demand_required()
        pages = [page, *self.build(page, [*self.kept(), *content])]
        framed = self._framed(pages)
        page += self.messages
        return framed

    def build(self, page: sop_page, content: list[nodes.Node]) -> list[sop_page]:
        """Fill the page; return further pages that follow it."""
        raise NotImplementedError

    # -- frame -------------------------------------------------------------------------------------------------------
    def _parent(self) -> nodes.Node:
        """What the directive stands in."""
        return node_around(self.state)

    def _framed(self, pages: Sequence[sop_page]) -> list[nodes.Node]:
        if self.headed:
            return list(pages)
        section = nodes.section()
        self.source.set_source(section, None)
        title = self._title_node()
        if not self.title_is_printed:
            title["classes"].append("sop-unprinted")
        section += title
        section["names"].append(nodes.fully_normalize_name(title.astext()))
        self.state.document.note_implicit_target(section, section)
        section += pages
        pages[0]["has-heading"] = True
        return [section]

    @property
    def titled(self) -> bool:
        """True if a title was typed."""
        return bool((self.argument_is_title and self.argument) or self.text("title"))

    def title_paragraph(self, *classes: str) -> nodes.paragraph:
        """The title: what was typed as argument or entry, else that of the profile."""
        if self.argument_is_title and self.argument:
            return self.paragraph(self.argument, self.header.title_line, *classes)
        return self.typed("title", *classes) or printed(self.label("title"), *classes)

    def title_below_heading(self) -> list[nodes.paragraph]:
        """The title that was typed although there is a heading."""
        return [self.title_paragraph("sop-center", "sop-strong")] if self.headed and self.titled else []

    def _title_node(self) -> nodes.title:
        paragraph = self.title_paragraph()
        title = nodes.title(paragraph.rawsource, "", *paragraph.children)
        if paragraph.get("translatable", True):
            title.source, title.line = paragraph.source, paragraph.line
        else:
            title["translatable"] = False
        return title

    # -- entries -----------------------------------------------------------------------------------------------------
    def label(self, key: str) -> str:
        """A label: what was typed in its place, else that of the profile."""
        for field in self.anatomy.at(Place.LABEL):
            if field.alias in {key, f"label-{key}"} and field.alias in self.entries.values:
                return self.entries.text(field.alias)
        return self.config_of_sops.profile.label(f"{self.kind}-{key}", self.config_of_sops.language)

    def lines(self, key: str, default: Sequence[str]) -> list[str]:
        """Lines of an entry, ``default`` if it was not typed, none if it is `-`."""
        if key not in self.entries.values:
            return list(default)
        return [line for line in self.entries.values[key].items if line != NONE_MARK]

    def typed(self, key: str, *classes: str) -> nodes.paragraph | None:
        """A paragraph of what was typed for an entry, read as inline markup; None if there is nothing."""
        if not self.text(key):
            return None
        entry = self.entries.by_key[key]
        return self.paragraph(" ".join(entry.text.split()), entry.lines[0], *classes)

    def paragraph(self, text: str, number: int, *classes: str) -> nodes.paragraph:
        """A paragraph of inline markup."""
        paragraph, messages = self.source.paragraph(text, number)
        paragraph["classes"] += classes
        self.messages += messages
        return paragraph

    def _judge_titles(self) -> None:
        """An entry `judul` beside an argument that is the title is a repeated one."""
        entry = self.entries.by_key.get("title")
        if entry is not None and self.argument_is_title and self.argument:
            self.fault("the entry `{name}` is repeated; the first one counts", entry.line, name=entry.name)
            self.entries.kept.append(entry)

    def _demand_required(self) -> None:
        missing = [
            field.name for field in self.anatomy.fields if field.required and field.alias not in self.entries.values
        ]
        if missing:
            names = ", ".join(f"`{name}`" for name in missing)
            self.fault("required but missing or empty: {entries}", code="SOP101", entries=names)
        for field in self.anatomy.fields:
            if field.required and field.alias in self.entries.values and not self.entries.text(field.alias).strip():
                self.fault("`{entry}` is empty", self.line_of(field.alias), entry=field.name)

    # -- officials and dates -----------------------------------------------------------------------------------------
    @property
    def day(self) -> date | None:
        """The first day that the date may mean."""
        dates = self.entries.parsed("date")
        return dates.first if isinstance(dates, DateRange) else None

    def date_text(self, key: str) -> str:
        """A date as it is printed; room for one where there is none yet."""
        dates = self.entries.parsed(key)
        if isinstance(dates, DateRange):
            return self.written(dates)
        return self.text(key) or TO_BE_FILLED

    def written(self, day: DateRange) -> str:
        """A date that does not break over lines."""
        return day.written(self.config_of_sops.language).replace(" ", "\u00a0")

    def official(self, lines: Sequence[str], day: date | None, number: int | None, *, entry: str) -> Official:
        """Read an official, a key or lines of text; what is wrong is noted at a line."""
        try:
            read = read_official(lines, self.config_of_sops.officials, entry=entry)
        except Unreadable as error:
            self.entries.faults.append(
                Fault(code=error.code, message=error.message, location=self.source.location(number))
            )
            return Official(position=" ".join(lines))
        official = self.config_of_sops.official_on(read, day) if isinstance(read, str) else read
        official = official or Official()
        if not official.position:
            self.fault("`{entry}`: the official has no position", number, code="SOP107", entry=entry)
        elif not official.name:
            self.fault("`{entry}`: the official has a position but no name", number, code="SOP107", entry=entry)
        return official

    # -- letterhead --------------------------------------------------------------------------------------------------
    def logo(self, key: str, default: str) -> nodes.image | None:
        """The image of a logo: the path that was typed, which counts from the document, else that of the agency."""
        agency = self.config_of_sops.agency
        if key in self.entries.values:
            path = self.text(key)
            if not path:
                return None
            uri = path
            _, file = self.env.relfn2path(path)
            if not Path(file).is_file():
                self.fault("the logo {file} does not exist", self.line_of(key), file=path)
                return None
        elif default:
            uri = f"/{default.lstrip('/')}"
        else:
            return None
        image = nodes.image(uri=uri, alt=" ".join(agency.name) or "logo", classes=["sop-logo"])
        self.source.set_source(image, self.line_of(key))
        return image

    def logos(self) -> tuple[nodes.image | None, nodes.image | None]:
        """The logos at the left and at the right."""
        agency = self.config_of_sops.agency
        return self.logo("logo", agency.logo_left), self.logo("logo-right", agency.logo_right)

    def letterhead(self, lines: Sequence[str], small: Sequence[str]) -> sop_columns:
        """Return the kop: logos beside the lines, a rule below."""
        left, right = self.logos()
        columns = sop_columns(classes=["sop-letterhead", "sop-rule-below"])
        middle = [printed(line, "sop-upper", "sop-strong", "sop-large") for line in lines]
        middle += [printed(line, "sop-small") for line in small]
        if left is not None:
            columns += sop_column("", left, width=1, align="center")
        columns += sop_column("", *middle, width=_LETTERHEAD_SHARE, align="center")
        if right is not None:
            columns += sop_column("", right, width=1, align="center")
        elif left is not None:  # so that the lines stand in the middle of the page
            columns += sop_column(width=1, align="center")
        return columns
