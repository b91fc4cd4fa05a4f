"""Two versions of a manual compared: what changed in its procedures.

    old, new = read_export(text), read_export(other)
    compare_manuals(old, new) -> ManualChanges
    compare(one_procedure, other_procedure) -> Changes

Both sides are exports (``sops.json``), so that a manual need not be built to be compared and versions written long ago
can be; `exchange` reads them.  `pairing` and `likeness` find out what is still the same, `arrows` tells arrows that really
changed from those that follow an inserted step, `changes` holds the result and `remarks` puts it into words.
"""

from .changes import (
    ActorChange,
    CellChange,
    Changes,
    FieldChange,
    FlowChange,
    ItemChange,
    Kind,
    ManualChanges,
    StepChange,
    TimeChange,
)
from .manuals import compare_manuals
from .procedures import compare
from .splits import Split

__all__ = [
    "ActorChange",
    "CellChange",
    "Changes",
    "FieldChange",
    "FlowChange",
    "ItemChange",
    "Kind",
    "ManualChanges",
    "Split",
    "StepChange",
    "TimeChange",
    "compare",
    "compare_manuals",
]
