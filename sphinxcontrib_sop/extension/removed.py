"""Pages of documents that are gone are taken out of the output: Sphinx leaves them there, and packs them into an EPUB.

A procedure that was withdrawn is no longer found by an old address.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from sphinx.builders import Builder
from sphinx.util.osutil import os_path


def remove_pages(builder: Builder, docname: str) -> None:
    """Remove what a builder wrote of a document, where it writes a file for each."""
    outdir = Path(builder.outdir).resolve()
    for page in _pages(builder, docname):
        folder = page.parent.resolve()
        if folder.is_relative_to(outdir) and (page.is_file() or page.is_symlink()):
            with contextlib.suppress(OSError):
                page.unlink()
                if folder != outdir:
                    folder.rmdir()  # if nothing else is in it


def _pages(builder: Builder, docname: str) -> Iterator[Path]:
    suffix = str(getattr(builder, "out_suffix", "") or "")
    named = getattr(builder, "get_outfilename", None)
    if named is not None:
        yield Path(named(docname))
        shown = str(getattr(builder.config, "html_sourcelink_suffix", ""))
        for ending in builder.config.source_suffix:
            yield Path(builder.outdir, "_sources", f"{os_path(docname)}{ending}{shown if ending != shown else ''}")
    elif suffix:
        yield Path(builder.outdir, f"{os_path(docname)}{suffix}")
