"""What is made of the whole manual: lists, statistics, pages of actors, maps.

A directive leaves a `sop_generated`, whose `kind` is a key of `GENERATORS`; a transform puts the nodes in its place that
the generator returns, see `transforms.FillGenerated`.  A document is written again whenever they come out differently.
"""

from . import (
    actors,
    annex,
    approval,
    assessment,
    calendar,
    cards,
    distribution,
    history,
    inventory,
    leaflet,
    life,
    listing,
    map,
    monitoring,
    statistics,
)
from ._registry import GENERATORS, GeneratedContext, generate, generator, report

__all__ = [
    "GENERATORS",
    "GeneratedContext",
    "actors",
    "annex",
    "approval",
    "assessment",
    "calendar",
    "cards",
    "distribution",
    "generate",
    "generator",
    "history",
    "inventory",
    "leaflet",
    "life",
    "listing",
    "map",
    "monitoring",
    "report",
    "statistics",
]
