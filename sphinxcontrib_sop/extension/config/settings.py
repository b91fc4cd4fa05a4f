"""Names in ``conf.py`` that look like settings of this extension and are none: Sphinx says nothing of them."""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from types import FunctionType, ModuleType

from sphinx.config import Config

from ...core.model import Message
from ..undocumented import values_of_conf

_PREFIX = "sop"
_CUTOFF = 0.75
_CUTOFF_ELSEWHERE = 0.88
"""A name that does not begin with "sop" must be closer to one of ours."""
_INDONESIAN = {
    "profil": "sop_profile", "instansi": "sop_agency", "unit": "sop_units", "unit_kerja": "sop_units",
    "satuan_kerja": "sop_units", "pejabat": "sop_officials", "pelaksana": "sop_actors", "peraturan": "sop_regulations",
    "dicabut": "sop_repealed", "kertas": "sop_paper", "pola_nomor": "sop_number_pattern", "nomor": "sop_number_pattern",
    "kotak_tambahan": "sop_extra_boxes", "tanda_tangan": "sop_signature", "ttd": "sop_signature", "ketat": "sop_strict",
    "jam_kerja": "sop_working_hours", "hari": "sop_days", "hari_ini": "sop_today", "tanggal": "sop_today",
    "fon": "sop_font", "huruf": "sop_font", "waktu_total": "sop_total_time", "register": "sop_ledger",
    "jenis_huruf": "sop_font", "ukuran_huruf": "sop_font_size", "standar_pdf": "sop_pdf_standard", "bahasa": "sop_source_language",
}  # fmt: skip


def unknown_settings(config: Config, known: Sequence[str]) -> Iterator[Message]:
    """Yield a message for each name, with the setting that was probably meant."""
    given = [*values_of_conf(config), *config.overrides]
    for name in dict.fromkeys(name for name in given if isinstance(name, str)):
        folded = name.casefold().replace("-", "_")
        ours = folded.startswith(f"{_PREFIX}_") or folded == _PREFIX
        if name in config or name.startswith("_") or isinstance(_value(config, name), (FunctionType, ModuleType, type)):
            continue
        meant = _nearest_setting(folded, known, ours=ours)
        values = {"name": name, "meant": meant or ""}
        if meant:
            template = "conf.py: there is no setting `{name}`; did you mean `{meant}`?"
            yield Message(template=template, values=values)
        elif ours:
            values["known"] = ", ".join(known)
            yield Message(template="conf.py: there is no setting `{name}`; there are {known}", values=values)


def _value(config: Config, name: str) -> object:
    return values_of_conf(config).get(name)


def _nearest_setting(folded: str, known: Sequence[str], *, ours: bool) -> str | None:
    if folded in known:
        return folded
    if ours and (word := folded.removeprefix(f"{_PREFIX}_")) in _INDONESIAN:
        return _INDONESIAN[word]
    close = get_close_matches(folded, known, n=1, cutoff=_CUTOFF if ours else _CUTOFF_ELSEWHERE)
    return close[0] if close else None
