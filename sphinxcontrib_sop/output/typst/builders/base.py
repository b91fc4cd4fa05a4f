"""What the builders of PDF have in common."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Set
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar

from docutils import nodes
from sphinx.builders import Builder
from sphinx.util import logging

from ....core.i18n import translate
from ....extension.written import USUAL_PRIORITY, fail
from ..compiler.engine import is_installed
from ..sheet.press import IMAGE_TYPES, Press
from ..text.edition import Edition
from ..text.links import ELSEWHERE
from ..text.translator import TypstTranslator

logger = logging.getLogger(__name__)

NO_TYPST = "PDF needs the Python package `typst`, which is not installed here; everything else works without it"


@contextmanager
def uncollected(*, new: bool) -> Iterator[None]:
    """Keep garbage collection away from what was read so far, and with ``new`` also from what is made from now on."""
    enabled = gc.isenabled()
    gc.freeze()
    if new:
        gc.disable()
    try:
        yield
    finally:
        gc.unfreeze()
        if enabled:
            gc.enable()


class TypstBuilder(Builder):
    """Has a compiler, knows which pictures it can show and how links are written."""

    format = "typst"
    default_translator_class = TypstTranslator
    supported_image_types: ClassVar[list[str]] = list(IMAGE_TYPES)
    supported_remote_images = True  # not fetched: their alternative text is printed
    supported_data_uri_images = False

    def init(self) -> None:
        self.possible = is_installed()
        if not self.possible:
            # an exception would be reported with a traceback, as a fault of the program
            logger.error(translate(NO_TYPST, self.config.language), type="sop", subtype="pdf")
            self.fail()

    def fail(self) -> None:
        """Let the build end as one that failed."""
        fail(self.env)

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        return ELSEWHERE + docname

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        return self.get_target_uri(to)

    def prepare_writing(self, docnames: Set[str]) -> None:
        if self.possible:
            folder = TemporaryDirectory(prefix="sop-typst-")
            self.events.connect("build-finished", lambda app, exception: folder.cleanup(), USUAL_PRIORITY)
            self.press = Press(self.env, Path(folder.name), self.translator)

    def translator(self, document: nodes.document, edition: Edition, docname: str) -> TypstTranslator:
        """Return a translator for a document, or for a part of it that needs one of its own."""
        translator = self.create_translator(document, self, edition, docname)
        assert isinstance(translator, TypstTranslator)  # noqa: S101 - unless an extension replaces it
        return translator
