"""Writing down that cash moved: the row beside its ledger transfer."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import Unauthenticated
from ecosystem.kernel.verbs import inner

from ..models import CashMovement


def person_of(by: Actor) -> UUID:
    """Who stands at the till. Raises ``Unauthenticated``."""
    if by.person_id is None:
        raise Unauthenticated
    return by.person_id


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
