"""Regulations as a legal basis cites them, their rank, and the registry of those a manual knows.

Read are the forms agencies use: ``Undang-Undang Nomor 25 Tahun 2009 tentang ...``, ``UU No. 14/2008``, ``PMK No:
29/PMK.06/2010``, ``Permendagri 3 Tahun 2017``, ``Nomor : PER/05/M.PAN/4/2009``, ``... sebagaimana telah diubah dengan ...``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import msgspec
from msgspec import Struct

from .anatomy import nearest
from .model import MessageError


class RegulationKind(Struct, frozen=True, kw_only=True):
    """One kind of regulation; ``rank`` 1 is the highest."""

    key: str
    rank: int
    written: str
    """Its full name; the issuer follows where there are several."""
    pattern: str
    """What it begins with, in lower case with single spaces."""


_KINDS = (
    RegulationKind(
        key="UUD",
        rank=1,
        written="Undang-Undang Dasar",
        pattern=r"undang undang dasar|uud|(?:the )?(?:1945 )?constitution",
    ),
    RegulationKind(
        key="TAP MPR",
        rank=2,
        written="Ketetapan MPR",
        pattern=r"(?:ketetapan|tap) (?:mpr|majelis permusyawaratan rakyat)",
    ),
    RegulationKind(
        key="Perppu",
        rank=3,
        written="Peraturan Pemerintah Pengganti Undang-Undang",
        pattern=r"peraturan pemerintah pengganti undang undang|perp?pu|government regulation in lieu of law",
    ),
    RegulationKind(
        key="UU",
        rank=3,
        written="Undang-Undang",
        pattern=r"undang undang|uu|u u|kitab undang undang|kuhap|kuhp|kuhperdata|law",
    ),
    RegulationKind(
        key="PP", rank=4, written="Peraturan Pemerintah", pattern=r"peraturan pemerintah|pp|p p|government regulation"
    ),
    RegulationKind(
        key="Perpres",
        rank=5,
        written="Peraturan Presiden",
        pattern=r"peraturan presiden|perpres|presidential regulation",
    ),
    RegulationKind(
        key="Keppres", rank=5, written="Keputusan Presiden", pattern=r"keputusan presiden|keppres|presidential decree"
    ),
    RegulationKind(
        key="Inpres",
        rank=5,
        written="Instruksi Presiden",
        pattern=r"instruksi presiden|inpres|presidential instruction",
    ),
    RegulationKind(
        key="Perda",
        rank=7,
        written="Peraturan Daerah",
        pattern=r"peraturan daerah(?: istimewa)?|perda(?:sus|is)?|qanun|(?:regional|local|provincial|municipal) regulation",
    ),
    RegulationKind(
        key="Perkada",
        rank=8,
        written="Peraturan",
        pattern=r"peraturan (?:gubernur|bupati|wali ?kota|kepala daerah)|pergub|perbu[pb]|perwali?(?:kota)?|perwako|perkada"
        r"|(?:governor|regent|mayor)(?: s|ial)? regulation|regulation of the (?:governor|regent|mayor)",
    ),
    RegulationKind(
        key="Perdes", rank=9, written="Peraturan Desa", pattern=r"peraturan (?:kepala )?desa|perdes|perkades"
    ),
    RegulationKind(
        key="Permen",
        rank=6,
        written="Peraturan",
        pattern=r"peraturan|permen[a-z]*|perma|perka|perban|perlem|perkap|perkapolri|perja|perki|perbawaslu|pkpu|pmk|pma|pojk|pbi"
        r"|regulation|minister(?:ial)? regulation",
    ),
    RegulationKind(
        key="Keputusan",
        rank=10,
        written="Keputusan",
        pattern=r"(?:surat )?keputusan|surat ketetapan|sk|kep(?:men|gub|bup|wali|dirjen|ka)[a-z]*|skb|kma|ketetapan|maklumat"
        r"|(?:ministerial |joint )?(?:decree|decision)",
    ),
    RegulationKind(
        key="SE", rank=11, written="Surat Edaran", pattern=r"surat edaran|sema|se|edaran|instruksi|surat|circular"
    ),
)
"""In the order in which they are tried.  The ranks follow the convention of agencies: UUD, TAP MPR, UU and Perppu, PP, Perpres,
ministers and agencies, regions, decisions, circulars; Keppres and Inpres stand beside Perpres, which is our own choice."""

_BY_KEY = {kind.key: kind for kind in _KINDS}
_KIND = re.compile("|".join(f"(?P<k{place}>(?:{kind.pattern})(?![a-z]))" for place, kind in enumerate(_KINDS)))

_ISSUERS = {
    "dagri": "dalam negeri", "keu": "keuangan", "kes": "kesehatan", "dikbud": "pendidikan dan kebudayaan",
    "dikbudristek": "pendidikan kebudayaan riset dan teknologi", "dik": "pendidikan", "diknas": "pendidikan nasional",
    "kominfo": "komunikasi dan informatika", "kumham": "hukum dan hak asasi manusia", "pan": "pendayagunaan aparatur negara",
    "panrb": "pendayagunaan aparatur negara dan reformasi birokrasi", "pan rb": "pendayagunaan aparatur negara dan reformasi birokrasi",
    "pan dan rb": "pendayagunaan aparatur negara dan reformasi birokrasi", "hub": "perhubungan", "naker": "ketenagakerjaan",
    "sos": "sosial", "tan": "pertanian", "dag": "perdagangan", "perin": "perindustrian", "pu": "pekerjaan umum",
    "pupr": "pekerjaan umum dan perumahan rakyat", "lhk": "lingkungan hidup dan kehutanan", "ag": "agama",
}  # fmt: skip
"""Short form after ``Permen`` -> name of the ministry."""

_MINISTERIAL = {"pmk": "menteri keuangan", "pma": "menteri agama", "perma": "mahkamah agung", "pojk": "otoritas jasa keuangan",
                "pbi": "bank indonesia", "pkpu": "komisi pemilihan umum", "perja": "jaksa agung"}  # fmt: skip
_SYNONYMS = (
    (re.compile(r"\b(?:republik indonesia|ri|prov(?:insi)?|kab(?:upaten)?)\b"), " "),
    (re.compile(r"\bmenteri negara\b"), "menteri"),
    (re.compile(r"\bwali ?kota\b"), "wali kota"),
    (re.compile(r"\bbps\b"), "badan pusat statistik"),
    (re.compile(r"\bbkn\b"), "badan kepegawaian negara"),
    (re.compile(r"\banri\b"), "arsip nasional"),
    (re.compile(r"\blkpp\b"), "lembaga kebijakan pengadaan barang jasa pemerintah"),
    (re.compile(r"\bkepala\b"), " "),
)
_SHORT_FOR = re.compile(r"(?:per|kep)?m?en ?(?P<ministry>[a-z]+(?: ?(?:dan )?rb)?)\b")
_REGIONAL_SHORT = {"pergub": "peraturan gubernur", "perbup": "peraturan bupati", "perbub": "peraturan bupati",
                   "perwali": "peraturan wali kota", "perwal": "peraturan wali kota", "perwako": "peraturan wali kota"}  # fmt: skip

_KIND_NAME = re.compile(
    r"^(?:peraturan(?: daerah)?|perka|perban|(?:surat )?keputusan|surat edaran|se|sk|perda|edaran) "
)

_LEADING = re.compile(r"^(?:[-–—•*]+\s*|\(?\d{1,2}[.,)]+\s*|\(?[a-z][.)]\s+)+", re.IGNORECASE)
_ARTICLE = re.compile(
    r"^(?:pasal|article)\s+\d+[a-z]?\b.{0,40}?\b(?=(?:undang|uud|uu|peraturan|pp|perpres|perma|permen|law|government)\b)",
    re.IGNORECASE,
)
"""``Pasal 18 ayat (6) UUD 1945``: what is cited is the whole."""
_NUMBER_WORD = r"(?:nomor|nomer|no|n0|nr|num|number)\b\s*[.:]*\s*[.:]*"
_NUMBERED = re.compile(rf"{_NUMBER_WORD}\s*(?P<number>[^\s,;]+(?:\s*/\s*[^\s,;/]+)*)", re.IGNORECASE)
_BARE_NUMBER = re.compile(r"(?P<number>\d+(?:/[a-z][\w.-]*)*)(?=\s*(?:/|tahun|th|of\b))", re.IGNORECASE)
_SELF_TELLING = re.compile(r"(?P<kind>per|kep)[-./ ][\w./-]*/(?P<year>(?:19|20)\d\d)\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:tahun|thn|th|of)\b\.?\s*(?P<year>(?:1[89]|20)\d\d)", re.IGNORECASE)
_ANY_YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")
_ABOUT = re.compile(r"\b(?:tentang|tentan|ttg|perihal|about|concerning|on)\b\.?:?\s*", re.IGNORECASE)
_AMENDED = re.compile(
    r"[,;(]?\s*\b(?:sebagaimana|sebagaiman|yang)\s+(?:telah\s+)?(?:beberapa\s+kali\s+)?(?:di)?(?:ubah|rubah|perbaharui|perbarui)\b.*"
    r"|[,;(]?\s*\b(?:jo|juncto|jis)\b\.?\s.*",
    re.IGNORECASE | re.DOTALL,
)
_GAZETTE = re.compile(r"\s*\((?:lembaran|berita|tambahan)\b.*", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Regulation:
    """One regulation: what it is, who issued it, its number, year and subject."""

    kind: RegulationKind
    issuer: str = ""
    """In lower case and without what differs between spellings: "menteri dalam negeri"; empty where the kind says it."""
    number: str = ""
    year: int | None = None
    subject: str = ""
    text: str = field(default="", compare=False)
    """Its name without the subject, as it was written."""

    @property
    def identity(self) -> tuple[str, str, str, int | None]:
        """The same for two citations of one regulation, however they are spelt."""
        number = re.sub(r"[^0-9a-z]+", "/", self.number.casefold()).strip("/")
        parts = [part.lstrip("0") or "0" if part.isdigit() else part for part in number.split("/")]
        if len(parts) > 1 and self.year and parts[-1] == str(self.year):
            parts.pop()
        return self.kind.key, self.issuer, "/".join(parts), self.year

    @property
    def order(self) -> tuple[int, int]:
        """Rank and year: the order of a legal basis."""
        return self.kind.rank, self.year or 0

    @property
    def citation(self) -> str:
        """Its name without the subject."""
        if self.text:
            return self.text
        number = f" Nomor {self.number}" if self.number else ""
        year = f" Tahun {self.year}" if self.year else ""
        issuer = f" {self.issuer.title()}" if self.issuer else ""
        return f"{self.kind.written}{issuer}{number}{year}"


@lru_cache(maxsize=8192)
def parse_regulation(text: str) -> Regulation | None:
    """Read the regulation that one item of a legal basis cites first; None if it cites none.

    What it was amended by (``sebagaimana telah diubah ...``, ``jo.``) is left out.  Without number and year only the
    constitution and the great codes are readable.
    """
    words = _ARTICLE.sub("", _LEADING.sub("", " ".join(text.split()))).strip(" .;,")
    kind = _kind(words)
    if kind is None:
        return _numbered_only(words)
    head = _GAZETTE.sub("", _AMENDED.sub("", words))
    about = _ABOUT.search(head)
    name, subject = (head[: about.start()], head[about.end() :]) if about else (head, "")
    if kind.key == "UUD":
        return Regulation(
            kind=kind, year=1945, subject=subject, text="Undang-Undang Dasar Negara Republik Indonesia Tahun 1945"
        )
    numbered = _NUMBERED.search(name) or _BARE_NUMBER.search(name)
    number = re.sub(r"\s+", "", numbered["number"]).rstrip(".") if numbered else ""
    year = _year(name, number)
    if not number and year is None:
        return _code(kind, words, subject)
    short = number.removesuffix(f"/{year}")
    is_short = short != number and short.isdecimal()  # UU 14/2008
    number = short if is_short else number
    issuer_end = numbered.start() if numbered else len(name)
    before_year = _YEAR.search(name)
    if before_year:
        issuer_end = min(issuer_end, before_year.start())
    issuer = _issuer(kind, name[:issuer_end])
    end = max([match.end() for match in (before_year, numbered) if match], default=len(name))
    cited = (
        f"{name[:end]}/{year}"
        if numbered and numbered.re is _BARE_NUMBER and not is_short and not before_year
        else name[:end]
    )
    return Regulation(
        kind=kind, issuer=issuer, number=number, year=year, subject=subject.strip(" .;,"), text=cited.strip(" .;,")
    )


def _plain(words: str) -> str:
    """Lower case, words parted by single spaces only."""
    return " ".join(re.sub(r"[^a-z0-9]", " ", words.casefold().replace("&", " dan ")).split())


def _kind(words: str) -> RegulationKind | None:
    """The kind a text begins with."""
    match = _KIND.match(_plain(words))
    return _KINDS[int(match.lastgroup[1:])] if match and match.lastgroup else None


def _numbered_only(words: str) -> Regulation | None:
    """A number that tells its kind and year itself: PER/15/M.PAN/7/2008, KEP/26/M.PAN/2/2004."""
    match = _SELF_TELLING.match(words)
    if match is None:
        return None
    kind = _BY_KEY["Permen" if match["kind"].casefold() == "per" else "Keputusan"]
    about = _ABOUT.search(words)
    return Regulation(
        kind=kind,
        number=match[0],
        year=int(match["year"]),
        subject=words[about.end() :].strip(" .;,") if about else "",
        text=match[0],
    )


def _year(name: str, number: str) -> int | None:
    found = _YEAR.search(name)
    if found:
        return int(found["year"])
    years = _ANY_YEAR.findall(number) or _ANY_YEAR.findall(name)
    return int(years[-1]) if years else None


def _code(kind: RegulationKind, words: str, subject: str) -> Regulation | None:
    """The great codes are cited without number and year."""
    if kind.key == "UU" and re.match(r"kitab|kuh", words, re.IGNORECASE):
        return Regulation(kind=kind, issuer=_plain(words), subject=subject or words, text=words)
    return None


def _issuer(kind: RegulationKind, name: str) -> str:
    """Who issued it, spelt so that two citations agree; empty for kinds of one issuer."""
    if kind.rank <= _BY_KEY["Perpres"].rank:
        return ""
    plain = _plain(name)
    first = plain.partition(" ")[0]
    if first in _MINISTERIAL:
        return _MINISTERIAL[first]
    if first in _REGIONAL_SHORT:
        plain = _REGIONAL_SHORT[first] + plain[len(first) :]
    else:
        short = _SHORT_FOR.match(plain)
        if short and short["ministry"] in _ISSUERS:
            plain = f"menteri {_ISSUERS[short['ministry']]}{plain[short.end() :]}"
    for pattern, replacement in _SYNONYMS:
        plain = pattern.sub(replacement, plain)
    issuer = " ".join(_KIND_NAME.sub("", f"{plain} ").split())
    short = _SHORT_FOR.fullmatch(issuer)
    if short and short["ministry"] in _ISSUERS:  # MenPAN-RB
        issuer = f"menteri {short['ministry']}"
    ministry = issuer.removeprefix("menteri ")
    return f"menteri {_ISSUERS[ministry]}" if ministry != issuer and ministry in _ISSUERS else issuer


# -- the registry ----------------------------------------------------------------------------------------------------
class RegistryError(MessageError):
    """An entry of a registry cannot be used; the message says which and why."""


IN_FORCE, REPEALED, UNKNOWN = "in-force", "repealed", "unknown"
_STATUSES = {
    "berlaku": IN_FORCE, "in-force": IN_FORCE, "dicabut": REPEALED, "repealed": REPEALED,
    "tidak-diketahui": UNKNOWN, "unknown": UNKNOWN,
}  # fmt: skip
"""What an entry may say of its regulation; only a repeal has consequences."""
_KEYS = {
    "jenis": "kind", "nomor": "number", "tahun": "year", "tentang": "subject", "status": "status", "dicabut-oleh": "repealed-by",
    "dicabut_oleh": "repealed-by", "repealed_by": "repealed-by",
}  # fmt: skip
_ENTRY_KEYS = ("kind", "number", "year", "subject", "status", "repealed-by")


class Entry(Struct, frozen=True, kw_only=True):
    """A regulation of the registry."""

    key: str
    regulation: Regulation
    repealed: bool = False
    repealed_by: str = ""
    """Key of another entry, or its name."""

    @property
    def written(self) -> str:
        """Its name and subject as a legal basis prints them."""
        subject = self.regulation.subject
        return f"{self.regulation.citation} tentang {subject}" if subject else self.regulation.citation


class Registry(Struct, frozen=True, kw_only=True):
    """The regulations a manual knows, by key."""

    entries: Mapping[str, Entry] = msgspec.field(default_factory=dict)
    by_identity: Mapping[tuple[str, str, str, int | None], Entry] = msgspec.field(default_factory=dict)

    def find(self, regulation: Regulation) -> Entry | None:
        """The entry of a regulation, if it is known."""
        return self.by_identity.get(regulation.identity)

    def successor(self, entry: Entry) -> str:
        """Name of what repealed a regulation: the last of a chain of repeals; empty if it is not known."""
        seen = {entry.key}
        while entry.repealed_by in self.entries and entry.repealed_by not in seen:
            seen.add(entry.repealed_by)
            entry = self.entries[entry.repealed_by]
            if not entry.repealed:
                return entry.written
        return entry.repealed_by if entry.repealed_by not in self.entries else ""


def registry_of(entries: Iterable[Entry]) -> Registry:
    """Return the registry of these entries; a later one with the same key or regulation counts."""
    by_key = {entry.key: entry for entry in entries}
    return Registry(entries=by_key, by_identity={entry.regulation.identity: entry for entry in by_key.values()})


def read_entries(table: Mapping[str, Any]) -> Iterator[Entry]:
    """Read the tables of a registry; raises `RegistryError` at the first that cannot be used."""
    for key, value in table.items():
        if not isinstance(value, Mapping):
            raise RegistryError("[{key}] is not a table with {allowed}", key=key, allowed=", ".join(_ENTRY_KEYS))
        entry = {_KEYS.get(str(name), str(name)): one for name, one in value.items()}
        unknown = next((name for name in entry if name not in _ENTRY_KEYS), None)
        meant = nearest(unknown, [*_KEYS, *_ENTRY_KEYS]) if unknown is not None else None
        if unknown is not None and meant is not None:
            template = "[{key}]: unknown key `{unknown}`; did you mean `{meant}`?"
            raise RegistryError(template, key=key, unknown=unknown, meant=meant)
        if unknown is not None:
            raise RegistryError(
                "[{key}]: unknown key `{unknown}`; allowed are {allowed}",
                key=key,
                unknown=unknown,
                allowed=", ".join(_ENTRY_KEYS),
            )
        status = str(entry.get("status", IN_FORCE)).casefold().replace(" ", "-")
        if status not in _STATUSES:
            raise RegistryError(
                "[{key}]: status `{status}` is not one of {allowed}",
                key=key,
                status=status,
                allowed=", ".join(_STATUSES),
            )
        yield Entry(
            key=str(key),
            regulation=_regulation(str(key), entry),
            repealed=_STATUSES[status] == REPEALED or "repealed-by" in entry,
            repealed_by=str(entry.get("repealed-by", "")),
        )


def _regulation(key: str, entry: Mapping[str, Any]) -> Regulation:
    """Read an entry the way a citation of it would be read, so that both have one identity."""
    if not entry.get("kind"):
        raise RegistryError("[{key}]: `kind` is missing, such as UU, PP or Peraturan Menteri Dalam Negeri", key=key)
    kind = _kind(str(entry["kind"]))
    name = kind.written if kind and str(entry["kind"]).strip() == kind.key else str(entry["kind"])
    number = f" Nomor {entry['number']}" if "number" in entry else ""
    year = f" Tahun {entry['year']}" if "year" in entry else ""
    subject = f" tentang {entry['subject']}" if "subject" in entry else ""
    found = parse_regulation(f"{name}{number}{year}{subject}")
    if found is None:
        raise RegistryError("[{key}]: `{text}` cannot be read as a regulation", key=key, text=f"{name}{number}{year}")
    return found
