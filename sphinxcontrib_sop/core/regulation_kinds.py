"""The kinds of regulations with their ranks, and the short forms of those who issue them."""

from msgspec import Struct


class RegulationKind(Struct, frozen=True, kw_only=True):
    """One kind of regulation; ``rank`` 1 is the highest."""

    key: str
    rank: int
    written: str
    """Its full name; the issuer follows where there are several."""
    pattern: str
    """What it begins with, in lower case with single spaces."""


KINDS = (
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
        pattern=r"undang undang|uu|u u|kitab undang undang|kuhap|kuhp|kuhperdata|kuh perdata|burgerlijk wetboek|hir|herzien|rbg|r bg"
        r"|rechtsreglement|reglemen(?:t)?|staatsblad|stbl|ordonansi|ordonnantie|law",
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
        pattern=r"instruksi presiden|inpres|kompilasi hukum islam|khi|presidential instruction",
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
        pattern=r"peraturan|permen[a-z]*|perma|perka|perban|perbadan|perlem|perpol|perdir[a-z]*|perses[a-z]*|perirjen"
        r"|pmna|perkap|perkapolri|perja|perki|perbawaslu|pkpu|pmk|pma|pojk|pbi|regulation|minister(?:ial)? regulation",
    ),
    RegulationKind(
        key="Keputusan",
        rank=10,
        written="Keputusan",
        pattern=r"(?:surat )?keputusan|surat ketetapan|sk|kep(?:men|gub|bup|wali|dir|ka)[a-z]*|kep|skb|kma|kmk|ketetapan|maklumat"
        r"|(?:ministerial |joint )?(?:decree|decision)",
    ),
    RegulationKind(
        key="SE", rank=11, written="Surat Edaran", pattern=r"surat edaran|sema|se|edaran|instruksi|surat|circular"
    ),
)
"""In the order in which they are tried.  The ranks follow the convention of agencies: UUD, TAP MPR, UU and Perppu, PP, Perpres,
ministers and agencies, regions, decisions, circulars; Keppres and Inpres stand beside Perpres, which is our own choice."""

ISSUERS = {
    "dagri": "dalam negeri", "keu": "keuangan", "kes": "kesehatan", "dikbud": "pendidikan dan kebudayaan",
    "dikbudristek": "pendidikan kebudayaan riset dan teknologi", "dik": "pendidikan", "diknas": "pendidikan nasional",
    "kominfo": "komunikasi dan informatika", "kumham": "hukum dan hak asasi manusia", "pan": "pendayagunaan aparatur negara",
    "panrb": "pendayagunaan aparatur negara dan reformasi birokrasi", "pan rb": "pendayagunaan aparatur negara dan reformasi birokrasi",
    "pan dan rb": "pendayagunaan aparatur negara dan reformasi birokrasi", "hub": "perhubungan", "naker": "ketenagakerjaan",
    "sos": "sosial", "tan": "pertanian", "dag": "perdagangan", "perin": "perindustrian", "pu": "pekerjaan umum",
    "pupr": "pekerjaan umum dan perumahan rakyat", "lhk": "lingkungan hidup dan kehutanan", "ag": "agama",
}  # fmt: skip
"""Short form after ``Permen`` -> name of the ministry."""

MINISTERIAL = {
    "pmk": "menteri keuangan", "kmk": "menteri keuangan", "pma": "menteri agama", "perma": "mahkamah agung",
    "pojk": "otoritas jasa keuangan", "pbi": "bank indonesia", "pkpu": "komisi pemilihan umum", "perja": "jaksa agung",
    "perpol": "kepolisian negara", "pmna": "menteri agraria badan pertanahan nasional", "kma": "ketua mahkamah agung",
}  # fmt: skip
"""Short form of a regulation -> who issues it."""

REGIONAL_SHORT = {"pergub": "peraturan gubernur", "perbup": "peraturan bupati", "perbub": "peraturan bupati",
                   "perwali": "peraturan wali kota", "perwal": "peraturan wali kota", "perwako": "peraturan wali kota"}  # fmt: skip
