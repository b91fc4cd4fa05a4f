"""What an approval is about: sixty kinds of change, each with who sees it, and random changes against the printed sheet."""

from __future__ import annotations

import os
import random
from dataclasses import fields
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from pypdf import PdfReader
from sphinx.testing.util import SphinxTestApp
from sphinx.util.docutils import patch_docutils

from sphinxcontrib_sop.core.comparison import compare
from sphinxcontrib_sop.core.exchange.exported import read_procedure
from sphinxcontrib_sop.core.exchange.sop import as_data, content_of
from sphinxcontrib_sop.core.ledger import Approval, Ledger, Validity, digest_of, state_of
from sphinxcontrib_sop.core.ledger.examination import Examination, Place, printed_position
from sphinxcontrib_sop.core.model import Official, Procedure
from sphinxcontrib_sop.core.process.relations import Directory
from sphinxcontrib_sop.core.reading.dates import DateRange
from sphinxcontrib_sop.extension.domain import sop_domain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

CONF = """
project = "Buku"
language = "id"
extensions = ["sphinxcontrib_sop"]
exclude_patterns = ["_build", "*.inc"]
rst_prolog = '''
.. |jam| replace:: 2 jam
.. |berkas| replace:: Berkas *lengkap*
'''
sop_agency = {"name": ["Pemerintah Contoh", "Dinas Contoh"], "logo": "logo.svg"}
sop_officials = {"kadis": {"position": "Kepala Dinas", "name": "Rina Contoh", "nip": "197001012000122001"}}
sop_actors = {"verifikator": {"name": "Verifikator Berkas Permohonan", "short": "Verifikator"}}
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><rect width="{size}" height="9"/></svg>'
CSV = "Barang,Jumlah\nKertas,{count}\n"
TABLE = "Kegiatan | Pelaksana | Kelengkapan | Waktu | Output\n"
BASE = """\
.. sop:: Penerbitan Izin Contoh
   :nomor: 065/01
   :revisi: 1
   :satuan-kerja: Sekretariat
   :tanggal-pembuatan: 5 Januari 2026
   :tanggal-efektif: 1 Maret 2026
   :disahkan-oleh: kadis
   :status: berlaku
   :jenis: administratif
   :pelaksana: staf = Staf
               verifikator
               kepala = Kepala
   :dasar-hukum:
      1. Undang-Undang Nomor 43 Tahun 2009 tentang Kearsipan
      2. Peraturan Daerah Nomor 3 Tahun 2020 tentang Arsip
   :keterkaitan: - :sop:ref:`lain`
   :peringatan: Jika terlambat, izin batal
   :kualifikasi-pelaksana: - Memahami arsip
                           - Teliti
   :peralatan: - Komputer
   :pencatatan: -

   Tarif tercantum dalam `daftar tarif <https://contoh.go.id/tarif>`_.

   .. note:: Berlaku untuk warga.

   .. image:: gambar.svg

   .. csv-table::
      :file: data.csv
      :header-rows: 1

   .. include:: sisipan.inc

   .. sop-step:: Mengajukan permohonan
      :id: ajukan
      :pelaksana: staf
      :kelengkapan: - Formulir
                    - KTP
      :waktu: |jam|
      :output: |berkas|

   .. sop-step:: Memeriksa permohonan
      :id: periksa
      :pelaksana: verifikator
      :kelengkapan: Berkas
      :waktu: 30 menit
      :output: Berkas terperiksa
      :tidak: ajukan

   .. sop-step:: Meneruskan berkas seluas 10 m\\ :sup:`2`
      :pelaksana: verifikator -> kepala
      :kelengkapan: Berkas
      :waktu: 10 menit
      :output: Berkas
      :keterangan: Lihat SOP lain

   .. sop-step:: Menandatangani izin
      :pelaksana: kepala
      :kelengkapan: Berkas
      :waktu: 1 jam
      :output: Izin

   Disimpan lima tahun.
"""
OTHER = """\
.. sop:: {title}
   :name: {name}
   :status: rancangan

   .. sop-step:: Menulis
      :pelaksana: staf
