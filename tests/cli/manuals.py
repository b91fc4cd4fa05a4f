"""Texts of small manuals."""

from __future__ import annotations

CONF = 'extensions = ["sphinxcontrib_sop"]\nlanguage = "en"\nproject = "Manual"\n'
INDEX = "Manual\n======\n\n.. toctree::\n   :glob:\n\n   sop/*\n"

FORM = """\
   :tanggal-pembuatan: 2 Januari 2025
   :tanggal-efektif: 3 Februari 2025
   :disahkan-oleh: Kepala Badan
                   Budi Santoso
                   NIP. 197001012000031001
   :dasar-hukum: - Undang-Undang Nomor 20 Tahun 2023 tentang Aparatur Sipil Negara
   :kualifikasi-pelaksana: - Memahami peraturan cuti
   :keterkaitan: -
   :peralatan: - Aplikasi kepegawaian
   :peringatan: Jika permohonan tidak diproses tepat waktu, maka hak cuti pegawai tertunda.
   :pencatatan: - Buku kendali cuti
"""
CLEAN = f"""\
.. sop:: Pemberian Cuti Tahunan
   :nomor: 800/01/2025
   :status: berlaku
{FORM}
   .. sop-step:: Mengajukan permohonan
      :pelaksana: staf
      :kelengkapan: Formulir
      :waktu: 10 menit
      :output: Permohonan

   .. sop-step:: Menetapkan keputusan
      :pelaksana: kepala
      :kelengkapan: Permohonan
      :waktu: 1 jam
      :output: Keputusan
"""
FAULTY = f"""\
.. sop:: SOP Pengelolaan Surat
   :status: berlaku
{FORM}
   .. sop-step:: Mencatat surat
      :pelaksana: staf
      :kelengkapan: Surat
      :output: Agenda
      :keterangan: :ref:`nowhere`

   .. sop-step:: Memeriksa surat
      :pelaksana: kepala
      :kelengkapan: Agenda
      :waktu: 10 menit
      :output: Surat terperiksa
      :tidak: 9

   .. sop-step:: Melakukan pengarsipan surat
      :pelaksana: staf
      :kelengkapan: Surat terperiksa
      :output: Arsip
"""
"""Two steps without a time, an arrow that leads nowhere, no number, a title with SOP, and a message of Sphinx."""
