"""A small manual that changes: its documents refer to each other and to files, and everything in it can be edited."""

import base64
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from .sources import FILES, PNG, SVG

DOCUMENTS = ("a", "b", "c", "bab/d", "bab/e", "f", "g")
"""Seven and the index, so that Sphinx lets several processes work."""
OTHER_PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEANl9ngAAAAABJRU5ErkJggg=="
)
NEEDED = frozenset({"index.rst", "conf.py"})

State = dict[str, str | bytes]
"""Content by path."""


def first_state() -> State:
    """The manual as it is at first."""
    state: State = {
        **FILES,
        "index.rst": "Buku\n====\n\n.. toctree::\n   :glob:\n   :numbered:\n\n   *\n   bab/*\n\n.. sop-list::\n",
        "sisip.txt": "Sisipan pertama.\n",
        "catatan.csv": "SOP,Penilaian,Catatan\na,baik,Catatan satu\n",
        "langkah.csv": "Kegiatan,Pelaksana\nMencatat,staf\n",
        "locale/en/LC_MESSAGES/a.po": 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Pengelolaan A"\nmsgstr "Management of A"\n',
        "pelaksana.toml": '[staf]\nname = "Staf"\n[kepala]\nname = "Kepala Badan"\nshort = "Kepala"\n',
    }
    for number, name in enumerate(DOCUMENTS):
        other = DOCUMENTS[(number + 1) % len(DOCUMENTS)]
        state[f"{name}.rst"] = document(name, other)
    return state


def document(name: str, other: str) -> str:
    """An SOP that refers to another one, or a document that is made of all SOPs."""
    short, further = name[-1], other[-1]
    if name == "f":
        return f"Ringkasan\n=========\n\n.. sop-statistics::\n\n.. sop-monitoring::\n   :data: catatan.csv\n\n.. sop-history::\n\nLihat :doc:`/{other}` dan :ref:`{further}`.\n"
    if name == "g":
        return f"Rujukan\n=======\n\n:sop:ref:`a`, :sop:step:`a/satu`, :sop:actor:`kepala`, :ref:`bagian`, :numref:`gambar`, :term:`Arsip`, :eq:`rumus`\n\n.. _bagian:\n\nBagian {short}\n---------\n\n.. glossary::\n\n   Arsip\n      Naskah.\n\n.. sop-actor:: kepala\n"
    steps = "   .. sop-table::\n      :berkas: /langkah.csv\n" if name == "c" else (
        "   .. sop-step:: Mencatat surat\n      :id: satu\n      :pelaksana: staf\n      :waktu: 10 menit\n\n"
        "   .. sop-step:: Menetapkan keputusan\n      :pelaksana: kepala\n      :tidak: satu\n"
    )  # fmt: skip
    figure = "\n.. _gambar:\n\n.. figure:: /gambar.png\n\n   Gambar A\n" if name == "a" else ""
    formula = "\n.. math:: a\n   :label: rumus\n" if name == "b" else ""
    return (
        f".. sop:: Pengelolaan {short.upper()}\n   :nomor: {short}/2026\n   :disahkan-oleh: kadis\n"
        f"   :keterkaitan: - :sop:ref:`{further}`\n   :peringatan: Peringatan :ref:`bagian`.\n\n"
        f"   .. include:: /sisip.txt\n\n{steps}{figure}{formula}"
    )


def path_of(state: Mapping[str, str | bytes], number: int) -> str:
    """One of the documents there are."""
    names = sorted(name for name in state if name.endswith(".rst") and name != "index.rst")
    return names[number % len(names)] if names else "index.rst"


Change = Callable[[State, dict[str, Any], int], None]
"""Changes files or settings; the number chooses a document and what becomes of it."""


def _replaced(old: str, new: str) -> Change:
    def change(state: State, settings: dict[str, Any], number: int) -> None:
        path = path_of(state, number)
        state[path] = str(state[path]).replace(old, new.format(number=number % 3))

    return change


def _file(path: str, *contents: str | bytes | None) -> Change:
    """The file has one of these contents, or there is none."""

    def change(state: State, settings: dict[str, Any], number: int) -> None:
        content = contents[number % len(contents)]
        if content is None:
            state.pop(path, None)
        else:
            state[path] = content

    return change


def _setting(name: str, *values: Any) -> Change:
    def change(state: State, settings: dict[str, Any], number: int) -> None:
        settings[name] = values[number % len(values)]

    return change


def _rename(state: State, settings: dict[str, Any], number: int) -> None:
    path = path_of(state, number)
    if path not in NEEDED:
        state[f"baru{number % 3}.rst"] = state.pop(path)


def _remove(state: State, settings: dict[str, Any], number: int) -> None:
    path = path_of(state, number)
    if path not in NEEDED:
        del state[path]


def _add(state: State, settings: dict[str, Any], number: int) -> None:
    name = DOCUMENTS[number % len(DOCUMENTS)]
    state[f"{name}.rst"] = document(name, DOCUMENTS[(number + 2) % len(DOCUMENTS)])


