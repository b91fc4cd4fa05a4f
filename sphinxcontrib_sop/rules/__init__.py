"""The rule catalogue: what a careful reviewer would find.

`RULES` holds every rule by its code; `find` runs them over a manual.
"""

# in the order of the codes
from . import identity, reading, flow, suitability, wording, quality, basis, manual  # noqa: I001
from ._context import Context
from ._registry import RULES, Finding, Rule, Severity, find

__all__ = [
    "RULES",
    "Context",
    "Finding",
    "Rule",
    "Severity",
    "basis",
    "find",
    "flow",
    "identity",
    "manual",
    "quality",
    "reading",
    "suitability",
    "wording",
]  # fmt: skip
