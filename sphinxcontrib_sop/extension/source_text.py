"""Source texts before they are parsed: what no output can show and what is not UTF-8 is replaced and reported.

Sphinx ends the whole build at the first byte that is not UTF-8.  The codec registered here lets such bytes through as
lone surrogates, so that `clean` can name the line, read them as the Windows code page they most probably are and go on.
"""

import codecs
import re
from collections.abc import Iterator
from encodings import utf_8, utf_8_sig
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

from ..core.characters import HIDDEN, REPLACEMENT, hidden_by_line, replaced, unshown
from ..core.model import Fault, Location, Message
from .drafts import note_fault
from .reporting import warn

ENCODING = "utf-8-tolerant"
"""UTF-8 in which a foreign byte becomes a lone surrogate."""
NOT_UTF_8 = "the file is not UTF-8; it was read as {encoding}: `{line}`. Save it as UTF-8"
_UTF_8 = frozenset({"utf-8", "utf8", "utf-8-sig"})
_FOREIGN_ENCODING = "cp1252"
_UTF_16_MARKS = ("\udcff\udcfe", "\udcfe\udcff")
"""How a file begins that an editor of Windows saved as "Unicode", read as UTF-8."""
_FOREIGN = re.compile(r"[\udc80-\udcff]+")


class _TolerantDecoder(utf_8_sig.IncrementalDecoder):
    """Decode UTF-8 with or without a mark at its beginning; foreign bytes pass as surrogates."""

    def __init__(self, errors: str = "strict") -> None:
        super().__init__("surrogateescape")


def _find_codec(name: str) -> codecs.CodecInfo | None:
    if name != ENCODING.replace("-", "_"):
        return None
    return codecs.CodecInfo(
        name=ENCODING,
        encode=utf_8.encode,
        decode=lambda data, errors="strict": utf_8_sig.decode(data, "surrogateescape"),
        incrementalencoder=utf_8.IncrementalEncoder,
        incrementaldecoder=_TolerantDecoder,
        streamreader=utf_8.StreamReader,
        streamwriter=utf_8.StreamWriter,
    )


codecs.register(_find_codec)


def tolerate(app: Sphinx, config: Config) -> None:
    """Let documents be read that are not UTF-8, unless the manual names another encoding."""
    if config.source_encoding.lower() in _UTF_8:
        config.source_encoding = ENCODING


def clean(app: Sphinx, docname: str, content: list[str]) -> None:
    """Replace what cannot be shown in a document; each kind is reported."""
    content[0] = _cleaned(app, content[0], str(app.env.doc2path(docname, False)))


def clean_included(app: Sphinx, path: Path, docname: str, content: list[str]) -> None:
    """Do the same in a file that a document includes."""
    content[0] = _cleaned(app, content[0], path.as_posix())


def _cleaned(app: Sphinx, text: str, path: str) -> str:
    if text.startswith(_UTF_16_MARKS):
        data = Path(app.srcdir, path).read_bytes()
        text = data.decode("utf-16", "replace").replace("\r\n", "\n").replace("\r", "\n")
        note_fault(app.env, _foreign_fault("UTF-16", 1, text.partition("\n")[0], path))
    if _FOREIGN.search(text):
        number, line = next((number, line) for number, line in _numbered(text) if _FOREIGN.search(line))
        note_fault(app.env, _foreign_fault(_FOREIGN_ENCODING, number, _FOREIGN.sub(_as_windows, line), path))
        text = _FOREIGN.sub(_as_windows, text)
    if "sop" in text.casefold():
        for fault in _control_faults(text, path):
            note_fault(app.env, fault)
        for number, codes in hidden_by_line(text):
            message = Message(template=HIDDEN, values={"characters": ", ".join(codes)})
            warn(app, "character", message, Location(path=path, line=number))
    return replaced(text)


def _as_windows(match: re.Match[str]) -> str:
    return match[0].encode("ascii", "surrogateescape").decode(_FOREIGN_ENCODING, "replace")


def _foreign_fault(encoding: str, number: int, line: str, path: str) -> Fault:
    """One fault for the file: where one byte is foreign, all are."""
    message = Message(template=NOT_UTF_8, values={"encoding": encoding, "line": replaced(line.strip())})
    return Fault(code="SOP114", message=message, location=Location(path=path, line=number))


def _control_faults(text: str, path: str) -> Iterator[Fault]:
    """One fault for each line."""
    for number, line in _numbered(text):
        if codes := unshown(line):
            message = Message(
                template="the control character {character} was replaced by {replacement}",
                values={"character": ", ".join(codes), "replacement": REPLACEMENT},
            )
            yield Fault(code="SOP114", message=message, location=Location(path=path, line=number))


def _numbered(text: str) -> Iterator[tuple[int, str]]:
    return enumerate(text.split("\n"), start=1)
