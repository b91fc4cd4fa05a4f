"""SOPs of the gallery: a fictitious court, with the words of courts, on F4, with numbered columns."""

project = "Galeri SOP pengadilan"
language = "id"
extensions = ["sphinxcontrib_sop"]

sop_profile = "profil.toml"
sop_paper = "F4"
sop_agency = {"name": ["Pengadilan Contoh"], "place": "Contoh"}
sop_officials = {
    "ketua": {"position": "Ketua Pengadilan Contoh", "name": "Siti Contoh", "nip": "19680101 199303 2 001"},
}
