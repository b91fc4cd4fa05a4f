"""Lines that look like one of our directives and are read as something else: an error each, and their text is shown.

The text of a document is looked at before it is parsed. What the parsed document shows as it is, an example say, or
what is commented out as a whole, was meant so.
"""

import logging
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from msgspec import Struct
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util.logging import NAMESPACE

from ..core.i18n import say
from ..core.model import Fault, Location, Message
from ..core.reading.foreign import of_docutils, of_sphinx
from ..core.reading.near_misses import Dialect, NearMiss, directive_meant, find_near_misses
from .drafts import locate, note_fault
from .undocumented import known_directives

QUOTED = "sop_quoted"
"""Attribute of a block that shows what could not be read."""
_CANDIDATES = "sop:near-misses"
_LOGGERS = (
    "sphinx.util.docutils",
    "myst_parser.warnings_",
    "myst_parser.parsers.sphinx_",
    "sphinx.environment",
    "sphinx.environment.adapters.toctree",
    "sphinx.directives.other",
    "sphinx.environment.collectors.toctree",
)
_CONTENTS = re.compile("toctree")
_UNKNOWN = re.compile(r"Unknown directive type:? ['\"](?P<name>[^'\"]+)['\"]")
_SHOWN = (nodes.literal_block, nodes.doctest_block, nodes.raw, nodes.math_block, nodes.comment, nodes.literal)


class _Candidate(Struct, frozen=True):
    """A near miss and the file in which it stands."""

    miss: NearMiss
    location: Location


def register(app: Sphinx, known: Collection[str]) -> None:
    """Look at every text that is read; ``known`` are the names of our directives."""
    names = frozenset(known)

    def note_document(app: Sphinx, docname: str, content: list[str]) -> None:
        path = str(app.env.doc2path(docname))
        _note(app, content[0], path, _dialect(app, path), names)

    def note_included(app: Sphinx, path: Path, docname: str, content: list[str]) -> None:
        _note(app, content[0], (app.srcdir / path).as_posix(), _dialect(app, str(path)), names)

    app.connect("source-read", note_document, priority=900)  # as other extensions leave it
    app.connect("include-read", note_included, priority=900)
    app.connect("config-inited", lambda app, config: _speak(config.language, names))
    # another application of this process may have been made since
    app.connect("env-before-read-docs", lambda app, env, docnames: _speak(app.config.language, names))
    app.add_transform(ReportNearMisses)


def _dialect(app: Sphinx, path: str) -> Dialect:
    suffixes: dict[str, Any] = app.config.source_suffix
    kind = suffixes.get(Path(path).suffix)
    extensions = getattr(app.config, "myst_enable_extensions", None) or ()
    return Dialect(markdown=kind == "markdown" or path.endswith(".md"), colon_fence="colon_fence" in extensions)


def _note(app: Sphinx, text: str, path: str, dialect: Dialect, known: frozenset[str]) -> None:
    folded = text.casefold()
    if "sop" not in folded and "step" not in folded and "langkah" not in folded:
        return
    misses = find_near_misses(text.splitlines(), dialect, known)
    new = [_Candidate(miss, locate(app.env, path, miss.line)) for miss in misses]
    if new:
        before = app.env.current_document.get(_CANDIDATES) or []
        app.env.current_document[_CANDIDATES] = [*before, *new]


class ReportNearMisses(SphinxTransform):
    """Make a fault of each near miss that the document does not show as an example, and show what was dropped."""

    default_priority = 14  # before the faults of the document are taken (15)

    def apply(self, **kwargs: object) -> None:
        candidates: list[_Candidate] = self.env.current_document.get(_CANDIDATES) or []
        if not candidates:
            return
        self.env.current_document[_CANDIDATES] = []
        shown = list(_shown_lines(self.document))
        for candidate in candidates:
            text = candidate.miss.text
            if candidate.miss.unknown in known_directives():  # one of another extension
                continue
            if text in shown:
                shown.remove(text)  # each line that is shown excuses one that was typed
                continue
            note_fault(self.env, Fault(code="SOP114", message=candidate.miss.message, location=candidate.location))
            self._keep(text) if not candidate.miss.unknown else self._keep_unknown(text)

    def _keep(self, text: str) -> None:
        """Show a comment that was meant as a directive."""
        first = text.lstrip(". ")
        for comment in list(self.document.findall(nodes.comment)):
            if comment.astext().split("\n", 1)[0].strip() == first:
                block = nodes.literal_block(text, f".. {comment.astext()}", language="none", **{QUOTED: True})
                block.source, block.line = comment.source, comment.line
                comment.replace_self(block)
                return

    def _keep_unknown(self, text: str) -> None:
        """Show a directive that does not exist: docutils quotes it in a message, which no page shows."""
        for message in list(self.document.findall(nodes.system_message)):
            quoted = [child for child in message.children if isinstance(child, nodes.literal_block)]
            if quoted and quoted[0].astext().split("\n", 1)[0].strip() == text:
                block = quoted[0]
                message.remove(block)
                block["language"], block[QUOTED] = "none", True
                block.source, block.line = message.get("source"), message.get("line")
                message.parent.insert(message.parent.index(message) + 1, block)
                return


def _shown_lines(document: nodes.document) -> Iterator[str]:
    """Lines that are shown as they were typed, or are commented out with all around them."""
    for node in document.findall(nodes.Element):
        if not isinstance(node, _SHOWN):
            continue
        if node.get(QUOTED) or isinstance(node.parent, nodes.system_message):
            continue
        lines = [line.strip() for line in node.astext().split("\n")]
        yield from lines[1:] if isinstance(node, nodes.comment) and not lines[0].startswith("..") else lines


# -- messages of the parsers -----------------------------------------------------------------------------------------
class _Interpreter(logging.Filter):
    """Says what the parsers say in the language of the manual, and leaves to `ReportNearMisses` what that reports."""

    def __init__(self, language: str, known: frozenset[str]) -> None:
        super().__init__()
        self.language = language
        self.known = known

    def filter(self, record: logging.LogRecord) -> bool:
        text = str(record.msg)
        unknown = _UNKNOWN.match(text)
        if unknown and directive_meant(unknown["name"], self.known):
            return False
        message = of_docutils(text) or (of_sphinx(record.getMessage()) if _CONTENTS.search(text) else None)
        if message is not None and self.language != "en":
            record.msg, record.args = _sentence(message, text, self.language), ()
        return True


def _sentence(message: Message, text: str, language: str) -> str:
    """A sentence, with the lines that docutils quotes below its own."""
    said = say(message, language)
    quoted = text.partition("\n\n")[2]
    return said[:1].upper() + said[1:] + (f"\n\n{quoted}" if quoted else "")


def _speak(language: str, known: frozenset[str]) -> None:
    """Listen to the parsers; what an earlier application in this process set up is replaced."""
    for name in _LOGGERS:
        logger = logging.getLogger(f"{NAMESPACE}.{name}")
        for former in [candidate for candidate in logger.filters if isinstance(candidate, _Interpreter)]:
            logger.removeFilter(former)
        logger.addFilter(_Interpreter(language, known))
