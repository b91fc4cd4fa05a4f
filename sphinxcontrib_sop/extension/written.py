"""Files that builders write: one that cannot be written is told in one sentence, and the build ends as one that failed."""

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from ..core.i18n import translate
from ..core.whole_files import write_whole

logger = logging.getLogger(__name__)

USUAL_PRIORITY = 500
"""Of a listener to an event."""


def write_output(env: BuildEnvironment, file: Path, data: bytes | str) -> None:
    """Write a file of the output whole; what keeps it from being written is reported in the language of the manual."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, data)
    except OSError as error:
        # an exception would be reported with a traceback, as a fault of the program
        message = translate("{file} cannot be written: {reason}", env.config.language)
        logger.error("%s", message.format(file=file, reason=error.strerror or error), type="sop", subtype="output")
        fail(env)


def fail(env: BuildEnvironment) -> None:
    """Let the build end as one that failed."""
    env.events.connect("build-finished", _set_status, USUAL_PRIORITY)


def _set_status(app: Sphinx, exception: Exception | None) -> None:
    app.statuscode = 1
