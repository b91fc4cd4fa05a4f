"""What a build by LaTeX needs: the printed sheets, our package of macros, the paper size, a message about missing tools."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

from ...core.i18n import translate
from ...extension.config import output_config
from ...extension.nodes import DOCUMENT_NODES, LATEX_NODES
from ..plain_nodes import PlainTables
from ..typst.compiler.engine import is_installed
from ..typst.sheet.press import Press
from ..typst.text.translator import TypstTranslator
from . import documents as latex_documents
from . import pictures as latex_pictures
from . import sheets as latex_sheets
from .sheets import ENGINES, PRIORITY, include_sheets

if TYPE_CHECKING:
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)

VISITORS = {**latex_sheets.VISITORS, **latex_documents.VISITORS}

PACKAGE = "sphinxsop"
TEX_FOLDER = Path(__file__).parent / "texinputs"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Prepare a build by LaTeX; loaded for no other one."""
    for node_class in (*DOCUMENT_NODES, *LATEX_NODES):
        if node_class in VISITORS:
            app.add_node(node_class, override=True, latex=VISITORS[node_class])
    # not at once: Sphinx puts the name of an extension before what is reported while it is set up
    app.connect("env-before-read-docs", lambda app, env, docnames: _prepare(app))
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _prepare(app: Sphinx) -> None:
    if not _prepared(app):
        app.add_post_transform(PlainTables)


def _prepared(app: Sphinx) -> bool:
    """Prepare what a document needs; return True if the sheets can be included, False if plain tables are needed."""
    config = app.config
    # not by `latex_additional_files`, which would count as a changed configuration
    shutil.copyfile(TEX_FOLDER / f"{PACKAGE}.sty", Path(app.builder.outdir, f"{PACKAGE}.sty"))
    app.add_latex_package(PACKAGE, _options(app))
    app.add_post_transform(latex_documents.ShapeDocuments)
    latex_pictures.set_up(app)
    check_tools(app)
    if config.latex_engine not in ENGINES:
        template = (
            "{engine} cannot include the SOP sheets, plain tables are written instead; latex_engine can be {engines}"
        )
        message = translate(template, config.language)
        engines = ", ".join(sorted(ENGINES))
        logger.warning(message.format(engine=config.latex_engine, engines=engines), type="sop", subtype="latex")
        return False
    if not is_installed():
        template = "the SOP sheets need the Python package `typst`, which is not installed here; plain tables are written instead"
        logger.warning(translate(template, config.language), type="sop", subtype="pdf")
        return False
    _include_sheets(app)
    return True


def check_tools(app: Sphinx) -> None:
    """Let `-M latexpdf` end with one message where LaTeX is not installed, not with the errors of `make`."""
    if "latexpdf" not in sys.argv:
        return
    make = [] if sys.platform == "win32" else [os.environ.get("MAKE", "make")]
    missing = [tool for tool in (app.config.latex_engine, "latexmk", *make) if shutil.which(tool) is None]
    if missing:
        template = (
            "`-M latexpdf` needs LaTeX; not found: {tools}. Install TeX Live with latexmk, "
            "or use the builder `sop-pdf`, which needs no LaTeX"
        )
        message = translate(template, app.config.language).format(tools=", ".join(missing))
        logger.error(message, type="sop", subtype="latex")
        app.connect("build-finished", _fail)


def _fail(app: Sphinx, exception: Exception | None) -> None:
    """Let the build end as one that failed, so that `make` is not called."""
    app.statuscode = 1


def _include_sheets(app: Sphinx) -> None:
    builder = app.builder
    folder = TemporaryDirectory(prefix="sop-sheets-")
    press = Press(app.env, Path(folder.name), lambda document, *others: TypstTranslator(document, builder, *others))
    app.connect("build-finished", lambda app, exception: folder.cleanup())

    class IncludeSheets(SphinxPostTransform):
        """Replace every SOP by its printed sheet."""

        default_priority = PRIORITY

        def run(self, **kwargs: object) -> None:
            include_sheets(self.document, self.env, press, Path(builder.outdir))

    app.add_post_transform(IncludeSheets)


def _options(app: Sphinx) -> str | None:
    """Options of our package: the language, and the paper of `sop_paper` unless the manual chose one for LaTeX."""
    config = app.config
    options = ["indonesian"] if config.language.split("_")[0] == "id" else []
    elements: dict[str, Any] = config.latex_elements
    if not (elements.get("papersize") or elements.get("geometry") or "papersize" in config.latex_theme_options):
        width, height = sorted(output_config(config).paper_mm)
        options += [f"paperwidth={width:g}mm", f"paperheight={height:g}mm"]
    return ",".join(options) or None
