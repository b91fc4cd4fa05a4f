"""SOPs of the gallery: a service for the public, with its leaflet."""

project = "Galeri selebaran"
language = "id"
extensions = ["sphinxcontrib_sop"]

sop_agency = {"name": ["Pemerintah Kabupaten Contoh", "Dinas Perpustakaan"], "place": "Contoh"}
sop_officials = {
    "kadis": {"position": "Kepala Dinas", "name": "Dewi Contoh", "nip": "19720101 199803 2 002"},
}
sop_actors = {"pemohon": {"name": "Pemohon", "external": True}}
sop_extra_boxes = ["biaya", "pengaduan"]
