"""What makes a finding the same one tomorrow, when lines and numbers of steps have moved.

A key names the SOP, the rule, what the step at fault says and what is said about it, without the figures in it.  A finding
that speaks of several steps has several keys.
"""

import hashlib
import re
from collections.abc import Mapping

from msgspec import Struct

from ..i18n import say
from ..model import Message
from ..rules import Finding

_FIGURES = re.compile(r"\d+")
_DIGEST_BYTES = 16


class Key(Struct, frozen=True, kw_only=True, order=True):
    """One thing that was found, free of lines and numbers."""

    code: str
    sop: str = ""
    """Name of the SOP; empty for what lies in none."""
    path: str = ""
    """File of what lies in no SOP."""
    step: str = ""
    """What the step at fault says."""
    message: str = ""
    """What is said about it, in English and with ``#`` for every figure."""

    @property
    def digest(self) -> str:
        """The key as 32 hexadecimal digits."""
        text = "\n".join((self.code, self.sop, self.path, self.step, self.message))
        return hashlib.blake2b(text.encode("utf-8", "backslashreplace"), digest_size=_DIGEST_BYTES).hexdigest()


def keys_of(finding: Finding, step_texts: Mapping[tuple[str, str], str]) -> tuple[Key, ...]:
    """One key for each message of a finding, in their order."""
    steps = finding.steps or ("",) * len(finding.messages)
    return tuple(
        Key(
            code=finding.code,
            sop=finding.sop,
            path="" if finding.sop else finding.location.path,
            step=" ".join(step_texts.get((finding.sop, step), "").split()),
            message=_without_figures(message),
        )
        for message, step in zip(finding.messages, steps, strict=True)
    )


def _without_figures(message: Message) -> str:
    return _FIGURES.sub("#", " ".join(say(message, "en").split()))
