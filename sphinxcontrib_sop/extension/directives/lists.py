"""The directives `sop-list`, `sop-cards`, `sop-statistics`, `sop-actor` and `sop-map`: what is made of all SOPs."""

from collections.abc import Iterator, Mapping
from typing import ClassVar

from ...core.anatomy import Anatomy, Field, Kind, Place
from ..drafts import current_index
from .manual import GeneratedDirective

_STATUS = {
    "rancangan": "draft",
    "draf": "draft",
    "siap-disahkan": "ready",
    "berlaku": "in-force",
    "dicabut": "revoked",
}


def _line(name: str, alias: str) -> Field:
    return Field(name=name, alias=alias, kind=Kind.LINE, place=Place.CONTROL)


def _choice(name: str, alias: str, **words: str) -> Field:
    """A choice; ``words`` are Indonesian words with "_" for "-" and the values they stand for."""
    pairs = {word.replace("_", "-"): value for word, value in words.items()}
    choices = pairs | {value: value for value in pairs.values()}
    return Field(name=name, alias=alias, kind=Kind.CHOICE, place=Place.CONTROL, choices=choices)


UNIT = _line("satuan-kerja", "unit")

COLUMNS = {
    "no": "row-number",
    "nomor": "number",
    "nama": "title",
    "judul": "title",
    "satuan-kerja": "unit",
    "status": "status",
    "revisi": "revision",
    "tanggal-pembuatan": "created",
    "tanggal-revisi": "revised",
    "tanggal-efektif": "effective",
    "tanggal-pengesahan": "approved",
    "disahkan-oleh": "approved-by",
    "pelaksana": "actors",
    "jenis": "type",
    "fungsi": "function",
    "langkah": "steps",
    "waktu": "longest",
    "jatuh-tempo": "due",
    "pengesahan": "validity",
    "halaman": "page-number",
}
"""What a column of `sop-list` may be called -> key of the column."""

CARD_COLUMNS = {name: key for name, key in COLUMNS.items() if key not in {"row-number", "title", "page-number"}}
"""What a card can show below its title."""

HISTORY_SOURCES = {"naskah": "text", "pengesahan": "ledger", "catatan": "notes"}
"""What a history can be made of: changes of the text in git, approvals in the ledger, notes typed by hand."""


_FILTERS = (
    UNIT,
    Field(
        name="status",
        alias="status",
        kind=Kind.CHOICE,
        place=Place.CONTROL,
        choices=_STATUS | {value: value for value in _STATUS.values()},
    ),
    _line("pelaksana", "actor"),
    _line("dasar-hukum", "law"),
    _line("kata", "word"),
    _line("jatuh-tempo", "due"),
)
"""Which SOPs are listed: those that pass all filters."""
_SORT = _choice(
    "urut",
    "sort",
    buku="manual",
    nomor="number",
    nama="title",
    judul="title",
    tanggal_efektif="effective",
    jatuh_tempo="due",
)


class SopListDirective(GeneratedDirective):
    """`sop-list`: the SOPs of the manual, or those that pass filters, as a table."""

    kind = "list"
    columns: ClassVar[Mapping[str, str]] = COLUMNS
    anatomy = Anatomy(
        (
            _line("kolom", "columns"),
            *_FILTERS,
            _choice("kelompok", "group", satuan_kerja="unit", unit="unit", fungsi="function", tidak_ada="none"),
            _SORT,
        )
    )

    def options_of(self) -> dict[str, str]:
        """Columns that nobody knows are named and left out."""
        options = super().options_of()
        wanted = [word.strip() for word in self.entries.text("columns").split(",") if word.strip()]
        known = {**self.columns, **{key: key for key in self.columns.values()}}
        keys = []
        for word in wanted:
            key = known.get(word.casefold().replace(" ", "-"))
            if key:
                keys.append(key)
            else:
                template = "the column `{column}` is not one of {known}"
                self.fault(template, self.line_of("columns"), column=word, known=", ".join(self.columns))
        return options | {"columns": " ".join(keys)} if wanted else options


class SopCardsDirective(SopListDirective):
    """`sop-cards`: a card for each SOP, with its title and what the columns name."""

    kind = "cards"
    columns = CARD_COLUMNS
    anatomy = Anatomy((_line("kolom", "columns"), *_FILTERS, _SORT))


class SopStatisticsDirective(GeneratedDirective):
    """`sop-statistics`: steps, decisions, hand-offs and time per SOP and unit, and the time of each actor."""

    kind = "statistics"
    anatomy = Anatomy(
        (UNIT, _choice("per", "per", sop="sop", satuan_kerja="unit", unit="unit", buku="manual", pelaksana="actor"))
    )


class SopActorDirective(GeneratedDirective):
    """`sop-actor`: every step of one actor in every SOP; without an argument an index of all actors."""

    kind = "actor"
    takes_argument = True
    anatomy = Anatomy((UNIT,))


class SopMapDirective(GeneratedDirective):
    """`sop-map`: how SOPs are related, as a picture, as a table where Graphviz is missing."""

    kind = "map"
    anatomy = Anatomy((UNIT, _line("dari", "from"), _line("kedalaman", "depth")))

    def options_of(self) -> dict[str, str]:
        """A depth that is no number is named."""
        options = super().options_of()
        depth = self.entries.text("depth")
        if depth and not depth.isdecimal():
            self.fault("`{entry}`: `{text}` is not a number", self.line_of("depth"), entry="depth", text=depth)
            options.pop("depth")
        return options


class SopHistoryDirective(GeneratedDirective):
    """`sop-history`: versions of the SOP it names or stands in, else of all SOPs."""

    kind = "history"
    takes_argument = True
    anatomy = Anatomy((UNIT, _line("sumber", "sources")))

    def options_of(self) -> dict[str, str]:
        """Inside an SOP it knows which one."""
        options = super().options_of()
        if "sources" in self.entries.values:
            options["sources"] = " ".join(self._sources())
        index = current_index(self.env)
        return options if index is None else options | {"index": str(index)}

    def _sources(self) -> Iterator[str]:
        """What the history is made of; a word that is none of it is named."""
        known = HISTORY_SOURCES | {key: key for key in HISTORY_SOURCES.values()}
        for word in self.entries.text("sources").split(","):
            key = known.get(word.strip().casefold())
            if key:
                yield key
            else:
                template = "the source `{source}` is not one of {known}"
                known_names = ", ".join(HISTORY_SOURCES)
                self.fault(template, self.line_of("sources"), source=word.strip(), known=known_names)
