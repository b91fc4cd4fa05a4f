"""Every entry of the documents of a manual, declared once, as `anatomy` does for an SOP.

The alias of an entry at `Place.LABEL` is also the key of the label it takes the place of: in the table ``documents`` of
a profile it has the name of the document before it, ``decree-considering``.  Where an entry of that name holds the
content, the label is ``label-...`` (``mengingat`` is a list of regulations, ``label-mengingat`` the word before it).
"""

from .anatomy import Anatomy, Field, Kind, Place

_CHOICES = {"ya": "yes", "yes": "yes", "tidak": "no", "no": "no"}
_PER_ROW = {"1": "1", "2": "2", "3": "3"}


def _entry(name: str, alias: str, kind: Kind = Kind.LINE, *, required: bool = False) -> Field:
    return Field(name=name, alias=alias, kind=kind, place=Place.DOCUMENT, required=required)


def _labels(**aliases: str) -> tuple[Field, ...]:
    """``name="alias"`` with ``_`` for ``-``."""
    pairs = ((name.replace("_", "-"), alias) for name, alias in aliases.items())
    return tuple(Field(name=name, alias=alias, kind=Kind.LINE, place=Place.LABEL) for name, alias in pairs)


COVER = Anatomy(
    (
        _entry("judul", "title"),
        _entry("subjudul", "subtitle"),
        _entry("instansi", "agency", Kind.LINES),
        _entry("tahun", "year"),
        _entry("alamat", "address", Kind.LINES),
        _entry("logo", "logo"),
        _entry("logo-kanan", "logo-right"),
        *_labels(label_tahun="label-year"),
    )
)

DECREE = Anatomy(
    (
        _entry("judul", "title"),
        _entry("kop", "letterhead", Kind.LINES),
        _entry("logo", "logo"),
        _entry("logo-kanan", "logo-right"),
        _entry("nomor", "number"),
        _entry("oleh", "by", Kind.OFFICIAL, required=True),
        _entry("jabatan", "position"),
        _entry("tempat", "place"),
        _entry("tanggal", "date", Kind.DATE),
        _entry("menimbang", "considering", Kind.RICH, required=True),
        _entry("mengingat", "in-view-of", Kind.RICH, required=True),
        _entry("memperhatikan", "noting", Kind.RICH),
        _entry("menetapkan", "resolving", Kind.RICH, required=True),
        _entry("tembusan", "copies", Kind.RICH),
        Field(name="lampiran", alias="annex", kind=Kind.CHOICE, place=Place.DOCUMENT, choices=_CHOICES),
        *_labels(
            keputusan="decree",
            label_nomor="label-number",
            tentang="on",
            label_menimbang="label-considering",
            label_mengingat="label-in-view-of",
            label_memperhatikan="label-noting",
            memutuskan="decides",
            label_menetapkan="label-resolving",
            ditetapkan_di="issued-in",
            pada_tanggal="issued-on",
            label_tembusan="label-copies",
            label_lampiran="label-annex",
            tanggal_lampiran="annex-date",
            judul_lampiran="annex-title",
        ),
    )
)

APPROVAL = Anatomy(
    (
        _entry("judul", "title"),
        _entry("dokumen", "document"),
        _entry("instansi", "agency", Kind.LINES),
        _entry("tempat", "place"),
        _entry("blok", "blocks", Kind.LINES, required=True),
        Field(name="per-baris", alias="per-row", kind=Kind.CHOICE, place=Place.DOCUMENT, choices=_PER_ROW),
    )
)

USAGE = Anatomy(
    (
        _entry("judul", "title"),
        _entry("ruang-lingkup", "scope", Kind.RICH),
        _entry("ringkasan", "summary", Kind.RICH),
        _entry("definisi", "definitions", Kind.RICH),
        *_labels(
            label_ruang_lingkup="label-scope", label_ringkasan="label-summary", label_definisi="label-definitions"
        ),
    )
)

SYMBOLS = Anatomy((_entry("judul", "title"), *_labels(simbol="symbol", nama="symbol-name", makna="meaning")))
