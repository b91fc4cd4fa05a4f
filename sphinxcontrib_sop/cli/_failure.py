"""Why a command cannot do what was asked: a sentence for a person, and exit code 2."""

from __future__ import annotations

from ..core.model import Message


class ManualError(Exception):
    """The manual cannot be read, or a file cannot be written."""

    def __init__(self, template: str, /, **values: object) -> None:
        super().__init__(template)
        kept = {key: value if isinstance(value, Message) else str(value) for key, value in values.items()}
        self.message = Message(template=template, values=kept)

    def __str__(self) -> str:
        return str(self.message)
