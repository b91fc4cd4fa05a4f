"""The builders `sop-sheets` and `sop-pdf`: PDF by Typst.

Sphinx finds them by the entry points ``sphinx.builders``, so that a build of anything else does not load them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the builders."""
    from .builders.handbook import HandbookBuilder
    from .builders.sheets import SheetBuilder

    app.setup_extension("sphinxcontrib_sop")
    app.add_builder(SheetBuilder)
    app.add_builder(HandbookBuilder)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
