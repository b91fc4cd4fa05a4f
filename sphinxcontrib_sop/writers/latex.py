"""What LaTeX needs: the printed sheets, the package with our macros, paper, and a word where a tool is missing."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

from ..config import sop_config
from ..i18n import translate
from ..typst.engine import is_installed
from ..typst.press import Press
from ..typst.translator import TypstTranslator
from .latex_sheets import ENGINES, PRIORITY, include_sheets

if TYPE_CHECKING:
    pass

logger = logging.getLogger(__name__)

PACKAGE = "sphinxsop"
TEX_FOLDER = Path(__file__).parent.parent / "texinputs"


def set_up(app: Sphinx) -> bool:
    """Prepare a build by LaTeX; return whether the sheets are included, or plain tables have to do."""
    config = app.config
    config.latex_additional_files = [*config.latex_additional_files, str(TEX_FOLDER / f"{PACKAGE}.sty")]
    app.add_latex_package(PACKAGE, _options(app))
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


def _include_sheets(app: Sphinx) -> None:
    builder = app.builder
    folder = TemporaryDirectory(prefix="sop-sheets-")
    press = Press(app.env, Path(folder.name), lambda document: TypstTranslator(document, builder))
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
        width, height = sorted(sop_config(config).paper_mm)
        options += [f"paperwidth={width:g}mm", f"paperheight={height:g}mm"]
    return ",".join(options) or None
