"""SOPs as office documents: identity form and flowchart table in XLSX and DOCX, with shapes and glued connectors.

`content` says what stands in form and table, `drawing` turns a chart into shapes and connectors, `connectors` finds the
preset of DrawingML for a path, `xlsx` and `docx` write the files, `documents` the decree and its like.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the builder `sop-docx`; Sphinx finds it by its entry point, so that no other build loads it."""
    from sphinx.errors import ExtensionError

    try:
        from .documents import SopDocxBuilder
    except ModuleNotFoundError as error:
        raise ExtensionError(f"sop-docx: pip install sphinxcontrib-sop[office] ({error.name})") from error
    app.setup_extension("sphinxcontrib_sop")
    app.add_builder(SopDocxBuilder)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
