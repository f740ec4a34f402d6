"""An order ends by itself once everything came, was billed and was paid."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import inner

from ..models import Order
from .crediting import let_go
from .moving import move


@inner
def close_if_done(order: Order, *, by: Actor, at: datetime) -> None:
    """Close a received order of which nothing is unbilled, unpaid, disputed or waiting to be accepted."""
    order.refresh_from_db(fields=["status"])
    if order.status != Order.Status.RECEIVED:
        return
    unbilled = order.lines.filter(accepted__gt=F("returned") + F("billed")).exists()
    unpaid = order.invoices.exclude(status__in=["paid", "cleared", "withdrawn"]).exists()
    disputed = order.disputes.exclude(status="settled").exists()
    waiting = order.counts.filter(status="waiting").exists()
    if not (unbilled or unpaid or disputed or waiting) and order.invoices.filter(status__in=["paid", "cleared"]).exists():
        move(order, "closed", by=by, at=at, ended_at=at)
        let_go(order, at=at)
