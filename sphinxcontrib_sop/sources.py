"""Source texts before they are parsed: characters that no output can show are replaced and reported."""

from __future__ import annotations

import re

from sphinx.application import Sphinx

from .drafts import note_fault
from .model import Fault, Location, Message

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def clean(app: Sphinx, docname: str, content: list[str]) -> None:
    """Replace control characters in a document that holds SOPs; each line with one is reported."""
    text = content[0]
    if not _CONTROL.search(text) or "sop" not in text:
        return
    path = str(app.env.doc2path(docname, False))
    for number, line in enumerate(text.split("\n"), start=1):
        found = sorted({f"U+{ord(character):04X}" for character in _CONTROL.findall(line)})
        if found:
            message = Message(
                template="the control character {character} was replaced by {replacement}",
                values={"character": ", ".join(found), "replacement": REPLACEMENT},
            )
            note_fault(app.env, Fault(code="SOP114", message=message, location=Location(path=path, line=number)))
    content[0] = _CONTROL.sub(REPLACEMENT, text)
