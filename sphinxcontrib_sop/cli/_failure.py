"""Why a command cannot do what was asked: a sentence for a person, and exit code 2."""

from ..core.model import MessageError


class ManualError(MessageError):
    """The manual cannot be read, or a file cannot be written."""
