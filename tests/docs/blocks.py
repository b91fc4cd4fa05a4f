"""The blocks of code of pages and READMEs, and a manual in which what they say can be tried."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent.parent
DOCS = REPOSITORY / "docs"
LANGUAGES = ("id", "en")
PAGES = [page for language in LANGUAGES for page in sorted((DOCS / language).glob("*.rst"))]
READMES = [REPOSITORY / "README.md", REPOSITORY / "README.en.md"]

_DIRECTIVE = re.compile(
    r"^(?P<indent> *)\.\. code-block::(?P<language>.*)\n(?P<code>(?:(?:(?P=indent) {3}.*)?\n)+)", re.MULTILINE
)
_FENCE = re.compile(r"^(?P<indent> *)```(?P<language>\w*)\n(?P<code>.*?)^(?P=indent)```$", re.DOTALL | re.MULTILINE)
#: A literal block whose language nobody knows: a paragraph that ends with two colons.
UNMARKED = re.compile(r"^(?! *\.\. ).*::\n\n +\S", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A block of code."""

    page: Path
    line: int
    language: str
    text: str

    @property
    def where(self) -> str:
        return f"{self.page.relative_to(REPOSITORY).as_posix()}:{self.line}"

    @property
    def spoken(self) -> str:
        """The language of the page."""
        if self.page.suffix == ".md":
            return "en" if ".en." in self.page.name else "id"
        return self.page.parent.name


def blocks_of(page: Path) -> list[Block]:
    """Every block of a page, in its order."""
    text = page.read_text(encoding="utf-8") + "\n"
    pattern = _FENCE if page.suffix == ".md" else _DIRECTIVE
    return [
        Block(
            page=page,
            line=text.count("\n", 0, match.start()) + 1,
            language=match["language"].strip(),
            text=textwrap.dedent(match["code"]).strip() + "\n",
        )
        for match in pattern.finditer(text)
    ]


BLOCKS = [block for page in [*PAGES, *READMES] for block in blocks_of(page)]


def blocks_in(*languages: str) -> list[Block]:
    """The blocks in these languages."""
    return [block for block in BLOCKS if block.language in languages]


# -- a manual of which the pages speak --------------------------------------------------------------------------------
CONF = """\
project = "Buku"
language = "{language}"
extensions = ["sphinxcontrib_sop"]
source_suffix = {{".rst": "restructuredtext"}}  # its default is one for all manuals of a process; MyST adds to it
html_theme = "alabaster"
sop_agency = {{"name": ["Pemerintah Kabupaten Contoh"], "place": "Contoh"}}
sop_officials = {{"kabag": {{"position": "Kepala Bagian Umum", "name": "Rahmat Contoh", "nip": "19700101 200012 1 001"}}}}
"""
INDEX = "Buku\n====\n\nIsi.\n\n.. toctree::\n   :glob:\n\n   **\n"
SOP = """\
.. sop:: {title}
   :name: {name}
   :nomor: {number}
   :tanggal-pembuatan: 5 Januari 2026
   :tanggal-efektif: {effective}
   :disahkan-oleh: kabag
   :status: {status}
   :dasar-hukum: - :sop:law:`permenpanrb-35-2012`
   :keterkaitan: -
   :kualifikasi-pelaksana: - Memahami tata ruang
   :peralatan: - Kalender
   :peringatan: Setiap peminjaman harus dicatat.
   :pencatatan: - Buku peminjaman
   :pelaksana: pegawai = Pegawai
               pengelola = Pengelola

   .. sop-step:: Mengajukan {object}
      :pelaksana: pegawai
      :kelengkapan: Formulir
      :waktu: 10 menit
      :output: Permohonan

   .. sop-step:: Mencatat {object}
      :pelaksana: pengelola
      :kelengkapan: Permohonan
      :waktu: 5 menit
      :output: Catatan
"""
#: SOPs that the pages name: name, title, status, effective date.
NAMED = {
    "peminjaman-ruang": ("Peminjaman Ruang Rapat", "berlaku", "2 Januari 2030"),
    "room-booking": ("Pemakaian Ruang Rapat", "berlaku", "2 Januari 2030"),
    "peminjaman-lama": ("Peminjaman Ruang Lama", "berlaku", "2 Januari 2030"),
    "old-booking": ("Pemakaian Ruang Lama", "berlaku", "2 Januari 2030"),
    "kartu-anggota": ("Penerbitan Kartu Anggota", "berlaku", "2 Januari 2030"),
}


def write_manual(folder: Path, language: str = "id", conf: str = "", names: list[str] | None = None) -> Path:
    """Write a manual with the SOPs that the pages name."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "conf.py").write_text(CONF.format(language=language) + conf, encoding="utf-8")
    (folder / "index.rst").write_text(INDEX, encoding="utf-8")
    for place, name in enumerate(NAMED if names is None else names, start=1):
        title, status, effective = NAMED[name]
        text = SOP.format(
            title=title,
            name=name,
            number=f"000/SOP/{place:03}/2026",
            status=status,
            effective=effective,
            object=title.lower(),
        )
        (folder / f"{name}.rst").write_text(text, encoding="utf-8")
    if names == []:  # a contents needs a page
        (folder / "isi.rst").write_text("Isi\n===\n\nIsi.\n", encoding="utf-8")
    return folder
