"""Forms of the life of SOPs, blank or filled from records: needs, trial, monitoring, evaluation, distribution."""

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from docutils import nodes

from ...core.anatomy import Anatomy, Field, Kind, Place
from ...core.reading.headings import Column
from ...core.reading.life import FORMS
from ...core.reading.records import DISTRIBUTION, EVALUATION, INVENTORY, MONITORING, TRIAL, read_records, rows_as_text
from ..nodes import sop_generated, sop_page
from .manual import GeneratedDirective


def _line(name: str, alias: str) -> Field:
    return Field(name=name, alias=alias, kind=Kind.LINE, place=Place.DOCUMENT)


DATA = _line("data", "data")
UNIT = _line("satuan-kerja", "unit")
SOP = _line("sop", "sop")
ASSESSOR = _line("penilai", "assessor")
DATE = Field(name="tanggal", alias="date", kind=Kind.DATE, place=Place.DOCUMENT)


class RecordsDirective(GeneratedDirective):
    """Leaves the page of a form; its records are read here, so that the file is a dependency of the document."""

    columns: ClassVar[Sequence[Column]]

    def options_of(self) -> dict[str, str]:
        """Read the records, too."""
        options = super().options_of()
        name = options.get("argument") or self.entries.text("data")
        return options | self._records(name, "" if "argument" in options else "data") if name else options

    def around(self, node: sop_generated, content: Sequence[nodes.Node]) -> list[nodes.Node]:
        """Return the page of the form."""
        page = sop_page("", node, *content, kind=self.kind, classes=["sop-form-page"])
        self.source.set_source(page, None)
        return [page]

    def _records(self, name: str, key: str) -> dict[str, str]:
        if not self.state.document.settings.file_insertion_enabled:  # as for the directives of docutils
            entry = self.entries.by_key[key].name if key in self.entries.by_key else self.name
            template = "`{entry}`: no file is read, `docutils.conf` forbids it (`file_insertion_enabled`)"
            self.fault(template, self.line_of(key), entry=entry)
            return {}
        relative, absolute = self.env.relfn2path(name)
        self.env.note_dependency(relative)
        path = Path(absolute)
        if not _is_file(path):
            entry = self.entries.by_key[key].name if key in self.entries.by_key else self.name
            self.fault("`{entry}`: there is no file {file}", self.line_of(key), entry=entry, file=name)
            return {}
        table = read_records(path, self.columns)
        shown = Path(relative).as_posix()
        self.entries.faults += table.faults(shown)
        self.records = tuple(rows_as_text(table))
        return {"file": shown}


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # the name is too long
        return False


class MonitoringDirective(RecordsDirective):
    """`sop-monitoring`: whether the procedures run well, every six months."""

    kind = "monitoring"
    columns = MONITORING
    anatomy = Anatomy((DATA, UNIT, _line("semester", "semester"), ASSESSOR, DATE))


class EvaluationDirective(RecordsDirective):
    """`sop-evaluation`: substance and process of SOPs by seven criteria."""

    kind = "evaluation"
    columns = EVALUATION
    anatomy = Anatomy((DATA, UNIT, SOP, _line("tahun", "year"), ASSESSOR, DATE))


class TrialDirective(RecordsDirective):
    """`sop-trial`: record of testing and review by eight principles."""

    kind = "trial"
    columns = TRIAL
    anatomy = Anatomy((DATA, UNIT, SOP, _line("penguji", "assessor"), DATE))


class DistributionDirective(RecordsDirective):
    """`sop-distribution`: copies that were handed out, and who has the current revision."""

    kind = "distribution"
    columns = DISTRIBUTION
    anatomy = Anatomy((DATA, UNIT, SOP))


class InventoryDirective(RecordsDirective):
    """`sop-inventory`: duties, functions and the SOPs they need; without a file from the entries of the SOPs."""

    kind = "inventory"
    takes_argument = True
    columns = INVENTORY
    anatomy = Anatomy((DATA, UNIT))


class CalendarDirective(GeneratedDirective):
    """`sop-calendar`: what falls due in a year."""

    kind = "calendar"
    anatomy = Anatomy((UNIT, _line("tahun", "year")))

    def around(self, node: sop_generated, content: Sequence[nodes.Node]) -> list[nodes.Node]:
        """Return the page of the calendar."""
        page = sop_page("", node, *content, kind=self.kind, classes=["sop-form-page"])
        self.source.set_source(page, None)
        return [page]


class LeafletDirective(GeneratedDirective):
    """`sop-leaflet`: a service for the public, on one page."""

    kind = "leaflet"
    takes_argument = True
    anatomy = Anatomy(
        (
            SOP,
            *(
                Field(name=name, alias=alias, kind=Kind.LINES, place=Place.DOCUMENT)
                for name, alias in (
                    ("persyaratan", "requirements"),
                    ("alur", "flow"),
                    ("waktu", "time"),
                    ("biaya", "cost"),
                    ("produk", "product"),
                    ("pengaduan", "complaints"),
                )
            ),
        )
    )

    def around(self, node: sop_generated, content: Sequence[nodes.Node]) -> list[nodes.Node]:
        """Return the page of the leaflet."""
        page = sop_page("", node, *content, kind=self.kind, classes=["sop-form-page", "sop-leaflet-page"])
        self.source.set_source(page, None)
        return [page]


def _life_directive(kind: str, title: str) -> type[RecordsDirective]:
    """The directive of a form that `reading.life` declares."""
    form = FORMS[kind]
    further = (_line(name, alias) for name, alias in form.entries)
    members = {
        "__doc__": title,
        "kind": kind,
        "columns": form.columns,
        "anatomy": Anatomy((DATA, UNIT, *further, ASSESSOR, DATE)),
    }
    return type(f"{kind.title()}Directive", (RecordsDirective,), members)


LIFE_DIRECTIVES: dict[str, type[RecordsDirective]] = {
    name: made
    for kind, names, title in (
        ("team", ("sop-team", "sop-tim"), "`sop-team`: the members of the drafting team, an annex of its decree."),
        ("information", ("sop-information", "sop-informasi"), "`sop-information`: what has to be known for an SOP."),
        ("alternatives", ("sop-alternatives", "sop-alternatif"), "`sop-alternatives`: ways to do it, compared."),
        ("attendance", ("sop-attendance", "sop-daftar-hadir"), "`sop-attendance`: who took part in something."),
        ("minutes", ("sop-minutes", "sop-berita-acara"), "`sop-minutes`: testing, training or socialisation of SOPs."),
        ("mastery", ("sop-mastery", "sop-penguasaan"), "`sop-mastery`: which actor masters which SOP."),
        ("conclusion", ("sop-conclusion", "sop-kesimpulan"), "`sop-conclusion`: what an evaluation comes to."),
        ("remarks", ("sop-remarks", "sop-tindak-lanjut"), "`sop-remarks`: remarks, round by round, until settled."),
    )
    for made in [_life_directive(kind, title)]
    for name in names
}
"""Directives of the forms by their names."""
