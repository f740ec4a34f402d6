"""Changes of a request's status, and telling both sides of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import F

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import inner
from ecosystem.notices.public import notify_all, nudge

from .. import rules
from ..errors import RfqMoved
from ..models import Quotation, Rfq

WORDS = "quotes"


@inner
def move(rfq: Rfq, to: str, *, reason: str = "", by: Actor, at: datetime, **changes: Any) -> Rfq:
    """Take a request to ``to`` from where that is allowed. Raises ``RfqMoved``."""
    came_from = rfq.status
    told = {"reason": reason} if reason else {}
    if not Rfq.objects.filter(pk=rfq.pk, status__in=rules.BEFORE[to]).update(status=to, version=F("version") + 1, **told, **changes):
        raise moved(rfq)
    rfq.refresh_from_db(fields=["status", "version", *told, *changes])
    record(f"sourcing.{to}", target=rfq, by=by, at=at, before={"status": came_from}, after={"status": to}, reason=reason, about=rfq.shop_id)
    return rfq


def moved(rfq: Rfq) -> RfqMoved:
    return RfqMoved(status=str(Rfq.Status(Rfq.objects.values_list("status", flat=True).get(pk=rfq.pk)).label))


def require_in(rfq: Rfq, statuses: tuple[str, ...]) -> None:
    if rfq.status not in statuses:
        raise moved(rfq)


@inner
def settle_status(rfq: Rfq, *, by: Actor, at: datetime) -> None:
    """Sent, partially quoted or quoted: what the quotations say. With nobody left to answer and no offer, it has expired."""
    statuses = list(rfq.quotations.values_list("status", flat=True))
    standing, waiting = any(one in ("submitted", "revised") for one in statuses), any(one in ("invited", "viewed") for one in statuses)
    if standing:
        to = "partially_quoted" if waiting else "quoted"
    elif waiting:
        return
    else:
        move(rfq, "expired", by=by, at=at, ended_at=at)
        tell_buyer(rfq, "rfq_expired", key="expired", at=at)
        return
    if to != rfq.status:
        move(rfq, to, by=by, at=at)


@inner
def tell_buyer(rfq: Rfq, kind: str, *, key: str, at: datetime, **values: str) -> None:
    notify_all([(rfq.shop.party_id, kind, f"rfq/{rfq.pk}/{key}", {"number": rfq.number, **values})], at=at)
    nudge([rfq.shop.party_id], WORDS)


@inner
def tell_suppliers(rfq: Rfq, quotations: Iterable[Quotation], kind: str, *, key: str, at: datetime) -> None:
    """A supplier outside the circle has no notices."""
    parties = {one.supplier.party_id: one for one in quotations if one.supplier.party_id is not None}
    told = [(party_id, kind, f"quotation/{one.pk}/{key}", {"number": rfq.number}) for party_id, one in parties.items() if party_id]
    notify_all(told, at=at)
    # The shop's other windows look again too.
    nudge([rfq.shop.party_id, *(party_id for party_id in parties if party_id)], WORDS)
