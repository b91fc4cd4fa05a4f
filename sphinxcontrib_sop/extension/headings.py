"""What headings cannot hold, because Sphinx repeats them in tables of contents."""

from docutils import nodes
from sphinx.addnodes import download_reference, pending_xref
from sphinx.application import Sphinx
from sphinx.util import logging

from ..core.i18n import translate

logger = logging.getLogger(__name__)


def clean(app: Sphinx, document: nodes.document) -> None:
    """Bring the headings of a document into a form that can be repeated; before Sphinx collects them."""
    for title in document.findall(nodes.title):
        _undo_downloads(app, title)
        for message in list(title.findall(nodes.system_message)):  # of MyST; it names a path of this machine
            _remove(message)
    for topic in document.findall(nodes.topic):
        if "contents" in topic["classes"]:
            for reference in topic.findall(pending_xref):  # a citation in a heading, which keeps its id there
                reference["ids"] = []


def _undo_downloads(app: Sphinx, title: nodes.title) -> None:
    """Turn links to files into plain text, and say so: Sphinx ends with a traceback at one in a table of contents."""
    for reference in list(title.findall(download_reference)):
        template = "a heading cannot lead to a file; `{text}` is plain text there"
        sentence = translate(template, app.config.language).format(text=reference.astext())
        logger.warning("%s", sentence, type="sop", subtype="address", location=title)
        reference.replace_self(nodes.inline("", "", *reference.children))


def _remove(node: nodes.Element) -> None:
    if node.parent is not None:
        node.parent.remove(node)
