"""Addresses that a reader must not follow: a link that runs a program in the browser is none."""

import re

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

from ..core.i18n import translate

logger = logging.getLogger(__name__)

_RUNS = re.compile(r"(?:javascript|vbscript|data)\s*:", re.IGNORECASE)
_SKIPPED = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028\u2029\ufeff]+")
"""What browsers pass over in an address."""


def runs(address: str) -> bool:
    """True if an address is a program or a page of its own."""
    return bool(_RUNS.match(_SKIPPED.sub("", address)))


def defuse(app: Sphinx, document: nodes.document) -> None:
    """Turn links that run a program into plain text, and say so."""
    for reference in list(document.findall(nodes.reference)):
        address = reference.get("refuri", "")
        if runs(address):
            template = "the address `{address}` would run a program; the link is left out"
            sentence = translate(template, app.config.language).format(address=_SKIPPED.sub(" ", address)[:80])
            logger.warning("%s", sentence, type="sop", subtype="address", location=reference)
            reference.replace_self(nodes.inline("", "", *reference.children))
    for picture in document.findall(nodes.image):
        if runs(picture.get("uri", "")) and not picture["uri"].startswith("data:image/"):
            picture["uri"] = ""
