"""Our own grammar by chance: every directive, every entry and every role, taken from the package, so that none is forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from sphinxcontrib_sop.core.anatomy import PROCEDURE_FIELDS, STEP_FIELDS, TABLE_ANATOMY, Field, Kind, Place
from sphinxcontrib_sop.core.reading.life import FORMS
from sphinxcontrib_sop.extension.directives import DIRECTIVES
from sphinxcontrib_sop.extension.directives.lifecycle import RecordsDirective
from sphinxcontrib_sop.extension.directives.manual import GeneratedDirective, ManualDirective
from sphinxcontrib_sop.extension.directives.rules import SopRulesDirective
from sphinxcontrib_sop.extension.directives.sop import SopDirective
from sphinxcontrib_sop.extension.directives.step import SopStepDirective
from sphinxcontrib_sop.extension.directives.table import COLUMNS as TABLE_COLUMNS
from sphinxcontrib_sop.extension.directives.table import SopTableDirective

from .content import Content
from .syntax import entry
from .words import Kind as Word
from .words import Place as Where

if TYPE_CHECKING:
    from sphinx.util.docutils import SphinxDirective

    from sphinxcontrib_sop.core.reading.headings import Column

EXTRA_BOX = "biaya"
ACTORS = (
    "a",
    "b",
    "c",
    '"Kepala Bidang <X>"',
    "a + b",
    "a -> b",
    "a, c",
    "~a, b",
    "b[keputusan]",
    "c[proses]",
    "a -> c",
    "",
)
TARGETS = ("1", "2", "s1", "s2", "selesai", "awal", "sebelumnya", "tiada", "s1/a", "99", "2.1")
DATES = ("2 Januari 2026", "30 Februari 2026", "02-01-2025", "Januari 2025", "-", "kelak", "2026-02-03")
TIMES = ("10 menit", "1-2 hari kerja", "3 bulan", "-", "sebentar")
OFFICIALS = ("kadis", "kabag", "Kepala Badan\nBudi Contoh\nNIP. 197001012000031001", "tiada", "-")
UNPRINTED: dict[str, str] = {
    "time-limit": "only compared with the longest path",
    "revision-note": "stands in `sop-history`",
    "name": "a key",
    "shape": "a word for a symbol",
    "unit": "chooses SOPs; a unit of an SOP is printed by its name",
    "sop": "chooses an SOP",
    "year": "chooses the days of a calendar",
    "semester": "chooses records",
    "data": "a file",
    "logo": "a file",
    "logo-right": "a file",
}
"""Entries whose words are no part of what is printed, and what they are for."""
Makers = dict[Kind, Callable[[Content, Field], str]]


def _line(content: Content, field: Field) -> str:
    if field.alias in UNPRINTED or field.place is Place.CONTROL:
        return content.pick("kata", "a", "unit-a", "s1", "10 menit", "nomor, nama", "berlaku", "2", "-")
    return f"{content.word(_kind_of(field))} lain"


def _kind_of(field: Field) -> Word:
    return Word.LOOSE if field.alias in LOOSE else LOOSE_AT.get(field.place, Word.PRINTED)


LOOSE = {"place": "on an approval sheet it stands with a date", "assessor": "records may name another"}
LOOSE_AT = {Place.NEEDS: Word.LOOSE, Place.LABEL: Word.LOOSE}
"""Places of entries that are printed only with something else: the needs in an inventory, a label with what it is before."""


def _lines(content: Content, field: Field) -> str:
    if field.alias in UNPRINTED:
        return "kata\nlain"
    return f"{content.word(_kind_of(field))}\n{content.word(_kind_of(field))}"


def _choice(content: Content, field: Field) -> str:
    if field.alias == "status" and content.written.there:  # forms leave out SOPs that are revoked
        return content.pick("rancangan", "siap-disahkan", "berlaku", "in-force", "tiada")
    return content.pick(*field.choices, "tiada") if content.maybe(0.9) else "tiada"


def _lanes(content: Content, field: Field) -> str:
    return content.one_of(
        lambda: "a\nb\nc",
        lambda: f"a = Staf {content.word(Word.LOOSE)}\nb\nc = Kepala",
        lambda: "b\na",
        lambda: "a = <X>",
    )


def _branches(content: Content, field: Field) -> str:
    return f"{content.word(Word.LOOSE)} -> {content.pick(*TARGETS)}\nLain {content.word(Word.LOOSE)} -> {content.pick(*TARGETS)}"


def _flows(content: Content, field: Field) -> str:
    return content.one_of(
        lambda: f"a -> {content.pick(*TARGETS)}",
        lambda: "a <-> b",
        lambda: "b -- selesai",
        lambda: f"a -> 2: {content.word(Word.LOOSE)}",
    )


def _rich(content: Content, field: Field) -> str:
    if field.timed:
        return content.one_of(lambda: content.pick(*TIMES), content.line)
    return content.one_of(lambda: "-", content.line, content.block)


VALUES: Makers = {
    Kind.KEY: lambda content, field: content.pick("s1", "s2", "s3", "kunci", "a b", "é"),
    Kind.LINE: _line,
    Kind.LINES: _lines,
    Kind.RICH: _rich,
    Kind.DATE: lambda content, field: content.pick(*DATES),
    Kind.CHOICE: _choice,
    Kind.FLAG: lambda content, field: content.pick("", "", "ya"),
    Kind.CODES: lambda content, field: content.pick("SOP101", "SOP999", "SOP311, SOP312"),
    Kind.OFFICIAL: lambda content, field: content.pick(*OFFICIALS),
    Kind.LANES: _lanes,
    Kind.ROW: lambda content, field: content.pick(*ACTORS),
    Kind.TARGET: lambda content, field: content.pick(*TARGETS),
    Kind.TARGETS: lambda content, field: content.pick(*TARGETS, "1, 2"),
    Kind.BRANCHES: _branches,
    Kind.FLOWS: _flows,
}
"""What is typed for an entry of a kind; a new kind needs a line here, see `test_grammar`."""


class Grammar:
    """Makes our directives for one document."""

    def __init__(self, content: Content) -> None:
        self.content, self.syntax, self.written = content, content.syntax, content.written
        self.chance = content.chance

    def directive(self, kind: type[SphinxDirective], argument: str, options: list[tuple[str, str]], body: str) -> str:
        """One of the names of a directive, with its parts; entries may stand below a blank line too."""
        name = self.content.pick(*(one for one, found in DIRECTIVES.items() if found is kind))
        self.written.used.add(f"directive:{name}")
        late = self.content.maybe(0.1) and options
        typed = "\n".join(entry(key, value) for key, value in options[1:]) if late else ""
        parts = [part for part in (typed, body) if part]
        return self.syntax.directive(name, argument, options[:1] if late else options, "\n\n".join(parts))

    def options(self, fields: Sequence[Field], least: int, most: int) -> Iterator[tuple[str, str]]:
        """Some entries, in any of their spellings, at times misspelt or repeated."""
        for _ in range(self.chance.randrange(least, most + 1)):
            field = self.chance.choice(fields)
            spelling = self.content.pick(*field.spellings)
            self.written.used.add(f"entry:{spelling}")
            yield spelling[:-1] + "x" if self.content.maybe(0.04) else spelling, VALUES[field.kind](self.content, field)

    # -- SOPs --------------------------------------------------------------------------------------------------------
    def sop(self, number: int) -> str:
        """An SOP with steps, typed one by one or as a table."""
        self.content.place = Where.SOP
        options = [("nomor", f"{number}/{self.content.word(Word.PRINTED)}")]
        if number < len(self.written.names) and self.written.names[number] != "tiada":
            options.append(("name", self.written.names[number]))
        boxes = Field(name=EXTRA_BOX, alias=EXTRA_BOX, kind=Kind.RICH, place=Place.BOX)
        options += self.options((*PROCEDURE_FIELDS, boxes), 2, 8)
        title = self.content.line() + (" judul panjang" * 30 if self.content.maybe(0.05) else "")
        parts = [self.content.block()] if self.content.maybe(0.4) else []
        parts += [self.step(place + 1) for place in range(self.chance.randrange(6))]
        if self.content.maybe(0.25):
            parts.append(self.table())
        if self.content.maybe(0.2):
            parts.append(self.document())
        if self.content.maybe(0.2):
            parts.append(self.content.block())
        made = self.directive(SopDirective, title, options, "\n\n".join(parts))
        self.content.place = Where.PROSE
        return made

    def step(self, number: int, depth: int = 0) -> str:
        """A step, perhaps with steps inside."""
        options = [("id", f"s{number}")] if self.content.maybe(0.5) else []
        sound = self.content.maybe(0.2)
        if sound:  # a decision that can be drawn, so that its answers have to be seen
            answers = f"{self.content.word(Word.ANSWER)} -> selesai\n{self.content.word(Word.LOOSE)} -> awal"
            options += [("pelaksana", "a"), ("cabang", answers)]
            options += self.options([field for field in STEP_FIELDS if field.kind is Kind.RICH], 0, 3)
        else:
            options.append(("pelaksana", self.content.pick(*ACTORS)))
            options += self.options(STEP_FIELDS, 0, 5)
        parts = [self.content.block()] if self.content.maybe(0.3) else []
        if depth < 2 and not sound and self.content.maybe(0.15):
            parts.append(self.step(number * 10, depth + 1))
        return self.directive(SopStepDirective, self.content.line(), options, "\n\n".join(parts))

    def table(self) -> str:
        """The short form, typed or from a file."""
        columns = [column for column in TABLE_COLUMNS if column.key == "text" or self.content.maybe(0.5)]
        rows = [[self._cell(column) for column in columns] for _ in range(self.chance.randrange(1, 4))]
        titles = [self.content.pick(*column.names) for column in columns]
        if self.content.maybe(0.4):
            return self.directive(SopTableDirective, "", [("berkas", self._csv(titles, rows))], "")
        lines = [" | ".join(row) if len(row) > 1 else f"| {row[0]} |" for row in (titles, *rows)]
        return self.directive(SopTableDirective, "", [], "\n".join(lines))

    def _cell(self, column: Column) -> str:
        fields = {field.alias: field for field in STEP_FIELDS}
        if column.key in {"text", "notes", "inputs", "output"}:
            return self.content.word()
        if column.key in fields and fields[column.key].kind in {Kind.ROW, Kind.TARGET, Kind.TARGETS}:
            return VALUES[fields[column.key].kind](self.content, fields[column.key])
        return ""

    def _csv(self, titles: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
        quoted = (",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in (titles, *rows))
        return self.content.file(".csv", "\n".join(quoted) + "\n")

    # -- documents of the manual ---------------------------------------------------------------------------------------
    def document(self) -> str:
        """One of the other directives."""
        kinds = sorted(
            {found for found in DIRECTIVES.values() if issubclass(found, ManualDirective)}, key=lambda one: one.__name__
        )
        kind = self.chance.choice(kinds)
        has_page = not issubclass(kind, GeneratedDirective) or kind.around is not GeneratedDirective.around
        before, self.content.place = (
            self.content.place,
            Where.PAGE if has_page and kind is not SopRulesDirective else Where.PROSE,
        )
        argument = ""
        if issubclass(kind, RecordsDirective):
            made = self._records(kind)
        else:
            if kind.takes_argument and self.content.maybe(0.5):
                argument = self._argument(kind)
            options = (
                list(self.options(kind.anatomy.fields, 0, max(6, len(kind.anatomy.fields) // 2)))
                if kind.anatomy.fields
                else []
            )
            body = self.content.block(1) if self.content.maybe(0.3) else ""
            made = self.directive(kind, argument, options, body)
        self.content.place = before
        return made

    def _argument(self, kind: type[ManualDirective]) -> str:
        """A title where the argument is one; else it names an SOP or an actor."""
        if hasattr(kind, "argument_is_title"):
            return self.content.line()
        return self.content.pick("a", "b", "tiada", "1", *self.written.names)

    def _records(self, kind: type[RecordsDirective]) -> str:
        sound = bool(self.written.there) and self.content.maybe(0.6)
        options = [] if sound else [one for one in self.options(kind.anatomy.fields, 0, 4) if one[0] != "data"]
        if self.content.maybe(0.8):
            options.append(("data", self._records_file(kind, sound=sound)))
        body = self.content.block(1) if self.content.maybe(0.2) else ""
        return self.directive(kind, "", options, body)

    def _records_file(self, kind: type[RecordsDirective], *, sound: bool) -> str:
        columns = [column for column in kind.columns if column.required or self.content.maybe(0.7)]
        shown = SHOWN.get(kind.kind) or FORMS[kind.kind].shown
        rows = [
            [self._record(column, row, sound=sound and column.key in shown) for column in columns]
            for row in range(1, self.chance.randrange(2, 4))
        ]
        titles = [self.content.pick(*column.names) for column in columns]
        if self.content.maybe(0.7):
            return self._csv(titles, rows)
        blocks = ("\n".join(f'"{title}" = "{cell}"' for title, cell in zip(titles, row, strict=True)) for row in rows)
        return self.content.file(".toml", "\n".join(f"[[catatan]]\n{block}\n" for block in blocks))

    def _record(self, column: Column, row: int, *, sound: bool) -> str:
        """A cell of a row; an SOP that it names may be missing, where no words of the row have to be shown."""
        if column.key in {"sop", "title"}:
            return self.content.pick(*(self.written.there or ["tiada", *self.written.names]))
        if column.key in {"no", "item", "round", "copy"}:
            return str(row)
        if column.key in {"result", "substance", "process", "state", "chosen"}:
            return self.content.pick("ya", "tidak", "baik", "selesai", "")
        return self.content.word(Word.RECORD if sound else Word.LOOSE)


SHOWN: dict[str, frozenset[str]] = {
    "monitoring": frozenset({"notes", "action", "initials"}),
    "evaluation": frozenset({"notes"}),
    "trial": frozenset({"notes"}),
    "distribution": frozenset({"recipient", "revision", "date", "receipt"}),
    "inventory": frozenset({"duty", "function", "task", "activity", "output", "aspect"}),
}
"""Columns of the older forms whose cells are always printed; the newer ones declare theirs."""


def names_of_directives() -> set[str]:
    """Every directive that the package registers."""
    return set(DIRECTIVES)


def spellings() -> set[str]:
    """Every entry of every directive, by each of its spellings."""
    fields = [*PROCEDURE_FIELDS, *STEP_FIELDS, *TABLE_ANATOMY.fields]
    for found in DIRECTIVES.values():
        if issubclass(found, ManualDirective):
            fields += found.anatomy.fields
    return {spelling for field in fields for spelling in field.spellings}