def _ledger(state: State, settings: dict[str, Any], number: int) -> None:
    path = f"register-pengesahan/2026-01-0{number % 2 + 1}-disahkan-a.toml"
    digest = f'"2:{"ab"[number % 2] * 64}"'
    text = f'version = 2\nstage = "disahkan"\ndate = 2026-01-02\n\n[official]\nkey = "kadis"\nposition = "Kepala"\nname = "Sri"\n\n[[sop]]\nkey = "a"\ntitle = "Pengelolaan A"\ndigest = {digest}\n'
    contents = (text, None, "rusak = [\n", text)
    _file(path, *contents)(state, settings, number)


CHANGES: dict[str, Change] = {
    "title": _replaced("Pengelolaan", "Pelayanan{number}"),
    "title back": _replaced("Pelayanan0", "Pengelolaan"),
    "number": _replaced("/2026", "/202{number}"),
    "text": _replaced("Mencatat surat", "Mencatat surat ke-{number}"),
    "step id": _replaced(":id: satu", ":id: dua"),
    "actor": _replaced(":pelaksana: kepala", ":pelaksana: staf"),
    "status": _replaced("   :nomor:", "   :status: berlaku\n   :nomor:"),
    "fault": _replaced("   :nomor:", "   :nomr:"),
    "name": _replaced("   :nomor:", "   :name: nama{number}\n   :nomor:"),
    "format": _replaced("   :nomor:", "   :format: langkah-sederhana\n   :nomor:"),
    "heading": _replaced("Bagian", "Bab{number}"),
    "label": _replaced("_bagian:", "_lain:"),
    "section before": _replaced("Rujukan\n=======\n", "Rujukan\n=======\n\nMuka\n----\n"),
    "caption": _replaced("Gambar A", "Gambar {number}"),
    "figure before": _replaced("\n.. _gambar:", "\n.. figure:: /gambar.svg\n\n   Muka\n\n.. _gambar:"),
    "term": _replaced("   Arsip\n", "   Berkas\n"),
    "formula": _replaced(":label: rumus", ":label: lain"),
    "rename": _rename,
    "remove": _remove,
    "add": _add,
    "include": _file("sisip.txt", "Sisipan kedua.\n", "Sisipan *ketiga*.\n", None),
    "records": _file("catatan.csv", "SOP,Penilaian,Catatan\nb,tidak,Catatan dua\n", "SOP,Hasil\ntiada,baik\n", None),
    "table": _file("langkah.csv", "Kegiatan,Pelaksana\nMenyimpan,kepala\n", "Kegiatan,Pelaksana,Id\nA,staf,x\n", None),
    "picture": _file("gambar.png", OTHER_PNG, PNG, None),
    "drawing": _file("gambar.svg", SVG.replace("9z", "8z"), SVG, None),
    "translation": _file("locale/en/LC_MESSAGES/a.po", 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Pengelolaan A"\nmsgstr "Handling of A"\n', None),
    "officials": _file("pejabat.toml", '[kadis]\nposition = "Kepala Dinas"\nname = "Budi Contoh"\n', FILES["pejabat.toml"], "[rusak"),
    "actors": _file("pelaksana.toml", '[staf]\nname = "Petugas"\n[kepala]\nname = "Pimpinan"\n', "[staf]\n", None),
    "regulations": _file("peraturan.toml", '[pp-1-2020]\njenis = "Peraturan Pemerintah"\nnomor = 1\ntahun = 2020\ntentang = "Lain"\n', FILES["peraturan.toml"]),
    "ledger": _ledger,
    "index": _file("index.rst", "Buku\n====\n\n.. toctree::\n   :glob:\n\n   *\n   bab/*\n", "Buku Lain\n=========\n\n.. sop-cards::\n\n.. toctree::\n   :glob:\n   :numbered:\n\n   bab/*\n   *\n"),
    "language": _setting("language", "en", "id"),
    "total time": _setting("sop_total_time", True, False),
    "terminator": _setting("sop_terminator", "rows", "activity"),
    "signature": _setting("sop_signature", "electronic", "empty", "wet"),
    "profile": _setting("sop_profile", "bps", "permenpan-35-2012"),
    "agency": _setting("sop_agency", {"name": ["Dinas"], "logo": "gambar.svg", "place": "Contoh"}, {}),
    "working hours": _setting("sop_working_hours", 8, 7.5),
    "today": _setting("sop_today", "2027-01-01", None),
    "page address": _setting("sop_page_url", "https://sop.example", ""),
    "project": _setting("project", "Lain", "Acak"),
    "numbers of figures": _setting("numfig", False, True),
    "walk-through": _setting("sop_walk_through", True, False),
    "paper": _setting("sop_paper", "F4", "A4"),
    "nothing": lambda state, settings, number: None,
}  # fmt: skip
"""What may change in a manual, by name."""


def write_state(folder: Path, state: Mapping[str, str | bytes], conf: str) -> Iterator[str]:
    """Bring a folder to a state; yield the paths that were written, what does not change is not touched."""
    wanted = {**state, "conf.py": conf}
    for path in sorted(folder.rglob("*"), reverse=True):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in wanted and path.suffix != ".mo" and not name.startswith("_build"):
            path.unlink()
            if path.suffix == ".po":
                path.with_suffix(".mo").unlink(missing_ok=True)
    for name, content in wanted.items():
        path = folder / name
        data = content if isinstance(content, bytes) else content.encode()
        if not path.exists() or path.read_bytes() != data:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            yield name


def empty(folder: Path) -> None:
    """Remove a folder with everything in it."""
    shutil.rmtree(folder, ignore_errors=True)
