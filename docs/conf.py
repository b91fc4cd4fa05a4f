"""Documentation of sphinxcontrib-sop, built with itself: ``tox -e docs`` makes it in Indonesian and in English."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

from sphinxcontrib_sop import __version__

project = "sphinxcontrib-sop"
project_copyright = "sphinxcontrib-sop contributors"
version = release = __version__
language = "id"  # the English half is built with -D language=en -D sop_source_language=en

extensions = ["sphinxcontrib_sop", "reference", "names", "messages_page", "shown", "languages"]
nitpicky = True

html_theme = "alabaster"
pygments_style = "default"  # enough contrast, which the style of the theme lacks
html_theme_options = {
    "page_width": "1280px",
    "body_max_width": "100%",
    "sidebar_width": "240px",
    "show_powered_by": False,
}
html_show_sourcelink = False
html_static_path = ["_static"]
templates_path = ["_templates"]
html_sidebars = {"**": ["about.html", "other-language.html", "searchfield.html", "navigation.html"]}
html_css_files = ["docs.css"]

# what the examples share
sop_agency = {
    "name": [
        {"id": "Pemerintah Kabupaten Nusa Contoh", "en": "Government of Nusa Contoh Regency"},
        {"id": "Sekretariat Daerah", "en": "Regional Secretariat"},
    ]
}
sop_officials = {
    "kabag": {
        "position": {"id": "Kepala Bagian Umum", "en": "Head of General Affairs"},
        "name": "Rahmat Contoh",
        "nip": "19700101 200012 1 001",
    },
    # the official of the manual that `sphinx-sop new` writes, for the tutorial
    **{key: {"position": {"id": "Kepala", "en": "Head"}, "name": "Nama Pejabat"} for key in ("kepala", "head")},
}
sop_units = {  # and its unit
    key: {"name": {"id": "Sekretariat Daerah", "en": "Regional Secretariat"}} for key in ("utama", "main")
}
