"""SOPs of the gallery: one in English."""

project = "Gallery"
language = "en"
extensions = ["sphinxcontrib_sop"]

sop_agency = {"name": ["Government of Contoh Regency", "Visitor Centre"], "place": "Contoh"}
sop_officials = {
    "head": {"position": "Head of the Visitor Centre", "name": "Maya Contoh", "nip": "19750101 200003 2 001"},
}
