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
from .regulation_kinds import ISSUERS, KINDS, MINISTERIAL, REGIONAL_SHORT, RegulationKind

_BY_KEY = {kind.key: kind for kind in KINDS}
_KIND = re.compile("|".join(f"(?P<k{place}>(?:{kind.pattern})(?![a-z]))" for place, kind in enumerate(KINDS)))

_SYNONYMS = (
    (re.compile(r"\b(?:republik indonesia|ri|prov(?:insi)?|kab(?:upaten)?)\b"), " "),
    (re.compile(r"\bmenteri negara\b"), "menteri"),
    (re.compile(r"\bwali ?kota\b"), "wali kota"),
    (re.compile(r"\bbps\b"), "badan pusat statistik"),
    (re.compile(r"\bbkn\b"), "badan kepegawaian negara"),
    (re.compile(r"\b(?:per)?dirjend?\b"), "direktur jenderal"),
    (re.compile(r"\bbpn\b"), "badan pertanahan nasional"),
    (re.compile(r"\bkmari\b|\bketua mari\b|\bkma\b"), "ketua mahkamah agung"),
    (re.compile(r"\banri\b"), "arsip nasional"),
    (re.compile(r"\blkpp\b"), "lembaga kebijakan pengadaan barang jasa pemerintah"),
    (re.compile(r"\bkepala\b"), " "),
)
_SHORT_FOR = re.compile(r"(?:per|kep)?m?en ?(?P<ministry>[a-z]+(?: ?(?:dan )?rb)?)\b")
_KIND_NAME = re.compile(
    r"^(?:peraturan(?: daerah)?|perka|perban|perbadan|kep|(?:surat )?keputusan|surat edaran|se|sk|perda|edaran) "
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
_SELF_TELLING = re.compile(
    r"(?<![/\w])(?P<number>(?P<kind>per|kep|kma|se)[-./ ](?:\w[\w.-]*/)+(?P<year>(?:19|20)\d\d))\b", re.IGNORECASE
)
_FILED = re.compile(
    r"\b(?P<number>[A-Z]{1,3}\.[\d.]+\s*[-/]\s*[A-Z.]+\s*[-/]\s*\d+\s*[-/]\s*(?:19|20)\d\d)\b", re.IGNORECASE
)
"""A number that begins with the code of a file: HK.01.07/MENKES/165/2023, also with hyphens as in the names of files."""
_STAATSBLAD = re.compile(
    r"\b(?:staatsblad|stbl?|lnhb|s)\b\.?\s*(?:tahun\s*|th\.?\s*)?(?P<year>1[89]\d\d)\s*(?:nomor|no|nr|[-/:])?\s*[.:]?\s*(?P<number>\d+)\b",
    re.IGNORECASE,
)
_COLONIAL = re.compile(
    r"(?P<hir>\bHIR\b|herzien\w* (?:inland?sch?e? )?reglement|reglemen\w* indonesia yang)"
    r"|(?P<rbg>\bR\.?Bg\b|rechtsreglement\w* (?:voor de )?buiten\w*)"
    r"|(?P<bw>\bburgerlijk wetboek\b)",
    re.IGNORECASE,
)
"""Procedural codes of colonial times that courts still apply; they have neither number nor year."""
_ISLAMIC_LAW = re.compile(r"kompilasi hukum islam|\bKHI\b", re.IGNORECASE)
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
    amended: bool = field(default=False, compare=False)
    """True if the citation says what it was amended by, or joins another regulation to it."""
    subject_follows: bool = field(default=False, compare=False)
    """True if only the regulation joined to it is followed by a subject: UU 8/1974 jo. UU 43/1999 tentang ..."""

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
    if kind is None or kind.key in {"UU", "Inpres"}:
        old = _colonial(words)
        if old is not None or kind is None:
            return old or _numbered_only(words)
    head = _GAZETTE.sub("", _AMENDED.sub("", words))
    tail = words[len(head) :]
    about = _ABOUT.search(head)
    name, subject = (head[: about.start()], head[about.end() :]) if about else (head, "")
    if kind.key == "UUD":
        return Regulation(
            kind=kind, year=1945, subject=subject, text="Undang-Undang Dasar Negara Republik Indonesia Tahun 1945"
        )
    numbered = _NUMBERED.search(name) or _SELF_TELLING.search(name) or _FILED.search(name) or _BARE_NUMBER.search(name)
    number = re.sub(r"\s+", "", numbered["number"]).rstrip(".") if numbered else ""
    year = _year(name, number)
    if not number and year is None:
        return _code(kind, words, subject)
    cited = _cited(name, numbered, number, year)
    return Regulation(
        kind=kind,
        issuer=_issuer(kind, name[: _end_of_issuer(name, numbered)], name),
        number=_short_number(number, year),
        year=year,
        subject=subject.strip(" .;,"),
        text=cited.strip(" .;,"),
        amended=_AMENDED.search(words) is not None,
        subject_follows=about is None and _ABOUT.search(tail) is not None,
    )


def _short_number(number: str, year: int | None) -> str:
    """The number without the year behind it where it is a plain one: UU 14/2008."""
    short = number.removesuffix(f"/{year}")
    return short if short.isdecimal() else number


def _end_of_issuer(name: str, numbered: re.Match[str] | None) -> int:
    year = _YEAR.search(name)
    return min([match.start() for match in (year, numbered) if match], default=len(name))


def _cited(name: str, numbered: re.Match[str] | None, number: str, year: int | None) -> str:
    """The name as far as number and year go."""
    before_year = _YEAR.search(name)
    end = max([match.end() for match in (before_year, numbered) if match], default=len(name))
    year_apart = numbered is not None and numbered.re is _BARE_NUMBER and _short_number(number, year) == number
    return f"{name[:end]}/{year}" if year_apart and not before_year else name[:end]


def _colonial(words: str) -> Regulation | None:
    """Sources of law that are cited without number and year, or by the gazette of colonial times."""
    gazette = _STAATSBLAD.search(words)
    about = _ABOUT.search(words)
    subject = words[about.end() :].strip(" .;,") if about else ""
    if gazette:
        year, number = int(gazette["year"]), gazette["number"]
        name = words[: about.start()].strip(" .;,") if about else words
        return Regulation(
            kind=_BY_KEY["UU"], issuer="staatsblad", number=number, year=year, subject=subject or name, text=name
        )
    code = _COLONIAL.search(words)
    if code and _kind(words[code.start() :] if code.lastgroup != "bw" else words) is not None:
        return Regulation(kind=_BY_KEY["UU"], issuer=code.lastgroup or "", subject=subject or words, text=words)
    if _ISLAMIC_LAW.match(words):
        return Regulation(kind=_BY_KEY["Inpres"], number="1", year=1991, subject="Kompilasi Hukum Islam", text=words)
    return None


def _plain(words: str) -> str:
    """Lower case, words parted by single spaces only."""
    return " ".join(re.sub(r"[^a-z0-9]", " ", words.casefold().replace("&", " dan ")).split())


def _kind(words: str) -> RegulationKind | None:
    """The kind a text begins with."""
    match = _KIND.match(_plain(words))
    return KINDS[int(match.lastgroup[1:])] if match and match.lastgroup else None


def _numbered_only(words: str) -> Regulation | None:
    """A number that tells its kind and year itself: PER/15/M.PAN/7/2008, KEP/26/M.PAN/2/2004."""
    match = _SELF_TELLING.match(words)
    if match is None:
        return None
    kind = _BY_KEY[{"per": "Permen", "se": "SE"}.get(match["kind"].casefold(), "Keputusan")]
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


def _issuer(kind: RegulationKind, name: str, name_and_number: str) -> str:
    """Who issued it, spelt so that two citations agree; empty for kinds of one issuer."""
    if kind.rank <= _BY_KEY["Perpres"].rank:
        return ""
    plain = _plain(name)
    first = plain.partition(" ")[0]
    if first in MINISTERIAL:
        return "menteri kesehatan" if first == "kmk" and "menkes" in _plain(name_and_number) else MINISTERIAL[first]
    if first in REGIONAL_SHORT:
        plain = REGIONAL_SHORT[first] + plain[len(first) :]
    else:
        short = _SHORT_FOR.match(plain)
        if short and short["ministry"] in ISSUERS:
            plain = f"menteri {ISSUERS[short['ministry']]}{plain[short.end() :]}"
    for pattern, replacement in _SYNONYMS:
        plain = pattern.sub(replacement, plain)
    issuer = " ".join(_KIND_NAME.sub("", f"{plain} ").split())
    short = _SHORT_FOR.fullmatch(issuer)
    if short and short["ministry"] in ISSUERS:  # MenPAN-RB
        issuer = f"menteri {short['ministry']}"
    ministry = issuer.removeprefix("menteri ")
    return f"menteri {ISSUERS[ministry]}" if ministry != issuer and ministry in ISSUERS else issuer


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
    "dicabut_oleh": "repealed-by", "repealed_by": "repealed-by", "diubah-oleh": "amended-by", "diubah_oleh": "amended-by",
    "amended_by": "amended-by", "lembaran-negara": "gazette", "lembaran_negara": "gazette",
}  # fmt: skip
_ENTRY_KEYS = ("kind", "number", "year", "subject", "status", "repealed-by", "amended-by", "gazette")


