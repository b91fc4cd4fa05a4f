"""Contoh buku SOP: Dinas Kearsipan dan Perpustakaan Kabupaten Nusa Contoh (instansi rekaan)."""

project = "Buku SOP Dinas Kearsipan dan Perpustakaan Kabupaten Nusa Contoh"
author = "Dinas Kearsipan dan Perpustakaan Kabupaten Nusa Contoh"
project_copyright = "2026, Pemerintah Kabupaten Nusa Contoh"
version = release = "2026"
language = "id"

extensions = ["sphinxcontrib_sop"]
exclude_patterns = ["_build"]

html_theme = "furo"
html_title = "Buku SOP Dinas Kearsipan dan Perpustakaan"
html_logo = "logo.svg"
html_show_sourcelink = False

sop_profile = "permenpan-35-2012"
sop_agency = {
    "name": ["Pemerintah Kabupaten Nusa Contoh", "Dinas Kearsipan dan Perpustakaan"],
    "unit": "Dinas Kearsipan dan Perpustakaan",
    "address": "Jalan Pustaka Raya Nomor 1, Nusa Contoh 00000",
    "place": "Nusa Contoh",
    "logo": "logo.svg",
}
sop_units = "unit.toml"
sop_officials = "pejabat.toml"
sop_actors = "pelaksana.toml"
sop_paper = "A4"
sop_signature = "wet"
sop_page_url = "https://arsip-perpustakaan.nusacontoh.example/sop"
sop_ledger = "pengesahan-sop"
