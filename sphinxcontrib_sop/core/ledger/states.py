"""What a ledger says of an SOP as it stands now."""

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum

from msgspec import Struct

from .acts import Approval, Stage


class Validity(StrEnum):
    """Whether what was approved is still what stands there."""

    NEVER = "never"
    UNCHANGED = "unchanged"
    CHANGED = "changed"
    REVIEW = "review"
    """Unchanged itself, but a related SOP changed since."""
    REVOKED = "revoked"


class ApprovalState(Struct, frozen=True, kw_only=True):
    """What the ledger says of an SOP."""

    validity: Validity
    digest: str
    """Of the content as it is now."""
    approval: Approval | None = None
    """The last one of the stage `DISAHKAN`."""
    latest: Approval | None = None
    """The last one of any stage."""
    review: Approval | None = None
    """The last one of the stage `DIREVIU`, if it came after the approval and is of the same content."""
    revoked: Approval | None = None
    """The one of the stage `DICABUT`, unless the SOP was approved again."""
    related: tuple[str, ...] = ()
    """Names of the related SOPs that changed since or went."""
    changes: tuple[str, ...] = ()
    """What changed since, in a few words each."""


def state_of(
    digests: Collection[str], approvals: Sequence[Approval], related: Mapping[str, Collection[str]]
) -> ApprovalState:
    """Return the state of an SOP.

    ``digests`` are those of its content as it is now, by every version, the newest first; ``approvals`` its own in the
    order of their dates; ``related`` the digests of other SOPs as they are now, by name.
    """
    now = next(iter(digests), "")
    latest = approvals[-1] if approvals else None
    settled = [approval for approval in approvals if approval.stage in {Stage.DISAHKAN, Stage.DICABUT}]
    approved = [approval for approval in settled if approval.stage is Stage.DISAHKAN]
    approval = approved[-1] if approved else None
    if settled and settled[-1].stage is Stage.DICABUT:
        return ApprovalState(
            validity=Validity.REVOKED, digest=now, approval=approval, latest=latest, revoked=settled[-1]
        )
    if approval is None:
        return ApprovalState(validity=Validity.NEVER, digest=now, latest=latest)
    later = approvals[list(approvals).index(approval) :]
    reviews = [approval for approval in later if approval.stage is Stage.DIREVIU and approval.digest in digests]
    review = reviews[-1] if reviews and approval.digest in digests else None
    known = (review or approval).related
    changed = tuple(name for name, value in known.items() if name in related and value not in related[name])
    everywhere = {name for names in related.values() for name in names}
    gone = tuple(name for name, value in known.items() if name not in related and value not in everywhere)
    if approval.digest not in digests:
        validity = Validity.CHANGED
    else:
        validity = Validity.REVIEW if changed or gone else Validity.UNCHANGED
    return ApprovalState(
        validity=validity,
        digest=now,
        approval=approval,
        latest=latest,
        review=review,
        related=(*changed, *gone),
    )
