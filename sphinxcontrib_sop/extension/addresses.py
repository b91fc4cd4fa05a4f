"""Links that cannot be: one that runs a program in the browser, and one to a file in a heading."""

import re

from docutils import nodes
from sphinx.addnodes import download_reference
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


def undo_downloads(app: Sphinx, document: nodes.document) -> None:
    """Turn downloads in headings into plain text, and say so: Sphinx ends with a traceback at one in a table of contents."""
    for title in document.findall(nodes.title):
        for reference in list(title.findall(download_reference)):
            template = "a heading cannot lead to a file; `{text}` is plain text there"
            sentence = translate(template, app.config.language).format(text=reference.astext())
            logger.warning("%s", sentence, type="sop", subtype="address", location=title)
            reference.replace_self(nodes.inline("", "", *reference.children))
