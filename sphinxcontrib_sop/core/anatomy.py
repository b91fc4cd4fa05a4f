"""Every entry of an SOP and of a step, declared once: its names, what its value is and where it is printed.

The header reader, the model, the form, the JSON export and the documentation all read these tables; adding an entry is
adding one line here (and its label in ``profiles/``).  The Indonesian name is the regulation's own word
(PermenPAN-RB Nomor 35 Tahun 2012); the alias is English and is also the key used by the model and the exports.
"""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from enum import StrEnum

from msgspec import Struct, field


class Kind(StrEnum):
    """What the value of an entry is, and so how it is read."""

    KEY = "key"  # letters, digits, "-", "_", "."
    LINE = "line"  # plain text, line breaks do not matter
    LINES = "lines"  # plain text, one item a line
    RICH = "rich"  # reStructuredText
    DATE = "date"
    CHOICE = "choice"
    FLAG = "flag"
    CODES = "codes"  # rule codes, separated by commas or spaces
    OFFICIAL = "official"  # a key of `sop_officials`, or lines: position, name, NIP
    LANES = "lanes"  # actors of the procedure, one a line
    ROW = "row"  # actors of one step: the row grammar
    TARGET = "target"
    TARGETS = "targets"
    BRANCHES = "branches"
    FLOWS = "flows"


class Place(StrEnum):
    """Where the value of an entry appears."""

    FORM = "form"  # rows of the identity form
    BOX = "box"  # boxes of the identity form
    CLASSIFICATION = "classification"
    NEEDS = "needs"  # needs assessment
    CELL = "cell"  # cells of a flowchart row
    FLOW = "flow"  # arrows of a flowchart row
    CONTROL = "control"  # steers the build, not printed
    DOCUMENT = "document"  # a document of the manual: cover, decree ...
    LABEL = "label"  # takes the place of a label of the profile


