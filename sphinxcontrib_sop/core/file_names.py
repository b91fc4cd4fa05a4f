"""Names of files that every system takes, made of what a person typed."""

import hashlib
import re
import unicodedata

LONGEST = 120
"""Bytes of a name with its ending: most file systems take 255, archives and old Windows tools fewer."""

_UNSAFE = re.compile(r"[^\w.-]+")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
"""Names that Windows keeps for devices, whatever their ending."""
_DIGEST_LETTERS = 8


def file_name(text: str, ending: str = "", *, otherwise: str = "sop") -> str:
    """Return a name for a file, such as ``cuti-tahunan.pdf`` for ``cuti tahunan`` and ``.pdf``.

    Letters and digits of any script, dots, hyphens and underscores stay, composed as Unicode's NFC.  A name too long is cut,
    and a digest of the whole text keeps it apart from others that begin alike; so is one that Windows reserves.
    """
    composed = unicodedata.normalize("NFC", text)
    name = _UNSAFE.sub("-", composed).strip(".-") or otherwise
    if _RESERVED.match(name):
        name = f"{otherwise}-{name}"
    room = LONGEST - len(ending.encode())
    if len(name.encode()) > room:
        mark = f"-{hashlib.sha256(composed.encode('utf-8', 'surrogatepass')).hexdigest()[:_DIGEST_LETTERS]}"
        name = name.encode()[: room - len(mark)].decode("utf-8", "ignore").rstrip(".-") + mark
    return name + ending
