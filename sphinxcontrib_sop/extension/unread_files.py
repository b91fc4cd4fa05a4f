"""Files that hold an SOP and whose name keeps Sphinx from reading them, such as ``surat.rst.txt`` of a plain editor."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.matching import get_matching_files

from ..core.i18n import translate
from ..core.regular_files import require_regular

_logger = logging.getLogger(__name__)
ENDINGS = (".txt", ".TXT", ".rst", ".RST", ".Rst", ".rest", ".md", ".MD")
_AN_SOP = re.compile(rb"^(?:\.\. sop::|[`:~]{3,}\{sop\})[ \r\n]", re.MULTILINE)
_COPIES = "_sources"
"""Folder in which Sphinx puts copies of the sources, also that of another build."""
_MOST = 100_000
"""As much of a file is looked at, in bytes."""


def candidates(app: Sphinx) -> Iterator[Path]:
    """Files that may be meant as documents and are none."""
    env, config = app.env, app.config
    suffixes = tuple(config.source_suffix)
    read = {str(path) for paths in env.dependencies.values() for path in paths}
    excluded = [*config.exclude_patterns, *config.templates_path]
    made = (Path(app.outdir), Path(app.doctreedir))  # they may lie in the sources
    for name in get_matching_files(env.srcdir, [f"**{ending}" for ending in ENDINGS], excluded):
        path = Path(env.srcdir, name)
        if _COPIES in path.parts or any(path.is_relative_to(folder) for folder in made):
            continue
        if not name.endswith(suffixes) and name not in read and str(path) not in read:
            yield path


def tell(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """Warn of each that holds an SOP; one that a document includes is read there."""
    for path in filter(_holds_an_sop, candidates(app)):
        template = "this file holds an SOP and is not read, for its name ends in none of {endings}"
        if path.suffix == ".md":
            template = "this file holds an SOP and is not read: install myst-parser and name `myst_parser` in `extensions` of conf.py"
        message = translate(template, app.config.language).format(endings=", ".join(app.config.source_suffix))
        place = nodes.Element()
        place.source, place.line = str(path), 1
        _logger.warning("%s", message[:1].upper() + message[1:], location=place, type="sop", subtype="unread")
    return ()


def _holds_an_sop(path: Path) -> bool:
    try:
        require_regular(path)
        with path.open("rb") as file:
            return _AN_SOP.search(file.read(_MOST)) is not None
    except OSError:
        return False
