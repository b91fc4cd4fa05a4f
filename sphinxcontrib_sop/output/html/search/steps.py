"""SOPs and steps by their titles for the search page, in a file of its own: the index of Sphinx knows whole pages only."""

import json
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from ....extension.config import output_config
from ....extension.domain import sop_domain
from ....extension.written import write_output

FILE_NAME = "sop-search-index.js"
"""In the folder of static files."""
_SCRIPT = "sop-search.js"
_PAGE = "search"


def add_scripts(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: object) -> None:
    """Let the search page load what it needs, and no other page."""
    if pagename == _PAGE:
        _write_index(app)  # first: Sphinx puts a checksum of the file into its address
        app.add_js_file(_SCRIPT, loading_method="defer")
        app.add_js_file(FILE_NAME, loading_method="defer")


def _entries(env: BuildEnvironment) -> Iterator[str]:
    """JSON of document, anchor, title, the word for a step, and anchor, number and text of each step.

    The texts of steps are those of the sources: in a manual that is translated only its titles are listed.
    """
    domain = sop_domain(env)
    references = domain.references
    config = output_config(env.config)
    word = config.profile.words(env.config.language)["step"]
    translated = env.config.sop_source_language != env.config.language
    for procedure in domain.procedures():
        head = json.dumps(
            [procedure.docname, procedure.anchor, references.shown(procedure), word],
            ensure_ascii=False,
            separators=(",", ":"),
        )
        steps = b"[]" if translated else zlib.decompress(references.targets_of(procedure).searched)
        yield f"{head[:-1]},{steps.decode()}]"


def _write_index(app: Sphinx) -> None:
    """Write the file, unless the manual is what it was when it was written."""
    file = Path(app.outdir, "_static", FILE_NAME)
    known = Path(app.doctreedir, "environment.pickle")
    if file.is_file() and known.is_file() and known.stat().st_mtime < file.stat().st_mtime <= time.time():
        return
    write_output(app.env, file, f"SopSearch.setIndex([{','.join(_entries(app.env))}]);\n")