"""
FILES = {
    "conf.py": CONF,
    "index.rst": BASE.replace("   :nomor", "   :name: izin\n   :nomor", 1),
    "lain.rst": ":orphan:\n\n" + OTHER.format(title="Pencatatan Surat", name="lain"),
    "logo.svg": SVG.format(size=9),
    "gambar.svg": SVG.format(size=9),
    "data.csv": CSV.format(count=5),
    "sisipan.inc": "Ketentuan lain berlaku.\n",
}


class Change(NamedTuple):
    """What is replaced in which file, and who sees it: the comparison, the fingerprint, a rule."""

    old: str
    new: str
    file: str = "index.rst"
    diff: bool = True
    digest: bool = True
    rule: str = "SOP115"


def form(old: str, new: str, rule: str = "SOP125") -> Change:
    """Something that is filled in at the signing: no part of the fingerprint, but recorded in the ledger."""
    return Change(old, new, digest=False, rule=rule)


def typing(old: str, new: str, file: str = "index.rst") -> Change:
    """Another way of typing the same thing."""
    return Change(old, new, file, diff=False, digest=False, rule="")


STEP_AS_TABLE = (
    """   .. sop-step:: Menandatangani izin
      :pelaksana: kepala
      :kelengkapan: Berkas
      :waktu: 1 jam
      :output: Izin
""",
    f"""   .. sop-table::

      {TABLE}      Menandatangani izin | kepala | Berkas | 1 jam | Izin
