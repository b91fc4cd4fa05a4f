"""Directives: text in, nodes out."""

from sphinx.util.docutils import SphinxDirective

from .decree import DecreeDirective
from .front import ApprovalDirective, CoverDirective, SymbolsDirective, UsageDirective
from .lifecycle import (
    LIFE_DIRECTIVES,
    CalendarDirective,
    DistributionDirective,
    EvaluationDirective,
    InventoryDirective,
    LeafletDirective,
    MonitoringDirective,
    TrialDirective,
)
from .lists import (
    SopActorDirective,
    SopCardsDirective,
    SopHistoryDirective,
    SopListDirective,
    SopMapDirective,
    SopStatisticsDirective,
)
from .rules import SopRulesDirective
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
    "sop-cards": SopCardsDirective,
    "sop-kartu": SopCardsDirective,
    "sop-statistics": SopStatisticsDirective,
    "sop-statistik": SopStatisticsDirective,
    "sop-actor": SopActorDirective,
    "sop-pelaksana": SopActorDirective,
    "sop-history": SopHistoryDirective,
    "sop-riwayat": SopHistoryDirective,
    "sop-map": SopMapDirective,
    "sop-peta-keterkaitan": SopMapDirective,
    "sop-cover": CoverDirective,
    "sop-halaman-judul": CoverDirective,
    "sop-decree": DecreeDirective,
    "sop-keputusan": DecreeDirective,
    "sop-approval": ApprovalDirective,
    "sop-pengesahan": ApprovalDirective,
    "sop-usage": UsageDirective,
    "sop-penjelasan": UsageDirective,
    "sop-symbols": SymbolsDirective,
    "sop-simbol": SymbolsDirective,
    "sop-inventory": InventoryDirective,
    "sop-identifikasi": InventoryDirective,
    "sop-monitoring": MonitoringDirective,
    "sop-pemantauan": MonitoringDirective,
    "sop-evaluation": EvaluationDirective,
    "sop-evaluasi": EvaluationDirective,
    "sop-trial": TrialDirective,
    "sop-pengujian": TrialDirective,
    "sop-distribution": DistributionDirective,
    "sop-distribusi": DistributionDirective,
    "sop-calendar": CalendarDirective,
    "sop-kalender": CalendarDirective,
    "sop-leaflet": LeafletDirective,
    "sop-selebaran": LeafletDirective,
    **LIFE_DIRECTIVES,
    "sop-rules": SopRulesDirective,
    "sop-aturan": SopRulesDirective,
}
"""Every directive by its English and its Indonesian name."""
