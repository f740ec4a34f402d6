"""Writing down that cash moved: the row beside its ledger transfer."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ecosystem.kernel.actor import Actor, person_of
from ecosystem.kernel.verbs import inner

from ..models import CashMovement


@inner
def note_cash(
    *,
    shift_id: UUID | None,
    kind: str,
    amount_minor: int,
    transfer_id: UUID | None,
    by: Actor,
    at: datetime,
    reason: str = "",
    cause: UUID | None = None,
) -> CashMovement:
    """Cash went into a drawer (positive) or out of it by a transfer that is posted already."""
    if shift_id is None or transfer_id is None:
        raise LookupError("cash moves in a shift and by a transfer")
    return CashMovement.objects.create(
        shift_id=shift_id, kind=kind, amount_minor=amount_minor, reason=reason, cause=cause, transfer_id=transfer_id, by_id=person_of(by), at=at
    )
