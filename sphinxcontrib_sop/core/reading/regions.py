"""Regions that a text names: regencies and cities, and provinces."""

import re
from collections.abc import Mapping

Regions = Mapping[str, frozenset[str]]
"""Level ("local" for regencies and cities, "province") -> names in lower case; regencies and cities with their kind."""

_NAME = r"(?P<name>[A-Z][\w'-]*(?:[ ][A-Z][\w'-]*){0,3})"
_KINDS = (
    ("local", "kabupaten", rf"(?:Kabupaten|KABUPATEN|Kab\.?|KAB\.?)(?:[ ]+Administrasi)?[ ]+{_NAME}"),
    ("local", "kota", rf"(?:Kota|KOTA)(?:[ ]+Administrasi)?[ ]+{_NAME}"),
    ("province", "", rf"(?:Provinsi|PROVINSI|Prov\.?|PROV\.?)[ ]+{_NAME}"),
)
_ISSUERS = (
    ("local", "kabupaten", rf"(?:Bupati|BUPATI|Perbu[pb]|PERBU[PB])[ ]+{_NAME}"),
    ("local", "kota", rf"(?:Wali ?[Kk]ota|WALI ?KOTA|Perwali?|PERWALI?)(?:[ ]+Kota|[ ]+KOTA)?[ ]+{_NAME}"),
    ("province", "", rf"(?:Gubernur|GUBERNUR|Pergub|PERGUB)[ ]+{_NAME}"),
)
_OTHER_WORDS = frozenset({
    "nomor", "no", "n0", "tahun", "tentang", "dan", "di", "pada", "bidang", "bagian", "dinas", "badan", "kantor", "kecamatan", "kelurahan",
    "desa", "unit", "seksi", "provinsi", "selaku", "kabupaten", "kota", "se", "subbagian", "sekretariat", "uptd", "republik",
})  # fmt: skip
"""Words at which the name of a region ends."""


_SHORT = {
    "kalbar": "kalimantan barat", "kalsel": "kalimantan selatan", "kalteng": "kalimantan tengah", "kaltim": "kalimantan timur",
    "kaltara": "kalimantan utara", "sumut": "sumatera utara", "sumbar": "sumatera barat", "sumsel": "sumatera selatan",
    "sulsel": "sulawesi selatan", "sulut": "sulawesi utara", "sulteng": "sulawesi tengah", "sultra": "sulawesi tenggara",
    "sulbar": "sulawesi barat", "jabar": "jawa barat", "jateng": "jawa tengah", "jatim": "jawa timur", "kepri": "kepulauan riau",
    "ntb": "nusa tenggara barat", "ntt": "nusa tenggara timur", "babel": "kepulauan bangka belitung", "malut": "maluku utara",
    "bangka belitung": "kepulauan bangka belitung", "dki": "dki jakarta", "diy": "daerah istimewa yogyakarta",
    "yogyakarta": "daerah istimewa yogyakarta", "di yogyakarta": "daerah istimewa yogyakarta", "jakarta": "dki jakarta",
    "daerah khusus ibukota jakarta": "dki jakarta", "nad": "aceh", "nanggroe aceh darussalam": "aceh",
}  # fmt: skip
"""Short and older names of provinces."""


def regions_in(text: str, *, issuer: bool = False) -> Regions:
    """Return the regions a text names with their kind; ``issuer``: also by their head (Peraturan Bupati ...)."""
    regions: dict[str, set[str]] = {}
    for level, kind, pattern in _KINDS + (_ISSUERS if issuer else ()):
        for match in re.finditer(rf"\b{pattern}", text):
            if kind == "kota" and text[: match.start()].endswith(("Wali ", "WALI ", "wali ")):
                continue
            name = _trimmed(match["name"])
            if name:
                regions.setdefault(level, set()).add(f"{kind} {name}".strip())
    return {level: frozenset(names) for level, names in regions.items()}


def _trimmed(name: str) -> str:
    words: list[str] = []
    for word in name.casefold().split():
        if word in _OTHER_WORDS or word.isdigit():
            break
        words.append(word)
    shown = " ".join(words)
    return _SHORT.get(shown, shown)