class Field(Struct, frozen=True, kw_only=True):
    """One entry: ``name`` and ``alias`` are what a person may type; ``alias`` is its key in model and exports."""

    name: str
    alias: str
    kind: Kind
    place: Place
    required: bool = False
    timed: bool = False
    """True if the value is a length of time; it is read as a `Duration`."""
    choices: Mapping[str, str] = field(default_factory=dict)
    """Accepted word -> value of the model; only for ``Kind.CHOICE``."""

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every name under which the entry may be typed."""
        return (self.name,) if self.name == self.alias else (self.name, self.alias)


def _choices(*words: str) -> dict[str, str]:
    """Map ``"indonesian=english"`` and ``english`` itself to ``english``."""
    pairs = dict(word.split("=") for word in words)
    return pairs | {value: value for value in pairs.values()}


def _line(name: str, alias: str, place: Place, *, required: bool = False) -> Field:
    return Field(name=name, alias=alias, kind=Kind.LINE, place=place, required=required)


def _date(name: str, alias: str, *, required: bool = False) -> Field:
    return Field(name=name, alias=alias, kind=Kind.DATE, place=Place.FORM, required=required)


def _choice(name: str, alias: str, *words: str, place: Place = Place.CLASSIFICATION) -> Field:
    return Field(name=name, alias=alias, kind=Kind.CHOICE, place=place, choices=_choices(*words))


def _box(name: str, alias: str, *, required: bool = False) -> Field:
    return Field(name=name, alias=alias, kind=Kind.RICH, place=Place.BOX, required=required)


PROCEDURE_FIELDS: tuple[Field, ...] = (
    Field(name="name", alias="name", kind=Kind.KEY, place=Place.CONTROL),
    _line("nomor", "number", Place.FORM, required=True),
    _line("revisi", "revision", Place.FORM),
    Field(name="catatan-revisi", alias="revision-note", kind=Kind.LINES, place=Place.CONTROL),
    _line("satuan-kerja", "unit", Place.FORM),
    _date("tanggal-pembuatan", "created", required=True),
    _date("tanggal-revisi", "revised"),
    _date("tanggal-efektif", "effective"),
    _date("tanggal-pengesahan", "approved"),
    _date("tanggal-berakhir", "expires"),
    _line("digantikan-oleh", "replaced-by", Place.FORM),
    Field(name="berlaku-bagi", alias="applies-to", kind=Kind.LINES, place=Place.FORM),
    Field(name="disusun-oleh", alias="drafted-by", kind=Kind.OFFICIAL, place=Place.FORM),
    Field(name="diperiksa-oleh", alias="checked-by", kind=Kind.OFFICIAL, place=Place.FORM),
    Field(name="disahkan-oleh", alias="approved-by", kind=Kind.OFFICIAL, place=Place.FORM),
    _choice(
        "status",
        "status",
        "rancangan=draft",
        "draf=draft",
        "siap-disahkan=ready",
        "berlaku=in-force",
        "dicabut=revoked",
        place=Place.CONTROL,
    ),
    _choice("jenis", "type", "administratif=administrative", "teknis=technical"),
    _choice("cakupan", "scope", "makro=macro", "mikro=micro"),
    _choice("produk", "product", "final=final", "parsial=partial"),
    _choice("kekhususan", "generality", "generik=generic", "spesifik=specific"),
    _choice("jenis-kegiatan", "activity-kind", "pelayanan=service", "rutin=routine", "penugasan=assignment"),
    _choice(
        "format",
        "format",
        "diagram-alir=flowchart",
        "langkah-sederhana=simple-steps",
        "tahapan-berurutan=hierarchical-steps",
        "langkah-bertingkat=hierarchical-steps",  # the older word
        "grafik=graphic",
    ),
    _line("tugas", "duty", Place.NEEDS),
    _line("fungsi", "function", Place.NEEDS),
    _line("uraian-tugas", "task", Place.NEEDS),
    _line("output-akhir", "end-product", Place.NEEDS),
    _line("aspek", "aspect", Place.NEEDS),
    _line("proses-bisnis", "business-process", Place.NEEDS),
    Field(name="jangka-waktu", alias="time-limit", kind=Kind.LINE, place=Place.CONTROL, timed=True),
    Field(name="pelaksana", alias="actors", kind=Kind.LANES, place=Place.CONTROL),
    _box("dasar-hukum", "legal-basis", required=True),
    _box("kualifikasi-pelaksana", "qualifications", required=True),
    _box("keterkaitan", "related", required=True),
    _box("peralatan", "equipment", required=True),
    _box("peringatan", "warning", required=True),
    _box("pencatatan", "records", required=True),
    Field(name="abaikan", alias="ignore", kind=Kind.CODES, place=Place.CONTROL),
)

STEP_FIELDS: tuple[Field, ...] = (
    Field(name="id", alias="id", kind=Kind.KEY, place=Place.CONTROL),
    _line("nomor-langkah", "label", Place.CELL),
    Field(name="pelaksana", alias="actors", kind=Kind.ROW, place=Place.FLOW),
    Field(name="kelengkapan", alias="inputs", kind=Kind.RICH, place=Place.CELL),
    Field(name="waktu", alias="time", kind=Kind.RICH, place=Place.CELL, timed=True),
    Field(name="output", alias="output", kind=Kind.RICH, place=Place.CELL),
    Field(name="keterangan", alias="notes", kind=Kind.RICH, place=Place.CELL),
    Field(name="ya", alias="yes", kind=Kind.TARGET, place=Place.FLOW),
    Field(name="tidak", alias="no", kind=Kind.TARGET, place=Place.FLOW),
    Field(name="cabang", alias="branches", kind=Kind.BRANCHES, place=Place.FLOW),
    Field(name="lanjut", alias="next", kind=Kind.TARGETS, place=Place.FLOW),
    Field(name="alur", alias="flows", kind=Kind.FLOWS, place=Place.FLOW),
    Field(name="selesai", alias="end", kind=Kind.FLAG, place=Place.FLOW),
    # not `Kind.CHOICE`: a word outside the symbols is SOP207, not an unreadable entry
    Field(name="simbol", alias="shape", kind=Kind.LINE, place=Place.FLOW),
    Field(name="abaikan", alias="ignore", kind=Kind.CODES, place=Place.CONTROL),
)

DATES = tuple(item.alias for item in PROCEDURE_FIELDS if item.kind is Kind.DATE)
"""Keys of the dates of the form."""

FORM_LINES = tuple(
    item.alias
    for item in PROCEDURE_FIELDS
    if item.place is Place.FORM and item.kind is Kind.LINE and item.alias not in {"unit", "replaced-by"}
)
"""Keys of the entries that a row of the form prints as they are typed."""

SIGNERS = ("drafted-by", "checked-by", "approved-by")
"""Entries that name who signs the form, in the order of their signatures."""

CELLS = tuple(item.alias for item in STEP_FIELDS if item.place is Place.CELL and item.kind is Kind.RICH)
"""Keys of the cells of a row beside the activity: inputs, time, output, notes."""

SHAPES: Mapping[str, str] = _choices("terminator=terminator", "proses=process", "keputusan=decision")
"""Words for a symbol -> shape of the model."""

END_WORDS = frozenset({"selesai", "end"})
PREVIOUS_WORDS = frozenset({"sebelumnya", "previous"})
FIRST_WORDS = frozenset({"awal", "first"})
RESERVED_WORDS = END_WORDS | PREVIOUS_WORDS | FIRST_WORDS
"""Targets with a meaning of their own; a step cannot be named so."""

NONE_MARK = "-"
"""Typed where a value is none on purpose."""

FORMAT_DEFAULT = "flowchart"


class Anatomy:
    """The entries that one directive understands, looked up by any spelling and any case."""

    def __init__(self, fields: Iterable[Field]) -> None:
        self.fields = tuple(fields)
        self._by_spelling = {spelling: item for item in self.fields for spelling in item.spellings}

    def find(self, spelling: str) -> Field | None:
        """Return the entry typed as ``spelling``, or None."""
        return self._by_spelling.get(spelling.strip().casefold())

    def nearest(self, spelling: str) -> str | None:
        """Return the known spelling that a misspelt one probably means, or None."""
        return nearest(spelling, self._by_spelling)

    def at(self, *places: Place) -> tuple[Field, ...]:
        """Return the entries printed at these places, in order of declaration."""
        return tuple(item for item in self.fields if item.place in places)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that ``word`` most probably means, compared without case; None if none is close."""
    by_fold = {candidate.casefold(): candidate for candidate in known}
    folded = word.strip().casefold().replace(" ", "-").replace("_", "-")
    close = get_close_matches(folded, by_fold, n=1, cutoff=0.7)
    return by_fold[close[0]] if close else None


