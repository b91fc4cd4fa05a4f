"""A small manual of odd procedures, built once as HTML pages."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

CONF = """
extensions = ["sphinxcontrib_sop"]
language = "id"
project = "Manual"
html_theme = "alabaster"
html_copy_source = False
sop_agency = {"name": ["PEMERINTAH KABUPATEN CONTOH", "DINAS PERPUSTAKAAN"]}
"""

LOOPS = """
.. sop:: Peminjaman Ruang Baca
   :name: ruang-baca
   :nomor: 7/RB/2025
   :tanggal-pembuatan: 3 Maret 2025
   :pelaksana: warga = Warga
               loket = Petugas Loket
               penata = Penata Ruang
               kepala = Kepala Perpustakaan
   :dasar-hukum: - Peraturan Daerah Nomor 4 Tahun 2020
   :peringatan: Jika *tidak* dijadwalkan, maka ruang **bertabrakan**.

   .. sop-step:: Mengajukan permohonan
      :id: ajukan
      :pelaksana: warga
      :kelengkapan: - Formulir
                    - Kartu anggota
      :waktu: 5 menit
      :output: Permohonan

   .. sop-step:: Memeriksa jadwal ruang
      :pelaksana: loket
      :cabang: Kosong -> 3
               Penuh/ditutup -> selesai
               Belum lengkap -> ajukan
      :waktu: 10 menit

   .. sop-step:: Menata ruang bersama
      :pelaksana: penata + kepala
      :tidak: 2

   .. sop-step:: Memakai dan mengembalikan ruang
      :pelaksana: warga -> loket -> penata
      :kelengkapan: Kunci/kartu/daftar-hadir/berita-acara/tanda-terima
      :keterangan: Lihat `tata tertib <https://example.org>`__

   .. sop-step:: Menyetujui laporan
      :pelaksana: penata, kepala
      :ya: 6
      :tidak: ajukan

   .. sop-step:: Mengarsipkan laporan
      :pelaksana: loket
"""

WIDE = """
.. sop:: Penyusunan <Rencana> & "Anggaran"
   :name: rencana
   :nomor: 8
   :status: berlaku
   :pelaksana: {lanes}

{steps}
"""

LEVELS = """
.. sop:: Pelayanan Bertingkat
   :name: bertingkat
   :pelaksana: p = Petugas
               k = Kepala

   .. sop-step:: Menerima tamu
      :pelaksana: p

   .. sop-step:: Menyiapkan pertemuan
      :waktu: 2 jam

      .. sop-step:: Menyiapkan ruang
         :pelaksana: p

      .. sop-step:: Memeriksa ruang
         :pelaksana: k
         :tidak: 2.1

   .. sop-step:: Menutup pertemuan
      :pelaksana: p -> k
"""

EMPTY = """
.. sop:: Belum Berisi
   :name: kosong
"""

LONG = """
.. sop:: Pendataan Koleksi
   :name: koleksi
   :pelaksana: a = Staf
               b = Pustakawan
               c = Kepala

{steps}
"""

LANES = ("Sekretaris", "Bendahara Pengeluaran", "Kepala Subbagian Perencanaan", "Staf", "Penata", "Verifikator") * 2


def wide() -> str:
    """A procedure of twelve lanes."""
    lanes = [f"a{place} = {label} {place}" for place, label in enumerate(LANES)]
    steps = [f"   .. sop-step:: Menyusun bagian {place}\n      :pelaksana: a{place}\n" for place in (0, 3, 7, 11, 5, 2)]
    return WIDE.format(lanes=("\n" + 15 * " ").join(lanes), steps="\n".join(steps))


def long() -> str:
    """A procedure that takes several sheets, with arrows over the breaks in both directions."""
    steps = []
    for place in range(1, 31):
        step = f"   .. sop-step:: Mendata rak ke-{place} {'dan mencocokkannya dengan katalog ' * (place % 5)}\n"
        step += f"      :pelaksana: {'abc'[place * 7 % 3]}\n"
        if place % 9 == 0:
            step += f"      :tidak: {place - 8}\n"
        steps.append(step)
    return LONG.format(steps="\n".join(steps))


def write_manual(folder: Path) -> None:
    """Write the sources of the manual."""
    pages = {"loops": LOOPS, "wide": wide(), "levels": LEVELS, "empty": EMPTY, "long": long()}
    for name, text in pages.items():
        (folder / f"{name}.rst").write_text(text, encoding="utf-8")
    index = "Manual\n======\n\n.. toctree::\n\n" + "".join(f"   {name}\n" for name in pages)
    (folder / "index.rst").write_text(index, encoding="utf-8")
    (folder / "conf.py").write_text(CONF, encoding="utf-8")


def run(source: Path, output: Path, builder: str = "html", *options: str) -> Path:
    """Build in a process of its own and return the output folder."""
    command = [sys.executable, "-m", "sphinx", "-q", "-b", builder, *options, str(source), str(output)]
    subprocess.run(command, check=True, capture_output=True)
    return output


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sources of the manual."""
    folder = tmp_path_factory.mktemp("manual")
    write_manual(folder)
    return folder


@pytest.fixture(scope="session")
def site(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The manual as pages."""
    return run(source, tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="session")
def build() -> Callable[..., Path]:
    """``build(source, output, builder, *options)`` builds a manual."""
    return run
