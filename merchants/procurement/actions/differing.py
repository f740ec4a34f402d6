"""A delivery that is not what was announced, or is refused in part, opens a dispute that both sides see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from ecosystem.kernel.verbs import inner

from ..models import Dispute, Line, Receipt, Shipment


class AtTheDoor(Protocol):
    @property
    def accepted(self) -> Decimal: ...

    @property
    def rejected(self) -> Decimal: ...

    @property
    def why(self) -> str: ...


@inner
def open_disputes(receipt: Receipt, counts: Sequence[tuple[Line, AtTheDoor]], shipment: Shipment | None, *, at: datetime) -> int:
    """One for each line and kind of difference; returns how many. Without a notice nothing was announced, so only refusals differ."""
    announced = {row.line_id: row.quantity for row in shipment.lines.all()} if shipment else None
    rows = []
    for line, one in counts:
        rows += _of_line(line, one, None if announced is None else announced.pop(line.pk, Decimal(0)))
    for line_id, quantity in (announced or {}).items():
        rows.append(Dispute(line_id=line_id, kind=Dispute.Kind.SHORT, quantity=quantity))
    for dispute in rows:
        dispute.receipt, dispute.order_id, dispute.opened_at = receipt, receipt.order_id, at
    Dispute.objects.bulk_create(rows)
    return len(rows)


def _of_line(line: Line, one: AtTheDoor, announced: Decimal | None) -> list[Dispute]:
    found = [Dispute(line=line, kind=Dispute.Kind.REJECTED, quantity=one.rejected, why=one.why)] if one.rejected else []
    difference = Decimal(0) if announced is None else one.accepted + one.rejected - announced
    if difference:
        kind = Dispute.Kind.OVER if difference > 0 else Dispute.Kind.SHORT
        found.append(Dispute(line=line, kind=kind, quantity=abs(difference)))
    return found
