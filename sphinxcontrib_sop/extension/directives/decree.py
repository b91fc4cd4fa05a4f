"""The directive `sop-decree`: the decision by which the head of the agency sets the SOPs, and its annex."""

from collections.abc import Sequence
from typing import ClassVar

from docutils import nodes

from ...core.anatomy import Anatomy
from ...core.manual_anatomy import DECREE
from ...core.model import Official
from ...core.ordinals import ordinal
from ...core.reading.ranks import lists_in, out_of_rank
from ..config import source_config
from ..nodes import sop_column, sop_columns, sop_generated, sop_page, sop_phrase
from .document import TO_BE_FILLED, DocumentDirective
from .signature import at_the_right, printed, signature

FIRST = 1


class DecreeDirective(DocumentDirective):
    """Keputusan pimpinan in the order of tata naskah dinas; the argument is what it is about."""

    kind = "decree"
    anatomy: ClassVar[Anatomy] = DECREE
    title_is_printed = False
    argument_is_title = False

    signer: Official

    def build(self, page: sop_page, content: list[nodes.Node]) -> list[sop_page]:
        self.signer = self._signer()
        if not self.argument:
            self.fault("the decree does not say what it is about; write it behind `::`", code="SOP101")
        agency = self.config_of_sops.agency
        lines = self.lines("letterhead", agency.name)
        address = [agency.address] if agency.address and "letterhead" not in self.entries.values else []
        if lines or address:
            page += self.letterhead(lines, address)
        page += self.title_below_heading()
        page += self._heading()
        page += self._clauses(("considering", "loweralpha"), ("in-view-of", "arabic"), ("noting", "arabic"))
        page += printed(f"{self.label('decides')}:", "sop-center", "sop-strong", "sop-upper")
        page += self._dictums()
        page += content
        page += self._signed(dated=True)
        page += self._copies()
        return [self._annex()] if self.entries.parsed("annex") == "yes" else []

    # -- what it is --------------------------------------------------------------------------------------------------
    def _signer(self) -> Official:
        value = self.entries.values.get("by")
        if value is None or not value.items:
            return Official()
        return self.official(value.items, self.day, self.line_of("by"), entry="oleh")

    @property
    def _position(self) -> str:
        """The office that decides, without "Plt." before it."""
        return self.text("position") or self.signer.position

    @property
    def _name(self) -> str:
        """KEPUTUSAN KEPALA DINAS ..."""
        return f"{self.label('decree')} {self._position}".strip()

    @property
    def _number(self) -> str:
        return f"{self.label('number')} {self.text('number') or TO_BE_FILLED}"

    def _subject(self, *classes: str) -> nodes.paragraph:
        """What the decree is about."""
        if not self.argument:
            return printed(TO_BE_FILLED, *classes)
        return self.paragraph(self.argument, self.header.title_line, *classes)

    def _with_subject(self, before: str, after: str, *classes: str) -> nodes.paragraph:
        """A line that names the subject; it is translated as in the heading."""
        subject = self._subject()
        phrase = sop_phrase(subject.rawsource, "", *subject.children)
        phrase.source, phrase.line = subject.source, subject.line
        phrase["translatable"] = subject.get("translatable", True)
        children = [nodes.Text(before), phrase, *([nodes.Text(after)] if after else [])]
        return nodes.paragraph("", "", *children, classes=list(classes), translatable=False)

    def _heading(self) -> list[nodes.Node]:
        said = ("sop-center", "sop-balanced", "sop-strong", "sop-upper")
        heading = [
            printed(self._name, *said),
            printed(self._number, *said),
            printed(self.label("on"), *said),
            self._subject(*said),
        ]
        if self._position:
            heading.append(printed(f"{self._position},", "sop-apart", *said))
        return list(heading)

    # -- what it says ------------------------------------------------------------------------------------------------
    def _clauses(self, *keys: tuple[str, str]) -> list[nodes.Node]:
        """The clauses before the decision: name, colon and a list with letters or numbers."""
        fields = []
        for key, enumeration in keys:
            content = self._content(key)
            if not content:
                continue
            if key == "in-view-of":
                self._complete_laws(content)
            items = items_in(content)
            if len(items) > 1:
                listing = nodes.enumerated_list(enumtype=enumeration, prefix="", suffix=".")
                listing += [nodes.list_item("", *item) for item in items]
                content = [listing]
            elif items:
                content = items[0]
            fields.append(_field(self.label(key), content))
        return [nodes.field_list("", *fields, classes=["sop-clauses"])] if fields else []

    def _complete_laws(self, content: Sequence[nodes.Node]) -> None:
        """Add to the laws of the registry where they were published and what amended them, as a decree cites them."""
        registry = source_config(self.config).registry
        for inline in (run for node in content for run in node.findall(nodes.inline) if run.get("law")):
            entry = registry.entries[inline["law"]]
            gazette = f"({entry.gazette})" if entry.gazette else ""
            inline[:] = [nodes.Text(" ".join(filter(None, (entry.written, gazette, registry.amended_form(entry)))))]

    def _content(self, key: str) -> list[nodes.Node]:
        """Body elements of an entry; an empty one is reported once."""
        field = self.anatomy.find(key)
        content = self.entries.rich.get(key, [])
        if (
            field is not None
            and key in self.entries.values
            and not content
            and not field.required
            and not self.entries.text(key)
        ):
            self.fault("`{entry}` is empty", self.line_of(key), entry=field.name)
        return content

    def _dictums(self) -> nodes.field_list:
        """Menetapkan, then KESATU, KEDUA ..."""
        what = self._with_subject(f"{self._name} {self.label('on')} ", ".", "sop-upper")
        fields = [_field(self.label("resolving"), [what])]
        for number, item in enumerate(items_in(self.entries.rich.get("resolving", [])), start=1):
            for offices in lists_in(" ".join(node.astext() for node in item)):
                self._judge_ranks(offices, "resolving")
            fields.append(_field(self._ordinal(number).upper(), item))
        return nodes.field_list("", *fields, classes=["sop-clauses"])

    def _ordinal(self, number: int) -> str:
        language = self.config_of_sops.language
        first = self.config_of_sops.profile.labels.get(language.partition("_")[0], {}).get("decree-first", "")
        return first if number == FIRST and first else ordinal(number, language)

    # -- what closes it ----------------------------------------------------------------------------------------------
    def _signed(self, *, dated: bool) -> sop_columns:
        above = []
        if dated:
            place = self.text("place") or self.config_of_sops.agency.place or TO_BE_FILLED
            above = [
                printed(f"{self.label('issued-in')} {place}", part="place"),
                printed(f"{self.label('issued-on')} {self.date_text('date')}", part="place"),
            ]
        return at_the_right(signature(self.signer, *above, upper=True))

    def _copies(self) -> list[nodes.Node]:
        content = self._content("copies")
        if not content:
            return []
        items = items_in(content)
        self._judge_ranks([" ".join(node.astext() for node in item) for item in items], "copies")
        if len(items) > 1:
            listing = nodes.enumerated_list(enumtype="arabic", prefix="", suffix=".")
            listing += [nodes.list_item("", *item) for item in items]
            content = [listing]
        return [printed(f"{self.label('copies')}:"), *content]

    def _judge_ranks(self, offices: Sequence[str], key: str) -> None:
        """Note a list of offices that does not go from the higher to the lower."""
        if source_config(self.config).language.startswith("id") and (pair := out_of_rank(offices)):
            template = "`{lower}` is named before `{higher}`, which ranks higher"
            higher, lower = (office.strip(" .;,") for office in pair)
            self.fault(template, self.line_of(key), code="SOP135", higher=higher, lower=lower)

    def _annex(self) -> sop_page:
        page = sop_page(kind="annex")
        self.source.set_source(page, self.line_of("annex"))
        named = [
            printed(f"{self.label('annex')} {self._name}", "sop-upper"),
            printed(self._number, "sop-upper"),
            printed(f"{self.label('annex-date')} {self.date_text('date')}", "sop-upper"),
            self._with_subject(f"{self.label('on')} ", "", "sop-upper"),
        ]
        page += sop_columns("", sop_column(width=1, align="left"), sop_column("", *named, width=1, align="left"))
        page += printed(self.label("annex-title"), "sop-apart", "sop-center", "sop-strong", "sop-upper")
        listing = sop_generated(kind="decree-annex", options={})
        self.source.set_source(listing, self.line_of("annex"))
        page += listing
        page += self._signed(dated=False)
        return page


def _field(name: str, content: Sequence[nodes.Node]) -> nodes.field:
    return nodes.field("", nodes.field_name("", name, translatable=False), nodes.field_body("", *content))


def items_in(content: Sequence[nodes.Node]) -> list[list[nodes.Node]]:
    """The items of a list that was typed; of paragraphs each is one, and further elements belong to the one before."""
    items: list[list[nodes.Node]] = []
    for node in content:
        if isinstance(node, (nodes.bullet_list, nodes.enumerated_list)):
            items += ([*item.children] for item in node.children if isinstance(item, nodes.list_item))
        elif isinstance(node, nodes.paragraph) or not items:
            items.append([node])
        else:
            items[-1].append(node)
    return items
