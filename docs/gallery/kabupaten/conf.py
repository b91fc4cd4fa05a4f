"""SOPs of the gallery: a fictitious regency."""

project = "Galeri SOP"
language = "id"
extensions = ["sphinxcontrib_sop"]

sop_agency = {"name": ["Pemerintah Kabupaten Contoh", "Sekretariat Daerah"], "place": "Contoh", "logo": "logo.svg"}
sop_officials = {
    "kabag": {"position": "Kepala Bagian Umum", "name": "Rahmat Contoh", "nip": "19700101 200012 1 001"},
}
