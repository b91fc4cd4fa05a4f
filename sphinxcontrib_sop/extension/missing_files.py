"""Files that a document includes and that are not there: once they are, the document has to be read again."""

import re

from docutils import nodes
from sphinx.application import Sphinx

_UNREADABLE = re.compile(r"\[Errno \d+\][^:\n]*: '([^'\n]+)'")
"""How docutils names one; Sphinx' own directives note theirs themselves."""


def note(app: Sphinx, document: nodes.document) -> None:
    """Note them as dependencies: docutils does so only with files that it could open."""
    for message in document.findall(nodes.system_message):
        for path in _UNREADABLE.findall(message.astext()):
            app.env.note_dependency(path)
