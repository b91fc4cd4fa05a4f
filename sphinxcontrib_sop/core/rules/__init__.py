"""The rule catalogue: what a careful reviewer would find.

`RULES` holds every rule by its code; `find` runs them over a manual.  `judge` and `conclude` are its two halves: what is
found in one procedure, whatever stands in the others, and what follows from all of them.
"""

from . import approval, basis, dates, flow, identity, manual, quality, reading, reviewing, suitability, wording
from ._context import Context
from ._registry import RULES, Finding, Rule, Severity, Verdict, conclude, find, judge, settle

settle()

__all__ = [
    "RULES",
    "Context",
    "Finding",
    "Rule",
    "Severity",
    "Verdict",
    "approval",
    "basis",
    "conclude",
    "dates",
    "find",
    "flow",
    "identity",
    "judge",
    "manual",
    "quality",
    "reading",
    "reviewing",
    "suitability",
    "wording",
]  # fmt: skip
