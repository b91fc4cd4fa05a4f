"""The rule catalogue: what a careful reviewer would find.

`RULES` holds every rule by its code; `find` runs them over a manual.  `judge` and `conclude` are its two halves: what is
found in one procedure, whatever stands in the others, and what follows from all of them.
"""

from . import (
    approval,
    basis,
    dates,
    flow,
    identity,
    manual,
    performers,
    quality,
    reading,
    reviewing,
    suitability,
    wording,
)
from ._context import Context
from ._registry import OF_CONFIG, RULES, Finding, Rule, Severity, Verdict, conclude, find, judge, sentence, settle

settle()

__all__ = [
    "OF_CONFIG",
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
    "performers",
    "quality",
    "reading",
    "reviewing",
    "sentence",
    "suitability",
    "wording",
]  # fmt: skip
