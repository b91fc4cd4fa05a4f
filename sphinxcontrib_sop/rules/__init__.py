"""The rule catalogue: what a careful reviewer would find.

`RULES` holds every rule by its code; `find` runs them over a manual.
"""

from . import flow, identity
from ._context import Context
from ._registry import RULES, Finding, Rule, Severity, find

__all__ = ["RULES", "Context", "Finding", "Rule", "Severity", "find", "flow", "identity"]
