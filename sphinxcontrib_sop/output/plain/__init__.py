"""Builders without a writer of our own: which they are, and what they show instead of drawings and pages."""

from sphinx.builders import Builder

DRAWING_FORMATS = frozenset({"typst"})
"""Formats of builders whose writers draw the nodes themselves; HTML does except for epub."""
WRITING_NOTHING = frozenset({"gettext", "sop-read", "sop-check"})
"""Names of builders that extract texts, or look at the nodes only."""


def draws(builder: Builder) -> bool:
    """True if a builder takes the nodes themselves: its writer shows them, or it shows nothing."""
    if builder.format == "html":
        return builder.name != "epub"
    return builder.name in WRITING_NOTHING or builder.format in DRAWING_FORMATS
