"""Lending what was handed over, straight to whom it pays; and repaying the draw when it comes back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.verbs import inner
from ecosystem.ledger.public import deposit_of
from ecosystem.notices.public import nudge
from lending.limits.public import locked_path
from lending.loans.public import Facility, draw_into, give_back_to

from ..models import EarmarkDraw
from .holding import KEEPER, open_line_of


@inner
def pay_from_line(*, payment_id: UUID, payer_id: UUID, amount_minor: int, shares: Sequence[tuple[str, int]], at: datetime) -> UUID | None:
    """Draw what was handed over in this transaction into the accounts that are paid; the transfer. ``None`` where nothing was.

    Raises:
        LimitFrozen, LimitExceeded: the line was frozen, or cut, since it was set aside; nothing is drawn.
    """
    # A row without a payment is seen by nobody but the transaction that made it: it is made, and paid, under the line's lock.
    handed = EarmarkDraw.objects.filter(payment_id=None, earmark__borrower=payer_id).first()
    strange = [account for account, _share in shares if not account.startswith("deposit/") or account == deposit_of(payer_id)]
    if handed is None or handed.amount_minor != amount_minor or strange:
        return None
    line = open_line_of(payer_id, at=at)
    drawn, transfer_id = draw_into(line, amount_minor=amount_minor, into=shares, key=f"payment/{payment_id}", at=at)
    EarmarkDraw.objects.filter(pk=handed.pk).update(payment_id=payment_id, draw=drawn)
    told = {"draw": drawn.pk, "principal_minor": amount_minor, "document": handed.earmark.document_id, "pays": handed.pays_id}
    record("lending.loan.draw", target=line, by=KEEPER, at=at, after=told)
    nudge([payer_id], "credit")
    return transfer_id


@inner
def refund_to_line(*, refund_id: UUID, document_id: UUID, amount_minor: int, source: str, at: datetime) -> UUID | None:
    """What a payment from a line paid comes back: it repays the draw first. ``None`` where no line paid that."""
    used = EarmarkDraw.objects.filter(pays_id=document_id, draw__isnull=False).select_related("draw").order_by("-pk").first()
    if used is None or used.draw is None:
        return None
    line = Facility.objects.locked().get(pk=used.draw.facility_id)
    key = f"refund/{refund_id}"
    return give_back_to(line, draw_id=used.draw.pk, amount_minor=amount_minor, source=source, key=key, reference=refund_id, by=KEEPER, at=at)


@inner
def hold_for_refund(*, document_id: UUID) -> list[str]:
    """Lock the line and the limits that a refund of the document will give back to; the accounts that it will move besides the supplier's."""
    used = EarmarkDraw.objects.filter(pays_id=document_id, draw__isnull=False).select_related("draw__facility").order_by("-pk").first()
    if used is None or used.draw is None:
        return []
    line = Facility.objects.locked().get(pk=used.draw.facility_id)
    locked_path(line.limit_node_id)
    return [deposit_of(line.borrower_id)]
