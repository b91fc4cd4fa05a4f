"""Regulations as a legal basis cites them, and their rank.

Read are the forms agencies use: ``Undang-Undang Nomor 25 Tahun 2009 tentang ...``, ``UU No. 14/2008``, ``PMK No:
29/PMK.06/2010``, ``Permendagri 3 Tahun 2017``, ``Nomor : PER/05/M.PAN/4/2009``, ``... sebagaimana telah diubah dengan ...``.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from .regulation_kinds import ISSUERS, KINDS, MINISTERIAL, REGIONAL_SHORT, UNNAMED, RegulationKind

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
    (re.compile(r"\bpolri\b"), "kepolisian negara"),
    (re.compile(r"\blkpp\b"), "lembaga kebijakan pengadaan barang jasa pemerintah"),
    (re.compile(r"\bkepala\b"), " "),
)
_SHORT_FOR = re.compile(r"(?:per|kep)?m?en ?(?P<ministry>[a-z]+(?: ?(?:dan )?rb)?)\b")
_KIND_NAME = re.compile(
    r"^(?:peraturan(?: daerah)?|perka|perban|perbadan|kep|(?:surat )?keputusan|surat edaran|se|sk|perda|edaran) "
)

_LEADING = re.compile(r"^(?:[-–—•*]+\s*|\(?\d{1,2}[.,)]+\s*|\(?(?!s\.\s+1[89]\d\d\b)[a-z][.)]\s+)+", re.IGNORECASE)
_ARTICLE = re.compile(
    r"^(?:pasal|article)\s+\d+[a-z]?\b.{0,40}?\b(?=(?:undang|uud|uu|kuh\w*|kitab|hir|rbg|peraturan|pp|perpres|perma|permen|law|government)\b)",
    re.IGNORECASE,
)
"""``Pasal 18 ayat (6) UUD 1945``: what is cited is the whole."""
_NUMBER_WORD = r"(?:nomor|nomer|no|n0|nr|num|number)\b\s*[.:]*\s*[.:]*"
_NUMBERED = re.compile(rf"{_NUMBER_WORD}\s*(?P<number>[^\s,;]+(?:\s*/\s*[^\s,;/]+)*)", re.IGNORECASE)
_BARE_NUMBER = re.compile(r"(?P<number>\d+(?:/[a-z][\w.-]*)*)(?=\s*(?:/|tahun|th|of\b))", re.IGNORECASE)
_SELF_TELLING = re.compile(
    r"(?<![/\w])(?P<number>(?:[\d-]+/)?(?P<kind>per|kep|se|kma(?! ))[-./ ](?:\w[\w.-]*/)+(?P<year>(?:19|20)\d\d))\b",
    re.IGNORECASE,
)
_FILED = re.compile(
    r"\b(?P<number>[A-Z]{1,3}\.[\d.]+\s*[-/]\s*[A-Z.]+\s*[-/]\s*\d+\s*[-/]\s*(?:19|20)\d\d)\b", re.IGNORECASE
)
"""A number that begins with the code of a file: HK.01.07/MENKES/165/2023, also with hyphens as in the names of files."""
_STAATSBLAD = re.compile(
    r"\b(?:staatsblad|stbl?|lnhb|s)\b\.?\s*(?:tahun\s*|th\.?\s*)?(?P<year>1[89]\d\d)\s*(?:nomor|no|nr|[-/:])?\s*[.:]?\s*(?P<number>\d+)\b",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"(?:nomor|no)\b\.?\s*:?\s*(?P<number>\d{1,4}[a-z]?)\s*(?:/|\s(?:tahun|thn|th)\b\.?)\s*(?P<year>(?:19|20)\d\d)(?![\w/])",
    re.IGNORECASE,
)
"""No. 48/1994: which kind it is goes without saying for whoever wrote it."""
_COLONIAL = re.compile(
    r"(?P<hir>\bHIR\b|herzien\w* (?:inland?sch?e? )?reglement|reglemen\w* indonesia yang)"
    r"|(?P<rbg>\bR\.?Bg\b|rechtsreglement\w* (?:voor de )?buiten\w*)"
    r"|(?P<rv>\bRv\b|reglement op de|reglemen acara perdata)"
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
    kind = kind_of(words)
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
    if code and kind_of(words[code.start() :] if code.lastgroup != "bw" else words) is not None:
        return Regulation(kind=_BY_KEY["UU"], issuer=code.lastgroup or "", subject=subject or words, text=words)
    if _ISLAMIC_LAW.match(words):
        return Regulation(kind=_BY_KEY["Inpres"], number="1", year=1991, subject="Kompilasi Hukum Islam", text=words)
    return None


def plain_words(words: str) -> str:
    """Lower case, words parted by single spaces only."""
    return " ".join(re.sub(r"[^a-z0-9]", " ", words.casefold().replace("&", " dan ")).split())


def kind_of(words: str) -> RegulationKind | None:
    """The kind a text begins with."""
    match = _KIND.match(plain_words(words))
    return KINDS[int(match.lastgroup[1:])] if match and match.lastgroup else None


def _numbered_only(words: str) -> Regulation | None:
    """A number that tells its kind and year itself: PER/15/M.PAN/7/2008, KEP/26/M.PAN/2/2004."""
    match = _SELF_TELLING.match(words)
    if match is None:
        return _without_kind(words)
    kind = _BY_KEY[{"per": "Permen", "se": "SE"}.get(match["kind"].casefold(), "Keputusan")]
    about = _ABOUT.search(words)
    return Regulation(
        kind=kind,
        number=match[0],
        year=int(match["year"]),
        subject=words[about.end() :].strip(" .;,") if about else "",
        text=match[0],
    )


def _without_kind(words: str) -> Regulation | None:
    """Number and year without the kind."""
    match = _BARE.match(words)
    if match is None:
        return None
    head = _AMENDED.sub("", words)
    about = _ABOUT.search(head)
    return Regulation(
        kind=UNNAMED,
        number=match["number"],
        year=int(match["year"]),
        subject=head[about.end() :].strip(" .;,") if about else "",
        text=match[0],
        amended=head != words,
        subject_follows=about is None and _ABOUT.search(words[len(head) :]) is not None,
    )


def _year(name: str, number: str) -> int | None:
    match = _YEAR.search(name)
    if match:
        return int(match["year"])
    years = _ANY_YEAR.findall(number) or _ANY_YEAR.findall(name)
    return int(years[-1]) if years else None


def _code(kind: RegulationKind, words: str, subject: str) -> Regulation | None:
    """The great codes are cited without number and year."""
    if kind.key == "UU" and re.match(r"kitab|kuh", words, re.IGNORECASE):
        return Regulation(kind=kind, issuer=plain_words(words), subject=subject or words, text=words)
    return None


def _issuer(kind: RegulationKind, name: str, name_and_number: str) -> str:
    """Who issued it, spelt so that two citations agree; empty for kinds of one issuer."""
    if kind.rank <= _BY_KEY["Perpres"].rank:
        return ""
    plain = plain_words(name)
    first = plain.partition(" ")[0]
    if first in MINISTERIAL:
        return (
            "menteri kesehatan" if first == "kmk" and "menkes" in plain_words(name_and_number) else MINISTERIAL[first]
        )
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
