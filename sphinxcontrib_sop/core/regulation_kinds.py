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


KINDS = tuple(
    RegulationKind(key=key, rank=rank, written=written, pattern=pattern)
    for key, rank, written, pattern in (
        ("UUD", 1, "Undang-Undang Dasar", r"undang undang dasar|uud|(?:the )?(?:1945 )?constitution"),
        ("TAP MPR", 2, "Ketetapan MPR", r"(?:ketetapan|tap) (?:mpr|majelis permusyawaratan rakyat)"),
        ("Perppu", 3, "Peraturan Pemerintah Pengganti Undang-Undang",
         r"peraturan pemerintah pengganti undang undang|perp?pu|government regulation in lieu of law"),
        ("UU", 3, "Undang-Undang",
         (r"undang undang|undang2|uu|u u|kitab undang undang|kuhap|kuhp|kuhperdata|kuh perdata|burgerlijk wetboek|hir|herzien|rbg|r bg"
         r"|rechtsreglement|reglemen(?:t)?|staatsblad|stbl|ordonansi|ordonnantie|law")),
        ("PP", 4, "Peraturan Pemerintah", r"peraturan pemerintah|pp|p p|government regulation"),
        ("Perpres", 5, "Peraturan Presiden", r"peraturan presiden|perpres|presidential regulation"),
        ("Keppres", 5, "Keputusan Presiden", r"keputusan presiden|keppres|presidential decree"),
        ("Inpres", 5, "Instruksi Presiden", r"instruksi presiden|inpres|kompilasi hukum islam|khi|presidential instruction"),
        ("Perda", 7, "Peraturan Daerah",
         r"peraturan daerah(?: istimewa)?|perda(?:sus|is)?|qanun|(?:regional|local|provincial|municipal) regulation"),
        ("Perkada", 8, "Peraturan",
         (r"peraturan (?:gubernur|bupati|wali ?kota|kepala daerah)|pergub|perbu[pb]|perwali?(?:kota)?|perwako|perkada"
         r"|(?:governor|regent|mayor)(?: s|ial)? regulation|regulation of the (?:governor|regent|mayor)")),
        ("Perdes", 9, "Peraturan Desa", r"peraturan (?:kepala )?desa|perdes|perkades"),
        ("Permen", 6, "Peraturan",
         (r"peraturan|permen[a-z]*|perma|perka|perban|perbadan|perlem|perpol|perdir[a-z]*|perses[a-z]*|perirjen"
         r"|pmna|perkap|perkapolri|perja|perki|perbawaslu|pkpu|pmk|pma|pojk|pbi|regulation|minister(?:ial)? regulation")),
        ("Keputusan", 10, "Keputusan",
         (r"(?:surat )?keputusan|surat ketetapan|sk|kep(?:men|gub|bup|wali|dir|ka)[a-z]*|kep|skb|kma|\d+ kma sk|kmk|ketetapan|maklumat"
         r"|(?:ministerial |joint )?(?:decree|decision)")),
        ("SE", 11, "Surat Edaran", r"surat edaran|sema|seb|se|edaran|instruksi|surat|circular"),
    )
)  # fmt: skip
"""In the order in which they are tried.  The ranks follow the convention of agencies: UUD, TAP MPR, UU and Perppu, PP, Perpres,
ministers and agencies, regions, decisions, circulars; Keppres and Inpres stand beside Perpres, which is our own choice."""

UNNAMED = RegulationKind(key="", rank=0, written="", pattern="")
"""Of a citation that does not say its kind: it stands in no order."""

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
