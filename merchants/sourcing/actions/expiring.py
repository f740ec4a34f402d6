"""What nobody answered in time, and what no longer holds."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import platform
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.verbs import entry

from .. import rules
from ..models import Rfq
from ..queries import outdated
from .moving import settle_status, tell_suppliers

SWEEP = platform("sourcing.expire")


@entry
def expire_rfq(*, rfq_id: UUID, at: datetime) -> Rfq | None:
    """Whoever was asked and has not answered in time is out, and so is a quote of which no line holds any more.

    With no offer left the request expires. ``None`` when there is nothing to do, or somebody was faster.
    """
    rfq = Rfq.objects.select_for_update(of=("self",)).select_related("shop").filter(pk=rfq_id, status__in=rules.OPEN).first()
    if rfq is None:
        return None
    silent = rfq.quotations.filter(status__in=("invited", "viewed")) if rfq.answer_by <= at else rfq.quotations.none()
    late = [*silent.select_related("supplier"), *outdated(rfq.pk, today=business_date(at))]
    if not late:
        return None
    rfq.quotations.filter(pk__in=[one.pk for one in late]).update(status="expired", ended_at=at)
    record("sourcing.expire_quotes", target=rfq, by=SWEEP, at=at, after={"quotations": len(late)})
    tell_suppliers(rfq, late, "quote_expired", key="expired", at=at)
    settle_status(rfq, by=SWEEP, at=at)
    return rfq
