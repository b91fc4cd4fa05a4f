"""What the ledger of approvals holds: acts of approval, each about one or several SOPs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

from msgspec import Struct, field

from ..model import Message


class Stage(StrEnum):
    """Stages of a document in practice; what counts as approved is `DISAHKAN`."""

    DISUSUN = "disusun"
    DIUJI = "diuji"
    DIVERIFIKASI = "diverifikasi"
    DISAHKAN = "disahkan"
    DIREVIU = "direviu"
    """Looked at again and found right as it stands."""
    DICABUT = "dicabut"


PREPARING = (Stage.DISUSUN, Stage.DIUJI, Stage.DIVERIFIKASI)
"""What comes before an approval, in this order; an agency need not record all of it."""

ENGLISH_STAGES = {
    "drafted": Stage.DISUSUN,
    "tested": Stage.DIUJI,
    "verified": Stage.DIVERIFIKASI,
    "approved": Stage.DISAHKAN,
    "reviewed": Stage.DIREVIU,
    "revoked": Stage.DICABUT,
}


class Approval(Struct, frozen=True, kw_only=True):
    """What one act says of one SOP."""

    sop: str
    """Name of the SOP."""
    title: str = ""
    number: str = ""
    revision: str = ""
    effective: str = ""
    """The effective date on the form, in ISO form; a month without a day is ``2025-05``."""
    stage: Stage = Stage.DISAHKAN
    next_review: date | None = None
    official: str = ""
    """Key of the official in the configuration; empty if it was typed as a text."""
    position: str = ""
    name: str = ""
    nip: str = ""
    date: date | None = None
    decree: str = ""
    document: str = ""
    """The signed document, as a path below the folder of the manual; in a ledger of version 1 a name alone."""
    document_sha256: str = ""
    digest: str
    """Of the content, see `digests.digest_of`."""
    related: Mapping[str, str] = field(default_factory=dict)
    """Digests of the related SOPs at that time, by name."""
    commit: str = ""
    """The commit of git that held the content; empty where there is none."""
    allowed: tuple[str, ...] = ()
    """What would have been refused, and was asked for all the same."""
    replaced_by: str = ""
    """Name of the SOP that takes the place of one that was revoked."""
    after: Mapping[str, str] = field(default_factory=dict)
    """The acts about this SOP that were the last ones then: SHA-256 of their text by name of their file."""
    file: str = ""
    """File in which this stands, below the folder of the ledger; that of version 1 stands beside that folder."""
    line: int = 0

    @property
    def by(self) -> str:
        """Who acted, as printed: position and name."""
        return ", ".join(filter(None, (self.position, self.name)))

    @property
    def act(self) -> str:
        """Name of the act: that of its file without suffix."""
        return self.file.removesuffix(".toml")


class Fault(Struct, frozen=True, kw_only=True):
    """A place in the ledger that cannot be read."""

    file: str
    line: int
    message: Message


class Ledger(Struct, frozen=True, kw_only=True):
    """The approvals of a manual, in the order of their dates."""

    approvals: tuple[Approval, ...] = ()
    faults: tuple[Fault, ...] = ()
    """What cannot be read; the rest counts all the same."""
    sha256: Mapping[str, str] = field(default_factory=dict)
    """Of the text of every act, by its name."""

    def of(self, sop: str) -> tuple[Approval, ...]:
        """The approvals of an SOP."""
        return tuple(approval for approval in self.approvals if approval.sop.casefold() == sop.casefold())

    def heads(self, sop: str) -> tuple[str, ...]:
        """Names of the acts about an SOP after which no other one came."""
        return heads(self.of(sop))


def heads(approvals: Iterable[Approval]) -> tuple[str, ...]:
    """Names of the acts among those about one SOP that no other one came after; acts of version 1 know of no others."""
    mine = [approval for approval in approvals if approval.file and approval.act]
    followed = {name for approval in mine for name in approval.after}
    return tuple(dict.fromkeys(approval.act for approval in mine if approval.act not in followed))


def in_order(approvals: Iterable[Approval]) -> tuple[Approval, ...]:
    """Put approvals in the order of their dates; of those of one day as one came after the other, then by stage."""
    listed = list(approvals)
    before = {approval.act: approval.after for approval in listed if approval.act}
    depths: dict[str, int] = {}

    def depth(act: str) -> int:
        """How many acts came before; a circle, which only a forger can make, ends where it began."""
        if act not in depths:
            depths[act] = 0
            depths[act] = max((depth(name) + 1 for name in before.get(act, ()) if name in before), default=0)
        return depths[act]

    stages = list(Stage)
    return tuple(
        sorted(
            listed,
            key=lambda approval: (
                approval.date or date.min,
                depth(approval.act),
                stages.index(approval.stage),
                approval.file,
            ),
        )
    )
