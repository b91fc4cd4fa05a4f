"""Manuals with faults, each marked in its line: ``<- SOP301 warning`` stands where a finding is expected, and no other is."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

import pytest

from sphinxcontrib_sop.core.configuration import DEFAULT_PROFILE, SourceConfig
from sphinxcontrib_sop.core.model import Manual
from sphinxcontrib_sop.core.profiles import load_profile
from sphinxcontrib_sop.core.rules import find
from sphinxcontrib_sop.extension.findings import rule_context

from ..values import replace
from .conftest import read_documents
from .framing import completed

if TYPE_CHECKING:
    from collections.abc import Mapping

MARK = re.compile(r"\s*<- (?P<findings>SOP\d{3} \w+(?:, SOP\d{3} \w+)*)$", re.MULTILINE)

CASES = {
    # -- identity ----------------------------------------------------------------------------------------------------
    "a clean manual": """
        .. sop:: Penyusunan Laporan

        .. sop:: Pengelolaan Surat Masuk
           :keterkaitan: - Pemberian Izin Penelitian
              - SOP lain di luar naskah ini

        .. sop:: Pemberian Izin Penelitian
           :keterkaitan: SOP Pengelolaan Surat Masuk
        """,
    "a dash is no number and no date, but satisfies a box": """
        .. sop:: Penyusunan Laporan
           :nomor: - <- SOP101 error
           :tanggal-pembuatan: -
           :keterkaitan: -
        """,
    "number, date and official may be missing before signing": """
        .. sop:: Penyusunan Laporan
           :status: siap-disahkan
           :nomor: <- SOP101 info
           :tanggal-pembuatan: -
           :disahkan-oleh: - <- SOP107 info
        """,
    "a box may not": """
        .. sop:: Penyusunan Laporan
           :status: rancangan
           :peralatan: <- SOP101 error
        """,
    "an unreadable date is no missing one": """
        .. sop:: Penyusunan Laporan
           :tanggal-pembuatan: 31 Februari 2025 <- SOP104 error
           :tanggal-efektif: besok <- SOP104 error
        """,
    "dates in the wrong order": """
        .. sop:: Penyusunan Laporan
           :tanggal-pembuatan: 2 Januari 2025
           :tanggal-revisi: 1 Januari 2025 <- SOP105 error
           :tanggal-pengesahan: 3 Januari 2025
           :tanggal-efektif: 1 Januari 2025 <- SOP106 warning
        """,
    "a month is a range": """
        .. sop:: Penyusunan Laporan
           :tanggal-pembuatan: 31 Januari 2025
           :tanggal-revisi: Januari 2025
           :tanggal-pengesahan: Februari 2025
           :tanggal-efektif: Februari 2025 <- SOP132 info
        """,
    "an official without a name": """
        .. sop:: Penyusunan Laporan
           :disahkan-oleh: Kepala Dinas Contoh <- SOP107 error
        """,
    "nobody": """
        .. sop:: Penyusunan Laporan
           :disahkan-oleh: - <- SOP107 error
        """,
    "an unknown key is no missing name": """
        .. sop:: Penyusunan Laporan
           :disahkan-oleh: kadis <- SOP114 error
        """,
    "a number of 17 digits": """
        .. sop:: Penyusunan Laporan
           :disahkan-oleh: Kepala Dinas <- SOP108 warning
              Rahmat Contoh
              NIP 19700101 200012 1 01
        """,
    "no number of identity": """
        .. sop:: Penyusunan Laporan
           :disahkan-oleh: Kepala Dinas <- SOP108 info
              Rahmat Contoh
        """,
    "a title without a verbal noun": """
        .. sop:: Surat Masuk <- SOP109 info
        """,
    "a title that says SOP": """
        .. sop:: SOP-Pengelolaan Surat Masuk <- SOP110 info
        """,
    "a title that says it at length": """
        .. sop:: Standar Operasional Prosedur (SOP) Pengelolaan Surat Masuk <- SOP110 info
        """,
    "one title twice, with and without SOP": """
        .. sop:: Pengelolaan Surat Masuk
           :satuan-kerja: Bidang A

        .. sop:: SOP Pengelolaan surat masuk <- SOP110 info, SOP111 warning
           :satuan-kerja: Bidang B
        """,
    "one number twice": """
        .. sop:: Penyusunan Laporan
           :nomor: 065/1/2025

        .. sop:: Pengelolaan Surat Masuk
           :nomor: 065 /1/ 2025 <- SOP102 error
        """,
    "a revoked one shares number and title and cites what it likes": """
        .. sop:: Penyusunan Laporan
           :nomor: 065/1/2025
           :name: lama
           :status: dicabut
           :dasar-hukum: Surat
              - UU 5/2014
           :keterkaitan: :sop:ref:`lama`
           :peringatan: Laporan
           :pencatatan: Kepala

        .. sop:: Penyusunan Laporan
           :name: baru
           :nomor: 065/1/2025
        """,
    # -- reading -----------------------------------------------------------------------------------------------------
    "a promise that is no duration": """
        .. sop:: Penyusunan Laporan
           :jangka-waktu: secepatnya <- SOP114 error
        """,
    "codes that find nothing": """
        .. sop:: Penyusunan Laporan
           :abaikan: SOP102 SOP316 SOP113 SOP112 SOP412 <- SOP114 warning

           .. sop-step:: Menyusun laporan
              :abaikan: SOP301 <- SOP114 warning
              :pelaksana: petugas
        """,
    "codes that find something": """
        .. sop:: Surat Masuk
           :abaikan: SOP109, SOP312

           .. sop-step:: Pemeriksaan laporan
              :abaikan: SOP301
              :pelaksana: petugas
              :waktu:

           .. sop-step:: Pengiriman laporan <- SOP301 warning
              :pelaksana: petugas
        """,
    "two of one name": """
        .. sop:: Penyusunan Laporan
           :name: laporan

        .. sop:: Pengiriman Laporan
           :name: Laporan <- SOP117 error
        """,
    # -- lanes, kinds and formats ------------------------------------------------------------------------------------
    "lanes by rank": """
        .. sop:: Penyusunan Laporan
           :pelaksana: kepala <- SOP212 warning
              kasubag
              petugas

           .. sop-step:: Menyusun laporan
              :pelaksana: petugas

           .. sop-step:: Memeriksa laporan
              :pelaksana: kasubag

           .. sop-step:: Menandatangani laporan
              :pelaksana: kepala
        """,
    "a row that is handed on has an order": """
        .. sop:: Penyusunan Laporan
           :pelaksana: petugas <- SOP212 warning
              kasubag
              kepala

           .. sop-step:: Menyusun laporan
              :pelaksana: petugas

           .. sop-step:: Memeriksa laporan
              :pelaksana: kepala -> kasubag
        """,
    "joint work has none": """
        .. sop:: Penyusunan Laporan
           :pelaksana: petugas
              kasubag
              kepala

           .. sop-step:: Menyusun laporan
              :pelaksana: petugas

           .. sop-step:: Memeriksa laporan
              :pelaksana: kepala, kasubag
        """,
    "but the flow begins at the left": """
        .. sop:: Penyusunan Laporan
           :pelaksana: petugas <- SOP212 warning
              kasubag

           .. sop-step:: Menyusun laporan
              :pelaksana: kasubag, petugas
        """,
    "administratif by one, teknis by two": """
        .. sop:: Penyusunan Laporan
           :jenis: administratif <- SOP213 warning

           .. sop-step:: Menyusun laporan
              :pelaksana: petugas

        .. sop:: Pengiriman Laporan
           :jenis: teknis <- SOP214 warning

           .. sop-step:: Menyusun laporan
              :pelaksana: petugas

           .. sop-step:: Mengirim laporan
              :pelaksana: kasubag
        """,
    "a service that begins inside": """
        .. sop:: Penerbitan Kartu
           :jenis-kegiatan: pelayanan

           .. sop-step:: Menerima berkas <- SOP215 warning
              :pelaksana: petugas

           .. sop-step:: Mengambil kartu
              :pelaksana: pemohon
        """,
    "an applicant inside the agency": """
        .. sop:: Penyelesaian Cuti Tahunan
           :jenis-kegiatan: pelayanan
           :pelaksana: pegawai = Pegawai Pemohon
              kasubag

           .. sop-step:: Mengajukan permohonan
              :pelaksana: pegawai

           .. sop-step:: Memeriksa permohonan
              :pelaksana: kasubag

           .. sop-step:: Menerima surat izin cuti
              :pelaksana: pegawai
        """,
    "a service without requirements": """
        .. sop:: Penerbitan Kartu
           :jenis-kegiatan: pelayanan

           .. sop-step:: Mengajukan permohonan <- SOP215 warning
              :pelaksana: pemohon
              :kelengkapan: -

           .. sop-step:: Menyerahkan kartu kepada pemohon
              :pelaksana: petugas
        """,
    "routine that an applicant begins, an assignment without an order": """
        .. sop:: Penerbitan Kartu
           :jenis-kegiatan: rutin

           .. sop-step:: Mengajukan permohonan <- SOP215 warning
              :pelaksana: pemohon

           .. sop-step:: Mencetak kartu
              :pelaksana: petugas

        .. sop:: Penyusunan Laporan
           :jenis-kegiatan: penugasan

           .. sop-step:: Menyusun laporan <- SOP215 warning
              :pelaksana: petugas
        """,
    "an assignment": """
        .. sop:: Penyusunan Laporan
           :jenis-kegiatan: penugasan

           .. sop-step:: Menugaskan penyusunan laporan
              :pelaksana: kepala
        """,
    "few steps for langkah-bertingkat": """
        .. sop:: Penyusunan Laporan
           :format: langkah-bertingkat <- SOP217 info
        """,
    "one symbol over lanes apart": """
        .. sop:: Penyusunan Laporan
           :pelaksana: petugas
              kasubag
              kepala

           .. sop-step:: Menyusun laporan
              :pelaksana: petugas, kasubag

           .. sop-step:: Memeriksa laporan
              :pelaksana: petugas + kepala <- SOP219 warning
        """,
    "numbers as targets": """
        .. sop:: Penyusunan Laporan

           .. sop-step:: Menyusun laporan
              :pelaksana: petugas

           .. sop-step:: Memeriksa laporan
              :pelaksana: petugas
              :id: periksa
              :tidak: 1

           .. sop-step:: Menandatangani laporan
              :pelaksana: petugas
              :tidak: 1 <- SOP220 info

           .. sop-step:: Meneliti laporan
              :pelaksana: petugas
              :alur: petugas -> 2: Tidak
                 petugas -> 5: Ya

           .. sop-step:: Mengirim laporan
              :pelaksana: petugas
              :tidak: awal

           .. sop-step:: Menyimpan laporan
              :pelaksana: petugas
        """,
    "a capsule in the middle": """
        .. sop:: Penyusunan Laporan

           .. sop-step:: Menyusun laporan
              :pelaksana: petugas

           .. sop-step:: Memeriksa laporan
              :pelaksana: petugas
              :simbol: terminator <- SOP221 info

           .. sop-step:: Menyimpan laporan
              :pelaksana: petugas
        """,
    "a forgotten end": """
        .. sop:: Penerbitan Kartu

           .. sop-step:: Memeriksa permohonan
              :pelaksana: petugas
              :tidak: tolak

           .. sop-step:: Menyerahkan kartu <- SOP222 info
              :pelaksana: petugas -> pemohon

           .. sop-step:: Menolak permohonan
              :id: tolak
              :pelaksana: petugas
        """,
    # -- wording -----------------------------------------------------------------------------------------------------
    "nouns, passives and subjects": """
        .. sop:: Penyusunan Laporan

           .. sop-step:: Pemeriksaan kelengkapan berkas <- SOP301 warning
              :pelaksana: petugas

           .. sop-step:: Berkas diperiksa
              :pelaksana: petugas

           .. sop-step:: Petugas memeriksa berkas permohonan <- SOP302 warning
              :pelaksana: petugas

           .. sop-step:: Melakukan pencatatan berkas <- SOP303 info
              :pelaksana: petugas

           .. sop-step:: Menerima, mencatat, dan meneruskan surat <- SOP304 info
              :pelaksana: petugas

           .. sop-step:: Memeriksa laporan: lengkap? <- SOP305 info
              :pelaksana: petugas
              :tidak: selesai

           .. sop-step:: Memeriksa laporan lengkap <- SOP306 info
              :pelaksana: petugas
        """,
    "empty cells": """
        .. sop:: Penyusunan Laporan

           .. sop-step:: Menyusun laporan
              :pelaksana: petugas
              :kelengkapan: <- SOP311 warning
              :waktu: -
              :output: -

           .. sop-step:: Mengirim laporan
              :pelaksana: petugas
              :waktu: secepatnya <- SOP314 warning
              :output: Diterimanya laporan <- SOP319 info

           .. sop-step:: Menyimpan laporan
              :pelaksana: petugas
              :kelengkapan: Laporan, 1 unit komputer, Alat Tulis Kantor (ATK) <- SOP315 info
        """,
    "a promise that is too short": """
        .. sop:: Penyusunan Laporan
           :jangka-waktu: 10 menit <- SOP318 warning

        .. sop:: Pengiriman Laporan
           :jangka-waktu: 20 menit
        """,
    # -- who acts --------------------------------------------------------------------------------------------------------
    "one actor in two spellings, two in nearly one": """
        .. sop:: Penyusunan Laporan
           :pelaksana: staf = Staf <- SOP227 warning
              staff = Staff
              penyelia = Penyelia
              penyedia = Penyedia

           .. sop-step:: Menyusun laporan
              :pelaksana: staf

           .. sop-step:: Memeriksa laporan
              :pelaksana: staff

           .. sop-step:: Meneliti laporan
              :pelaksana: penyelia

           .. sop-step:: Menerima laporan
              :pelaksana: penyedia
        """,
    "somebody else does it": """
        .. sop:: Penyusunan Laporan

           .. sop-step:: Laporan ditandatangani oleh Kepala <- SOP301 warning, SOP308 warning
              :pelaksana: petugas

           .. sop-step:: Menyimpan laporan yang ditandatangani oleh Kepala
              :pelaksana: petugas

           .. sop-step:: Membaca laporan
              :pelaksana: kepala
        """,
    "the author signs the draft": """
        .. sop:: Penyusunan Keputusan

           .. sop-step:: Menyiapkan draf SK
              :pelaksana: kasubag

           .. sop-step:: Menandatangani SK <- SOP228 info
              :pelaksana: kasubag
        """,
    "the author signs what another one checked, or something else": """
        .. sop:: Penyusunan Keputusan

           .. sop-step:: Menyusun konsep surat
              :pelaksana: kasubag

           .. sop-step:: Memeriksa konsep surat
              :pelaksana: kepala

           .. sop-step:: Menandatangani surat
              :pelaksana: kasubag

           .. sop-step:: Menyusun jadwal piket
              :pelaksana: kasubag

           .. sop-step:: Menyetujui permohonan cuti
              :pelaksana: kasubag
        """,
    "parents who apply": """
        .. sop:: Penerbitan Surat Keterangan
           :jenis-kegiatan: pelayanan
           :pelaksana: ortu = Orang Tua
              petugas

           .. sop-step:: Mengajukan permohonan
              :pelaksana: ortu

           .. sop-step:: Mencetak surat keterangan <- SOP226 info
              :pelaksana: petugas
        """,
    "outputs that are activities": """
        .. sop:: Penyusunan Laporan

           .. sop-step:: Memverifikasi data
              :pelaksana: petugas
              :output: Verifikasi data <- SOP320 info

           .. sop-step:: Melakukan pengecekan berkas <- SOP303 info
              :pelaksana: petugas
              :output: Pengecekan berkas

           .. sop-step:: Merekomendasikan nama
              :pelaksana: petugas
              :output: Rekomendasi
        """,
    "a Plt. is recognised without titles": """
        .. sop:: Penyusunan Laporan
           :disusun-oleh: Kepala Seksi <- SOP119 warning
              Budi Contoh
           :disahkan-oleh: Plt. Kepala Dinas <- SOP108 info
              Drs. Budi Contoh, M.Si.
        """,
    "laws of a city and a regency of one name": """
        .. sop:: Penyusunan Laporan
           :satuan-kerja: Dinas Arsip Kabupaten Teladan
           :dasar-hukum: Peraturan Daerah Kota Teladan Nomor 2 Tahun 2019 tentang Kearsipan <- SOP407 warning

        .. sop:: Pengelolaan Surat
           :satuan-kerja: Dinas Arsip Kabupaten Teladan
           :dasar-hukum: Peraturan Bupati Teladan Nomor 2 Tahun 2019 tentang Kearsipan
        """,
    "titles of two words": """
        .. sop:: Tindak Lanjut Pengaduan

        .. sop:: Serah Terima Jabatan

        .. sop:: Perpustakaan Keliling <- SOP109 info
        """,
    # -- the manual --------------------------------------------------------------------------------------------------
    "legal bases": """
        .. sop:: Penyusunan Laporan
           :dasar-hukum: <- SOP401 warning, SOP401 info, SOP402 info, SOP403 info, SOP404 warning
              - Peraturan Pemerintah Nomor 96 Tahun 2012 tentang Pelaksanaan Undang-Undang Pelayanan Publik
              - UU No. 25/2009 tentang Pelayanan Publik
              - Undang-Undang Republik Indonesia Nomor 25 Tahun 2009
              - Undang-Undang Nomor 5 Tahun 2014 tentang Aparatur Sipil Negara
              - Ketentuan yang berlaku
        """,
    "legal bases that are read": """
        .. sop:: Penyusunan Laporan
           :dasar-hukum:
              - UUD 1945
              - Undang-Undang Nomor 23 Tahun 2014 tentang Pemerintahan Daerah sebagaimana telah diubah beberapa kali, terakhir
                dengan Undang-Undang Nomor 6 Tahun 2023 tentang Penetapan Perppu Cipta Kerja menjadi Undang-Undang
              - PER/15/M.PAN/7/2008 tentang Pedoman Umum Reformasi Birokrasi
              - :sop:law:`permenpanrb-35-2012`
        """,
    "an unknown law": """
        .. sop:: Penyusunan Laporan
           :dasar-hukum:
              - :sop:law:`permenpanrb-35-2013` <- SOP401 warning
        """,
    "itself, by a role and by its title": """
        .. sop:: Penyusunan Laporan
           :name: laporan
           :keterkaitan: - :sop:ref:`lihat sendiri <laporan>` <- SOP411 error

        .. sop:: Pengelolaan Surat Masuk
           :keterkaitan: <- SOP411 error
              - SOP Pengelolaan Surat Masuk
        """,
    "a word misspelt, one way": """
        .. sop:: Penyusunan Laporan
           :keterkaitan: - Pengelolan Surat Masuk <- SOP412 warning

        .. sop:: Pengelolaan Surat Masuk
           :name: masuk
           :keterkaitan: - SOP :sop:ref:`keluar` <- SOP413 info

        .. sop:: Pengelolaan Surat Keluar
           :name: keluar
        """,
    "a macro that names its micro by a role in a note": """
        .. sop:: Pengelolaan Surat
           :cakupan: makro

           .. sop-step:: Menerima surat
              :pelaksana: petugas
              :keterangan: Lihat SOP :sop:ref:`masuk`

           .. sop-step:: Mengirim surat
              :pelaksana: petugas

        .. sop:: Pengelolaan Surat Masuk
           :name: masuk
           :cakupan: mikro
        """,
    "a macro and a micro that do not know each other": """
        .. sop:: Pengelolaan Surat
           :cakupan: makro <- SOP414 warning

        .. sop:: Pengelolaan Surat Masuk
           :cakupan: mikro <- SOP414 warning
        """,
    "other boxes": """
        .. sop:: Penyusunan Laporan
           :peringatan: Laporan bulanan <- SOP421 info
           :kualifikasi-pelaksana: Rahmat Contoh, S.Kom. <- SOP431 info
           :pencatatan: Kepala bagian <- SOP432 info
        """,
    "one warning for all": """
        .. sop:: Penyusunan Laporan
           :peringatan: Jika terlambat, maka layanan tertunda <- SOP422 info

        .. sop:: Pengelolaan Surat Masuk
           :peringatan: Jika terlambat maka layanan tertunda. <- SOP422 info

        .. sop:: Pengelolaan Surat Keluar
           :peringatan: JIKA TERLAMBAT, MAKA LAYANAN TERTUNDA <- SOP422 info
        """,
}


def document(name: str) -> str:
    """A case with what every SOP must have, still marked."""
    return completed(textwrap.dedent(CASES[name]).strip("\n"))


@pytest.fixture(scope="module")
def manuals(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Manual]:
    """Every case, read in one build."""
    texts = {f"c{number}": MARK.sub("", document(name)) for number, name in enumerate(CASES)}
    read, _ = read_documents(tmp_path_factory.mktemp("cases"), texts)
    return {name: read[f"c{number}"] for number, name in enumerate(CASES)}


@pytest.mark.parametrize("name", CASES)
def test_the_findings_are_those_that_are_marked(manuals: Mapping[str, Manual], name: str) -> None:
    context = replace(rule_context(SourceConfig(language="id")), registry=load_profile(DEFAULT_PROFILE).registry)
    expected = [
        f"{line} {finding}"
        for line, text in enumerate(document(name).splitlines(), start=1)
        if (mark := MARK.search(text))
        for finding in mark["findings"].split(", ")
    ]
    found = find(manuals[name], context)
    shown = "\n".join(f"{one.location.line} {one.code} {one.severity} {one.message}" for one in found)
    assert sorted(f"{one.location.line} {one.code} {one.severity}" for one in found) == sorted(expected), shown
