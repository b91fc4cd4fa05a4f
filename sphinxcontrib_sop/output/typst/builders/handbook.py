"""The builder `sop-pdf`: the whole manual as one PDF."""

import re
from collections.abc import Set

from docutils import nodes
from sphinx.util import logging

from ....core.file_names import LONGEST, file_name
from ....core.i18n import translate
from ....extension.written import write_output
from ..book.book import Book
from ..book.manuscript import ManuscriptTranslator
from ..book.parts import chunks_of, joined_pdf
from ..compiler.engine import TypstFailedError
from .base import TypstBuilder, uncollected

logger = logging.getLogger(__name__)

UNSAFE = re.compile(r'[\x00-\x1f\\/:*?"<>|\s]+')


def handbook_name(project: str) -> str:
    """Name of the file of the handbook."""
    name = (UNSAFE.sub(" ", project).strip(" .") or "manual") + ".pdf"
    return name if len(name.encode()) <= LONGEST else file_name(project, ".pdf")


class HandbookBuilder(TypstBuilder):
    """Writes the manual as one PDF."""

    name = "sop-pdf"
    default_translator_class = ManuscriptTranslator

    def init(self) -> None:
        super().init()
        self.epilog = translate("The handbook is in %(outdir)s.", self.config.language)  # type: ignore[misc] # per language

    def get_outdated_docs(self) -> str:
        """The handbook is always written as a whole."""
        return handbook_name(self.config.project)

    def write_documents(self, docnames: Set[str]) -> None:
        """Nothing is written document by document."""

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Nothing is written document by document."""

    def finish(self) -> None:
        """Write the handbook; where that fails, the one of an earlier build is removed."""
        if not self.possible:
            return
        path = self.outdir / handbook_name(self.config.project)
        try:
            with uncollected(new=True):  # little is garbage, and all the doctrees of a manual would be searched for it
                book = Book(self, self.press)
                chunks = chunks_of(book)
                pdf = joined_pdf(book, chunks) if chunks else book.pdf()
        except TypstFailedError as error:
            template = "the handbook could not be made: {reason}"
            message = translate(template, self.config.language).format(reason=error)
            logger.error("%s", message, type="sop", subtype="pdf")
            path.unlink(missing_ok=True)
            self.fail()
            return
        write_output(self.env, path, pdf)
