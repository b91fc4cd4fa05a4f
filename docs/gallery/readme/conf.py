"""The manual of the README."""

project = "Buku SOP Bagian Umum"
language = "id"
extensions = ["sphinxcontrib_sop"]
sop_agency = {"name": ["Pemerintah Kabupaten Nusa Contoh", "Sekretariat Daerah"]}
