"""Directives: text in, nodes out."""

from __future__ import annotations

from sphinx.util.docutils import SphinxDirective

from .lists import SopActorDirective, SopListDirective, SopMapDirective, SopStatisticsDirective
from .sop import SopDirective
from .step import SopStepDirective
from .table import SopTableDirective

DIRECTIVES: dict[str, type[SphinxDirective]] = {
    "sop": SopDirective,
    "sop-step": SopStepDirective,
    "sop-langkah": SopStepDirective,
    "sop-table": SopTableDirective,
    "sop-tabel": SopTableDirective,
    "sop-list": SopListDirective,
    "sop-daftar": SopListDirective,
    "sop-statistics": SopStatisticsDirective,
    "sop-statistik": SopStatisticsDirective,
    "sop-actor": SopActorDirective,
    "sop-pelaksana": SopActorDirective,
    "sop-map": SopMapDirective,
    "sop-peta-keterkaitan": SopMapDirective,
}
"""Every directive by its English and its Indonesian name."""