""",
)
CHANGES: Mapping[str, Change] = {
    # identity
    "title": Change("Penerbitan Izin Contoh", "Penerbitan Izin Usaha"),
    "unit": Change(":satuan-kerja: Sekretariat", ":satuan-kerja: Bidang Umum"),
    "number": form("065/01", "065/02"),
    "revision": form(":revisi: 1", ":revisi: 2"),
    "effective date": form("1 Maret 2026", "2 Maret 2026"),
    "effective date before the approval": form("1 Maret 2026", "2 Januari 2026", "SOP126"),
    "official": form(":disahkan-oleh: kadis", ":disahkan-oleh: Kepala Dinas\n                   Budi Contoh"),
    "official in conf.py": Change("Rina Contoh", "Budi Contoh", "conf.py", digest=False, rule="SOP125"),
    "approval date on the form": form(":status:", ":tanggal-pengesahan: 9 Februari 2026\n   :status:"),
    "letterhead": Change("Dinas Contoh", "Dinas Lain", "conf.py"),
    "logo": Change('width="9"', 'width="8"', "logo.svg"),
    "format": Change(":jenis: administratif", ":jenis: administratif\n   :format: langkah-sederhana"),
    # boxes
    "a law is reworded": Change("Nomor 3 Tahun 2020", "Nomor 4 Tahun 2020"),
    "a law is taken out": Change("      2. Peraturan Daerah Nomor 3 Tahun 2020 tentang Arsip\n", ""),
    "laws change places": Change(
        "1. Undang-Undang Nomor 43 Tahun 2009 tentang Kearsipan\n      2. Peraturan Daerah Nomor 3 Tahun 2020 tentang Arsip",
        "1. Peraturan Daerah Nomor 3 Tahun 2020 tentang Arsip\n      2. Undang-Undang Nomor 43 Tahun 2009 tentang Kearsipan",
    ),
    "numbers become bullets": Change(
        "      1. Undang-Undang Nomor 43 Tahun 2009 tentang Kearsipan\n      2. Per",
        "      - Undang-Undang Nomor 43 Tahun 2009 tentang Kearsipan\n      - Per",
    ),
    "a warning": Change("izin batal", "izin hangus"),
    "a tool is added": Change(":peralatan: - Komputer", ":peralatan: - Komputer\n                - Pemindai"),
    "a qualification within another": Change("- Teliti\n", "- Teliti\n\n                             - Sabar\n\n"),
    "none becomes something": Change(":pencatatan: -\n", ":pencatatan: - Buku agenda\n"),
    "none becomes empty": Change("   :pencatatan: -\n", "   :pencatatan:\n"),
    "title of a related SOP": Change("Pencatatan Surat", "Pencatatan Naskah", "lain.rst"),
    # body
    "a paragraph of the body": Change("Tarif tercantum", "Biaya tercantum"),
    "where a link leads": Change("contoh.go.id/tarif", "contoh.go.id/biaya"),
    "a note": Change("untuk warga", "untuk pegawai"),
    "a note becomes a warning": Change(".. note::", ".. warning::"),
    "a picture": Change('width="9"', 'width="8"', "gambar.svg"),
    "size of a picture": Change(".. image:: gambar.svg", ".. image:: gambar.svg\n      :width: 4cm"),
    "content of a CSV file": Change("Kertas,5", "Kertas,6", "data.csv"),
    "content of an included file": Change("Ketentuan lain", "Ketentuan khusus", "sisipan.inc"),
    "a paragraph after the steps": Change("lima tahun", "enam tahun"),
    "the body is taken out": Change("   .. note:: Berlaku untuk warga.\n", ""),
    # actors
    "label of an actor": Change("kepala = Kepala", "kepala = Kepala Bidang"),
    "short name of an actor": Change('"short": "Verifikator"', '"short": "Verif."', "conf.py"),
    "name of an actor in conf.py": Change("Verifikator Berkas", "Pemeriksa Berkas", "conf.py"),
    "order of the lanes": Change("staf = Staf\n               verifikator", "verifikator\n               staf = Staf"),
    "a lane is added": Change("kepala = Kepala\n", "kepala = Kepala\n               arsiparis = Arsiparis\n"),
    # steps
    "activity": Change("Memeriksa permohonan", "Meneliti permohonan"),
    "inputs": Change("- KTP", "- Paspor"),
    "an input is added": Change("- KTP\n", "- KTP\n                    - Pasfoto\n"),
    "inputs become two paragraphs": Change(
        ":kelengkapan: - Formulir\n                    - KTP", ":kelengkapan:\n         Formulir\n\n         KTP"
    ),
    "time": Change("30 menit", "40 menit"),
    "a time that is as long": Change(":waktu: 1 jam", ":waktu: 60 menit"),
    "a substitution in a time": Change("replace:: 2 jam", "replace:: 9 hari", "conf.py"),
    "a substitution in an output": Change("Berkas *lengkap*", "Berkas *sah*", "conf.py"),
    "output": Change(":output: Izin", ":output: Surat izin"),
    "notes": Change("Lihat SOP lain", "Lihat lampiran"),
    "a superscript": Change(":sup:`2`", ":sup:`3`"),
    "superscript becomes plain": Change("m\\ :sup:`2`", "m2"),
    "printed number": Change(
        "   .. sop-step:: Menandatangani izin\n", "   .. sop-step:: Menandatangani izin\n      :nomor-langkah: 4a\n"
    ),
    "actor of a step": Change(":pelaksana: kepala\n", ":pelaksana: staf\n"),
    "a step is added": Change(
        "   .. sop-step:: Menandatangani izin\n",
        "   .. sop-step:: Mencetak izin\n      :pelaksana: staf\n\n   .. sop-step:: Menandatangani izin\n",
    ),
    "a step is taken out": Change(STEP_AS_TABLE[0], ""),
    "a heading above a step": Change(
        STEP_AS_TABLE[0],
        "   .. sop-step:: Menyelesaikan\n\n" + "".join(f"   {line}\n" for line in STEP_AS_TABLE[0].splitlines()),
    ),
    # symbols and arrows
    "shape": Change(":pelaksana: kepala\n", ":pelaksana: kepala[proses]\n"),
    "a decision becomes none": Change("      :tidak: ajukan\n", ""),
    "an arrow leads elsewhere": Change(":tidak: ajukan", ":tidak: selesai"),
    "an answer": Change(":tidak: ajukan", ":cabang: Kurang -> ajukan\n               Ya -> 3"),
    "handing on becomes acting together": Change("verifikator -> kepala", "verifikator, kepala"),
    "two symbols become one": Change("verifikator -> kepala", "verifikator + kepala"),
    "an arrow without a head": Change(
        ":pelaksana: verifikator -> kepala",
        ":pelaksana: verifikator, kepala\n      :alur: verifikator -- kepala\n             kepala -> 4",
    ),
    "the end comes earlier": Change("      :keterangan: Lihat", "      :selesai:\n      :keterangan: Lihat"),
    # characters
    "a letter that looks alike": Change("Komputer", "K\N{CYRILLIC SMALL LETTER O}mputer"),
    "a digit that looks alike": Change("30 menit", "3\N{LATIN CAPITAL LETTER O} menit"),
    "an order of writing that is turned": Change("30 menit", "\N{RIGHT-TO-LEFT OVERRIDE}30 menit"),
    "capitals": Change("izin batal", "Izin batal"),
    "a space of no width": typing("Komputer", "Kompu\N{ZERO WIDTH SPACE}ter"),
    "a space that does not break": typing("30 menit", "30\N{NO-BREAK SPACE}menit"),
    "letters that are composed": typing("Teliti", "Teliti"),
    # another way of typing
    "white space": typing("Jika terlambat, izin", "Jika terlambat,\n                izin"),
    "English names of entries": typing(":peringatan:", ":warning:"),
    "order of entries": typing(
        "   :revisi: 1\n   :satuan-kerja: Sekretariat\n", "   :satuan-kerja: Sekretariat\n   :revisi: 1\n"
    ),
    "a table of steps": typing(*STEP_AS_TABLE),
    "id of a step": typing(" ajukan", " mohon"),
    "key of an actor": typing("kepala", "pimpinan"),
    "key of the SOP": Change("   :name: izin\n", "   :name: izin-contoh\n", digest=False, rule=""),
    "key of a related SOP": typing("`lain`", "`1`"),
    "words are slanted": typing("Jika terlambat", "*Jika* terlambat"),
    "a comment": typing("   .. note::", "   .. Ini catatan penyusun.\n\n   .. note::"),
    "a substitution is written out": typing(":waktu: |jam|", ":waktu: 2 jam"),
    "rules that are ignored": typing("   :status:", "   :abaikan: SOP301\n   :status:"),
    "status before the signing": Change(":status: berlaku", ":status: siap-disahkan", digest=False, rule=""),
}


def read(folder: Path, files: Mapping[str, str]) -> tuple[Procedure, Directory, SphinxTestApp]:
    """Read a manual; return the SOP that is looked at."""
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    with patch_docutils(str(folder)):
        app = SphinxTestApp("dummy", srcdir=folder)
        app.build()
    app.cleanup()
    manual = sop_domain(app.env).manual()
    (procedure,) = [one for one in manual.procedures if one.docname == "index"]
    return procedure, Directory(manual.procedures), app


class Version(NamedTuple):
    """One version of the SOP in every form that matters here."""

    procedure: Procedure
    digest: str
    export: dict[str, Any]


def version(folder: Path, change: Change | None = None) -> Version:
    files = dict(FILES)
    if change is not None:
        assert change.old in files[change.file], change
        files[change.file] = files[change.file].replace(change.old, change.new)
        if change.file == "lain.rst" and "name" in change.new:
            raise AssertionError(change)
    if change == CHANGES["key of a related SOP"]:  # both files change
        files["lain.rst"] = files["lain.rst"].replace(":name: lain", ":name: 1")
    folder.mkdir()
    procedure, directory, _ = read(folder, files)
    return Version(
        procedure,
        digest_of(content_of(procedure, directory.title_of)),
        as_data(procedure, directory.title_of),
    )


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Version:
    return version(tmp_path_factory.mktemp("dasar") / "buku")


def rules(old: Version, new: Version, folder: Path) -> set[str]:
    """What the rules about the ledger say of the new version, if the old one was approved on 3 February."""
    one = old.procedure
    official, effective = one.parsed("approved-by"), one.parsed("effective")
    assert isinstance(official, Official)
    assert isinstance(effective, DateRange)
    approval = Approval(
        sop=one.name, number=one.text("number"), revision=one.text("revision"), effective=effective.iso,
        position=printed_position(official), name=official.name, nip=official.id, date=date(2026, 2, 3), digest=old.digest,
    )  # fmt: skip
    parts = {part.name: getattr(new.procedure, part.name) for part in fields(Procedure)}
    now = Procedure(**{**parts, "name": one.name})
    state = state_of([new.digest], [approval], {})
    examination = Examination(
        place=Place(folder=folder, shown="approvals", root=folder),
        ledger=Ledger(approvals=(approval,)),
        procedures=(now,),
        states={one.name: state},
        names={one.name: one.name},
    )
    found = {fault.code for fault in examination.faults()} - {"SOP124"}
    return found | ({"SOP115"} if state.validity is Validity.CHANGED else set())


def test_there_are_sixty_kinds_of_change() -> None:
    assert len(CHANGES) >= 60


@pytest.mark.parametrize("case", CHANGES)
def test_who_sees_a_change(base: Version, tmp_path: Path, case: str) -> None:
    change = CHANGES[case]
    new = version(tmp_path / "buku", change)
    assert (new.digest != base.digest) is change.digest
    changes = compare(read_procedure(base.export), read_procedure(new.export))
    assert bool(changes) is change.diff, changes
    found = rules(base, new, tmp_path)
    assert change.rule in found if change.rule else not found, found


# -- random changes --------------------------------------------------------------------------------------------------
FIXED = (":nomor:", ":revisi:", ":tanggal", ":disahkan", ":status:", ":name:", ":jenis:", ":id:")
"""Lines whose values are no part of the fingerprint."""


def printed(folder: Path, files: Mapping[str, str]) -> tuple[str, str]:
    """The text of the sheet with where its links lead, and the fingerprint."""
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    with patch_docutils(str(folder)):
        app = SphinxTestApp("sop-sheets", srcdir=folder, freshenv=True)
        app.build()
    app.cleanup()
    manual = sop_domain(app.env).manual()
    (procedure,) = [one for one in manual.procedures if one.docname == "index"]
    digest = digest_of(content_of(procedure, Directory(manual.procedures).title_of))
    reader = PdfReader(BytesIO((app.outdir / f"{procedure.name}.pdf").read_bytes()))
    links = [
        str(note.get_object()["/A"].get("/URI", ""))
        for page in reader.pages
        for note in page.get("/Annots", [])
        if "/A" in note.get_object()
    ]
    text = "".join(page.extract_text() for page in reader.pages)
    return "".join(text.split()) + " ".join(links), digest


def altered(text: str, dice: random.Random) -> str:
    """A source with one character changed, put in or taken out, in a line that counts."""
    lines = text.splitlines(keepends=True)
    places = [place for place, line in enumerate(lines) if line.strip() and not line.strip().startswith(FIXED)]
    place = dice.choice(places[1:] or places)
    line = lines[place]
    start = len(line) - len(line.lstrip())
    if ":" in line and line.lstrip().startswith(":"):
        start = line.index(":", start + 1) + 2
    if start >= len(line) - 1:
        return text
    at = dice.randrange(start, len(line) - 1)
    kind = dice.choice(["change", "put", "take"])
    letter = dice.choice("abcxyz0123456789.,;")
    after = {"change": letter + line[at + 1 :], "put": letter + line[at:], "take": line[at + 1 :]}[kind]
    lines[place] = line[:at] + after
    return "".join(lines)


def test_the_fingerprint_differs_just_where_the_printed_sheet_does(
    tmp_path: Path, require_tool: Callable[[str], str]
) -> None:
    """``SOP_RANDOM_CHANGES`` asks for more of them."""
    require_tool("typst")
    folder = tmp_path / "buku"
    folder.mkdir()
    before = printed(folder, FILES)
    for seed in range(int(os.environ.get("SOP_RANDOM_CHANGES", "12"))):
        dice = random.Random(seed)
        text = altered(FILES["index.rst"], dice)
        name = dice.choice(["index.rst"] * 6 + ["sisipan.inc", "data.csv"])
        files = (
            {**FILES, "index.rst": text} if name == "index.rst" else {**FILES, name: altered("\n" + FILES[name], dice)}
        )
        after = printed(folder, files)
        lines = zip(FILES["index.rst"].splitlines(), text.splitlines(), strict=False)
        told = [pair for pair in lines if pair[0] != pair[1]]
        assert (after[0] != before[0]) == (after[1] != before[1]), (seed, name, told)
