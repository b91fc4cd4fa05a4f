"""Electronic signatures on PDF documents, judged by pyHanko where it is installed."""

import logging
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ..core.reports.proof import Signature

HEADER, HEADER_WITHIN = b"%PDF-", 1024
"""What a PDF begins with, and how many bytes may precede it; a reader that repairs files takes anything for one."""


class UnreadableError(ValueError):
    """The document is no PDF that can be read."""


def can_judge() -> bool:
    """True if pyHanko is installed."""
    return find_spec("pyhanko") is not None


def signatures_of(document: Path, trust: Sequence[Path]) -> tuple[Signature, ...]:
    """Return the signatures on a PDF, those of signers and not of archives.

    ``trust`` are files of certificates; without any a signature is judged but not its signer.  Nothing is fetched from the
    network.  Raises `UnreadableError`.
    """
    from pyhanko.keys import load_certs_from_pemder
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko_certvalidator import ValidationContext

    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)
    load: Any = load_certs_from_pemder
    roots = list(load([str(path) for path in trust])) if trust else []
    context = ValidationContext(trust_roots=roots, allow_fetching=False, revocation_mode="soft-fail")
    try:
        with document.open("rb") as file:
            if HEADER not in file.read(HEADER_WITHIN):
                raise UnreadableError(str(HEADER, "ascii"))
            reader = PdfFileReader(file, strict=False)
            return tuple(
                _judged(signature, context, known=bool(roots)) for signature in reader.embedded_regular_signatures
            )
    except UnreadableError:
        raise
    except Exception as error:
        raise UnreadableError(str(error) or type(error).__name__) from error


def _judged(embedded: Any, context: Any, *, known: bool) -> Signature:
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.validation import validate_pdf_signature

    status = validate_pdf_signature(embedded, signer_validation_context=context)
    stamp = status.timestamp_validity
    stamped = bool(stamp is not None and stamp.intact and stamp.valid and stamp.trusted)
    time = stamp.timestamp if stamp is not None and stamped else status.signer_reported_dt
    harmless = (ModificationLevel.NONE, ModificationLevel.LTA_UPDATES, ModificationLevel.FORM_FILLING)
    unchanged = status.modification_level in harmless if status.modification_level is not None else False
    return Signature(
        signer=str(status.signing_cert.subject.native.get("common_name") or status.signing_cert.subject.human_friendly),
        time=time.isoformat() if time else "",
        stamped=stamped,
        sound=bool(status.intact and status.valid and unchanged),
        trusted=bool(status.trusted) if known else None,
    )