class Entry(Struct, frozen=True, kw_only=True):
    """A regulation of the registry."""

    key: str
    regulation: Regulation
    repealed: bool = False
    repealed_by: str = ""
    """Key of another entry, or its name."""
    amended_by: tuple[str, ...] = ()
    """What amended it, oldest first: keys of other entries, or their names."""
    gazette: str = ""
    """Where it was published: Lembaran Negara Republik Indonesia Tahun 2009 Nomor 112 ..."""

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

    def amendments(self, entry: Entry) -> tuple[str, ...]:
        """Names of what amended a regulation, oldest first."""
        return tuple(
            self.entries[name].regulation.citation if name in self.entries else name for name in entry.amended_by
        )

    def amended_form(self, entry: Entry) -> str:
        """How a regulation that was amended is cited further; empty if it was not: "sebagaimana telah diubah ..."."""
        names = self.amendments(entry)
        if not names:
            return ""
        several = "beberapa kali diubah terakhir" if len(names) > 1 else "diubah"
        return f"sebagaimana telah {several} dengan {names[-1]}"

    def same_subject(self, regulation: Regulation) -> tuple[Entry, ...]:
        """Entries of this kind about the same subject."""
        subject = _folded_subject(regulation.subject)
        return tuple(
            entry
            for entry in self.entries.values()
            if subject
            and entry.regulation.kind.key == regulation.kind.key
            and entry.regulation.issuer == regulation.issuer
            and _folded_subject(entry.regulation.subject) == subject
        )


_SHORT_SUBJECTS = {
    "asn": "aparatur sipil negara", "kip": "keterbukaan informasi publik", "ite": "informasi dan transaksi elektronik",
    "pemda": "pemerintahan daerah", "sisdiknas": "sistem pendidikan nasional", "pns": "pegawai negeri sipil",
    "spip": "sistem pengendalian intern pemerintah", "barjas": "pengadaan barang jasa pemerintah",
}  # fmt: skip


def _folded_subject(subject: str) -> str:
    """A subject as it is compared: common short forms written out."""
    return " ".join(_SHORT_SUBJECTS.get(word, word) for word in _plain(subject).split())


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
            amended_by=_names(entry.get("amended-by")),
            gazette=str(entry.get("gazette", "")),
        )


def _names(value: Any) -> tuple[str, ...]:
    """One name, or a list of them."""
    if isinstance(value, (list, tuple)):
        return tuple(str(one) for one in value)
    return (str(value),) if value else ()


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
