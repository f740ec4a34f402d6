"""What is due is paid by itself where the shop asked for that."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from celery import shared_task

from ecosystem.kernel import clock
from ecosystem.ledger.public import InsufficientFunds

from .actions import note_refusal, pay_by_schedule
from .queries import due_by

EVERY = {"procurement.pay_everything_due": 3600}


@shared_task(name="procurement.pay_one")
def pay_one(invoice_id: str) -> None:
    _pay(UUID(invoice_id), at=clock.now())


@shared_task(name="procurement.pay_everything_due")
def pay_everything_due() -> None:
    """Wake one task for each invoice that is due today and was not refused today."""
    for invoice_id in due_by(clock.business_date(clock.now())):
        pay_one.delay(str(invoice_id))


def pay_due(*, at: datetime) -> None:
    """All of them here and now."""
    for invoice_id in due_by(clock.business_date(at)):
        _pay(invoice_id, at=at)


def _pay(invoice_id: UUID, *, at: datetime) -> None:
    try:
        pay_by_schedule(invoice_id=invoice_id, at=at)
    except InsufficientFunds:
        note_refusal(invoice_id=invoice_id, at=at)
