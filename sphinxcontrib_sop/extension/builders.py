"""The builder `sop-json`."""

from __future__ import annotations

from collections.abc import Set
from pathlib import Path

from docutils import nodes
from msgspec.structs import replace
from sphinx.builders import Builder

from .._version import __version__
from ..core.exchange.json import dump
from ..core.i18n import translate
from ..core.model import Manual
from ..core.profiles import BUILT_IN
from ..core.settings import SopConfig
from .approvals import approvals_of
from .config import sop_config
from .domain import sop_domain

FILE_NAME = "sops.json"


class SopJsonBuilder(Builder):
    """Write every SOP of the manual to ``sops.json``."""

    name = "sop-json"
    format = "json"
    allow_parallel = True

    def init(self) -> None:
        self.epilog = translate("The SOPs are in %(outdir)s/sops.json.", self.config.language)  # type: ignore[misc] # per language

    def get_outdated_docs(self) -> str:
        """The file is always written as a whole."""
        return FILE_NAME

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """There is nothing to link to."""
        return ""

    def prepare_writing(self, docnames: Set[str]) -> None:
        """Nothing is written document by document."""

    def write_documents(self, docnames: Set[str]) -> None:
        """Nothing is written document by document."""

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Nothing is written document by document."""

    def finish(self) -> None:
        """Write the file."""
        manual = replace(sop_domain(self.env).manual(), approvals=approvals_of(self.env).states)
        text = manual_as_json(manual, sop_config(self.config).source, self.config.project)
        Path(self.outdir, FILE_NAME).write_text(text, encoding="utf-8", newline="\n")


def manual_as_json(manual: Manual, config: SopConfig, project: str) -> str:
    """The content of ``sops.json``."""
    agency = config.agency
    about = {
        "project": project,
        "language": config.language,
        "profile": config.profile.name if config.profile.name in BUILT_IN else "",
        "agency": {
            "name": list(agency.name),
            "unit": agency.unit,
            "address": agency.address,
            "place": agency.place,
        },
    }
    generator = f"sphinxcontrib-sop {__version__}"
    return dump(manual, generator=generator, about=about, working_time=config.working_time)