def procedure_anatomy(extra_boxes: Iterable[str] = ()) -> Anatomy:
    """Return the entries of ``sop``: the declared ones and the further boxes that a manual or profile names."""
    known = {spelling for item in PROCEDURE_FIELDS for spelling in item.spellings}
    boxes = (_box(name, name) for name in dict.fromkeys(extra_boxes) if name not in known)
    return Anatomy((*PROCEDURE_FIELDS, *boxes))


STEP_ANATOMY = Anatomy(STEP_FIELDS)

TABLE_ANATOMY = Anatomy([Field(name="berkas", alias="file", kind=Kind.LINE, place=Place.CONTROL)])
"""The entries of ``sop-table``."""

ROW_TITLES: Mapping[str, tuple[str, ...]] = {
    "number": ("No", "Nomor", "Number"),
    "text": ("Kegiatan", "Aktivitas", "Uraian Kegiatan", "Uraian", "Activity"),
    "actors": ("Pelaksana", "Actor"),
    "inputs": ("Kelengkapan", "Persyaratan", "Persyaratan/Kelengkapan", "Input"),
    "output": ("Output", "Keluaran"),
    "notes": ("Keterangan", "Ket"),
}
"""Titles of columns of ``sop-table`` by key of what stands in them; every entry of a step is the title of a column too."""
