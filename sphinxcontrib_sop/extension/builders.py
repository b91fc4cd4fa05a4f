"""The builder `sop-json`."""

from collections.abc import Set
from pathlib import Path

from docutils import nodes
from msgspec.structs import replace
from sphinx.builders import Builder

from ..core.exchange.json import dump
from ..core.i18n import translate
from .approvals import approvals_of
from .config import source_config
from .domain import sop_domain
from .written import write_output

FILE_NAME = "sops.json"


class WholeBuilder(Builder):
    """A builder that takes a manual as a whole; nothing is written document by document."""

    def get_outdated_docs(self) -> str:
        """Every document counts."""
        return "SOP"

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """There is nothing to link to."""
        return ""

    def prepare_writing(self, docnames: Set[str]) -> None:
        """Nothing is written document by document."""

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Nothing is written document by document."""


class SopJsonBuilder(WholeBuilder):
    """Write every SOP of the manual to ``sops.json``."""

    name = "sop-json"
    format = "json"
    allow_parallel = True

    def init(self) -> None:
        self.epilog = translate("The SOPs are in %(outdir)s/sops.json.", self.config.language)  # type: ignore[misc] # per language

    def get_outdated_docs(self) -> str:
        """The file is always written as a whole."""
        return FILE_NAME

    def write_documents(self, docnames: Set[str]) -> None:
        """Nothing is written document by document."""

    def finish(self) -> None:
        """Write the file."""
        manual = replace(sop_domain(self.env).manual(), approvals=approvals_of(self.env).states)
        text = dump(manual, source_config(self.config), self.config.project)
        write_output(self.env, Path(self.outdir, FILE_NAME), text)
