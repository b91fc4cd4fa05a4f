"""Lengths as docutils and ``conf.py`` write them, in points."""

import re

POINTS = {
    "": 0.75,
    "px": 0.75,
    "pt": 1.0,
    "pc": 12.0,
    "in": 72.0,
    "cm": 72 / 2.54,
    "mm": 72 / 25.4,
    "q": 72 / 101.6,
    "em": 9.0,
    "rem": 9.0,
    "ex": 4.5,
    "ch": 4.5,
}
"""Points in one of each unit; a number without one counts pixels."""

LENGTH = re.compile(r"\s*([0-9]*\.?[0-9]+)\s*([a-z]*|%)\s*\Z", re.IGNORECASE)


def points(length: str) -> float | None:
    """Return a length in points; None for a percentage and for what is no length."""
    match = LENGTH.match(length)
    factor = POINTS.get(match[2].lower()) if match else None
    return float(match[1]) * factor if match and factor else None


def typst_length(length: str) -> str | None:
    """Return a length or a percentage as Typst writes it; None for what is neither, and for nothing, which it divides by."""
    match = LENGTH.match(length)
    if match and match[2] == "%":
        return f"{match[1]}%" if float(match[1]) else None
    size = points(length)
    return f"{size:g}pt" if size else None
